"""How people and places are called in answers, and whom or what a name typed by a person means (interface.md, 1 and 3).

A person is shown as the smallest (source, person_id) that feeds gave, else as the code; a place as its place_id, else
as our key. `source:` stands before ids exactly if feeds of more than one source give such ids. The texts behind codes
are read from the vault as they are asked for, so that a small answer does not load a million people.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np

from graph.codes import CODE_LENGTH, Codes
from graph.errors import Ambiguous, NotKnown
from graph.model.code_list import IDENTIFIER_KINDS, CodeList, Identifiers
from graph.model.feeds import ID_TYPES
from graph.model.timed_graph import Part, Place, TimedGraph
from graph.resolve.cases import Vault

#: What people type in is no feed; ids are not prefixed for its sake.
BY_HAND = frozenset({"case", "fact"})
_PERSON_ID = IDENTIFIER_KINDS.index("person_id")
#: So many people one by one, then all at once: reading them all takes as long as this share of them one by one.
_ALONE, _SHARE = 256, 30


class Names:
    """Names of one graph's people and places."""

    def __init__(self, graph: TimedGraph, vault: Vault, codes: Codes) -> None:
        self._graph = graph
        self._vault = vault
        self._codes = codes
        self._people = CodeList.of(graph.people)
        self._identifiers = Identifiers.of(graph.identifiers)
        self._shown: dict[str, str] = {}
        self._asked_alone = 0

    def person(self, code: str) -> str:
        """Return how the person of that code is shown."""
        if code not in self._shown:
            self._asked_alone += 1
            many = self._asked_alone > max(_ALONE, len(self._people) // _SHARE)
            self.remember(self._people if many else [code])
        return self._shown.get(code, code)

    def people(self, codes: Sequence[str]) -> list[str]:
        """Return how many people are shown, read from the vault at once."""
        self.remember(codes)
        return [self._shown[code] for code in codes]

    def remember(self, codes: Iterable[str]) -> None:
        """Read the names of these people from the vault, those that are not known yet."""
        new = [code for code in dict.fromkeys(codes) if code not in self._shown]
        owners = {code: self._person_ids(code) for code in new}
        texts = self._vault.values([owner for some in owners.values() for owner in some], ("person_id",))
        for code, theirs in owners.items():
            ids = sorted((source, value) for owner in theirs for _, source, value in texts.get(owner, ()))
            self._shown[code] = self._with_source(*ids[0]) if ids else code

    def place(self, place: Place) -> str:
        """Return how a topmost place is shown."""
        if place.place_id is None:
            return place.key
        if place.source is None:
            return place.place_id
        return f"{place.source}:{place.place_id}" if len(self._place_sources) > 1 else place.place_id

    def person_code(self, ref: str) -> str:
        """Return the code of the person that a REF names: person_id, source:person_id, code, phone:..., id_card:... .

        Raises:
            NotKnown: PERSON_UNKNOWN, where no fact names such a person.
            Ambiguous: PERSON_AMBIGUOUS, where the name fits several; the choices name them in full.

        """
        ref = ref.strip()
        found: dict[str, set[str]] = {}
        if len(ref) == CODE_LENGTH and self._people.position(ref) >= 0:
            return ref
        for choice, code in self._readings(ref):
            for person in self._owners(code):
                found.setdefault(person, set()).add(choice)
        if not found:
            raise NotKnown("PERSON_UNKNOWN", f"no fact names a person {ref!r}: check the id, or feed the person first")
        if len(found) > 1:
            choices = [min(theirs) for theirs in found.values()]
            if len(set(choices)) < len(choices):  # one phone of several people
                choices = self.people(list(found))
            listed = ", ".join(sorted(choices))
            raise Ambiguous("PERSON_AMBIGUOUS", f"{ref!r} fits several people: use one of {listed}", sorted(choices))
        return next(iter(found))

    def place_keys(self, ref: str) -> list[tuple[str, str | None]]:
        """Return what a PLACE names: a place_id, source:place_id, our key, or an exact name that only one place has.

        Each is the key of a topmost place with None, or with a zone of it where the place lies in another: its own zone
        and those of the places below it.

        Raises:
            NotKnown: PLACE_UNKNOWN, where no fact names such a place.
            Ambiguous: PLACE_AMBIGUOUS, where the name fits several; the choices name them in full.

        """
        ref = ref.strip()
        for names in (self._by_id, self._by_full_id, self._by_key, self._by_name):
            found = names.get(ref, [])
            if len({place.key for place in found}) > 1:
                full = names is self._by_id
                choices = sorted({f"{p.source}:{p.place_id}" if full else p.key for p in found})
                listed = ", ".join(choices)
                raise Ambiguous("PLACE_AMBIGUOUS", f"{ref!r} fits several places: use one of {listed}", choices)
            if found:
                return [spot for place in found for spot in self._spots(place)]
        at = bisect_left(self._graph.places, ref, key=lambda place: place.key)
        if at < len(self._graph.places) and self._graph.places[at].key == ref:
            return [(ref, None)]
        raise NotKnown("PLACE_UNKNOWN", f"no fact names a place {ref!r}: use its id, our key, or its exact name")

    def _with_source(self, source: str, value: str) -> str:
        return f"{source}:{value}" if len(self._person_sources) > 1 else value

    @cached_property
    def _person_sources(self) -> list[str]:
        return [source for source in self._vault.sources_of("person_id") if source not in BY_HAND]

    @cached_property
    def _place_sources(self) -> set[str]:
        return {place.source for place in self._named if place.source is not None}

    def _person_ids(self, code: str) -> list[str]:
        """Return the codes of a person's person ids."""
        own = self._identifiers.of_person(self._people.position(code))
        return [str(c, "ascii") for c in own.code[own.kind == _PERSON_ID]]

    def _readings(self, ref: str) -> list[tuple[str, str]]:
        """Return what a REF may mean: (the name written in full, the code of the identifier)."""
        kind, _, rest = ref.partition(":")
        texts = [(f"{source}:{ref}", f"person_id:{source}:{ref}") for source in (*self._person_sources, *BY_HAND)]
        if rest:
            texts.append((ref, f"person_id:{kind}:{rest}"))
        if kind == "phone":
            texts += [(ref, f"phone:{number}") for number in phone_forms(rest)]
        elif kind in ID_TYPES:
            texts += [(ref, f"{kind}:{number}") for number in {rest.strip(), _compact(rest).upper()}]
        elif kind in {"device", "plate"}:
            texts.append((ref, ref))
        readings = [(choice, self._codes.code(text)) for choice, text in texts]
        return [*readings, (ref, ref)] if len(ref) == CODE_LENGTH else readings

    def _owners(self, code: str) -> list[str]:
        """Return the people to whom an identifier belongs or belonged."""
        rows = np.flatnonzero(self._identifiers.code == np.bytes_(code.encode()))
        return [self._people[int(p)] for p in self._identifiers.person[rows]]

    @cached_property
    def _named(self) -> list[Place | Part]:
        """Return registered places, their parts, and places named by kind and name; pairs of people are left out."""
        places = self._graph.places
        first = bisect_left(places, "encounter:", key=lambda place: place.key)
        after = bisect_left(places, "encounter;", key=lambda place: place.key)
        return [*places[:first], *places[after:], *self._graph.parts]

    @cached_property
    def _by_id(self) -> Mapping[str, list[Place | Part]]:
        return _index((p.place_id, p) for p in self._named)

    @cached_property
    def _by_full_id(self) -> Mapping[str, list[Place | Part]]:
        return _index((f"{p.source}:{p.place_id}", p) for p in self._named if p.source is not None)

    @cached_property
    def _by_key(self) -> Mapping[str, list[Place | Part]]:
        return _index((p.key, p) for p in self._named)

    @cached_property
    def _by_name(self) -> Mapping[str, list[Place | Part]]:
        return _index((p.name, p) for p in self._named)

    def _spots(self, place: Place | Part) -> list[tuple[str, str | None]]:
        if isinstance(place, Place):
            return [(place.key, None)]
        key = self._graph.places[place.place].key
        return [(key, zone) for zone in place.zones]


def phone_forms(number: str) -> list[str]:
    """Return the forms in which a phone number may have been kept, the one without any sign first.

    >>> phone_forms("+86 138-0013-8000")
    ['13800138000', '013800138000', '+8613800138000']
    """
    compact = re.sub(r"[().‐‑–—-]", "", _compact(number))
    short = re.sub(r"^(\+|00)?86(?=0?[1-9][0-9]{8,10}$)", "", compact)
    abroad = re.sub(r"^(\+|00)", "+", compact)
    return list(dict.fromkeys((short, f"0{short.removeprefix('0')}", short.removeprefix("0"), abroad)))


def _compact(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def _index(pairs: Iterable[tuple[str | None, Place | Part]]) -> dict[str, list[Place | Part]]:
    found: dict[str, list[Place | Part]] = {}
    for name, place in pairs:
        if name is not None:
            found.setdefault(name, []).append(place)
    return found

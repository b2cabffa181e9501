"""Contacts of a trace as rows of an answer, made one by one: names, rules and sources come in only here."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from graph.model.flags import shown
from queries.answers import Contact, Exposure, Names, Via, channel
from queries.classify import rule_names
from queries.pieces import CLASS_OF, Pieces
from queries.rings import NEVER, Rings
from queries.rules.rules import Edition
from queries.together import Lists

_COLUMNS = ("seed", "person", "place", "start", "end", "zone", "flags", "sources", "reasons", "rule")


class ContactRows:
    """The contacts of both rings by ring, class (highest first), first (none last), person."""

    def __init__(
        self,
        rings: Rings,
        lists: Lists,
        edition: Edition,
        names: Names,
        cases: Mapping[str, str],
        judged: Mapping[str, str],
    ) -> None:
        self._rings = rings
        self._lists = lists
        self._rules = rule_names(edition)
        self._reasons = tuple(edition.reasons)
        self._cases = cases
        self._judged = judged
        self._flags: Callable[[int], tuple[str, ...]] = cache(lambda bits: tuple(shown(bits)))
        self._sources: Callable[[int], tuple[str, ...]] = cache(lists.source_names)
        self._codes: Callable[[int], tuple[str, ...]] = cache(self._reason_codes)
        self._person: Callable[[int], str] = cache(lambda i: names.person(lists.people[i]))
        self._spot: Callable[[int], str] = cache(lambda i: names.place(lists.places[i]))

    def __len__(self) -> int:
        """Return the number of contacts."""
        return len(self._rings)

    def __iter__(self) -> Iterator[Contact]:
        """Yield the contacts in order."""
        for i in self._order():
            yield self._contact(i)

    def _order(self) -> list[int]:
        r = self._rings
        people = [self._person(p) for p in r.person.tolist()]
        columns = (r.ring.tolist(), (-r.rank.astype(int)).tolist(), r.first.tolist(), people, range(len(r)))
        return [row[-1] for row in sorted(zip(*columns, strict=True))]

    def _reason_codes(self, bits: int) -> tuple[str, ...]:
        return tuple(code for i, code in enumerate(self._reasons) if bits >> i & 1)

    def _contact(self, i: int) -> Contact:
        r = self._rings
        own = slice(int(r.bounds[i]), int(r.bounds[i + 1]))
        columns = [getattr(r.pieces, name)[own].tolist() for name in _COLUMNS]
        pieces = list(zip(*columns, r.earning[own].tolist(), strict=True))
        code, alone = self._lists.people[r.person[i]], int(r.first[i]) == NEVER
        judgement = self._judged.get(code)
        reasons = set(self._codes(_united(r.pieces, own, r.told)))
        return Contact(
            ring=int(r.ring[i]),
            person=self._person(int(r.person[i])),
            class_=CLASS_OF[int(r.rank[i])],
            case=self._cases.get(code),
            judgement=judgement,
            reasons=tuple(sorted(reasons | ({"JUDGEMENT"} if judgement else set()))),
            first=None if alone else int(r.first[i]),
            last=None if alone else int(r.last[i]),
            seconds=None if alone else int(r.seconds[i]),
            channels=tuple(sorted({channel(self._lists.places[p[2]].kind) for p in pieces if p[-1]})),
            exposures=tuple(sorted((self._exposure(p) for p in pieces), key=_by_start)),
            via=self._via(pieces) if r.ring[i] == 2 else (),
            code=code,
        )

    def _exposure(self, piece: tuple[int, ...]) -> Exposure:
        seed, _, place, start, end, zone, flags, sources, reasons, rule, earns = piece
        spot = self._lists.places[place]
        return Exposure(
            with_=self._person(seed),
            place=self._spot(place),
            place_kind=spot.kind,
            zone=self._lists.zones[zone] if zone >= 0 else None,
            t_start=start,
            t_end=end,
            rule=self._rules[rule] if earns else None,
            flags=self._flags(flags),
            sources=self._sources(sources),
            place_name=spot.name,
            reasons=self._codes(reasons) if earns else (),
        )

    def _via(self, pieces: list[tuple[int, ...]]) -> tuple[Via, ...]:
        first: dict[int, int] = {}
        for piece in pieces:
            if piece[-1]:
                first[piece[0]] = min(piece[3], first.get(piece[0], piece[3]))
        return tuple(sorted((Via(self._person(j), t) for j, t in first.items()), key=lambda v: (v.first, v.person)))


def _by_start(e: Exposure) -> tuple[int, int, str, str, str]:
    return e.t_start, e.t_end, e.place, e.with_, e.zone or ""


def _united(pieces: Pieces, own: slice, told: NDArray[np.bool_]) -> int:
    bits = pieces.reasons[own][told[own]]
    return int(np.bitwise_or.reduce(bits)) if len(bits) else 0

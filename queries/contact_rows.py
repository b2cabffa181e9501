"""Contacts of a trace as rows of an answer, made one by one: names, rules and sources come in only here."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.model.flags import shown
from graph.model.seats import Seat
from queries.answers import Contact, Exposure, Names, Via
from queries.classify import rule_names
from queries.companions import Companions
from queries.pieces import CLASS_OF, RANK, Pieces
from queries.rings import NEVER, Rings
from queries.rules.rules import Edition
from queries.together import Lists

_COLUMNS = (
    "seed",
    "person",
    "place",
    "start",
    "end",
    "zone",
    "flags",
    "sources",
    "reasons",
    "rule",
    "gap",
    "seat",
    "rank",
)


#: So many pieces are turned into rows at once.
_AT_ONCE = 1_000_000


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
        companions: Companions,
    ) -> None:
        self._rings = rings
        self._lists = lists
        self._rules = rule_names(edition)
        self._reasons = tuple(edition.reasons)
        self._cases = cases
        self._judged = judged
        self._in_cell = companions.there
        self._earning = rings.earning
        self._rows = self._all_rows() if len(rings.pieces) <= _AT_ONCE else None
        self._flags: Callable[[int], tuple[str, ...]] = cache(lambda bits: tuple(shown(bits)))
        self._sources: Callable[[int], tuple[str, ...]] = cache(lists.source_names)
        self._codes: Callable[[int], tuple[str, ...]] = cache(self._reason_codes)
        self._person: Callable[[int], str] = cache(lambda i: names.person(lists.people[i]))
        self._seat: Callable[[int], str | None] = cache(
            lambda i: Seat.read(lists.seats[i]).seat or None if i >= 0 else None
        )
        self._spot: Callable[[int], str] = cache(lambda i: names.place(lists.places[i]))

    def __len__(self) -> int:
        """Return the number of contacts."""
        return len(self._rings)

    def __iter__(self) -> Iterator[Contact]:
        """Yield the contacts in order."""
        for i in self._order():
            yield self._contact(i)

    def by_code(self) -> "ContactRows":
        """Return the same contacts with people shown, and ordered, by their codes; no name is read for them."""
        coded = copy(self)
        coded._person = self._lists.people.__getitem__  # noqa: SLF001
        return coded

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
        rows = self._rows[own] if self._rows is not None else self._some_rows(own)
        told = [self._exposure(piece, earns=earns) for *piece, earns in rows]
        earning = [e for e in told if e.rule is not None]
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
            seconds=None if int(r.seconds[i]) == NEVER else int(r.seconds[i]),
            channels=tuple(sorted({e.channel for e in earning})),
            exposures=tuple(sorted(told, key=_by_start)),
            via=_via(earning) if r.ring[i] == 2 else (),
            code=code,
        )

    def _all_rows(self) -> list[tuple[Any, ...]]:
        return self._some_rows(slice(0, len(self._rings.pieces)))

    def _some_rows(self, own: slice) -> list[tuple[Any, ...]]:
        """Return pieces as rows, with whether each earns; made at once where memory allows, since that is faster."""
        columns = [getattr(self._rings.pieces, name)[own].tolist() for name in _COLUMNS]
        return list(zip(*columns, self._earning[own].tolist(), strict=True))

    def _exposure(self, piece: Sequence[int], *, earns: bool) -> Exposure:
        seed, person, place, start, end, zone, flags, sources, reasons, rule, gap, seat, rank = piece
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
            seat_gap=gap if gap >= 0 else None,
            reasons=self._codes(reasons) if earns else (),
            seat=self._seat(seat),
            in_cell=self._in_cell.get((person, place)) if rank == RANK["companion"] else None,
        )


def _via(earning: Sequence[Exposure]) -> tuple[Via, ...]:
    """Return through whom somebody is in ring 2, by the time of first passing on, then person."""
    first: dict[str, int] = {}
    for e in earning:
        first[e.with_] = min(e.t_start, first.get(e.with_, e.t_start))
    return tuple(sorted((Via(j, t) for j, t in first.items()), key=lambda v: (v.first, v.person)))


def _by_start(e: Exposure) -> tuple[int, int, str, str, str]:
    return e.t_start, e.t_end, e.place, e.with_, e.zone or ""


def _united(pieces: Pieces, own: slice, told: NDArray[np.bool_]) -> int:
    bits = pieces.reasons[own][told[own]]
    return int(np.bitwise_or.reduce(bits)) if len(bits) else 0

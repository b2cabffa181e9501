"""The embedded engine's index: a graph's stays packed in three orders, and their cold attributes.

The stays are sorted by start once; the orders by place and by person are counted out of that order, which keeps starts
in order within each place and person. All of it is linear in the number of stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from graph.engines.embedded.cold import COLD_COLUMNS, Cold, narrow
from graph.engines.embedded.packing import (
    CLOCKLESS,
    CUT,
    DAY,
    FENCE,
    KIND,
    LENGTH,
    PEOPLE,
    SHARED,
    START,
    Hot,
    Started,
    Words,
)
from graph.engines.embedded.pieces import Cuts, Pieces, cut, cuts
from graph.engines.embedded.sorting import by_key, directory, grouped, settled
from graph.errors import EngineError
from graph.model.timed_graph import Index as Positions
from graph.model.timed_graph import Ints, Place, TimedGraph

Scalar = TypeVar("Scalar", bound=np.generic)

MOST_ROWS = 2**31 - 1
"""Rows are numbered in 32 bits."""


@dataclass(frozen=True, slots=True)
class Index:
    """A graph's stays as the engine keeps them: packed by place, by person and by start; the rest apart."""

    hot: Hot
    started: Started
    cold: Cold
    cuts: Cuts
    kinds: tuple[str, ...]
    """Names of the kinds of place by number."""
    people: int

    def __len__(self) -> int:
        """Return the number of rows: of stays, and one more for each cut in them."""
        return len(self.hot.words)


def indexed(graph: TimedGraph) -> Index:
    """Return the graph's stays in the engine's orders; raise EngineError (TOO_LARGE) past what its words hold."""
    p = cut(graph.stays)
    people, places = len(graph.people), len(graph.places)
    _check(len(p.stay), people, places)
    order = by_key(p.start)
    first_day = int(p.start[order[0]] // DAY) if len(order) else 0
    day = (p.start // DAY - first_day).astype(np.int32)
    days = int(day[order[-1]]) + 1 if len(order) else 1
    words = _words(p)
    place_from, rows = grouped(p.place[order], places)
    rows = order[rows]
    runs, run_place, run_day = directory(day[rows], place_from, days)
    by_place = settled(words[rows], rows, runs)
    traits, kinds = _traits(graph.places, p.length[rows], place_from)
    day_bits = SHARED - max(1, (places - 1).bit_length())
    own_from, own = _own(p, day, order, day_bits, people * (((days - 1) >> day_bits) + 1))
    fences = (by_place[::FENCE] >> START).astype(np.int32)
    hot: dict[str, Any] = dict(
        zip(Hot._fields, (by_place, fences, runs, run_place, run_day, own, own_from, traits), strict=False)
    )
    columns: dict[str, Any] = {name: _fixed(column) for name, column in hot.items()}
    day_from = np.searchsorted(day[order], np.arange(days + 1))
    cold = {name: getattr(graph.stays, name)[p.stay[rows]] for name in COLD_COLUMNS}
    return Index(
        hot=Hot(**columns, first_day=first_day, days=days, day_bits=day_bits),
        started=Started(_fixed(words[order]), _fixed(p.place[order]), _fixed(day_from), first_day),
        cold=Cold(*(_fixed(narrow(cold[name])) for name in COLD_COLUMNS)),
        cuts=cuts(graph.stays, p, rows),
        kinds=kinds,
        people=people,
    )


def _check(rows: int, people: int, places: int) -> None:
    """Refuse what does not fit into words of 63 bits."""
    for count, most, what in ((rows, MOST_ROWS, "stays"), (people, PEOPLE, "people"), (places, 1 << SHARED, "places")):
        if count > most:
            raise EngineError("TOO_LARGE", f"the embedded engine holds at most {most:,} {what}: keep fewer days")


def _words(p: Pieces) -> Words:
    """Return the words of pieces as the orders by place and by start have them."""
    words: Words = (p.start % DAY) << START
    words |= p.length << LENGTH
    words |= (p.cut.astype(np.int64) << CUT) | (p.clockless.astype(np.int64) << CLOCKLESS)
    return words | p.person


def _own(p: Pieces, day: Positions, order: Positions, day_bits: int, groups: int) -> tuple[Positions, Words]:
    """Return the words in the order by person, and the first one of each person and block of days, and one more."""
    places = SHARED - day_bits
    words: Words = (day.astype(np.int64) & ((1 << day_bits) - 1)) << (63 - day_bits)
    words |= (p.start % DAY) << (START - day_bits)
    words |= (p.length << (places + 1)) | (p.clockless.astype(np.int64) << places) | p.place
    group = p.person.astype(np.int64) * ((int(day.max(initial=0)) >> day_bits) + 1) + (day >> day_bits)
    own_from, rows = grouped(group.astype(np.int32)[order], groups)
    rows = order[rows]
    begins = own_from.astype(np.int32)
    return begins, settled(words[rows], rows, begins)


def _traits(places: Sequence[Place], length: Ints, place_from: Ints) -> tuple[Positions, tuple[str, ...]]:
    """Return the traits of each place (see `Hot`), and the kinds of place by number."""
    names = [place.kind for place in places]
    kinds = sorted(set(names))
    numbers = {kind: number for number, kind in enumerate(kinds)}
    traits = np.array([numbers[name] for name in names], np.int32) << KIND
    used = np.flatnonzero(np.diff(place_from))
    if len(used):
        traits[used] |= np.maximum.reduceat(length, place_from[used]).astype(np.int32)
    return traits.astype(np.int32), tuple(kinds)


def _fixed(column: NDArray[Scalar]) -> NDArray[Scalar]:
    """Return the column, not to be written to any more: as from a read-only map, so that kernels compile once."""
    column = np.ascontiguousarray(column)
    column.flags.writeable = False
    return column

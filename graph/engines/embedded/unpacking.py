"""From packed rows to what is shown: stays with their times and cold attributes, pairs of them as times together."""

from typing import Any, NamedTuple

import numpy as np

from graph.engines.embedded.control import Mask
from graph.engines.embedded.index import Index
from graph.engines.embedded.packing import DAY, LENGTH, LONGEST, PEOPLE, START, where
from graph.engines.embedded.rows import Pairs, arranged, pairs_of
from graph.engines.protocol import Overlaps, StayTable
from graph.model.timed_graph import Index as Positions
from graph.model.timed_graph import Ints, Stays, TimedGraph


class Told(NamedTuple):
    """Stays of an answer: row, person, place, start and end, UTC seconds; those that were cut are whole."""

    row: Ints
    person: Positions
    place: Positions
    start: Ints
    end: Ints

    def table(self, order: Ints, index: Index, graph: TimedGraph) -> StayTable:
        """Return the stays in an order, with their cold attributes and the lists that these point into."""
        row, cold = self.row[order], index.cold
        return StayTable(
            self.person[order],
            self.place[order],
            self.start[order],
            self.end[order],
            cold.numbers("zone", row),
            cold.numbers("floor", row),
            cold.numbers("flags", row),
            cold.numbers("sources", row),
            cold.numbers("seat", row),
            graph.people,
            graph.places,
            graph.zones,
            graph.floors,
            graph.sources,
            graph.seats,
        )


def told(index: Index, rows: Ints) -> Told:
    """Return the stays of some rows, everyone once."""
    if len(index.cuts.row):
        rows = np.unique(index.cuts.whole(rows))
    return Told(rows, *_unpacked(index, rows))


def _unpacked(index: Index, rows: Ints) -> tuple[Positions, Positions, Ints, Ints]:
    """Return person, place, start and end of the stays of some rows."""
    words = index.hot.words[rows]
    place, day = where(index.hot, rows)
    start = day * DAY + (words >> START)
    times = index.cuts.times(rows, start, start + ((words >> LENGTH) & LONGEST))
    return (words & (PEOPLE - 1)).astype(np.int32), place, *times


def dwelt(index: Index, rows: Ints, start: int, end: int, unwanted: int) -> tuple[Positions, Ints]:
    """Return who was at a place in some of its rows, and for how many seconds of `[start, end)` in all.

    Rows that bear one of the `unwanted` flags do not count; those of one person never overlap.
    """
    rows = rows[(index.cold.numbers("flags", rows) & unwanted) == 0]
    words = index.hot.words[rows]
    begin = where(index.hot, rows)[1] * DAY + (words >> START)
    seconds = np.minimum(begin + ((words >> LENGTH) & LONGEST), end) - np.maximum(begin, start)
    who, number = np.unique((words & (PEOPLE - 1)).astype(np.int32), return_inverse=True)
    total = np.zeros(len(who), np.int64)
    np.add.at(total, number, seconds)
    return who, total


def overlaps(
    graph: TimedGraph, index: Index, asked: Positions, people: Positions, lows: Ints, highs: Ints, allowed: Mask,
    unwanted: int,
) -> Overlaps:  # fmt: skip
    """Return the times together of some people within their windows `[low, high)`; `asked` are the numbers shown for them."""
    first, pairs = pairs_of(index.hot, people, lows, highs, allowed, unwanted)
    number = np.repeat(np.arange(len(asked)), np.diff(first))
    if len(index.cuts.row):
        number, pairs = _joined(index, number, pairs)
        first = np.searchsorted(number, np.arange(len(asked) + 1))
    order = arranged(first, pairs, lows, index.people)
    p, number = _taken(pairs, order), number[order]
    cold, mine, theirs = index.cold, p.mine.astype(np.int64), p.theirs.astype(np.int64)
    booking = cold.bookings(mine)
    named = ("zone", "floor", "flags", "sources", "seat")
    sides = [(cold.numbers(name, mine), cold.numbers(name, theirs)) for name in named]
    zones, floors, flags, sources, seats = sides
    return Overlaps(
        seed=asked[number],
        person=p.who,
        place=p.place,
        t_start=np.maximum(np.maximum(p.a_start, p.b_start), lows[number]),
        t_end=np.minimum(np.minimum(p.a_end, p.b_end), highs[number]),
        a_start=p.a_start,
        b_start=p.b_start,
        a_zone=zones[0],
        b_zone=zones[1],
        a_floor=floors[0],
        b_floor=floors[1],
        a_flags=flags[0],
        b_flags=flags[1],
        a_sources=sources[0],
        b_sources=sources[1],
        distance=cold.distances(theirs),
        a_seat=seats[0],
        b_seat=seats[1],
        booked=(booking == cold.bookings(theirs)) & (booking != 0),
        people=graph.people,
        places=graph.places,
        zones=graph.zones,
        floors=graph.floors,
        source_sets=graph.sources,
        seats=graph.seats,
    )


def _joined(index: Index, number: Ints, p: Pairs) -> tuple[Ints, Pairs]:
    """Return the pairs with the pieces of stays that were cut joined: each pair of stays of a seed once."""
    mine, theirs = p.mine.astype(np.int64), p.theirs.astype(np.int64)
    own, other = index.cuts.times(mine, p.a_start, p.a_end), index.cuts.times(theirs, p.b_start, p.b_end)
    mine, theirs = index.cuts.whole(mine), index.cuts.whole(theirs)
    _, kept = np.unique(np.stack([number, mine, theirs]), axis=1, return_index=True)
    kept.sort()
    whole = Pairs(mine.astype(np.int32), theirs.astype(np.int32), p.who, p.place, *own, *other)
    return number[kept], _taken(whole, kept)


def _taken(pairs: Pairs, rows: Ints) -> Pairs:
    """Return some of the pairs, in the order given."""
    columns: list[Any] = [column[rows] for column in pairs]
    return Pairs(*columns)


class PackedStays(Stays):
    """A graph's stays, unpacked from its index column by column, when a column is first asked for."""

    __slots__ = ("_index", "_rows")

    def __init__(self, index: Index) -> None:
        object.__setattr__(self, "_index", index)
        rows = np.arange(len(index))
        object.__setattr__(self, "_rows", np.delete(rows, index.cuts.row[index.cuts.row != index.cuts.first]))

    def __getattr__(self, name: str) -> Any:
        """Return a column that was not asked for before."""
        times = ("person", "place", "t_start", "t_end")
        if name not in (*times, *self._index.cold._fields):
            raise AttributeError(name)
        if name in times:
            for told_name, column in zip(times, _unpacked(self._index, self._rows), strict=True):
                object.__setattr__(self, told_name, column)
        else:
            object.__setattr__(self, name, self._index.cold.column(name, self._rows))
        return object.__getattribute__(self, name)

    def __len__(self) -> int:
        """Return the number of stays."""
        return len(self._rows)

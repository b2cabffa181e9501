"""Records of one stay become one: united, given way, open ends closed (semantics.md, 2; docs/reference/semantics.md).

Timed records are united first. An open or day-only record that overlaps a timed stay of that person and place gives way
whole, and its source is listed there. Open ends are closed by the kind's largest cap or by what the person does next.
At last what has no zone gives way, for the time they share, to what has one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.model.caps import largest_cap
from graph.model.flags import ESTIMATED_END, LONG
from graph.resolve import kernels
from graph.resolve.records import DAY, OPEN, TIMED, Records
from graph.times import long_limit

Ints = NDArray[np.int64]
Index = NDArray[np.int32]
Mask = NDArray[np.bool_]

#: Being there does not mean that one has left where one was.
PASSING = frozenset({"cell", "checkpoint", "encounter"})


@dataclass(frozen=True, slots=True)
class Tree:
    """What stays need of places, by the number of the place."""

    kind: Sequence[str]
    top: Index
    middle: Index

    def per_kind(self, value: "dict[str, int]") -> Ints:
        """Return a value of each place's kind."""
        return np.array([value[kind] for kind in self.kind], np.int64)


@dataclass(frozen=True, slots=True)
class Told:
    """Stays as columns; `first` is the record that a stay is like in all but times, flags and sources."""

    first: Ints
    t_start: Ints
    t_end: Ints
    flags: Index
    stay: Ints
    """Pairs (stay, source): every source that tells a stay."""
    source: Ints

    def __len__(self) -> int:
        """Return the number of stays."""
        return len(self.first)


def told(records: Records, tree: Tree) -> Told:
    """Return the stays that the records tell."""
    area = records.person.astype(np.int64) * (len(tree.kind) + 1) + records.top
    begins = _begins(records)
    limit = tree.per_kind({kind: long_limit(kind) for kind in set(tree.kind)})
    timed = _united(records, begins, np.flatnonzero(records.quality == TIMED), limit)
    rest = np.flatnonzero(records.quality != TIMED)
    record, unit = _hits(records, area, rest, timed)
    if len(record):
        kept = np.ones(len(rest), np.bool_)
        kept[record] = False
        heard = (np.concatenate([timed.stay, unit]), np.concatenate([timed.source, records.source[rest[record]]]))
        timed = Told(timed.first, timed.t_start, timed.t_end, timed.flags, *heard)
        rest = rest[kept]
    days = _united(records, begins, rest[records.quality[rest] == DAY], limit)
    opens = _opens(records, begins, rest[records.quality[rest] == OPEN], timed, days, tree)
    return _joined([_carved(stays, area, records.zone) for stays in (timed, opens, days)])


def _begins(r: Records) -> Mask:
    """Return which records differ from the one before in more than times, flags and sources."""
    begins = np.ones(len(r), np.bool_)
    begins[1:] = False
    for column in (r.quality, r.person, r.top, r.zone, r.floor, r.report, r.seat, r.booking, r.crew):
        begins[1:] |= column[1:] != column[:-1]
    return begins


def _grouped(begins: Mask, rows: Ints) -> Mask:
    """Return which of some records (in order) begin a group, when the others are left out."""
    group = np.cumsum(begins)[rows]
    first = np.ones(len(rows), np.bool_)
    first[1:] = group[1:] != group[:-1]
    return first


def _united(r: Records, begins: Mask, rows: Ints, limit: Ints) -> Told:
    first = kernels.united(_grouped(begins, rows), r.t_start[rows], r.t_end[rows])
    stays = _like(r, rows, first, r.t_end[rows])
    length = stays.t_end - stays.t_start
    stays.flags[length > limit[r.top[stays.first]]] |= LONG
    return stays


def _like(r: Records, rows: Ints, first: Mask, end: Ints) -> Told:
    """Return the stays of runs of records, each from the first start to the latest end, with all flags and sources."""
    at = np.flatnonzero(first)
    if not len(at):
        none = np.empty(0, np.int64)
        return Told(none, none, none, np.empty(0, np.int32), none, none)
    return Told(
        first=rows[at],
        t_start=r.t_start[rows[at]],
        t_end=np.maximum.reduceat(end, at),
        flags=np.bitwise_or.reduceat(r.flags[rows], at),
        stay=np.cumsum(first) - 1,
        source=r.source[rows].astype(np.int64),
    )


def _hits(r: Records, area: Ints, rest: Ints, timed: Told) -> tuple[Ints, Ints]:
    """Return pairs (position in `rest`, timed stay) of the records that give way."""
    where = area[timed.first]
    low, high = np.searchsorted(where, area[rest], "left"), np.searchsorted(where, area[rest], "right")
    found: tuple[Ints, Ints] = kernels.hits(
        low, high, r.zone[rest], r.t_start[rest], r.t_end[rest], r.zone[timed.first], timed.t_start, timed.t_end
    )
    return found


def _opens(r: Records, begins: Mask, rows: Ints, timed: Told, days: Told, tree: Tree) -> Told:
    """Return the open records as stays, closed; records of one start are one, others touch at most."""
    begins = _grouped(begins, rows)
    start = r.t_start[rows]
    first = begins.copy()
    first[1:] |= start[1:] != start[:-1]
    if not len(rows):
        return _like(r, rows, first, start)
    after = np.concatenate([timed.first, days.first, rows])
    starts = np.concatenate([timed.t_start, days.t_start, start])
    is_timed = np.zeros(len(after), np.bool_)
    is_timed[: len(timed)] = True
    order = np.lexsort((starts, r.person[after]))
    after, starts, is_timed = after[order], starts[order], is_timed[order]
    low, high = (np.searchsorted(r.person[after], r.person[rows], side) for side in ("left", "right"))
    cap = tree.per_kind({kind: largest_cap(kind) for kind in set(tree.kind)})[r.top[rows]]
    passing = tree.per_kind({kind: kind in PASSING for kind in set(tree.kind)}).astype(np.bool_)
    end = kernels.closed(
        start, cap, r.top[rows], r.leaf[rows], r.zone[rows], low, high,
        starts, r.top[after], r.leaf[after], r.zone[after], is_timed, passing, tree.top, tree.middle,
    )  # fmt: skip
    stays = _like(r, rows, first, end)
    kernels.chained(begins[first], stays.t_start, stays.t_end)
    stays.flags[:] |= ESTIMATED_END
    return stays


def _carved(stays: Told, area: Ints, zone: Index) -> Told:
    """Return the stays of one quality after those without zone gave way to those with one."""
    whole = zone[stays.first]
    if not len(stays) or (whole < 0).all() or (whole >= 0).all():
        return stays
    unit, start, end = kernels.carved(area[stays.first], whole, stays.t_start, stays.t_end)
    pieces = np.bincount(unit, minlength=len(stays))
    before = np.cumsum(pieces) - pieces
    times = pieces[stays.stay]
    nth = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    return Told(
        first=stays.first[unit],
        t_start=start,
        t_end=end,
        flags=stays.flags[unit],
        stay=np.repeat(before[stays.stay], times) + nth,
        source=np.repeat(stays.source, times),
    )


def _joined(parts: Sequence[Told]) -> Told:
    """Return all stays in one."""
    shift = np.cumsum([0, *(len(p) for p in parts)])
    return Told(
        first=np.concatenate([p.first for p in parts]),
        t_start=np.concatenate([p.t_start for p in parts]),
        t_end=np.concatenate([p.t_end for p in parts]),
        flags=np.concatenate([p.flags for p in parts]),
        stay=np.concatenate([p.stay + s for p, s in zip(parts, shift, strict=False)]),
        source=np.concatenate([p.source for p in parts]),
    )

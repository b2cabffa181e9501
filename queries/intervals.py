"""Intervals as columns: runs of touching or overlapping ones, their length, and what adds up within a rolling time.

Everything here works on whole columns at once: `key` parts the rows into groups, times are integer seconds, intervals
are half-open. No group is looked at in Python.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.model.timed_graph import Index, Ints

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Runs:
    """Maximal runs of touching or overlapping intervals within each group, by key, then start.

    `order` are the rows sorted by key and start; the rows of run `i` begin at `order[begins[i]]`.
    """

    order: Ints
    begins: Ints
    key: Ints
    start: Ints
    end: Ints

    def __len__(self) -> int:
        """Return the number of runs."""
        return len(self.begins)

    def first(self, column: NDArray[np.generic]) -> NDArray[np.generic]:
        """Return the column's value of each run's first row; for columns that are one within a group."""
        return column[self.order[self.begins]]

    def bits(self, column: NDArray[np.generic]) -> NDArray[np.generic]:
        """Return the bits that any row of each run has; the column may hold Python integers."""
        if not len(self):
            return column[:0]
        united: NDArray[np.generic] = np.bitwise_or.reduceat(column[self.order], self.begins)
        return united

    def common(self, column: Index) -> Index:
        """Return the value that all rows of each run have, -1 where they differ."""
        if not len(self):
            return column[:0]
        rows = column[self.order]
        low, high = np.minimum.reduceat(rows, self.begins), np.maximum.reduceat(rows, self.begins)
        return np.where(low == high, low, -1).astype(np.int32)

    def least(self, column: Index) -> Index:
        """Return the smallest known value of each run; -1, unknown, where no row knows it."""
        if not len(self):
            return column[:0]
        unknown = np.iinfo(np.int32).max
        rows = column[self.order]
        low = np.minimum.reduceat(np.where(rows < 0, unknown, rows), self.begins)
        return np.where(low == unknown, -1, low).astype(np.int32)


def runs(key: Ints, start: Ints, end: Ints) -> Runs:
    """Return the runs of intervals within each group.

    >>> r = runs(np.array([7, 7, 7]), np.array([60, 0, 30]), np.array([90, 30, 40]))
    >>> r.start.tolist(), r.end.tolist()
    ([0, 60], [40, 90])
    """
    order = np.lexsort((start, key))
    keys, starts, ends = key[order], start[order], end[order]
    if not len(order):
        return Runs(order, order, keys, starts, ends)
    new_group = np.empty(len(order), np.bool_)
    new_group[0] = True
    np.not_equal(keys[1:], keys[:-1], out=new_group[1:])
    base = int(starts.min())
    band = _bands(new_group, int(ends.max()) - base + 1)
    reached = np.maximum.accumulate(band + (ends - base))
    new = new_group.copy()
    new[1:] |= band[1:] + (starts[1:] - base) > reached[:-1]
    begins = np.flatnonzero(new)
    last = np.append(begins[1:], len(order)) - 1
    return Runs(order, begins, keys[begins], starts[begins], reached[last] - band[last] + base)


def seconds_united(key: Ints, start: Ints, end: Ints, groups: int) -> Ints:
    """Return the length of the union of each group's intervals; keys are numbers below `groups`.

    >>> seconds_united(np.array([0, 0, 2]), np.array([0, 30, 5]), np.array([60, 90, 6]), 3).tolist()
    [90, 0, 1]
    """
    united = runs(key, start, end)
    return np.bincount(united.key, weights=united.end - united.start, minlength=groups).astype(np.int64)


def lasting(key: Ints, start: Ints, end: Ints, *, least: int, within: int) -> Flags:
    """Return which intervals have time in some `within` seconds of which the group's intervals fill `least`.

    The intervals of a group neither overlap nor touch, and come sorted by key, then start.

    >>> day = 86_400
    >>> lasting(np.zeros(3, int), np.array([0, 80_000, 2 * day]), np.array([600, 80_300, 2 * day + 600]),
    ...         least=900, within=day).tolist()
    [True, True, False]
    """
    if not len(key):
        return np.zeros(0, np.bool_)
    base = int(start.min())
    new_group = np.append(True, key[1:] != key[:-1])
    band = _bands(new_group, int(end.max()) - base + 2 * within + 2) + within + 1
    s, e = band + start - base, band + end - base
    before = np.append(0, np.cumsum(e - s))

    def filled(t: Ints) -> Ints:
        """Return how many seconds before t are filled, over all groups."""
        at = np.searchsorted(s, t, side="right")
        inside = np.minimum(t, e[at - 1]) - s[at - 1]
        return np.where(at > 0, before[at - 1] + inside, 0)

    def enough(t: Ints) -> Flags:
        return filled(t + within) - filled(t) >= least

    # What `within` seconds hold, as a function of their start, peaks where they start with an interval or end with one;
    # those that have time of an interval start between `within - 1` seconds before it and its last second.
    low, high = s - within + 1, e - 1
    peaks = np.sort(np.concatenate((s, e - within)))
    good = np.append(0, np.cumsum(enough(peaks)))
    between = good[np.searchsorted(peaks, high, side="right")] > good[np.searchsorted(peaks, low, side="left")]
    return between | enough(low) | enough(high)


def numbered(*columns: NDArray[np.integer]) -> tuple[Ints, int]:
    """Return one number per row, equal exactly where all columns (none negative) are equal, and how many there are."""
    key = columns[0].astype(np.int64)
    for column in columns[1:]:
        width = int(column.max()) + 1 if len(column) else 1
        if len(key) and (int(key.max()) + 1) * width >= 1 << 62:
            key = np.unique(key, return_inverse=True)[1].astype(np.int64)
        key = key * width + column
    values, inverse = np.unique(key, return_inverse=True)
    return inverse.astype(np.int64), len(values)


def _bands(new_group: Flags, width: int) -> Ints:
    """Return an offset per row that keeps groups apart on one axis."""
    return (np.cumsum(new_group) - 1) * np.int64(width)

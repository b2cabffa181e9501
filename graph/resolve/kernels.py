"""The loops over sorted records that numpy cannot say, compiled: uniting, giving way, closing, carving.

Everything here takes columns of equal length in the order of `Records`. An `area` is a number for person and topmost
place together; a `group` is a run of records that may be one stay: alike in all but times, flags and sources.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Index = NDArray[np.int32]
Mask = NDArray[np.bool_]


@njit(cache=True)
def united(begins: Mask, start: Ints, end: Ints) -> Mask:
    """Return which records begin a new stay: the first of a group, or one that starts after all before it ended."""
    first = begins.copy()
    reach = np.int64(0)
    for i in range(len(start)):
        if begins[i] or start[i] > reach:
            first[i] = True
            reach = end[i]
        elif end[i] > reach:
            reach = end[i]
    return first


@njit(cache=True)
def hits(
    low: Ints, high: Ints, zone: Index, start: Ints, end: Ints, unit_zone: Index, unit_start: Ints, unit_end: Ints
) -> tuple[Ints, Ints]:
    """Return pairs (weak record, timed stay) that overlap at the same place: both zones equal, or one unknown.

    The timed stays of the record's person and topmost place are those from `low` to `high`. A record without end is at
    the place for its first second at least.
    """
    count = 0
    for fill in range(2):
        if fill:
            record, unit = np.empty(count, np.int64), np.empty(count, np.int64)
        count = 0
        for i in range(len(low)):
            last = max(end[i], start[i] + 1)
            for u in range(low[i], high[i]):
                same = zone[i] == unit_zone[u] or zone[i] < 0 or unit_zone[u] < 0
                if same and unit_start[u] < last and start[i] < unit_end[u]:
                    if fill:
                        record[count], unit[count] = i, u
                    count += 1
    return record, unit


@njit(cache=True)
def closed(
    start: Ints,
    cap: Ints,
    top: Index,
    leaf: Index,
    zone: Index,
    low: Ints,
    high: Ints,
    next_start: Ints,
    next_top: Index,
    next_leaf: Index,
    next_zone: Index,
    next_timed: Mask,
    passing: Mask,
    tree_top: Index,
    tree_middle: Index,
) -> Ints:
    """Return the ends of open stays: their cap, or the first strictly later start of the person that closes them.

    It closes if it is elsewhere (not at a place above or below, nor at a kind that excludes nothing: `passing`), at
    just the same place, or timed with the zones equal or one unknown. `next_*` from `low` to `high` are the person's.
    """
    end = start + cap
    for i in range(len(start)):
        a = leaf[i]
        for j in range(low[i] + np.searchsorted(next_start[low[i] : high[i]], start[i], "right"), high[i]):
            if next_start[j] >= end[i]:
                break
            b = next_leaf[j]
            here = top[i] == next_top[j]
            below = tree_middle[a] == b or tree_top[a] == b
            above = tree_middle[b] == a or tree_top[b] == a
            related = here and a != b and (below or above)
            same = here and (zone[i] == next_zone[j] or zone[i] < 0 or next_zone[j] < 0)
            if (not passing[next_top[j]] and not related) or (next_timed[j] and same):
                end[i] = next_start[j]
                break
    return end


@njit(cache=True)
def chained(begins: Mask, start: Ints, end: Ints) -> None:
    """Let each open stay end where the next of its group starts, in place; what they cover together stays the same."""
    for i in range(1, len(start)):
        if not begins[i] and start[i] < end[i - 1]:
            end[i] = max(end[i], end[i - 1])
            end[i - 1] = start[i]


@njit(cache=True)
def carved(area: Ints, zone: Index, start: Ints, end: Ints) -> tuple[Ints, Ints, Ints]:
    """Return pieces (stay, start, end): a stay without zone gives way to those of its area with one, while they last.

    Stays are sorted by area, then zone, those without zone (-1) first.
    """
    count = 0
    unit, left, right = np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.int64)
    for fill in range(2):
        if fill:
            unit, left, right = np.empty(count, np.int64), np.empty(count, np.int64), np.empty(count, np.int64)
        count, known, high, order = 0, 0, 0, np.empty(0, np.int64)
        for i in range(len(area)):
            if i >= high:  # a new area: [i, known) have no zone, [known, high) have one
                known = i
                while known < len(area) and area[known] == area[i] and zone[known] < 0:
                    known += 1
                high = known
                while high < len(area) and area[high] == area[i]:
                    high += 1
                order = known + np.argsort(start[known:high])
            at = start[i]
            if i < known:
                for k in order:
                    if start[k] >= end[i]:
                        break
                    if start[k] > at:
                        if fill:
                            unit[count], left[count], right[count] = i, at, start[k]
                        count += 1
                    at = max(at, end[k])
            if at < end[i]:
                if fill:
                    unit[count], left[count], right[count] = i, at, end[i]
                count += 1
    return unit, left, right

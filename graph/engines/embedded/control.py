"""Compiled loops over controls: when people stop passing anything on, and the times that are left to them."""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from graph.model.timed_graph import Index, Ints

Mask = NDArray[np.bool_]

#: The control of somebody who is under none, and the arrival of somebody who is not reached.
NEVER = 2**63 - 1


class Controls(NamedTuple):
    """When people are under control: `[start, end)` by person, those of person p from `first[p]` to `first[p + 1]`."""

    first: Ints
    start: Ints
    end: Ints


@njit(cache=True)
def controlled(k: Controls, person: int, moment: int) -> int:
    """Return the first second from a moment on at which a person is under control; NEVER without one."""
    for i in range(k.first[person], k.first[person + 1]):
        if k.end[i] > moment:
            return int(max(k.start[i], moment))
    return NEVER


@njit(cache=True)
def all_controlled(k: Controls, moments: Ints) -> Ints:
    """Return for each person the first second under control from his moment on; NEVER where the moment is NEVER."""
    out = np.full(len(moments), NEVER, np.int64)
    for p in range(len(moments)):
        if moments[p] != NEVER:
            out[p] = controlled(k, p, moments[p])
    return out


@njit(cache=True)
def pieces(k: Controls, person: Index, start: Ints, end: Ints, spared: int) -> tuple[Ints, Ints, Ints, Mask]:
    """Return rows cut where their person's controls begin and end: (row, start, end, whether he is under none).

    The rows of the person `spared` stay whole.
    """
    count = 0
    row, left, right = np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.int64)
    free = np.empty(0, np.bool_)
    for fill in range(2):
        if fill:
            row, left, right = np.empty(count, np.int64), np.empty(count, np.int64), np.empty(count, np.int64)
            free = np.empty(count, np.bool_)
        count = 0
        for i in range(len(person)):
            at, last = start[i], k.first[person[i] + 1]
            c = last if person[i] == spared else k.first[person[i]]
            while at < end[i]:
                while c < last and k.end[c] <= at:
                    c += 1
                is_free = c == last or at < k.start[c]
                until = end[i] if c == last else min(end[i], k.start[c] if is_free else k.end[c])
                if fill:
                    row[count], left[count], right[count], free[count] = i, at, until, is_free
                count += 1
                at = until
    return row, left, right, free

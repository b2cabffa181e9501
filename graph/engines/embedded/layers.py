"""Reach within so many hops, layer by layer: each layer passes on what the one before it got anew (semantics.md, 8)."""

import numpy as np
from numba import njit

from graph.engines.embedded.control import NEVER, Controls, Mask, all_controlled
from graph.engines.embedded.passing import NOT_YET
from graph.engines.embedded.running import Running
from graph.model.timed_graph import Index, Ints


def layered(r: Running, controls: Controls, seed: int, people: int, places: int, most: int) -> tuple[Ints, Ints, Index]:
    """Return the arrivals within 0, 1, 2 ... hops, a row each, likewise the controls that then end it, and the hops."""
    arrival = np.full(people, NEVER, np.int64)
    arrival[seed] = 0
    layers, ends = [arrival], [all_controlled(controls, arrival)]
    hops = np.full(people, NOT_YET, np.int32)
    hops[seed] = 0
    fresh: Mask = arrival != NEVER
    for hop in range(1, most + 1):
        arrival = _next(r, layers[-1], fresh, ends[-1], places)
        fresh = arrival < layers[-1]
        if not fresh.any():
            break
        hops[fresh] = hop
        layers.append(arrival)
        ends.append(all_controlled(controls, arrival))
    return np.stack(layers), np.stack(ends), hops


def _next(r: Running, arrival: Ints, fresh: Mask, control: Ints, places: int) -> Ints:
    """Return arrivals after one hop more, from the people who are fresh."""
    rows = np.flatnonzero(fresh[r.person])
    person, place = r.person[rows], r.place[rows]
    begin = np.maximum(r.start[rows], arrival[person])
    until = np.minimum(r.end[rows], control[person])
    order = np.lexsort((begin, place))
    order = order[begin[order] < until[order]]
    first = np.searchsorted(place[order], np.arange(places + 1))
    later = arrival.copy()
    sweep(r, first, begin[order], until[order], later)
    return later


@njit(cache=True)
def sweep(r: Running, first: Ints, begin: Ints, until: Ints, arrival: Ints) -> None:
    """Lower `arrival` by one hop: `begin` are the starts of passing on per place (`first` of each), in order.

    `until` (ends) is made into the running latest end. The first one whose running end is after a row's start is the
    earliest who can pass it on to that row.
    """
    for x in range(len(first) - 1):
        for k in range(first[x] + 1, first[x + 1]):
            until[k] = max(until[k], until[k - 1])
    for row in range(len(r.person)):
        low, last = first[r.place[row]], first[r.place[row] + 1]
        high = last
        while low < high:
            middle = (low + high) // 2
            if until[middle] < r.start[row] + 1:
                low = middle + 1
            else:
                high = middle
        if low < last and r.gets[row]:
            now = max(r.start[row], begin[low])
            if now < r.end[row]:
                arrival[r.person[row]] = min(arrival[r.person[row]], now)

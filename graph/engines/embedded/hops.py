"""Fewest hops, and who stands before whom: looked up where each person was when he got it (semantics.md, 8).

A landing is a person at a place at his own arrival. Those who can have passed it on to him are the people who are there at
that second, had it by then and were under no control. Those from earlier instants have their hops already; those of the
same instant settle each other. Places are read in their own order, so that it is one more walk over part of the rows.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from graph.engines.embedded.packing import (
    CLOCKLESS,
    DAY,
    LENGTH,
    LONGEST,
    PEOPLE,
    START,
    Hot,
    Starts,
    day_of_run,
    first_row,
    last_run,
    run_at,
)
from graph.engines.embedded.passing import NOT_YET, Stream
from graph.engines.embedded.sorting import by_key
from graph.model.timed_graph import Index, Ints

_PERSON = PEOPLE - 1
_CLOCKLESS = 1 << CLOCKLESS
UNREACHED = np.int32(2**30)
"""The hops of somebody who is not reached."""
Matrix = NDArray[np.int64]


class Landings(NamedTuple):
    """People at places at their arrival, by (place, moment), everybody once; moments since the window's start."""

    who: Index
    place: Index
    when: Starts
    group: Ints
    """First landing of each place and moment, and one more."""


class Present(NamedTuple):
    """Who is at the place of each group at its moment and had it by then, everybody once."""

    who: Index
    first: Ints
    """Those of group `g` from `first[g]` to `first[g + 1]`."""


def landings(q: Stream, arrival: Starts, seed: int, shut: NDArray[np.bool_]) -> Landings:
    """Return where each person reached was at his arrival, the seed left out."""
    who, place, when = landed(q, arrival, seed, shut)
    order = by_key(who.astype(np.int64))
    key = place.astype(np.int64) * (int(when.max(initial=0)) + 1) + when
    order = order[by_key(key[order])]
    order = order[(np.diff(key[order], prepend=-1) != 0) | (np.diff(who[order], prepend=-1) != 0)]
    new = np.flatnonzero(np.diff(key[order], prepend=-1))
    return Landings(who[order], place[order], when[order], np.append(new, len(order)))


@njit(cache=True)
def landed(q: Stream, arrival: Starts, seed: int, shut: NDArray[np.bool_]) -> tuple[Index, Index, Starts]:
    """Return (person, place, moment) of every row at which somebody got it; a person may stand twice at a place."""
    latest = np.int64(-1)
    for moment in arrival:
        if moment != NOT_YET:
            latest = max(latest, np.int64(moment))
    count, most = 0, q.high - q.low
    who, where, when = np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.int32)
    words, place = q.words, q.place
    for day in range(len(q.day_from) - 1):
        base = day * DAY - q.low
        if base > latest:
            break
        for row in range(q.day_from[day], q.day_from[day + 1]):
            word = words[row]
            start, p = (word >> START) + base, word & _PERSON
            got = arrival[p]
            if got < max(start, 0) or got >= min(start + ((word >> LENGTH) & LONGEST), most) or p == seed:
                continue
            if word & _CLOCKLESS or word & q.carries or shut[place[row]]:
                continue
            if count == len(who):
                who, where, when = _longer(who), _longer(where), _longer(when)
            who[count], where[count], when[count] = p, place[row], got
            count += 1
    return who[:count], where[:count], when[:count]


@njit(cache=True)
def _longer(column: Index) -> Index:
    """Return the column with room for twice as much."""
    more = np.empty(2 * len(column) + 1024, np.int32)
    for i in range(len(column)):  # a slice assignment compiles for seconds
        more[i] = column[i]
    return more


@njit(cache=True)
def present(h: Hot, at: Landings, arrival: Starts, origin: int, sign: int) -> Present:
    """Return who is at each group's place; its moment is second `origin + sign * moment` since the index's first day."""
    groups = len(at.group) - 1
    first = np.zeros(groups + 1, np.int64)
    who, seen, count = np.empty(4096, np.int32), np.full(len(arrival), -1, np.int32), 0
    words, runs = h.words, h.runs
    for g in range(groups):
        x, when = at.place[at.group[g]], at.when[at.group[g]]
        second = origin + sign * when
        early = second - (h.traits[x] & LONGEST) + 1
        run, after = run_at(h, x, early // DAY), last_run(h, x)
        while run < after and day_of_run(h, x, run) * DAY <= second:
            late = second - day_of_run(h, x, run) * DAY
            row = first_row(words, runs[run], runs[run + 1], max(late - (second - early), 0) << START)
            while row < runs[run + 1] and (words[row] >> START) <= late:
                word = words[row]
                p = word & _PERSON
                stays = (word >> START) + ((word >> LENGTH) & LONGEST) > late and not word & _CLOCKLESS
                if stays and arrival[p] <= when and seen[p] != g:
                    seen[p] = g
                    if count == len(who):
                        who = _longer(who)
                    who[count] = p
                    count += 1
                row += 1
            run += 1
        first[g + 1] = count
    return Present(who[:count], first)


@njit(cache=True)
def fewest(at: Landings, there: Present, order: Index, control: Ints, hops: Index) -> None:
    """Lower `hops` (0 for the seed) to the fewest over ways that reach each person at his arrival.

    `order` are the groups in order of moment; who has it since that very moment
    has no hops yet when it comes to them. `control` ends each person's passing on; empty if nobody is under any.
    """
    least = np.empty(len(order), np.int32)
    low = 0
    while low < len(order):
        when, high = at.when[at.group[order[low]]], low
        while high < len(order) and at.when[at.group[order[high]]] == when:
            g = order[high]
            least[g] = UNREACHED
            for i in range(there.first[g], there.first[g + 1]):
                p = there.who[i]
                if len(control) == 0 or control[p] > when:
                    least[g] = min(least[g], hops[p])
            high += 1
        changed = True
        while changed:
            changed = False
            for g in order[low:high]:
                for i in range(at.group[g], at.group[g + 1]):
                    if least[g] + 1 < hops[at.who[i]]:
                        hops[at.who[i]] = least[g] + 1
                        changed = True
                for i in range(at.group[g], at.group[g + 1]):
                    p = at.who[i]
                    if hops[p] < least[g] and (len(control) == 0 or control[p] > when):
                        least[g] = hops[p]
                        changed = True
        low = high


def by_hops(at: Landings, hops: Index) -> Landings:
    """Return the landings with those of each group in order of their people's hops."""
    group = np.repeat(np.arange(len(at.group) - 1), np.diff(at.group))
    reached = hops[at.who]
    order = by_key(group * (int(reached.max(initial=0)) + 1) + reached)
    return Landings(at.who[order], at.place, at.when, at.group)


@njit(cache=True)
def ways(at: Landings, there: Present, hops: Index, had: Matrix, controls: Matrix) -> NDArray[np.int32]:
    """Return every way (to whom, from whom, where), each once; the landings of a group stand by hops.

    Before somebody with `h` hops stands who passes it on and had it by then in `h - 1`: by row `h - 1` of `had` (arrivals
    within so many hops) and of `controls`; with one row only, those whose own hops are `h - 1`.
    """
    found, count = np.empty((0, 3), np.int32), 0
    some = np.empty(len(hops), np.int32)
    for fill in range(2):
        if fill:
            found = np.empty((count, 3), np.int32)
        count = 0
        for g in range(len(at.group) - 1):
            x, when = at.place[at.group[g]], at.when[at.group[g]]
            before, candidates = -1, 0
            for i in range(at.group[g], at.group[g + 1]):
                to = at.who[i]
                if hops[to] - 1 != before:
                    before, candidates = int(hops[to] - 1), 0
                    layer = min(before, len(had) - 1)
                    for j in there.who[there.first[g] : there.first[g + 1]]:
                        free = controls.shape[1] == 0 or controls[layer, j] > when
                        some[candidates] = j
                        candidates += free and had[layer, j] <= when and (len(had) > 1 or hops[j] == before)
                for j in some[:candidates]:
                    if fill:
                        found[count, 0], found[count, 1], found[count, 2] = to, j, x
                    count += j != to
    return found

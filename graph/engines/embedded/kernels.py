"""Compiled loops over the stays: times together, earliest arrivals, hops and the people before.

Rows of `Columns` stand by (place, start, person). A row that can overlap an interval `[start, end)` of its place begins
after `start - longest stay there` and before `end`, so each search is one binary search and one short scan.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from graph.engines.embedded.control import NEVER, Controls, controlled
from graph.model.timed_graph import Index, Ints

#: The hops of somebody who is not reached.
UNREACHED = 2**30

Flags = NDArray[np.int32]
Hops = NDArray[np.int32]
Mask = NDArray[np.bool_]
Kinds = NDArray[np.uint8]


class Columns(NamedTuple):
    """The stays that kernels read, by (place, start, person), and the ways into them."""

    person: Index
    place: Index
    t_start: Ints
    t_end: Ints
    flags: Flags
    place_from: Ints
    """First row of each place, and one more."""
    longest: Ints
    """Longest stay at each place, seconds."""
    kind: Kinds
    """Kind of each place, as a position in the index's list of kinds."""
    person_rows: Index
    """Rows by (person, place, start)."""
    person_from: Ints
    """First position of each person in `person_rows`, and one more."""


@njit(cache=True)
def first_at_least(values: Ints, low: int, high: int, wanted: int) -> int:
    """Return the first position in `[low, high)` of ascending values with `value >= wanted`, else `high`."""
    while low < high:
        middle = (low + high) // 2
        if values[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


@njit(cache=True)
def grouped(labels: Index, groups: int) -> tuple[Ints, Index]:
    """Return where each group starts (and one more), and the rows in order of label, equal labels in row order."""
    starts = np.zeros(groups + 1, np.int64)
    for label in labels:
        starts[label + 1] += 1
    for group in range(groups):
        starts[group + 1] += starts[group]
    free = starts.copy()
    rows = np.empty(len(labels), np.int32)
    for row in range(len(labels)):
        rows[free[labels[row]]] = row
        free[labels[row]] += 1
    return starts, rows


@njit(cache=True)
def together(
    c: Columns, person: int, low: int, high: int, allowed: Mask, unwanted: int, mine: Index, theirs: Index, at: int
) -> int:
    """Write the pairs (own row, other's row) of a person in `[low, high)` from `at` on; return where they end.

    With empty `mine` and `theirs` it only counts.
    """
    fill = len(mine) > 0
    for position in range(c.person_from[person], c.person_from[person + 1]):
        a = c.person_rows[position]
        x = c.place[a]
        start, end = max(low, c.t_start[a]), min(high, c.t_end[a])
        if start >= end or c.flags[a] & unwanted or not allowed[c.kind[x]]:
            continue
        last = c.place_from[x + 1]
        b = first_at_least(c.t_start, c.place_from[x], last, start - c.longest[x] + 1)
        while b < last and c.t_start[b] < end:
            if c.t_end[b] > start and c.person[b] != person and not c.flags[b] & unwanted:
                if fill:
                    mine[at] = a
                    theirs[at] = b
                at += 1
            b += 1
    return at


@njit(cache=True)
def by_person(person: Index, mine: Index, theirs: Index, people: int) -> None:
    """Sort pairs by the other person, equal ones in the order they had: a radix sort by digits of 11 bits."""
    spare = np.empty((2, len(mine)), np.int32)
    shift = 0
    while people >> shift > 0:
        starts = np.zeros(2049, np.int64)
        for row in theirs:
            starts[((person[row] >> shift) & 2047) + 1] += 1
        for digit in range(2048):
            starts[digit + 1] += starts[digit]
        for i in range(len(mine)):
            digit = (person[theirs[i]] >> shift) & 2047
            spare[0, starts[digit]] = mine[i]
            spare[1, starts[digit]] = theirs[i]
            starts[digit] += 1
        for i in range(len(mine)):  # a slice assignment compiles for seconds
            mine[i], theirs[i] = spare[0, i], spare[1, i]
        shift += 11


@njit(cache=True)
def arrange(c: Columns, low: int, mine: Index, theirs: Index) -> None:
    """Put one seed's pairs in order of (person, place, start of being together); they come in order of place."""
    by_person(c.person, mine, theirs, len(c.person_from) - 1)
    for i in range(1, len(mine)):
        a, b = mine[i], theirs[i]
        start = max(low, c.t_start[a], c.t_start[b])
        j = i
        while (
            j > 0
            and c.person[theirs[j - 1]] == c.person[b]
            and c.place[theirs[j - 1]] == c.place[b]
            and max(low, c.t_start[mine[j - 1]], c.t_start[theirs[j - 1]]) > start
        ):
            mine[j], theirs[j] = mine[j - 1], theirs[j - 1]
            j -= 1
        mine[j], theirs[j] = a, b


@njit(cache=True)
def pairs(
    c: Columns, people: Index, lows: Ints, highs: Ints, allowed: Mask, unwanted: int
) -> tuple[Ints, Index, Index]:
    """Return the first pair of each seed (and one more), the seeds' rows and the others' rows: count, fill, arrange."""
    seeds = len(people)
    first = np.zeros(seeds + 1, np.int64)
    nowhere = np.empty(0, np.int32)
    for i in range(seeds):
        first[i + 1] = together(c, people[i], lows[i], highs[i], allowed, unwanted, nowhere, nowhere, first[i])
    mine = np.empty(first[seeds], np.int32)
    theirs = np.empty(first[seeds], np.int32)
    for i in range(seeds):
        together(c, people[i], lows[i], highs[i], allowed, unwanted, mine, theirs, first[i])
        arrange(c, lows[i], mine[first[i] : first[i + 1]], theirs[first[i] : first[i + 1]])
    return first, mine, theirs


class Presence(NamedTuple):
    """Who is where while time runs: scratch of `spread`, linked through row numbers, -1 ends a list."""

    until: Ints
    """Per place the last end among those there who pass it on."""
    at_place: Index
    """Per place the last row of somebody there who has not got it."""
    next_at_place: Index
    of_person: Index
    """Per person the last row since when he has not got it."""
    next_of_person: Index
    stack: Index
    """People who have just got it and have not yet carried it to where else they are."""


@njit(cache=True)
def carry(
    x: int, leaves: int, now: int, person: Index, end: Ints, k: Controls, control: Ints, arrival: Ints, w: Presence,
    waiting: int,
) -> int:  # fmt: skip
    """Bring it to place x until `leaves`: those who wait there get it now; return how many stand on the stack."""
    if leaves <= now:
        return waiting
    if w.until[x] <= now:
        row = w.at_place[x]
        w.at_place[x] = -1
        while row >= 0:
            if end[row] > now and arrival[person[row]] == NEVER:
                arrival[person[row]] = now
                control[person[row]] = controlled(k, person[row], now)
                w.stack[waiting] = person[row]
                waiting += 1
            row = w.next_at_place[row]
    w.until[x] = max(w.until[x], leaves)
    return waiting


@njit(cache=True)
def spread(
    person: Index,
    place: Index,
    start: Ints,
    end: Ints,
    gets: Mask,
    k: Controls,
    places: int,
    control: Ints,
    arrival: Ints,
) -> None:
    """Lower `arrival` to each person's earliest in one pass over rows in order of start (performance.md, 4).

    In rows without `gets` it is only carried on, not got. `control` is set to the first second under control from each
    person's arrival on.

    Whoever gets it carries it at once to the places of his other running stays. A row enters a place's list and its
    person's list once and each list is emptied once, so the pass is linear. Rows that start together need no order.
    """
    rows, people = len(person), len(arrival)
    w = Presence(
        np.full(places, -NEVER, np.int64),
        np.full(places, -1, np.int32),
        np.empty(rows, np.int32),
        np.full(people, -1, np.int32),
        np.empty(rows, np.int32),
        np.empty(people, np.int32),
    )
    for row in range(rows):
        p, x, now = person[row], place[row], start[row]
        waiting = 0
        if arrival[p] == NEVER:
            if not gets[row] or w.until[x] <= now:
                if gets[row]:
                    w.next_at_place[row], w.at_place[x] = w.at_place[x], row
                w.next_of_person[row], w.of_person[p] = w.of_person[p], row
                continue
            arrival[p] = now
            control[p] = controlled(k, p, now)
            w.stack[0] = p
            waiting = 1
        waiting = carry(x, min(end[row], control[p]), now, person, end, k, control, arrival, w, waiting)
        while waiting > 0:
            waiting -= 1
            q = w.stack[waiting]
            other = w.of_person[q]
            while other >= 0:
                leaves = min(end[other], control[q])
                waiting = carry(place[other], leaves, now, person, end, k, control, arrival, w, waiting)
                other = w.next_of_person[other]


@njit(cache=True)
def sweep(
    person: Index, place: Index, start: Ints, end: Ints, first: Ints, begin: Ints, until: Ints, arrival: Ints
) -> None:
    """Lower `arrival` by one hop: `begin` are the starts of passing on per place (`first` of each), in order.

    `until` (ends) is made into the running latest end. The first one whose running end is after a row's start is the
    earliest who can pass it on to that row.
    """
    for x in range(len(first) - 1):
        for k in range(first[x] + 1, first[x + 1]):
            until[k] = max(until[k], until[k - 1])
    for row in range(len(person)):
        last = first[place[row] + 1]
        k = first_at_least(until, first[place[row]], last, start[row] + 1)
        if k < last:
            now = max(start[row], begin[k])
            if now < end[row]:
                arrival[person[row]] = min(arrival[person[row]], now)


@njit(cache=True)
def present(c: Columns, x: int, second: int, unwanted: int, found: Index) -> int:
    """Write the rows of stays at place x that hold the second into `found`; return how many there are."""
    count = 0
    last = c.place_from[x + 1]
    row = first_at_least(c.t_start, c.place_from[x], last, second - c.longest[x] + 1)
    while row < last and c.t_start[row] <= second:
        if c.t_end[row] > second and not c.flags[row] & unwanted:
            found[count] = row
            count += 1
        row += 1
    return count


class Landings(NamedTuple):
    """Moments at which somebody gets it: who, at which place, when (mirrored time if backward), by (when, where)."""

    who: Index
    where: Index
    when: Ints


@njit(cache=True)
def settle(at: Landings, low: int, high: int, control: Ints, hops: Hops, least: Hops) -> None:
    """Settle the hops of those who get it at one instant, `[low, high)`, among themselves; `least` is each place's."""
    changed = True
    while changed:
        changed = False
        group = low
        while group < high:
            after, fewest = group, least[group]
            while after < high and at.where[after] == at.where[group]:
                if control[at.who[after]] > at.when[after]:
                    fewest = min(fewest, hops[at.who[after]])
                after += 1
            for i in range(group, after):
                if fewest + 1 < hops[at.who[i]]:
                    hops[at.who[i]] = fewest + 1
                    changed = True
            group = after


@njit(cache=True)
def fewest_hops(c: Columns, at: Landings, sign: int, unwanted: int, control: Ints, hops: Hops) -> None:
    """Lower `hops` (0 for the seed) to the fewest over ways that reach each person at his earliest arrival.

    Before somebody at an instant stand all who are with him then, have had it and may pass it on: those from earlier
    instants are settled already, those of the same instant settle each other. `sign` turns mirrored into real seconds.
    """
    found = np.empty(len(c.person), np.int32)
    least = np.full(len(at.who), UNREACHED, np.int32)
    low = 0
    while low < len(at.who):
        high = low
        while high < len(at.who) and at.when[high] == at.when[low]:
            if high > low and at.where[high] == at.where[high - 1]:
                least[high] = least[high - 1]
            else:
                for row in found[: present(c, at.where[high], sign * at.when[high], unwanted, found)]:
                    if control[c.person[row]] > at.when[high]:
                        least[high] = min(least[high], hops[c.person[row]])
            high += 1
        settle(at, low, high, control, hops, least)
        low = high


@njit(cache=True)
def had_it(person: int, before: int, when: int, hops: Hops, arrival: Ints, layers: NDArray[np.int64]) -> bool:
    """Return whether a person had it by then in `before` hops (layers: by then within that many)."""
    if len(layers) > 0:
        return bool(layers[before, person] <= when)
    return bool(hops[person] == before and arrival[person] <= when)


@njit(cache=True)
def ways(
    c: Columns,
    at: Landings,
    sign: int,
    unwanted: int,
    controls: NDArray[np.int64],
    hops: Hops,
    arrival: Ints,
    layers: NDArray[np.int64],
    to: Index,
    before: Index,
    where: Index,
) -> int:
    """Write who can have passed it on at each landing: `to`, `before`, `where`; return how many there are.

    Landings stand by (when, where, hops), so that the people before are sought once for all who land together. With
    empty outputs it only counts. `controls` end each person's passing on; with layers, a row for each.
    """
    fill = len(to) > 0
    found = np.empty(len(c.person), np.int32)
    seen = np.full(len(arrival), -1, np.int64)
    count = low = 0
    while low < len(at.who):
        x, when, h = at.where[low], at.when[low], hops[at.who[low]]
        candidates = 0
        control = controls[min(h - 1, len(controls) - 1)]
        for row in found[: present(c, x, sign * when, unwanted, found)]:
            p = c.person[row]
            if seen[p] != low and control[p] > when and had_it(p, h - 1, when, hops, arrival, layers):
                seen[p] = low
                found[candidates] = p
                candidates += 1
        high = low
        while high < len(at.who) and at.where[high] == x and at.when[high] == when and hops[at.who[high]] == h:
            for i in range(candidates if fill else 0):
                to[count + i], before[count + i], where[count + i] = at.who[high], found[i], x
            count += candidates
            high += 1
        low = high
    return count

"""Compiled loops that answer with rows: a person's, a place's, and the pairs of rows that overlap."""

from typing import NamedTuple

import numpy as np
from numba import njit

from graph.engines.embedded.control import Mask
from graph.engines.embedded.meeting import Visits, visits
from graph.engines.embedded.packing import (
    CLOCKLESS,
    DAY,
    LENGTH,
    LONGEST,
    PEOPLE,
    SHARED,
    START,
    Hot,
    day_of_run,
    first_row,
    run_at,
)
from graph.model.timed_graph import Index, Ints

_PERSON = PEOPLE - 1


class Pairs(NamedTuple):
    """Pairs of rows at one place that overlap: a seed's (`mine`) and another person's; times are the rows' own, UTC."""

    mine: Index
    theirs: Index
    who: Index
    place: Index
    a_start: Ints
    a_end: Ints
    b_start: Ints
    b_end: Ints


@njit(cache=True)
def at_place(h: Hot, place: int, low: int, high: int) -> Ints:
    """Return the rows at a place that overlap `[low, high)`, UTC seconds, in order of start."""
    origin = h.first_day * DAY
    low, high = low - origin, high - origin
    earliest = low - (h.traits[place] & LONGEST) + 1
    first, after = run_at(h, place, earliest // DAY), run_at(h, place, (high - 1) // DAY + 1)
    found = np.empty(max(h.runs[after] - h.runs[first], 0) if first < after else 0, np.int64)
    count = 0
    for run in range(first, after):
        base = day_of_run(h, place, run) * DAY
        row = first_row(h.words, h.runs[run], h.runs[run + 1], max(earliest - base, 0) << START)
        for at in range(row, h.runs[run + 1]):
            start = (h.words[at] >> START) + base
            if start >= high:
                break
            if start + ((h.words[at] >> LENGTH) & LONGEST) > low:
                found[count] = at
                count += 1
    return found[:count]


@njit(cache=True)
def row_of_own(h: Hot, person: int, at: int) -> tuple[int, int]:
    """Return the row of a word of the order by person, and its start; of several alike the n-th has the n-th row."""
    blocks = ((h.days - 1) >> h.day_bits) + 1
    place_bits = SHARED - h.day_bits
    word = h.own[at]
    block = 0
    while at >= h.own_from[person * blocks + block + 1]:
        block += 1
    alike = at
    while alike > h.own_from[person * blocks + block] and h.own[alike - 1] == word:
        alike -= 1
    skip = at - alike
    place = word & ((1 << place_bits) - 1)
    day = (block << h.day_bits) + (word >> (63 - h.day_bits))
    run = run_at(h, place, day)
    start, length = (word >> (START - h.day_bits)) & LONGEST, (word >> (place_bits + 1)) & LONGEST
    for row in range(first_row(h.words, h.runs[run], h.runs[run + 1], start << START), h.runs[run + 1]):
        found = h.words[row]
        same = found & _PERSON == person and ((found >> LENGTH) & LONGEST) == length
        if same and ((found >> CLOCKLESS) & 1) == ((word >> place_bits) & 1):
            if skip == 0:
                return row, (day + h.first_day) * DAY + start
            skip -= 1
    return -1, 0


@njit(cache=True)
def of_person(h: Hot, person: int, low: int, high: int) -> Ints:
    """Return the rows of a person that overlap `[low, high)`, UTC seconds, in order of start."""
    blocks = ((h.days - 1) >> h.day_bits) + 1
    place_bits = SHARED - h.day_bits
    origin = h.first_day * DAY
    first, last = h.own_from[person * blocks], h.own_from[(person + 1) * blocks]
    found = np.empty(last - first, np.int64)
    count = 0
    block = np.int64(0)
    for at in range(first, last):
        while at >= h.own_from[person * blocks + block + 1]:
            block += 1
        word = h.own[at]
        day = (block << h.day_bits) + (word >> (63 - h.day_bits))
        start = day * DAY + ((word >> (START - h.day_bits)) & LONGEST) + origin
        if start < high and start + ((word >> (place_bits + 1)) & LONGEST) > low:
            found[count] = row_of_own(h, person, at)[0]
            count += 1
    return found[:count]


@njit(cache=True)
def overlapping(h: Hot, v: Visits, person: int, unwanted: int, pairs: Pairs, at: int) -> int:
    """Write the pairs of a person from position `at` on; return where they end. With empty outputs it only counts."""
    fill = len(pairs.who) > 0
    flag, origin = np.int64(unwanted) << CLOCKLESS, h.first_day * DAY
    place_bits = SHARED - h.day_bits
    own, mine, place, a_start = -1, -1, -1, 0
    for i in range(len(v.row)):
        late, stop = v.start[i] - v.base[i], min(v.end[i] - v.base[i], LONGEST) << START
        for row in range(v.row[i], v.last[i]):
            word = h.words[row]
            if word >= stop:
                break
            ends = (word >> START) + ((word >> LENGTH) & LONGEST)
            if ends <= late or word & flag or word & _PERSON == person:
                continue
            if fill:
                if own != v.own[i]:
                    own = int(v.own[i])
                    mine, a_start = row_of_own(h, person, own)
                    place = h.own[own] & ((1 << place_bits) - 1)
                pairs.mine[at], pairs.theirs[at] = mine, row
                pairs.who[at], pairs.place[at] = word & _PERSON, place
                pairs.a_start[at], pairs.a_end[at] = a_start, a_start + ((h.words[mine] >> LENGTH) & LONGEST)
                pairs.b_start[at] = (word >> START) + v.base[i] + origin
                pairs.b_end[at] = ends + v.base[i] + origin
            at += 1
    return at


@njit(cache=True)
def pairs_of(h: Hot, people: Index, lows: Ints, highs: Ints, allowed: Mask, unwanted: int) -> tuple[Ints, Pairs]:
    """Return the first pair of each person asked about (and one more), and the pairs, by person, visit, start."""
    origin = h.first_day * DAY
    first = np.zeros(len(people) + 1, np.int64)
    found = _room(0)
    for i in range(len(people)):
        v = visits(h, people[i], lows[i] - origin, highs[i] - origin, allowed, unwanted)
        first[i + 1] = overlapping(h, v, people[i], unwanted, found, first[i])
    found = _room(int(first[-1]))
    for i in range(len(people)):
        if first[i] < first[i + 1]:
            v = visits(h, people[i], lows[i] - origin, highs[i] - origin, allowed, unwanted)
            overlapping(h, v, people[i], unwanted, found, first[i])
    return first, found


@njit(cache=True)
def _room(count: int) -> Pairs:
    index, times = np.empty((4, count), np.int32), np.empty((4, count), np.int64)
    return Pairs(index[0], index[1], index[2], index[3], times[0], times[1], times[2], times[3])


@njit(cache=True)
def arranged(first: Ints, p: Pairs, lows: Ints, most: int) -> Ints:
    """Return the order of pairs by (seed, other person, place, start of being together); people are below `most`."""
    order = np.arange(len(p.who))
    spare = np.empty(len(p.who), np.int64)
    for seed in range(len(first) - 1):
        low, high = first[seed], first[seed + 1]
        _by_person(p.who, order[low:high], spare[low:high], most)
        for i in range(low + 1, high):
            pair = order[i]
            start = max(lows[seed], p.a_start[pair], p.b_start[pair])
            j = i
            while j > low:
                other = order[j - 1]
                if p.who[other] != p.who[pair] or p.place[other] < p.place[pair]:
                    break
                if p.place[other] == p.place[pair] and max(lows[seed], p.a_start[other], p.b_start[other]) <= start:
                    break
                order[j] = other
                j -= 1
            order[j] = pair
    return order


@njit(cache=True)
def _by_person(who: Index, order: Ints, spare: Ints, most: int) -> None:
    """Sort an order by person, equal ones as they were: a radix sort by digits of 11 bits."""
    shift = 0
    while (most - 1) >> shift > 0:
        free = np.zeros(2049, np.int64)
        for pair in order:
            free[((who[pair] >> shift) & 2047) + 1] += 1
        for digit in range(2048):
            free[digit + 1] += free[digit]
        for pair in order:
            digit = (who[pair] >> shift) & 2047
            spare[free[digit]] = pair
            free[digit] += 1
        for i in range(len(order)):  # a slice assignment compiles for seconds
            order[i] = spare[i]
        shift += 11

"""Compiled loops over packed stays: whom somebody was together with, by row or summed up.

One search has three phases, each over all of a person's stays, so that the waits for memory overlap: the runs where others
can be, from the directory; the first row of each that can matter, from the fences; the rows. A row that overlaps an
interval `[start, end)` begins after `start - longest stay there` and before `end`. The rows that do are gathered without
a branch and looked at again, one by one.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from graph.engines.embedded.control import Mask
from graph.engines.embedded.packing import (
    CLOCKLESS,
    DAY,
    FENCE,
    KIND,
    LENGTH,
    LONGEST,
    PEOPLE,
    SHARED,
    START,
    Hot,
    Words,
    last_run,
    run_at,
)
from graph.model.timed_graph import Index, Ints

_STARTS, _LENGTHS, _PERSON = START, LENGTH, PEOPLE - 1
#: In place of the seconds of somebody who is met at two places at once: his union is worked out at the end.
_TANGLED = -(1 << 62)
_FENCE_BITS = FENCE.bit_length() - 1
#: Rows of a run that are asked for before the scan comes to them: eight lines of memory.
_AHEAD = FENCE


class Visits(NamedTuple):
    """A person's stays, each with one run of rows where others can be with him; seconds since the index's first day."""

    own: Index
    """Position in the order by person."""
    row: Index
    last: Index
    base: Ints
    """Start of the run's day."""
    start: Ints
    end: Ints


@njit(cache=True, inline="always")
def narrowed(h: Hot, row: Index, stop: Index, base: Ints, start: Ints, longest: Index) -> None:
    """Move each first row on to one that can matter: past the last fence that begins too early, then half a fence.

    All runs are searched side by side, one halving after the other.
    """
    fences, words, count = h.fences, h.words, len(row)
    fence, left, early = np.empty(count, np.int32), np.empty(count, np.int32), np.empty(count, np.int32)
    most = np.int32(0)
    for i in range(count):
        early[i] = min(max(start[i] - longest[i] + 1 - base[i], -1), DAY)
        fence[i] = (row[i] + FENCE - 1) >> _FENCE_BITS
        left[i] = max(((stop[i] + FENCE - 1) >> _FENCE_BITS) - fence[i], 0)
        most = max(most, left[i])
        if left[i] == 0:
            left[i] = -1
    while most > 1:
        for i in range(count):
            half = max(left[i], 0) >> 1
            fence[i] += half * (fences[fence[i] + half - (half > 0)] < early[i])
            left[i] -= half
        most -= most >> 1
    for i in range(count):
        after = stop[i]
        if left[i] > 0:
            reached = fence[i] + (fences[fence[i]] < early[i])
            after = min(after, reached << _FENCE_BITS)
            row[i] = max(row[i], (reached - 1) << _FENCE_BITS)
        half = (after - row[i]) >> 1
        row[i] += half * ((words[row[i] + half - (half > 0)] >> START) < early[i])


@njit(cache=True, inline="always")
def visits(h: Hot, person: int, low: int, high: int, allowed: Mask, unwanted: int) -> Visits:
    """Return a person's stays within `[low, high)`, seconds since the first day, with the runs that can overlap them."""
    all_own, own_from, traits, runs, run_day = h.own, h.own_from, h.traits, h.runs, h.run_day
    days, day_bits, dense = h.days, h.day_bits, len(h.run_day) == 0
    blocks = ((days - 1) >> day_bits) + 1
    place_bits = SHARED - day_bits
    first, last = own_from[person * blocks], own_from[(person + 1) * blocks]
    room = 5 * (last - first)
    own, row, stop = np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.int32)
    base, starts, ends = np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.int64)
    longest = np.empty(room, np.int32)
    count = 0
    block = np.int64(0)
    for at in range(first, last):
        while at >= own_from[person * blocks + block + 1]:
            block += 1
        word = all_own[at]
        place = word & ((1 << place_bits) - 1)
        begin = ((block << day_bits) + (word >> (63 - day_bits))) * DAY + ((word >> (START - day_bits)) & LONGEST)
        start, end = max(begin, low), min(begin + ((word >> (place_bits + 1)) & LONGEST), high)
        trait = traits[place]
        if start >= end or not allowed[trait >> KIND] or (unwanted and (word >> place_bits) & 1):
            continue
        earliest = start - (trait & LONGEST) + 1
        if dense:
            run, after = place * days + max(earliest // DAY, 0), (place + 1) * days
        else:
            run, after = run_at(h, place, earliest // DAY), last_run(h, place)
        while run < after:
            begins = (run - place * days if dense else run_day[run]) * DAY
            if begins >= end:
                break
            if runs[run] < runs[run + 1]:
                own[count], row[count], stop[count] = at, runs[run], runs[run + 1]
                base[count], starts[count], ends[count] = begins, start, end
                longest[count] = trait & LONGEST
                count += 1
            run += 1
    v = Visits(own[:count], row[:count], stop[:count], base[:count], starts[:count], ends[:count])
    narrowed(h, v.row, v.last, v.base, v.start, longest[:count])
    return v


@njit(cache=True, inline="always")
def hits(h: Hot, v: Visits, unwanted: int) -> tuple[Words, Ints]:
    """Return the words of rows that overlap the visits, visit by visit, and where those of each visit end."""
    words, first, last, base, start, end = h.words, v.row, v.last, v.base, v.start, v.end
    room, ahead = 0, np.int64(0)
    for i in range(len(first)):
        room += last[i] - first[i]
        for row in range(first[i], min(last[i], first[i] + _AHEAD), 8):
            ahead |= words[row]
    found = np.empty(room + 1, np.int64)
    found[room] = ahead  # so that the rows are asked for before they are needed
    ends = np.empty(len(first), np.int64)
    flag = np.int64(unwanted) << CLOCKLESS
    count = 0
    for i in range(len(first)):
        late, stop = start[i] - base[i], min(end[i] - base[i], LONGEST) << START
        for row in range(first[i], last[i]):
            word = words[row]
            if word >= stop:
                break
            found[count] = word
            count += ((word >> START) + ((word >> LENGTH) & LONGEST) > late) & (word & flag == 0)
        ends[i] = count
    return found[:count], ends


@njit(cache=True)
def met(
    h: Hot, person: int, low: int, high: int, allowed: Mask, unwanted: int, marks: Ints
) -> tuple[Index, Ints, Ints]:
    """Return everybody who was together with a person within `[low, high)`, UTC seconds: who, first second, seconds.

    Seconds are the length of the union over all places. `marks` has a word for each person and one more, which holds the
    least mark that this call may use: a mark below it is an old one.
    """
    origin = h.first_day * DAY
    v = visits(h, person, low - origin, high - origin, allowed, unwanted)
    words, ends = hits(h, v, unwanted)
    room = len(words)
    who, first, seconds = np.empty(room, np.int32), np.empty(room, np.int64), np.empty(room, np.int64)
    until = np.empty(room, np.int64)
    fresh = marks[-1]
    marks[-1] += room
    marks[person] = fresh - 1
    bases, starts, stops = v.base, v.start, v.end
    count, at, tangled = 0, 0, 0
    for i in range(len(ends)):
        base, left, right = bases[i], starts[i], stops[i]
        for j in range(at, ends[i]):
            word = words[j]
            other = word & _PERSON
            start = (word >> START) + base
            end = min(start + ((word >> LENGTH) & LONGEST), right)
            start = max(start, left)
            slot = marks[other] - fresh
            if slot >= 0:
                first[slot] = min(first[slot], start)
                seconds[slot] += end - start
                if start < until[slot]:
                    tangled, seconds[slot] = 1, _TANGLED
                until[slot] = max(until[slot], end)
            elif other != person:
                marks[other] = fresh + count
                who[count], first[count], seconds[count], until[count] = other, start, end - start, end
                count += 1
        at = ends[i]
    if tangled:
        untangle(v, words, ends, marks, fresh, seconds[:count])
    for i in range(count):
        first[i] += origin
    return who[:count], first[:count], seconds[:count]


@njit(cache=True)
def untangle(v: Visits, words: Words, ends: Ints, marks: Ints, fresh: int, seconds: Ints) -> None:
    """Set the seconds of those who are tangled to the length of their union: what overlaps is put in order of start."""
    slot, start, end = np.empty(len(words), np.int64), np.empty(len(words), np.int64), np.empty(len(words), np.int64)
    base, left, right = v.base, v.start, v.end
    count, at = 0, 0
    for i in range(len(ends)):
        for j in range(at, ends[i]):
            mark = marks[words[j] & _PERSON] - fresh
            if mark >= 0 and seconds[mark] < 0:
                begin = (words[j] >> START) + base[i]
                slot[count], start[count] = mark, max(begin, left[i])
                end[count] = min(begin + ((words[j] >> LENGTH) & LONGEST), right[i])
                count += 1
        at = ends[i]
    for i in range(count):
        seconds[slot[i]] = 0
    order = np.argsort(slot[:count] * (max(end[:count].max(), 1) + 1) + start[:count])
    before, until = np.int64(-1), np.int64(0)
    for i in order:
        if slot[i] != before:
            before, until = slot[i], start[i]
        seconds[slot[i]] += max(end[i] - max(start[i], until), 0)
        until = max(until, end[i])

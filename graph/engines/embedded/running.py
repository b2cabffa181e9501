"""The stays of a window one by one, in order of time: unpacked, or mirrored and packed again for what runs backward."""

from typing import NamedTuple

import numpy as np
from numba import njit

from graph.engines.embedded.control import Controls, Mask, pieces
from graph.engines.embedded.packing import CLOCKLESS, CUT, DAY, LENGTH, LONGEST, PEOPLE, START, Started
from graph.engines.embedded.passing import Stream
from graph.engines.embedded.sorting import by_key
from graph.model.timed_graph import Index, Ints

_PERSON = PEOPLE - 1


class Running(NamedTuple):
    """Stays that take part, clipped to the window, by start; seconds since the window's start, perhaps mirrored."""

    person: Index
    place: Index
    start: Ints
    end: Ints
    gets: Mask
    """Whether it can be got there: backward not at a second under control, since nobody passes it on then."""


def stream(started: Started, low: int, high: int) -> Stream:
    """Return the rows by start that can overlap `[low, high)`, UTC seconds."""
    days = len(started.day_from) - 1
    low, high = low - started.first_day * DAY, high - started.first_day * DAY
    first = min(max((low - LONGEST) // DAY, 0), days)
    last = min(max(-(-high // DAY), first), days)
    begin, end = started.day_from[first], started.day_from[last]
    columns = started.words[begin:end], started.place[begin:end], started.day_from[first : last + 1] - begin
    return Stream(*columns, low - first * DAY, high - first * DAY, 0)


@njit(cache=True)
def unpacked(q: Stream, shut: Mask) -> Running:
    """Return the rows of a stream that overlap its window, at places that take part; clockless ones are left out."""
    most, count = q.high - q.low, 0
    rows = q.day_from[-1]
    person, place = np.empty(rows, np.int32), np.empty(rows, np.int32)
    start, end, gets = np.empty(rows, np.int64), np.empty(rows, np.int64), np.empty(rows, np.bool_)
    words, spots = q.words, q.place
    for day in range(len(q.day_from) - 1):
        base = day * DAY - q.low
        for row in range(q.day_from[day], q.day_from[day + 1]):
            word = words[row]
            begin = (word >> START) + base
            person[count], place[count] = word & _PERSON, spots[row]
            start[count], end[count] = max(begin, 0), min(begin + ((word >> LENGTH) & LONGEST), most)
            gets[count] = word & q.carries == 0
            count += start[count] < end[count] and not (word >> CLOCKLESS) & 1 and not shut[spots[row]]
    return Running(person[:count], place[:count], start[:count], end[:count], gets[:count])


def mirrored(r: Running, length: int, controls: Controls, seed: int) -> Running:
    """Return rows in mirrored time: second `t` of a window of that length becomes `length - 1 - t`.

    Rows are cut where their person's controls begin and end, but the seed's; where he is under one, he gets nothing.
    """
    row, start, end, free = pieces(controls, r.person, r.start, r.end, seed)
    order = by_key(-end)
    row = row[order]
    return Running(r.person[row], r.place[row], length - end[order], length - start[order], free[order])


def packed(r: Running, length: int) -> Stream:
    """Return rows by start as a stream over the whole of a window of that length."""
    words = ((r.start % DAY) << START) | ((r.end - r.start) << LENGTH) | (~r.gets).astype(np.int64) << CUT | r.person
    day_from = np.searchsorted(r.start, np.arange(-(-length // DAY) + 1) * DAY)
    return Stream(words, r.place, day_from, 0, length, 1 << CUT)

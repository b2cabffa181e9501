"""Who was together with anybody of many people, each from a moment of his own on: one sweep over each place.

It is a question about sets, not about pairs: the exposed times at a place are put in order of their begin, with the
running latest end; the place's rows are walked in order of start, with one pointer to the first exposed time whose
running end is after the row's start. If that one begins before the row ends, the row's person is met at the later of both
starts, and nobody meets him there earlier. One comparison a row, no pairs (semi-join form of the forward scan, Bouros and
Mamoulis 2017).
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from graph.engines.embedded.control import NEVER, Mask
from graph.engines.embedded.packing import (
    CLOCKLESS,
    DAY,
    KIND,
    LENGTH,
    LONGEST,
    PEOPLE,
    SHARED,
    START,
    Hot,
    day_of_run,
    first_row,
    last_run,
    run_at,
)
from graph.engines.embedded.sorting import by_key
from graph.model.timed_graph import Index, Ints

_PERSON = PEOPLE - 1
_CLOCKLESS = 1 << CLOCKLESS


class Exposed(NamedTuple):
    """Times at places in which somebody can be met, by place, then begin; seconds since the index's first day."""

    place: Index
    begin: Ints
    until: Ints
    """Latest end up to here at this place."""
    first: Ints
    """First of each place that has any, and one more."""


def exposed(h: Hot, who: Index, since: Ints, end: int, allowed: Mask) -> Exposed:
    """Return the clocked stays of people after a moment of each one's own, `since`, and before `end`, UTC seconds."""
    origin = h.first_day * DAY
    place, begin, until = times(h, who, since - origin, end - origin, allowed)
    order = by_key(place.astype(np.int64) * (int(begin.max(initial=0)) + 1) + begin)
    place, begin, until = place[order], begin[order], until[order]
    first = np.append(np.flatnonzero(np.diff(place, prepend=-1)), len(place))
    running(first, until)
    return Exposed(place, begin, until, first)


@njit(cache=True)
def times(h: Hot, who: Index, since: Ints, end: int, allowed: Mask) -> tuple[Index, Ints, Ints]:
    """Return (place, begin, end) of the clocked stays of people after `since`, seconds since the index's first day."""
    blocks, place_bits = ((h.days - 1) >> h.day_bits) + 1, SHARED - h.day_bits
    own, own_from, traits, day_bits = h.own, h.own_from, h.traits, h.day_bits
    room = 0
    for person in who:
        room += own_from[(person + 1) * blocks] - own_from[person * blocks]
    place, begin, until, count = np.empty(room, np.int32), np.empty(room, np.int64), np.empty(room, np.int64), 0
    for i in range(len(who)):
        for group in range(who[i] * blocks, (who[i] + 1) * blocks):
            first_day = (group - who[i] * blocks) << day_bits
            for at in range(own_from[group], own_from[group + 1]):
                word = own[at]
                x = word & ((1 << place_bits) - 1)
                start = (first_day + (word >> (63 - day_bits))) * DAY + ((word >> (START - day_bits)) & LONGEST)
                left, right = max(start, since[i]), min(start + ((word >> (place_bits + 1)) & LONGEST), end)
                if left < right and not (word >> place_bits) & 1 and allowed[traits[x] >> KIND]:
                    place[count], begin[count], until[count] = x, left, right
                    count += 1
    return place[:count], begin[:count], until[:count]


@njit(cache=True)
def running(first: Ints, until: Ints) -> None:
    """Make the ends of each group the latest up to each one."""
    for g in range(len(first) - 1):
        for i in range(first[g] + 1, first[g + 1]):
            until[i] = max(until[i], until[i - 1])


@njit(cache=True)
def swept(h: Hot, e: Exposed, people: int) -> Ints:
    """Return when each person is met first, UTC seconds; NEVER who is not. The exposed people meet themselves too."""
    words, runs, place, begin, until = h.words, h.runs, e.place, e.begin, e.until
    origin = h.first_day * DAY
    met = np.full(people, NEVER, np.int64)
    for g in range(len(e.first) - 1):
        k, last = e.first[g], e.first[g + 1]
        x, latest = place[k], until[last - 1]
        early = begin[k] - (h.traits[x] & LONGEST) + 1
        run, after = run_at(h, x, early // DAY), last_run(h, x)
        while run < after and k < last:
            base = day_of_run(h, x, run) * DAY
            if base >= latest:
                break
            row = first_row(words, runs[run], runs[run + 1], min(max(early - base, 0), DAY) << START)
            while row < runs[run + 1]:
                word = words[row]
                start = (word >> START) + base
                while k < last and until[k] <= start:
                    k += 1
                if k == last:
                    break
                now = max(start, begin[k])
                if now < start + ((word >> LENGTH) & LONGEST) and not word & _CLOCKLESS:
                    met[word & _PERSON] = min(met[word & _PERSON], now + origin)
                row += 1
            run += 1
    return met

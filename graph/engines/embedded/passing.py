"""One pass over the stays in order of start: who has it when, over any number of hops (semantics.md, 8).

A place knows until when somebody infectious is there, and who waits there without having it; a person knows since which
stays he has not got it. Whoever gets it carries it at once to where else he is. A row enters a list once and leaves it
once, so the pass is linear; rows that start together need no order. It is the interval form of the one-pass earliest
arrival over edges in order of time (Wu et al., 2014). It ends when everybody has it.
"""

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from graph.engines.embedded.control import NEVER, Controls, Mask, controlled
from graph.engines.embedded.packing import CLOCKLESS, DAY, LENGTH, LONGEST, PEOPLE, START, Starts, Words
from graph.model.timed_graph import Index, Ints

_PERSON = PEOPLE - 1
_CLOCKLESS = 1 << CLOCKLESS
NOT_YET = np.int32(2**31 - 1)
"""The arrival of somebody who is not reached."""
#: In place of the moment until when somebody infectious is at a place that takes no part.
_SHUT = np.int32(-(2**31))
_NOBODY = np.int32(-1)
Number = int | np.integer[Any]


class Stream(NamedTuple):
    """Rows by start, as `Started` has them, and the window `[low, high)` in seconds since its first day."""

    words: Words
    place: Index
    day_from: Ints
    low: int
    high: int
    carries: int
    """Rows whose word has this bit only carry it on: nobody gets it there."""


@njit(cache=True)
def arrivals(q: Stream, k: Controls, seed: int, people: int, shut: Mask) -> tuple[Starts, Ints]:
    """Return when each person first has it, seconds since the window's start, and the control that then ends it.

    `shut` are places that take no part. Columns have names of their own here and times are of 32 bits: this loop runs over
    all that there is.
    """
    words, place, rows, waiting, missing = q.words, q.place, q.day_from[-1], 0, people - 1
    arrival, control = np.full(people, NOT_YET, np.int32), np.full(people if len(k.start) else 0, NEVER, np.int64)
    infectious, waits_at = np.full(len(shut), _NOBODY, np.int32), np.full(len(shut), _NOBODY, np.int32)
    for closed in range(len(shut)):
        if shut[closed]:
            infectious[closed] = _SHUT
    waits_of, stack = np.full(people, _NOBODY, np.int32), np.empty(people, np.int32)
    of_person, at_place, until = np.empty(rows, np.int32), np.empty(rows, np.int32), np.empty(rows, np.int32)
    controls, carries, most = len(control) > 0, q.carries, np.int32(q.high - q.low)
    gets(k, arrival, control, seed, 0)
    for day in range(len(q.day_from) - 1):
        base = np.int32(day * DAY - q.low)
        for row in range(np.uint32(q.day_from[day]), np.uint32(q.day_from[day + 1])):
            word, x = words[row], np.uint32(place[row])
            start = np.int32(np.int32(word >> START) + base)
            now = max(start, np.int32(0))
            end = min(np.int32(start + np.int32((word >> LENGTH) & LONGEST)), most)
            there = infectious[x]
            if now >= end or word & _CLOCKLESS or there == _SHUT:
                continue
            p = word & _PERSON
            got = arrival[p]
            if got <= now and not controls and (there > now or waits_at[x] < 0):
                infectious[x] = max(there, end)
                continue
            if got == NOT_YET and (word & carries or there <= now):
                if not word & carries:
                    at_place[row], waits_at[x] = waits_at[x], row
                of_person[row], waits_of[p] = waits_of[p], row
                until[row] = end
                continue
            if got == NOT_YET:
                gets(k, arrival, control, p, now)
                stack[0], waiting = p, 1
            waiting = carry(
                k, words, x, row, end, now, arrival, control, infectious, waits_at, at_place, until, stack, waiting
            )
            while waiting > 0:
                waiting -= 1
                missing -= 1
                other = waits_of[stack[waiting]]
                while other >= 0:
                    spot, end = np.uint32(place[other]), until[other]
                    waiting = carry(
                        k, words, spot, other, end, now, arrival, control, infectious, waits_at, at_place, until,
                        stack, waiting,
                    )  # fmt: skip
                    other = of_person[other]
        if missing == 0:
            break
    return arrival, control


@njit(cache=True, inline="always")
def gets(k: Controls, arrival: Starts, control: Ints, person: Number, now: Number) -> None:
    """Let a person have it from now on."""
    arrival[person] = now
    if len(control):
        control[person] = controlled(k, int(person), int(now))


@njit(cache=True, inline="always")
def carry(
    k: Controls, words: Words, x: Number, row: Number, end: Number, now: Number, arrival: Starts, control: Ints,
    infectious: Starts, waits_at: Index, at_place: Index, until: Starts, stack: Index, waiting: int,
) -> int:  # fmt: skip
    """Bring it to a row's place until the row ends: those who wait there get it now; return the height of the stack."""
    leaves = end
    if len(control):
        leaves = min(end, control[words[row] & _PERSON])
    if leaves > now:
        if infectious[x] <= now:
            waits = waits_at[x]
            waits_at[x] = -1
            while waits >= 0:
                person = words[waits] & _PERSON
                if until[waits] > now and arrival[person] == NOT_YET:
                    gets(k, arrival, control, person, now)
                    stack[waiting] = person
                    waiting += 1
                waits = at_place[waits]
        infectious[x] = max(infectious[x], leaves)
    return waiting

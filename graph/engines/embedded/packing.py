"""How a stay is packed into one word of 63 bits, twice: for the order by place and for the order by person.

By place (and by start)   start 17 | length 17 | cut 1 | clockless 1 | person 27
By person                 day D    | start 17 | length 17 | clockless 1 | place 28 - D

`start` is the second within the UTC day, `length` in seconds: exact, not rounded to minutes. Words of one place and day
are in order of start, so whole words are compared to find where to begin and to stop. A stay longer than `LONGEST` is
cut into pieces of a day, each marked `cut`; `pieces` joins them again. A stay of which a side lacks a clock is marked
`clockless`. Zone, seat, flags, sources are cold: apart, and read only for the rows of an answer.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from graph.model.timed_graph import Index, Ints

DAY = 86_400
#: Longest stay that is one word, seconds; and the bits of a second within a day, which are as many.
LONGEST = (1 << 17) - 1
START, LENGTH, CUT, CLOCKLESS = 46, 29, 28, 27
PEOPLE = 1 << CLOCKLESS
"""So many people fit."""
#: Bits that the day (within a block) and the place share in a word of the order by person.
SHARED = 28
#: One row of the order by place in so many has its start in `fences`.
FENCE = 64
#: Bits of the longest stay in the traits of a place; the number of its kind stands above them.
KIND = 17

Words = Ints
Starts = NDArray[np.int32]


class Hot(NamedTuple):
    """What kernels read of the stays: two orders of packed words, and the ways into them.

    Rows are numbered in the order by place. `runs[k]` is the first row of run `k`, a place's stays of one day. In a dense
    directory run `k` is place `k // days`, day `k % days`; in a sparse one `run_place[x]` is the first run of place x and
    `run_day` the day of each run.
    """

    words: Words
    fences: Starts
    """Start within its day of every `FENCE`-th row."""
    runs: Index
    run_place: Index
    run_day: Index
    """Both empty in a dense directory."""
    own: Words
    """By person, then start."""
    own_from: Index
    """First word of each person and block of days, and one more."""
    traits: Index
    """Of each place the longest stay (a piece's, at most) and, from bit `KIND` on, the number of its kind."""
    first_day: int
    """UTC day that the days of this index are counted from."""
    days: int
    day_bits: int
    """D: so many days (as a power of two) make a block."""


class Started(NamedTuple):
    """Stays by start, for what runs through time: words as in the order by place, and their places."""

    words: Words
    place: Index
    day_from: Ints
    """First row of each day, and one more."""
    first_day: int


@njit(cache=True, inline="always")
def run_at(h: Hot, place: int, day: int) -> int:
    """Return the first run of a place whose day (counted from the index's first) is not before a day."""
    if len(h.run_day) == 0:
        return place * h.days + min(max(day, 0), h.days)
    low, high = int(h.run_place[place]), int(h.run_place[place + 1])
    while low < high:
        middle = (low + high) // 2
        if h.run_day[middle] < day:
            low = middle + 1
        else:
            high = middle
    return low


@njit(cache=True, inline="always")
def last_run(h: Hot, place: int) -> int:
    """Return the run after the last one of a place."""
    return (place + 1) * h.days if len(h.run_day) == 0 else int(h.run_place[place + 1])


@njit(cache=True, inline="always")
def day_of_run(h: Hot, place: int, run: int) -> int:
    """Return the day of a place's run, counted from the index's first."""
    return run - place * h.days if len(h.run_day) == 0 else int(h.run_day[run])


@njit(cache=True, inline="always")
def first_row(words: Words, low: int, high: int, word: int) -> int:
    """Return the first row in `[low, high)` with at least that word, else `high`; the rows are in order."""
    while low < high:
        middle = (low + high) // 2
        if words[middle] < word:
            low = middle + 1
        else:
            high = middle
    return low


def where(h: Hot, rows: Ints) -> tuple[Index, Ints]:
    """Return the place and the UTC day of rows."""
    run = np.searchsorted(h.runs, rows, side="right") - 1
    if not len(h.run_day):
        return (run // h.days).astype(np.int32), run % h.days + h.first_day
    place = np.searchsorted(h.run_place, run, side="right") - 1
    return place.astype(np.int32), h.run_day[run].astype(np.int64) + h.first_day

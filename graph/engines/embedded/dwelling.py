"""A compiled loop over the stays at places: who was there for how long in all."""

import numpy as np
from numba import njit

from graph.engines.embedded.kernels import Columns, first_at_least
from graph.model.timed_graph import Index, Ints


@njit(cache=True)
def dwelt(c: Columns, places: Ints, start: int, end: int, unwanted: int, least: int) -> tuple[Index, Ints, Ints]:
    """Return (person, place, seconds) of those whose wanted stays at a place add up to more than `least` seconds."""
    seconds = np.zeros(len(c.person_from) - 1, np.int64)
    there = np.empty(len(c.person_from) - 1, np.int32)
    who, where, long = [np.int32(0) for _ in range(0)], [np.int64(0) for _ in range(0)], [np.int64(0) for _ in range(0)]
    for x in places:
        count = 0
        last = c.place_from[x + 1]
        row = first_at_least(c.t_start, c.place_from[x], last, start - c.longest[x] + 1)
        while row < last and c.t_start[row] < end:
            told = min(c.t_end[row], end) - max(c.t_start[row], start)
            if told > 0 and not c.flags[row] & unwanted:
                if seconds[c.person[row]] == 0:
                    there[count] = c.person[row]
                    count += 1
                seconds[c.person[row]] += told
            row += 1
        for person in there[:count]:
            if seconds[person] > least:
                who.append(person)
                where.append(x)
                long.append(seconds[person])
            seconds[person] = 0
    return np.array(who, np.int32), np.array(where, np.int64), np.array(long, np.int64)

"""Compiled sorts of the index: by radix, and by counting what is in order already."""

import numpy as np
from numba import njit

from graph.model.timed_graph import Index, Ints

_DIGIT = 11


def by_key(keys: Ints) -> Index:
    """Return the rows in order of key, equal keys in row order."""
    if not len(keys):
        return np.empty(0, np.int32)
    low = int(keys.min())
    return _radix(keys, low, (int(keys.max()) - low).bit_length())


@njit(cache=True)
def _radix(keys: Ints, low: int, bits: int) -> Index:
    """Return the rows in order of `key - low`, which has so many bits, by digits of 11 bits, the last first."""
    count = len(keys)
    rows, others = np.arange(count).astype(np.int32), np.empty(count, np.int32)
    mask = (1 << _DIGIT) - 1
    for shift in range(0, bits, _DIGIT):
        free = np.zeros(mask + 2, np.int64)
        for key in keys:
            free[(((key - low) >> shift) & mask) + 1] += 1
        for digit in range(mask):
            free[digit + 1] += free[digit]
        for row in rows:
            digit = ((keys[row] - low) >> shift) & mask
            others[free[digit]] = row
            free[digit] += 1
        rows, others = others, rows
    return rows


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
def settled(words: Ints, rows: Index, begins: Index) -> Ints:
    """Return the words, those of each group put in order in place, their rows with them; they are nearly in order."""
    for group in range(len(begins) - 1):
        for i in range(begins[group] + 1, begins[group + 1]):
            word, row = words[i], rows[i]
            j = i
            while j > begins[group] and words[j - 1] > word:
                words[j], rows[j] = words[j - 1], rows[j - 1]
                j -= 1
            words[j], rows[j] = word, row
    return words


def directory(day: Index, place_from: Ints, days: int) -> tuple[Index, Index, Index]:
    """Return `runs`, `run_place`, `run_day` (see `Hot`) of rows by place and day, in the form that takes less room."""
    runs, run_place, run_day = _runs(day, place_from)
    dense = (len(place_from) - 1) * days
    if dense > 2 * len(runs) + len(run_place) and dense > 1 << 12:
        return runs, run_place, run_day
    whole = np.zeros(dense + 1, np.int64)
    place = np.repeat(np.arange(len(run_place) - 1), np.diff(run_place))
    whole[place * days + run_day + 1] = np.diff(runs)
    none = np.empty(0, np.int32)
    return np.cumsum(whole).astype(np.int32), none, none


@njit(cache=True)
def _runs(day: Index, place_from: Ints) -> tuple[Index, Index, Index]:
    places = len(place_from) - 1
    run_place = np.zeros(places + 1, np.int32)
    count = 0
    runs, run_day = np.empty(0, np.int32), np.empty(0, np.int32)
    for fill in range(2):
        if fill:
            runs, run_day = np.empty(count + 1, np.int32), np.empty(count, np.int32)
        count = 0
        for place in range(places):
            run_place[place] = count
            for row in range(place_from[place], place_from[place + 1]):
                if row == place_from[place] or day[row] != day[row - 1]:
                    if fill:
                        runs[count], run_day[count] = row, day[row]
                    count += 1
    run_place[places] = count
    runs[count] = place_from[places]
    return runs, run_place, run_day

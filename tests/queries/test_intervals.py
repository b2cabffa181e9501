"""Intervals against a brute force over every second (semantics.md, 5 and 7)."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.intervals import lasting, numbered, runs, seconds_united

ROWS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 40), st.integers(1, 9)), max_size=14)


def _columns(rows: list[tuple[int, int, int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    key, start, length = (np.array([r[i] for r in rows], np.int64) for i in range(3))
    return key, start, start + length


def test_touching_intervals_are_one_run() -> None:
    """[0, 10) and [10, 20) are one run, [21, 30) is another: a gap of one second parts them."""
    found = runs(np.array([1, 1, 1]), np.array([10, 0, 21]), np.array([20, 10, 30]))
    assert list(zip(found.start.tolist(), found.end.tolist(), strict=True)) == [(0, 20), (21, 30)]


def test_groups_never_join() -> None:
    """The same second in two groups is two runs."""
    assert len(runs(np.array([1, 2]), np.array([0, 0]), np.array([9, 9]))) == 2


@given(ROWS)
def test_union_has_the_seconds_that_any_interval_has(rows: list[tuple[int, int, int]]) -> None:
    """The length of a group's union is its number of distinct seconds."""
    key, start, end = _columns(rows)
    expected = [len({t for k, a, n in rows if k == g for t in range(a, a + n)}) for g in range(3)]
    assert seconds_united(key, start, end, 3).tolist() == expected


@given(ROWS)
def test_runs_neither_overlap_nor_touch(rows: list[tuple[int, int, int]]) -> None:
    """Between two runs of one group there is at least one second that nobody fills."""
    found = runs(*_columns(rows))
    same = found.key[1:] == found.key[:-1]
    assert bool((found.start[1:][same] > found.end[:-1][same]).all())


@settings(max_examples=300)
@given(ROWS, st.integers(1, 12), st.integers(3, 20))
def test_what_lasts_is_what_a_second_by_second_search_finds(
    rows: list[tuple[int, int, int]], least: int, within: int
) -> None:
    """An interval lasts if some window that holds one of its seconds holds enough seconds of its group."""
    found = runs(*_columns(rows))
    groups = {g: {t for k, a, n in rows if k == g for t in range(a, a + n)} for g in range(3)}
    expected = [
        any(len(groups[key] & set(range(t, t + within))) >= least for t in range(start - within + 1, end))
        for key, start, end in zip(found.key.tolist(), found.start.tolist(), found.end.tolist(), strict=True)
    ]
    assert lasting(found.key, found.start, found.end, least=least, within=within).tolist() == expected


def test_numbers_are_equal_exactly_for_equal_rows() -> None:
    """Rows that differ in one column have different numbers."""
    number, count = numbered(np.array([1, 1, 1, 2]), np.array([5, 6, 5, 5]))
    assert (count, number[0] == number[2], len(set(number.tolist()))) == (3, True, 3)


def test_wide_columns_do_not_overflow() -> None:
    """Three columns whose product passes 64 bits still tell rows apart."""
    big = np.array([2**40, 2**40, 0])
    assert numbered(big, big, np.array([0, 1, 0]))[1] == 3

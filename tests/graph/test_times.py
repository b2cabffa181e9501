"""Intervals are half open, minutes are exact, and local days are as long as the clock makes them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import UsageError
from graph.times import (
    DAY,
    checked_zone,
    day_bounds,
    local_date,
    local_day,
    long_limit,
    minutes,
    overlap,
    union,
    union_seconds,
    utc_text,
)

spans = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=8)


def test_touching_intervals_share_nothing() -> None:
    """Ten to twelve and twelve to two do not overlap; ten to twelve and eleven to two share one hour."""
    assert overlap(36_000, 43_200, 43_200, 50_400) == 0
    assert overlap(36_000, 43_200, 39_600, 50_400) == 3600
    assert overlap(39_600, 50_400, 0, 36_000) == 0


def test_a_union_joins_what_touches() -> None:
    """Two halves that touch are one interval; an empty one is none."""
    assert union([(10, 20), (0, 10), (30, 30), (25, 28)]) == [(0, 20), (25, 28)]


@given(spans)
def test_union_seconds_counts_each_second_once(intervals: list[tuple[int, int]]) -> None:
    """The length of a union is the number of seconds that lie in any interval."""
    assert union_seconds(intervals) == len({second for start, end in intervals for second in range(start, end)})


@pytest.mark.parametrize(
    ("seconds", "expected"), [(0, 0.0), (740, 12.33), (900, 15.0), (20, 0.33), (40, 0.67), (3, 0.05)]
)
def test_minutes_have_two_decimals(seconds: int, expected: float) -> None:
    """Minutes are rounded to hundredths."""
    assert minutes(seconds) == expected


def test_a_local_day_begins_at_its_own_midnight() -> None:
    """29 July in Shanghai begins at 16:00 UTC on the 28th and has 24 hours."""
    assert [utc_text(t) for t in day_bounds(date(2021, 7, 29), "Asia/Shanghai")] == [
        "2021-07-28T16:00:00Z",
        "2021-07-29T16:00:00Z",
    ]
    assert local_day(1_627_488_000 - 1, "Asia/Shanghai") == (1_627_488_000 - DAY, 1_627_488_000)


def test_days_of_changing_clocks_are_23_or_25_hours_long() -> None:
    """New York's day of spring has 23 hours, that of autumn 25."""
    lengths = [
        end - start for start, end in (day_bounds(date(2021, m, d), "America/New_York") for m, d in ((3, 14), (11, 7)))
    ]
    assert lengths == [23 * 3600, 25 * 3600]


def test_a_midnight_that_is_jumped_over_begins_the_day_at_the_jump() -> None:
    """In Sao Paulo 4 November 2018 began at 01:00 local time, 03:00 UTC."""
    assert utc_text(day_bounds(date(2018, 11, 4), "America/Sao_Paulo")[0]) == "2018-11-04T03:00:00Z"


def test_a_moment_falls_on_the_day_of_its_zone() -> None:
    """16:30 UTC is already the next day in Shanghai."""
    assert local_date(1_627_576_200, "Asia/Shanghai") == date(2021, 7, 30)
    assert local_date(1_627_576_200, "UTC") == date(2021, 7, 29)


def test_long_is_a_day_where_people_visit_and_four_weeks_where_they_live() -> None:
    """Venue, net cafe, work and school have one day; everything else, known or not, 28."""
    assert [long_limit(kind) for kind in ("venue", "net_cafe", "work", "school")] == [DAY] * 4
    assert [long_limit(kind) for kind in ("home", "lodging", "train", "something new")] == [28 * DAY] * 4


@pytest.mark.parametrize("zone", ["Asia/Changsha", "", "../etc/passwd", "GMT+99"])
def test_an_unknown_zone_is_a_usage_error(zone: str) -> None:
    """A zone that nobody knows is refused with a sentence, whatever its spelling."""
    with pytest.raises(UsageError, match="no time zone"):
        checked_zone(zone)

"""Catalogue D, as far as cleaning decides it: when a row was."""

from collections.abc import Callable

import pytest

from graph.intake.clean import Cleaned

Fed = Callable[..., Cleaned]
Reasons = Callable[..., list[tuple[str, str] | None]]
TEN = 1_627_524_000  # 29 July 2021, 10:00 in Shanghai

#: The column in which each feed tells its time, and the least that a row says besides.
TIMED: dict[str, tuple[str, dict[str, str]]] = {
    "stays": ("t_start", {"person_id": "p1", "place_id": "v1"}),
    "encounters": ("t_start", {"person_a": "p1", "person_b": "p2", "t_end": "2021-07-31 23:00"}),
    "rides": ("t_depart", {"person_id": "p1", "mode": "train", "number": "G1", "date": "2021-07-29"}),
    "positions": ("t", {"person_id": "p1", "cell_id": "c1"}),
    "measures": ("t_start", {"person_id": "p1", "kind": "isolation"}),
    "passages": ("t", {"person_id": "p1", "checkpoint_id": "k1"}),
    "tests": ("t", {"person_id": "p1", "sample_id": "s1"}),
    "cases": ("onset", {"person_id": "p1", "case_id": "C1"}),
    "households": ("valid_from", {"person_id": "p1", "household_id": "h1"}),
}
AMBIGUOUS, IMPOSSIBLE = ("rejected", "TIME_AMBIGUOUS"), ("rejected", "TIME_IMPOSSIBLE")


@pytest.mark.parametrize("feed", TIMED)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *((text, AMBIGUOUS) for text in ("20210729", "44406", "44406.33", "1627516800", "1627516800000")),  # D1
        *((text, AMBIGUOUS) for text in ("2021/7/29", "29-07-2021", "07/08/2021", "2021年7月29日", "下午3点")),  # D2
        *((text, IMPOSSIBLE) for text in ("2021-02-29", "2021-13-01", "2021-07-00", "0001-01-01", "9999-12-31")),  # D8
        *((text, AMBIGUOUS) for text in ("21-07-29", "2564-7-29", "110/07/29", "农历六月廿")),  # D16
    ],
)
def test_times_that_cannot_be_read(reasons: Reasons, feed: str, text: str, expected: tuple[str, str]) -> None:
    """D1, D2, D8, D16: no feed guesses; what may mean several times waits for a mapping, what never was is refused."""
    column, row = TIMED[feed]
    assert reasons(feed, row | {column: text}) == [expected]


@pytest.mark.parametrize("feed", TIMED)
def test_one_moment_in_many_forms(fed: Fed, feed: str) -> None:
    """D3, D4: a local time is in the feed's zone, offsets are heeded, marks that programs leave behind do not matter."""
    column, row = TIMED[feed]
    texts = ["2021-07-29 10:00", "2021-07-29T10:00:00", "2021-07-29T02:00:00Z", "2021-07-29T10:00+0800",
             "2021-07-29T08:00:00+06:00", "'2021-07-29 10:00'", "２０２１-０７-２９ １０:００"]  # fmt: skip
    facts = fed(feed, *(row | {column: text} for text in texts)).facts
    assert facts[column].to_pylist() == [TEN] * len(texts)
    assert len(set(facts["content"].to_pylist())) == 1


@pytest.mark.parametrize("feed", TIMED)
def test_the_zone_is_that_of_the_feed(fed: Fed, feed: str) -> None:
    """D3: in Urumqi's zone 10:00 is two hours later than in Shanghai's, whatever zone the machine is in."""
    column, row = TIMED[feed]
    assert fed(feed, row | {column: "2021-07-29 10:00"}, zone="Asia/Urumqi").facts[column].to_pylist() == [TEN + 7_200]


@pytest.mark.parametrize("feed", TIMED)
def test_times_that_came_twice(reasons: Reasons, feed: str) -> None:
    """D5: half past one in New York's autumn night came twice and is held; with its offset it came once."""
    column, row = TIMED[feed]
    row |= {"date": "2020-11-01"} if feed == "rides" else {}
    texts = ["2020-11-01 01:30", "2020-11-01 01:30:00-05:00"]
    held = ("quarantined", "TIME_AMBIGUOUS")
    rows = [row | {column: text} | ({"t_end": "2020-11-02 10:00"} if feed == "encounters" else {}) for text in texts]
    assert reasons(feed, *rows, zone="America/New_York") == [held, None]


@pytest.mark.parametrize("feed", TIMED)
def test_24_o_clock(fed: Fed, feed: str) -> None:
    """D7: it is the next midnight, and a leap second the one before it; both are noted."""
    column, row = TIMED[feed]
    found = fed(feed, row | {column: "2021-07-29 24:00:00"}, row | {column: "2021-07-29T23:59:60"})
    assert found.facts[column].to_pylist() == [TEN + 14 * 3600, TEN + 14 * 3600 - 1]
    assert found.flags["TIME_CLAMPED"] == 2


@pytest.mark.parametrize(
    ("feed", "ends"),
    [
        ("stays", "t_end"),
        ("encounters", "t_end"),
        ("positions", "t_end"),
        ("measures", "t_end"),
        ("households", "valid_to"),
    ],
)
def test_ends_before_starts(reasons: Reasons, feed: str, ends: str) -> None:
    """D9, D10: an end before the start is held and never swapped; one at the start is a point."""
    column, row = TIMED[feed]
    rows = [row | {column: "2021-07-29 10:00", ends: text} for text in ("2021-07-29 09:59:59", "2021-07-29 10:00")]
    assert reasons(feed, *rows) == [("quarantined", "END_BEFORE_START"), None]


@pytest.mark.parametrize("feed", ["stays", "measures", "rides"])
def test_open_ends(fed: Fed, feed: str) -> None:
    """D11: who did not leave yet, or nobody knows when, has no end."""
    column, row = TIMED[feed]
    end = "t_arrive" if feed == "rides" else "t_end"
    assert fed(feed, row | {column: "2021-07-29 10:00"}).facts[end].to_pylist() == [None]


@pytest.mark.parametrize("feed", [name for name in TIMED if name not in {"households", "encounters"}])
def test_the_future(reasons: Reasons, feed: str) -> None:
    """D13: a clock five minutes fast is accepted; an hour, a day, a year ahead is held. It is 08:00 on 1 August."""
    column, row = TIMED[feed]
    row |= {"date": "2021-08-01"} if feed == "rides" else {}
    texts = ("2021-08-01 08:05", "2021-08-01 09:00", "2021-08-02 08:00", "2022-08-01 08:00")
    held = ("quarantined", "FUTURE")
    assert reasons(feed, *(row | {column: text} for text in texts)) == [None, held, held, held]


@pytest.mark.parametrize("feed", ["stays", "encounters", "rides", "positions", "measures", "passages", "tests"])
def test_older_than_the_retention(reasons: Reasons, feed: str) -> None:
    """D14: with a retention set an old row is rejected; without one it stands."""
    column, row = TIMED[feed]
    old = row | {column: "2020-05-01 10:00"} | ({"date": "2020-05-01"} if feed == "rides" else {})
    old |= {"t_end": "2020-05-01 11:00"} if feed == "encounters" else {}
    assert reasons(feed, old, retention_start=1_600_000_000) == [("rejected", "EXPIRED")]
    assert reasons(feed, old) == [None]


@pytest.mark.parametrize(
    ("feed", "expected"),
    [
        ("stays", None), ("encounters", None), ("rides", None), ("measures", None), ("tests", None), ("cases", None),
        ("households", None), ("positions", ("rejected", "CLOCK_MISSING")), ("passages", ("rejected", "CLOCK_MISSING")),
    ],
)  # fmt: skip
def test_dates_alone(reasons: Reasons, feed: str, expected: tuple[str, str] | None) -> None:
    """D15: a date is a whole day, but where only a moment says anything."""
    column, row = TIMED[feed]
    assert reasons(feed, row | {column: "2021-07-29"}) == [expected]


@pytest.mark.parametrize(("feed", "column"), [("rides", "date"), ("runs", "date"), ("timetables", "valid_from")])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-07-29", None), ("２０２１-07-29", None), ("2021-07-29T00:00:00", None),
        ("2021-07-29T00:00:00Z", AMBIGUOUS), ("20210729", AMBIGUOUS), ("44406", AMBIGUOUS), ("2021/7/29", AMBIGUOUS),
        ("2021-02-30", IMPOSSIBLE), ("1900-01-01", IMPOSSIBLE),
    ],
)  # fmt: skip
def test_dates_of_runs(reasons: Reasons, feed: str, column: str, text: str, expected: tuple[str, str] | None) -> None:
    """D1, D2, D8 for dates: the date of a run has no zone, so that a moment with its offset is none."""
    row = {"person_id": "p1", "mode": "train", "number": "G1", "seq": "1", "stop": "a", column: text}
    assert reasons(feed, row) == [expected]

"""Columns of times are read in the one way that they can be read in, or not at all."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import UsageError
from graph.intake.instants import FINE, IMPOSSIBLE, MISSING, TWICE, UNCLEAR, Moment, instants, moment
from graph.times import day_bounds, utc_text

ZONES = ("Asia/Shanghai", "UTC", "America/New_York", "Asia/Urumqi")
times = st.datetimes(datetime(1902, 1, 1), datetime(2199, 12, 31))  # noqa: DTZ001 - local times


def problem(text: str | None, zone: str = "Asia/Shanghai") -> int:
    return int(instants(pa.array([text], pa.string()), zone).problem[0])


def shown(text: str, zone: str = "Asia/Shanghai") -> str:
    assert problem(text, zone) == FINE
    return utc_text(int(instants(pa.array([text]), zone).seconds[0]))


@given(
    st.lists(
        st.tuples(times, st.sampled_from(["T", " "]), st.sampled_from(["seconds", "milliseconds", "minutes"])),
        max_size=20,
    )
)
@pytest.mark.parametrize("zone", ZONES)
def test_local_times_are_read_as_zoneinfo_reads_them(zone: str, rows: list[tuple[datetime, str, str]]) -> None:
    """Whole columns of local times equal Python's own reading; doubtful are exactly those whose two folds differ."""
    texts = [time.isoformat(sep, spec) for time, sep, spec in rows]
    read = instants(pa.array(texts, pa.string()), zone)
    for i, text in enumerate(texts):
        early, late = (
            datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold, microsecond=0).timestamp()
            for fold in (0, 1)
        )
        assert (read.problem[i] == TWICE) == (early != late)
        assert early != late or read.seconds[i] == early


@given(st.lists(st.tuples(times, st.integers(-14 * 60, 14 * 60)), max_size=20))
def test_times_with_an_offset_are_read_as_python_reads_them(rows: list[tuple[datetime, int]]) -> None:
    """Offsets of any minute, with and without colon, give the same instant as datetime.fromisoformat."""
    texts = [time.isoformat() + f"{'-' if o < 0 else '+'}{abs(o) // 60:02}:{abs(o) % 60:02}" for time, o in rows]
    expected = [datetime.fromisoformat(text).replace(microsecond=0).timestamp() for text in texts]
    for column in (texts, [text[:-3] + text[-2:] for text in texts]):
        read = instants(pa.array(column, pa.string()), "UTC")
        assert read.seconds.tolist() == expected
        assert (read.problem == FINE).all()


@given(st.lists(st.dates(date(1902, 1, 1), date(2199, 12, 30)), max_size=20))
@pytest.mark.parametrize("zone", [*ZONES, "America/Sao_Paulo", "America/Havana"])
def test_bare_dates_are_whole_local_days(zone: str, rows: list[date]) -> None:
    """A date begins and ends where the local day does, also where summer time begins or ends at midnight."""
    read = instants(pa.array([day.isoformat() for day in rows], pa.string()), zone)
    assert list(zip(read.seconds.tolist(), read.ends.tolist(), strict=True)) == [day_bounds(day, zone) for day in rows]
    assert read.day.all()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-07-29T08:00:00Z", "2021-07-29T08:00:00Z"),
        ("2021-07-29t08:00:00z", "2021-07-29T08:00:00Z"),
        ("2021-07-29 08:00:00+08:00", "2021-07-29T00:00:00Z"),
        ("2021-07-29T08:00+0800", "2021-07-29T00:00:00Z"),
        ("2021-07-29 08:00", "2021-07-29T00:00:00Z"),
        ("2021-07-29 08:00:59.999999", "2021-07-29T00:00:59Z"),
        ("2021-07-29T08:00:59.1-01:30", "2021-07-29T09:30:59Z"),
        ("2020-02-29", "2020-02-28T16:00:00Z"),
    ],
)
def test_the_forms_that_are_read(text: str, expected: str) -> None:
    """RFC 3339, local times and dates are read; the fraction of a second is cut off."""
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-07-29 24:00", "2021-07-29T16:00:00Z"),
        ("2021-07-29T24:00:00Z", "2021-07-30T00:00:00Z"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
    ],
)
def test_24_o_clock_and_second_60_are_clamped(text: str, expected: str) -> None:
    """Hour 24 is the next midnight and a leap second the one before it, and both are noted."""
    assert shown(text) == expected
    assert instants(pa.array([text]), "Asia/Shanghai").clamped[0]


@pytest.mark.parametrize(
    "text",
    [
        "20210729", "44406", "44406.33", "1627516800", "1627516800000", "2021/7/29", "2021/07/29", "29-07-2021", "07/08/2021",
        "2021年7月29日", "下午3点", "2021-7-29", "2021-07-29T8:00", "2021-07-29 08:00 +08:00", "2021-07-29T08:00:00+08",
        "2021-07-29T08:00:00.", "2021-07-29T08:00.5", "2021-07-29T08:00:0", "2021-07-29T0８:00", "2021-07-29T08:00:00ZZ",
        "2021-07-29T", "08:00", "21-07-29", "2021-07-29T08:00:00,5", "2021-07-29T08-00-00", "²021-07-29", "x" * 400,
    ],
)  # fmt: skip
def test_what_can_be_read_in_two_ways_is_not_read(text: str) -> None:
    """Everything else waits for a mapping file that says what it means."""
    assert problem(text) == UNCLEAR


@pytest.mark.parametrize(
    "text",
    [
        "2021-02-30", "2021-02-29", "1900-01-01", "2021-13-01", "2021-00-10", "2021-01-00", "0001-01-01", "9999-12-31",
        "2201-01-01", "2021-07-29T25:00", "2021-07-29T24:00:01", "2021-07-29 12:60", "2021-07-29T08:00:61Z",
        "2021-07-29T08:00:00+24:00", "2021-07-29T08:00:00+08:60",
    ],
)  # fmt: skip
def test_dates_that_never_were_are_impossible(text: str) -> None:
    """No 30 February, no month 13, and no year that only a default would write."""
    assert problem(text) == IMPOSSIBLE


@pytest.mark.parametrize("text", ["2021-11-07 01:30", "2021-03-14T02:30:00"])
def test_a_local_time_that_came_twice_or_never_is_doubtful(text: str) -> None:
    """Half past one came twice in New York's autumn night, and half past two never in spring; an offset decides."""
    assert problem(text, "America/New_York") == TWICE
    assert problem(text + ("" if ":00:" in text or len(text) > 16 else ":00") + "-05:00", "America/New_York") == FINE


def test_gaps_in_a_column_are_missing() -> None:
    """Nulls and empty texts are missing, also in a slice of a longer column."""
    column = pa.array(["2021-07-29", None, "", "2021-07-30T00:00:00Z"])
    assert instants(column, "UTC").problem.tolist() == [FINE, MISSING, MISSING, FINE]
    assert instants(column.slice(1), "UTC").problem.tolist() == [MISSING, MISSING, FINE]
    assert len(instants(pa.array([], pa.string()), "UTC").seconds) == 0


def test_fractions_are_kept_beside_the_seconds() -> None:
    """A version may tell two rows of one second apart: the fraction stands in nanoseconds, cut after nine digits."""
    read = instants(pa.array(["2021-07-29T08:00:00.25Z", "2021-07-29T08:00:00.1234567899Z", "2021-07-29"]), "UTC")
    assert read.nanos.tolist() == [250_000_000, 123_456_789, 0]


def test_a_person_may_write_a_moment() -> None:
    """A single time is read as a column is; a bare date has the end of its day."""
    assert moment(" 2021-07-29 ", "Asia/Shanghai") == Moment(1_627_488_000, 1_627_574_400, day=True)
    expected = int((datetime(2021, 7, 29, 8, tzinfo=UTC) - timedelta(hours=8)).timestamp())
    assert moment("2021-07-29 08:00", "Asia/Shanghai") == Moment(expected, expected, day=False)


@pytest.mark.parametrize(
    ("text", "words"), [("2021/7/29", "write it like"), ("2021-02-30", "no such date"), ("2021-11-07 01:30", "twice")]
)
def test_a_moment_that_cannot_be_read_says_why(text: str, words: str) -> None:
    """The sentence tells what is wrong with the time and how to write it."""
    with pytest.raises(UsageError, match=words):
        moment(text, "America/New_York")


def test_a_column_in_an_unknown_zone_is_a_usage_error() -> None:
    """A feed's zone that nobody knows stops the call, not the rows."""
    with pytest.raises(UsageError, match="no time zone"):
        instants(pa.array(["2021-07-29"]), "Asia/Changsha")

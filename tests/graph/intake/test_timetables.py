"""A timetable says where a run calls, and when by the clock of the stop."""

from collections.abc import Callable

import pytest

from graph.intake.clean import Cleaned

Fed = Callable[..., Cleaned]
Reasons = Callable[..., list[tuple[str, str] | None]]


def call(**more: str) -> dict[str, str]:
    return {"mode": "train", "number": "G1", "date": "2021-07-29", "seq": "1", "stop": "长沙南"} | more


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("07:05", 25_500), ("7:05", 25_500), ("25:30", 91_800), ("23:59:59", 86_399), ("０７：０５", 25_500), ("24:00", 86_400),
     ("----", None), ("始发", None), ("--:--", None), ("", None)],
)  # fmt: skip
def test_clocks_of_a_stop(fed: Fed, text: str, seconds: int | None) -> None:
    """Seconds since midnight of the run's date, also after it; where a run begins or ends a mark stands for no time."""
    assert fed("timetables", call(t_depart=text)).facts["t_depart"].to_pylist() == [seconds]


@pytest.mark.parametrize("text", ["7.05", "0705", "12:60", "2021-07-29 07:05", "noon"])
def test_clocks_that_cannot_be_read(reasons: Reasons, text: str) -> None:
    """Only hours and minutes between colons are a clock."""
    assert reasons("timetables", call(t_arrive=text)) == [("rejected", "TIME_AMBIGUOUS")]


def test_a_stop_needs_no_time(reasons: Reasons) -> None:
    """That the run calls there is worth knowing; a departure before the arrival is past midnight."""
    assert reasons("timetables", call(), call(t_arrive="23:55", t_depart="00:05")) == [None, None]


def test_what_a_stop_needs(reasons: Reasons) -> None:
    """A date or a season, a number in the order of stops, and a name."""
    undated = {name: value for name, value in call().items() if name != "date"}
    rows = [
        undated,
        undated | {"valid_from": "2021-07-01"},
        undated | {"weekdays": "67"},
        undated | {"valid_from": "2021-07-02", "valid_to": "2021-07-01"},
        undated | {"valid_from": "2021-07-02", "valid_to": "2021-07-02"},
        call(seq="first"),
        call(seq=""),
        call(stop=""),
        call(zone="Asia/Urumqi"),
        call(zone="Mars/Base"),
    ]
    assert reasons("timetables", *rows) == [
        ("rejected", "MISSING_VALUE"),
        None,
        None,
        ("quarantined", "END_BEFORE_START"),
        None,
        ("rejected", "VALUE_UNKNOWN"),
        ("rejected", "MISSING_VALUE"),
        ("rejected", "MISSING_VALUE"),
        None,
        ("rejected", "VALUE_UNKNOWN"),
    ]


@pytest.mark.parametrize(
    ("text", "days"),
    [("135", "135"), ("5,3,1", "135"), ("周一、周三、周五", "135"), ("星期日", "7"), ("六天", "67"), ("每日", "1234567"),
     ("Daily", "1234567")],
)  # fmt: skip
def test_weekdays_have_one_form(fed: Fed, text: str, days: str) -> None:
    """Sorted digits, 1 for Monday."""
    assert fed("timetables", call(weekdays=text)).facts["weekdays"].to_pylist() == [days]


def test_weekdays_that_nobody_knows_are_rejected(reasons: Reasons) -> None:
    """Left out they would mean every day."""
    assert reasons("timetables", call(weekdays="0"), call(weekdays="alternate")) == [("rejected", "VALUE_UNKNOWN")] * 2


def test_the_key_is_the_run_its_season_and_the_place_in_order(fed: Fed) -> None:
    """A correction of a stop finds it, whatever way its date and number are written in."""
    season = {"mode": "train", "number": "G1", "valid_from": "2021-07-01", "seq": "2", "stop": "武汉"}
    rows = [
        call(),
        call(number="g0001次", mode="高铁", seq="1.0"),
        season,
        season | {"weekdays": "周日", "stop": "汉口"},
    ]
    assert fed("timetables", *rows).facts["record_text"].to_pylist() == [
        "key:hotels:timetables:train:G1:2021-07-29::::1",
        "key:hotels:timetables:train:G1:2021-07-29::::1",
        "key:hotels:timetables:train:G1::2021-07-01:::2",
        "key:hotels:timetables:train:G1::2021-07-01::7:2",
    ]


def test_a_cancel_with_an_unreadable_season_names_no_stop(reasons: Reasons) -> None:
    """Read as no season it would take away another timetable's stop."""
    rows = [call(op="cancel"), call(op="cancel", valid_to="summer"), call(op="cancel", seq="x")]
    missing = ("rejected", "RECORD_ID_MISSING")
    assert reasons("timetables", *rows) == [None, missing, missing]


def test_a_codeshare_names_its_run_in_one_form(fed: Fed) -> None:
    """The other number is written like every number of a run."""
    assert fed("timetables", call(mode="flight", number="MU 9001", alias_of="cz-03101")).facts[
        "alias_of"
    ].to_pylist() == ["CZ3101"]

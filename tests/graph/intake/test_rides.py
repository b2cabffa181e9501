"""A ride is a person on a run of a date; what its number, seat and times say is written in one way."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.codes import Codes
from graph.intake.clean import Cleaned

Fed = Callable[..., Cleaned]
Reasons = Callable[..., list[tuple[str, str] | None]]
#: 29 July 2021 in Shanghai, and the same day as if it were UTC.
TEN, NOON, DATE = 1_627_524_000, 1_627_531_200, 1_627_516_800
NARROW = {c: chr(ord(c) + 0xFEE0) for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/-"}


def ride(**more: str) -> dict[str, str]:
    return {"person_id": "p1", "mode": "train", "number": "G1234", "date": "2021-07-29"} | more


def test_a_ride_is_kept_with_its_stops_and_its_local_times(fed: Fed) -> None:
    """Local times stay known beside UTC, as the zone of a stop may come later; a time with its offset needs none."""
    row = ride(**{"mode": "高铁", "from": "长沙南", "to": "武汉", "role": "列车员"})
    fact = fed("rides", row | {"t_depart": "2021-07-29 10:00", "t_arrive": "2021-07-29T04:00:00Z"}).facts.to_pylist()[0]
    assert (fact["mode"], fact["number"], fact["date"], fact["role"]) == ("train", "G1234", DATE, "crew")
    assert (fact["from_stop"], fact["to_stop"]) == ("长沙南", "武汉")
    assert (fact["t_depart"], fact["t_depart_local"]) == (TEN, DATE + 36_000)
    assert (fact["t_arrive"], fact["t_arrive_local"]) == (NOON, None)


def test_an_offset_is_seen_in_spite_of_stray_marks(fed: Fed) -> None:
    """A quote behind the Z does not make a local time of it."""
    fact = fed("rides", ride(t_depart="'2021-07-29T02:00:00Z'")).facts.to_pylist()[0]
    assert (fact["t_depart"], fact["t_depart_local"]) == (TEN, None)


def test_what_a_ride_needs(reasons: Reasons) -> None:
    """A person, a mode that is known, a number and a date that can be read in one way; a midnight is its date."""
    rows = [
        ride(),
        ride(number="未知"),
        ride(mode="rocket"),
        ride(date=""),
        ride(date="20210729"),
        ride(date="2021-02-30"),
        ride(date="2021-07-29 08:00"),
        ride(date="2021-07-29 00:00:00"),
        {k: v for k, v in ride().items() if k != "person_id"},
    ]
    assert reasons("rides", *rows) == [
        None,
        ("rejected", "MISSING_VALUE"),
        ("rejected", "VALUE_UNKNOWN"),
        ("rejected", "MISSING_VALUE"),
        ("rejected", "TIME_AMBIGUOUS"),
        ("rejected", "TIME_IMPOSSIBLE"),
        ("rejected", "TIME_AMBIGUOUS"),
        None,
        ("rejected", "PERSON_MISSING"),
    ]


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_number_has_one_form_however_it_is_written(fed: Fed, data: st.DataObject) -> None:
    """Case, spaces, hyphens, leading zeros and full-width letters change neither the content nor the key of the run."""
    prefix = data.draw(st.sampled_from(["BA", "CZ", "G", "D", "3U", "9C"]))
    number = data.draw(st.integers(1, 99_999))
    ways = []
    for _ in range(3):
        zeros, mark = data.draw(st.integers(0, 3)), data.draw(st.sampled_from(["", " ", "-", " - ", "\u3000", "."]))
        text = f"{prefix.lower() if data.draw(st.booleans()) else prefix}{mark}{'0' * zeros}{number}"
        ways.append("".join(NARROW.get(c, c) for c in text) if data.draw(st.booleans()) else text)
    found = fed("rides", *(ride(number=way) for way in ways)).facts
    assert set(found["number"].to_pylist()) == {f"{prefix}{number}"}
    assert len(set(found["content"].to_pylist())) == 1
    runs = [{"mode": mode, "number": way, "date": "2021-07-29"} for way in ways for mode in ("flight", "航班")]
    assert set(fed("runs", *runs).facts["record_text"].to_pylist()) == {
        f"key:hotels:runs:flight:{prefix}{number}:2021-07-29"
    }


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 9_998), st.sampled_from("GDKZ"))
def test_two_numbers_of_one_run_have_one_form(fed: Fed, number: int, letter: str) -> None:
    """G1234/5 is short for G1234/G1235, in either order."""
    one, other = f"{letter}{number}", f"{letter}{number + 1}"
    ways = [f"{one}/{other}", f"{other}/{one}", f"{one}/{str(number + 1)[-1]}" if number % 10 < 9 else f"{one}/{other}",
            f"{one.lower()}／{other}次", f"{one} / {other}"]  # fmt: skip
    found = fed("rides", *(ride(number=way) for way in ways)).facts
    assert set(found["number"].to_pylist()) == {"/".join(sorted((one, other)))}
    assert len(set(found["content"].to_pylist())) == 1


@pytest.mark.parametrize(
    ("written", "kept"),
    [("BA0027", "BA27"), ("BA 027", "BA27"), ("ba-27", "BA27"), ("ＢＡ００２７", "BA27"), ("G1234/5", "G1234/G1235"),
     ("G1234/G1235", "G1234/G1235"), ("Ｇ１２３４／５", "G1234/G1235"), ("K7次列车", "K7"), ("1461", "1461")],
)  # fmt: skip
def test_numbers_as_tickets_write_them(fed: Fed, written: str, kept: str) -> None:
    """Each has the one form that timetables, rides and runs share."""
    assert fed("rides", ride(number=written)).facts["number"].to_pylist() == [kept]


@pytest.mark.parametrize(
    ("written", "carriage", "seat"),
    [("12A", None, "12A"), ("05车12A号", "05", "12A"), ("5车厢012号", "5", "12"), ("05车012号下铺", "05", "12-lower"),
     ("12上", None, "12-upper"), ("07车 03号中铺", "07", "3-middle"), ("05-12-upper", None, "05-12-upper"),
     ("无座", None, None), ("加1车3F号", "加1", "3F")],
)  # fmt: skip
def test_seats_as_tickets_write_them(fed: Fed, written: str, carriage: str | None, seat: str | None) -> None:
    """A ticket tells carriage and seat in one cell."""
    fact = fed("rides", ride(seat=written)).facts.to_pylist()[0]
    assert (fact["carriage"], fact["seat"]) == (carriage, seat)


def test_a_carriage_of_its_own_column_counts(fed: Fed) -> None:
    """What the ticket's cell says of the carriage fills a gap only."""
    rows = [ride(seat="05车12A号", carriage="06"), ride(seat="05车12A号", carriage="")]
    assert fed("rides", *rows).facts["carriage"].to_pylist() == ["06", "05"]


def test_a_time_without_clock_is_not_known(fed: Fed) -> None:
    """The date says when; that it was told without clock stays known."""
    fact = fed("rides", ride(t_depart="2021-07-29", t_arrive="2021-07-29 12:00")).facts.to_pylist()[0]
    assert (fact["t_depart"], fact["t_depart_day"], fact["t_depart_local"]) == (None, True, None)
    assert (fact["t_arrive"], fact["t_arrive_day"]) == (NOON, False)


@pytest.mark.parametrize(
    ("depart", "arrive", "reason"),
    [
        ("2021-07-29T10:00+08:00", "2021-07-29T09:59+08:00", "END_BEFORE_START"),
        ("2021-07-29T10:00+08:00", "2021-07-29T10:00+08:00", None),
        ("2021-07-29 12:00", "2021-07-29 09:00", None),  # Shanghai to Los Angeles
        ("2021-07-29 12:00", "2021-07-28 10:00", None),  # 26 h: the most that zones can differ
        ("2021-07-29 12:00", "2021-07-28 09:59", "END_BEFORE_START"),
        ("2021-07-29 12:00", "2021-07-28", None),
        ("2021-07-29 12:00", "2021-07-27", "END_BEFORE_START"),
        ("2020-06-01 12:00", "2021-07-06 12:01", "TOO_LONG"),
        ("2020-06-01 12:00", "2021-07-06 12:00", None),
        ("2021-07-29 25:00", None, "TIME_IMPOSSIBLE"),
    ],
)
def test_times_that_no_zone_explains(reasons: Reasons, depart: str, arrive: str | None, reason: str | None) -> None:
    """Local times of two stops may seem turned round by their zones; beyond that, or with offsets, they are."""
    outcome = "rejected" if reason == "TIME_IMPOSSIBLE" else "quarantined"
    row = ride(t_depart=depart) | ({} if arrive is None else {"t_arrive": arrive})
    assert reasons("rides", row) == [reason and (outcome, reason)]


def test_a_ride_of_the_future_is_held(reasons: Reasons) -> None:
    """By its departure, else by its date in the feed's zone: at 08:00 in Shanghai today has begun."""
    rows = [
        ride(date="2021-08-01"),
        ride(date="2021-08-02"),
        ride(date="2021-08-01", t_depart="2021-08-01 08:05"),
        ride(date="2021-08-01", t_depart="2021-08-01 08:06"),
        ride(date="2021-08-02", t_depart="2021-08-01"),
    ]
    held = ("quarantined", "FUTURE")
    assert reasons("rides", *rows) == [None, held, None, held, held]


def test_a_ride_expires_by_its_arrival_else_by_its_day(reasons: Reasons) -> None:
    """A departure alone does not tell when it ended."""
    rows = [
        ride(t_depart="2021-07-29 08:00", t_arrive="2021-07-29 11:59"),
        ride(t_depart="2021-07-29 08:00", t_arrive="2021-07-29 12:00"),
        ride(t_depart="2021-07-29 08:00"),
        ride(date="2021-07-28"),
        ride(date="2021-07-28", t_depart="2021-07-29 12:00"),
    ]
    expired = ("rejected", "EXPIRED")
    assert reasons("rides", *rows, retention_start=NOON) == [expired, None, None, expired, None]


def test_a_booking_is_a_code_and_a_name_is_in_the_vault(fed: Fed, codes: Codes) -> None:
    """Two of one booking share a code that names nobody; the facts hold neither the booking nor the name."""
    found = fed("rides", ride(booking="BK7X", name="李四"), ride(person_id="p2", booking=" bk7x".upper()), ride())
    code = codes.code("booking:BK7X")
    assert found.facts["booking"].to_pylist() == [code, code, None]
    written = str(found.facts.drop_columns(["content", "record_text"]).to_pylist())
    assert not any(secret in written for secret in ("BK7X", "李四", "p1'"))
    assert ("name", "李四") in {(v["field"], v["value"]) for v in found.vault.to_pylist()}
    assert "BK7X" not in str(found.vault.to_pylist())


def test_a_cancelled_ride_names_its_record_or_repeats_itself(reasons: Reasons) -> None:
    """Without record_id a ride is its content."""
    rows = [{"op": "cancel", "record_id": "r1"}, ride(op="cancel"), {"op": "cancel", "person_id": "p1"}]
    assert reasons("rides", *rows) == [None, None, ("rejected", "RECORD_ID_MISSING")]

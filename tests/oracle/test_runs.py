"""Runs and legs as semantics.md, 4, has them: numbers, keys, stops, times."""

from collections.abc import Mapping

import pytest

from tests.oracle.claims import claim
from tests.oracle.fed import Fed, Fields, World
from tests.oracle.oracle import Oracle
from tests.oracle.rows import utc
from tests.oracle.run_numbers import numbers
from tests.oracle.runs import stop_name
from tests.stories.story import feed

NIGHT = feed(
    "timetables",
    """
    mode  | number | date       | seq | stop   | t_arrive | t_depart
    train | K9     | 2021-07-29 | 1   | 长沙站 |          | 20:00
    train | K9     | 2021-07-29 | 2   | Zhuzhou | 21:10   | 21:20
    train | K9     | 2021-07-29 | 3   | 广州   | 07:40    |
    """,
)
LOOP = feed(
    "timetables",
    """
    mode  | number | date       | seq | stop | t_arrive | t_depart
    train | L1     | 2021-07-29 | 1   | A    |          | 08:00
    train | L1     | 2021-07-29 | 2   | B    | 08:10    | 08:11
    train | L1     | 2021-07-29 | 3   | A    | 09:00    | 09:01
    train | L1     | 2021-07-29 | 4   | B    | 09:10    |
    """,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("G1234/5", ("G1234", "G1235")),
        ("Ｇ１２３４／５", ("G1234", "G1235")),
        ("g 1299/300", ("G1299", "G1300")),
        ("K9/G12", ("G12", "K9")),
        ("BA-0027", ("BA27",)),
        ("ba 027", ("BA27",)),
        ("CZ3101", ("CZ3101",)),
        ("D100", ("D100",)),
        ("X000", ("X0",)),
        ("3U0888", ("3U888",)),
        ("7001", ("7001",)),
    ],
)
def test_numbers_are_compared_without_case_spaces_and_leading_zeros(text: str, expected: tuple[str, ...]) -> None:
    """The ways to write a number are one; what stands after a slash replaces last digits."""
    assert numbers(text) == expected


def test_stop_names_are_compared_without_spaces_case_and_one_last_character_of_station() -> None:
    """`长 沙站` is `长沙`; only one 站 goes, and a stop named 站 keeps its name."""
    assert [stop_name(t) for t in ("长 沙站", "ＡＢ c", "东站站", "站")] == ["长沙", "abc", "东站", "站"]


def ride(timetable: Fed | None, timezone: str = "UTC", **more: str) -> tuple[str, str, tuple[str, ...]] | str:
    """Return start, end and flags of a ride on 29 July, or the reason for which it is held."""
    told = {"person_id": "an", "mode": "train", "date": "2021-07-29", **more}
    world = World((Fed("rides", (told,)), *([timetable] if timetable else [])), timezone)
    known = Oracle(world).known
    held = [r.reason for r in known.rows if r.feed == "rides" and r.reason]
    if held:
        return str(held[0])
    (stay,) = known.stays
    return utc(stay.start)[5:16], utc(stay.end)[5:16], tuple(sorted(stay.flags))


DAY_ONLY, OPEN = ("day_only",), ("estimated_end",)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"from": "长沙", "to": "广州站"}, ("07-29T20:00", "07-30T07:40", ())),
        ({"from": "长沙", "to": "ZHU ZHOU"}, ("07-29T20:00", "07-29T21:10", ())),
        ({"from": "Zhuzhou", "to": "广州"}, ("07-29T21:20", "07-30T07:40", ())),
        ({"from": "长沙", "to": "广州", "t_depart": "2021-07-29 20:30"}, ("07-29T20:30", "07-30T07:40", ())),
        ({"from": "长沙", "to": "广州", "t_arrive": "2021-07-30 08:00"}, ("07-29T20:00", "07-30T08:00", ())),
        ({"from": "Zhuzhou"}, ("07-29T21:20", "07-30T01:20", OPEN)),
        ({"to": "广州"}, ("07-29T00:00", "07-30T00:00", DAY_ONLY)),
        ({"t_arrive": "2021-07-29 21:00"}, ("07-29T00:00", "07-30T00:00", DAY_ONLY)),
        ({}, ("07-29T00:00", "07-30T00:00", DAY_ONLY)),
        ({"t_depart": "2021-07-29 20:30"}, ("07-29T20:30", "07-30T00:30", OPEN)),
        ({"from": "长沙", "to": "武汉"}, "STOP_UNKNOWN"),
        ({"from": "武汉"}, "STOP_UNKNOWN"),
        ({"from": "广州", "to": "长沙"}, "STOP_ORDER"),
        ({"from": "长沙", "to": "长沙"}, "STOP_ORDER"),
        ({"t_depart": "2021-07-29 20:30", "t_arrive": "2021-07-29 20:29"}, "END_BEFORE_START"),
        ({"from": "长沙", "to": "Zhuzhou", "t_depart": "2021-07-29 21:11"}, "END_BEFORE_START"),
        ({"t_depart": "2021-07-29", "t_arrive": "2021-07-30"}, ("07-29T00:00", "07-31T00:00", DAY_ONLY)),
    ],
)
def test_a_leg_of_a_night_train(told: Fields, expected: object) -> None:
    """20:00 from Changsha, 21:10/21:20 Zhuzhou, 07:40 in Guangzhou, which can only be the next morning."""
    assert ride(NIGHT, number="K9", **told) == expected


def test_stops_are_not_checked_while_the_run_has_no_timetable() -> None:
    """Without a timetable a ride without times is the whole local day: 16:00 to 16:00 UTC in Shanghai."""
    expected = ("07-28T16:00", "07-29T16:00", DAY_ONLY)
    assert ride(None, "Asia/Shanghai", number="K9", **{"from": "Nowhere", "to": "Elsewhere"}) == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"from": "A", "to": "B"}, ("07-29T08:00", "07-29T08:10", ())),
        ({"from": "B", "to": "A"}, ("07-29T08:11", "07-29T09:00", ())),
        ({"from": "A", "to": "B", "t_depart": "2021-07-29 09:02"}, ("07-29T09:02", "07-29T09:10", ())),
        ({"from": "A", "to": "B", "t_arrive": "2021-07-29 09:12"}, ("07-29T09:01", "07-29T09:12", ())),
        ({"from": "B", "to": "B"}, ("07-29T08:11", "07-29T09:10", ())),
    ],
)
def test_a_loop_passes_a_stop_twice(told: Fields, expected: object) -> None:
    """The first `from` and the next `to` are meant; a time in the row says which of them."""
    assert ride(LOOP, number="L1", **told) == expected


ZONES = feed(
    "timetables",
    """
    mode   | number | date       | seq | stop | t_arrive | t_depart | zone
    flight | BA27   | 2021-07-29 | 1   | LHR  |          | 22:00    | Europe/London
    flight | BA27   | 2021-07-29 | 2   | HKG  | 17:00    |          | Asia/Hong_Kong
    """,
)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, ("07-29T21:00", "07-30T09:00", ())),
        ({"t_depart": "2021-07-29 22:30"}, ("07-29T21:30", "07-30T09:00", ())),
        ({"t_arrive": "2021-07-30 17:30"}, ("07-29T21:00", "07-30T09:30", ())),
        ({"t_depart": "2021-07-29T22:30:00Z"}, ("07-29T22:30", "07-30T09:00", ())),
    ],
)
def test_local_times_are_in_the_zone_of_the_stop(told: Fields, expected: object) -> None:
    """22:00 in London in summer is 21:00 UTC; 17:00 in Hong Kong would be 09:00 UTC before that, so it is the next day."""
    assert ride(ZONES, mode="flight", number="BA 0027", **{"from": "LHR", "to": "HKG"}, **told) == expected


def test_local_times_of_unknown_stops_are_in_the_feeds_zone() -> None:
    """Without `from` and `to` a local time is the deployment's: 10:00 in Shanghai is 02:00 UTC."""
    times = {"t_depart": "2021-07-29 10:00", "t_arrive": "2021-07-29 12:00"}
    assert ride(ZONES, "Asia/Shanghai", mode="flight", number="BA27", **times) == ("07-29T02:00", "07-29T04:00", ())


WEEKLY = """
    mode  | number | valid_from | valid_to   | weekdays | seq | stop | t_arrive | t_depart
    train | G1     | 2021-07-01 | 2021-07-29 | {days}   | 1   | A    |          | 08:00
    train | G1     | 2021-07-01 | 2021-07-29 | {days}   | 2   | B    | 25:30    |
    """
ONE_DAY = """
    mode  | number | date       | seq | stop | t_arrive | t_depart
    train | G1     | 2021-07-29 | 1   | A    |          | 09:00
    train | G1     | 2021-07-29 | 2   | B    | 10:00    |
    """


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (WEEKLY.format(days=""), ("07-29T08:00", "07-30T01:30", ())),
        (WEEKLY.format(days="1,4"), ("07-29T08:00", "07-30T01:30", ())),
        (WEEKLY.format(days="12356"), ("07-29T00:00", "07-30T00:00", DAY_ONLY)),
        (WEEKLY.replace("2021-07-29", "2021-07-28").format(days=""), ("07-29T00:00", "07-30T00:00", DAY_ONLY)),
    ],
)
def test_a_timetable_holds_for_its_days(text: str, expected: object) -> None:
    """29 July 2021 is a Thursday, the last valid day; 25:30 is half past one the next morning."""
    assert ride(feed("timetables", text), number="G1", **{"from": "A", "to": "B"}) == expected


def test_a_timetable_of_the_date_beats_the_weekly_one() -> None:
    """The rows with `date` are the timetable of that day, in whatever file they come."""
    weekly, day = feed("timetables", WEEKLY.format(days="")), feed("timetables", ONE_DAY)
    both = Fed("timetables", (*day.rows, *weekly.rows))
    assert ride(both, number="G1", **{"from": "A", "to": "B"}) == ("07-29T09:00", "07-29T10:00", ())


def keys(*rides: Mapping[str, str], timetable: Fed | None = None) -> list[str]:
    """Return the place keys of rides, each by another person."""
    rows = tuple({"person_id": f"p{i}", "mode": "flight", "date": "2021-07-29", **r} for i, r in enumerate(rides))
    known = Oracle(World((Fed("rides", rows), *([timetable] if timetable else [])), "UTC")).known
    return [s.spot.top for s in sorted(known.stays, key=lambda s: known.people.shown(s.person))]


def test_one_run_has_one_key() -> None:
    """Its key is mode, smallest number and date; another date or mode is another run."""
    a, b = "flight:CZ1234:2021-07-29", "flight:CZ1234:2021-07-30"
    found = keys(
        {"number": "CZ1235"}, {"number": "cz 1234/5"}, {"number": "CZ01234"}, {"number": "CZ1234", "date": "2021-07-30"}
    )
    assert found == [a, a, a, b]
    assert keys({"number": "CZ1"}, {"number": "CZ1", "mode": "train"}) == [
        "flight:CZ1:2021-07-29",
        "train:CZ1:2021-07-29",
    ]


def test_a_codeshare_is_the_run_of_which_it_is_an_alias() -> None:
    """AA9 is an alias of CZ1: the key is CZ1's though AA9 is smaller; on another date it is a run of its own."""
    alias = feed(
        "timetables", "mode | number | date | seq | stop | alias_of\n flight | AA9 | 2021-07-29 | 1 | CAN | CZ01"
    )
    found = keys({"number": "AA9"}, {"number": "CZ1"}, {"number": "AA9", "date": "2021-07-30"}, timetable=alias)
    assert found == ["flight:CZ1:2021-07-29"] * 2 + ["flight:AA9:2021-07-30"]


def test_a_ride_is_cut_when_its_timetable_comes_and_runs_are_places() -> None:
    """Trajectory, shared time and presence on the train, wherever the timetable stands among the files."""
    rides = feed(
        "rides",
        """
        person_id | mode  | number | date       | from   | to      | carriage | seat
        an        | train | K9     | 2021-07-29 | 长沙   | 广州    | 05       | 12A
        bo        | train | k 9    | 2021-07-29 | Zhuzhou | 广州   | 5        | 14
        cy        | train | K9     | 2021-07-29 | 长沙   | Zhuzhou | 06       |
        """,
    )
    cases = feed("cases", "case_id | person_id | onset\n C1 | an | 07-30")
    asks = {
        "trajectory C1": {"stay": """
            place               | place_kind | channel | zone | t_start     | t_end       | flags
            train:K9:2021-07-29 | train      | railway | 5    | 07-29 20:00 | 07-30 07:40 |
            """},
        "shared C1": {"shared": """
            person | place               | channel | t_start     | t_end       | seat_gap
            bo     | train:K9:2021-07-29 | railway | 07-29 21:20 | 07-30 07:40 | 2
            cy     | train:K9:2021-07-29 | railway | 07-29 20:00 | 07-29 21:10 |
            """},
        "at train:K9:2021-07-29 --from 07-29T21:15 --to 07-29T23:00 --reason risk": {"present": """
            person | t_start     | t_end
            an     | 07-29 20:00 | 07-30 07:40
            bo     | 07-29 21:20 | 07-30 07:40
            """},
        "reach C1": {"reached": """
            person | arrival     | place
            cy     | 07-29 20:00 | train:K9:2021-07-29
            bo     | 07-29 21:20 | train:K9:2021-07-29
            """},
    }  # fmt: skip
    claim(rides, cases, NIGHT, asks=asks)
    claim(NIGHT, cases, rides, asks=asks)

"""Records of one stay become one: united, given way, open ends closed."""

import pytest

from graph.model.flags import STAFF
from tests.graph.resolve.told import Told, resolved, rows, stays, times

SITES = rows("places", """
    place_id | kind    | parent_place_id
    H        | lodging |
    H-301    | lodging | H
    V        | venue   |
    W        | work    |
    X        | cell    |
""")  # fmt: skip


def stay(place: str, start: str, end: str = "", source: str = "default", **more: str) -> Told:
    """Return a record of p at a place; times are clocks on 29 July, full times, or days."""
    full = {"t_start": start, "t_end": end}
    values = {k: f"2021-07-29 {t}" if len(t) == 5 else t for k, t in full.items() if t}
    return Told("stays", {"phone": "1", "place_id": place, **values, **more}, source)


def told(*records: Told) -> list[tuple[str, ...]]:
    """Return (zone, start, end, flags, sources) of each stay."""
    return sorted(row[2:] for row in stays(resolved(*SITES, *records)))


def test_two_hotel_feeds_tell_one_stay() -> None:
    """20:00-08:00 and 20:05-08:10 are one stay 20:00-08:10, with both sources."""
    registry = [Told(r.feed, r.values, "a") for r in SITES[:1]]
    one = Told("stays", stay("H", "20:00", "2021-07-30 08:00").values, "a")
    two = Told("stays", stay("H", "20:05", "2021-07-30 08:10").values, "b")
    assert [row[3:] for row in stays(resolved(*registry, one, two))] == [("29 20:00", "30 08:10", "", "a b")]


def test_touching_records_are_one_stay_and_others_are_not() -> None:
    """18:00-19:00 and 19:00-20:00 are one; a minute between makes two."""
    assert told(stay("V", "18:00", "19:00"), stay("V", "19:00", "20:00"), stay("V", "20:01", "21:00")) == [
        ("", "29 18:00", "29 20:00", "", "default"), ("", "29 20:01", "29 21:00", "", "default")
    ]  # fmt: skip


def test_a_record_inside_another_changes_nothing() -> None:
    """18:00-20:00 with 18:30-19:00 told again, then 19:30-21:00: one stay to 21:00."""
    assert times(resolved(*SITES, stay("V", "18:00", "20:00"), stay("V", "18:30", "19:00"), stay("V", "19:30", "21:00"))) == [
        ("29 18:00", "29 21:00", "")
    ]  # fmt: skip


def test_other_zones_and_floors_stay_apart() -> None:
    """The same hours in two zones, or on two floors, are two stays."""
    assert len(told(stay("V", "18:00", "19:00", zone="a"), stay("V", "18:00", "19:00", zone="b"))) == 2
    assert len(told(stay("V", "18:00", "19:00", floor="1"), stay("V", "18:00", "19:00", floor="2"))) == 2


def test_no_length_is_one_second() -> None:
    """A scan at 18:00 lasts from 18:00:00 to 18:00:01."""
    graph = resolved(*SITES, stay("V", "18:00", "18:00"))
    assert int(graph.stays.t_end[0] - graph.stays.t_start[0]) == 1


def test_an_unknown_zone_gives_way_to_a_known_one_for_the_time_they_share() -> None:
    """18:00-21:00 without zone, 19:00-20:00 in the bar: the bar's hour is cut out."""
    assert told(stay("V", "18:00", "21:00"), stay("V", "19:00", "20:00", zone="bar")) == [
        ("", "29 18:00", "29 19:00", "", "default"), ("", "29 20:00", "29 21:00", "", "default"),
        ("bar", "29 19:00", "29 20:00", "", "default"),
    ]  # fmt: skip


def test_an_open_record_inside_a_timed_one_gives_way_whole() -> None:
    """The scan at 19:00 belongs to the visit 18:00-20:00; the visit lists its source too."""
    site = Told("places", {"place_id": "K", "kind": "venue"}, "registry")
    graph = resolved(site, stay("K", "18:00", "20:00", "till"), stay("K", "19:00", source="scan"))
    assert [row[3:] for row in stays(graph)] == [("29 18:00", "29 20:00", "", "scan till")]


def test_an_open_record_before_a_timed_one_is_closed_at_its_start() -> None:
    """A scan at 17:50 ends where the visit begins at 18:00."""
    assert told(stay("V", "17:50"), stay("V", "18:00", "20:00")) == [
        ("", "29 17:50", "29 18:00", "estimated_end", "default"), ("", "29 18:00", "29 20:00", "", "default")
    ]  # fmt: skip


@pytest.mark.parametrize(("place", "end"), [("V", "29 22:00"), ("W", "30 06:00"), ("H", "30 18:00"), ("X", "29 22:00")])
def test_an_open_end_is_closed_by_the_cap_of_its_kind(place: str, end: str) -> None:
    """Venue 4 hours, work 12, lodging 24, all else 4."""
    assert told(stay(place, "18:00")) == [("", "29 18:00", end, "estimated_end", "default")]


def test_the_next_stay_elsewhere_closes_an_open_end() -> None:
    """At work since 08:00 without an end, in a shop at 11:00: he left work by then."""
    assert told(stay("W", "08:00"), stay("V", "11:00", "11:30"))[0] == (
        "",
        "29 08:00",
        "29 11:00",
        "estimated_end",
        "default",
    )


def test_a_stay_that_starts_at_the_same_moment_closes_nothing() -> None:
    """Only what starts strictly later says that he had left."""
    assert told(stay("W", "08:00"), stay("V", "08:00", "08:30"))[1][2] == "29 20:00"


def test_a_phone_cell_closes_nothing() -> None:
    """His phone is seen in a cell at 11:00; he may still be at work."""
    assert told(stay("W", "08:00"), stay("X", "11:00", "11:30"))[0][2] == "29 20:00"


def test_a_room_does_not_close_its_hotel() -> None:
    """An open stay at the room, below the hotel, says nothing against the hotel; the room's zone then counts."""
    assert told(stay("H", "18:00"), stay("H-301", "19:00")) == [
        ("", "29 18:00", "29 19:00", "estimated_end", "default"), ("H-301", "29 19:00", "30 19:00", "estimated_end", "default")
    ]  # fmt: skip


def test_a_new_check_in_ends_the_one_before() -> None:
    """Two scans at one place: each stands from its own start, and they touch."""
    assert told(stay("V", "18:00"), stay("V", "19:00")) == [
        ("", "29 18:00", "29 19:00", "estimated_end", "default"), ("", "29 19:00", "29 23:00", "estimated_end", "default")
    ]  # fmt: skip


def test_splitting_a_later_stay_does_not_close_earlier() -> None:
    """A stay elsewhere that began before the open one closes nothing, nor do its touching parts."""
    assert told(stay("V", "10:00"), stay("W", "09:00", "11:00"), stay("W", "11:00", "12:00")) == [
        ("", "29 09:00", "29 12:00", "", "default"), ("", "29 10:00", "29 14:00", "estimated_end", "default")
    ]  # fmt: skip


def test_a_day_only_record_gives_way_whole_to_a_timed_one() -> None:
    """'On 29 July' and '18:00-20:00' are the evening; on another day it stands."""
    assert told(stay("V", "2021-07-29"), stay("V", "18:00", "20:00")) == [("", "29 18:00", "29 20:00", "", "default")]
    assert told(stay("V", "2021-07-28"), stay("V", "18:00", "20:00"))[0] == (
        "",
        "28 00:00",
        "29 00:00",
        "day_only",
        "default",
    )


def test_a_day_only_record_of_another_zone_stands() -> None:
    """The same place means zones equal or one unknown."""
    assert len(told(stay("V", "2021-07-29", zone="a"), stay("V", "18:00", "20:00", zone="b"))) == 2


@pytest.mark.parametrize(
    "parts", [[("00:00", "2021-07-30 06:00")], [("00:00", "15:00"), ("15:00", "2021-07-30 06:00")]]
)
def test_long_is_said_of_the_whole_stay(parts: list[tuple[str, str]]) -> None:
    """30 hours in a shop are LONG, told whole or in touching halves."""
    assert told(*(stay("V", a, b) for a, b in parts)) == [("", "29 00:00", "30 06:00", "LONG", "default")]


def test_a_month_in_a_hotel_is_long_and_a_week_is_not() -> None:
    """Lodging may last 28 days."""
    assert told(stay("H", "2021-07-01 12:00", "2021-07-30 12:00"))[0][3] == "LONG"
    assert told(stay("H", "2021-07-22 12:00", "2021-07-29 12:00"))[0][3] == ""


def test_staff_is_noted_and_does_not_split() -> None:
    """A record as staff and one as guest are one stay of staff."""
    graph = resolved(*SITES, stay("V", "18:00", "19:00", role="staff"), stay("V", "18:30", "20:00", role="guest"))
    assert graph.stays.flags.tolist() == [STAFF]


def test_now_is_the_latest_that_had_happened() -> None:
    """The latest end, unless it lay ahead when its batch arrived; then the latest start and a second."""
    told_ = (*SITES, stay("V", "18:00", "19:00"))
    assert resolved(*told_).now == 1627556400
    assert resolved(*told_, arrived=1627552800.5).now == 1627552801
    assert resolved().now == 0

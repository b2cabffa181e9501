"""The table of cn-8, row by row: who is close, who is general, who is no contact (semantics.md, 4, 5 and 7)."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.model.flags import CLOSE_CONTACT, DAY_ONLY, ESTIMATED_END, PROTECTED
from queries.trace import Trace
from tests.queries.world import World, classes, contacts, met, spans, stay, traced


def ring1(*stays: object, **world: object) -> Trace:
    """Return ring 1 of a world of stays."""
    flat = [s for some in stays for s in (some if isinstance(some, list) else [some])]
    return traced(World(flat, **world), rings=1)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["home", "vehicle"])
def test_any_time_in_one_home_or_vehicle_is_close(kind: str) -> None:
    """One minute is enough."""
    found = ring1(stay("li", kind, "21 08:00", "21 08:01"), stay("an", kind, "21 08:00", "21 09:00"))
    assert (classes(found), contacts(found)["an"].reasons) == ({"an": "close"}, (f"SAME_{kind.upper()}",))


def test_a_home_without_end_is_general() -> None:
    """A record without end or clock alone makes nobody close."""
    found = ring1(
        stay("li", "home", "21 08:00", "21 20:00"), stay("an", "home", "21 08:00", "21 12:00", flags=ESTIMATED_END)
    )
    assert (classes(found), contacts(found)["an"].reasons) == ({"an": "general"}, ("TIME_UNSURE",))


@pytest.mark.parametrize(
    ("room", "floor", "klass", "reason"),
    [
        ("301", "3", "close", "SAME_ROOM"),
        ("301", None, "close", "SAME_ROOM"),
        ("301", "4", None, None),
        ("302", "3", "general", "SAME_FLOOR"),
        ("302", None, None, None),
        ("402", "4", None, None),
        (None, "3", "general", "ROOM_UNKNOWN"),
        (None, None, "general", "ROOM_UNKNOWN"),
        (None, "4", None, None),
    ],
)
def test_lodging_goes_by_room_then_floor(
    room: str | None, floor: str | None, klass: str | None, reason: str | None
) -> None:
    """Li sleeps in room 301 on floor 3: same room close, same floor or room unknown general, elsewhere no row."""
    found = ring1(
        stay("li", "lodging", "21 20:00", "22 08:00", "301", floor="3"),
        stay("an", "lodging", "21 21:00", "22 07:00", room, floor=floor),
    )
    assert classes(found) == ({"an": klass} if klass else {})
    assert [c.reasons for c in found.contacts()] == ([(reason,)] if reason else [])


@pytest.mark.parametrize(
    ("start", "end", "klass"),
    [("28", "30", "close"), ("29", "31", "general"), ("29", "30", "general"), ("27", "31", "close")],
)
def test_a_night_in_common_makes_dated_guests_close(start: str, end: str, klass: str) -> None:
    """Li has the night of the 28th (28-29 July); dated 28-29 and 27-30 share it, dated 29 and 29-30 do not."""
    found = ring1(
        stay("li", "lodging", "28", "30", "301", flags=DAY_ONLY),
        stay("an", "lodging", start, end, "301", flags=DAY_ONLY),
    )
    assert classes(found) == {"an": klass}


def test_the_night_needs_the_true_end_of_a_stay() -> None:
    """Li is dated 28-30 July, An the 29th alone: they share the night of the 29th, though not the date of arrival."""
    found = ring1(
        stay("li", "lodging", "28", "31", "301", flags=DAY_ONLY),
        stay("an", "lodging", "29", "30", "301", flags=DAY_ONLY),
    )
    assert classes(found) == {"an": "close"}


@pytest.mark.parametrize("kind", ["venue", "net_cafe", "work", "school"])
@pytest.mark.parametrize(("end", "klass"), [("21 12:15", "close"), ("21 12:14:59", "general")])
def test_fifteen_minutes_in_one_zone_are_close(kind: str, end: str, klass: str) -> None:
    """Exactly 15 minutes at one table are close, a second less is general."""
    found = ring1(stay("li", kind, "21 12:00", "21 13:00", "t1"), stay("an", kind, "21 12:00", end, "t1"))
    assert classes(found) == {"an": klass}


@pytest.mark.parametrize("kind", ["venue", "net_cafe", "work", "school"])
def test_a_place_without_zones_is_one_zone(kind: str) -> None:
    """Fifteen minutes there are close, under the reason that says so."""
    found = ring1(stay("li", kind, "21 12:00", "21 13:00"), stay("an", kind, "21 12:00", "21 12:15"))
    assert (classes(found), contacts(found)["an"].reasons) == ({"an": "close"}, ("PLACE_15_MIN",))


@pytest.mark.parametrize(("others", "klass"), [(49, "close"), (50, "general")])
def test_an_office_without_zones_counts_up_to_fifty_people(others: int, klass: str) -> None:
    """With the case 50 people are one zone; with 51 everybody is general. A venue has no such limit."""
    crowd = [stay(f"p{i}", "work", "21 12:00", "21 13:00") for i in range(others)]
    assert set(classes(ring1(stay("li", "work", "21 08:00", "21 16:00"), crowd)).values()) == {klass}
    crowd = [stay(f"p{i}", "venue", "21 12:00", "21 13:00") for i in range(others)]
    assert set(classes(ring1(stay("li", "venue", "21 08:00", "21 16:00"), crowd)).values()) == {"close"}


@pytest.mark.parametrize(("others", "rows"), [(500, 500), (501, 0)])
def test_a_crowd_without_zones_is_a_question(others: int, rows: int) -> None:
    """500 others are rows; 501 are a question with their number, and no rows."""
    crowd = [stay(f"p{i}", "venue", "21 12:00", "21 12:01") for i in range(others)]
    header = ring1(stay("li", "venue", "21 08:00", "21 16:00"), crowd).header
    asked = [q.json() for q in header.questions]
    assert header.ring1 == rows
    assert asked == ([] if rows else [{"code": "ZONE_UNKNOWN", "place": "venue", "people": 501}])


def test_other_zones_are_general_and_cut_the_time() -> None:
    """Eight hours in one mall with ten minutes in one shop are ten minutes: general, in two pieces and a third."""
    found = ring1(
        stay("li", "venue", "21 09:00", "21 17:00", "shoes"),
        stay("an", "venue", "21 09:00", "21 12:00", "books"),
        stay("an", "venue", "21 12:00", "21 12:10", "shoes"),
        stay("an", "venue", "21 12:10", "21 17:00", "books"),
    )
    assert classes(found) == {"an": "general"}
    pieces = [("21 09:00", "21 12:00", True), ("21 12:00", "21 12:10", True), ("21 12:10", "21 17:00", True)]
    assert spans(contacts(found)["an"]) == pieces


def test_only_the_same_zone_earns_close() -> None:
    """Twenty minutes in one shop are close; first, last and minutes are theirs, the other hours are listed."""
    found = ring1(
        stay("li", "venue", "21 09:00", "21 17:00", "shoes"),
        stay("an", "venue", "21 11:00", "21 12:00", "books"),
        stay("an", "venue", "21 12:00", "21 12:20", "shoes"),
    )
    row = contacts(found)["an"].json()
    assert [row[k] for k in ("first", "last", "minutes")] == ["2021-07-21T12:00:00Z", "2021-07-21T12:20:00Z", 20.0]
    assert spans(contacts(found)["an"]) == [("21 11:00", "21 12:00", False), ("21 12:00", "21 12:20", True)]


def test_an_unknown_zone_is_general_and_asked_for() -> None:
    """At a place with zones, a stay without one is general, and the place is on the question list."""
    found = ring1(stay("li", "venue", "21 09:00", "21 17:00", "t1"), stay("an", "venue", "21 09:00", "21 17:00"))
    assert (classes(found), contacts(found)["an"].reasons) == ({"an": "general"}, ("ZONE_UNKNOWN",))
    assert [(q.code, q.place, q.people) for q in found.header.questions] == [("ZONE_UNKNOWN", "venue", 1)]


def test_minutes_add_up_within_a_day_and_every_piece_earns() -> None:
    """Ten minutes at noon and five the next morning are close over both; a third visit days later is not."""
    found = ring1(
        stay("li", "venue", "21", "30", "t1"),
        stay("an", "venue", "21 12:00", "21 12:10", "t1"),
        stay("an", "venue", "22 08:00", "22 08:05", "t1"),
        stay("an", "venue", "25 08:00", "25 08:05", "t1"),
    )
    assert classes(found) == {"an": "close"}
    assert [earns for *_, earns in spans(contacts(found)["an"])] == [True, True, False]
    assert contacts(found)["an"].seconds == 900


def test_fifteen_minutes_in_twenty_four_hours_and_a_second_are_not_enough() -> None:
    """From the start of the first to the end of the second visit there are 24 hours and one second."""
    found = ring1(
        stay("li", "venue", "21", "30", "t1"),
        stay("an", "venue", "21 12:00", "21 12:10", "t1"),
        stay("an", "venue", "22 11:55:01", "22 12:00:01", "t1"),
    )
    assert classes(found) == {"an": "general"}


def test_minutes_do_not_add_up_over_zones_or_places() -> None:
    """Ten minutes at each of two tables, and ten in another venue, are general."""
    found = ring1(
        stay("li", "venue", "21 12:00", "21 12:10", "t1"),
        stay("an", "venue", "21 12:00", "21 12:10", "t1"),
        stay("li", "venue", "21 12:10", "21 12:20", "t2"),
        stay("an", "venue", "21 12:10", "21 12:20", "t2"),
        stay("li", "venue2", "21 13:00", "21 13:10"),
        stay("an", "venue2", "21 13:00", "21 13:10"),
    )
    assert (classes(found), contacts(found)["an"].seconds) == ({"an": "general"}, 1800)


@pytest.mark.parametrize(("end", "klass"), [("21 12:15", {"an": "general"}), ("21 12:14", {})])
def test_the_open_air_is_never_close(end: str, klass: dict[str, str]) -> None:
    """Fifteen minutes on a boat's deck are general, fourteen are no row."""
    stays = (stay("li", "venue", "21 12:00", "21 13:00"), stay("an", "venue", "21 12:00", end))
    assert classes(ring1(*stays, open_air=frozenset({"venue"}))) == klass


def test_open_ends_alone_are_general() -> None:
    """Four hours at one table, the end of which is an estimate, are general and flagged."""
    found = ring1(
        stay("li", "venue", "21 12:00", "21 18:00", "t1"),
        stay("an", "venue", "21 12:00", "21 16:00", "t1", flags=ESTIMATED_END),
    )
    assert (classes(found), contacts(found)["an"].exposures[0].flags) == ({"an": "general"}, ("estimated_end",))


def test_an_open_end_is_closed_by_the_cap_of_its_kind() -> None:
    """An index may keep an open visit longer; cn-8 closes a venue's after 4 hours."""
    found = ring1(
        stay("li", "venue", "21 10:00", "21 22:00"), stay("an", "venue", "21 12:00", "21 20:00", flags=ESTIMATED_END)
    )
    assert spans(contacts(found)["an"]) == [("21 12:00", "21 16:00", True)]


def test_hospital_goes_by_ward() -> None:
    """One ward is close at any length, another ward general, and so is a hospital without wards."""
    found = ring1(
        stay("li", "hospital", "21 12:00", "21 13:00", "w1"),
        stay("an", "hospital", "21 12:00", "21 12:01", "w1"),
        stay("bo", "hospital", "21 12:00", "21 13:00", "w2"),
        stay("li", "hospital2", "22 12:00", "22 13:00"),
        stay("cui", "hospital2", "22 12:00", "22 13:00"),
    )
    assert classes(found) == {"an": "close", "bo": "general", "cui": "general"}


@pytest.mark.parametrize(
    ("minutes", "distance", "flags", "klass", "reason"),
    [
        (15, 1.0, 0, "close", "NEAR_15_MIN"),
        (14, 1.0, 0, "general", "ENCOUNTER"),
        (15, 1.01, 0, "general", "ENCOUNTER"),
        (15, 0.5, PROTECTED, "general", "ENCOUNTER"),
        (15, float("nan"), 0, "general", "DISTANCE_UNKNOWN"),
        (1, float("nan"), CLOSE_CONTACT, "close", "CLOSE_CONTACT_SETTING"),
        (1, 1.5, CLOSE_CONTACT, "general", "ENCOUNTER"),
        (1, float("nan"), CLOSE_CONTACT | PROTECTED, "general", "ENCOUNTER"),
    ],
)
def test_encounters_go_by_distance_protection_and_setting(
    minutes: int, distance: float, flags: int, klass: str, reason: str
) -> None:
    """Within 1 m, not protected, for 15 minutes; an interview's close contact at any length unless farther or protected."""
    found = ring1(met("li", "an", "21 12:00", f"21 12:{minutes}", distance=distance, flags=flags))
    assert (classes(found), contacts(found)["an"].reasons) == ({"an": klass}, (reason,))


def test_of_a_near_and_a_far_report_the_near_one_counts() -> None:
    """Twenty minutes near within an hour far: close, 20 minutes; the rest of the hour is listed, with its own source."""
    found = ring1(
        met("li", "an", "21 12:00", "21 13:00", distance=3, sources=("far",)),
        met("li", "an", "21 12:10", "21 12:30", distance=0.5, sources=("near",)),
    )
    an = contacts(found)["an"]
    assert spans(an) == [
        ("21 12:00", "21 12:10", False),
        ("21 12:10", "21 12:30", True),
        ("21 12:30", "21 13:00", False),
    ]
    assert ([e.sources for e in an.exposures], an.seconds) == ([("far",), ("near",), ("far",)], 1200)


def test_two_reports_are_not_mixed() -> None:
    """A close contact 3 m away and ten minutes at half a metre, told together by one source, are each general."""
    found = ring1(
        met("li", "an", "21 12:00", "21 12:10", distance=3, flags=CLOSE_CONTACT),
        met("li", "an", "21 12:00", "21 12:10", distance=0.5),
    )
    assert classes(found) == {"an": "general"}


def test_a_kind_without_a_row_is_general() -> None:
    """A kind that the edition does not know gives `general` under the rule unknown_kind."""
    found = ring1(stay("li", "ferry", "21 12:00", "21 14:00"), stay("an", "ferry", "21 12:00", "21 12:01"))
    assert (classes(found), contacts(found)["an"].exposures[0].rule) == ({"an": "general"}, "cn-8:unknown_kind")


@pytest.mark.parametrize("kind", ["cell", "checkpoint"])
def test_a_phone_cell_or_checkpoint_gives_no_row(kind: str) -> None:
    """Hours in one phone cell are no contact."""
    assert classes(ring1(stay("li", kind, "21 08:00", "21 20:00"), stay("an", kind, "21 08:00", "21 20:00"))) == {}


def test_the_highest_class_counts_and_every_reason_is_told() -> None:
    """General at work and close at home are one row, close; both reasons stand, and only home earns it."""
    found = ring1(
        stay("li", "home", "21 20:00", "22 06:00"),
        stay("an", "home", "21 22:00", "22 06:00"),
        stay("li", "work", "21 09:00", "21 17:00", "a"),
        stay("an", "work", "21 09:00", "21 17:00", "b"),
    )
    an = contacts(found)["an"]
    assert (an.class_, an.reasons, an.channels) == ("close", ("SAME_HOME", "SAME_PLACE"), ("home",))
    assert spans(an) == [("21 09:00", "21 17:00", False), ("21 22:00", "22 06:00", True)]


def test_the_window_clips() -> None:
    """Only time within the window counts: of 30 minutes, 10 lie in it."""
    world = World([stay("li", "venue", "21 12:00", "21 13:00"), stay("an", "venue", "21 12:00", "21 12:30")])
    found = traced(world, "21 12:20", "22", rings=1)
    assert (classes(found), contacts(found)["an"].seconds) == ({"an": "general"}, 600)


VISITS = st.lists(st.tuples(st.integers(0, 3000), st.integers(1, 700)), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(VISITS)
def test_minutes_are_the_seconds_that_some_piece_has(visits: list[tuple[int, int]]) -> None:
    """However visits overlap, a row's time is their union, and splitting a stay into touching halves changes nothing."""
    base = stay("an", "home", "21 12:00", "21 12:00")
    whole = [stay("li", "home", "21", "22"), *(_visit(base, a, n) for a, n in visits)]
    halves = [
        stay("li", "home", "21", "22"),
        *(_visit(base, x, y - x) for a, n in visits for x, y in pairwise((a, a + n // 2, a + n)) if y > x),
    ]
    expected = len({t for a, n in visits for t in range(a, a + n)})
    assert [contacts(ring1(stays))["an"].seconds for stays in (whole, halves)] == [expected, expected]
    assert spans(contacts(ring1(whole))["an"]) == spans(contacts(ring1(halves))["an"])


def _visit(base: object, start: int, length: int) -> object:
    from dataclasses import replace  # noqa: PLC0415

    return replace(base, start=base.start + start, end=base.start + start + length)  # type: ignore[type-var,attr-defined]

"""A place that an edition takes for contaminated after somebody has left (semantics.md, 5)."""

from collections.abc import Sequence

import pytest

from queries.answers import Same, Shared
from queries.rules import Edition, parsed, problems, shipped
from queries.same import same
from queries.shared_with import in_zones, shared_rows, times_shared
from tests.queries.world import CN8, ZONE, Plain, Told, World, at, classes, contacts, lives, ride, stay, traced


def _lingering(**minutes: int) -> Edition:
    rows = tuple(row.model_copy(update={"linger_minutes": minutes.get(row.name, 0)}) for row in CN8.rows)
    return CN8.model_copy(update={"rows": rows})


#: Places with zones stay so for half an hour.
HALF = _lingering(venue=30, home=30, flight=30)
LI = stay("li", "venue", "21 12:00", "21 13:00", "t1")


def _classes(*stays: Told, rules: Edition = HALF, end: str = "31") -> dict[str, str]:
    return classes(traced(World(stays), "20", end, rules=rules))


def test_who_comes_within_the_minutes_is_a_contact_and_marked_indirect() -> None:
    """An sits down at Li's table 5 minutes after Li left, for an hour: 25 minutes of it count, indirect."""
    found = traced(World([LI, stay("an", "venue", "21 13:05", "21 14:05", "t1")]), "20", "31", rules=HALF)
    an = contacts(found)["an"]
    [piece] = an.exposures
    assert (an.class_, an.seconds, piece.t_start, piece.t_end, piece.flags) == (
        "close", 1500, at("21 13:05"), at("21 13:30"), ("indirect",),
    )  # fmt: skip


def test_without_minutes_nothing_lingers() -> None:
    """Under cn-8 as it is, and at a kind of place that the edition does not name."""
    an = stay("an", "venue", "21 13:05", "21 14:05", "t1")
    assert _classes(LI, an, rules=CN8) == {}
    assert _classes(LI, an, rules=_lingering(home=30)) == {}


def test_who_leaves_before_is_not_marked() -> None:
    """Bo was there for 20 minutes and left before Li."""
    found = traced(World([LI, stay("bo", "venue", "21 12:10", "21 12:30", "t1")]), "20", "31", rules=HALF)
    assert contacts(found)["bo"].exposures[0].flags == ()


def test_minutes_together_and_after_add_up() -> None:
    """Cy comes 10 minutes before Li leaves and stays: 10 and 30 minutes are one exposure, indirect as a whole."""
    cy = contacts(traced(World([LI, stay("cy", "venue", "21 12:50", "21 14:00", "t1")]), "20", "31", rules=HALF))["cy"]
    assert (cy.class_, cy.seconds, [e.flags for e in cy.exposures]) == ("close", 2400, [("indirect",)])


def test_the_zone_is_the_one_he_left() -> None:
    """Another table is general, as it would be with Li there; moving tables is no leaving."""
    assert _classes(LI, stay("an", "venue", "21 13:05", "21 14:05", "t2")) == {"an": "general"}
    moved = stay("li", "venue", "21 13:00", "21 14:00", "t2")
    assert _classes(LI, moved, stay("an", "venue", "21 13:05", "21 14:00", "t1")) == {"an": "general"}


def test_it_ends_where_he_comes_back_and_at_the_windows_end() -> None:
    """Li is back after 10 minutes; or isolated 12 minutes after he left: both less than 15 minutes."""
    an = stay("an", "venue", "21 13:00", "21 13:10", "t1")
    back = stay("li", "venue", "21 13:10", "21 13:11", "t3")
    assert _classes(LI, back, an) == {"an": "general"}
    assert _classes(LI, stay("an", "venue", "21 13:00", "21 14:00", "t1"), end="21 13:12") == {"an": "general"}


def test_cleaners_of_a_flight() -> None:
    """They come on board 10 minutes after: the seat is unknown, so they are general, indirect."""
    run = "flight:CZ1:2021-07-21"
    stays = [ride("li", run, "21 12:00", "21 13:00", "12C"), ride("cleaner", run, "21 13:10", "21 13:20")]
    cleaner = contacts(traced(World(stays), "20", "31", rules=HALF))["cleaner"]
    assert (cleaner.class_, cleaner.reasons, cleaner.exposures[0].flags) == (
        "general",
        ("SEAT_UNKNOWN",),
        ("indirect",),
    )


def _ring_two(stays: Sequence[Told]) -> dict[str, str]:
    return classes(traced(World(stays, members=[lives("li", "s/h"), lives("wang", "s/h")]), "20", "31", rules=HALF))


def test_in_ring_two_the_contacts_own_stay_lingers() -> None:
    """Wang, close, leaves a home at 13:00; Wu comes at 13:10 and is in ring 2. What he left before his first does not count."""
    assert _ring_two([stay("wang", "home2", "21 12:00", "21 13:00"), stay("wu", "home2", "21 13:10", "21 13:40")]) == {
        "wang": "close", "wu": "contact_of_contact",
    }  # fmt: skip
    before = [stay("wang", "home2", "19 22:00", "20 00:00"), stay("wu", "home2", "20 00:10", "20 00:20")]
    assert _ring_two(before) == {"wang": "close"}


def test_a_stay_without_known_end_lingers_for_nobody() -> None:
    """When Li left is not known."""
    assert (
        _classes(
            stay("li", "venue", "21 12:00", "21 13:00", "t1", flags=1),
            stay("an", "venue", "21 13:05", "21 14:05", "t1"),
        )
        == {}
    )


def _shared(*stays: Told, rules: Edition = HALF, **narrow: object) -> list[Shared]:
    found = times_shared(World(stays), rules, person="li", start=at("20"), end=at("31"), **narrow)  # type: ignore[arg-type]
    return list(shared_rows(found, edition=rules, names=Plain()))


def _same(*stays: Told, rules: Edition) -> list[Same]:
    return same(World(stays), person="li", start=at("20"), end=at("31"), edition=rules, zone=ZONE, names=Plain())


def test_two_stays_that_end_together_linger_both() -> None:
    """Li's records of two tables end at one moment: who comes to either of them is close."""
    both = (LI, stay("li", "venue", "21 12:30", "21 13:00", "t2"))
    assert _classes(*both, *(stay(p, "venue", "21 13:05", "21 14:05", t) for p, t in (("an", "t1"), ("bo", "t2")))) == {
        "an": "close", "bo": "close",
    }  # fmt: skip


def test_what_is_shared_after_he_left_is_shown_indirect() -> None:
    """An comes to the noodle shop 5 minutes after Li, Bo 31 minutes after; Cy sat there before and stayed on."""
    an, bo = stay("an", "venue", "21 13:05", "21 14:05", "t1"), stay("bo", "venue", "21 13:31", "21 14:00", "t1")
    cy = stay("cy", "venue", "21 12:50", "21 14:00", "t2")
    assert _shared(LI, an, bo, cy) == [
        Shared("cy", "venue", "venue", at("21 12:50"), at("21 13:30"), ("indirect",), ("s",)),
        Shared("an", "venue", "venue", at("21 13:05"), at("21 13:30"), ("indirect",), ("s",)),
    ]
    assert _shared(LI, an, bo, cy, rules=CN8) == [
        Shared("cy", "venue", "venue", at("21 12:50"), at("21 13:00"), (), ("s",)),
    ]


@pytest.mark.parametrize(
    ("narrow", "left"),
    [
        ({"others": ["an"]}, [("an", "venue"), ("an", "home2")]),
        ({"places": ["venue"]}, [("an", "venue"), ("bo", "venue")]),
        ({"kinds": ["home"]}, [("an", "home2")]),
        ({"others": ["bo"], "kinds": ["home"]}, []),
    ],
)
def test_person_place_and_kind_narrow_what_lingers_too(narrow: dict[str, object], left: list[tuple[str, str]]) -> None:
    """An comes after Li to the shop and to a home, Bo to the shop: each of the three times is all indirect."""
    stays = [LI, stay("li", "home2", "22 12:00", "22 13:00"), stay("an", "home2", "22 13:10", "22 13:40")]
    stays += [stay(p, "venue", "21 13:05", "21 14:05", "t1") for p in ("an", "bo")]
    assert [(r.person, r.place) for r in _shared(*stays, **narrow)] == left


def test_a_part_of_a_place_narrows_what_lingers_too() -> None:
    """Li leaves the mall from shop t1. Asked about t1: An, who comes there; not Bo, who comes to t2."""
    stays = [LI, *(stay(p, "venue", "21 13:05", "21 14:05", t) for p, t in (("an", "t1"), ("bo", "t2")))]
    found = times_shared(World(stays), HALF, person="li", start=at("20"), end=at("31"), places=["venue"])
    rows = shared_rows(in_zones(found, {"venue": {"t1"}}), edition=HALF, names=Plain())
    assert [r.person for r in rows] == ["an"]


def test_the_six_sames_linger_with_their_class() -> None:
    """An takes Li's desk in the net cafe for the 20 minutes that it lingers: close. Bo has another desk: general.

    Cy comes to the room that Li left an hour before: rooms do not linger here, so he is no row.
    """
    rules = _lingering(net_cafe=20)
    found = _same(
        stay("li", "net_cafe", "21 12:00", "21 13:00", "d1"),
        stay("an", "net_cafe", "21 13:00", "21 14:00", "d1"),
        stay("bo", "net_cafe", "21 13:10", "21 14:00", "d2"),
        stay("li", "lodging", "21 20:00", "22 08:00", "301"),
        stay("cy", "lodging", "22 09:00", "22 20:00", "301"),
        rules=rules,
    )
    assert found == [
        Same("an", "net_cafe", "net_cafe", at("21 13:00"), at("21 13:20"), None, "close", ("s",)),
        Same("bo", "net_cafe", "net_cafe", at("21 13:10"), at("21 13:20"), None, "general", ("s",)),
    ]


def test_the_sames_leave_out_what_lingers_elsewhere() -> None:
    """A venue is none of the six, lingering or not."""
    assert _same(LI, stay("an", "venue", "21 13:05", "21 14:05", "t1"), rules=HALF) == []


def test_a_booking_makes_nobody_close_after_he_left() -> None:
    """Li gets off at a stop; An of the same booking stays on: together until then, and in row 30 alone afterwards."""
    run = "flight:CZ1:2021-07-21"
    stays = [
        ride("li", run, "21 12:00", "21 13:00", "1A", booking=7),
        ride("an", run, "21 12:00", "21 14:00", "30A", booking=7),
    ]
    an = contacts(traced(World(stays), "20", "31", rules=HALF))["an"]
    assert [(e.t_start, e.t_end, e.rule is not None, e.flags) for e in an.exposures] == [
        (at("21 12:00"), at("21 13:00"), True, ()),
        (at("21 13:00"), at("21 13:30"), False, ("indirect",)),
    ]


@pytest.mark.parametrize("row", ["companion", "encounter", "household"])
def test_nothing_lingers_where_no_place_is_left(row: str) -> None:
    """A phone cell, a meeting and a household are refused minutes with the name of the row."""
    text = shipped("cn-8").replace(f'name = "{row}"', f'name = "{row}"\nlinger_minutes = 5')
    [said] = problems(text)
    assert f"has a row {row} that lingers where no place is left behind" in said


def test_minutes_of_a_row_are_read() -> None:
    """A venue may."""
    text = shipped("cn-8").replace('name = "venue"', 'name = "venue"\nlinger_minutes = 5')
    row = parsed(text).row("venue", enclosed=True)
    assert row is not None
    assert row.linger_minutes == 5


def test_ring_two_takes_nobody_whose_times_are_not_known_by_the_clock() -> None:
    """Wu had Wang's room on the same dates: dates make no ring 2, neither while Wang is there nor in the hour after."""
    stays = [stay("wang", "lodging", "21 20:00", "22 08:00", "301"), stay("wu", "lodging", "21", "24", "301", flags=2)]
    world = World(stays, members=[lives("li", "s/h"), lives("wang", "s/h")])
    assert classes(traced(world, "20", "31", rules=_lingering(lodging=60))) == {"wang": "close"}

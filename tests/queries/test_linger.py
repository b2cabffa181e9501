"""A place that an edition takes for contaminated after somebody has left (semantics.md, 5)."""

from collections.abc import Sequence

from queries.rules import Edition
from tests.queries.world import CN8, Told, World, at, classes, contacts, lives, ride, stay, traced


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

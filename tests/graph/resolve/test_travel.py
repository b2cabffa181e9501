"""Impossible travel flags both stays and leaves the rest alone."""

import pytest

from tests.graph.resolve.told import Told, resolved, rows, stays

#: Changsha, Urumqi (about 2,800 km away), and a place 30 km from the first.
SITES = rows("places", """
    place_id | kind  | lat   | lon    | datum
    cs       | venue | 28.20 | 112.90 | wgs84
    ur       | venue | 43.80 | 87.60  | wgs84
    near     | venue | 28.47 | 112.90 | wgs84
    nowhere  | venue |       |        |
""")  # fmt: skip


def flags(*told: tuple[str, str, str, str]) -> list[str]:
    """Return the flags of stays (person, place, start, end), clocks of 29 July."""
    made = [
        Told("stays", {"phone": who, "place_id": place, "t_start": f"2021-07-29 {a}", "t_end": f"2021-07-29 {b}"})
        for who, place, a, b in told
    ]
    return [row[5] for row in sorted(stays(resolved(*SITES, *made)), key=lambda row: row[3])]


def test_two_far_places_within_twenty_minutes_flag_both_stays() -> None:
    """Changsha until 10:00 and Urumqi at 10:20: both are flagged."""
    assert flags(("1", "cs", "09:00", "10:00"), ("1", "ur", "10:20", "11:00")) == ["impossible_travel"] * 2


def test_two_far_places_at_once_flag_both_stays() -> None:
    """In both from 10:00 to 11:00."""
    assert flags(("1", "cs", "09:00", "11:00"), ("1", "ur", "10:00", "12:00")) == ["impossible_travel"] * 2


@pytest.mark.parametrize(
    "second",
    [
        ("1", "ur", "14:00", "15:00"),
        ("2", "ur", "10:20", "11:00"),
        ("1", "near", "10:01", "11:00"),
        ("1", "nowhere", "10:01", "11:00"),
    ],
)
def test_a_flight_another_person_a_near_or_an_unlocated_place_are_possible(second: tuple[str, str, str, str]) -> None:
    """Four hours are enough for 2,800 km; 30 km are within what maps and cells are wrong by."""
    assert flags(("1", "cs", "09:00", "10:00"), second) == ["", ""]

"""Telephone fixes: near where people are, close enough in time to be stays, silent where nobody can be seen."""

from datetime import UTC, datetime

import numpy as np
import pytest

from graph.city.days import DAY, FIRST_DAY
from tests.graph.city.conftest import Feed, World

Fixes = dict[int, list[tuple[int, float, float, int]]]


@pytest.fixture(scope="module")
def fixes(feed: Feed) -> Fixes:
    """Return the fixes of each person, by time, as UTC seconds, degrees, metres."""
    found: Fixes = {}
    for row in feed("positions"):
        t = int(datetime.fromisoformat(row["t"]).replace(tzinfo=UTC).timestamp()) - 8 * 3600
        found.setdefault(int(row["phone"][3:]), []).append(
            (t, float(row["lat"]), float(row["lon"]), int(row["accuracy_m"]))
        )
    return found


def test_about_a_fifth_of_the_people_is_seen(world: World, fixes: Fixes) -> None:
    """13 to 20 % of all people have fixes, at most 36 each a day."""
    plan, _, _ = world
    assert 0.13 < len(fixes) / plan.people < 0.20
    assert max(len(own) for own in fixes.values()) <= 36 * plan.days


def test_fixes_follow_each_other_within_an_hour(fixes: Fixes) -> None:
    """Of the gaps over 95 % are 20 to 60 minutes; the others are silent days and journeys."""
    gaps = np.concatenate([np.diff([t for t, *_ in own]) for own in fixes.values()])
    assert gaps.min() >= 1200
    assert np.mean(gaps <= 3600) > 0.95


def test_fixes_are_about_100_m_from_where_people_sleep(world: World, fixes: Fixes) -> None:
    """Of the fixes during recorded nights at home half are within 60 to 180 m of it."""
    plan, stays, _ = world
    off = []
    night = stays.take((stays.place == plan.home[stays.person]) & (stays.t_end - stays.t_start > 4 * 3600))
    for person, start, end in zip(night.person.tolist(), night.t_start.tolist(), night.t_end.tolist(), strict=True):
        home = plan.home[person]
        for t, lat, lon, _ in fixes.get(person, ()):
            if start <= t < end:
                north, east = lat - plan.place_lat[home], (lon - plan.place_lon[home]) * np.cos(np.radians(27.5))
                off.append(111_195 * np.hypot(north, east))
    assert len(off) > 10_000
    assert 60 < np.median(off) < 180


def test_no_telephone_is_seen_on_board_or_away(world: World, fixes: Fixes) -> None:
    """While somebody is on a run, or elsewhere between two, there is no fix of his."""
    going = world[0].journeys
    spans = [*zip(going.away_person, going.away_start, going.away_end, strict=True)]
    spans += zip(going.tickets.person, going.tickets.t_start, going.tickets.t_end, strict=True)
    seen = [t for person, start, end in spans for t, *_ in fixes.get(int(person), ()) if start <= t < end]
    assert sum(int(person) in fixes for person, *_ in spans) > 20
    assert seen == []


def test_fixes_stay_within_the_citys_days(world: World, fixes: Fixes) -> None:
    """From the first midnight to the last."""
    times = [t for own in fixes.values() for t, *_ in own]
    assert min(times) >= FIRST_DAY
    assert max(times) < FIRST_DAY + world[0].days * DAY

"""The true spread: by time and by closeness, over every channel, with every infector known."""

from itertools import pairwise

import numpy as np
import pytest

from graph.city.closeness import closeness
from graph.city.outbreak import CABIN_CLEANING, CHANNELS
from graph.city.plan import KINDS
from graph.city.routines import TrueStays
from graph.city.services import NAMES
from graph.city.tickets import CLEANER
from tests.graph.city.conftest import Feed, World


def test_nobody_is_infected_by_someone_who_was_elsewhere(town: World) -> None:
    """Each true infection happened while both were at that place; a cleaner's after the infector had left it."""
    _, stays, spread = town
    for row in np.flatnonzero(spread.infector >= 0).tolist():
        mine, his = int(spread.stay[row]), int(spread.infector_stay[row])
        assert (stays.person[mine], stays.person[his]) == (spread.person[row], spread.infector[row])
        assert stays.place[mine] == stays.place[his] == spread.place[row]
        moment = spread.at[row] - 60
        assert stays.t_start[mine] <= moment < stays.t_end[mine]
        if spread.channel[row] == CABIN_CLEANING:
            assert stays.t_end[his] <= moment <= stays.t_end[his] + 7200
        else:
            assert stays.t_start[his] <= moment < stays.t_end[his]


def test_an_infector_was_infected_a_day_before_and_is_not_yet_isolated(town: World) -> None:
    """Time runs forward along every true chain, and isolation ends it."""
    _, _, spread = town
    when = {p: (t, end) for p, t, end in zip(spread.person, spread.at, spread.isolated, strict=True)}
    later = [(when[i], t, c) for i, t, c in zip(spread.infector, spread.at, spread.channel, strict=True) if i >= 0]
    assert len(later) >= 10
    assert all(begin + 86_400 <= t <= end + 60 for (begin, end), t, c in later if c != CABIN_CLEANING)


def test_everyone_is_infected_once(town: World) -> None:
    """Nobody has two infectors."""
    spread = town[2]
    assert len(set(spread.person.tolist())) == len(spread.person)


def test_the_channel_is_that_of_the_place(town: World) -> None:
    """A train's channel is railway, that of any other kind its name; in a cabin that is being cleaned it is cabin_cleaning."""
    plan, _, spread = town
    names = {"train": "railway"}
    for place, channel in zip(spread.place.tolist(), spread.channel.tolist(), strict=True):
        if channel == CABIN_CLEANING:
            assert plan.kind(place) == "flight"
        elif channel >= 0:
            assert CHANNELS[channel] == names.get(plan.kind(place), plan.kind(place))
    assert len(CHANNELS) == len(KINDS) + 1


def test_cleaners_of_the_cabin_from_abroad_bring_it_home(town: World) -> None:
    """The traveller from abroad infects nobody in town himself: cleaners of his cabin do, who never met him."""
    plan, _, spread = town
    traveller = int(plan.journeys.imported[0])
    caught = spread.infector == traveller
    assert {CHANNELS[c] for c in spread.channel[caught]} <= {"flight", "cabin_cleaning"}
    cleaners = spread.person[caught & (spread.channel == CABIN_CLEANING)]
    assert len(cleaners) == 3
    tickets = plan.journeys.tickets
    assert set(tickets.role[np.isin(tickets.person, cleaners)].tolist()) == {CLEANER}


def test_cleaners_infect_their_homes(town: World) -> None:
    """Of those whom the cleaners infected some live with them, and were not infected in the cabin."""
    plan, _, spread = town
    cleaners = spread.person[spread.channel == CABIN_CLEANING]
    at_home = np.isin(spread.infector, cleaners) & (spread.channel == CHANNELS.index("home"))
    assert at_home.sum() >= 1
    assert (plan.home[spread.person[at_home]] == plan.home[spread.infector[at_home]]).all()


@pytest.mark.parametrize(("layout", "kind"), [("economy", "flight"), ("second_class", "train"), ("coach", "coach")])
def test_nearer_rows_are_nearer(world: World, layout: str, kind: str) -> None:
    """Side by side counts 1, each row further off less or as much, another cabin or carriage nothing."""
    plan, _, _ = world
    place = plan.first_run + int(np.flatnonzero(plan.journeys.run_mode == KINDS.index(kind) - 6)[0])
    zone, far = NAMES.index(layout) * 100 + 3, np.arange(41)
    rows = np.append(20, np.append(20 + far[:20], 20))
    zones = np.append(np.full(21, zone), zone + 1)
    many = np.zeros(22, np.int64)
    stays = TrueStays(many, np.full(22, place), zones, rows, many, many, many)
    near = closeness(plan, stays, 0, np.arange(1, 22))
    assert near[0] == 1
    assert all(a >= b > 0 for a, b in pairwise(near[:20]))
    assert near[20] == 0


def test_who_lies_in_one_compartment_is_nearest(world: World) -> None:
    """Of a soft sleeper's carriage the own compartment counts 1, any other the same little."""
    plan, _, _ = world
    place = plan.first_run + int(np.flatnonzero(plan.journeys.run_mode == 1)[0])
    zone, zero = NAMES.index("soft_sleeper") * 100 + 6, np.zeros(4, np.int64)
    stays = TrueStays(zero, np.full(4, place), np.full(4, zone), np.array([3, 3, 4, 9]), zero, zero, zero)
    assert closeness(plan, stays, 0, np.arange(1, 4)).tolist() == [1.0, 0.03, 0.03]


def test_the_truth_file_says_by_whom_where_and_how(world: World, feed: Feed) -> None:
    """One row an infected person; who brought it has no infector; whether the feeds hold both stays is said."""
    spread = world[2]
    rows = feed("truth/infections")
    assert [row["person_id"] for row in rows] == [f"P{p:06d}" for p in spread.person]
    assert list(rows[0]) == ["person_id", "infected_by", "place_id", "infected_at", "onset", "channel", "recorded"]
    brought = [row for row in rows if not row["infected_by"]]
    assert len(brought) == 2
    assert {(row["channel"], row["recorded"]) for row in brought} == {("", "")}
    assert {row["recorded"] for row in rows if row["infected_by"]} <= {"true", "false"}

"""Trajectory, shared, at and reach as rows (semantics.md, 2, 5 and 8)."""

import numpy as np

from graph.engines.protocol import Arrivals
from graph.model.flags import COARSE, DAY_ONLY, ESTIMATED_END, LONG, SHARED_IDENTIFIER
from graph.model.timed_graph import Place
from queries.answers import Json, Present, ReachHeader, Shared, Stay
from queries.at_place import at_place, at_place_rows
from queries.reach import reach_rows
from queries.rules import Edition
from queries.shared_with import shared_rows, shared_with
from queries.trajectory import trajectory, trajectory_rows
from tests.queries.world import ALL, CN8, Plain, World, at, met, ride, stay


def _trajectory(world: World, start: str, end: str, rules: Edition = CN8) -> list[Stay]:
    table = world.ask(trajectory(person="li", start=at(start), end=at(end)))
    return trajectory_rows(table, edition=rules, names=Plain(), start=at(start), end=at(end))


def _shared(world: World, start: str = "20", end: str = "31", rules: Edition = CN8, **more: object) -> list[Shared]:
    found = world.ask(shared_with(person="li", start=at(start), end=at(end), **more))  # type: ignore[arg-type]
    return list(shared_rows(found, edition=rules, names=Plain()))


def _present(world: World, start: str, end: str, **more: object) -> list[Present]:
    table = world.ask(at_place(places=["venue"], start=at(start), end=at(end)))
    return at_place_rows(table, edition=CN8, names=Plain(), start=at(start), end=at(end), **more)  # type: ignore[arg-type]


def test_a_trajectory_shows_whole_stays() -> None:
    """A stay that began before the time asked about is shown from its start, key by key."""
    world = World(
        [stay("li", "train", "21 12:00", "21 14:00", "car5", flags=LONG | SHARED_IDENTIFIER, sources=("a", "b"))]
    )
    assert [r.json() for r in _trajectory(world, "21 13:00", "22")] == [
        {
            "kind": "stay", "person": "li", "place": "train", "place_kind": "train", "channel": "railway", "zone": "car5",
            "t_start": "2021-07-21T12:00:00Z", "t_end": "2021-07-21T14:00:00Z", "flags": ["LONG", "shared_identifier"], "sources": ["a", "b"],
        }
    ]  # fmt: skip


def test_touching_parts_of_one_stay_are_one() -> None:
    """Cuts inside an engine are invisible; another zone is another stay."""
    world = World([
        stay("li", "venue", "21 12:00", "21 13:00", "a"), stay("li", "venue", "21 13:00", "21 14:00", "a", sources=("t",)),
        stay("li", "venue", "21 14:00", "21 15:00", "b"),
    ])  # fmt: skip
    rows = _trajectory(world, "21 13:30", "22")
    assert [(r.zone, r.t_start, r.t_end, r.sources) for r in rows] == [
        ("a", at("21 12:00"), at("21 14:00"), ("s", "t")),
        ("b", at("21 14:00"), at("21 15:00"), ("s",)),
    ]


def test_an_open_stay_is_closed_by_the_edition() -> None:
    """A venue's open end is closed after 4 hours under cn-8, and is left out under co-presence."""
    world = World([stay("li", "venue", "21 12:00", "21 20:00", flags=ESTIMATED_END)])
    assert [(r.t_end, r.flags) for r in _trajectory(world, "21", "22")] == [(at("21 16:00"), ("estimated_end",))]
    assert _trajectory(world, "21", "22", ALL) == []
    assert _trajectory(world, "21 17:00", "22") == []


def test_a_trajectory_shows_passages_cells_and_rides() -> None:
    """A passage is one second, a coarse cell says so, a ride told by its day too, with the carriage as zone."""
    world = World([
        stay("li", "checkpoint", "21 08:00", "21 08:00:01"), stay("li", "cell", "21 09:00", "21 10:00", flags=COARSE),
        ride("li", "train:G1:2021-07-22", "22", "23", "3A", carriage="05", flags=DAY_ONLY),
    ])  # fmt: skip
    assert [
        (r.place_kind, r.json()["channel"], r.t_end - r.t_start, r.zone, r.flags)
        for r in _trajectory(world, "21", "24")
    ] == [
        ("checkpoint", "checkpoint", 1, None, ()),
        ("cell", "lbs", 3600, None, ("COARSE",)),
        ("train", "railway", 86_400, "5", ("day_only",)),
    ]


def test_shared_shows_exposures_clipped_with_all_kinds_but_checkpoints() -> None:
    """A cell counts here, a checkpoint does not; times are clipped to those asked for."""
    world = World([
        *(stay(p, "cell", "21 12:00", "21 14:00") for p in ("li", "an")), *(stay(p, "checkpoint", "21 12:00", "21 14:00") for p in ("li", "an")),
        *met("li", "bo", "21 12:30", "21 13:30", distance=5),
    ])  # fmt: skip
    row: Json = {
        "kind": "shared", "person": "an", "place": "cell", "place_kind": "cell", "channel": "lbs", "flags": [],
        "t_start": "2021-07-21T13:00:00Z", "t_end": "2021-07-21T14:00:00Z", "seat_gap": None, "sources": ["s"],
    }  # fmt: skip
    rows = [r.json() for r in _shared(world, "21 13:00", "22")]
    assert [r["person"] for r in rows] == ["an", "bo"]
    assert list(rows[0].items()) == list(row.items())


def test_shared_can_be_narrowed() -> None:
    """By person, by place and by kind."""
    world = World([stay(p, place, "21 12:00", "21 14:00") for p in ("li", "an", "bo") for place in ("venue", "work")])
    assert {r.person for r in _shared(world, others=["bo"])} == {"bo"}
    assert {r.place for r in _shared(world, places=["work"])} == {"work"}
    assert {(r.person, r.place) for r in _shared(world, kinds=["venue"])} == {("an", "venue"), ("bo", "venue")}


def test_a_pause_makes_two_exposures() -> None:
    """Together, apart for a minute, together again: two rows by start."""
    world = World([
        stay("li", "venue", "21 12:00", "21 14:00"), stay("an", "venue", "21 12:00", "21 12:10"), stay("an", "venue", "21 12:11", "21 12:20"),
    ])  # fmt: skip
    assert [r.t_start for r in _shared(world)] == [at("21 12:00"), at("21 12:11")]


def test_open_and_dated_stays_are_shared_with_their_flags() -> None:
    """Both are shown and flagged under cn-8."""
    world = World([
        stay("li", "venue", "21 12:00", "21 14:00"), stay("an", "venue", "21 12:00", "21 16:00", flags=ESTIMATED_END),
        stay("bo", "venue", "21", "22", flags=DAY_ONLY),
    ])  # fmt: skip
    assert [(r.person, r.flags) for r in _shared(world)] == [("an", ("estimated_end",)), ("bo", ("day_only",))]


def test_at_shows_everyone_present_with_the_whole_stay() -> None:
    """Moving from shop to shop is one stay in the mall, whole though half of it lies before the time asked about."""
    world = World([
        stay("an", "venue", "21 10:00", "21 11:00", "shoes"), stay("an", "venue", "21 11:00", "21 12:00", "books"),
        stay("bo", "venue", "21 09:00", "21 11:30", "books"), stay("cui", "venue", "21 12:00", "21 13:00"),
    ])  # fmt: skip
    assert [r.json() for r in _present(world, "21 11:00", "21 12:00")] == [
        {
            "kind": "present",
            "person": "bo",
            "t_start": "2021-07-21T09:00:00Z",
            "t_end": "2021-07-21T11:30:00Z",
            "flags": [],
        },
        {
            "kind": "present",
            "person": "an",
            "t_start": "2021-07-21T10:00:00Z",
            "t_end": "2021-07-21T12:00:00Z",
            "flags": [],
        },
    ]


def test_at_a_part_of_a_place_takes_its_zones_only() -> None:
    """The shoe shop of the mall: who was in the book shop, or somewhere unknown, was not there."""
    world = World([
        stay("an", "venue", "21 10:00", "21 11:00", "shoes"), stay("bo", "venue", "21 10:00", "21 11:00", "books"), stay("cui", "venue", "21 10:00", "21 11:00"),
    ])  # fmt: skip
    assert [r.person for r in _present(world, "21 10:00", "21 12:00", zones={"venue": ["shoes"]})] == ["an"]


def _arrivals() -> Arrivals:
    """Return An and Bo, reached at 5 and 7: An from Li at two places, Bo from An or Abe."""

    def ints(*values: int) -> np.ndarray:
        return np.array(values, np.int32)

    people, places = ["li", "bo", "an", "abe"], [Place("z", "venue"), Place("y", "venue")]
    return Arrivals(ints(1, 2, 3), ints(7, 5, 5).astype(np.int64), ints(2, 1, 1), ints(0, 1, 1, 2, 0).astype(np.int64),
                    ints(2, 0, 0, 0, 3), ints(1, 0, 1, 0, 0), people, places)  # fmt: skip


def test_of_several_ways_the_smallest_person_and_his_smallest_place_are_shown() -> None:
    """An comes from Li at y rather than z; Bo from Abe rather than An, though Abe's place is the larger; by arrival, then person."""
    assert [r.json() for r in reach_rows(_arrivals(), names=Plain())] == [
        {"kind": "reached", "person": "abe", "arrival": "1970-01-01T00:00:05Z", "hops": 1, "from": "li", "place": "z"},
        {"kind": "reached", "person": "an", "arrival": "1970-01-01T00:00:05Z", "hops": 1, "from": "li", "place": "y"},
        {"kind": "reached", "person": "bo", "arrival": "1970-01-01T00:00:07Z", "hops": 2, "from": "abe", "place": "z"},
    ]


def test_backward_shows_the_latest_first() -> None:
    """The words are latest and to."""
    row = reach_rows(_arrivals(), names=Plain(), backward=True)[0].json()
    assert row == {
        "kind": "reached",
        "person": "bo",
        "latest": "1970-01-01T00:00:07Z",
        "hops": 2,
        "to": "abe",
        "place": "z",
    }


def test_the_reach_header_says_backward_only_where_it_is() -> None:
    """Forward there is no such key."""
    head = {
        "kind": "reach",
        "case": "C1",
        "person": "li",
        "from": "1970-01-01T00:00:00Z",
        "to": "1970-01-01T00:01:00Z",
        "reached": 3,
        "truncated": False,
    }
    assert ReachHeader("C1", "li", 0, 60, 3).json() == head
    assert ReachHeader("C1", "li", 0, 60, 3, backward=True).json() == head | {"backward": True}

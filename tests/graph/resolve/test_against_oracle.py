"""The resolved graph is what the oracle's plain Python says of the same rows, over random worlds."""

import math
import os
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.model.flags import CLOSE_CONTACT, DAY_ONLY, ESTIMATED_END, PROTECTED, shown
from graph.model.timed_graph import TimedGraph
from graph.resolve.graph import graph_of
from tests.graph.resolve.told import CODES, InMemoryVault, Told, held_of, views
from tests.oracle.cases import cases
from tests.oracle.fed import Fed, World
from tests.oracle.places import Spot
from tests.oracle.rows import live, read
from tests.oracle.stays import Known, Quality, Stay, known, unite
from tests.oracle.worlds import CROWD, DAYLIGHT, PLAIN, RICH, made


def ours(graph: TimedGraph) -> list[Stay]:
    """Return the graph's stays as the oracle writes them."""
    s = graph.stays
    found = []
    for i in range(len(s)):
        flags, place, metres = int(s.flags[i]), graph.places[s.place[i]], float(s.distance[i])
        quality: Quality = "open" if flags & ESTIMATED_END else "day" if flags & DAY_ONLY else "timed"
        zone, floor = (t[n] if n >= 0 else None for t, n in ((graph.zones, s.zone[i]), (graph.floors, s.floor[i])))
        found.append(
            Stay(graph.people[s.person[i]], Spot(place.key, "", zone, floor), place.kind, int(s.t_start[i]), int(s.t_end[i]),
                 quality, frozenset(shown(flags)), frozenset(graph.sources[s.sources[i]]),
                 None if math.isnan(metres) else round(metres, 4), bool(flags & PROTECTED), bool(flags & CLOSE_CONTACT))
        )  # fmt: skip
    return found


def plain(stays: list[Stay]) -> Counter[Stay]:
    """Return stays without what is left open: which of the places below was named, and LONG, which is a united stay's."""
    return Counter(replace(s, spot=replace(s.spot, node=""), flags=s.flags - {"LONG"}) for s in stays)


def told_once(stays: list[Stay]) -> list[Stay]:
    """Return stays with check-ins that touch as one, as answers tell them; where one ends the next is not compared here."""
    return [*(s for s in stays if s.quality != "open"), *unite(s for s in stays if s.quality == "open")]


def differences(graph: TimedGraph, told: Known) -> list[str]:
    """Return what only one of the two says."""
    one, two = plain(told_once(ours(graph))), plain(told_once(told.stays))
    return [f"- {s}" for s in one - two] + [f"+ {s}" for s in two - one]


@dataclass(frozen=True)
class Both:
    """What we and the oracle say of the same rows."""

    graph: TimedGraph
    told: Known
    held: set[tuple[int, str]]
    theirs: set[tuple[int, str]]


def both(world: World) -> Both:
    """Return what the two say of a world's live rows, and which of these each holds (line, reason)."""
    rows = [r for r in live(read(world)) if r.feed != "judgements"]
    told = [Told(r.feed, r.values, r.source, r.batch) for r in rows]
    found = known(world)
    fates = {id(r.values): r.reason for r in found.rows}
    theirs = {(i, reason) for i, r in enumerate(rows) if (reason := fates[id(r.values)])}
    vault = InMemoryVault()
    con = views(told, vault, world.timezone)
    held = set()
    for feed in {r.feed for r in rows}:
        table = held_of(con, feed)
        held |= set(zip(table["line"].to_pylist(), table["reason"].to_pylist(), strict=True))
    arrived = {r.batch: 4e9 for r in told}
    graph = graph_of(con, vault, CODES, timezone=world.timezone, arrived=arrived)
    return Both(graph, found, held, theirs)


def agree(world: World) -> Both:
    """Say that both hold the same rows and tell the same stays."""
    found = both(world)
    assert found.held == found.theirs
    assert differences(found.graph, found.told) == []
    return found


@pytest.mark.parametrize("seed", range(200 if os.environ.get("CONTACTGRAPH_LONG") else 8))
def test_stays_are_those_of_the_oracle(seed: int) -> None:
    """People, places, zones, times, flags and sources of all stays, held rows, zones, now and cases are equal."""
    found = agree(made(seed, (RICH, CROWD, DAYLIGHT, PLAIN)[seed % 4]).world)
    graph, told = found.graph, found.told
    assert graph.now == told.now
    assert {p.key for p in graph.places if p.has_zones} == told.places.zoned & {p.key for p in graph.places}
    assert {(c.case_id, c.person, c.dated) for c in graph.cases} == {
        (c.case_id, c.person, c.dated) for c in cases(told).values()
    }


SITES = (
    {"place_id": "H", "kind": "lodging"},
    {"place_id": "F", "kind": "lodging", "parent_place_id": "H"},
    {"place_id": "R", "kind": "lodging", "parent_place_id": "F"},
    {"place_id": "V", "kind": "venue"},
    {"place_id": "X", "kind": "cell"},
)
HOURS = st.integers(0, 47).map(lambda h: f"2021-07-{28 + h // 24} {h % 24:02}:00")
STAYS = st.fixed_dictionaries(
    {"phone": st.sampled_from("12"), "place_id": st.sampled_from("HFRVVVX"), "t_start": HOURS},
    optional={"zone": st.sampled_from("ab"), "floor": st.just("3")},
)
ENDS = st.one_of(st.none(), st.sampled_from(["", "day"]), st.integers(0, 9))


@st.composite
def records(draw: st.DrawFn) -> dict[str, str]:
    """Draw a row of stays: timed, open, or without a clock."""
    row, hours = dict(draw(STAYS)), draw(ENDS)
    if hours == "day":
        row["t_start"] = row["t_start"][:10]
    elif isinstance(hours, int):
        end = datetime.fromisoformat(row["t_start"]) + timedelta(hours=hours)
        row["t_end"] = f"{end:%Y-%m-%d %H:%M}"
    return row


@given(st.lists(st.tuples(records(), st.sampled_from("ab")), max_size=24))
@settings(max_examples=30, deadline=None)
def test_records_are_united_as_the_oracle_does(told: list[tuple[dict[str, str], str]]) -> None:
    """Timed, open and day-only records of two people crowded into two days at one hotel, shop and phone cell."""
    files = [Fed("stays", tuple(row for row, source in told if source == s), s) for s in "ab"]
    agree(World((Fed("places", SITES, "register"), *files)))


NAMES = st.fixed_dictionaries(
    {},
    optional={
        "person_id": st.sampled_from("pqr"), "id_number": st.sampled_from("AB"), "phone": st.sampled_from("12"),
        "device": st.sampled_from("de"), "plate": st.just("k"), "id_type": st.sampled_from(["id_card", "passport"]),
    },
).filter(lambda row: set(row) - {"id_type"})  # fmt: skip
DATES = st.fixed_dictionaries({}, optional={"valid_from": HOURS, "valid_to": HOURS})


@given(
    st.lists(NAMES, max_size=12),
    st.lists(st.tuples(NAMES, DATES), max_size=6),
    st.lists(st.tuples(NAMES, NAMES), max_size=4),
)
@settings(max_examples=30, deadline=None)
def test_people_are_told_apart_as_the_oracle_does(
    named: list[dict[str, str]],
    linked: list[tuple[dict[str, str], dict[str, str]]],
    met: list[tuple[dict[str, str], dict[str, str]]],
) -> None:
    """Few identifiers in many combinations, dated links among them: the same people, conflicts and flags."""
    stays = [
        {
            **who,
            "place_kind": "venue",
            "place_name": "shop",
            "t_start": f"2021-07-28 {2 * i:02}:00",
            "t_end": f"2021-07-28 {2 * i:02}:30",
        }
        for i, who in enumerate(named)
    ]
    pairs = [
        {("person_a" if k == "person_id" else f"{k}_a"): v for k, v in a.items()}
        | {("person_b" if k == "person_id" else f"{k}_b"): v for k, v in b.items()}
        | {"t_start": f"2021-07-28 {i:02}:00", "t_end": f"2021-07-28 {i:02}:10"}
        for i, (a, b) in enumerate(met)
    ]
    links = [{**who, **dates} for who, dates in linked]
    agree(World((Fed("stays", tuple(stays)), Fed("identities", tuple(links)), Fed("encounters", tuple(pairs)))))

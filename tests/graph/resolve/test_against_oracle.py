"""The resolved graph is what the oracle's plain Python says of the same rows, over random worlds."""

from collections import Counter
from dataclasses import replace

import pytest

from graph.model.flags import CLOSE_CONTACT, DAY_ONLY, ESTIMATED_END, PROTECTED, shown
from graph.model.timed_graph import TimedGraph
from graph.resolve.graph import graph_of
from graph.resolve.held import held_rows
from tests.graph.resolve.told import CODES, InMemoryVault, Told, views
from tests.oracle.cases import cases
from tests.oracle.places import Spot
from tests.oracle.rows import live, read
from tests.oracle.stays import Known, Stay, known, unite
from tests.oracle.worlds import CROWD, DAYLIGHT, PLAIN, RICH, made


def ours(graph: TimedGraph) -> list[Stay]:
    """Return the graph's stays as the oracle writes them."""
    s = graph.stays
    found = []
    for i in range(len(s)):
        flags, place, metres = int(s.flags[i]), graph.places[s.place[i]], float(s.distance[i])
        quality = "open" if flags & ESTIMATED_END else "day" if flags & DAY_ONLY else "timed"
        zone, floor = (t[n] if n >= 0 else None for t, n in ((graph.zones, s.zone[i]), (graph.floors, s.floor[i])))
        found.append(
            Stay(graph.people[s.person[i]], Spot(place.key, "", zone, floor), place.kind, int(s.t_start[i]), int(s.t_end[i]),
                 quality, frozenset(shown(flags)), frozenset(graph.sources[s.sources[i]]),
                 None if metres != metres else round(metres, 4), bool(flags & PROTECTED), bool(flags & CLOSE_CONTACT))
        )  # fmt: skip
    return found


def plain(stays: list[Stay]) -> Counter[Stay]:
    """Return stays without what is left open: which of the places below was named, and LONG, which is a united stay's."""
    return Counter(replace(s, spot=replace(s.spot, node=""), flags=s.flags - {"LONG"}) for s in stays)


def differences(graph: TimedGraph, told: Known) -> list[str]:
    """Return what only one of the two says."""
    one = plain(
        [*(s for s in ours(graph) if s.quality != "open"), *unite(s for s in ours(graph) if s.quality == "open")]
    )
    two = plain(told.stays)
    return [f"- {s}" for s in one - two] + [f"+ {s}" for s in two - one]


def both(seed: int) -> tuple[TimedGraph, Known, set[tuple[int, str]], set[tuple[int, str]]]:
    """Return our graph, what the oracle knows, and the rows that each of the two holds."""
    world = made(seed, (RICH, CROWD, DAYLIGHT, PLAIN)[seed % 4]).world
    rows = [r for r in live(read(world)) if r.feed != "judgements"]
    told = [Told(r.feed, r.values, r.source, r.batch) for r in rows]
    found = known(world)
    fates = {id(r.values): r.reason for r in found.rows}
    theirs = {(i, reason) for i, r in enumerate(rows) if (reason := fates[id(r.values)])}
    con = views(told, zone=world.timezone)
    held = set()
    for feed in {r.feed for r in rows}:
        table = held_rows(con, feed)
        held |= set(zip(table["line"].to_pylist(), table["reason"].to_pylist(), strict=True))
    vault = InMemoryVault()
    con = views(told, vault, world.timezone)
    arrived = {r.batch: 4e9 for r in told}
    return graph_of(con, vault, CODES, timezone=world.timezone, arrived=arrived), found, held, theirs


@pytest.mark.parametrize("seed", range(40))
def test_stays_are_those_of_the_oracle(seed: int) -> None:
    """People, places, zones, times, flags and sources of all stays are equal, and so are the rows that are held."""
    graph, told, held, theirs = both(seed)
    assert {h for h in held if h[1] != "SELF_CONTACT"} == theirs
    assert differences(graph, told) == []
    assert graph.now == told.now
    assert {p.key for p in graph.places if p.has_zones} == told.places.zoned & {p.key for p in graph.places}
    assert {(c.case_id, c.person, c.dated) for c in graph.cases} == {
        (c.case_id, c.person, c.dated) for c in cases(told).values()
    }

"""Timelines and presences: which stays, whole, in which order."""

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.engines.embedded.engine import EmbeddedEngine
from graph.engines.protocol import StayTable
from tests.graph.engines.embedded.worlds import Told, graph, windows, worlds


def shown(table: StayTable) -> list[Told]:
    """Return an engine's stays as a test tells them, in the engine's order."""
    return [
        Told(
            table.people[table.person[i]],
            table.places[table.place[i]].key,
            int(table.t_start[i]),
            int(table.t_end[i]),
            table.zones[table.zone[i]] if table.zone[i] >= 0 else "",
            int(table.flags[i]),
            *table.source_sets[table.sources[i]],
            table.seats[table.seat[i]] if table.seat[i] >= 0 else "",
        )
        for i in range(len(table.person))
    ]


def test_a_timeline_shows_whole_stays_by_start_then_place() -> None:
    """Stays that overlap the window come whole; those that only touch it do not come."""
    late, early = Told("A", "bar", 20, 40), Told("A", "inn", 5, 25, "room 3", source="hotel", seat="|5||1A")
    told = [late, Told("A", "pub", 20, 30), early, Told("A", "bar", 0, 10), Told("B", "bar", 0, 50)]
    engine = EmbeddedEngine.from_graph(graph(told))
    assert shown(engine.timeline("A", 10, 21)) == [early, late, told[1]]
    assert shown(engine.timeline("Z", 0, 100)) == []


def test_a_presence_shows_whole_stays_by_start_then_person() -> None:
    """All stays at the places asked for come, a place named twice or unknown changing nothing."""
    told = [Told("B", "bar", 0, 50), Told("A", "bar", 0, 9), Told("A", "inn", 3, 70), Told("C", "pub", 0, 50)]
    engine = EmbeddedEngine.from_graph(graph(told))
    assert shown(engine.presence(["inn", "bar", "bar", "nowhere"], 8, 10)) == [told[1], told[0], told[2]]
    assert shown(engine.presence(["bar"], 9, 10)) == [told[0]]


@settings(max_examples=60, deadline=None)
@given(worlds, windows, st.sets(st.sampled_from(["bar", "hub", "inn", "pub", "none"])))
def test_presences_and_timelines_are_those_of_a_loop(told: list[Told], window: tuple[int, int], places: set) -> None:
    """On any small world both are the stays that overlap the window, in their order."""
    start, end = window
    engine = EmbeddedEngine.from_graph(graph(told))
    inside = [t for t in told if t.t_start < end and t.t_end > start]
    there = shown(engine.presence(sorted(places), start, end))
    assert sorted(there) == sorted(t for t in inside if t.place in places)
    assert there == sorted(there, key=lambda t: (t.t_start, t.person))
    line = shown(engine.timeline("A", start, end))
    assert sorted(line) == sorted(t for t in inside if t.person == "A")
    assert line == sorted(line, key=lambda t: (t.t_start, t.place))

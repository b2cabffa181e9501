"""What the embedded engine answers, in the rows of the cluster."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from graph.engines.embedded.engine import EmbeddedEngine
from graph.engines.protocol import Seed
from graph.model.timed_graph import Case, Control, TimedGraph
from queries.rules import edition
from queries.stays import NO_CONTACT
from queries.together import Lists
from queries.trace import Ask, _everyone
from queries.windows import Window

Rows = list[list[object]]


def rings(graph: TimedGraph, seeds: Sequence[Seed]) -> Rows:
    """Return (seed, person, first, last, seconds, ring) of everybody in a trace under `co-presence`, sorted."""
    engine, rules, rows = EmbeddedEngine.from_graph(graph), edition("co-presence"), []
    for number, seed in enumerate(seeds):
        window = Window(seed.start, max(seed.start, seed.end), seed.end, None)
        lists = Lists()
        found = _everyone(engine, Ask(Case("C", seed.person), rules, window, ZoneInfo("UTC")), lists)
        columns = (found.person, found.first, found.last, found.seconds, found.ring)
        rows += [[number, lists.people[p], *told] for p, *told in zip(*(c.tolist() for c in columns), strict=True)]
    return sorted(rows)


def reach(graph: TimedGraph, seeds: Sequence[Seed], controls: Sequence[Control], max_hops: int | None = None) -> Rows:
    """Return (seed, person, arrival, hops) of everybody reached, sorted."""
    engine, rows = EmbeddedEngine.from_graph(graph), []
    for number, seed in enumerate(seeds):
        found = engine.arrivals(seed, controls=controls, max_hops=max_hops, backward=False, without=NO_CONTACT)
        columns = (found.person, found.arrival, found.hops)
        rows += [[number, found.people[p], *told] for p, *told in zip(*(c.tolist() for c in columns), strict=True)]
    return sorted(rows)

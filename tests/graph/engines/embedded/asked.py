"""The embedded engine asked about a small world, in the twin's form."""

from collections.abc import Sequence

from graph.engines.embedded.engine import EmbeddedEngine
from graph.engines.protocol import Seed
from graph.model.timed_graph import Control
from tests.graph.engines.embedded import twin
from tests.graph.engines.embedded.worlds import Told, graph


def reach(
    told: list[Told],
    person: str = "A",
    window: tuple[int, int] = (0, 1000),
    under_control: Sequence[Control] = (),
    max_hops: int | None = None,
    *,
    backward: bool = False,
) -> twin.Reach:
    """Return person -> (arrival, hops, ways) as the engine says."""
    engine = EmbeddedEngine.from_graph(graph(told))
    found = engine.arrivals(
        Seed(person, *window),
        controls=under_control,
        max_hops=max_hops,
        backward=backward,
        without=frozenset({"cell", "checkpoint"}),
    )
    return twin.shown_arrivals(found)

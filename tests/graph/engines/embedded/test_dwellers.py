"""Dwellers: stays at a place added up by person, in a window, against a sum by hand."""

from graph.engines.embedded.engine import EmbeddedEngine
from graph.engines.protocol import Dweller
from graph.model.flags import DAY_ONLY, ESTIMATED_END
from tests.graph.engines.embedded.worlds import Told, graph

WORLD = [
    Told("A", "bar", 0, 60),
    Told("A", "bar", 100, 160),
    Told("B", "bar", 50, 130),
    Told("C", "bar", 0, 500, flags=ESTIMATED_END),
    Told("A", "hall", 200, 400),
]


def dwellers(start: int, end: int, least: int, unwanted: int = 0, places: tuple[str, ...] = ("bar",)) -> list[Dweller]:
    """Return the answer of the embedded engine."""
    engine = EmbeddedEngine.from_graph(graph(WORLD))
    return list(engine.dwellers(places, start, end, least=least, unwanted=unwanted))


def test_several_stays_add_up() -> None:
    """A has 60 and 60 seconds in the bar, B 80, C 500."""
    assert dwellers(0, 1000, 0) == [Dweller("A", "bar", 120), Dweller("B", "bar", 80), Dweller("C", "bar", 500)]


def test_only_more_than_the_least_counts() -> None:
    """At 120 A is not there, at 119 he is."""
    assert [[d.person for d in dwellers(0, 1000, least)] for least in (120, 119)] == [["C"], ["A", "C"]]


def test_the_window_cuts_stays() -> None:
    """From 50 to 110 A has 10 and 10 seconds, B 60, C 60."""
    assert [d.seconds for d in dwellers(50, 110, 0)] == [20, 60, 60]


def test_unwanted_stays_do_not_count() -> None:
    """C's end is estimated; a bit that he does not bear leaves him."""
    assert [d.person for d in dwellers(0, 1000, 0, ESTIMATED_END | DAY_ONLY)] == ["A", "B"]
    assert [d.person for d in dwellers(0, 1000, 0, DAY_ONLY)] == ["A", "B", "C"]


def test_each_place_is_counted_by_itself() -> None:
    """A is in the hall for 200; a place that nobody knows has nobody."""
    both = dwellers(0, 1000, 100, places=("hall", "bar", "nowhere"))
    assert both == [Dweller("A", "bar", 120), Dweller("A", "hall", 200), Dweller("C", "bar", 500)]

"""Who was met, when first and for how long, summed up in the loop; and who by anybody of many people."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.engines.embedded.index import Index, indexed
from graph.engines.embedded.meeting import met
from graph.engines.embedded.sweeping import exposed, swept
from graph.engines.protocol import Seed
from graph.model.timed_graph import TimedGraph
from tests.graph.engines.embedded import twin
from tests.graph.engines.embedded.worlds import Told, graph, windows, worlds

NOTHING: frozenset[str] = frozenset()


def marks(index: Index) -> np.ndarray:
    """Return marks of nobody met yet."""
    fresh = np.zeros(index.people + 1, np.int64)
    fresh[-1] = 1
    return fresh


def union(pieces: list[tuple[int, int]]) -> int:
    """Return how many seconds are in one piece at least."""
    return len({second for start, end in pieces for second in range(start, end)})


def met_by(g: TimedGraph, index: Index, person: str, low: int, high: int) -> dict[str, tuple[int, int]]:
    """Return person -> (first second, seconds) as the loop says."""
    everywhere = np.ones(len(index.kinds), np.bool_)
    who, first, seconds = met(index.hot, g.people.index(person), low, high, everywhere, 1, marks(index))
    return {g.people[p]: (f, s) for p, f, s in zip(who.tolist(), first.tolist(), seconds.tolist(), strict=True)}


def test_time_at_two_places_at_once_counts_once() -> None:
    """B is with A in the hall from 10 to 30 and in a cell over it from 20 to 40: 30 seconds from 10 on."""
    told = [Told("A", "hall", 0, 30), Told("A", "over", 20, 40), Told("B", "hall", 10, 99), Told("B", "over", 0, 99)]
    g = graph(told)
    assert met_by(g, indexed(g), "A", 0, 100) == {"B": (10, 30)}


def test_a_second_call_does_not_see_the_marks_of_the_first() -> None:
    """The same marks serve two calls: each gives its own people."""
    g = graph([Told("A", "bar", 0, 9), Told("B", "bar", 3, 9), Told("C", "pub", 0, 9), Told("D", "pub", 1, 9)])
    index = indexed(g)
    kept, everywhere = marks(index), np.ones(1, np.bool_)
    answers = [met(index.hot, person, 0, 10, everywhere, 1, kept) for person in (0, 2, 0)]
    assert [(who.tolist(), first.tolist()) for who, first, _ in answers] == [([1], [3]), ([3], [1]), ([1], [3])]


@given(told=worlds, person=st.sampled_from("ABCDEF"), window=windows)
@settings(max_examples=300)
def test_who_is_met_is_that_of_the_plain_twin(told: list[Told], person: str, window: tuple[int, int]) -> None:
    """First is the earliest of the overlaps, seconds the length of their union over all places."""
    g = graph(told)
    if person in g.people:
        rows = twin.overlaps(told, [Seed(person, *window)], NOTHING, timed_only=True)
        pieces: dict[str, list[tuple[int, int]]] = {}
        for _, other, _, start, end, *_ in rows:
            pieces.setdefault(other, []).append((start, end))
        expected = {other: (min(p)[0], union(p)) for other, p in pieces.items()}
        assert met_by(g, indexed(g), person, *window) == expected


@given(
    told=worlds,
    since=st.dictionaries(st.sampled_from("ABCDEF"), st.integers(-5, 60), min_size=1),
    end=st.integers(1, 90),
)
@settings(max_examples=300)
def test_who_meets_any_of_many_is_that_of_the_plain_twin(told: list[Told], since: dict[str, int], end: int) -> None:
    """Everybody's first moment together with one of them after that one's own moment; they themselves are not looked at."""
    g = graph(told)
    index = indexed(g)
    carriers = {g.people.index(p): t for p, t in since.items() if p in g.people}
    who, moments = np.array(list(carriers), np.int32), np.array(list(carriers.values()), np.int64)
    found = swept(index.hot, exposed(index.hot, who, moments, end, np.ones(len(index.kinds), np.bool_)), index.people)
    seeds = [Seed(p, t, end) for p, t in since.items()]
    expected: dict[str, int] = {}
    for _, other, _, start, *_ in twin.overlaps(told, seeds, NOTHING, timed_only=True):
        expected[other] = min(expected.get(other, start), start)
    never = np.iinfo(np.int64).max
    told_by_loop = {g.people[p]: int(t) for p, t in enumerate(found) if t != never}
    assert {p: t for p, t in told_by_loop.items() if p not in since} == {
        p: t for p, t in expected.items() if p not in since
    }

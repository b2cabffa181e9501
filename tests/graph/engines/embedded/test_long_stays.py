"""Stays longer than a word holds: they are cut inside the index, and no answer shows it."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.engines.embedded.engine import EmbeddedEngine
from graph.engines.embedded.index import indexed
from graph.engines.protocol import Seed
from tests.graph.engines.embedded import twin
from tests.graph.engines.embedded.asked import reach
from tests.graph.engines.embedded.worlds import Told, graph, windows, worlds

NOTHING: frozenset[str] = frozenset()
DAY = 86_400
#: So long that most stays of a random world are cut, and that its stays lie on weeks of days.
STRETCH = 40_009


def stretched(told: list[Told]) -> list[Told]:
    return [t._replace(t_start=t.t_start * STRETCH, t_end=t.t_end * STRETCH) for t in told]


def test_a_stay_of_a_week_is_one_stay_in_every_answer() -> None:
    """A lies in the ward for seven days; B looks in on the second and on the sixth: two times together with one stay of A's."""
    told = [
        Told("A", "ward", 0, 7 * DAY),
        Told("B", "ward", DAY + 60, DAY + 120),
        Told("B", "ward", 5 * DAY, 5 * DAY + 60),
        Told("C", "ward", 2 * DAY, 5 * DAY),
    ]
    engine = EmbeddedEngine.from_graph(graph(told))
    assert len(indexed(graph(told))) == 7 + 1 + 1 + 3
    assert twin.shown_overlaps(engine.overlaps([Seed("A", 0, 9 * DAY)], without=NOTHING, timed_only=True)) == [
        (0, "B", "ward", DAY + 60, DAY + 120, "", "", 0, DAY + 60),
        (0, "B", "ward", 5 * DAY, 5 * DAY + 60, "", "", 0, 5 * DAY),
        (0, "C", "ward", 2 * DAY, 5 * DAY, "", "", 0, 2 * DAY),
    ]
    line = engine.timeline("A", 3 * DAY, 3 * DAY + 1)
    assert list(zip(line.t_start.tolist(), line.t_end.tolist(), strict=True)) == [(0, 7 * DAY)]
    there = engine.presence(["ward"], 4 * DAY, 4 * DAY + 1)
    assert sorted(zip(there.person.tolist(), there.t_start.tolist(), there.t_end.tolist(), strict=True)) == [
        (0, 0, 7 * DAY),
        (2, 2 * DAY, 5 * DAY),
    ]
    assert reach(told, "B", (0, 9 * DAY)) == {"A": (DAY + 60, 1, {("B", "ward")}), "C": (2 * DAY, 2, {("A", "ward")})}
    assert len(engine.dwellers(["ward"], 0, 9 * DAY, least=3 * DAY, unwanted=0)) == 1


@given(told=worlds, people=st.lists(st.sampled_from("ABCDEF"), min_size=1, max_size=3), window=windows)
@settings(max_examples=150, deadline=None)
def test_overlaps_of_long_stays_are_those_of_the_plain_twin(
    told: list[Told], people: list[str], window: tuple[int, int]
) -> None:
    """Pieces are joined again: every overlap is there once, with the true times of both stays."""
    told = stretched(told)
    seeds = [Seed(person, window[0] * STRETCH + 5, window[1] * STRETCH - 3) for person in people]
    engine = EmbeddedEngine.from_graph(graph(told))
    found = twin.shown_overlaps(engine.overlaps(seeds, without=NOTHING, timed_only=True))
    assert sorted(found) == twin.overlaps(told, seeds, NOTHING, timed_only=True)


@given(told=worlds, window=windows, max_hops=st.none() | st.integers(1, 3), backward=st.booleans())
@settings(max_examples=150, deadline=None)
def test_reach_through_long_stays_is_that_of_the_plain_twin(
    told: list[Told], window: tuple[int, int], max_hops: int | None, backward: bool
) -> None:
    """Arrivals, hops and ways do not depend on where a stay was cut."""
    told = stretched(told)
    low, high = window[0] * STRETCH + 5, window[1] * STRETCH - 3
    if any(t.person == "A" for t in told) and low < high:
        expected = twin.reach(told, Seed("A", low, high), [], max_hops, backward=backward)
        assert reach(told, "A", (low, high), (), max_hops, backward=backward) == expected


def test_a_sparse_directory_answers_as_a_dense_one() -> None:
    """Stays of one place in 1990 and in 2021 stand in a directory of runs that leaves out the days between."""
    late = 11_000 * DAY
    told = [Told(p, "bar", start, start + 90) for p in "ABC" for start in (0, 60, late, late + DAY)]
    index = indexed(graph(told))
    assert len(index.hot.run_day) == 3
    seeds = [Seed("A", 0, 2 * late)]
    engine = EmbeddedEngine.from_graph(graph(told))
    found = twin.shown_overlaps(engine.overlaps(seeds, without=NOTHING, timed_only=True))
    assert found == twin.overlaps(told, seeds, NOTHING, timed_only=True)
    assert engine.presence(["bar"], late, late + 1).t_start.tolist() == [late] * 3
    np.testing.assert_array_equal(index.hot.run_day, [0, 11_000, 11_001])

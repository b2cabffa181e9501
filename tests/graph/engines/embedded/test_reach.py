"""Reach: small stories with rows worked out by hand, and the plain twin over random worlds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.engines.embedded.engine import EmbeddedEngine
from graph.engines.protocol import Seed
from graph.model.flags import DAY_ONLY, ESTIMATED_END
from graph.model.timed_graph import Control
from tests.graph.engines.embedded import twin
from tests.graph.engines.embedded.asked import reach
from tests.graph.engines.embedded.worlds import Told, controls, graph, spells, windows, worlds


def test_touching_is_not_together() -> None:
    """B comes as A leaves and D leaves as A comes: they get nothing. C comes one second earlier and gets it then."""
    told = [
        Told("A", "bar", 0, 10),
        Told("B", "bar", 10, 20),
        Told("C", "inn", 9, 20),
        Told("A", "inn", 0, 10),
        Told("D", "pub", 0, 10),
        Told("A", "pub", 10, 20),
    ]
    assert reach(told) == {"C": (9, 1, {("A", "inn")})}
    assert reach(told, max_hops=1) == {"C": (9, 1, {("A", "inn")})}
    assert reach(told, backward=True) == {"C": (9, 1, {("A", "inn")})}


def test_one_leaves_as_two_come() -> None:
    """A leaves the bar at 10, when B and C come: B has it from C, who had it from A at the inn, and not from A."""
    told = [
        Told("A", "inn", 0, 5),
        Told("C", "inn", 0, 5),
        Told("A", "bar", 5, 10),
        Told("B", "bar", 10, 20),
        Told("C", "bar", 10, 20),
    ]
    assert reach(told) == {"C": (0, 1, {("A", "inn")}), "B": (10, 2, {("C", "bar")})}


def test_it_is_passed_on_after_the_case_has_left() -> None:
    """A meets B at 10; B, still there when C comes at 50, passes it on then."""
    told = [Told("A", "bar", 0, 20), Told("B", "bar", 10, 60), Told("C", "bar", 50, 70)]
    assert reach(told) == {"B": (10, 1, {("A", "bar")}), "C": (50, 2, {("B", "bar")})}


def test_nothing_goes_back_in_time() -> None:
    """C met B before B met A, and is not reached."""
    told = [Told("B", "inn", 0, 10), Told("C", "inn", 0, 10), Told("A", "bar", 20, 30), Told("B", "bar", 20, 30)]
    assert reach(told) == {"B": (20, 1, {("A", "bar")})}


def test_one_instant_passes_through_several_people() -> None:
    """When A comes to the bar at 10, B there is also recorded at the inn and C of the inn at the mall: all have it at 10."""
    told = [
        Told("A", "bar", 10, 20),
        Told("B", "bar", 0, 15),
        Told("B", "inn", 5, 15),
        Told("C", "inn", 0, 11),
        Told("C", "mall", 8, 11),
        Told("D", "mall", 9, 30),
        Told("E", "mall", 12, 30),
    ]
    assert reach(told) == {
        "B": (10, 1, {("A", "bar")}),
        "C": (10, 2, {("B", "inn")}),
        "D": (10, 3, {("C", "mall")}),
        "E": (12, 4, {("D", "mall")}),
    }


def test_hops_are_the_fewest_and_every_last_one_before_is_said() -> None:
    """D comes when A's friends B, C and E (who has it from B) are there: from B or C it is 2 hops, by E it would be 3."""
    told = [
        Told("A", "bar", 0, 10),
        Told("B", "bar", 0, 10),
        Told("C", "bar", 5, 10),
        Told("B", "inn", 20, 60),
        Told("E", "inn", 20, 60),
        Told("C", "inn", 30, 60),
        Told("D", "inn", 40, 60),
    ]
    assert reach(told) == {
        "B": (0, 1, {("A", "bar")}),
        "C": (5, 1, {("A", "bar")}),
        "E": (20, 2, {("B", "inn")}),
        "D": (40, 2, {("B", "inn"), ("C", "inn")}),
    }


def test_hops_count_only_ways_on_which_all_are_reached_earliest() -> None:
    """C meets A himself at 50, but has had it since 20 by way of B: two hops."""
    told = [
        Told("A", "bar", 0, 10),
        Told("B", "bar", 0, 10),
        Told("B", "inn", 20, 30),
        Told("C", "inn", 20, 30),
        Told("A", "pub", 50, 60),
        Told("C", "pub", 50, 60),
    ]
    assert reach(told)["C"] == (20, 2, {("B", "inn")})


def test_max_hops_is_not_a_cut_of_the_full_answer() -> None:
    """Within one hop C is reached by A at 50; the full answer's two hops at 20 would not be found by cutting it."""
    told = [
        Told("A", "bar", 0, 10),
        Told("B", "bar", 0, 10),
        Told("B", "inn", 20, 30),
        Told("C", "inn", 20, 30),
        Told("A", "pub", 50, 60),
        Told("C", "pub", 50, 60),
        Told("C", "den", 40, 70),
        Told("D", "den", 40, 70),
    ]
    assert reach(told, max_hops=1) == {"B": (0, 1, {("A", "bar")}), "C": (50, 1, {("A", "pub")})}
    assert reach(told, max_hops=2) == {
        "B": (0, 1, {("A", "bar")}),
        "C": (20, 2, {("B", "inn")}),
        "D": (50, 2, {("C", "den")}),
    }
    assert reach(told)["D"] == (40, 3, {("C", "den")})


def test_a_ways_last_one_need_not_have_had_it_at_his_own_earliest() -> None:
    """Within two hops D gets it from C, who has had it for one hop since 50, though C's own row says 20 in two hops."""
    told = [
        Told("A", "bar", 0, 10),
        Told("B", "bar", 0, 10),
        Told("B", "inn", 20, 30),
        Told("C", "inn", 20, 30),
        Told("A", "pub", 50, 60),
        Told("C", "pub", 50, 60),
        Told("C", "den", 70, 80),
        Told("D", "den", 70, 80),
    ]
    assert reach(told, max_hops=2)["C"] == (20, 2, {("B", "inn")})
    assert reach(told, max_hops=2)["D"] == (70, 2, {("C", "den")})
    assert reach(told)["D"] == (70, 3, {("C", "den")})


def test_backward_gives_the_last_second() -> None:
    """B can have had it until 19, A's last second with him; C until 9, his last with B; D met B too late."""
    told = [
        Told("A", "bar", 10, 30),
        Told("B", "bar", 5, 20),
        Told("B", "inn", 0, 10),
        Told("C", "inn", 0, 50),
        Told("B", "pub", 20, 40),
        Told("D", "pub", 20, 40),
    ]
    assert reach(told, backward=True) == {"B": (19, 1, {("A", "bar")}), "C": (9, 2, {("B", "inn")})}
    assert reach(told, window=(0, 15), backward=True)["B"] == (14, 1, {("A", "bar")})


def test_open_and_day_only_stays_take_no_part() -> None:
    """Neither an estimated end nor a day without clock passes anything on, and nothing goes through a phone cell."""
    told = [Told("A", "bar", 0, 9), Told("B", "bar", 0, 9, "", DAY_ONLY), Told("C", "bar", 0, 9, "", ESTIMATED_END)]
    told += [Told("A", "cell", 0, 9), Told("D", "cell", 0, 9)]
    engine = EmbeddedEngine.from_graph(graph(told, {"cell": "cell"}))
    asked = {"controls": (), "max_hops": None, "backward": False, "without": frozenset({"cell"})}
    assert twin.shown_arrivals(engine.arrivals(Seed("A", 0, 100), **asked)) == {}


def test_nobody_is_reached_from_an_unknown_person_or_in_an_empty_window() -> None:
    """A code without stays, or a window that ends before it starts, gives no rows."""
    told = [Told("A", "bar", 0, 9), Told("B", "bar", 0, 9)]
    assert reach(told, "Z") == {}
    assert reach(told, window=(5, 5)) == {}


limits = st.none() | st.integers(0, 4)


@settings(max_examples=200, deadline=None)
@given(worlds, st.sampled_from("ABCD"), windows, controls, limits, st.booleans())
def test_reach_is_that_of_the_plain_twin(
    told: list[Told], person: str, window: tuple[int, int], control: list[Control], max_hops: int | None, backward: bool
) -> None:
    """On any small world arrivals, hops and all ways are those of semantics.md, 8, read word by word."""
    engine = EmbeddedEngine.from_graph(graph(told, {"pub": "cell"}))
    without, seed = frozenset({"cell"}), Seed(person, *window)
    found = engine.arrivals(seed, controls=control, max_hops=max_hops, backward=backward, without=without)
    expected = twin.reach(told, seed, control, max_hops, backward=backward, without=frozenset({"pub"}))
    known = any(t.person == person for t in told)
    assert twin.shown_arrivals(found) == (expected if known else {})


@pytest.mark.parametrize("world", range(200))
def test_reach_in_a_crowded_world_is_that_of_the_plain_twin(world: int) -> None:
    """In 200 worlds of 7 people with 25 stays at 4 places, both ways, over all hops and within two."""
    rng = np.random.default_rng(world)
    told = [
        Told("ABCDEFG"[p], "wxyz"[x], int(s), int(s + n))
        for p, x, s, n in zip(
            rng.integers(0, 7, 25),
            rng.choice(4, 25, p=[0.5, 0.2, 0.2, 0.1]),
            rng.integers(0, 40, 25),
            rng.choice([1, 2, 3, 5, 10, 20], 25),
            strict=True,
        )
    ]
    engine, seed = (
        EmbeddedEngine.from_graph(graph(told)),
        Seed(told[0].person, *sorted(rng.integers(0, 70, 2).tolist())),
    )
    controlled = rng.choice(7, 3, replace=False)
    control = [c for p in controlled for c in spells("ABCDEFG"[p], rng.integers(0, 60, 1 + rng.integers(4)).tolist())]
    for max_hops, backward in ((None, False), (None, True), (2, False), (2, True)):
        found = engine.arrivals(seed, controls=control, max_hops=max_hops, backward=backward, without=frozenset())
        assert twin.shown_arrivals(found) == twin.reach(told, seed, control, max_hops, backward=backward)


def test_a_world_with_a_busy_place_is_that_of_the_plain_twin() -> None:
    """With 400 stays, most of them at one place, arrivals, hops and ways are the twin's, both ways and within 3 hops."""
    rng = np.random.default_rng(3)
    told = [
        Told(f"p{p:03}", "hub" if hub else f"x{x:02}", int(s), int(s + n))
        for p, hub, x, s, n in zip(
            rng.integers(0, 120, 400),
            rng.random(400) < 0.6,
            rng.integers(0, 30, 400),
            rng.integers(0, 1_500, 400),
            rng.choice([1, 5, 20, 60], 400),
            strict=True,
        )
    ]
    seed, odd = Seed("p020", 100, 1_400), range(1, 120, 2)
    control = [c for p in odd for c in spells(f"p{p:03}", rng.integers(0, 1_400, 1 + p % 5).tolist())]
    engine = EmbeddedEngine.from_graph(graph(told))
    for backward in (False, True):
        for max_hops in (None, 3):
            found = engine.arrivals(seed, controls=control, max_hops=max_hops, backward=backward, without=frozenset())
            assert len(found.person) > 50
            assert twin.shown_arrivals(found) == twin.reach(told, seed, control, max_hops, backward=backward)

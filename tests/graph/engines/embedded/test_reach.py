"""Reach: small stories with rows worked out by hand, and the plain twin over random worlds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.engines.embedded.engine import EmbeddedEngine
from graph.engines.protocol import Seed
from graph.model.flags import DAY_ONLY, ESTIMATED_END
from tests.graph.engines.embedded import twin
from tests.graph.engines.embedded.worlds import Told, controls, graph, windows, worlds


def reach(
    told: list[Told],
    person: str = "A",
    window: tuple[int, int] = (0, 1000),
    under_control: dict[str, int] | None = None,
    max_hops: int | None = None,
    *,
    backward: bool = False,
) -> twin.Reach:
    """Return person -> (arrival, hops, ways) as the engine says."""
    engine = EmbeddedEngine.from_graph(graph(told))
    found = engine.arrivals(
        Seed(person, *window),
        controls=under_control or {},
        max_hops=max_hops,
        backward=backward,
        without=frozenset({"cell", "checkpoint"}),
    )
    return twin.shown_arrivals(found)


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


def test_a_control_ends_passing_on() -> None:
    """B is isolated at 30: he passes it on at 29 and no more at 30, and C passes it on to D after that."""
    told = [
        Told("A", "bar", 0, 20),
        Told("B", "bar", 10, 20),
        Told("B", "inn", 20, 60),
        Told("C", "inn", 29, 50),
        Told("D", "inn", 50, 60),
        Told("E", "inn", 49, 60),
    ]
    assert reach(told, under_control={"B": 30}) == {
        "B": (10, 1, {("A", "bar")}),
        "C": (29, 2, {("B", "inn")}),
        "E": (49, 3, {("C", "inn")}),
        "D": (50, 4, {("E", "inn")}),
    }
    assert reach(told, under_control={"B": 29}) == {"B": (10, 1, {("A", "bar")})}


def test_a_control_does_not_hinder_being_reached() -> None:
    """B is under control from 5 and gets it at 10 all the same, but passes nothing on."""
    told = [Told("A", "bar", 0, 20), Told("B", "bar", 10, 40), Told("C", "bar", 30, 40)]
    assert reach(told, under_control={"B": 5}) == {"B": (10, 1, {("A", "bar")})}


def test_the_cases_own_control_ends_his_passing_on() -> None:
    """A is isolated at 10: B, who came at 9, is reached; C, who came at 10, only through B."""
    told = [Told("A", "bar", 0, 20), Told("B", "bar", 9, 12), Told("C", "bar", 10, 20), Told("D", "bar", 15, 20)]
    assert reach(told, under_control={"A": 10}) == {
        "B": (9, 1, {("A", "bar")}),
        "C": (10, 2, {("B", "bar")}),
        "D": (15, 3, {("C", "bar")}),
    }


def test_a_control_ends_passing_on_where_he_had_been_before() -> None:
    """B is at the inn since 0, gets it elsewhere at 10 and is isolated at 30: C, who comes to the inn at 40, does not."""
    told = [Told("B", "inn", 0, 60), Told("A", "bar", 10, 20), Told("B", "bar", 5, 15), Told("C", "inn", 40, 50)]
    assert reach(told, under_control={"B": 30}) == {"B": (10, 1, {("A", "bar")})}
    assert reach(told, under_control={"B": 41})["C"] == (40, 2, {("B", "inn")})


def test_nobody_under_control_is_the_one_before() -> None:
    """D comes when B and C are there; B, isolated at 40, is no way to him at 40 any more."""
    told = [
        Told("A", "bar", 0, 10),
        Told("B", "bar", 0, 10),
        Told("C", "bar", 0, 10),
        Told("B", "inn", 20, 60),
        Told("C", "inn", 20, 60),
        Told("D", "inn", 40, 60),
    ]
    assert reach(told, under_control={"B": 40})["D"] == (40, 2, {("C", "inn")})
    assert reach(told, under_control={"B": 41})["D"] == (40, 2, {("B", "inn"), ("C", "inn")})


def test_a_control_is_no_short_way_within_one_instant() -> None:
    """At 10 it goes from A by C and E to D, three hops; B, who is with A and with D then, is under control."""
    told = [Told("A", "bar", 10, 20)]
    there = ("B bar", "B inn", "C bar", "C pub", "E pub", "E inn", "D inn")
    told += [Told(*who_and_where.split(), 0, 20) for who_and_where in there]
    assert reach(told, under_control={"B": 0}) == {
        "B": (10, 1, {("A", "bar")}),
        "C": (10, 1, {("A", "bar")}),
        "E": (10, 2, {("C", "pub")}),
        "D": (10, 3, {("E", "inn")}),
    }


def test_who_gets_it_later_is_not_the_one_before() -> None:
    """B, under control, gets it from C at 20; D, who is with him then at the inn, gets it from A only at 30."""
    told = [
        Told("A", "pub", 0, 10),
        Told("C", "pub", 0, 10),
        Told("C", "bar", 20, 25),
        Told("B", "bar", 15, 25),
        Told("B", "inn", 15, 25),
        Told("D", "inn", 15, 40),
        Told("A", "inn", 30, 35),
    ]
    assert reach(told, under_control={"B": 0}) == {
        "C": (0, 1, {("A", "pub")}),
        "B": (20, 2, {("C", "bar")}),
        "D": (30, 1, {("A", "inn")}),
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


def test_backward_a_control_ends_passing_on() -> None:
    """B, isolated at 12, can have passed it to A until 11 and not at 12; A's own control hinders nothing."""
    told = [Told("A", "bar", 10, 30), Told("B", "bar", 5, 20)]
    assert reach(told, under_control={"B": 12, "A": 3}, backward=True) == {"B": (11, 1, {("A", "bar")})}
    assert reach(told, under_control={"B": 10}, backward=True) == {}


def test_open_and_day_only_stays_take_no_part() -> None:
    """Neither an estimated end nor a day without clock passes anything on, and nothing goes through a phone cell."""
    told = [Told("A", "bar", 0, 9), Told("B", "bar", 0, 9, "", DAY_ONLY), Told("C", "bar", 0, 9, "", ESTIMATED_END)]
    told += [Told("A", "cell", 0, 9), Told("D", "cell", 0, 9)]
    engine = EmbeddedEngine.from_graph(graph(told, {"cell": "cell"}))
    asked = {"controls": {}, "max_hops": None, "backward": False, "without": frozenset({"cell"})}
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
    told: list[Told], person: str, window: tuple[int, int], control: dict, max_hops: int | None, backward: bool
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
    control = {"ABCDEFG"[p]: int(rng.integers(0, 60)) for p in rng.integers(0, 7, 3)}
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
    seed, control = Seed("p020", 100, 1_400), {f"p{p:03}": 150 * p for p in range(2, 12)}
    engine = EmbeddedEngine.from_graph(graph(told))
    for backward in (False, True):
        for max_hops in (None, 3):
            found = engine.arrivals(seed, controls=control, max_hops=max_hops, backward=backward, without=frozenset())
            assert len(found.person) > 50
            assert twin.shown_arrivals(found) == twin.reach(told, seed, control, max_hops, backward=backward)

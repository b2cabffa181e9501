"""Reach and controls: who passes nothing on any more, and from when; rows worked out by hand."""

from graph.model.timed_graph import Control
from tests.graph.engines.embedded.asked import reach
from tests.graph.engines.embedded.worlds import Told


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
    assert reach(told, under_control=[Control("B", 30)]) == {
        "B": (10, 1, {("A", "bar")}),
        "C": (29, 2, {("B", "inn")}),
        "E": (49, 3, {("C", "inn")}),
        "D": (50, 4, {("E", "inn")}),
    }
    assert reach(told, under_control=[Control("B", 29)]) == {"B": (10, 1, {("A", "bar")})}


def test_a_control_does_not_hinder_being_reached() -> None:
    """B is under control from 5 and gets it at 10 all the same, but passes nothing on."""
    told = [Told("A", "bar", 0, 20), Told("B", "bar", 10, 40), Told("C", "bar", 30, 40)]
    assert reach(told, under_control=[Control("B", 5)]) == {"B": (10, 1, {("A", "bar")})}


def test_the_cases_own_control_ends_his_passing_on() -> None:
    """A is isolated at 10: B, who came at 9, is reached; C, who came at 10, only through B."""
    told = [Told("A", "bar", 0, 20), Told("B", "bar", 9, 12), Told("C", "bar", 10, 20), Told("D", "bar", 15, 20)]
    assert reach(told, under_control=[Control("A", 10)]) == {
        "B": (9, 1, {("A", "bar")}),
        "C": (10, 2, {("B", "bar")}),
        "D": (15, 3, {("C", "bar")}),
    }


def test_a_control_ends_passing_on_where_he_had_been_before() -> None:
    """B is at the inn since 0, gets it elsewhere at 10 and is isolated at 30: C, who comes to the inn at 40, does not."""
    told = [Told("B", "inn", 0, 60), Told("A", "bar", 10, 20), Told("B", "bar", 5, 15), Told("C", "inn", 40, 50)]
    assert reach(told, under_control=[Control("B", 30)]) == {"B": (10, 1, {("A", "bar")})}
    assert reach(told, under_control=[Control("B", 41)])["C"] == (40, 2, {("B", "inn")})


def test_a_control_that_was_over_does_not_end_passing_on() -> None:
    """B was under control from 2 to 10 and got it at 10: he passes it on. Up to 11 he is still under it, and does not."""
    told = [Told("A", "bar", 10, 20), Told("B", "bar", 0, 40), Told("C", "bar", 30, 40)]
    assert reach(told, under_control=[Control("B", 2, 10)]) == {
        "B": (10, 1, {("A", "bar")}),
        "C": (30, 2, {("B", "bar")}),
    }
    assert reach(told, under_control=[Control("B", 2, 11)]) == {"B": (10, 1, {("A", "bar")})}


def test_a_control_in_force_at_arrival_ends_passing_on_for_good() -> None:
    """B got it at 10 under control until 20; C, who comes at 30 when that is over, does not get it, nor D at the inn."""
    told = [
        Told("A", "bar", 10, 20),
        Told("B", "bar", 5, 40),
        Told("C", "bar", 30, 40),
        Told("B", "inn", 50, 60),
        Told("D", "inn", 50, 60),
    ]
    assert reach(told, under_control=[Control("B", 5, 20)]) == {"B": (10, 1, {("A", "bar")})}
    assert reach(told, under_control=[Control("B", 5, 20)], max_hops=5) == {"B": (10, 1, {("A", "bar")})}


def test_a_later_control_ends_passing_on_for_good() -> None:
    """B, free when he gets it at 10, is under control from 25 to 28: C at 20 gets it from him, D at 30 does not."""
    told = [Told("A", "bar", 10, 12), Told("B", "bar", 0, 40), Told("C", "bar", 20, 22), Told("D", "bar", 30, 40)]
    assert reach(told, under_control=[Control("B", 25, 28)]) == {
        "B": (10, 1, {("A", "bar")}),
        "C": (20, 2, {("B", "bar")}),
    }


def test_of_two_controls_the_first_after_arrival_counts() -> None:
    """B's first control, 0 to 5, is over when he gets it at 10; his second one, from 25 on, ends his passing on."""
    told = [Told("A", "bar", 10, 12), Told("B", "bar", 0, 40), Told("C", "bar", 24, 26), Told("D", "bar", 26, 40)]
    twice = [Control("B", 0, 5), Control("B", 25, 30)]
    assert reach(told, under_control=twice) == {"B": (10, 1, {("A", "bar")}), "C": (24, 2, {("B", "bar")})}
    assert reach(told, under_control=twice[1:]) == reach(told, under_control=twice)
    assert reach(told, under_control=twice[:1])["D"] == (26, 2, {("B", "bar")})


def test_the_cases_control_that_was_over_before_the_window_is_none() -> None:
    """A was isolated until the window's start at 0 and passes it on; isolated until 1, he passes nothing on."""
    told = [Told("A", "bar", 0, 20), Told("B", "bar", 10, 20)]
    assert reach(told, under_control=[Control("A", -50, 0)]) == {"B": (10, 1, {("A", "bar")})}
    assert reach(told, under_control=[Control("A", -50, 1)]) == {}


def test_within_hops_a_later_arrival_can_escape_a_control() -> None:
    """C gets it from B at 20 and is under control from 30 to 40; within one hop he gets it from A at 50, after that.

    So within two hops D, who meets C at 60, has it from C as of one hop; over all hops C has had it since 20, and D never.
    """
    told = [
        Told("A", "bar", 0, 10),
        Told("B", "bar", 0, 10),
        Told("B", "inn", 20, 25),
        Told("C", "inn", 20, 25),
        Told("A", "pub", 50, 55),
        Told("C", "pub", 50, 55),
        Told("C", "den", 60, 70),
        Told("D", "den", 60, 70),
    ]
    control = [Control("C", 30, 40)]
    assert reach(told, under_control=control, max_hops=1) == {"B": (0, 1, {("A", "bar")}), "C": (50, 1, {("A", "pub")})}
    assert reach(told, under_control=control, max_hops=2) == {
        "B": (0, 1, {("A", "bar")}),
        "C": (20, 2, {("B", "inn")}),
        "D": (60, 2, {("C", "den")}),
    }
    assert reach(told, under_control=control) == {"B": (0, 1, {("A", "bar")}), "C": (20, 2, {("B", "inn")})}


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
    assert reach(told, under_control=[Control("B", 40)])["D"] == (40, 2, {("C", "inn")})
    assert reach(told, under_control=[Control("B", 41)])["D"] == (40, 2, {("B", "inn"), ("C", "inn")})


def test_a_control_is_no_short_way_within_one_instant() -> None:
    """At 10 it goes from A by C and E to D, three hops; B, who is with A and with D then, is under control."""
    told = [Told("A", "bar", 10, 20)]
    there = ("B bar", "B inn", "C bar", "C pub", "E pub", "E inn", "D inn")
    told += [Told(*who_and_where.split(), 0, 20) for who_and_where in there]
    assert reach(told, under_control=[Control("B", 0)]) == {
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
    assert reach(told, under_control=[Control("B", 0)]) == {
        "C": (0, 1, {("A", "pub")}),
        "B": (20, 2, {("C", "bar")}),
        "D": (30, 1, {("A", "inn")}),
    }


def test_backward_a_control_ends_passing_on() -> None:
    """B, isolated at 12, can have passed it to A until 11 and not at 12; A's own control hinders nothing."""
    told = [Told("A", "bar", 10, 30), Told("B", "bar", 5, 20)]
    assert reach(told, under_control=[Control("B", 12), Control("A", 3)], backward=True) == {
        "B": (11, 1, {("A", "bar")})
    }
    assert reach(told, under_control=[Control("B", 10)], backward=True) == {}


def test_backward_nobody_passes_on_at_a_second_under_control() -> None:
    """B is with A from 10 to 20 and under control from 15 on: the last second is 14; until 25 or for ever is the same.

    Under control from 12 to 15 only, he can have it at 19 as ever. Under control all the time, he is no way to A at all.
    """
    told = [Told("A", "bar", 10, 30), Told("B", "bar", 5, 20)]
    assert reach(told, under_control=[Control("B", 15, 25)], backward=True) == {"B": (14, 1, {("A", "bar")})}
    assert reach(told, under_control=[Control("B", 15)], backward=True) == {"B": (14, 1, {("A", "bar")})}
    assert reach(told, under_control=[Control("B", 12, 15)], backward=True) == {"B": (19, 1, {("A", "bar")})}
    assert reach(told, under_control=[Control("B", 0, 25)], backward=True) == {}


def test_backward_two_controls_leave_the_seconds_between() -> None:
    """B's controls, 0 to 12 and 16 to 20, leave 12 to 15 with A; C met B until 13, so it goes by B at 12.

    With C under control at 12 it is 11: B is under control then, which does not hinder his being reached.
    """
    told = [Told("A", "bar", 10, 20), Told("B", "bar", 10, 20), Told("B", "inn", 0, 13), Told("C", "inn", 0, 13)]
    twice = [Control("B", 0, 12), Control("B", 16, 20)]
    assert reach(told, under_control=twice, backward=True) == {
        "B": (15, 1, {("A", "bar")}),
        "C": (12, 2, {("B", "inn")}),
    }
    assert reach(told, under_control=[*twice, Control("C", 12, 13)], backward=True)["C"] == (11, 2, {("B", "inn")})


def test_backward_the_cases_own_control_hinders_nothing() -> None:
    """A is under control all the time and B meets him all the same: what reaches him counts, and he is no way for it."""
    told = [Told("A", "bar", 10, 30), Told("B", "bar", 5, 20)]
    assert reach(told, under_control=[Control("A", 0, 50)], backward=True) == {"B": (19, 1, {("A", "bar")})}

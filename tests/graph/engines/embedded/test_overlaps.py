"""Times together: stories with literal rows, a numpy twin, a plain twin over random worlds, and a busy place."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.engines.embedded.engine import EmbeddedEngine
from graph.engines.protocol import Seed
from graph.model.flags import DAY_ONLY, ESTIMATED_END
from graph.model.timed_graph import TimedGraph
from tests.graph.engines.embedded import twin
from tests.graph.engines.embedded.worlds import Told, graph, windows, worlds

NOTHING = frozenset[str]()


def together(told: list[Told], *seeds: Seed, timed_only: bool = False) -> list[tuple]:
    """Return (seed, person, place, start, end) of every row."""
    found = EmbeddedEngine.from_graph(graph(told)).overlaps(seeds, without=NOTHING, timed_only=timed_only)
    return [row[:5] for row in twin.shown_overlaps(found)]


def test_touching_is_not_together() -> None:
    """Whoever leaves at the second at which another comes has not met him; one second earlier he has."""
    told = [Told("A", "bar", 0, 10), Told("B", "bar", 10, 20), Told("C", "bar", 9, 20)]
    assert together(told, Seed("A", 0, 100)) == [(0, "C", "bar", 9, 10)]
    assert together(told, Seed("B", 0, 100)) == [(0, "C", "bar", 10, 20)]


def test_a_stay_of_one_second_can_be_together() -> None:
    """A stay of no length is one second, and that second counts."""
    told = [Told("A", "bar", 5, 6), Told("B", "bar", 5, 6), Told("C", "bar", 0, 5)]
    assert together(told, Seed("A", 0, 100)) == [(0, "B", "bar", 5, 6)]


def test_rows_are_clipped_to_the_window_and_keep_true_starts() -> None:
    """A window cuts the times together; the true starts of both stays are kept for caps on open ends."""
    told = [Told("A", "bar", 0, 100), Told("B", "bar", 10, 100)]
    found = EmbeddedEngine.from_graph(graph(told)).overlaps([Seed("A", 40, 50)], without=NOTHING, timed_only=False)
    assert twin.shown_overlaps(found) == [(0, "B", "bar", 40, 50, "", "", 0, 10)]


def test_a_person_is_never_together_with_himself() -> None:
    """Two records of one person at one place in two zones make no row."""
    told = [Told("A", "mall", 0, 50, "shop"), Told("A", "mall", 10, 60, "hall"), Told("B", "mall", 55, 70)]
    assert together(told, Seed("A", 0, 100)) == [(0, "B", "mall", 55, 60)]


def test_rows_go_by_seed_person_place_and_start() -> None:
    """Parallel stays in two zones come in order of the time together, not of the seed's stays."""
    told = [
        Told("A", "mall", 0, 100, "shop"),
        Told("A", "mall", 10, 20, "hall"),
        Told("B", "mall", 0, 15),
        Told("B", "mall", 12, 60),
        Told("B", "bar", 200, 210),
        Told("A", "bar", 200, 205),
    ]
    assert together(told, Seed("B", 0, 90), Seed("A", 0, 300)) == [
        (0, "A", "mall", 0, 15),
        (0, "A", "mall", 10, 15),
        (0, "A", "mall", 12, 60),
        (0, "A", "mall", 12, 20),
        (1, "B", "bar", 200, 205),
        (1, "B", "mall", 0, 15),
        (1, "B", "mall", 10, 15),
        (1, "B", "mall", 12, 60),
        (1, "B", "mall", 12, 20),
    ]


def test_open_and_day_only_stays_can_be_left_out() -> None:
    """With `timed_only`, stays without a clock on a side make no rows, on either side."""
    told = [
        Told("A", "bar", 0, 50),
        Told("A", "inn", 0, 50, flags=DAY_ONLY),
        Told("B", "bar", 0, 50, flags=ESTIMATED_END),
        Told("C", "inn", 0, 50),
        Told("D", "bar", 20, 30),
    ]
    assert together(told, Seed("A", 0, 100), timed_only=True) == [(0, "D", "bar", 20, 30)]
    assert [row[1] for row in together(told, Seed("A", 0, 100))] == ["B", "C", "D"]


def test_kinds_of_place_can_be_left_out() -> None:
    """A bare phone cell makes no row where cells are left out."""
    told = [Told("A", "cell", 0, 50), Told("B", "cell", 0, 50), Told("A", "bar", 60, 70), Told("B", "bar", 60, 70)]
    engine = EmbeddedEngine.from_graph(graph(told, {"cell": "cell"}))
    found = engine.overlaps([Seed("A", 0, 100)], without=frozenset({"cell"}), timed_only=False)
    assert twin.shown_overlaps(found) == [(0, "B", "bar", 60, 70, "", "", 60, 60)]


def test_seats_and_a_common_booking_stand_beside_each_row() -> None:
    """B sits beside A on the same booking, C on another; D has none, and that E has none either is no common booking."""
    told = [
        Told("A", "train", 0, 50, seat="|5||1A", booking=7),
        Told("B", "train", 0, 50, seat="|5||1B", booking=7),
        Told("C", "train", 0, 50, booking=8),
        Told("D", "train", 0, 50),
        Told("E", "train", 0, 50),
    ]
    engine = EmbeddedEngine.from_graph(graph(told))
    found = engine.overlaps([Seed("A", 0, 9), Seed("D", 0, 9)], without=NOTHING, timed_only=True)

    def seat(at: int) -> str:
        return found.seats[at] if at >= 0 else ""

    columns = (found.seed, found.person, found.a_seat, found.b_seat, found.booked)
    assert [(int(n), found.people[p], seat(a), seat(b), bool(k)) for n, p, a, b, k in zip(*columns, strict=True)] == [
        (0, "B", "|5||1A", "|5||1B", True),
        (0, "C", "|5||1A", "", False),
        (0, "D", "|5||1A", "", False),
        (0, "E", "|5||1A", "", False),
        (1, "A", "", "|5||1A", False),
        (1, "B", "", "|5||1B", False),
        (1, "C", "", "", False),
        (1, "E", "", "", False),
    ]


def test_an_unknown_person_has_no_rows() -> None:
    """A code that no stay bears answers with nothing, and the other seeds keep their numbers."""
    told = [Told("A", "bar", 0, 50), Told("B", "bar", 0, 50)]
    assert together(told, Seed("Z", 0, 100), Seed("A", 0, 100)) == [(1, "B", "bar", 0, 50)]


@settings(max_examples=150, deadline=None)
@given(worlds, st.lists(st.tuples(st.sampled_from("ABCDEFZ"), windows), max_size=5), st.booleans())
def test_overlaps_are_those_of_the_plain_twin(told: list[Told], asked: list, timed_only: bool) -> None:
    """On any small world the rows are those of a loop over all pairs, in order of seed, person, place and start."""
    seeds = [Seed(person, start, end) for person, (start, end) in asked]
    engine = EmbeddedEngine.from_graph(graph(told, {"inn": "lodging", "pub": "cell"}))
    rows = twin.shown_overlaps(engine.overlaps(seeds, without=frozenset({"cell"}), timed_only=timed_only))
    assert sorted(rows) == twin.overlaps(told, seeds, frozenset({"pub"}), timed_only=timed_only)
    assert [row[:4] for row in rows] == sorted(row[:4] for row in rows)


def crowd(stays: int, people: int, places: int, seed: int) -> TimedGraph:
    """Return a drawn world whose first place holds over half of all stays; a tenth of the stays last one second."""
    rng = np.random.default_rng(seed)
    start = rng.integers(0, 86_400, stays)
    place = np.where(rng.random(stays) < 0.6, 0, rng.integers(0, places, stays))
    length = np.where(rng.random(stays) < 0.1, 1, rng.integers(60, 7_200, stays))
    told = zip(rng.integers(0, people, stays), place, start, length, strict=True)
    return graph([Told(f"p{p:04}", f"x{x:03}", int(s), int(s + n)) for p, x, s, n in told])


def numpy_pairs(g: TimedGraph, person: int, low: int, high: int) -> list[tuple[int, int, int, int]]:
    """Return (person, place, start, end) of all times together by whole-column comparisons."""
    s = g.stays
    found = []
    for a in np.flatnonzero(s.person == person):
        start, end = max(low, s.t_start[a]), min(high, s.t_end[a])
        hit = (s.place == s.place[a]) & (s.person != person) & (s.t_start < end) & (s.t_end > start) & (start < end)
        begin, until = np.maximum(s.t_start[hit], start), np.minimum(s.t_end[hit], end)
        found += zip(s.person[hit].tolist(), s.place[hit].tolist(), begin.tolist(), until.tolist(), strict=True)
    return sorted(found)


def test_a_busy_place_is_exact() -> None:
    """At a place of 5,000 stays every person's rows are those of the numpy twin, twenty of them asked in one call."""
    g = crowd(stays=10_000, people=800, places=200, seed=7)
    engine = EmbeddedEngine.from_graph(g)
    assert np.bincount(g.stays.place).max() > 5_000
    people = np.arange(0, 800, 40).tolist()
    found = engine.overlaps([Seed(g.people[p], 20_000, 70_000) for p in people], without=NOTHING, timed_only=False)
    for i, person in enumerate(people):
        mine = found.seed == i
        columns = (found.person, found.place, found.t_start, found.t_end)
        rows = list(zip(*(column[mine].tolist() for column in columns), strict=True))
        assert sorted(rows) == numpy_pairs(g, person, 20_000, 70_000)
        assert len(rows) > 500


def test_many_seeds_are_the_seeds_one_by_one() -> None:
    """Asking for 800 people in one call gives the rows of 800 calls."""
    engine = EmbeddedEngine.from_graph(crowd(stays=4_000, people=800, places=40, seed=8))
    seeds = [Seed(f"p{p:04}", 30_000, 40_000) for p in range(800)]
    whole = twin.shown_overlaps(engine.overlaps(seeds, without=NOTHING, timed_only=True))
    singly = [
        (number, *row[1:])
        for number, seed in enumerate(seeds)
        for row in twin.shown_overlaps(engine.overlaps([seed], without=NOTHING, timed_only=True))
    ]
    assert whole == singly
    assert len(whole) > 10_000

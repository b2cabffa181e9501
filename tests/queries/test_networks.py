"""Answers as networkx graphs, and measures on them: literal small worlds, and brute force over random ones."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.engines.embedded.engine import EmbeddedEngine
from graph.engines.protocol import Seed
from graph.errors import NotAnswered, UsageError
from graph.model.flags import DAY_ONLY, ESTIMATED_END
from graph.model.timed_graph import Case, Control, Place
from queries import networks
from queries.networks import (
    chain_graph,
    components,
    critical_contacts,
    cut_off,
    degree,
    recorded_graph,
    snapshot,
    time_ordered_betweenness,
    together_graph,
)
from queries.reach import reach
from queries.rules import edition
from tests.neo4j.worlds import Row, stay, world

CN8 = edition("cn-8")
ALL = edition("co-presence")
END = 1000

#: From Ann it goes at 10 to Bo in the bar and to Cy in the club, from both at 20 to Di in the den, from Di at 30 to Ed and Fay
#: in the flat. Gus meets Di in the gym at 40 and Ed in the house at 50.
DIAMOND = [
    stay("ann", "bar", 10, 15), stay("bo", "bar", 10, 15),
    stay("ann", "club", 10, 15), stay("cy", "club", 10, 15),
    stay("bo", "den", 20, 25), stay("cy", "den", 20, 25), stay("di", "den", 20, 25),
    stay("di", "flat", 30, 35), stay("ed", "flat", 30, 35), stay("fay", "flat", 30, 35),
    stay("di", "gym", 40, 45), stay("gus", "gym", 40, 45),
    stay("ed", "house", 50, 55), stay("gus", "house", 50, 55),
]  # fmt: skip


def engine_of(rows: Sequence[Row], **more: Any) -> EmbeddedEngine:
    return EmbeddedEngine.from_graph(world(rows, **more))


def chain_of(rows: Sequence[Row], *, backward: bool = False, max_hops: int | None = None) -> "nx.DiGraph[str]":
    """Return the chain from (backward: to) Ann."""
    asked = reach(seed=Seed("ann", 0, END), controls=(), backward=backward, max_hops=max_hops)
    return chain_graph(engine_of(rows).ask(asked), case="ann", backward=backward)


def edges(graph: "nx.MultiGraph[str]") -> list[tuple[str, str, int, int]]:
    return sorted((*sorted(pair), e["t_start"], e["t_end"]) for *pair, e in graph.edges(data=True))


# --- snapshots


def test_a_snapshot_joins_people_and_places_by_their_stays_in_the_window() -> None:
    """Ann's two visits to the bar are two edges, cut at the window; Cy left before it; nobody came to the club."""
    engine = engine_of(
        [stay("ann", "bar", 50, 120), stay("ann", "bar", 150, 160), stay("bo", "bar", 110, 300), stay("cy", "bar", 0, 100)],
        places=[Place("bar", "venue", "The Bar"), Place("club", "venue")],
    )  # fmt: skip
    graph = snapshot(engine, 100, 200, places=["bar", "club"], edition=CN8)
    assert edges(graph) == [("ann", "bar", 100, 120), ("ann", "bar", 150, 160), ("bar", "bo", 110, 200)]
    assert graph.nodes["bar"] == {"part": "place", "kind": "venue", "name": "The Bar"}
    assert graph.nodes["ann"] == {"part": "person"}
    assert set(graph) == {"ann", "bo", "bar", "club"}
    assert degree(graph) == {"bar": 2, "ann": 1, "bo": 1, "club": 0}
    assert components(graph) == [["ann", "bar", "bo"], ["club"]]


def test_a_snapshot_closes_open_ends_by_the_edition() -> None:
    """An open stay in a bar ends after four hours under cn-8 and is no stay under co-presence; both flags are told."""
    engine = engine_of(
        [stay("ann", "bar", 0, 50_000, flags=ESTIMATED_END), stay("bo", "bar", 0, 90_000, flags=DAY_ONLY)],
    )
    graph = snapshot(engine, 0, 100_000, places=["bar"], edition=CN8)
    assert edges(graph) == [("ann", "bar", 0, 14_400), ("bar", "bo", 0, 90_000)]
    assert graph.edges["ann", "bar", 0]["flags"] == ("estimated_end",)
    assert graph.edges["ann", "bar", 0]["sources"] == ("till",)
    assert set(snapshot(engine, 0, 100_000, places=["bar"], edition=ALL)) == {"bar", "bo"}


def test_people_are_joined_by_every_exposure_of_those_asked_for() -> None:
    """Ann and Bo: twice in the bar, once in the club. Bo and Cy, of whom nobody asked, met too: no edge. Di was alone."""
    engine = engine_of([
        stay("ann", "bar", 0, 10), stay("bo", "bar", 5, 10), stay("ann", "bar", 20, 30), stay("bo", "bar", 20, 25),
        stay("ann", "club", 40, 50), stay("bo", "club", 45, 60), stay("cy", "club", 48, 60), stay("di", "den", 0, 9),
    ])  # fmt: skip
    graph = together_graph(engine, 0, 100, people=["di", "ann"], edition=CN8)
    assert edges(graph) == [("ann", "bo", 5, 10), ("ann", "bo", 20, 25), ("ann", "bo", 45, 50), ("ann", "cy", 48, 50)]
    assert [graph.nodes[p]["asked"] for p in ("ann", "bo", "cy", "di")] == [True, False, False, True]
    assert graph.edges["ann", "cy", 0] == {
        "place": "club", "kind": "venue", "t_start": 48, "t_end": 50, "flags": (), "sources": ("till",)
    }  # fmt: skip
    assert degree(graph) == {"ann": 2, "bo": 1, "cy": 1, "di": 0}
    assert components(graph) == [["ann", "bo", "cy"], ["di"]]


def test_a_pair_of_which_both_were_asked_for_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked all at once or one by one, Ann and Bo have their one edge."""
    engine = engine_of([stay(p, "bar", 0, 10) for p in ("ann", "bo", "cy")])
    expected = [("ann", "bo", 0, 10), ("ann", "cy", 0, 10), ("bo", "cy", 0, 10)]
    assert edges(together_graph(engine, 0, 100, people=["bo", "ann", "cy"], edition=CN8)) == expected
    monkeypatch.setattr(networks, "_AT_ONCE", 1)
    assert edges(together_graph(engine, 0, 100, people=["bo", "ann", "cy"], edition=CN8)) == expected


def test_one_phone_cell_joins_nobody() -> None:
    """In a cell people are not together; a snapshot of the cell shows them all the same."""
    rows = [stay(p, "c1", 0, 10) for p in ("ann", "bo")]
    engine = engine_of(rows, places=[Place("c1", "cell")])
    assert not together_graph(engine, 0, 100, people=["ann"], edition=CN8).edges
    assert len(snapshot(engine, 0, 100, places=["c1"], edition=CN8).edges) == 2


def test_a_graph_over_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three edges where two are the limit: refused with both numbers; two pass."""
    monkeypatch.setattr(networks, "LARGEST", 2)
    engine = engine_of([stay(p, "bar", 0, 10) for p in ("ann", "bo", "cy")])
    for make in (
        lambda: snapshot(engine, 0, 100, places=["bar"], edition=CN8),
        lambda: together_graph(engine, 0, 100, people=["ann", "bo"], edition=CN8),
        lambda: chain_of(DIAMOND),
    ):
        with pytest.raises(NotAnswered, match="2 is the limit: ask for fewer") as refused:
            make()
        assert refused.value.code == "TOO_LARGE"
    assert len(together_graph(engine, 0, 100, people=["ann"], edition=CN8).edges) == 2


# --- chains


def test_a_chain_has_every_fastest_way_and_its_places() -> None:
    """Di got it at one instant from Bo and from Cy; Gus from Di at 40, and not from Ed at 50."""
    chain = chain_of(DIAMOND)
    assert sorted(chain.edges) == [
        ("ann", "bo"), ("ann", "cy"), ("bo", "di"), ("cy", "di"), ("di", "ed"), ("di", "fay"), ("di", "gus"),
    ]  # fmt: skip
    assert chain.edges["bo", "di"] == {"places": ("den",)}
    assert chain.nodes["ann"] == {"hops": 0, "arrival": None}
    assert chain.nodes["di"] == {"hops": 2, "arrival": 20}


def test_of_two_places_at_one_instant_both_are_told() -> None:
    """Ann and Bo are at once in the bar and seen by each other's devices: one edge with both."""
    chain = chain_of([*(stay(p, "bar", 0, 9) for p in ("ann", "bo")), *(stay(p, "band", 0, 9) for p in ("ann", "bo"))])
    assert list(chain.edges(data="places")) == [("ann", "bo", ("band", "bar"))]


def test_a_chain_backward_ends_at_the_case() -> None:
    """Ed can have had it until 54 and passed it to Gus, Gus until 64 to Ann: edges run from Ed to Ann."""
    rows = [
        stay("ed", "bar", 50, 55),
        stay("gus", "bar", 50, 55),
        stay("gus", "club", 60, 65),
        stay("ann", "club", 60, 65),
    ]
    chain = chain_of(rows, backward=True)
    assert sorted(chain.edges) == [("ed", "gus"), ("gus", "ann")]
    assert chain.nodes["ed"] == {"hops": 2, "latest": 54}
    assert time_ordered_betweenness(chain) == {"gus": 1.0, "ed": 0.0}
    assert critical_contacts(chain) == {"gus": 1}


def test_a_chain_of_nobody_is_the_case_alone() -> None:
    """Ann met nobody: one node, no measures."""
    chain = chain_of([stay("ann", "bar", 0, 9)])
    assert list(chain) == ["ann"]
    assert time_ordered_betweenness(chain) == {}
    assert critical_contacts(chain) == {}


def test_recorded_links_become_a_graph_of_cases() -> None:
    """C1 infected C2 and C3; C3 names itself, and an infector who is no case: no links. C4 is alone."""
    graph = recorded_graph([
        Case("C4", "di"), Case("C3", "cy", infectors=("C1", "C3"), unknown_infectors=("x",)),
        Case("C2", "bo", infectors=("C1",)), Case("C1", "ann", kind="confirmed", onset=5, report=9),
    ])  # fmt: skip
    assert sorted(graph.edges) == [("C1", "C2"), ("C1", "C3")]
    assert graph.nodes["C1"] == {"person": "ann", "case_kind": "confirmed", "dated": 9}
    assert degree(graph) == {"C1": 2, "C2": 0, "C3": 0, "C4": 0}
    assert components(graph) == [["C1", "C2", "C3"], ["C4"]]


# --- measures of chains


def test_betweenness_in_time_order_adds_up_shares_of_ways() -> None:
    """Four people are beyond Bo and Cy, half of the ways each: 2.0; behind Di are Ed, Fay and Gus: 3.0.

    In the graph without times Gus would lie between Di and Ed as much as Ed between Di and Gus; in time nothing goes on
    from either.
    """
    expected = {"di": 3.0, "bo": 2.0, "cy": 2.0, "ed": 0.0, "fay": 0.0, "gus": 0.0}
    assert list(time_ordered_betweenness(chain_of(DIAMOND)).items()) == list(expected.items())


def test_critical_is_whom_no_fastest_way_leaves_out() -> None:
    """Di has three people behind her; of Bo and Cy each is left out by the way through the other."""
    assert critical_contacts(chain_of(DIAMOND)) == {"di": 3}


def test_cut_off_says_who_would_not_have_got_it() -> None:
    """Without Di: nobody of the flat, nor Gus. With Ed home earlier, Gus gets it another way, later."""
    seed = Seed("ann", 0, END)
    assert cut_off(engine_of(DIAMOND), seed=seed, controls=(), person="di") == {"ed", "fay", "gus"}
    detour = [*DIAMOND, stay("bo", "inn", 60, 65), stay("gus", "inn", 60, 65)]
    assert critical_contacts(chain_of(detour)) == {"di": 3}
    assert cut_off(engine_of(detour), seed=seed, controls=(), person="di") == {"ed", "fay"}


def test_cut_off_keeps_the_controls_of_others() -> None:
    """Cy is isolated from the start: then Bo alone has Di, Ed, Fay and Gus behind him, whatever control he came under later."""
    controls = [Control("bo", 500, 600), Control("cy", 0)]
    cut = cut_off(engine_of(DIAMOND), seed=Seed("ann", 0, END), controls=controls, person="bo")
    assert cut == {"di", "ed", "fay", "gus"}


def test_measures_of_a_limited_chain_are_refused() -> None:
    """Within two hops Di gets it from Cy, whom Ann met at 20; but Cy had it at 10 already, through Bo: two hops to him alone."""
    rows = [
        stay("ann", "bar", 0, 5), stay("bo", "bar", 0, 5), stay("bo", "club", 10, 15), stay("cy", "club", 10, 15),
        stay("ann", "den", 20, 25), stay("cy", "den", 20, 25), stay("cy", "flat", 30, 35), stay("di", "flat", 30, 35),
    ]  # fmt: skip
    limited = chain_of(rows, max_hops=2)
    assert {person: limited.nodes[person]["hops"] for person in ("cy", "di")} == {"cy": 2, "di": 2}
    for measure in (time_ordered_betweenness, critical_contacts):
        with pytest.raises(UsageError, match="without a limit of hops"):
            measure(limited)
    assert time_ordered_betweenness(chain_of(rows)) == {"bo": 2.0, "cy": 1.0, "di": 0.0}


# --- against brute force


@dataclass(frozen=True)
class Meeting:
    """One person passes to another from `start`, before `end`."""

    one: str
    other: str
    start: int
    end: int


def meetings(rows: Sequence[Row]) -> list[Meeting]:
    return [
        Meeting(a[0], b[0], max(a[2], b[2]), min(a[3], b[3]))
        for a in rows
        for b in rows
        if a[0] != b[0] and a[1] == b[1] and max(a[2], b[2]) < min(a[3], b[3])
    ]


def walks(
    met: Sequence[Meeting], way: tuple[str, ...], times: tuple[int, ...]
) -> Iterator[tuple[tuple[str, ...], tuple[int, ...]]]:
    """Yield every sequence of distinct people that begins so, with the earliest times at which each can have it."""
    yield way, times
    for other in sorted({m.other for m in met if m.one == way[-1]} - set(way)):
        at = [max(m.start, times[-1]) for m in met if (m.one, m.other) == (way[-1], other) and m.end > times[-1]]
        if at:
            yield from walks(met, (*way, other), (*times, min(at)))


def fastest(rows: Sequence[Row], without: str | None = None) -> dict[str, list[tuple[str, ...]]]:
    """Return the fastest ways from Ann to each person: all arrive as early as they can; of these the shortest."""
    met = [m for m in meetings(rows) if m.one != without]
    every = list(walks(met, ("ann",), (0,)))
    earliest: dict[str, int] = {}
    for way, times in every:
        earliest[way[-1]] = min(times[-1], earliest.get(way[-1], END))
    found: dict[str, list[tuple[str, ...]]] = {}
    for way, times in every:
        if all(earliest[person] == at for person, at in zip(way, times, strict=True)):
            found.setdefault(way[-1], []).append(way)
    del found["ann"]
    return {person: [w for w in some if len(w) == min(map(len, some))] for person, some in found.items()}


STAYS = st.builds(
    lambda person, place, start, length: stay(person, place, start, start + length),
    st.sampled_from(["ann", "bo", "cy", "di", "ed", "fay"]), st.sampled_from(["bar", "club", "den"]),
    st.integers(0, 30), st.integers(1, 6),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(STAYS, min_size=1, max_size=14))
def test_measures_are_those_of_brute_force(drawn: list[Row]) -> None:
    """Over all sequences of people written out: the same ways, the same shares, the same people behind each other.

    Who is cut off is found by brute force too, and is always among those behind the person.
    """
    rows = [stay("ann", "start", 0, 1), *drawn]
    ways = fastest(rows)
    chain = chain_of(rows)
    assert set(chain) == {"ann", *ways}
    for person, some in ways.items():
        assert sorted(map(tuple, nx.all_simple_paths(chain, "ann", person))) == some
    share = {v: sum(sum(v in w[1:-1] for w in some) / len(some) for some in ways.values()) for v in ways}
    assert time_ordered_betweenness(chain) == pytest.approx(share)
    behind = {v: {t for t, some in ways.items() if t != v and all(v in w for w in some)} for v in ways}
    assert critical_contacts(chain) == {v: len(some) for v, some in behind.items() if some}
    engine = engine_of(rows)
    for person in ways:
        cut = cut_off(engine, seed=Seed("ann", 0, END), controls=(), person=person)
        assert cut == set(ways) - set(fastest(rows, without=person))
        assert cut <= behind[person]


def test_the_command_starts_without_this_module() -> None:
    """Nothing that the command imports imports the graphs for notebooks, nor py2neo."""
    program = (
        "import sys, api.cli.main; print(sorted({'queries.networks', 'api.notebook', 'py2neo'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"

"""Housemates: who belongs to a household with a person, and when; a story, and a plain loop over random registers."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.engines.embedded.engine import EmbeddedEngine
from graph.engines.protocol import Housemate, Seed
from graph.model.code_list import CodeList
from graph.model.timed_graph import EVER, NEVER, Members, TimedGraph
from tests.graph.engines.embedded.worlds import graph

#: household, person, valid_from, valid_to, source
Row = tuple[str, str, int, int, str]


def registered(rows: list[Row]) -> TimedGraph:
    """Return a graph of households without stays."""
    rows = sorted(rows)
    households, people, sources = (sorted({row[at] for row in rows}) for at in (0, 1, 4))
    members = Members(
        household=np.array([households.index(r[0]) for r in rows], np.int32),
        person=np.array([people.index(r[1]) for r in rows], np.int32),
        valid_from=np.array([r[2] for r in rows], np.int64),
        valid_to=np.array([r[3] for r in rows], np.int64),
        sources=np.array([sources.index(r[4]) for r in rows], np.int32),
    )
    empty = graph([]).stays
    told = [(source,) for source in sources]
    return TimedGraph(CodeList.of(people), [], [], [], told, empty, households=households, members=members)


def test_housemates_are_of_one_household_at_one_time() -> None:
    """A and B share the flat, B until 50; C comes at 50 as B goes, and also shares a house with A from 80 on.

    For A from 10 to 100: B 10-50, C 50-100 in the flat and 80-100 in the house. B and C never lived together.
    """
    rows: list[Row] = [
        ("r/flat", "A", EVER, NEVER, "r"),
        ("r/flat", "B", EVER, 50, "r"),
        ("r/flat", "C", 50, NEVER, "r"),
        ("s/house", "A", 80, NEVER, "s"),
        ("s/house", "C", EVER, NEVER, "r"),
    ]
    engine = EmbeddedEngine.from_graph(registered(rows))
    assert list(engine.housemates([Seed("A", 10, 100), Seed("Z", 0, 9), Seed("B", 0, 100)])) == [
        Housemate(0, "B", "r/flat", 10, 50, ("r",)),
        Housemate(0, "C", "r/flat", 50, 100, ("r",)),
        Housemate(0, "C", "s/house", 80, 100, ("r", "s")),
        Housemate(2, "A", "r/flat", 0, 50, ("r",)),
    ]


_rows = st.builds(
    lambda household, person, moments, source: (household, person, min(moments), max(moments), source),
    st.sampled_from(["r/1", "r/2"]),
    st.sampled_from("ABCD"),
    st.lists(st.sampled_from([EVER, 0, 10, 20, 30, NEVER]), min_size=2, max_size=2, unique=True),
    st.sampled_from(["r", "s"]),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(_rows, min_size=1, max_size=12, unique=True), st.integers(-5, 25), st.integers(1, 30))
def test_housemates_are_those_of_a_loop(rows: list[Row], start: int, length: int) -> None:
    """On any small register the rows are those of a loop over all pairs of memberships, by household, person, start."""
    engine, end = EmbeddedEngine.from_graph(registered(rows)), start + length
    pairs = [(a, b) for a in rows for b in rows if a[0] == b[0] and a[1] == "A" != b[1]]
    times = [(b[0], b[1], max(start, a[2], b[2]), min(end, a[3], b[3])) for a, b in pairs]
    found = [(h.household, h.person, h.start, h.end) for h in engine.housemates([Seed("A", start, end)])]
    assert sorted(found) == sorted(t for t in times if t[2] < t[3])
    assert [row[:3] for row in found] == sorted(row[:3] for row in found)

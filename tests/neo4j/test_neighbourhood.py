"""Phone cells only around cases: what is kept, that answers about cases stay the same, and what is refused."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.engines.embedded import segments
from graph.engines.embedded.engine import EmbeddedEngine
from graph.engines.neo4j.check import differences
from graph.engines.neo4j.engine import Neo4jEngine
from graph.engines.neo4j.load import load
from graph.engines.neo4j.neighbourhood import AroundCases, neighbourhood
from graph.engines.protocol import Engine, Question, Seed
from graph.errors import NotAnswered
from graph.model.timed_graph import Case, Place, TimedGraph
from queries.at_place import at_place, at_place_rows, presence
from queries.close_contacts import close_contacts
from queries.reach import reach, reach_rows
from queries.rules import edition
from queries.same import same
from queries.shared_with import shared_rows, shared_with
from queries.trace import Ask, trace
from queries.trajectory import trajectory, trajectory_rows
from queries.windows import Window
from tests.neo4j.worlds import Row, stay, world
from tests.queries.world import Plain

ZONE = ZoneInfo("UTC")
CN8 = edition("cn-8")
HOUR, DAY = 3600, 86_400
CELLS = [Place("c1", "cell"), Place("c2", "cell"), Place("flat", "home")]

#: Li (C1) is in cell 1 on day 3 from 10:00 to 10:20 and in cell 2 on day 4. An is there with him for those 20 minutes, and on
#: day 1 for 31 hours, and in cell 2 on day 5; Bo leaves cell 1 when Li comes; Cy meets An there on day 1, never Li. Dan, who is
#: no case, is in cell 2 with Li. An and Cy share a flat.
LI = stay("li", "c1", 3 * DAY + 10 * HOUR, 3 * DAY + 10 * HOUR + 1200)
LI_LATER = stay("li", "c2", 4 * DAY, 4 * DAY + HOUR)
AN = stay("an", "c1", 3 * DAY + 10 * HOUR, 3 * DAY + 10 * HOUR + 1200)
AN_EARLIER = stay("an", "c1", DAY, DAY + 31 * HOUR)
AN_ELSEWHERE = stay("an", "c2", 5 * DAY, 5 * DAY + HOUR)
BO = stay("bo", "c1", 3 * DAY, 3 * DAY + 10 * HOUR)
CY = stay("cy", "c1", DAY, DAY + HOUR)
DAN = stay("dan", "c2", 4 * DAY + 1800, 4 * DAY + 2 * HOUR)
FLAT = [stay(p, "flat", 2 * DAY + 12 * HOUR, 2 * DAY + 20 * HOUR) for p in ("an", "cy")]
STORY = world(
    [LI, LI_LATER, AN, AN_EARLIER, AN_ELSEWHERE, BO, CY, DAN, *FLAT],
    places=CELLS,
    cases=[Case("C1", "li", onset=4 * DAY)],
    stamp="cells",
)


def told(graph: TimedGraph) -> set[tuple[str, str, int, int]]:
    s = graph.stays
    columns = zip(s.person.tolist(), s.place.tolist(), s.t_start.tolist(), s.t_end.tolist(), strict=True)
    return {(graph.people[p], graph.places[x].key, a, b) for p, x, a, b in columns}


def short(rows: Sequence[Row]) -> set[tuple[str, str, int, int]]:
    return {row[:4] for row in rows}


def answers(engine: Engine, graph: TimedGraph, start: int, end: int) -> dict[str, list[object]]:
    """Return every answer about every case of a graph, by question and case."""
    found: dict[str, list[object]] = {}
    for case in graph.cases:
        me, names = case.person, Plain()
        for rules in (CN8, edition("co-presence"), edition("who-2021")):
            ask = Ask(case, rules, Window(start, end, end), ZONE, cases=graph.cases)
            found[f"trace {case.case_id} {rules.name}"] = list(trace(engine, ask, names).lines())
            rows = same(engine, person=me, start=start, end=end, edition=rules, zone=ZONE, names=names)
            found[f"same {case.case_id} {rules.name}"] = [row.json() for row in rows]
        shared = engine.ask(shared_with(person=me, start=start, end=end))
        found[f"shared {case.case_id}"] = [row.json() for row in shared_rows(shared, edition=CN8, names=names)]
        stays = engine.ask(trajectory(person=me, start=start, end=end))
        rows_ = trajectory_rows(stays, edition=CN8, names=names, start=start, end=end)
        found[f"trajectory {case.case_id}"] = [row.json() for row in rows_]
        reached = engine.ask(reach(seed=Seed(me, start, end), controls=()))
        found[f"reach {case.case_id}"] = [row.json() for row in reach_rows(reached, names=names, backward=False)]
    return found


def test_what_is_kept_of_cells() -> None:
    """Li's own stays; all of An's in cell 1 and Dan's in cell 2, where they met him; not Bo's, who left, nor Cy's."""
    kept = neighbourhood(STORY)
    assert told(kept) == short([LI, LI_LATER, AN, AN_EARLIER, DAN, *FLAT])
    assert kept.stamp == "cells+cases"
    assert (kept.people, kept.places, kept.cases) == (STORY.people, STORY.places, STORY.cases)


def test_the_hours_of_a_companion_are_kept_though_they_were_another_day() -> None:
    """An is a companion of Li by 20 minutes together and by 31 hours of his own, two days before."""
    case = STORY.cases[0]
    ask = Ask(case, CN8, Window(2 * DAY, 6 * DAY, 6 * DAY), ZONE, cases=STORY.cases)
    rows = list(trace(EmbeddedEngine.from_graph(neighbourhood(STORY)), ask, Plain()).contacts())
    assert [(c.person, c.class_) for c in rows] == [("an", "companion")]
    assert rows[0].exposures[0].in_cell == (1200, 31 * HOUR + 1200)


def test_without_cases_no_stay_in_a_cell_is_kept() -> None:
    """Everything else is: the flat."""
    assert told(neighbourhood(replace(STORY, cases=()))) == short(FLAT)


def test_a_graph_without_cells_stays_as_it_is() -> None:
    """Nothing but cells is reduced; a case whose person has no stay, or is not in the graph, is no harm."""
    graph = world(FLAT, places=CELLS, cases=[Case("C1", "li"), Case("C2", "an")])
    assert told(neighbourhood(replace(graph, cases=(*graph.cases, Case("C3", "zed"))))) == short(FLAT)
    assert told(neighbourhood(world([], stamp="empty"))) == set()


def test_a_graph_that_is_mapped_from_disk_loses_the_orders_of_the_whole(tmp_path: Path) -> None:
    """The orders that were kept with the whole graph do not fit the reduced one and are not taken along."""
    segments.save(STORY, tmp_path / "index")
    kept = neighbourhood(segments.load(tmp_path / "index"))
    assert told(kept) == told(neighbourhood(STORY))
    assert answers(EmbeddedEngine.from_graph(kept), kept, 0, 9 * DAY) == answers(
        EmbeddedEngine.from_graph(STORY), STORY, 0, 9 * DAY
    )


@st.composite
def worlds(draw: st.DrawFn) -> TimedGraph:
    """Draw a world of 8 to 24 stays of five people in two cells, a bar and a flat; one or two are cases; some stays are vague."""
    rows = draw(
        st.lists(
            st.builds(
                lambda person, place, start, length, flags: stay(
                    person, place, start * 2 * HOUR, start * 2 * HOUR + length * HOUR, flags=flags
                ),
                st.sampled_from("abcde"),
                st.sampled_from(["c1", "c1", "c2", "bar", "flat"]),
                st.integers(0, 48),
                st.sampled_from([1, 5, 31, 40]),
                st.sampled_from([0, 0, 0, 0, 0, 0, 1, 2, 16]),
            ),
            min_size=8,
            max_size=24,
            unique=True,
        )
    )
    cases = [Case("C1", "a", onset=3 * DAY), Case("C2", draw(st.sampled_from("ab")), report=4 * DAY)]
    return world(rows, places=[*CELLS, Place("bar", "venue")], cases=cases, stamp="drawn")


def needed(graph: TimedGraph) -> set[tuple[str, str, int, int]]:
    """Return the stays that are to be kept, by comparing every stay with every other."""
    stays, cases = told(graph), {case.person for case in graph.cases}
    met = {
        (p, x)
        for p, x, a, b in stays
        for q, y, c, d in stays
        if q in cases and x == y and max(a, c) < min(b, d)
    }  # fmt: skip
    return {s for s in stays if s[1] not in {"c1", "c2"} or s[0] in cases or (s[0], s[1]) in met}


@settings(deadline=None)
@given(worlds())
def test_no_stay_more_and_none_less_is_kept(graph: TimedGraph) -> None:
    """What is kept is what a comparison of every stay with every other says."""
    assert told(neighbourhood(graph)) == needed(graph)


@settings(deadline=None)
@given(worlds(), st.integers(0, 3), st.integers(4, 7))
def test_answers_about_cases_are_those_of_the_whole_graph(graph: TimedGraph, first: int, last: int) -> None:
    """Traces under three editions, the six sames, shared time, trajectory and reach of each case are equal."""
    kept = neighbourhood(graph)
    engine = AroundCases(EmbeddedEngine.from_graph(kept), kept)
    assert answers(engine, kept, first * DAY, last * DAY) == answers(
        EmbeddedEngine.from_graph(graph), graph, first * DAY, last * DAY
    )


KEPT = neighbourhood(STORY)
AROUND = AroundCases(EmbeddedEngine.from_graph(KEPT), KEPT)


@pytest.mark.parametrize(
    "question",
    [
        at_place(places=["c1"], start=0, end=9 * DAY),
        at_place(places=["flat", "c2"], start=0, end=9 * DAY),
        presence(places=["c1"], start=0, end=9 * DAY),
        shared_with(person="an", start=0, end=9 * DAY),
        shared_with(person="an", start=0, end=9 * DAY, kinds=["cell", "home"]),
    ],
    ids=["at a cell", "at two places", "presence", "shared of no case", "cells of no case"],
)
def test_what_needs_other_cells_is_refused(question: Question[object]) -> None:
    """Everybody in a cell, and what somebody shared who is no case: the sentence says where to ask."""
    with pytest.raises(NotAnswered, match="only around cases: ask with --engine embedded") as refused:
        AROUND.ask(question)
    assert refused.value.code == "CELLS_AROUND_CASES"


@pytest.mark.parametrize(
    "question",
    [
        at_place(places=["flat", "nowhere"], start=0, end=9 * DAY),
        shared_with(person="li", start=0, end=9 * DAY),
        shared_with(person="an", start=0, end=9 * DAY, kinds=["home"]),
        close_contacts(seeds=[Seed("an", 0, 9 * DAY)]),
    ],
    ids=["at a flat", "shared of a case", "homes of no case", "together"],
)
def test_what_needs_no_other_cell_is_answered(question: Question[object]) -> None:
    """Other places are whole, and so is what a case shared: as many rows as the whole graph gives, and some."""
    whole = EmbeddedEngine.from_graph(STORY).ask(question)
    rows = AROUND.ask(question).person.tolist()  # type: ignore[attr-defined]
    assert rows == whole.person.tolist()  # type: ignore[attr-defined]
    assert rows


def test_it_passes_for_the_engine_that_it_holds() -> None:
    """Its name and stamp are the engine's."""
    assert (AROUND.name, AROUND.stamp) == ("embedded", "cells+cases")
    AROUND.close()


@pytest.mark.neo4j
def test_a_server_that_holds_cells_around_cases(neo4j_engine: Neo4jEngine) -> None:
    """Seven of ten stays are on it, it equals the reduced graph, and its trace of Li is that of the whole one."""
    load(neo4j_engine, STORY)
    assert load(neo4j_engine, KEPT) == 7
    assert differences(neo4j_engine, KEPT) == []
    assert (neo4j_engine.stamp, differences(neo4j_engine, STORY) != []) == ("cells+cases", True)
    server, case = AroundCases(neo4j_engine, STORY), STORY.cases[0]
    ask = Ask(case, CN8, Window(2 * DAY, 6 * DAY, 6 * DAY), ZONE, cases=STORY.cases)
    expected = list(trace(EmbeddedEngine.from_graph(STORY), ask, Plain()).lines())
    assert list(trace(server, ask, Plain()).lines()) == expected
    assert len(expected) == 2
    flat = server.ask(at_place(places=["flat"], start=0, end=9 * DAY))
    assert [
        row.person for row in at_place_rows(flat, edition=CN8, names=Plain(), start=0, end=9 * DAY)
    ] == ["an", "cy"]  # fmt: skip
    with pytest.raises(NotAnswered, match="only around cases"):
        server.ask(at_place(places=["c1"], start=0, end=9 * DAY))

"""The server against the columns on random worlds: the same rows in every column that a question's answer has."""

import itertools
import os
import random
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from graph.engines.embedded.engine import EmbeddedEngine
from graph.engines.neo4j.check import differences
from graph.engines.neo4j.engine import Neo4jEngine
from graph.engines.neo4j.load import load
from graph.engines.protocol import Arrivals, Overlaps, Passes, Question, Seed, StayTable
from graph.model.timed_graph import EVER, NEVER, Case, Control, Place, TimedGraph
from queries.at_place import at_place
from queries.chains_between import passing_on
from queries.close_contacts import close_contacts
from queries.contacts_of_contacts import contacts_of_contacts
from queries.housemates import housemates
from queries.reach import reach
from queries.recorded_chains import recorded_chains
from queries.shared_with import shared_with
from queries.trajectory import trajectory
from tests.neo4j.worlds import Row, lives, stay, world
from tests.neo4j_server import versions

PEOPLE = [f"p{n:02}" for n in range(12)]
KINDS = {
    "hub": "venue",
    "office": "work",
    "hotel": "lodging",
    "tower": "cell",
    "gate": "checkpoint",
    "pair": "encounter",
    "train:G1": "train",
}


def random_world(seed: int) -> TimedGraph:
    """Return a world with a hub, parallel and touching stays, open and clockless ones, encounters, rides, homes, cases."""
    pick = random.Random(seed)
    rows: dict[tuple[object, ...], Row] = {}
    for _ in range(170):
        person, place = pick.choice(PEOPLE), pick.choices(list(KINDS), [6, 2, 2, 2, 1, 1, 3])[0]
        start = pick.randrange(0, 60) * 5
        row = stay(
            person, place, start, start + pick.choice([1, 5, 10, 40, 200]),
            zone=pick.choice([None, "a", "b"]), floor=pick.choice([None, "1"]), flags=pick.choice([0, 0, 0, 1, 2, 4, 9, 64]),
            distance=pick.choice([None, 0.5, 3.0]) if place == "pair" else None,
            sources=pick.choice([("till",), ("till", "wifi")]),
            seat=pick.choice([None, "|5||1A", "|5||2B", "|6|3|7-UPPER"]) if place == "train:G1" else None,
            booking=pick.choice([0, 7, 8, (1 << 63) - 1]) if place == "train:G1" else 0,
        )  # fmt: skip
        rows[row] = row
    places = [
        Place(key, kind, name=key.title(), has_zones=key == "hub", enclosed=key != "gate")
        for key, kind in KINDS.items()
        if kind not in {"train", "cell"}
    ]
    places.append(Place("tower", "cell", lat=pick.uniform(-90, 90), lon=pick.uniform(-180, 180)))
    coaches = pick.choice([(), ("5:hard_seat",), ("5:hard_seat", "6:soft_sleeper")])
    places.append(Place("train:G1", "train", "G1", sealed=pick.choice([None, True, False]), coach_types=coaches))
    times = [EVER, 0, 50, 100, 200, NEVER]
    homes = {
        lives(pick.choice(PEOPLE), pick.choice(["r/1", "r/2", "r/3"]), start, end, pick.choice([("r",), ("r", "s")]))
        for start, end in (sorted(pick.sample(times, 2)) for _ in range(24))
    }
    cases = [
        Case(
            f"C{n}", PEOPLE[n % 12], pick.choice(["confirmed", None]), report=pick.choice([None, n, 40 - n]),
            infectors=tuple(sorted({f"C{pick.randrange(16)}" for _ in range(pick.choice([0, 1, 1, 2]))})),
        )
        for n in range(16)
    ]  # fmt: skip
    return world(list(rows.values()), places=places, cases=cases, members=sorted(homes), stamp=f"random {seed}")


QUESTIONS: list[Question[Any]] = [
    *(trajectory(person=p, start=a, end=b) for p in (*PEOPLE, "nobody") for a, b in ((0, 600), (100, 101), (7, 20))),
    *(at_place(places=["hub", "hotel", "nowhere"], start=a, end=b) for a, b in ((0, 600), (100, 105), (300, 330))),
    *(close_contacts(seeds=[Seed(p, a, b) for p in PEOPLE]) for a, b in ((0, 600), (100, 150), (9, 9))),
    *(contacts_of_contacts(seeds=[Seed(p, 10 * n, 400 - 10 * n) for n, p in enumerate(PEOPLE)]) for _ in range(1)),
    *(shared_with(person=p, start=20, end=300) for p in PEOPLE),
    *(shared_with(person="p01", start=0, end=600, others=o) for o in (["p02"], [], ["p03", "p04"])),
    *(shared_with(person="p01", start=0, end=600, places=x, kinds=k) for x in (None, ["hub"]) for k in (None, ["cell", "venue"])),
]  # fmt: skip


def told(table: StayTable | Overlaps) -> list[tuple[object, ...]]:
    """Return the rows of an answer with names in place of positions, sorted."""
    lists: dict[str, Any] = {
        "person": table.people,
        "place": [replace(p, longest=0) for p in table.places],
        "seat": [*table.seats, None],
        "zone": [*table.zones, None],
        "floor": [*table.floors, None],
        "sources": table.source_sets,
    }
    columns = []
    for field in fields(table):
        values = getattr(table, field.name)
        if isinstance(values, np.ndarray):
            names = lists.get(field.name.removeprefix("a_").removeprefix("b_"))
            listed = np.nan_to_num(values, nan=-1).tolist()
            columns.append([names[i] for i in listed] if names is not None else listed)
    return sorted(zip(*columns, strict=True), key=repr)


@pytest.mark.neo4j
@pytest.mark.parametrize("seed", range(4))
def test_both_engines_give_the_same_columns(neo4j_engine: Neo4jEngine, seed: int) -> None:
    """Stays and times together are equal in every column, for every person, place and window asked."""
    graph = random_world(seed)
    embedded = EmbeddedEngine.from_graph(graph)
    load(neo4j_engine, graph)
    assert differences(neo4j_engine, graph) == []
    rows = 0
    for question in QUESTIONS:
        expected = told(embedded.ask(question))
        assert told(neo4j_engine.ask(question)) == expected, question
        rows += len(expected)
    assert rows > 500


@pytest.mark.neo4j
@pytest.mark.parametrize("seed", range(4))
def test_both_engines_give_the_same_housemates(neo4j_engine: Neo4jEngine, seed: int) -> None:
    """Housemates are the same rows in the same order, for many seeds, wide and narrow windows."""
    graph = random_world(seed)
    embedded = EmbeddedEngine.from_graph(graph)
    load(neo4j_engine, graph)
    rows = 0
    for start, end in ((0, 600), (60, 120), (99, 100), (9, 9)):
        question = housemates(seeds=[Seed(p, start + n, end) for n, p in enumerate([*PEOPLE, "nobody"])])
        got, expected = neo4j_engine.ask(question), embedded.ask(question)
        assert got == expected
        rows += len(expected)
    assert rows > 50


@pytest.mark.neo4j
@pytest.mark.parametrize("seed", range(4))
def test_both_engines_give_the_same_recorded_chains(neo4j_engine: Neo4jEngine, seed: int) -> None:
    """Recorded chains are equal, with and without a moment asked for, and for each case."""
    graph = random_world(seed)
    embedded = EmbeddedEngine.from_graph(graph)
    load(neo4j_engine, graph)
    for case in (None, *(f"C{n}" for n in range(16)), "C99"):
        for as_of in (None, 8, 20):
            question = recorded_chains(case=case, as_of=as_of)
            got, expected = neo4j_engine.ask(question), embedded.ask(question)
            assert sorted(got, key=repr) == sorted(expected, key=repr), (case, as_of)


def controls_of(seed: int) -> list[Control]:
    """Return controls of some people that neither overlap nor touch, by person and start; some for ever."""
    pick = random.Random(seed)
    found = []
    for person in pick.sample(PEOPLE, 5):
        a, b, c = sorted(pick.sample(range(0, 300, 5), 3))
        found += [Control(person, a, b)] + ([Control(person, c + 1, None)] if pick.random() < 0.5 else [])
    return sorted(found, key=lambda c: (c.person, c.start))


def reached(found: Arrivals) -> list[tuple[object, ...]]:
    """Return everybody reached: who, when, in how many hops, and all the ways, sorted."""
    ways: list[list[tuple[str, str]]] = [[] for _ in found.person]
    for row, before, place in zip(found.link_row, found.link_person, found.link_place, strict=True):
        ways[row].append((found.people[before], found.places[place].key))
    columns = (found.person.tolist(), found.arrival.tolist(), found.hops.tolist(), ways)
    return sorted((found.people[p], at, hops, sorted(some)) for p, at, hops, some in zip(*columns, strict=True))


@pytest.mark.neo4j
@pytest.mark.parametrize("seed", range(4))
def test_both_engines_give_the_same_reach(neo4j_engine: Neo4jEngine, seed: int) -> None:
    """Who is reached, when, in how many hops and by which ways: forward and backward, with and without a limit of hops, under controls."""
    graph = random_world(seed)
    embedded = EmbeddedEngine.from_graph(graph)
    load(neo4j_engine, graph)
    rows = 0
    for person, controls in itertools.product(["p01", "p05", "p09", "nobody"], ([], controls_of(seed))):
        for backward, hops, (start, end) in itertools.product([False, True], [None, 1, 3], [(0, 600), (40, 160)]):
            question = reach(seed=Seed(person, start, end), controls=controls, max_hops=hops, backward=backward)
            expected = reached(embedded.ask(question))
            assert reached(neo4j_engine.ask(question)) == expected, (person, controls, backward, hops, start)
            rows += len(expected)
    assert rows > 400


def on_servers() -> list[tuple[str, int]]:
    """Return which worlds are asked about on which version: of twelve people each, with CONTACTGRAPH_LONG of 10,000."""
    long = bool(os.environ.get("CONTACTGRAPH_LONG"))
    newest, *others = versions()
    many = [(newest, seed) for seed in range(10, 844 if long else 13)]
    return many + [(version, seed) for version in others for seed in range(10, 94 if long else 11)]


def of_a_case(person: str, pick: random.Random) -> list[Question[Any]]:
    """Return everything that is asked about one case, each question with a window of its own."""
    start, end = sorted(pick.sample(range(-5, 520), 2))
    others = pick.choice([None, pick.sample(PEOPLE, 3)])
    seed, controls = Seed(person, start, end), controls_of(pick.randrange(1000))
    return [
        trajectory(person=person, start=start, end=end),
        shared_with(person=person, start=start, end=end, others=others, kinds=pick.choice([None, ["venue", "train"]])),
        close_contacts(seeds=[seed]),
        contacts_of_contacts(seeds=[seed, *(Seed(p, start + 20, end) for p in pick.sample(PEOPLE, 3))]),
        housemates(seeds=[seed]),
        passing_on(person=person, start=start, end=end, others=others),
        reach(seed=seed, controls=controls, max_hops=pick.choice([None, 2]), backward=pick.random() < 0.5),
    ]


def rows_of(answer: object) -> list[Any]:
    """Return the rows of any answer."""
    if isinstance(answer, Arrivals):
        return reached(answer)
    if isinstance(answer, Passes):
        met = sorted(zip(answer.at.tolist(), answer.person, answer.place, strict=True), reverse=True)
        return sorted({(answer.people[p], answer.places[x].key): at for at, p, x in met}.items())  # the first of each
    return told(answer) if isinstance(answer, StayTable | Overlaps) else list(answer)  # type: ignore[call-overload]


@pytest.mark.neo4j
@pytest.mark.parametrize(("neo4j_server", "seed"), on_servers(), indirect=["neo4j_server"])
def test_whatever_is_asked_of_a_random_case_is_answered_alike(
    neo4j_engine: Neo4jEngine, seed: int, record_property: Callable[[str, object], None]
) -> None:
    """Everyone of a random world is a case in turn: the server's answers are those of the columns."""
    graph, pick = random_world(seed), random.Random(seed)
    embedded = EmbeddedEngine.from_graph(graph)
    load(neo4j_engine, graph)
    asked = [question for person in PEOPLE for question in of_a_case(person, pick)]
    rows = 0
    for question in asked:
        expected = rows_of(embedded.ask(question))
        assert rows_of(neo4j_engine.ask(question)) == expected, question
        rows += len(expected)
    assert rows > 300
    record_property("neo4j_answers_compared", len(asked))

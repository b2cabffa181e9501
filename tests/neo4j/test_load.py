"""Loading: constraints, once and twice, new facts over old ones, half loads, two loads at once."""

from dataclasses import replace
from typing import Any

import pytest

from graph.engines.neo4j import load as loading
from graph.engines.neo4j.check import differences
from graph.engines.neo4j.engine import Neo4jEngine
from graph.engines.neo4j.load import load
from graph.engines.neo4j.rows import Numbered
from graph.errors import EngineError
from graph.model.timed_graph import EVER, Case, Place, TimedGraph
from queries.trajectory import trajectory
from tests.neo4j.worlds import HOUSES, NOODLE_SHOP, TRAIN, lives, stay, world

pytestmark = pytest.mark.neo4j

CHAIN = world(
    [stay("ann", "home", 0, 9)],
    cases=[
        Case("C1", "ann", "confirmed", onset=5, infectors=("C1",)),
        Case("C2", "bo", report=7, infectors=("C1", "C9")),
    ],
    stamp="chain",
)


def asked(engine: Neo4jEngine, statement: str) -> list[dict[str, object]]:
    return engine.connection.read(lambda t: t.run(statement))


def write(engine: Neo4jEngine, statement: str) -> None:
    engine.connection.write(lambda t: t.run(statement))


def counts(engine: Neo4jEngine) -> tuple[object, ...]:
    row = asked(
        engine,
        "RETURN COUNT { (:Person) } AS people, COUNT { (:Place) } AS places, COUNT { ()-[:STAYED]->() } AS stays, "
        "COUNT { (:CaseRecord) } AS cases, COUNT { ()-[:REPORTED]->() } AS reported, COUNT { ()-[:INFECTED]->() } AS infected",
    )[0]
    return tuple(row.values())


def households(engine: Neo4jEngine) -> tuple[object, ...]:
    statement = "RETURN COUNT { (:Household) } AS households, COUNT { ()-[:LIVES_IN]->() } AS members"
    return tuple(asked(engine, statement)[0].values())


def test_loading_twice_counts_once(neo4j_engine: Neo4jEngine) -> None:
    """The same facts loaded again leave as many people, places and stays as before."""
    assert load(neo4j_engine, NOODLE_SHOP) == 8
    assert load(neo4j_engine, NOODLE_SHOP) == 8
    assert counts(neo4j_engine) == (5, 3, 8, 0, 0, 0)
    assert differences(neo4j_engine, NOODLE_SHOP) == []


def test_constraints_and_the_index_are_there(neo4j_engine: Neo4jEngine) -> None:
    """Keys are unique on the server, and stays have the index that every question seeks in."""
    load(neo4j_engine, NOODLE_SHOP)
    unique = asked(neo4j_engine, "SHOW CONSTRAINTS YIELD name ORDER BY name RETURN collect(name) AS names")[0]["names"]
    assert [name for name in unique if not name.startswith("picture_")] == [  # those of pictures come with the first one
        "caserecord_case_id", "deployment_id", "household_key", "lives_in_membership", "person_code", "place_key", "stayed_stay",
    ]  # fmt: skip
    index = asked(
        neo4j_engine,
        "SHOW INDEXES YIELD name, state, properties WHERE name = 'stayed_place_t_start_t_end' RETURN state, properties",
    )
    assert index == [{"state": "ONLINE", "properties": ["place", "t_start", "t_end"]}]


def test_new_facts_replace_old_ones(neo4j_engine: Neo4jEngine) -> None:
    """What is gone from the facts is gone from the server, what changed is changed, the rest is not written again."""
    load(neo4j_engine, NOODLE_SHOP)
    theatre = Place("shop/noodles", "net_cafe", "Noodles and Games", "noodles", "shop")
    after = world([stay("ann", "shop/noodles", 100, 150), stay("fay", "boat", 0, 7)], places=[theatre], stamp="after")
    load(neo4j_engine, after)
    assert counts(neo4j_engine) == (2, 2, 2, 0, 0, 0)
    assert differences(neo4j_engine, after) == []
    kinds = asked(
        neo4j_engine, "MATCH (x:Place) RETURN x.key AS key, labels(x) AS labels, x.longest AS longest ORDER BY key"
    )
    assert kinds == [
        {"key": "boat", "labels": ["Place", "Venue"], "longest": 7},
        {"key": "shop/noodles", "labels": ["Place", "NetCafe"], "longest": 50},
    ]


def test_households_loaded_twice_count_once(neo4j_engine: Neo4jEngine) -> None:
    """Three households with eight memberships stay as many, open and closed times as they are."""
    load(neo4j_engine, HOUSES)
    load(neo4j_engine, replace(HOUSES, stamp="again"))
    assert households(neo4j_engine) == (3, 8)
    assert differences(neo4j_engine, replace(HOUSES, stamp="again")) == []


def test_a_membership_that_is_gone_is_deleted(neo4j_engine: Neo4jEngine) -> None:
    """Bo is taken out of the register and the room is given up: his membership and that household go, the rest stays."""
    load(neo4j_engine, HOUSES)
    before = asked(
        neo4j_engine, "MATCH (p)-[r:LIVES_IN]->() WHERE p.code = 'ann' RETURN r.membership AS n, elementId(r) AS id"
    )
    after = world([], members=[lives("ann", "register/flat"), lives("di", "school/house", 150)], stamp="after")
    load(neo4j_engine, after)
    assert households(neo4j_engine) == (2, 2)
    assert differences(neo4j_engine, after) == []
    same = asked(
        neo4j_engine, "MATCH (p)-[r:LIVES_IN]->() WHERE p.code = 'ann' RETURN r.membership AS n, elementId(r) AS id"
    )
    assert same == before


def test_a_membership_that_ends_is_written_anew(neo4j_engine: Neo4jEngine) -> None:
    """Ann's membership is closed at 500: one membership as before, with the new end."""
    load(neo4j_engine, world([], members=[lives("ann", "register/flat")], stamp="open"))
    load(neo4j_engine, world([], members=[lives("ann", "register/flat", valid_to=500)], stamp="closed"))
    found = asked(
        neo4j_engine, "MATCH ()-[r:LIVES_IN]->() RETURN r.valid_from AS a, r.valid_to AS b, r.sources AS sources"
    )
    assert found == [{"a": EVER, "b": 500, "sources": '["register"]'}]


def test_a_load_cut_short_before_the_households_goes_on(
    neo4j_engine: Neo4jEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stays were written and the memberships not: nothing is answered, and the next load brings the rest."""
    graph = world([stay("ann", "quay", 0, 5)], members=[lives("ann", "register/flat")], stamp="both")
    load(neo4j_engine, world([], stamp="nothing"))
    real = loading._Load.write_edges

    def cut(self: loading._Load, table: Numbered, *more: Any, **named: Any) -> None:
        if table.edge.kind == "LIVES_IN":
            raise ConnectionError("cut short")
        real(self, table, *more, **named)

    with monkeypatch.context() as patch:
        patch.setattr(loading._Load, "write_edges", cut)
        with pytest.raises(ConnectionError):
            load(neo4j_engine, graph)
    assert neo4j_engine.stamp == ""
    assert (counts(neo4j_engine)[2], households(neo4j_engine)) == (1, (1, 0))
    load(neo4j_engine, graph)
    assert households(neo4j_engine) == (1, 1)
    assert differences(neo4j_engine, graph) == []


def test_a_server_that_an_older_version_filled_is_behind(neo4j_engine: Neo4jEngine) -> None:
    """It holds these facts without seats and households, so it does not answer until it is loaded again."""
    load(neo4j_engine, TRAIN)
    write(neo4j_engine, "MATCH (d:Deployment) REMOVE d.version")
    write(neo4j_engine, "MATCH ()-[r:STAYED]->() SET r.seat = null, r.booking = null, r.stay = r.stay + 1")
    assert neo4j_engine.stamp == ""
    with pytest.raises(EngineError) as refused:
        neo4j_engine.ask(trajectory(person="ann", start=0, end=1000))
    assert refused.value.code == "ENGINE_BEHIND"
    load(neo4j_engine, TRAIN)
    assert differences(neo4j_engine, TRAIN) == []


def test_a_place_never_claims_less_than_its_longest_stay(neo4j_engine: Neo4jEngine) -> None:
    """`longest` comes from the stays where the graph says less, so that no seek can miss one."""
    load(neo4j_engine, world([stay("ann", "quay", 0, 5000)], places=[Place("quay", "venue", longest=1)]))
    assert asked(neo4j_engine, "MATCH (x:Place) RETURN x.longest AS longest") == [{"longest": 5000}]


def test_cases_and_infectors(neo4j_engine: Neo4jEngine) -> None:
    """A case hangs on its person; a self loop and an infector who is no case are no link; the date is the report's."""
    load(neo4j_engine, CHAIN)
    assert counts(neo4j_engine) == (2, 1, 1, 2, 2, 1)
    rows = asked(
        neo4j_engine,
        "MATCH (p:Person)-[:REPORTED]->(c:CaseRecord) OPTIONAL MATCH (i)-[:INFECTED]->(c) "
        "RETURN p.code AS person, c.case_id AS id, c.dated AS dated, i.case_id AS infector ORDER BY id",
    )
    assert [tuple(row.values()) for row in rows] == [("ann", "C1", 5, None), ("bo", "C2", 7, "C1")]


def test_a_load_that_stops_half_way_answers_nothing(neo4j_engine: Neo4jEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a load was cut short a question is refused; the next load goes on, and answers come again."""
    load(neo4j_engine, NOODLE_SHOP)

    with monkeypatch.context() as patch:
        patch.delattr(loading._Load, "write_links")
        with pytest.raises(AttributeError):
            load(neo4j_engine, replace(NOODLE_SHOP, stamp="later"))
    assert neo4j_engine.stamp == ""
    with pytest.raises(EngineError) as refused:
        neo4j_engine.ask(trajectory(person="ann", start=0, end=1000))
    assert refused.value.code == "ENGINE_BEHIND"
    load(neo4j_engine, replace(NOODLE_SHOP, stamp="later"))
    assert neo4j_engine.stamp == "later"
    assert len(neo4j_engine.ask(trajectory(person="ann", start=0, end=1000)).person) == 3


def test_an_answer_never_comes_from_other_facts(neo4j_engine: Neo4jEngine) -> None:
    """An engine that was opened for some facts refuses when somebody else has loaded others since."""
    load(neo4j_engine, NOODLE_SHOP)
    assert neo4j_engine.stamp == "noodle shop"
    write(neo4j_engine, "MATCH (d:Deployment) SET d.stamp = 'of somebody else'")
    with pytest.raises(EngineError, match="does not hold these facts"):
        neo4j_engine.ask(trajectory(person="ann", start=0, end=1000))


def test_of_two_loads_at_once_one_stands(neo4j_engine: Neo4jEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A load that finds that another has begun stops; the other's facts are whole."""
    load(neo4j_engine, CHAIN)
    real = loading._Load.write_edges

    def overtaken(self: loading._Load, table: Numbered, *more: Any, **named: Any) -> None:
        monkeypatch.setattr(loading._Load, "write_edges", real)
        load(neo4j_engine, CHAIN)
        real(self, table, *more, **named)

    monkeypatch.setattr(loading._Load, "write_edges", overtaken)
    with pytest.raises(EngineError) as refused:
        load(neo4j_engine, NOODLE_SHOP)
    assert refused.value.code == "NEO4J_BUSY"
    assert differences(neo4j_engine, CHAIN) == []


def test_strangers_in_the_database_are_refused(neo4j_engine: Neo4jEngine) -> None:
    """Stays that something else has written make the load fail with a sentence, and the server stays behind."""
    load(neo4j_engine, NOODLE_SHOP)
    write(
        neo4j_engine,
        "MATCH (p:Person {code: 'bo'}), (x:Place {key: 'shop/noodles'}) CREATE (p)-[:STAYED {place: 'x'}]->(x)",
    )
    with pytest.raises(EngineError, match="something else has written to it") as refused:
        load(neo4j_engine, NOODLE_SHOP)
    write(neo4j_engine, "MATCH ()-[r:STAYED]->() WHERE r.stay IS NULL DELETE r")
    assert refused.value.code == "NEO4J_FOREIGN"
    assert neo4j_engine.stamp == ""


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (
            "MATCH ()-[r:STAYED {t_end: 400}]->() SET r.t_end = 401",
            "STAYED: 1970-01-01: 1 of the facts are not on the server, 1 on",
        ),
        (
            "MATCH (:Person {code: 'cy'})-[r:STAYED]->() DELETE r",
            "STAYED: 1970-01-01: 1 of the facts are not on the server, 0 on",
        ),
        (
            "MATCH (x:Place {key: 'shop/noodles'}) SET x.longest = 10",
            "Place: 1 of the facts are not on the server, 1 on",
        ),
    ],
)
def test_check_finds_what_differs(neo4j_engine: Neo4jEngine, damage: str, told: str) -> None:
    """One changed or lost property is found by comparing the server with the facts."""
    load(neo4j_engine, NOODLE_SHOP)
    write(neo4j_engine, damage)
    found = differences(neo4j_engine, NOODLE_SHOP)
    write(neo4j_engine, "MATCH ()-[r:STAYED]->() DELETE r")
    write(neo4j_engine, "MATCH (x:Place) DELETE x")
    assert len(found) == 1
    assert found[0].startswith(told)


@pytest.mark.parametrize(
    ("graph", "damage", "told"),
    [
        (TRAIN, "MATCH ()-[r:STAYED {seat: '|5||12A'}]->() SET r.seat = '|5||12C'", "STAYED: 1970-01-01: 1 of the facts are not on the server, 1 on"),
        (TRAIN, "MATCH (:Person {code: 'di'})-[r:STAYED]->() SET r.seat = ''", "STAYED: 1970-01-01: 1 of the facts are not on the server, 1 on"),
        (TRAIN, "MATCH (:Person {code: 'cy'})-[r:STAYED]->() SET r.booking = 0", "STAYED: 1970-01-01: 1 of the facts are not on the server, 1 on"),
        (TRAIN, "MATCH (x:Place) SET x.coach_types = '[\"5:hard_seat\"]'", "Place: 1 of the facts are not on the server, 1 on"),
        (TRAIN, "MATCH (x:Place) SET x.sealed = null", "Place: 1 of the facts are not on the server, 1 on"),
        (TRAIN, "MATCH (x:Place) SET x.lat = 28.250001", "Place: 1 of the facts are not on the server, 1 on"),
        (HOUSES, "MATCH ()-[r:LIVES_IN {valid_to: 200}]->() SET r.valid_to = 201", "LIVES_IN: 1 of the facts are not on the server, 1 on"),
        (HOUSES, "MATCH (:Person {code: 'bo'})-[r:LIVES_IN]->() DELETE r", "LIVES_IN: 1 of the facts are not on the server, 0 on"),
        (HOUSES, "CREATE (:Household {key: 'nobody/knows'})", "Household: 0 of the facts are not on the server, 1 on"),
    ],
)  # fmt: skip
def test_check_finds_a_changed_seat_or_member(
    neo4j_engine: Neo4jEngine, graph: TimedGraph, damage: str, told: str
) -> None:
    """Seat, booking, what is known of a run, and each membership are compared; a seat of no text is no unknown seat."""
    load(neo4j_engine, graph)
    write(neo4j_engine, damage)
    found = differences(neo4j_engine, graph, whole=True)
    write(neo4j_engine, "MATCH (n) WHERE n:Place OR n:Household DETACH DELETE n")
    assert len(found) == 1
    assert found[0].startswith(told)


def test_an_empty_graph_empties_the_server(neo4j_engine: Neo4jEngine) -> None:
    """No facts, no nodes: only the note of the load is left."""
    load(neo4j_engine, world([stay("ann", "quay", 0, 5)], members=[lives("ann", "register/flat")]))
    empty: TimedGraph = world([], stamp="nothing")
    assert load(neo4j_engine, empty) == 0
    assert counts(neo4j_engine) == (0, 0, 0, 0, 0, 0)
    assert households(neo4j_engine) == (0, 0)

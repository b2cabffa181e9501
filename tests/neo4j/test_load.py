"""Loading: constraints, once and twice, new facts over old ones, half loads, two loads at once."""

from dataclasses import replace

import pytest

from graph.engines.neo4j import load as loading
from graph.engines.neo4j.check import differences
from graph.engines.neo4j.engine import Neo4jEngine
from graph.engines.neo4j.load import load
from graph.errors import EngineError
from graph.model.timed_graph import Case, Place, TimedGraph
from queries.trajectory import trajectory
from tests.neo4j.worlds import NOODLE_SHOP, stay, world

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


def test_loading_twice_counts_once(neo4j_engine: Neo4jEngine) -> None:
    """The same facts loaded again leave as many people, places and stays as before."""
    assert load(neo4j_engine, NOODLE_SHOP) == 8
    assert load(neo4j_engine, NOODLE_SHOP) == 8
    assert counts(neo4j_engine) == (5, 3, 8, 0, 0, 0)
    assert differences(neo4j_engine, NOODLE_SHOP) == []


def test_constraints_and_the_index_are_there(neo4j_engine: Neo4jEngine) -> None:
    """Keys are unique on the server, and stays have the index that every question seeks in."""
    load(neo4j_engine, NOODLE_SHOP)
    unique = asked(neo4j_engine, "SHOW CONSTRAINTS YIELD name RETURN collect(name) AS names")[0]["names"]
    assert unique == sorted(["caserecord_case_id", "deployment_id", "person_code", "place_key", "stayed_stay"])
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
    real = loading._Load.write_stays

    def overtaken(self: loading._Load) -> None:
        monkeypatch.setattr(loading._Load, "write_stays", real)
        load(neo4j_engine, CHAIN)
        real(self)

    monkeypatch.setattr(loading._Load, "write_stays", overtaken)
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
            "STAYED: 1 of the facts are not on the server, 1 on",
        ),
        ("MATCH (:Person {code: 'cy'})-[r:STAYED]->() DELETE r", "STAYED: 1 of the facts are not on the server, 0 on"),
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


def test_an_empty_graph_empties_the_server(neo4j_engine: Neo4jEngine) -> None:
    """No facts, no nodes: only the note of the load is left."""
    load(neo4j_engine, NOODLE_SHOP)
    empty: TimedGraph = world([], stamp="nothing")
    assert load(neo4j_engine, empty) == 0
    assert counts(neo4j_engine) == (0, 0, 0, 0, 0, 0)

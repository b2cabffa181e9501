"""Databases that are not ours to fill, texts that mean harm, and what a load leaves alone."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from graph.engines.neo4j.check import differences
from graph.engines.neo4j.engine import Neo4jEngine
from graph.engines.neo4j.load import load
from graph.errors import EngineError
from graph.model.timed_graph import Case
from queries.trajectory import trajectory
from tests.neo4j.crowds import HOSTILE, hostile_world
from tests.neo4j.worlds import NOODLE_SHOP, stay, world

pytestmark = pytest.mark.neo4j

#: All that a database holds, but for the mark of one that is for tests.
EVERYTHING = """
MATCH (n) WHERE coalesce(n.id, '') <> 'tests'
OPTIONAL MATCH (n)-[r]->(m)
RETURN labels(n) AS labels, properties(n) AS says, type(r) AS kind, properties(r) AS told, properties(m) AS at
"""


def write(engine: Neo4jEngine, statement: str) -> None:
    engine.connection.write(lambda t: t.run(statement))


def everything(engine: Neo4jEngine) -> list[str]:
    """Return all nodes with their relationships, as texts in order."""
    return sorted(repr(sorted(row.items())) for row in engine.connection.read(lambda t: t.run(EVERYTHING)))


def refused(engine: Neo4jEngine, owner: str = "") -> str:
    """Return the code with which a load is refused; it has changed nothing."""
    before = everything(engine)
    with pytest.raises(EngineError) as told:
        load(engine, replace(NOODLE_SHOP, stamp="other"), owner=owner)
    assert everything(engine) == before
    return told.value.code


@pytest.fixture
def empty(neo4j_engine: Neo4jEngine) -> Iterator[Neo4jEngine]:
    """Give an engine on an empty database, and leave one."""
    away = "MATCH (n) WHERE coalesce(n.id, '') <> 'tests' DETACH DELETE n"
    write(neo4j_engine, away)
    yield neo4j_engine
    write(neo4j_engine, away)


@pytest.mark.parametrize(
    "other",
    [
        "CREATE (:Movie {title: 'The Theatre'})<-[:ACTED_IN]-(:Person {name: 'Keanu'})",
        "CREATE (:Person {code: 'ann'})",
        "CREATE (:Place {name: 'Wuhan'})",
        "CREATE ({name: 'no label'})",
    ],
)
def test_a_database_of_something_else_is_refused(empty: Neo4jEngine, other: str) -> None:
    """Films, people without a load, nodes without a label: nothing is written beside them, nothing deleted."""
    write(empty, other)
    assert refused(empty) == "NEO4J_FOREIGN"


def test_something_else_beside_a_load_is_refused(empty: Neo4jEngine) -> None:
    """Somebody has put films into our database: the load names the label, and the server still holds what it held."""
    load(empty, NOODLE_SHOP)
    write(empty, "CREATE (:Movie {title: 'The Theatre'})")
    assert refused(empty) == "NEO4J_FOREIGN"
    with pytest.raises(EngineError, match=r"something else \(Movie\)"):
        load(empty, NOODLE_SHOP)
    assert empty.stamp == "noodle shop"


def test_a_later_version_is_refused(empty: Neo4jEngine) -> None:
    """What a later version has filled is not overwritten by this one."""
    load(empty, NOODLE_SHOP)
    write(empty, "MATCH (d:Deployment {id: 'contactgraph'}) SET d.version = 99")
    assert refused(empty) == "NEO4J_NEWER"


def test_another_deployment_is_refused(empty: Neo4jEngine) -> None:
    """One deployment a database: of Yiyang's the load of Zhuzhou's changes nothing; its own goes on."""
    load(empty, NOODLE_SHOP, owner="yiyang")
    assert refused(empty, "zhuzhou") == "NEO4J_FOREIGN"
    assert load(empty, NOODLE_SHOP) == 8
    assert refused(empty, "zhuzhou") == "NEO4J_FOREIGN"
    assert load(empty, NOODLE_SHOP, owner="yiyang") == 8
    assert load(empty, NOODLE_SHOP, owner="changsha", replace=True) == 8
    assert refused(empty, "yiyang") == "NEO4J_FOREIGN"


def test_perspectives_and_pictures_are_left_alone(empty: Neo4jEngine) -> None:
    """Bloom's own nodes, and what a trace has written back, survive a load and are no difference."""
    write(empty, "CREATE (:_Bloom_Perspective_ {name: 'Contact tracing'})-[:_Bloom_HAS_SCENE_]->(:_Bloom_Scene_)")
    load(empty, NOODLE_SHOP)
    write(
        empty,
        "MATCH (a:Person {code: 'ann'}), (b:Person {code: 'bo'}) SET a:Case, a.chain_x = 1.5, b:CloseContact "
        "CREATE (a)-[:CONTACT {run: 'r1', ring: 1}]->(b) CREATE (:Picture {run: 'r1', case: 'C1'})",
    )
    before = [text for text in everything(empty) if "'Deployment'" not in text]
    load(empty, replace(NOODLE_SHOP, stamp="again"))
    assert [text for text in everything(empty) if "'Deployment'" not in text] == before
    assert differences(empty, replace(NOODLE_SHOP, stamp="again"), whole=True) == []


def test_hostile_texts_are_texts(empty: Neo4jEngine) -> None:
    """In every name, code and key: written and read back as they are (a name's first 2,000 characters)."""
    graph = hostile_world()
    load(empty, graph, owner=HOSTILE[5])
    assert differences(empty, graph, whole=True) == []
    for text in HOSTILE:
        found = empty.ask(trajectory(person=text, start=0, end=1000))
        assert (list(found.zones), list(found.floors), list(found.source_sets)) == ([text], [text], [(text,)])
        assert [place.name for place in found.places] == [(text * 3)[:2_000]]


def test_a_key_that_no_index_holds_is_refused(empty: Neo4jEngine) -> None:
    """An id of 8,001 bytes would fail in the middle of a load: it is refused before, with what to do; two bytes a letter."""
    load(empty, NOODLE_SHOP)
    before = everything(empty)
    for graph in (
        world([stay("ann", "ö" * 4_000 + "x", 0, 5)], stamp="long"),
        world([], cases=[Case("C" * 8_001, "ann")], stamp="long"),
    ):
        with pytest.raises(EngineError, match="8,001 bytes") as told:
            load(empty, graph)
        assert told.value.code == "NEO4J_KEY"
    assert everything(empty) == before


def test_what_retention_took_goes_from_the_server(empty: Neo4jEngine) -> None:
    """The facts of 1 January are gone: its two stays are deleted, and those of the 2nd are the very same as before."""
    of_second = [stay("ann", "quay", 86_400, 86_500), stay("bo", "quay", 90_000, 90_001)]
    load(empty, world([stay("ann", "quay", 10, 20), stay("bo", "quay", 86_399, 86_400), *of_second], stamp="two days"))
    ids = "MATCH ()-[r:STAYED]->() WITH r ORDER BY r.t_start RETURN collect([r.t_start, elementId(r)]) AS stays"
    before = empty.connection.read(lambda t: t.run(ids))[0]["stays"]
    assert [start for start, _ in before] == [10, 86_399, 86_400, 90_000]
    after = world(of_second, stamp="one day")
    assert differences(empty, after) == [
        "the server holds other facts, or half of them: run `contactgraph neo4j DIR load`",
        "STAYED: 1970-01-01: 0 of the facts are not on the server, 2 on the server are not in the facts",
    ]
    load(empty, after)
    assert empty.connection.read(lambda t: t.run(ids))[0]["stays"] == before[2:]


def test_the_check_names_the_days(empty: Neo4jEngine) -> None:
    """One stay of the 29th is lost, another of the 30th says another end: two sentences, a day each, before 1970 too."""
    rows = [
        stay("ann", "quay", 1_627_516_800, 1_627_520_000),
        stay("bo", "quay", 1_627_516_800, 1_627_520_000),
        stay("ann", "pier", 1_627_603_200, 1_627_610_000),
        stay("bo", "pier", -1, 5),
    ]
    load(empty, world(rows))
    assert differences(empty, world(rows)) == []
    write(empty, "MATCH (:Person {code: 'bo'})-[r:STAYED]->(:Place {key: 'quay'}) DELETE r")
    write(empty, "MATCH ()-[r:STAYED {t_start: 1627603200}]->() SET r.t_end = r.t_end + 1")
    write(empty, "MATCH ()-[r:STAYED {t_start: -1}]->() SET r.until_time = datetime({epochSeconds: 6})")
    assert differences(empty, world(rows)) == [
        "STAYED: 1969-12-31: 1 of the facts are not on the server, 1 on the server are not in the facts",
        "STAYED: 2021-07-29: 1 of the facts are not on the server, 0 on the server are not in the facts",
        "STAYED: 2021-07-30: 1 of the facts are not on the server, 1 on the server are not in the facts",
    ]
    load(empty, world(rows))
    assert differences(empty, world(rows), whole=True) == []


def test_a_stay_on_the_wrong_day_is_mended(empty: Neo4jEngine) -> None:
    """Somebody has moved a stay to another day on the server: the next load puts it back."""
    load(empty, NOODLE_SHOP)
    write(empty, "MATCH ()-[r:STAYED {t_start: 50}]->() SET r.t_start = 900000")
    load(empty, NOODLE_SHOP)
    assert differences(empty, NOODLE_SHOP, whole=True) == []


def test_the_slicer_has_real_times(empty: Neo4jEngine) -> None:
    """Ann's stay from 100 to 200 bears both ends as datetimes in UTC too."""
    load(empty, NOODLE_SHOP)
    found = empty.connection.read(
        lambda t: t.run(
            "MATCH ()-[r:STAYED {t_start: 100}]->() RETURN toString(r.from_time) AS a, toString(r.until_time) AS b"
        )
    )
    assert found == [{"a": "1970-01-01T00:01:40Z", "b": "1970-01-01T00:03:20Z"}]


def test_many_days_that_differ_are_counted(empty: Neo4jEngine) -> None:
    """Of twenty-five days twenty are named."""
    load(empty, world([stay("ann", "quay", 0, 5)]))
    graph = world([stay("ann", "quay", 86_400 * day, 86_400 * day + 5) for day in range(26)])
    found = differences(empty, graph)
    assert found[-1] == "STAYED: 5 more days differ"
    assert len([text for text in found if text.startswith("STAYED: ")]) == 21

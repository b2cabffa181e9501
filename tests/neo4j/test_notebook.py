"""py2neo on the server as it is today: what still works and is used, and what does not and is warned of.

What is broken is asserted as it is, so that a change of the server is noticed; docs/how-to/notebook.md lists it.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from api.notebook import graph, to_py2neo
from graph.engines.neo4j.engine import Neo4jEngine
from graph.engines.neo4j.load import load
from graph.errors import EngineError
from tests.local_neo4j import Address
from tests.neo4j.worlds import NOODLE_SHOP

pytestmark = pytest.mark.neo4j
if os.environ.get("CI") == "true":
    import py2neo
else:
    py2neo = pytest.importorskip("py2neo")

ANSWER = [
    {"kind": "reach", "case": "C1", "person": "mei"},
    {"kind": "reached", "person": "an", "arrival": "2021-07-22T10:00:00Z", "hops": 1, "from": "mei", "place": "bar"},
    {"kind": "reached", "person": "bo", "arrival": "2021-07-22T12:00:00Z", "hops": 2, "from": "an", "place": "club"},
    {"kind": "stay", "person": "an", "place": "bar", "place_kind": "venue", "t_start": "2021-07-22T09:00:00Z",
     "t_end": "2021-07-22T11:00:00Z"},
]  # fmt: skip


@pytest.fixture
def server(neo4j_server: Address) -> Iterator[Any]:
    """Return the server through py2neo; what tests write bears the labels of answers, and is deleted."""
    found = graph(neo4j_server.uri, neo4j_server.user, neo4j_server.password, neo4j_server.database)
    yield found
    found.run("MATCH (n:AnswerPerson|AnswerPlace) DETACH DELETE n")


def test_queries_run(server: Any) -> None:
    """Values, tables of rows, parameters, and transactions that are taken back or kept."""
    assert server.evaluate("RETURN $x + 1", x=1) == 2
    assert server.run("UNWIND [1, 2] AS n RETURN n").data() == [{"n": 1}, {"n": 2}]
    running = server.begin()
    running.run("CREATE (:AnswerPerson {person: 'nobody'})")
    server.rollback(running)
    assert server.evaluate("MATCH (n:AnswerPerson) RETURN count(n)") == 0
    running = server.begin()
    running.create(py2neo.Node("AnswerPerson", person="an"))
    server.commit(running)
    table = server.run("MATCH (n:AnswerPerson) RETURN n.person AS person").to_table()
    assert (table.keys(), [tuple(row) for row in table]) == (["person"], [("an",)])


def test_the_settings_name_the_server(neo4j_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without arguments the server is that of the environment, as for the command."""
    for name, value in neo4j_environment.items():
        monkeypatch.setenv(name, value)
    assert graph().evaluate("RETURN 1") == 1


def test_a_subgraph_is_merged_once(server: Any) -> None:
    """Merged twice, drawn anew: three people, a place, the chain and the stay, each once; times can be asked for."""
    server.merge(to_py2neo(ANSWER))
    server.merge(to_py2neo(ANSWER))
    assert server.evaluate("MATCH (n:AnswerPerson|AnswerPlace) RETURN count(n)") == 4
    assert server.evaluate("MATCH (:AnswerPerson)-[r]->() RETURN count(r)") == 3
    late = "MATCH (a)-[r:PASSED_ON]->(b) WHERE datetime(r.at[0]) > datetime($t) RETURN a.person AS a, b.person AS b"
    assert server.run(late, t="2021-07-22T11:00:00Z").data() == [{"a": "an", "b": "bo"}]


def test_nodes_and_relationships_are_found_again(server: Any) -> None:
    """By matcher with its conditions and order, and by pull after a change on the server."""
    server.merge(to_py2neo(ANSWER))
    people = py2neo.NodeMatcher(server).match("AnswerPerson")
    assert [n["person"] for n in people.order_by("_.person")] == ["an", "bo", "mei"]
    an = people.where("_.hops = 1").first()
    assert dict(an) == {"person": "an", "arrival": "2021-07-22T10:00:00Z", "hops": 1}
    stays = py2neo.RelationshipMatcher(server).match((an,), "WAS_AT")
    assert [dict(r) for r in stays] == [{"t_start": ["2021-07-22T09:00:00Z"], "t_end": ["2021-07-22T11:00:00Z"]}]
    server.run("MATCH (n:AnswerPerson {person: 'an'}) SET n.hops = 9")
    server.pull(an)
    assert an["hops"] == 9


def test_a_deployment_refuses_a_database_that_answers_were_merged_into(server: Any, neo4j_engine: Neo4jEngine) -> None:
    """The load names the label that is not its own and changes nothing; without the answer's nodes it loads."""
    load(neo4j_engine, NOODLE_SHOP)
    server.merge(to_py2neo(ANSWER))
    with pytest.raises(EngineError, match="AnswerPerson") as refused:
        load(neo4j_engine, NOODLE_SHOP)
    assert refused.value.code == "NEO4J_FOREIGN"
    server.run("MATCH (n:AnswerPerson|AnswerPlace) DETACH DELETE n")
    load(neo4j_engine, NOODLE_SHOP)


def test_merging_writes_no_schema(server: Any) -> None:
    """Constraints and indexes after a merge are those from before."""
    schema = "SHOW CONSTRAINTS YIELD name RETURN name AS n UNION SHOW INDEXES YIELD name RETURN name AS n"
    names = {row["n"] for part in schema.split(" UNION ") for row in server.run(part)}
    server.merge(to_py2neo(ANSWER))
    assert {row["n"] for part in schema.split(" UNION ") for row in server.run(part)} == names


@pytest.mark.parametrize(
    "text", ["2021-07-29T18:00:00Z", "2021-07-29T18:00:00+08:00", "2021-07-29T18:00:00[Asia/Shanghai]"]
)
def test_datetimes_are_read(server: Any, text: str) -> None:
    """A datetime of the server comes as py2neo's own; written as text with its offset it becomes Python's."""
    found = server.evaluate("RETURN datetime($t)", t=text)
    offset = timezone(timedelta(hours=0 if text.endswith("Z") else 8))
    assert datetime.fromisoformat(found.iso_format()) == datetime(2021, 7, 29, 18, tzinfo=offset)


@pytest.mark.parametrize(
    ("given", "code"),
    [({"password": "not-the-password"}, "NEO4J_PASSWORD"), ({"database": "elsewhere"}, "NEO4J_DATABASE"),
     ({"uri": "http://127.0.0.1:7474"}, "NEO4J_ADDRESS")],
)  # fmt: skip
def test_a_refusal_is_told(neo4j_server: Address, given: dict[str, str], code: str) -> None:
    """What py2neo calls a closed connection is told as what it is: password, database, address."""
    right = {
        "uri": neo4j_server.uri, "user": neo4j_server.user, "password": neo4j_server.password, "database": neo4j_server.database,
    }  # fmt: skip
    with pytest.raises(EngineError) as refused:
        graph(**(right | given))
    assert refused.value.code == code
    assert "not-the-password" not in refused.value.message


def test_a_server_that_refuses_py2neo_alone_is_told(neo4j_server: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    """When servers drop the old protocol, the driver's check passes and py2neo's does not: the sentence says what to use."""

    def gone(*_: object, **__: object) -> None:
        raise py2neo.errors.ProtocolError("Unable to agree supported protocol version")

    monkeypatch.setattr(py2neo, "Graph", gone)
    with pytest.raises(EngineError, match="use the driver") as refused:
        graph(neo4j_server.uri, neo4j_server.user, neo4j_server.password, neo4j_server.database)
    assert refused.value.code == "NEO4J_BOLT"


# --- what does not work, as it fails today


@pytest.mark.parametrize(
    "call", ["create_uniqueness_constraint", "create_index", "get_indexes", "get_uniqueness_constraints"]
)
def test_schema_is_not_for_py2neo(server: Any, call: str) -> None:
    """It writes the schema syntax of Neo4j 3, and asks a procedure that is gone."""
    arguments = ("AnswerPerson", "person") if call.startswith("create") else ("AnswerPerson",)
    with pytest.raises(py2neo.errors.ClientError, match=r"syntax|db\.indexes"):
        getattr(server.schema, call)(*arguments)


def test_a_datetime_with_a_zone_cannot_be_sent(server: Any) -> None:
    """It fails before it leaves; as text, read by the server, it arrives."""
    moment = datetime(2021, 7, 29, 18, tzinfo=UTC)
    with pytest.raises(TypeError, match="utcoffset"):
        server.evaluate("RETURN $t", t=moment)
    assert server.evaluate("RETURN datetime($t) = datetime('2021-07-29T18:00:00Z')", t=moment.isoformat())


def test_to_native_loses_the_zone(server: Any) -> None:
    """18:00 in Shanghai comes out as 18:00 of nowhere, eight hours wrong as soon as it is taken for UTC."""
    found = server.evaluate("RETURN datetime('2021-07-29T18:00:00+08:00')")
    assert found.to_native() == datetime(2021, 7, 29, 18)  # noqa: DTZ001  that is what is wrong


def test_the_first_node_of_a_database_is_several_in_a_set(server: Any) -> None:
    """Read twice, a node with the number 0 is two nodes in a set: `to_subgraph` may count it more than once."""
    zero, one = (py2neo.Node("AnswerPerson", person="an") for _ in range(2))
    for node in (zero, one):
        node.graph, node.identity = server, 0
    assert len({zero, one}) == 2
    for node in (zero, one):
        node.identity = 7
    assert len({zero, one}) == 1


def test_relationships_of_one_type_between_two_nodes_become_one(server: Any) -> None:
    """Two meetings as two relationships: after merge the second is lost. That is why `to_py2neo` makes lists."""
    one, other = (py2neo.Node("AnswerPerson", person=name) for name in ("an", "bo"))
    met = [py2neo.Relationship(one, "TOGETHER", other, t_start=t) for t in ("10:00", "12:00")]
    drawn = py2neo.Subgraph([one, other], met)
    assert len(drawn.relationships) == 2
    server.merge(drawn, "AnswerPerson", "person")
    assert server.evaluate("MATCH ()-[r:TOGETHER]->() RETURN count(r)") == 1

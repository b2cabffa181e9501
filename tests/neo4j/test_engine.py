"""The engine's manners: what it refuses, and in which words."""

import logging
import socket
from dataclasses import replace

import neo4j.exceptions
import pytest

from graph.engines.neo4j import engine as asking
from graph.engines.neo4j.engine import Neo4jEngine
from graph.engines.neo4j.faults import as_ours
from graph.engines.neo4j.load import load
from graph.engines.protocol import Cypher, Question, Seed, Walker
from graph.errors import ContactgraphError, EngineError, NotAnswered, Refused
from queries.close_contacts import close_contacts
from tests.local_neo4j import Address
from tests.neo4j.worlds import NOODLE_SHOP


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@pytest.mark.neo4j
def test_a_wrong_password_is_told(neo4j_server: Address) -> None:
    """The sentence names the two settings, and never the password."""
    with pytest.raises(EngineError, match="NEO4J_USER and NEO4J_PASSWORD") as refused:
        Neo4jEngine(neo4j_server.uri, "neo4j", "not-the-password")
    assert refused.value.code == "NEO4J_PASSWORD"
    assert "not-the-password" not in refused.value.message


def test_a_dead_server_is_told() -> None:
    """Nobody listens: the sentence says how to start one, within seconds."""
    with pytest.raises(EngineError, match="does not answer: start it") as refused:
        Neo4jEngine(f"bolt://127.0.0.1:{free_port()}", "neo4j", "secret")
    assert refused.value.code == "NEO4J_AWAY"


@pytest.mark.parametrize("uri", ["http://127.0.0.1:7474", "127.0.0.1", "bolt://"])
def test_an_address_that_is_none_is_told(uri: str) -> None:
    """A web address or a bare host is no Neo4j address, and is refused with an example of one."""
    with pytest.raises(EngineError) as refused:
        Neo4jEngine(uri, "neo4j", "secret")
    assert refused.value.code in {"NEO4J_ADDRESS", "NEO4J_AWAY"}


@pytest.mark.neo4j
def test_a_database_that_is_not_there_is_told(neo4j_server: Address) -> None:
    """The sentence names the setting of the database."""
    with pytest.raises(EngineError, match="NEO4J_DATABASE") as refused:
        Neo4jEngine(neo4j_server.uri, neo4j_server.user, neo4j_server.password, "elsewhere")
    assert refused.value.code == "NEO4J_DATABASE"


@pytest.mark.neo4j
def test_a_question_without_cypher_is_not_answered(neo4j_engine: Neo4jEngine) -> None:
    """A question that has a walk over the columns only is refused, and the refusal says so."""
    with pytest.raises(NotAnswered, match="embedded engine only"):
        neo4j_engine.ask(Question(name="columns only", walk=Walker.cases))


@pytest.mark.neo4j
def test_a_question_over_the_time_limit_is_refused(neo4j_server: Address) -> None:
    """A question that takes too long is not answered by half: it is refused with what to do."""
    endless = Question(
        name="endless",
        walk=Walker.cases,
        cypher=Cypher(
            "endless", "UNWIND range(1, 1000000000) AS n WITH n WHERE n < 0 RETURN count(n) AS n", (), ("n",)
        ),
        parameters={},
        read=list,
    )
    with Neo4jEngine(neo4j_server.uri, neo4j_server.user, neo4j_server.password, seconds=0.3) as engine:
        load(engine, NOODLE_SHOP)
        with pytest.raises(NotAnswered, match="limit of time or memory") as refused:
            engine.ask(endless)
    assert refused.value.code == "NEO4J_LIMIT"


@pytest.mark.neo4j
def test_a_question_cannot_write(neo4j_engine: Neo4jEngine) -> None:
    """A text that would write is refused by the server, since questions are read transactions."""
    load(neo4j_engine, NOODLE_SHOP)
    text = "CREATE (n:Intruder) RETURN 1 AS one"
    with pytest.raises(EngineError):
        neo4j_engine.ask(Question("writing", Walker.cases, Cypher("writing", text, (), ("one",)), {}, list))


@pytest.mark.neo4j
def test_a_question_without_its_index_is_refused(neo4j_engine: Neo4jEngine) -> None:
    """Without the index of people the server would read them all: the question is refused until a load makes it anew."""
    load(neo4j_engine, NOODLE_SHOP)
    neo4j_engine.connection.write(lambda t: t.run("DROP CONSTRAINT person_code"))
    question = close_contacts(seeds=[Seed("ann", 0, 1000)])
    with pytest.raises(EngineError, match=r"no index of Person\(code\)") as refused:
        neo4j_engine.ask(question)
    assert refused.value.code == "ENGINE_BEHIND"
    load(neo4j_engine, NOODLE_SHOP)
    assert len(neo4j_engine.ask(question)) == 3


@pytest.mark.neo4j
def test_many_seeds_are_asked_in_parts(neo4j_engine: Neo4jEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked two seeds at a time or all at once, the answer is the same."""
    load(neo4j_engine, NOODLE_SHOP)
    seeds = [Seed(person, 0, 1000) for person in ("ann", "bo", "cy", "di", "ed")]
    whole = neo4j_engine.ask(close_contacts(seeds=seeds))
    monkeypatch.setattr(asking, "SEEDS_AT_ONCE", 2)
    parts = neo4j_engine.ask(close_contacts(seeds=seeds))
    for found in (whole, parts):
        rows = {
            (int(s), found.people[p], int(t)) for s, p, t in zip(found.seed, found.person, found.t_start, strict=True)
        }
        assert rows == {
            (0, "bo", 150), (0, "bo", 160), (0, "ed", 190), (1, "ann", 150), (1, "ann", 160), (1, "ed", 190),
            (4, "ann", 190), (4, "bo", 190),
        }  # fmt: skip


@pytest.mark.neo4j
def test_parameters_must_be_the_declared_ones(neo4j_engine: Neo4jEngine) -> None:
    """A question that fills in a parameter its Cypher does not have is a mistake of ours and says so."""
    load(neo4j_engine, NOODLE_SHOP)
    question = close_contacts(seeds=[])
    with pytest.raises(ValueError, match="without"):
        neo4j_engine.ask(replace(question, parameters={"seeds": []}))


@pytest.mark.neo4j
def test_the_server_has_nothing_to_remark(neo4j_engine: Neo4jEngine, caplog: pytest.LogCaptureFixture) -> None:
    """Loading and asking draw no warning from the server: no missing index, no old syntax."""
    with caplog.at_level(logging.WARNING, logger="neo4j"):
        load(neo4j_engine, NOODLE_SHOP)
        neo4j_engine.ask(close_contacts(seeds=[Seed("ann", 0, 1000)]))
    assert [record.message for record in caplog.records] == []


def driver_errors() -> list[type[Exception]]:
    found: list[type[Exception]] = []
    todo: list[type[Exception]] = [neo4j.exceptions.DriverError, neo4j.exceptions.Neo4jError]
    while todo:
        found.append(todo.pop())
        todo += found[-1].__subclasses__()
    return found


@pytest.mark.parametrize("kind", driver_errors(), ids=lambda k: k.__name__)
def test_every_error_of_the_driver_becomes_ours(kind: type[Exception]) -> None:
    """Nothing of the driver's leaks: each of its errors has one of ours with a code and a sentence."""
    ours = as_ours(kind.__new__(kind), "bolt://host:7687")
    assert isinstance(ours, Refused)
    assert isinstance(ours, ContactgraphError)
    assert ours.code.isupper()
    assert len(ours.message) > 20

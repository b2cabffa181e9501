"""How a server is reached: whom the password is sent to, what is too old, what the next transaction knows."""

import logging
import re
from typing import Any

import neo4j
import pytest
from neo4j import GraphDatabase

from graph.engines.neo4j import watch
from graph.engines.neo4j.connection import Connection
from graph.engines.neo4j.engine import Neo4jEngine
from graph.errors import EngineError
from tests.local_neo4j import Address


@pytest.mark.parametrize(
    "uri", ["bolt://10.0.0.7:7687", "neo4j://graph.example.org", "bolt://neo4j:7687", "bolt://[2001:db8::1]"]
)
def test_an_unencrypted_address_of_another_host_is_refused(uri: str) -> None:
    """Nothing is sent there: the sentence says how to encrypt, and which setting allows it as it is."""
    with pytest.raises(EngineError) as refused:
        Connection(uri, "neo4j", "secret", "neo4j")
    assert refused.value.code == "NEO4J_PLAIN"
    scheme, _, host = uri.partition("://")
    assert f"{scheme}+s://{host}" in refused.value.message
    assert "CONTACTGRAPH_NEO4J_PLAIN" in refused.value.message


@pytest.mark.parametrize(
    "uri",
    [
        "bolt://127.0.0.1:1",
        "bolt://localhost:1",
        "neo4j://[::1]:1",
        "bolt+s://graph.invalid:1",
        "neo4j+ssc://graph.invalid:1",
    ],
)
def test_this_machine_and_encrypted_addresses_are_tried(uri: str) -> None:
    """They are not refused for being overheard; that nobody listens there is told as such."""
    with pytest.raises(EngineError) as refused:
        Connection(uri, "neo4j", "secret", "neo4j")
    assert refused.value.code == "NEO4J_AWAY"


def test_an_unencrypted_address_can_be_allowed() -> None:
    """On a network of one's own the setting lets it through, and the server's absence is what is told."""
    with pytest.raises(EngineError) as refused:
        Connection("bolt://graph.invalid:1", "neo4j", "secret", "neo4j", allow_plain=True)
    assert refused.value.code == "NEO4J_AWAY"


@pytest.mark.parametrize(
    "uri", ["bolt://neo4j:hunter2@localhost:7687", "http://neo4j:hunter2@localhost", "bolt://[::1"]
)
def test_an_address_with_a_password_is_refused_and_not_repeated(uri: str) -> None:
    """A password belongs in its own setting; the sentence does not show it."""
    with pytest.raises(EngineError) as refused:
        Connection(uri, "neo4j", "secret", "neo4j")
    assert refused.value.code == "NEO4J_ADDRESS"
    assert "hunter2" not in refused.value.message


@pytest.mark.parametrize("agent", ["Neo4j/4.4.38", "Neo4j/5.25.1", "Neo4j/5"])
def test_an_old_server_is_refused(agent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server before 5.26 is refused by its name and the least version that would do."""
    monkeypatch.setattr(Connection, "_attempt", lambda *_: agent)
    with pytest.raises(EngineError, match=rf"{agent}: contactgraph needs Neo4j 5\.26 or later") as refused:
        Connection("bolt://localhost", "neo4j", "secret", "neo4j")
    assert refused.value.code == "NEO4J_OLD"


@pytest.mark.parametrize("agent", ["Neo4j/5.26.0", "Neo4j/5.26.30", "Neo4j/2025.01.0", "Neo4j/2026.08.1"])
def test_a_server_from_5_26_on_is_taken(agent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last server of the old numbering and every one that bears a year."""
    monkeypatch.setattr(Connection, "_attempt", lambda *_: agent)
    Connection("bolt://localhost", "neo4j", "secret", "neo4j").close()


@pytest.mark.neo4j
def test_a_transaction_waits_for_what_the_one_before_wrote(
    neo4j_engine: Neo4jEngine, caplog: pytest.LogCaptureFixture
) -> None:
    """After a write, the next transaction of the connection is begun with the bookmark that the write gave."""
    connection = neo4j_engine.connection
    with caplog.at_level(logging.DEBUG, logger="neo4j.io"):
        connection.write(lambda t: t.run("RETURN 1 AS one"))
        connection.read(lambda t: t.run("RETURN 1 AS one"))
    said = [record.getMessage() for record in caplog.records]
    given = next(found[1] for line in said if (found := re.search(r"S: SUCCESS .*'bookmark': '([^']+)'", line)))
    begins = [line for line in said if "C: BEGIN" in line]
    assert given not in begins[0]
    assert given in begins[1]


def test_the_driver_counts_nothing_for_its_makers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The driver is told not to report which of its functions are used, whatever the server would take."""
    given: dict[str, object] = {}
    make = GraphDatabase.driver

    def driver(uri: str, **options: Any) -> neo4j.Driver:
        given.update(options)
        return make(uri, **options)

    monkeypatch.setattr(GraphDatabase, "driver", driver)
    monkeypatch.setattr(Connection, "_attempt", lambda *_: "Neo4j/2026.08.1")
    Connection("bolt://localhost", "neo4j", "secret", "neo4j").close()
    assert given["telemetry_disabled"] is True


@pytest.mark.neo4j
def test_a_long_question_is_not_given_up_while_the_server_is_alive(
    neo4j_server: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A count that takes longer than the patience is answered: the server was asked meanwhile, and was there."""
    monkeypatch.setattr(watch, "PATIENCE", 0.05)
    connection = Connection(neo4j_server.uri, neo4j_server.user, neo4j_server.password, neo4j_server.database)
    answers: list[bool] = []
    probe = connection._alive
    monkeypatch.setattr(connection, "_alive", lambda: answers.append(probe()) or answers[-1])
    count, numbers = "UNWIND range(1, $n) AS n RETURN sum(n % 7) AS total", 70_000
    while not answers:
        numbers *= 10
        rows = connection.read(lambda t, n=numbers: t.run(count, {"n": n}))  # type: ignore[misc]
        assert rows == [{"total": numbers // 7 * 21}]
    assert all(answers)
    connection.close()

"""The Neo4j that tests share: the one that NEO4J_URI names, else a local throw-away one, started once a run.

Import the fixtures into a folder's conftest.py. Without a server the tests that ask for one are skipped with what is
missing; under CI=true they fail. A server that is named must have an empty database: it is written to.
"""

import atexit
import os
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache

import pytest

from graph.engines.neo4j.connection import Connection
from graph.engines.neo4j.engine import Neo4jEngine
from graph.errors import EngineError
from tests.local_neo4j import Address, NoServerError, local_neo4j

_USED = "MERGE (t:TestDatabase {id: 'contactgraph'}) RETURN t.id AS id"
_STRANGE = "MATCH (n) RETURN count(n) > 0 AND NOT EXISTS { MATCH (:TestDatabase) } AS strange"


@cache
def address() -> Address:
    """Return where the server is; it runs until the process ends.

    Raises:
        NoServerError: there is none, or its database holds something that is not ours to delete.

    """
    if uri := os.environ.get("NEO4J_URI"):
        named = Address(
            uri,
            os.environ.get("NEO4J_USER", "neo4j"),
            os.environ.get("NEO4J_PASSWORD", ""),
            os.environ.get("NEO4J_DATABASE", "neo4j"),
        )
        _claim(named)
        return named
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(local_neo4j())


def _claim(server: Address) -> None:
    """Mark the database as one for tests, if it is empty or is marked already."""
    try:
        connection = Connection(server.uri, server.user, server.password, server.database)
    except EngineError as e:
        raise NoServerError(e.message) from e
    try:
        if connection.read(lambda t: t.run(_STRANGE))[0]["strange"]:
            raise NoServerError(f"the database at {server.uri} is not empty: tests need one of their own")
        connection.write(lambda t: t.run(_USED))
    finally:
        connection.close()


@pytest.fixture(scope="session")
def neo4j_server() -> Address:
    """Return the address of a server to test with; skip without one, fail under CI=true."""
    try:
        return address()
    except NoServerError as e:
        if os.environ.get("CI") == "true":
            pytest.fail(str(e))
        pytest.skip(str(e))


@pytest.fixture(scope="session")
def neo4j_environment(neo4j_server: Address) -> dict[str, str]:
    """Return the environment variables that name the server to a command."""
    return {
        "NEO4J_URI": neo4j_server.uri,
        "NEO4J_USER": neo4j_server.user,
        "NEO4J_PASSWORD": neo4j_server.password,
        "NEO4J_DATABASE": neo4j_server.database,
    }


@pytest.fixture
def neo4j_engine(neo4j_server: Address) -> Iterator[Neo4jEngine]:
    """Give an engine on the server, closed afterwards; what it holds is left from the test before."""
    with Neo4jEngine(neo4j_server.uri, neo4j_server.user, neo4j_server.password, neo4j_server.database) as engine:
        yield engine

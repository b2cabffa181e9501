"""The Neo4j servers that tests share: the one that NEO4J_URI names, else a local throw-away one of each version.

Import the fixtures into a folder's conftest.py. A test that asks for `neo4j_server` (or for what is made of it) runs on
the newest version; those of `EVERYWHERE` run on every version, under CONTACTGRAPH_LONG all do. A server is started when
it is first asked for, once a process, and ends with it. Without it the test is skipped with what is missing; under
CI=true it fails. A server that is named must have an empty database: it is written to.
"""

import atexit
import os
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from typing import NoReturn

import pytest

from graph.engines.neo4j.connection import Connection
from graph.engines.neo4j.engine import Neo4jEngine
from graph.errors import EngineError
from tests.local_neo4j import VERSIONS, Address, NoServerError, local_neo4j, runnable_version

#: Files whose tests run on every version: what the questions say and how the server runs them.
EVERYWHERE = {"test_questions.py", "test_same_as_embedded.py"}
NAMED = "NEO4J_URI"
_USED = "MERGE (t:Deployment {id: 'tests'}) RETURN t.id AS id"
_STRANGE = "MATCH (n) RETURN count(n) > 0 AND NOT EXISTS { MATCH (:Deployment {id: 'tests'}) } AS strange"


@cache
def versions() -> tuple[str, ...]:
    """Return the versions to test, the one that every test runs on first; with NEO4J_URI only that server."""
    if os.environ.get(NAMED):
        return (NAMED,)
    if one := os.environ.get("NEO4J_LOCAL_VERSION"):
        return (one,)
    if os.environ.get("CI") == "true":
        return tuple(VERSIONS)
    try:
        best = runnable_version()
    except NoServerError:
        return tuple(VERSIONS)
    return (best, *(version for version in VERSIONS if version != best))


def versions_of(file: str) -> tuple[str, ...]:
    """Return the versions that the tests of a file run on."""
    return versions() if file in EVERYWHERE or os.environ.get("CONTACTGRAPH_LONG") else versions()[:1]


@cache
def address(version: str) -> Address:
    """Return where the server of a version is (or the one that is named); it runs until the process ends.

    Raises:
        NoServerError: there is none, or its database holds something that is not ours to delete.

    """
    if version == NAMED:
        named = Address(
            os.environ[NAMED],
            os.environ.get("NEO4J_USER", "neo4j"),
            os.environ.get("NEO4J_PASSWORD", ""),
            os.environ.get("NEO4J_DATABASE", "neo4j"),
        )
        _claim(named)
        return named
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(local_neo4j(version))


def _claim(server: Address) -> None:
    """Mark the database as one for tests, if it is empty or is marked already."""
    try:
        connection = Connection(server.uri, server.user, server.password, server.database, allow_plain=True)
    except EngineError as e:
        raise NoServerError(e.message) from e
    try:
        if connection.read(lambda t: t.run(_STRANGE))[0]["strange"]:
            raise NoServerError(f"the database at {server.uri} is not empty: tests need one of their own")
        connection.write(lambda t: t.run(_USED))
    finally:
        connection.close()


def missing(error: NoServerError) -> NoReturn:
    """Skip the test that wants a server which cannot be had; under CI=true it fails."""
    if os.environ.get("CI") == "true":
        pytest.fail(str(error))
    pytest.skip(str(error))


@pytest.fixture(scope="session")
def neo4j_server(request: pytest.FixtureRequest) -> Address:
    """Return the address of the server of the version that is the fixture's parameter."""
    try:
        return address(getattr(request, "param", versions()[0]))
    except NoServerError as e:
        missing(e)


@pytest.fixture(scope="session")
def neo4j_environment(neo4j_server: Address) -> dict[str, str]:
    """Return the environment variables that name the server to a command."""
    return {
        "NEO4J_URI": neo4j_server.uri,
        "NEO4J_USER": neo4j_server.user,
        "NEO4J_PASSWORD": neo4j_server.password,
        "NEO4J_DATABASE": neo4j_server.database,
        "CONTACTGRAPH_NEO4J_PLAIN": "true",
    }


@pytest.fixture
def neo4j_engine(neo4j_server: Address) -> Iterator[Neo4jEngine]:
    """Give an engine on the server, closed afterwards; what it holds is left from the test before."""
    server = neo4j_server
    with Neo4jEngine(server.uri, server.user, server.password, server.database, allow_plain=True) as engine:
        yield engine

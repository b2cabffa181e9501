"""Tests of the engine on a server: each loads its own small world; all share one server."""

from collections.abc import Iterator

import pytest

from graph.engines.neo4j import pictures
from graph.engines.neo4j.engine import Neo4jEngine
from tests.neo4j_server import neo4j_engine, neo4j_environment, neo4j_server

__all__ = ["left_bare", "neo4j_engine", "neo4j_environment", "neo4j_server"]


@pytest.fixture
def left_bare(neo4j_engine: Neo4jEngine) -> Iterator[None]:
    """Leave no picture, and no constraint or index of pictures, behind."""
    yield
    pictures.withdraw_stale(neo4j_engine, "none")
    for statement in pictures.SCHEMA:
        kind, name = statement.split()[1:3]
        neo4j_engine.connection.write(lambda t, k=kind, n=name: t.run(f"DROP {k} {n} IF EXISTS"))  # type: ignore[misc]

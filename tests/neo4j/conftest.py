"""Tests of the engine on a server: each loads its own small world; all share one server."""

from tests.neo4j_server import neo4j_engine, neo4j_environment, neo4j_server

__all__ = ["neo4j_engine", "neo4j_environment", "neo4j_server"]

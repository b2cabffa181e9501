"""Contract tests ask the Neo4j server too: the one that the whole test run shares."""

from tests.neo4j_server import neo4j_environment, neo4j_server

__all__ = ["neo4j_environment", "neo4j_server"]

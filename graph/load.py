"""Facts to engines: the one place that joins the fact store, the resolved graph and the engines.

An index is named by the stamp of the facts it was made from. A missing, older or damaged one is made anew; the facts are
the truth, and no index is ever repaired.
"""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from graph.engines.embedded import segments
from graph.engines.embedded.engine import EmbeddedEngine
from graph.errors import EngineError, NotAnswered
from graph.model.choices import USUAL, Choices
from graph.model.timed_graph import TimedGraph
from graph.resolve.graph import timed_graph
from graph.store.deployment import Deployment

if TYPE_CHECKING:  # the driver takes a quarter of a second to import, and most commands ask no server
    from graph.engines.neo4j.engine import Neo4jEngine

#: Address, user, password, database.
Server = tuple[str | None, str, str | None, str]


class Tick(Protocol):
    """Takes the state of a long piece of work: what, how much is done, how much there is."""

    def __call__(self, what: str, done: int, total: int) -> None:
        """Take it."""
        ...


def resolved(
    deployment: Deployment, *, known_at: float | None = None, choices: Choices = USUAL, progress: Tick
) -> TimedGraph:
    """Return the resolved graph of all facts that had arrived by `known_at` (default: all), from the index if it fits."""
    facts = deployment.facts
    stamp = facts.stamp(known_at)
    here = index_folder(deployment, stamp + choices.mark)
    if here.is_dir():
        try:
            return segments.load(here)
        except EngineError:
            shutil.rmtree(here, ignore_errors=True)
    progress("resolving people and stays", 0, 3)
    graph = timed_graph(
        facts, deployment.vault, deployment.codes, timezone=deployment.timezone, known_at=known_at, choices=choices
    )
    if known_at is None or stamp == facts.stamp(None):
        progress("writing the index", 2, 3)
        segments.save(graph, here)
        for old in here.parent.iterdir():
            if old.is_dir() and old != here and not segments.being_written(old):
                shutil.rmtree(old, ignore_errors=True)
    progress("writing the index", 3, 3)
    return graph


def index_folder(deployment: Deployment, stamp: str) -> Path:
    """Return where the index of these facts is kept."""
    return deployment.path / "segments" / stamp


def embedded_engine(graph: TimedGraph) -> EmbeddedEngine:
    """Return the embedded engine over the graph; a graph that came from its index brings its orders along."""
    return EmbeddedEngine.from_graph(graph)


def neo4j_engine(
    deployment: Deployment, graph: TimedGraph, server: Server, *, known_at: float | None = None
) -> "Neo4jEngine":
    """Return the server's engine if it holds just these facts; raise EngineError (ENGINE_BEHIND, NEO4J_AWAY ...)."""
    if known_at is not None and deployment.facts.stamp(known_at) != deployment.facts.stamp(None):
        raise NotAnswered("NOT_ANSWERED", "the server holds what is known now; ask --known-at with --engine embedded")
    engine = connected(server)
    if engine.stamp != graph.stamp:
        engine.close()
        raise EngineError(
            "ENGINE_BEHIND",
            "the server is behind the facts: run `contactgraph neo4j DIR load`, or use --engine embedded",
        )
    return engine


def connected(server: Server) -> "Neo4jEngine":
    """Return a connection to the server; raise EngineError where no address or password is set or it does not answer."""
    uri, user, password, database = server
    if not uri or not password:
        raise EngineError(
            "NEO4J_NOT_SET", "no Neo4j server is named: set NEO4J_URI and NEO4J_PASSWORD (`make neo4j` starts one)"
        )
    from graph.engines.neo4j.engine import Neo4jEngine  # noqa: PLC0415

    return Neo4jEngine(uri, user, password, database)


def load_server(graph: TimedGraph, server: Server, progress: Tick) -> int:
    """Fill the server from the graph and return its number of stays; loading twice changes nothing."""
    from graph.engines.neo4j.load import load  # noqa: PLC0415

    engine = connected(server)
    try:
        return load(engine, graph, progress=progress)
    finally:
        engine.close()


def server_differences(graph: TimedGraph, server: Server) -> list[str]:
    """Return a sentence for everything in which the server differs from the graph; none if it is equal."""
    from graph.engines.neo4j.check import differences  # noqa: PLC0415

    engine = connected(server)
    try:
        return differences(engine, graph)
    finally:
        engine.close()

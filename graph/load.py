"""Facts to engines: the one place that joins the fact store, the resolved graph and the engines.

An index is named by the stamp of the facts it was made from. A missing, older or damaged one is made anew; the facts are
the truth, and no index is ever repaired.
"""

import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from graph.engines.embedded import segments
from graph.engines.embedded.engine import EmbeddedEngine
from graph.engines.neo4j.neighbourhood import AROUND_CASES, AroundCases, neighbourhood
from graph.engines.neo4j.pictures import withdraw_stale
from graph.engines.protocol import Engine
from graph.errors import EngineError, NotAnswered
from graph.model.choices import USUAL, Choices
from graph.model.timed_graph import TimedGraph
from graph.resolve.graph import timed_graph
from graph.store.deployment import Deployment

if TYPE_CHECKING:  # the driver takes a quarter of a second to import, and most commands ask no server
    from graph.engines.neo4j.engine import Neo4jEngine


class Server(NamedTuple):
    """How a Neo4j server is reached; `allow_plain`: the address of another host may be unencrypted."""

    uri: str | None
    user: str
    password: str | None
    database: str
    allow_plain: bool = False


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
    deployment: Deployment, graph: TimedGraph, server: Server, *, known_at: float | None = None, cells: str = "all"
) -> Engine:
    """Return the server's engine if it holds just these facts; raise EngineError (ENGINE_BEHIND, NEO4J_AWAY ...).

    With `cells` of `cases` it holds phone cells only around registered cases, and refuses what needs others.
    """
    if known_at is not None and deployment.facts.stamp(known_at) != deployment.facts.stamp(None):
        raise NotAnswered("NOT_ANSWERED", "the server holds what is known now; ask --known-at with --engine embedded")
    engine = connected(server)
    if engine.stamp != graph.stamp + (AROUND_CASES if cells == "cases" else ""):
        engine.close()
        raise EngineError(
            "ENGINE_BEHIND",
            "the server is behind the facts: run `contactgraph neo4j DIR load`, or use --engine embedded",
        )
    return AroundCases(engine, graph) if cells == "cases" else engine


def _for_server(graph: TimedGraph, cells: str) -> TimedGraph:
    return neighbourhood(graph) if cells == "cases" else graph


def connected(server: Server) -> "Neo4jEngine":
    """Return a connection to the server; raise EngineError where no address or password is set or it does not answer."""
    if not server.uri or not server.password:
        raise EngineError(
            "NEO4J_NOT_SET", "no Neo4j server is named: set NEO4J_URI and NEO4J_PASSWORD (`make neo4j` starts one)"
        )
    from graph.engines.neo4j.engine import Neo4jEngine  # noqa: PLC0415

    return Neo4jEngine(server.uri, server.user, server.password, server.database, allow_plain=server.allow_plain)


def load_server(
    graph: TimedGraph, server: Server, progress: Tick, *, owner: str = "", replace: bool = False, cells: str = "all"
) -> tuple[int, list[str]]:
    """Fill the server from the graph; return its number of stays, and the pictures of older facts that were withdrawn.

    Loading twice changes nothing. `owner` is the deployment's id: a database that anything else has filled is refused
    unchanged, another deployment's unless it is to be taken with `replace`. With `cells` of `cases` stays in phone cells
    go there only around registered cases.
    """
    from graph.engines.neo4j.load import load  # noqa: PLC0415

    engine = connected(server)
    try:
        stays = load(engine, _for_server(graph, cells), owner=owner, replace=replace, progress=progress)
        return stays, withdraw_stale(engine, graph.stamp)
    finally:
        engine.close()


def import_files(
    graph: TimedGraph, folder: Path, progress: Tick, *, owner: str = "", database: str = "neo4j", cells: str = "all"
) -> str:
    """Write files for the server's offline importer into a new folder; return the command that imports them there.

    The import needs the server stopped and its database empty; an ordinary load afterwards makes it count.
    """
    from graph.engines.neo4j.offline import write_import_files  # noqa: PLC0415

    told = _for_server(graph, cells)
    return shlex.join(write_import_files(told, folder, owner=owner, database=database, progress=progress))


def server_advice(server: Server) -> list[str]:
    """Return a sentence for every setting of the server that is not as it should be; none if all are."""
    from graph.engines.neo4j.settings import advice  # noqa: PLC0415

    engine = connected(server)
    try:
        return advice(engine.connection)
    finally:
        engine.close()


def server_differences(graph: TimedGraph, server: Server, *, whole: bool = False, cells: str = "all") -> list[str]:
    """Return a sentence for everything in which the server differs from the graph; none if it is equal.

    Stays are compared by count and digest per day; with `whole`, or on days that differ, property by property.
    """
    from graph.engines.neo4j.check import differences  # noqa: PLC0415

    engine = connected(server)
    try:
        return differences(engine, _for_server(graph, cells), whole=whole)
    finally:
        engine.close()

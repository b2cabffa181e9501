"""Fill a server from a timed graph: what is new is written, what is gone is deleted, in batches; twice is as once.

While a load runs the server counts as behind: the Deployment node says so from the first statement to the last, and
every batch first makes sure that no other load has begun. A load that was cut short is continued by the next one.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, groupby
from typing import Any, Protocol

import numpy as np

from graph.engines.neo4j import rows, writes
from graph.engines.neo4j.connection import Connection, Transaction
from graph.engines.neo4j.engine import Neo4jEngine
from graph.errors import EngineError
from graph.model.schema import NODES, Edge, Node
from graph.model.timed_graph import TimedGraph

BATCH = 10_000
#: Keys that are read back in one statement.
PAGE = 50_000

#: What makes the rows of each label of nodes.
NODE_ROWS: dict[str, Callable[[TimedGraph], Iterable[rows.Row]]] = {
    "Person": rows.person_rows,
    "Place": rows.place_rows,
    "Household": rows.household_rows,
    "CaseRecord": rows.case_rows,
}


class Tick(Protocol):
    """Takes the state of a long piece of work: what, how much is done, how much there is."""

    def __call__(self, what: str, done: int, total: int) -> None:
        """Take it."""
        ...


def load(engine: Neo4jEngine, graph: TimedGraph, *, progress: Tick | None = None) -> int:
    """Make the server hold just this graph and return its number of stays; loading twice changes nothing.

    Raises:
        EngineError: the server is away (the next load goes on from there), holds other data (NEO4J_FOREIGN), or
            another load has begun meanwhile (NEO4J_BUSY).

    """
    run = _Load(engine.connection, graph, progress or _silent)
    run.begin()
    tables = [(node, NODE_ROWS[node.label](graph)) for node in NODES]
    gone = [run.write_nodes(node, table) for node, table in tables]
    for numbered in rows.numbered(graph):
        run.write_edges(numbered)
    run.write_links(rows.REPORTED, rows.reported_rows(graph))
    run.write_links(rows.INFECTED, rows.infected_rows(graph))
    for node, keys in zip(NODES, gone, strict=True):
        run.batches(writes.delete_nodes(node), "keys", keys)
    run.lower_longest()
    run.end()
    if engine.stamp != graph.stamp:
        raise EngineError("NEO4J_BUSY", "another load of this server has begun: wait for it, then load again")
    return len(graph.stays)


def _silent(what: str, done: int, total: int) -> None:
    """Take the state and say nothing."""


class _Load:
    """One run of loading: its token, and what it must still lower at the end."""

    def __init__(self, connection: Connection, graph: TimedGraph, progress: Tick) -> None:
        self._connection = connection
        self._graph = graph
        self._progress = progress
        self._token = {"id": writes.DEPLOYMENT, "load": secrets.token_hex(8)}
        self._lower: list[rows.Row] = []

    def begin(self) -> None:
        """Make constraints and indexes, and mark the server as behind."""
        for statement in writes.schema_statements():
            self._connection.write(lambda t, s=statement: t.run(s))  # type: ignore[misc]
        self._connection.read(lambda t: t.run(writes.AWAIT), seconds=660.0)
        begin = {**self._token, "stamp": self._graph.stamp, "version": writes.VERSION}
        self._connection.write(lambda t: t.run(writes.BEGIN, begin))

    def end(self) -> None:
        """Compare what the server counts with the graph and mark it as whole."""
        self._write(self._count)
        self._write(lambda t: t.run(writes.END, self._token))

    def _count(self, running: Transaction) -> None:
        g = self._graph
        nodes = {"Person": g.people, "Place": g.places, "Household": g.households, "CaseRecord": g.cases}
        for node in NODES:
            _same(node.label, running.run(writes.count_nodes(node))[0]["rows"], len(nodes[node.label]))
        for edge, told in ((rows.STAYED, g.stays), (rows.LIVES_IN, g.members)):
            _same(edge.kind, running.run(writes.count_edges(edge))[0]["rows"], len(told))

    def _write(self, work: Callable[[Transaction], object]) -> None:
        def guarded(running: Transaction) -> None:
            if not running.run(writes.GUARD, self._token):
                raise EngineError("NEO4J_BUSY", "another load of this server has begun: wait for it, then load again")
            work(running)

        self._connection.write(guarded)

    def batches(self, statement: str, name: str, values: Sequence[object]) -> None:
        """Run a statement over a list, some thousands a transaction."""
        for at in range(0, len(values), BATCH):
            part = values[at : at + BATCH]
            self._write(lambda t, p=part: t.run(statement, {name: p}))  # type: ignore[misc]

    def write_nodes(self, node: Node, table: Iterable[rows.Row]) -> list[object]:
        """Write nodes that are new or say something else; return the keys of those that are gone.

        A place's `longest` is raised here, before a longer stay is written, and lowered when all are.
        """
        columns = writes.node_columns(node)
        held = {row[0]: tuple(row[1:]) for row in self._pages(writes.page_of_nodes(node), "")}
        changed: list[rows.Row] = []
        for row in table:
            before = held.pop(row[node.key], None)
            if before == tuple(row[name] for name in columns[1:]):
                continue
            if before is not None and node.kinds and before[columns.index("longest") - 1] > row["longest"]:
                self._lower.append(row)
                row = {**row, "longest": before[columns.index("longest") - 1]}  # noqa: PLW2901
            changed.append(row)
        self._progress(f"loading {node.label}", 0, len(changed))
        for kind, part in _by_kind(node, changed):
            self.batches(writes.merge_nodes(node, kind), "rows", part)
        self._progress(f"loading {node.label}", len(changed), len(changed))
        return list(held)

    def lower_longest(self) -> None:
        """Write the places whose longest stay is gone."""
        place = next(node for node in NODES if node.kinds)
        for kind, part in _by_kind(place, self._lower):
            self.batches(writes.merge_nodes(place, kind), "rows", part)

    def write_edges(self, table: rows.Numbered) -> None:
        """Delete the relationships that are gone and write those that are new, by the node that they end at."""
        edge, numbers = table.edge, table.numbers
        held = np.fromiter(self._pages(writes.page_of_edges(edge, whole=False), -1), np.int64)
        self.batches(writes.delete_edges(edge), "keys", np.setdiff1d(held, numbers).tolist())
        new = np.flatnonzero(~np.isin(numbers, held))
        new = new[np.argsort(table.target[new], kind="stable")]
        self._progress(f"loading {edge.kind}", 0, len(new))
        for at in range(0, len(new), BATCH):
            part = table.rows(new[at : at + BATCH])
            self._write(lambda t, p=part: t.run(writes.merge_edges(edge), {"rows": p}))  # type: ignore[misc]
            self._progress(f"loading {edge.kind}", min(at + BATCH, len(new)), len(new))

    def write_links(self, edge: Edge, table: Sequence[rows.Row]) -> None:
        """Write all relationships of a kind without properties anew, where any of them differs."""
        held = self._connection.read(lambda t: t.run(writes.pairs_of_edges(edge)))[0]["rows"]
        if sorted(map(tuple, held)) == sorted((row["from"], row["to"]) for row in table):
            return
        for _ in range(0, len(held), BATCH):
            self._write(lambda t: t.run(writes.delete_edges(edge), {"limit": BATCH}))
        self.batches(writes.merge_edges(edge), "rows", table)

    def _pages(self, statement: str, after: object) -> Iterator[Any]:
        return chain.from_iterable(pages(self._connection, statement, after))


def pages(connection: Connection, statement: str, after: object, limit: int = PAGE) -> Iterator[list[Any]]:
    """Yield the pages of rows of a paged statement, in the order of their key, from the key after `after` on."""
    while True:
        given = {"after": after, "limit": limit}
        page = connection.read(lambda t, g=given: t.run(statement, g))[0]["rows"]  # type: ignore[misc]
        if page:
            yield page
        if len(page) < limit:
            return
        after = page[-1][0] if isinstance(page[-1], list) else page[-1]


def _by_kind(node: Node, table: list[rows.Row]) -> Iterator[tuple[str | None, list[rows.Row]]]:
    if not node.kinds:
        yield None, table
        return
    for kind, part in groupby(sorted(table, key=lambda row: str(row["kind"])), key=lambda row: str(row["kind"])):
        yield kind, list(part)


def _same(what: str, found: int, expected: int) -> None:
    if found != expected:
        raise EngineError(
            "NEO4J_FOREIGN",
            f"the database holds {found} {what} where the facts have {expected}: something else has written to it; "
            "give the deployment an empty database of its own",
        )

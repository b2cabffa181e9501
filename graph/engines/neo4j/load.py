"""Fill a server from a timed graph: what is new is written, what is gone is deleted, in batches; twice is as once.

While a load runs the server counts as behind: the Deployment node says so from the first statement to the last, and
every batch first makes sure that no other load has begun. A load that was cut short, on either side and at any moment,
is continued by the next one: what is there is found by its day and number, and whatever was sent and not answered is
refused or merged by its key. After an offline import a load makes the indexes, compares, and counts.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, groupby
from operator import itemgetter
from threading import Event, Lock
from typing import Any, Protocol

import numpy as np

from graph.engines.neo4j import days, rows, writes
from graph.engines.neo4j.connection import Connection, Transaction
from graph.engines.neo4j.engine import Neo4jEngine
from graph.errors import EngineError
from graph.model.schema import NODES, Edge, Node
from graph.model.timed_graph import TimedGraph

BATCH = 10_000
#: Keys that are read back in one statement.
PAGE = 50_000

_ELSE = "something else has written to it; give the deployment an empty database of its own"
_BUSY = "another load of this server has begun: wait for it, then load again"

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


def load(
    engine: Neo4jEngine, graph: TimedGraph, *, owner: str = "", replace: bool = False, progress: Tick | None = None
) -> int:
    """Make the server hold just this graph and return its number of stays; loading twice changes nothing.

    `owner` is the deployment's id; a database that another one has filled is not touched, unless to `replace` it.

    Raises:
        EngineError: the server is away (the next load goes on from there), holds other data (NEO4J_FOREIGN) or was
            filled by a later version (NEO4J_NEWER), or another load has begun meanwhile (NEO4J_BUSY); NEO4J_KEY.

    """
    rows.check_keys(graph)
    run = _Load(engine.connection, graph, owner, progress or silent)
    run.begin(replace=replace)
    tables = [(node, NODE_ROWS[node.label](graph)) for node in NODES]
    gone = [run.write_nodes(node, table) for node, table in tables]
    stays, members = rows.numbered(graph)
    run.write_stays(stays)
    run.write_edges(members)
    run.write_links(rows.REPORTED, rows.reported_rows(graph))
    run.write_links(rows.INFECTED, rows.infected_rows(graph))
    for node, keys in zip(NODES, gone, strict=True):
        run.batches(writes.delete_nodes(node), "keys", keys, f"deleting {node.label}")
    run.lower_longest()
    run.end()
    if engine.stamp != graph.stamp:
        raise EngineError("NEO4J_BUSY", _BUSY)
    return len(graph.stays)


def silent(what: str, done: int, total: int) -> None:
    """Take the state and say nothing."""


class _Load:
    """One run of loading: its token, whether all stays are written anew, and what it must still lower at the end."""

    def __init__(self, connection: Connection, graph: TimedGraph, owner: str, progress: Tick) -> None:
        self._connection = connection
        self._graph = graph
        self._owner = owner
        self._progress = progress
        self._load = secrets.token_hex(8)
        self._anew = False
        self._lower: list[rows.Row] = []

    def begin(self, *, replace: bool) -> None:
        """Refuse a database that is not ours to fill; make constraints and indexes, and mark the server as behind."""
        found = self._connection.read(lambda t: t.run(writes.SURVEY, {"id": writes.DEPLOYMENT}))[0]
        self._refuse(found, replace=replace)
        self._anew = found["ours"] and found["version"] != writes.VERSION
        for statement in writes.schema_statements():
            self._connection.write(lambda t, s=statement: t.run(s))  # type: ignore[misc]
        self._connection.read(lambda t: t.run(writes.AWAIT), seconds=660.0)
        given = {"id": writes.DEPLOYMENT, "load": self._load, "writers": writes.WRITERS, "version": writes.VERSION}
        given |= {"stamp": self._graph.stamp, "owner": self._owner}
        self._connection.write(lambda t: t.run(writes.BEGIN, given))

    def _refuse(self, found: Mapping[str, Any], *, replace: bool) -> None:
        if found["ours"]:
            if isinstance(found["version"], int) and found["version"] > writes.VERSION:
                raise EngineError(
                    "NEO4J_NEWER", "a later version of contactgraph has filled this database: use that, or another one"
                )
            if self._owner and found["owner"] and found["owner"] != self._owner and not replace:
                raise EngineError(
                    "NEO4J_FOREIGN",
                    f"this database holds another deployment ({found['owner']}): give each one a database of its own, "
                    "or say with `neo4j DIR load --replace` that this one takes its place",
                )
        known = found["others"] + (found["indexed"] if found["ours"] else 0)
        if found["nodes"] == known:
            return
        strange = self._connection.read(lambda t: t.run(writes.STRANGERS), seconds=days.LONG)
        labels = [row["label"] for row in strange]
        if not found["ours"] and found["indexed"]:
            labels = labels or ["Person or Place nodes that no load of contactgraph has written"]
        if labels:
            raise EngineError(
                "NEO4J_FOREIGN",
                f"the database holds something else ({', '.join(labels)}): give the deployment an empty database of "
                "its own; nothing was changed",
            )

    def end(self) -> None:
        """Compare what the server counts with the graph and mark it as whole."""
        self._write(self._count)
        given = {"id": writes.DEPLOYMENT, "load": self._load, "version": writes.VERSION}
        self._write(lambda t: t.run(writes.END, given))

    def _count(self, running: Transaction) -> None:
        g = self._graph
        nodes = {"Person": g.people, "Place": g.places, "Household": g.households, "CaseRecord": g.cases}
        for node in NODES:
            _same(node.label, running.run(writes.count_nodes(node))[0]["rows"], len(nodes[node.label]))
        for edge, told in ((rows.STAYED, g.stays), (rows.LIVES_IN, g.members)):
            _same(edge.kind, running.run(writes.count_edges(edge))[0]["rows"], len(told))

    def _write(self, work: Callable[[Transaction], object], writer: int = 0) -> None:
        token = {"id": writes.WRITERS[writer], "load": self._load}

        def guarded(running: Transaction) -> None:
            if not running.run(writes.GUARD, token):
                raise EngineError("NEO4J_BUSY", _BUSY)
            work(running)

        self._connection.write(guarded)

    def batches(self, statement: str, name: str, values: Sequence[object], what: str) -> None:
        """Run a statement over a list, some thousands a transaction."""
        for at in range(0, len(values), BATCH):
            self._progress(what, at, len(values))
            part = values[at : at + BATCH]
            self._write(lambda t, p=part: t.run(statement, {name: p}))  # type: ignore[misc]
        self._progress(what, len(values), len(values))

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
        for kind, part in _by_kind(node, changed):
            self.batches(writes.merge_nodes(node, kind), "rows", part, f"loading {kind or node.label}")
        return list(held)

    def lower_longest(self) -> None:
        """Write the places whose longest stay is gone."""
        place = next(node for node in NODES if node.kinds)
        for kind, part in _by_kind(place, self._lower):
            self.batches(writes.merge_nodes(place, kind), "rows", part, f"lowering {kind}")

    def write_stays(self, table: rows.Numbered) -> None:
        """Make the stays of every day those of the graph, and prove it: by number, then where a day still differs whole.

        Raises:
            EngineError: NEO4J_FOREIGN, where something else writes at the same time.

        """
        for anew in (self._anew, True):
            self._progress(f"comparing {table.edge.kind}", 0, 1)
            if (asked := self._differing(table)) == []:
                return
            self.write_edges(table, asked, anew=anew)
        if self._differing(table):
            raise EngineError("NEO4J_FOREIGN", f"the database holds stays that the facts do not have: {_ELSE}")

    def _differing(self, table: rows.Numbered) -> list[int] | None:
        """Return the days whose stays differ; None if the server has none at all."""
        if not self._connection.read(lambda t: t.run(writes.count_edges(table.edge)))[0]["rows"]:
            return None if len(table.numbers) else []
        return days.differing(days.of_server(self._connection), days.of_graph(self._graph, table.numbers))

    def write_edges(self, table: rows.Numbered, asked: Sequence[int] | None = None, *, anew: bool = False) -> None:
        """Delete the relationships that are gone and write those that are new (or all), of all days or those asked."""
        edge, numbers = table.edge, table.numbers
        held = np.fromiter(self._pages(writes.page_of_edges(edge, whole=False), -1, days=asked), np.int64)
        self.batches(writes.delete_edges(edge), "keys", np.setdiff1d(held, numbers).tolist(), f"deleting {edge.kind}")
        of_these = np.ones(len(numbers), bool) if asked is None else np.isin(days.of_stays(self._graph), asked)
        self._write_rows(table, np.flatnonzero(of_these & (anew | ~np.isin(numbers, held))), new=not anew)

    def _write_rows(self, table: rows.Numbered, some: rows.Rows, *, new: bool) -> None:
        """Write relationships by two writers, each those of its half of the nodes that they end at, by that node.

        In the first round a writer takes the same half of the nodes where they start, in the second the other half: so
        the two never wait for a lock of one node, and there is no deadlock. The one that fails stops the other.
        """
        some = some[np.argsort(table.target[some], kind="stable")]
        starts, ends = (half[some] for half in table.halves)
        statement, what = writes.write_edges(table.edge, new=new), f"loading {table.edge.kind}"
        listed = itemgetter(*writes.edge_columns(table.edge))
        done, stop, lock = 0, Event(), Lock()

        def write(writer: int, own: rows.Rows) -> None:
            nonlocal done
            try:
                for at in range(0, len(own), BATCH):
                    if stop.is_set():
                        return
                    part = [listed(row) for row in table.rows(own[at : at + BATCH])]
                    self._write(lambda t, p=part: t.run(statement, {"rows": p}), writer)  # type: ignore[misc]
                    with lock:
                        done += len(part)
                        self._progress(what, done, len(some))
            except BaseException:
                stop.set()
                raise

        self._progress(what, 0, len(some))
        for turn in (0, 1):
            with ThreadPoolExecutor(2) as pool:
                parts = (some[(ends == writer) & (starts == writer ^ turn)] for writer in (0, 1))
                writing = [pool.submit(write, writer, part) for writer, part in enumerate(parts)]
                try:
                    for one in writing:
                        one.result()
                except BaseException:  # Ctrl-C too: no batch is begun any more
                    stop.set()
                    raise

    def write_links(self, edge: Edge, table: Sequence[rows.Row]) -> None:
        """Write all relationships of a kind without properties anew, where any of them differs."""
        held = self._connection.read(lambda t: t.run(writes.pairs_of_edges(edge)))[0]["rows"]
        pairs = [(row["from"], row["to"]) for row in table]
        if sorted(map(tuple, held)) == sorted(pairs):
            return
        for _ in range(0, len(held), BATCH):
            self._write(lambda t: t.run(writes.delete_edges(edge), {"limit": BATCH}))
        self.batches(writes.write_edges(edge), "rows", pairs, f"loading {edge.kind}")

    def _pages(self, statement: str, after: object, days: Sequence[int] | None = None) -> Iterator[Any]:
        return chain.from_iterable(pages(self._connection, statement, after, days=days))


def pages(
    connection: Connection, statement: str, after: object, *, limit: int = PAGE, days: Sequence[int] | None = None
) -> Iterator[list[Any]]:
    """Yield the pages of rows of a paged statement, in the order of their key, from the key after `after` on."""
    while days is None or days:
        given = {"after": after, "limit": limit, "days": days}
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
            "NEO4J_FOREIGN", f"the database holds {found} {what} where the facts have {expected}: {_ELSE}"
        )

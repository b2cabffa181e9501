"""Compare a server with the facts, property by property: the proof that it is an index over them and nothing else."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from graph.engines.neo4j import rows, writes
from graph.engines.neo4j.engine import Neo4jEngine
from graph.engines.neo4j.load import NODE_ROWS, pages
from graph.model.schema import NODES, Edge
from graph.model.timed_graph import TimedGraph

_PAGE = 10_000


def differences(engine: Neo4jEngine, graph: TimedGraph) -> list[str]:
    """Return a sentence for every kind of node and relationship that differs from the graph; none if all is equal.

    Raises:
        EngineError: the server is away.

    """
    if engine.stamp != graph.stamp:
        return ["the server holds other facts, or half of them: run `contactgraph neo4j DIR load`"]
    found: list[str] = []
    for node in NODES:
        columns = writes.node_columns(node)
        held = (_fixed(row) for page in pages(engine.connection, writes.page_of_nodes(node), "") for row in page)
        table = NODE_ROWS[node.label](graph)
        found += _told(node.label, held, (_fixed([row[c] for c in columns]) for row in table))
    for numbered in rows.numbered(graph):
        found += _edges(engine, numbered)
    for edge, table in ((rows.REPORTED, rows.reported_rows(graph)), (rows.INFECTED, rows.infected_rows(graph))):
        pairs = _pairs(engine, edge)
        found += _told(edge.kind, pairs, ((row["from"], row["to"]) for row in table))
    return found


def _pairs(engine: Neo4jEngine, edge: Edge) -> list[tuple[object, ...]]:
    sent = engine.connection.read(lambda t: t.run(writes.pairs_of_edges(edge)))[0]["rows"]
    return [tuple(pair) for pair in sent]


def _fixed(row: Sequence[object]) -> tuple[object, ...]:
    """Return a row with its lists as tuples, so that it can be counted."""
    return tuple(tuple(value) if isinstance(value, list) else value for value in row)


def _told(what: str, held: Iterable[tuple[object, ...]], expected: Iterable[tuple[object, ...]]) -> Iterator[str]:
    left = Counter(expected)
    left.subtract(held)
    missing, extra = sum(n for n in left.values() if n > 0), -sum(n for n in left.values() if n < 0)
    yield from _sentence(what, missing, extra)


def _edges(engine: Neo4jEngine, table: rows.Numbered) -> Iterator[str]:
    """Compare relationships page by page, so that memory holds one page of them; their number is their first property."""
    order = np.argsort(table.numbers)
    ordered = table.numbers[order]
    names = [*(p.name for p in table.edge.properties), "from", "to"]
    held = right = 0
    for page in pages(engine.connection, writes.page_of_edges(table.edge, whole=True), -1, _PAGE):
        low, high = np.searchsorted(ordered, page[0][0]), np.searchsorted(ordered, page[-1][0], "right")
        by_number = {row[names[0]]: [row[name] for name in names] for row in table.rows(order[low:high])}
        held += len(page)
        right += sum(by_number.get(row[0]) == row for row in page)
    yield from _sentence(table.edge.kind, len(ordered) - right, held - right)


def _sentence(what: str, missing: int, extra: int) -> Iterator[str]:
    if missing or extra:
        yield f"{what}: {missing} of the facts are not on the server, {extra} on the server are not in the facts"

"""Compare a server with the facts: the proof that it is an index over them and nothing else.

Nodes and memberships are compared property by property. Stays are compared by count and digest per day, which one
reading of the server gives; those of a day that differs, or all if asked, are then compared property by property.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

import numpy as np

from graph.engines.neo4j import days, rows, writes
from graph.engines.neo4j.engine import Neo4jEngine
from graph.engines.neo4j.load import NODE_ROWS, pages
from graph.model.schema import NODES, Edge
from graph.model.timed_graph import TimedGraph

_PAGE = 10_000
#: Days that are named; more are counted.
_NAMED = 20


def differences(engine: Neo4jEngine, graph: TimedGraph, *, whole: bool = False) -> list[str]:
    """Return a sentence for each day of stays and each kind of node that differs from the graph; none if all is equal.

    `whole` compares the stays of all days property by property: a digest sees of a text only its length.

    Raises:
        EngineError: the server is away.

    """
    found: list[str] = []
    if engine.stamp != graph.stamp:
        found.append("the server holds other facts, or half of them: run `contactgraph neo4j DIR load`")
    for node in NODES:
        columns = writes.node_columns(node)
        held = (_fixed(row) for page in pages(engine.connection, writes.page_of_nodes(node), "") for row in page)
        table = NODE_ROWS[node.label](graph)
        found += _told(node.label, held, (_fixed([row[c] for c in columns]) for row in table))
    stays, members = rows.numbered(graph)
    found += _stays(engine, graph, stays, whole=whole)
    found += _members(engine, members)
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


def _stays(engine: Neo4jEngine, graph: TimedGraph, table: rows.Numbered, *, whole: bool) -> Iterator[str]:
    expected, held = days.of_graph(graph, table.numbers), days.of_server(engine.connection)
    wrong = days.differing(held, expected)
    if not wrong and not whole:
        return
    right = np.zeros(len(table.numbers), bool)
    for same, _ in _compared(engine, table, None if whole else wrong):
        right[same] = True
    of_day = Counter(days.of_stays(graph)[right].tolist())
    none = days.Digest(0, 0, 0)
    told = [
        sentence
        for day in sorted(held.keys() | expected.keys())
        if whole or day in wrong
        for sentence in _sentence(
            f"{table.edge.kind}: {date(1970, 1, 1) + timedelta(day)}",
            expected.get(day, none).stays - of_day[day],
            held.get(day, none).stays - of_day[day],
        )
    ]
    yield from told[:_NAMED]
    if len(told) > _NAMED:
        yield f"{table.edge.kind}: {len(told) - _NAMED} more days differ"


def _members(engine: Neo4jEngine, table: rows.Numbered) -> Iterator[str]:
    held = right = 0
    for same, read in _compared(engine, table, None):
        held, right = held + read, right + len(same)
    yield from _sentence(table.edge.kind, len(table.numbers) - right, held - right)


def _compared(
    engine: Neo4jEngine, table: rows.Numbered, asked: Sequence[int] | None
) -> Iterator[tuple[rows.Rows, int]]:
    """Yield which rows of the graph are on the server with all they say, and how many were read, page by page."""
    edge = table.edge
    order = np.argsort(table.numbers)
    ordered = table.numbers[order]
    names = [edge.moments.get(p.name, p.name) for p in edge.properties] + ["from", "to"]
    statement = writes.page_of_edges(edge, whole=True)
    for page in pages(engine.connection, statement, -1, limit=_PAGE, days=asked):
        low, high = np.searchsorted(ordered, page[0][0]), np.searchsorted(ordered, page[-1][0], "right")
        held = {row[0]: row for row in page}
        mine = order[low:high]
        same = [[row[name] for name in names] == held.get(row[names[0]]) for row in table.rows(mine)]
        yield mine[same], len(page)


def _sentence(what: str, missing: int, extra: int) -> Iterator[str]:
    if missing or extra:
        yield f"{what}: {missing} of the facts are not on the server, {extra} on the server are not in the facts"

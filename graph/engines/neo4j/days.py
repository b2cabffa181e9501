"""Count and digest of the stays of each UTC day, alike on the server and in a graph: which days differ, told cheaply.

A digest is a sum, so it needs no order. Texts count in it by their lengths only: Cypher knows no hash of a text.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from graph.engines.neo4j import rows, writes
from graph.engines.neo4j.connection import Connection
from graph.model.timed_graph import Index, Ints, TimedGraph

DAY = 86_400
#: Seconds that one reading of all stays may take.
LONG = 900.0


class Digest(NamedTuple):
    """What a day holds: its stays, the sum of their numbers, the sum of what they say."""

    stays: int
    numbers: int
    says: int


Days = Mapping[int, Digest]
"""Digests by day, counted from 1970-01-01 UTC."""


def of_server(connection: Connection) -> Days:
    """Return the digests of the stays on the server; one reading of all of them."""
    found = connection.read(lambda t: t.run(writes.DIGESTS), seconds=LONG)
    return {row["day"]: Digest(row["stays"], row["numbers"], row["says"]) for row in found}


def of_graph(graph: TimedGraph, numbers: Ints) -> Days:
    """Return the digests of a graph's stays, of which the numbers are given."""
    if not len(numbers):
        return {}
    said = sum(weight * (term % writes.SAYS) for weight, term in enumerate(_said(graph), 1))
    columns = np.ones(len(numbers), np.int64), numbers % writes.NUMBERS, said % writes.SAYS * (numbers % writes.MIXED)
    days = of_stays(graph)
    order = np.argsort(days, kind="stable")
    names, first = np.unique(days[order], return_index=True)
    sums = (np.add.reduceat(column[order], first).tolist() for column in columns)
    return {day: Digest(*row) for day, *row in zip(names.tolist(), *sums, strict=True)}


def of_stays(graph: TimedGraph) -> Ints:
    """Return the day of each stay."""
    return graph.stays.t_start // DAY


def differing(held: Days, expected: Days) -> list[int]:
    """Return the days whose digests are not the same on both sides, in order."""
    return sorted(day for day in held.keys() | expected.keys() if held.get(day) != expected.get(day))


def _said(graph: TimedGraph) -> Sequence[Ints]:
    """Return the columns of `writes.SAID`, in its order."""
    s = graph.stays
    start, end = s.t_start + writes.SHIFT, s.t_end + writes.SHIFT
    known = ~np.isnan(s.distance)
    distance = np.where(known, (np.where(known, s.distance, 0).astype(np.float64) * 1000).astype(np.int64) + 1, 0)
    places = np.array([len(place.key) for place in graph.places], np.int64)
    return (
        start,
        end,
        start,
        end,
        s.flags.astype(np.int64),
        s.booking,
        distance,
        places[s.place],
        np.array([len(text) for text in rows.source_texts(graph)], np.int64)[s.sources],
        _lengths(graph.zones, s.zone),
        _lengths(graph.floors, s.floor),
        _lengths(graph.seats, s.seat),
    )


def _lengths(held: Sequence[str], index: Index) -> Ints:
    """Return the length and 1 of the text at each position; 0 where it is absent."""
    return np.array([*(len(text) + 1 for text in held), 0], np.int64)[index]

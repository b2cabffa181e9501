"""The resolved graph as Parquet tables: people, places, and stays by the UTC day on which they begin.

Who is who, which records are one stay, and what ends an open one is decided once, before: whoever reads the tables
takes the stays as every other engine does. A table is written day by day: beside the graph memory holds one day, and for
all stays their day and their place in that order.
"""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from graph.model.flags import CLOSE_CONTACT, DAY_ONLY, ESTIMATED_END, PROTECTED
from graph.model.timed_graph import Ints, TimedGraph

DAY = 86_400
#: Stays in one file of a day.
PART = 1 << 22
#: Stays in one row group: by place and start, so that whoever seeks a place skips the others.
GROUP = 1 << 17
#: What two sides of one report of an encounter have in common, besides the second and the sources.
REPORT = DAY_ONLY | ESTIMATED_END | PROTECTED | CLOSE_CONTACT

PEOPLE = pa.schema([("person", pa.int32()), ("code", pa.string())])
PLACES = pa.schema([("place", pa.int32()), ("key", pa.string()), ("kind", pa.string()), ("longest", pa.int64())])
STAYS = pa.schema(
    [
        ("person", pa.int32()),
        ("place", pa.int32()),
        ("t_start", pa.int64()),
        ("t_end", pa.int64()),
        ("flags", pa.int32()),
        ("report", pa.int32()),
    ]
)
"""`report` numbers the reports of encounters: only the two sides of one report are time together; elsewhere it is 0."""


def write_tables(graph: TimedGraph, folder: Path) -> int:
    """Return how many stays were written as `people.parquet`, `places.parquet` and `stays/day=…/part-….parquet`.

    The folder is either there and whole, or not there.

    Raises:
        FileExistsError: there is something in its place: tables are written anew, never changed.

    """
    folder = Path(folder)
    if folder.exists():
        raise FileExistsError(f"{folder} is there already: write the tables anew under another name")
    whole = folder.with_name(f".{folder.name}-{uuid4().hex}.tmp")
    try:
        _write(graph, whole)
        whole.rename(folder)
    finally:
        shutil.rmtree(whole, ignore_errors=True)
    return len(graph.stays)


def _write(graph: TimedGraph, folder: Path) -> None:
    folder.mkdir(parents=True)
    people = pa.array([str(code) for code in graph.people], pa.string())
    pq.write_table(pa.table([_numbers(len(people)), people], schema=PEOPLE), folder / "people.parquet")
    pq.write_table(_places(graph), folder / "places.parquet")
    days = _days(graph) if len(graph.stays) else [(0, STAYS.empty_table())]
    for day, table in days:
        part = folder / "stays" / f"day={datetime.fromtimestamp(day * DAY, UTC):%Y-%m-%d}"
        part.mkdir(parents=True)
        for number, first in enumerate(range(0, max(1, len(table)), PART)):
            pq.write_table(table.slice(first, PART), part / f"part-{number}.parquet", row_group_size=GROUP)


def _numbers(count: int) -> pa.Array:
    return pa.array(np.arange(count, dtype=np.int32))


def _places(graph: TimedGraph) -> pa.Table:
    """Return the places, each with the length of the longest stay there."""
    longest = np.zeros(len(graph.places), np.int64)
    np.maximum.at(longest, graph.stays.place, graph.stays.t_end - graph.stays.t_start)
    told = [_numbers(len(longest)), *([getattr(p, name) for p in graph.places] for name in ("key", "kind"))]
    return pa.table([told[0], pa.array(told[1], pa.string()), pa.array(told[2], pa.string()), longest], schema=PLACES)


def _days(graph: TimedGraph) -> Iterator[tuple[int, pa.Table]]:
    """Yield each UTC day, in days since 1970, with the stays that begin on it, by place and start."""
    stays = graph.stays
    meets = np.array([place.kind == "encounter" for place in graph.places], np.bool_)
    day = np.floor_divide(stays.t_start, DAY).astype(np.int32)
    order = np.argsort(day, kind="stable")
    first = np.flatnonzero(np.diff(day[order], prepend=day[order[:1]] - 1))
    reports = 0
    for begin, end in pairwise([*first.tolist(), len(order)]):
        rows = order[begin:end]
        rows = rows[np.lexsort((stays.person[rows], stays.t_start[rows], stays.place[rows]))]
        s = stays.take(rows)
        report = np.zeros(len(rows), np.int32)
        met = np.flatnonzero(meets[s.place])
        report[met], reports = _reports(s.t_start[met], s.sources[met], s.flags[met] & REPORT, reports)
        columns = [s.person, s.place, s.t_start, s.t_end, s.flags, report]
        yield int(day[rows[0]]), pa.table(columns, schema=STAYS)


def _reports(
    start: Ints, sources: NDArray[np.int32], flags: NDArray[np.int32], before: int
) -> tuple[NDArray[np.int32], int]:
    """Return the number of each stay's report, counted on from `before`, and the last number used."""
    if not len(start):
        return np.empty(0, np.int32), before
    told = np.stack([start, sources.astype(np.int64), flags.astype(np.int64)])
    found, number = np.unique(told, axis=1, return_inverse=True)
    return (number.reshape(-1) + before + 1).astype(np.int32), before + found.shape[1]

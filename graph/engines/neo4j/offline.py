"""The first load of a large graph: CSV files for the offline importer of Neo4j, and the command that imports them.

`neo4j-admin database import full` fills a database that is empty, or is not there yet, while its server is stopped. It
knows no guard and no transaction, so the Deployment node comes along as of a load that is not whole: an ordinary load
afterwards makes constraints and indexes, compares, and says that it is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow import csv

from graph.engines.neo4j import rows, writes
from graph.engines.neo4j.load import NODE_ROWS, Tick, silent
from graph.errors import EngineError
from graph.model.schema import NODES, Edge, Node, PropertyKind
from graph.model.timed_graph import Index, Ints, TimedGraph

#: Stays that are written at once.
PART = 500_000
#: A kind of property in a header, and as Arrow writes it.
_KINDS: Mapping[PropertyKind, tuple[str, pa.DataType]] = {
    "string": ("", pa.string()),
    "integer": (":long", pa.int64()),
    "float": (":double", pa.float64()),
    "boolean": (":boolean", pa.bool_()),
    "datetime": (":datetime", pa.string()),
}
#: Text is in quotes, and what is absent is not: so an empty text stays one.
_OPTIONS = csv.WriteOptions(quoting_style="needed")
_DAY = 86_400
Tables = Iterator[tuple[str, str, Iterator[pa.Table]]]


def write_import_files(
    graph: TimedGraph, folder: Path, *, owner: str = "", database: str = "neo4j", progress: Tick = silent
) -> list[str]:
    """Write the graph as files into a new folder and return the importer's command line, to be run in that folder.

    Raises:
        EngineError: IMPORT_FOLDER, where the folder holds something; STAYS_EQUAL, NEO4J_KEY.

    """
    rows.check_keys(graph)
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise EngineError("IMPORT_FOLDER", f"{folder} is not empty: name a new folder for the importer's files")
    lines = any("\n" in text or "\r" in text for text in _texts(graph))
    options = ["--input-type=csv", "--bad-tolerance=0", "--report-file=./import.report"]
    options += ["--multiline-fields=true"] if lines else []
    total, done = len(graph.people) + len(graph.places) + len(graph.stays) + len(graph.members), 0
    for option, name, parts in _tables(graph, owner):
        file, first = f"{name.replace(':', '-')}.csv", next(parts)
        if not len(first):  # the importer refuses relationships of a kind of node that is not there
            continue
        with csv.CSVWriter(folder / file, first.schema, write_options=_OPTIONS) as writer:
            for part in chain([first], parts):
                progress("writing files for the importer", min(done, total), total)
                writer.write_table(part)
                done += len(part)
        options.append(f"--{option}={name}=./{file}")
    progress("writing files for the importer", total, total)
    return ["neo4j-admin", "database", "import", "full", database, *options]


def _texts(graph: TimedGraph) -> Iterator[str]:
    """Yield every text that is written."""
    yield from chain(graph.people, graph.households, graph.zones, graph.floors, graph.seats, rows.source_texts(graph))
    for place in graph.places:
        yield from (
            place.key,
            place.name or "",
            place.place_id or "",
            place.source or "",
            rows.as_text(place.coach_types),
        )
    yield from (case.case_id for case in graph.cases)


def _tables(graph: TimedGraph, owner: str) -> Tables:
    """Yield for each file the importer's option, the labels or the type, and its rows in parts, of which one at least."""
    note = {"id": [writes.DEPLOYMENT], "stamp": [graph.stamp], "owner": [owner], "load": ["import"]}
    state = {"version:long": [writes.VERSION], "complete:boolean": [False]}
    yield "nodes", "Deployment", iter([pa.table(note | state)])
    for node in NODES:
        table: Iterable[rows.Row] = NODE_ROWS[node.label](graph)
        if not node.kinds:
            yield "nodes", node.label, iter([_nodes(node, list(table))])
            continue
        for kind, part in groupby(sorted(table, key=lambda row: str(row["kind"])), key=lambda row: str(row["kind"])):
            own = writes.kind_label(kind)
            yield "nodes", f"{node.label}:{own}" if own else node.label, iter([_nodes(node, list(part))])
    yield "relationships", "STAYED", _stays(graph)
    yield "relationships", "LIVES_IN", iter([_members(graph)])
    for edge, table in ((rows.REPORTED, rows.reported_rows(graph)), (rows.INFECTED, rows.infected_rows(graph))):
        both = (pa.array([row[name] for row in table], pa.string()) for name in ("from", "to"))
        yield "relationships", edge.kind, iter([_edges(edge, {}, *both)])


def _nodes(node: Node, table: Sequence[rows.Row]) -> pa.Table:
    columns = {}
    for p in node.properties:
        header, kind = _KINDS[p.kind]
        name = p.name + (f":ID({node.label})" if p.name == node.key else header)
        columns[name] = pa.array([row[p.name] for row in table], kind)
    return pa.table(columns)


def _stays(graph: TimedGraph) -> Iterator[pa.Table]:
    """Yield the stays by place, as the loader writes them."""
    numbers, keys = rows.stay_numbers(graph), [place.key for place in graph.places]
    sources = rows.source_texts(graph)
    order = np.argsort(graph.stays.place, kind="stable")
    for at in range(0, max(len(order), 1), PART):
        part = order[at : at + PART]
        s = graph.stays.take(part)
        places = _named(keys, s.place)
        columns = {
            "stay": numbers[part],
            "place": places,
            "t_start": s.t_start,
            "t_end": s.t_end,
            "from_time": _times(s.t_start),
            "until_time": _times(s.t_end),
            "zone": _named(graph.zones, s.zone),
            "floor": _named(graph.floors, s.floor),
            "flags": s.flags,
            "distance": pa.array(s.distance.astype(np.float64), mask=np.isnan(s.distance)),
            "sources": _texted(sources, s.sources),
            "seat": _named(graph.seats, s.seat),
            "booking": s.booking,
        }
        yield _edges(rows.STAYED, columns, _named(graph.people, s.person), places)


def _members(graph: TimedGraph) -> pa.Table:
    m = graph.members
    columns = {
        "membership": rows.member_numbers(graph),
        "valid_from": m.valid_from,
        "valid_to": m.valid_to,
        "sources": _texted(rows.source_texts(graph), m.sources),
    }
    return _edges(rows.LIVES_IN, columns, _named(graph.people, m.person), _named(graph.households, m.household))


def _edges(
    edge: Edge, columns: Mapping[str, pa.Array | NDArray[np.generic]], source: pa.Array, target: pa.Array
) -> pa.Table:
    said = {p.name + _KINDS[p.kind][0]: columns[p.name] for p in edge.properties}
    return pa.table({f":START_ID({edge.source})": source, f":END_ID({edge.target})": target} | said)


def _named(names: Sequence[str], index: Index | Ints) -> pa.Array:
    """Return the texts at the positions; nothing at -1."""
    return pa.array([*names, None], pa.string()).take(pa.array(np.where(index < 0, len(names), index)))


def _texted(sources: Sequence[str], index: Index) -> pa.Array:
    """Return the sets of sources at the positions; at -1 the last, which is empty."""
    return pa.array(sources, pa.string()).take(pa.array(index % len(sources)))


def _times(seconds: Ints) -> pa.Array:
    """Return times as `2021-07-29T08:30:00Z`, put together from days and seconds of the day: each is spelt once."""
    days, at = np.unique(seconds // _DAY, return_inverse=True)
    clock = [f"T{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}Z" for s in range(_DAY)]
    spelt = np.datetime_as_string(days.astype("datetime64[D]")).tolist()
    return pc.binary_join_element_wise(_named(spelt, at.astype(np.int64)), _named(clock, seconds % _DAY), "")

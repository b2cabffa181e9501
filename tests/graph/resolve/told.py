"""Small worlds as fact tables, without a store: rows as text in, views of a DuckDB connection out.

Identifiers are coded under the test key, times read in the world's zone; every row is live.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa

from graph.codes import Codes
from graph.model.choices import USUAL, Choices
from graph.model.feeds import FEEDS
from graph.model.flags import DAY_ONLY, shown
from graph.model.parquet import fact_schema
from graph.model.timed_graph import TimedGraph
from graph.resolve.graph import graph_of
from graph.resolve.held import held_rows, judging_tables, long_rows
from graph.resolve.names import Names
from graph.store.memory import small

CODES = Codes(b"a key for invented worlds only")
ZONE = "Asia/Shanghai"
Fields = dict[str, str]
YES = {"true", "1", "yes"}


@dataclass(frozen=True)
class Told:
    """One row: its feed, its fields as text, its source and batch."""

    feed: str
    values: Fields
    source: str = "default"
    batch: int = 1


@dataclass
class InMemoryVault:
    """A vault in memory; owners are codes."""

    rows: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    asked: int = 0

    def values(self, owners: Sequence[str], fields: Sequence[str]) -> dict[str, list[tuple[str, str, str]]]:
        self.asked += 1
        found = {o: [v for v in self.rows.get(o, []) if v[0] in fields] for o in owners}
        return {o: sorted(set(v)) for o, v in found.items() if v}

    def sources_of(self, name: str) -> list[str]:
        return sorted({v[1] for some in self.rows.values() for v in some if v[0] == name} - {"case", "fact"})


def instant(text: str, zone: str = ZONE, *, end: bool = False) -> tuple[int, bool]:
    """Return UTC seconds of a local time and whether it had a clock; a date is its start, or its end."""
    if len(text) == 10:
        day = datetime.fromisoformat(text) + timedelta(days=1 if end else 0)
        return int(day.replace(tzinfo=ZoneInfo(zone)).timestamp()), False
    at = datetime.fromisoformat(text)
    return int((at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))).timestamp()), True


def fact(row: Told, line: int, vault: InMemoryVault, zone: str = ZONE) -> dict[str, object]:
    """Return a row as the fact that the intake makes of it."""
    v = row.values
    made: dict[str, object] = {
        "batch": row.batch, "line": line, "record": CODES.code(f"{row.batch}/{line}"), "source": row.source, "flags": 0
    }  # fmt: skip
    for prefix in FEEDS[row.feed].persons:
        made |= _person(v, row.source, prefix, vault)
    for column in FEEDS[row.feed].columns:
        text = v.get(column.name)
        if column.name == "infector":
            made["infectors"] = [CODES.code(f"ref:{t}") for t in text.split(";")] if text else None
        elif text is None or column.keep in {"vault", "code"}:
            continue
        elif column.kind == "time":
            ends = column.name in {"t_end", "isolated_at", "closed", "valid_to"}
            made[column.name], clock = instant(text, zone, end=ends)
            made[f"{column.name}_day"] = not clock
            if column.local and clock and datetime.fromisoformat(text).tzinfo is None:
                made[f"{column.name}_local"] = instant(text, "UTC")[0]
        elif column.kind == "number":
            made[column.name] = float(text)
        elif column.kind == "date":
            made[column.name] = instant(text, "UTC")[0]
        elif column.kind == "clock":
            hours, minutes = text.split(":")
            made[column.name] = 3600 * int(hours) + 60 * int(minutes)
        else:
            made[column.fact_name] = text in YES if column.kind == "boolean" else text
    if row.feed == "rides" and "booking" in v:
        made["booking"] = CODES.code(f"booking:{v['booking']}")
    if made.get("t_start_day") or made.get("t_end_day"):
        made["flags"] = DAY_ONLY
    if made.get("t_start_day") and "t_end" not in made:
        made["t_end"] = instant(v["t_start"], zone, end=True)[0]
    return made


def _person(v: Fields, source: str, prefix: str, vault: InMemoryVault) -> dict[str, object]:
    suffix = f"_{prefix[0]}" if prefix else ""
    named = "person_id" if not suffix else f"person{suffix}"
    texts = {}
    if f"id_number{suffix}" in v:
        texts["document"] = (v.get(f"id_type{suffix}", "id_card"), v[f"id_number{suffix}"])
    if named in v:
        texts["person_id"] = ("person_id", v[named])
    texts |= {k: (k, v[k + suffix]) for k in ("phone", "device", "plate") if k + suffix in v}
    made: dict[str, object] = {prefix + "code": v.get(f"code{suffix}")}
    for slot, (kind, value) in texts.items():
        text = f"person_id:{source}:{value}" if slot == "person_id" else f"{kind}:{value}"
        made[prefix + slot] = CODES.code(text)
        vault.rows.setdefault(CODES.code(text), []).append((kind, source, value))
        if slot == "document":
            made[prefix + "document_type"] = kind
    return made


def views(rows: Iterable[Told], vault: InMemoryVault | None = None, zone: str = ZONE) -> duckdb.DuckDBPyConnection:
    """Return a connection with a view for each feed that has rows; a row's line is its position among all rows."""
    con = small()
    vault = vault or InMemoryVault()
    made: dict[str, list[dict[str, object]]] = {}
    for line, row in enumerate(rows):
        made.setdefault(row.feed, []).append(fact(row, line, vault, zone))
    for feed, facts in made.items():
        con.register(feed, pa.Table.from_pylist(facts, schema=fact_schema(FEEDS[feed])))
    return con


def resolved(*rows: Told, arrived: float = 4e9) -> TimedGraph:
    """Return the graph of rows."""
    return world(*rows, arrived=arrived)[0]


def world(*rows: Told, arrived: float = 4e9, choices: Choices = USUAL) -> tuple[TimedGraph, Names, InMemoryVault]:
    """Return the graph of rows, its names and its vault."""
    vault = InMemoryVault()
    con = views(rows, vault)
    batches = {row.batch: arrived for row in rows}
    graph = graph_of(con, vault, CODES, timezone=ZONE, arrived=batches, stamp="b000001", choices=choices)
    return graph, Names(graph, vault, CODES), vault


def held_of(con: duckdb.DuckDBPyConnection, feed: str) -> pa.Table:
    """Return the feed's rows that are held: batch, line, reason."""
    judging_tables(con, ZONE)
    return held_rows(con, feed)


def long_of(con: duckdb.DuckDBPyConnection, feed: str) -> pa.Table:
    """Return the feed's rows that are long: batch, line."""
    judging_tables(con, ZONE)
    return long_rows(con, feed)


def rows(feed: str, text: str, *, source: str = "default", batch: int = 1) -> list[Told]:
    """Return rows written as a table: cells parted by `|`, an empty cell is a missing value, the first line names them."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return [Told(feed, {n: c for n, c in zip(lines[0], line, strict=True) if c}, source, batch) for line in lines[1:]]


def person(text: str) -> str:
    """Return the code of an identifier's text; a bare word is a person id of the source `default`."""
    return CODES.code(text if ":" in text else f"person_id:default:{text}")


def at(text: str) -> int:
    """Return UTC seconds of a local time on 29 July 2021, or of a full one."""
    return instant(f"2021-07-29 {text}" if len(text) == 5 else text)[0]


def clock(seconds: int) -> str:
    """Return a local time as day of the month and clock: `29 18:00`."""
    return datetime.fromtimestamp(seconds, ZoneInfo(ZONE)).strftime("%d %H:%M")


def stays(graph: TimedGraph) -> list[tuple[str, ...]]:
    """Return stays as (person, place, zone, start, end, flags, sources), people by their code, sorted."""
    s = graph.stays
    return sorted(
        (
            graph.people[s.person[i]],
            graph.places[s.place[i]].key,
            graph.zones[s.zone[i]] if s.zone[i] >= 0 else "",
            clock(int(s.t_start[i])),
            clock(int(s.t_end[i])),
            " ".join(shown(int(s.flags[i]))),
            " ".join(graph.sources[s.sources[i]]),
        )
        for i in range(len(s))
    )


def times(graph: TimedGraph) -> list[tuple[str, ...]]:
    """Return stays as (start, end, flags) only."""
    return [row[3:6] for row in stays(graph)]

"""Rows that stand in the facts and wait, for a place or for the steward; and stays that are very long."""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from graph.model.feeds import FEEDS
from graph.resolve.held import held_rows, judging_tables, long_rows
from graph.store.facts import FactStore
from graph.store.memory import small

_MEMORY = "400MB"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A feed's live rows that are held, and those that are longer than the limit of their kind of place."""

    held: pa.Table
    """batch, line, reason; one reason a row."""
    long: pa.Table
    """batch, line; held rows are not among them."""


NOTHING = Waiting(
    pa.schema([("batch", pa.int32()), ("line", pa.int64()), ("reason", pa.string())]).empty_table(),
    pa.schema([("batch", pa.int32()), ("line", pa.int64())]).empty_table(),
)


def waiting(store: FactStore, feed: str, *, timezone: str, spill: Path | None = None) -> Waiting:
    """Return what of a feed waits or is long, judged by all facts; `timezone` is that of local times.

    `spill` is a folder for what does not fit in memory.
    """
    return all_waiting(store, [feed], timezone=timezone, spill=spill)[feed]


def all_waiting(
    store: FactStore, feeds: Iterable[str], *, timezone: str, spill: Path | None = None
) -> dict[str, Waiting]:
    """Return what of several feeds waits or is long; what all of them are judged by is worked out once."""
    asked = list(feeds)
    found = dict.fromkeys(asked, NOTHING)
    judged = [feed for feed in asked if FEEDS[feed].persons]  # rows that speak of nobody wait for nothing
    if judged:
        with closing(_connection(store, spill)) as con:
            store.views(con)
            judging_tables(con, timezone, meetings="encounters" in judged)
            found |= {feed: _waiting(con, feed) for feed in judged}
    return found


def _connection(store: FactStore, spill: Path | None) -> duckdb.DuckDBPyConnection:
    if store.few():
        return small()
    con = duckdb.connect(config={"temp_directory": str(spill or "")})
    if spill is not None:
        con.execute(f"SET memory_limit = '{_MEMORY}'")
    return con


def _waiting(con: duckdb.DuckDBPyConnection, feed: str) -> Waiting:
    held = held_rows(con, feed).group_by(["batch", "line"]).aggregate([("reason", "min")])
    long = long_rows(con, feed).join(held, ["batch", "line"], join_type="left anti")
    return Waiting(held.rename_columns(["batch", "line", "reason"]), long)

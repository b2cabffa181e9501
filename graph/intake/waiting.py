"""Rows that stand in the facts and wait, for a place or for the steward; and stays that are very long."""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from graph.model.feeds import FEEDS
from graph.resolve.held import held_rows, long_rows
from graph.store.facts import FactStore

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


def waiting(store: FactStore, feed: str, *, spill: Path | None = None) -> Waiting:
    """Return what of a feed waits or is long, judged by all facts; `spill` is a folder for more than fits in memory."""
    con = duckdb.connect(config={"temp_directory": str(spill or "")})
    if spill is not None:
        con.execute(f"SET memory_limit = '{_MEMORY}'")
    try:
        for name in FEEDS:
            store.view(con, name)
        held = held_rows(con, feed).group_by(["batch", "line"]).aggregate([("reason", "min")])
        long = long_rows(con, feed).join(held, ["batch", "line"], join_type="left anti")
        return Waiting(held.rename_columns(["batch", "line", "reason"]), long)
    finally:
        con.close()

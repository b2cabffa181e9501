"""One DuckDB in memory for all small work of a process: to open one for each takes longer than the work itself."""

import atexit
from functools import cache

import duckdb

from graph.model.feeds import FEEDS
from graph.model.parquet import empty_select, fact_schema

#: So many rows are few: they take some megabytes of memory, and a second thread gains nothing.
FEW = 20_000


def small() -> duckdb.DuckDBPyConnection:
    """Return a connection for work on few rows, on which every feed is an empty view until one is made for it.

    What it makes is its own, gone when it is closed, and never on the disk.
    """
    return _shared().cursor()


@cache
def _shared() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(config={"temp_directory": "", "threads": 1})
    for name, feed in FEEDS.items():
        con.execute(f'CREATE VIEW "{name}" AS {empty_select(fact_schema(feed))}')
    atexit.register(_closed, con)
    return con


def _closed(con: duckdb.DuckDBPyConnection) -> None:
    """Close it before the interpreter ends: DuckDB would tell the user at exit what was left open."""
    _shared.cache_clear()
    con.close()

"""The live rows of every feed as views of one DuckDB connection, and how columns travel between DuckDB and numpy.

Tables that this folder makes there are temporary and begin with `r_`.
"""

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.model.feeds import FEEDS
from graph.model.parquet import empty_select, fact_schema

Column = NDArray[np.generic]


def with_missing(con: duckdb.DuckDBPyConnection) -> None:
    """Make a view without rows for every feed that has neither view nor table, so that queries can name them all."""
    found = con.execute(
        "SELECT view_name FROM duckdb_views() UNION ALL SELECT table_name FROM duckdb_tables()"
    ).fetchall()
    for name in FEEDS.keys() - {row[0] for row in found}:
        con.execute(f'CREATE TEMP VIEW "{name}" AS {empty_select(fact_schema(FEEDS[name]))}')


def fetched(con: duckdb.DuckDBPyConnection, query: str) -> pa.Table:
    """Return the rows of a query as an Arrow table."""
    result: pa.Table = con.sql(query).to_arrow_table()
    return result


def columns(con: duckdb.DuckDBPyConnection, query: str) -> dict[str, Column]:
    """Return the columns of a query that yields no nulls, by name; texts as objects."""
    table = fetched(con, query)
    return {name: table[name].combine_chunks().to_numpy(zero_copy_only=False) for name in table.column_names}


def write(con: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    """Make a temporary table of that name from Arrow columns."""
    con.register("r_given", table)
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM r_given")
    con.unregister("r_given")

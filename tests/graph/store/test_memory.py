"""Small work of a process goes through one DuckDB in memory."""

import duckdb
import pytest

from graph.model.feeds import FEEDS
from graph.model.parquet import fact_schema
from graph.store.memory import small


def test_each_connection_has_its_own_tables_and_variables() -> None:
    """What one connection makes, another does not see, and nothing of it is left when it is closed."""
    one, two = small(), small()
    one.execute("CREATE TEMP TABLE mine AS SELECT 1")
    one.execute("SET VARIABLE secret = 'a key'")
    for other in (two, None):
        if other is None:
            one.close()
        here = other or small()
        assert here.execute("SELECT getvariable('secret')").fetchall() == [(None,)]
        with pytest.raises(duckdb.CatalogException):
            here.execute("FROM mine")


def test_nothing_goes_to_the_disk() -> None:
    """There is no folder to which values could be spilt."""
    assert small().execute("SELECT current_setting('temp_directory')").fetchall() == [("",)]


def test_every_feed_is_empty_until_it_is_made() -> None:
    """A feed has its columns and no rows, and a view of that name takes its place."""
    con = small()
    for name, feed in FEEDS.items():
        empty = con.sql(f'FROM "{name}"').to_arrow_table()
        assert (empty.num_rows, empty.schema.names) == (0, fact_schema(feed).names)
    con.execute("CREATE TEMP VIEW stays AS SELECT 7 AS seven")
    assert con.execute("FROM stays").fetchall() == [(7,)]

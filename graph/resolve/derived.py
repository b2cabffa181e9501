"""Places that no feed of places needs to name: runs, phone cells, checkpoints."""

import duckdb

_THINGS = (("cell", "positions", "cell_id"), ("checkpoint", "passages", "checkpoint_id"))


def add_places(con: duckdb.DuckDBPyConnection, query: str) -> None:
    """Add topmost places to `r_place` from a query of key, kind and what else is known; a key that is there stays one."""
    con.execute(f"""
        INSERT INTO r_place BY NAME
        SELECT *, true AS enclosed, -1 AS middle, place AS top FROM (
            SELECT *, (SELECT count(*) FROM r_place) + row_number() OVER (ORDER BY key) - 1 AS place
            FROM ({query}) ANTI JOIN r_place USING (key)
        )
    """)


def thing_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Add cells and checkpoints that feeds name by an id, and make `r_thing`: (kind, source, id) and the place.

    An id is looked up among the registered places of that kind as the place_id of a stay is; else it names a place of
    its own, the same for all sources.
    """
    named = " UNION ".join(
        f"SELECT '{kind}' AS kind, source, {column} AS id FROM {feed} WHERE {column} IS NOT NULL"
        for kind, feed, column in _THINGS
    )
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE r_thing AS
        SELECT n.kind, n.source, n.id, coalesce(own.place, lone.place) AS place
        FROM ({named}) AS n
            LEFT JOIN r_registered AS own ON own.source = n.source AND own.place_id = n.id AND own.kind = n.kind
            LEFT JOIN (
                SELECT kind, place_id, min(place) AS place FROM r_registered GROUP BY ALL HAVING count(*) = 1
            ) AS lone ON lone.place_id = n.id AND lone.kind = n.kind
    """)
    add_places(con, "SELECT DISTINCT kind || ':' || id AS key, kind, id AS place_id FROM r_thing WHERE place IS NULL")
    con.execute("""
        UPDATE r_thing SET place = p.place FROM r_place AS p WHERE r_thing.place IS NULL AND p.key = r_thing.kind || ':' || id
    """)

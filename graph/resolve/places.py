"""Where a row of the feed of stays was: registered places with their tree, and places that only stays name.

A place has a number: registered ones by (source, place_id), then those named by kind and name, by key. `r_place` holds
them, `r_by_id` and `r_by_name` say what the rows of stays mean; a row that is in neither waits for its place.
"""

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.resolve.datum import wgs84
from graph.resolve.views import columns, fetched, write

Numbers = NDArray[np.int64]


def place_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Make `r_place`, `r_by_id` and `r_by_name` from the feeds of places and stays."""
    _registered(con)
    _by_id(con)
    _by_name(con)
    above = columns(con, "SELECT parent FROM r_above ORDER BY place")["parent"].astype(np.int64)
    top, middle = topmost(above)
    write(con, "r_tree", pa.table({"place": np.arange(len(above)), "top": top, "middle": middle}))
    con.execute("""
        CREATE OR REPLACE TEMP TABLE r_place AS
        SELECT r.place, r.source, r.place_id, r.source || '/' || r.place_id AS key, r.kind, r.name,
            coalesce(r.enclosed, true) AS enclosed, t.top, t.middle,
            CASE WHEN t.top <> r.place THEN r.place_id END AS zone, m.place_id AS floor, s.lat, s.lon
        FROM r_registered AS r JOIN r_tree AS t USING (place) LEFT JOIN r_registered AS m ON m.place = t.middle
            LEFT JOIN r_spot AS s ON s.place = r.place
        UNION ALL
        SELECT place, NULL, NULL, key, kind, name, true, place, -1, NULL, NULL, NULL, NULL FROM r_unregistered
    """)


def topmost(parent: Numbers) -> tuple[Numbers, Numbers]:
    """Return each place's topmost place, and what stands between them in a tree of three levels (-1: nothing does).

    `parent` holds positions, -1 for none. A chain that goes round or is deeper than three ends where that is noticed.

    >>> [column.tolist() for column in topmost(np.array([-1, 0, 1, 2]))]
    [[0, 0, 0, 1], [-1, -1, 1, 2]]
    """
    own = np.arange(len(parent))
    first = np.where(parent == own, -1, parent)
    above = first >= 0
    second = np.where(above, parent[first], -1)
    second[(second == own) | (second == first)] = -1
    return np.select([second >= 0, above], [second, first], own), np.where(second >= 0, first, -1)


def normal_names(names: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return names in the form in which they are compared: NFKC, spaces at both ends gone."""
    return pc.utf8_trim_whitespace(pc.utf8_normalize(names.cast(pa.string()), "NFKC"))


def _registered(con: duckdb.DuckDBPyConnection) -> None:
    """Make `r_registered` with a number for each place; of several rows about one, the last that arrived counts."""
    table = fetched(
        con,
        """
        SELECT row_number() OVER (ORDER BY source, place_id) - 1 AS place, source, place_id, kind, name,
            parent_place_id AS parent_id, enclosed, lat, lon, datum
        FROM places WHERE place_id IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY source, place_id ORDER BY batch DESC, line DESC) = 1
        ORDER BY place
    """,
    )
    write(con, "r_registered", table.append_column("normal", normal_names(table["name"])))
    spots = columns(
        con,
        """
        SELECT place, lat, lon, coalesce(datum, 'wgs84') AS datum FROM r_registered
        WHERE lat IS NOT NULL AND lon IS NOT NULL
        """,
    )
    lat, lon = wgs84(spots["lat"].astype(np.float64), spots["lon"].astype(np.float64), spots["datum"].astype(object))
    write(con, "r_spot", pa.table({"place": spots["place"], "lat": lat, "lon": lon}))
    con.execute("""
        CREATE OR REPLACE TEMP TABLE r_lone AS
        SELECT place_id, min(place) AS place FROM r_registered GROUP BY place_id HAVING count(*) = 1
    """)
    con.execute("""
        CREATE OR REPLACE TEMP TABLE r_above AS
        SELECT r.place, coalesce(own.place, lone.place, -1) AS parent
        FROM r_registered AS r
            LEFT JOIN r_registered AS own ON own.source = r.source AND own.place_id = r.parent_id
            LEFT JOIN r_lone AS lone ON lone.place_id = r.parent_id
    """)


def _by_id(con: duckdb.DuckDBPyConnection) -> None:
    """Look up every place_id of the stays: in the row's own source, else in the only other source that names it."""
    con.execute("""
        CREATE OR REPLACE TEMP TABLE r_by_id AS
        SELECT s.source, s.place_id, coalesce(own.place, lone.place) AS place
        FROM (SELECT DISTINCT source, place_id FROM stays WHERE place_id IS NOT NULL) AS s
            LEFT JOIN r_registered AS own ON own.source = s.source AND own.place_id = s.place_id
            LEFT JOIN r_lone AS lone ON lone.place_id = s.place_id
        WHERE coalesce(own.place, lone.place) IS NOT NULL
    """)


def _by_name(con: duckdb.DuckDBPyConnection) -> None:
    """Make `r_by_name`: the only registered place of that kind and name, else one with the key `kind:name`."""
    named = fetched(
        con,
        """
        SELECT DISTINCT place_kind, place_name FROM stays
        WHERE place_id IS NULL AND place_kind IS NOT NULL AND place_name IS NOT NULL
    """,
    )
    write(con, "r_named", named.append_column("normal", normal_names(named["place_name"])))
    con.execute("""
        CREATE OR REPLACE TEMP TABLE r_fitting AS
        SELECT n.place_kind, n.normal, CASE WHEN count(r.place) = 1 THEN min(r.place) END AS place
        FROM (SELECT DISTINCT place_kind, normal FROM r_named) AS n
            LEFT JOIN r_registered AS r ON r.kind = n.place_kind AND r.normal = n.normal
        GROUP BY ALL
    """)
    con.execute("""
        CREATE OR REPLACE TEMP TABLE r_unregistered AS
        SELECT (SELECT count(*) FROM r_registered) + row_number() OVER (ORDER BY key) - 1 AS place, kind, name, key
        FROM (
            SELECT place_kind AS kind, normal AS name, place_kind || ':' || normal AS key
            FROM r_fitting WHERE place IS NULL
        )
    """)
    con.execute("""
        CREATE OR REPLACE TEMP TABLE r_by_name AS
        SELECT n.place_kind, n.place_name, coalesce(f.place, u.place) AS place
        FROM r_named AS n JOIN r_fitting AS f USING (place_kind, normal)
            LEFT JOIN r_unregistered AS u ON u.kind = n.place_kind AND u.name = n.normal
    """)

"""Rows that stand in the facts and wait: for their place, or for the steward; and stays that are suspiciously long.

Both are judged by all live rows that the views of a connection show; a row that is held today can enter tomorrow.
"""

import duckdb
import pyarrow as pa

from graph.model.feeds import FEEDS
from graph.resolve.encounters import encounter_tables
from graph.resolve.identity import held_tables, person_tables
from graph.resolve.places import place_tables
from graph.resolve.rides import held_rides
from graph.resolve.slots import known_place, same_slot
from graph.resolve.views import fetched, with_missing
from graph.times import long_limit

_NONE = pa.table({"batch": pa.array([], pa.int32()), "line": pa.array([], pa.int64())})
#: What is true of rows that no other reason holds.
_STANDS = {
    "stays": "coalesce(by_id.place, by_name.place) IS NOT NULL",
    "rides": "NOT EXISTS (FROM r_ride_held AS r WHERE r.batch = s.batch AND r.line = s.line)",
}
_COLUMNS = "CAST(batch AS INTEGER) AS batch, CAST(line AS BIGINT) AS line"


def judging_tables(con: duckdb.DuckDBPyConnection, timezone: str, *, meetings: bool = True) -> None:
    """Make the tables that rows of any feed are judged by, those of encounters if `meetings`; local times in `timezone`."""
    with_missing(con)
    place_tables(con)
    held_rides(con, timezone)
    if meetings:
        person_tables(con)
        encounter_tables(con)
    else:
        held_tables(con)


def held_rows(con: duckdb.DuckDBPyConnection, feed: str) -> pa.Table:
    """Return batch, line and reason of the feed's rows that are held, by batch and line; `judging_tables` are there.

    Reasons: PLACE_UNKNOWN, IDENTITY_CONFLICT; of rides STOP_UNKNOWN, STOP_ORDER, CARRIAGE_UNKNOWN, END_BEFORE_START; and
    SELF_CONTACT where both sides of an encounter prove to be one person.
    """
    if not FEEDS[feed].persons:
        return _NONE.append_column("reason", pa.array([], pa.string()))
    parts = []
    if feed == "stays":
        parts.append(f"""
            SELECT s.batch, s.line, 'PLACE_UNKNOWN' AS reason FROM stays AS s {known_place("s")}
            WHERE coalesce(by_id.place, by_name.place) IS NULL
        """)
    if feed == "rides":
        parts.append("SELECT batch, line, reason FROM r_ride_held")
    if feed == "encounters":
        parts.append("SELECT batch, line, 'SELF_CONTACT' AS reason FROM r_encounter WHERE a = b")
    for prefix in FEEDS[feed].persons:
        places = f"{known_place('s')}" if feed == "stays" else ""
        known = _STANDS.get(feed, "true")
        parts.append(f"""
            SELECT s.batch, s.line, 'IDENTITY_CONFLICT' AS reason FROM "{feed}" AS s {places}
                JOIN r_slot AS p ON {same_slot("s", prefix)} SEMI JOIN r_held AS h ON h.slot = p.slot WHERE {known}
        """)
    return fetched(con, f"SELECT DISTINCT {_COLUMNS}, reason FROM ({' UNION ALL '.join(parts)}) ORDER BY batch, line")


def long_rows(con: duckdb.DuckDBPyConnection, feed: str) -> pa.Table:
    """Return batch and line of the feed's stays that are longer than the limit of their kind of place; as `held_rows`."""
    if feed != "stays":
        return _NONE
    kinds = [row[0] for row in con.execute("SELECT DISTINCT kind FROM r_place").fetchall()]
    limits = " ".join(f"WHEN '{kind}' THEN {long_limit(kind)}" for kind in kinds if kind.isidentifier())
    query = f"""
        SELECT s.batch, s.line FROM stays AS s {known_place("s")}
            JOIN r_place AS p ON p.place = coalesce(by_id.place, by_name.place)
            JOIN r_place AS t ON t.place = p.top
        WHERE s.t_end - s.t_start > CASE t.kind {limits or "WHEN '' THEN 0"} ELSE {long_limit("")} END
    """
    return fetched(con, f"SELECT {_COLUMNS} FROM ({query}) ORDER BY batch, line")

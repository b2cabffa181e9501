"""Rides: each person's own leg of a run, from departure at boarding to arrival at alighting, and his seat.

Times in the row beat the timetable. A ride whose stops, carriage or times cannot be is held until what contradicts it
changes; one that comes before its timetable is cut when that comes. `r_ride` has the rides that stand, with their
place; `r_ride_held` the others.
"""

import duckdb
import numpy as np
import pyarrow as pa

from graph.model.flags import DAY_ONLY
from graph.model.seats import Seat
from graph.resolve.runs import STOP, in_zone, run_tables
from graph.resolve.views import columns, fetched, write

_LOST, _TURNED, _NO_CARRIAGE = "STOP_UNKNOWN", "STOP_ORDER", "CARRIAGE_UNKNOWN"
_PARTS = ("cabin", "carriage", "compartment", "seat")


def held_rides(con: duckdb.DuckDBPyConnection, timezone: str) -> None:
    """Make `r_ride_held` alone, with what it needs where there are rides at all; the tables of places are there already."""
    if con.execute("SELECT 1 FROM rides LIMIT 1").fetchone():
        run_tables(con, timezone)
        ride_tables(con, timezone)
    else:
        con.execute("CREATE OR REPLACE TEMP TABLE r_ride_held (batch INTEGER, line BIGINT, reason VARCHAR)")


def ride_tables(con: duckdb.DuckDBPyConnection, timezone: str) -> None:
    """Make `r_ride` and `r_ride_held`; the tables of runs are there already."""
    _told(con)
    _seats(con)
    _legs(con)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE r_ride_held AS
        WITH judged AS (
            SELECT l.batch, l.line, CASE
                WHEN lost THEN '{_LOST}' WHEN turned THEN '{_TURNED}'
                WHEN l.carriage <> '' AND k.coach_types IS NOT NULL
                    AND NOT contains(';' || k.coach_types, ';' || l.carriage || ':') THEN '{_NO_CARRIAGE}'
                WHEN l.t_end < l.t_start THEN 'END_BEFORE_START' END AS reason
            FROM r_leg AS l LEFT JOIN r_run_kind AS k USING (place)
        )
        FROM judged WHERE reason IS NOT NULL
    """)
    con.execute("""
        CREATE OR REPLACE TEMP TABLE r_run_leg AS
        WITH called AS (SELECT place, count(*) AS stops FROM r_call GROUP BY place),
        named AS (
            SELECT place, count(DISTINCT stop) AS stops FROM (
                SELECT place, mode, unnest([board, alight]) AS stop FROM r_told
            ) WHERE mode = 'flight' GROUP BY place
        )
        SELECT place, CASE WHEN c.stops IS NOT NULL THEN c.stops = 2 ELSE n.stops <= 2 END AS one_leg
        FROM called AS c FULL JOIN named AS n USING (place)
    """)
    days = columns(con, "SELECT DISTINCT date FROM r_leg ORDER BY date")["date"].astype(np.int64)
    bounds = {"date": days, "from": in_zone(days, timezone), "until": in_zone(days + 86_400, timezone)}
    write(con, "r_ride_day", pa.table(bounds))
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE r_ride AS
        SELECT l.* EXCLUDE (t_start, t_end, flags, lost, turned),
            CASE WHEN t_start IS NULL THEN d."from" ELSE t_start END AS t_start,
            CASE WHEN t_start IS NULL THEN d."until" ELSE t_end END AS t_end,
            CASE WHEN t_start IS NULL THEN flags | {DAY_ONLY} ELSE flags END AS flags
        FROM r_leg AS l JOIN r_ride_day AS d USING (date) ANTI JOIN r_ride_held USING (batch, line)
    """)


def _told(con: duckdb.DuckDBPyConnection) -> None:
    """Make `r_told`: rides with their run and with the stops that the timetable has for them."""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE r_told AS
        WITH ride AS (
            SELECT r.*, o.place, {STOP.format("from_stop")} AS board, {STOP.format("to_stop")} AS alight
            FROM rides AS r JOIN r_run_of AS o USING (mode, number, date)
        ),
        boarded AS (
            SELECT r.batch, r.line, min(c.seq) AS seq FROM ride AS r JOIN r_call AS c ON c.place = r.place AND c.stop = r.board
            GROUP BY ALL
        ),
        alighted AS (
            SELECT r.batch, r.line, min(c.seq) AS seq
            FROM ride AS r LEFT JOIN boarded AS b USING (batch, line)
                JOIN r_call AS c ON c.place = r.place AND c.stop = r.alight AND c.seq > coalesce(b.seq, -1)
            GROUP BY ALL
        ),
        planned AS (SELECT DISTINCT place FROM r_call)
        SELECT r.*, x.zone AS from_zone, y.zone AS to_zone,
            coalesce(x.t_depart, x.t_arrive) AS plan_depart, coalesce(y.t_arrive, y.t_depart) AS plan_arrive,
            p.place IS NOT NULL AND ((r.board IS NOT NULL AND b.seq IS NULL) OR (r.alight IS NOT NULL
                AND r.alight NOT IN (SELECT stop FROM r_call AS c WHERE c.place = r.place))) AS lost,
            p.place IS NOT NULL AND r.alight IS NOT NULL AND a.seq IS NULL AS turned
        FROM ride AS r LEFT JOIN planned AS p USING (place)
            LEFT JOIN boarded AS b USING (batch, line) LEFT JOIN alighted AS a USING (batch, line)
            LEFT JOIN r_call AS x ON x.place = r.place AND x.seq = b.seq
            LEFT JOIN r_call AS y ON y.place = r.place AND y.seq = a.seq
    """)
    query = """
        SELECT DISTINCT {0}_zone AS zone, t_{1}_local AS here FROM r_told
        WHERE {0}_zone IS NOT NULL AND t_{1}_local IS NOT NULL
    """
    for side, name in (("from", "depart"), ("to", "arrive")):
        told = fetched(con, query.format(side, name))
        moments = np.zeros(told.num_rows, np.int64)
        zones, here = np.array(told["zone"].to_pylist(), object), told["here"].to_numpy()
        for zone in set(zones):
            moments[zones == zone] = in_zone(here[zones == zone], zone)
        write(con, f"r_{name}", told.append_column("moment", pa.array(moments)))


def _seats(con: duckdb.DuckDBPyConnection) -> None:
    """Make `r_seat_told`: every way to write a seat, and its parts in the way in which they are kept."""
    names = ", ".join(f"coalesce({name}, '') AS {name}" for name in _PARTS)
    told = fetched(con, f"SELECT DISTINCT {names} FROM r_told").to_pylist()
    seats = [Seat.told(*(row[name] for name in _PARTS)) for row in told]
    made = {f"told_{name}": pa.array([row[name] for row in told], pa.string()) for name in _PARTS}
    made |= {name: pa.array([getattr(seat, name) for seat in seats], pa.string()) for name in _PARTS}
    write(con, "r_seat_told", pa.table(made))


def _legs(con: duckdb.DuckDBPyConnection) -> None:
    """Make `r_leg`: rides with their times, and with what another record of the same ride says of the seat."""
    same = " AND ".join(f"coalesce(t.{name}, '') = s.told_{name}" for name in _PARTS)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE r_leg AS
        SELECT t.* EXCLUDE ({", ".join(_PARTS)}, t_depart, t_arrive), {", ".join(f"s.{name}" for name in _PARTS)},
            CASE WHEN t.t_depart_day THEN plan_depart
                ELSE coalesce(d.moment, t.t_depart, plan_depart) END AS t_start,
            CASE WHEN t.t_arrive_day THEN plan_arrive ELSE coalesce(a.moment, t.t_arrive, plan_arrive) END AS t_end
        FROM r_told AS t JOIN r_seat_told AS s ON {same}
            LEFT JOIN r_depart AS d ON d.zone = t.from_zone AND d.here = t.t_depart_local
            LEFT JOIN r_arrive AS a ON a.zone = t.to_zone AND a.here = t.t_arrive_local
    """)


def fill_seats(con: duckdb.DuckDBPyConnection) -> None:
    """Let a ride take from the others of that person and run at that time what only they say of the seat.

    `r_ridden` are the rides with their persons; each part is taken where all of them say the same.
    """
    values = ", ".join(
        f"CASE WHEN count(DISTINCT nullif(b.{n}, '')) = 1 THEN max(b.{n}) ELSE '' END AS {n}" for n in _PARTS
    )
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE r_seat_lent AS
        WITH many AS (SELECT person, place FROM r_ridden GROUP BY ALL HAVING count(*) > 1),
        mine AS (FROM r_ridden SEMI JOIN many USING (person, place))
        SELECT a.batch, a.line, {values} FROM mine AS a JOIN mine AS b ON a.person = b.person AND a.place = b.place
            AND (a.batch, a.line) <> (b.batch, b.line)
            AND a.t_start < coalesce(b.t_end, b.t_start + 1) AND b.t_start < coalesce(a.t_end, a.t_start + 1)
        GROUP BY a.batch, a.line
    """)
    own = ", ".join(f"coalesce(nullif(r.{n}, ''), l.{n}, '') AS {n}" for n in _PARTS)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE r_seated AS
        WITH seated AS (
            SELECT r.* EXCLUDE ({", ".join(_PARTS)}), {own} FROM r_ridden AS r LEFT JOIN r_seat_lent AS l USING (batch, line)
        )
        SELECT *, nullif(concat_ws('|', cabin, carriage, compartment, seat), '|||') AS seat_key,
            CASE WHEN mode IN ('train', 'coach') THEN nullif(carriage, '') ELSE nullif(cabin, '') END AS part FROM seated
    """)

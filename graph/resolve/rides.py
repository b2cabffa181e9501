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
    """Make `r_told`: rides with their run, and with plan and moment at the stops of its timetable where they began and ended."""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE r_asked AS
        SELECT r.*, o.place, {STOP.format("from_stop")} AS board, {STOP.format("to_stop")} AS alight
        FROM rides AS r JOIN r_run_of AS o USING (mode, number, date)
    """)
    _called(con)
    con.execute("""
        CREATE OR REPLACE TEMP TABLE r_told AS
        WITH planned AS (SELECT DISTINCT place FROM r_call),
        named AS (SELECT batch, line, bool_or(boards) AS boards, bool_or(NOT boards) AS alights FROM r_called GROUP BY ALL)
        SELECT r.*, x.plan AS plan_depart, y.plan AS plan_arrive, x.moment AS depart_moment, y.moment AS arrive_moment,
            p.place IS NOT NULL AND ((r.board IS NOT NULL AND n.boards IS NOT TRUE)
                OR (r.alight IS NOT NULL AND n.alights IS NOT TRUE)) AS lost,
            p.place IS NOT NULL AND r.alight IS NOT NULL AND y.seq IS NULL AS turned
        FROM r_asked AS r LEFT JOIN planned AS p USING (place) LEFT JOIN named AS n USING (batch, line)
            LEFT JOIN r_end AS e USING (batch, line)
            LEFT JOIN r_called AS x ON x.batch = r.batch AND x.line = r.line AND x.boards AND x.seq = e.board_seq
            LEFT JOIN r_called AS y ON y.batch = r.batch AND y.line = r.line AND NOT y.boards AND y.seq = e.alight_seq
    """)


def _called(con: duckdb.DuckDBPyConnection) -> None:
    """Make `r_called`: every call of its run that a ride's `from` or `to` can mean, and `r_end`: which of them it means.

    On a loop a stop comes several times: meant is the one nearest to the row's time, else the first, and its next `to`.
    """
    sides = " UNION ALL ".join(
        f"""
        SELECT r.batch, r.line, {boards} AS boards, c.seq, c.zone, coalesce(c.t_{plan}, c.t_{other}) AS plan,
            r.t_{plan}_local AS here, r.t_{plan} AS told
        FROM r_asked AS r JOIN r_call AS c ON c.place = r.place AND c.stop = r.{stop}
        """
        for boards, stop, plan, other in (
            ("true", "board", "depart", "arrive"),
            ("false", "alight", "arrive", "depart"),
        )
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE r_call_told AS {sides}")
    told = fetched(con, "SELECT DISTINCT zone, here FROM r_call_told WHERE zone IS NOT NULL AND here IS NOT NULL")
    moments = np.zeros(told.num_rows, np.int64)
    zones, here = np.array(told["zone"].to_pylist(), object), told["here"].to_numpy()
    for zone in set(zones):
        moments[zones == zone] = in_zone(here[zones == zone], zone)
    write(con, "r_moment", told.append_column("moment", pa.array(moments)))
    con.execute("""
        CREATE OR REPLACE TEMP TABLE r_called AS
        SELECT c.* EXCLUDE (here, told, zone), coalesce(m.moment, c.told) AS moment,
            CASE WHEN coalesce(m.moment, c.told) IS NULL THEN 0
                ELSE coalesce(abs(coalesce(m.moment, c.told) - c.plan), 1 << 60) END AS away
        FROM r_call_told AS c LEFT JOIN r_moment AS m USING (zone, here)
    """)
    con.execute("""
        CREATE OR REPLACE TEMP TABLE r_end AS
        WITH bounds AS (
            SELECT batch, line, min(seq) FILTER (boards) AS first_on, max(seq) FILTER (NOT boards) AS last_off
            FROM r_called GROUP BY ALL
        ),
        fitting AS (
            SELECT c.*, c.moment IS NOT NULL AS timed FROM r_called AS c JOIN bounds AS b USING (batch, line)
            WHERE CASE WHEN c.boards THEN c.seq < coalesce(b.last_off, c.seq + 1) ELSE c.seq > coalesce(b.first_on, -1) END
        ),
        nearest_on AS (
            FROM fitting WHERE boards QUALIFY row_number() OVER (PARTITION BY batch, line ORDER BY away, seq) = 1
        ),
        nearest_off AS (
            SELECT f.* FROM fitting AS f LEFT JOIN nearest_on AS o USING (batch, line)
            WHERE NOT f.boards AND (f.seq > coalesce(o.seq, -1) OR (f.timed AND NOT coalesce(o.timed, false)))
            QUALIFY row_number() OVER (PARTITION BY batch, line ORDER BY f.away, f.seq) = 1
        ),
        last_before AS (
            SELECT batch, line, max(f.seq) AS seq FROM fitting AS f JOIN nearest_off AS n USING (batch, line)
            WHERE f.boards AND f.seq < n.seq GROUP BY ALL
        )
        SELECT b.batch, b.line, n.seq AS alight_seq,
            CASE WHEN n.timed AND NOT o.timed THEN coalesce(l.seq, o.seq) ELSE o.seq END AS board_seq
        FROM bounds AS b LEFT JOIN nearest_on AS o USING (batch, line) LEFT JOIN nearest_off AS n USING (batch, line)
            LEFT JOIN last_before AS l USING (batch, line)
    """)


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
                ELSE coalesce(t.depart_moment, t.t_depart, plan_depart) END AS t_start,
            CASE WHEN t.t_arrive_day THEN plan_arrive ELSE coalesce(t.arrive_moment, t.t_arrive, plan_arrive) END AS t_end
        FROM r_told AS t JOIN r_seat_told AS s ON {same}
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
            AND a.t_start < greatest(b.t_end, b.t_start + 1) AND b.t_start < greatest(a.t_end, a.t_start + 1)
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

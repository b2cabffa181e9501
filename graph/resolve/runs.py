"""Runs: one flight, train, coach or ship of one date, under all the numbers that name it.

`G1234/G1235` names one run by two numbers; a timetable's `alias_of` says that a number (a codeshare) is another name of
a run. `r_run_of` says which run (by its place) a feed's number means, `r_run_kind` what is told of it, and `r_call` when
it calls at its stops.
"""

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numba import njit
from numpy.typing import NDArray

from graph.resolve.derived import add_places
from graph.resolve.groups import groups
from graph.resolve.views import columns, fetched, write

Ints = NDArray[np.int64]
_DAY = 86_400
_NONE = np.iinfo(np.int64).min

#: Stop names are compared without spaces, in one case, without the 站 at their end.
STOP = "regexp_replace(lower(regexp_replace(nfc_normalize({0}), '\\s', '', 'g')), '(.)站$', '\\1')"


def run_tables(con: duckdb.DuckDBPyConnection, timezone: str) -> None:
    """Add runs to `r_place`, and make `r_run_of`, `r_run_kind` and `r_call`.

    Local times at stops whose zone nobody tells are in `timezone`.
    """
    _named(con)
    _grouped(con)
    _runs(con)
    _calls(con, timezone)


def _named(con: duckdb.DuckDBPyConnection) -> None:
    """Make `r_run_name`, every number as written by date, `r_run_part`, its single numbers, and `r_plan`, timetables."""
    con.execute("""
        CREATE OR REPLACE TEMP TABLE r_run_name AS
        SELECT row_number() OVER () - 1 AS name, * FROM (
            SELECT mode, number, date FROM rides UNION SELECT mode, number, date FROM runs
            UNION SELECT mode, number, date FROM timetables WHERE date IS NOT NULL
        )
    """)
    con.execute("""
        CREATE OR REPLACE TEMP TABLE r_run_part AS
        SELECT name, mode, date, unnest(string_split(number, '/')) AS part FROM r_run_name
    """)
    con.execute("""
        CREATE OR REPLACE TEMP TABLE r_plan AS
        WITH plan AS (
            SELECT DISTINCT source, mode, number, date, valid_from, valid_to, weekdays, alias_of FROM timetables
        ),
        parts AS (SELECT *, unnest(string_split(number, '/')) AS part FROM plan)
        SELECT DISTINCT p.source, p.mode, p.number, p.date AS own_date, p.valid_from, p.valid_to, p.weekdays,
            p.alias_of, p.part, r.name, r.date
        FROM parts AS p JOIN r_run_part AS r ON r.mode = p.mode AND r.part = p.part AND (
            p.date = r.date OR (p.date IS NULL AND r.date >= coalesce(p.valid_from, r.date)
                AND r.date <= coalesce(p.valid_to, r.date)
                AND (p.weekdays IS NULL OR contains(p.weekdays, CAST(isodow(make_timestamp(r.date * 1000000)) AS VARCHAR))))
        )
    """)


def _grouped(con: duckdb.DuckDBPyConnection) -> None:
    """Make `r_run_node`: every single number of a date, with the group of numbers that name the same run."""
    con.execute("""
        CREATE OR REPLACE TEMP TABLE r_run_node AS
        SELECT row_number() OVER (ORDER BY mode, date, part) - 1 AS node, mode, date, part, bool_or(alias) AS alias FROM (
            SELECT mode, date, part, false AS alias FROM r_run_part
            UNION ALL SELECT mode, date, part, true FROM r_plan WHERE alias_of IS NOT NULL
            UNION ALL SELECT mode, date, unnest(string_split(alias_of, '/')), false FROM r_plan WHERE alias_of IS NOT NULL
        ) GROUP BY mode, date, part
    """)
    pairs = columns(
        con,
        """
        WITH joined AS (
            SELECT mode, date, part AS a, unnest(string_split(number, '/')) AS b FROM r_run_part JOIN r_run_name USING (name, mode, date)
            UNION SELECT mode, date, part, unnest(string_split(alias_of, '/')) FROM r_plan WHERE alias_of IS NOT NULL
            UNION SELECT r.mode, r.date, p.part, unnest(string_split(p.number, '/')) FROM r_plan AS p JOIN r_run_name AS r USING (name)
        )
        SELECT x.node AS a, y.node AS b FROM joined AS j
            JOIN r_run_node AS x ON x.mode = j.mode AND x.date = j.date AND x.part = j.a
            JOIN r_run_node AS y ON y.mode = j.mode AND y.date = j.date AND y.part = j.b
        """,
    )
    (count,) = con.execute("SELECT count(*) FROM r_run_node").fetchall()[0]
    label = groups(count, pairs["a"].astype(np.int64), pairs["b"].astype(np.int64))
    write(con, "r_run_group", pa.table({"node": np.arange(count), "label": label}))


def _runs(con: duckdb.DuckDBPyConnection) -> None:
    """Make `r_run` and `r_run_of`; of several rows about one run the last that arrived counts, column by column."""
    con.execute("""
        CREATE OR REPLACE TEMP TABLE r_run AS
        WITH named AS (
            SELECT g.label, n.mode, n.date,
                coalesce(min(n.part) FILTER (NOT n.alias), min(n.part)) AS number,
                coalesce(string_agg(n.part, '/' ORDER BY n.part) FILTER (NOT n.alias), min(n.part)) AS name
            FROM r_run_node AS n JOIN r_run_group AS g USING (node) GROUP BY ALL
        )
        SELECT label, mode AS kind, name, mode || ':' || number || ':' || strftime(make_timestamp(date * 1000000), '%Y-%m-%d') AS key
        FROM named
    """)
    add_places(con, "SELECT key, kind, name FROM r_run")
    con.execute("""
        CREATE OR REPLACE TEMP TABLE r_run_of AS
        SELECT DISTINCT w.mode, w.number, w.date, x.place
        FROM r_run_name AS w JOIN r_run_part AS p USING (name)
            JOIN r_run_node AS n ON n.mode = w.mode AND n.date = w.date AND n.part = p.part
            JOIN r_run_group AS g USING (node) JOIN r_run AS r USING (label)
            JOIN r_place AS x ON x.key = r.key
    """)
    con.execute("""
        CREATE OR REPLACE TEMP TABLE r_run_kind AS
        SELECT o.place, arg_max(r.sealed, (r.batch, r.line)) FILTER (r.sealed IS NOT NULL) AS sealed,
            arg_max(r.coach_types, (r.batch, r.line)) FILTER (r.coach_types IS NOT NULL) AS coach_types
        FROM runs AS r JOIN r_run_of AS o USING (mode, number, date) GROUP BY o.place
    """)


def _calls(con: duckdb.DuckDBPyConnection, timezone: str) -> None:
    """Make `r_call`: stops of runs in order, UTC; a plan of the date itself beats one of a season, a later an earlier."""
    table = fetched(
        con,
        f"""
        WITH of_run AS (
            SELECT DISTINCT o.place, p.own_date IS NOT NULL AS exact, p.date AS on_date, p.source, p.mode, p.number,
                p.own_date, p.valid_from, p.valid_to, p.weekdays
            FROM r_plan AS p JOIN r_run_name AS w USING (name)
                JOIN r_run_of AS o ON o.mode = w.mode AND o.number = w.number AND o.date = w.date
            WHERE p.alias_of IS NULL
        ),
        told AS (
            SELECT r.place, r.exact, r.on_date, t.* FROM of_run AS r JOIN timetables AS t ON t.source = r.source
                AND t.mode = r.mode AND t.number = r.number AND t.date IS NOT DISTINCT FROM r.own_date
                AND t.valid_from IS NOT DISTINCT FROM r.valid_from AND t.valid_to IS NOT DISTINCT FROM r.valid_to
                AND t.weekdays IS NOT DISTINCT FROM r.weekdays
            WHERE t.alias_of IS NULL
        ),
        plans AS (
            SELECT place, exact, source, number, valid_from, valid_to, weekdays, max((batch, line)) AS latest
            FROM told GROUP BY ALL
        ),
        chosen AS (
            FROM plans QUALIFY row_number() OVER (PARTITION BY place ORDER BY exact DESC, latest DESC) = 1
        )
        SELECT t.place, CAST(t.seq AS DOUBLE) AS seq, {STOP.format("t.stop")} AS stop, t.zone,
            t.on_date + t.t_arrive AS arrive, t.on_date + t.t_depart AS depart
        FROM told AS t SEMI JOIN chosen AS c ON c.place = t.place AND c.exact = t.exact AND c.source = t.source
            AND c.number = t.number AND c.valid_from IS NOT DISTINCT FROM t.valid_from
            AND c.valid_to IS NOT DISTINCT FROM t.valid_to AND c.weekdays IS NOT DISTINCT FROM t.weekdays
        ORDER BY t.place, t.seq, t.batch, t.line
        """,
    )
    zones = pc.fill_null(table["zone"], timezone)
    times = np.stack([_utc(table[name], zones) for name in ("arrive", "depart")], axis=1)
    place = table["place"].to_numpy().astype(np.int64)
    _forward(place, times)
    made = {"place": place, "seq": np.arange(len(place)), "stop": table["stop"], "zone": table["zone"]}
    made |= {name: pa.array(times[:, i], mask=times[:, i] == _NONE) for i, name in enumerate(("t_arrive", "t_depart"))}
    write(con, "r_call", pa.table(made))


def _utc(local: pa.ChunkedArray, zone: pa.ChunkedArray) -> Ints:
    """Return local seconds of each zone as UTC seconds."""
    out: Ints = local.fill_null(_NONE).to_numpy().astype(np.int64).copy()
    for name in zone.unique().to_pylist():
        rows = np.flatnonzero(pc.and_(pc.equal(zone, name), pc.is_valid(local)).fill_null(False).to_numpy())
        out[rows] = in_zone(out[rows], name)
    return out


def in_zone(local: Ints, zone: str) -> Ints:
    """Return local seconds (as if UTC) of a time zone as UTC seconds; of a time that came twice the earlier."""
    naive = pa.array(local).cast(pa.timestamp("s"))
    moments = pc.assume_timezone(naive, zone, ambiguous="earliest", nonexistent="earliest")
    seconds: Ints = moments.cast(pa.int64()).to_numpy(zero_copy_only=False)
    return seconds


@njit(cache=True)
def _forward(place: Ints, times: NDArray[np.int64]) -> None:
    """Move times that lie before the one ahead of them on by whole days, in place: runs past midnight."""
    before = _NONE
    for i in range(len(place)):
        if i == 0 or place[i] != place[i - 1]:
            before = _NONE
        for side in range(2):
            if times[i, side] != _NONE:
                while before != _NONE and times[i, side] < before:
                    times[i, side] += _DAY
                before = times[i, side]

"""Fixes: where phones were, put together to stays in cells (semantics.md, 4).

Consecutive fixes of a person in one cell are one stay from the first to the last while no gap is too long. A
cell is the operator's where the row names one, else that of the 800 m grid. Where an authority chooses so, a short
jump of the phone to another cell and back is taken out first (docs/reference/semantics.md, Cells).
"""

import duckdb
import numpy as np
import pyarrow as pa
from numba import njit
from numpy.typing import NDArray

from graph.model.flags import COARSE, SHARED_IDENTIFIER, SMOOTHED
from graph.resolve.datum import wgs84
from graph.resolve.derived import add_places
from graph.resolve.grid import METRES, cells, middles
from graph.resolve.identity import shared
from graph.resolve.slots import same_slot
from graph.resolve.views import columns, fetched, write

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


def cell_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Add the cells of positions to `r_place`, and make `r_fix_cell`, which cell each position is in."""
    found = columns(
        con,
        """
        SELECT batch, line, lat, lon, coalesce(datum, 'wgs84') AS datum FROM positions
        WHERE cell_id IS NULL AND lat IS NOT NULL AND lon IS NOT NULL
        """,
    )
    lat, lon = wgs84(found["lat"].astype(np.float64), found["lon"].astype(np.float64), found["datum"].astype(object))
    band, column = cells(lat, lon)
    write(con, "r_grid", pa.table({"batch": found["batch"], "line": found["line"], "band": band, "col": column}))
    seen = columns(con, "SELECT DISTINCT band, col FROM r_grid")
    band, column = seen["band"].astype(np.int64), seen["col"].astype(np.int64)
    lat, lon = middles(band, column)
    write(con, "r_grid_cell", pa.table({"band": band, "col": column, "lat": lat, "lon": lon}))
    add_places(con, "SELECT 'g800:' || band || ':' || col AS key, 'cell' AS kind, lat, lon FROM r_grid_cell")
    con.execute("""
        CREATE OR REPLACE TEMP TABLE r_fix_cell AS
        SELECT g.batch, g.line, p.place FROM r_grid AS g JOIN r_place AS p ON p.key = 'g800:' || g.band || ':' || g.col
        UNION ALL
        SELECT f.batch, f.line, t.place FROM positions AS f JOIN r_thing AS t
            ON t.kind = 'cell' AND t.source = f.source AND t.id = f.cell_id
    """)


def fix_tables(con: duckdb.DuckDBPyConnection, gap: int, smooth: int) -> None:
    """Make `r_fixed`: stays in cells, one row for each source that tells one; persons are resolved already.

    `gap` is the longest silence within one stay, in seconds; jumps shorter than `smooth` seconds are taken out.
    """
    table = fetched(
        con,
        f"""
        SELECT w.person, p.place, f.t AS t_start, greatest(coalesce(f.t_end, f.t), f.t) AS t_end, f.source, f.batch,
            coalesce(f.accuracy_m > {METRES}, false)::INT * {COARSE}
                | (w.several OR {shared("s.slot", "f.t")})::INT * {SHARED_IDENTIFIER} AS flags
        FROM positions AS f JOIN r_fix_cell AS c USING (batch, line) JOIN r_place AS p USING (place)
            JOIN r_slot AS s ON {same_slot("f", "", "s")}
            JOIN r_who AS w ON w.slot = s.slot AND w.since <= f.t AND f.t < w.until
        ORDER BY w.person, f.t, p.key, t_end
        """,
    )
    names = ("person", "place", "t_start", "t_end", "flags")
    person, place, start, end, flags = (table[n].to_numpy().astype(np.int64) for n in names)
    away, back = _jumps(person, place, start, end, min(smooth - 1, gap))
    flags[back] |= SMOOTHED
    person, place, start, end, flags = (column[~away] for column in (person, place, start, end, flags))
    table = table.filter(pa.array(~away))
    stay, reach = _stays(person, place, start, end, gap)
    first = np.flatnonzero(np.diff(stay, prepend=-1))
    whole = {
        "stay": pa.array(stay), "person": table["person"], "place": table["place"],
        "t_start": start[first][stay] if len(first) else start, "t_end": reach[stay] if len(first) else end,
        "flags": pa.array(flags),
    }  # fmt: skip
    write(con, "r_fix", pa.table({**whole, **{n: table[n] for n in ("source", "batch")}}))
    con.execute("""
        CREATE OR REPLACE TEMP TABLE r_fixed AS
        SELECT stay, person, place, t_start, t_end, source, max(batch) AS batch,
            max(all_flags) AS flags
        FROM (SELECT *, bit_or(flags) OVER (PARTITION BY stay) AS all_flags FROM r_fix) GROUP BY ALL
    """)


@njit(cache=True)
def _jumps(person: Ints, place: Ints, start: Ints, end: Ints, longest: int) -> tuple[Mask, Mask]:
    """Return which fixes are jumps to another cell, and which are the first back from one; fixes are by person and time.

    A jump is all that lies between two fixes in one cell, if it is in one other cell and no more than `longest` seconds
    pass from the latest end in the first cell to the first fix back there. The first jump counts: A-B-A-B is A, then B.
    """
    count = len(person)
    away, back = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    i, reach = 0, np.int64(0)
    while i < count:
        stays = i > 0 and person[i] == person[i - 1] and place[i] == place[i - 1]
        reach = max(reach, end[i]) if stays or back[i] else end[i]
        there, until = i + 1, reach
        k = there
        while k < count and person[k] == person[i] and place[k] == place[there] != place[i]:
            until = max(until, end[k])
            k += 1
        returns = there < k < count and person[k] == person[i] and place[k] == place[i]
        if returns and reach <= start[there] and until <= start[k] and start[k] - reach <= longest:
            away[there:k] = True
            back[k] = True
            i = k
        else:
            i += 1
    return away, back


@njit(cache=True)
def _stays(person: Ints, place: Ints, start: Ints, end: Ints, gap: int) -> tuple[Ints, Ints]:
    """Return the number of each fix's stay, and each stay's end; fixes are by person and time."""
    stay = np.empty(len(person), np.int64)
    reach = np.empty(len(person), np.int64)
    count = 0
    for i in range(len(person)):
        same = i > 0 and person[i] == person[i - 1] and place[i] == place[i - 1]
        if same and start[i] - reach[count - 1] <= gap:
            reach[count - 1] = max(reach[count - 1], end[i])
        else:
            reach[count] = end[i]
            count += 1
        stay[i] = count - 1
    return stay, reach[:count]

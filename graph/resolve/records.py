"""Records: what every row of an event says, as numbers: who, where, from when to when, told by whom.

They come sorted by quality, person, topmost place, zone, floor, report, seat, booking, crew and start, so that what
may be one stay stands together. `Records` are what `unite` makes stays of.
"""

from dataclasses import dataclass, fields
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from graph.model.choices import Choices
from graph.model.flags import CLOSE_CONTACT, COARSE, DAY_ONLY, PROTECTED, SHARED_IDENTIFIER, SMOOTHED, STAFF
from graph.resolve.encounters import encounter_tables
from graph.resolve.fixes import fix_tables
from graph.resolve.identity import shared
from graph.resolve.rides import fill_seats
from graph.resolve.slots import known_place, same_slot
from graph.resolve.views import columns

#: Qualities, strongest first: with both times, with an open end, with a side that has no clock.
TIMED, OPEN, DAY = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Records:
    """Records as columns of equal length, sorted; times are UTC seconds, `t_end` of an open one is its `t_start`."""

    quality: NDArray[np.int8]
    person: NDArray[np.int32]
    """Node that names the person."""
    top: NDArray[np.int32]
    """Number of the topmost place."""
    leaf: NDArray[np.int32]
    """Number of the place itself."""
    zone: NDArray[np.int32]
    floor: NDArray[np.int32]
    report: NDArray[np.int32]
    """Number of the distance, protection and setting that an encounter was told with; 0 for stays."""
    t_start: NDArray[np.int64]
    t_end: NDArray[np.int64]
    flags: NDArray[np.int32]
    source: NDArray[np.int32]
    batch: NDArray[np.int32]
    seat: NDArray[np.int32]
    """Number of the seat; -1 where unknown."""
    booking: NDArray[np.int64]
    """63 bits of the booking's code; 0 where unknown."""
    crew: NDArray[np.int32]
    """1 for a ride as crew."""

    def __len__(self) -> int:
        """Return the number of records."""
        return len(self.person)


def record_tables(con: duckdb.DuckDBPyConnection, choices: Choices) -> None:
    """Make `r_stay`, `r_encounter`, `r_pair`, `r_report` and the numbers of zones, floors, seats and sources."""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE r_stay AS
        SELECT s.batch, s.line, s.source, s.flags, s.t_start, s.t_end, coalesce(s.role = 'staff', false) AS staff, false AS crew,
            p.place AS leaf, p.top, coalesce(p.zone, s.room, s.zone) AS zone, coalesce(p.floor, s.floor) AS floor,
            w.person, w.several OR {shared("p_slot.slot", "s.t_start")} AS shared,
            '|||' || upper(s.seat) AS seat, 0::BIGINT AS booking
        FROM stays AS s {known_place("s")}
            JOIN r_place AS p ON p.place = coalesce(by_id.place, by_name.place)
            JOIN r_slot AS p_slot ON {same_slot("s", "", "p_slot")}
            JOIN r_who AS w ON w.slot = p_slot.slot AND w.since <= s.t_start AND s.t_start < w.until
    """)
    _ridden(con)
    fix_tables(con, choices.fix_gap, choices.smooth)
    con.execute(f"""
        INSERT INTO r_stay BY NAME
        SELECT batch, 0 AS line, source, flags & {COARSE | SMOOTHED} AS flags, t_start, t_end, false AS staff, place AS leaf,
            place AS top, person, flags & {SHARED_IDENTIFIER} <> 0 AS shared, 0 AS booking FROM r_fixed
        UNION ALL BY NAME
        SELECT s.batch, s.line, s.source, s.flags, s.t AS t_start, s.t AS t_end, false AS staff, o.place AS leaf,
            o.place AS top, w.person, w.several OR {shared("p.slot", "s.t")} AS shared, 0 AS booking
        FROM passages AS s JOIN r_thing AS o ON o.kind = 'checkpoint' AND o.source = s.source AND o.id = s.checkpoint_id
            JOIN r_slot AS p ON {same_slot("s")}
            JOIN r_who AS w ON w.slot = p.slot AND w.since <= s.t AND s.t < w.until
    """)
    encounter_tables(con)
    for name, query in {
        "zone": "SELECT DISTINCT zone FROM r_stay WHERE zone IS NOT NULL",
        "floor": "SELECT DISTINCT floor FROM r_stay WHERE floor IS NOT NULL",
        "seat": "SELECT DISTINCT seat FROM r_stay WHERE seat IS NOT NULL",
        "source": "SELECT DISTINCT source FROM r_stay UNION SELECT source FROM r_encounter UNION SELECT source FROM households",
    }.items():
        con.execute(f"""
            CREATE OR REPLACE TEMP TABLE r_{name} AS
            SELECT {name}, row_number() OVER (ORDER BY {name}) - 1 AS number FROM ({query})
        """)


def _ridden(con: duckdb.DuckDBPyConnection) -> None:
    """Add the rides that stand to `r_stay`, each with its person at that time."""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE r_ridden AS
        SELECT s.*, w.person, w.several OR {shared("p.slot", "s.t_start")} AS shared
        FROM r_ride AS s JOIN r_slot AS p ON {same_slot("s")}
            JOIN r_who AS w ON w.slot = p.slot AND w.since <= s.t_start AND s.t_start < w.until
    """)
    fill_seats(con)
    con.execute("""
        INSERT INTO r_stay BY NAME
        SELECT batch, line, source, flags, t_start, t_end, coalesce(role = 'crew', false) AS staff, staff AS crew, place AS leaf,
            place AS top, part AS zone, person, shared, seat_key AS seat,
            coalesce(('0x' || booking[1:16])::UBIGINT >> 1, 0)::BIGINT AS booking
        FROM r_seated
    """)


def records(con: duckdb.DuckDBPyConnection) -> Records:
    """Return the records of all stays and of both sides of all encounters, of people who meet somebody else."""
    sides = " UNION ALL ".join(
        f"""
        SELECT e.batch, e.source, {_QUALITY}, e.t_start, e.t_end,
            e.flags & {COARSE | DAY_ONLY} | e.protected::INT * {PROTECTED} | e.close_contact::INT * {CLOSE_CONTACT}
                | {side}_shared::INT * {SHARED_IDENTIFIER} AS flags,
            e.{side} AS person, m.place AS top, m.place AS leaf, r.report, NULL AS zone, NULL AS floor,
            NULL AS seat, 0 AS booking, false AS crew
        FROM r_encounter AS e JOIN r_pair AS m ON m.a = least(e.a, e.b) AND m.b = greatest(e.a, e.b)
            JOIN r_report AS r ON r.distance IS NOT DISTINCT FROM e.distance AND r.protected = e.protected
                AND r.close_contact = e.close_contact
        """
        for side in ("a", "b")
    )
    found = columns(
        con,
        f"""
        WITH told AS (
            SELECT e.batch, e.source, {_QUALITY}, e.t_start, e.t_end,
                e.flags & {COARSE | DAY_ONLY | SMOOTHED} | staff::INT * {STAFF} | shared::INT * {SHARED_IDENTIFIER} AS flags,
                person, top, leaf, 0 AS report, zone, floor, seat, booking, coalesce(crew, false) AS crew
            FROM r_stay AS e UNION ALL {sides}
        )
        SELECT t.quality, t.person, t.top, t.leaf, coalesce(z.number, -1) AS zone, coalesce(f.number, -1) AS floor,
            t.report, t.t_start, coalesce(greatest(t.t_end, t.t_start + 1), t.t_start) AS t_end, t.flags,
            s.number AS source, t.batch, coalesce(x.number, -1) AS seat, t.booking, t.crew::INT AS crew
        FROM told AS t JOIN r_source AS s USING (source)
            LEFT JOIN r_zone AS z ON z.zone = t.zone LEFT JOIN r_floor AS f ON f.floor = t.floor
            LEFT JOIN r_seat AS x ON x.seat = t.seat
        ORDER BY t.quality, t.person, t.top, coalesce(z.number, -1), coalesce(f.number, -1), t.report,
            coalesce(x.number, -1), t.booking, t.crew, t.t_start
        """,
    )
    kinds: dict[str, type[np.generic]] = {f.name: np.int32 for f in fields(Records)} | {"quality": np.int8}
    kinds |= dict.fromkeys(("t_start", "t_end", "booking"), np.int64)
    typed: dict[str, Any] = {name: found[name].astype(kind) for name, kind in kinds.items()}
    return Records(**typed)


_QUALITY = (
    f"CASE WHEN e.t_end IS NULL THEN {OPEN} WHEN e.flags & {DAY_ONLY} <> 0 THEN {DAY} ELSE {TIMED} END AS quality"
)

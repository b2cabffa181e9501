"""Controls: when people were isolated, quarantined or in hospital, from measures and from cases (semantics.md, 7)."""

from collections.abc import Sequence

import duckdb

from graph.model.timed_graph import NEVER, Case, Control, Index
from graph.resolve.slots import same_slot
from graph.times import union

_CONTROL = "('isolation', 'central_quarantine', 'home_quarantine', 'hospital')"


def measure_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Make `r_measure`: measures with their persons; one is over at its end or at the next release, if that is earlier."""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE r_ordered AS
        SELECT w.person, m.kind, m.t_start, m.t_end FROM measures AS m JOIN r_slot AS p ON {same_slot("m")}
            JOIN r_who AS w ON w.slot = p.slot AND w.since <= m.t_start AND m.t_start < w.until
    """)
    con.execute("""
        CREATE OR REPLACE TEMP TABLE r_measure AS
        SELECT m.person, m.kind, m.t_start, least(m.t_end, (
            SELECT min(r.t_start) FROM r_ordered AS r
            WHERE r.person = m.person AND r.kind = 'released' AND r.t_start > m.t_start
        )) AS t_end FROM r_ordered AS m
    """)


def controls(
    con: duckdb.DuckDBPyConnection, cases: Sequence[Case], people: Sequence[str], position: Index
) -> tuple[Control, ...]:
    """Return when each person was under control, by person and start, united."""
    rows = con.execute(f"SELECT person, t_start, t_end FROM r_measure WHERE kind IN {_CONTROL}").fetchall()
    spans: dict[str, list[tuple[int, int]]] = {}
    for node, start, end in rows:
        until = NEVER if end is None else max(end, start + 1)
        spans.setdefault(people[int(position[node])], []).append((start, until))
    released = con.execute("SELECT person, t_start FROM r_measure WHERE kind = 'released'").fetchall()
    released = [(people[int(position[node])], at) for node, at in released]
    for case in cases:
        if case.isolated_at is not None:
            over = min((t for p, t in released if p == case.person and t > case.isolated_at), default=NEVER)
            spans.setdefault(case.person, []).append((case.isolated_at, over))
    return tuple(
        Control(person, start, None if end == NEVER else end)
        for person in sorted(spans)
        for start, end in union(spans[person])
    )

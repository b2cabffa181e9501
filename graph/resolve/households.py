"""Households: who is a member of which, and from when to when."""

from collections.abc import Sequence

import duckdb
import numpy as np

from graph.model.timed_graph import EVER, NEVER, Index, Members
from graph.resolve.slots import same_slot
from graph.resolve.views import columns


def member_tables(con: duckdb.DuckDBPyConnection, now: int) -> None:
    """Make `r_member`: households' rows with their persons, as of the row's beginning, else its end, else `now`."""
    at = f"coalesce(h.valid_from, least(h.valid_to - 1, {now}), {now})"
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE r_member AS
        SELECT h.source || '/' || h.household_id AS household, w.person, coalesce(h.valid_from, {EVER}) AS valid_from,
            coalesce(h.valid_to, {NEVER}) AS valid_to, h.source
        FROM households AS h JOIN r_slot AS p ON {same_slot("h")}
            JOIN r_who AS w ON w.slot = p.slot AND w.since <= {at} AND {at} < w.until
    """)


def members(
    con: duckdb.DuckDBPyConnection, position: Index, sets: Sequence[tuple[str, ...]]
) -> tuple[list[str], Members, list[tuple[str, ...]]]:
    """Return the households' keys, their members, and the sets of sources with those of the members added."""
    keys = [row[0] for row in con.execute("SELECT DISTINCT household FROM r_member ORDER BY household").fetchall()]
    found = columns(
        con,
        """
        SELECT dense_rank() OVER (ORDER BY household) - 1 AS household, person, valid_from, valid_to, source
        FROM (SELECT DISTINCT * FROM r_member)
        """,
    )
    person = position[found["person"].astype(np.int64)]
    start, end = found["valid_from"].astype(np.int64), found["valid_to"].astype(np.int64)
    whole = list(sets)
    number = {names: at for at, names in enumerate(whole)}
    for name in sorted(set(found["source"].tolist())):
        if (name,) not in number:
            number[(name,)] = len(whole)
            whole.append((name,))
    source = np.array([number[(name,)] for name in found["source"].tolist()], np.int32)
    household = found["household"].astype(np.int32)
    order = np.lexsort((source, end, start, person, household))
    return keys, Members(household[order], person[order], start[order], end[order], source[order]), whole

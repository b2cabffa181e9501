"""Holders of phones, devices and plates, moment by moment.

A phone is linked to documents, person ids and codes; a device to these or to a phone; a plate to any of them. So phones
are settled first, then devices, then plates: a link to a phone is a link to whoever holds the phone meanwhile. A link
of the feeds of identities and subscribers holds within its dates and puts all undated links of that identifier aside there.
"""

import duckdb

from graph.model.code_list import IDENTIFIER_KINDS
from graph.model.feeds import WEAK
from graph.resolve.slots import WEAKEST_STRONG, same_slot

#: Before every moment, and after every moment; seconds.
NEVER, EVER = -(2**60), 2**60


def holder_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Make `r_piece` (who is linked to a weak node when) and `r_holder` (who holds it; covers all time for each)."""
    columns = ", ".join((*IDENTIFIER_KINDS, "valid_from", "valid_to"))
    both = f"SELECT {columns} FROM identities UNION ALL SELECT {columns} FROM subscribers"
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE r_dated AS
        SELECT DISTINCT p.slot, coalesce(i.valid_from, {NEVER}) AS since, coalesce(i.valid_to, {EVER}) AS until
        FROM ({both}) AS i JOIN r_slot AS p ON {same_slot("i")}
    """)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE r_span AS
        SELECT l.weak, h.head, h.person, d.since, d.until, true AS dated
        FROM r_link AS l JOIN r_head AS h USING (slot) JOIN r_dated AS d USING (slot) WHERE d.since < d.until
        UNION
        SELECT l.weak, h.head, h.person, {NEVER}, {EVER}, false
        FROM r_link AS l JOIN r_head AS h USING (slot) WHERE h.undated
    """)
    con.execute("""
        CREATE OR REPLACE TEMP TABLE r_piece (weak BIGINT, person BIGINT, since BIGINT, until BIGINT, dated BOOL)
    """)
    con.execute("""
        CREATE OR REPLACE TEMP TABLE r_holder (weak BIGINT, since BIGINT, until BIGINT, person BIGINT, several BOOL)
    """)
    for rank in range(WEAKEST_STRONG + 1, WEAKEST_STRONG + 1 + len(WEAK)):
        _settle(con, rank)


def _settle(con: duckdb.DuckDBPyConnection, rank: int) -> None:
    """Add the pieces and holders of the weak nodes of one kind; stronger weak kinds are settled already."""
    con.execute(f"""
        INSERT INTO r_piece
        SELECT s.weak, s.person, s.since, s.until, s.dated FROM r_span AS s JOIN r_weak AS w USING (weak)
        WHERE w.rank = {rank} AND s.person >= 0
        UNION ALL
        SELECT s.weak, h.person, greatest(s.since, h.since), least(s.until, h.until), s.dated
        FROM r_span AS s JOIN r_weak AS w USING (weak) JOIN r_holder AS h ON h.weak = s.head
        WHERE w.rank = {rank} AND s.person < 0 AND s.since < h.until AND h.since < s.until
    """)
    con.execute(f"""
        INSERT INTO r_holder
        WITH mine AS (FROM r_weak WHERE rank = {rank}),
        cuts AS (
            SELECT weak, unnest([{NEVER}, {EVER}]) AS t FROM mine
            UNION SELECT weak, unnest([since, until]) FROM r_piece SEMI JOIN mine USING (weak)
        ),
        spans AS (
            SELECT weak, t AS since, lead(t) OVER (PARTITION BY weak ORDER BY t) AS until FROM cuts
            QUALIFY until IS NOT NULL
        ),
        claims AS (
            SELECT s.weak, s.since, s.until,
                min(p.person) FILTER (p.dated) AS dated_a, max(p.person) FILTER (p.dated) AS dated_z,
                coalesce(dated_a, min(p.person)) AS a, coalesce(dated_z, max(p.person)) AS z
            FROM spans AS s LEFT JOIN r_piece AS p
                ON p.weak = s.weak AND p.since <= s.since AND s.until <= p.until
            GROUP BY s.weak, s.since, s.until
        )
        SELECT weak, since, until, CASE WHEN a = z THEN a ELSE weak END, coalesce(a <> z, false) FROM claims
    """)

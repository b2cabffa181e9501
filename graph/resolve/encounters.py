"""Encounters: two people near each other. Their place is their unordered pair, and each of the two has a stay there."""

import duckdb

from graph.resolve.identity import shared
from graph.resolve.slots import same_slot

#: Kind of the place that two people make.
ENCOUNTER = "encounter"


def encounter_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Make `r_encounter`, the rows that are not held with both people resolved, and `r_pair`, their places.

    Places of pairs are numbered after those of `r_place`, in the order of the two persons.
    """
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE r_encounter AS
        SELECT e.batch, e.line, e.source, e.flags, e.t_start, e.t_end, e.distance_m AS distance,
            coalesce(e.protected, false) AS protected, coalesce(e.setting = 'close_contact', false) AS close_contact,
            x.person AS a, y.person AS b, x.several OR {shared("p.slot", "e.t_start")} AS a_shared,
            y.several OR {shared("q.slot", "e.t_start")} AS b_shared
        FROM encounters AS e
            JOIN r_slot AS p ON {same_slot("e", "a_", "p")}
            JOIN r_slot AS q ON {same_slot("e", "b_", "q")}
            JOIN r_who AS x ON x.slot = p.slot AND x.since <= e.t_start AND e.t_start < x.until
            JOIN r_who AS y ON y.slot = q.slot AND y.since <= e.t_start AND e.t_start < y.until
    """)
    con.execute("""
        CREATE OR REPLACE TEMP TABLE r_pair AS
        SELECT a, b, (SELECT count(*) FROM r_place) + row_number() OVER (ORDER BY a, b) - 1 AS place
        FROM (SELECT DISTINCT least(a, b) AS a, greatest(a, b) AS b FROM r_encounter WHERE a <> b)
    """)
    con.execute("""
        CREATE OR REPLACE TEMP TABLE r_report AS
        SELECT row_number() OVER (ORDER BY distance NULLS FIRST, protected, close_contact) - 1 AS report, *
        FROM (
            SELECT NULL::DOUBLE AS distance, false AS protected, false AS close_contact
            UNION SELECT distance, protected, close_contact FROM r_encounter
        )
    """)

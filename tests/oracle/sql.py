"""A third voice: rings of co-presence, shared time, reach, companions and who was there, asked in DuckDB SQL of the rows as fed.

It understands worlds of one source whose people are named by person ids and whose rows are not versioned (`speaks`).
"""

from pathlib import Path

import duckdb

from tests.oracle.fed import World

_PLAIN = frozenset(
    "person_id person_a person_b place_id t_start t_end zone room floor distance_m setting protected".split()  # noqa: SIM905
)
Rows = set[tuple[object, ...]]


def speaks(world: World) -> bool:
    """Return whether the SQL form understands a world."""
    fed = [f for f in world.files if f.feed in {"stays", "encounters"}]
    tables = {f.feed for f in world.files} <= {"stays", "encounters", "places", "cases"}
    return (
        tables and len({f.source for f in world.files}) == 1 and all(set(row) <= _PLAIN for f in fed for row in f.rows)
    )


class Sql:
    """Answers over one world, with the offset of its local time from UTC in seconds."""

    def __init__(self, world: World, folder: Path, offset: int) -> None:
        self.con = duckdb.connect()
        self.con.execute("SET threads = 1")
        self.offset = offset
        for feed, columns in _COLUMNS.items():
            paths = [str(path) for path, fed in world.write(folder) if fed.feed == feed]
            empty = "SELECT " + ", ".join(f"NULL::VARCHAR AS {c}" for c in columns.split())
            fed = (
                f" UNION ALL BY NAME SELECT * FROM read_csv({paths}, all_varchar = true, union_by_name = true)"
                if paths
                else ""
            )
            self.con.execute(f"CREATE TABLE {feed} AS {empty} WHERE false{fed}")
        self.con.execute(_STAY.replace("$offset", str(offset)))

    def exposures(self, person: str, start: int, end: int, *, without: str = "checkpoint") -> Rows:
        """Return (other, place, start, end) of everything a person shared; open stays take no part."""
        return self._rows(_MET + _ISLANDS, person=person, lo=start, hi=end, without=without)

    def ring1(self, person: str, start: int, end: int) -> Rows:
        """Return (other, first, last, seconds) of everybody together with a person."""
        return self._rows(_MET + _LENGTHS, person=person, lo=start, hi=end, without="cell,checkpoint")

    def ring2(self, person: str, start: int, end: int) -> Rows:
        """Return (other, first, last, seconds) of everybody together with one of ring 1 after that one's first by the clock."""
        return self._rows(_RING2 + _LENGTHS, person=person, lo=start, hi=end)

    def at(self, place: str, start: int, end: int) -> Rows:
        """Return who was at a topmost place within a time by stays of known end."""
        return self._rows(
            "SELECT DISTINCT person FROM stay WHERE place = $place AND s < $hi AND e > $lo",
            place=place,
            lo=start,
            hi=end,
        )

    def reach(self, person: str, start: int, end: int) -> Rows:
        """Return (person, arrival) of everybody reached, by iterating until nothing changes."""
        self.con.execute(
            "CREATE OR REPLACE TABLE arrival AS SELECT $person AS person, $lo::BIGINT AS t",
            {"person": person, "lo": start},
        )
        before: Rows = set()
        while (after := self._rows("SELECT person, t FROM arrival")) != before:
            before = after
            self.con.execute(_ROUND, {"lo": start, "hi": end})
        return before - {(person, start)}

    def companions(self, person: str, end: int) -> Rows:
        """Return (other, cell) of whoever meets both clauses with a person within the 14 days to a moment."""
        return self._rows(_COMPANIONS, person=person, lo=end - 14 * 86_400, hi=end)

    def _rows(self, query: str, **parameters: object) -> Rows:
        return set(self.con.execute(query, parameters or None).fetchall())


_COLUMNS = {
    "stays": "person_id place_id t_start t_end room zone",
    "encounters": "person_a person_b t_start t_end",
    "places": "place_id kind parent_place_id",
    "cases": "person_id isolated_at",
}

#: `stay`: person, place (topmost), kind, s, e (null: open), day. Local times lose their offset, dates are whole days.
_STAY = """
CREATE MACRO utc(t) AS epoch(replace(replace(t, 'T', ' '), 'Z', '')::TIMESTAMP)::BIGINT
    - CASE WHEN t LIKE '%Z' THEN 0 ELSE $offset END;
CREATE MACRO dated(t) AS length(t) = 10;
CREATE TABLE told AS
SELECT person_id AS person, coalesce(p3.place_id, p2.place_id, p1.place_id) AS place,
    coalesce(p3.kind, p2.kind, p1.kind) AS kind, CASE WHEN p2.place_id IS NOT NULL THEN p1.place_id ELSE coalesce(room, zone) END AS zone,
    t_start, t_end
FROM stays JOIN places AS p1 USING (place_id)
    LEFT JOIN places AS p2 ON p2.place_id = p1.parent_place_id LEFT JOIN places AS p3 ON p3.place_id = p2.parent_place_id
UNION ALL
SELECT unnest([person_a, person_b]), 'encounter of ' || least(person_a, person_b) || ' and ' || greatest(person_a, person_b),
    'encounter', NULL, t_start, t_end
FROM encounters;
CREATE TABLE every AS
SELECT DISTINCT person, place, kind, zone, utc(t_start) AS s, dated(t_start) OR coalesce(dated(t_end), false) AS day,
    CASE WHEN t_end IS NULL AND NOT dated(t_start) THEN NULL
        ELSE greatest(utc(t_start) + 1, utc(coalesce(t_end, t_start)) + CASE WHEN dated(coalesce(t_end, t_start)) THEN 86400 ELSE 0 END)
    END AS e
FROM told;
CREATE TABLE stay AS
SELECT d.* FROM every AS d WHERE e IS NOT NULL AND NOT (day AND EXISTS (
    FROM every AS t WHERE NOT t.day AND t.person = d.person AND t.place = d.place AND t.s < d.e AND d.s < t.e
        AND coalesce(t.zone, d.zone, '') = coalesce(d.zone, t.zone, '')
));
CREATE TABLE control AS SELECT person_id AS person,
    min(utc(isolated_at) + CASE WHEN dated(isolated_at) THEN 86400 ELSE 0 END) AS t
FROM cases WHERE isolated_at IS NOT NULL GROUP BY person_id;
"""

_MET = """
WITH met AS (
    SELECT b.person AS other, a.place, greatest(a.s, b.s, $lo) AS s, least(a.e, b.e, $hi) AS e
    FROM stay AS a JOIN stay AS b ON b.place = a.place AND b.person <> a.person
    WHERE a.person = $person AND NOT list_contains(string_split($without, ','), a.kind)
        AND greatest(a.s, b.s, $lo) < least(a.e, b.e, $hi)
)"""

_ISLANDS = """, reached AS (
    SELECT *, max(e) OVER (PARTITION BY other, place ORDER BY s, e ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS r FROM met
), numbered AS (
    SELECT *, count(*) FILTER (r IS NULL OR s > r) OVER (PARTITION BY other, place ORDER BY s, e ROWS UNBOUNDED PRECEDING) AS n
    FROM reached
)
SELECT other, place, min(s), max(e) FROM numbered GROUP BY other, place, n"""

_LENGTHS = """, new AS (
    SELECT *, max(e) OVER (PARTITION BY other ORDER BY s, e ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS r FROM met
)
SELECT other, min(s), max(e), sum(greatest(0, e - greatest(s, coalesce(r, s))))::BIGINT FROM new GROUP BY other"""

_RING2 = """
WITH usable AS (SELECT * FROM stay WHERE kind NOT IN ('cell', 'checkpoint')),
one AS (
    SELECT b.person, greatest(a.s, b.s, $lo) AS s, NOT a.day AND NOT b.day AS timed FROM usable AS a JOIN usable AS b USING (place)
    WHERE a.person = $person AND b.person <> $person AND greatest(a.s, b.s, $lo) < least(a.e, b.e, $hi)
),
passing AS (SELECT person, min(s) AS first FROM one WHERE timed GROUP BY person),
met AS (
    SELECT b.person AS other, greatest(a.s, b.s, first) AS s, least(a.e, b.e, $hi) AS e
    FROM passing JOIN usable AS a USING (person) JOIN usable AS b USING (place)
    WHERE greatest(a.s, b.s, first) < least(a.e, b.e, $hi) AND NOT a.day AND NOT b.day AND b.person <> $person
        AND b.person NOT IN (SELECT person FROM one)
)"""

_ROUND = """
CREATE OR REPLACE TABLE arrival AS
SELECT person, min(t) AS t FROM (
    SELECT person, t FROM arrival
    UNION ALL
    SELECT k.person, greatest(j.s, k.s, $lo, arrival.t)
    FROM arrival JOIN stay AS j USING (person) JOIN stay AS k ON k.place = j.place AND k.person <> j.person
        LEFT JOIN control ON control.person = arrival.person
    WHERE NOT j.day AND NOT k.day AND j.kind NOT IN ('cell', 'checkpoint')
        AND greatest(j.s, k.s, $lo, arrival.t) < least(j.e, k.e, $hi, coalesce(control.t, j.e))
) GROUP BY person"""

_COMPANIONS = """
WITH clipped AS (
    SELECT person, place, greatest(s, $lo) AS s, least(e, $hi) AS e FROM stay
    WHERE kind = 'cell' AND NOT day AND greatest(s, $lo) < least(e, $hi)
), span AS (
    SELECT person, place, person AS other, s, e FROM clipped
    UNION ALL
    SELECT a.person, a.place, b.person, greatest(a.s, b.s), least(a.e, b.e)
    FROM clipped AS a JOIN clipped AS b ON a.place = b.place AND a.person <> b.person AND greatest(a.s, b.s) < least(a.e, b.e)
), new AS (
    SELECT *, max(e) OVER (PARTITION BY person, other, place ORDER BY s, e ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS r
    FROM span
), length AS (
    SELECT person, other, place, sum(greatest(0, e - greatest(s, coalesce(r, s)))) AS long FROM new GROUP BY person, other, place
)
SELECT b.other, b.place
FROM length AS b JOIN length AS one ON one.person = b.person AND one.other = b.person AND one.place = b.place
    JOIN length AS two ON two.person = b.other AND two.other = b.other AND two.place = b.place
WHERE b.person = $person AND b.other <> b.person AND b.long > 600 AND greatest(one.long, two.long) > 108000"""

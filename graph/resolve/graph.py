"""The resolved graph of a deployment: all facts known at one moment, as people, places, stays and cases."""

from collections.abc import Iterable, Mapping
from contextlib import closing
from typing import Protocol

import duckdb
import numpy as np
import pyarrow as pa

from graph.codes import Codes
from graph.model.choices import USUAL, Choices
from graph.model.feeds import FEEDS
from graph.model.flags import IMPOSSIBLE
from graph.model.timed_graph import Index, Part, Place, Stays, TimedGraph
from graph.resolve.cases import Vault, case_tables, cases, judgements, latest_date
from graph.resolve.controls import controls, measure_tables
from graph.resolve.derived import thing_tables
from graph.resolve.fixes import cell_tables
from graph.resolve.households import member_tables, members
from graph.resolve.identity import people_and_identifiers, person_tables
from graph.resolve.places import place_tables
from graph.resolve.records import Records, record_tables, records
from graph.resolve.rides import ride_tables
from graph.resolve.runs import run_tables
from graph.resolve.source_sets import source_sets
from graph.resolve.stays import Told, Tree, told
from graph.resolve.travel import impossible
from graph.resolve.views import columns, fetched, with_missing, write


class Arrival(Protocol):
    """What is needed of a batch."""

    @property
    def seq(self) -> int:
        """Return its number, as rows bear it."""
        ...

    @property
    def arrived(self) -> float:
        """Return when it arrived, UTC seconds."""
        ...


class Facts(Protocol):
    """What is needed of the fact store."""

    def view(self, con: duckdb.DuckDBPyConnection, feed: str, known_at: float | None = None) -> None:
        """Make a view named like the feed: its live rows."""
        ...

    def stamp(self, known_at: float | None = None) -> str:
        """Return a name of the facts known then."""
        ...

    def batches(self, known_at: float | None = None) -> Iterable[Arrival]:
        """Return the batches that had arrived by then."""
        ...


def timed_graph(
    facts: Facts, vault: Vault, codes: Codes, *, timezone: str, known_at: float | None = None, choices: Choices = USUAL
) -> TimedGraph:
    """Return the graph of all facts that had arrived by `known_at` (UTC seconds; default: all)."""
    with closing(duckdb.connect(config={"temp_directory": ""})) as con:  # codes are not left in somebody's folder
        for feed in FEEDS:
            facts.view(con, feed, known_at)
        arrived = {batch.seq: batch.arrived for batch in facts.batches(known_at)}
        stamp = facts.stamp(known_at) + choices.mark
        return graph_of(con, vault, codes, timezone=timezone, arrived=arrived, stamp=stamp, choices=choices)


def graph_of(
    con: duckdb.DuckDBPyConnection,
    vault: Vault,
    codes: Codes,
    *,
    timezone: str,
    arrived: Mapping[int, float],
    stamp: str = "",
    choices: Choices = USUAL,
) -> TimedGraph:
    """Return the graph of the live rows in views named like their feeds; `arrived` is by batch, UTC seconds."""
    with_missing(con)
    place_tables(con)
    thing_tables(con)
    cell_tables(con)
    run_tables(con, timezone)
    ride_tables(con, timezone)
    person = person_tables(con)
    record_tables(con, choices)
    now = _now(con, arrived, timezone)
    case_tables(con, now, tests_open_cases=choices.tests_open_cases)
    member_tables(con, now)
    measure_tables(con)
    rows = records(con)
    noted = "SELECT person FROM r_case UNION SELECT person FROM r_judgement"
    met = (
        "SELECT person FROM r_stay UNION SELECT a FROM r_encounter UNION SELECT b FROM r_encounter "
        "UNION SELECT person FROM r_member UNION SELECT person FROM r_measure"
    )
    named = columns(con, f"{met} UNION {noted}")["person"]
    position, people, identifiers = people_and_identifiers(con, person, named.astype(np.int64))
    number = _top_table(con)
    stays = told(rows, _tree(con))
    whole, sets = _stays(con, rows, stays, position, number)
    households, held_by, sets = members(con, position, sets)
    by_node = {int(p): people[int(position[p])] for p in columns(con, noted)["person"]}
    known = cases(con, codes, vault, by_node, people, identifiers)
    places = _places(con, whole)
    whole.flags[impossible(whole, places)] |= IMPOSSIBLE
    return TimedGraph(
        people=people,
        places=places,
        zones=_texts(con, "zone"),
        floors=_texts(con, "floor"),
        sources=sets,
        stays=whole,
        cases=known,
        now=now,
        stamp=stamp,
        identifiers=identifiers,
        parts=_parts(con, number),
        judgements=judgements(con, by_node),
        seats=_texts(con, "seat"),
        households=households,
        members=held_by,
        controls=controls(con, known, people, position),
    )


def _now(con: duckdb.DuckDBPyConnection, arrived: Mapping[int, float], timezone: str) -> int:
    """Return the latest start, end or case date; an end that lay in the future when its batch arrived says nothing."""
    batches = {"batch": pa.array(arrived.keys(), pa.int32()), "arrived": pa.array(arrived.values(), pa.float64())}
    write(con, "r_arrived", pa.table(batches))
    query = """
        SELECT coalesce(max(greatest(t_start + 1, CASE WHEN t_end <= arrived THEN t_end ELSE 0 END)), 0)
        FROM (
            FROM r_stay SELECT batch, t_start, t_end UNION ALL FROM r_encounter SELECT batch, t_start, t_end WHERE a <> b
            UNION ALL FROM measures SELECT batch, t_start, t_end
        )
            LEFT JOIN r_arrived USING (batch)
    """
    (latest,) = con.execute(query).fetchall()[0]
    return max(int(latest), latest_date(con, timezone))


def _top_table(con: duckdb.DuckDBPyConnection) -> Index:
    """Make `r_top`, the topmost places in order of key; return the position of each place's number there, or -1."""
    con.execute("""
        CREATE OR REPLACE TEMP TABLE r_top AS
        WITH used AS (
            SELECT DISTINCT top AS place FROM r_place WHERE source IS NOT NULL UNION SELECT DISTINCT top FROM r_stay
        ),
        zoned AS (
            SELECT top AS place FROM r_place WHERE top <> place UNION SELECT top FROM r_stay WHERE zone IS NOT NULL
        ),
        found AS (
            SELECT p.place, p.key, p.kind, p.name, p.place_id, p.source, p.enclosed, p.lat, p.lon,
                p.place IN (SELECT place FROM zoned) AS has_zones
            FROM r_place AS p SEMI JOIN used USING (place)
            UNION ALL
            SELECT p.place, 'encounter:' || x.code || ':' || y.code, 'encounter', NULL, NULL, NULL, true, NULL, NULL, false
            FROM r_pair AS p JOIN r_node AS x ON x.node = p.a JOIN r_node AS y ON y.node = p.b
        )
        SELECT row_number() OVER (ORDER BY key, f.place) - 1 AS position, f.*, k.sealed, k.coach_types,
            coalesce(c.one_leg, false) AS one_leg
        FROM found AS f LEFT JOIN r_run_kind AS k USING (place) LEFT JOIN r_run_leg AS c USING (place)
    """)
    tops = columns(con, "SELECT place, position FROM r_top")
    (count,) = con.execute("SELECT (SELECT count(*) FROM r_place) + (SELECT count(*) FROM r_pair)").fetchall()[0]
    number = np.full(count, -1, np.int32)
    number[tops["place"].astype(np.int64)] = tops["position"]
    return number


def _tree(con: duckdb.DuckDBPyConnection) -> Tree:
    """Return kinds and tree of all places by number; pairs of people are places without anything above or below."""
    query = """
        SELECT p.place, p.top, p.middle, p.kind FROM r_place AS p
        UNION ALL SELECT place, place, -1, 'encounter' FROM r_pair ORDER BY place
    """
    tree = columns(con, query)
    kinds = [str(kind) for kind in tree["kind"].tolist()]
    return Tree(kinds, tree["top"].astype(np.int32), tree["middle"].astype(np.int32))


def _stays(
    con: duckdb.DuckDBPyConnection, rows: Records, stays: Told, position: Index, number: Index
) -> tuple[Stays, list[tuple[str, ...]]]:
    """Return the stays as the graph keeps them, and the sets of their sources."""
    which, sets = source_sets(len(stays), stays.stay, stays.source, _texts(con, "source"))
    metres = columns(con, "SELECT coalesce(distance, 'nan') AS metres FROM r_report ORDER BY report")["metres"]
    first = stays.first
    whole = Stays(
        person=position[rows.person[first]],
        place=number[rows.top[first]],
        t_start=stays.t_start,
        t_end=stays.t_end,
        zone=rows.zone[first],
        floor=rows.floor[first],
        flags=stays.flags,
        distance=metres.astype(np.float32)[rows.report[first]],
        sources=which,
        seat=rows.seat[first],
        booking=rows.booking[first],
    )
    return whole, sets


def _places(con: duckdb.DuckDBPyConnection, stays: Stays) -> list[Place]:
    """Return the topmost places with the longest stay at each."""
    rows = con.execute("""
        SELECT key, kind, name, place_id, source, has_zones, enclosed, lat, lon, sealed, one_leg, coach_types
        FROM r_top ORDER BY position
    """).fetchall()
    longest = np.ones(len(rows), np.int64)
    np.maximum.at(longest, stays.place, stays.t_end - stays.t_start)
    named = ("key", "kind", "name", "place_id", "source", "has_zones", "enclosed", "lat", "lon", "sealed", "one_leg")
    return [
        Place(**dict(zip(named, row, strict=True)), longest=seconds, coach_types=_types(types))
        for (*row, types), seconds in zip(rows, longest.tolist(), strict=True)
    ]


def _types(told: str | None) -> tuple[str, ...]:
    """Return the carriages with their types, sorted."""
    return tuple(sorted(filter(None, (told or "").split(";"))))


def _parts(con: duckdb.DuckDBPyConnection, number: Index) -> tuple[Part, ...]:
    """Return the registered places below topmost ones."""
    rows = fetched(
        con,
        """
        WITH below AS (SELECT place, place_id FROM r_place UNION ALL SELECT middle, place_id FROM r_place)
        SELECT p.key, p.kind, p.top, p.place_id, p.source, p.name, list(b.place_id) AS zones
        FROM r_place AS p JOIN below AS b USING (place)
        WHERE p.top <> p.place GROUP BY ALL ORDER BY p.key
        """,
    ).to_pylist()
    return tuple(
        Part(
            r["key"],
            r["kind"],
            int(number[r["top"]]),
            r["place_id"],
            r["source"],
            r["name"],
            tuple(sorted(set(r["zones"]))),
        )
        for r in rows
    )


def _texts(con: duckdb.DuckDBPyConnection, name: str) -> list[str]:
    """Return the texts of a numbered table in order."""
    return [row[0] for row in con.execute(f"SELECT {name} FROM r_{name} ORDER BY number").fetchall()]

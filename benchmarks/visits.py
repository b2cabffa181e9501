"""The model of the public demos, as a baseline: a Visit node between person and place, with its times on it."""

from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv

from graph.model.timed_graph import TimedGraph

#: Who was together with each seed in its window: first second and seconds, by way of the place's visits.
TOGETHER = """
UNWIND $seeds AS who
MATCH (c:Person {code: who.person})-[:PERFORMS_VISIT]->(a:Visit)-[:LOCATED_AT]->(x:Place)
WHERE a.t_start < who.end AND a.t_end > who.start
WITH c, x, CASE WHEN a.t_start < who.start THEN who.start ELSE a.t_start END AS s,
     CASE WHEN a.t_end > who.end THEN who.end ELSE a.t_end END AS e
MATCH (x)<-[:LOCATED_AT]-(b:Visit)<-[:PERFORMS_VISIT]-(q:Person)
WHERE b.t_start < e AND b.t_end > s AND q <> c
WITH q, CASE WHEN b.t_start > s THEN b.t_start ELSE s END AS t, CASE WHEN b.t_end < e THEN b.t_end ELSE e END AS u
WITH q, min(t) AS first, sum(u - t) AS seconds
RETURN collect(q.code) AS person, collect(first) AS first, collect(seconds) AS seconds
"""
SCHEMA = (
    "CREATE CONSTRAINT person_code FOR (n:Person) REQUIRE n.code IS UNIQUE",
    "CREATE CONSTRAINT place_key FOR (n:Place) REQUIRE n.key IS UNIQUE",
    "CREATE CONSTRAINT visit_id FOR (n:Visit) REQUIRE n.visit IS UNIQUE",
    "CREATE INDEX visit_start FOR (n:Visit) ON (n.t_start)",
    "CALL db.awaitIndexes(3600)",
)


def write_visits(graph: TimedGraph, folder: Path) -> list[str]:
    """Write the stays as visits into a new folder and return the importer's command line, to be run in that folder."""
    folder.mkdir(parents=True)
    s, numbers = graph.stays, pa.array(np.arange(len(graph.stays)))
    people, places = pa.array(list(graph.people)), pa.array([place.key for place in graph.places])
    tables = {
        "nodes=Person": {"code:ID(Person)": people},
        "nodes=Place": {"key:ID(Place)": places, "kind": pa.array([place.kind for place in graph.places])},
        "nodes=Visit": {"visit:ID(Visit){id-type:long}": numbers, "t_start:long": s.t_start, "t_end:long": s.t_end},
        "relationships=PERFORMS_VISIT": {
            ":START_ID(Person)": people.take(pa.array(s.person)),
            ":END_ID(Visit)": numbers,
        },
        "relationships=LOCATED_AT": {":START_ID(Visit)": numbers, ":END_ID(Place)": places.take(pa.array(s.place))},
    }
    for number, columns in enumerate(tables.values()):
        csv.write_csv(pa.table(columns), folder / f"{number}.csv")
    options = [f"--{option}=./{number}.csv" for number, option in enumerate(tables)]
    return ["neo4j-admin", "database", "import", "full", "neo4j", *options]

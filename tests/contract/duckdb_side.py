"""DuckDB beside the embedded engine: the same resolved facts, and every question that is plain SQL asked of both.

Rows are compared with codes for names: times together, rings under `co-presence` with first instants and seconds, who
was where, housemates, and who dwelt at a place. What comes before the columns (identity, records, times) is the
oracle's to compare (`tests/oracle/sql.py` is its form in SQL).
"""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import pyarrow as pa

from graph.engines.embedded.engine import EmbeddedEngine
from graph.engines.protocol import Overlaps, Seed, StayTable
from graph.load import embedded_engine, resolved
from graph.model.timed_graph import Case, Place, TimedGraph
from graph.store.deployment import Deployment
from queries.rules import edition
from queries.trace import Ask, trace
from queries.windows import Window
from tests.contract.product import Product
from tests.oracle.fed import KEY

Rows = set[tuple[object, ...]]
LEAST, UNWANTED = 600, 3
HOUR = 3600


class Plain:
    """Names that are what they stand for."""

    def person(self, code: str) -> str:
        """Return the code."""
        return code

    def place(self, place: Place) -> str:
        """Return the key."""
        return place.key


class Duck:
    """The stays and the households of a graph as two tables, asked about seeds and places."""

    def __init__(self, graph: TimedGraph) -> None:
        self.con = duckdb.connect(config={"threads": 1})
        s, m = graph.stays, graph.members
        people, places = pa.array(list(graph.people), pa.string()), [place.key for place in graph.places]
        zones = pa.array(list(graph.zones), pa.string())
        stay = {
            "person": people.take(pa.array(s.person)),
            "place": pa.array(places, pa.string()).take(pa.array(s.place)),
            "kind": pa.array([place.kind for place in graph.places], pa.string()).take(pa.array(s.place)),
            "zone": zones.take(pa.array(s.zone, mask=s.zone < 0)),
            **{name: pa.array(getattr(s, name)) for name in ("t_start", "t_end", "flags")},
        }
        member = {
            "household": pa.array(list(graph.households), pa.string()).take(pa.array(m.household)),
            "person": people.take(pa.array(m.person)),
            **{name: pa.array(getattr(m, name)) for name in ("valid_from", "valid_to")},
        }
        for name, columns in (("stay", stay), ("member", member)):
            self.con.register("fed", pa.table(columns))
            self.con.execute(f"CREATE TABLE {name} AS SELECT * FROM fed")
            self.con.unregister("fed")

    def ask(self, query: str, **given: object) -> Rows:
        """Return the rows of one of the texts below."""
        used = {name: value for name, value in given.items() if f"${name}" in query}
        return set(self.con.execute(query, used).fetchall())


TIMELINE = (
    "SELECT person, place, t_start, t_end, zone, flags FROM stay WHERE person = $who AND t_start < $hi AND t_end > $lo"
)
PRESENCE = """SELECT person, place, t_start, t_end, zone, flags FROM stay
WHERE list_contains($places, place) AND t_start < $hi AND t_end > $lo"""
TOGETHER = """SELECT b.person, b.place, greatest(a.t_start, b.t_start, $lo) AS s, least(a.t_end, b.t_end, $hi) AS e, a.t_start, b.t_start,
    a.zone, b.zone, a.flags, b.flags
FROM stay AS a JOIN stay AS b ON b.place = a.place AND b.person <> a.person
WHERE a.person = $who AND s < e AND NOT list_contains($without, a.kind) AND NOT ($timed AND ((a.flags | b.flags) & 3) <> 0)"""
HOUSEMATES = """SELECT b.person, household, greatest(a.valid_from, b.valid_from, $lo) AS s, least(a.valid_to, b.valid_to, $hi) AS e
FROM member AS a JOIN member AS b USING (household) WHERE a.person = $who AND b.person <> a.person AND s < e"""
DWELLERS = f"""SELECT person, place, sum(least(t_end, $hi) - greatest(t_start, $lo))::BIGINT AS seconds FROM stay
WHERE list_contains($places, place) AND t_start < $hi AND t_end > $lo AND (flags & {UNWANTED}) = 0
GROUP BY person, place HAVING seconds > {LEAST}"""
#: Ring, person, first, last, seconds; an open stay (flag 1) takes no part, a day without clock (2) makes ring 1 rows only.
RINGS = """
WITH usable AS (SELECT * FROM stay WHERE kind NOT IN ('cell', 'checkpoint') AND (flags & 1) = 0),
one AS (
    SELECT b.person, greatest(a.t_start, b.t_start, $lo) AS s, least(a.t_end, b.t_end, $hi) AS e, ((a.flags | b.flags) & 2) = 0 AS timed
    FROM usable AS a JOIN usable AS b ON b.place = a.place AND b.person <> a.person WHERE a.person = $who AND s < e
),
passing AS (SELECT person, min(s) AS first FROM one WHERE timed GROUP BY person),
two AS (
    SELECT b.person, greatest(a.t_start, b.t_start, first) AS s, least(a.t_end, b.t_end, $hi) AS e
    FROM passing JOIN usable AS a USING (person) JOIN usable AS b ON b.place = a.place AND b.person <> a.person
    WHERE s < e AND ((a.flags | b.flags) & 2) = 0 AND b.person <> $who AND b.person NOT IN (SELECT person FROM one)
),
met AS (SELECT 1 AS ring, person, s, e FROM one UNION ALL SELECT 2, * FROM two),
so_far AS (
    SELECT *, max(e) OVER (PARTITION BY ring, person ORDER BY s, e ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS r FROM met
)
SELECT ring, person, min(s), max(e), sum(greatest(0, e - greatest(s, coalesce(r, s))))::BIGINT FROM so_far GROUP BY ring, person"""


def disagreements(product: Product, *, people: int = 1) -> tuple[list[str], int]:
    """Return in what DuckDB and the embedded engine differ on a deployment that was fed, and how many rows were compared.

    Asked about are so many cases and as many of the people with most stays, over all time and over a part of it.
    """
    deployment = Deployment.open(product.path, key_of=lambda _: KEY.encode())
    graph = resolved(deployment, progress=lambda _what, _done, _total: None)
    if not len(graph.stays):
        return [], 0
    found, rows = [], 0
    duck, low, high = Duck(graph), int(graph.stays.t_start.min()), int(graph.stays.t_end.max())
    engine = embedded_engine(graph)
    busiest = np.argsort(-np.bincount(graph.stays.person), kind="stable")[:people].tolist()
    persons = dict.fromkeys([*(case.person for case in graph.cases[:people]), *(graph.people[i] for i in busiest)])
    for case in (Case(person, person) for person in persons):
        for start, end in ((low, high), (low + (high - low) // 3, high - (high - low) // 4)):
            expected = _asked_of_duck(duck, case.person, start, end)
            got = _asked_of_engine(engine, case, start, end)
            for name, told in expected.items():
                rows += len(told)
                if told != got[name]:
                    found.append(f"{name} of {case.case_id}: - {sorted(told - got[name], key=str)} + {sorted(got[name] - told, key=str)}")  # fmt: skip
    return found, rows


def _asked_of_duck(duck: Duck, who: str, lo: int, hi: int) -> Mapping[str, Rows]:
    own = duck.ask(TIMELINE, who=who, lo=lo, hi=hi)
    asked = {"who": who, "lo": lo, "hi": hi, "places": sorted({str(row[1]) for row in own})}
    return {
        "timeline": own,
        "presence": duck.ask(PRESENCE, **asked),
        "together": duck.ask(TOGETHER, **asked, without=["checkpoint"], timed=False),
        "together by the clock": duck.ask(TOGETHER, **asked, without=["cell"], timed=True),
        "housemates": duck.ask(HOUSEMATES, **asked),
        "dwellers": duck.ask(DWELLERS, **asked),
        "rings": duck.ask(RINGS, **asked),
    }


def _asked_of_engine(engine: EmbeddedEngine, case: Case, lo: int, hi: int) -> Mapping[str, Rows]:
    seed = Seed(case.person, lo, hi)
    own = engine.timeline(case.person, lo, hi)
    places = sorted({own.places[i].key for i in own.place})
    ask = Ask(case, edition("co-presence"), Window(lo, hi, hi), ZoneInfo("UTC"))
    mates, dwelling = engine.housemates([seed]), engine.dwellers(places, lo, hi, least=LEAST, unwanted=UNWANTED)
    return {
        "timeline": _stays(own),
        "presence": _stays(engine.presence(places, lo, hi)),
        "together": _overlaps(engine.overlaps([seed], without=frozenset({"checkpoint"}), timed_only=False)),
        "together by the clock": _overlaps(engine.overlaps([seed], without=frozenset({"cell"}), timed_only=True)),
        "housemates": {(m.person, m.household, m.start, m.end) for m in mates},
        "dwellers": {(d.person, d.place, d.seconds) for d in dwelling},
        "rings": {(c.ring, c.person, c.first, c.last, c.seconds) for c in trace(engine, ask, Plain()).contacts()},
    }


def _stays(t: StayTable) -> Rows:
    zones = [*t.zones, None]
    columns = t.person, t.place, t.t_start, t.t_end, t.zone, t.flags
    return {
        (t.people[person], t.places[place].key, start, end, zones[zone], flags)
        for person, place, start, end, zone, flags in _each(columns)
    }


def _overlaps(t: Overlaps) -> Rows:
    zones = [*t.zones, None]
    columns = t.person, t.place, t.t_start, t.t_end, t.a_start, t.b_start, t.a_zone, t.b_zone, t.a_flags, t.b_flags
    return {
        (t.people[person], t.places[place].key, *times, zones[a], zones[b], *flags)
        for person, place, *times, a, b, flag, other in _each(columns)
        for flags in ((flag, other),)
    }


def _each(columns: Sequence["np.ndarray[tuple[int], np.dtype[np.int64 | np.int32]]"]) -> "zip[tuple[int, ...]]":
    return zip(*(column.tolist() for column in columns), strict=True)

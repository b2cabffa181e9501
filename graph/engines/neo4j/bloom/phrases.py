"""What can be asked in Bloom by typing a phrase, and what can be done with a selection; nothing of it writes.

A phrase names the same people as the command for the same case, with its open ends closed by the kinds' largest caps
(those of `cn-8`). Every text runs on Neo4j 5 and in Cypher 25, returns nodes or paths, and at most LIMIT records.
"""

from dataclasses import dataclass
from typing import Literal

from graph.engines.neo4j.writes import KINDS

#: Records that Bloom takes at most; what is over is not drawn.
LIMIT = 10_000
#: Passings-on of a chain.
MAX_HOPS = 6
_DAYS_14 = 14 * 86_400
_KIND_OF = {"railway": "train", "lbs": "cell"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One `$name` of a phrase, and where its suggestions come from: a property of a label, or a query of one column."""

    name: str
    label: str | None = None
    key: str | None = None
    query: str | None = None
    kind: Literal["String", "Integer", "Date"] = "String"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A search phrase: what is typed, the sentence under it, its Cypher and its parameters in the order typed."""

    text: str
    says: str
    cypher: str
    parameters: tuple[Parameter, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """A scene action: what it is called, and its Cypher on the selected `$nodes` (element ids)."""

    name: str
    cypher: str


def channels() -> list[str]:
    """Return the names of the channels that are kinds of place, sorted.

    >>> channels()[:3]
    ['coach', 'encounter', 'flight']

    """
    named = {kind: name for name, kind in _KIND_OF.items()}
    return sorted(named.get(kind, kind) for kind in KINDS if kind != "checkpoint")


def phrases(timezone: str) -> tuple[Phrase, ...]:
    """Return the search phrases; times that are typed are local in that zone (a name of the tz database)."""
    case = Parameter("case", "CaseRecord", "case_id")
    place = Parameter("place", "Place", "name")
    offered = ", ".join(f"'{name}'" for name in channels())
    return (
        Phrase(
            "Who shared $channel with $case",
            "Everyone at one place of that channel with the case at one time, in the 14 days to isolation or now",
            _SHARED,
            (Parameter("channel", query=f"UNWIND [{offered}] AS channel RETURN channel"), case),
        ),
        Phrase("Close contacts of $case", "Ring 1 of the case's pictures: class close", _CLOSE, (case,)),
        Phrase(
            "Contacts of contacts of $case", "Ring 2 of the case's pictures, through whom they are in it", _RING_2, (case,)
        ),
        Phrase(
            "Chain from $a to $b",
            f"The passing-on in time order with the fewest hops (at most {MAX_HOPS}) over the pictures' contacts; "
            "case ids or codes",
            _CHAIN,
            (Parameter("a", "CaseRecord", "case_id"), Parameter("b", query=_IN_PICTURES)),
        ),
        Phrase("Where was $case", "Every stay of the case in the 14 days to isolation or now", _WHERE, (case,)),
        Phrase(
            "Who was at $place between $from and $to",
            "Everyone present; the place by name or key, times as 2021-07-29 or 2021-07-29 18:00, local, a day whole",
            _PRESENT.replace("{zone}", timezone),
            (place, Parameter("from"), Parameter("to")),
        ),
        Phrase("Cases at $place", "Registered cases who were there in the 14 days to isolation or now", _CASES, (place,)),
    )  # fmt: skip


def actions() -> tuple[Action, ...]:
    """Return the scene actions; both start from people who are contacts in a picture."""
    return (
        Action("What they shared with the case", _SHARED_WITH_CASE),
        Action("Show the chain from the case", _FROM_CASE),
    )


_SHARED = f"""\
MATCH (k:CaseRecord {{case_id: $case}})<-[w:REPORTED]-(c:Person)-[a:STAYED]->(x:Place)
WHERE a.t_start < k.window_end AND a.t_end > k.window_end - {_DAYS_14} AND x.kind <> 'checkpoint'
  AND x.kind = CASE $channel {" ".join(f"WHEN '{n}' THEN '{k}'" for n, k in _KIND_OF.items())} ELSE $channel END
WITH k, w, c, a, x, x.key AS place, x.longest AS longest,
     CASE WHEN a.t_start > k.window_end - {_DAYS_14} THEN a.t_start ELSE k.window_end - {_DAYS_14} END AS s,
     CASE WHEN a.t_end < k.window_end THEN a.t_end ELSE k.window_end END AS e
MATCH (q)-[b:STAYED]->()
USING INDEX SEEK b:STAYED(place, t_start, t_end)
WHERE b.place = place AND b.t_start > s - longest AND b.t_start < e AND b.t_end > s AND q <> c
MATCH path = (k)<-[w]-(c)-[a]->(x)<-[b]-(q)
RETURN path
LIMIT {LIMIT}"""

_CLOSE = f"""\
MATCH path = (:CaseRecord {{case_id: $case}})<-[:REPORTED]-(:Person)-[:CONTACT {{case: $case, ring: 1, class: 'close'}}]->(:Person)
RETURN path
LIMIT {LIMIT}"""

_RING_2 = f"""\
MATCH path = (:CaseRecord {{case_id: $case}})<-[:REPORTED]-(:Person)-[one:CONTACT {{case: $case, ring: 1}}]->(:Person)
             -[two:CONTACT {{case: $case, ring: 2}}]->(:Person)
WHERE one.run = two.run AND two.class <> 'ruled_out'
RETURN path
LIMIT {LIMIT}"""

_WHERE = f"""\
MATCH path = (k:CaseRecord {{case_id: $case}})<-[:REPORTED]-(:Person)-[r:STAYED]->(:Place)
WHERE r.t_start < k.window_end AND r.t_end > k.window_end - {_DAYS_14}
RETURN path
LIMIT {LIMIT}"""

_MOMENT = "datetime({{datetime: localdatetime(replace({}, ' ', 'T')), timezone: '{{zone}}'}})"
_PRESENT = f"""\
WITH {_MOMENT.format("$from")}.epochSeconds AS start,
     ({_MOMENT.format("$to")} + CASE WHEN size($to) = 10 THEN duration('P1D') ELSE duration('PT0S') END).epochSeconds AS end
MATCH (x:Place)
WHERE (x.key = $place OR x.name = $place) AND x.kind <> 'encounter'
WITH x, x.key AS place, x.longest AS longest, start, end
MATCH (q)-[r:STAYED]->()
USING INDEX SEEK r:STAYED(place, t_start, t_end)
WHERE r.place = place AND r.t_start > start - longest AND r.t_start < end AND r.t_end > start
MATCH path = (x)<-[r]-(q)
RETURN path
LIMIT {LIMIT}"""

_CASES = f"""\
MATCH (x:Place)
WHERE x.key = $place OR x.name = $place
MATCH path = (k:CaseRecord)<-[:REPORTED]-(:Person)-[r:STAYED]->(x)
WHERE r.t_start < k.window_end AND r.t_end > k.window_end - {_DAYS_14}
RETURN path
LIMIT {LIMIT}"""

_IN_PICTURES = """\
MATCH (k:CaseRecord) RETURN k.case_id AS who
UNION
MATCH (:Person)-[e:CONTACT]->(q:Person) RETURN q.code AS who"""

_FROM_CASE = f"""\
MATCH (q:Person)<-[e:CONTACT]-(:Person)
WHERE elementId(q) IN $nodes
WITH DISTINCT q, e.run AS run, e.case AS case
MATCH (:CaseRecord {{case_id: case}})<-[:REPORTED]-(c:Person)
CALL (c, q, run) {{
  MATCH path = (c)-[:CONTACT {{run: run, ring: 1}}]->(q) RETURN path
  UNION
  MATCH path = (c)-[:CONTACT {{run: run, ring: 1}}]->(:Person)-[:CONTACT {{run: run, ring: 2}}]->(q) RETURN path
}}
RETURN path
LIMIT {LIMIT}"""

_SHARED_WITH_CASE = f"""\
MATCH (q:Person)<-[e:CONTACT]-(:Person)
WHERE elementId(q) IN $nodes
WITH DISTINCT q, e.case AS case
MATCH (k:CaseRecord {{case_id: case}})<-[:REPORTED]-(c:Person)
WHERE c <> q
MATCH path = (c)-[a:STAYED]->(x:Place)<-[b:STAYED]-(q)
WHERE a.t_start < k.window_end AND a.t_end > k.window_end - {_DAYS_14}
  AND b.t_start < k.window_end AND b.t_end > k.window_end - {_DAYS_14}
  AND a.t_start < b.t_end AND b.t_start < a.t_end AND x.kind <> 'checkpoint'
RETURN path
LIMIT {LIMIT}"""


def _end(name: str) -> str:
    """Return the lines that find a person by case id or code, as a variable of the parameter's name."""
    return f"""\
OPTIONAL MATCH (:CaseRecord {{case_id: ${name}}})<-[:REPORTED]-(reported:Person)
OPTIONAL MATCH (coded:Person {{code: ${name}}})"""


def _hop(n: int) -> str:
    """Return the lines of one hop: whoever is reached by the people of the level before, each by his earliest way.

    Nobody is left to start from once b is reached. A way with the fewest hops meets nobody twice.
    """
    return f"""\
CALL (b, level) {{
  UNWIND CASE WHEN any(step IN level WHERE step.person = b) THEN [] ELSE level END AS step
  WITH step, step.person AS x
  MATCH (x)-[e:CONTACT]-(y:Person)
  WHERE e.last > step.at AND NOT e IN step.by
  WITH y, CASE WHEN e.first > step.at THEN e.first ELSE step.at END AS at, step.by + [e] AS by, x
  ORDER BY at, x.code
  WITH y, collect({{person: y, at: at, by: by}})[0] AS step
  RETURN collect(step) AS level{n}
}}
WITH b, CASE WHEN level{n} = [] THEN level ELSE level{n} END AS level"""


_CHAIN = "\n".join(
    (
        _end("a"),
        "WITH coalesce(reported, coded) AS a",
        _end("b"),
        "WITH a, coalesce(reported, coded) AS b",
        "WHERE a <> b",
        "WITH b, [{person: a, at: -9000000000000000, by: []}] AS level",
        *(_hop(n) for n in range(1, MAX_HOPS + 1)),
        "UNWIND [step IN level WHERE step.person = b] AS chain",
        "UNWIND chain.by AS e",
        "RETURN startNode(e) AS one, e AS contact, endNode(e) AS other",
        f"LIMIT {LIMIT}",
    )
)

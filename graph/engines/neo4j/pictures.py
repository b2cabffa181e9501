"""Pictures of traces on a server, for people who look at them: labels, CONTACT relationships and coordinates.

A picture is written, replaced or withdrawn whole, in one transaction. What hangs on a person follows from the pictures
that are there: his labels from the relationships that end at him, `Case` from the pictures of his own cases, and his
coordinates from the picture that was shown last. With the last picture gone nothing of them is left.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from graph.engines.neo4j import writes
from graph.engines.neo4j.neighbourhood import facts_of
from graph.errors import EngineError
from graph.model.picture import LABELS, Link, Picture, PictureHead, Spot
from graph.times import DAY

if TYPE_CHECKING:  # the driver takes a quarter of a second to import, and `Picture` is made without one
    from graph.engines.neo4j.connection import Transaction
    from graph.engines.neo4j.engine import Neo4jEngine

BATCH = 10_000
#: Constraint and indexes of pictures; harmless where they are there already.
SCHEMA = (
    "CREATE CONSTRAINT picture_run IF NOT EXISTS FOR (q:Picture) REQUIRE q.run IS UNIQUE",
    "CREATE INDEX picture_person IF NOT EXISTS FOR (q:Picture) ON (q.person)",
    "CREATE INDEX contact_run IF NOT EXISTS FOR ()-[r:CONTACT]-() ON (r.run)",
    "CREATE INDEX person_chain_x IF NOT EXISTS FOR (p:Person) ON (p.chain_x)",
)

#: First statement of every change: one at a time. Returns the stamp, no row where no load is whole.
_LOCK = (
    "MATCH (d:Deployment {id: $id}) SET d._pictures = true REMOVE d._pictures "
    "WITH d WHERE d.complete AND d.version = $version RETURN d.stamp AS stamp"
)
_PICTURES = (
    "MATCH (q:Picture) RETURN q.run AS run, q.case AS case, q.person AS person, q.edition AS edition, "
    "q.stamp AS stamp, q.`from` AS start, q.`to` AS end, q.contacts AS contacts ORDER BY run"
)
#: The picture shown last has the greatest `shown`; showing it again leaves that as it is.
_HEAD = (
    "OPTIONAL MATCH (o:Picture) WHERE o.run <> $run WITH coalesce(max(o.shown), 0) AS before "
    "MERGE (q:Picture {run: $run}) SET q.case = $case, q.person = $person, q.edition = $edition, q.stamp = $stamp, "
    "q.`from` = $start, q.`to` = $end, q.contacts = $contacts, q.chain_x = $chain_x, "
    "q.shown = CASE WHEN q.shown > before THEN q.shown ELSE before + 1 END"
)
_LINKS = (
    "UNWIND $rows AS row MATCH (a:Person {code: row.source}) MATCH (b:Person {code: row.target}) "
    "MERGE (a)-[r:CONTACT {run: row.run}]->(b) SET r.case = row.case, r.ring = row.ring, r.class = row.class, "
    "r.first = row.first, r.last = row.last, r.minutes = row.minutes, r.channels = row.channels, "
    "r.first_time = row.first_time, r.last_time = row.last_time, r.chain_x = row.chain_x, r.chain_y = row.chain_y "
    "RETURN count(r) AS links"
)
_PEOPLE_OF = (
    "MATCH (q:Picture {run: $run}) RETURN q.person AS code "
    "UNION MATCH ()-[r:CONTACT {run: $run}]->(p:Person) RETURN p.code AS code"
)
#: Everybody who bears anything of a picture: whoever does has coordinates.
_PEOPLE = "MATCH (p:Person) WHERE p.chain_x IS NOT NULL RETURN p.code AS code"
_DROP_LINKS = "MATCH ()-[r:CONTACT {run: $run}]->() DELETE r"
_DROP = "MATCH (q:Picture {run: $run}) DELETE q"
_BARE = (
    f"UNWIND $codes AS code MATCH (p:Person {{code: code}}) REMOVE p:Case:{':'.join(LABELS.values())}, "
    "p.chain_x, p.chain_y, p.exposed_at"
)
_CASE = "UNWIND $codes AS code MATCH (q:Picture {person: code}) MATCH (p:Person {code: code}) SET p:Case"
_COORDINATES = (
    "UNWIND $codes AS code MATCH (p:Person {code: code}) "
    "CALL (p) { MATCH ()-[r:CONTACT]->(p) MATCH (q:Picture {run: r.run}) "
    "RETURN q.shown AS shown, r.chain_x AS x, r.chain_y AS y "
    "UNION MATCH (q:Picture {person: p.code}) RETURN q.shown AS shown, q.chain_x AS x, 0 AS y } "
    "WITH p, shown, x, y ORDER BY shown DESC WITH p, collect({x: x, y: y})[0] AS at "
    f"SET p.chain_x = at.x, p.chain_y = at.y, p.exposed_at = datetime({{epochSeconds: toInteger(round(at.x * {DAY}))}})"
)


def show(engine: "Neo4jEngine", picture: Picture) -> None:
    """Write a picture on the server, in place of an earlier one of its case and edition; twice is as once.

    Raises:
        EngineError: the server is away, or does not hold the facts that the picture was made from (ENGINE_BEHIND).

    """
    for statement in SCHEMA:
        engine.connection.write(lambda t, s=statement: t.run(s))  # type: ignore[misc]

    def work(running: "Transaction") -> None:
        if _locked(running) != picture.head.stamp:
            raise EngineError(
                "ENGINE_BEHIND",
                "the server does not hold the facts of this picture: run `contactgraph neo4j DIR load`, then show again",
            )
        people = [*_people_of(running, picture.head.run), *(spot.person for spot in picture.spots)]
        running.run(_DROP_LINKS, {"run": picture.head.run})
        running.run(_HEAD, _head_row(picture))
        written = sum(running.run(_LINKS, {"rows": rows})[0]["links"] for rows in _batches(list(_link_rows(picture))))
        if written != len(picture.links):
            raise EngineError(
                "NEO4J_FOREIGN", "the database lacks people of this picture: run `contactgraph neo4j DIR check`"
            )
        _settle(running, people)

    engine.connection.write(work)


def withdraw(engine: "Neo4jEngine", run: str) -> bool:
    """Take a picture from the server, and what nothing else needs; return whether it was there.

    Raises:
        EngineError: the server is away.

    """

    def work(running: "Transaction") -> bool:
        _locked(running)
        there = run in {head.run for head in _heads(running)}
        people = _people_of(running, run)
        _drop(running, [run])
        _settle(running, people)
        return there

    return engine.connection.write(work)


def withdraw_stale(engine: "Neo4jEngine", stamp: str) -> list[str]:
    """Take from the server every picture that was made from other facts than those of the stamp; return their runs.

    A load may have deleted people whom they showed, and with them relationships: all whom pictures show are looked at.

    Raises:
        EngineError: the server is away.

    """

    def work(running: "Transaction") -> list[str]:
        _locked(running)
        stale = [head.run for head in _heads(running) if head.stamp != facts_of(stamp)]
        if stale:
            _drop(running, stale)
            _settle(running, [row["code"] for row in running.run(_PEOPLE)])
        return stale

    return engine.connection.write(work)


def pictures(engine: "Neo4jEngine") -> list[PictureHead]:
    """Return which pictures the server shows, by run.

    Raises:
        EngineError: the server is away.

    """
    return engine.connection.read(_heads)


def _locked(running: "Transaction") -> str | None:
    """Return the stamp of the facts that the server holds, None where no load is whole; nobody else changes pictures."""
    rows = running.run(_LOCK, {"id": writes.DEPLOYMENT, "version": writes.VERSION})
    return facts_of(str(rows[0]["stamp"])) if rows else None


def _heads(running: "Transaction") -> list[PictureHead]:
    return [
        PictureHead(**{name: value for name, value in row.items() if name != "run"}) for row in running.run(_PICTURES)
    ]


def _people_of(running: "Transaction", run: str) -> list[str]:
    return [row["code"] for row in running.run(_PEOPLE_OF, {"run": run})]


def _drop(running: "Transaction", runs: Sequence[str]) -> None:
    for run in runs:
        running.run(_DROP_LINKS, {"run": run})
        running.run(_DROP, {"run": run})


def _settle(running: "Transaction", people: Iterable[str]) -> None:
    """Give people the labels and coordinates that the pictures there are give them, and no others."""
    for codes in _batches(list(dict.fromkeys(people))):
        given = {"codes": codes}
        running.run(_BARE, given)
        running.run(_CASE, given)
        for class_, label in LABELS.items():
            running.run(_labelled(label), {**given, "class": class_})
        running.run(_COORDINATES, given)


def _labelled(label: str) -> str:
    return (
        "UNWIND $codes AS code MATCH (p:Person {code: code}) "
        f"WHERE EXISTS {{ MATCH ()-[r:CONTACT]->(p) WHERE r.class = $class }} SET p:{label}"
    )


def _head_row(picture: Picture) -> dict[str, object]:
    h = picture.head
    return {
        "run": h.run, "case": h.case, "person": h.person, "edition": h.edition, "stamp": h.stamp, "start": h.start,
        "end": h.end, "contacts": h.contacts, "chain_x": picture.spots[0].moment / DAY,
    }  # fmt: skip


def _link_rows(picture: Picture) -> Iterator[dict[str, object]]:
    spots = {spot.person: spot for spot in picture.spots}
    return (_link_row(picture.head, link, spots[link.target]) for link in picture.links)


def _link_row(head: PictureHead, link: Link, spot: Spot) -> dict[str, object]:
    return {
        "run": head.run, "case": head.case, "source": link.source, "target": link.target, "ring": link.ring,
        "class": link.class_, "first": link.first, "last": link.last, "minutes": link.minutes,
        "channels": list(link.channels), "first_time": _moment(link.first), "last_time": _moment(link.last),
        "chain_x": spot.moment / DAY, "chain_y": spot.lane,
    }  # fmt: skip


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _batches(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (values[at : at + BATCH] for at in range(0, len(values), BATCH))

"""Pictures of traces on a server: what people see, shown twice, two that share a contact, withdrawn."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from graph.engines.embedded.engine import EmbeddedEngine
from graph.engines.neo4j import pictures
from graph.engines.neo4j.check import differences
from graph.engines.neo4j.engine import Neo4jEngine
from graph.engines.neo4j.load import load
from graph.errors import EngineError
from graph.model.picture import Link, Picture, PictureHead, Spot
from graph.model.timed_graph import Case, Judgement, Place, TimedGraph
from queries.picture import picture
from queries.rules import edition
from queries.trace import Ask, trace
from queries.windows import Span, case_window
from tests.neo4j.worlds import stay, world
from tests.queries.world import Plain, at

pytestmark = pytest.mark.neo4j
ZONE = ZoneInfo("UTC")


def hours(person: str, place: str, start: str, end: str, zone: str | None = None) -> tuple[object, ...]:
    return stay(person, place, at(start), at(end), zone=zone)


#: Li (C1, onset on the 23rd) has dinner with Wang on the 21st, 18:00 to 18:20, Chen at the next table. Wang sleeps at home
#: with Yu, from 22:00 to 06:00. Mo (C2, onset on the 24th) meets Yu in a tea house on the 22nd from 10:00 to 11:00.
STORY = world(
    [
        hours("li", "noodles", "21 18:00", "21 18:20", "t1"),
        hours("wang", "noodles", "21 18:00", "21 18:20", "t1"),
        hours("chen", "noodles", "21 18:05", "21 18:20", "t2"),
        hours("wang", "flat", "21 21:00", "22 06:00"),
        hours("yu", "flat", "21 22:00", "22 06:00"),
        hours("mo", "tea", "22 10:00", "22 11:00", "t7"),
        hours("yu", "tea", "22 10:00", "22 11:00", "t7"),
        hours("passer-by", "street", "21 18:00", "21 18:20"),
    ],  # type: ignore[list-item]
    places=[Place("noodles", "venue", has_zones=True), Place("flat", "home"), Place("tea", "venue", has_zones=True)],
    cases=[Case("C1", "li", "confirmed", onset=at("23")), Case("C2", "mo", "confirmed", onset=at("24"))],
    stamp="story",
)


def drawn(case_id: str, graph: TimedGraph = STORY, rules: str = "cn-8", judged: tuple[Judgement, ...] = ()) -> Picture:
    case = next(c for c in graph.cases if c.case_id == case_id)
    span = Span(at("25"), at("20") if rules == "co-presence" else None, at("25") if rules == "co-presence" else None)
    window = case_window(case, edition(rules), span, ZONE)
    ask = Ask(case, edition(rules), window, ZONE, cases=graph.cases, judgements=judged)
    return picture(trace(EmbeddedEngine.from_graph(graph), ask, Plain()), case, graph.stamp)


@pytest.fixture
def server(neo4j_engine: Neo4jEngine, left_bare: None) -> Neo4jEngine:
    """Return the server with the story; it is left without pictures."""
    del left_bare
    load(neo4j_engine, STORY)
    return neo4j_engine


def asked(engine: Neo4jEngine, statement: str) -> list[dict[str, object]]:
    return engine.connection.read(lambda t: t.run(statement))


def people(engine: Neo4jEngine) -> dict[object, tuple[object, ...]]:
    """Return labels besides Person, chain_x, chain_y and exposed_at of everybody who has any of them."""
    rows = asked(
        engine,
        "MATCH (p:Person) WHERE size(labels(p)) > 1 OR p.chain_x IS NOT NULL OR p.chain_y IS NOT NULL "
        "OR p.exposed_at IS NOT NULL RETURN p.code AS code, [l IN labels(p) WHERE l <> 'Person'] AS labels, "
        "p.chain_x AS x, p.chain_y AS y, p.exposed_at AS moment",
    )
    return {
        r["code"]: (sorted(r["labels"]), r["x"], r["y"], r["moment"] and r["moment"].to_native())  # type: ignore[call-overload,attr-defined]
        for r in rows
    }


def contacts(engine: Neo4jEngine) -> list[dict[str, object]]:
    """Return every CONTACT relationship with its ends, as it stands there."""
    rows = asked(
        engine, "MATCH (a)-[r:CONTACT]->(b) RETURN a.code AS a, b.code AS b, properties(r) AS r ORDER BY r.run, a, b"
    )
    return [{"a": r["a"], "b": r["b"], **r["r"]} for r in rows]  # type: ignore[dict-item]


def everything(engine: Neo4jEngine) -> tuple[object, ...]:
    heads = asked(engine, "MATCH (q:Picture) RETURN properties(q) AS q ORDER BY q.run")
    return people(engine), contacts(engine), heads


def bare(engine: Neo4jEngine) -> tuple[object, ...]:
    """Return how many nodes bear each set of labels and properties, and how many relationships there are of each kind."""
    nodes = asked(engine, "MATCH (n) WHERE NOT n:Deployment RETURN labels(n) AS labels, keys(n) AS keys, count(*) AS n")
    kinds = asked(engine, "MATCH ()-[r]->() RETURN type(r) AS type, count(*) AS n ORDER BY type")
    found: Counter[tuple[str, ...]] = Counter()
    for row in nodes:
        found[(*sorted(row["labels"]), *sorted(row["keys"]))] += row["n"]  # type: ignore[call-overload,operator,misc]
    return found, kinds


def day(text: str) -> float:
    return at(text) / 86_400


def moment(text: str) -> datetime:
    return datetime.fromtimestamp(at(text), UTC)


def test_what_people_see(server: Neo4jEngine) -> None:
    """Li is the case at his onset in lane 0, Wang close in lane 1, Yu beside him, Chen general; the passer-by is bare."""
    pictures.show(server, drawn("C1"))
    assert people(server) == {
        "li": (["Case"], day("23"), 0, moment("23")),
        "wang": (["CloseContact"], day("21 18:00"), 1, moment("21 18:00")),
        "yu": (["ContactOfContact"], day("21 22:00"), 2, moment("21 22:00")),
        "chen": (["GeneralContact"], day("21 18:05"), 3, moment("21 18:05")),
    }


def test_the_relationships_of_a_picture(server: Neo4jEngine) -> None:
    """From the case to ring 1 and from Wang to Yu, with class, times as seconds and as times, minutes and channels."""
    pictures.show(server, drawn("C1"))
    first, *others = contacts(server)
    assert {**first, "first_time": None, "last_time": None} == {
        "a": "li", "b": "chen", "run": "C1:cn-8", "case": "C1", "ring": 1, "class": "general", "first": at("21 18:05"),
        "last": at("21 18:20"), "minutes": 15.0, "channels": ["venue"], "first_time": None, "last_time": None,
        "chain_x": day("21 18:05"), "chain_y": 3,
    }  # fmt: skip
    times = [first["first_time"].to_native(), first["last_time"].to_native()]  # type: ignore[attr-defined]
    assert times == [moment("21 18:05"), moment("21 18:20")]
    assert [(r["a"], r["b"], r["ring"], r["class"], r["minutes"]) for r in others] == [
        ("li", "wang", 1, "close", 20.0),
        ("wang", "yu", 2, "contact_of_contact", 480.0),
    ]


def test_the_list_of_pictures(server: Neo4jEngine) -> None:
    """A picture is known by case and edition, with its window, its facts and its number of contacts."""
    for case in ("C2", "C1"):
        pictures.show(server, drawn(case))
    assert pictures.pictures(server) == [
        PictureHead("C1", "li", "cn-8", "story", at("21"), at("25"), 3),
        PictureHead("C2", "mo", "cn-8", "story", at("22"), at("25"), 1),
    ]
    assert [h.run for h in pictures.pictures(server)] == ["C1:cn-8", "C2:cn-8"]


def test_shown_twice_is_shown_once(server: Neo4jEngine) -> None:
    """The same picture again changes nothing at all."""
    pictures.show(server, drawn("C1"))
    once = everything(server)
    pictures.show(server, drawn("C1"))
    assert everything(server) == once


def test_showing_again_replaces(server: Neo4jEngine) -> None:
    """Wang is ruled out meanwhile and takes Yu with him: of the earlier picture only what still holds is left."""
    pictures.show(server, drawn("C1"))
    pictures.show(server, drawn("C1", judged=(Judgement("C1", "wang", "ruled_out"),)))
    seen = people(server)
    assert {p: (labels, lane) for p, (labels, _, lane, _) in seen.items()} == {
        "li": (["Case"], 0), "chen": (["GeneralContact"], 1), "wang": ([], 2),
    }  # fmt: skip
    assert [(r["a"], r["b"], r["class"]) for r in contacts(server)] == [
        ("li", "chen", "general"),
        ("li", "wang", "ruled_out"),
    ]


def test_judged_without_meeting_has_a_place_and_no_time(server: Neo4jEngine) -> None:
    """The passer-by is close by judgement: he stands at the window's start, on the 21st, and his relationship has no times."""
    pictures.show(server, drawn("C1", judged=(Judgement("C1", "passer-by", "close"),)))
    assert people(server)["passer-by"] == (["CloseContact"], day("21"), 3, moment("21"))
    (link,) = [r for r in contacts(server) if r["b"] == "passer-by"]
    assert link.keys() == {"a", "b", "run", "case", "ring", "class", "channels", "chain_x", "chain_y"}


def test_two_pictures_share_a_contact(server: Neo4jEngine) -> None:
    """Yu is beside Wang for C1 and close for C2: both labels, and the place of the picture shown last; C2 gone, as before."""
    pictures.show(server, drawn("C1"))
    before = everything(server)
    pictures.show(server, drawn("C2"))
    assert people(server)["yu"] == (["CloseContact", "ContactOfContact"], day("22 10:00"), 1, moment("22 10:00"))
    assert people(server)["mo"] == (["Case"], day("24"), 0, moment("24"))
    assert pictures.withdraw(server, "C2:cn-8")
    assert everything(server) == before


def test_of_two_pictures_the_earlier_one_may_go_first(server: Neo4jEngine) -> None:
    """With C1 withdrawn Yu is what C2 says, and whom only C1 showed is bare."""
    pictures.show(server, drawn("C2"))
    alone = people(server), contacts(server)
    pictures.show(server, drawn("C1"))
    assert people(server)["yu"][:3] == (["CloseContact", "ContactOfContact"], day("21 22:00"), 2)
    pictures.withdraw(server, "C1:cn-8")
    assert (people(server), contacts(server)) == alone


def test_editions_of_one_case_stand_side_by_side(server: Neo4jEngine) -> None:
    """Under co-presence nobody has a class to be labelled by; C1's other picture keeps its labels, and C1 stays the case."""
    pictures.show(server, drawn("C1"))
    pictures.show(server, drawn("C1", rules="co-presence"))
    assert {r["run"] for r in contacts(server)} == {"C1:cn-8", "C1:co-presence"}
    assert people(server)["wang"][0] == ["CloseContact"]
    pictures.withdraw(server, "C1:cn-8")
    assert {p: labels for p, (labels, *_) in people(server).items()} == {
        "li": ["Case"],
        "wang": [],
        "chen": [],
        "yu": [],
    }


def test_with_all_withdrawn_the_graph_is_as_it_was_loaded(server: Neo4jEngine) -> None:
    """No label, property, relationship or node of a picture is left; withdrawing twice is harmless."""
    loaded = bare(server)
    pictures.show(server, drawn("C1"))
    pictures.show(server, drawn("C2"))
    assert differences(server, STORY) == []
    assert bare(server) != loaded
    assert [pictures.withdraw(server, run) for run in ("C1:cn-8", "C2:cn-8", "C2:cn-8")] == [True, True, False]
    assert bare(server) == loaded
    assert differences(server, STORY) == []


def test_a_server_that_is_behind_shows_nothing(server: Neo4jEngine) -> None:
    """A picture of other facts, or of a server that is being loaded, is refused with what to do; nothing is written."""
    with pytest.raises(EngineError, match="neo4j DIR load") as refused:
        pictures.show(server, drawn("C1", replace(STORY, stamp="later")))
    assert refused.value.code == "ENGINE_BEHIND"
    server.connection.write(lambda t: t.run("MATCH (d:Deployment) SET d.complete = false"))
    with pytest.raises(EngineError, match="neo4j DIR load"):
        pictures.show(server, drawn("C1"))
    assert pictures.pictures(server) == []
    assert people(server) == {}


def test_people_whom_the_server_lacks_are_told(server: Neo4jEngine) -> None:
    """Somebody has deleted Wang by hand: the picture is refused whole, and the one before it stays."""
    pictures.show(server, drawn("C2"))
    before = everything(server)
    server.connection.write(lambda t: t.run("MATCH (p:Person {code: 'wang'}) DETACH DELETE p"))
    with pytest.raises(EngineError, match="neo4j DIR check") as refused:
        pictures.show(server, drawn("C1"))
    assert refused.value.code == "NEO4J_FOREIGN"
    assert everything(server) == before


def test_new_facts_make_pictures_stale(server: Neo4jEngine) -> None:
    """Wang has gone from the facts, and with him his relationships: C1's picture goes, and Yu and the rest are bare."""
    loaded = bare(server)
    pictures.show(server, drawn("C1"))
    later = world([hours("li", "noodles", "21 18:00", "21 18:20", "t1")], cases=STORY.cases, stamp="later")  # type: ignore[list-item]
    load(server, later)
    assert pictures.withdraw_stale(server, "later") == ["C1:cn-8"]
    assert (people(server), contacts(server), pictures.pictures(server)) == ({}, [], [])
    pictures.show(server, drawn("C1", later))
    assert pictures.withdraw_stale(server, "later") == []
    assert people(server).keys() == {"li"}
    load(server, STORY)
    assert pictures.withdraw_stale(server, "story+cases") == ["C1:cn-8"]
    assert bare(server) == loaded


def test_many_contacts_go_in_parts(server: Neo4jEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Written two at a time the picture is the same."""
    pictures.show(server, drawn("C1"))
    whole = everything(server)
    pictures.withdraw(server, "C1:cn-8")
    monkeypatch.setattr(pictures, "BATCH", 2)
    pictures.show(server, drawn("C1"))
    assert everything(server) == whole


def test_nothing_on_the_server_bears_a_name(server: Neo4jEngine) -> None:
    """A picture is made of codes: relationships and pictures hold no property but those told."""
    head = PictureHead("C1", "li", "cn-8", "story", 0, 9, 1)
    link = Link("li", "wang", 1, "close", 3, 4, 0.02, ("venue",))
    pictures.show(server, Picture(head, (Spot("li", None, 0, 0), Spot("wang", "close", 3, 1)), (link,)))
    (row,) = asked(server, "MATCH (q:Picture) RETURN properties(q) AS q")
    assert row["q"] == {
        "run": "C1:cn-8", "case": "C1", "person": "li", "edition": "cn-8", "stamp": "story", "from": 0, "to": 9,
        "contacts": 1, "chain_x": 0.0, "shown": 1,
    }  # fmt: skip


def test_constraint_and_indexes_are_made(server: Neo4jEngine) -> None:
    """A picture's run is unique, and relationships are found by it."""
    pictures.show(server, drawn("C1"))
    names = {str(row["name"]) for row in asked(server, "SHOW INDEXES YIELD name RETURN name")}
    assert {"picture_run", "picture_person", "contact_run", "person_chain_x"} <= names
    assert "picture_run" in {row["name"] for row in asked(server, "SHOW CONSTRAINTS YIELD name RETURN name")}

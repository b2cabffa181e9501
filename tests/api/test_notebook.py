"""Answers as py2neo subgraphs: literal lines of each answer, and what is refused."""

import json
import os
import socket
import sys
from pathlib import Path
from typing import Any

import pytest

from api.notebook import graph, to_py2neo
from graph.errors import EngineError, UsageError
from tests.api.conftest import Call

Row = dict[str, Any]


@pytest.fixture(autouse=True)
def py2neo() -> None:
    """Skip where the extra is not installed; under CI=true that is a failure."""
    if os.environ.get("CI") == "true":
        import py2neo  # noqa: F401, PLC0415
    else:
        pytest.importorskip("py2neo")


def edges(answer: list[Row], **more: str) -> list[tuple[str, str, str, Row]]:
    """Return the relationships of an answer's subgraph as (type, from, to, properties)."""
    drawn = to_py2neo(answer, **more)
    return sorted((type(r).__name__, name(r.start_node), name(r.end_node), dict(r)) for r in drawn.relationships)


def name(node: Any) -> str:
    return str(node["person"] or node["place"])


def nodes(answer: list[Row]) -> dict[str, Row]:
    """Return the properties of each node by its name."""
    return {name(n): dict(n) for n in to_py2neo(answer).nodes}


def exposure(with_: str, place: str, start: str, end: str, channel: str = "venue") -> Row:
    return {"with": with_, "place": place, "place_kind": channel, "channel": channel, "zone": None, "t_start": start,
            "t_end": end, "seat_gap": None, "rule": None, "flags": [], "sources": ["till"]}  # fmt: skip


def contact(person: str, *exposures: Row, ring: int = 1) -> Row:
    return {"kind": "contact", "ring": ring, "person": person, "class": "close", "case": None, "judgement": None,
            "reasons": ["PLACE_15_MIN"], "first": "2021-07-22T10:00:00Z", "last": "2021-07-22T11:00:00Z", "minutes": 60.0,
            "channels": ["venue"], "exposures": list(exposures), "via": []}  # fmt: skip


HEADER = {"kind": "trace", "case": "C1", "person": "mei", "edition": "cn-8"}


def test_a_trace_has_people_places_and_times_together() -> None:
    """An was with Mei twice, told late first: one edge with both times in order; both were at the bar then."""
    answer = [
        HEADER,
        contact("an", exposure("mei", "bar", "2021-07-22T12:00:00Z", "2021-07-22T13:00:00Z"),
                exposure("mei", "bar", "2021-07-22T10:00:00Z", "2021-07-22T11:00:00Z")),
    ]  # fmt: skip
    times = {"t_start": ["2021-07-22T10:00:00Z", "2021-07-22T12:00:00Z"],
             "t_end": ["2021-07-22T11:00:00Z", "2021-07-22T13:00:00Z"]}  # fmt: skip
    assert edges(answer) == [
        ("TOGETHER", "an", "mei", times | {"place": ["bar", "bar"], "channel": ["venue", "venue"]}),
        ("WAS_AT", "an", "bar", times),
        ("WAS_AT", "mei", "bar", times),
    ]
    assert nodes(answer) == {
        "mei": {"person": "mei", "case": "C1"},
        "an": {"person": "an", "ring": 1, "class": "close", "reasons": ["PLACE_15_MIN"], "channels": ["venue"],
               "first": "2021-07-22T10:00:00Z", "last": "2021-07-22T11:00:00Z", "minutes": 60.0},
        "bar": {"place": "bar", "kind": "venue"},
    }  # fmt: skip


def test_a_contact_of_ring_two_is_joined_to_the_close_contact() -> None:
    """Wu was together with An, not with the case."""
    answer = [HEADER, contact("wu", exposure("an", "shop", "2021-07-23T10:00:00Z", "2021-07-23T11:00:00Z"), ring=2)]
    assert [edge[:3] for edge in edges(answer) if edge[0] == "TOGETHER"] == [("TOGETHER", "wu", "an")]


@pytest.mark.parametrize("channel", ["household", "encounter"])
def test_households_and_encounters_are_no_places(channel: str) -> None:
    """They join people, and nobody is drawn as having been there."""
    answer = [HEADER, contact("dan", exposure("mei", "h1", "2021-07-22T10:00:00Z", "2021-07-22T11:00:00Z", channel))]
    assert [edge[:3] for edge in edges(answer)] == [("TOGETHER", "dan", "mei")]
    assert set(nodes(answer)) == {"mei", "dan"}


def test_a_judgement_without_exposure_is_a_node() -> None:
    """Close by a tracer's word alone: the person is there, without an edge."""
    answer = [HEADER, contact("an") | {"first": None, "last": None, "minutes": None, "judgement": "close"}]
    assert edges(answer) == []
    assert nodes(answer)["an"] == {
        "person": "an", "ring": 1, "class": "close", "judgement": "close", "reasons": ["PLACE_15_MIN"], "channels": ["venue"],
    }  # fmt: skip


def test_shared_rows_are_joined_to_whom_they_are_about() -> None:
    """The rows do not name the case's person: without `about` they say who was where, with it also with whom."""
    row = {"kind": "shared", "person": "an", "place": "bar", "place_kind": "venue", "channel": "venue", "flags": [],
           "t_start": "2021-07-22T10:00:00Z", "t_end": "2021-07-22T11:00:00Z", "seat_gap": None, "sources": []}  # fmt: skip
    same = {"kind": "same", "person": "bo", "channel": "flight", "place": "CZ1", "t_start": "2021-07-23T10:00:00Z",
            "t_end": "2021-07-23T11:00:00Z", "seat_gap": 2, "class": None, "sources": []}  # fmt: skip
    assert [edge[:3] for edge in edges([row, same])] == [("WAS_AT", "an", "bar"), ("WAS_AT", "bo", "CZ1")]
    assert [edge[:3] for edge in edges([row, same], about="mei")] == [
        ("TOGETHER", "an", "mei"), ("TOGETHER", "bo", "mei"), ("WAS_AT", "an", "bar"), ("WAS_AT", "bo", "CZ1"),
        ("WAS_AT", "mei", "CZ1"), ("WAS_AT", "mei", "bar"),
    ]  # fmt: skip


def test_a_trajectory_has_the_stays_of_each_place() -> None:
    """Two stays at home are one edge with two times."""
    stay = {"kind": "stay", "person": "mei", "place": "flat", "place_kind": "home", "channel": "home", "zone": None,
            "t_start": "2021-07-22T21:00:00Z", "t_end": "2021-07-23T07:00:00Z", "flags": [], "sources": []}  # fmt: skip
    later = stay | {"t_start": "2021-07-23T21:00:00Z", "t_end": "2021-07-24T07:00:00Z"}
    assert edges([stay, later]) == [
        ("WAS_AT", "mei", "flat", {
            "t_start": ["2021-07-22T21:00:00Z", "2021-07-23T21:00:00Z"],
            "t_end": ["2021-07-23T07:00:00Z", "2021-07-24T07:00:00Z"],
        })
    ]  # fmt: skip


def test_a_reach_runs_from_whom_it_came() -> None:
    """Forward from the one before to the one reached; backward from the one listed to the one after."""
    head = {"kind": "reach", "case": "C1", "person": "mei"}
    row = {
        "kind": "reached",
        "person": "an",
        "arrival": "2021-07-22T10:00:00Z",
        "hops": 1,
        "from": "mei",
        "place": "bar",
    }
    assert edges([head, row]) == [("PASSED_ON", "mei", "an", {"at": ["2021-07-22T10:00:00Z"], "place": ["bar"]})]
    assert nodes([head, row])["an"] == {"person": "an", "arrival": "2021-07-22T10:00:00Z", "hops": 1}
    back = {"kind": "reached", "person": "an", "latest": "2021-07-22T10:59:59Z", "hops": 1, "to": "mei", "place": "bar"}
    assert edges([head, back]) == [("PASSED_ON", "an", "mei", {"at": ["2021-07-22T10:59:59Z"], "place": ["bar"]})]


def test_chains_share_their_hops() -> None:
    """Two chains from Mei through An: the hop that both have is there once, and An's later one besides."""
    first, second = "2021-07-22T10:00:00Z", "2021-07-22T12:00:00Z"
    chains = [
        {"kind": "chain", "people": ["mei", "an", "bo"], "times": [first, second], "places": ["bar", "club"]},
        {"kind": "chain", "people": ["mei", "an", "cy"], "times": [first, second], "places": ["bar", "club"]},
    ]
    assert edges(chains) == [
        ("PASSED_ON", "an", "bo", {"at": [second], "place": ["club"]}),
        ("PASSED_ON", "an", "cy", {"at": [second], "place": ["club"]}),
        ("PASSED_ON", "mei", "an", {"at": [first], "place": ["bar"]}),
    ]


def test_the_answers_of_the_command_are_drawn(cli: Call, kept_town: Path) -> None:
    """Every answer that is said to be drawn is, as the command writes it: in the town An, Bo and Fay met Mei."""
    drawn = {}
    for command in ("trace", "shared", "same", "trajectory", "reach"):
        done = cli(command, kept_town, "C1", "--json")
        assert done.code == 0, done.err
        drawn[command] = to_py2neo(done.out.splitlines())
    of_trace = {(type(r).__name__, name(r.start_node), name(r.end_node)) for r in drawn["trace"].relationships}
    assert {("TOGETHER", person, "mei") for person in ("an", "bo", "dan", "fay")} <= of_trace
    assert ("TOGETHER", "eve", "dan") in of_trace
    assert {name(n) for n in drawn["reach"].nodes} == {"mei", "an", "bo", "dan", "eve", "fay"}
    assert {name(n) for n in drawn["trajectory"].nodes} >= {"mei", "theatre", "flat"}


def test_an_answer_of_nothing_is_an_empty_subgraph() -> None:
    """No lines, no nodes."""
    assert len(to_py2neo([]).nodes) == 0


@pytest.mark.parametrize("line", ["C1  close  an", "[1, 2]", ""])
def test_a_line_that_is_no_json_is_told(line: str) -> None:
    """The table that people read is refused, with the option that gives lines."""
    with pytest.raises(UsageError, match="--json") as refused:
        to_py2neo([json.dumps(HEADER), line])
    assert refused.value.code == "NOT_JSON"


@pytest.mark.parametrize("kind", ["feed", "error", None])
def test_an_answer_that_is_not_drawn_is_told(kind: str | None) -> None:
    """A line of another answer is refused and not left out in silence."""
    with pytest.raises(UsageError, match="trace, shared, same") as refused:
        to_py2neo([{"kind": kind}])
    assert refused.value.code == "NOT_DRAWN"


def test_a_missing_extra_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without py2neo both say which extra to install."""
    monkeypatch.setitem(sys.modules, "py2neo", None)
    for call in (lambda: to_py2neo([]), lambda: graph("bolt://localhost:1", "neo4j", "secret")):
        with pytest.raises(UsageError, match=r"contactgraph\[py2neo\]") as refused:
            call()
        assert refused.value.code == "EXTRA_MISSING"


def test_a_server_that_is_not_named_or_away_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an address: which settings name one. Where nobody listens: that it does not answer."""
    monkeypatch.delenv("NEO4J_URI", raising=False)
    monkeypatch.delenv("NEO4J_PASSWORD", raising=False)
    with pytest.raises(EngineError, match="NEO4J_URI and NEO4J_PASSWORD"):
        graph()
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        away = f"bolt://127.0.0.1:{s.getsockname()[1]}"
    with pytest.raises(EngineError, match="does not answer") as refused:
        graph(away, "neo4j", "secret")
    assert refused.value.code == "NEO4J_AWAY"

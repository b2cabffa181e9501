"""Showing and withdrawing the picture of a case, as the command does it."""

import json
from pathlib import Path

import click
import pytest
import typer

from api.cli.asking import Asking, asking
from api.cli.output import Output
from api.cli.session import opened
from api.cli.shown import show_, withdraw_
from graph.engines.neo4j import pictures
from graph.engines.neo4j.engine import Neo4jEngine
from graph.errors import EngineError, NotKnown
from graph.load import load_server
from graph.store.looks import recorded_looks
from tests.api.conftest import KEY, TOWN, call, deployed

pytestmark = [pytest.mark.neo4j, pytest.mark.usefixtures("left_bare")]


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """Return a data directory with the town of the command's tests."""
    return deployed(tmp_path, TOWN)


@pytest.fixture(autouse=True)
def _settings(neo4j_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Name the server and the key."""
    for name, value in {**neo4j_environment, "CONTACTGRAPH_KEY": KEY, "CONTACTGRAPH_OPERATOR": "mia"}.items():
        monkeypatch.setenv(name, value)


def context(*, json_: bool) -> typer.Context:
    return click.Context(click.Command("neo4j"), obj=Output(json=json_, quiet=True))  # type: ignore[return-value]


def asked(town: Path, *, json_: bool = True, edition: str | None = None) -> Asking:
    return asking(context(json_=json_), town, edition_name=edition, engine_name="embedded")


def loaded(town: Path) -> None:
    session = opened(context(json_=True), town)
    with session.out.progress() as tick:
        load_server(session.graph(), session.settings.server, tick)


def test_a_case_is_shown_and_withdrawn(
    town: Path, neo4j_engine: Neo4jEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    """C1 under two editions: a line each with window and contacts; withdrawing takes both, and says so."""
    loaded(town)
    capsys.readouterr()
    show_(asked(town), "C1")
    assert json.loads(capsys.readouterr().out) == {
        "kind": "picture", "case": "C1", "edition": "cn-8", "run": "C1:cn-8", "from": "2021-07-21T16:00:00Z",
        "to": "2021-07-26T16:00:00Z", "contacts": 5, "shown": True,
    }  # fmt: skip
    show_(asked(town, edition="who-2021"), "C1")
    assert [head.run for head in pictures.pictures(neo4j_engine)] == ["C1:cn-8", "C1:who-2021"]
    capsys.readouterr()
    withdraw_(opened(context(json_=True), town), "C1")
    lines = [json.loads(text) for text in capsys.readouterr().out.splitlines()]
    assert [(row["run"], row["shown"]) for row in lines] == [("C1:cn-8", False), ("C1:who-2021", False)]
    assert pictures.pictures(neo4j_engine) == []


def test_it_is_told_in_a_sentence(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """For people: whom the server shows, with how many people; withdrawing what is not there is no error."""
    loaded(town)
    capsys.readouterr()
    show_(asked(town, json_=False), "C1")
    for _ in range(2):
        withdraw_(opened(context(json_=False), town), "C1")
    assert capsys.readouterr().out.splitlines() == [
        "The server shows C1 under cn-8: 5 people with it.",
        "The server no longer shows C1 under cn-8.",
        "The server no longer shows C1.",
    ]


def test_the_look_is_recorded(town: Path) -> None:
    """Who showed which case under which edition stands with the deployment's looks."""
    loaded(town)
    a = asked(town)
    show_(a, "C1")
    looks = recorded_looks(a.session.deployment.db)
    assert [(look.who, look.what) for look in looks] == [("mia", "picture of C1 under cn-8 on the server")]


def test_a_server_behind_the_facts_shows_nothing(town: Path, neo4j_engine: Neo4jEngine) -> None:
    """Facts came after the load: it is said what to do, and nothing is shown."""
    loaded(town)
    assert call("case", town, "add", "--id", "C9", "--person", "eve", "--onset", "2021-07-27").code == 0
    with pytest.raises(EngineError, match="neo4j DIR load"):
        show_(asked(town), "C1")
    assert pictures.pictures(neo4j_engine) == []


def test_a_case_that_there_is_not(town: Path) -> None:
    """Neither shown nor withdrawn: there is no such case."""
    loaded(town)
    with pytest.raises(NotKnown, match="there is no case C7"):
        show_(asked(town), "C7")
    with pytest.raises(NotKnown, match="there is no case C7"):
        withdraw_(opened(context(json_=True), town), "C7")

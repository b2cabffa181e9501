"""What a server's settings and indexes should be, and what is said where they are not."""

from collections.abc import Callable
from typing import Any

import pytest

from graph.engines.neo4j import settings
from graph.engines.neo4j.connection import Connection
from graph.engines.neo4j.engine import Neo4jEngine
from graph.engines.neo4j.load import load
from graph.errors import EngineError
from tests.compose import server_settings
from tests.neo4j.worlds import NOODLE_SHOP


class Told:
    """Stands in for a connection or a transaction: it gives the rows that it was told."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self.rows = rows

    def read(self, work: Callable[["Told"], object]) -> object:
        return work(self)

    def run(self, _statement: str, _parameters: object = None) -> list[dict[str, Any]]:
        return self.rows


def told(**changed: str) -> list[str]:
    """Return the advice on a server that is set as it should be but for some settings (dots as two underscores)."""
    found = {**server_settings(), **{name.replace("__", "."): value for name, value in changed.items()}}
    rows = [{"name": name, "value": value} for name, value in found.items()]
    return settings.advice(Told(rows))  # type: ignore[arg-type]


def test_a_server_that_is_set_well_gets_no_advice() -> None:
    """With the settings of the compose file there is nothing to say."""
    assert told() == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("dbms__security__auth_enabled", "false"),
        ("db__transaction__timeout", "0s"),
        ("db__lock__acquisition__timeout", "0s"),
        ("db__transaction__bookmark_ready_timeout", "30s"),
        ("db__memory__transaction__max", "0B"),
        ("dbms__memory__transaction__total__max", "0B"),
        ("db__transaction__concurrent__maximum", "1000"),
        ("db__transaction__concurrent__maximum", "0"),
        ("dbms__security__allow_csv_import_from_file_urls", "true"),
        ("dbms__security__procedures__allowlist", "*"),
        ("dbms__usage_report__enabled", "true"),
        ("server__bolt__connection_keep_alive", "1m"),
        ("server__bolt__connection_keep_alive", "0s"),
    ],
)
def test_a_setting_that_is_wrong_is_told_by_name(name: str, value: str) -> None:
    """Just one sentence: the setting, its value, what to set it to, and why."""
    setting = name.replace("__", ".")
    (sentence,) = told(**{name: value})
    assert sentence.startswith(f"{setting} is {value}: set it to ")
    assert ", else " in sentence


def test_what_a_version_does_not_have_is_passed_over() -> None:
    """A setting that the server does not know draws no remark."""
    assert settings.advice(Told([])) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "expected"), [("0s", 0), ("5s", 5), ("1m", 60), ("1m30s", 90), ("2h", 7200), ("250ms", 0.25)]
)
def test_durations_are_read_as_the_server_writes_them(value: str, expected: float) -> None:
    """Units add up; nothing is nought."""
    assert settings.seconds(value) == expected


@pytest.mark.neo4j
def test_a_server_as_it_is_delivered_gets_advice(neo4j_engine: Neo4jEngine) -> None:
    """The real server knows the settings by these names, and its defaults are not ours."""
    said = " ".join(settings.advice(neo4j_engine.connection))
    assert "db.lock.acquisition.timeout is 0s: set it to 5s" in said
    assert "server.bolt.connection_keep_alive is 1m: set it to 5s" in said


@pytest.mark.neo4j
def test_a_loaded_server_has_its_indexes(neo4j_engine: Neo4jEngine) -> None:
    """After a load nothing is missing."""
    load(neo4j_engine, NOODLE_SHOP)
    neo4j_engine.connection.read(settings.require_indexes)


@pytest.mark.neo4j
@pytest.mark.parametrize(
    ("drop", "named"),
    [
        ("DROP INDEX stayed_place_t_start_t_end", r"STAYED\(place, t_start, t_end\)"),
        ("DROP CONSTRAINT person_code", r"Person\(code\)"),
        ("DROP CONSTRAINT stayed_stay", r"STAYED\(stay\)"),
    ],
)
def test_a_missing_index_is_told(neo4j_engine: Neo4jEngine, drop: str, named: str) -> None:
    """The sentence names the index and the command that makes it anew, which it does."""
    load(neo4j_engine, NOODLE_SHOP)
    connection: Connection = neo4j_engine.connection
    connection.write(lambda t: t.run(drop))
    with pytest.raises(EngineError, match=rf"no index of {named}: run `contactgraph neo4j DIR load`") as refused:
        connection.read(settings.require_indexes)
    assert refused.value.code == "ENGINE_BEHIND"
    load(neo4j_engine, NOODLE_SHOP)
    connection.read(settings.require_indexes)


@pytest.mark.parametrize(("state", "said"), [("POPULATING", "is still building"), ("FAILED", "has no index of")])
def test_an_index_that_is_not_ready_is_told(state: str, said: str) -> None:
    """An index in the making is waited for, a broken one is made anew."""
    rows = [{"on": on, "columns": list(columns), "state": "ONLINE"} for on, columns in settings._wanted()]
    rows[-1]["state"] = state
    with pytest.raises(EngineError, match=said) as refused:
        settings.require_indexes(Told(rows))  # type: ignore[arg-type]
    assert refused.value.code == "ENGINE_BEHIND"

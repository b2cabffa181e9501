"""The setting CONTACTGRAPH_NEO4J_CELLS and the pictures of a case, through the command."""

from pathlib import Path

import pytest

from tests.api.conftest import Done, call, deployed

pytestmark = [pytest.mark.neo4j, pytest.mark.usefixtures("left_bare")]

#: Mei (C1) is in cell 1 for 20 minutes of the 22nd, An with her, who lives there; Bo is there the day before, with An.
FEEDS = {
    "positions.csv": """\
person_id,t,t_end,cell_id
mei,2021-07-22 10:00,2021-07-22 10:20,c1
an,2021-07-22 09:00,2021-07-23 17:00,c1
bo,2021-07-21 09:00,2021-07-21 12:00,c1
an,2021-07-21 09:00,2021-07-21 12:00,c1
""",
    "stays.csv": """\
person_id,place_kind,place_name,t_start,t_end
mei,home,Flat 4,2021-07-22 21:00,2021-07-23 07:00
dan,home,Flat 4,2021-07-22 22:00,2021-07-23 07:00
""",
    "cases.csv": "case_id,person_id,kind,onset\nC1,mei,confirmed,2021-07-24\n",
}


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """Return a data directory with the feeds."""
    return deployed(tmp_path, FEEDS)


def test_the_server_holds_cells_around_cases(town: Path, neo4j_environment: dict[str, str]) -> None:
    """Bo's stay in the cell is not on the server; about C1 it answers as the facts do; of the cell it refuses to tell."""
    around = {**neo4j_environment, "CONTACTGRAPH_NEO4J_CELLS": "cases"}

    def on_server(*words: object, env: dict[str, str] = around) -> Done:
        return call(*words, "--engine", "neo4j", "--json", env=dict(env))

    assert call("neo4j", town, "load", "--replace", "--json", env=dict(around)).rows[0]["stays"] == 5
    assert call("neo4j", town, "check", env=dict(around)).code == 0
    for question, number in (("trace", 3), ("same", 1), ("shared", 2), ("trajectory", 2)):
        rows = on_server(question, town, "C1").rows
        assert rows == call(question, town, "C1", "--json").rows
        assert len(rows) == number
    when = ("--from", "2021-07-20", "--to", "2021-07-24", "--reason", "test")
    refused = on_server("at", town, "c1", *when)
    assert (refused.code, refused.rows[0]["code"]) == (1, "CELLS_AROUND_CASES")
    assert [row["person"] for row in on_server("at", town, "Flat 4", *when).of("present")] == ["mei", "dan"]
    behind = on_server("trace", town, "C1", env=neo4j_environment)
    assert (behind.code, behind.rows[0]["code"]) == (1, "ENGINE_BEHIND")


def test_a_picture_through_the_command(town: Path, neo4j_environment: dict[str, str]) -> None:
    """Shown, it is told in a line; after new facts the load says that it is gone; withdrawing it then is no error."""
    env: dict[str, str | None] = {**neo4j_environment, "CONTACTGRAPH_NEO4J_CELLS": "cases"}
    assert call("neo4j", town, "load", "--replace", env=env).code == 0
    (line,) = call("neo4j", town, "show", "C1", "--json", env=env).rows
    assert (line["kind"], line["run"], line["contacts"], line["shown"]) == ("picture", "C1:cn-8", 2, True)
    assert call("case", town, "update", "--id", "C1", "--report", "2021-07-25", env=env).code == 0
    assert "C1:cn-8" in call("neo4j", town, "load", "--replace", env=env).err
    done = call("neo4j", town, "withdraw", "C1", env=env)
    assert (done.code, done.out) == (0, "The server no longer shows C1.\n")
    assert call("neo4j", town, "show", env=env).code == 2

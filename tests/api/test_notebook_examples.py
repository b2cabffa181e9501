"""The programs of examples/notebook run as their first lines say, on the noodle shop, and print what is worked out here."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.api.conftest import KEY, call
from tests.local_neo4j import Address
from tests.neo4j_server import neo4j_environment, neo4j_server

__all__ = ["neo4j_environment", "neo4j_server"]
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data directory of the noodle shop with its case Li, as the tutorial makes it."""
    folder = tmp_path_factory.mktemp("shop") / "data"
    assert call("init", folder).code == 0
    assert call("ingest", folder, EXAMPLES / "noodle_shop" / "feeds").code == 0
    assert call("case", folder, "add", "--id", "C1", "--person", "li", "--onset", "2021-07-30").code == 0
    return folder


def printed(program: str, *args: object, stdin: str = "", **env: str) -> list[str]:
    """Return what an example prints; it must say nothing else and end well."""
    done = subprocess.run(
        [sys.executable, EXAMPLES / "notebook" / program, *map(str, args)], input=stdin, capture_output=True, text=True,
        check=False, env={**os.environ, "CONTACTGRAPH_KEY": KEY, **env},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_the_measures_of_the_noodle_shop(shop: Path) -> None:
    """Sun has it from Chen alone, Wu and Xu from Wang, since Zhou left the tea house before Wu came.

    Met: at the noodles Li four, Zhou (there all the time) Li, Wang, Chen and Zhao, Chen those but Wang, and Sun; in the
    tea house Wang met Zhou again, Wu and Xu. Wang and Zhao missed each other by a moment. Times are UTC, eight hours back.
    """
    assert printed("spread.py", shop, "C1") == [
        "7 people can have it from li; groups without that one: 1",
        "person   arrival               hops  met  through  behind  cut off",
        "zhou     2021-07-29T10:00:00Z     1    4     0.00       0",
        "wang     2021-07-29T10:10:00Z     1    4     2.00       2  wu xu",
        "zhao     2021-07-29T10:30:00Z     1    3     0.00       0",
        "chen     2021-07-29T10:50:00Z     1    4     1.00       1  sun",
        "sun      2021-07-29T11:00:00Z     2    1     0.00       0",
        "wu       2021-07-29T12:30:00Z     2    2     0.00       0",
        "xu       2021-07-29T12:50:00Z     2    2     0.00       0",
    ]


#: Of the trace: Wang, Zhao, Chen and Zhou with Li at the noodles; Zhou (there too) and Wu with Wang at the tea: six edges.
#: Eight of who was where: Wang and Zhou at both places, Wu at the tea, Li, Chen and Zhao at the noodles.
NEIGHBOURS = [
    "8 nodes, 14 relationships",
    "chen     1 people, 1 places",
    "li       4 people, 1 places",
    "wang     3 people, 2 places",
    "wu       1 people, 1 places",
    "zhao     1 people, 1 places",
    "zhou     2 people, 2 places",
]


def trace(shop: Path) -> str:
    done = call("trace", shop, "C1", "--json")
    assert done.code == 0
    return done.out


def test_the_neighbours_of_the_noodle_shop(shop: Path) -> None:
    """The trace as a subgraph: six people, two places."""
    pytest.importorskip("py2neo")
    assert printed("neighbours.py", stdin=trace(shop)) == NEIGHBOURS


@pytest.mark.neo4j
def test_the_neighbours_are_merged_where_it_is_asked(
    shop: Path, neo4j_server: Address, neo4j_environment: dict[str, str]
) -> None:
    """With --merge the six people are on the server, twice run still six; they are deleted again."""
    pytest.importorskip("py2neo")
    from api.notebook import graph  # noqa: PLC0415

    try:
        for _ in range(2):
            told = printed("neighbours.py", "--merge", stdin=trace(shop), **neo4j_environment)
            assert told == [*NEIGHBOURS, "people on the server: 6"]
    finally:
        server = graph(neo4j_server.uri, neo4j_server.user, neo4j_server.password, neo4j_server.database)
        server.run("MATCH (n:AnswerPerson|AnswerPlace) DETACH DELETE n")

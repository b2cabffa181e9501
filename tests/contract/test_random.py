"""Random worlds: the product and the oracle give the same rows, question by question."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.contract.compared import ON_NEO4J, disagreement, random_disagreements
from tests.contract.duckdb_side import disagreements
from tests.contract.product import Product
from tests.neo4j_server import versions
from tests.oracle import journeys
from tests.oracle.oracle import Oracle
from tests.oracle.worlds import CROWD, HUB, made, questions

LONG = bool(os.environ.get("CONTACTGRAPH_LONG"))
#: Worlds of 8 to 12 cases each: about 500 random cases, with CONTACTGRAPH_LONG about 10,000.
WORLDS = 1000 if LONG else 50


@pytest.mark.parametrize("seed", range(WORLDS))
def test_no_difference_in_random_worlds(seed: int, tmp_path: Path) -> None:
    """Rings, shared time, trajectories and reach of every case of a random world are the oracle's; DuckDB agrees."""
    count = 14 if seed < (100 if LONG else 6) else 3 if LONG else 5
    assert random_disagreements(made(seed), tmp_path, count=count) == []
    found, rows = disagreements(Product(tmp_path / "deployment"), people=2)
    assert found == []
    assert rows > 50


@pytest.mark.parametrize("seed", range(150 if LONG else 12))
def test_no_difference_in_random_journeys(seed: int, tmp_path: Path) -> None:
    """Rides, phones, households and measures of a random world are the oracle's; DuckDB agrees."""
    made_ = journeys.made(seed)
    cases = made_.cases if LONG else made_.cases[:6]
    assert random_disagreements(made_, tmp_path, count=3 if LONG and seed >= 50 else 6, cases=cases) == []
    found, rows = disagreements(Product(tmp_path / "deployment"), people=2)
    assert found == []
    assert rows > 50


@pytest.mark.parametrize("seed", range(20 if LONG else 1))
def test_no_difference_at_hubs(seed: int, tmp_path: Path) -> None:
    """The same holds where one place has more than 5,000 stays."""
    world = made(seed, HUB)
    assert random_disagreements(world, tmp_path, cases=world.cases[: 10 if LONG else 2]) == []


def test_outcomes_of_rows_are_the_oracles(tmp_path: Path) -> None:
    """Of every feed of a random world with versions, cancels and repetitions as many rows stand, wait and are refused."""
    world = made(7, CROWD)
    product = Product(tmp_path / "deployment")
    product.begin(world.world, tmp_path / "files")
    assert disagreement(Oracle(world.world), product, ["feeds"]) == []


@pytest.mark.parametrize("seed", [1, 4])
def test_the_installed_command_answers_as_it_does_in_process(seed: int, tmp_path: Path) -> None:
    """The command as it is installed gives the lines that the same program gives inside this process."""
    world = made(seed)
    product = Product(tmp_path / "deployment")
    product.begin(world.world, tmp_path / "files")
    asked = questions(world, world.cases[0], 4)
    inside = [product.ask(words) for words in asked]
    product.in_process = False
    assert [product.ask(words) for words in asked] == inside


def on_servers() -> list[tuple[str, int]]:
    """Return on which version of the server which worlds are asked about: most on the first, one on each other."""
    first, *others = versions()
    return [(first, n) for n in range(20 if LONG else 3)] + [(v, n) for v in others for n in range(20 if LONG else 1)]


@pytest.mark.neo4j
@pytest.mark.parametrize(("neo4j_server", "seed"), on_servers(), indirect=["neo4j_server"])
def test_no_difference_on_neo4j(
    seed: int, neo4j_environment: dict[str, str], tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """What the Neo4j server answers is what the oracle answers."""
    world = made(seed)
    cases = world.cases[: 10 if LONG else 3]
    assert (
        random_disagreements(world, tmp_path, cases=cases, engine="neo4j", environment=neo4j_environment, count=14)
        == []
    )
    asked = [words for case in cases for words in questions(world, case, 14)]
    record_property("neo4j_answers_compared", sum(words[0] in ON_NEO4J for words in asked))

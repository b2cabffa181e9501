"""Every engine tells every story as it was derived by hand."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.contract.compared import ON_NEO4J, disagreement, ordered
from tests.contract.duckdb_side import disagreements
from tests.contract.product import Product
from tests.neo4j_server import versions
from tests.oracle.oracle import Oracle
from tests.stories.story import differences, of_oracle, stories, words

STORIES = stories()
GOLDEN = [name for name in STORIES if name.startswith("golden/")]


def on_servers() -> list[tuple[str, str]]:
    """Return on which version of the server which story is told; a server is filled anew for each.

    On the first all told stories and of the golden ones every sixth, on the others of the golden ones every twelfth; in
    `make test-long` all on all.
    """
    if os.environ.get("CONTACTGRAPH_LONG"):
        return [(version, name) for version in versions() for name in STORIES]
    first, *others = versions()
    most = [(first, name) for name in STORIES if name not in GOLDEN or GOLDEN.index(name) % 6 == 0]
    return most + [(version, name) for version in others for name in GOLDEN[::12]]


@pytest.fixture(scope="module")
def told() -> dict[str, Product]:
    """Return the deployments of the stories that were told so far; each is fed once."""
    return {}


def product(name: str, told: dict[str, Product], folder: Path) -> Product:
    """Return the deployment of a story, fed when it is first asked for."""
    if name not in told:
        told[name] = Product(folder / "deployment")
        told[name].begin(STORIES[name].world, folder / "files")
    return told[name]


@pytest.mark.parametrize("name", STORIES)
def test_the_embedded_engine_tells_the_story(
    name: str, told: dict[str, Product], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The product's rows are the ones derived by hand, and agree with the oracle and with DuckDB in all that these tell."""
    asked = product(name, told, tmp_path_factory.mktemp(name.replace("/", "-")))
    oracle, found = Oracle(STORIES[name].world), []
    for question, tables in STORIES[name].asks.items():
        answer = asked.ask(words(question))
        found += [f"{question}: {d}" for d in differences(answer, tables)]
        if of_oracle(question):
            found += [f"{question} (oracle): {d}" for d in disagreement(oracle, asked, words(question))]
        found += [] if ordered(answer) else [f"{question}: out of order"]
    assert found + disagreements(asked)[0] == []


@pytest.mark.neo4j
@pytest.mark.parametrize(("neo4j_server", "name"), on_servers(), indirect=["neo4j_server"])
def test_neo4j_tells_the_story(
    name: str, neo4j_environment: dict[str, str], tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """The rows from the Neo4j server are the ones that were derived by hand."""
    asked = Product(tmp_path / "deployment", environment=neo4j_environment)
    asked.begin(STORIES[name].world, tmp_path / "files")
    asked.run("neo4j", str(asked.path), "load", "--replace")
    asked.engine = "neo4j"
    found, compared = [], 0
    for question, tables in STORIES[name].asks.items():
        if question.split()[0] in ON_NEO4J:
            found += [f"{question}: {d}" for d in differences(asked.ask(words(question)), tables)]
            compared += 1
    record_property("neo4j_answers_compared", compared)
    assert found == []

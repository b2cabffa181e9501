"""An authority's own edition under which places linger: product and oracle give the same rows."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from queries.rules import shipped
from tests.contract.compared import disagreement
from tests.contract.product import Product
from tests.oracle import journeys
from tests.oracle.linger import EDITION, MINUTES, OPEN_AIR
from tests.oracle.oracle import Oracle
from tests.oracle.worlds import Made, made

LONG = bool(os.environ.get("CONTACTGRAPH_LONG"))


def lingering() -> str:
    """Return cn-8 under the name of the tests' own edition, with the minutes that the oracle knows."""
    text = shipped("cn-8").replace('name = "cn-8"', f'name = "{EDITION}"')
    for name, minutes in {**MINUTES, "venue_open_air": OPEN_AIR}.items():
        row = f'name = "{name}"\n'
        assert text.count(row) == 1
        text = text.replace(row, f"{row}linger_minutes = {minutes}\n")
    return text


def disagreements(
    world: Made, folder: Path, *, cases: int, engine: str = "embedded", **how: dict[str, str]
) -> list[str]:
    """Return how product and oracle differ on what lingers, case by case."""
    product = Product(folder / "deployment", **how)
    product.begin(world.world, folder / "files")
    (folder / "own.toml").write_text(lingering(), encoding="utf-8")
    product.run("edition", str(product.path), "add", str(folder / "own.toml"))
    if engine == "neo4j":
        product.run("neo4j", str(product.path), "load", "--replace")
        product.engine = engine
    oracle, found = Oracle(world.world), []
    for case in world.cases[:cases]:
        window = ["--from", "2021-07-21T00:00:00", "--to", "2021-07-24T12:00:00"]
        asked = [["trace", case], ["trace", case, *window], ["shared", case], ["shared", case, *window]]
        asked += [["shared", case, "--channel", "venue"], ["shared", case, "--at", world.places[0]]]
        asked += [["same", case]] if engine == "embedded" else []
        for words in asked:
            found += [f"{' '.join(words)}: {d}" for d in disagreement(oracle, product, [*words, "--edition", EDITION])]
    return found


@pytest.mark.parametrize("seed", range(60 if LONG else 4))
def test_no_difference_where_places_linger(seed: int, tmp_path: Path) -> None:
    """Rings, shared time and the six sames of the cases of a random world, plain, rich and by daylight."""
    assert disagreements(made(seed), tmp_path, cases=10 if LONG else 3) == []


@pytest.mark.parametrize("seed", range(30 if LONG else 2))
def test_no_difference_where_conveyances_linger(seed: int, tmp_path: Path) -> None:
    """The same with rides, phones, households and measures."""
    assert disagreements(journeys.made(seed), tmp_path, cases=10 if LONG else 3) == []


def test_worlds_show_what_lingers() -> None:
    """The comparison is no empty one: in one world some rows of each question are indirect."""
    world = made(1)
    oracle = Oracle(world.world)
    rows = [r for case in world.cases for r in oracle.ask(["shared", case, "--edition", EDITION])]
    pieces = [e for case in world.cases for r in oracle.ask(["trace", case, "--edition", EDITION])
              for e in r.get("exposures", [])]  # type: ignore[attr-defined]  # fmt: skip
    assert sum("indirect" in r["flags"] for r in rows) > 20  # type: ignore[operator]
    assert sum("indirect" in e["flags"] and bool(e["rule"]) for e in pieces) > 20


@pytest.mark.neo4j
def test_no_difference_on_neo4j_where_places_linger(
    neo4j_environment: dict[str, str], tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """What the Neo4j server answers of what lingers is what the oracle answers."""
    world = made(3)
    assert disagreements(world, tmp_path, cases=3, engine="neo4j", environment=neo4j_environment) == []
    record_property("neo4j_answers_compared", 18)

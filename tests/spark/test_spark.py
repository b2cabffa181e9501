"""Spark in one process, a Spark cluster of two workers, and Sail answer the batch questions as the embedded engine does."""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from benchmarks import columns
from graph.engines.protocol import Seed
from graph.engines.spark.batch import WITHOUT
from graph.engines.spark.tables import write_tables
from graph.model.timed_graph import Control, Place
from queries.stays import NO_CONTACT
from tests.neo4j.worlds import stay, world
from tests.spark import cluster, embedded_side
from tests.spark.worlds import World, random_worlds

LONG = bool(os.environ.get("CONTACTGRAPH_LONG"))
pytestmark = [pytest.mark.spark, pytest.mark.xdist_group("spark")]
HOPS = (None, 1, 2, 3)
#: Wang is kept apart from 100 to 200. He gets it at 50 through Zhao, in two hops, so he never passes it on after that,
#: although Li meets him at 300 in one hop: Kong, who meets him at 400, does not get it. Sun, kept apart as long, gets it
#: at 500 for the first time, and passes it on to Tang.
RELEASED = World(
    world(
        [
            stay("li", "bar", 10, 20),
            stay("zhao", "bar", 10, 20),
            stay("zhao", "inn", 50, 60),
            stay("wang", "inn", 50, 60),
            stay("li", "pub", 300, 310),
            stay("wang", "pub", 300, 310),
            stay("wang", "spa", 400, 410),
            stay("kong", "spa", 400, 410),
            stay("li", "tea", 500, 510),
            stay("sun", "tea", 500, 510),
            stay("sun", "zoo", 600, 610),
            stay("tang", "zoo", 600, 610),
        ]
    ),
    [Seed("li", 0, 1_000)],
    [Control("sun", 100, 200), Control("wang", 100, 200)],
)
RELEASED_REACH = [[0, "sun", 500, 1], [0, "tang", 600, 2], [0, "wang", 50, 2], [0, "zhao", 10, 1]]

#: Each round takes Spark seconds on a small machine, so Sail is asked everything, and Spark this; under CONTACTGRAPH_LONG
#: everybody is asked everything.
ASKED = {
    "local[2]": {
        "story rings",
        "story reach",
        "released reach",
        "random rings",
        "city rings",
        "random reach None",
        "random reach 2",
    },
    "cluster": {"story rings", "story reach", "random rings", "city rings", "city reach 2"},
}

#: Li meets Wang at noon. Wang meets Zhao on the train after midnight, then (told to keep apart) Zhou, and Qian a day
#: later. Wu was there with Li too, but nobody knows when he left; of Chen only the day is known; Sun shares a phone cell.
DAY = 86_400
NOODLES = World(
    world(
        [
            stay("li", "noodles", 43_200, 46_800),
            stay("wang", "noodles", 45_000, 50_000),
            stay("wu", "noodles", 43_200, 57_600, flags=1),
            stay("chen", "noodles", 0, DAY, flags=2),
            stay("sun", "cell", 43_200, 46_800),
            stay("li", "cell", 43_200, 46_800),
            stay("wang", "train", 80_000, DAY + 3_600),
            stay("zhao", "train", DAY, DAY + 600),
            stay("zhou", "train", DAY + 600, DAY + 7_200),
            stay("wang", "tea", 2 * DAY, 2 * DAY + 60),
            stay("qian", "tea", 2 * DAY, 2 * DAY + 60),
        ],
        places=[Place("cell", "cell"), Place("train", "train")],
    ),
    [Seed("li", 0, 3 * DAY)],
    [Control("wang", DAY + 300, DAY + 7_200)],
)
#: seed, person, first, last, seconds, ring
NOODLES_RINGS = [
    [0, "chen", 43_200, 46_800, 3_600, 1],
    [0, "qian", 172_800, 172_860, 60, 2],
    [0, "wang", 45_000, 46_800, 1_800, 1],
    [0, "zhao", 86_400, 87_000, 600, 2],
    [0, "zhou", 87_000, 90_000, 3_000, 2],
]
#: seed, person, arrival, hops
NOODLES_REACH = [[0, "wang", 45_000, 1], [0, "zhao", 86_400, 2]]


@dataclass(frozen=True)
class Question:
    """What is asked of one world, and the rows that are right."""

    world: World
    ask: str
    options: Mapping[str, Any]
    expected: Sequence[Sequence[object]]


def city() -> World:
    """Return a small city with seeds on several days, one of whom is soon under control."""
    graph, first = columns.city(30_000, 7), columns.FIRST
    seeds = [Seed(graph.people[n * 7], first + n % 3 * DAY, first + (4 + n % 5) * DAY) for n in range(12)]
    return World(graph, seeds, [Control(graph.people[n], first + (n % 9) * DAY) for n in range(0, 300, 5)])


@cache
def questions() -> dict[str, Question]:
    """Return what each cluster is asked, by name, with the embedded engine's rows."""
    random = random_worlds(600 if LONG else 60)
    small = city()
    asked = {"story rings": Question(NOODLES, "rings", {}, NOODLES_RINGS)}
    asked["story reach"] = Question(NOODLES, "reach", {}, NOODLES_REACH)
    asked["released reach"] = Question(RELEASED, "reach", {}, RELEASED_REACH)
    for name, one in {"random": random, "city": small}.items():
        asked[f"{name} rings"] = Question(one, "rings", {}, embedded_side.rings(one.graph, one.seeds))
    for hops in HOPS:
        rows = embedded_side.reach(random.graph, random.seeds, random.controls, hops)
        asked[f"random reach {hops}"] = Question(random, "reach", {"max_hops": hops}, rows)
    for hops in (None, 2):
        rows = embedded_side.reach(small.graph, small.seeds, small.controls, hops)
        asked[f"city reach {hops}"] = Question(small, "reach", {"max_hops": hops}, rows)
    return asked


def names(kind: str) -> set[str]:
    """Return the names of the questions that a cluster is asked."""
    return set(questions()) if LONG else ASKED.get(kind, set(questions()))


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the tables of every world and the file of questions."""
    folder = tmp_path_factory.mktemp("spark")
    told, places = [], {}
    for name, question in questions().items():
        place = places.setdefault(id(question.world), folder / f"tables-{len(places)}")
        if not place.exists():
            write_tables(question.world.graph, place)
        asked = [[s.person, s.start, s.end] for s in question.world.seeds]
        controls = [[c.person, c.start, c.end] for c in question.world.controls]
        told.append(
            {"name": name, "ask": question.ask, "tables": str(place), "asked": asked, "controls": controls,
             "options": question.options}
        )  # fmt: skip
    for kind in cluster.KINDS:
        mine = [t for t in told if t["name"] in names(kind)]
        (folder / f"{kind}.json").write_text(json.dumps(mine), encoding="utf-8")
    return folder


@pytest.mark.parametrize("kind", cluster.KINDS)
def test_a_cluster_gives_the_rows_of_the_embedded_engine(
    kind: str, tables: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """Rings and reach of a story, of many random worlds and of a city are the same rows, to the second."""
    try:
        with cluster.master(kind) as address:
            told = cluster.asked(kind, address, tables / f"{kind}.json", tmp_path / "work")
    except cluster.MissingError as e:
        if os.environ.get("CI") == "true":
            pytest.fail(str(e))
        pytest.skip(str(e))
    lines = [json.loads(line) for line in told.splitlines() if line.startswith("{")]
    rows = {line["name"]: line["rows"] for line in lines if "rows" in line}
    record_property("seconds", {line["name"]: line["seconds"] for line in lines})
    assert set(rows) == names(kind)
    wrong = {name for name in rows if rows[name] != [list(r) for r in questions()[name].expected]}
    assert wrong == set()


def test_the_embedded_engine_tells_the_stories_alike() -> None:
    """The rows of both stories, derived by hand, are the embedded engine's."""
    assert embedded_side.rings(NOODLES.graph, NOODLES.seeds) == NOODLES_RINGS
    assert embedded_side.reach(NOODLES.graph, NOODLES.seeds, NOODLES.controls) == NOODLES_REACH
    assert embedded_side.reach(RELEASED.graph, RELEASED.seeds, RELEASED.controls) == RELEASED_REACH


def test_random_worlds_are_worth_asking() -> None:
    """The worlds have people in both rings, reach over three hops and more, and people whom a control keeps from it."""
    asked = questions()
    assert {row[-1] for row in asked["random rings"].expected} == {1, 2}
    assert max(int(str(row[-1])) for row in asked["random reach None"].expected) >= 3
    one = asked["random reach None"].world
    free = embedded_side.reach(one.graph, one.seeds, [])
    assert len(free) > len(asked["random reach None"].expected) > 50


def test_the_kinds_left_out_are_those_of_every_question() -> None:
    """A cluster leaves out the kinds of place that make no contact anywhere: phone cells and checkpoints."""
    assert set(WITHOUT) == NO_CONTACT == {"cell", "checkpoint"}

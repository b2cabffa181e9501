"""Worlds for the cluster: many small random ones in one graph, told apart by their names, so that a session pays once.

Stays run over midnights, touch, last a second, lack an end or a clock; there are cells, checkpoints and encounters.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from graph.engines.protocol import Seed
from graph.model.timed_graph import Control, Place, TimedGraph
from tests.graph.engines.embedded.worlds import spells
from tests.neo4j.worlds import Row, stay, world

KINDS = {
    "hub": "venue",
    "office": "work",
    "hotel": "lodging",
    "tower": "cell",
    "gate": "checkpoint",
    "pair": "encounter",
    "train:G1": "train",
}
PEOPLE = "ABCDEFGHIJ"
#: Times of a world are multiples of so many seconds: twenty of them are a day.
STEP = 4_320


@dataclass(frozen=True)
class World:
    """A graph, and what is asked of it."""

    graph: TimedGraph
    seeds: Sequence[Seed]
    controls: Sequence[Control]


def random_worlds(count: int, first: int = 0) -> World:
    """Return worlds as one graph, with one seed in each and some under control."""
    rows: list[Row] = []
    places: list[Place] = []
    seeds: list[Seed] = []
    controls: list[Control] = []
    for number in range(first, first + count):
        pick = random.Random(number)
        mine = f"{number:03}"
        places += [Place(f"{mine}:{key}", kind) for key, kind in KINDS.items()]
        told = {_random_stay(pick, mine) for _ in range(pick.choice([8, 25, 60]))}
        rows += sorted(told, key=repr)
        start = pick.randrange(-5, 40) * STEP
        seeds.append(Seed(mine + pick.choice(PEOPLE), start, start + pick.randrange(0, 90) * STEP))
        for person in pick.sample(PEOPLE, pick.choice([0, 1, 4])):
            moments = {pick.randrange(-5, 70) * STEP for _ in range(pick.choice([1, 2, 3, 4]))}
            controls += spells(mine + person, moments)
    seeds.append(Seed("nobody", 0, 10))
    return World(world(rows, places=places), seeds, sorted(controls, key=lambda c: (c.person, c.start)))


def _random_stay(pick: random.Random, mine: str) -> Row:
    start = pick.randrange(0, 60) * STEP + pick.choice([0, 0, 0, 1, -1])
    place = pick.choices(list(KINDS), [8, 3, 2, 1, 1, 3, 2])[0]
    length = pick.choice([1, STEP, 2 * STEP, 3 * STEP, 10 * STEP, 45 * STEP])
    return stay(
        mine + pick.choice(PEOPLE), f"{mine}:{place}", start, start + length,
        flags=pick.choice([0] * 8 + [1, 2, 64]), sources=pick.choice([("till",), ("till", "wifi")]),
    )  # fmt: skip

"""Larger and nastier worlds: a crowd of any size, the same every time, and one of hostile texts.

Run as a module it loads a crowd into the server that is named:

    python -m tests.neo4j.crowds STAYS BATCH      the server's address in NEO4J_URI, NEO4J_USER, NEO4J_PASSWORD

It exits with 3 and the error's code where the load is refused or the server is gone.
"""

import os
import sys

import numpy as np

from graph.engines.neo4j import load as loading
from graph.engines.neo4j.engine import Neo4jEngine
from graph.errors import EngineError
from graph.model.timed_graph import Case, Index, Place, Stays, TimedGraph
from tests.neo4j.worlds import HOUSES, lives, stay, world

KINDS = ("venue", "net_cafe", "lodging", "school")
#: 2021-07-29, UTC.
START = 1_627_516_800


#: Texts that mean harm to a statement, a file or an index; each is a text like any other.
HOSTILE = (
    "'",
    '"',
    "`",
    "\\",
    "\\u0027",
    '"}) DETACH DELETE n //',
    "'}) DETACH DELETE n //",
    "`) DETACH DELETE n //",
    "$rows",
    "{0}",
    "a;b|c,d\te",
    " leading and trailing ",
    "two\nlines\r\nand a third",
    "\u202eright to left",
    "e\u0301 and \u00e9",
    "株洲\U00020bb7\U0001f35c",
    "null",
    "\x1f\x1b",
    "x" * 8_000,
)


def crowd(stays: int) -> TimedGraph:
    """Return a graph of that many stays of three days, twenty a person, a hundred a place; and a few households."""
    random = np.random.default_rng(7)
    people, places = max(5, stays // 20), max(1, stays // 100)
    codes = sorted({*(f"p{number:07}" for number in range(people)), *HOUSES.people})
    starts = START + random.integers(0, 3 * 86_400, stays)
    unknown = np.full(stays, -1, np.int32)
    rows = Stays(
        person=random.integers(0, len(codes), stays).astype(np.int32),
        place=random.integers(0, places, stays).astype(np.int32),
        t_start=starts,
        t_end=starts + random.integers(60, 9_000, stays),
        zone=_some(random.integers(0, 3, stays), random.random(stays) < 0.5),
        floor=unknown,
        flags=np.zeros(stays, np.int32),
        distance=np.full(stays, np.nan, np.float32),
        sources=random.integers(0, len(HOUSES.sources), stays).astype(np.int32),
        seat=unknown,
        booking=np.zeros(stays, np.int64),
    )
    spots = [Place(f"shop/{n:06}", KINDS[n % 4], f"Shop {n}", f"{n:06}", "shop", has_zones=True) for n in range(places)]
    members = HOUSES.members
    own = np.array([codes.index(name) for name in HOUSES.people], np.int32)
    return TimedGraph(
        codes, spots, ["a", "b", "c"], [], HOUSES.sources, rows, stamp=f"crowd of {stays}", households=HOUSES.households,
        members=type(members)(members.household, own[members.person], members.valid_from, members.valid_to, members.sources),
    )  # fmt: skip


def hostile_world() -> TimedGraph:
    """Return a graph that has every hostile text in every name, code and key, one stay a text."""
    rows = [
        stay(text, text, 10 * at, 10 * at + 5, zone=text, floor=text, sources=(text,), seat=text)
        for at, text in enumerate(HOSTILE)
    ]
    return world(
        rows,
        places=[Place(text, "venue", text * 3, text, text, coach_types=(text,)) for text in HOSTILE],
        cases=[Case(text, text, text) for text in HOSTILE],
        members=[lives(text, text, sources=(text,)) for text in HOSTILE],
        stamp=HOSTILE[5],
    )


def _some(values: Index, known: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> Index:
    return np.where(known, values, -1).astype(np.int32)


def main() -> int:
    """Load the crowd in batches of the size given."""
    stays, loading.BATCH = int(sys.argv[1]), int(sys.argv[2])
    named = (os.environ[f"NEO4J_{name}"] for name in ("URI", "USER", "PASSWORD"))
    try:
        with Neo4jEngine(*named) as engine:
            loading.load(engine, crowd(stays))
    except EngineError as e:
        sys.stdout.write(e.code)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())

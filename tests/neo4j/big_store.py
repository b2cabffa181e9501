"""A store of a million stays on a throw-away server, imported offline, with two halls of one daily crowd.

The city is that of the benchmarks. Of the halls the old one has been visited every day for eight weeks, the new one for the
last two; one person each goes only there. So their answers are alike, and only the place's history differs.
"""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path

import neo4j
import numpy as np

from benchmarks.columns import DAY, DAYS, FIRST, HOUR, city
from graph.engines.neo4j import writes
from graph.engines.neo4j.offline import write_import_files
from graph.model.timed_graph import Ints, Place, Stays, TimedGraph
from tests.local_neo4j import Memory, import_store, local_neo4j

STAYS = 1_000_000
CROWD = 200
WINDOW = (FIRST, FIRST + (DAYS + 1) * DAY)
#: Place, the one person who goes only there, and for how many days before the window people have gone there.
HALLS = (("venue:new hall", f"{1:0>24}".replace("0", "f"), 0), ("venue:old hall", f"{2:0>24}".replace("0", "f"), 42))
MEMORY = Memory(heap="900m", page_cache="320m", transaction="600m")


@dataclass(frozen=True, slots=True)
class Store:
    """A server with the city, and the city."""

    driver: neo4j.Driver
    graph: TimedGraph


@contextmanager
def big_store(version: str) -> Iterator[Store]:
    """Run a server of the version whose store holds the city.

    Raises:
        NoServerError: what it needs is missing.

    """
    graph = with_halls(city(STAYS, 2021))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gates-", ignore_cleanup_errors=True)))
        command = write_import_files(graph, folder / "files")
        import_store(version, folder / "home", command, folder / "files", memory=MEMORY)
        server = stack.enter_context(local_neo4j(version, home=folder / "home", memory=MEMORY))
        auth = (server.user, server.password)
        made = neo4j.GraphDatabase.driver(server.uri, auth=auth, notifications_min_severity="OFF")
        driver = stack.enter_context(made)
        # no question looks a stay up by its number
        asked = [statement for statement in writes.schema_statements() if "stayed_stay" not in statement]
        for statement in (*asked, writes.AWAIT):
            driver.execute_query(statement, database_=server.database)
        yield Store(driver, graph)


def with_halls(graph: TimedGraph) -> TimedGraph:
    """Return the city with the halls: the same people at the same times of day, and the two who go nowhere else."""
    rng = np.random.default_rng(1)
    people = [*graph.people, *(person for _, person, _ in HALLS)]
    crowd, begin = rng.choice(len(graph.people), CROWD, replace=False), rng.integers(9 * HOUR, 12 * HOUR, CROWD)
    stays = graph.stays
    for place, (_, person, before) in enumerate(HALLS, len(graph.places)):
        days = np.arange(-before, DAYS)
        stays = _more(stays, place, np.tile(crowd, len(days)), (FIRST + days[:, None] * DAY + begin).ravel(), HOUR)
        own = np.full(DAYS, people.index(person))
        stays = _more(stays, place, own, FIRST + np.arange(DAYS) * DAY + 10 * HOUR, HOUR)
    return replace(
        graph, people=people, places=[*graph.places, *(Place(key, "venue") for key, *_ in HALLS)], stays=stays
    )


def _more(stays: Stays, place: int, person: Ints, start: Ints, length: int) -> Stays:
    """Return the stays with some more at a place, in all else like the first."""
    like = stays.take(np.zeros(len(person), np.int64))
    more = replace(like, person=person.astype(np.int32), place=np.full(len(person), place, np.int32), t_start=start, t_end=start + length)  # fmt: skip
    return Stays(**{f.name: np.concatenate([getattr(stays, f.name), getattr(more, f.name)]) for f in fields(Stays)})


@dataclass(frozen=True, slots=True)
class Read:
    """What the answer about one person needs to be read: his own stays, entries of the index, rows of the answer."""

    own: int
    entries: int
    rows: int


def needed(graph: TimedGraph, person: int) -> Read:
    """Return what has to be read for the times together of a person within the window.

    Own stays: all of the person's. Entries: at the place of each own stay of the window, the stays that begin in it or
    less than the place's longest stay before it. Rows: those of the entries that overlap it and are not his own.
    """
    s, (low, high) = graph.stays, WINDOW
    longest = np.ones(len(graph.places), np.int64)
    np.maximum.at(longest, s.place, s.t_end - s.t_start)
    own = np.flatnonzero(s.person == person)
    entries = rows = 0
    for i in own[(s.t_start[own] < high) & (s.t_end[own] > low)]:
        start, end = max(low, s.t_start[i]), min(high, s.t_end[i])
        there = (s.place == s.place[i]) & (s.t_start > start - longest[s.place[i]]) & (s.t_start < end)
        entries += int(there.sum())
        rows += int((there & (s.t_end > start) & (s.person != person)).sum())
    return Read(len(own), entries, rows)

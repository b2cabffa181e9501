"""The embedded engine: answers questions by walks over columns in memory or mapped from disk."""

from bisect import bisect_left
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from graph.engines.embedded import segments
from graph.engines.embedded.control import NEVER, Controls, Mask
from graph.engines.embedded.households import housemates
from graph.engines.embedded.index import Index, indexed
from graph.engines.embedded.reach import Asked, reached
from graph.engines.embedded.rows import at_place, of_person
from graph.engines.embedded.unpacking import dwelt, overlaps, told
from graph.engines.protocol import Arrivals, Dweller, Housemate, Overlaps, Question, Seed, StayTable, T
from graph.model.code_list import CodeList
from graph.model.timed_graph import Case, Control, TimedGraph


class EmbeddedEngine:
    """An engine inside the process: no server, one graph, as it was when the engine was made.

    It keeps no state between questions, so several threads may ask it at once.
    """

    name = "embedded"

    def __init__(self, graph: TimedGraph, index: Index) -> None:
        self._graph = graph
        self._index = index

    @classmethod
    def from_graph(cls, graph: TimedGraph) -> "EmbeddedEngine":
        """Return an engine over the graph; one that was loaded from its segments is taken as it stands."""
        kept = graph.index if isinstance(graph, segments.MappedGraph) else None
        return cls(graph, kept or indexed(graph))

    @classmethod
    def open(cls, folder: Path) -> "EmbeddedEngine":
        """Return an engine over columns mapped from disk; raise EngineError (INDEX_DAMAGED) if they are not whole."""
        return cls.from_graph(segments.load(folder))

    @property
    def stamp(self) -> str:
        """Return the stamp of the facts that this engine holds."""
        return self._graph.stamp

    def ask(self, question: Question[T]) -> T:
        """Return the answer: the question's walk over this engine's columns."""
        return question.walk(self)

    def close(self) -> None:
        """Release nothing: files are unmapped when the last answer that looks into them is gone."""

    def cases(self) -> Sequence[Case]:
        """Return every registered case, by case id."""
        return self._graph.cases

    def timeline(self, person: str, start: int, end: int) -> StayTable:
        """Return the stays of a person that overlap `[start, end)`, by start, then place."""
        at = self._person(person)
        found = told(self._index, of_person(self._index.hot, at, start, end) if at >= 0 else np.empty(0, np.int64))
        return found.table(np.lexsort((found.place, found.start)), self._index, self._graph)

    def presence(self, places: Sequence[str], start: int, end: int) -> StayTable:
        """Return the stays at topmost places (by key) that overlap `[start, end)`, by start, then person."""
        known = sorted({self._place(key) for key in places} - {-1})
        rows = [np.empty(0, np.int64), *(at_place(self._index.hot, place, start, end) for place in known)]
        found = told(self._index, np.concatenate(rows))
        return found.table(np.lexsort((found.person, found.start)), self._index, self._graph)

    def overlaps(self, seeds: Sequence[Seed], *, without: frozenset[str], timed_only: bool) -> Overlaps:
        """Return every overlap of a seed's stays with other people's, by (seed, person, place, start)."""
        known = [(i, person) for i, person in enumerate(self._person(s.person) for s in seeds) if person >= 0]
        asked = np.array([i for i, _ in known], np.int32)
        lows = np.array([seeds[i].start for i in asked], np.int64)
        highs = np.array([seeds[i].end for i in asked], np.int64)
        people = np.array([person for _, person in known], np.int32)
        allowed = self._allowed(without)
        return overlaps(self._graph, self._index, asked, people, lows, highs, allowed, int(timed_only))

    def dwellers(self, places: Sequence[str], start: int, end: int, *, least: int, unwanted: int) -> Sequence[Dweller]:
        """Return who was at places for more than `least` seconds within `[start, end)`, by person, then place."""
        people, found = self._graph.people, []
        for key in sorted(set(places)):
            if (place := self._place(key)) >= 0:
                rows = at_place(self._index.hot, place, start, end)
                who, seconds = dwelt(self._index, rows, start, end, unwanted)
                long = np.flatnonzero(seconds > least)
                found += [Dweller(people[int(who[i])], key, int(seconds[i])) for i in long]
        return sorted(found, key=lambda d: (d.person, d.place))

    def arrivals(
        self, seed: Seed, *, controls: Sequence[Control], max_hops: int | None, backward: bool, without: frozenset[str]
    ) -> Arrivals:
        """Return who is reached within the seed's window, by person, with every way at the fewest hops."""
        graph, at = self._graph, self._person(seed.person)
        if at < 0 or seed.start >= seed.end:
            none, never = np.empty(0, np.int32), np.empty(0, np.int64)
            return Arrivals(none, never, none, never, none, none, graph.people, graph.places)
        known = self._controls(controls)
        asked = Asked(at, seed.start, seed.end, known, self._allowed(without), backward, max_hops)
        r = reached(self._index, asked)
        return Arrivals(
            r.person, r.arrival, r.hops, r.link_row, r.link_person, r.link_place, graph.people, graph.places
        )

    def housemates(self, seeds: Sequence[Seed]) -> Sequence[Housemate]:
        """Return who is of a seed's household within its window, by seed, household, person, start."""
        positions = np.array([self._person(seed.person) for seed in seeds], np.int64)
        return housemates(self._graph, seeds, positions)

    def _controls(self, controls: Sequence[Control]) -> Controls:
        """Return when people are under control, by person; controls of one person neither overlap nor touch."""
        known = sorted(
            (at, c.start, NEVER if c.end is None else c.end) for c in controls if (at := self._person(c.person)) >= 0
        )
        person, start, end = np.array(known, np.int64).reshape(-1, 3).T
        return Controls(np.searchsorted(person, np.arange(len(self._graph.people) + 1)), start.copy(), end.copy())

    def _person(self, code: str) -> int:
        """Return the position of a person; -1 if the graph has no such code."""
        people = self._graph.people
        if isinstance(people, CodeList):
            return people.position(code)
        at = bisect_left(people, code)
        return at if at < len(people) and people[at] == code else -1

    def _place(self, key: str) -> int:
        """Return the position of a topmost place; -1 if the graph has no such key."""
        places = self._graph.places
        at = bisect_left(places, key, key=lambda place: place.key)
        return at if at < len(places) and places[at].key == key else -1

    def _allowed(self, without: frozenset[str]) -> Mask:
        return np.array([kind not in without for kind in self._index.kinds], np.bool_)

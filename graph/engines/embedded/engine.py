"""The embedded engine: answers questions by walks over columns in memory or mapped from disk."""

from bisect import bisect_left
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from graph.engines.embedded import segments
from graph.engines.embedded.control import NEVER, Controls
from graph.engines.embedded.dwelling import dwelt
from graph.engines.embedded.households import housemates
from graph.engines.embedded.index import Orders, orders
from graph.engines.embedded.kernels import Mask, pairs
from graph.engines.embedded.reach import CLOCKLESS, Asked, reached
from graph.engines.protocol import Arrivals, Dweller, Housemate, Overlaps, Question, Seed, StayTable, T
from graph.model.code_list import CodeList
from graph.model.timed_graph import Case, Control, Index, Ints, TimedGraph


class EmbeddedEngine:
    """An engine inside the process: no server, one graph, as it was when the engine was made.

    It keeps no state between questions, so several threads may ask it at once.
    """

    name = "embedded"

    def __init__(self, graph: TimedGraph, kept: Orders) -> None:
        self._graph = graph
        self._orders = kept
        self._columns = kept.columns

    @classmethod
    def from_graph(cls, graph: TimedGraph) -> "EmbeddedEngine":
        """Return an engine over the graph; one that was loaded from its segments is taken as it stands."""
        kept = graph.orders if isinstance(graph, segments.MappedGraph) else None
        return cls(graph, kept or orders(graph))

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
        if at < 0:
            return self._stays(np.empty(0, np.int64))
        stays = self._orders.stays
        rows = self._orders.person_rows[self._orders.person_from[at] : self._orders.person_from[at + 1]]
        rows = rows[(stays.t_start[rows] < end) & (stays.t_end[rows] > start)]
        return self._stays(rows[np.lexsort((stays.place[rows], stays.t_start[rows]))].astype(np.int64))

    def presence(self, places: Sequence[str], start: int, end: int) -> StayTable:
        """Return the stays at topmost places (by key) that overlap `[start, end)`, by start, then person."""
        stays, known = self._orders.stays, sorted({self._place(key) for key in places} - {-1})
        rows = np.concatenate([np.empty(0, np.int64), *(self._rows_at(place, start, end) for place in known)])
        return self._stays(rows[np.lexsort((stays.person[rows], stays.t_start[rows]))])

    def overlaps(self, seeds: Sequence[Seed], *, without: frozenset[str], timed_only: bool) -> Overlaps:
        """Return every overlap of a seed's stays with other people's, by (seed, person, place, start)."""
        known = [(i, person) for i, person in enumerate(self._person(s.person) for s in seeds) if person >= 0]
        asked = np.array([i for i, _ in known], np.int32)
        lows = np.array([seeds[i].start for i in asked], np.int64)
        highs = np.array([seeds[i].end for i in asked], np.int64)
        people = np.array([person for _, person in known], np.int32)
        unwanted = CLOCKLESS if timed_only else 0
        first, mine, theirs = pairs(self._columns, people, lows, highs, self._allowed(without), unwanted)
        number = np.repeat(np.arange(len(asked)), np.diff(first))
        rows = mine.astype(np.int64), theirs.astype(np.int64)
        return self._overlaps(asked[number], *rows, lows[number], highs[number])

    def dwellers(self, places: Sequence[str], start: int, end: int, *, least: int, unwanted: int) -> Sequence[Dweller]:
        """Return who was at places for more than `least` seconds within `[start, end)`, by person, then place."""
        known = np.array(sorted({self._place(key) for key in places} - {-1}), np.int64)
        found = dwelt(self._columns, known, start, end, unwanted, least)
        people, spots = self._graph.people, self._graph.places
        told = [Dweller(people[p], spots[x].key, n) for p, x, n in zip(*(f.tolist() for f in found), strict=True)]
        return sorted(told, key=lambda d: (d.person, d.place))

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
        r = reached(self._orders, asked)
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
        return np.array([kind not in without for kind in self._orders.kinds], np.bool_)

    def _rows_at(self, place: int, start: int, end: int) -> Ints:
        """Return the rows of stays at a place that overlap `[start, end)`."""
        stays, (low, high) = self._orders.stays, self._orders.place_from[place : place + 2]
        starts = stays.t_start[low:high]
        between = [start - int(self._orders.longest[place]) + 1, end]
        first, last = (int(low + at) for at in np.searchsorted(starts, between))
        return first + np.flatnonzero(stays.t_end[first:last] > start)

    def _stays(self, rows: Ints) -> StayTable:
        """Return the stays of the rows given, with the lists that their columns point into."""
        s, g = self._orders.stays.take(rows), self._graph
        return StayTable(
            s.person,
            s.place,
            s.t_start,
            s.t_end,
            s.zone,
            s.floor,
            s.flags,
            s.sources,
            s.seat,
            g.people,
            g.places,
            g.zones,
            g.floors,
            g.sources,
            g.seats,
        )

    def _overlaps(self, seed: Index, mine: Ints, theirs: Ints, lows: Ints, highs: Ints) -> Overlaps:
        """Return the pairs of rows as times together, clipped to the windows `[low, high)`."""
        s, g = self._orders.stays, self._graph
        a_start, b_start = s.t_start[mine], s.t_start[theirs]
        return Overlaps(
            seed=seed,
            person=s.person[theirs],
            place=s.place[theirs],
            t_start=np.maximum(np.maximum(a_start, b_start), lows),
            t_end=np.minimum(np.minimum(s.t_end[mine], s.t_end[theirs]), highs),
            a_start=a_start,
            b_start=b_start,
            a_zone=s.zone[mine],
            b_zone=s.zone[theirs],
            a_floor=s.floor[mine],
            b_floor=s.floor[theirs],
            a_flags=s.flags[mine],
            b_flags=s.flags[theirs],
            a_sources=s.sources[mine],
            b_sources=s.sources[theirs],
            distance=s.distance[theirs],
            a_seat=s.seat[mine],
            b_seat=s.seat[theirs],
            booked=(s.booking[mine] == s.booking[theirs]) & (s.booking[mine] != 0),
            people=g.people,
            places=g.places,
            zones=g.zones,
            floors=g.floors,
            source_sets=g.sources,
            seats=g.seats,
        )

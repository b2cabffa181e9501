"""Reach on a server, which answers one hop at a time: who is asked about in which round, until nobody is reached earlier.

Times are mirrored backward (minus the second), so that the least is the best either way. A person's passing on ends at
his first control after his own arrival, so whoever has a control is asked about only when his arrival is final; all
others as soon as they are reached, and again when they are reached earlier (label correcting, Bellman 1958). Meaning:
semantics.md, 8.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from graph.engines.protocol import Arrivals, Run, Seed
from graph.model.timed_graph import Control, Place
from queries._rows import Way, reach_records, seeds_parameter
from queries.controls import first_control

Moments = dict[str, int]


@dataclass(frozen=True, slots=True)
class Spreading:
    """One question about reach, asked hop by hop."""

    run: Run
    seed: Seed
    controls: Sequence[Control]
    backward: bool
    without: Iterable[str]

    def arrivals(self, max_hops: int | None) -> Arrivals:
        """Return everybody who is reached, the seed not among them, with every way at the fewest hops."""
        if self.seed.start >= self.seed.end:
            return _Found().arrivals(backward=self.backward)
        found = self._everybody() if max_hops is None else self._within(max_hops)
        return found.arrivals(backward=self.backward)

    def _everybody(self) -> "_Found":
        begin = {self.seed.person: self._begin}
        at, pending = dict(begin), set(begin)
        waits = set() if self.backward else {c.person for c in self.controls}
        while pending:
            now = pending - waits or self._earliest(pending, at)
            pending -= now
            for person, moment in self._first({p: at[p] for p in now}).items():
                if moment < at.get(person, moment + 1):
                    at[person] = moment
                    pending.add(person)
        return self._by_levels(at, begin)

    def _by_levels(self, at: Moments, level: Moments) -> "_Found":
        """Return who is reached, level by level of the fewest hops on which everybody gets it at his own arrival."""
        found, left = _Found(), {p: moment for p, moment in at.items() if p not in level}
        hops = 0
        while left and level:
            hops += 1
            ways = self._ways(level, left)
            level = {way.person: left.pop(way.person) for way in ways if way.person in left}
            found.add(level, hops, ways)
        return found

    def _within(self, most: int) -> "_Found":
        """Return who is reached within so many hops: every round passes on what the one before got anew."""
        at = fresh = {self.seed.person: self._begin}
        found = _Found()
        for hops in range(1, most + 1):
            told = self._first(fresh)
            better = {p: moment for p, moment in told.items() if moment < at.get(p, moment + 1)}
            if not better:
                break
            found.add(better, hops, self._ways(fresh, better))
            at, fresh = {**at, **better}, better
        return found

    @property
    def _begin(self) -> int:
        return 1 - self.seed.end if self.backward else self.seed.start

    @staticmethod
    def _earliest(people: set[str], at: Mapping[str, int]) -> set[str]:
        first = min(at[p] for p in people)
        return {p for p in people if at[p] == first}

    def _first(self, people: Moments) -> Moments:
        """Return when people get it first from those given, the seed never anew."""
        first: Moments = {}
        for record in self._hop(people, None):
            for person, moment in zip(*reach_records(record), strict=True):
                first[person] = min(moment, first.get(person, moment))
        first.pop(self.seed.person, None)
        return first

    def _ways(self, people: Moments, expected: Moments) -> list[Way]:
        """Return every way on which somebody gets it from those given just when it is expected."""
        names = list(people)
        return [way for record in self._hop(people, expected) for way in Way.read(record, names)]

    def _hop(self, people: Moments, expected: Moments | None) -> Sequence[Mapping[str, object]]:
        controls: dict[str, list[list[int]]] = {}
        for c in self.controls if self.backward else ():
            controls.setdefault(c.person, []).append([c.start, self.seed.end if c.end is None else c.end])
        return self.run(
            {
                "seeds": seeds_parameter([self._passing(p, moment) for p, moment in people.items()]),
                "without": sorted(self.without),
                "backward": self.backward,
                "controls": controls,
                "expected": expected,
            }
        )

    def _passing(self, person: str, moment: int) -> Seed:
        """Return when a person passes it on who has it since a moment; backward: when he gets it, by a moment."""
        if self.backward:
            return Seed(person, self.seed.start, 1 - moment)
        control = first_control(self.controls, person, moment)
        return Seed(person, moment, self.seed.end if control is None else min(control, self.seed.end))


@dataclass(slots=True)
class _Found:
    """Who is reached, when, in how many hops, and by which ways."""

    at: Moments = field(default_factory=dict)
    hops: Moments = field(default_factory=dict)
    ways: dict[str, list[Way]] = field(default_factory=dict)

    def add(self, people: Moments, hops: int, ways: Iterable[Way]) -> None:
        """Take people who are reached in so many hops, in place of what was known of them."""
        self.at |= people
        self.hops |= dict.fromkeys(people, hops)
        self.ways |= {person: [] for person in people}
        for way in ways:
            self.ways[way.person].append(way)

    def arrivals(self, *, backward: bool) -> Arrivals:
        """Return them by person, and the ways by person and the person before."""
        people = sorted({*self.at, *(way.before for ways in self.ways.values() for way in ways)})
        number = {person: n for n, person in enumerate(people)}
        spots: dict[str, Place] = {way.place.key: way.place for ways in self.ways.values() for way in ways}
        places = {key: n for n, key in enumerate(sorted(spots))}
        rows = sorted(self.at)
        links = sorted(
            (row, number[way.before], places[way.place.key])
            for row, person in enumerate(rows)
            for way in self.ways[person]
        )
        row, before, where = np.array(links, np.int64).reshape(-1, 3).T
        sign = -1 if backward else 1
        return Arrivals(
            person=np.array([number[p] for p in rows], np.int32),
            arrival=np.array([sign * self.at[p] for p in rows], np.int64),
            hops=np.array([self.hops[p] for p in rows], np.int32),
            link_row=row.copy(),
            link_person=before.astype(np.int32),
            link_place=where.astype(np.int32),
            people=people,
            places=[spots[key] for key in sorted(spots)],
        )

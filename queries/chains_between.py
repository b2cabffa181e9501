"""Chains between two people: by whom, when and where it can have gone from one to the other (semantics.md, 9).

Chains are sorted by hops, arrival, people, and there can be very many, so they are not listed and then sorted. For each
number of hops the arrival of the last chain wanted is found by halving the time; the chains up to then are walked in
the order of people, depth first. A walk goes on only to somebody who can still have it so that it arrives in the hops
that are left: that is reach backward, asked once for each arrival tried.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import itemgetter

import numpy as np

from graph.engines.protocol import Engine, Passes, Question, Seed, Walker
from graph.errors import NotAnswered
from graph.model.timed_graph import Control, Place
from queries._rows import passes
from queries.answers import Chain, Names
from queries.catalog import cypher
from queries.controls import first_control
from queries.reach import reach
from queries.stays import NO_CONTACT

#: So many times somebody's next ones are asked for; then the answer is refused, never cut.
STEPS = 5_000
_BEFORE = -(2**62)


def passing_on(*, person: str, start: int, end: int, others: Collection[str] | None = None) -> Question[Passes]:
    """Return the question to whom a person passes it who has it since `start`, before `end`, when first, and where.

    >>> passing_on(person="p1", start=0, end=60).name
    'chains_between'

    """

    def walk(walker: Walker) -> Passes:
        found = walker.overlaps([Seed(person, start, end)], without=NO_CONTACT, timed_only=True)
        keep = np.ones(len(found), np.bool_)
        if others is not None:
            keep = np.isin(found.person, [i for i in np.unique(found.person) if found.people[i] in others])
        return Passes(found.person[keep], found.place[keep], found.t_start[keep], found.people, found.places)

    wanted = None if others is None else sorted(others)
    return Question(
        name="chains_between",
        walk=walk,
        cypher=cypher("chains_between"),
        parameters={"person": person, "start": start, "end": end, "others": wanted, "without": sorted(NO_CONTACT)},
        read=passes,
    )


@dataclass(frozen=True, slots=True)
class Between:
    """What is asked: from whom to whom (codes), within `[start, end)`, in how many hops at most, how many chains."""

    start: Seed
    to: str
    controls: Sequence[Control] = ()
    max_hops: int = 6
    most: int = 5


def chains_between(engine: Engine, ask: Between, names: Names) -> list[Chain]:
    """Return the first chains by hops, arrival, people (as answers name them).

    Raises:
        NotAnswered: CHAINS_TOO_MANY, where too many people would have to be looked at.
        EngineError: the engine is away.

    """
    search = _Search(engine, ask, names)
    found: list[Chain] = []
    for hops in range(1, ask.max_hops + 1):
        if len(found) < ask.most:
            found += search.first(hops, ask.most - len(found))
    return found


@dataclass(frozen=True, slots=True)
class _Next:
    """Somebody who gets it next, when first, and all places where he gets it then."""

    code: str
    at: int
    places: list[Place]


@dataclass(slots=True)
class _Search:
    engine: Engine
    ask: Between
    names: Names
    _asked: int = 0
    _passes: dict[tuple[str, int, bool], Passes] = field(default_factory=dict)
    _latest: dict[tuple[int, int], dict[str, int]] = field(default_factory=dict)

    def first(self, hops: int, most: int) -> list[Chain]:
        """Return the first chains of so many hops, by arrival, then people."""
        low, high = self.ask.start.start - 1, self.ask.start.end - 1
        found = list(islice(self._walked(hops, high), most))
        if len(found) < most:
            return sorted(found, key=_order)
        tries = self._earliest(hops)
        high = max(chain.times[-1] for chain in found)
        while low + 1 < high:
            middle = next((t for t in tries if low < t < high), (low + high) // 2)
            some = list(islice(self._walked(hops, middle), most))
            if len(some) < most:
                low = middle
            else:
                high = max(chain.times[-1] for chain in some)
        early = sorted(self._walked(hops, high - 1), key=_order)
        last = (chain for chain in self._walked(hops, high) if chain.times[-1] == high)
        return [*early, *islice(last, most - len(early))]

    def _earliest(self, hops: int) -> list[int]:
        """Return moments worth trying: when reach says that the other one gets it first in so many hops, and just before."""
        found = self.engine.ask(reach(seed=self.ask.start, controls=self.ask.controls, max_hops=hops))
        at = [int(found.arrival[i]) for i, p in enumerate(found.person) if found.people[p] == self.ask.to]
        return [t for moment in at for t in (moment, moment - 1)]

    def _walked(self, hops: int, until: int) -> Iterator[Chain]:
        """Yield the chains of just so many hops that arrive by a moment, in the order of people."""
        one = self.ask.start.person
        if self._by(until, hops).get(one, _BEFORE) >= self.ask.start.start:
            begin = Chain((self.names.person(one),), (), ())
            yield from self._further(begin, [one], self.ask.start.start, hops, until)

    def _further(self, chain: Chain, codes: list[str], since: int, hops: int, until: int) -> Iterator[Chain]:
        latest = self._by(until, hops - 1)
        fitting = [
            (self.names.person(n.code), n)
            for n in _firsts(self._after(codes[-1], since, last=hops == 1))
            if n.at <= latest.get(n.code, _BEFORE) and n.code not in codes and (hops == 1 or n.code != self.ask.to)
        ]
        for shown, n in sorted(fitting, key=itemgetter(0)):
            place = min(self.names.place(place) for place in n.places)
            longer = Chain((*chain.people, shown), (*chain.times, n.at), (*chain.places, place))
            if hops == 1:
                yield longer
            else:
                yield from self._further(longer, [*codes, n.code], n.at, hops - 1, until)

    def _by(self, until: int, hops: int) -> dict[str, int]:
        """Return until when people can have it so that it arrives by a moment within so many hops."""
        if hops == 0:
            return {self.ask.to: until}
        if (until, hops) not in self._latest:
            seed = Seed(self.ask.to, self.ask.start.start, until + 1)
            found = self.engine.ask(reach(seed=seed, controls=self.ask.controls, max_hops=hops, backward=True))
            moments = zip(found.person.tolist(), found.arrival.tolist(), strict=True)
            self._latest[until, hops] = {found.people[p]: at for p, at in moments}
        return self._latest[until, hops]

    def _after(self, person: str, since: int, *, last: bool) -> Passes:
        """Return to whom a person passes it who has it since a moment, at the last hop only the one asked for."""
        key = (person, since, last)
        if key not in self._passes:
            self._asked += 1
            if self._asked > STEPS:
                raise NotAnswered(
                    "CHAINS_TOO_MANY",
                    "there are too many ways to look through: ask for fewer hops (--max-hops), fewer chains (--k), or less time "
                    "(--from, --to-time)",
                )
            control = first_control(self.ask.controls, person, since)
            end = self.ask.start.end if control is None else min(control, self.ask.start.end)
            others = [self.ask.to] if last else None
            self._passes[key] = self.engine.ask(passing_on(person=person, start=since, end=end, others=others))
        return self._passes[key]


def _firsts(found: Passes) -> list[_Next]:
    """Return the first of each person's moments, and the places of that moment."""
    nexts: list[_Next] = []
    order = np.lexsort((found.at, found.person))
    person = -1
    for row in order.tolist():
        if found.person[row] != person:
            person = int(found.person[row])
            nexts.append(_Next(found.people[person], int(found.at[row]), []))
        if found.at[row] == nexts[-1].at:
            nexts[-1].places.append(found.places[int(found.place[row])])
    return nexts


def _order(chain: Chain) -> tuple[int, tuple[str, ...]]:
    return chain.times[-1], chain.people

"""Tiny worlds in memory: stays written by hand, and a walker over them that compares every stay with every other.

Times are `"28 18:30"`, a day of July 2021 and a clock in UTC. People and places are shown as they are written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np

from graph.engines.protocol import Arrivals, Dweller, Housemate, Overlaps, Question, Seed, StayTable, T
from graph.model.seats import Seat
from graph.model.timed_graph import Case, Control, Judgement, Place
from queries.answers import Contact, Json
from queries.rules import Edition, edition
from queries.trace import Ask, Trace, trace
from queries.windows import Window

CN8 = edition("cn-8")
ALL = edition("co-presence")
ZONE = ZoneInfo("UTC")


def at(text: str) -> int:
    """Return UTC seconds of a day of July 2021 and a clock."""
    day, _, clock = text.partition(" ")
    hours, minutes, *seconds = (int(n) for n in (clock or "00:00").split(":"))
    return int(datetime(2021, 7, int(day), hours, minutes, seconds[0] if seconds else 0, tzinfo=UTC).timestamp())


@dataclass(frozen=True)
class Told:
    """One stay as a world tells it."""

    person: str
    place: str
    start: int
    end: int
    zone: str | None = None
    floor: str | None = None
    flags: int = 0
    distance: float = float("nan")
    sources: tuple[str, ...] = ("s",)
    seat: str | None = None
    """Key of graph.model.seats."""
    booking: int = 0


@dataclass(frozen=True)
class Member:
    """One of a household while the register says so."""

    household: str
    person: str
    start: int
    end: int
    source: str = "s"


def lives(person: str, household: str, start: str = "1", end: str = "31") -> Member:
    """Return a member of a household."""
    return Member(household, person, at(start), at(end))


def stay(person: str, place: str, start: str, end: str, zone: str | None = None, **more: object) -> Told:
    """Return a stay; `more` are floor, flags, distance, sources, seat, booking."""
    return replace(Told(person, place, at(start), at(end), zone), **more)  # type: ignore[arg-type]


def met(a: str, b: str, start: str, end: str, **more: object) -> list[Told]:
    """Return the two stays of an encounter."""
    place = f"encounter:{min(a, b)}:{max(a, b)}"
    return [stay(person, place, start, end, None, **more) for person in (a, b)]


def ride(person: str, run: str, start: str, end: str, seat: str = "", *, cabin: str = "", carriage: str = "",
         compartment: str = "", **more: object) -> Told:  # fmt: skip
    """Return a stay on board; carriage, else cabin, is its zone."""
    told = Seat.told(cabin, carriage, compartment, seat)
    return stay(person, run, start, end, told.carriage or told.cabin or None, seat=told.key, **more)


def control(person: str, start: str, end: str | None = None) -> Control:
    """Return a person's time under control; without end nobody said that it was over."""
    return Control(person, at(start), None if end is None else at(end))


@dataclass
class World:
    """Stays, and kinds of places by the first word of their key (`noodles` is a venue if `kinds` says so)."""

    stays: Sequence[Told]
    kinds: Mapping[str, str] = field(default_factory=dict)
    open_air: frozenset[str] = frozenset()
    cases: Sequence[Case] = ()
    zoned: frozenset[str] | None = None
    """Places with zones; None: those where a stay bears one."""
    members: Sequence[Member] = ()
    known: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """What else is known of places, as fields of Place: `{"train:G1": {"sealed": True}}`."""
    name = "fake"
    stamp = "fake"

    def ask(self, question: Question[T]) -> T:
        return question.walk(self)  # type: ignore[arg-type]

    def close(self) -> None: ...

    def places(self) -> list[Place]:
        zoned = {s.place for s in self.stays if s.zone} if self.zoned is None else self.zoned
        return [
            Place(
                k,
                self.kinds.get(k, k.split(":")[0].rstrip("0123456789")),
                has_zones=k in zoned,
                enclosed=k not in self.open_air,
                **{"name": f"The {k}", **self.known.get(k, {})},  # type: ignore[arg-type]
            )
            for k in sorted({s.place for s in self.stays})
        ]

    def timeline(self, person: str, start: int, end: int) -> StayTable:
        return self._table([s for s in self.stays if s.person == person and s.start < end and s.end > start])

    def presence(self, places: Sequence[str], start: int, end: int) -> StayTable:
        return self._table([s for s in self.stays if s.place in places and s.start < end and s.end > start])

    def overlaps(self, seeds: Sequence[Seed], *, without: frozenset[str], timed_only: bool) -> Overlaps:
        kinds = {p.key: p.kind for p in self.places()}
        takes_part = [s for s in self.stays if kinds[s.place] not in without and not (timed_only and s.flags & 3)]
        pairs = [
            (n, a, b, max(a.start, b.start, seed.start), min(a.end, b.end, seed.end))
            for n, seed in enumerate(seeds)
            for a in takes_part
            if a.person == seed.person
            for b in takes_part
            if b.person != seed.person and b.place == a.place
        ]
        pairs = [p for p in pairs if p[3] < p[4]]
        lists = self._lists()
        people, places, zones, floors, sets, seats = lists
        a_, b_ = [p[1] for p in pairs], [p[2] for p in pairs]
        keys = [p.key for p in places]

        def ints(values: Sequence[object], kind: type = np.int32) -> np.ndarray:
            return np.array(values, kind)

        return Overlaps(
            ints([p[0] for p in pairs]), ints([people.index(b.person) for b in b_]), ints([keys.index(a.place) for a in a_]),
            ints([p[3] for p in pairs], np.int64), ints([p[4] for p in pairs], np.int64),
            ints([a.start for a in a_], np.int64), ints([b.start for b in b_], np.int64),
            ints([_at(zones, a.zone) for a in a_]), ints([_at(zones, b.zone) for b in b_]),
            ints([_at(floors, a.floor) for a in a_]), ints([_at(floors, b.floor) for b in b_]),
            ints([a.flags for a in a_]), ints([b.flags for b in b_]),
            ints([sets.index(a.sources) for a in a_]), ints([sets.index(b.sources) for b in b_]),
            ints([b.distance for b in b_], np.float32),
            ints([_at(seats, a.seat) for a in a_]), ints([_at(seats, b.seat) for b in b_]),
            ints([a.booking == b.booking != 0 for a, b in zip(a_, b_, strict=True)], np.bool_), *lists,
        )  # fmt: skip

    def dwellers(self, places: Sequence[str], start: int, end: int, *, least: int, unwanted: int) -> list[Dweller]:
        """Return who was at places for long, by brute force."""
        told = {
            (s.person, s.place): sum(
                max(0, min(t.end, end) - max(t.start, start))
                for t in self.stays
                if (t.person, t.place) == (s.person, s.place) and not t.flags & unwanted
            )
            for s in self.stays
            if s.place in places
        }
        return [Dweller(*at, seconds) for at, seconds in sorted(told.items()) if seconds > least]

    def housemates(self, seeds: Sequence[Seed]) -> Sequence[Housemate]:
        times = [
            (n, a, b, max(a.start, b.start, seed.start), min(a.end, b.end, seed.end))
            for n, seed in enumerate(seeds)
            for a in self.members
            for b in self.members
            if a.person == seed.person != b.person and a.household == b.household
        ]
        found = [
            Housemate(n, b.person, b.household, start, end, tuple(sorted({a.source, b.source})))
            for n, a, b, start, end in times
            if start < end
        ]
        return sorted(found, key=lambda h: (h.seed, h.household, h.person, h.start))

    def arrivals(self, seed: Seed, **_: object) -> Arrivals:
        raise NotImplementedError(seed)

    def _lists(self) -> tuple[list[str], list[Place], list[str], list[str], list[tuple[str, ...]], list[str]]:
        return (
            sorted({s.person for s in self.stays}),
            self.places(),
            sorted({s.zone for s in self.stays if s.zone}),
            sorted({s.floor for s in self.stays if s.floor}),
            sorted({s.sources for s in self.stays}),
            sorted({s.seat for s in self.stays if s.seat}),
        )

    def _table(self, rows: list[Told]) -> StayTable:
        people, places, zones, floors, sets, seats = lists = self._lists()
        keys = [p.key for p in places]
        rows = sorted(rows, key=lambda s: (s.start, s.place, s.person))
        return StayTable(
            np.array([people.index(s.person) for s in rows], np.int32), np.array([keys.index(s.place) for s in rows], np.int32),
            np.array([s.start for s in rows], np.int64), np.array([s.end for s in rows], np.int64),
            np.array([_at(zones, s.zone) for s in rows], np.int32), np.array([_at(floors, s.floor) for s in rows], np.int32),
            np.array([s.flags for s in rows], np.int32), np.array([sets.index(s.sources) for s in rows], np.int32),
            np.array([_at(seats, s.seat) for s in rows], np.int32), *lists,
        )  # fmt: skip


def _at(names: Sequence[str], name: str | None) -> int:
    return names.index(name) if name else -1


class Plain:
    """Names that show people and places as the world writes them."""

    def person(self, code: str) -> str:
        return code

    def place(self, place: Place) -> str:
        return place.key


def traced(
    world: World,
    start: str = "20",
    end: str = "31",
    *,
    rules: Edition = CN8,
    case: Case | None = None,
    until: str | None = None,
    judgements: Mapping[str, str] | None = None,
    **more: object,
) -> Trace:
    """Return the trace of the case `li` within a window."""
    case = case or Case("C1", "li")
    window = Window(at(start), at(end), at(until or end))
    told = tuple(Judgement(case.case_id, person, klass) for person, klass in (judgements or {}).items())
    return trace(world, Ask(case, rules, window, ZONE, cases=world.cases, judgements=told, **more), Plain())  # type: ignore[arg-type]


def contacts(found: Trace) -> dict[str, Contact]:
    """Return the contacts of a trace by person."""
    return {c.person: c for c in found.contacts()}


def classes(found: Trace) -> dict[str, str]:
    """Return the class of each contact of a trace by person."""
    return {c.person: c.class_ for c in found.contacts()}


def spans(contact: Contact) -> list[tuple[str, str, bool]]:
    """Return a contact's exposures as (start, end, whether it earns the class), times as `29 18:30`."""
    return [(_short(e.json()["t_start"]), _short(e.json()["t_end"]), e.rule is not None) for e in contact.exposures]


def _short(text: object) -> str:
    return f"{datetime.fromisoformat(str(text)):%d %H:%M}"


def lines(found: Trace) -> list[Json]:
    """Return the rows of a trace."""
    return list(found.lines())

"""Times together as columns of one answer: open ends closed, and people, places, zones and sources in lists of its own.

An answer may come in several parts (ring 1, then ring 2 in batches), and from a server in lists that differ from part
to part; `Lists` gives everything one number for the whole answer.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, fields
from typing import Generic, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from graph.engines.protocol import Overlaps
from graph.model.flags import CLOSE_CONTACT, DAY_ONLY, ESTIMATED_END, PROTECTED
from graph.model.timed_graph import Index, Ints, Place
from queries.rules.rules import Edition
from queries.seat_gaps import seat_gaps
from queries.stays import QUALITY, caps, used

T = TypeVar("T")
#: What the two sides of one report of an encounter have in common; sides of different reports are no time together.
_REPORT = DAY_ONLY | ESTIMATED_END | PROTECTED | CLOSE_CONTACT


class Register(Generic[T]):
    """Distinct things in the order in which they were first met, each with its number."""

    def __init__(self, key: Callable[[T], Hashable]) -> None:
        self.things: list[T] = []
        self._key = key
        self._number: dict[Hashable, int] = {}

    def number(self, thing: T) -> int:
        """Return the number of a thing, a new one if it was not met before."""
        key = self._key(thing)
        if (found := self._number.get(key)) is None:
            found = self._number[key] = len(self.things)
            self.things.append(thing)
        return found

    def renumbered(self, index: Index, things: Sequence[T]) -> Index:
        """Return an index into `things` as numbers of this register; -1 stays -1."""
        if not len(index):
            return index.astype(np.int32)
        here = used(index[index >= 0])
        table = np.full(int(index.max(initial=-1)) + 2, -1, np.int32)
        table[here] = [self.number(things[i]) for i in here]
        return table[index]


class Lists:
    """People (by code), places, zones, seats and sources of one answer, each with its number."""

    def __init__(self) -> None:
        self._people: Register[str] = Register(str)
        self._places: Register[Place] = Register(lambda place: (place.kind, place.key))
        self._zones: Register[str] = Register(str)
        self._seats: Register[str] = Register(str)
        self._sources: Register[str] = Register(str)

    @property
    def people(self) -> list[str]:
        """Return the codes by number."""
        return self._people.things

    @property
    def places(self) -> list[Place]:
        """Return the places by number."""
        return self._places.things

    @property
    def zones(self) -> list[str]:
        """Return the zones by number."""
        return self._zones.things

    @property
    def seats(self) -> list[str]:
        """Return the keys of seats by number."""
        return self._seats.things

    def of_kind(self, kind: str) -> NDArray[np.bool_]:
        """Return which places, by number, are of a kind."""
        return np.array([place.kind == kind for place in self.places], np.bool_)

    def person(self, code: str) -> int:
        """Return the number of a person."""
        return self._people.number(code)

    def place(self, place: Place) -> int:
        """Return the number of a place."""
        return self._places.number(place)

    def of_people(self, index: Index, people: Sequence[str]) -> Index:
        """Return an index into another list of people as numbers of this one."""
        return self._people.renumbered(index, people)

    def of_places(self, index: Index, places: Sequence[Place]) -> Index:
        """Return an index into another list of places as numbers of this one."""
        return self._places.renumbered(index, places)

    def of_zones(self, index: Index, zones: Sequence[str]) -> Index:
        """Return an index into another list of zones as numbers of this one."""
        return self._zones.renumbered(index, zones)

    def of_seats(self, index: Index, seats: Sequence[str]) -> Index:
        """Return an index into another list of seats as numbers of this one."""
        return self._seats.renumbered(index, seats)

    def source_bits(self, sets: Sequence[tuple[str, ...]], index: Index) -> NDArray[np.generic]:
        """Return each row's set of sources as bits; with more than 62 sources as Python integers."""
        here = used(index[index >= 0])
        bits = [sum(1 << self._sources.number(name) for name in set(sets[i])) for i in here]
        wide = len(self._sources.things) > 62
        table = np.zeros(int(here[-1]) + 2 if len(here) else 1, object if wide else np.int64)
        table[here] = bits
        return table[index]

    def source_names(self, bits: object) -> tuple[str, ...]:
        """Return the sorted names of a set of sources."""
        whole = int(bits)  # type: ignore[call-overload]  # a numpy integer or a Python one
        return tuple(sorted(name for i, name in enumerate(self._sources.things) if whole >> i & 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Spans:
    """Times of pairs at places as columns of equal length; numbers are those of a `Lists`, -1 is unknown.

    `zone` is the zone of both, -1 where they differ or one is unknown; `gap` is how many rows lie between their seats,
    `seat` is the seat of `person`.
    """

    seed: Index
    person: Index
    place: Index
    start: Ints
    end: Ints
    zone: Index
    flags: NDArray[np.int32]
    sources: NDArray[np.generic]
    gap: Index
    seat: Index

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.seed)

    def take(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> Self:
        """Return the rows given (or those of the mask), in that order."""
        return type(self)(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Together(Spans):
    """Times together, one row per pair of overlapping stays.

    `timed` rows have a known start and end on both sides; the others lack an end or a clock. `overlap` is the row's
    position in the engine's answer.
    """

    timed: NDArray[np.bool_]
    overlap: Ints


def together(overlaps: Overlaps, edition: Edition, lists: Lists, seeds: Sequence[str]) -> Together:
    """Return the times together of an answer with open ends closed by the edition; `seeds` are codes."""
    rows, end = _closed(overlaps, edition)
    flags = overlaps.a_flags[rows] | overlaps.b_flags[rows]
    same_zone = overlaps.a_zone[rows] == overlaps.b_zone[rows]
    numbers = np.array([lists.person(code) for code in seeds], np.int32)
    bits_a = lists.source_bits(overlaps.source_sets, overlaps.a_sources[rows])
    bits_b = lists.source_bits(overlaps.source_sets, overlaps.b_sources[rows])
    return Together(
        seed=numbers[overlaps.seed[rows]],
        person=lists.of_people(overlaps.person[rows], overlaps.people),
        place=lists.of_places(overlaps.place[rows], overlaps.places),
        start=overlaps.t_start[rows],
        end=end,
        zone=lists.of_zones(np.where(same_zone, overlaps.a_zone[rows], -1), overlaps.zones),
        flags=flags,
        timed=(flags & QUALITY) == 0,
        sources=bits_a | bits_b,  # type: ignore[operator]  # numpy integers or Python ones
        gap=seat_gaps(overlaps, rows),
        seat=lists.of_seats(overlaps.b_seat[rows], overlaps.seats),
        overlap=rows,
    )


def _closed(overlaps: Overlaps, edition: Edition) -> tuple[Ints, Ints]:
    """Return the rows that take part, and where they end under the edition."""
    here = used(overlaps.place)
    meets = np.zeros(int(here[-1]) + 1 if len(here) else 0, np.bool_)
    meets[here] = [overlaps.places[i].kind == "encounter" for i in here]
    end, capped = overlaps.t_end, caps(overlaps.place, overlaps.places, edition)
    for starts, flags in ((overlaps.a_start, overlaps.a_flags), (overlaps.b_start, overlaps.b_flags)):
        end = np.where(flags & ESTIMATED_END, np.minimum(end, starts + capped), end)
    keep = end > overlaps.t_start
    keep &= ~meets[overlaps.place] | _of_one_report(overlaps)
    rows = np.flatnonzero(keep)
    return rows, end[rows]


def _of_one_report(overlaps: Overlaps) -> NDArray[np.bool_]:
    """Return which rows are the two sides of one report, for encounters: told alike, from one second on, by one source.

    Sides of two reports that differ in the distance alone pass: a stronger report covers the time that they share.
    """
    same: NDArray[np.bool_] = (
        (overlaps.a_start == overlaps.b_start)
        & (overlaps.a_sources == overlaps.b_sources)
        & (((overlaps.a_flags ^ overlaps.b_flags) & _REPORT) == 0)
    )
    return same

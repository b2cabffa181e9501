"""The resolved graph in memory: people, places and their timed edges, as columns.

`graph.resolve` makes it from the facts; engines are loaded from it. Every index into `people`, `places`, `zones`,
`floors`, `seats` and `sources` is a position in the list of that name; -1 means unknown.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Index = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Place:
    """A topmost place: our key, the feed's id with its source where given, its kind, and what rules ask of it."""

    key: str
    kind: str
    name: str | None = None
    place_id: str | None = None
    source: str | None = None
    has_zones: bool = False
    enclosed: bool = True
    longest: int = 1
    """Longest stay there, in seconds."""
    lat: float | None = None
    """WGS-84; of a cell its middle."""
    lon: float | None = None
    sealed: bool | None = None
    """Of a run: sealed with air-conditioning; None where nobody says."""
    coach_types: tuple[str, ...] = ()
    """Of a run: `carriage:type`, sorted."""
    one_leg: bool = False
    """Of a run: nobody can have been on another part of it: a flight, or a timetable, of two stops at most."""


@dataclass(frozen=True, slots=True)
class Part:
    """A registered place below a topmost one, such as a shop in a mall; stays there bear its `place_id` as zone."""

    key: str
    kind: str
    place: int
    """Position of its topmost place in the graph's places."""
    place_id: str
    source: str
    name: str | None = None
    zones: tuple[str, ...] = ()
    """Zones of the stays there and at the places below it: its own place_id and theirs, sorted."""


@dataclass(frozen=True, slots=True)
class Stays:
    """Stays as columns of equal length; times are UTC seconds, `[t_start, t_end)`."""

    person: Index
    place: Index
    t_start: Ints
    t_end: Ints
    zone: Index
    floor: Index
    flags: NDArray[np.int32]
    distance: NDArray[np.float32]
    sources: Index
    seat: Index
    booking: Ints
    """The first 63 bits of the booking's code; 0 where unknown."""

    def __len__(self) -> int:
        """Return the number of stays."""
        return len(self.person)

    def take(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> "Stays":
        """Return the stays of the rows (or of the mask) given, in that order."""
        return Stays(*(getattr(self, name)[rows] for name in STAY_COLUMNS))


STAY_COLUMNS = (
    "person",
    "place",
    "t_start",
    "t_end",
    "zone",
    "floor",
    "flags",
    "distance",
    "sources",
    "seat",
    "booking",
)


@dataclass(frozen=True, slots=True)
class Case:
    """A registered case: its person's code and its dates in UTC seconds (a date without clock: see `*_day`)."""

    case_id: str
    person: str
    kind: str | None = None
    onset: int | None = None
    sample: int | None = None
    report: int | None = None
    isolated_at: int | None = None
    """First second under control; a date without clock counts to the end of its local day."""
    closed: int | None = None
    infectors: tuple[str, ...] = ()
    """Recorded infectors that are cases: their case ids, sorted. `own case_id` here is a self loop."""
    unknown_infectors: tuple[str, ...] = ()
    """Recorded infectors that are no case: the keyed codes of what was written."""
    exposure_place: str | None = None
    outcome: str | None = None

    @property
    def dated(self) -> int | None:
        """Return the case's date: report, else sample, else onset."""
        return next((t for t in (self.report, self.sample, self.onset) if t is not None), None)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a tracer decided about a person of a case: the last one that stands for that person and case."""

    case_id: str
    person: str
    klass: str
    """close, general or ruled_out."""
    record: str = ""
    """Record key of the fact, under which its reason and name are kept in the vault."""


@dataclass(frozen=True, slots=True)
class Members:
    """Members of households as columns of equal length, by household, person, `valid_from`.

    `valid_from` and `valid_to` are UTC seconds, `[from, to)`; an open side is EVER or NEVER.
    """

    household: Index
    person: Index
    valid_from: Ints
    valid_to: Ints
    sources: Index

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.household)


MEMBER_COLUMNS = ("household", "person", "valid_from", "valid_to", "sources")
EVER, NEVER = -(1 << 62), 1 << 62
"""Before and after all times."""


def nobody() -> Members:
    """Return members where there are none."""
    index, times = np.empty(0, np.int32), np.empty(0, np.int64)
    return Members(index, index, times, times, index)


@dataclass(frozen=True, slots=True)
class Control:
    """A person under control `[start, end)`, UTC seconds; `end` is None where nobody said that it was over."""

    person: str
    start: int
    end: int | None = None


@dataclass(frozen=True, slots=True)
class TimedGraph:
    """People, places, stays and cases of a deployment as known at one moment.

    `people` are codes in ascending order; as `graph.resolve` makes them, they are a `CodeList`, and `identifiers` are
    `Identifiers`: columns that can be mapped from disk. `places` are in ascending order of key. Timed stays of one
    person at one place (and zone, floor, distance) neither overlap nor touch, nor do day-only ones. Stays with an open
    end may touch: each is capped from its own start by an edition, and only what is left of them is united.
    """

    people: Sequence[str]
    places: Sequence[Place]
    zones: Sequence[str]
    floors: Sequence[str]
    sources: Sequence[tuple[str, ...]]
    stays: Stays
    cases: Sequence[Case] = ()
    now: int = 0
    """Latest of t_start + 1, t_end (ends after their batch's arrival left aside) and case dates; 0 without facts."""
    stamp: str = ""
    """Names the batches that were read; an index with another stamp is behind the facts."""
    identifiers: Sequence[tuple[int, str, str]] = field(default=())
    """(person, kind, code) of every identifier of a person; kind is one of IDENTIFIERS or `code`."""
    parts: tuple[Part, ...] = ()
    """Registered places below the topmost ones, in ascending order of key."""
    judgements: tuple[Judgement, ...] = ()
    """Tracers' judgements in force, by case id, then person."""
    seats: Sequence[str] = ()
    """Keys of `graph.model.seats`."""
    households: Sequence[str] = ()
    """Keys of households, in ascending order: `source/household_id`."""
    members: Members = field(default_factory=nobody)
    controls: tuple[Control, ...] = ()
    """Isolation and the measures that are control, by person, then start; those of one person neither overlap nor touch."""

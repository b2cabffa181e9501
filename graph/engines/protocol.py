"""What an engine can do, and what a question is. Engines never import a question; a question never names an engine.

A question is a pair: a walk over the columns (`Walker`) and, where Neo4j answers it too, a Cypher text with a reader of
its records. `Engine.ask` takes the side that the engine speaks. Both sides give the same result type, so that
everything after it (joining intervals, rules, names) is written once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from graph.model.timed_graph import Case, Control, Index, Ints, Place

T = TypeVar("T")
Record = Mapping[str, object]
Run = Callable[[Mapping[str, object]], Sequence[Record]]
"""Runs a question's Cypher with some parameters and returns the records."""


@dataclass(frozen=True, slots=True)
class Cypher:
    """A question's Cypher text as `queries.catalog` read it, with what its head declares."""

    name: str
    text: str
    parameters: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seed:
    """A person (by code) who is asked about within `[start, end)`, UTC seconds."""

    person: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class StayTable:
    """Stays of an answer as columns, unclipped, with the lists that their indexes point into."""

    person: Index
    place: Index
    t_start: Ints
    t_end: Ints
    zone: Index
    floor: Index
    flags: NDArray[np.int32]
    sources: Index
    seat: Index
    people: Sequence[str]
    places: Sequence[Place]
    zones: Sequence[str]
    floors: Sequence[str]
    source_sets: Sequence[tuple[str, ...]]
    seats: Sequence[str]
    """Keys of `graph.model.seats`."""


@dataclass(frozen=True, slots=True)
class Overlaps:
    """Times together, one row per pair of overlapping stays at one topmost place, clipped to the seed's window.

    `seed` is a position in the seeds asked about; `person` is the other one. `a_*` belongs to the seed's stay, `b_*` to
    the other's. `a_start`, `b_start` are the true starts of the two stays, for caps on open ends.
    """

    seed: Index
    person: Index
    place: Index
    t_start: Ints
    t_end: Ints
    a_start: Ints
    b_start: Ints
    a_zone: Index
    b_zone: Index
    a_floor: Index
    b_floor: Index
    a_flags: NDArray[np.int32]
    b_flags: NDArray[np.int32]
    a_sources: Index
    b_sources: Index
    distance: NDArray[np.float32]
    a_seat: Index
    b_seat: Index
    booked: NDArray[np.bool_]
    """Whether both have the same booking."""
    people: Sequence[str]
    places: Sequence[Place]
    zones: Sequence[str]
    floors: Sequence[str]
    source_sets: Sequence[tuple[str, ...]]
    seats: Sequence[str]
    """Keys of `graph.model.seats`."""

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.seed)


@dataclass(frozen=True, slots=True)
class Housemate:
    """One of a seed's household within its window: `[start, end)`, UTC seconds, while both belong to it."""

    seed: int
    """Position in the seeds asked about."""
    person: str
    household: str
    start: int
    end: int
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dweller:
    """A person who was at a topmost place (by key) for so many seconds, all his stays there added up."""

    person: str
    place: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Passes:
    """Who can get it from one person, where, and when: UTC seconds; one person may stand several times."""

    person: Index
    place: Index
    at: Ints
    people: Sequence[str]
    places: Sequence[Place]


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Who can have had it, and when: one row per person reached, the seed not among them.

    `arrival` is the earliest second (backward: the latest second by which it still reaches the seed). `link_*` are all
    the ways by which a row can have been reached in its `hops`: row number, the person before (backward: after), the
    place. Which of them is shown is the question's choice, since it goes by the names that are shown.
    """

    person: Index
    arrival: Ints
    hops: NDArray[np.int32]
    link_row: Ints
    link_person: Index
    link_place: Index
    people: Sequence[str]
    places: Sequence[Place]


class Walker(Protocol):
    """What the embedded engine offers to a question's walk.

    `without` are place kinds that are left out; `timed_only` leaves out open and day-only stays. Stays with an open end
    reach to the kind's largest cap or the person's next excluding stay and bear `ESTIMATED_END`.
    """

    def timeline(self, person: str, start: int, end: int) -> StayTable:
        """Return the stays of a person that overlap `[start, end)`, by start, then place."""
        ...

    def presence(self, places: Sequence[str], start: int, end: int) -> StayTable:
        """Return the stays at topmost places (by key) that overlap `[start, end)`, by start, then person."""
        ...

    def overlaps(self, seeds: Sequence[Seed], *, without: frozenset[str], timed_only: bool) -> Overlaps:
        """Return every overlap of a seed's stays with other people's; never with the seed's own person."""
        ...

    def housemates(self, seeds: Sequence[Seed]) -> Sequence[Housemate]:
        """Return who is of a seed's household within its window, by seed, household, person, start."""
        ...

    def dwellers(self, places: Sequence[str], start: int, end: int, *, least: int, unwanted: int) -> Sequence[Dweller]:
        """Return who was at places for more than `least` seconds within `[start, end)`, by person, then place.

        Stays that bear one of the `unwanted` flags do not count; of one person at one place they never overlap.
        """
        ...

    def arrivals(
        self, seed: Seed, *, controls: Sequence[Control], max_hops: int | None, backward: bool, without: frozenset[str]
    ) -> Arrivals:
        """Return who is reached within the seed's window; `controls` end a person's passing on (semantics.md, 8)."""
        ...

    def cases(self) -> Sequence[Case]:
        """Return every registered case, by case id."""
        ...


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    """One question with its parameters filled in: a walk, and where Neo4j answers it a Cypher text and its reader."""

    name: str
    walk: Callable[[Walker], T]
    cypher: Cypher | None = None
    parameters: Mapping[str, object] | None = None
    read: Callable[[Sequence[Record]], T] | None = None
    rounds: Callable[[Run], T] | None = None
    """In place of `read`: runs the Cypher several times with parameters of its own, as a frontier that moves on needs it."""
    why_not: str = "this question is answered by the embedded engine only"
    """The sentence that an engine without the walk says when there is no Cypher."""


class Engine(Protocol):
    """An index over the facts that answers questions."""

    name: str

    @property
    def stamp(self) -> str:
        """Return the stamp of the facts that this engine holds; empty if it holds none."""
        ...

    def ask(self, question: Question[T]) -> T:
        """Return the answer; raise NotAnswered where this engine does not answer it, EngineError where it is away."""
        ...

    def close(self) -> None:
        """Release files and connections."""
        ...

"""What a record says: one person at one place for a time, and where he sat (semantics.md, 2 and 4)."""

from dataclasses import dataclass
from typing import Literal

from tests.oracle.places import Spot

Quality = Literal["timed", "open", "day"]


@dataclass(frozen=True)
class Seat:
    """Where somebody was on board; None is not known. `row` is a seat's row, `letter` its place in it, `berth` a berth's number."""

    carriage: str | None = None
    compartment: str | None = None
    cabin: str | None = None
    row: int | None = None
    letter: int | None = None
    berth: int | None = None
    crew: bool = False
    booking: str | None = None


@dataclass(frozen=True)
class Stay:
    """One person at one place for one interval; an open one has no end until it is closed."""

    person: str
    spot: Spot
    kind: str
    start: int
    end: int
    quality: Quality
    flags: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    distance: float | None = None
    protected: bool = False
    close_contact: bool = False
    seat: Seat | None = None


def seat_gap(a: Stay, b: Stay) -> int | None:
    """Return the number of rows between two seats of one cabin or carriage, None where they cannot be compared."""
    if a.seat is None or b.seat is None or a.seat.row is None or b.seat.row is None:
        return None
    gap = abs(a.seat.row - b.seat.row)
    if a.kind == "flight":
        cabins = {a.seat.cabin, b.seat.cabin} - {None}
        return gap if len(cabins) <= 1 else None
    if a.kind in {"train", "coach"} and a.seat.carriage == b.seat.carriage:
        return gap if a.kind == "coach" or a.seat.carriage is not None else None
    return None

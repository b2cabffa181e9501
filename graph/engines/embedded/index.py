"""The orders in which the embedded engine keeps stays: by place and start, by person, by start, by end."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from graph.engines.embedded.kernels import Columns, Kinds, grouped
from graph.errors import EngineError
from graph.model.timed_graph import STAY_COLUMNS, Index, Ints, Place, Stays, TimedGraph

Scalar = TypeVar("Scalar", bound=np.generic)

MOST_STAYS = 2**31 - 1
"""Rows are numbered in 32 bits."""


@dataclass(frozen=True, slots=True)
class Orders:
    """A graph's stays by (place, start, person), and every way into them that a question needs."""

    stays: Stays
    place_from: Ints
    longest: Ints
    kind: Kinds
    kinds: tuple[str, ...]
    """Names of the kinds of place: what `kind` points into."""
    person_rows: Index
    person_from: Ints
    by_start: Index
    """Rows in order of start, for what runs forward in time."""
    by_end: Index
    """Rows in order of end, for what runs backward."""

    @property
    def columns(self) -> Columns:
        """Return what the kernels read."""
        s = self.stays
        return Columns(
            s.person,
            s.place,
            s.t_start,
            s.t_end,
            s.flags,
            self.place_from,
            self.longest,
            self.kind,
            self.person_rows,
            self.person_from,
        )


ORDER_COLUMNS = ("place_from", "longest", "kind", "person_rows", "person_from", "by_start", "by_end")


def orders(graph: TimedGraph) -> Orders:
    """Return the graph's stays in the engine's orders; raise EngineError (TOO_LARGE) past 2^31 - 1 stays."""
    if len(graph.stays) > MOST_STAYS:
        raise EngineError("TOO_LARGE", "the embedded engine holds at most 2,147,483,647 stays: keep fewer days")
    stays, people, places = graph.stays, len(graph.people), len(graph.places)
    by_person = grouped(stays.person, people)[1]
    by_start = by_person[np.argsort(stays.t_start[by_person], kind="stable")]
    place_from, rows = grouped(stays.place[by_start], places)
    rows = by_start[rows]
    stays = Stays(*(_fixed(getattr(stays, name)[rows]) for name in STAY_COLUMNS))
    person_from, person_rows = grouped(stays.person, people)
    kind, kinds = _kinds(graph.places)
    where = np.empty(len(rows), np.int32)
    where[rows] = np.arange(len(rows), dtype=np.int32)
    return Orders(
        stays=stays,
        place_from=_fixed(place_from),
        longest=_fixed(_longest(stays, place_from)),
        kind=_fixed(kind),
        kinds=kinds,
        person_rows=_fixed(person_rows),
        person_from=_fixed(person_from),
        by_start=_fixed(where[by_start]),
        by_end=_fixed(np.argsort(stays.t_end, kind="stable").astype(np.int32)),
    )


def _kinds(places: Sequence[Place]) -> tuple[Kinds, tuple[str, ...]]:
    """Return the kind of each place as a number, and the kinds by number."""
    names = [place.kind for place in places]
    kinds = sorted(set(names))
    numbers = {kind: number for number, kind in enumerate(kinds)}
    return np.array([numbers[name] for name in names], np.uint8), tuple(kinds)


def _longest(stays: Stays, place_from: Ints) -> Ints:
    """Return the longest stay at each place, in seconds; 0 at a place without stays."""
    longest = np.zeros(len(place_from) - 1, np.int64)
    used = np.flatnonzero(np.diff(place_from))
    if len(used):
        longest[used] = np.maximum.reduceat(stays.t_end - stays.t_start, place_from[used])
    return longest


def _fixed(column: NDArray[Scalar]) -> NDArray[Scalar]:
    """Return the column, not to be written to any more: as from a read-only map, so that kernels compile once."""
    column.flags.writeable = False
    return column

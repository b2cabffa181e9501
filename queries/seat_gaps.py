"""Seat gaps: how many rows lie between the seats of two people on one run (semantics.md, 4)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from graph.engines.protocol import Overlaps
from graph.model.seats import Seat
from graph.model.timed_graph import Index, Ints
from queries.stays import used

#: Kinds of runs whose seats have rows.
_KINDS = ("flight", "train", "coach")


def seat_gaps(overlaps: Overlaps, rows: Ints) -> Index:
    """Return the difference of the two seats' rows in one cabin or carriage, -1 where it is not known.

    On a flight a cabin missing on either side counts as the same; on a train the carriage has to be known on both; a
    coach has one carriage where none is named.
    """
    gap = np.full(len(rows), -1, np.int32)
    known = np.flatnonzero((overlaps.a_seat[rows] >= 0) & (overlaps.b_seat[rows] >= 0))
    if not len(known):
        return gap
    at = rows[known]
    pair = np.stack((overlaps.a_seat[at], overlaps.b_seat[at]))
    here = np.unique(pair)
    row, cabin, carriage = _parts([Seat.read(overlaps.seats[i]) for i in here])
    a, b = np.searchsorted(here, pair)
    flight, train, coach = (_at_kind(overlaps, at, kind) for kind in _KINDS)
    one_cabin = (cabin[a] == cabin[b]) | (cabin[a] == 0) | (cabin[b] == 0)
    one_carriage = carriage[a] == carriage[b]
    one = (flight & one_cabin) | (train & one_carriage & (carriage[a] > 0)) | (coach & one_carriage)
    one &= (row[a] >= 0) & (row[b] >= 0)
    gap[known] = np.where(one, np.abs(row[a] - row[b]), -1)
    return gap


def _parts(seats: Sequence[Seat]) -> tuple[Index, Index, Index]:
    """Return row (-1 unknown), and numbers of cabin and carriage (0 unknown), of each seat."""
    cabins, carriages = ({"": 0}, {"": 0})
    cabin = [cabins.setdefault(seat.cabin, len(cabins)) for seat in seats]
    carriage = [carriages.setdefault(seat.carriage, len(carriages)) for seat in seats]
    row = [-1 if seat.row is None else seat.row for seat in seats]
    return np.array(row, np.int32), np.array(cabin, np.int32), np.array(carriage, np.int32)


def _at_kind(overlaps: Overlaps, rows: Ints, kind: str) -> NDArray[np.bool_]:
    """Return which rows are at a place of that kind."""
    place = overlaps.place[rows]
    here = [i for i in used(place) if overlaps.places[i].kind == kind]
    return np.isin(place, np.array(here, np.int64))

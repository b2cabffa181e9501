"""Stays longer than a word holds are cut into pieces of a day, and joined again in every answer.

A piece is a row like any other to the kernels: touching pieces of one stay meet and pass on just what the stay does. Who
shows rows asks `Cuts` for their whole stay.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.engines.embedded.packing import DAY, LONGEST
from graph.model.flags import DAY_ONLY, ESTIMATED_END
from graph.model.timed_graph import Index, Ints, Stays

#: Stays with a side that nobody told by the clock: they never pass anything on.
CLOCKLESS_FLAGS = ESTIMATED_END | DAY_ONLY


class Pieces(NamedTuple):
    """Stays, cut where they are long: `stay` is the position of the stay that a piece is of."""

    stay: Ints
    person: Index
    place: Index
    start: Ints
    length: Ints
    cut: NDArray[np.bool_]
    clockless: NDArray[np.bool_]


class Cuts(NamedTuple):
    """The rows that are pieces, ascending, with the first row of their stay and the stay's own start and end."""

    row: Ints
    first: Ints
    start: Ints
    end: Ints

    def whole(self, rows: Ints) -> Ints:
        """Return rows with each piece replaced by the first row of its stay."""
        if not len(self.row):
            return rows
        at = np.minimum(np.searchsorted(self.row, rows), len(self.row) - 1)
        return np.where(self.row[at] == rows, self.first[at], rows)

    def times(self, rows: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints]:
        """Return the starts and ends of rows, those of a piece replaced by its stay's."""
        if not len(self.row):
            return start, end
        at = np.minimum(np.searchsorted(self.row, rows), len(self.row) - 1)
        piece = self.row[at] == rows
        return np.where(piece, self.start[at], start), np.where(piece, self.end[at], end)


def cut(stays: Stays) -> Pieces:
    """Return the stays with those that are longer than `LONGEST` cut into pieces of a day."""
    length = stays.t_end - stays.t_start
    count = np.where(length > LONGEST, -(-length // DAY), 1)
    stay = np.repeat(np.arange(len(stays)), count)
    number = np.arange(len(stay)) - np.repeat(np.cumsum(count) - count, count)
    is_cut = (count > 1)[stay]
    start = stays.t_start[stay] + number * DAY
    length = np.where(is_cut, np.minimum(stays.t_end[stay] - start, DAY), length[stay])
    clockless = (stays.flags[stay] & CLOCKLESS_FLAGS) != 0
    return Pieces(stay, stays.person[stay], stays.place[stay], start, length, is_cut, clockless)


def cuts(stays: Stays, pieces: Pieces, rows: Index) -> Cuts:
    """Return the cut rows of an order in which row `i` is the piece `rows[i]`."""
    row = np.flatnonzero(pieces.cut[rows])
    stay = pieces.stay[rows[row]]
    _, first, of = np.unique(stay, return_index=True, return_inverse=True)
    return Cuts(row, row[first][of], stays.t_start[stay], stays.t_end[stay])

"""Cold attributes: what of a stay is read only for the rows of an answer, kept as narrow as its values allow."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.model.timed_graph import Index, Ints

COLD_COLUMNS = ("zone", "floor", "flags", "distance", "sources", "seat", "booking")
_WHOLE = (np.int8, np.int16, np.int32, np.int64)

Column = NDArray[Any]


class Cold(NamedTuple):
    """The cold attributes by row; a column that says the same of every row is kept as one value."""

    zone: Column
    floor: Column
    flags: Column
    distance: Column
    sources: Column
    seat: Column
    booking: Column

    def numbers(self, name: str, rows: Ints) -> Index:
        """Return a column of numbers at some rows."""
        return self._at(name, rows).astype(np.int32)

    def distances(self, rows: Ints) -> NDArray[np.float32]:
        """Return the distances of some rows, in metres; not a number where nobody told one."""
        return self._at("distance", rows).astype(np.float32)

    def bookings(self, rows: Ints) -> Ints:
        """Return the first bits of the bookings of some rows; 0 where nobody told one."""
        return self._at("booking", rows).astype(np.int64)

    def column(self, name: str, rows: Ints) -> Column:
        """Return any column at some rows, in the type that answers have."""
        named: dict[str, Callable[[Ints], Column]] = {"distance": self.distances, "booking": self.bookings}
        return named[name](rows) if name in named else self.numbers(name, rows)

    def _at(self, name: str, rows: Ints) -> Column:
        column: Column = getattr(self, name)
        return np.broadcast_to(column, len(rows)) if len(column) == 1 else column[rows]


def narrow(column: Column) -> Column:
    """Return a column in the narrowest type that holds its values; one value where all are the same.

    >>> narrow(np.array([3, 3, 3], np.int32)), narrow(np.array([-1, 200])).dtype
    (array([3], dtype=int8), dtype('int16'))
    """
    if (len(column) and (column == column[0]).all()) or np.isnan(column).all():
        column = column[:1]
    if column.dtype.kind != "i" or not len(column):
        return column
    low, high = int(column.min()), int(column.max())
    return column.astype(next(t for t in _WHOLE if np.iinfo(t).min <= low and high <= np.iinfo(t).max))

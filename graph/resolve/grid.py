"""The 800 m grid: which cell a coordinate lies in, and where a cell's middle is (semantics.md, 4)."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

METRES = 800.0
#: Metres of one degree of latitude.
_DEGREE = 111_195.0


def cells(lat: Floats, lon: Floats) -> tuple[Ints, Ints]:
    """Return band and column of WGS-84 coordinates in degrees.

    >>> [int(n[0]) for n in cells(np.array([28.2]), np.array([112.9]))]
    [3919, 13830]
    """
    band = np.floor(lat * _DEGREE / METRES).astype(np.int64)
    return band, np.floor(lon * _DEGREE * _width(band) / METRES).astype(np.int64)


def middles(band: Ints, column: Ints) -> tuple[Floats, Floats]:
    """Return the middles of cells, WGS-84 degrees."""
    lat: Floats = (band + 0.5).astype(np.float64) * METRES / _DEGREE
    return lat, (column + 0.5) * METRES / (_DEGREE * _width(band))


def _width(band: Ints) -> Floats:
    """Return the cosine of the latitude of each band's lower edge."""
    width: Floats = np.cos(np.radians(band * METRES / _DEGREE))
    return width

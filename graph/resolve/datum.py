"""Datums: coordinates as Chinese maps shift them, back to WGS-84.

GCJ-02 moves WGS-84 by up to 700 m by a published formula of sines; it has no closed inverse, so the shift is taken off
again and again until it fits to a millimetre. BD-09 bends GCJ-02 once more. Outside China GCJ-02 is WGS-84.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Krasovsky 1940: semi-major axis in metres, and the square of the eccentricity.
_AXIS, _ECCENTRICITY = 6_378_245.0, 0.006_693_421_622_965_943
_BD = np.pi * 3000.0 / 180.0


def wgs84(lat: Floats, lon: Floats, datum: NDArray[np.object_]) -> tuple[Floats, Floats]:
    """Return latitudes and longitudes in WGS-84 degrees; `datum` is wgs84, gcj02 or bd09, another one as wgs84.

    >>> lat, lon = wgs84(np.array([28.0, 28.2]), np.array([113.0, 112.9]), np.array(["wgs84", "gcj02"], object))
    >>> np.round(lat, 3).tolist(), np.round(lon, 3).tolist()
    ([28.0, 28.203], [113.0, 112.894])
    """
    lat, lon = lat.astype(np.float64), lon.astype(np.float64)
    bent = datum == "bd09"
    lat[bent], lon[bent] = _unbent(lat[bent], lon[bent])
    moved = bent | (datum == "gcj02")
    lat[moved], lon[moved] = _unmoved(lat[moved], lon[moved])
    return lat, lon


def gcj02(lat: Floats, lon: Floats) -> tuple[Floats, Floats]:
    """Return WGS-84 coordinates as GCJ-02 shows them."""
    inside = (lon > 72.004) & (lon < 137.8347) & (lat > 0.8293) & (lat < 55.8271)
    x, y = lon - 105.0, lat - 35.0
    ripple = (20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x)) + ripple
    north += (20.0 * np.sin(y * np.pi) + 40.0 * np.sin(y / 3.0 * np.pi)) * 2.0 / 3.0
    north += (160.0 * np.sin(y / 12.0 * np.pi) + 320.0 * np.sin(y * np.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x)) + ripple
    east += (20.0 * np.sin(x * np.pi) + 40.0 * np.sin(x / 3.0 * np.pi)) * 2.0 / 3.0
    east += (150.0 * np.sin(x / 12.0 * np.pi) + 300.0 * np.sin(x / 30.0 * np.pi)) * 2.0 / 3.0
    angle = np.radians(lat)
    magic = 1.0 - _ECCENTRICITY * np.sin(angle) ** 2
    north = np.degrees(north * magic * np.sqrt(magic) / (_AXIS * (1.0 - _ECCENTRICITY)))
    east = np.degrees(east * np.sqrt(magic) / (_AXIS * np.cos(angle)))
    return lat + np.where(inside, north, 0.0), lon + np.where(inside, east, 0.0)


def _unmoved(lat: Floats, lon: Floats) -> tuple[Floats, Floats]:
    """Return GCJ-02 as WGS-84."""
    back_lat, back_lon = lat.copy(), lon.copy()
    for _ in range(30):
        there_lat, there_lon = gcj02(back_lat, back_lon)
        off_lat, off_lon = there_lat - lat, there_lon - lon
        back_lat -= off_lat
        back_lon -= off_lon
        if not len(lat) or max(np.abs(off_lat).max(), np.abs(off_lon).max()) < 1e-9:
            break
    return back_lat, back_lon


def _unbent(lat: Floats, lon: Floats) -> tuple[Floats, Floats]:
    """Return BD-09 as GCJ-02."""
    x, y = lon - 0.0065, lat - 0.006
    length = np.hypot(x, y) - 0.00002 * np.sin(y * _BD)
    angle = np.arctan2(y, x) - 0.000003 * np.cos(x * _BD)
    return length * np.sin(angle), length * np.cos(angle)

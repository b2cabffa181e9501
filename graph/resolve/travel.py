"""Impossible travel: who is told to be in two far places at once, or sooner than any aeroplane could bring him.

A lent phone or a shared site code looks like that. Both stays are kept and flagged; neither makes anybody close.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from graph.model.flags import DAY_ONLY, ESTIMATED_END
from graph.model.timed_graph import Place, Stays

#: Metres a second: 1,000 km/h; and metres by which two places may be wrong (a cell, a pin on a map).
_SPEED, _SLACK = 1_000_000 / 3600, 50_000.0
_EARTH = 6_371_009.0


def impossible(stays: Stays, places: Sequence[Place]) -> NDArray[np.bool_]:
    """Return which stays begin sooner after the person's stay before, or that one's next, than he could have travelled.

    Each person's stays at places with coordinates are compared with the next one by start. A stay whose end nobody told
    is looked at for its first second, one without clock not at all.
    """
    out = np.zeros(len(stays), np.bool_)
    spot = np.array([(np.nan if p.lat is None or p.lon is None else p.lat, p.lon or 0.0) for p in places])
    spot = np.radians(spot.reshape(-1, 2))
    if not len(spot):
        return out
    end = np.where(stays.flags & ESTIMATED_END, stays.t_start + 1, stays.t_end)
    rows = np.flatnonzero(~np.isnan(spot[stays.place, 0]) & ((stays.flags & DAY_ONLY) == 0))
    rows = rows[np.lexsort((stays.place[rows], end[rows], stays.t_start[rows], stays.person[rows]))]
    a, b = rows[:-1], rows[1:]
    metres = _metres(spot[stays.place[a]], spot[stays.place[b]])
    seconds = np.maximum(stays.t_start[b] - end[a], 0)
    far = (stays.person[a] == stays.person[b]) & (metres > _SLACK + _SPEED * seconds)
    out[a[far]] = out[b[far]] = True
    return out


def _metres(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return great-circle distances between points (latitude, longitude) in radians."""
    half = np.sin((b - a) / 2) ** 2
    chord = half[:, 0] + np.cos(a[:, 0]) * np.cos(b[:, 0]) * half[:, 1]
    metres: NDArray[np.float64] = 2 * _EARTH * np.arcsin(np.sqrt(np.clip(chord, 0, 1)))
    return metres

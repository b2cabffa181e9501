"""How near people are who are at one place: 1 is side by side, 0 is out of reach.

A city's own guess at what is true, and no rule of anybody: it is smooth where rules have bounds.
"""

import numpy as np

from graph.city.days import Floats, Ints
from graph.city.plan import City
from graph.city.routines import TrueStays
from graph.city.services import SOFT_SLEEPER

#: The chance side by side, a minute.
RATE_A_MINUTE = {
    "home": 6e-4, "work": 1.6e-4, "school": 1.6e-4, "venue": 1.5e-3, "net_cafe": 6e-4, "lodging": 6e-4, "flight": 2e-3,
    "train": 2e-3, "coach": 2e-3, "ship": 1e-3, "encounter": 4e-3,
}  # fmt: skip
#: Another office, class or area of the same place; another room of the same floor; whoever walks about on a run.
_OTHER_ZONE, _OTHER_ROOM, _WALKS_ABOUT = 0.01, 0.03, 0.3
#: Far rows of the same cabin or carriage, by kind; another compartment or ship's cabin.
_FAR_ROW = {"flight": 0.03, "train": 0.05, "coach": 0.15}
_OTHER_CABIN = 0.03


def closeness(plan: City, stays: TrueStays, row: int, near: Ints) -> Floats:
    """Return how near each of these stays is to the stay `row`; all are at its place."""
    kind, place = plan.kind(int(stays.place[row])), int(stays.place[row])
    zone, zones = stays.zone[row], stays.zone[near]
    if kind == "encounter":
        metres = plan.meetings.distance[place - plan.first_meeting]
        return np.full(len(near), 1 / (1 + float(metres) ** 2))
    if kind == "lodging":
        return np.where(zones == zone, 1.0, np.where(zones // 100 == zone // 100, _OTHER_ROOM, 0.0))
    if stays.ticket[row] < 0:
        return np.where(zones == zone, 1.0, _OTHER_ZONE)
    return _on_board(kind, int(zone), int(stays.row[row]), zones, stays.row[near])


def _on_board(kind: str, zone: int, row: int, zones: Ints, rows: Ints) -> Floats:
    """Return closeness by cabin or carriage and by row; crews and cleaners walk about in theirs."""
    gap = np.abs(rows - row)
    if kind == "ship" or zone // 100 == SOFT_SLEEPER:
        seated = np.where(gap == 0, 1.0, _OTHER_CABIN)
    else:
        seated = np.maximum(1 / (1 + gap), _FAR_ROW[kind])
    near = np.where((rows < 0) | (row < 0), _WALKS_ABOUT, seated)
    return np.where((zones == zone) & (zones >= 0), near, 0.0)

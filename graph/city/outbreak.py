"""How the illness truly spread: day by day, from people who were near others for long enough.

Near means the same home, the same zone, or the same place where it has no zones. The chance to pass it on grows with the
minutes together; it starts one day and a half after infection and ends with isolation, a few days after onset.
"""

from dataclasses import dataclass

import numpy as np

from graph.city.plan import DAY, FIRST_DAY, City, Ints
from graph.city.routines import TrueStays

_LATENT = int(1.5 * DAY)
_INCUBATION_DAYS = (3.0, 5.5)
_TO_ISOLATION = int(1.5 * DAY)
_RATE_PER_MINUTE = {"home": 4e-4, "work": 1.2e-4, "school": 1.2e-4, "venue": 8e-4, "net_cafe": 6e-4, "lodging": 4e-4}


@dataclass(frozen=True, slots=True)
class Outbreak:
    """The true chain: one row a person infected, by time; the first has infector -1. Times are UTC seconds."""

    person: Ints
    infector: Ints
    place: Ints
    at: Ints
    onset: Ints

    def positives(self, n: int) -> Ints:
        """Return the rows of the first n people whose illness is noticed: by onset, those who infected three or more."""
        passed = np.array([int((self.infector == p).sum()) for p in self.person])
        rows = np.flatnonzero(passed >= 3)
        return rows[np.argsort(self.onset[rows], kind="stable")][:n]


def outbreak(plan: City, stays: TrueStays) -> Outbreak:
    """Return the true spread over the city's days, from one guest of the theatre show."""
    rng = np.random.default_rng(plan.seed + 2)
    guests = stays.person[stays.place == plan.theatre]
    first = int(guests[len(guests) // 2])
    never = np.iinfo(np.int64).max
    infected = np.full(plan.people, never)
    onset = np.full(plan.people, never)
    infected[first] = FIRST_DAY
    onset[first] = infected[first] + 4 * DAY
    rows = [(first, -1, -1, int(infected[first]), int(onset[first]))]
    by_place = np.lexsort((stays.t_start, stays.zone, stays.place))
    spots = stays.place[by_place] * 1_000 + stays.zone[by_place] + 1
    for day in range(plan.days):
        begin, end = FIRST_DAY + day * DAY, FIRST_DAY + (day + 1) * DAY
        sources = np.flatnonzero((infected + _LATENT < end) & (onset + _TO_ISOLATION > begin))
        mine = np.flatnonzero(np.isin(stays.person, sources) & (stays.t_start >= begin) & (stays.t_start < end))
        for row in mine:
            _pass_on(plan, stays, int(row), by_place, spots, infected, onset, rng, rows)
    table = np.array(sorted(rows, key=lambda r: (r[3], r[0])), dtype=np.int64)
    return Outbreak(table[:, 0], table[:, 1], table[:, 2], table[:, 3], table[:, 4])


def _pass_on(
    plan: City,
    stays: TrueStays,
    row: int,
    by_place: Ints,
    spots: Ints,
    infected: Ints,
    onset: Ints,
    rng: np.random.Generator,
    rows: list[tuple[int, int, int, int, int]],
) -> None:
    """Draw who of those near this stay is infected by it, and write them down."""
    source, place = int(stays.person[row]), int(stays.place[row])
    begin = max(int(stays.t_start[row]), int(infected[source]) + _LATENT)
    end = min(int(stays.t_end[row]), int(onset[source]) + _TO_ISOLATION)
    if begin >= end:
        return
    spot = place * 1_000 + int(stays.zone[row]) + 1
    near = by_place[np.searchsorted(spots, spot) : np.searchsorted(spots, spot, side="right")]
    from_ = np.maximum(stays.t_start[near], begin)
    together = np.minimum(stays.t_end[near], end) - from_
    other = stays.person[near]
    hit = (together > 0) & (infected[other] > end)
    chance = 1 - np.exp(-_RATE_PER_MINUTE[plan.kind(place)] * together[hit] / 60)
    caught = rng.random(int(hit.sum())) < chance
    for person, at in sorted(zip(other[hit][caught].tolist(), from_[hit][caught].tolist(), strict=True)):
        if infected[person] <= end:
            continue
        infected[person] = at + 60
        onset[person] = at + int(rng.uniform(*_INCUBATION_DAYS) * DAY)
        rows.append((person, source, place, at + 60, int(onset[person])))

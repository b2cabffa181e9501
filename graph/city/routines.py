"""Where everybody truly was: nights at home, weekdays at work or school, evenings out, and two events.

Weekly routines: a person has a few favourite venues and goes back to them. A night in a hotel replaces the night at home.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.city.plan import DAY, FIRST_DAY, City, Ints

_HOUR = 3600
THEATRE_DAY, BOAT_DAY = 2, 4


@dataclass(frozen=True, slots=True)
class TrueStays:
    """Stays as columns of equal length, by start; `zone` -1 where the place has none. Times are UTC seconds."""

    person: Ints
    place: Ints
    zone: Ints
    t_start: Ints
    t_end: Ints

    def __len__(self) -> int:
        """Return the number of stays."""
        return len(self.person)

    def take(self, rows: NDArray[np.bool_] | Ints) -> "TrueStays":
        """Return the stays of these rows."""
        return TrueStays(self.person[rows], self.place[rows], self.zone[rows], self.t_start[rows], self.t_end[rows])


def routines(plan: City) -> TrueStays:
    """Return every true stay of the city's days, by start."""
    rng = np.random.default_rng(plan.seed + 1)
    parts = [_nights(plan, rng), _weekdays(plan, rng), _evenings(plan, rng), _net_cafes(plan, rng)]
    parts += [_event(plan, rng, plan.theatre, THEATRE_DAY, 19.5, 1.6, min(600, plan.people // 4))]
    parts += [_event(plan, rng, plan.boat, BOAT_DAY, 14.0, 1.2, min(90, plan.people // 8))]
    columns = [np.concatenate([getattr(p, name) for p in parts]) for name in TrueStays.__slots__]
    order = np.lexsort((columns[0], columns[3]))
    return TrueStays(*(c[order] for c in columns))


def _minutes(rng: np.random.Generator, mean: float, spread: float, n: int, least: float = 5) -> Ints:
    """Return n durations in seconds, whole minutes, lognormal about the mean (in minutes)."""
    draw = rng.lognormal(np.log(mean), spread, n)
    return np.maximum(draw, least).astype(np.int64) * 60


def _at(day: Ints, hour: NDArray[np.float64]) -> Ints:
    """Return the UTC second of a local hour (a fraction) on a day of the city, on a whole minute."""
    return FIRST_DAY + day * DAY + (hour * 60).astype(np.int64) * 60


def _nights(plan: City, rng: np.random.Generator) -> TrueStays:
    person = np.tile(np.arange(plan.people), plan.days)
    day = np.repeat(np.arange(plan.days), plan.people)
    start = _at(day, 20.5 + rng.random(len(person)) * 2)
    end = _at(day + 1, 6.5 + rng.random(len(person)) * 1.5)
    away = plan.traveller[person] & (day % 7 < 3)
    place = plan.home[person].copy()
    place[away] = plan.hotels[(person[away] * 7 + day[away] // 7) % len(plan.hotels)]
    zone = np.full(len(person), -1)
    zone[away] = 100 * (1 + person[away] % 9) + person[away] // 2 % 30  # floor, then room; neighbours by number share
    return TrueStays(person, place, zone, start, end)


def _weekdays(plan: City, rng: np.random.Generator) -> TrueStays:
    person = np.tile(np.flatnonzero(plan.work >= 0), plan.days)
    day = np.repeat(np.arange(plan.days), int((plan.work >= 0).sum()))
    keep = ((day + 1) % 7 < 5) & (rng.random(len(person)) < 0.93)  # the first day is a Tuesday
    person, day = person[keep], day[keep]
    start = _at(day, 8.2 + rng.random(len(person)) * 1.2)
    end = _at(day, 16.5 + rng.random(len(person)) * 1.8)
    return TrueStays(person, plan.work[person], plan.group[person], start, end)


def _evenings(plan: City, rng: np.random.Generator) -> TrueStays:
    n = int(plan.people * plan.days * 0.8)
    person = rng.integers(0, plan.people, n)
    day = rng.integers(0, plan.days, n)
    weight = 1.0 / (np.arange(len(plan.venues)) + 10)
    favourites = rng.choice(len(plan.venues), size=(plan.people, 3), p=weight / weight.sum())
    venue = favourites[person, rng.integers(0, 3, n)]
    elsewhere = rng.random(n) < 0.3
    venue[elsewhere] = rng.choice(len(plan.venues), size=int(elsewhere.sum()), p=weight / weight.sum())
    place = plan.venues[venue]
    zones = plan.place_zones[place]
    zone = np.where(zones > 0, (rng.random(n) * np.maximum(zones, 1)).astype(np.int64), -1)
    start = _at(day, 16.8 + rng.random(n) * 3.4)
    return TrueStays(person, place, zone, start, start + _minutes(rng, 40, 0.5, n))


def _net_cafes(plan: City, rng: np.random.Generator) -> TrueStays:
    gamers = np.flatnonzero(plan.gamer)
    person = np.repeat(gamers, plan.days)
    day = np.tile(np.arange(plan.days), len(gamers))
    keep = rng.random(len(person)) < 0.4
    person, day = person[keep], day[keep]
    place = plan.net_cafes[person % len(plan.net_cafes)]
    start = _at(day, 13 + rng.random(len(person)) * 6)
    return TrueStays(person, place, np.full(len(person), -1), start, start + _minutes(rng, 150, 0.4, len(person)))


def _event(
    plan: City, rng: np.random.Generator, place: int, day: int, hour: float, hours: float, guests: int
) -> TrueStays:
    person = rng.choice(plan.people, size=guests, replace=False)
    zone = np.arange(guests) * int(plan.place_zones[place]) // guests
    start = _at(np.full(guests, day), np.full(guests, hour) - rng.random(guests) * 0.3)
    end = np.full(guests, FIRST_DAY + day * DAY + int((hour + hours) * _HOUR))
    return TrueStays(person, np.full(guests, place), zone, start, end)

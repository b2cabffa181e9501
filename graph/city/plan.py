"""Who lives in the city and where they could be: homes, work, school, venues with zones, net cafés, hotels."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

#: 20 July 2021, 00:00 in Asia/Shanghai, as UTC seconds: the first day of the city.
FIRST_DAY = 1626710400
DAY = 86400
KINDS = ("home", "work", "school", "venue", "net_cafe", "lodging")
_MEAN_HOUSEHOLD = 2.6


@dataclass(frozen=True, slots=True)
class City:
    """People as numbers from 0, and their places; every array is one value a person unless its name says otherwise."""

    people: int
    days: int
    seed: int
    home: Ints
    work: Ints
    """Place of work or school; -1 for people who go to neither."""
    group: Ints
    """Office or class at that place: its zone."""
    gamer: NDArray[np.bool_]
    traveller: NDArray[np.bool_]
    age: Ints
    place_kind: Ints
    """One value a place: position in KINDS."""
    place_zones: Ints
    """One value a place: how many zones it has; 0 = none."""
    venues: Ints
    net_cafes: Ints
    hotels: Ints
    theatre: int
    boat: int

    def kind(self, place: int) -> str:
        """Return the kind of a place."""
        return KINDS[self.place_kind[place]]


def city(people: int = 20_000, days: int = 14, seed: int = 2021) -> City:
    """Return the plan of a city of so many people; at least 200, so that every kind of place exists."""
    if people < 200:
        raise ValueError("a city needs at least 200 people")
    rng = np.random.default_rng(seed)
    sizes = rng.choice([1, 2, 3, 4, 5], size=people, p=[0.22, 0.30, 0.26, 0.14, 0.08])
    home = np.repeat(np.arange(people), sizes)[:people]
    homes = int(home[-1]) + 1
    age = rng.integers(0, 90, people)
    pupil = (age >= 6) & (age < 18)
    worker = (age >= 18) & (age < 63) & (rng.random(people) < 0.85)
    works, schools = max(people // 40, 2), max(people // 900, 1)
    work = np.full(people, -1)
    work[worker] = homes + _popular(rng, works, int(worker.sum()), flat=30)
    work[pupil] = homes + works + rng.integers(0, schools, int(pupil.sum()))
    group = np.where(worker, rng.integers(0, 4, people), np.where(pupil, age * 3 + rng.integers(0, 3, people), 0))
    n_venues, n_cafes, n_hotels = max(people // 40, 10), max(people // 1500, 2), max(people // 1000, 2)
    counts = (homes, works, schools, n_venues + 2, n_cafes, n_hotels)
    kind = np.repeat(np.arange(len(KINDS)), counts)
    first_venue = homes + works + schools
    zones = np.zeros(len(kind), np.int64)
    zones[homes : homes + works] = 4
    zones[homes + works : first_venue] = 60
    has = rng.random(n_venues) < 0.5
    zones[first_venue : first_venue + n_venues][has] = rng.integers(3, 20, int(has.sum()))
    theatre, boat = first_venue + n_venues, first_venue + n_venues + 1
    zones[theatre], zones[boat] = 12, 2
    after = boat + 1
    return City(
        people=people,
        days=days,
        seed=seed,
        home=home,
        work=work,
        group=group,
        gamer=(age >= 15) & (age < 40) & (rng.random(people) < 0.08),
        traveller=(age >= 18) & (rng.random(people) < 0.02),
        age=age,
        place_kind=kind,
        place_zones=zones,
        venues=np.arange(first_venue, first_venue + n_venues),
        net_cafes=np.arange(after, after + n_cafes),
        hotels=np.arange(after + n_cafes, after + n_cafes + n_hotels),
        theatre=theatre,
        boat=boat,
    )


def _popular(rng: np.random.Generator, places: int, draws: int, flat: float) -> Ints:
    """Return draws of places by Zipf-Mandelbrot popularity; the greater `flat`, the more even."""
    weight = 1.0 / (np.arange(places) + flat)
    return rng.choice(places, size=draws, p=weight / weight.sum())

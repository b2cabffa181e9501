"""Who lives in the city and where they could be: homes, work, school, venues with zones, net cafés, hotels, and what runs."""

from dataclasses import dataclass

import numpy as np

from graph.city.days import DAY, FIRST_DAY, Bools, Floats, Ints
from graph.city.ground import ground
from graph.city.households import households
from graph.city.journeys import Journeys, Staff, journeys

KINDS = ("home", "work", "school", "venue", "net_cafe", "lodging", "flight", "train", "coach", "ship", "encounter")
#: The first of these are in the register of places; runs and encounters have feeds of their own.
REGISTERED = KINDS.index("flight")
#: The group of a place of work in which people clean cabins, and those in which they go with the runs.
_CLEANERS, _CREW = 1, (2, 3)


@dataclass(frozen=True, slots=True)
class Meetings:
    """Two people on the way, noticed by their phones: a place of its own each; not while either of them travels."""

    a: Ints
    b: Ints
    t_start: Ints
    t_end: Ints
    distance: Floats
    """In metres."""


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
    gamer: Bools
    traveller: Bools
    """Sleeps at a hotel of the city three nights a week."""
    age: Ints
    place_kind: Ints
    """One value a place: position in KINDS. Runs and encounters stand last, in the order of `journeys` and `meetings`."""
    place_zones: Ints
    """One value a place: how many zones it has; 0 = none."""
    place_lat: Floats
    place_lon: Floats
    venues: Ints
    net_cafes: Ints
    hotels: Ints
    theatre: int
    boat: int
    index: int
    """The first case: at a net café, a hotel, on a flight and a train within the same days."""
    journeys: Journeys
    meetings: Meetings

    def kind(self, place: int) -> str:
        """Return the kind of a place."""
        return KINDS[self.place_kind[place]]

    @property
    def first_run(self) -> int:
        """Return the number of the place that is the first run."""
        return self.first_meeting - len(self.journeys.run_service)

    @property
    def first_meeting(self) -> int:
        """Return the number of the place that is the first encounter."""
        return len(self.place_kind) - len(self.meetings.a)


def city(people: int = 20_000, days: int = 14, seed: int = 2021) -> City:
    """Return the plan of a city of so many people; at least 200, so that every kind of place exists."""
    if people < 200:
        raise ValueError("a city needs at least 200 people")
    rng = np.random.default_rng(seed)
    home, age = households(people, rng)
    homes = int(home[-1]) + 1
    works, schools = max(people // 40, 4), max(people // 900, 1)
    n_venues, n_cafes, n_hotels = max(people // 40, 10), max(people // 1500, 2), max(people // 1000, 2)
    counts = (homes, works, schools, n_venues + 2, n_cafes, n_hotels)
    work, group = _occupations(age, homes, works, schools, rng)
    index = _index(home, age, work, homes + works - 2)
    first_venue = homes + works + schools
    zones = np.zeros(sum(counts), np.int64)
    zones[homes : homes + works] = 4
    zones[homes + works : first_venue] = 60
    zones[first_venue : first_venue + n_venues] = _areas(n_venues, rng)
    theatre, boat = first_venue + n_venues, first_venue + n_venues + 1
    zones[theatre], zones[boat] = 12, 2
    after = boat + 1
    going = journeys(home, _staff(work, group, homes + works), index, days, np.random.default_rng(seed + 5))
    met = _meetings(people, days, going, np.random.default_rng(seed + 6))
    run_kinds = REGISTERED + going.run_mode
    kinds = [np.repeat(np.arange(REGISTERED), counts), run_kinds, np.full(len(met.a), KINDS.index("encounter"))]
    where = ground(counts, going.run_mode, np.random.default_rng(seed + 7))
    nowhere = np.zeros(len(met.a))
    return City(
        people=people,
        days=days,
        seed=seed,
        home=home,
        work=work,
        group=group,
        gamer=((age >= 15) & (age < 40) & (rng.random(people) < 0.08)) | (np.arange(people) == index),
        traveller=(age >= 18) & (rng.random(people) < 0.02) & (np.arange(people) != index),
        age=age,
        place_kind=np.concatenate(kinds),
        place_zones=np.append(zones, np.zeros(len(run_kinds) + len(met.a), np.int64)),
        place_lat=np.append(where.lat, nowhere),
        place_lon=np.append(where.lon, nowhere),
        venues=np.arange(first_venue, first_venue + n_venues),
        net_cafes=np.arange(after, after + n_cafes),
        hotels=np.arange(after + n_cafes, after + n_cafes + n_hotels),
        theatre=theatre,
        boat=boat,
        index=index,
        journeys=going,
        meetings=met,
    )


def _occupations(age: Ints, homes: int, works: int, schools: int, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Return where each person works or learns and in which group; the last two works are the airport and the station."""
    people = len(age)
    pupil = (age >= 6) & (age < 18)
    worker = (age >= 18) & (age < 63) & (rng.random(people) < 0.85)
    work = np.full(people, -1)
    work[worker] = homes + _popular(rng, works - 2, int(worker.sum()), flat=30)
    work[pupil] = homes + works + rng.integers(0, schools, int(pupil.sum()))
    group = np.where(worker, rng.integers(0, 4, people), np.where(pupil, age * 3 + rng.integers(0, 3, people), 0))
    size = max(16, people // 250)
    staff = rng.permutation(np.flatnonzero(worker))[: 2 * size]
    work[staff] = homes + works - 2 + np.arange(len(staff)) % 2
    group[staff] = np.arange(len(staff)) // 2 % 4
    return work, group


def _areas(venues: int, rng: np.random.Generator) -> Ints:
    """Return the areas of each venue: many at the most visited eighth, a few at half of the others, none elsewhere."""
    few = np.where(rng.random(venues) < 0.5, rng.integers(3, 20, venues), 0)
    return np.where(np.arange(venues) < venues // 8, rng.integers(20, 60, venues), few)


def _index(home: Ints, age: Ints, work: Ints, airport: int) -> int:
    """Return the first case: the head of a family of three or more, with work in town, from the middle of the city."""
    head = np.arange(len(home)) == np.searchsorted(home, home)
    size = np.bincount(home)[home]
    fit = np.flatnonzero(head & (size >= 3) & (age >= 18) & (work >= 0) & (work < airport))
    return int(fit[len(fit) // 2])


def _staff(work: Ints, group: Ints, after_works: int) -> Staff:
    """Return who works on or about runs."""
    air, land = work == after_works - 2, work == after_works - 1
    crew = np.isin(group, _CREW)
    return Staff(np.flatnonzero(air & crew), np.flatnonzero(land & crew), np.flatnonzero(air & (group == _CLEANERS)))


def _meetings(people: int, days: int, going: Journeys, rng: np.random.Generator) -> Meetings:
    """Return meetings of people of one home, block or neighbourhood by day, two or three for ten people."""
    n = people // 4
    a = rng.integers(0, people, n)
    b = (a + 1 + rng.integers(0, 3, n)) % people
    start = FIRST_DAY + rng.integers(0, days, n) * DAY + rng.integers(8 * 60, 20 * 60, n) * 60
    end = start + rng.integers(2, 60, n) * 60
    distance = np.round(0.4 + rng.random(n) * 2, 1)
    travels = np.zeros(people, np.bool_)
    travels[np.concatenate([going.tickets.person, going.away_person])] = True
    here = ~travels[a] & ~travels[b]
    return Meetings(a[here], b[here], start[here], end[here], distance[here])


def _popular(rng: np.random.Generator, places: int, draws: int, flat: float) -> Ints:
    """Return draws of places by Zipf-Mandelbrot popularity; the greater `flat`, the more even."""
    weight = 1.0 / (np.arange(places) + flat)
    return rng.choice(places, size=draws, p=weight / weight.sum())

"""An invented city as bare columns: 14 days, about seven stays a person and day, drawn from one seed.

Homes of 2.6 people nightly; workplaces of 25 on average (lognormal); one venue per 20 people (Zipf-Mandelbrot, q = 10),
1.5 visits of 45 minutes a day; one phone cell per 50 people, four dwells of 15 to 60 minutes; 2 % sleep in a hotel.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from graph.model.code_list import CODE_WIDTH, CodeList
from graph.model.timed_graph import Ints, Place, Stays, TimedGraph

DAYS = 14
DAY = 86_400
HOUR = 3_600
MINUTE = 60
FIRST = 1_627_257_600
"""2021-07-26 00:00 UTC, a Monday."""
STAYS_A_PERSON = 96.5
"""About as many stays a person has in the 14 days."""

#: Person, place (within its kind), start, end.
Visits = tuple[Ints, Ints, Ints, Ints]
Numbers = NDArray[np.float64]


def city(stays: int, seed: int) -> TimedGraph:
    """Return a city of about that many stays."""
    rng = np.random.default_rng(seed)
    people = max(100, round(stays / STAYS_A_PERSON))
    whole: list[Visits] = []
    places: list[Place] = []
    for kind, count, visits in _kinds(rng, people):
        person, place, start, end = visits
        whole.append((person, place + len(places), start, end))
        places += [Place(f"{kind}:{number:09}", kind) for number in range(count)]
    order = sorted(range(len(places)), key=lambda i: places[i].key)
    position = np.empty(len(places), np.int32)
    position[order] = np.arange(len(places))
    person, place, start, end = (np.concatenate(columns) for columns in zip(*whole, strict=True))
    codes = np.array([b"%024x" % number for number in range(people)], f"S{CODE_WIDTH}")
    columns = _stays(person.astype(np.int32), position[place], start, end)
    return TimedGraph(
        CodeList(codes), [places[i] for i in order], [], [], [("city",)], columns, stamp=f"{stays}-{seed}"
    )


def _kinds(rng: np.random.Generator, people: int) -> Iterator[tuple[str, int, Visits]]:
    """Yield each kind of place, the number of its places, and the stays there."""
    everyone = np.arange(people)
    away = rng.random((people, DAYS)) < 0.02
    homes = max(1, round(people / 2.6))
    yield "home", homes, _nights(rng, rng.integers(0, homes, people)[:, None], ~away)
    hotels = max(1, people // 500)
    yield "lodging", hotels, _nights(rng, rng.integers(0, hotels, (people, DAYS)), away)
    offices = max(1, people // 36)
    job = _drawn(rng, rng.lognormal(0, 1, offices), people)
    weekday = np.arange(DAYS) % 7 < 5
    person, day = np.nonzero((rng.random(people) < 0.7)[:, None] & weekday[None, :])
    begin = FIRST + day * DAY + rng.integers(8 * HOUR, 10 * HOUR, len(day))
    yield "work", offices, (person, job[person], begin, begin + rng.integers(7 * HOUR, 10 * HOUR, len(day)))
    venues = max(1, people // 20)
    person = np.repeat(everyone, rng.poisson(1.5 * DAYS, people))
    length = np.maximum(1, rng.exponential(45 * MINUTE, len(person)).astype(np.int64))
    venue = _drawn(rng, 1 / (np.arange(venues) + 10), len(person))
    yield "venue", venues, _visits(rng, person, venue, length)
    cells = max(1, people // 50)
    person = np.repeat(everyone, rng.poisson(4 * DAYS, people))
    cell = _drawn(rng, rng.lognormal(0, 1, cells), len(person))
    yield "cell", cells, _visits(rng, person, cell, rng.integers(15 * MINUTE, HOUR, len(person)))


def _nights(rng: np.random.Generator, place: Ints, there: NDArray[np.bool_]) -> Visits:
    """Return nights at a place per person and day, from about 21:00 to about 07:00."""
    person, day = np.nonzero(there)
    begin = FIRST + day * DAY + rng.integers(20 * HOUR, 23 * HOUR, len(day))
    end = FIRST + (day + 1) * DAY + rng.integers(6 * HOUR, 8 * HOUR, len(day))
    return person, np.broadcast_to(place, there.shape)[person, day], begin, end


def _visits(rng: np.random.Generator, person: Ints, place: Ints, length: Ints) -> Visits:
    """Return visits on any day between 07:00 and 22:00."""
    begin = FIRST + rng.integers(0, DAYS, len(person)) * DAY + rng.integers(7 * HOUR, 22 * HOUR, len(person))
    return person, place, begin, begin + length


def _drawn(rng: np.random.Generator, weights: Numbers, count: int) -> Ints:
    """Return places drawn by weight."""
    return np.searchsorted(np.cumsum(weights) / weights.sum(), rng.random(count) * (1 - 1e-12))


def _stays(person: NDArray[np.int32], place: NDArray[np.int32], start: Ints, end: Ints) -> Stays:
    count = len(person)
    unknown = np.full(count, -1, np.int32)
    nothing = np.zeros(count, np.int32)
    distance, unbooked = np.full(count, np.nan, np.float32), np.zeros(count, np.int64)
    return Stays(person, place, start, end, unknown, unknown, nothing, distance, nothing, unknown, unbooked)

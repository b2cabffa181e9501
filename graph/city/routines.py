"""Where everybody truly was: nights at home, weekdays at work or school, evenings out, two events, and journeys.

Weekly routines: a person has a few favourite venues and goes back to them. Nobody is in two places at once: a ride comes
before an event, that before work, and so on down to the night at home, which fills the rest. A night in a hotel replaces
the night at home.
"""

from dataclasses import dataclass, fields

import numpy as np

from graph.city.days import DAY, FIRST_DAY, Bools, Floats, Ints
from graph.city.journeys import seat_zone
from graph.city.plan import City
from graph.city.trips import INDEX_DAYS

_HOUR = 3600
THEATRE_DAY, BOAT_DAY = 2, 4
#: Evenings that the first case spends at a net café; it sleeps at the airport's hotel after its flights.
_INDEX_CAFE_DAYS = (3, 6)
_LEAST = 300


@dataclass(frozen=True, slots=True)
class TrueStays:
    """Stays as columns of equal length, by start. Times are UTC seconds."""

    person: Ints
    place: Ints
    zone: Ints
    """Office, class, area, room, or carriage; -1 where the place has none."""
    row: Ints
    """Row, bay, compartment or cabin on a run; -1 elsewhere."""
    t_start: Ints
    t_end: Ints
    ticket: Ints
    """The ticket of a ride; -1 elsewhere."""

    def __len__(self) -> int:
        """Return the number of stays."""
        return len(self.person)

    def take(self, rows: Bools | Ints) -> "TrueStays":
        """Return the stays of these rows."""
        return TrueStays(*(getattr(self, f.name)[rows] for f in fields(self)))


def routines(plan: City) -> TrueStays:
    """Return every true stay of the city's days, by start."""
    rng = np.random.default_rng(plan.seed + 1)
    parts = [_absences(plan), _rides(plan), _index_evenings(plan)]
    parts += [_event(plan, rng, plan.theatre, THEATRE_DAY, 19.5, 1.6, min(600, plan.people // 4))]
    parts += [_event(plan, rng, plan.boat, BOAT_DAY, 14.0, 1.2, min(90, plan.people // 8))]
    parts += [_weekdays(plan, rng), _net_cafes(plan, rng), _evenings(plan, rng), _nights(plan, rng)]
    rank = np.repeat(np.arange(len(parts)), [len(p) for p in parts])
    settled = _settled(_joined(parts), rank)
    here = _joined([settled.take(settled.place >= 0), _encounters(plan)])
    return here.take(np.lexsort((here.person, here.t_start)))


def _joined(parts: list[TrueStays]) -> TrueStays:
    return TrueStays(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(TrueStays)))


def _plain(person: Ints, place: Ints, zone: Ints, start: Ints, end: Ints) -> TrueStays:
    """Return stays that are no rides."""
    none = np.full(len(person), -1)
    return TrueStays(person, place, zone, none, start, end, none)


def _settled(stays: TrueStays, rank: Ints) -> TrueStays:
    """Return stays of which no two of one person overlap.

    Of two that do, the one with the greater rank gives way, and goes on after the other if it was to last longer.
    """
    done = []
    while len(stays):
        order = np.lexsort((rank, stays.t_start, stays.person))
        stays, rank = stays.take(order), rank[order]
        a, b = np.arange(len(stays) - 1), np.arange(1, len(stays))
        clash = (stays.person[a] == stays.person[b]) & (stays.t_end[a] > stays.t_start[b])
        busy = np.isin(stays.person, stays.person[a[clash]])
        done.append(stays.take(~busy))
        start, end = stays.t_start.copy(), stays.t_end.copy()
        first = clash & (rank[a] > rank[b])
        second = clash & ~first
        after = np.flatnonzero(first & (stays.t_end[a] - stays.t_end[b] >= _LEAST))
        end[a[first]] = stays.t_start[b[first]]
        start[b[second]] = stays.t_end[a[second]]
        cut = TrueStays(stays.person, stays.place, stays.zone, stays.row, start, end, stays.ticket)
        kept = busy & (end - start >= _LEAST)
        rest = stays.take(after)
        late = TrueStays(rest.person, rest.place, rest.zone, rest.row, stays.t_end[b[after]], rest.t_end, rest.ticket)
        stays, rank = _joined([cut.take(kept), late]), np.append(rank[kept], rank[after])
    return _joined(done)


def _minutes(rng: np.random.Generator, mean: float, spread: float, n: int, least: float = 5) -> Ints:
    """Return n durations in seconds, whole minutes, lognormal about the mean (in minutes)."""
    draw = rng.lognormal(np.log(mean), spread, n)
    return np.maximum(draw, least).astype(np.int64) * 60


def _at(day: Ints, hour: Floats) -> Ints:
    """Return the UTC second of a local hour (a fraction) on a day of the city, on a whole minute."""
    return FIRST_DAY + day * DAY + (hour * 60).astype(np.int64) * 60


def _absences(plan: City) -> TrueStays:
    """Return times out of the city or in quarantine, as stays at no place."""
    away = plan.journeys
    none = np.full(len(away.away_person), -1)
    return _plain(away.away_person, none, none, away.away_start, away.away_end)


def _rides(plan: City) -> TrueStays:
    tickets = plan.journeys.tickets
    zone, row = seat_zone(tickets)
    place = plan.first_run + tickets.run
    return TrueStays(tickets.person, place, zone, row, tickets.t_start, tickets.t_end, np.arange(len(tickets)))


def _encounters(plan: City) -> TrueStays:
    met = plan.meetings
    place, none = plan.first_meeting + np.arange(len(met.a)), np.full(len(met.a), -1)
    return _joined([_plain(person, place, none, met.t_start, met.t_end) for person in (met.a, met.b)])


def _index_evenings(plan: City) -> TrueStays:
    """Return the first case's evenings at its net café, and the night at the airport after its flights."""
    day = np.array([d for d in _INDEX_CAFE_DAYS if d < plan.days])
    who, cafe = np.full(len(day), plan.index), plan.net_cafes[plan.index % len(plan.net_cafes)]
    start = _at(day, np.full(len(day), 18.5))
    cafes = _plain(who, np.full(len(day), cafe), np.full(len(day), -1), start, start + 150 * 60)
    night = np.array([INDEX_DAYS["flight"]])
    room = np.array([_room(plan.index)])
    check_in, check_out = _at(night, np.array([21.9])), _at(night + 1, np.array([6.8]))
    return _joined([cafes, _plain(np.array([plan.index]), plan.hotels[:1], room, check_in, check_out)])


def _room(person: Ints | int) -> Ints | int:
    """Return floor and room in one number; neighbours by number share a room."""
    return 100 * (1 + person // 2 % 9) + person // 2 % 30


def _nights(plan: City, rng: np.random.Generator) -> TrueStays:
    person = np.tile(np.arange(plan.people), plan.days)
    day = np.repeat(np.arange(plan.days), plan.people)
    start = _at(day, 20.5 + rng.random(len(person)) * 2)
    end = _at(day + 1, 6.5 + rng.random(len(person)) * 1.5)
    away = plan.traveller[person] & ((day + person) % 7 < 3)
    place = plan.home[person].copy()
    place[away] = plan.hotels[(person[away] * 7 + day[away] // 7) % len(plan.hotels)]
    zone = np.full(len(person), -1)
    zone[away] = _room(person[away])
    return _plain(person, place, zone, start, end)


def _weekdays(plan: City, rng: np.random.Generator) -> TrueStays:
    person = np.tile(np.flatnonzero(plan.work >= 0), plan.days)
    day = np.repeat(np.arange(plan.days), int((plan.work >= 0).sum()))
    keep = ((day + 1) % 7 < 5) & (rng.random(len(person)) < 0.93)  # the first day is a Tuesday
    person, day = person[keep], day[keep]
    start = _at(day, 8.2 + rng.random(len(person)) * 1.2)
    end = _at(day, 16.5 + rng.random(len(person)) * 1.8)
    return _plain(person, plan.work[person], plan.group[person], start, end)


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
    return _plain(person, place, zone, start, start + _minutes(rng, 40, 0.5, n))


def _net_cafes(plan: City, rng: np.random.Generator) -> TrueStays:
    gamers = np.flatnonzero(plan.gamer)
    person = np.repeat(gamers, plan.days)
    day = np.tile(np.arange(plan.days), len(gamers))
    keep = rng.random(len(person)) < 0.4
    person, day = person[keep], day[keep]
    place = plan.net_cafes[person % len(plan.net_cafes)]
    start = _at(day, 15 + rng.random(len(person)) * 5)
    return _plain(person, place, np.full(len(person), -1), start, start + _minutes(rng, 150, 0.4, len(person)))


def _event(
    plan: City, rng: np.random.Generator, place: int, day: int, hour: float, hours: float, guests: int
) -> TrueStays:
    """Return the guests of an event, the first case among them, from the front to the back zone."""
    others = np.flatnonzero(np.arange(plan.people) != plan.index)
    person = rng.choice(others, size=guests, replace=False)
    if place == plan.theatre:
        person[guests // 2] = plan.index
    zone = np.arange(guests) * int(plan.place_zones[place]) // guests
    start = _at(np.full(guests, day), np.full(guests, hour) - rng.random(guests) * 0.3)
    end = np.full(guests, FIRST_DAY + day * DAY + int((hour + hours) * _HOUR))
    return _plain(person, np.full(guests, place), zone, start, end)

"""All that runs to and from the city in its days, who is on board, and who is elsewhere meanwhile."""

from dataclasses import dataclass

import numpy as np

from graph.city.crews import cleaners, crews
from graph.city.days import DAY, FIRST_DAY, Bools, Ints
from graph.city.services import LAYOUTS, MODES, Service, services
from graph.city.tickets import CLEANER, PASSENGER, Tickets, on_board, seated, together
from graph.city.trips import layouts, legs, trips

_LONG_AGO, _LATER = FIRST_DAY - 30 * DAY, FIRST_DAY + 400 * DAY


@dataclass(frozen=True, slots=True)
class Staff:
    """Who works on or about runs: who flies, who drives trains, coaches and ships, who cleans cabins."""

    flying: Ints
    driving: Ints
    cleaning: Ints


@dataclass(frozen=True, slots=True)
class Journeys:
    """The runs of the city's days, tickets for them, and absences."""

    services: tuple[Service, ...]
    run_service: Ints
    run_day: Ints
    """Day of the city on which a run sets out, by the date at its origin."""
    tickets: Tickets
    away_person: Ints
    away_start: Ints
    away_end: Ints
    imported: Ints
    """Who comes home from abroad on the first flight from there; the first is ill; all are quarantined on landing."""
    landing: int
    held: Ints
    """Who has been in quarantine since before the first day."""
    held_until: int

    @property
    def run_mode(self) -> Ints:
        """Return the mode of each run as its position in MODES."""
        return np.array([MODES.index(s.mode) for s in self.services])[self.run_service]

    @property
    def outward(self) -> Bools:
        """Return whether each run leads away from the city."""
        return np.array([s.outward for s in self.services])[self.run_service]

    def name(self, run: int) -> str:
        """Return mode, least number and date of a run, such as `train:G2306:2021-07-20`."""
        service = self.services[self.run_service[run]]
        whole, _, last = service.number.partition("/")
        number = min(whole, whole[:-1] + last) if last else whole
        return f"{service.mode}:{number}:{day_text(int(self.run_day[run]))}"


def day_text(day: int) -> str:
    """Return the date of a day of the city."""
    return str(np.datetime64(FIRST_DAY + DAY // 2 + day * DAY, "s"))[:10]


def journeys(home: Ints, staff: Staff, index: int, days: int, rng: np.random.Generator) -> Journeys:
    """Return the journeys of people with these homes; the first case, `index`, flies and takes a fast train."""
    people = len(home)
    copies = max(1, round(people / 20_000))
    table = services(copies)
    run_service, run_day, run_at = _runs(table, days)
    free = np.ones(people, np.bool_)
    free[np.concatenate([staff.flying, staff.driving, staff.cleaning])] = False
    free[home == home[index]] = False
    heads = np.flatnonzero(free & (np.arange(people) == np.searchsorted(home, home)))
    few = min(max(people // 1_000, 4), 30)
    imported, held = np.split(rng.permutation(heads)[: 2 * few], 2)
    free[np.concatenate([imported, held])] = False
    going = trips(home, free, index, copies, days, rng)
    fares = [legs(going, table, run_at, back=False), legs(going, table, run_at, back=True)]
    fares += [_homecoming(imported, table[-1], int(run_at[-1, 0]), rng)]
    rides = together([seated(together(fares), rng), *crews(table, run_at, staff.flying, staff.driving)])
    outward = np.array([s.outward for s in table])[run_service[rides.run]]
    landing, held_until = int(fares[-1].t_end[0]), FIRST_DAY + 2 * DAY + 10 * 3600
    absent = [_absences(rides, outward)]
    absent += [(imported, np.full(few, landing), np.full(few, _LATER))]
    absent += [(held, np.full(few, _LONG_AGO), np.full(few, held_until))]
    who, start, end = (np.concatenate(column) for column in zip(*absent, strict=True))
    tickets = together([rides, cleaners(table, run_service, run_day, staff.cleaning)])
    return Journeys(table, run_service, run_day, tickets, who, start, end, imported, landing, held, held_until)


def _runs(table: tuple[Service, ...], days: int) -> tuple[Ints, Ints, Ints]:
    """Return service and day of each run, and the run of each service and day, -1 where there is none."""
    run_at = np.full((len(table), days), -1)
    for number, service in enumerate(table):
        run_at[number, service.first :: service.every] = 0
    run_service, run_day = np.nonzero(run_at == 0)
    run_at[run_service, run_day] = np.arange(len(run_day))
    return run_service, run_day, run_at


def _homecoming(people: Ints, service: Service, run: int, rng: np.random.Generator) -> Tickets:
    """Return tickets home from abroad, each on a booking of its own; the first sits in the greater cabin."""
    n = len(people)
    none, zero = np.full(n, -1), np.zeros(n, np.int64)
    start, end = on_board(service, zero, zero, zero + 1)
    layout = layouts(service, np.append(0.0, rng.random(n - 1)))
    return Tickets(
        people, np.full(n, run), zero, zero + 1, start, end, layout, none, 2 * 10**8 + np.arange(n),
        np.full(n, PASSENGER),
    )  # fmt: skip


def _absences(rides: Tickets, outward: Bools) -> tuple[Ints, Ints, Ints]:
    """Return who is elsewhere from when to when: after a run that leads away until the next ride, and before a first one home."""
    order = np.lexsort((rides.t_start, rides.person))
    person, start, end, out = rides.person[order], rides.t_start[order], rides.t_end[order], outward[order]
    same = person[1:] == person[:-1]
    until = np.append(np.where(same, start[1:], _LATER), _LATER)
    first = ~np.append(False, same) & ~out
    return (
        np.concatenate([person[out], person[first]]),
        np.concatenate([end[out], np.full(int(first.sum()), _LONG_AGO)]),
        np.concatenate([until[out], start[first]]),
    )


def seat_zone(tickets: Tickets) -> tuple[Ints, Ints]:
    """Return for each ticket the part of the run it is in (layout and carriage), and there the row, bay, compartment or cabin.

    The row is -1 for who has no seat. People in one part with one row sit nearest to each other.
    """
    seats, abreast, first_row, first_carriage, carriages = (
        np.array([getattr(layout, name) for layout in LAYOUTS])[tickets.layout]
        for name in ("seats", "abreast", "first_row", "first_carriage", "carriages")
    )
    has = tickets.seat >= 0
    # Crews and people who stand are spread over the carriages by their number; cleaners are everywhere.
    carriage = np.where(has, tickets.seat // seats, tickets.person % carriages)
    zone = tickets.layout * 100 + np.where(first_carriage > 0, first_carriage + carriage, 0)
    zone[tickets.role == CLEANER] = -1
    return zone, np.where(has, tickets.seat % seats // abreast + first_row, -1)

"""Tickets: who is on which run, from stop to stop, on which seat."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np

from graph.city.days import DAY, FIRST_DAY, Ints
from graph.city.services import CAPACITY, Service

PASSENGER, CREW, CLEANER = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Tickets:
    """One row a person and run; `board` and `alight` are positions of stops, times are UTC seconds."""

    person: Ints
    run: Ints
    board: Ints
    alight: Ints
    t_start: Ints
    t_end: Ints
    layout: Ints
    seat: Ints
    """Number of the seat in its layout, from 0; -1 for who stands, crews and cleaners."""
    booking: Ints
    """-1 for crews and cleaners."""
    role: Ints

    def __len__(self) -> int:
        """Return the number of tickets."""
        return len(self.person)

    def take(self, rows: Ints) -> "Tickets":
        """Return the tickets of these rows."""
        return Tickets(*(getattr(self, f.name)[rows] for f in fields(self)))


def together(parts: Iterable[Tickets]) -> Tickets:
    """Return several sets of tickets as one."""
    kept = list(parts)
    return Tickets(*(np.concatenate([getattr(part, f.name) for part in kept]) for f in fields(Tickets)))


def calls(service: Service) -> tuple[Ints, Ints]:
    """Return arrival and departure at each stop in seconds after midnight in the city on the run's date."""
    arrive, depart = (np.array([[s.arrive, s.depart] for s in service.stops]) * 60).T
    behind = np.array([s.behind for s in service.stops]) * 60
    return arrive + behind, depart + behind


def on_board(service: Service, day: Ints, board: Ints, alight: Ints) -> tuple[Ints, Ints]:
    """Return from when to when somebody is on a service's runs of these days between these stops."""
    arrive, depart = calls(service)
    midnight = FIRST_DAY + day * DAY
    return midnight + depart[board], midnight + arrive[alight]


def seated(tickets: Tickets, rng: np.random.Generator) -> Tickets:
    """Return the tickets with seats: bookings side by side, up to two seats free between them; who finds none stands."""
    order = np.lexsort((tickets.person, tickets.booking, tickets.layout, tickets.run))
    group = tickets.run[order] * 100 + tickets.layout[order]
    fresh = np.ones(len(order), np.bool_)
    fresh[1:] = tickets.booking[order][1:] != tickets.booking[order][:-1]
    step = 1 + np.where(fresh, rng.integers(0, 3, len(order)), 0)
    place = np.cumsum(step)
    first = np.searchsorted(group, group)
    seat = np.full(len(order), -1)
    seat[order] = place - place[first] + step[first] - 1
    seat[seat >= CAPACITY[tickets.layout]] = -1
    columns = {f.name: getattr(tickets, f.name) for f in fields(tickets)}
    return Tickets(**{**columns, "seat": seat})

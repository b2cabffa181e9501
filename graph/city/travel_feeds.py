"""Runs, timetables and rides as carriers sell them: by ID card, some without a seat, most without times, one under a codeshare."""

from pathlib import Path

import numpy as np
import pyarrow as pa

from graph.city.days import Ints
from graph.city.journeys import Journeys, day_text
from graph.city.plan import City
from graph.city.services import HARD_SEAT, HARD_SLEEPER, LAYOUTS, SHIP, SOFT_SLEEPER, ZONE, Service
from graph.city.tables import id_numbers, local, only, write
from graph.city.tickets import CLEANER, CREW, PASSENGER, Tickets

_NO_SEAT, _TIMED, _CODESHARED = 0.05, 0.4, 0.15
_HARD_LEVELS, _SOFT_LEVELS = ("lower", "middle", "upper"), ("lower", "upper")


def runs(going: Journeys, out: Path) -> Path:
    """Write each run: whether it is sealed, and what its carriages are."""
    services = [going.services[s] for s in going.run_service.tolist()]
    table = pa.table(
        {
            "mode": [s.mode for s in services],
            "number": [s.number for s in services],
            "date": [day_text(day) for day in going.run_day.tolist()],
            "sealed": ["yes" if s.sealed else "no" for s in services],
            "coach_types": pa.array([s.coach_types or None for s in services], pa.string()),
        }
    )
    return write(table, out / "runs.csv")


def timetables(plan: City, out: Path) -> Path:
    """Write when each service calls at its stops; a codeshare is a second name of the same flight."""
    rows: list[tuple[str | int | None, ...]] = []
    for service in plan.journeys.services:
        rows += _calls(service, service.number, None, plan.days)
        if service.alias:
            rows += _calls(service, service.alias, service.number, plan.days)
    names = ("mode", "number", "valid_from", "valid_to", "seq", "stop", "t_arrive", "t_depart", "zone", "alias_of")
    columns = dict(zip(names, zip(*rows, strict=True), strict=True))
    types = {"seq": pa.int64()}
    table = pa.table({name: pa.array(column, types.get(name, pa.string())) for name, column in columns.items()})
    return write(table, out / "timetables.csv")


def _calls(service: Service, number: str, alias_of: str | None, days: int) -> list[tuple[str | int | None, ...]]:
    def clock(minutes: int) -> str | None:
        return None if minutes < 0 else f"{minutes // 60:02d}:{minutes % 60:02d}"

    return [
        (service.mode, number, day_text(0), day_text(days - 1), seq, stop.name, clock(stop.arrive), clock(stop.depart),
         stop.zone if stop.behind else None, alias_of)
        for seq, stop in enumerate(service.stops, 1)
    ]  # fmt: skip


def rides(plan: City, recorded: Ints, out: Path) -> Path:
    """Write the tickets that were recorded, given by their numbers."""
    rng = np.random.default_rng(plan.seed + 11)
    going, tickets = plan.journeys, plan.journeys.tickets.take(recorded)
    services = [going.services[s] for s in going.run_service[tickets.run].tolist()]
    passenger, cleans = tickets.role == PASSENGER, tickets.role == CLEANER
    shared = passenger & (rng.random(len(tickets)) < _CODESHARED)
    abroad = np.array([any(stop.zone != ZONE for stop in s.stops) for s in services])
    timed = cleans | (~abroad & passenger & (rng.random(len(tickets)) < _TIMED))
    told = (tickets.seat >= 0) & ((rng.random(len(tickets)) >= _NO_SEAT) | (tickets.person == plan.index))
    seats = [_seat(*row) for row in zip(tickets.layout.tolist(), tickets.seat.tolist(), told.tolist(), strict=True)]
    carriage, compartment, seat, cabin = (pa.array(column, pa.string()) for column in zip(*seats, strict=True))
    stops = list(zip(services, tickets.board.tolist(), tickets.alight.tolist(), strict=True))
    table = pa.table(
        {
            "id_type": ["id_card"] * len(tickets),
            "id_number": id_numbers(plan).take(pa.array(tickets.person)),
            "mode": [s.mode for s in services],
            "number": [s.alias if a and s.alias else s.number for s, a in zip(services, shared.tolist(), strict=True)],
            "date": [day_text(day) for day in going.run_day[tickets.run].tolist()],
            "from": only(~cleans, pa.array([s.stops[at].name for s, at, _ in stops])),
            "to": only(~cleans, pa.array([s.stops[at].name for s, _, at in stops])),
            "t_depart": only(timed, local(tickets.t_start)),
            "t_arrive": only(timed, local(tickets.t_end)),
            "carriage": pa.array(_crew_carriages(tickets, carriage.to_pylist()), pa.string()),
            "compartment": compartment,
            "seat": seat,
            "cabin": only(~cleans, cabin),
            "booking": only(passenger, pa.array([f"B{b:07d}" for b in tickets.booking.tolist()])),
            "role": np.where(passenger, "passenger", "crew"),
        }
    )
    return write(table, out / "rides.csv")


def _seat(layout: int, seat: int, told: bool) -> tuple[str | None, str | None, str | None, str | None]:
    """Return carriage, compartment, seat and cabin as a ticket says them; a seat that is not told leaves only the cabin of a flight."""
    kind = LAYOUTS[layout]
    cabin = kind.name if kind.name in {"economy", "business"} else None
    if not told:
        return None, None, None, cabin
    inside = seat % kind.seats
    row = inside // kind.abreast + kind.first_row
    carriage = f"{kind.first_carriage + seat // kind.seats:02d}" if kind.first_carriage else None
    if layout == SHIP:
        return None, None, None, str(row)
    if layout == HARD_SEAT:
        return carriage, None, str(inside + 1), None
    if layout in {HARD_SLEEPER, SOFT_SLEEPER}:
        levels = _HARD_LEVELS if layout == HARD_SLEEPER else _SOFT_LEVELS
        berth = f"{carriage}-{inside // len(levels) + 1:02d}-{levels[inside % len(levels)]}"
        return carriage, str(row) if layout == SOFT_SLEEPER else None, berth, None
    return carriage, None, f"{row:02d}{kind.letters[inside % kind.abreast]}", cabin


def _crew_carriages(tickets: Tickets, carriages: list[str | None]) -> list[str | None]:
    """Return the carriages of passengers, and those that crews look after."""
    crew = (tickets.role == CREW).tolist()
    rows = zip(crew, tickets.layout.tolist(), tickets.person.tolist(), carriages, strict=True)
    return [crew_carriage(layout, person) if works else carriage for works, layout, person, carriage in rows]


def crew_carriage(layout: int, person: int) -> str | None:
    """Return the carriage in which a crew of that layout works; None where a run has none."""
    kind = LAYOUTS[layout]
    return f"{kind.first_carriage + person % kind.carriages:02d}" if kind.first_carriage else None

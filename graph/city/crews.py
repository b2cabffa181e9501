"""Who works on runs: crews that take turns, and the people who clean the cabins of aircraft that have landed."""

import numpy as np

from graph.city.days import Ints
from graph.city.services import Service
from graph.city.tickets import CLEANER, CREW, Tickets, on_board

#: Crews of cabin or carriages: as many as there are, at most so many.
_CREW = {"flight": 4, "train": 3, "coach": 1, "ship": 3}
_CLEANERS = 8
#: The cleaners are on board from the one to the other, in seconds after landing.
_CLEANING = (15 * 60, 55 * 60)


def crews(table: tuple[Service, ...], run_at: Ints, flying: Ints, driving: Ints) -> list[Tickets]:
    """Return the tickets of the crews: each team takes its pair of services every other day, out and back."""
    pairs = range(0, len(table) - 1, 2)
    copies = len(pairs) // 5
    parts = []
    pools = [flying, *np.array_split(driving, 4)]
    for kind, pool in enumerate(pools):
        teams = 2 * copies
        size = min(_CREW[table[kind * 2 * copies].mode], len(pool) // teams)
        for copy in range(copies if size else 0):
            for odd in range(2):
                team = pool[(2 * copy + odd) * size : (2 * copy + odd + 1) * size]
                parts += _team(team, table, run_at, 2 * (kind * copies + copy), odd)
    return parts


def _team(team: Ints, table: tuple[Service, ...], run_at: Ints, pair: int, odd: int) -> list[Tickets]:
    """Return the tickets of one team on the days that are its own."""
    out = np.arange(odd, run_at.shape[1], 2)
    there, again = table[pair], table[pair + 1]
    overnight = max(s.arrive for s in there.stops) > 24 * 60
    parts = []
    for service, number, days in ((there, pair, out), (again, pair + 1, out + overnight)):
        day = days[days < run_at.shape[1]]
        day = day[run_at[number, day] >= 0]
        parts.append(_crew(team, service, run_at[number, day], day))
    return parts


def _crew(team: Ints, service: Service, run: Ints, day: Ints) -> Tickets:
    """Return tickets of a team for these runs, from the first stop to the last, spread over cabins or carriages."""
    person, run, day = np.tile(team, len(run)), np.repeat(run, len(team)), np.repeat(day, len(team))
    last = np.full(len(run), len(service.stops) - 1)
    start, end = on_board(service, day, np.zeros_like(last), last)
    kinds = np.array([kind for kind, _ in service.layouts])
    layout = np.tile(kinds[np.arange(len(team)) % len(kinds)], len(day) // max(len(team), 1))
    none = np.full(len(run), -1)
    return Tickets(person, run, np.zeros_like(last), last, start, end, layout, none, none, np.full(len(run), CREW))


def cleaners(table: tuple[Service, ...], run_service: Ints, run_day: Ints, pool: Ints) -> Tickets:
    """Return who cleans which flight after it has landed in the city: fixed teams that take turns."""
    copies = len(table) // 10
    teams = np.array_split(pool, max(copies, len(pool) // _CLEANERS))
    flights = [run for run, service in enumerate(run_service) if _lands_here(table[service])]
    numbers, days = run_service[flights], run_day[flights]
    team = [teams[t] for t in ((days * 7 + numbers // 2) % len(teams)).tolist()]
    size = [len(members) for members in team]
    last = np.array([len(table[s].stops) - 1 for s in numbers.tolist()])
    calls = zip(numbers.tolist(), days, last, strict=True)
    landing = np.array([on_board(table[s], day, stop - 1, stop)[1] for s, day, stop in calls])
    run, stop, landed = np.repeat(flights, size), np.repeat(last, size), np.repeat(landing, size)
    none = np.full(len(run), -1)
    return Tickets(
        person=np.concatenate(team),
        run=run,
        board=stop,
        alight=stop,
        t_start=landed + _CLEANING[0],
        t_end=landed + _CLEANING[1],
        layout=np.zeros_like(run),
        seat=none,
        booking=none,
        role=np.full(len(run), CLEANER),
    )


def _lands_here(service: Service) -> bool:
    return service.mode == "flight" and not service.outward

"""Trips: who leaves the city, alone or as a family on one booking, and when they come back."""

from dataclasses import dataclass, fields

import numpy as np

from graph.city.days import Bools, Floats, Ints
from graph.city.services import TRIP_MODES, TRIP_SHARES, Service
from graph.city.tickets import PASSENGER, Tickets, on_board

#: About one in twenty leaves the city within two weeks.
_TRAVELLERS = 0.052
_FAMILIES = 0.35
_LONGEST = 4
#: The days on which the first case flies out and back, and takes a train out and back.
INDEX_DAYS = {"flight": 4, "fast train": 5}


@dataclass(frozen=True, slots=True)
class Trips:
    """One row a traveller; days are days of the city, and may lie outside of them."""

    person: Ints
    booking: Ints
    pair: Ints
    """Number of the outward service; the next one goes back."""
    out: Ints
    back: Ints
    stop: Floats
    """A share of 1 that settles the stop, and one that settles the class; the same for all of a booking."""
    comfort: Floats

    def take(self, rows: Bools | Ints) -> "Trips":
        """Return the trips of these rows."""
        return Trips(*(getattr(self, f.name)[rows] for f in fields(self)))


def trips(home: Ints, free: Bools, index: int, copies: int, days: int, rng: np.random.Generator) -> Trips:
    """Return trips of whole households and of single adults among the free, and last those of the first case."""
    homes = int(home[-1]) + 1
    wanted = min(max(4, int(len(home) * days / 14 * _TRAVELLERS / (1 + _FAMILIES * 1.6))), homes)
    chosen = np.sort(rng.choice(homes, size=wanted, replace=False))
    whole = rng.random(wanted) < _FAMILIES
    mode = rng.choice(len(TRIP_SHARES), size=wanted, p=TRIP_SHARES)
    out = rng.integers(-2, days, wanted)
    back = out + rng.integers(1, _LONGEST + 1, wanted)
    ship = mode == TRIP_MODES.index("ship")  # down the river on even days, up again on odd ones
    out[ship] += out[ship] % 2
    back[ship] += (back[ship] + 1) % 2
    stop, comfort = rng.random((2, wanted))
    pair = 2 * (mode * copies + rng.integers(0, copies, wanted))
    member = np.flatnonzero(free & np.isin(home, chosen))
    row = np.searchsorted(chosen, home[member])
    goes = (whole[row] | (member == np.searchsorted(home, home[member]))) & (out[row] < days) & (back[row] >= 0)
    member, row = member[goes], row[goes]
    day = np.array(list(INDEX_DAYS.values()))
    own = np.array([TRIP_MODES.index(mode) for mode in INDEX_DAYS]) * 2 * copies
    return Trips(
        person=np.append(member, np.full(2, index)),
        booking=np.append(row, wanted + np.arange(2)),
        pair=np.append(pair[row], own),
        out=np.append(out[row], day),
        back=np.append(back[row], day),
        stop=np.append(stop[row], [0.9, 0.9]),
        comfort=np.append(comfort[row], np.zeros(2)),
    )


def legs(going: Trips, table: tuple[Service, ...], run_at: Ints, *, back: bool) -> Tickets:
    """Return tickets of the ways out, or of the ways back, on the city's days."""
    day = going.back if back else going.out
    trip = np.flatnonzero((day >= 0) & (day < run_at.shape[1]))
    trip = trip[run_at[going.pair[trip] + back, day[trip]] >= 0]
    number, day = going.pair[trip] + back, day[trip]
    board, alight, layout, start, end = (np.zeros(len(trip), np.int64) for _ in range(5))
    for at in np.unique(number).tolist():
        service, rows = table[at], np.flatnonzero(number == at)
        here, share = service.here, going.stop[trip[rows]]
        span = here if back else len(service.stops) - 1 - here
        other = (share * span).astype(np.int64)
        board[rows], alight[rows] = (here - 1 - other, here) if back else (here, here + 1 + other)
        start[rows], end[rows] = on_board(service, day[rows], board[rows], alight[rows])
        layout[rows] = layouts(service, going.comfort[trip[rows]])
    return Tickets(
        person=going.person[trip],
        run=run_at[number, day],
        board=board,
        alight=alight,
        t_start=start,
        t_end=end,
        layout=layout,
        seat=np.full(len(trip), -1),
        booking=going.booking[trip] * 2 + back,
        role=np.full(len(trip), PASSENGER),
    )


def layouts(service: Service, share: Floats) -> Ints:
    """Return the layout that each share of 1 falls into."""
    kinds = np.array([kind for kind, _ in service.layouts])
    bounds = np.cumsum([part for _, part in service.layouts])[:-1]
    return kinds[np.searchsorted(bounds, share, side="right")]

"""Seats on board: who was near whom on a flight, train, coach or ship (semantics.md, 4 and 7).

Vectorised over the rows of an answer; only the distinct seats and runs among them are read in Python.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from graph.engines.protocol import Overlaps
from graph.model.flags import DAY_ONLY, ESTIMATED_END, STAFF
from graph.model.seats import Seat
from graph.model.timed_graph import Index, Ints, Place
from queries.rules.rules import Edition, Row
from queries.stays import used

Bools = NDArray[np.bool_]
#: Letters of seats from one side of a cabin to the other; I is never used.
_LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
_LETTER = re.compile(r"\d([A-Z])$")
_SOFT = "soft_sleeper"
#: The key of a run ends with the date of its origin; other places of these kinds have no seats.
_RUN = re.compile(r":\d{4}-\d\d-\d\d$")


@dataclass(frozen=True, slots=True)
class OnBoard:
    """What seats say about rows: for which of them each reason holds.

    `close` are reasons to be close; `unknown` tell of the others what would have to be known. The rest were on board.
    """

    close: Mapping[str, Bools]
    unknown: Mapping[str, Bools] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Side:
    """Where one side of each row sat: numbers of names that are equal where the names are, rows, bays; -1 unknown."""

    staff: Bools
    cabin: Index
    carriage: Index
    compartment: Index
    row: Index
    bay: Index
    letter: Index


@dataclass(frozen=True, slots=True)
class _Rides:
    """Rows at places of one kind: both sides, who booked together, and of the run whether it is sealed (-1 unknown)."""

    a: _Side
    b: _Side
    booked: Bools
    on_run: Bools
    sealed: Index
    soft: Bools
    """Whether the carriage of `a` is a soft sleeper."""

    def same(self, part: str) -> Bools:
        """Return where both sides' part is known and the same."""
        return self.within(part, 0)

    def known(self, part: str) -> Bools:
        """Return where both sides' part is known."""
        a, b = self._sides(part)
        return (a >= 0) & (b >= 0)

    def within(self, part: str, most: int) -> Bools:
        """Return where both sides' numbers are known and at most so far apart."""
        a, b = self._sides(part)
        near: Bools = self.known(part) & (np.abs(a - b) <= most)
        return near

    def _sides(self, part: str) -> tuple[Index, Index]:
        return getattr(self.a, part), getattr(self.b, part)

    @property
    def staff(self) -> Bools:
        """Return where one side is crew."""
        return self.a.staff | self.b.staff


def on_board(overlaps: Overlaps, rows: Ints, edition: Edition, row: Row) -> OnBoard:
    """Return what the seats of rows of an answer (positions in it, at places of one kind) say under a row's test."""
    rides = _rides(overlaps, rows)
    found = _TESTS[row.test](rides, edition, row)
    there, elsewhere = rides.on_run, {"SEAT_UNKNOWN": ~rides.on_run}
    close, unknown = ({code: holds & there for code, holds in part.items()} for part in (found.close, found.unknown))
    return OnBoard(close, {code: holds | elsewhere.get(code, False) for code, holds in unknown.items()})


def sure_of_time(overlaps: Overlaps, rows: Ints) -> Bools:
    """Return which rows are surely at one time: told by clock, or by the day on a run of one leg, never without end."""
    flags = overlaps.a_flags[rows] | overlaps.b_flags[rows]
    place = overlaps.place[rows]
    single = np.zeros(int(place.max(initial=-1)) + 1, np.bool_)
    here = used(place)
    single[here] = [overlaps.places[i].one_leg for i in here]
    sure: Bools = ((flags & ESTIMATED_END) == 0) & (((flags & DAY_ONLY) == 0) | single[place])
    return sure


def _on_plane(r: _Rides, edition: Edition, row: Row) -> OnBoard:
    """Return who sat near in one cabin (unknown on a side: the same), who booked together, whom the crew served."""
    cabins = r.known("cabin")
    near = (~cabins | r.same("cabin")) & r.within("row", edition.numbers["flight_rows"].whole)
    unknown = ~r.known("row")
    if (seats := edition.numbers.get("flight_seats")) is not None:
        unknown |= near & ~r.known("letter")
        near = near & r.within("letter", seats.whole)
    close = {row.reason: near}
    if "same_booking" in row.also:
        close["SAME_BOOKING"] = r.booked
    if "crew" in row.also:
        close["CREW"] = _crew(r, row, r.same("cabin"))
        unknown = np.where(r.staff, ~cabins, unknown)
    return OnBoard(close, {"SEAT_UNKNOWN": unknown})


def _on_train(r: _Rides, edition: Edition, row: Row) -> OnBoard:
    """Return who shared a sealed carriage or soft compartment, or a bay with the next ones, or was served by crew."""
    carriage = r.same("carriage")
    sealed = carriage & np.where(r.soft, r.same("compartment"), True)
    open_ = carriage & r.within("bay", edition.numbers["train_bays"].whole)
    yes, unclear = r.sealed == 1, _unclear(r, sealed, open_)
    crew = _crew(r, row, carriage)
    close = {
        row.reason: yes & sealed & ~r.soft,
        "SAME_COMPARTMENT": yes & sealed & r.soft,
        "SAME_BAY": open_ & ~yes & (~unclear | crew),
        "CREW": crew,
    }
    part = np.where(yes, ~r.soft | r.known("compartment"), r.known("bay"))
    unknown = ~r.known("carriage") | (carriage & ~part)
    return OnBoard(close, {"SEAT_UNKNOWN": unknown, "SEALED_UNKNOWN": unclear})


def _on_coach(r: _Rides, edition: Edition, row: Row) -> OnBoard:
    """Return who was on a sealed coach, or sat near on another, or was served by the driver."""
    one_carriage = r.a.carriage == r.b.carriage
    near = one_carriage & r.within("row", edition.numbers["coach_rows"].whole)
    yes, unclear = r.sealed == 1, _unclear(r, np.ones_like(near), near)
    close = {"SEALED_COACH": yes, row.reason: near & ~yes, "CREW": _crew(r, row, ~yes)}
    unknown = np.where(one_carriage, ~r.known("row"), ~r.known("carriage"))
    return OnBoard(close, {"SEAT_UNKNOWN": unknown, "SEALED_UNKNOWN": unclear})


def _on_ship(r: _Rides, _edition: Edition, row: Row) -> OnBoard:
    """Return who shared a cabin."""
    return OnBoard({row.reason: r.same("cabin")}, {"SEAT_UNKNOWN": ~r.known("cabin")})


def _unclear(r: _Rides, sealed: Bools, open_: Bools) -> Bools:
    """Return where nobody knows whether a run was sealed, and who is close on it depends on that."""
    unclear: Bools = (r.sealed < 0) & (sealed != open_)
    return unclear


def _crew(r: _Rides, row: Row, there: Bools) -> Bools:
    """Return where crew served the other side, if the row counts that."""
    return r.staff & there & ("crew" in row.also)


_TESTS: dict[str, Callable[[_Rides, Edition, Row], OnBoard]] = {
    "on_plane": _on_plane,
    "on_train": _on_train,
    "on_coach": _on_coach,
    "on_ship": _on_ship,
}


def _rides(o: Overlaps, rows: Ints) -> _Rides:
    """Return the rows of an answer with their seats read."""
    indexes = np.stack((o.a_seat[rows], o.b_seat[rows]))
    here = used(indexes[indexes >= 0])
    names: dict[str, int] = {}
    columns = _columns([Seat.read(o.seats[i]) for i in here], names)
    at = np.where(indexes < 0, len(here), np.searchsorted(here, indexes))
    sides = [
        _Side((flags[rows] & STAFF) != 0, *(column[i] for column in columns))
        for i, flags in zip(at, (o.a_flags, o.b_flags), strict=True)
    ]
    place = o.place[rows]
    runs = used(place)
    run = np.searchsorted(runs, place)
    sealed = np.array([-1 if (s := o.places[i].sealed) is None else s for i in runs], np.int32)
    carriages = len(names) + 1
    soft = [k * carriages + number for k, i in enumerate(runs) for number in _soft(o.places[i], names)]
    is_soft = np.isin(run * carriages + sides[0].carriage, np.array(soft, np.int64)) & (sides[0].carriage >= 0)
    on_run = np.array([_RUN.search(o.places[i].key) is not None for i in runs], np.bool_)
    return _Rides(sides[0], sides[1], o.booked[rows], on_run[run], sealed[run], is_soft)


def _columns(seats: Sequence[Seat], names: dict[str, int]) -> list[Index]:
    """Return cabin, carriage, compartment, row, bay and letter of each seat, and of none last; names get numbers."""

    def name(text: str) -> int:
        return names.setdefault(text, len(names)) if text else -1

    def number(value: int | None) -> int:
        return -1 if value is None else value

    read = [
        (
            name(s.cabin),
            name(s.carriage),
            name(s.compartment),
            number(None if s.is_berth else s.row),
            number(s.bay),
            _letter(s),
        )
        for s in seats
    ]
    return list(np.array([*read, (-1,) * 6], np.int32).T)


def _letter(seat: Seat) -> int:
    """Return how far from the side with A a seat is, by its letter; -1 unknown.

    >>> _letter(Seat(seat="12C")), _letter(Seat(seat="12"))
    (2, -1)
    """
    found = _LETTER.search(seat.seat)
    return _LETTERS.find(found[1]) if found else -1


def _soft(place: Place, names: Mapping[str, int]) -> list[int]:
    """Return the numbers of the run's soft sleepers among the carriages that were named."""
    told = (text.partition(":") for text in place.coach_types)
    return [names[carriage] for carriage, _, kind in told if kind == _SOFT and carriage in names]

"""The rows of editions for flights, trains, coaches and ships (semantics.md, 7; V1 and V3 to V9 of the domain's list)."""

from dataclasses import replace
from typing import NamedTuple

from tests.oracle.editions import Rules
from tests.oracle.record import Seat, Stay, seat_gap
from tests.oracle.runs import Run
from tests.oracle.together import Meeting

ROWS = 3  # rows either side on a coach


class Verdict(NamedTuple):
    """What a time together on board is, why, and what has to be asked about the run."""

    grade: str
    reasons: frozenset[str]
    question: str | None = None


def general(reason: str) -> Verdict:
    """Return `general`; what is not known is asked."""
    return Verdict("general", frozenset({reason}), reason if reason in {"SEAT_UNKNOWN", "SEALED_UNKNOWN"} else None)


def verdict(m: Meeting, run: Run | None, rules: Rules) -> Verdict:
    """Return what an edition says of a time together on a run (None: a place of that kind that is no run)."""
    found = _by_seat(m.a, m.b, run, rules)
    qualities = {m.a.quality, m.b.quality}
    clear = qualities == {"timed"} or ("open" not in qualities and run is not None and run.one_leg)
    return found if found.grade != "close" or clear else general("TIME_UNSURE")


def _by_seat(a: Stay, b: Stay, run: Run | None, rules: Rules) -> Verdict:
    if run is None or a.seat is None or b.seat is None:
        return general("SEAT_UNKNOWN")
    if a.kind == "flight":
        return _flight(a, b, a.seat, b.seat, rules)
    if a.kind == "ship":
        return _one("cabin", "SAME_CABIN", a.seat, b.seat)
    by_kind = _train if a.kind == "train" else _coach
    if run.sealed is not None:
        return by_kind(a, b, run)
    sealed, not_sealed = (by_kind(a, b, replace(run, sealed=reading)) for reading in (True, False))
    return not_sealed if sealed.grade == not_sealed.grade else general("SEALED_UNKNOWN")


def _flight(a: Stay, b: Stay, one: Seat, two: Seat, rules: Rules) -> Verdict:
    gap, cabins = seat_gap(a, b), (one.cabin, two.cabin)
    rows, letters = gap is not None and gap <= rules.flight_rows, (one.letter, two.letter)
    crew = rules.party and (one.crew or two.crew)
    beside = rules.flight_seats is None or (
        letters[0] is not None and letters[1] is not None and abs(letters[0] - letters[1]) <= rules.flight_seats
    )
    met = {
        rules.near: rows and beside,
        "CREW": crew and None not in cabins and cabins[0] == cabins[1],
        "SAME_BOOKING": rules.party and one.booking is not None and one.booking == two.booking,
    }
    if any(met.values()):
        return Verdict("close", frozenset(reason for reason, holds in met.items() if holds))
    letter_unknown = rows and rules.flight_seats is not None and None in letters
    unknown = None in cabins if crew else None in {one.row, two.row} or letter_unknown
    return general("SEAT_UNKNOWN" if unknown else "SAME_RUN")


def _one(name: str, reason: str, one: Seat, two: Seat) -> Verdict:
    """Return `close` where both were in one carriage, compartment or cabin."""
    sides = getattr(one, name), getattr(two, name)
    if None in sides:
        return general("SEAT_UNKNOWN")
    return Verdict("close", frozenset({reason})) if sides[0] == sides[1] else general("SAME_RUN")


def _train(a: Stay, b: Stay, run: Run) -> Verdict:
    one, two = a.seat or Seat(), b.seat or Seat()
    carriage = _one("carriage", "SAME_CARRIAGE", one, two)
    if carriage.grade != "close":
        return carriage
    if not run.sealed:
        found = _bays(one, two)
    elif run.types.get(one.carriage or "") == "soft_sleeper":
        found = _one("compartment", "SAME_COMPARTMENT", one, two)
    else:
        found = carriage
    if not (one.crew or two.crew):
        return found
    return Verdict("close", frozenset({"CREW"}) | (found.reasons if found.grade == "close" else frozenset()))


def _bays(one: Seat, two: Seat) -> Verdict:
    bays = bay(one), bay(two)
    if bays[0] is None or bays[1] is None:
        return general("SEAT_UNKNOWN")
    return Verdict("close", frozenset({"SAME_BAY"})) if abs(bays[0] - bays[1]) <= 1 else general("SAME_RUN")


def bay(seat: Seat) -> int | None:
    """Return the bay of a seat or berth: its compartment's number, else two berths make one, else its row."""
    if seat.compartment is not None and seat.compartment.isdecimal():
        return int(seat.compartment)
    return (seat.berth + 1) // 2 if seat.berth is not None else seat.row


def _coach(a: Stay, b: Stay, run: Run) -> Verdict:
    if run.sealed:
        return Verdict("close", frozenset({"SEALED_COACH"}))
    one, two = a.seat or Seat(), b.seat or Seat()
    gap = seat_gap(a, b)
    met = {"SEAT_ROWS": gap is not None and gap <= ROWS, "CREW": one.crew or two.crew}
    if any(met.values()):
        return Verdict("close", frozenset(reason for reason, holds in met.items() if holds))
    carriages = {one.carriage, two.carriage}
    apart = gap is not None or (len(carriages) == 2 and None not in carriages)
    return general("SAME_RUN" if apart else "SEAT_UNKNOWN")

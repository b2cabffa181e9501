"""Rides as stays on runs, with the seats that their records tell (semantics.md, 4)."""

import re
import unicodedata
from dataclasses import replace

from tests.oracle.people import People, slots
from tests.oracle.places import Spot
from tests.oracle.record import Seat, Stay
from tests.oracle.rows import Row, tidy
from tests.oracle.runs import Leg, Runs

#: What a record without it takes over from another record of the same person and run.
TOLD = ("carriage", "compartment", "cabin", "seat")
#: Seats of a row from side to side; there is no seat I.
LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
BERTH = re.compile(r"(\w+)-(\d+)-\w+")
Told = dict[str, str]


def told(row: Row) -> Told:
    """Return carriage, compartment, cabin and seat as a ride tells them, compared forms only; a berth tells its carriage.

    >>> told(Row("rides", "", 0, {"seat": "05-12-upper"}, 0, False, "", "", ""))
    {'seat': '05-12-UPPER', 'carriage': '5'}
    """
    found = {name: tidy(row.values[name]) for name in TOLD if name in row.values and name != "seat"}
    if "seat" in row.values:
        found["seat"] = unicodedata.normalize("NFKC", row.values["seat"]).strip().upper()
        if berth := BERTH.fullmatch(found["seat"]):
            found.setdefault("carriage", tidy(berth[1]))
    return found


def seat_of(found: Told, row: Row) -> Seat:
    """Return where somebody sat: of a seat like 12A or 12 its row and letter, of a berth like 05-12-upper its number."""
    seat = found.get("seat", "")
    number, berth = re.fullmatch(r"(\d+)([A-Z]?)", seat), BERTH.fullmatch(seat)
    letter = LETTERS.find(number[2]) if number and number[2] else -1
    return Seat(found.get("carriage"), found.get("compartment"), found.get("cabin"), int(number[1]) if number else None,
                letter if letter >= 0 else None, int(berth[2]) if berth else None, row.values.get("role") == "crew", row.values.get("booking"))  # fmt: skip


def fault(row: Row, runs: Runs) -> str | None:
    """Return the code for which a ride is held, None if it stands."""
    leg = runs.leg(row)
    if isinstance(leg, str):
        return leg
    types, carriage = runs.of(row).types, told(row).get("carriage")
    return "CARRIAGE_UNKNOWN" if types and carriage is not None and carriage not in types else None


def records(rows: list[Row], runs: Runs, people: People) -> list[Stay]:
    """Return the stays of rides, one a row; what one record of a ride leaves out is taken over from another."""
    found = []
    for row in (r for r in rows if r.feed == "rides"):
        leg, run = runs.leg(row), runs.of(row)
        assert isinstance(leg, Leg)
        person, shared = people.of(slots(row)[0], leg.start)
        flags = {f for f, on in (("shared_identifier", shared), ("day_only", leg.quality == "day")) if on}
        stay = Stay(person, Spot(run.key, run.key, None, None), run.mode, leg.start, leg.end, leg.quality,
                    frozenset(flags), frozenset({row.source}))  # fmt: skip
        found.append((stay, told(row), row))
    return [_seated(stay, _completed(stay, own, [(s, t) for s, t, _ in found]), row) for stay, own, row in found]


def _completed(stay: Stay, own: Told, others: list[tuple[Stay, Told]]) -> Told:
    """Return what a record tells, and what it does not tell where overlapping ones of its person and run tell one value."""
    near = [t for s, t in others if (s.person, s.spot.top) == (stay.person, stay.spot.top) and _overlap(s, stay)]
    filled = dict(own)
    for name in TOLD:
        values = {t[name] for t in near if name in t}
        if name not in own and len(values) == 1:
            filled[name] = values.pop()
    return filled


def _overlap(a: Stay, b: Stay) -> bool:
    return max(a.start, b.start) < min(max(a.end, a.start + 1), max(b.end, b.start + 1))


def _seated(stay: Stay, found: Told, row: Row) -> Stay:
    zone = found.get("carriage") if stay.kind in {"train", "coach"} else found.get("cabin")
    return replace(stay, spot=replace(stay.spot, zone=zone), seat=seat_of(found, row))

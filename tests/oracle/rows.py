"""Times, content, versions and outcomes of rows (semantics.md, 1 and 2)."""

import re
import time
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from tests.oracle.fed import BOOLEANS, LENGTHS, NUMBERS, TIMES, Fields, World, code
from tests.oracle.run_numbers import numbers

DAY = 86_400
Outcome = Literal["accepted", "duplicate", "superseded", "quarantined", "rejected"]
OF_THINGS = {
    "people": ("person",), "places": ("place_id",), "cases": ("case_id",), "orgs": ("org_code",), "divisions": ("code",),
    "runs": ("mode", "number", "date"), "timetables": ("mode", "number", "date", "valid_from", "valid_to", "weekdays", "seq"),
    "households": ("household_id", "person"), "tests": ("sample_id",),
}  # fmt: skip
#: Columns that hold a row's interval.
INTERVALS = (("t_start", "t_end"), ("valid_from", "valid_to"), ("t", "t_end"))
DATUMS = {"wgs84", "gcj02", "bd09"}


def instant(text: str, zone: str, *, end: bool = False) -> tuple[int, bool]:
    """Return UTC seconds and whether the text had a clock; without one the day's start, or its end if `end`."""
    if len(text) == len("2021-07-29"):
        day = datetime.fromisoformat(text) + timedelta(days=1 if end else 0)
        return int(day.replace(tzinfo=ZoneInfo(zone)).timestamp()), False
    at = datetime.fromisoformat(text)
    return int((at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))).timestamp()), True


def utc(seconds: int) -> str:
    """Return seconds as RFC 3339."""
    return datetime.fromtimestamp(seconds, ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%SZ")


def yes(text: str | None) -> bool:
    """Return whether a cell says yes."""
    return (text or "").lower() in {"true", "1", "yes", "y", "是"}


def tidy(text: str) -> str:
    """Return a carriage, compartment or cabin as it is compared: NFKC, upper case, a number without leading zeros."""
    return re.sub(r"^0+(?=\d+$)", "", unicodedata.normalize("NFKC", text).strip().upper())


@dataclass(eq=False)
class Row:
    """One fed row, and what became of it."""

    feed: str
    source: str
    batch: int
    values: Fields
    version: Decimal
    declared: bool
    op: str
    record: str
    content: str
    outcome: Outcome = "accepted"
    reason: str | None = None


def identifiers(values: Fields, source: str, suffix: str = "") -> list[tuple[str, str]]:
    """Return (kind, text) of a person's identifiers in a row, strongest first."""
    found = []
    if f"id_number{suffix}" in values:
        found.append(("document", f"{values.get(f'id_type{suffix}', 'id_card')}:{values[f'id_number{suffix}']}"))
    named = "person_id" if not suffix else f"person{suffix}"
    if named in values:
        found.append(("person_id", f"person_id:{source}:{values[named]}"))
    found += [
        (kind, f"{kind}:{values[kind + suffix]}") for kind in ("phone", "device", "plate") if kind + suffix in values
    ]
    return found


def content(values: Fields, zone: str, feed: str = "") -> str:
    """Return the row's content: `name=value` lines by name, times as UTC seconds (a date stays a date)."""
    lines = []
    for name, value in sorted(values.items()):
        if name in {"record_id", "version", "op"}:
            continue
        if name in TIMES and feed != "timetables":  # those are times of day, and dates
            seconds, clock = instant(value, zone)
            lines.append(f"{name}={seconds if clock else value}")
        elif name in LENGTHS and float(value) < 0:
            continue  # it cannot be meant, so it is left out
        elif name in NUMBERS:
            lines.append(f"{name}={float(value):.15g}")
        elif name in BOOLEANS:
            lines.append(f"{name}={'true' if yes(value) else 'false'}")
        else:
            lines.append(f"{name}={value}")
    return "\n".join(lines)


def fault(feed: str, values: Fields, zone: str) -> tuple[Outcome, str] | None:
    """Return outcome and reason of a row that is no fact; None if it stands. Only what worlds contain."""
    if values.get("op") == "cancel":
        return None
    if feed == "positions" and (bad := _nowhere(values)):
        return bad
    if feed == "encounters" and identifiers(values, "", "_a")[:1] == identifiers(values, "", "_b")[:1]:
        return "rejected", "SELF_CONTACT"
    first, last = next((p for p in INTERVALS if set(p) <= values.keys()), ("", ""))
    if not first:
        return None
    end, clock = instant(values[last], zone, end=True)
    length = end - instant(values[first], zone)[0]
    if length < 0 or (length == 0 and not clock):  # the end of a day at the start: the day before
        return "quarantined", "END_BEFORE_START"
    of_stay = feed in {"stays", "encounters", "positions"}
    return ("quarantined", "TOO_LONG") if length > 400 * DAY and of_stay else None


def _nowhere(v: Fields) -> tuple[Outcome, str] | None:
    """Return why a position names no cell: a given cell needs nothing else, coordinates need their datum."""
    if "cell_id" in v:
        return None
    if not {"lat", "lon"} <= v.keys():
        return "rejected", "MISSING_VALUE"
    lat, lon = float(v["lat"]), float(v["lon"])
    if (lat, lon) == (0, 0) or abs(lat) > 90 or abs(lon) > 180:
        return "quarantined", "COORDINATE"
    return None if v.get("datum", "").lower() in DATUMS else ("quarantined", "DATUM_UNDECLARED")


def version_of(text: str | None, zone: str) -> Decimal | None:
    """Return a version on the one line of numbers and instants."""
    if text is None:
        return None
    try:
        return Decimal(text)
    except ArithmeticError:
        return Decimal(instant(text, zone)[0])


def read(world: World) -> list[Row]:
    """Return every row of a world with its outcome as of now; held rows are found later, by people and places."""
    rows = []
    for batch, fed in enumerate(world.files):
        exported = version_of(fed.exported_at, world.timezone)
        for values in fed.rows:
            text = content(values, world.timezone, fed.feed)
            version = version_of(values.get("version"), world.timezone) or exported
            row = Row(fed.feed, fed.source, batch, values, version or Decimal(int(time.time()) + batch), version is not None,
                      values.get("op", "upsert"), _record(fed.feed, fed.source, values, text), text)  # fmt: skip
            if bad := fault(fed.feed, values, world.timezone):
                row.outcome, row.reason = bad
            rows.append(row)
    records: dict[str, list[Row]] = {}
    for row in rows:
        if row.reason is None:
            records.setdefault(row.record, []).append(row)
    for competing in records.values():
        _settle(competing)
    return rows


def _record(feed: str, source: str, values: Fields, text: str) -> str:
    if "record_id" in values:
        return f"{source}/{feed}/record/{values['record_id']}"
    names = OF_THINGS.get(feed, ())
    if names and (feed != "tests" or "sample_id" in values):
        key = [identifiers(values, source)[:1] if n == "person" else numbers(values[n]) if n == "number" else values.get(n)
               for n in names]  # fmt: skip
        return f"{source}/{feed}/key/{key}"
    return f"{source}/{feed}/content/{text}"


def _settle(rows: list[Row]) -> None:
    """Give the rows of one record, in order of arrival, their outcomes."""
    competing: list[Row] = []
    for i, row in enumerate(rows):
        if not row.declared and any((r.content, r.op) == (row.content, row.op) for r in rows[:i]):
            row.outcome = "duplicate"
        else:
            competing.append(row)
    current = max(competing, key=lambda r: (r.version, r.op == "cancel", code(r.content, 64)))
    equal = [r for r in competing if (r.content, r.op) == (current.content, current.op)]
    for row in competing:
        row.outcome = "accepted" if row is equal[0] else "duplicate" if row in equal else "superseded"


def live(rows: list[Row]) -> list[Row]:
    """Return the rows that are facts now: accepted and no cancel."""
    return [r for r in rows if r.outcome == "accepted" and r.op != "cancel"]

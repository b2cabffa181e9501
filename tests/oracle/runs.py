"""Runs: which rows speak of one, its timetable, and the legs of rides on it (semantics.md, 4)."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tests.oracle.record import Quality
from tests.oracle.rows import DAY, Row, instant, tidy
from tests.oracle.run_numbers import numbers

FEEDS = {"rides", "runs", "timetables"}
NO = {"false", "0", "no", "n", "否"}
YES = {"true", "1", "yes", "y", "是"}


class Leg(NamedTuple):
    """When somebody was on board: UTC seconds; an open leg has no end until it is closed, a day is the whole day."""

    start: int
    end: int
    quality: Quality


@dataclass(frozen=True)
class Stop:
    """A stop of a timetable: its name as compared, its zone, and its events in UTC seconds."""

    name: str
    zone: str
    arrive: int | None
    depart: int | None


@dataclass(frozen=True)
class Run:
    """A flight, train, coach or ship that ran once."""

    key: str
    mode: str
    numbers: frozenset[str]
    sealed: bool | None
    types: dict[str, str]
    """Coach type of each carriage, both as compared; empty if not told."""
    stops: tuple[Stop, ...]
    one_leg: bool
    """Nobody can have been on another part of it."""


def of_run(row: Row) -> tuple[str, tuple[str, ...], str]:
    """Return mode, numbers and date of a row of rides, runs or timetables; the date of a timetable may be empty."""
    return row.values["mode"].strip().lower(), numbers(row.values["number"]), row.values.get("date", "")[:10]


def stop_name(text: str) -> str:
    """Return a stop's name as it is compared: NFKC, no spaces, no case, without one last 站."""
    name = "".join(unicodedata.normalize("NFKC", text).split()).casefold()
    return name.removesuffix("站") or name


def holds(row: Row, day: str) -> bool:
    """Return whether a row speaks of a date; a timetable without date by its validity and weekdays."""
    v = row.values
    if row.feed != "timetables" or "date" in v:
        return v.get("date", "")[:10] == day
    weekdays = re.findall("[1-7]", v.get("weekdays", ""))
    fits = not weekdays or str(date.fromisoformat(day).isoweekday()) in weekdays
    return fits and v.get("valid_from", day)[:10] <= day <= v.get("valid_to", day)[:10]


class Runs:
    """Every run that live rows speak of."""

    def __init__(self, rows: list[Row], zone: str) -> None:
        self.rows = [r for r in rows if r.feed in FEEDS]
        self.zone = zone
        self.found: dict[tuple[str, str, str], Run] = {}
        self.by_key: dict[str, Run] = {}

    def of(self, row: Row) -> Run:
        """Return the run of a ride."""
        mode, names, day = of_run(row)
        if (mode, day, names[0]) not in self.found:
            run = self._run(mode, day, names[0])
            self.by_key[run.key] = run
            self.found |= {(mode, day, n): run for n in run.numbers}
        return self.found[mode, day, names[0]]

    def _run(self, mode: str, day: str, number: str) -> Run:
        rows = [r for r in self.rows if of_run(r)[0] == mode and holds(r, day)]
        names = {number}
        while more := {n for r in rows if names & _names(r) for n in _names(r)} - names:
            names |= more
        rows = [r for r in rows if names & _names(r)]
        aliases = {n for r in rows if "alias_of" in r.values for n in of_run(r)[1]}
        told = [r.values for r in rows if r.feed == "runs"]
        sealed = {s in YES for v in told if (s := v.get("sealed", "").lower()) in YES | NO}
        types: dict[str, str] = {}
        for v in sorted(told, key=str):
            for entry in re.split("[;；]", v.get("coach_types", "")):
                if ":" in entry.replace("：", ":"):
                    carriage, _, kind = entry.replace("：", ":").partition(":")
                    types.setdefault(tidy(carriage), kind.strip().lower())
        stops = self._stops([r for r in rows if r.feed == "timetables"], day)
        rides = [r.values for r in rows if r.feed == "rides"]
        named = {stop_name(v[side]) for v in rides for side in ("from", "to") if side in v}
        one_leg = len(stops) == 2 if stops else mode == "flight" and len(named) <= 2
        return Run(f"{mode}:{min(names - aliases or names)}:{day}", mode, frozenset(names),
                   sealed.pop() if len(sealed) == 1 else None, types, stops, one_leg)  # fmt: skip

    def _stops(self, rows: list[Row], day: str) -> tuple[Stop, ...]:
        """Return the stops by seq; rows with a date beat those with validity, a run's own rows those of its aliases."""
        dated = [r for r in rows if "date" in r.values] or rows
        by_seq: dict[int, Row] = {}
        for r in sorted(dated, key=lambda r: ("alias_of" in r.values, r.source, of_run(r)[1], r.content)):
            by_seq.setdefault(int(r.values["seq"]), r)
        stops, before = [], None
        for _, row in sorted(by_seq.items()):
            v, zone = row.values, row.values.get("zone", self.zone)
            times: dict[str, int | None] = {"t_arrive": None, "t_depart": None}
            for name in times:
                if name in v:
                    before = times[name] = _event(day, v[name], zone, before)
            stops.append(Stop(stop_name(v["stop"]), zone, times["t_arrive"], times["t_depart"]))
        return tuple(stops)

    def leg(self, row: Row) -> Leg | str:
        """Return the leg of a ride, or the code for which it is held."""
        stops, v = self.of(row).stops, row.values
        on, off = (self._named(stops, v.get(side)) for side in ("from", "to"))
        if stops and ((v.get("from") and not on) or (v.get("to") and not off)):
            return "STOP_UNKNOWN"
        if on and off:
            on, off = [i for i in on if i < off[-1]], [j for j in off if j > on[0]]
            if not on or not off:
                return "STOP_ORDER"
        board, alight = self._ends(stops, on, off, v)
        return self._timed(v, board, alight)

    @staticmethod
    def _named(stops: tuple[Stop, ...], name: str | None) -> list[int]:
        return [i for i, s in enumerate(stops) if name and s.name == stop_name(name)]

    def _ends(
        self, stops: tuple[Stop, ...], on: list[int], off: list[int], v: dict[str, str]
    ) -> tuple[Stop | None, Stop | None]:
        """Return where a ride began and ended: the first `from` and the next `to`, or those nearest to the row's times."""

        def nearest(some: list[int], name: str) -> int | None:
            def away(i: int) -> float:
                known = [
                    t for t in (stops[i].depart, stops[i].arrive)[:: 1 if name == "t_depart" else -1] if t is not None
                ]
                return abs(instant(v[name], stops[i].zone)[0] - known[0]) if known else float("inf")

            return min(some, key=away, default=None)

        left, came = (name in v and instant(v[name], self.zone)[1] for name in ("t_depart", "t_arrive"))
        i = nearest(on, "t_depart") if left else next(iter(on), None)
        after = [j for j in off if i is None or j > i]
        if came:
            if not left:
                after = off
            j = nearest(after, "t_arrive")
            if not left and j is not None:
                i = max((k for k in on if k < j), default=None)
        else:
            j = next(iter(after), None)
        return (None if i is None else stops[i]), (None if j is None else stops[j])

    def _timed(self, v: dict[str, str], board: Stop | None, alight: Stop | None) -> Leg | str:
        """Return a leg's times: those of the row, else those of the timetable."""
        start = None if board is None else board.arrive if board.depart is None else board.depart
        end = None if alight is None else alight.depart if alight.arrive is None else alight.arrive
        clocks = []
        if "t_depart" in v:
            start, clock = instant(v["t_depart"], board.zone if board else self.zone)
            clocks.append(clock)
            end = end if clock or "t_arrive" in v else instant(v["t_depart"], self.zone, end=True)[0]
        if "t_arrive" in v:
            end, clock = instant(v["t_arrive"], alight.zone if alight else self.zone, end=True)
            clocks.append(clock)
        if start is None:
            day = v["date"][:10]
            return Leg(instant(day, self.zone)[0], instant(day, self.zone, end=True)[0], "day")
        quality: Quality = "timed" if all(clocks) else "day"
        if end is None:
            return Leg(start, start, "open")
        if end < start or (end == start and quality == "day"):
            return "END_BEFORE_START"
        return "TOO_LONG" if end - start > 400 * DAY else Leg(start, max(end, start + 1), quality)


def _names(row: Row) -> set[str]:
    """Return the numbers of a row's run, and those of which it is an alias."""
    return {*of_run(row)[1], *(numbers(row.values["alias_of"]) if "alias_of" in row.values else ())}


def _event(day: str, clock: str, zone: str, before: int | None) -> int:
    """Return when an event of a timetable is: from 00:00 local on, moved on by whole days until it is not before `before`."""
    hour, minute, second = (int(part) for part in f"{clock}:0".split(":")[:3])
    wall = datetime.fromisoformat(day[:10]) + timedelta(hours=hour, minutes=minute, seconds=second)
    while (t := int(wall.replace(tzinfo=ZoneInfo(zone)).timestamp())) < (t if before is None else before):
        wall += timedelta(days=1)
    return t

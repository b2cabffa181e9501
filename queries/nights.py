"""Nights in common: what makes two guests of one room close where only the dates of a stay are known.

A stay has the nights of its local dates from the first to the one before the last, and at least that of its first.
"""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from graph.engines.protocol import Engine, Overlaps
from graph.model.timed_graph import Ints
from queries.conditions import Nights
from queries.trajectory import trajectory


def night_in_common(a: tuple[int, int], b: tuple[int, int], zone: ZoneInfo) -> bool:
    """Return whether two stays (true start and end, UTC seconds) have a night in common.

    >>> def at(day): return int(datetime(2021, 7, day, tzinfo=ZoneInfo("UTC")).timestamp())
    >>> night_in_common((at(28), at(30)), (at(29), at(31)), ZoneInfo("UTC"))
    False
    >>> night_in_common((at(28), at(31)), (at(29), at(30)), ZoneInfo("UTC"))
    True
    """
    (a_first, a_last), (b_first, b_last) = _nights(*a, zone), _nights(*b, zone)
    return max(a_first, b_first) <= min(a_last, b_last)


def surely(a_start: int, b_start: int, together_end: int, zone: ZoneInfo) -> bool:
    """Return whether the starts and the end of the time together tell already that there is a night in common.

    >>> surely(0, 3600, 7200, ZoneInfo("UTC")), surely(0, 86_400, 90_000, ZoneInfo("UTC"))
    (True, False)
    """
    first, later = sorted(_date(t, zone) for t in (a_start, b_start))
    return first == later or _date(together_end - 1, zone) > later


def nights(engine: Engine, overlaps: Overlaps, seeds: Sequence[str], zone: ZoneInfo) -> Nights:
    """Return what decides for rows of an answer; the true ends of stays are asked for only where they matter."""

    def end(person: str, place: str, room: int, start: int) -> int:
        told = engine.ask(trajectory(person=person, start=start, end=start + 1))
        ends = [
            int(told.t_end[i])
            for i in np.flatnonzero(told.t_start == start)
            if told.places[told.place[i]].key == place and told.zones[told.zone[i]] == overlaps.zones[room]
        ]
        return max(ends, default=start + 1)

    def common(row: int) -> bool:
        o, place = overlaps, overlaps.places[overlaps.place[row]].key
        a_start, b_start = int(o.a_start[row]), int(o.b_start[row])
        if surely(a_start, b_start, int(o.t_end[row]), zone):
            return True
        a = a_start, end(seeds[o.seed[row]], place, int(o.a_zone[row]), a_start)
        b = b_start, end(o.people[o.person[row]], place, int(o.b_zone[row]), b_start)
        return night_in_common(a, b, zone)

    def decided(rows: Ints) -> NDArray[np.bool_]:
        return np.fromiter((common(int(row)) for row in rows), np.bool_, len(rows))

    return decided


def _nights(start: int, end: int, zone: ZoneInfo) -> tuple[date, date]:
    """Return the dates of the first and the last night."""
    first, last = _date(start, zone), _date(end - 1, zone)
    return first, max(first, date.fromordinal(last.toordinal() - 1))


def _date(moment: int, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(moment, zone).date()

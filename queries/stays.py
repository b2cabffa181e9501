"""Stays of an answer as they are told: open ends closed by the edition, and records that overlap or touch as one."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from graph.engines.protocol import StayTable
from graph.model.flags import DAY_ONLY, ESTIMATED_END
from graph.model.timed_graph import Index, Ints, Place
from queries.intervals import numbered, runs
from queries.rules.rules import Edition

#: Being in one phone cell or passing one checkpoint is no contact (semantics.md, 4 and 7).
NO_CONTACT = frozenset({"cell", "checkpoint"})
#: A stay's bits that say how well its times are known; stays that differ in them are told apart.
QUALITY = ESTIMATED_END | DAY_ONLY
_COLUMNS = ("person", "place", "t_start", "t_end", "zone", "floor", "flags", "sources", "seat")


def caps(index: Index, places: Sequence[Place], edition: Edition) -> Ints:
    """Return after how many seconds an open end is closed at each row's place; 0 where open stays take no part."""
    here = used(index)
    limit = np.zeros(int(here[-1]) + 1 if len(here) else 0, np.int64)
    limit[here] = [edition.cap_seconds(places[i].kind) or 0 for i in here]
    return limit[index]


def used(index: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return the distinct values (none negative) of an index, sorted."""
    seen = np.zeros(int(index.max()) + 1 if len(index) else 0, np.bool_)
    seen[index] = True
    return np.flatnonzero(seen)


def whole(ask: Callable[[int, int], StayTable], start: int, end: int, *, by_zone: bool) -> StayTable:
    """Return the stays that overlap `[start, end)`, and those that touch or overlap them so that they are one stay.

    `ask` gives the stays that overlap a time; it is asked again for a wider one until no stay reaches out of it.
    """
    low, high = start, end
    while True:
        table = ask(low, high)
        found = runs(_told_apart(table, by_zone=by_zone), table.t_start, table.t_end)
        here = (found.start < end) & (found.end > start)
        first = min([start, *(found.start[here] - 1).tolist()])
        last = max([end, *(found.end[here] + 1).tolist()])
        if low <= first and last <= high:
            rows = found.order[np.repeat(here, np.diff(np.append(found.begins, len(found.order))))]
            return take(table, np.sort(rows))
        low, high = min(low, first), max(high, last)


def take(table: StayTable, rows: NDArray[np.int64] | NDArray[np.bool_]) -> StayTable:
    """Return the stays of the rows (or of the mask) given, in that order."""
    return replace(table, **{name: getattr(table, name)[rows] for name in _COLUMNS})


def closed(table: StayTable, edition: Edition) -> StayTable:
    """Return the stays with open ends closed by the edition; those that take no part under it are left out."""
    capped = table.t_start + caps(table.place, table.places, edition)
    t_end = np.where(table.flags & ESTIMATED_END, np.minimum(table.t_end, capped), table.t_end)
    return take(replace(table, t_end=t_end), t_end > table.t_start)


def united(table: StayTable, *, by_zone: bool) -> StayTable:
    """Return the stays, united where those of a person at a place overlap or touch and are known equally well.

    `by_zone` tells the zones and floors of a place apart; without it the place is looked at as a whole.
    """
    found = runs(_told_apart(table, by_zone=by_zone), table.t_start, table.t_end)
    at = found.order[found.begins]
    sets: dict[tuple[str, ...], int] = {s: i for i, s in enumerate(table.source_sets)}
    bounds = np.append(found.begins, len(found.order))
    sources = [
        sets.setdefault(
            tuple(sorted({n for i in table.sources[found.order[a:b]] for n in table.source_sets[i]})), len(sets)
        )
        for a, b in pairwise(bounds)
    ]
    return replace(
        table,
        person=table.person[at],
        place=table.place[at],
        t_start=found.start,
        t_end=found.end,
        zone=table.zone[at] if by_zone else np.full(len(at), -1, np.int32),
        floor=table.floor[at] if by_zone else np.full(len(at), -1, np.int32),
        flags=found.bits(table.flags).astype(np.int32),
        seat=table.seat[at],
        sources=np.array(sources, np.int32),
        source_sets=tuple(sets),
    )


def _told_apart(table: StayTable, *, by_zone: bool) -> Ints:
    """Return a number per row, equal where stays are one if they overlap or touch."""
    parts = [table.person, table.place, (table.flags & QUALITY).astype(np.int32)]
    return numbered(*parts, *([table.zone + 1, table.floor + 1] if by_zone else []))[0]

"""Stays of an answer as they are told: open ends closed by the edition, and records that overlap or touch as one."""

from collections.abc import Sequence
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


def closed(table: StayTable, edition: Edition, start: int, end: int) -> StayTable:
    """Return the stays that overlap `[start, end)` once open ends are closed by the edition."""
    capped = table.t_start + caps(table.place, table.places, edition)
    t_end = np.where(table.flags & ESTIMATED_END, np.minimum(table.t_end, capped), table.t_end)
    keep = (t_end > table.t_start) & (t_end > start) & (table.t_start < end)
    columns = {n: getattr(table, n)[keep] for n in ("person", "place", "t_start", "zone", "floor", "flags", "sources")}
    return replace(table, t_end=t_end[keep], **columns)


def united(table: StayTable, *, by_zone: bool) -> StayTable:
    """Return the stays, united where those of a person at a place overlap or touch and are known equally well.

    `by_zone` tells the zones and floors of a place apart; without it the place is looked at as a whole.
    """
    parts = [table.person, table.place, (table.flags & QUALITY).astype(np.int32)]
    key, _ = numbered(*parts, *([table.zone + 1, table.floor + 1] if by_zone else []))
    found = runs(key, table.t_start, table.t_end)
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
        sources=np.array(sources, np.int32),
        source_sets=tuple(sets),
    )

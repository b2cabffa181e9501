"""The six sames (六同) of a case: whom he shared net cafes, lodgings, flights, trains and phone cells with, one by one."""

from collections.abc import Callable, Iterator
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from graph.engines.protocol import Engine, Overlaps
from queries.answers import Names, Same, channel
from queries.classify import Open, classified
from queries.companions import KIND as CELL
from queries.companions import clipped, companion_row, companion_start, companions, in_cells, sure
from queries.intervals import numbered
from queries.nights import nights
from queries.pieces import CLASS_OF, RANK, Pieces, exposures, joined
from queries.rules.rules import Edition
from queries.shared_with import kept, times_shared
from queries.stays import used
from queries.together import Lists, together

#: The channels in the order in which they are shown.
CHANNELS = ("net_cafe", "lodging", "flight", "railway", "lbs", "companion")
KINDS = ("net_cafe", "lodging", "flight", "train", CELL)


def same(
    engine: Engine, *, person: str, start: int, end: int, edition: Edition, zone: ZoneInfo, names: Names
) -> list[Same]:
    """Return one row per exposure within `[start, end)` of a person (by code) with others, by channel, person, place.

    Its class is the highest that a part of it earns under the edition by itself, None where no part does. A cell where
    both clauses of the companion rule hold, in the edition's days to `end`, is of the channel companion.

    Raises:
        NotAnswered, EngineError: where the engine does not answer one of the questions, or is away.

    """
    overlaps = times_shared(engine, edition, person=person, start=start, end=end, kinds=KINDS)
    lists = Lists()
    found = exposures(together(overlaps, edition, lists, [person]))
    rank = np.zeros(len(found), np.int8)
    if edition.everyone:
        rank[~lists.of_kind(CELL)[found.place]] = RANK["co_present"]
    else:
        earned = _earned(engine, overlaps, person, edition, lists, zone)
        rank = _highest(found, joined([earned, *_companions(engine, person, edition, lists, start, end)]))
    rows = _rows(found, rank, lists, names)
    return sorted(rows, key=lambda r: (CHANNELS.index(r.channel), r.person, r.place, r.t_start))


def _earned(engine: Engine, overlaps: Overlaps, person: str, edition: Edition, lists: Lists, zone: ZoneInfo) -> Pieces:
    """Return what the times together outside of cells earn."""
    cells = [i for i in used(overlaps.place) if overlaps.places[i].kind == CELL]
    rest = kept(overlaps, ~np.isin(overlaps.place, cells))
    return classified(rest, edition, lists, [person], nights(engine, rest, [person], zone), Open())


def _companions(engine: Engine, person: str, edition: Edition, lists: Lists, start: int, end: int) -> Iterator[Pieces]:
    """Yield the times in cells from `start` on that make a companion, by the days to `end` that the edition counts."""
    if companion_row(edition) is not None:
        low = companion_start(edition, end)
        t = clipped(in_cells(engine, person, edition, lists, low, end), low, end)
        met = companions(engine, t, edition, lists, low, end)
        counts = clipped(t.take(met.hold(t.person, t.place) & sure(t)), start, end)
        yield exposures(counts, RANK["companion"])


def _highest(found: Pieces, earned: Pieces) -> NDArray[np.int8]:
    """Return the highest rank among the pieces within each exposure; pieces never reach out of one."""
    n = len(found)
    pair, _ = numbered(np.append(found.person, earned.person), np.append(found.place, earned.place))
    order = np.lexsort((found.start, pair[:n]))
    base = int(found.start.min(initial=0))
    width = int(found.end.max(initial=0)) - base + 1
    within = np.searchsorted(
        pair[:n][order] * width + found.start[order] - base, pair[n:] * width + earned.start - base, "right"
    )
    rank = np.zeros(n, np.int8)
    np.maximum.at(rank, order[within - 1], earned.rank)
    return rank


def _rows(found: Pieces, rank: NDArray[np.int8], lists: Lists, names: Names) -> Iterator[Same]:
    sources: Callable[[int], tuple[str, ...]] = cache(lists.source_names)
    for i in range(len(found)):
        place = lists.places[found.place[i]]
        yield Same(
            names.person(lists.people[found.person[i]]),
            "companion" if rank[i] == RANK["companion"] else channel(place.kind),
            names.place(place),
            int(found.start[i]),
            int(found.end[i]),
            int(found.gap[i]) if found.gap[i] >= 0 else None,
            CLASS_OF.get(int(rank[i])),
            sources(int(found.sources[i])),
        )

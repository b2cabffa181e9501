"""Companions: who was often enough where the case was, in one phone cell (semantics.md, 7; 时空伴随).

Both clauses look at the days to the window's end: the pair's union together in one cell, and the own union of either in
that cell, are each longer than the edition's number.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from graph.engines.protocol import Engine
from graph.model.flags import COARSE, IMPOSSIBLE, SHARED_IDENTIFIER
from graph.model.timed_graph import Index
from graph.times import DAY
from queries.dwellers import dwellers
from queries.intervals import numbered, seconds_united
from queries.rules.rules import Edition, Row
from queries.shared_with import shared_with
from queries.stays import QUALITY
from queries.together import Lists, Together, together

KIND = "cell"
#: Stays that count for neither clause: times or person are not known well enough, or the cell is too wide.
_UNSURE = QUALITY | COARSE | SHARED_IDENTIFIER | IMPOSSIBLE
#: What the second clause looks at, of the case's own seconds in the cell and the other's.
_WHOSE: Mapping[str, Callable[[int, int], int]] = {"either": max, "both": min, "case": lambda case, _: case}


@dataclass(frozen=True, slots=True)
class Companions:
    """Where both clauses hold: by (person, cell) the seconds together, and the own seconds that the second looked at."""

    there: dict[tuple[int, int], tuple[int, int]]

    def hold(self, person: Index, place: Index) -> NDArray[np.bool_]:
        """Return for which people and places, by number, they hold."""
        pairs = np.array(list(self.there), np.int64).reshape(-1, 2)
        return np.isin((person.astype(np.int64) << 32) | place, (pairs[:, 0] << 32) | pairs[:, 1])


def companion_row(edition: Edition) -> Row | None:
    """Return the edition's row about companions; None where it knows none."""
    return next((row for row in edition.rows if row.test == "companion"), None)


def companion_start(edition: Edition, end: int) -> int:
    """Return where the days that both clauses look at begin, for a window that ends at a moment."""
    return end - edition.numbers["companion_days"].whole * DAY


def in_cells(engine: Engine, person: str, edition: Edition, lists: Lists, start: int, end: int) -> Together:
    """Return the times together with a person in phone cells within `[start, end)`."""
    found = engine.ask(shared_with(person=person, start=start, end=end, kinds=[KIND]))
    return together(found, edition, lists, [person])


def clipped(t: Together, start: int, end: int) -> Together:
    """Return the times together within `[start, end)`."""
    cut = replace(t, start=np.maximum(t.start, start), end=np.minimum(t.end, end))
    return cut.take(cut.start < cut.end)


def sure(t: Together) -> NDArray[np.bool_]:
    """Return which times together count: times, cell and person are known well enough."""
    known: NDArray[np.bool_] = (t.flags & _UNSURE) == 0
    return known


def parted(t: Together, at: int) -> Together:
    """Return the times together, each cut in two where it holds a moment."""
    rows = np.concatenate([np.arange(len(t)), np.arange(len(t))])
    start = np.concatenate([t.start, np.maximum(t.start, at)])
    end = np.concatenate([np.minimum(t.end, at), t.end])
    cut = replace(t.take(rows), start=start, end=end)
    return cut.take(cut.start < cut.end)


def companions(engine: Engine, t: Together, edition: Edition, lists: Lists, start: int, end: int) -> Companions:
    """Return where both clauses hold for the times together of one seed in cells, which lie within `[start, end)`."""
    known = t.take(sure(t))
    pair, pairs = numbered(known.person, known.place)
    seconds = seconds_united(pair, known.start, known.end, pairs)
    row = np.zeros(pairs, np.int64)
    row[pair] = np.arange(len(known))
    enough = seconds > edition.numbers["companion_minutes"].whole * 60
    row, seconds = row[enough], seconds[enough]
    if not len(row):
        return Companions({})
    me, person, place = lists.people[int(known.seed[0])], known.person[row].tolist(), known.place[row].tolist()
    keys = sorted({lists.places[cell].key for cell in place})
    least = edition.numbers["companion_hours"].whole * 3600
    told = engine.ask(dwellers(places=keys, start=start, end=end, least=least, unwanted=_UNSURE))
    own = {(d.person, d.place): d.seconds for d in told}
    whose, there = _WHOSE[edition.companion_whose], {}
    for p, cell, both in zip(person, place, seconds.tolist(), strict=True):
        key = lists.places[cell].key
        if long := whose(own.get((me, key), 0), own.get((lists.people[p], key), 0)):
            there[p, cell] = both, long
    return Companions(there)

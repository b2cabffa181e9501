"""Pieces: runs of time together of one pair at one topmost place, each with the class that it earns and why."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from graph.model.flags import shown
from graph.model.timed_graph import Index, Ints
from queries.answers import CLASSES
from queries.intervals import numbered, runs
from queries.together import Together

#: Rank of each class as pieces keep it: the higher the closer; 0 earns none.
RANK = {name: len(CLASSES) - i for i, name in enumerate(CLASSES)}
CLASS_OF = {rank: name for name, rank in RANK.items()}


@dataclass(frozen=True, slots=True)
class Pieces:
    """Pieces as columns of equal length.

    `seed` and `person` are numbers of people, `rank` is the class that a piece earns by itself (0: none), `reasons` are
    bits, `rule` is a position in the rule names of whoever made the pieces.
    """

    seed: Index
    person: Index
    place: Index
    start: Ints
    end: Ints
    zone: Index
    flags: NDArray[np.int32]
    sources: NDArray[np.generic]
    rank: NDArray[np.int8]
    reasons: Ints
    rule: NDArray[np.int16]

    def __len__(self) -> int:
        """Return the number of pieces."""
        return len(self.seed)

    def take(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> "Pieces":
        """Return the pieces of the rows (or of the mask) given, in that order."""
        return Pieces(*(getattr(self, f.name)[rows] for f in fields(self)))

    def flags_shown(self, at: int) -> tuple[str, ...]:
        """Return the names of a piece's flags, sorted."""
        return tuple(shown(int(self.flags[at])))


def joined(parts: Sequence[Pieces]) -> Pieces:
    """Return the pieces of all parts, one after another; at least one part is needed."""
    return Pieces(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Pieces)))


def exposures(t: Together, rank: int = 0, reasons: int = 0) -> Pieces:
    """Return the maximal runs of touching or overlapping times together of each pair at each topmost place.

    Being together is all that is asked: every run earns the rank given; its zone is the one all of it has in common.
    """
    key, _ = numbered(t.seed, t.person, t.place)
    found = runs(key, t.start, t.end)
    rows = found.order[found.begins]
    return Pieces(
        seed=t.seed[rows],
        person=t.person[rows],
        place=t.place[rows],
        start=found.start,
        end=found.end,
        zone=found.common(t.zone),
        flags=found.bits(t.flags).astype(np.int32),
        sources=found.bits(t.sources),
        rank=np.full(len(rows), rank, np.int8),
        reasons=np.full(len(rows), reasons, np.int64),
        rule=np.zeros(len(rows), np.int16),
    )

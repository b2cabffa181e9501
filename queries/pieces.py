"""Pieces: runs of time together of one pair at one topmost place, each with the class that it earns and why."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from graph.model.flags import shown
from graph.model.timed_graph import Index, Ints
from queries.answers import CLASSES
from queries.intervals import Runs, numbered, runs
from queries.together import Spans, Together

#: Rank of each class as pieces keep it: the higher the closer; 0 earns none.
RANK = {name: len(CLASSES) - i for i, name in enumerate(CLASSES)}
CLASS_OF = {rank: name for name, rank in RANK.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces(Spans):
    """Pieces as columns of equal length.

    `rank` is the class that a piece earns by itself (0: none), `reasons` are bits, `rule` is a position in the rule
    names of whoever made the pieces; `gap` is the smallest known one, `seat` one of those known.
    """

    rank: NDArray[np.int8]
    reasons: Ints
    rule: NDArray[np.int16]

    def flags_shown(self, at: int) -> tuple[str, ...]:
        """Return the names of a piece's flags, sorted."""
        return tuple(shown(int(self.flags[at])))


def joined(parts: Sequence[Pieces]) -> Pieces:
    """Return the pieces of all parts, one after another; at least one part is needed."""
    return Pieces(**{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Pieces)})


def pieces(
    t: Together,
    found: Runs,
    row: Ints,
    *,
    zone: Index,
    rank: NDArray[np.int8],
    reasons: Ints,
    rule: NDArray[np.int16],
) -> Pieces:
    """Return runs as pieces: pair and place of each run's first row, and what all of its rows have.

    The runs are over rows of which `row` names the row of `t` behind each; `zone` and what is earned come by run.
    """
    behind = row[found.order[found.begins]]
    return Pieces(
        seed=t.seed[behind],
        person=t.person[behind],
        place=t.place[behind],
        start=found.start,
        end=found.end,
        zone=zone,
        flags=found.bits(t.flags[row]).astype(np.int32),
        sources=found.bits(t.sources[row]),
        gap=found.least(t.gap[row]),
        seat=found.least(t.seat[row]),
        rank=rank,
        reasons=reasons,
        rule=rule,
    )


def exposures(t: Together, rank: int = 0, reasons: int = 0, rule: int = 0) -> Pieces:
    """Return the maximal runs of touching or overlapping times together of each pair at each topmost place.

    Being together is all that is asked: every run earns the rank given; its zone is the one all of it has in common.
    """
    key, _ = numbered(t.seed, t.person, t.place)
    found = runs(key, t.start, t.end)
    return pieces(
        t,
        found,
        np.arange(len(t)),
        zone=found.common(t.zone),
        rank=np.full(len(found), rank, np.int8),
        reasons=np.full(len(found), reasons, np.int64),
        rule=np.full(len(found), rule, np.int16),
    )

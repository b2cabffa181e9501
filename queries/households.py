"""Households in a trace: who lives with a case or a close contact, as pieces without minutes (semantics.md, 4 and 7)."""

from collections.abc import Sequence

import numpy as np

from graph.engines.protocol import Engine, Housemate, Seed
from graph.model.timed_graph import Index, Place
from queries.conditions import reason_bits
from queries.housemates import housemates
from queries.pieces import RANK, Pieces, exposures
from queries.rules.rules import Edition
from queries.together import Lists, Together

KIND = "household"


def household_pieces(
    engine: Engine, seeds: Sequence[Seed], edition: Edition, lists: Lists, *, full: bool
) -> list[Pieces]:
    """Return the memberships that seeds share within their windows, each `close`; none where the edition has no such row.

    `full` names a household as `source:id`; without it by its id alone.
    """
    row = edition.row(KIND, enclosed=True)
    if row is None or row.test == "nobody" or not seeds:
        return []
    t = _together(engine.ask(housemates(seeds=seeds)), seeds, lists, full=full)
    return [exposures(t, RANK["close"], reason_bits(edition)[row.reason], edition.rows.index(row))]


def several_sources(households: Sequence[str]) -> bool:
    """Return whether households (keys `source/household_id`, ascending) come from more than one source.

    >>> several_sources(["a/1", "a/2"]), several_sources(["a/1", "b/1"]), several_sources([])
    (False, True, False)
    """
    return len(households) > 0 and households[0].partition("/")[0] != households[-1].partition("/")[0]


def _together(found: Sequence[Housemate], seeds: Sequence[Seed], lists: Lists, *, full: bool) -> Together:
    def numbers(values: Sequence[int]) -> Index:
        return np.array(values, np.int32)

    shown = [h.household.replace("/", ":", 1) if full else h.household.partition("/")[2] for h in found]
    sets = sorted({h.sources for h in found})
    n = len(found)
    return Together(
        seed=numbers([lists.person(seeds[h.seed].person) for h in found]),
        person=numbers([lists.person(h.person) for h in found]),
        place=numbers([lists.place(Place(key, KIND)) for key in shown]),
        start=np.array([h.start for h in found], np.int64),
        end=np.array([h.end for h in found], np.int64),
        zone=np.full(n, -1, np.int32),
        flags=np.zeros(n, np.int32),
        sources=lists.source_bits(sets, numbers([sets.index(h.sources) for h in found])),
        gap=np.full(n, -1, np.int32),
        seat=np.full(n, -1, np.int32),
        timed=np.zeros(n, np.bool_),
        overlap=np.full(n, -1, np.int64),
    )

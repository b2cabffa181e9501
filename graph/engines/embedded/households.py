"""Housemates: who is of a person's household, from the columns of members."""

from collections.abc import Sequence

import numpy as np

from graph.engines.protocol import Housemate, Seed
from graph.model.timed_graph import Ints, TimedGraph


def housemates(graph: TimedGraph, seeds: Sequence[Seed], positions: Ints) -> list[Housemate]:
    """Return who is of a seed's household while the seed is, within his window, by seed, household, person, start.

    `positions` are the seeds' people, -1 for one whom nobody knows. The seed himself is not among them.
    """
    m = graph.members
    found = []
    for number in np.flatnonzero(np.isin(positions, m.person)).tolist():
        seed, at = seeds[number], positions[number]
        for mine in np.flatnonzero(m.person == at):
            low, high = np.searchsorted(m.household, m.household[mine] + np.arange(2))
            for other in range(low, high):
                start = max(seed.start, int(m.valid_from[mine]), int(m.valid_from[other]))
                end = min(seed.end, int(m.valid_to[mine]), int(m.valid_to[other]))
                if m.person[other] != at and start < end:
                    sources = {*graph.sources[m.sources[mine]], *graph.sources[m.sources[other]]}
                    who, where = graph.people[m.person[other]], graph.households[m.household[mine]]
                    found.append(Housemate(number, who, where, start, end, tuple(sorted(sources))))
    return sorted(found, key=lambda h: (h.seed, h.household, h.person, h.start))

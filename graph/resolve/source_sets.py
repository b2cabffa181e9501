"""Which sources tell a stay: sets of sources, each distinct set once."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from graph.model.timed_graph import Index

Numbers = NDArray[np.int64]


def source_sets(
    count: int, stay: Numbers, source: Numbers, names: Sequence[str]
) -> tuple[Index, list[tuple[str, ...]]]:
    """Return for each of `count` stays the position of its set in the sorted list of sets, from pairs (stay, source).

    >>> told, sets = source_sets(2, np.array([0, 1, 1]), np.array([1, 1, 0]), ["badges", "gate"])
    >>> told.tolist(), sets
    ([1, 0], [('badges', 'gate'), ('gate',)])
    """
    pairs = np.sort(stay * len(names) + source)  # np.unique hashes: fifteen times slower here
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]
    stay, source = pairs // max(len(names), 1), pairs % max(len(names), 1)
    size = np.bincount(stay, minlength=count)
    found = np.full(count, -1, np.int64)
    sets: list[tuple[str, ...]] = []
    for k in np.unique(size[size > 0]).tolist():
        stays = np.flatnonzero(size == k)
        rows = source[size[stay] == k].reshape(-1, k)
        # Sets become numbers column by column: sorting numbers is many times faster than sorting rows.
        which = rows[:, 0]
        for column in rows.T[1:]:
            which = np.unique(which * len(names) + column, return_inverse=True)[1]
        _, example, which = np.unique(which, return_index=True, return_inverse=True)
        found[stays] = len(sets) + which
        sets += [tuple(names[s] for s in row) for row in rows[example].tolist()]
    order = sorted(range(len(sets)), key=sets.__getitem__)
    position = np.empty(len(sets) + 1, np.int32)
    position[order] = np.arange(len(sets), dtype=np.int32)
    position[-1] = -1
    return position[found], [sets[i] for i in order]

"""Sets of sources, each distinct one once."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graph.resolve.source_sets import source_sets

NAMES = ["badges", "gate", "scan", "till"]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), max_size=40))
def test_every_stay_has_the_set_of_all_that_tell_it(pairs: list[tuple[int, int]]) -> None:
    """Sets are sorted, distinct and used; a stay that nobody tells has none."""
    stay, source = (np.array([p[i] for p in pairs], np.int64) for i in (0, 1))
    told, sets = source_sets(10, stay, source, NAMES)
    wanted = {s: tuple(sorted({NAMES[b] for a, b in pairs if a == s})) for s in range(10)}
    assert {s: sets[t] if t >= 0 else () for s, t in enumerate(told.tolist())} == wanted
    assert sets == sorted({names for names in wanted.values() if names})


def test_nothing_told_is_no_set() -> None:
    """Without stays and sources there is nothing."""
    none = np.empty(0, np.int64)
    told, sets = source_sets(0, none, none, [])
    assert (len(told), sets) == (0, [])

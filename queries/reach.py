"""Whom can it have reached, when, in how many hops and through whom; and backward, from whom can the case have it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from graph.engines.protocol import Arrivals, Question, Seed
from graph.model.timed_graph import Control, Place
from queries.answers import Names, Reached
from queries.catalog import cypher
from queries.spreading import Spreading
from queries.stays import NO_CONTACT


def reach(
    *, seed: Seed, controls: Sequence[Control], max_hops: int | None = None, backward: bool = False
) -> Question[Arrivals]:
    """Return the question whom the seed reaches within its window; `controls` end a person's passing on, for good.

    >>> reach(seed=Seed("p1", 0, 60), controls=()).name
    'reach'

    """
    return Question(
        name="reach",
        walk=lambda walker: walker.arrivals(
            seed, controls=controls, max_hops=max_hops, backward=backward, without=NO_CONTACT
        ),
        cypher=cypher("reach"),
        rounds=lambda run: Spreading(run, seed, controls, backward, NO_CONTACT).arrivals(max_hops),
    )


def reach_rows(arrivals: Arrivals, *, names: Names, backward: bool = False) -> list[Reached]:
    """Return everyone reached by arrival (backward: latest first), then person.

    Of several ways the one through the smallest person is shown, and of his places the smallest, as answers name them.
    """
    people, places = _ranked(arrivals, names)
    links = np.lexsort((places.rank[arrivals.link_place], people.rank[arrivals.link_person], arrivals.link_row))
    firsts = links[np.searchsorted(arrivals.link_row[links], np.arange(len(arrivals.person)))]
    rows = [
        Reached(
            people.shown[int(arrivals.person[row])],
            int(arrivals.arrival[row]),
            int(arrivals.hops[row]),
            people.shown[int(arrivals.link_person[link])],
            places.shown[int(arrivals.link_place[link])],
            backward,
        )
        for row, link in enumerate(firsts)
    ]
    return sorted(rows, key=lambda r: (-r.at if backward else r.at, r.person))


class _Ranks:
    """How some entries of a list are shown, and the rank of each by code point of that."""

    def __init__(self, shown: dict[int, str]) -> None:
        self.shown = shown
        order = sorted(shown, key=lambda i: (shown[i], i))
        self.rank: NDArray[np.int64] = np.zeros(max(shown, default=-1) + 1, np.int64)
        self.rank[order] = np.arange(len(order))


def _ranked(arrivals: Arrivals, names: Names) -> tuple[_Ranks, _Ranks]:
    people = {int(i): names.person(arrivals.people[i]) for i in np.union1d(arrivals.person, arrivals.link_person)}
    spots: dict[int, Place] = {int(i): arrivals.places[i] for i in np.unique(arrivals.link_place)}
    return _Ranks(people), _Ranks({i: names.place(place) for i, place in spots.items()})

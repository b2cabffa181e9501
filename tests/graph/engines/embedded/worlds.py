"""Small worlds for tests of the embedded engine: told as rows, or drawn at random."""

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from graph.model.code_list import CodeList
from graph.model.timed_graph import Control, Place, Stays, TimedGraph


class Told(NamedTuple):
    """A stay as a test tells it; zones are names, flags are bits."""

    person: str
    place: str
    t_start: int
    t_end: int
    zone: str = ""
    flags: int = 0
    source: str = "feed"
    seat: str = ""
    booking: int = 0


def graph(told: Sequence[Told], kinds: dict[str, str] | None = None, **more: object) -> TimedGraph:
    """Return the graph of the stays told; places are venues unless `kinds` says otherwise."""
    people = sorted({t.person for t in told})
    places = sorted({t.place for t in told})
    zones = sorted({t.zone for t in told if t.zone})
    sources = sorted({(t.source,) for t in told})
    seats = sorted({t.seat for t in told if t.seat})

    def column(values: Sequence[float], dtype: type[np.generic]) -> np.ndarray:
        return np.array(values, dtype)

    stays = Stays(
        person=column([people.index(t.person) for t in told], np.int32),
        place=column([places.index(t.place) for t in told], np.int32),
        t_start=column([t.t_start for t in told], np.int64),
        t_end=column([t.t_end for t in told], np.int64),
        zone=column([zones.index(t.zone) if t.zone else -1 for t in told], np.int32),
        floor=column([-1 for _ in told], np.int32),
        flags=column([t.flags for t in told], np.int32),
        distance=column([np.nan for _ in told], np.float32),
        sources=column([sources.index((t.source,)) for t in told], np.int32),
        seat=column([seats.index(t.seat) if t.seat else -1 for t in told], np.int32),
        booking=column([t.booking for t in told], np.int64),
    )
    return TimedGraph(
        people=CodeList.of(people),
        places=[Place(key, (kinds or {}).get(key, "venue")) for key in places],
        zones=zones,
        floors=[],
        seats=seats,
        sources=sources,
        stays=stays,
        **more,
    )


#: A stay within two minutes, often of one second, often touching another: four places, one of them busy.
_stays = st.builds(
    lambda person, place, start, length, zone, flags: Told(person, place, start, start + length, zone, flags),
    st.sampled_from("ABCDEF"),
    st.sampled_from(["bar", "hub", "hub", "inn", "pub"]),
    st.integers(0, 20).map(lambda n: 3 * n) | st.integers(0, 60),
    st.sampled_from([1, 1, 3, 6, 9, 12, 30]),
    st.sampled_from(["", "", "x", "y"]),
    st.sampled_from([0] * 8 + [1, 2]),
)

#: Stays of a random world: parallel visits, zones, touching and one-second stays, open and day-only ones.
worlds = st.lists(_stays, min_size=1, max_size=8) | st.lists(_stays, min_size=15, max_size=40)


def spells(person: str, moments: Iterable[int]) -> list[Control]:
    """Return controls of a person from the first moment to the second, the third to the fourth ...; an odd one has no end."""
    at = sorted(set(moments))
    return [Control(person, start, end) for start, end in zip_longest(at[::2], at[1::2])]


#: Who is under control when: up to three people, each up to three times, the last one perhaps for ever.
controls = st.dictionaries(
    st.sampled_from("ABCDEF"), st.lists(st.integers(-5, 70), min_size=1, max_size=6), max_size=3
).map(lambda told: [control for person, moments in told.items() for control in spells(person, moments)])

#: A window `[start, end)`.
windows = st.tuples(st.integers(-5, 40), st.integers(1, 90)).map(lambda w: (w[0], w[0] + w[1]))

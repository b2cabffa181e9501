"""Who can have had it: earliest arrivals forward, latest moments backward, their fewest hops and the people before.

Backward is forward in mirrored time: second `t` of the window `[start, end)` becomes `end - 1 - t`, so that the last second
at which somebody could have had it is the mirrored earliest arrival. Meaning: semantics.md, 8.
"""

from dataclasses import dataclass

import numpy as np

from graph.engines.embedded.control import NEVER, Controls, Mask
from graph.engines.embedded.hops import UNREACHED, by_hops, fewest, landings, present, ways
from graph.engines.embedded.index import Index
from graph.engines.embedded.layers import layered
from graph.engines.embedded.packing import DAY, KIND, LONGEST, Starts
from graph.engines.embedded.passing import NOT_YET, Stream, arrivals
from graph.engines.embedded.running import mirrored, packed, stream, unpacked
from graph.engines.embedded.sorting import by_key
from graph.model.timed_graph import Index as Positions
from graph.model.timed_graph import Ints

#: Times since the window's start are kept in 32 bits.
_LONGEST_WINDOW = 2**31 - 2


@dataclass(frozen=True, slots=True)
class Asked:
    """One question about reach, in positions: the seed, his window `[start, end)`, who is under control from when."""

    person: int
    start: int
    end: int
    controls: Controls
    allowed: Mask
    """Per kind of place whether it takes part."""
    backward: bool = False
    max_hops: int | None = None


@dataclass(frozen=True, slots=True)
class Reached:
    """Who is reached, by position: arrival, hops, and every way (row, the person before, the place), all sorted."""

    person: Positions
    arrival: Ints
    hops: Positions
    link_row: Ints
    link_person: Positions
    link_place: Positions


@dataclass(frozen=True, slots=True)
class _Run:
    """What one question runs over, in the time of its window, mirrored if it runs backward."""

    rows: Stream
    controls: Controls
    shut: Mask
    origin: int
    """Moment `m` of the window is second `origin + sign * m` since the index's first day."""
    sign: int


def reached(index: Index, asked: Asked) -> Reached:
    """Return everybody who is reached from the seed (backward: from whom the seed can be reached), but the seed."""
    run = _run(index, asked)
    if asked.max_hops is None:
        arrival, hops, links = _over_any_hops(index, asked, run)
    else:
        arrival, hops, links = _within(index, asked, run, asked.max_hops)
    people = np.flatnonzero(arrival != NOT_YET).astype(np.int32)
    people = people[people != asked.person]
    number = np.zeros(len(arrival), np.int64)
    number[people] = np.arange(len(people))
    row = number[links[:, 0]]
    order = by_key((row << 32) | links[:, 1])
    first = index.hot.first_day * DAY + run.origin
    return Reached(
        person=people,
        arrival=first + run.sign * arrival[people].astype(np.int64),
        hops=hops[people],
        link_row=row[order],
        link_person=links[order, 1],
        link_place=links[order, 2],
    )


def _run(index: Index, asked: Asked) -> _Run:
    """Return the rows of the window with the controls in its time, both mirrored if it runs backward."""
    start, end = _window(index, asked)
    controls = _since(asked.controls, asked.start, start)
    shut = ~asked.allowed[index.hot.traits >> KIND]
    rows, first = stream(index.started, start, end), index.hot.first_day * DAY
    if not asked.backward:
        return _Run(rows, controls, shut, start - first, 1)
    back = packed(mirrored(unpacked(rows, shut), end - start, controls, asked.person), end - start)
    never = np.empty(0, np.int64)
    return _Run(back, Controls(np.zeros_like(controls.first), never, never), shut, end - 1 - first, -1)


def _window(index: Index, asked: Asked) -> tuple[int, int]:
    """Return the window; one of more than 68 years is cut to the days of the index, outside of which nobody is."""
    start, end = asked.start, asked.end
    if end - start > _LONGEST_WINDOW:
        first = index.hot.first_day * DAY
        start, end = max(start, first - 1), min(end, first + index.hot.days * DAY + LONGEST)
    return start, max(start, end)


def _since(k: Controls, asked: int, start: int) -> Controls:
    """Return controls in seconds since the window's start; one that was over before a start that was moved is its first."""
    over = (k.end > asked) & (k.end <= start)
    end = np.where(k.end == NEVER, NEVER, np.where(over, 1, k.end - start))
    return Controls(k.first, np.where(over, 0, k.start - start), end)


def _over_any_hops(index: Index, asked: Asked, run: _Run) -> tuple[Starts, Positions, Positions]:
    """Return arrivals over any number of hops, the fewest hops at which they are reached, and all ways."""
    arrival, control = arrivals(run.rows, run.controls, asked.person, index.people, run.shut)
    hops = np.full(index.people, UNREACHED, np.int32)
    hops[asked.person] = 0
    at = landings(run.rows, arrival, asked.person, run.shut)
    there = present(index.hot, at, arrival, run.origin, run.sign)
    fewest(at, there, by_key(at.when[at.group[:-1]].astype(np.int64)), control, hops)
    had = arrival[np.newaxis].astype(np.int64)
    links = ways(by_hops(at, hops), there, hops, had, control[np.newaxis])
    return arrival, hops, links


def _within(index: Index, asked: Asked, run: _Run, most: int) -> tuple[Starts, Positions, Positions]:
    """Return arrivals within so many hops, the fewest hops within which they are reached, and all ways."""
    rows = unpacked(run.rows, run.shut)
    layers, controls, hops = layered(rows, run.controls, asked.person, index.people, len(run.shut), most)
    arrival = np.minimum(layers[-1], NOT_YET).astype(np.int32)
    at = by_hops(landings(run.rows, arrival, asked.person, run.shut), hops)
    there = present(index.hot, at, arrival, run.origin, run.sign)
    return arrival, hops, ways(at, there, hops, layers, controls)

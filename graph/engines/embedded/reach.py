"""Who can have had it: earliest arrivals forward, latest moments backward, their fewest hops and the people before.

Backward is forward in mirrored time: a stay's whole seconds `start .. end-1` become `[1-end, 1-start)`, so that the
last second at which somebody could have had it is the mirrored earliest arrival. Meaning: semantics.md, 8.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from graph.engines.embedded.control import NEVER, Controls, all_controlled, pieces
from graph.engines.embedded.index import Orders
from graph.engines.embedded.kernels import UNREACHED, Columns, Hops, Landings, Mask, fewest_hops, spread, sweep, ways
from graph.model.flags import DAY_ONLY, ESTIMATED_END
from graph.model.timed_graph import Index, Ints

CLOCKLESS = ESTIMATED_END | DAY_ONLY
"""Stays with a side that nobody told by the clock: they never pass anything on."""


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
class Running:
    """Stays that take part, clipped to the window, in order of time; mirrored if the question runs backward."""

    person: Index
    place: Index
    start: Ints
    end: Ints
    gets: Mask
    """Whether it can be got there: backward not at a second under control, since nobody passes it on then."""


@dataclass(frozen=True, slots=True)
class Reached:
    """Who is reached, by position: arrival, hops, and every way (row, the person before, the place), all sorted."""

    person: Index
    arrival: Ints
    hops: Hops
    link_row: Ints
    link_person: Index
    link_place: Index


@dataclass(frozen=True, slots=True)
class Spread:
    """What a pass found, in its own (perhaps mirrored) time: per person arrival and hops."""

    arrival: Ints
    hops: Hops
    layers: NDArray[np.int64] = field(default_factory=lambda: np.empty((0, 0), np.int64))
    """Arrival within 0, 1, 2 ... hops, per person; empty if hops were not limited."""
    controls: NDArray[np.int64] = field(default_factory=lambda: np.empty((0, 0), np.int64))
    """The first second under control from each person's arrival on; of layers a row for each."""


def reached(orders: Orders, asked: Asked) -> Reached:
    """Return everybody who is reached from the seed (backward: from whom the seed can be reached), but the seed."""
    columns = orders.columns
    running = _running(orders, asked)
    sign = -1 if asked.backward else 1
    controls = _none(len(columns.person_from) - 1) if asked.backward else asked.controls
    if asked.max_hops is None:
        outcome = _all_hops(columns, running, asked, controls, sign)
    else:
        outcome = _within(columns, running, asked, controls, asked.max_hops)
    people = np.flatnonzero(outcome.arrival != NEVER).astype(np.int32)
    people = people[people != asked.person]
    at = _landings(running, outcome.arrival, outcome.hops, asked.person)
    to, before, where = _links(columns, at, outcome, sign)
    row = np.searchsorted(people, to)
    order = np.argsort(row * len(outcome.arrival) + before, kind="stable")
    return Reached(
        person=people,
        arrival=sign * outcome.arrival[people],
        hops=outcome.hops[people],
        link_row=row[order],
        link_person=before[order],
        link_place=where[order],
    )


def _running(orders: Orders, asked: Asked) -> Running:
    """Return the stays that take part; backward cut where their person (unless it is the seed) is under control."""
    s = orders.stays
    keep = (s.t_end > asked.start) & (s.t_start < asked.end) & asked.allowed[orders.kind][s.place]
    keep &= (s.flags & CLOCKLESS) == 0
    rows = orders.by_end[::-1] if asked.backward else orders.by_start
    rows = rows[keep[rows]]
    person, place = s.person[rows], s.place[rows]
    start, end = np.maximum(s.t_start[rows], asked.start), np.minimum(s.t_end[rows], asked.end)
    if not asked.backward:
        return Running(person, place, start, end, np.ones(len(person), np.bool_))
    row, start, end, free = pieces(asked.controls, person, start, end, asked.person)
    person, place = person[row], place[row]
    order = np.argsort(-end, kind="stable")
    return Running(person[order], place[order], 1 - end[order], 1 - start[order], free[order])


def _seeded(asked: Asked) -> Ints:
    """Return arrivals where only the seed has it: from the window's start; backward by its last second."""
    arrival = np.full(len(asked.controls.first) - 1, NEVER, np.int64)
    arrival[asked.person] = 1 - asked.end if asked.backward else asked.start
    return arrival


def _none(people: int) -> Controls:
    """Return that nobody is ever under control."""
    never = np.empty(0, np.int64)
    return Controls(np.zeros(people + 1, np.int64), never, never)


def _all_hops(columns: Columns, running: Running, asked: Asked, controls: Controls, sign: int) -> Spread:
    """Return arrivals over any number of hops, and the fewest hops at which they are reached."""
    arrival = _seeded(asked)
    control = all_controlled(controls, arrival)
    places = len(columns.longest)
    r = running
    spread(r.person, r.place, r.start, r.end, r.gets, controls, places, control, arrival)
    hops = np.full(len(arrival), UNREACHED, np.int32)
    hops[asked.person] = 0
    at = _landings(running, arrival, hops, asked.person)
    fewest_hops(columns, at, sign, CLOCKLESS, control, hops)
    return Spread(arrival, hops, controls=control[np.newaxis])


def _within(columns: Columns, running: Running, asked: Asked, controls: Controls, most: int) -> Spread:
    """Return arrivals within `most` hops, layer by layer: each layer passes on what the one before got anew."""
    layers = [_seeded(asked)]
    ends = [all_controlled(controls, layers[0])]
    hops = np.where(layers[0] == NEVER, UNREACHED, 0).astype(np.int32)
    fresh = layers[0] != NEVER
    for hop in range(1, most + 1):
        arrival = _next_layer(running, layers[-1], fresh, ends[-1], len(columns.longest))
        fresh = arrival < layers[-1]
        if not fresh.any():
            break
        hops[fresh] = hop
        layers.append(arrival)
        ends.append(all_controlled(controls, arrival))
    return Spread(layers[-1], hops, np.stack(layers), np.stack(ends))


def _next_layer(running: Running, arrival: Ints, fresh: Mask, control: Ints, places: int) -> Ints:
    """Return arrivals after one hop more, from the people who are fresh."""
    rows = np.flatnonzero(fresh[running.person])
    person, place = running.person[rows], running.place[rows]
    begin = np.maximum(running.start[rows], arrival[person])
    until = np.minimum(running.end[rows], control[person])
    order = np.lexsort((begin, place))
    order = order[begin[order] < until[order]]
    first = np.searchsorted(place[order], np.arange(places + 1))
    later, r, gets = arrival.copy(), running, running.gets
    sweep(r.person[gets], r.place[gets], r.start[gets], r.end[gets], first, begin[order], until[order], later)
    return later


def _landings(running: Running, arrival: Ints, hops: Hops, seed: int) -> Landings:
    """Return where each person reached was at his arrival, by (when, where, hops), each person and place once."""
    when = arrival[running.person]
    rows = np.flatnonzero((running.start <= when) & (when < running.end) & running.gets & (running.person != seed))
    who, where, when = running.person[rows], running.place[rows], when[rows]
    order = np.lexsort((who, hops[who], where, when))
    who, where, when = who[order], where[order], when[order]
    new = np.ones(len(who), np.bool_)
    new[1:] = (who[1:] != who[:-1]) | (where[1:] != where[:-1])
    return Landings(who[new], where[new], when[new])


def _links(columns: Columns, at: Landings, o: Spread, sign: int) -> tuple[Index, Index, Index]:
    """Return every way: who gets it, from whom, where."""
    nothing = np.empty(0, np.int32)
    asked = (columns, at, sign, CLOCKLESS, o.controls, o.hops, o.arrival, o.layers)
    size = ways(*asked, nothing, nothing, nothing)
    to, before, where = (np.empty(size, np.int32) for _ in range(3))
    ways(*asked, to, before, where)
    return to, before, where

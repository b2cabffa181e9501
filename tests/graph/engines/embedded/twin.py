"""The engine's answers once more, in plain Python read off semantics.md, 5 and 8, and slow: what kernels are held to."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product

from graph.engines.protocol import Arrivals, Overlaps, Seed
from graph.model.timed_graph import Control
from tests.graph.engines.embedded.worlds import Told

CLOCKLESS = 3

#: Person -> (arrival, hops, ways): a way is the person before (backward: after) and the place.
Reach = dict[str, tuple[int, int, set[tuple[str, str]]]]

#: Two people, a place, and from when to when they are together there.
Meeting = tuple[str, str, str, int, int]

#: Each person's controls.
Controls = Mapping[str, Sequence[Control]]


def overlaps(told: Iterable[Told], seeds: Sequence[Seed], without: frozenset[str], *, timed_only: bool) -> list[tuple]:
    """Return (seed, person, place, start, end, zones of both, true starts of both), sorted."""
    stays = [t for t in told if t.place not in without and not (timed_only and t.flags & CLOCKLESS)]
    rows = []
    for (number, seed), a, b in product(enumerate(seeds), stays, stays):
        start, end = max(a.t_start, b.t_start, seed.start), min(a.t_end, b.t_end, seed.end)
        if a.person == seed.person != b.person and a.place == b.place and start < end:
            rows.append((number, b.person, b.place, start, end, a.zone, b.zone, a.t_start, b.t_start))
    return sorted(rows)


def shown_overlaps(o: Overlaps) -> list[tuple]:
    """Return an engine's overlaps in the twin's form, in the engine's order."""

    def zone(at: int) -> str:
        return o.zones[at] if at >= 0 else ""

    columns = (o.seed, o.person, o.place, o.t_start, o.t_end, o.a_zone, o.b_zone, o.a_start, o.b_start)
    return [
        (int(seed), o.people[person], o.places[place].key, int(start), int(end), zone(a), zone(b), int(a0), int(b0))
        for seed, person, place, start, end, a, b, a0, b0 in zip(*columns, strict=True)
    ]


def _meetings(told: Iterable[Told], seed: Seed, without: frozenset[str]) -> list[Meeting]:
    """Return every ordered pair of stays of two people that are together within the window, and when."""
    stays = [t._replace(t_start=max(t.t_start, seed.start), t_end=min(t.t_end, seed.end)) for t in told]
    stays = [t for t in stays if t.t_start < t.t_end and t.place not in without and not t.flags & CLOCKLESS]
    pairs = ((j, k) for j, k in product(stays, stays) if j.place == k.place and j.person != k.person)
    times = ((j, k, max(j.t_start, k.t_start), min(j.t_end, k.t_end)) for j, k in pairs)
    return [(j.person, k.person, k.place, start, end) for j, k, start, end in times if start < end]


def _controlled(controls: Controls, person: str, first: int, last: int) -> bool:
    """Return whether a person is under control at any second from the first to the last one."""
    return any(c.start <= last and (c.end is None or first < c.end) for c in controls.get(person, ()))


def _passing(
    meetings: list[Meeting], had: Mapping[str, int], controls: Controls, seed: Seed, *, backward: bool
) -> Iterable[tuple[str, int, str, str]]:
    """Yield (who gets it, when, from whom, where) for every meeting that passes it on, given who had it when.

    Nobody passes it on once he has been under control since he had it. Backward: (who could have had it, till when,
    whom it reaches from there, where); he has it at the very second at which he passes it on, so only that second counts.
    """
    for j, k, place, start, end in meetings:
        if j not in had:
            continue
        if backward:
            seconds = range(min(end - 1, had[j]), start - 1, -1)
            free = (t for t in seconds if k == seed.person or not _controlled(controls, k, t, t))
            when = next(free, None)
            if when is not None:
                yield k, when, j, place
        else:
            when = max(start, had[j])
            if when < end and not _controlled(controls, j, had[j], when):
                yield k, when, j, place


def reach(
    told: Iterable[Told],
    seed: Seed,
    told_controls: Sequence[Control],
    max_hops: int | None = None,
    *,
    backward: bool = False,
    without: frozenset[str] = frozenset(),
) -> Reach:
    """Return who is reached: the earliest first, or with a limit arrivals within 0, 1, 2 ... hops; then hops and ways."""
    meetings = _meetings(told, seed, without)
    controls = {c.person: [other for other in told_controls if other.person == c.person] for c in told_controls}
    better = max if backward else min
    had = {seed.person: seed.end - 1 if backward else seed.start}
    if max_hops is None:
        final: dict[str, int] = {}
        while had:
            person = better(had, key=had.__getitem__)
            final[person] = had.pop(person)
            for who, when, _, _ in _passing(meetings, {person: final[person]}, controls, seed, backward=backward):
                if who not in final:
                    had[who] = better(had.get(who, when), when)
        return _fewest(meetings, final, controls, seed, backward=backward)
    layers = [had]
    for _ in range(max_hops):
        later = dict(layers[-1])
        for who, when, _, _ in _passing(meetings, layers[-1], controls, seed, backward=backward):
            later[who] = better(later.get(who, when), when)
        layers.append(later)
    final = layers[-1]
    found: Reach = {}
    for person in final.keys() - {seed.person}:
        hops = next(h for h, layer in enumerate(layers) if layer.get(person) == final[person])
        passing = _passing(meetings, layers[hops - 1], controls, seed, backward=backward)
        ways = {(j, x) for who, when, j, x in passing if who == person and when == final[person]}
        found[person] = (final[person], hops, ways)
    return found


def _fewest(
    meetings: list[Meeting], final: Mapping[str, int], controls: Controls, seed: Seed, *, backward: bool
) -> Reach:
    """Return hops by breadth first search over the meetings at which each is reached at his own arrival."""
    passing = list(_passing(meetings, final, controls, seed, backward=backward))
    tight = {(j, who, x) for who, when, j, x in passing if when == final[who] and who != seed.person}
    hops, hop = {seed.person: 0}, 0
    while len(hops) < len(final):
        hop += 1
        before = set(hops)
        hops |= {who: hop for j, who, _ in tight if j in before and who not in before}
    return {
        who: (final[who], hops[who], {(j, x) for j, to, x in tight if to == who and hops[j] == hops[who] - 1})
        for who in final
        if who != seed.person
    }


def shown_arrivals(a: Arrivals) -> Reach:
    """Return an engine's arrivals in the twin's form; fails if it says a way twice."""
    found: Reach = {
        a.people[p]: (int(when), int(hops), set()) for p, when, hops in zip(a.person, a.arrival, a.hops, strict=True)
    }
    for row, person, place in zip(a.link_row, a.link_person, a.link_place, strict=True):
        ways, way = found[a.people[a.person[row]]][2], (a.people[person], a.places[place].key)
        assert way not in ways
        ways.add(way)
    return found

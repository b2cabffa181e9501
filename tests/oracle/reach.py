"""Reach: earliest arrivals forward, latest departures backward, within a number of hops (semantics.md, 8)."""

from dataclasses import dataclass

from tests.oracle.cases import anchor, cases, window
from tests.oracle.controls import NEVER, first_control, free
from tests.oracle.record import Stay
from tests.oracle.rows import DAY, utc
from tests.oracle.stays import Known

Answer = list[dict[str, object]]


@dataclass(frozen=True)
class Contact:
    """Two people together for a time; J can pass to K from `start`, before `end`."""

    j: str
    k: str
    start: int
    end: int
    place: str


def contacts(known: Known, start: int, end: int) -> list[Contact]:
    """Return every way by which one passes to another: timed stays, no cells or checkpoints."""
    found = []
    for stays in known.at_place.values():
        timed = sorted((s for s in stays if _passes(s)), key=lambda s: s.start)
        place = known.places.shown(stays[0].spot.top)
        for i, a in enumerate(timed):
            for b in timed[i + 1 :]:
                if b.start >= a.end:
                    break
                first, last = max(b.start, start), min(a.end, b.end, end)
                if a.person != b.person and first < last:
                    found += [
                        Contact(j, k, first, last, place) for j, k in ((a.person, b.person), (b.person, a.person))
                    ]
    return found


def _passes(stay: Stay) -> bool:
    return stay.quality == "timed" and stay.kind not in {"cell", "checkpoint"}


def reach(known: Known, case_id: str, *, start: int | None = None, end: int | None = None, now: int | None = None,
          max_hops: int | None = None, backward: bool = False) -> Answer:  # fmt: skip
    """Return the header and everybody reached, with arrival (backward: latest), hops, and the one before (after)."""
    case = cases(known)[case_id]
    now = known.now if now is None else now
    if backward:
        found = anchor(case)
        if found is None and None in {start, end}:
            raise LookupError("NO_WINDOW")
        start = found[1] - 14 * DAY if start is None and found else start or 0
        end = found[1] if end is None and found else end or 0
    else:
        start, _ = window(known, case, start, end, now)
        end = now if end is None else end
    ways = contacts(known, start, end)
    if backward:  # time turned round: the last second comes first, and K passes to J; never while J is under control
        ways = [Contact(w.k, w.j, 1 - b, 1 - a, w.place) for w in ways for a, b in free(known, w.j, w.start, w.end)]
    limits = _Limits(known, backward)
    seed = 1 - end if backward else start
    layers = (
        [_earliest(ways, case.person, seed, limits)]
        if max_hops is None
        else _layers(ways, case.person, seed, max_hops, limits)
    )
    rows = _rows(known, ways, layers, case.person, limits, full=max_hops is None)
    word, link = ("latest", "to") if backward else ("arrival", "from")
    header: dict[str, object] = {"kind": "reach", "case": case_id, "person": known.people.shown(case.person), "from": utc(start),
                                 "to": utc(end), "reached": len(rows)}  # fmt: skip
    return [header] + [
        {
            "kind": "reached",
            "person": person,
            word: utc(-t if backward else t),
            "hops": hops,
            link: last,
            "place": place,
        }
        for t, person, hops, last, place in sorted(rows)
    ]


class _Limits:
    """Until when somebody who has it since a moment passes it on: until he comes under control, for good."""

    def __init__(self, known: Known, backward: bool) -> None:
        self.known, self.backward = known, backward

    def passed(self, way: Contact, arrival: dict[str, int]) -> int | None:
        """Return when J passes to K on a way, given who had it when; None if never."""
        if way.j not in arrival:
            return None
        t = max(way.start, arrival[way.j])
        until = NEVER if self.backward else first_control(self.known, way.j, arrival[way.j])
        return t if t < min(way.end, until) else None


def _earliest(ways: list[Contact], seed: str, start: int, limits: _Limits) -> dict[str, int]:
    """Return everybody's earliest arrival: again and again the next one to have it passes it on."""
    by_j: dict[str, list[Contact]] = {}
    for way in ways:
        by_j.setdefault(way.j, []).append(way)
    arrival, settled = {seed: start}, set[str]()
    while waiting := arrival.keys() - settled:
        j = min(waiting, key=lambda p: (arrival[p], p))
        settled.add(j)
        for way in by_j.get(j, []):
            t = limits.passed(way, arrival)
            if t is not None and way.k not in settled:
                arrival[way.k] = min(t, arrival.get(way.k, NEVER))
    return arrival


def _layers(ways: list[Contact], seed: str, start: int, max_hops: int, limits: _Limits) -> list[dict[str, int]]:
    """Return, per number of hops, everybody's earliest arrival within so many; the last layer is the answer."""
    layers = [{seed: start}]
    while len(layers) <= max_hops:
        layer = dict(layers[-1])
        for w in ways:
            if (t := limits.passed(w, layers[-1])) is not None:
                layer[w.k] = min(t, layer.get(w.k, NEVER))
        if layer == layers[-1]:
            break
        layers.append(layer)
    return layers


def _rows(known: Known, ways: list[Contact], layers: list[dict[str, int]], seed: str,
          limits: _Limits, *, full: bool) -> list[tuple[int, str, int, str, str]]:  # fmt: skip
    """Return (arrival, person, hops, last one before, place) of everybody but the seed."""
    arrival, shown = layers[-1], known.people.shown
    if full:  # hops along ways on which everybody is reached at his own earliest arrival
        hops, level = {seed: 0}, 0
        while new := {
            w.k
            for w in ways
            if hops.get(w.j) == level and w.k not in hops and limits.passed(w, arrival) == arrival.get(w.k, NEVER)
        }:
            level += 1
            hops.update(dict.fromkeys(new, level))
    else:
        hops = {k: next(h for h, layer in enumerate(layers) if layer.get(k) == arrival[k]) for k in arrival}
    to_k: dict[str, list[Contact]] = {}
    for way in ways:
        to_k.setdefault(way.k, []).append(way)
    rows = []
    for k in arrival.keys() - {seed}:
        before = arrival if full else layers[hops[k] - 1]
        last = [(shown(w.j), w.place) for w in to_k[k] if limits.passed(w, before) == arrival[k]
                and (not full or hops[w.j] == hops[k] - 1)]  # fmt: skip
        rows.append((arrival[k], shown(k), hops[k], *min(last)))
    return rows

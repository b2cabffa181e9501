"""Reach: earliest arrivals forward, latest departures backward, within a number of hops (semantics.md, 8)."""

from dataclasses import dataclass

from tests.oracle.cases import anchor, cases, controls, window
from tests.oracle.rows import DAY, utc
from tests.oracle.stays import Known, Stay

Answer = list[dict[str, object]]
NEVER = 1 << 60


@dataclass(frozen=True)
class Contact:
    """Two people together for a time; J can pass to K from `start`, before `end`."""

    j: str
    k: str
    start: int
    end: int
    place: str


def contacts(known: Known, start: int, end: int) -> list[Contact]:
    """Return every way by which one passes to another: timed stays, no cells or checkpoints, cut at J's control."""
    control = controls(known)
    found = []
    for stays in known.at_place.values():
        timed = sorted((s for s in stays if _passes(s)), key=lambda s: s.start)
        for i, a in enumerate(timed):
            for b in timed[i + 1 :]:
                if b.start >= a.end:
                    break
                if a.person == b.person:
                    continue
                for j, k in ((a.person, b.person), (b.person, a.person)):
                    first, last = max(b.start, start), min(a.end, b.end, end, control.get(j, NEVER))
                    if first < last:
                        found.append(Contact(j, k, first, last, known.places.shown(a.spot.top)))
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
    if backward:  # time turned round: the last second of a contact comes first, and K passes to J
        ways = [Contact(w.k, w.j, 1 - w.end, 1 - w.start, w.place) for w in ways]
    layers = _layers(ways, case.person, 1 - end if backward else start, max_hops)
    rows = _rows(known, ways, layers, case.person, full=max_hops is None)
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


def _layers(ways: list[Contact], seed: str, start: int, max_hops: int | None) -> list[dict[str, int]]:
    """Return, per number of hops, everybody's earliest arrival within so many; the last layer is the answer."""
    layers = [{seed: start}]
    while max_hops is None or len(layers) <= max_hops:
        layer = dict(layers[-1])
        for w in ways:
            if w.j in layers[-1] and (t := max(w.start, layers[-1][w.j])) < w.end:
                layer[w.k] = min(t, layer.get(w.k, NEVER))
        if layer == layers[-1]:
            break
        layers.append(layer)
    return layers


def _rows(known: Known, ways: list[Contact], layers: list[dict[str, int]], seed: str,
          *, full: bool) -> list[tuple[int, str, int, str, str]]:  # fmt: skip
    """Return (arrival, person, hops, last one before, place) of everybody but the seed."""
    arrival, shown = layers[-1], known.people.shown
    if full:  # hops along ways on which everybody is reached at his own earliest arrival
        hops, level = {seed: 0}, 0
        while new := {w.k for w in ways if hops.get(w.j) == level and w.k not in hops and _tight(w, arrival)}:
            level += 1
            hops.update(dict.fromkeys(new, level))
    else:
        hops = {k: next(h for h, layer in enumerate(layers) if layer.get(k) == arrival[k]) for k in arrival}
    rows = []
    for k in arrival.keys() - {seed}:
        before = arrival if full else layers[hops[k] - 1]
        last = [(shown(w.j), w.place) for w in ways if w.k == k and _passed(w, before) == arrival[k]
                and (not full or hops[w.j] == hops[k] - 1)]  # fmt: skip
        rows.append((arrival[k], shown(k), hops[k], *min(last)))
    return rows


def _tight(way: Contact, arrival: dict[str, int]) -> bool:
    """Return whether K has it at his earliest moment by this way."""
    t = _passed(way, arrival)
    return t is not None and t == arrival[way.k]


def _passed(way: Contact, arrival: dict[str, int]) -> int | None:
    """Return when J passes to K on a way, given who had it when; None if never."""
    if way.j not in arrival:
        return None
    t = max(way.start, arrival[way.j])
    return t if t < way.end else None

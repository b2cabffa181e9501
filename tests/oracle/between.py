"""Chains between two people by brute force: every sequence of people, hop by hop at the earliest (semantics.md, 9)."""

from tests.oracle.cases import cases, window
from tests.oracle.controls import first_control
from tests.oracle.reach import Contact, contacts
from tests.oracle.rows import utc
from tests.oracle.stays import Known

Answer = list[dict[str, object]]
#: People (codes), and when and where each passed it to the next.
Way = tuple[tuple[str, ...], tuple[int, ...], tuple[str, ...]]


def between(known: Known, case_id: str, ref: str, *, start: int | None, end: int | None, now: int | None,
            max_hops: int, most: int) -> Answer:  # fmt: skip
    """Return the first chains from a case's person to another, by hops, arrival, people.

    Raises:
        LookupError: there is no other person of that name, or the case has no window.

    """
    case = cases(known)[case_id]
    now = known.now if now is None else now
    begin, _ = window(known, case, start, end, now)
    until = now if end is None else end
    everybody = {*(s.person for s in known.stays), *(c.person for c in cases(known).values())} - {case.person}
    to = next((p for p in everybody if known.people.shown(p) == ref), None)
    if to is None:
        raise LookupError(ref)
    ways: dict[str, list[Contact]] = {}
    for way in contacts(known, begin, until):
        ways.setdefault(way.j, []).append(way)
    level: list[Way] = [((case.person,), (), ())]
    found: Answer = []
    for _ in range(max_hops):
        if len(found) >= most:
            break
        level = [longer for way in level for longer in _longer(known, ways, way, begin)]
        there = sorted((times[-1], [known.people.shown(p) for p in people], times, places)
                       for people, times, places in level if people[-1] == to)  # fmt: skip
        found += [{"kind": "chain", "people": people, "times": [utc(t) for t in times], "places": list(places)}
                  for _, people, times, places in there]  # fmt: skip
        level = [way for way in level if way[0][-1] != to]
    return found[:most]


def _longer(known: Known, ways: dict[str, list[Contact]], way: Way, begin: int) -> list[Way]:
    """Return a sequence with one more person, everybody to whom the last one passes it, at his earliest."""
    people, times, places = way
    since = times[-1] if times else begin
    control = first_control(known, people[-1], since)
    firsts: dict[str, tuple[int, str]] = {}
    for w in ways.get(people[-1], []):
        t = max(w.start, since)
        if t < min(w.end, control) and w.k not in people:
            firsts[w.k] = min((t, w.place), firsts.get(w.k, (t, w.place)))
    return [((*people, k), (*times, t), (*places, place)) for k, (t, place) in firsts.items()]

"""Trajectory, shared and at (semantics.md, 1, 2 and 4)."""

from collections.abc import Iterable
from dataclasses import replace

from tests.oracle.cases import cases, last_days
from tests.oracle.linger import lingering
from tests.oracle.places import Spot
from tests.oracle.record import Stay
from tests.oracle.rows import utc
from tests.oracle.stays import Known, unite
from tests.oracle.together import channel, meetings, runs

Answer = list[dict[str, object]]


def trajectory(known: Known, case_id: str, *, start: int | None = None, end: int | None = None, now: int | None = None,
               days: int = 14) -> Answer:  # fmt: skip
    """Return where a case was: whole stays that overlap the window."""
    case = cases(known)[case_id]
    begin, stop = last_days(known, case, start, end, now, days=days, edition=None)
    stays = unite(
        replace(s, distance=None, protected=False, close_contact=False, seat=None)
        for s in known.of_person.get(case.person, [])
    )
    return [
        {
            "kind": "stay", "person": known.people.shown(s.person), "place": known.places.shown(s.spot.top), "place_kind": s.kind,
            "channel": channel(s.kind), "zone": s.spot.zone, "t_start": utc(s.start), "t_end": utc(s.end),
            "flags": sorted(s.flags), "sources": sorted(s.sources),
        }
        for s in stays if s.start < stop and s.end > begin
    ]  # fmt: skip


def shared(known: Known, case_id: str, *, edition: str = "cn-8", start: int | None = None, end: int | None = None, now: int | None = None,
           with_: str | None = None, at: str | None = None, channel_: str | None = None) -> Answer:  # fmt: skip
    """Return who shared what with a case: one row per exposure, clipped."""
    case = cases(known)[case_id]
    begin, stop = last_days(known, case, start, end, now, edition=edition)
    place = None if at is None else known.places.known(at)
    there = [
        m
        for m in meetings(known, case.person, begin, stop, lambda s: s.kind != "checkpoint", lingering(known, edition))
        if place is None or (_below(known, m.a, place) and _below(known, m.b, place))
    ]
    return [
        {
            "kind": "shared", "person": known.people.shown(p.other), "place": known.places.shown(p.place), "place_kind": p.kind,
            "channel": p.channel, "flags": sorted(p.flags), "t_start": utc(p.start), "t_end": utc(p.end), "seat_gap": p.seat_gap,
            "sources": sorted(p.sources),
        }
        for p in runs(there)
        if with_ in {None, p.other, known.people.shown(p.other)}
        and channel_ in {None, p.channel}
    ]  # fmt: skip


def at_place(known: Known, place: str, *, start: int, end: int) -> Answer:
    """Return everyone present at a place, or at one below it: whole stays that overlap the window.

    Raises:
        LookupError: no fact names such a place.

    """
    key = known.places.known(place)
    if key not in {*known.places.kinds, *("/".join(at) for at in known.places.registered), *known.at_place}:
        raise LookupError(place)
    here = (replace(s, spot=Spot(key, key, None, None), seat=None) for s in known.stays if _below(known, s, key))
    return [
        {"kind": "present", "person": known.people.shown(s.person), "t_start": utc(s.start), "t_end": utc(s.end),
         "flags": sorted(s.flags)}
        for s in _per_person(here) if s.start < end and s.end > start
    ]  # fmt: skip


def _below(known: Known, stay: Stay, key: str) -> bool:
    """Return whether a stay was at a place or below it."""
    return key in {stay.spot.top, stay.spot.node} or (
        stay.spot.node != key
        and known.places.related(stay.spot.node, key)
        and known.places.depth(stay.spot.node) > known.places.depth(key)
    )


def _per_person(stays: Iterable[Stay]) -> list[Stay]:
    by_person: dict[str, list[Stay]] = {}
    for s in stays:
        by_person.setdefault(s.person, []).append(s)
    return [u for theirs in by_person.values() for u in unite(theirs)]

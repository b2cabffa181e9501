"""Times together of two people, and the runs that they make (semantics.md, 5)."""

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from tests.oracle.stays import Known, Stay

CHANNELS = {"train": "railway", "cell": "lbs"}


@dataclass(frozen=True)
class Meeting:
    """The time that two stays of different people share at one topmost place, clipped."""

    a: Stay
    b: Stay
    start: int
    end: int

    @property
    def zone(self) -> str | None:
        """Return the zone that both were in, None if it is not one."""
        return self.a.spot.zone if self.a.spot.zone == self.b.spot.zone else None


@dataclass(frozen=True)
class Piece:
    """A run of time together at one topmost place; `grade` is what a rule thinks of it."""

    one: str
    other: str
    place: str
    kind: str
    zone: str | None
    start: int
    end: int
    grade: str
    flags: frozenset[str]
    sources: frozenset[str]


def meetings(known: Known, person: str, start: int, end: int, take: Callable[[Stay], bool]) -> list[Meeting]:
    """Return every time that a person's stays share with others' within `[start, end)`; never with himself."""
    found = []
    for a in (s for s in known.of_person.get(person, []) if take(s)):
        for b in (s for s in known.at_place[a.spot.top] if s.person != person and take(s) and _one_report(a, s)):
            first, last = max(a.start, b.start, start), min(a.end, b.end, end)
            if first < last:
                found.append(Meeting(a, b, first, last))
    return found


def _one_report(a: Stay, b: Stay) -> bool:
    """Return False for the two sides of different reports of an encounter."""
    return (a.distance, a.protected, a.close_contact) == (b.distance, b.protected, b.close_contact)


def runs(found: Iterable[Meeting]) -> list[Piece]:
    """Return the exposures of meetings: maximal runs of touching or overlapping times of one pair at one place."""
    united: list[Piece] = []
    for m in sorted(found, key=lambda m: (m.a.person, m.b.person, m.a.spot.top, m.start)):
        new = Piece(m.a.person, m.b.person, m.a.spot.top, m.a.kind, m.zone, m.start, m.end, "",
                    m.a.flags | m.b.flags, m.a.sources | m.b.sources)  # fmt: skip
        old = united[-1] if united else None
        if old and (old.one, old.other, old.place) == (new.one, new.other, new.place) and new.start <= old.end:
            united[-1] = Piece(old.one, old.other, old.place, old.kind, old.zone if old.zone == new.zone else None, old.start,
                               max(old.end, new.end), "", old.flags | new.flags, old.sources | new.sources)  # fmt: skip
        else:
            united.append(new)
    return united


def graded(found: list[Meeting], grade: Callable[[Meeting], str], order: list[str], by_zone: bool) -> list[Piece]:
    """Return one pair's time at one place cut by how strong it is; at each second the strongest meeting counts.

    `order` lists the grades, strongest first; the zone of a piece is the zone both were in, and cuts it if `by_zone`.
    """
    cuts = sorted({t for m in found for t in (m.start, m.end)})
    pieces: list[Piece] = []
    for start, end in itertools.pairwise(cuts):
        now = [(grade(m), m) for m in found if m.start <= start and end <= m.end]
        if not now:
            continue
        best = min((g for g, _ in now), key=order.index)
        strongest = [m for g, m in now if g == best]
        zones = {m.zone for m in strongest}
        new = Piece(found[0].a.person, found[0].b.person, found[0].a.spot.top, found[0].a.kind, zones.pop() if len(zones) == 1 else None,
                    start, end, best, frozenset().union(*(m.a.flags | m.b.flags for m in strongest)),
                    frozenset().union(*(m.a.sources | m.b.sources for m in strongest)))  # fmt: skip
        old = pieces[-1] if pieces else None
        if old and old.end == new.start and old.grade == new.grade and (old.zone == new.zone or not by_zone):
            pieces[-1] = Piece(old.one, old.other, old.place, old.kind, old.zone if old.zone == new.zone else None, old.start,
                               new.end, best, old.flags | new.flags, old.sources | new.sources)  # fmt: skip
        else:
            pieces.append(new)
    return pieces


def seconds(intervals: Iterable[tuple[int, int]]) -> int:
    """Return the length of the union of intervals."""
    total, reached = 0, 0
    for start, end in sorted(intervals):
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total


def minutes(pieces: Iterable[Piece]) -> float:
    """Return the length of the union of pieces in minutes, two decimals, halves up."""
    length = Decimal(seconds((p.start, p.end) for p in pieces))
    return float((length / 60).quantize(Decimal("0.01"), ROUND_HALF_UP))


def channel(kind: str) -> str:
    """Return the channel of a place kind."""
    return CHANNELS.get(kind, kind)

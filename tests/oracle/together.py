"""Times together of two people, and the runs that they make (semantics.md, 5)."""

import functools
import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from tests.oracle.linger import Linger, after, never
from tests.oracle.record import Stay, seat_gap
from tests.oracle.stays import Known

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

    def piece(self, **more: object) -> "Piece":
        """Return this time alone as a piece."""
        made = Piece(self.a.person, self.b.person, self.a.spot.top, self.a.kind, self.zone, self.start, self.end,
                     flags=self.a.flags | self.b.flags, sources=self.a.sources | self.b.sources, seat_gap=seat_gap(self.a, self.b))  # fmt: skip
        return replace(made, **more)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Piece:
    """A run of time together at one topmost place; `grade` is what a rule thinks of it, `reasons` why."""

    one: str
    other: str
    place: str
    kind: str
    zone: str | None
    start: int
    end: int
    grade: str = ""
    flags: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    seat_gap: int | None = None
    reasons: frozenset[str] = frozenset()

    @property
    def channel(self) -> str:
        """Return the channel: of the kind of place, `companion` where that rule holds."""
        return "companion" if self.grade == "companion" else channel(self.kind)

    def joined(self, new: "Piece") -> "Piece":
        """Return this piece and a later one as one: the zone both have, the nearest seats, all flags, sources and reasons."""
        return replace(self, zone=self.zone if self.zone == new.zone else None, end=max(self.end, new.end),
                       flags=self.flags | new.flags, sources=self.sources | new.sources,
                       seat_gap=nearest(self.seat_gap, new.seat_gap), reasons=self.reasons | new.reasons)  # fmt: skip


def nearest(*gaps: int | None) -> int | None:
    """Return the least of the gaps that are known."""
    return min((g for g in gaps if g is not None), default=None)


def meetings(known: Known, person: str, start: int, end: int, take: Callable[[Stay], bool],
             linger: Linger = never) -> list[Meeting]:  # fmt: skip
    """Return every time that a person's stays, and what lingers of them, share with others' within `[start, end)`."""
    found = []
    there = [(s, s.start, s.end) for s in known.of_person.get(person, [])]
    for a, begin, stop in (t for t in (*there, *after(known, person, start, end, linger)) if take(t[0])):
        for b in (s for s in known.at_place[a.spot.top] if s.person != person and take(s) and _one_report(a, s)):
            first, last = max(begin, b.start, start), min(stop, b.end, end)
            if first < last:
                found.append(Meeting(a, b, first, last))
    return found


def _one_report(a: Stay, b: Stay) -> bool:
    """Return False for the two sides of different reports of an encounter."""
    return (a.distance, a.protected, a.close_contact) == (b.distance, b.protected, b.close_contact)


def runs(found: Iterable[Meeting]) -> list[Piece]:
    """Return the exposures of meetings: maximal runs of touching or overlapping times of one pair at one place."""
    return joined(m.piece() for m in found)


def joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Return pieces with those of one pair at one place united that touch or overlap."""
    united: list[Piece] = []
    for new in sorted(pieces, key=lambda p: (p.one, p.other, p.place, p.start)):
        old = united[-1] if united else None
        if old and (old.one, old.other, old.place) == (new.one, new.other, new.place) and new.start <= old.end:
            united[-1] = old.joined(new)
        else:
            united.append(new)
    return united


Grade = tuple[str, frozenset[str]]
"""What a rule thinks of a meeting, and why."""


def graded(found: list[Meeting], grade: Callable[[Meeting], Grade], order: list[str], by_zone: bool) -> list[Piece]:
    """Return one pair's time at one place cut by how strong it is; at each second the strongest meeting counts.

    `order` lists the grades, strongest first; the zone of a piece is the zone both were in, and cuts it if `by_zone`.
    """
    cuts = sorted({t for m in found for t in (m.start, m.end)})
    pieces: list[Piece] = []
    for start, end in itertools.pairwise(cuts):
        now = [(grade(m), m) for m in found if m.start <= start and end <= m.end]
        if not now:
            continue
        best = min((g for (g, _), _ in now), key=order.index)
        first, *others = [m.piece(start=start, end=end, grade=best, reasons=why) for (g, why), m in now if g == best]
        new = functools.reduce(Piece.joined, others, first)
        old = pieces[-1] if pieces else None
        if old and old.end == new.start and old.grade == new.grade and (old.zone == new.zone or not by_zone):
            pieces[-1] = old.joined(new)
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

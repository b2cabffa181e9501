"""The companion rule of cn-8 and cn-9, and what else was shared in cells (semantics.md, 5, 6 and 7; V12 of the domain's list)."""

from collections.abc import Iterable
from dataclasses import replace

from tests.oracle.record import Stay
from tests.oracle.rows import DAY
from tests.oracle.stays import Known
from tests.oracle.together import Grade, Meeting, Piece, graded, meetings, seconds

DAYS = 14
TOGETHER = 600  # seconds together in one cell, to be passed
OWN = 108_000  # seconds of either in that cell, to be passed
WEAK = {"COARSE", "estimated_end", "day_only", "shared_identifier", "impossible_travel"}
ORDER = ["companion", "bare"]
Pair = tuple[str, str]
"""Another person, and a cell."""


def strong(stay: Stay) -> bool:
    """Return whether a stay in a cell counts for the rule."""
    return not WEAK & stay.flags and stay.quality == "timed"


def companions(known: Known, person: str, end: int) -> set[Pair]:
    """Return whose time with a person in which cell meets both clauses within the 14 days to the window's end."""
    start = end - DAYS * DAY

    def own(who: str, cell: str) -> int:
        stays = (s for s in known.of_person[who] if s.spot.top == cell and strong(s))
        return seconds((max(s.start, start), min(s.end, end)) for s in stays if max(s.start, start) < min(s.end, end))

    together: dict[Pair, list[tuple[int, int]]] = {}
    for m in meetings(known, person, start, end, lambda s: s.kind == "cell" and strong(s)):
        together.setdefault((m.b.person, m.a.spot.top), []).append((m.start, m.end))
    return {
        (other, cell)
        for (other, cell), spans in together.items()
        if seconds(spans) > TOGETHER and max(own(person, cell), own(other, cell)) > OWN
    }


def cell_pieces(known: Known, person: str, start: int, end: int, *, rule: bool) -> dict[str, list[Piece]]:
    """Return what others shared with a person in cells: companion pieces of 14 days under a rule for them, and bare ones within `[start, end)`."""
    met = companions(known, person, end) if rule else set()
    counted = end - DAYS * DAY
    pairs: dict[Pair, list[Meeting]] = {}
    for m in meetings(known, person, min(start, counted), end, lambda s: s.kind == "cell"):
        pairs.setdefault((m.b.person, m.a.spot.top), []).extend(_parted(m, counted))

    def grade(m: Meeting) -> Grade:
        holds = (m.b.person, m.a.spot.top) in met and m.start >= counted and strong(m.a) and strong(m.b)
        return ("companion", frozenset({"COMPANION"})) if holds else ("bare", frozenset())

    found: dict[str, list[Piece]] = {}
    for (other, _), theirs in pairs.items():
        for piece in graded(theirs, grade, ORDER, by_zone=False):
            clipped = piece if piece.grade == "companion" else replace(piece, start=max(piece.start, start))
            if clipped.start < clipped.end:
                found.setdefault(other, []).append(clipped)
    return found


def _parted(m: Meeting, at: int) -> Iterable[Meeting]:
    """Return a meeting's time before and from a moment on."""
    return (replace(m, start=a, end=b) for a, b in ((m.start, min(m.end, at)), (max(m.start, at), m.end)) if a < b)

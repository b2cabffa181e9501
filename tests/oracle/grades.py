"""Grades: how strong a time together is under an edition, and what it earns (semantics.md, 7)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.oracle import conveyances
from tests.oracle.editions import Rules
from tests.oracle.record import Stay
from tests.oracle.rows import DAY
from tests.oracle.stays import Known
from tests.oracle.together import Grade, Meeting, Piece, seconds

QUARTER = 900  # seconds: 15 minutes
#: Grades of a piece, strongest first: close at any length; near: close if 15 minutes; general; airy: general if 15 minutes.
GRADES = ["close", "near", "general", "airy", "none"]


def grader(known: Known, rules: Rules, *, has_zones: bool, small: bool) -> Callable[[Meeting], Grade]:
    """Return the row of an edition that a meeting falls under, as a grade; reasons are told of conveyances and unknown kinds."""

    def whole(m: Meeting) -> Grade:
        earned = grade(m)
        torn = "impossible_travel" in m.a.flags | m.b.flags
        return ("general", frozenset()) if torn and earned[0] in {"close", "near"} else earned

    def grade(m: Meeting) -> Grade:
        if m.a.kind in rules.runs:
            return on_board(known, m, rules)[:2]
        if m.a.kind == "lodging":
            return _lodging(m, known.world.timezone), frozenset()
        if m.a.kind == "encounter":
            return _encounter(m, rules), frozenset()
        if m.a.kind in rules.places:
            return _at_place(known, m, rules, has_zones=has_zones, small=small), frozenset()
        return "general", frozenset({"KIND_UNKNOWN"})

    return whole


def on_board(known: Known, m: Meeting, rules: Rules) -> conveyances.Verdict:
    """Return what an edition says of a time together on a run of a kind that it knows."""
    return conveyances.verdict(m, known.runs.by_key.get(m.a.spot.top), rules)


def _timed(m: Meeting) -> bool:
    return m.a.quality == m.b.quality == "timed"


def _at_place(known: Known, m: Meeting, rules: Rules, *, has_zones: bool, small: bool) -> str:
    asked, zones = rules.places[m.a.kind], (m.a.spot.zone, m.b.spot.zone)

    def one(whole: str) -> bool:
        if has_zones:
            return None not in zones and zones[0] == zones[1]
        return whole == "one" or (whole == "small" and small)

    if m.a.spot.top in known.places.open_air and m.a.kind in rules.outside:
        return "airy" if one(rules.outside[m.a.kind]) else "general" if has_zones and None in zones else "none"
    if not _timed(m) or (asked.zone and not one(asked.whole)):
        return "general"
    return "near" if asked.lasting else "close"


def _encounter(m: Meeting, rules: Rules) -> str:
    far = m.a.distance is not None and m.a.distance > rules.metres
    if m.a.protected or far or not _timed(m):
        return "general"
    return "close" if m.a.close_contact else "general" if m.a.distance is None else "near"


def asks(known: Known, m: Meeting, rules: Rules, *, has_zones: bool) -> str | None:
    """Return the question that a meeting raises: the seat, room or zone of somebody, where it is asked for, is not known."""
    if m.a.kind in rules.runs:
        return on_board(known, m, rules).question
    unknown = None in {m.a.spot.zone, m.b.spot.zone}
    if m.a.kind == "lodging":
        floors = {m.a.spot.floor, m.b.spot.floor}
        return "ROOM_UNKNOWN" if unknown and (None in floors or len(floors) == 1) else None
    return "ZONE_UNKNOWN" if unknown and has_zones and by_zone(m.a.kind, rules) else None


def by_zone(kind: str, rules: Rules) -> bool:
    """Return whether an edition asks for a zone at a kind of place: where so, times together are cut at its changes."""
    return kind == "lodging" or kind in rules.runs or (kind in rules.places and rules.places[kind].zone)


def _lodging(m: Meeting, zone: str) -> str:
    rooms, floors = (m.a.spot.zone, m.b.spot.zone), (m.a.spot.floor, m.b.spot.floor)
    if None not in floors and floors[0] != floors[1]:
        return "none"
    if None in rooms:
        return "general"
    if rooms[0] == rooms[1]:
        if "open" in {m.a.quality, m.b.quality}:
            return "general"
        if m.a.quality == m.b.quality == "timed" or nights(m.a, zone) & nights(m.b, zone):
            return "close"
        return "general"
    return "none" if None in floors else "general"


def nights(stay: Stay, zone: str) -> set[str]:
    """Return the nights of a stay: its local dates but the last, at least that of its first."""
    first, last = (datetime.fromtimestamp(t, ZoneInfo(zone)).date() for t in (stay.start, stay.end - 1))
    return {str(first + timedelta(days=i)) for i in range(max(1, (last - first).days))}


def earned(pieces: list[Piece], kind: str, rules: Rules) -> list[tuple[Piece, str]]:
    """Return the class that each piece of one pair at one place of a kind earns, "none" if none."""
    found = []
    for piece in pieces:
        asked = {"near": ("near", "close"), "airy": ("airy",)}.get(piece.grade)
        if asked is None:
            found.append((piece, piece.grade))
            continue
        zoned = by_zone(kind, rules)
        spans = [(p.start, p.end) for p in pieces if p.grade in asked and (p.zone == piece.zone or not zoned)]
        longest = _rolling(spans, piece) if rules.adds_up else _stretch(spans, piece)
        enough = longest > QUARTER if rules.more_than_15 and kind == "encounter" else longest >= QUARTER
        found.append(
            (piece, {"near": "close" if enough else "general", "airy": "general" if enough else "none"}[piece.grade])
        )
    return found


def _rolling(spans: list[tuple[int, int]], piece: Piece) -> int:
    """Return the most seconds of the spans that some 24 hours with time of the piece hold."""
    low, high = piece.start - DAY + 1, piece.end - 1
    turns = {low, high, *(t for a, b in spans for t in (a, b, a - DAY, b - DAY) if low <= t <= high)}
    return max(seconds((max(a, t), min(b, t + DAY)) for a, b in spans if max(a, t) < min(b, t + DAY)) for t in turns)


def _stretch(spans: list[tuple[int, int]], piece: Piece) -> int:
    """Return the seconds of the stretch of touching or overlapping spans in which the piece lies."""
    start, end = piece.start, piece.end
    while wider := [(a, b) for a, b in spans if a <= end and start <= b and not start <= a <= b <= end]:
        start, end = min(start, *(a for a, _ in wider)), max(end, *(b for _, b in wider))
    return end - start

"""The six sames of a case: who was in the same net cafe, lodging, flight, train and cell (semantics.md, 6 and 7)."""

from tests.oracle.cases import cases, last_days
from tests.oracle.companions import cell_pieces
from tests.oracle.editions import rules
from tests.oracle.linger import lingering
from tests.oracle.record import Stay
from tests.oracle.rings import CLASSES, Asked, graded_pairs
from tests.oracle.rows import utc
from tests.oracle.stays import Known
from tests.oracle.together import Piece, meetings, runs

Answer = list[dict[str, object]]
KINDS = {"net_cafe", "lodging", "flight", "train", "cell"}
CHANNELS = ["net_cafe", "lodging", "flight", "railway", "lbs", "companion"]


def same(known: Known, case_id: str, *, edition: str = "cn-8", days: int = 14, now: int | None = None) -> Answer:
    """Return one row per person, channel, place and exposure, with the class that its strongest piece earns."""
    case = cases(known)[case_id]
    start, end = last_days(known, case, None, None, now, days=days, edition=edition)
    linger = lingering(known, edition)
    earned = (
        _co_presence(known, case.person, start, end)
        if edition == "co-presence"
        else _by_table(known, Asked(case.person, start, end, _roofed, linger, rules(edition)))
    )
    rows: Answer = []
    for e in runs(meetings(known, case.person, start, end, _asked, linger)):
        parts = [
            (p, k)
            for p, k in earned
            if (p.other, p.place) == (e.other, e.place) and p.start < e.end and e.start < p.end
        ]
        klass = min((k for _, k in parts if k in CLASSES), key=CLASSES.index, default=None)
        rows.append({
            "kind": "same", "person": known.people.shown(e.other), "channel": "companion" if klass == "companion" else e.channel,
            "place": known.places.shown(e.place), "t_start": utc(e.start), "t_end": utc(e.end), "seat_gap": e.seat_gap,
            "class": klass, "sources": sorted(e.sources),
        })  # fmt: skip
    return sorted(rows, key=lambda r: (CHANNELS.index(str(r["channel"])), r["person"], r["place"], r["t_start"]))


def _asked(stay: Stay) -> bool:
    return stay.kind in KINDS


def _roofed(stay: Stay) -> bool:
    return stay.kind in KINDS - {"cell"}


def _by_table(known: Known, asked: Asked) -> list[tuple[Piece, str]]:
    """Return the pieces of time together with the class that each earns under an edition's rules."""
    pieces = [pair for theirs in graded_pairs(known, asked, {}).values() for pair in theirs]
    cells = cell_pieces(known, asked.person, asked.start, asked.end, rule=asked.rules.companion)
    return pieces + [(p, p.grade) for theirs in cells.values() for p in theirs]


def _co_presence(known: Known, person: str, start: int, end: int) -> list[tuple[Piece, str]]:
    there = meetings(known, person, start, end, lambda s: _roofed(s) and s.quality != "open")
    return [(p, "co_present") for p in runs(there)]

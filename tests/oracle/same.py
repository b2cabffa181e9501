"""The six sames of a case: who was in the same net cafe, lodging, flight, train and cell (semantics.md, 6 and 7)."""

from tests.oracle.cases import cases, last_days
from tests.oracle.companions import cell_pieces
from tests.oracle.linger import Linger, lingering
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
    start, end = last_days(known, case, None, None, now, days)
    linger = lingering(known, edition)
    earned = (
        _co_presence(known, case.person, start, end)
        if edition == "co-presence"
        else _by_table(known, case.person, start, end, linger)
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


def _by_table(known: Known, person: str, start: int, end: int, linger: Linger) -> list[tuple[Piece, str]]:
    """Return the pieces of time together with the class that each earns under cn-8."""
    asked = Asked(person, start, end, lambda s: s.kind in KINDS - {"cell"}, linger)
    pieces = [pair for theirs in graded_pairs(known, asked, {}).values() for pair in theirs]
    return pieces + [(p, p.grade) for theirs in cell_pieces(known, person, start, end).values() for p in theirs]


def _co_presence(known: Known, person: str, start: int, end: int) -> list[tuple[Piece, str]]:
    there = meetings(known, person, start, end, lambda s: s.kind in KINDS - {"cell"} and s.quality != "open")
    return [(p, "co_present") for p in runs(there)]

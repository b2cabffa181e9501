"""Trace: ring 1, ring 2, classes (semantics.md, 5 and 7)."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from tests.oracle.cases import Case, anchor, cases, window
from tests.oracle.companions import cell_pieces
from tests.oracle.controls import first_control
from tests.oracle.editions import CHINA, Rules, rules
from tests.oracle.grades import GRADES, asks, by_zone, earned, grader
from tests.oracle.households import household_pieces
from tests.oracle.linger import Linger, lingering, never
from tests.oracle.people import slots
from tests.oracle.record import Stay
from tests.oracle.rows import utc
from tests.oracle.stays import Known
from tests.oracle.together import Meeting, Piece, graded, meetings, minutes, runs

CLASSES = ["close", "contact_of_contact", "companion", "general", "co_present", "ruled_out"]
Answer = list[dict[str, object]]


@dataclass
class Contact:
    """One person of a ring: the pieces by which he is in it, each with whether it earns his class."""

    person: str
    ring: int
    name: str
    pieces: list[tuple[Piece, bool]] = field(default_factory=list)
    via: dict[str, int] = field(default_factory=dict)

    @property
    def earning(self) -> list[Piece]:
        """Return the pieces that earn the class."""
        return [p for p, earns in self.pieces if earns]

    @property
    def first(self) -> int | None:
        """Return when the first earning piece began."""
        return min((p.start for p in self.earning), default=None)


@dataclass(frozen=True)
class Asked:
    """A person asked about: the time in which, what stays count, how long places linger after him, and by which rules."""

    person: str
    start: int
    end: int
    take: Callable[[Stay], bool]
    linger: Linger = never
    rules: Rules = CHINA


def trace(known: Known, case_id: str, *, edition: str = "cn-8", start: int | None = None, end: int | None = None,
          rings: int = 2, now: int | None = None) -> Answer:  # fmt: skip
    """Return the header and the rows of a trace."""
    case = cases(known)[case_id]
    begin, stop = window(known, case, start, end, now, edition)
    limit = end if end is not None else known.now if now is None else now
    questions: dict[tuple[str, str], int] = {}
    if edition == "co-presence":
        ring1, ring2 = _co_presence(known, case, begin, stop, rings)
    else:
        asked = Asked(case.person, begin, stop, _counts, lingering(known, edition), rules(edition))
        ring1, ring2 = _by_table(known, case, asked, limit, rings, questions)
    rows = sorted((_row(known, case, c, edition) for c in (*ring1, *ring2)), key=_order)
    header: dict[str, object] = {
        "kind": "trace", "case": case_id, "person": known.people.shown(case.person), "edition": edition,
        "anchor": (anchor(case) or (None,))[0] if start is None else None, "from": utc(begin), "to": utc(stop), "rings": rings,
        "ring1": len(ring1), "ring2": len(ring2),
        "classes": {k: n for k in CLASSES if (n := sum(r["class"] == k for r in rows))},
        "questions": [{"code": c, "place": p, "people": n} for (c, p), n in sorted(questions.items())],
    }  # fmt: skip
    return [header, *rows]


def _co_presence(known: Known, case: Case, start: int, end: int, rings: int) -> tuple[list[Contact], list[Contact]]:
    ring1: dict[str, Contact] = {}
    for piece in runs(meetings(known, case.person, start, end, lambda s: _counts(s) and s.quality != "open")):
        ring1.setdefault(piece.other, Contact(piece.other, 1, "co_present")).pieces.append((piece, True))
    ring2: dict[str, Contact] = {}
    for j in ring1 if rings == 2 else ():
        timed = [m.start for m in meetings(known, case.person, start, end, _timed) if m.b.person == j]
        for piece in runs(meetings(known, j, min(timed), end, _timed)) if timed else ():
            if piece.other not in ring1 and piece.other != case.person:
                contact = ring2.setdefault(piece.other, Contact(piece.other, 2, "co_present"))
                contact.pieces.append((piece, True))
                contact.via[j] = min(piece.start, contact.via.get(j, piece.start))
    return list(ring1.values()), list(ring2.values())


def _counts(stay: Stay) -> bool:
    return stay.kind not in {"cell", "checkpoint"}


def _timed(stay: Stay) -> bool:
    return _counts(stay) and stay.quality == "timed"


def _by_table(known: Known, case: Case, asked: Asked, limit: int, rings: int,
              questions: dict[tuple[str, str], int]) -> tuple[list[Contact], list[Contact]]:  # fmt: skip
    judged = _judged(known, case)
    ring1 = _ring1(known, asked, questions)
    for person, klass in judged.items():
        contact = ring1.setdefault(person, Contact(person, 1, klass))
        if contact.name != klass:
            contact.name, contact.pieces = klass, [(p, True) for p, _ in contact.pieces]
    for person, contact in ring1.items():
        contact.pieces += [
            (p, False)
            for p in cell_pieces(known, case.person, asked.start, asked.end, rule=asked.rules.companion).get(person, [])
            if p.grade == "bare"
        ]
    close = {c.person: asked.start if c.first is None else c.first for c in ring1.values() if c.name == "close"}
    ring2: dict[str, Contact] = {}
    for j, first in close.items() if rings == 2 and asked.rules.ring2 else ():
        stop = min(first_control(known, j, first), limit)
        pairs = graded_pairs(known, replace(asked, person=j, start=first, end=stop, take=_timed), questions)
        for person, pieces in pairs.items():
            earned = [p for p, klass in pieces if klass == "close"]
            if earned and person not in close and person != case.person and person not in judged:
                contact = ring2.setdefault(person, Contact(person, 2, "contact_of_contact"))
                contact.pieces += [(p, klass == "close") for p, klass in pieces]
                contact.via[j] = min(p.start for p in earned)
    for person, contact in ring2.items():
        if person in ring1:
            contact.pieces += [(p, False) for p, _ in ring1.pop(person).pieces]
    return list(ring1.values()), list(ring2.values())


def _judged(known: Known, case: Case) -> dict[str, str]:
    """Return the classes that tracers gave by judgement for this case, by person; the last one stands."""
    found = {}
    for judgement in known.world.judgements:
        if judgement["case"] == case.case_id:
            found[next(p for p in _everybody(known) if judgement["person"] in {p, known.people.shown(p)})] = judgement[
                "class"
            ]
    return found


def _everybody(known: Known) -> set[str]:
    return {known.people.of(slot, 0)[0] for row in known.rows for slot in slots(row)} | set(known.of_person)


def _ring1(known: Known, asked: Asked, questions: dict[tuple[str, str], int]) -> dict[str, Contact]:
    found, pairs = {}, graded_pairs(known, asked, questions)
    for person, shared in cell_pieces(known, asked.person, asked.start, asked.end, rule=asked.rules.companion).items():
        pairs.setdefault(person, []).extend((p, p.grade) for p in shared if p.grade == "companion")
    for person, pieces in pairs.items():
        klass = min((k for _, k in pieces if k != "none"), key=CLASSES.index, default=None)
        if klass:
            found[person] = Contact(person, 1, klass, [(p, k == klass) for p, k in pieces])
    return found


def graded_pairs(
    known: Known, asked: Asked, questions: dict[tuple[str, str], int]
) -> dict[str, list[tuple[Piece, str]]]:
    """Return, for everybody together with the one asked about, the pieces with the class each of them earns."""
    met = meetings(known, asked.person, asked.start, asked.end, asked.take, asked.linger)
    crowd: dict[str, set[str]] = {}
    for m in met:
        crowd.setdefault(m.a.spot.top, set()).add(m.b.person)
    pairs: dict[tuple[str, str], list[Meeting]] = {}
    for m in met:
        place = m.a.spot.top
        if place not in known.places.zoned and len(crowd[place]) > 500:
            key = ("ZONE_UNKNOWN", known.places.shown(place))
            questions[key] = max(len(crowd[place]), questions.get(key, 0))
        else:
            pairs.setdefault((m.b.person, place), []).append(m)
    found: dict[str, list[tuple[Piece, str]]] = {}
    for (person, place), theirs in pairs.items():
        has_zones = place in known.places.zoned
        small = len(crowd[place]) + 1 <= 50
        kind, by = theirs[0].a.kind, asked.rules
        grade = grader(known, by, has_zones=has_zones, small=small)
        for asked_for in {q for m in theirs if (q := asks(known, m, by, has_zones=has_zones))}:
            key = (asked_for, known.places.shown(place))
            questions[key] = questions.get(key, 0) + 1
        pieces = graded(theirs, grade, GRADES, by_zone(kind, by))
        found.setdefault(person, []).extend(earned(pieces, kind, by))
    for piece in household_pieces(known, asked.person, asked.start, asked.end):
        found.setdefault(piece.other, []).append((piece, piece.grade))
    return found


def _row(known: Known, case: Case, contact: Contact, edition: str) -> dict[str, object]:
    """Return a contact as the row of an answer."""
    people, places = known.people, known.places
    earning = contact.earning
    clocked = [p for p in earning if p.kind != "household"]
    others = [c.case_id for c in cases(known).values() if c.person == contact.person]
    exposures = [
        {
            "with": people.shown(p.one), "place": places.shown(p.place), "place_kind": p.kind, "channel": p.channel,
            "zone": p.zone, "t_start": utc(p.start), "t_end": utc(p.end), "seat_gap": p.seat_gap, "rule": earns, "flags": sorted(p.flags),
            "sources": sorted(p.sources),
        }
        for p, earns in contact.pieces
    ]  # fmt: skip
    via = sorted((first, people.shown(j)) for j, first in contact.via.items())
    return {
        "kind": "contact", "ring": contact.ring, "person": people.shown(contact.person), "class": contact.name,
        "case": min(others) if others else None, "judgement": _judged(known, case).get(contact.person) if edition != "co-presence" else None,
        "first": utc(min(p.start for p in earning)) if earning else None,
        "last": utc(max(p.end for p in earning)) if earning else None,
        "minutes": minutes(clocked) if clocked else None,
        "channels": sorted({p.channel for p in earning}),
        "reasons": sorted({reason for p, earns in contact.pieces if earns or p.one == case.person for reason in p.reasons}),
        "exposures": sorted(exposures, key=lambda e: tuple(str(e[k]) for k in ("t_start", "place", "with", "t_end", "zone"))),
        "via": [{"person": person, "first": utc(first)} for first, person in via],
    }  # fmt: skip


def _order(row: dict[str, object]) -> tuple[object, ...]:
    return row["ring"], CLASSES.index(str(row["class"])), str(row["first"] or "~"), row["person"]

"""Classes: what the times together of pairs earn under an edition, cut into pieces by how strong they are.

Vectorised over all pairs at once; only where records of different strength cover the same second does a pair go
through Python (`_strongest`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from graph.engines.protocol import Overlaps
from graph.model.timed_graph import Ints
from queries.conditions import QUESTIONS, Graded, Nights, Situation, Strength, graded, rule_numbers
from queries.intervals import lasting, numbered, runs
from queries.pieces import RANK, Pieces, pieces
from queries.rules.rules import Edition
from queries.together import Lists, Together, together

#: What was asked of places: (question, place) -> people concerned, or how many there were.
Open = dict[tuple[str, int], set[int] | int]


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows of pairs: which pair (with its place), which row behind, from when to when, and the zone of both."""

    pair: Ints
    row: Ints
    start: Ints
    end: Ints
    zone: Ints


def rule_names(edition: Edition) -> list[str]:
    """Return the names of an edition's rules, by the number that pieces keep."""
    if edition.everyone:
        return [edition.name]
    return [f"{edition.name}:{name}" for name in (*(r.name for r in edition.rows), "unknown_kind", "judgement")]


def classified(
    overlaps: Overlaps, edition: Edition, lists: Lists, seeds: Sequence[str], nights: Nights, asked: Open
) -> Pieces:
    """Return the pieces of an answer with the class that each earns; what has to be asked goes to `asked`."""
    t = together(overlaps, edition, lists, seeds)
    t, crowd = _without_crowds(t, edition, lists, asked)
    rule = rule_numbers(lists.places, edition)[t.place] if len(t) else np.zeros(0, np.int16)
    zoned = np.array([p.has_zones for p in lists.places], np.bool_)[t.place]
    grades = graded(Situation(edition, t, overlaps, zoned, crowd, nights), rule)
    _ask(t, grades, asked)
    return _pieces(t, grades, rule, edition)


def _without_crowds(t: Together, edition: Edition, lists: Lists, asked: Open) -> tuple[Together, Ints]:
    """Return the rows but those at a place without zones with too many others, and the others at each row's place."""
    pair, pairs = numbered(t.seed, t.person, t.place)
    seat, seats = numbered(t.seed, t.place)
    first = np.zeros(pairs, np.int64)
    first[pair] = np.arange(len(t))
    crowd = np.bincount(seat[first], minlength=seats)[seat]
    limit = edition.numbers["zoneless_place_people"].whole
    at_risk = np.array([not p.has_zones and p.kind != "encounter" for p in lists.places], np.bool_)
    big = at_risk[t.place] & (crowd > limit)
    if not big.any():
        return t, crowd
    for place in np.unique(t.place[big]):
        key = ("ZONE_UNKNOWN", int(place))
        known = asked.get(key, 0)
        asked[key] = max(int(crowd[big & (t.place == place)].max()), known if isinstance(known, int) else len(known))
    return t.take(~big), crowd[~big]


def _ask(t: Together, grades: Graded, asked: Open) -> None:
    """Note whose zone, room or seat would have to be known, at which places."""
    rows = np.flatnonzero(grades.question)
    if not len(rows):
        return
    stacked = np.unique(np.stack((grades.question[rows], t.place[rows], t.person[rows])), axis=1)
    for question, place, person in stacked.T.tolist():
        people = asked.setdefault((QUESTIONS[question], place), set())
        if isinstance(people, set):
            people.add(person)


def _pieces(t: Together, grades: Graded, rule: NDArray[np.int16], edition: Edition) -> Pieces:
    """Return the runs of equal strength (and zone, where it is asked for) of each pair, with what they earn."""
    pair, _ = numbered(t.seed, t.person, t.place)
    rows = _strongest(_Rows(pair, np.arange(len(t)), t.start, t.end, t.zone.astype(np.int64)), grades)
    strength, by_zone = grades.strength[rows.row], grades.by_zone[rows.row]
    key, _ = numbered(rows.pair, strength, np.where(by_zone, rows.zone + 1, 0))
    found = runs(key, rows.start, rows.end)
    at = found.order[found.begins]
    zone, rules = found.common(rows.zone.astype(np.int32)), rule[rows.row[at]]
    told = _Rows(rows.pair[at], at, found.start, found.end, np.where(by_zone[at], zone, -1))
    lasts = _lasts(told, strength[at], rules, edition)
    rank, earned = _earned(strength[at], lasts, rules, edition)
    reasons = np.where(earned, found.bits(grades.reason[rows.row]), found.bits(grades.otherwise[rows.row]))
    return pieces(
        t, found, rows.row, zone=zone, rank=rank, reasons=np.where(rank == 0, 0, reasons).astype(np.int64), rule=rules
    )


def _earned(
    strength: NDArray[np.int8], lasts: NDArray[np.bool_], rule: NDArray[np.int16], edition: Edition
) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
    """Return the rank of the class that each piece earns, and whether it is what its rule is there for."""
    falls_back = np.array([*(r.otherwise == "general" for r in edition.rows), True], np.bool_)
    short = np.where(falls_back[rule], RANK["general"], 0)
    close, general = RANK["close"], RANK["general"]
    rank = np.select(
        [strength == Strength.CLOSE, strength == Strength.CLOSE_IF_LASTING, strength == Strength.GENERAL],
        [np.full(len(strength), close), np.where(lasts, close, short), np.full(len(strength), general)],
        np.where((strength == Strength.GENERAL_IF_LASTING) & lasts, general, 0),
    )
    return rank.astype(np.int8), lasts | (strength == Strength.CLOSE) | (strength == Strength.GENERAL)


def _lasts(told: _Rows, strength: NDArray[np.int8], rule: NDArray[np.int16], edition: Edition) -> NDArray[np.bool_]:
    """Return which pieces have time in some 24 hours that hold 15 minutes of their pair at their place (and zone)."""
    out = np.zeros(len(rule), np.bool_)
    asked: dict[tuple[int, int], list[int]] = {}
    for number, row in enumerate(edition.rows):
        if row.lasting:
            asked.setdefault(edition.seconds_lasting(row), []).append(number)
    for (least, within), rules in asked.items():
        for strengths in ((Strength.CLOSE_IF_LASTING, Strength.CLOSE), (Strength.GENERAL_IF_LASTING,)):
            rows = np.flatnonzero(np.isin(rule, rules) & np.isin(strength, strengths))
            key, _ = numbered(told.pair[rows], told.zone[rows] + 1)
            order = np.lexsort((told.start[rows], key))
            rows = rows[order]
            out[rows] = lasting(key[order], told.start[rows], told.end[rows], least=least, within=within)
    return out


def _strongest(rows: _Rows, grades: Graded) -> _Rows:
    """Return the rows cut so that at each second of a pair at a place only the strongest are left."""
    strength = grades.strength[rows.row]
    whole = runs(rows.pair, rows.start, rows.end)
    if not len(whole):
        return rows
    part = np.zeros(len(rows.pair), np.int64)
    part[whole.order] = np.repeat(np.arange(len(whole)), np.diff(np.append(whole.begins, len(rows.pair))))
    key, keys = numbered(part, strength, np.where(grades.by_zone[rows.row], rows.zone + 1, 0))
    if keys == len(whole):
        return rows
    single = runs(key, rows.start, rows.end)
    told = np.bincount(part[single.order[single.begins]], weights=single.end - single.start, minlength=len(whole))
    mixed = np.flatnonzero(told != whole.end - whole.start)
    if not len(mixed):
        return rows
    bounds = np.append(whole.begins, len(rows.pair))
    cut = [_cut(rows, whole.order[bounds[i] : bounds[i + 1]], strength) for i in mixed]
    keep = ~np.isin(part, mixed)
    kept = _Rows(*(getattr(rows, n)[keep] for n in _Rows.__slots__))
    return _Rows(*(np.concatenate([getattr(p, n) for p in (kept, *cut)]) for n in _Rows.__slots__))


def _cut(rows: _Rows, these: Ints, strength: NDArray[np.int8]) -> _Rows:
    """Return rows of one run of one pair, cut at every start and end, with the weaker ones left out of each part."""
    told = [(int(strength[i]), int(rows.start[i]), int(rows.end[i]), int(i)) for i in these]
    times = sorted({t for _, start, end, _ in told for t in (start, end)})
    out: list[tuple[int, int, int, int]] = []
    for start, end in pairwise(times):
        here = [(s, i) for s, a, b, i in told if a <= start and end <= b]
        best = max(s for s, _ in here)
        winners = [i for s, i in here if s == best]
        zones = {int(rows.zone[i]) for i in winners}
        zone = zones.pop() if len(zones) == 1 else -1
        out += [(i, start, end, zone) for i in winners]
    index, starts, ends, zones_ = (np.array(column, np.int64) for column in zip(*out, strict=True))
    return _Rows(rows.pair[index], rows.row[index], starts, ends, zones_)

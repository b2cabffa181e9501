"""Conditions: how strong a time together is under an edition, row by row of its table (semantics.md, 4 and 7).

The strength of a row says what it can earn; whether a time that has to last does so is known only when the rows of a
pair have been put together (`queries.classify`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from graph.engines.protocol import Overlaps
from graph.model.flags import CLOSE_CONTACT, ESTIMATED_END, IMPOSSIBLE, PROTECTED
from graph.model.timed_graph import Ints, Place
from queries.conveyances import on_board, sure_of_time
from queries.rules.rules import Edition, Row
from queries.together import Together

Bools = NDArray[np.bool_]
#: Decides for rows of `Overlaps` (by position) whether the two stays have a night in common.
Nights = Callable[[Ints], Bools]


class Strength(IntEnum):
    """What a time together can earn, the strongest last; where records cover one second, the strongest counts."""

    NONE = 0
    GENERAL_IF_LASTING = 1
    GENERAL = 2
    CLOSE_IF_LASTING = 3
    CLOSE = 4


#: Questions that a row may raise, by number.
QUESTIONS = ("", "ZONE_UNKNOWN", "ROOM_UNKNOWN", "SEAT_UNKNOWN", "SEALED_UNKNOWN")


@dataclass(slots=True)
class Graded:
    """Rows with what they can earn: `reason` where it is earned, `otherwise` where it does not last; both are bits."""

    strength: NDArray[np.int8]
    reason: Ints
    otherwise: Ints
    by_zone: Bools
    """Where the rule asks for a zone: pieces are cut at its changes."""
    question: NDArray[np.int8]
    bits: dict[str, int] = field(default_factory=dict)

    def grade(self, rows: Ints, strength: Strength, reason: str, otherwise: str | None = None) -> None:
        """Say what the rows can earn."""
        self.strength[rows] = strength
        self.reason[rows] = self.bits[reason]
        self.otherwise[rows] = self.bits[otherwise] if otherwise else 0

    def ask(self, rows: Ints, code: str) -> None:
        """Say that the rows are general for want of something, and ask for it."""
        self.grade(rows, Strength.GENERAL, code)
        self.question[rows] = QUESTIONS.index(code)


def reason_bits(edition: Edition) -> dict[str, int]:
    """Return the bit of each reason code of an edition."""
    return {code: 1 << i for i, code in enumerate(edition.reasons)}


def rule_numbers(places: list[Place], edition: Edition) -> NDArray[np.int16]:
    """Return the edition's row for each place by its position; the number of rows for a kind that it does not know."""
    at = {id(row): i for i, row in enumerate(edition.rows)}
    found = (edition.row(p.kind, enclosed=p.enclosed) for p in places)
    return np.array([len(edition.rows) if row is None else at[id(row)] for row in found], np.int16)


@dataclass(frozen=True, slots=True)
class Situation:
    """What the tests of an edition look at: the rows, the engine's answer behind them, and the crowd at each place."""

    edition: Edition
    together: Together
    overlaps: Overlaps
    has_zones: Bools
    """Whether the row's place has zones."""
    crowd: Ints
    """Distinct others at the row's place with its seed."""
    nights: Nights


def graded(situation: Situation, rule: NDArray[np.int16]) -> Graded:
    """Return what each row can earn; `rule` is the edition's row for each."""
    n, edition = len(situation.together), situation.edition
    out = Graded(
        np.zeros(n, np.int8), np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n, np.bool_), np.zeros(n, np.int8),
        reason_bits(edition),
    )  # fmt: skip
    for number, row in enumerate(edition.rows):
        rows = np.flatnonzero(rule == number)
        if len(rows):
            _TESTS[row.test](situation, row, rows, out)
    out.grade(np.flatnonzero(rule == len(edition.rows)), Strength.GENERAL, "KIND_UNKNOWN")
    torn = (situation.together.flags & IMPOSSIBLE) != 0
    out.grade(np.flatnonzero(torn & (out.strength >= Strength.CLOSE_IF_LASTING)), Strength.GENERAL, "IMPOSSIBLE_TRAVEL")
    return out


def _nobody(_s: Situation, _row: Row, _rows: Ints, _out: Graded) -> None:
    """Grade nothing: nobody is a contact by such a place alone."""


def _together(s: Situation, row: Row, rows: Ints, out: Graded) -> None:
    timed = s.together.timed[rows]
    out.grade(rows, Strength.GENERAL, "TIME_UNSURE")
    strength, otherwise = _close(row)
    out.grade(rows[timed], strength, row.reason, otherwise)


def _close(row: Row) -> tuple[Strength, str | None]:
    """Return the strength of what makes close under a row, and the reason where it has to last and does not."""
    return (Strength.CLOSE_IF_LASTING, row.otherwise_reason) if row.lasting else (Strength.CLOSE, None)


def _on_board(s: Situation, row: Row, rows: Ints, out: Graded) -> None:
    """Grade a run: near by some clause, every one that holds told; what would have to be known; on board."""
    at = s.together.overlap[rows]
    found, sure = on_board(s.overlaps, at, s.edition, row), sure_of_time(s.overlaps, at)
    out.by_zone[rows] = True  # carriage or cabin
    out.grade(rows, Strength.GENERAL, row.otherwise_reason)
    for code, holds in found.unknown.items():
        out.ask(rows[holds], code)
    close = np.logical_or.reduce(list(found.close.values()))
    out.question[rows[close]] = 0
    out.grade(rows[close & ~sure], Strength.GENERAL, "TIME_UNSURE")
    for code, holds in found.close.items():
        these = rows[holds & sure]
        if len(these):
            told = np.where(out.strength[these] == Strength.CLOSE, out.reason[these], 0)
            out.reason[these], out.strength[these] = told | out.bits[code], Strength.CLOSE


def _same_room(s: Situation, row: Row, rows: Ints, out: Graded) -> None:
    """Grade a lodging: same room; a room unknown; another room on the floor; floors known and different: nothing."""
    o, at = s.overlaps, s.together.overlap[rows]
    a, b, a_floor, b_floor = o.a_zone[at], o.b_zone[at], o.a_floor[at], o.b_floor[at]
    floors_known = (a_floor >= 0) & (b_floor >= 0)
    apart = floors_known & (a_floor != b_floor)
    known = (a >= 0) & (b >= 0)
    out.by_zone[rows] = True
    out.ask(rows[~known & ~apart], "ROOM_UNKNOWN")
    out.grade(rows[known & (a != b) & floors_known & ~apart], Strength.GENERAL, "SAME_FLOOR")
    same = known & (a == b) & ~apart
    out.grade(rows[same], Strength.GENERAL, "TIME_UNSURE")
    out.grade(rows[same & s.together.timed[rows]], Strength.CLOSE, row.reason)
    dated = same & ~s.together.timed[rows] & ((s.together.flags[rows] & ESTIMATED_END) == 0)
    if dated.any():
        out.grade(rows[dated][s.nights(at[dated])], Strength.CLOSE, row.reason)


def _same_zone(s: Situation, row: Row, rows: Ints, out: Graded) -> None:
    """Grade a place where a zone is asked for: the same; unknown on a side; another; or a place without any."""
    o, at, zoned = s.overlaps, s.together.overlap[rows], s.has_zones[rows]
    a, b = o.a_zone[at], o.b_zone[at]
    known = (a >= 0) & (b >= 0)
    whole = {"one_zone": np.ones(len(rows), np.bool_), "no": np.zeros(len(rows), np.bool_)}.get(row.without_zones)
    if whole is None:
        whole = s.crowd[rows] + 1 <= s.edition.numbers["small_place_people"].whole
    one, unknown = np.where(zoned, known & (a == b), whole), zoned & ~known
    out.by_zone[rows] = True
    if row.otherwise == "general":
        out.grade(rows, Strength.GENERAL, row.otherwise_reason)
    out.ask(rows[unknown], "ZONE_UNKNOWN")
    if row.earns == "general":
        out.grade(rows[one], Strength.GENERAL_IF_LASTING, row.reason)
        return
    timed = s.together.timed[rows]
    out.grade(rows[one & ~timed], Strength.GENERAL, "TIME_UNSURE")
    strength, otherwise = _close(row)
    out.grade(rows[one & timed & zoned], strength, row.reason, otherwise)
    out.grade(rows[one & timed & ~zoned], strength, row.reason_without_zones or row.reason, otherwise)


def _near(s: Situation, row: Row, rows: Ints, out: Graded) -> None:
    """Grade an encounter: an interview's close contact; near; distance unknown; far or protected."""
    flags, timed = s.together.flags[rows], s.together.timed[rows]
    metres = s.overlaps.distance[s.together.overlap[rows]]
    known = metres >= 0
    far = metres > s.edition.numbers["near_metres"].value
    bare = (flags & PROTECTED) == 0
    said = ((flags & CLOSE_CONTACT) != 0) & bare & ~far
    near = known & ~far & bare
    out.grade(rows, Strength.GENERAL, row.otherwise_reason)
    out.grade(rows[~known & bare], Strength.GENERAL, "DISTANCE_UNKNOWN")
    out.grade(rows[(near | said) & ~timed], Strength.GENERAL, "TIME_UNSURE")
    strength, otherwise = _close(row)
    out.grade(rows[near & timed], strength, row.reason, otherwise)
    out.grade(rows[said & timed], Strength.CLOSE, "CLOSE_CONTACT_SETTING")


_TESTS: dict[str, Callable[[Situation, Row, Ints, Graded], None]] = {
    "together": _together,
    "same_room": _same_room,
    "same_zone": _same_zone,
    "near": _near,
    "on_plane": _on_board,
    "on_train": _on_board,
    "on_coach": _on_board,
    "on_ship": _on_board,
    "companion": _nobody,
    "nobody": _nobody,
}

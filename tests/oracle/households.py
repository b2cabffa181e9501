"""People of one household: close without a place or a clock (semantics.md, 4 and 7)."""

from dataclasses import dataclass

from tests.oracle.people import slots
from tests.oracle.rows import instant, live
from tests.oracle.stays import Known
from tests.oracle.together import Piece, joined

NEVER = 1 << 60


@dataclass(frozen=True)
class Member:
    """A person of a household while the row holds, in UTC seconds."""

    person: str
    household: str
    start: int
    end: int
    flags: frozenset[str]
    source: str


def members(known: Known) -> list[Member]:
    """Return who belongs to which household, and when; a household is its source's."""
    found, zone = [], known.world.timezone
    for row in (r for r in live(known.rows) if r.feed == "households"):
        v = row.values
        start = instant(v["valid_from"], zone)[0] if "valid_from" in v else -NEVER
        end = instant(v["valid_to"], zone, end=True)[0] if "valid_to" in v else NEVER
        person, shared = known.people.of(slots(row)[0], start if "valid_from" in v else min(end - 1, known.now))
        found.append(Member(person, f"household\t{row.source}\t{v['household_id']}", start, end,
                            frozenset({"shared_identifier"} if shared else ()), row.source))  # fmt: skip
    return found


def household_pieces(known: Known, person: str, start: int, end: int) -> list[Piece]:
    """Return the times within `[start, end)` for which others belonged to a household of a person's, and he to it."""
    everybody = members(known)
    return joined(
        Piece(person, b.person, a.household, "household", None, first, last, "close", frozenset(),
              frozenset({a.source, b.source}), reasons=frozenset({"SAME_HOUSEHOLD"}))
        for a in everybody if a.person == person
        for b in everybody if b.person != person and b.household == a.household
        if (first := max(a.start, b.start, start)) < (last := min(a.end, b.end, end))
    )  # fmt: skip

"""What an edition is: its numbers, its rows, and what must hold between them, as one checked model.

Every number says where it stands: `source` (a protocol or a page says so), `project_choice` (we chose it, and say why),
`unconfirmed` (said, but no source was found yet).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from graph.model.caps import largest_cap
from graph.model.feeds import PLACE_KINDS
from queries.answers import CLASSES

Mark = Literal["source", "project_choice", "unconfirmed"]
Test = Literal[
    "together", "same_room", "same_zone", "near", "on_plane", "on_train", "on_coach", "on_ship", "companion", "nobody"
]
Clause = Literal["same_booking", "crew"]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]

#: Kinds that a row may name: places of the feeds, encounters, and households, which are no places.
KINDS = (*PLACE_KINDS, "encounter", "household")
#: Reasons that any edition with a table can give.
GENERIC_REASONS = frozenset({"TIME_UNSURE", "IMPOSSIBLE_TRAVEL", "KIND_UNKNOWN", "JUDGEMENT"})
#: Kinds that nobody leaves contaminated: a cell is 800 m wide, a checkpoint is passed, the others are no places.
_NEVER_LINGER = frozenset({"cell", "checkpoint", "encounter", "household"})
CLAUSE_REASONS: Mapping[Clause, str] = {"same_booking": "SAME_BOOKING", "crew": "CREW"}
#: Numbers that are not asked for by a test and may be there.
_MAY = frozenset({"lasting_hours", "window_days_after", "flight_seats"})
_NEEDED = frozenset({"window_days", "zoneless_place_people"})
#: A reason is a bit of a 64-bit number, and so is a set of them.
_MOST_REASONS = 62


@dataclass(frozen=True, slots=True)
class Asks:
    """What a test needs: the numbers that it reads, and the reasons that it gives besides those of its row."""

    numbers: frozenset[str] = frozenset()
    reasons: frozenset[str] = frozenset()


TESTS: Mapping[Test, Asks] = {
    "together": Asks(),
    "same_room": Asks(reasons=frozenset({"ROOM_UNKNOWN", "SAME_FLOOR"})),
    "same_zone": Asks(reasons=frozenset({"ZONE_UNKNOWN"})),
    "near": Asks(frozenset({"near_metres"}), frozenset({"DISTANCE_UNKNOWN", "CLOSE_CONTACT_SETTING"})),
    "on_plane": Asks(frozenset({"flight_rows"}), frozenset({"SEAT_UNKNOWN"})),
    "on_train": Asks(
        frozenset({"train_bays"}), frozenset({"SAME_COMPARTMENT", "SAME_BAY", "SEAT_UNKNOWN", "SEALED_UNKNOWN"})
    ),
    "on_coach": Asks(frozenset({"coach_rows"}), frozenset({"SEALED_COACH", "SEAT_UNKNOWN", "SEALED_UNKNOWN"})),
    "on_ship": Asks(reasons=frozenset({"SEAT_UNKNOWN"})),
    "companion": Asks(frozenset({"companion_minutes", "companion_hours", "companion_days"})),
    "nobody": Asks(),
}


class _Part(BaseModel):
    """A part of an edition: fixed once read, and without words that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Number(_Part):
    """A number of an edition with its unit and where it comes from."""

    value: float = Field(ge=0)
    unit: Text
    mark: Mark
    source: Text
    """The document or page; for a project choice the reason."""

    @property
    def whole(self) -> int:
        """Return the number as an integer; editions keep all numbers but metres whole."""
        return int(self.value)


class Row(_Part):
    """One row of an edition's table: at which kinds of place, under which test, who is a contact of which class."""

    name: Text
    kinds: tuple[Text, ...] = Field(min_length=1)
    enclosed: bool | None = None
    """Only places that are (or are not) enclosed; None: both."""
    test: Test
    also: tuple[Clause, ...] = ()
    """On board: who is close besides, whatever his seat."""
    earns: Literal["close", "companion", "general"] = "close"
    lasting: bool = False
    """True where the time together has to last (`lasting_minutes`, in `lasting_hours` or else at one stretch)."""
    lasting_strictly: bool = False
    """True where it has to last longer than that, and not just as long."""
    without_zones: Literal["one_zone", "small", "no"] = "one_zone"
    """What a place without zones is: one zone, one zone while small (`small_place_people`), or no zone at all."""
    otherwise: Literal["general", "none"] = "general"
    ring2: bool = True
    """Whether the row makes contacts of contacts too, under the same conditions."""
    linger_minutes: int = Field(default=0, ge=0)
    """Minutes after leaving during which the place still counts as shared with the one who left."""
    reason: Text
    reason_without_zones: Text | None = None
    otherwise_reason: Text = "SAME_PLACE"
    mark: Mark
    source: Text

    def reasons(self) -> set[str]:
        """Return every reason that the row can give."""
        own = {self.reason, self.otherwise_reason, *(CLAUSE_REASONS[c] for c in self.also), *TESTS[self.test].reasons}
        return own | ({self.reason_without_zones} if self.reason_without_zones else set())

    def numbers(self) -> set[str]:
        """Return every number that the row reads."""
        small = {"small_place_people"} if self.without_zones == "small" else set()
        return {*TESTS[self.test].numbers, *small, *({"lasting_minutes"} if self.lasting else ())}


class Edition(_Part):
    """A dated, named set of rules; `everyone` is True where being together is all that is asked."""

    name: Text
    title: Text
    valid_from: date | None = None
    valid_to: date | None = None
    everyone: bool = False
    ring2: bool = True
    """Whether it knows contacts of contacts at all."""
    companion_whose: Literal["either", "both", "case"] = "either"
    """Whose own time in the cell the hours of the companion rule are."""
    sources: tuple[Text, ...] = ()
    numbers: Mapping[str, Number] = Field(default_factory=dict)
    caps: Mapping[str, Number] = Field(default_factory=dict)
    """Hours after which an open end is closed, by place kind, `else` for the others."""
    quarantine: Mapping[str, Number] = Field(default_factory=dict)
    """Days of quarantine by class, counted from the local day of the last contact."""
    rows: tuple[Row, ...] = ()
    reasons: Mapping[str, Text] = Field(default_factory=dict)
    """What each reason code means, in a sentence."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if found := [*self._about_words(), *(() if self.everyone else self._about_table())]:
            raise ValueError(f"edition {self.name} " + "; ".join(found))
        return self

    def _about_words(self) -> Iterator[str]:
        """Yield what is wrong with single words and numbers."""
        if self.valid_from and self.valid_to and self.valid_from >= self.valid_to:
            yield f"ends on {self.valid_to}, before it begins"
        kinds = {kind for row in self.rows for kind in row.kinds}
        if unknown := sorted({*kinds, *self.caps} - {*KINDS, "else"}):
            yield f"names kinds of place that nobody knows: {', '.join(unknown)}"
        if unknown := sorted(set(self.quarantine) - set(CLASSES)):
            yield f"gives quarantine to classes that nobody knows: {', '.join(unknown)}"
        for name, number in self._all_numbers():
            if number.value != number.whole and not name.endswith("_metres"):
                yield f"has {name} = {number.value}: all numbers but metres are whole"
        for kind, cap in self.caps.items():
            if cap.value * 3600 > largest_cap(kind):
                yield f"closes open ends at {kind} later than an index keeps them ({largest_cap(kind) // 3600} hours)"
        if len(self.reasons) > _MOST_REASONS:
            yield f"has {len(self.reasons)} reasons: {_MOST_REASONS} at most"

    def _about_table(self) -> Iterator[str]:
        """Yield what does not fit together."""
        needed = _NEEDED.union(*(row.numbers() for row in self.rows))
        lacking = sorted(needed - set(self.numbers)) + ["caps.else"] * ("else" not in self.caps)
        if lacking:
            yield f"lacks {', '.join(lacking)}"
        if idle := sorted(set(self.numbers) - needed - _MAY):
            yield f"has numbers that none of its rows reads: {', '.join(idle)}"
        told = GENERIC_REASONS.union(*(row.reasons() for row in self.rows))
        if unknown := sorted(told - set(self.reasons)):
            yield f"does not say what {', '.join(unknown)} means"
        if idle := sorted(set(self.reasons) - told):
            yield f"explains reasons that it never gives: {', '.join(idle)}"
        yield from self._about_rows()
        yield from self._about_sums()

    def _about_rows(self) -> Iterator[str]:
        """Yield rows that never count because another comes before, or that share a name."""
        names = [row.name for row in self.rows]
        if twice := sorted({n for n in names if names.count(n) > 1} | ({"unknown_kind", "judgement"} & set(names))):
            yield f"uses row names twice, or those of the program: {', '.join(twice)}"
        for row in self.rows:
            for kind in row.kinds:
                doors = (True, False) if row.enclosed is None else (row.enclosed,)
                if not any(self.row(kind, enclosed=door) == row for door in doors):
                    yield f"has a row {row.name} that never counts for {kind}: an earlier one does"
            if row.lasting_strictly and not row.lasting:
                yield f"has a row {row.name} that lasts strictly and does not have to last"
            if row.linger_minutes and (never := sorted(_NEVER_LINGER & set(row.kinds))):
                yield f"has a row {row.name} that lingers where no place is left behind: {', '.join(never)}"
            if (row.test == "companion") != (row.earns == "companion"):
                yield f"has a row {row.name} in which companion is only half of the rule"

    def _about_sums(self) -> Iterator[str]:
        """Yield numbers that contradict each other."""
        for part, whole, parts in (
            ("lasting_minutes", "lasting_hours", 60),
            ("companion_minutes", "companion_hours", 60),
            ("companion_hours", "companion_days", 24),
        ):
            few, many = self.numbers.get(part), self.numbers.get(whole)
            if few and many and few.value > many.value * parts:
                yield f"has {part} that do not fit into {whole}"

    def _all_numbers(self) -> Iterator[tuple[str, Number]]:
        """Yield every number with its group before its name."""
        for group, numbers in (("", self.numbers), ("cap.", self.caps), ("quarantine.", self.quarantine)):
            yield from ((group + name, number) for name, number in numbers.items())

    def all_numbers(self) -> dict[str, Number]:
        """Return every number by its name: as it is, `cap.` and a kind, `quarantine.` and a class."""
        return dict(self._all_numbers())

    def row(self, kind: str, *, enclosed: bool) -> Row | None:
        """Return the row for a place, None for a kind that the edition does not know."""
        return next((r for r in self.rows if kind in r.kinds and r.enclosed in {None, enclosed}), None)

    def cap_seconds(self, kind: str) -> int | None:
        """Return after how many seconds an open end is closed; None where open stays take no part."""
        if self.everyone:
            return None
        return self.caps.get(kind, self.caps["else"]).whole * 3600

    def seconds_lasting(self, row: Row) -> tuple[int, int]:
        """Return the least time together, and within how long a time, in seconds; without hours it is one stretch."""
        least = self.numbers["lasting_minutes"].whole * 60 + row.lasting_strictly
        hours = self.numbers.get("lasting_hours")
        return least, least if hours is None else hours.whole * 3600

    def in_ring_two(self) -> "Edition":
        """Return the edition as it counts for contacts of contacts: rows without ring 2 make nobody a contact there."""
        if self.ring2 and all(row.ring2 for row in self.rows):
            return self
        rows = [r if self.ring2 and r.ring2 else r.model_copy(update={"test": "nobody"}) for r in self.rows]
        return self.model_copy(update={"rows": tuple(rows)})

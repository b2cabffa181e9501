"""Rule editions: what a TOML file of `editions/` may say, and the edition of a name, checked once.

Every number says where it stands: `source` (a protocol or a page says so), `project_choice` (we chose it, and say why),
`unconfirmed` (said, but no source was found yet).
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from graph.errors import UsageError
from graph.model.caps import largest_cap

Mark = Literal["source", "project_choice", "unconfirmed"]
Test = Literal["together", "same_room", "same_zone", "near", "seat_unknown"]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]

#: Reasons that come from what is unknown or said, whatever the row; every edition with a table explains them.
GENERIC_REASONS = frozenset(
    {"TIME_UNSURE", "ROOM_UNKNOWN", "ZONE_UNKNOWN", "DISTANCE_UNKNOWN", "KIND_UNKNOWN", "SAME_FLOOR",
     "CLOSE_CONTACT_SETTING", "JUDGEMENT"}
)  # fmt: skip
_NEEDED = (
    "window_days", "lasting_minutes", "lasting_hours", "small_place_people", "zoneless_place_people", "near_metres",
)  # fmt: skip


class _Part(BaseModel):
    """A part of an edition: fixed once read, and without words that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Number(_Part):
    """A number of an edition with its unit and where it comes from."""

    value: float
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
    earns: Literal["close", "general"] = "close"
    lasting: bool = False
    """True where the time together has to last (`lasting_minutes` within `lasting_hours`)."""
    without_zones: Literal["one_zone", "small", "no"] = "one_zone"
    """What a place without zones is: one zone, one zone while small (`small_place_people`), or no zone at all."""
    otherwise: Literal["general", "none"] = "general"
    reason: Text
    reason_without_zones: Text | None = None
    otherwise_reason: Text = "SAME_PLACE"
    mark: Mark
    source: Text


class Edition(_Part):
    """A dated, named set of rules; `everyone` is True where being together is all that is asked."""

    name: Text
    title: Text
    valid_from: date | None = None
    valid_to: date | None = None
    everyone: bool = False
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
        if self.everyone:
            return self
        lacking = [n for n in _NEEDED if n not in self.numbers] + ["caps.else"] * ("else" not in self.caps)
        if lacking:
            raise ValueError(f"edition {self.name} lacks {', '.join(lacking)}")
        for kind, cap in self.caps.items():
            if cap.value * 3600 > largest_cap(kind):
                raise ValueError(f"edition {self.name} closes open ends at {kind} later than an index keeps them")
        told = {r for row in self.rows for r in (row.reason, row.reason_without_zones, row.otherwise_reason) if r}
        if unknown := sorted((told | GENERIC_REASONS) - set(self.reasons)):
            raise ValueError(f"edition {self.name} does not say what {', '.join(unknown)} means")
        return self

    def row(self, kind: str, *, enclosed: bool) -> Row | None:
        """Return the row for a place, None for a kind that the edition does not know."""
        return next((r for r in self.rows if kind in r.kinds and r.enclosed in {None, enclosed}), None)

    def cap_seconds(self, kind: str) -> int | None:
        """Return after how many seconds an open end is closed; None where open stays take no part."""
        if self.everyone:
            return None
        return self.caps.get(kind, self.caps["else"]).whole * 3600

    def seconds_lasting(self) -> tuple[int, int]:
        """Return the least time together, and within how long a time, in seconds."""
        return self.numbers["lasting_minutes"].whole * 60, self.numbers["lasting_hours"].whole * 3600

    def shown(self) -> Iterator[dict[str, object]]:
        """Yield the edition as rows: each number and each row of the table with its mark and source."""
        for group, numbers in (("", self.numbers), ("cap.", self.caps), ("quarantine.", self.quarantine)):
            for name, n in numbers.items():
                value = n.whole if n.value == n.whole else n.value
                yield {"kind": "edition_number", "edition": self.name, "name": group + name, "value": value,
                       "unit": n.unit, "mark": n.mark, "source": n.source}  # fmt: skip
        for row in self.rows:
            yield {"kind": "edition_row", "edition": self.name, "rule": f"{self.name}:{row.name}",
                   "kinds": list(row.kinds), "earns": row.earns, "reason": row.reason,
                   "otherwise": row.otherwise, "mark": row.mark, "source": row.source}  # fmt: skip
        for code, meaning in self.reasons.items():
            yield {"kind": "edition_reason", "edition": self.name, "reason": code, "meaning": meaning}


def edition_names() -> tuple[str, ...]:
    """Return the names of all editions, sorted."""
    found = (entry.name for entry in (files("queries") / "rules" / "editions").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml")))


@cache
def edition(name: str) -> Edition:
    """Return the edition of that name.

    Raises:
        UsageError: there is no edition of that name.

    >>> edition("cn-8").numbers["window_days"].whole
    2

    """
    if name not in edition_names():
        raise UsageError("EDITION_UNKNOWN", f"there is no edition {name!r}: use one of {', '.join(edition_names())}")
    return parsed((files("queries") / "rules" / "editions" / f"{name}.toml").read_text(encoding="utf-8"))


def parsed(text: str) -> Edition:
    """Return an edition from a TOML text; raise pydantic's ValidationError where it says too much or too little."""
    return Edition.model_validate(tomllib.loads(text))


def edition_page(name: str) -> str:
    """Return an edition as a page of Markdown: numbers, table and reasons, each with its mark and where it comes from.

    Raises:
        UsageError: there is no edition of that name.

    """
    told = edition(name)
    lines = [f"## {told.name}", "", f"{told.title}.", ""]
    if told.valid_from:
        lines += [f"In force from {told.valid_from}" + (f" to {told.valid_to}." if told.valid_to else "."), ""]
    lines += [f"- {source}" for source in told.sources] + [""]
    rows = list(told.shown())
    lines += _table(rows, "edition_number", ("name", "value", "unit", "mark", "source"))
    lines += _table(rows, "edition_row", ("rule", "kinds", "earns", "reason", "otherwise", "mark", "source"))
    lines += _table(rows, "edition_reason", ("reason", "meaning"))
    return "\n".join(lines)


def _table(rows: Sequence[Mapping[str, object]], kind: str, columns: tuple[str, ...]) -> list[str]:
    """Return the rows of a kind as lines of a Markdown table; none where there is no such row."""

    def cell(value: object) -> str:
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

    lines = ["| " + " | ".join(cell(row[c]) for c in columns) + " |" for row in rows if row["kind"] == kind]
    head = ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    return [*head, *lines, ""] if lines else []

r"""Mapping files: how a foreign table fills a feed. Left our column, right theirs, or how to make it.

    feed = "encounters"
    source = "office-badges"
    null = ["NA", "unknown"]                 # cells that mean "not known", in every column
    [columns]
    person_a = "i"                           # their column i
    setting = { const = "work" }             # the same text in every row
    t_start = { from = "t", unit = "seconds", epoch = "2013-06-24T00:00:00Z", add_seconds = -20 }
    onset = { from = "发病日期", format = "%Y年%m月%d日" }
    sex = { from = "性别", values = { 男 = "male", 女 = "female" } }
    seat = { from = "座", pattern = "车(?P<seat>\\d+[A-F])座" }
    infector = { from = "linked", split = "[;/]" }

Columns that a mapping does not name are recognised by their headers as usual. In one rule the steps come in this order:
pattern, null, split, values, then unit or format. A cell that fits no step keeps its text, and is judged as that.
"""

import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal, Self

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from graph.errors import Refused, UsageError
from graph.intake.encodings import NAMES, Encoding
from graph.model.feeds import COMMON, FEEDS, LATER_FEEDS, Feed
from graph.times import checked_zone

Unit = Literal["seconds", "milliseconds", "minutes", "days"]
_UNIX_EPOCH = "1970-01-01T00:00:00Z"
_CLOCK = ("%H", "%I", "%M", "%S", "%X", "%c", "%s")


def _text(value: object) -> object:
    """Return a TOML date as text; other values are left for strict checking."""
    return value.isoformat() if isinstance(value, datetime) else value


def _constant(value: object) -> object:
    """Return a TOML number or truth value as the text that a file would hold."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else _text(value)


class ColumnRule(BaseModel):
    """How one of our columns is made from one of theirs, or from nothing (`const`)."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, populate_by_name=True)

    origin: str | None = Field(default=None, alias="from")
    const: Annotated[str | None, BeforeValidator(_constant)] = None
    unit: Unit | None = None
    epoch: Annotated[str | None, BeforeValidator(_text)] = None
    add_seconds: int = 0
    format: str | None = None
    values: dict[str, Annotated[str, BeforeValidator(_constant)]] | None = None
    pattern: str | None = None
    split: str | None = None
    null: list[str] = []

    @model_validator(mode="after")
    def _checked(self) -> Self:
        """Refuse rules that contradict themselves."""
        steps = (self.unit, self.format, self.values, self.pattern, self.split, self.epoch)
        if (self.origin is None) == (self.const is None):
            raise ValueError("needs either `from` (their column) or `const` (a fixed text)")
        if self.const is not None and (any(step is not None for step in steps) or self.null or self.add_seconds):
            raise ValueError("`const` stands alone")
        if self.unit and self.format:
            raise ValueError("takes `unit` or `format`, not both")
        if self.epoch and not self.unit:
            raise ValueError("`epoch` needs `unit`")
        if self.add_seconds and not (self.unit or (self.format and self.has_clock)):
            raise ValueError("`add_seconds` needs `unit`, or a `format` with a clock")
        if self.split and (self.unit or self.format):
            raise ValueError("a list (`split`) cannot be a time")
        _check_epoch(self.epoch)
        _check_format(self.format)
        _check_patterns(self.pattern, self.split)
        return self

    @property
    def has_clock(self) -> bool:
        """True if the format tells the time of day."""
        return self.format is not None and any(mark in self.format for mark in _CLOCK)

    @property
    def start(self) -> datetime:
        """The moment that `unit` counts from; without zone it is local, as are the times made from it."""
        return datetime.fromisoformat(self.epoch or _UNIX_EPOCH)


def _check_epoch(epoch: str | None) -> None:
    """Refuse an epoch that is no moment."""
    try:
        datetime.fromisoformat(epoch or _UNIX_EPOCH)
    except ValueError as error:
        raise ValueError(f"`epoch` {epoch!r} is no time such as 2013-06-24T00:00:00Z") from error


def _check_format(form: str | None) -> None:
    """Refuse a format that cannot read what it writes, or that leaves the century open."""
    if form is None:
        return
    if "%y" in form or "%Y" not in form:
        raise ValueError("`format` needs the year with four digits (%Y)")
    try:
        datetime.strptime(datetime(2021, 7, 29, tzinfo=UTC).strftime(form), form)  # noqa: DTZ007 the form may have no zone
    except (ValueError, re.error) as error:
        raise ValueError(f"`format` {form!r} is no strptime format") from error


def _check_patterns(pattern: str | None, split: str | None) -> None:
    """Refuse regular expressions that RE2 does not know, and patterns without exactly one named group."""
    try:
        if pattern is not None:
            found = pc.extract_regex(pa.array([], pa.string()), pattern=pattern)
            if found.type.num_fields != 1:
                raise ValueError("`pattern` needs exactly one named group, (?P<name>…)")
        if split is not None:
            pc.replace_substring_regex(pa.array([""]), pattern=split, replacement=";")
            if re.fullmatch(split, ""):
                raise ValueError("`split` fits the empty text")
    except (pa.ArrowInvalid, re.error) as error:
        raise ValueError("`pattern` or `split` is no regular expression (RE2, named groups)") from error


def _rule(value: object) -> object:
    """Return a bare column name as the rule it stands for."""
    return {"from": value} if isinstance(value, str) else value


class Mapping(BaseModel):
    """One mapping file, checked."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    feed: str | None = None
    source: str | None = None
    delimiter: str | None = None
    encoding: str | None = None
    header_row: int | None = Field(default=None, ge=1)
    """The line (sheet: row) that holds the headers, counted from 1."""
    skip_until: str | None = Field(default=None, min_length=1)
    """The headers stand on the first line (row) that holds this text; what comes before is no record."""
    comment: str | None = None
    """One ASCII character; lines that begin with it are no records."""
    sheet: str | None = None
    zone: str | None = None
    """The time zone of local times in this table, such as Asia/Urumqi."""
    null: list[str] = []
    columns: dict[str, Annotated[ColumnRule, BeforeValidator(_rule)]] = {}

    @model_validator(mode="after")
    def _checked(self) -> Self:
        """Refuse values that fit no feed or no file."""
        if self.delimiter is not None and (len(self.delimiter) != 1 or self.delimiter in '"\r\n\0'):
            raise ValueError("delimiter: needs to be one character")
        if self.comment is not None and (
            len(self.comment) != 1 or not self.comment.isascii() or self.comment in '"\r\n'
        ):
            raise ValueError("comment: needs to be one ASCII character")
        if self.encoding is not None and self.encoding.casefold() not in NAMES:
            raise ValueError(f"encoding: {self.encoding!r} is none of utf-8, gb18030, utf-16")
        if self.zone is not None:
            _check_zone(self.zone)
        if self.header_row is not None and self.skip_until is not None:
            raise ValueError("header_row and skip_until exclude each other")
        if self.feed is not None:
            _check_feed(self.feed, list(self.columns))
        return self

    @property
    def told_encoding(self) -> Encoding | None:
        """The encoding by our name for it."""
        return None if self.encoding is None else NAMES[self.encoding.casefold()]


def _check_zone(zone: str) -> None:
    """Refuse a time zone that nobody knows."""
    try:
        checked_zone(zone)
    except UsageError as error:
        raise ValueError(f"zone: {error.message}") from error


def _check_feed(name: str, columns: list[str]) -> None:
    """Refuse a feed that is not read, and columns that it does not have."""
    feed = FEEDS.get(name)
    if feed is None or feed.internal:
        later = ", which a later release reads" if name in LATER_FEEDS else ""
        raise ValueError(f"feed: {name!r} is no feed that is read{later}")
    check_columns(feed, columns)


def check_columns(feed: Feed, columns: list[str]) -> None:
    """Raise ValueError if the feed lacks one of these columns."""
    known = {column.name for column in (*feed.columns, *COMMON)}
    for column in columns:
        if column not in known:
            raise ValueError(
                f"columns.{column}: the feed {feed.name} has no such column; it has {', '.join(sorted(known))}"
            )


def mapping_from(text: str, name: str = "mapping") -> Mapping:
    """Return the mapping that a TOML text describes.

    Raises Refused: MAPPING_INVALID, with a sentence that names the key.
    """
    try:
        tables = tomllib.loads(text)
        columns = tables.get("columns")
        if isinstance(columns, dict) and isinstance(columns.get("null"), list):
            # Written after [columns] it belongs to that table by TOML's rules; no column of ours is called null.
            tables["null"] = [*tables.get("null", []), *columns.pop("null")]
        return Mapping.model_validate(tables)
    except tomllib.TOMLDecodeError as error:
        raise _invalid(name, f"it is no TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        what = str(first["msg"]).removeprefix("Value error, ")
        raise _invalid(name, f"{where}: {what}" if where else what) from error


def read_mapping(path: Path) -> Mapping:
    """Return the mapping in that file.

    Raises Refused: MAPPING_INVALID, with a sentence that names the key.
    """
    try:
        return mapping_from(path.read_text("utf-8-sig"), path.name)
    except OSError as error:
        raise _invalid(path.name, f"it cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise _invalid(path.name, "it is not UTF-8") from error


def _invalid(name: str, what: str) -> Refused:
    """Return the refusal of a mapping file."""
    return Refused("MAPPING_INVALID", f"The mapping {name} cannot be used: {what.rstrip('.')}.")

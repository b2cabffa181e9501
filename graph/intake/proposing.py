"""A mapping proposed for a foreign table: how it is opened, which feed it fills, and which of its columns fill ours.

A proposal says of every column why, and whether that is sure or a guess. What can be read in two ways is never chosen:
both ways stand in it as comments, and a person takes one.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.errors import FileRefused, Refused
from graph.intake.files import feed_by_name, opened
from graph.intake.headers import layout, normal
from graph.intake.mapping import Mapping as MappingFile
from graph.intake.mapping import mapping_from
from graph.intake.matching import Doubt, Match, Proposed, match
from graph.intake.profiles import Profile, profile
from graph.intake.sniffing import ANY, Dialect, dialects
from graph.intake.tables import Block, Source, open_source
from graph.model.feeds import FEEDS, Feed

#: Rows that are looked at.
SAMPLE = 1_000
_MISSING = 100.0
_BARE = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mapping file for one table, not yet looked through by a person."""

    file: str
    feed: Feed
    told: str
    """How the feed is known: `named`, `file name` or `columns`."""
    runners_up: tuple[str, ...]
    """The feeds that fit next best, where the feed is told by the columns."""
    dialect: Dialect
    columns: tuple[Proposed, ...]
    doubts: tuple[Doubt, ...]
    not_used: tuple[str, ...]
    """Headers of the table that fill nothing, doubtful ones aside."""
    missing: str | None
    """What the feed needs and the table does not tell, as ingest will say it."""

    def toml(self) -> str:
        """Return the mapping file, with why as comments."""
        return "\n".join([*self._top(), "", "[columns]", *self._columns(), *self._rest()]) + "\n"

    def mapping(self) -> MappingFile:
        """Return the mapping as ingest will read it."""
        return mapping_from(self.toml())

    def _top(self) -> list[str]:
        told = {"named": "as named", "file name": "told by the file's name"}.get(self.told, "a guess by the columns")
        others = f"; next best: {', '.join(self.runners_up)}" if self.runners_up else ""
        lines = [
            f"# Proposed for {_text(self.file)}; look it through before you use it.",
            f"feed = {_text(self.feed.name)}  # {told}{others}",
            '# source = "…"  # who sends it: ids of people and places belong to a source',
        ]
        return lines + [f"{key} = {_value(value)}" for key, value in self.dialect.settings().items()]

    def _columns(self) -> list[str]:
        return [
            f"{one.column} = {_rule(one.rule)}  # {'sure' if one.sure else 'guess'}: {_remark(one.why)}"
            for one in self.columns
        ]

    def _rest(self) -> list[str]:
        lines = []
        for doubt in self.doubts:
            origin = f", from {_text(doubt.origin)}" if doubt.origin else ""
            lines.append(f"# {doubt.column} is left out{origin}: {doubt.why}")
            if doubt.origin is None:
                lines += [
                    f"# {doubt.column} = {{ const = {_text(c)} }}" for c in self.feed.column(doubt.column).choices
                ]
            for reading in doubt.readings:
                rule = _rule({"from": doubt.origin, **reading.rule})
                lines.append(f"# {doubt.column} = {rule}  # if {_remark(reading.example[0])} is {reading.example[1]}")
        lines += [f"# not used: {_text(header)}" for header in self.not_used]
        return lines + ([f"# still needed: {_remark(self.missing)}"] if self.missing else [])


def propose(path: Path, feed: Feed | None = None) -> Proposal:
    """Return the mapping proposed for a file; its feed is the one given, else told by its name, else by its columns.

    Raises:
        FileRefused: if the file is no table, or nothing of it can be recognised; with the sentences of ingest.

    """
    told = "named"
    if feed is None:
        feed, told = _named(path), "file name"
    feeds = [feed] if feed else [one for one in FEEDS.values() if not one.internal]
    ranked = []
    for dialect in dialects(opened(path)):
        headers, table = _sample(path, dialect)
        hints = [_stem(path), dialect.title, dialect.sheet or ""]
        for one in feeds:
            found = match(one, table, hints)
            missing = _missing(headers, one, found)
            score = found.score - (_MISSING if missing else 0.0)
            ranked.append((score, one, found, missing, dialect, table))
    ranked.sort(key=lambda entry: -entry[0])  # stable: sheets and feeds in their order
    _, best, found, missing, dialect, table = ranked[0]
    if feed is None and not found.proposed and not found.doubts:
        raise FileRefused(
            "WRONG_COLUMNS",
            f"No column of {path.name} could be recognised; name its feed with --feed, or write the mapping by hand.",
        )
    others = dict.fromkeys(one.name for _, one, f, *_ in ranked[1:] if f.score > 0 and one is not best)
    used = {one.rule.get("from") for one in found.proposed} | {doubt.origin for doubt in found.doubts}
    rest = tuple(one.header for one in table if one.header not in used)
    runners_up = tuple(others)[:2] if feed is None else ()
    return Proposal(
        path.name, best, told if feed else "columns", runners_up, dialect, found.proposed, found.doubts, rest, missing
    )


def _named(path: Path) -> Feed | None:
    """Return the feed that the file's name tells, None if it tells none."""
    try:
        return feed_by_name(path)
    except FileRefused as refusal:
        if refusal.code != "FEED_UNKNOWN":
            raise
        return None


def _stem(path: Path) -> str:
    return path.name.split(".")[0]


def _sample(path: Path, dialect: Dialect) -> tuple[list[str], list[Profile]]:
    """Return the headers, and what the columns that a mapping can name look like in the first rows."""
    source = open_source(path, feed=ANY, mapping=dialect.opening())
    block = _first_rows(source)
    names = block.notes.column_names if block is not None else []
    headers = [cell.strip() for cell in dialect.header] if len(dialect.header) == len(names) or not names else names
    columns = [column.to_pylist() for column in block.notes.slice(0, SAMPLE).columns] if block is not None else []
    table = [profile(h, columns[at] if columns else []) for at, h in enumerate(headers) if normal(h)]
    return headers, table


def _first_rows(source: Source) -> Block | None:
    """Return the first good rows of a file; None if no row of it is good."""
    for block in source.blocks():
        if block.line.size:
            return block
        source.refused.clear()
    return None


def _missing(headers: Sequence[str], feed: Feed, found: Match) -> str | None:
    """Return what ingest would miss if it read a table with these headers by that match."""
    columns = {one.column: one.rule for one in found.proposed}
    try:
        layout(headers, feed, MappingFile.model_validate({"feed": feed.name, "columns": columns}))
    except Refused as refusal:
        return refusal.message
    return None


def _rule(rule: Mapping[str, object]) -> str:
    """Return a rule as TOML; a bare rename as the name alone."""
    return _text(str(rule["from"])) if rule.keys() == {"from"} else _value(rule)


def _value(value: object) -> str:
    """Return a value as TOML on one line."""
    match value:
        case str():
            return _text(value)
        case Mapping():
            return f"{{ {', '.join(f'{_key(str(k))} = {_value(v)}' for k, v in value.items())} }}"
        case list():
            return f"[{', '.join(map(_value, value))}]"
        case _:
            return str(value)


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _remark(text: str) -> str:
    """Return a text for a comment: on one line, without marks that cannot be seen."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _text(text: str) -> str:
    """Return a text as a TOML string on one line, which may stand in a comment as well."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

"""The first rows of a file as a mapping makes them understood: cleaned as by ingest, under a key that is thrown away."""

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from graph.codes import Codes
from graph.intake.blocks import Block
from graph.intake.clean import clean
from graph.intake.mapping import Mapping as MappingFile
from graph.intake.tables import open_source
from graph.model.columns import COMMON, Feed


@dataclass(frozen=True, slots=True)
class Understood:
    """A row: our columns with what they hold (times RFC 3339 in UTC), its outcome, and the reason if it is refused."""

    line: int
    columns: Mapping[str, str]
    outcome: str = "accepted"
    reason: str | None = None


def first_rows(path: Path, feed: Feed, mapping: MappingFile, *, zone: str, count: int = 5) -> list[Understood]:
    """Return the first rows of a file as they are understood; local times are in the mapping's zone, else in `zone`.

    A refused row shows its cells as the mapping makes them. Nothing is stored.

    Raises:
        FileRefused: if the file does not have what the feed needs.

    """
    source = open_source(path, feed=feed, mapping=mapping)
    rows: list[Understood] = []
    for block in source.blocks():
        if block.line.size:
            rows = _cleaned(_begin(block, count), feed, mapping.zone or zone)
        if rows or len(source.refused) >= count:
            break
    early = [Understood(row.line, {}, row.outcome, row.reason) for row in source.refused]
    return sorted([*early, *rows], key=lambda row: row.line)[:count]


def _begin(block: Block, count: int) -> Block:
    """Return the first rows of a block."""
    return replace(
        block,
        columns=block.columns.slice(0, count),
        numeric={name: marked[:count] for name, marked in block.numeric.items()},
        notes=block.notes.slice(0, count),
        line=block.line[:count],
        offset=block.offset[:count],
        length=block.length[:count],
    )


def _cleaned(block: Block, feed: Feed, zone: str) -> list[Understood]:
    codes = Codes(secrets.token_bytes(32))
    cleaned = clean(block, feed=feed, source="default", zone=zone, codes=codes, now=time.time())
    refused = {row["_row"]: (row["outcome"], row["reason"]) for row in cleaned.refused.to_pylist()}
    facts = cleaned.facts.select(["_row", "content"]).to_pylist()
    content = {row["_row"]: _by_name(row["content"], feed) for row in facts}
    told = block.columns.to_pylist()
    return [
        Understood(int(line), _filled(told[at]), *refused[at])
        if at in refused
        else Understood(int(line), _shown(content.get(at, {}), _filled(told[at]), feed))
        for at, line in enumerate(block.line)
    ]


def _filled(cells: Mapping[str, str | None]) -> dict[str, str]:
    return {name: cell for name, cell in cells.items() if cell}


def _by_name(content: str, feed: Feed) -> dict[str, str]:
    """Return a row's content by column; a line that begins with no column's name belongs to the one before."""
    names = {column.name for column in feed.columns}
    found: dict[str, str] = {}
    last = ""
    for line in content.split("\n"):
        name, sign, value = line.partition("=")
        if sign and name in names:
            found[name], last = value, name
        elif last:
            found[last] += f" {line}"
    return found


def _shown(content: Mapping[str, str], told: Mapping[str, str], feed: Feed) -> dict[str, str]:
    """Return what a row that stands holds, in the feed's order; what its content leaves out or counts, as it was told."""
    shown = {}
    for column in (*feed.columns, *COMMON):
        value = content.get(column.name)
        if column.kind == "time" and value is not None:
            value = _moment(value)
        elif column.kind == "clock" or column in COMMON:
            value = told.get(column.name)
        if value is not None:
            shown[column.name] = value
    return shown


def _moment(value: str) -> str:
    """Return seconds since 1970 as RFC 3339; a date as it is."""
    return (
        datetime.fromtimestamp(int(value), UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if value.lstrip("-").isdigit() else value
    )

"""Cleaning: from a block of text columns to facts, each row standing or refused with one reason.

The order is that of a careful reader: what the row is about to do (record, version, op), who, what, and last what only
this feed asks. Nothing here knows other blocks; whether a row is new is decided by `outcomes`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.codes import Codes
from graph.intake import (
    cases,
    divisions,
    encounters,
    households,
    identities,
    judgements,
    measures,
    orgs,
    passages,
    people,
    places,
    positions,
    rides,
    runs,
    stays,
    subscribers,
    tests,
    timetables,
)  # fmt: skip
from graph.intake.columns import naming, read_columns, read_common
from graph.intake.persons import read_person
from graph.intake.rows import Check, Rows, Setting, present
from graph.intake.tables import Block
from graph.model.feeds import Feed
from graph.model.parquet import fact_schema

CHECKS: Mapping[str, Check] = {
    "people": people.check,
    "identities": identities.check,
    "places": places.check,
    "stays": stays.check,
    "encounters": encounters.check,
    "cases": cases.check,
    "judgements": judgements.check,
    "orgs": orgs.check,
    "divisions": divisions.check,
    "subscribers": subscribers.check,
    "households": households.check,
    "runs": runs.check,
    "timetables": timetables.check,
    "rides": rides.check,
    "positions": positions.check,
    "measures": measures.check,
    "passages": passages.check,
    "tests": tests.check,
}
#: What a feed mends before anything else reads its rows.
PREPARE: Mapping[str, Check] = {"rides": rides.prepare, "runs": runs.prepare, "timetables": timetables.prepare}
VAULT = pa.schema([(name, pa.string()) for name in ("owner", "field", "source", "value")])


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What became of a block; every row is in `facts` or in `refused`, by its position `_row`."""

    facts: pa.Table
    """The feed's fact columns except batch and record, and `_row`, `version`, `op`, `content`, `record_text`.

    `content` is the row as `name=value` lines: it holds names and numbers, is hashed, and is written nowhere.
    `record_text` is what the record's key is a code of; null where the content is the key.
    """
    refused: pa.Table
    """`_row`, `outcome` (rejected or quarantined), `reason`."""
    vault: pa.Table
    """`owner` (a code), `field`, `source`, `value`: names and numbers of rows that stand, each once."""
    flags: dict[str, int]
    """How many standing rows bear each note."""


def clean(
    block: Block, *, feed: Feed, source: str, zone: str, codes: Codes, now: float, retention_start: int | None = None
) -> Cleaned:
    """Return the facts of a block's rows and, for each row that cannot stand, its reason.

    `zone` is that of local times, `now` the arrival in seconds since 1970; rows that end before `retention_start` are
    EXPIRED.

    Raises:
        UsageError: if there is no such time zone.

    """
    rows = Rows(block, Setting(feed, source, zone, codes, now, retention_start))
    PREPARE.get(feed.name, _as_it_is)(rows)
    read_common(rows)
    for prefix in feed.persons:
        read_person(rows, prefix)
    read_columns(rows, feed.columns)
    _key_records(rows)
    CHECKS[feed.name](rows)
    return Cleaned(_facts(rows), rows.refused(), _vault(rows), rows.notes())


def _key_records(rows: Rows) -> None:
    """Find the text that names each record: its record_id, else the thing that the row is about."""
    feed, source = rows.setting.feed, rows.setting.source
    rows.record_text = _after(f"record:{source}:{feed.name}:", rows.record_id)
    if feed.key:
        named = [_key_part(rows, name) for name in feed.key]
        key = _after(f"key:{source}:{feed.name}:", pc.binary_join_element_wise(*named, ":"))
        rows.record_text = pc.coalesce(rows.record_text, key)
        if feed.event_time is None:
            rows.insist(rows.cancel & ~present(rows.record_text), "RECORD_ID_MISSING")


def _as_it_is(_rows: Rows) -> None:
    """Mend nothing."""


def _key_part(rows: Rows, name: str) -> pa.Array:
    """Return what a row's key has of a column, as the content tells it; an optional column that is empty is a part too."""
    if name == "person":
        return rows.strongest[""]
    told, feed = rows.content.get(name, rows.nulls()), rows.setting.feed
    if len(feed.key) == 1 or feed.column(name).required:
        return told
    empty = pa.array(~present(told) & ~present(naming(rows, name)))
    return pc.if_else(empty, "", told)


def _after(start: str, texts: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(pa.scalar(start), texts, pa.scalar(""))


def _facts(rows: Rows) -> pa.Table:
    """Return the rows that stand, in the columns of the feed's facts and what the store asks besides."""
    made = {
        "line": pa.array(rows.block.line, pa.int64()),
        "source": pa.repeat(pa.scalar(rows.setting.source), rows.size),
        "flags": pa.array(rows.flags),
        **rows.facts,
    }
    columns = {f.name: made[f.name] for f in fact_schema(rows.setting.feed) if f.name not in {"batch", "record"}}
    columns |= {
        "_row": pa.array(np.arange(rows.size)),
        "version": rows.version,
        "op": pa.array(["upsert", "cancel"]).take(pa.array(rows.cancel.astype(np.int8))),
        "content": content(rows.content, rows.size),
        "record_text": rows.record_text,
    }
    table = pa.table(columns)
    standing = rows.standing
    return table if standing.all() else table.filter(pa.array(standing))


def content(columns: Mapping[str, pa.Array], size: int) -> pa.Array:
    """Return each row as `name=value` lines sorted by name; empty columns have no line."""
    lines = [_after(f"{name}=", columns[name]) for name in sorted(columns)]
    if not lines or not size:
        return pa.array([""] * size, pa.string())
    # Arrow 26 drops a row in which all that is joined is null, instead of joining nothing: such rows begin with "".
    bare = np.logical_and.reduce([~present(line) for line in lines])
    if bare.any():
        lines.insert(0, pa.array([""]).take(pa.array(np.zeros(size, np.int8), mask=~bare)))
    return pc.binary_join_element_wise(*lines, "\n", null_handling="skip")


def _vault(rows: Rows) -> pa.Table:
    """Return the texts of rows that stand, each once; a cancel tells nothing about anybody."""
    telling = pa.array(rows.standing & ~rows.cancel)
    parts: dict[str, list[pa.Table]] = {}
    for said in rows.said:
        told = said.rows.filter(telling).unique().drop_null()
        columns = [column.take(told) for column in (said.owners, said.fields, said.values)]
        columns.insert(2, pa.repeat(pa.scalar(rows.setting.source), len(told)))
        part = pa.table(columns, schema=VAULT).filter(columns[0].is_valid())
        parts.setdefault(said.kind, []).append(part)
    return pa.concat_tables([VAULT.empty_table(), *(_once(pa.concat_tables(of_kind)) for of_kind in parts.values())])


def _once(texts: pa.Table) -> pa.Table:
    """Return each text once; where every owner has one text there is nothing to compare."""
    one_each = pc.count_distinct(texts["owner"]).as_py() == texts.num_rows
    return texts if one_each else texts.group_by(VAULT.names).aggregate([])

"""The columns of a row that name nobody: texts, words of a list, numbers, yes or no, times, versions."""

from collections.abc import Iterable
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.intake.identifiers import through_spreadsheet
from graph.intake.instants import FINE, IMPOSSIBLE, MISSING, TWICE, UNCLEAR, Instants, Ints, instants
from graph.intake.rows import Bools, Rows, Said, present
from graph.intake.values import (
    NO_CLOCK,
    NO_NAME,
    Distinct,
    choices,
    clocks,
    identifiers,
    matches,
    mended,
    narrow,
    numbers,
    person_name_damaged,
    place_name_damaged,
    text,
    truths,
    without,
)
from graph.model.feeds import COMMON, Column
from graph.times import DAY

#: Texts that are compared with each other, so that full-width letters and quotes must not tell them apart.
_NAMING = {
    "place_id", "parent_place_id", "case_id", "case", "org_code", "zone", "room", "floor", "seat", "division",
    "household_id", "checkpoint_id", "cell_id", "sample_id", "code", "parent", "carriage", "compartment", "cabin",
    "number", "alias_of", "coach_types",
}  # fmt: skip
#: Texts that are keys: a spreadsheet's rounding would make one thing of many.
_KEYS = {
    "place_id", "parent_place_id", "case_id", "org_code", "household_id", "checkpoint_id", "cell_id", "sample_id",
    "code", "parent",
}  # fmt: skip
#: A spreadsheet's number keeps 15 digits; a longer one has been rounded.
_EXACT = r"^[0-9.]{1,15}$"
#: Times that end something: a date without clock means the end of its local day.
_ENDS = {"t_end", "valid_to", "isolated_at", "closed"}
_VERSION = r"^[+-]?[0-9]{1,29}(\.[0-9]{1,9})?$"
_OFFSET = "([zZ]|[+-][0-9]{2}:?[0-9]{2})$"
_MIDNIGHT = r"[Tt ]00:00(:00(\.0+)?)?$"
_ODD_TIME = "^$|[^0-9TZ:+. -]|^ | $"


def read_common(rows: Rows) -> None:
    """Read record_id, version and op; excuse cancels that name their record from every other reason."""
    rows.record_id = naming(rows, "record_id")
    _refuse_rounded(rows, "record_id", Distinct.of(rows.record_id))
    _read_op(rows)
    _read_version(rows)
    named, feed = present(rows.record_id), rows.setting.feed
    if feed.event_time is None:
        named |= bool(feed.key)  # whether the key is whole is seen when it is read
    else:  # without its key it goes by content, so that a cancel repeats the whole row
        for name in feed.key:
            named |= present(naming(rows, name))
        rows.reject(rows.cancel & ~named & ~present(rows.column(feed.event_time)), "RECORD_ID_MISSING")
    rows.excuse(rows.cancel & named)


def _refuse_rounded(rows: Rows, name: str, read: Distinct) -> None:
    """Reject rows whose key went through a spreadsheet's number format, so that it is no longer the whole key."""
    rounded = read.where(through_spreadsheet(read.values))
    rounded |= rows.numeric(name) & read.where(~matches(read.values, _EXACT))
    rows.reject(rounded, "ID_TRUNCATED")


def _read_op(rows: Rows) -> None:
    op = Distinct.of(rows.column("op"))
    words = text(op.values)
    known = choices(words, next(c.choices for c in COMMON if c.name == "op"))
    rows.reject(op.where(present(words) & ~present(known)), "VALUE_UNKNOWN")
    rows.cancel = op.where(pc.equal(known, "cancel").fill_null(False).to_numpy(zero_copy_only=False))


def _read_version(rows: Rows) -> None:
    """Read versions: numbers by their value, times as seconds since 1970 with their fraction."""
    raw = Distinct.of(rows.column("version"))
    values = mended(raw.values, r"^$|[^!-~]|^'|'$", lambda value: narrow(value) or None)
    number = pc.match_substring_regex(values, _VERSION)
    plain = pc.if_else(number, values, pa.scalar(None, pa.string())).cast(pa.decimal128(38, 9))
    times = _instants(pc.if_else(number, pa.scalar(None, pa.string()), values), rows.setting.zone)
    fine = times.problem == FINE
    parts = zip(times.seconds[fine].tolist(), times.nanos[fine].tolist(), strict=True)
    exact = [Decimal(seconds) + Decimal(nanos).scaleb(-9) for seconds, nanos in parts]
    dated = pc.replace_with_mask(pa.nulls(len(values), plain.type), pa.array(fine), pa.array(exact, plain.type))
    version = pc.coalesce(plain, dated)
    rows.reject(raw.where(present(values) & ~present(version)), "VERSION_UNREADABLE")
    rows.version = raw.spread(version)


def naming(rows: Rows, name: str) -> pa.Array:
    """Return a column whose texts name something, such as place_id: half-width, and null where they name nothing."""
    raw = Distinct.of(rows.column(name))
    return raw.spread(identifiers(raw.values))


def read_columns(rows: Rows, columns: Iterable[Column]) -> None:
    """Read columns of a feed into facts, content and vault by what the table of feeds says of them."""
    for column in columns:
        if column.kind == "time":
            read_time(rows, column)
        elif column.kind in {"date", "clock"}:
            _read_day_or_clock(rows, column)
        elif column.kind != "identifier" and column.keep != "code":
            _read_value(rows, column)


def _read_value(rows: Rows, column: Column) -> None:
    raw = Distinct.of(rows.column(column.name))
    words = identifiers(raw.values) if column.name in _NAMING else text(raw.values)
    if column.name in {"name", "place_name"}:
        words = _named(rows, column, raw, words)
    if column.name in _KEYS:
        _refuse_rounded(rows, column.name, raw.with_values(words))
    if column.kind == "choice":
        read = shown = choices(words, column.choices)
        bad = raw.where(present(words) & ~present(read))
        rows.reject(bad & column.required, "VALUE_UNKNOWN")
        rows.note(bad, "VALUE_UNKNOWN")
    elif column.kind in {"number", "boolean"}:
        read = numbers(words) if column.kind == "number" else truths(words)
        shown = read.cast(pa.string())
        bad = raw.where(present(words) & ~present(read))
        rows.reject(bad & column.required, "VALUE_UNKNOWN")
        rows.note(bad, "VALUE_UNREADABLE")
    else:
        read = shown = words
    if rows.has(column.name):
        rows.content[column.name] = raw.spread(shown)
    if column.keep != "vault":
        rows.facts[column.fact_name] = raw.spread(read)
    if column.required:
        rows.reject(~present(raw.spread(words)), "MISSING_VALUE")


def _named(rows: Rows, column: Column, raw: Distinct, words: pa.Array) -> pa.Array:
    """Return names without words that say there is none; damaged ones go into quarantine."""
    damaged = person_name_damaged if column.keep == "vault" else place_name_damaged
    rows.quarantine(raw.where(damaged(words)), "NAME_BROKEN")
    return without(words, NO_NAME)


def read_time(rows: Rows, column: Column) -> None:
    """Read a time column: UTC seconds, whether it had no clock, and the rows that it refuses."""
    raw = rows.column(column.name)
    read = _instants(raw, rows.setting.zone)
    for problem, reason in ((UNCLEAR, "TIME_AMBIGUOUS"), (IMPOSSIBLE, "TIME_IMPOSSIBLE")):
        rows.reject(read.problem == problem, reason)
    rows.quarantine(read.problem == TWICE, "TIME_AMBIGUOUS")
    rows.note(read.clamped, "TIME_CLAMPED")
    if column.required:
        rows.reject(read.problem == MISSING, "MISSING_VALUE")
    rows.times[column.name] = read
    fine = read.problem == FINE
    put_time(rows, column.name, read.ends if column.name in _ENDS else read.seconds, fine, read.day)
    if column.local:
        rows.facts[f"{column.name}_local"] = _local_seconds(raw, read.seconds, fine & ~read.day, rows.setting.zone)
    if rows.has(column.name):
        seconds = rows.facts[column.name].cast(pa.string())
        dates = _dates(read.seconds[read.day], rows.setting.zone)
        rows.content[column.name] = pc.replace_with_mask(seconds, pa.array(read.day), dates)


def _dates(midnights: Ints, zone: str) -> pa.Array:
    """Return the dates of first seconds of local days, as texts; half a day later no summer time can turn the date."""
    return pa.array(midnights + DAY // 2).cast(pa.timestamp("s", zone)).cast(pa.date32()).cast(pa.string())


def _read_day_or_clock(rows: Rows, column: Column) -> None:
    """Read a date as its midnight as if it were UTC, or a clock (HH:MM, may pass 24:00) as seconds since midnight.

    A local midnight is how programs write a date that they hold as a time.
    """
    raw = Distinct.of(rows.column(column.name))
    words = mended(raw.values, _ODD_TIME, lambda value: narrow(value) or None)
    if column.kind == "date":
        read = instants(words, "UTC")
        fine = (read.problem == FINE) & (read.day | matches(words, _MIDNIGHT))
        rows.reject(raw.where(read.problem == IMPOSSIBLE), "TIME_IMPOSSIBLE")
        bad = present(words) & ~fine & (read.problem != IMPOSSIBLE)
        values = pa.array(read.seconds, mask=~fine)
        told = values.cast(pa.timestamp("s")).cast(pa.date32()).cast(pa.string())
    else:
        words = without(words, NO_CLOCK)
        values = clocks(words)
        bad, told = present(words) & ~present(values), values.cast(pa.string())
    rows.reject(raw.where(bad), "TIME_AMBIGUOUS")
    rows.facts[column.fact_name] = raw.spread(values)
    if rows.has(column.name):
        rows.content[column.name] = raw.spread(told)
    if column.required:
        rows.reject(~present(rows.facts[column.fact_name]), "MISSING_VALUE")


def _local_seconds(raw: pa.Array, seconds: Ints, known: Bools, zone: str) -> pa.Array:
    """Return local times as if they were UTC; null for times that were told with their offset."""
    naive = known & ~matches(mended(raw, _ODD_TIME, lambda value: narrow(value) or None), _OFFSET)
    moments = pa.array(seconds, mask=~naive).cast(pa.timestamp("s", zone))
    return pc.local_timestamp(moments).cast(pa.int64())


def put_time(rows: Rows, name: str, seconds: Ints, known: Bools, day: Bools) -> None:
    """Put a time into the facts, with its note whether it had a clock."""
    rows.facts[name] = pa.array(seconds, mask=~known)
    rows.facts[f"{name}_day"] = pa.array(day & known)


def _instants(column: pa.Array, zone: str) -> Instants:
    """Return what a column of times says; texts with quotes, spaces or full-width digits are mended and read again."""
    read = instants(column, zone)
    odd = np.flatnonzero(read.problem == UNCLEAR)
    if not len(odd):
        return read
    mendable = mended(column.take(pa.array(odd)), _ODD_TIME, lambda value: narrow(value) or None)
    return read.replaced(odd, instants(mendable, zone))


def drop(rows: Rows, name: str, unreadable: pa.Array) -> None:
    """Leave out numbers that cannot be meant, and note the rows."""
    bad = unreadable.fill_null(False)
    rows.note(bad.to_numpy(zero_copy_only=False), "VALUE_UNREADABLE")
    rows.facts[name] = pc.if_else(bad, pa.scalar(None, pa.float64()), rows.facts[name])
    if name in rows.content:
        rows.content[name] = pc.if_else(bad, pa.scalar(None, pa.string()), rows.content[name])


def keep_in_vault(rows: Rows, name: str, owners: pa.Array) -> None:
    """Keep a text of the row, such as name or address, in the vault under the code of whom it belongs to."""
    column = rows.content.get(name)
    if column is None or not len(column):
        return
    owner, value = Distinct.of(owners), Distinct.of(column)
    span = max(len(value.values), 1)
    known = (owner.index >= 0) & (value.index >= 0)
    pairs = pa.array(owner.index.astype(np.int64) * span + value.index, mask=~known).dictionary_encode()
    pair = pairs.dictionary.to_numpy()
    owners, values = owner.values.take(pa.array(pair // span)), value.values.take(pa.array(pair % span))
    rows.said.append(Said(name, pairs.indices, owners, pa.repeat(pa.scalar(name), len(pair)), values))

"""What a mapping makes of a column: parts, lists, codes and times, by whole columns or by distinct values."""

import re
import unicodedata
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.intake.mapping import ColumnRule

_SECONDS = {"seconds": 1.0, "milliseconds": 0.001, "minutes": 60.0, "days": 86_400.0}
_NUMBER = r"^\s*[+-]?[0-9]{1,15}(\.[0-9]+)?\s*$"
#: Moments beyond these years are mistakes of unit or epoch, whose text is left as it is.
_FIRST, _LAST = datetime(1900, 1, 1, tzinfo=UTC).timestamp(), datetime(2200, 1, 1, tzinfo=UTC).timestamp()
_SPACES = " \t\r\n\u00a0\u3000"
#: Numbers that follow each other without a mark: 2021111 is 11 January or 1 November, so each needs all its digits.
_PACKED = re.compile(r"%[YmdHIMSj]%[YmdHIMSj]")


def derived(column: pa.Array, rule: ColumnRule, null: list[str]) -> pa.Array:
    """Return our column made from theirs by the rule; `null` are the mapping's tokens for "not known".

    A cell that does not fit keeps its text, so that cleaning refuses it with its reason instead of losing it here.
    """
    if rule.pattern is not None:
        column = pc.struct_field(pc.extract_regex(column, pattern=rule.pattern), [0])
    tokens = {"", *null, *rule.null}
    if rule.unit is not None:
        return _counted(without(column, tokens), rule)
    if rule.split or rule.values or rule.format:
        return _each_distinct(column, rule, tokens)
    return without(column, tokens)


def without(column: pa.Array, tokens: set[str]) -> pa.Array:
    """Return the column with null for cells that are one of the tokens, spaces around them aside."""
    unknown = pc.is_in(pc.utf8_trim(column, characters=_SPACES), value_set=pa.array(sorted(tokens), pa.string()))
    return pc.if_else(unknown, pa.scalar(None, pa.string()), column)


def _each_distinct(column: pa.Array, rule: ColumnRule, tokens: set[str]) -> pa.Array:
    """Return the column with each distinct value changed by the rule."""
    coded = column.dictionary_encode()
    changed = [_changed(text, rule, tokens) for text in coded.dictionary.to_pylist()]
    return pa.array(changed, pa.string()).take(coded.indices)


def _changed(text: str, rule: ColumnRule, tokens: set[str]) -> str | None:
    """Return one cell by split, values and format; None where nothing is known."""
    parts = [text]
    if rule.split:
        replaced = pc.replace_substring_regex(pa.array([text]), pattern=rule.split, replacement=";")
        parts = replaced[0].as_py().split(";")
    values = rule.values or {}
    known = [values.get(part.strip(_SPACES), part) for part in parts if part.strip(_SPACES) not in tokens]
    if rule.split:
        return ";".join(part.strip(_SPACES) for part in known) or None
    return (_time(known[0], rule) if rule.format else known[0]) if known else None


def _time(text: str, rule: ColumnRule) -> str:
    """Return a cell in the rule's format as ISO 8601: a date, a local time, or with a zone in UTC."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if any(c.isdigit() and not c.isascii() for c in plain):
        return text
    try:
        # Without zone on purpose: such a time is local, and cleaning knows the zone.
        moment = datetime.strptime(plain, unicodedata.normalize("NFKC", rule.format or ""))  # noqa: DTZ007
        if not _whole(plain, moment, rule.format or ""):
            return text
        moment += timedelta(seconds=rule.add_seconds)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError):
        return text
    return moment.isoformat(" ", "seconds") if rule.has_clock else moment.date().isoformat()


def _whole(text: str, moment: datetime, form: str) -> bool:
    """Return whether a text in a form without marks between its numbers has every digit: strptime takes fewer, too."""
    if not _PACKED.search(form):
        return True
    written = moment.strftime(re.split("%[fzZ]", unicodedata.normalize("NFKC", form))[0])
    return text.casefold().startswith(written.strip().casefold())


def _counted(column: pa.Array, rule: ColumnRule) -> pa.Array:
    """Return numbers of units since the epoch as times, to the second; others keep their text."""
    fits = pc.match_substring_regex(column, pattern=_NUMBER)
    numbers = pc.utf8_trim_whitespace(pc.if_else(fits, column, pa.scalar(None, pa.string())))
    count = pc.replace_substring_regex(numbers, pattern=r"^\+", replacement="").cast(pa.float64())
    exact = np.asarray(pc.fill_null(count, 0.0)) * _SECONDS[rule.unit or "seconds"]
    # A day's fraction, as spreadsheets keep it, misses its second by rounding; other units are cut to the second begun.
    whole = np.rint(exact) if rule.unit == "days" else np.floor(exact + 1e-6)
    local = rule.start.tzinfo is None
    moments = whole + (rule.start.replace(tzinfo=UTC) if local else rule.start).timestamp() + rule.add_seconds
    within = pa.array((moments >= _FIRST) & (moments < _LAST))
    seconds = pa.array(np.clip(moments, _FIRST, _LAST).astype(np.int64)).cast(pa.timestamp("s"))
    written = pc.strftime(seconds, format="%Y-%m-%d %H:%M:%S" if local else "%Y-%m-%dT%H:%M:%SZ")
    if local and rule.unit == "days" and not rule.add_seconds:
        # A spreadsheet keeps a date without clock as a whole number.
        whole_day = pc.invert(pc.match_substring(numbers, pattern="."))
        written = pc.if_else(pc.fill_null(whole_day, False), pc.utf8_slice_codeunits(written, 0, 10), written)
    return pc.if_else(pc.and_(pc.fill_null(fits, False), within), written, column)

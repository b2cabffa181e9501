"""Which column of a file is which of ours: by its English or Chinese name in any case and spacing, or by a mapping."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from graph.errors import FileRefused, Refused
from graph.intake.mapping import ColumnRule, Mapping, check_columns
from graph.model.feeds import COMMON, Column, Feed

#: No feed of any office has more; a wider header is a mistake or an attack.
WIDEST = 1_000
_IDENTIFYING = ("person_id", "id_number", "phone", "device", "plate")
_DELIMITERS = {";": '";"', "\t": '"\\t"', "，": '"，"', "|": '"|"'}
_DROPPED = dict.fromkeys(map(ord, " \t\r\n_-*\u00a0\u3000\u200b\ufeff\"'"))


@dataclass(frozen=True, slots=True)
class Layout:
    """Where our columns stand in a file: a position, or a rule with its position (None for a constant)."""

    width: int
    plain: dict[str, int] = field(default_factory=dict)
    ruled: dict[str, tuple[ColumnRule, int | None]] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=dict)
    """Columns that no feed column takes, or takes only a part of, under their own names."""

    def position(self, column: str) -> int | None:
        """Return where our column comes from; None if from nowhere."""
        return self.plain[column] if column in self.plain else self.ruled.get(column, (None, None))[1]


def normal(header: str) -> str:
    """Return a header without case, spaces, hyphens and underscores, full-width forms made plain.

    >>> normal(" Person ID*"), normal("person_id")
    ('personid', 'personid')
    """
    return unicodedata.normalize("NFKC", header).translate(_DROPPED).casefold()


def layout(headers: Sequence[str], feed: Feed, mapping: Mapping | None) -> Layout:
    """Return where each of our columns stands in a file with these headers.

    Raises:
        FileRefused: WRONG_DELIMITER, DUPLICATE_COLUMN, MISSING_COLUMN, WRONG_COLUMNS.
        Refused: MAPPING_INVALID if the mapping fills a column that this feed does not have.

    """
    if len(headers) > WIDEST:
        raise FileRefused("WRONG_COLUMNS", f"The header has over {WIDEST:,} columns, which no feed has.")
    _refuse_wrong_delimiter(headers)
    _refuse_twins(headers)
    ruled = _ruled(headers, feed, mapping)
    plain = _recognised(headers, feed, ruled)
    _imply_id_cards(headers, feed, plain, ruled)
    _refuse_missing(feed, {*plain, *ruled})
    whole = {at for rule, at in ruled.values() if rule.pattern is None} | set(plain.values())
    notes = {header.strip() or f"column {at + 1}": at for at, header in enumerate(headers) if at not in whole}
    return Layout(len(headers), plain, ruled, notes)


def _refuse_wrong_delimiter(headers: Sequence[str]) -> None:
    """Refuse a header that is one column with another delimiter in it."""
    if len(headers) != 1:
        return
    for mark, shown in _DELIMITERS.items():
        if mark in headers[0]:
            raise FileRefused(
                "WRONG_DELIMITER",
                f"The header is one single column with {shown} in it; if that is the delimiter, declare it in a "
                f"mapping file (delimiter = {shown}) and give it with --map.",
            )


def _refuse_twins(headers: Sequence[str]) -> None:
    """Refuse a header that stands twice, known or not."""
    seen: dict[str, int] = {}
    for at, header in enumerate(headers):
        name = normal(header)
        if name and name in seen:
            raise FileRefused(
                "DUPLICATE_COLUMN",
                f"Columns {seen[name] + 1} and {at + 1} have the same header; remove or rename one of them.",
            )
        seen[name] = at


def _names(column: Column) -> tuple[str, ...]:
    """Return every header that means this column, normalised."""
    return tuple(normal(name) for name in (column.name, *column.aliases))


def _recognised(headers: Sequence[str], feed: Feed, ruled: dict[str, tuple[ColumnRule, int | None]]) -> dict[str, int]:
    """Return our columns that the headers name, apart from what the mapping makes and from what it is made from."""
    meaning = {name: column.name for column in (*COMMON, *feed.columns) for name in _names(column)}
    taken = {position for _, position in ruled.values()}
    found: dict[str, int] = {}
    for at, header in enumerate(headers):
        column = meaning.get(normal(header))
        if column is None or column in ruled or at in taken:
            continue
        if column in found:
            raise FileRefused(
                "DUPLICATE_COLUMN",
                f"Columns {found[column] + 1} and {at + 1} both mean {column}; remove one, or name one in a mapping.",
            )
        found[column] = at
    return found


def _ruled(headers: Sequence[str], feed: Feed, mapping: Mapping | None) -> dict[str, tuple[ColumnRule, int | None]]:
    """Return our columns that the mapping makes, each with the position of the column it is made from."""
    if mapping is None:
        return {}
    try:
        check_columns(feed, list(mapping.columns))
    except ValueError as error:
        raise Refused("MAPPING_INVALID", f"The mapping cannot be used for this file: {error}.") from error
    positions = {normal(header): at for at, header in enumerate(headers)}
    ruled: dict[str, tuple[ColumnRule, int | None]] = {}
    for name, rule in mapping.columns.items():
        at = None if rule.origin is None else positions.get(normal(rule.origin))
        if rule.origin is not None and at is None:
            raise FileRefused(
                "MISSING_COLUMN",
                f"The mapping makes {name} from a column {rule.origin!r}, which the file does not have.",
            )
        ruled[name] = (rule, at)
    return ruled


def _imply_id_cards(
    headers: Sequence[str], feed: Feed, plain: dict[str, int], ruled: dict[str, tuple[ColumnRule, int | None]]
) -> None:
    """Note that a column headed 身份证号 holds identity cards where no column tells the kind of document."""
    for column in feed.columns:
        kind, number = column.name, column.name.replace("id_type", "id_number")
        untold = column.name.startswith("id_type") and kind not in plain and kind not in ruled
        if untold and number in plain and normal(headers[plain[number]]).startswith("身份证"):
            ruled[kind] = (ColumnRule.model_validate({"const": "id_card"}), None)


def _refuse_missing(feed: Feed, found: set[str]) -> None:
    """Refuse a file that cannot hold what its feed needs."""
    if not found:
        raise FileRefused(
            "WRONG_COLUMNS",
            f"The header names no column of {feed.name}; say by a mapping file which column is which (header_row, if "
            "the header is not on the first line), or name the right feed with --feed.",
        )
    if {"record_id", "op"} <= found:  # it may hold cancels, which need no more; other rows are told what they lack
        return
    missing = [column.name for column in feed.columns if column.required and column.name not in found]
    if feed.name == "stays" and "place_id" not in found and not {"place_kind", "place_name"} <= found:
        missing.append("place_id (or place_kind with place_name)")
    for prefix in feed.persons:
        suffix = f"_{prefix[0]}" if prefix else ""
        names = [f"person{suffix}" if suffix and name == "person_id" else name + suffix for name in _IDENTIFYING]
        needed = 2 if feed.name == "identities" else 1
        if len(found.intersection(names)) < needed:
            missing.append(f"{'two' if needed == 2 else 'one'} of {', '.join(names)}")
    if missing:
        raise FileRefused(
            "MISSING_COLUMN",
            f"A file of {feed.name} needs {'; '.join(missing)}, and its header names no such column; rename columns, "
            "or say by a mapping file which column is which (header_row, if the header is not on the first line).",
        )

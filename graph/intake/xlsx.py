"""Reading an XLSX sheet: checked before anything unpacks it, its rows counted from its XML, its cells read by calamine.

The first visible sheet is read unless a mapping names another; hidden rows count; of merged cells the first one holds
the value. A row with a formula or an error value is left to a human: what the cell shows was computed and may be stale.
"""

import csv
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import IO
from xml.etree import ElementTree as ET

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from python_calamine import CalamineSheet, CalamineWorkbook

from graph.errors import FileRefused
from graph.intake import xlsxparts
from graph.intake.blocks import Block, RefusedRow, Source, file_flags, no_rows, noted_columns, our_columns
from graph.intake.cellflaws import cell_flaws
from graph.intake.files import FeedFile, unreadable
from graph.intake.headers import Layout, layout
from graph.intake.mapping import Mapping
from graph.intake.xlsxparts import SheetMap
from graph.model.feeds import Feed

Cell = str | float | bool | date | time | timedelta | None

#: A gzipped workbook is unpacked into memory; real ones stay far below.
GZIPPED_BYTES = 256 * 1024 * 1024
_ROWS_AT_ONCE = 20_000
#: Built-in number formats (ECMA-376 18.8.30, with those of Chinese locales) of dates without and with a clock.
_DATES = frozenset({14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58})
_CLOCKS = frozenset({18, 19, 20, 21, 22, 32, 33, 34, 35, 45, 46, 47, 55, 56})


@dataclass(kw_only=True)
class SheetSource(Source):
    """One sheet of a workbook."""

    name: str
    sheet: CalamineSheet
    map: SheetMap
    header_row: int
    layout: Layout | None
    clocks: frozenset[int]
    """Columns (from 1) whose dates all bear a clock, so that midnight is a time there."""

    def blocks(self) -> Iterator[Block]:
        """Yield the good records, block by block."""
        if self.layout is None:
            return
        seen = 0
        with _mapped_errors(self.name):
            rows = enumerate(self.sheet.iter_rows(), start=1)
            below = islice(rows, self.header_row, None)
            while part := list(islice(below, _ROWS_AT_ONCE)):
                records = self._records(part)
                seen += len(records)
                if records:
                    yield self._block(records, self.layout)
        if seen != self.records:
            raise _disagreement(self.name, self.records)

    def _records(self, part: Sequence[tuple[int, Sequence[Cell]]]) -> list[tuple[int, list[Cell]]]:
        """Return the rows that the sheet's XML counts as records, without the columns left of the sheet's first."""
        records = []
        for number, cells in part:
            if number in self.map.rows:
                records.append((number, list(cells)))
            elif any(cell != "" for cell in cells):
                raise _disagreement(self.name, self.records)
        return records

    def _block(self, records: list[tuple[int, list[Cell]]], plan: Layout) -> Block:
        """Return the good rows; note the others as refused."""
        first = (self.sheet.start or (0, 0))[1] + 1
        beyond = [any(cell != "" for cell in cells[plan.width :]) for _, cells in records]
        by_column = list(
            zip(*[cells[: plan.width] + [""] * (plan.width - len(cells)) for _, cells in records], strict=True)
        )
        cells = pa.table({f"c{at}": _column(values, first + at in self.clocks) for at, values in enumerate(by_column)})
        reasons = self._reasons(cells, [number for number, _ in records], beyond)
        lines = np.array([number for number, _ in records], dtype=np.int64)
        kept = np.flatnonzero(reasons == "")
        for row in np.flatnonzero(reasons != ""):
            self.refused.append(RefusedRow(int(lines[row]), -1, str(reasons[row]), _line(records[row][1])))
        if not kept.size:
            return no_rows(self.feed)
        good = cells.take(pa.array(kept))
        places = {name: plan.position(name) for name in (*plan.plain, *plan.ruled)}
        return Block(
            columns=our_columns(good, plan, self.mapping),
            numeric={name: _numbers(by_column[at])[kept] for name, at in places.items() if at is not None},
            notes=noted_columns(good, plan),
            line=lines[kept],
            offset=np.full(kept.size, -1, dtype=np.int64),
            length=np.zeros(kept.size, dtype=np.int64),
            raw=lambda row: _line(records[kept[row]][1]),
        )

    def _reasons(self, cells: pa.Table, numbers: list[int], beyond: list[bool]) -> NDArray[np.object_]:
        """Return for each row why it is refused, "" if it is not."""
        reasons = cell_flaws(cells)
        reasons[np.array(beyond, np.bool_) & np.isin(reasons, ("", "NOT_A_RECORD"))] = "RAGGED"
        reasons[np.isin(numbers, sorted(self.map.formula_rows)) & (reasons != "NOT_A_RECORD")] = "FORMULA"
        return reasons


def open_sheet(file: FeedFile, feed: Feed, mapping: Mapping | None) -> SheetSource:
    """Return a sheet ready to be read.

    Raises FileRefused: for whatever makes the workbook unsafe, damaged or without the feed's columns.
    """
    name = file.path.name
    stream = _stream(file)
    archive = xlsxparts.refuse_unsafe(stream, name)
    sheet_name, part, others = _chosen_sheet(archive, name, mapping.sheet if mapping is not None else None)
    found = xlsxparts.checked_parts(archive, part, name)
    clocks = _clock_columns(found, xlsxparts.part_text(archive, "xl/styles.xml", name))
    stream.seek(0)
    with _mapped_errors(name):
        sheet = CalamineWorkbook.from_filelike(stream).get_sheet_by_name(sheet_name)
        header_row, headers = _header(sheet, found, mapping)
    records = xlsxparts.records_below(found, header_row)
    if records and not header_row:
        raise _disagreement(name, records)
    try:
        plan = layout(headers, feed, mapping) if headers or records else None
    except FileRefused as refusal:
        refusal.records = records
        raise
    flags = file_flags(records, plan) | ({"OTHER_SHEETS": others} if others else {})
    return SheetSource(
        feed=feed,
        mapping=mapping,
        encoding="xlsx",
        sha256=file.sha256(),
        size=file.size,
        records=records,
        flags=flags,
        name=name,
        sheet=sheet,
        map=found,
        header_row=header_row,
        layout=plan,
        clocks=clocks,
    )


def _disagreement(name: str, records: int) -> FileRefused:
    """Return the refusal of a sheet whose rows the parser counts otherwise."""
    return FileRefused(
        "PARSER_DISAGREES",
        f"The parser does not find the rows of {name} that were counted; save it again or send it as CSV.",
        records,
    )


@contextmanager
def _mapped_errors(name: str) -> Iterator[None]:
    """Turn whatever the parser raises into a refusal; its panics are no ordinary exceptions."""
    try:
        yield
    except (FileRefused, GeneratorExit):
        raise
    except BaseException as error:
        module = type(error).__module__
        if type(error).__name__ == "PanicException" or "calamine" in module or isinstance(error, OSError | ValueError):
            raise xlsxparts.damaged(name) from error
        raise


def _stream(file: FeedFile) -> IO[bytes]:
    """Return the workbook's bytes, unpacked in memory if they are gzipped."""
    if file.gzipped:
        return io.BytesIO(file.whole(GZIPPED_BYTES))
    try:
        return file.path.open("rb")
    except OSError as error:
        raise unreadable(file.path, error) from error


def _chosen_sheet(archive: zipfile.ZipFile, name: str, wanted: str | None) -> tuple[str, str, int]:
    """Return the sheet to read, its part in the zip, and how many other visible sheets there are.

    Raises FileRefused: SHEET_MISSING.
    """
    try:
        book = ET.fromstring(xlsxparts.part_text(archive, "xl/workbook.xml", name))  # noqa: S314 no entities here
        links = ET.fromstring(xlsxparts.part_text(archive, "xl/_rels/workbook.xml.rels", name))  # noqa: S314 same
    except ET.ParseError as error:
        raise xlsxparts.damaged(name) from error
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    sheets = [element for element in book.iter() if element.tag.endswith("}sheet")]
    visible = [sheet for sheet in sheets if sheet.get("state", "visible") == "visible"]
    fits = [sheet for sheet in sheets if sheet.get("name") == wanted] if wanted is not None else visible
    if not fits:
        which = f"no sheet {wanted!r}" if wanted is not None else "no visible sheet"
        raise FileRefused("SHEET_MISSING", f"{name} has {which}; name one of its sheets in the mapping (sheet).")
    link = next((value for key, value in fits[0].items() if key.endswith("}id")), None)
    target = posixpath.normpath(posixpath.join("/xl", targets.get(link, ""))).lstrip("/")
    return fits[0].get("name", ""), target, len([sheet for sheet in visible if sheet is not fits[0]])


def _clock_columns(found: SheetMap, styles: bytes) -> frozenset[int]:
    """Return the columns whose dates all have a clock in their number format."""
    try:
        root = ET.fromstring(styles or b"<styleSheet/>")  # noqa: S314 parts with entities were refused
    except ET.ParseError:
        return frozenset()
    codes = {e.get("numFmtId"): e.get("formatCode", "") for e in root.iter() if e.tag.endswith("}numFmt")}
    formats = [xf.get("numFmtId", "0") for group in root if group.tag.endswith("}cellXfs") for xf in group]
    kinds = [_date_kind(int(number) if number.isdigit() else 0, codes.get(number)) for number in formats]
    clocks = set()
    for column, used in found.styles.items():
        told = {kinds[style] for style in used if style < len(kinds)} - {"other"}
        if told == {"clock"}:
            clocks.add(column)
    return frozenset(clocks)


def _date_kind(number: int, code: str | None) -> str:
    """Return whether a number format shows a clock, a date without one, or something else."""
    if code is None:
        return "clock" if number in _CLOCKS else "date" if number in _DATES else "other"
    bare = re.sub(r'"[^"]*"|\\.|\[(?![hms]+\])[^\]]*\]', "", code.casefold())
    return "clock" if re.search("[hs]", bare) else "date" if re.search("[yd]", bare) else "other"


def _header(sheet: CalamineSheet, found: SheetMap, mapping: Mapping | None) -> tuple[int, list[str]]:
    """Return the row of the headers (from 1; 0: the sheet is empty) and the headers.

    Raises FileRefused: MISSING_COLUMN if the header is not where the mapping says.
    """
    wanted = mapping.header_row if mapping is not None else None
    mark = mapping.skip_until if mapping is not None else None
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        texts = [_text(cell, clock=False) or "" for cell in cells]
        here = number == wanted if wanted else any(mark in text for text in texts) if mark else number in found.rows
        if here:
            while texts and not texts[-1].strip():
                texts.pop()
            return number, texts
    if wanted or mark:
        raise FileRefused(
            "MISSING_COLUMN",
            "The header is not where the mapping says (header_row or skip_until); correct the mapping.",
        )
    return 0, []


def _text(cell: Cell, *, clock: bool) -> str | None:
    """Return a cell as a CSV would hold it; `clock` says that a date is midnight."""
    match cell:
        case str():
            return cell or None
        case bool():
            return "true" if cell else "false"
        case float() | int():
            return str(int(cell)) if float(cell).is_integer() else repr(cell)
        case datetime():
            # Spreadsheets keep fractions of a day, which miss the second by rounding.
            return (cell + timedelta(microseconds=500_000)).replace(microsecond=0).isoformat(" ")
        case date():
            return f"{cell.isoformat()} 00:00:00" if clock else cell.isoformat()
        case time():
            return cell.isoformat("seconds")
        case timedelta():
            seconds = round(cell.total_seconds())
            return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        case _:
            return None


def _column(values: Sequence[Cell], clock: bool) -> pa.Array:
    """Return a column's cells as text."""
    return pa.array(
        [value or None if type(value) is str else _text(value, clock=clock) for value in values], pa.string()
    )


def _numbers(values: Sequence[Cell]) -> NDArray[np.bool_]:
    """Return which cells are numbers."""
    return np.array([type(value) in (float, int) for value in values], dtype=np.bool_)


def _line(cells: Sequence[Cell]) -> bytes:
    """Return a row's cells as a CSV line in UTF-8."""
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow([_text(cell, clock=False) or "" for cell in cells])
    return out.getvalue().encode("utf-8")

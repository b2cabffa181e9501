"""Reading a delimited text file: walked once from end to end before a row is used, then parsed block by block."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import csv as arrow_csv

from graph.errors import FileRefused
from graph.intake import encodings, scan
from graph.intake.asides import asides, is_aside
from graph.intake.blocks import (
    Block,
    RefusedRow,
    Source,
    file_changed,
    file_flags,
    no_rows,
    noted_columns,
    our_columns,
)
from graph.intake.encodings import Encoding
from graph.intake.files import HEAD_BYTES, FeedFile
from graph.intake.headers import Layout, layout
from graph.intake.mapping import Mapping
from graph.model.feeds import Feed

#: Stands for a delimiter of several bytes where the parser wants one; rows with control characters never get there.
_UNIT_SEPARATOR = 0x1F
_FLAWS = (
    (scan.CUT, "TRUNCATED"),
    (scan.BAD_BYTES, "ENCODING"),
    (scan.CONTROL, "CONTROL_BYTES"),
    (scan.LONG_FIELD, "FIELD_TOO_LONG"),
    (scan.BROKEN_QUOTE, "BROKEN_QUOTE"),
)


@dataclass(frozen=True, slots=True)
class _Text:
    """A text file with everything that reading it needs: encoding, dialect, and where header and records begin."""

    file: FeedFile
    encoding: Encoding
    delimiter: str
    dialect: scan.Dialect
    mark: int
    """Length of the byte order mark."""
    header: bytes = b""
    header_flags: int = 0
    begin: int = 0
    """Where the records begin, in bytes after the mark (UTF-16: as UTF-8)."""
    begin_offset: int = 0
    """The same in bytes of the file."""
    begin_line: int = 1

    def records(self) -> Iterator[scan.Records]:
        """Yield the records below the header."""
        chunks = _after(self._decoded(), self.begin)
        return scan.records(chunks, self.dialect, line=self.begin_line, offset=self.begin_offset)

    def _decoded(self) -> Iterator[bytes]:
        """Yield the file without its mark, UTF-16 as UTF-8."""
        try:
            yield from encodings.without_mark(self.file.chunks(), self.encoding, self.mark)
        except UnicodeDecodeError as error:
            raise encodings.unknown(self.file.path.name) from error

    def headers(self) -> list[str]:
        """Return the header's cells.

        Raises FileRefused: WRONG_COLUMNS, UNKNOWN_ENCODING.
        """
        if self.header_flags & (scan.BAD_BYTES | scan.CUT):
            raise encodings.unknown(self.file.path.name)
        flaws = scan.CONTROL | scan.LONG_FIELD | scan.BROKEN_QUOTE
        try:
            text = self.header.decode("gb18030" if self.dialect.gb18030 else "utf-8")
            cells = next(csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter), [])
        except (csv.Error, UnicodeDecodeError):
            cells = []
        if not cells or self.header_flags & flaws:
            raise FileRefused(
                "WRONG_COLUMNS",
                f"The header of {self.file.path.name} cannot be read (control characters, broken quotes).",
            )
        return cells


@dataclass(frozen=True, slots=True)
class _Survey:
    """What one walk through the whole file found."""

    records: int
    bad: int
    """Records with bytes that the encoding does not know."""
    wide: int
    """Good records with characters of three bytes or more."""


@dataclass(kw_only=True)
class TextSource(Source):
    """A CSV file (or one with another declared delimiter), gzipped or not."""

    text: _Text | None
    layout: Layout | None
    ambiguous: bool = False
    """True if GB18030 was concluded, not declared: lines that are UTF-8 as well are left to a human."""

    def blocks(self) -> Iterator[Block]:
        """Yield the good records, block by block."""
        if self.text is None or self.layout is None:
            return
        seen = 0
        for found in self.text.records():
            seen += found.start.size
            yield self._block(found, self.text, self.layout)
        if seen != self.records or self.text.file.path.stat().st_size != self.size:
            raise file_changed(self.records)

    def _block(self, found: scan.Records, text: _Text, layout: Layout) -> Block:
        """Return the good rows of a part of the file; note the others as refused."""
        reasons = _flaws(found, text, layout.width)
        if self.ambiguous:
            reasons[(reasons == "") & scan.reads_as_utf8(found)] = "ENCODING"
        cells = self._parsed(found, reasons, text, layout.width)
        good = np.flatnonzero(reasons == "")
        aside = asides(cells, found.filled[good])
        reasons[good[aside]] = "NOT_A_RECORD"
        for row in np.flatnonzero(reasons != ""):
            raw = _original(found, int(row), text)
            self.refused.append(RefusedRow(int(found.line[row]), int(found.offset[row]), str(reasons[row]), raw))
        kept, cells = (good[~aside], cells.filter(pa.array(~aside))) if aside.any() else (good, cells)
        if not kept.size:
            return no_rows(self.feed)
        return Block(
            columns=our_columns(cells, layout, self.mapping),
            numeric={},
            notes=noted_columns(cells, layout),
            line=found.line[kept],
            offset=found.offset[kept],
            length=found.size[kept],
            raw=lambda row: _original(found, int(kept[row]), text),
        )

    def _parsed(self, found: scan.Records, reasons: NDArray[np.object_], text: _Text, width: int) -> pa.Table:
        """Return the cells of the rows without flaw; rows that do not decode after all are added to the flawed."""
        while True:
            keep = reasons == ""
            written = scan.joined(found, keep, text.dialect.delimiter, _UNIT_SEPARATOR)
            if not text.dialect.gb18030:
                break
            try:
                written = np.frombuffer(written.tobytes().decode("gb18030").encode("utf-8"), dtype=np.uint8)
                break
            except UnicodeDecodeError:
                for row in np.flatnonzero(keep & (found.flags & scan.NON_ASCII != 0)):
                    if not _decodes(found.bytes_of(int(row))):
                        reasons[row] = "ENCODING"
        cells = _cells(written, width, chr(_UNIT_SEPARATOR) if len(text.dialect.delimiter) > 1 else text.delimiter)
        if cells is None or cells.num_rows != int(keep.sum()):
            raise FileRefused(
                "PARSER_DISAGREES",
                f"After line {int(found.line[0])} the parser does not find the {int(keep.sum())} records that were "
                "counted, so nothing of the file is used; please report it with invented values.",
                self.records,
            )
        return cells


def open_text(file: FeedFile, feed: Feed, mapping: Mapping | None) -> TextSource:
    """Return a text file ready to be read, after one walk through all of it.

    Raises FileRefused: for its encoding, its quotes, its line lengths or its columns.
    """
    head = file.head()
    marked = encodings.marked(head)
    declared = marked or (mapping.told_encoding if mapping is not None else None)
    if declared is None:
        encodings.refuse_unmarked_utf16(head, file.path.name)
    if declared == "utf-16" and marked != "utf-16":
        raise encodings.unknown(file.path.name)
    text = _located(file, head, declared or "utf-8", mapping)
    survey = _surveyed(text)
    ambiguous = False
    if declared is None and survey.bad:
        text, survey, ambiguous = _settled(text, head, survey, mapping)
    try:
        plan = layout(text.headers(), feed, mapping) if text.header or survey.records else None
    except FileRefused as refusal:
        refusal.records = survey.records
        raise
    return TextSource(
        feed=feed,
        mapping=mapping,
        encoding=text.encoding,
        sha256=file.sha256(),
        size=file.size,
        records=survey.records,
        flags=file_flags(survey.records, plan),
        text=text,
        layout=plan,
        ambiguous=ambiguous,
    )


def _settled(text: _Text, head: bytes, survey: _Survey, mapping: Mapping | None) -> tuple[_Text, _Survey, bool]:
    """Return the file as GB18030 if it clearly is, else as UTF-8 with some bad lines; refuse it if neither will do."""
    if survey.wide * 9 <= survey.bad and encodings.is_common_chinese(head) and encodings.is_gb18030(text.file.chunks()):
        text = _located(text.file, head, "gb18030", mapping)
        return text, _surveyed(text), True
    if survey.bad * 2 > survey.records + 1 or text.header_flags & scan.BAD_BYTES:
        raise encodings.unknown(text.file.path.name, survey.records)
    return text, survey, False


def _located(file: FeedFile, head: bytes, encoding: Encoding, mapping: Mapping | None) -> _Text:
    """Return the file with its dialect and with the place of its header, told from the head."""
    mark = encodings.mark_length(head, encoding)
    delimiter = (mapping.delimiter if mapping is not None else None) or ("\t" if file.tabs else ",")
    comment = ord(mapping.comment) if mapping is not None and mapping.comment is not None else -1
    written: Encoding = "gb18030" if encoding == "gb18030" else "utf-8"
    dialect = scan.Dialect(delimiter.encode(written), comment, encoding == "gb18030", encoding == "utf-16")
    try:
        decoded = b"".join(encodings.without_mark(_even(head), encoding, mark))
    except UnicodeDecodeError as error:
        raise encodings.unknown(file.path.name) from error
    skipped, lines = _preamble(decoded, mapping, written)
    found = scan.first_record(decoded[skipped:], dialect, whole=len(head) < HEAD_BYTES)
    if found is None:
        return _Text(file, encoding, delimiter, dialect, mark, begin=skipped, begin_offset=mark + skipped)
    start, stop, after, passed, flags = found
    begin = skipped + after
    width = len(decoded[:begin].decode("utf-8").encode("utf-16-le")) if encoding == "utf-16" else begin
    header = decoded[skipped + start : skipped + stop]
    return _Text(file, encoding, delimiter, dialect, mark, header, flags, begin, mark + width, 1 + lines + passed)


def _even(head: bytes) -> Iterable[bytes]:
    """Return the head without a last character that it may have cut, where two bytes make one."""
    if len(head) < HEAD_BYTES or head[:2] not in encodings.UTF16_MARKS:
        return [head]
    return [head[: len(head) - 2]] if head[-1] & 0xFC == 0xD8 or head[-2] & 0xFC == 0xD8 else [head]


def _preamble(decoded: bytes, mapping: Mapping | None, written: Encoding) -> tuple[int, int]:
    """Return how many bytes and lines stand before the header by the mapping's word.

    Raises FileRefused: MISSING_COLUMN if the header is not where the mapping says.
    """
    at = lines = 0
    lines_before = mapping.header_row - 1 if mapping is not None and mapping.header_row is not None else 0
    mark = mapping.skip_until.encode(written, "replace") if mapping is not None and mapping.skip_until else None
    for line in decoded.splitlines(keepends=True) if lines_before or mark else ():
        if (lines_before and lines == lines_before) or (mark is not None and mark in line):
            return at, lines
        at, lines = at + len(line), lines + 1
    if lines_before or mark:
        raise FileRefused(
            "MISSING_COLUMN",
            "The header is not where the mapping says (header_row or skip_until); correct the mapping.",
        )
    return 0, 0


def _surveyed(text: _Text) -> _Survey:
    """Return the counts of one walk through all records."""
    bad, wide, count = int(text.header_flags & scan.BAD_BYTES != 0), 0, 0
    wide += int(not bad and text.header_flags & scan.WIDE != 0)
    for found in text.records():
        flawed = found.flags & (scan.BAD_BYTES | scan.CUT) != 0
        count += found.start.size
        bad += int((found.flags & scan.BAD_BYTES != 0).sum())
        wide += int((~flawed & (found.flags & scan.WIDE != 0)).sum())
    return _Survey(count, bad, wide)


def _flaws(found: scan.Records, text: _Text, width: int) -> NDArray[np.object_]:
    """Return for each record what is wrong with its bytes or its number of fields, "" if nothing."""
    reasons = np.full(found.start.size, "", dtype=object)
    for flag, reason in reversed(_FLAWS):
        reasons[found.flags & flag != 0] = reason
    for row in np.flatnonzero((reasons == "") & (found.fields != width)):
        line = found.bytes_of(int(row)).decode("gb18030" if text.dialect.gb18030 else "utf-8", "replace")
        reasons[row] = "NOT_A_RECORD" if is_aside(line, text.delimiter) else "RAGGED"
    twins = (found.length == len(text.header)) & (found.data[found.start] == text.header[0])
    for row in np.flatnonzero(twins):
        if found.bytes_of(int(row)) == text.header:
            reasons[row] = "NOT_A_RECORD"
    return reasons


def _cells(written: NDArray[np.uint8], width: int, delimiter: str) -> pa.Table | None:
    """Return the parser's reading of the records: text only, one column a position; None if it cannot read them."""
    names = [f"c{position}" for position in range(width)]
    if not written.size:
        return pa.table({name: pa.array([], pa.string()) for name in names})
    try:
        return arrow_csv.read_csv(
            pa.BufferReader(pa.py_buffer(written)),
            read_options=arrow_csv.ReadOptions(column_names=names, block_size=written.size + 1, use_threads=True),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), null_values=[""], strings_can_be_null=True
            ),
        )
    except pa.ArrowInvalid:
        return None


def _original(found: scan.Records, row: int, text: _Text) -> bytes:
    """Return a record's bytes as they stand in the file."""
    raw = found.bytes_of(row)
    if text.encoding != "utf-16":
        return raw
    big = text.file.head()[:2] == encodings.UTF16_MARKS[1]
    return raw.decode("utf-8").encode("utf-16-be" if big else "utf-16-le")


def _decodes(raw: bytes) -> bool:
    """Return whether the bytes are GB18030."""
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


def _after(chunks: Iterable[bytes], skip: int) -> Iterator[bytes]:
    """Yield the chunks without their first `skip` bytes."""
    for chunk in chunks:
        part, skip = chunk[skip:], max(0, skip - len(chunk))
        if part:
            yield part

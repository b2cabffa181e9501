"""Reading Parquet: the footer judged before anything is unpacked, then rows batch by batch, their cells as text.

A number becomes its digits, a timestamp with zone RFC 3339 in UTC, one without a local time, NaN an empty cell. A row
has a number, counted from 1, in place of a line, and is kept as one line of NDJSON. Offsets are the row's share of the
file, for showing progress only.
"""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice, pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pyarrow.types as kinds
from numpy.typing import NDArray

from graph.errors import FileRefused
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
from graph.intake.cellflaws import cell_flaws
from graph.intake.files import CHUNK_BYTES, GZIP_FREE_BYTES, GZIP_RATIO, FeedFile
from graph.intake.headers import Layout, layout
from graph.intake.mapping import Mapping
from graph.intake.parquetpages import page_sizes
from graph.intake.scan import RECORD_BYTES
from graph.model.feeds import Feed

#: A gzipped file is unpacked into memory: its footer stands at its end.
GZIPPED_BYTES = 256 * 1024 * 1024
#: A page is unpacked whole; writers make them of 1 MiB, some of 100 MB.
PAGE_BYTES = 256 * 1024 * 1024
#: A thousand million rows of ten columns have half as many.
PAGES = 1_000_000
_READ_BYTES = 1024 * 1024
#: Cells and rows at once.
_CELLS, _ROWS = 4_000_000, 131_072
_JSON_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_ERRORS = (pa.ArrowException, OSError, ValueError, KeyError, OverflowError, MemoryError)
_PLAIN = (
    kinds.is_boolean,
    kinds.is_integer,
    kinds.is_floating,
    kinds.is_decimal,
    kinds.is_date,
    kinds.is_time,
    kinds.is_timestamp,
    kinds.is_null,
)
_TEXTS = (
    kinds.is_string,
    kinds.is_large_string,
    kinds.is_string_view,
    kinds.is_binary,
    kinds.is_large_binary,
    kinds.is_binary_view,
)
_NUMBERS = (kinds.is_integer, kinds.is_floating, kinds.is_decimal)


@dataclass(frozen=True, slots=True)
class _Cells:
    """Some neighbouring rows as text."""

    first: int
    """The number of the first row, from 1."""
    texts: pa.Table
    numeric: list[bool]
    """Which columns hold numbers."""
    broken: NDArray[np.bool_]
    """Rows with text that is not UTF-8."""

    def lines(self, names: Sequence[str], rows: NDArray[np.int64]) -> list[bytes]:
        """Return rows as lines of NDJSON that read as the same cells again, numbers as numbers."""
        written = [json.dumps(name, ensure_ascii=False) for name in names]
        columns = [column.take(pa.array(rows)).to_pylist() for column in self.texts.columns]
        values = [
            [_json(cell, number) for cell in column] for column, number in zip(columns, self.numeric, strict=True)
        ]
        rows_of_values = zip(*values, strict=True)
        return [
            ("{" + ", ".join(f"{name}: {value}" for name, value in zip(written, row, strict=True)) + "}").encode()
            for row in rows_of_values
        ]


@dataclass(kw_only=True)
class ParquetSource(Source):
    """A Parquet file, gzipped or not."""

    file: FeedFile
    names: list[str]
    layout: Layout | None

    def blocks(self) -> Iterator[Block]:
        """Yield the good records, block by block."""
        if self.layout is None:
            return
        seen = 0
        with _opened(self.file) as (parquet, _):
            for cells in _cells(parquet, self.file):
                seen += cells.texts.num_rows
                yield self._block(cells, self.layout)
        if self.file.path.stat().st_size != self.size:
            raise file_changed(self.records)
        if seen != self.records:
            raise FileRefused(
                "PARSER_DISAGREES",
                f"The end of {self.file.path.name} declares {self.records} rows, and it holds {seen}; write it again.",
                self.records,
            )

    def _block(self, cells: _Cells, plan: Layout) -> Block:
        """Return the good rows; note the others as refused."""
        reasons = cell_flaws(cells.texts)
        reasons[cells.broken] = "ENCODING"
        flawed, kept = np.flatnonzero(reasons != ""), np.flatnonzero(reasons == "")
        for row, raw in zip(flawed.tolist(), cells.lines(self.names, flawed), strict=True):
            self.refused.append(RefusedRow(cells.first + row, -1, str(reasons[row]), raw))
        if not kept.size:
            return no_rows(self.feed)
        good = cells.texts.take(pa.array(kept)) if flawed.size else cells.texts
        places = {name: plan.position(name) for name in (*plan.plain, *plan.ruled)}
        return Block(
            columns=our_columns(good, plan, self.mapping),
            numeric={name: _numeric(cells, at, kept) for name, at in places.items() if at is not None},
            notes=noted_columns(good, plan),
            line=cells.first + kept,
            offset=(cells.first + kept) * self.size // max(self.records, 1),
            length=np.zeros(kept.size, np.int64),
            raw=lambda row: cells.lines(self.names, kept[row : row + 1])[0],
        )


def open_parquet(file: FeedFile, feed: Feed, mapping: Mapping | None) -> ParquetSource:
    """Return a Parquet file ready to be read, its footer judged.

    Raises FileRefused: UNREADABLE, ARCHIVE_UNSAFE, COLUMN_TYPE, or for its columns.
    """
    with _opened(file) as (parquet, source):
        try:
            names, records = parquet.schema_arrow.names, parquet.metadata.num_rows
            groups = [parquet.metadata.row_group(number) for number in range(parquet.metadata.num_row_groups)]
            declared = sum(max(group.total_byte_size, 0) for group in groups)
            told = sum(group.num_rows for group in groups)
            pages = list(islice(page_sizes(source, parquet.metadata), PAGES + 1))
        except _ERRORS as error:
            raise _damaged(file) from error
        if records < 0 or records != told or len(pages) > PAGES:
            raise _damaged(file)
        # Each cell is at least a delimiter where the table is text.
        _refuse_bomb(file, max(declared, sum(pages)) + records * len(names), max(pages, default=0))
        try:
            _refuse_odd_columns(parquet, file)
            plan = layout(names, feed, mapping) if names or records else None
        except FileRefused as refusal:
            refusal.records = records
            raise
    return ParquetSource(
        feed=feed,
        mapping=mapping,
        encoding="parquet",
        sha256=file.sha256(),
        size=file.size,
        records=records,
        flags=file_flags(records, plan),
        file=file,
        names=names,
        layout=plan,
    )


@contextmanager
def _opened(file: FeedFile) -> Iterator[tuple[pq.ParquetFile, pa.NativeFile]]:
    """Give the file to be read, text columns as distinct values, and its bytes.

    Raises FileRefused: UNREADABLE, ARCHIVE_UNSAFE.
    """
    packed = file.whole(GZIPPED_BYTES) if file.gzipped else None
    options = {"buffer_size": _READ_BYTES, "pre_buffer": False, "page_checksum_verification": True}
    try:
        source = pa.BufferReader(packed) if packed is not None else pa.OSFile(str(file.path))
        schema = pq.ParquetFile(source).schema_arrow
        coded = [field.name for field in schema if _is(_storage(field.type), _TEXTS)]
        parquet = pq.ParquetFile(source, read_dictionary=coded, **options)
    except _ERRORS as error:
        raise _damaged(file) from error
    with source:
        yield parquet, source


def _damaged(file: FeedFile) -> FileRefused:
    """Return the refusal of a file that cannot be read."""
    return FileRefused(
        "UNREADABLE",
        f"{file.path.name} is damaged, encrypted or half-written, or packed in a way that is not read; write it again "
        "as plain Parquet (snappy, zstd or gzip), or as CSV.",
    )


def _refuse_bomb(file: FeedFile, size: int, page: int = 0) -> None:
    """Refuse a file that would be so large as text, or with so large a page, that it was made to fill disk or memory."""
    if page > PAGE_BYTES or (size > GZIP_FREE_BYTES and size > GZIP_RATIO * file.size):
        raise FileRefused(
            "ARCHIVE_UNSAFE",
            f"{file.path.name} grows more than {GZIP_RATIO} times when it is read, or by {PAGE_BYTES >> 20} MiB at once, "
            "which no table does; send it as CSV.",
        )


def _refuse_odd_columns(parquet: pq.ParquetFile, file: FeedFile) -> None:
    """Refuse columns whose cells are no single values, or times that do not tell what they are."""
    for field in parquet.schema_arrow:
        kind = _storage(field.type)
        if not _is(kind, (*_PLAIN, *_TEXTS)):
            raise FileRefused(
                "COLUMN_TYPE",
                f"The column {field.name!r} of {file.path.name} holds {field.type}, which is no single plain value a "
                "row; write it as plain columns (text, numbers, dates, timestamps), or leave it out.",
            )
    for number in range(len(parquet.schema)):
        column = parquet.schema.column(number)
        kind = json.loads(column.logical_type.to_json())
        if column.physical_type.casefold() == "int96" or (
            kind["Type"] == "Timestamp" and kind["is_from_converted_type"]
        ):
            raise FileRefused(
                "COLUMN_TYPE",
                f"The column {column.name!r} of {file.path.name} holds times of an old form that does not say whether "
                "they are local or UTC; write it as TIMESTAMP with isAdjustedToUTC, or as text.",
            )


def _storage(kind: pa.DataType) -> pa.DataType:
    """Return the plain type of the values of a column."""
    if isinstance(kind, pa.BaseExtensionType):
        return _storage(kind.storage_type)
    return _storage(kind.value_type) if kinds.is_dictionary(kind) else kind


def _is(kind: pa.DataType, among: Sequence[object]) -> bool:
    """Return whether one of the questions is answered with yes."""
    return any(question(kind) for question in among if callable(question))


def _cells(parquet: pq.ParquetFile, file: FeedFile) -> Iterator[_Cells]:
    """Yield the rows as text, some at a time.

    Raises FileRefused: UNREADABLE; ARCHIVE_UNSAFE, LINE_TOO_LONG if distinct values were repeated beyond measure.
    """
    width = max(len(parquet.schema_arrow), 1)
    batches = parquet.iter_batches(min(max(_CELLS // width, 1024), _ROWS))
    first, done = 1, 0
    while (batch := _next(batches, file)) is not None:
        sizes = _sizes(batch)
        if int(sizes.max(initial=0)) > RECORD_BYTES:
            raise FileRefused(
                "LINE_TOO_LONG", f"A row of {file.path.name} is longer than {RECORD_BYTES >> 20} MiB; no record is."
            )
        done += int(sizes.sum())
        _refuse_bomb(file, done)
        ends = np.cumsum(sizes)
        cuts = np.searchsorted(ends, np.arange(CHUNK_BYTES, int(sizes.sum()), CHUNK_BYTES)).tolist()
        for at, to in pairwise([0, *cuts, batch.num_rows]):
            if to > at:
                yield _as_text(batch.slice(at, to - at), first + at)
        first += batch.num_rows


def _next(batches: Iterator[pa.RecordBatch], file: FeedFile) -> pa.RecordBatch | None:
    """Return the next rows; None after the last."""
    try:
        batch = next(batches, None)
    except _ERRORS as error:
        raise _damaged(file) from error
    for column in batch.columns if batch is not None else ():
        if kinds.is_dictionary(column.type):
            span = pc.min_max(column.indices).as_py()  # Arrow reads damaged codes without looking
            if span["max"] is not None and not 0 <= span["min"] <= span["max"] < len(column.dictionary):
                raise _damaged(file)
    return batch


def _sizes(batch: pa.RecordBatch) -> NDArray[np.int64]:
    """Return how many bytes each row takes as text, at the least."""
    sizes = np.full(batch.num_rows, batch.num_columns, np.int64)
    for column in batch.columns:
        if kinds.is_dictionary(column.type):
            lengths = np.append(_filled(pc.binary_length(_binary(column.dictionary))), 0)
            sizes += lengths[column.indices.fill_null(-1).to_numpy().astype(np.int64)]
    return sizes


def _filled(numbers: pa.Array) -> NDArray[np.int64]:
    """Return numbers with 0 for null."""
    found: NDArray[np.int64] = numbers.cast(pa.int64()).fill_null(0).to_numpy()
    return found


def _as_text(batch: pa.RecordBatch, first: int) -> _Cells:
    """Return rows as text."""
    broken = np.zeros(batch.num_rows, np.bool_)
    made, numeric = {}, []
    for at, column in enumerate(batch.columns):
        made[f"c{at}"], bad = _texts(column)
        broken |= bad
        numeric.append(_is(_storage(column.type), _NUMBERS))
    return _Cells(first, pa.table(made), numeric, broken)


def _texts(column: pa.Array) -> tuple[pa.Array, NDArray[np.bool_]]:
    """Return a column as text with null for empty cells, and which rows are not UTF-8."""
    if isinstance(column, pa.ExtensionArray):
        return _texts(column.storage)
    if not _is(_storage(column.type), _TEXTS):
        plain = column.dictionary_decode() if kinds.is_dictionary(column.type) else column
        return _written(plain), np.zeros(len(column), np.bool_)
    coded = column if kinds.is_dictionary(column.type) else column.dictionary_encode()
    values, bad = _decoded(_binary(coded.dictionary))
    values = pc.if_else(pc.equal(values, ""), pa.scalar(None, pa.string()), values)
    return values.take(coded.indices), np.append(bad, False)[coded.indices.fill_null(-1).to_numpy().astype(np.int64)]


def _binary(values: pa.Array) -> pa.Array:
    """Return texts or bytes as bytes."""
    return values.cast(pa.binary())


def _decoded(values: pa.Array) -> tuple[pa.Array, NDArray[np.bool_]]:
    """Return bytes as text, and which are not UTF-8 (they are written with backslashes)."""
    try:
        return values.cast(pa.string()), np.zeros(len(values), np.bool_)
    except pa.ArrowInvalid:
        told = [(value or b"").decode("utf-8", "backslashreplace") for value in values.to_pylist()]
        bad = [text.encode() != (value or b"") for value, text in zip(values.to_pylist(), told, strict=True)]
        return pa.array(told, pa.string()), np.array(bad, np.bool_)


def _written(column: pa.Array) -> pa.Array:
    """Return numbers, truth values, dates and times as a CSV would hold them."""
    kind = column.type
    if kinds.is_floating(kind):
        column = pc.if_else(pc.is_nan(column), pa.scalar(None, kind), column)
    if kinds.is_timestamp(kind):
        column = column.view(pa.timestamp(kind.unit))
    texts = column.cast(pa.string())
    if kinds.is_time(kind) or kinds.is_timestamp(kind):
        texts = pc.replace_substring_regex(texts, pattern=r"\.0+$", replacement="")
    if kinds.is_timestamp(kind) and kind.tz is not None:
        texts = pc.binary_join_element_wise(pc.replace_substring(texts, " ", "T", max_replacements=1), "Z", "")
    return texts


def _numeric(cells: _Cells, at: int, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which of some rows hold a number in a column."""
    if not cells.numeric[at]:
        return np.zeros(rows.size, np.bool_)
    found: NDArray[np.bool_] = cells.texts.column(at).is_valid().to_numpy()[rows]
    return found


def _json(cell: str | None, number: bool) -> str:
    """Return a cell as JSON writes it."""
    if cell is None:
        return "null"
    return cell if number and _JSON_NUMBER.fullmatch(cell) else json.dumps(cell, ensure_ascii=False)

r"""Reading NDJSON: one flat JSON object a line, its keys the columns, walked once from end to end before a row is used.

Keys may come in any order and in later lines only; the columns are the union of all. Numbers keep the digits that were
written and are told apart from text, since an identifier that was a number may have been rounded on its way. A line
that is no flat object is refused alone, and the rest of the file goes on.
"""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.errors import FileRefused
from graph.intake import encodings, jsonscan
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
from graph.intake.files import FeedFile
from graph.intake.headers import WIDEST, Layout, layout, normal
from graph.intake.jsonscan import Members, gathered
from graph.intake.mapping import Mapping
from graph.intake.scan import RECORD_BYTES
from graph.model.feeds import Feed

_CHUNK_BYTES = 8 * 1024 * 1024
#: Cells (empty ones too) and rows at once; bounds the memory of files with short lines or many keys.
_CELLS, _ROWS = 4_000_000, 131_072
_BLANKS = b" \t\r"
_RECORD = re.compile(rb"[^ \t\r\n][^\n]*")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_STATES = {jsonscan.BROKEN: "NOT_JSON", jsonscan.NESTED: "NESTED_VALUE", jsonscan.WIDE: "RAGGED"}


@dataclass(slots=True)
class _Tally:
    """The number of lines that are not blank, counted from the bytes alone as they pass."""

    records: int = 0
    _inside: bool = False
    """True within a line that was counted."""

    def add(self, chunk: bytes) -> bytes:
        """Count what begins in the chunk, and return the chunk."""
        own = chunk
        if self._inside:
            _, end, own = chunk.partition(b"\n")
            if not end:
                return chunk
        self.records += len(_RECORD.findall(own))
        self._inside = bool(own[own.rfind(b"\n") + 1 :].strip(_BLANKS))
        return chunk


@dataclass(frozen=True, slots=True)
class _Lines:
    """Some neighbouring lines of a file that are not blank; `starts` and `stops` within `data`, without line ends."""

    data: NDArray[np.uint8]
    starts: NDArray[np.int64]
    stops: NDArray[np.int64]
    number: NDArray[np.int64]
    offset: int
    """Where the data begins in the unpacked file."""
    last: bool
    """True if the file ends here without a line end."""

    def bytes_of(self, row: int) -> bytes:
        """Return a line without its end."""
        return self.data[self.starts[row] : self.stops[row]].tobytes()

    def part(self, at: int, rows: int) -> "_Lines":
        """Return so many of the lines from that one on."""
        here = slice(at, at + rows)
        last = self.last and at + rows >= self.starts.size
        return _Lines(self.data, self.starts[here], self.stops[here], self.number[here], self.offset, last)

    def undecodable(self) -> NDArray[np.object_]:
        """Return ENCODING for each line that is not UTF-8, TRUNCATED if the file ends within a character; else ""."""
        reasons = np.full(self.starts.size, "", dtype=object)
        try:
            self.data[self.starts[0] : self.stops[-1]].tobytes().decode("utf-8")
        except UnicodeDecodeError:
            for row in range(self.starts.size):
                try:
                    self.bytes_of(row).decode("utf-8")
                except UnicodeDecodeError as error:
                    cut = self.last and row == self.starts.size - 1 and error.reason == "unexpected end of data"
                    reasons[row] = "TRUNCATED" if cut else "ENCODING"
        return reasons


@dataclass(frozen=True, slots=True)
class _Objects:
    """What some lines are: a reason for each, "" for flat objects, and the members of these."""

    reasons: NDArray[np.object_]
    flat: NDArray[np.int64]
    """The lines that are flat objects; `members.row` counts among them."""
    members: Members
    names: list[str]
    """The distinct keys."""
    name: NDArray[np.int64]
    """Each member's key, as a position in `names`."""

    @classmethod
    def of(cls, lines: _Lines) -> "_Objects":
        """Return what the lines are."""
        reasons = lines.undecodable()
        sound = np.flatnonzero(reasons == "")
        status, found = jsonscan.members(lines.data, lines.starts[sound], lines.stops[sound], WIDEST)
        for state, reason in _STATES.items():
            reasons[sound[status == state]] = reason
        for row in np.flatnonzero(reasons == "NOT_JSON"):
            if _CONTROL.search(lines.bytes_of(int(row))):
                reasons[row] = "CONTROL_BYTES"
        flat = np.flatnonzero(status == jsonscan.FLAT)
        offsets, written = gathered(lines.data, found.key, found.key_length)
        buffers = [None, pa.py_buffer(offsets), pa.py_buffer(written)]
        keys = pa.Array.from_buffers(pa.string(), found.key.size, buffers).dictionary_encode()
        names = _unescaped(keys.dictionary.to_pylist())
        found = Members(np.searchsorted(flat, found.row), *(getattr(found, n) for n in Members.__slots__[1:]))
        return cls(reasons, sound[flat], found, names, keys.indices.to_numpy())


@dataclass(kw_only=True)
class NdjsonSource(Source):
    """An NDJSON file, gzipped or not; its columns are its distinct keys in the order of their first appearance."""

    file: FeedFile
    layout: Layout | None
    positions: dict[str, int] = field(repr=False)
    """The column of each key, by its normal form."""

    def blocks(self) -> Iterator[Block]:
        """Yield the good records, block by block."""
        seen, tally = 0, _Tally()
        at_once = min(max(_CELLS // max(len(self.positions), 1), 1024), _ROWS)
        for lines in _lines(self.file, tally):
            for at in range(0, lines.starts.size, at_once):
                part = lines.part(at, at_once)
                seen += part.starts.size
                yield self._block(part)
        if tally.records != self.records or self.file.path.stat().st_size != self.size:
            raise file_changed(self.records)
        if seen != self.records:
            raise FileRefused(
                "PARSER_DISAGREES",
                f"{seen} of the {self.records} records that were counted were found, so nothing of the file is used; "
                "please report it with invented values.",
                self.records,
            )

    def _block(self, lines: _Lines) -> Block:
        """Return the good rows of some lines; note the others as refused."""
        objects = _Objects.of(lines)
        reasons, plan = objects.reasons, self.layout
        cells, kinds = _cells(lines.data, objects, self.positions)
        if objects.flat.size and plan is not None:
            reasons[objects.flat] = _flaws(cells, kinds, objects, self.positions)
        for row in np.flatnonzero(reasons != ""):
            raw, offset = lines.bytes_of(int(row)), lines.offset + int(lines.starts[row])
            self.refused.append(RefusedRow(int(lines.number[row]), offset, str(reasons[row]), raw))
        kept = np.flatnonzero(reasons == "")
        if not kept.size or plan is None:
            return no_rows(self.feed)
        good = np.searchsorted(objects.flat, kept)
        cells = cells if good.size == objects.flat.size else cells.take(pa.array(good))
        places = {name: plan.position(name) for name in (*plan.plain, *plan.ruled)}
        numbers = (jsonscan.NUMBER, jsonscan.ODD_NUMBER)
        return Block(
            columns=our_columns(cells, plan, self.mapping),
            numeric={name: np.isin(kinds[at], numbers)[good] for name, at in places.items() if at is not None},
            notes=noted_columns(cells, plan),
            line=lines.number[kept],
            offset=lines.offset + lines.starts[kept],
            length=lines.stops[kept] - lines.starts[kept],
            raw=lambda row: lines.bytes_of(int(kept[row])),
        )


def open_ndjson(file: FeedFile, feed: Feed, mapping: Mapping | None) -> NdjsonSource:
    """Return an NDJSON file ready to be read, after one walk through all of it.

    Raises FileRefused: for its encoding, its line lengths, its columns, or because it is one document.
    """
    _refuse_wide_characters(file)
    tally, headers, positions = _Tally(), list[str](), dict[str, int]()
    bad, first, flat = 0, "", 0
    for lines in _lines(file, tally):
        objects = _Objects.of(lines)
        first = first or _opening(lines, objects)
        flat += objects.flat.size
        bad += int(np.isin(objects.reasons, ("ENCODING", "TRUNCATED")).sum())
        for name in objects.names[: WIDEST + 1]:
            if len(headers) <= WIDEST and positions.setdefault(normal(name), len(headers)) == len(headers):
                headers.append(name)
    try:
        if bad * 2 > tally.records + 1:
            raise _not_utf8(file)
        _refuse_document(file, first, flat)
        plan = layout(headers, feed, mapping) if flat else None
    except FileRefused as refusal:
        refusal.records = tally.records
        raise
    return NdjsonSource(
        feed=feed,
        mapping=mapping,
        encoding="utf-8",
        sha256=file.sha256(),
        size=file.size,
        records=tally.records,
        flags=file_flags(tally.records, plan),
        file=file,
        layout=plan,
        positions=positions,
    )


def _lines(file: FeedFile, tally: _Tally) -> Iterator[_Lines]:
    """Yield the lines that are not blank, some at a time; the tally counts them before they are told apart.

    Raises FileRefused: LINE_TOO_LONG.
    """
    offset = encodings.mark_length(file.head(), "utf-8")
    number, carry = 1, b""
    chunks = encodings.without_mark(file.chunks(_CHUNK_BYTES), "utf-8", offset)
    for chunk in chain(map(tally.add, chunks), [None]):
        data = carry if chunk is None else carry + chunk
        whole = len(data) if chunk is None else data.rfind(b"\n") + 1
        found = _split(data[:whole], number, offset, last=chunk is None)
        longest = max(int((found.stops - found.starts).max(initial=0)), len(data) - whole)
        if longest > RECORD_BYTES:
            raise FileRefused(
                "LINE_TOO_LONG",
                f"A line after line {number} is longer than {RECORD_BYTES >> 20} MiB, which no record is; check how "
                "the file was written and whether its line ends were lost.",
            )
        if found.starts.size:
            yield found
        number, offset, carry = number + data.count(b"\n", 0, whole), offset + whole, data[whole:]


def _split(data: bytes, number: int, offset: int, *, last: bool) -> _Lines:
    """Return the lines of some data that are not blank; the first of all is line `number` of the file."""
    view = np.frombuffer(data, np.uint8)
    ends = np.flatnonzero(view == ord("\n"))
    starts, stops = np.append(0, ends + 1), np.append(ends, view.size)
    if not view.size or starts[-1] == view.size:
        starts, stops = starts[:-1], stops[:-1]
    solid = ~np.isin(view, np.frombuffer(_BLANKS + b"\n", np.uint8))
    filled = np.flatnonzero(np.logical_or.reduceat(solid, starts)) if starts.size else starts
    return _Lines(view, starts[filled], stops[filled], number + filled, offset, last)


def _opening(lines: _Lines, objects: _Objects) -> str:
    """Return how the file begins: `object`, `array` (over several lines), `broken` (an object that is not flat) or `other`."""
    if objects.flat[:1].tolist() == [0]:
        return "object"
    line = lines.bytes_of(0).strip(_BLANKS)
    if line == b"[" or (line.startswith(b"[") and line.endswith(b",")):
        return "array"
    return "broken" if line.startswith(b"{") else "other"


def _refuse_document(file: FeedFile, first: str, flat: int) -> None:
    """Refuse a file that is one JSON document, or that holds no object a line at all."""
    alone = file.path.name.casefold().removesuffix(".gz").endswith(".json") and first not in {"object", ""}
    if alone or first == "array" or (first == "other" and not flat):
        raise FileRefused(
            "NOT_THE_FORMAT",
            f"{file.path.name} does not hold one JSON object a line, each with plain values; write every record as "
            "an object on a line of its own (NDJSON), or export the table as CSV.",
        )


def _refuse_wide_characters(file: FeedFile) -> None:
    """Refuse UTF-16 and UTF-32, with or without a mark."""
    head = file.head()[:4096]
    if head[:2] in encodings.UTF16_MARKS or head.count(0) * 10 > len(head):
        raise _not_utf8(file)


def _not_utf8(file: FeedFile) -> FileRefused:
    """Return the refusal of a file that is in another encoding."""
    return FileRefused("UNKNOWN_ENCODING", f"{file.path.name} is not UTF-8, which JSON has to be; save it as UTF-8.")


def _cells(
    data: NDArray[np.uint8], objects: _Objects, positions: dict[str, int]
) -> tuple[pa.Table, list[NDArray[np.int64]]]:
    """Return the flat objects' values as text, one column a key, and for each column what its values were.

    Of a key that stands twice the last value is taken; `_flaws` refuses such rows.
    """
    found, rows, width = objects.members, objects.flat.size, len(positions)
    column = _columns(objects, positions)
    order = np.argsort(column, kind="stable")
    bounds = np.searchsorted(column[order], np.arange(width + 1))
    made, kinds = {}, []
    for at in range(width):
        here = order[bounds[at] : bounds[at + 1]]
        start, length = np.zeros((2, rows), np.int64)
        kind = np.full(rows, jsonscan.NULL)
        start[found.row[here]], kind[found.row[here]] = found.value[here], found.kind[here]
        length[found.row[here]] = found.value_length[here]
        length[kind == jsonscan.NULL] = 0
        made[f"c{at}"] = _texts(data, start, length, kind)
        kinds.append(kind)
    return pa.table(made), kinds


def _columns(objects: _Objects, positions: dict[str, int]) -> NDArray[np.int64]:
    """Return each member's column."""
    by_name = np.array([positions[normal(name)] for name in objects.names], np.int64)
    return by_name[objects.name]


def _texts(
    data: NDArray[np.uint8], start: NDArray[np.int64], length: NDArray[np.int64], kind: NDArray[np.int64]
) -> pa.Array:
    """Return values as text, null where there is none, escapes resolved."""
    offsets, written = gathered(data, start, length)
    valid = np.packbits(length > 0, bitorder="little")
    texts = pa.Array.from_buffers(pa.string(), start.size, [pa.py_buffer(b) for b in (valid, offsets, written)])
    escaped = kind == jsonscan.ESCAPED
    if not escaped.any():
        return texts
    mask = pa.array(escaped)
    return pc.replace_with_mask(texts, mask, pa.array(_unescaped(texts.filter(mask).to_pylist()), pa.string()))


def _unescaped(texts: list[str]) -> list[str]:
    """Return what JSON strings say, given without their quotes; all are well-formed."""
    told: list[str] = json.loads('["' + '","'.join(texts) + '"]') if texts else []
    return told


def _flaws(
    cells: pa.Table, kinds: list[NDArray[np.int64]], objects: _Objects, positions: dict[str, int]
) -> NDArray[np.object_]:
    """Return why each flat object is refused, "" if it is not."""
    reasons = cell_flaws(cells)
    for at, kind in enumerate(kinds):
        for row in np.flatnonzero((kind == jsonscan.ODD_NUMBER) & (reasons == "")):
            if math.isinf(float(cells.column(at)[int(row)].as_py())):
                reasons[row] = "NUMBER_TOO_LARGE"
    place = np.sort(objects.members.row * len(positions) + _columns(objects, positions))
    reasons[place[1:][place[1:] == place[:-1]] // max(len(positions), 1)] = "DUPLICATE_KEY"
    return reasons

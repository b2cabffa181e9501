r"""Where each record of a delimited file begins and ends: a counter that owes nothing to the parser it checks.

The idea: one walk over the bytes by RFC 4180's rules (a quote opens only at the start of a field, `""` inside quotes is
one quote, LF, CR and CRLF end a record outside quotes). For each record it notes where it stands, on which line, how
many fields it has, and what is wrong with its bytes. Blank lines are no records. The file passes through in chunks; a
record that a chunk cuts is carried over to the next one, so memory stays bounded whatever the file's size.
"""

# ruff: noqa: ANN001, ANN202, PLR1714, SIM109, SIM110 (numba compiles plain loops and comparisons, and infers the types)

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from graph.errors import FileRefused

#: A longer value is no value; Python's own reader stops at the same length.
FIELD_CHARACTERS = 131_072
#: A longer record is no record: it would have to be held in memory whole.
RECORD_BYTES = 16 * 1024 * 1024
#: So many records are handed on at once; bounds the memory of files with very short lines.
RECORDS_AT_ONCE = 262_144

CONTROL = 1  # a control character other than TAB, CR, LF
BAD_BYTES = 2  # bytes that the encoding does not know
LONG_FIELD = 4
BROKEN_QUOTE = 8  # text after a closing quote
MANY_LINES = 16  # line ends inside quotes
NON_ASCII = 32
WIDE = 64  # a character of three or four bytes: Chinese, if it is UTF-8
CUT = 128  # the file ends within a character
COMMENT = 256
OPEN_QUOTE = 512

_FIELD_START, _PLAIN, _QUOTED, _AFTER_QUOTE = 0, 1, 2, 3
_QUOTE, _LF, _CR, _TAB, _SPACE, _DEL = 0x22, 0x0A, 0x0D, 0x09, 0x20, 0x7F


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a delimited file is written: its delimiter and comment mark in the file's own bytes, and its encoding."""

    delimiter: bytes = b","
    comment: int = -1
    """The byte that begins a line which is no record; -1: there is none."""
    gb18030: bool = False
    utf16: bool = False
    """True: the bytes given are UTF-8 made from UTF-16, and offsets are counted as in the file."""


@dataclass(frozen=True, slots=True)
class Records:
    """Some neighbouring records of a file: `start` and `length` within `data`; `offset` and `size` within the file."""

    data: NDArray[np.uint8]
    start: NDArray[np.int64]
    length: NDArray[np.int64]
    line: NDArray[np.int64]
    fields: NDArray[np.int64]
    filled: NDArray[np.int64]
    """How many fields hold something other than blanks."""
    flags: NDArray[np.int64]
    offset: NDArray[np.int64]
    size: NDArray[np.int64]

    def bytes_of(self, row: int) -> bytes:
        """Return a record's bytes, without its line end."""
        begin = int(self.start[row])
        return self.data[begin : begin + int(self.length[row])].tobytes()


def records(
    chunks: Iterable[bytes], dialect: Dialect, *, line: int = 1, offset: int = 0, seen: int = 0
) -> Iterator[Records]:
    """Yield the records of a file, some at a time; `line` and `offset` say where the first chunk stands in it.

    Raises FileRefused: UNCLOSED_QUOTE (its `records` are those whose start could be seen) or LINE_TOO_LONG.
    """
    delimiter = np.frombuffer(dialect.delimiter, dtype=np.uint8)
    carry = b""
    for chunk, last in _with_last(chunks):
        data = np.frombuffer(carry + chunk, dtype=np.uint8)
        at = 0
        while True:
            room = min(RECORDS_AT_ONCE, data.size - at + 1)
            table = np.empty((6, room), dtype=np.int64)
            count, after, lines, state = _walk(
                data, at, last, delimiter, dialect.comment, dialect.gb18030, RECORD_BYTES, table
            )
            found, line = _found(data, table[:, :count], line, offset, dialect, (at, after)), line + lines
            seen += count
            offset += _width(data[at:after], dialect)
            _refuse_untrusted(found, state, line, seen)
            if count:
                yield found
            at = after
            if count < room:
                break
        carry = data[at:].tobytes()


def first_record(data: bytes, dialect: Dialect, *, whole: bool) -> tuple[int, int, int, int, int] | None:
    """Return the first record's start, end, the next one's start, the lines up to there, its flags; None if none.

    Raises FileRefused: LINE_TOO_LONG or UNCLOSED_QUOTE if it does not end within the data (`whole`: no more follow).
    """
    view = np.frombuffer(data, dtype=np.uint8)
    delimiter = np.frombuffer(dialect.delimiter, dtype=np.uint8)
    table = np.empty((6, 1), dtype=np.int64)
    limit = len(data) - 1 if not whole else RECORD_BYTES
    count, after, lines, state = _walk(view, 0, whole, delimiter, dialect.comment, dialect.gb18030, limit, table)
    found = _found(view, table[:, :count], 1, 0, dialect, (0, after))
    _refuse_untrusted(found, state, lines + 1, 0)
    if not count:
        return None
    start, length, flags = int(found.start[0]), int(found.length[0]), int(found.flags[0])
    return start, start + length, after, lines, flags


def _with_last(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Yield each chunk and whether it is the last."""
    held: bytes | None = None
    for chunk in chunks:
        if held is not None:
            yield held, False
        held = chunk
    yield held or b"", True


def _found(
    data: NDArray[np.uint8], table: NDArray[np.int64], line: int, offset: int, dialect: Dialect, part: tuple[int, int]
) -> Records:
    """Return the walk's table as records; lines and offsets are counted from the start of the file."""
    start, length, at_line, fields, filled, flags = table
    at, after = part
    if dialect.utf16:
        widths = _utf16_bytes(data[at:after])
        before = np.concatenate(([0], np.cumsum(widths)))
        place = before[start - at]
        size = before[start - at + length] - place
    else:
        place, size = start - at, length
    return Records(data, start, length, at_line + line, fields, filled, flags, place + offset, size)


def _utf16_bytes(utf8: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return for each byte of UTF-8 how many bytes of UTF-16 begin with it."""
    return np.where((utf8 & 0xC0) == 0x80, 0, np.where(utf8 >= 0xF0, 4, 2)).astype(np.int64)


def _width(part: NDArray[np.uint8], dialect: Dialect) -> int:
    """Return how many bytes of the file a part of the data stands for."""
    return int(_utf16_bytes(part).sum()) if dialect.utf16 else int(part.size)


def _refuse_untrusted(found: Records, state: int, line: int, seen: int) -> None:
    """Raise FileRefused where nobody can say where records begin and end."""
    broken = (found.flags & BROKEN_QUOTE != 0) & (found.flags & MANY_LINES != 0)
    open_at = int(found.line[np.argmax(broken)]) if broken.any() else line
    if broken.any() or state & OPEN_QUOTE:
        # A whole record was counted where the quote closes within a later line; otherwise its start alone was seen.
        count = seen - int(found.line.size) + int(np.argmax(broken)) + 1 if broken.any() else seen + 1
        raise FileRefused(
            "UNCLOSED_QUOTE",
            f"A quote that opens in the record on line {open_at} is not closed there, so the records after it cannot "
            "be told apart; close or remove that quote and send the file again.",
            count,
        )
    if state & LONG_FIELD:
        raise FileRefused(
            "LINE_TOO_LONG",
            f"Line {line} is longer than {RECORD_BYTES // 1024 // 1024} MiB, which no record is; check how the file "
            "was written and whether its line ends were lost.",
        )


@njit(cache=True, nogil=True)
def _walk(data, at, last, delimiter, comment, gb18030, longest, table):  # type: ignore[no-untyped-def]
    """Fill `table` with the records from `at` on; return their number, where the rest begins, lines passed, state."""
    count, lines, state = 0, 0, 0
    size, room = data.size, table.shape[1]
    while at < size and count < room:
        stop, after, inner, fields, filled, flags = _record(data, at, last, delimiter, comment, gb18030)
        too_long = (stop if after >= 0 else size) - at > longest
        if after < 0 or (last and flags & OPEN_QUOTE):
            if flags & OPEN_QUOTE and (last or too_long):
                state = OPEN_QUOTE
            elif too_long:
                state = LONG_FIELD
            break
        if too_long:
            state = LONG_FIELD
            break
        if stop > at and not flags & COMMENT:
            table[0, count], table[1, count], table[2, count] = at, stop - at, lines
            table[3, count], table[4, count], table[5, count] = fields, filled, flags
            count += 1
        lines += inner + 1
        at = after
    return count, at, lines, state


@njit(cache=True, nogil=True)
def _record(data, i, last, delimiter, comment, gb18030):  # type: ignore[no-untyped-def]
    """Walk one record; return its end, the next one's start (-1: cut off), inner lines, fields, filled ones, flags."""
    size, short = data.size, delimiter.size == 1
    state, fields, filled, has, characters, inner, flags = _FIELD_START, 1, 0, 0, 0, 0, 0
    comment_line = comment >= 0 and data[i] == comment
    if comment_line:
        state, flags = _PLAIN, COMMENT
    while i < size:
        c, step = data[i], 1
        if c >= 0x80:
            step = _gb18030_width(data, i) if gb18030 else _utf8_width(data, i)
            if step == 0 and not last:
                return size, -1, inner, fields, filled, flags | (OPEN_QUOTE if state == _QUOTED else 0)
            flags |= NON_ASCII | (WIDE if step >= 3 else 0) | (BAD_BYTES if step < 0 else CUT if step == 0 else 0)
            step = size - i if step == 0 else 1 if step < 0 else step
        elif state != _QUOTED and (c == _LF or c == _CR):
            break
        elif c < _SPACE or c == _DEL:
            if c == _LF or (c == _CR and not (i + 1 < size and data[i + 1] == _LF)):
                inner += 1
                flags |= MANY_LINES
            elif c != _TAB and c != _CR:
                flags |= CONTROL
        if state != _QUOTED and not comment_line and (c == delimiter[0] if short else _is_at(data, i, delimiter)):
            flags |= LONG_FIELD if characters > FIELD_CHARACTERS else 0
            filled, fields, state, has, characters = filled + has, fields + 1, _FIELD_START, 0, 0
            i += delimiter.size
            continue
        i += step
        if c == _QUOTE and state != _PLAIN:
            has |= state == _AFTER_QUOTE
            state = _AFTER_QUOTE if state == _QUOTED else _QUOTED
            continue
        characters += 1
        has |= c > _SPACE
        flags |= BROKEN_QUOTE if state == _AFTER_QUOTE else 0
        state = _QUOTED if state == _QUOTED else _PLAIN
    flags |= LONG_FIELD if characters > FIELD_CHARACTERS else 0
    flags |= OPEN_QUOTE if state == _QUOTED else 0
    if i >= size:
        return size, size if last else -1, inner, fields, filled + has, flags
    if data[i] == _CR and i + 1 >= size and not last:
        return size, -1, inner, fields, filled, flags
    after = i + 2 if data[i] == _CR and i + 1 < size and data[i + 1] == _LF else i + 1
    return i, after, inner, fields, filled + has, flags


@njit(cache=True, nogil=True)
def _is_at(data, i, text):  # type: ignore[no-untyped-def]
    """Return whether `text` stands at position i."""
    if i + text.size > data.size:
        return False
    for k in range(text.size):
        if data[i + k] != text[k]:
            return False
    return True


@njit(cache=True, nogil=True)
def _utf8_width(data, i):  # type: ignore[no-untyped-def]
    """Return the bytes of the UTF-8 character at i; 0: the data end within it; -1: no such character (RFC 3629)."""
    c = data[i]
    if c < 0xC2 or c > 0xF4:
        return -1
    need = 1 if c < 0xE0 else 2 if c < 0xF0 else 3
    low = 0xA0 if c == 0xE0 else 0x90 if c == 0xF0 else 0x80
    high = 0x9F if c == 0xED else 0x8F if c == 0xF4 else 0xBF
    for k in range(1, need + 1):
        if i + k >= data.size:
            return 0
        if data[i + k] < low or data[i + k] > high:
            return -1
        low, high = 0x80, 0xBF
    return need + 1


@njit(cache=True, nogil=True)
def _gb18030_width(data, i):  # type: ignore[no-untyped-def]
    """Return the bytes of the GB18030 character at i; 0: the data end within it; -1: no such character."""
    if data[i] in (0x80, 0xFF):
        return -1
    if i + 1 >= data.size:
        return 0
    second = data[i + 1]
    if 0x40 <= second <= 0xFE and second != _DEL:
        return 2
    if not 0x30 <= second <= 0x39:
        return -1
    if i + 3 >= data.size:
        return 0
    return 4 if 0x81 <= data[i + 2] <= 0xFE and 0x30 <= data[i + 3] <= 0x39 else -1


def reads_as_utf8(found: Records) -> NDArray[np.bool_]:
    """Return for each record whether its bytes are UTF-8 with characters of three bytes or more, as Chinese has."""
    return np.asarray(_reads_as_utf8(found.data, found.start, found.length), dtype=np.bool_)


@njit(cache=True, nogil=True)
def _reads_as_utf8(data, start, length):  # type: ignore[no-untyped-def]
    """Return for each record whether it is valid UTF-8 with a wide character."""
    yes = np.zeros(start.size, dtype=np.bool_)
    for row in range(start.size):
        i, end, valid, wide = start[row], start[row] + length[row], True, False
        while valid and i < end:
            step = 1 if data[i] < 0x80 else _utf8_width(data, i)
            valid, wide = step > 0 and i + step <= end, wide or step >= 3
            i += step
        yes[row] = valid and wide
    return yes


def joined(found: Records, keep: NDArray[np.bool_], delimiter: bytes, written: int) -> NDArray[np.uint8]:
    """Return the kept records one a line, as bytes for a parser; `written` replaces a delimiter of several bytes."""
    start, length = found.start[keep], found.length[keep]
    out = np.empty(int(length.sum()) + length.size, dtype=np.uint8)
    if len(delimiter) == 1:
        _copy(found.data, start, length, out)
        return out
    size = _copy_delimited(found.data, start, length, np.frombuffer(delimiter, dtype=np.uint8), written, out)
    return out[:size]


@njit(cache=True, nogil=True)
def _copy(data, start, length, out):  # type: ignore[no-untyped-def]
    """Copy records one after the other, each closed by a line feed."""
    at = 0
    for row in range(start.size):
        out[at : at + length[row]] = data[start[row] : start[row] + length[row]]
        at += length[row]
        out[at] = _LF
        at += 1


@njit(cache=True, nogil=True)
def _copy_delimited(data, start, length, delimiter, written, out):  # type: ignore[no-untyped-def]
    """Copy records and write one byte for each delimiter outside quotes; return the bytes written."""
    at = 0
    for row in range(start.size):
        i, end, fresh, quoted = start[row], start[row] + length[row], True, False
        while i < end:
            if not quoted and _is_at(data, i, delimiter):
                out[at], fresh = written, True
                i += delimiter.size
            else:
                if data[i] == _QUOTE and (fresh or quoted):
                    quoted = not quoted
                elif not quoted:
                    fresh = False
                out[at] = data[i]
                i += 1
            at += 1
        out[at] = _LF
        at += 1
    return at

"""How large the pages of a Parquet file say they are when unpacked, read from their own headers before anything is.

The footer may claim less than the pages hold, and a reader unpacks a page whole. Pages stand one after the other in
the order in which a reader meets them, so whatever it unpacks was seen here first; where a header cannot be read the
reader cannot go on either. Headers are Thrift structs in the compact protocol (parquet-format, `PageHeader`).
"""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

_USUAL, _LONGEST = 1 << 14, 1 << 24
_STOP, _TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _STRUCT = 0, 1, 2, 3, 7, 8, 9, 10, 12
_INTEGERS = (4, 5, 6)
_UNPACKED, _PACKED = 2, 3


def page_sizes(source: pa.NativeFile, metadata: Any) -> Iterator[int]:
    """Yield the unpacked size in bytes that each page declares; `metadata` is the footer as Arrow reads it."""
    for group in range(metadata.num_row_groups):
        for number in range(metadata.num_columns):
            chunk = metadata.row_group(group).column(number)
            starts = [at for at in (chunk.dictionary_page_offset, chunk.data_page_offset) if at]
            at = min(starts, default=0)
            yield from _of_chunk(source, at, at + chunk.total_compressed_size)


def _of_chunk(source: pa.NativeFile, at: int, end: int) -> Iterator[int]:
    """Yield the unpacked sizes of one column's pages, as far as their headers can be read."""
    while 0 < at < end:
        header = _header(source, at)
        if header is None or not {_UNPACKED, _PACKED} <= set(header[0]):
            return
        fields, length = header
        yield fields[_UNPACKED]
        at += length + max(fields[_PACKED], 0)


def _header(source: pa.NativeFile, at: int) -> tuple[dict[int, int], int] | None:
    """Return the integer fields of the struct that stands there and its length; None if it cannot be read."""
    for size in (_USUAL, _LONGEST):
        source.seek(at)
        try:
            return _struct(source.read(size), 0)
        except IndexError:
            continue
        except (ValueError, RecursionError):
            return None
    return None


def _struct(data: bytes, at: int) -> tuple[dict[int, int], int]:
    """Return the integer fields of a struct, and where it ends; raise IndexError if the data end before."""
    fields: dict[int, int] = {}
    number = 0
    while (kind := data[at] & 0x0F) != _STOP:
        step, at = data[at] >> 4, at + 1
        if step:
            number += step
        else:
            number, at = _integer(data, at)
        if kind in _INTEGERS:
            fields[number], at = _integer(data, at)
        elif kind not in {_TRUE, _FALSE}:
            at = _after(data, at, kind)
    return fields, at + 1


def _after(data: bytes, at: int, kind: int) -> int:
    """Return where a value ends that is not wanted; raise ValueError for a kind that page headers do not have."""
    if kind in _INTEGERS:
        return _integer(data, at)[1]
    if kind in {_TRUE, _FALSE, _BYTE}:
        return at + 1
    if kind == _DOUBLE:
        return at + 8
    if kind == _BINARY:
        length, at = _unsigned(data, at)
        return at + length
    if kind in {_LIST, _SET}:
        count, inner, at = data[at] >> 4, data[at] & 0x0F, at + 1
        if count == 0x0F:
            count, at = _unsigned(data, at)
        for _ in range(count):
            at = _after(data, at, inner)
            if at > len(data):
                raise IndexError
        return at
    if kind == _STRUCT:
        return _struct(data, at)[1]
    raise ValueError(kind)


def _unsigned(data: bytes, at: int) -> tuple[int, int]:
    """Return a number of variable length, and where it ends."""
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        shift, at = shift + 7, at + 1
        if data[at - 1] < 0x80:
            return value, at
        if shift > 63:
            raise ValueError("a number longer than 64 bits")


def _integer(data: bytes, at: int) -> tuple[int, int]:
    """Return a number with its sign (zigzag), and where it ends."""
    value, at = _unsigned(data, at)
    return (value >> 1) ^ -(value & 1), at

r"""Where each member of the objects in an NDJSON file stands: strict JSON (RFC 8259), flat objects only, no recursion.

One walk over the bytes notes for each `"key": value` where both stand. What is no flat object is told apart by why: no
JSON object (also NaN, trailing commas, half a character such as `"\ud800"`), nested, or wider than any feed. The walk
keeps nothing but positions, so neither deep nesting nor long numbers cost memory.
"""

# ruff: noqa: ANN001, ANN202, PLR1714, SIM109, SIM110 (numba compiles plain loops, and infers the types)

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

FLAT, BROKEN, NESTED, WIDE = range(4)
"""What a line is. BROKEN: not one JSON object; NESTED: a value is a list or an object; WIDE: too many members."""

TEXT, ESCAPED, NUMBER, ODD_NUMBER, TRUTH, NULL = range(6)
"""What a value is. ESCAPED: text with a backslash; ODD_NUMBER: with an exponent or very many digits."""

#: Fewer digits are surely within the range of numbers (1.8e308).
_SAFE_DIGITS = 300
#: The shortest member and its comma: `"":0,`.
_SHORTEST = 5

_TAB, _CR, _SPACE, _QUOTE, _BACKSLASH = 0x09, 0x0D, 0x20, 0x22, 0x5C


@dataclass(frozen=True, slots=True)
class Members:
    """The members of the flat objects, in the order of the file; positions are within the data, without quotes."""

    row: NDArray[np.int64]
    """Which of the lines given."""
    key: NDArray[np.int64]
    key_length: NDArray[np.int64]
    value: NDArray[np.int64]
    value_length: NDArray[np.int64]
    kind: NDArray[np.int64]


def members(
    data: NDArray[np.uint8], starts: NDArray[np.int64], stops: NDArray[np.int64], most: int
) -> tuple[NDArray[np.int64], Members]:
    """Return what each line is, and the members of the flat ones; an object of more than `most` is WIDE."""
    status = np.empty(starts.size, np.int64)
    size = int(stops[-1] - starts[0]) if starts.size else 0
    table = np.empty((6, size // _SHORTEST + 2), np.int64)
    count = _walk(data, starts, stops, most, status, table)
    return status, Members(*table[:, :count])


def gathered(
    data: NDArray[np.uint8], start: NDArray[np.int64], length: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
    """Return the pieces of the data one after the other, as Arrow keeps texts: offsets and bytes."""
    offsets = np.zeros(start.size + 1, np.int32)
    np.cumsum(length, out=offsets[1:])
    out = np.empty(int(offsets[-1]), np.uint8)
    _copy(data, start, offsets, out)
    return offsets, out


@njit(cache=True, nogil=True)
def _copy(data, start, offsets, out):  # type: ignore[no-untyped-def]
    """Copy each piece to its place."""
    for i in range(start.size):
        at = start[i]
        for to in range(offsets[i], offsets[i + 1]):
            out[to] = data[at]
            at += 1


@njit(cache=True, nogil=True)
def _walk(data, starts, stops, most, status, table):  # type: ignore[no-untyped-def]
    """Fill `status` and `table`; return the number of members."""
    count = 0
    for row in range(starts.size):
        state, after = _object(data, starts[row], stops[row], row, count, most, table)
        status[row] = state
        count = after if state == FLAT else count
    return count


@njit(cache=True, nogil=True)
def _object(data, at, stop, row, count, most, table):  # type: ignore[no-untyped-def]
    """Return what the line is, and the number of members after it."""
    at = _after_blanks(data, at, stop)
    if at == stop or data[at] != 0x7B:  # {
        return BROKEN, count
    at = _after_blanks(data, at + 1, stop)
    most += count
    if at < stop and data[at] == 0x7D:  # }
        return (FLAT if _after_blanks(data, at + 1, stop) == stop else BROKEN), count
    while at < stop and data[at] == _QUOTE:
        end, _ = _string(data, at + 1, stop)
        if end < 0:
            return BROKEN, count
        key, key_length = at + 1, end - at - 2
        at = _after_blanks(data, end, stop)
        if at == stop or data[at] != 0x3A:  # :
            return BROKEN, count
        at = _after_blanks(data, at + 1, stop)
        if at < stop and (data[at] == 0x7B or data[at] == 0x5B):  # { [
            return NESTED, count
        end, kind = _value(data, at, stop)
        if end < 0:
            return BROKEN, count
        if count == most:
            return WIDE, count
        quoted = 1 if kind == TEXT or kind == ESCAPED else 0
        table[0, count], table[1, count], table[2, count] = row, key, key_length
        table[3, count], table[4, count], table[5, count] = at + quoted, end - at - 2 * quoted, kind
        count += 1
        at = _after_blanks(data, end, stop)
        if at < stop and data[at] == 0x7D:  # }
            return (FLAT if _after_blanks(data, at + 1, stop) == stop else BROKEN), count
        if at == stop or data[at] != 0x2C:  # ,
            return BROKEN, count
        at = _after_blanks(data, at + 1, stop)
    return BROKEN, count


@njit(cache=True, nogil=True)
def _after_blanks(data, at, stop):  # type: ignore[no-untyped-def]
    """Return where JSON's white space ends."""
    while at < stop and (data[at] == _SPACE or data[at] == _TAB or data[at] == _CR):
        at += 1
    return at


@njit(cache=True, nogil=True)
def _value(data, at, stop):  # type: ignore[no-untyped-def]
    """Return where a plain value ends (-1: it is none) and what it is."""
    if at == stop:
        return -1, NULL
    if data[at] == _QUOTE:
        end, escaped = _string(data, at + 1, stop)
        return end, ESCAPED if escaped else TEXT
    if data[at] == 0x74:
        return _word(data, at, stop, b"true"), TRUTH
    if data[at] == 0x66:
        return _word(data, at, stop, b"false"), TRUTH
    if data[at] == 0x6E:
        return _word(data, at, stop, b"null"), NULL
    return _number(data, at, stop)


@njit(cache=True, nogil=True)
def _word(data, at, stop, word):  # type: ignore[no-untyped-def]
    """Return where the word ends that should stand here; -1 if it does not."""
    if stop - at < len(word):
        return -1
    for i in range(len(word)):
        if data[at + i] != word[i]:
            return -1
    return at + len(word)


@njit(cache=True, nogil=True)
def _string(data, at, stop):  # type: ignore[no-untyped-def]
    """Return what follows the string whose first character is here (-1: it is broken), and whether it has escapes."""
    escaped, high = False, False
    while at < stop:
        byte = data[at]
        if high and not (byte == _BACKSLASH and at + 1 < stop and data[at + 1] == 0x75):
            return -1, escaped
        if byte == _QUOTE:
            return at + 1, escaped
        if byte < _SPACE:
            return -1, escaped
        if byte != _BACKSLASH:
            at += 1
            continue
        escaped = True
        if at + 1 == stop:
            return -1, escaped
        if data[at + 1] != 0x75:  # u
            if not _is_escape(data[at + 1]):
                return -1, escaped
            at += 2
            continue
        unit = _unit(data, at + 2, stop)
        low = 0xDC00 <= unit <= 0xDFFF
        if unit < 0 or low != high:
            return -1, escaped
        high = 0xD800 <= unit < 0xDC00
        at += 6
    return -1, escaped


@njit(cache=True, nogil=True)
def _is_escape(byte):  # type: ignore[no-untyped-def]
    r"""Return whether the byte may follow a backslash: one of "\/bfnrt."""
    for known in b'"\\/bfnrt':
        if byte == known:
            return True
    return False


@njit(cache=True, nogil=True)
def _unit(data, at, stop):  # type: ignore[no-untyped-def]
    """Return the number that four hexadecimal digits write; -1 if they are none."""
    if stop - at < 4:
        return -1
    unit = 0
    for i in range(4):
        byte = data[at + i]
        if 0x30 <= byte <= 0x39:
            digit = byte - 0x30
        elif 0x41 <= (byte & 0xDF) <= 0x46:
            digit = (byte & 0xDF) - 0x37
        else:
            return -1
        unit = unit * 16 + digit
    return unit


@njit(cache=True, nogil=True)
def _number(data, at, stop):  # type: ignore[no-untyped-def]
    """Return where a number ends (-1: it is none), and whether it is odd."""
    begin = at
    if at < stop and data[at] == 0x2D:  # -
        at += 1
    whole = _after_digits(data, at, stop)
    if whole == at or (data[at] == 0x30 and whole - at > 1):  # 0
        return -1, NUMBER
    at = whole
    if at < stop and data[at] == 0x2E:  # .
        end = _after_digits(data, at + 1, stop)
        if end == at + 1:
            return -1, NUMBER
        at = end
    odd = False
    if at < stop and (data[at] == 0x65 or data[at] == 0x45):  # e E
        odd = True
        at += 1
        if at < stop and (data[at] == 0x2B or data[at] == 0x2D):  # + -
            at += 1
        end = _after_digits(data, at, stop)
        if end == at:
            return -1, NUMBER
        at = end
    return at, ODD_NUMBER if odd or at - begin > _SAFE_DIGITS else NUMBER


@njit(cache=True, nogil=True)
def _after_digits(data, at, stop):  # type: ignore[no-untyped-def]
    """Return where the digits end."""
    while at < stop and 0x30 <= data[at] <= 0x39:
        at += 1
    return at

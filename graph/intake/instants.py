"""Instants from text: whole columns of RFC 3339 or local times to UTC seconds, by arithmetic on digits.

Only forms that can be read in one way are read: `2021-07-29T08:00:00Z`, `+08:00` or `+0800` in place of `Z`, the same
without offset in the feed's zone, without seconds, with a fraction, and a bare date. `20210729`, `44406`, `2021/7/29`
and `07/08/2021` are left to a mapping file that says what they mean.
"""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.errors import UsageError
from graph.times import DAY, checked_zone

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

FINE, MISSING, UNCLEAR, IMPOSSIBLE, TWICE = range(5)
"""What was made of a text. UNCLEAR: not one of the forms. TWICE: a local time that happened twice, or never."""

#: Years outside are defaults and slips of other programs (1900, 9999), never a time of a feed.
FIRST_YEAR, LAST_YEAR = 1901, 2200
#: From 2037 on (local seconds) Arrow knows no summer time any more; zoneinfo does, one by one.
_FAR = 2_114_380_800


@dataclass(frozen=True, slots=True)
class Instants:
    """Columns of equal length: what each text says; where `problem` is not FINE the rest means nothing."""

    seconds: Ints
    """UTC seconds, fractions cut off; for a bare date the first second of that local day."""
    ends: Ints
    """Equal to `seconds`; for a bare date the first second of the next local day."""
    nanos: Ints
    """The fraction cut off `seconds`, in nanoseconds."""
    day: Bools
    """True for a bare date."""
    clamped: Bools
    """True where 24:00 was read as the next midnight, or second 60 as 59."""
    problem: NDArray[np.int8]

    def replaced(self, rows: Ints, other: "Instants") -> "Instants":
        """Return these columns with the rows given taken from `other`, in that order."""
        columns = {f.name: getattr(self, f.name).copy() for f in fields(self)}
        for name, column in columns.items():
            column[rows] = getattr(other, name)
        return Instants(**columns)


@dataclass(frozen=True, slots=True)
class Moment:
    """One time as a person writes it: `seconds` to `end`, which are equal unless it was a bare date (`day`)."""

    seconds: int
    end: int
    day: bool


def moment(text: str, zone: str) -> Moment:
    """Return the moment that a text names, local times in `zone`.

    >>> moment("2021-07-29 08:00", "Asia/Shanghai").seconds
    1627516800

    Raises:
        UsageError: if the text is not RFC 3339, a local time or a date, or names no single moment.

    """
    read = instants(pa.array([text.strip()], pa.string()), zone)
    if read.problem[0] == FINE:
        return Moment(int(read.seconds[0]), int(read.ends[0]), bool(read.day[0]))
    why = {
        IMPOSSIBLE: "there is no such date or time",
        TWICE: f"this time happened twice or never in {zone}: write it with its offset",
    }
    reason = why.get(int(read.problem[0]), "write it like 2021-07-29, 2021-07-29 08:00 or 2021-07-29T08:00:00+08:00")
    raise UsageError("TIME_UNREADABLE", f"{text!r} cannot be read as a time: {reason}.")


def instants(texts: pa.Array, zone: str) -> Instants:
    """Return what every text of a string column says, local times and dates in `zone`.

    Raises:
        UsageError: if no such zone is known.

    """
    checked_zone(zone)
    column = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    column = column.cast(pa.string())
    read = _Reading(len(column))
    data, offsets = _bytes(column)
    lengths = np.diff(offsets)
    lengths[column.is_null().to_numpy(zero_copy_only=False)] = 0
    read.problem[lengths == 0] = MISSING
    for length in np.unique(lengths):
        if length == 10 or 16 <= length <= 48:
            rows = np.flatnonzero(lengths == length)
            text = np.ascontiguousarray(data[offsets[rows][:, None] + np.arange(length)].T)
            _read_date(text, rows, read)
            if length > 10:
                _read_clock(text, rows, read)
    return read.resolved(zone)


def characters(texts: pa.Array, length: int) -> NDArray[np.uint8]:
    """Return texts of `length` ASCII characters each as that many rows of bytes: all first ones, all second ones ..."""
    data, offsets = _bytes(texts)
    return np.ascontiguousarray(data[offsets[:-1, None] + np.arange(length)].T)


def _bytes(texts: pa.Array) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    if len(texts) == 0:
        return np.zeros(0, np.uint8), np.zeros(1, np.int32)
    _, offsets, data = texts.buffers()
    return np.frombuffer(data or b"", np.uint8), np.frombuffer(offsets, np.int32)[texts.offset :][: len(texts) + 1]


class _Reading:
    """Columns being filled: local seconds since 1970, the offset where one was written, and what is wrong."""

    def __init__(self, size: int) -> None:
        self.local = np.zeros(size, np.int64)
        self.nanos = np.zeros(size, np.int64)
        self.fixed = np.zeros(size, np.bool_)
        self.day = np.zeros(size, np.bool_)
        self.clamped = np.zeros(size, np.bool_)
        self.problem = np.full(size, UNCLEAR, np.int8)

    def resolved(self, zone: str) -> Instants:
        fine = self.problem == FINE
        seconds, ends = self.local, self.local.copy()
        clock = np.flatnonzero(fine & ~self.fixed & ~self.day)
        if len(clock):
            early, late = _in_zone(self.local[clock], zone, "earliest"), _in_zone(self.local[clock], zone, "latest")
            self.problem[clock[early != late]] = TWICE
            seconds[clock] = ends[clock] = early
        days = np.flatnonzero(fine & self.day)
        if len(days):
            ends[days] = _in_zone(self.local[days] + DAY, zone, "midnight")
            seconds[days] = _in_zone(self.local[days], zone, "midnight")
        return Instants(seconds, ends, self.nanos, self.day & fine, self.clamped & fine, self.problem)


def _in_zone(local: Ints, zone: str, which: str) -> Ints:
    """Return UTC seconds of local ones; `midnight` means the first moment that is not before the local time."""
    far = np.flatnonzero(local >= _FAR)
    if len(far):
        seconds = _in_zone(np.where(local >= _FAR, 0, local), zone, which)
        seconds[far] = [_far(int(t), zone, fold=int(which == "latest")) for t in local[far]]
        return seconds
    ambiguous, nonexistent = ("earliest", "latest") if which == "midnight" else (which, which)
    naive = pa.array(local).cast(pa.timestamp("s"))
    aware = pc.assume_timezone(naive, zone, ambiguous=ambiguous, nonexistent=nonexistent)
    utc: Ints = aware.cast(pa.int64()).to_numpy().copy()
    return utc


def _far(local: int, zone: str, fold: int) -> int:
    naive = datetime(1970, 1, 1) + timedelta(seconds=local)  # noqa: DTZ001 - local by definition
    return int(naive.replace(tzinfo=checked_zone(zone), fold=fold).timestamp())


def _number(text: NDArray[np.uint8], start: int, end: int) -> Ints:
    value: Ints = np.zeros(text.shape[1], np.int64)
    for column in text[start:end]:
        value = value * 10 + column - 48
    return value


def _digits(text: NDArray[np.uint8], *spans: tuple[int, int]) -> Bools:
    fine = np.ones(text.shape[1], np.bool_)
    for start, end in spans:
        fine &= ((text[start:end] - np.uint8(48)) <= 9).all(axis=0)
    return fine


def _either(column: NDArray[np.uint8], characters: bytes) -> Bools:
    return np.isin(column, np.frombuffer(characters, np.uint8))


def _read_date(text: NDArray[np.uint8], rows: Ints, read: _Reading) -> None:
    shaped = _digits(text, (0, 4), (5, 7), (8, 10)) & (text[4] == ord("-")) & (text[7] == ord("-"))
    year, month, day = _number(text, 0, 4), _number(text, 5, 7), _number(text, 8, 10)
    real = (year >= FIRST_YEAR) & (year <= LAST_YEAR) & (month >= 1) & (month <= 12) & (day >= 1)
    real &= day <= month_days(year, month)
    read.local[rows] = civil_days(year, month, day) * DAY
    read.day[rows] = text.shape[0] == 10
    read.problem[rows] = np.where(shaped, np.where(real, FINE, IMPOSSIBLE), UNCLEAR)


def _read_clock(text: NDArray[np.uint8], rows: Ints, read: _Reading) -> None:
    """Add the clock to dates already read: texts of one length, sorted by where their seconds and offset stand."""
    length = text.shape[0]
    shaped = _digits(text, (11, 13), (14, 16)) & _either(text[10], b"Tt ") & (text[13] == ord(":"))
    read.problem[rows[~shaped]] = UNCLEAR
    with_seconds = (text[16] == ord(":")) if length > 16 else np.zeros(len(rows), np.bool_)
    width = np.zeros(len(rows), np.int64)
    if length > 16:
        width[_either(text[-1], b"Zz")] = 1
    if length > 20:
        width[_either(text[-5], b"+-")] = 5
    if length > 21:
        width[_either(text[-6], b"+-") & (text[-3] == ord(":"))] = 6
    for shape in np.unique(width * 2 + with_seconds):
        these = np.flatnonzero(width * 2 + with_seconds == shape)
        _read_shape(text[:, these], rows[these], int(shape // 2), bool(shape % 2), read)


def _read_shape(text: NDArray[np.uint8], rows: Ints, width: int, with_seconds: bool, read: _Reading) -> None:
    """Read texts of one shape: `width` characters of offset, and seconds or none."""
    length = text.shape[0]
    start, end = 19 if with_seconds else 16, length - width
    hour, minute = _number(text, 11, 13), _number(text, 14, 16)
    second = _number(text, 17, 19) if with_seconds else np.zeros_like(hour)
    shaped = np.full(len(rows), start <= end)
    if with_seconds:
        shaped &= _digits(text, (17, 19))
    if end > start:  # a fraction
        shaped &= with_seconds & (end > start + 1) & (text[start] == ord(".")) & _digits(text, (start + 1, end))
        shown = min(end, start + 10)
        read.nanos[rows] = _number(text, start + 1, shown) * 10 ** (start + 10 - shown)
    real = (hour <= 24) & (minute <= 59) & (second <= 60)
    real &= (hour < 24) | ((minute == 0) & (second == 0) & (read.nanos[rows] == 0))
    if width > 1:
        hours, mins = _number(text, end + 1, end + 3), _number(text, length - 2, length)
        shaped &= _digits(text, (end + 1, end + 3), (length - 2, length))
        real &= (hours <= 23) & (mins <= 59)
        read.local[rows] -= np.where(text[end] == ord("-"), -1, 1) * (hours * 3600 + mins * 60)
    read.fixed[rows] = width > 0
    read.clamped[rows] = (hour == 24) | (second == 60)
    read.local[rows] += hour * 3600 + minute * 60 + np.minimum(second, 59)
    problem = read.problem[rows]
    problem[(problem == FINE) & ~real] = IMPOSSIBLE
    problem[~shaped] = UNCLEAR
    read.problem[rows] = problem


def month_days(year: Ints, month: Ints) -> Ints:
    """Return the number of days of each month; 0 where there is no such month."""
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    lengths = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    known = (month >= 1) & (month <= 12)
    days: Ints = lengths[np.where(known, month, 0)] + (leap & (month == 2))
    return days


def civil_days(year: Ints, month: Ints, day: Ints) -> Ints:
    """Return the days from 1970-01-01 to each date of the Gregorian calendar.

    The year is counted from March, so that the leap day is its last (Howard Hinnant, chrono-compatible algorithms).
    """
    shifted = year - (month <= 2)
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    days: Ints = shifted * 365 + shifted // 4 - shifted // 100 + shifted // 400 + of_year - 719_468
    return days

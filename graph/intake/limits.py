"""Limits that times keep to in rows that are no stays: in order, with a clock, not of the future, within the retention."""

import numpy as np

from graph.intake.instants import FINE, Ints
from graph.intake.rows import Bools, Rows
from graph.intake.spans import CLOCK_SKEW
from graph.times import TOO_LONG


def check_order(rows: Rows, first: str, last: str) -> None:
    """Put rows into quarantine whose second time is before the first; a date lasts to the end of its day."""
    start, end = rows.times[first], rows.times[last]
    both = (start.problem == FINE) & (end.problem == FINE)
    # The end of a day is the first second of the next: the same second as the start means that it ended a day before.
    rows.quarantine(both & (end.ends - end.day < start.seconds), "END_BEFORE_START")


def check_length(rows: Rows, first: str, last: str) -> None:
    """Put rows into quarantine that last longer than anybody believes."""
    start, end = rows.times[first], rows.times[last]
    both = (start.problem == FINE) & (end.problem == FINE)
    rows.quarantine(both & (end.ends - start.seconds > TOO_LONG), "TOO_LONG")


def check_clock(rows: Rows, name: str) -> None:
    """Reject rows in which that time is a date: of a moment only its clock says anything."""
    read = rows.times[name]
    rows.reject((read.problem == FINE) & read.day, "CLOCK_MISSING")


def check_future(rows: Rows, began: Ints, known: Bools) -> None:
    """Put rows into quarantine that begin after their arrival; a sender's clock may be a little fast."""
    rows.quarantine(known & (began > rows.setting.now + CLOCK_SKEW), "FUTURE")


def check_retention(rows: Rows, first: str, last: str | None = None) -> None:
    """Reject rows that ended before what is kept: by their last time, else by the first."""
    start = rows.times[first]
    ends, known = start.ends, start.problem == FINE
    if last is not None:
        end = rows.times[last]
        ends, known = np.where(end.problem == FINE, end.ends, ends), known | (end.problem == FINE)
    check_expired(rows, ends, known)


def check_expired(rows: Rows, ends: Ints, known: Bools) -> None:
    """Reject rows that ended before what is kept."""
    if rows.setting.retention_start is not None:
        rows.reject(known & (ends < rows.setting.retention_start), "EXPIRED")

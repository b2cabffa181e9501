"""A start and an end: what every feed of events asks of them."""

import numpy as np

from graph.intake.columns import put_time
from graph.intake.instants import FINE
from graph.intake.rows import Rows
from graph.model.flags import DAY_ONLY
from graph.times import TOO_LONG

#: How far a sender's clock may run before ours, in seconds.
CLOCK_SKEW = 300


def check_span(rows: Rows) -> None:
    """Judge `t_start` and `t_end`: order, length, future, retention; mark `DAY_ONLY`. A missing end stays open.

    A start without clock and without end is the whole of its local day.
    """
    start, end = rows.times["t_start"], rows.times["t_end"]
    started, ended = start.problem == FINE, end.problem == FINE
    whole_day = started & start.day & ~ended
    last = np.where(ended, end.ends, np.where(whole_day, start.ends, 0))
    day = (end.day & ended) | whole_day
    known = ended | whole_day
    put_time(rows, "t_end", last, known, day)
    rows.flags |= np.where(day | (start.day & started), DAY_ONLY, 0).astype(np.int32)

    both = started & known
    # The end of a day is the first second of the next: the same second as its start means that it ended a day before.
    rows.quarantine(both & (last - (end.day & ended) < start.seconds), "END_BEFORE_START")
    rows.quarantine(started & (start.seconds > rows.setting.now + CLOCK_SKEW), "FUTURE")
    rows.quarantine(both & (last - start.seconds > TOO_LONG), "TOO_LONG")
    kept_from = rows.setting.retention_start
    if kept_from is not None:
        rows.reject(started & (np.where(known, last, start.seconds) < kept_from), "EXPIRED")

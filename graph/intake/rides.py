"""Rides: one person on one run, between two stops, on one seat."""

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.intake import runs
from graph.intake.columns import keep_in_vault, naming
from graph.intake.instants import FINE, Ints, instants
from graph.intake.limits import check_expired, check_future, check_length
from graph.intake.rows import Rows, present
from graph.intake.values import Distinct, narrow

#: Local times of two stops can differ so much by their zones alone, in seconds: from UTC+14 to UTC-12.
_ZONES_APART = 26 * 3600
#: `05车12A号`, `012号下铺`, as tickets write them.
_TICKET = re.compile(r"^(?:(?P<carriage>\w+?)车厢?)?0*(?P<number>\d+)(?P<letter>[A-Z]?)号?(?:(?P<berth>[上中下])铺?)?$")
_BERTHS = {"上": "upper", "中": "middle", "下": "lower"}


def prepare(rows: Rows) -> None:
    """Write numbers and seats in one way, so that keys and contents are equal where the rides are."""
    runs.prepare(rows)
    if rows.has("seat"):
        raw = Distinct.of(rows.column("seat"))
        told = [seat(text) for text in raw.values.to_pylist()]
        runs.put(rows, "seat", raw.spread(pa.array([number for _, number in told], pa.string())))
        if any(carriage for carriage, _ in told):
            carriage = raw.spread(pa.array([carriage for carriage, _ in told], pa.string()))
            runs.put(rows, "carriage", pc.coalesce(naming(rows, "carriage"), carriage))


def seat(text: str) -> tuple[str | None, str | None]:
    """Return the carriage that a seat names, and the seat: a ticket's form as `12A` or `12-lower`, others as they are.

    >>> seat("05车12A号"), seat("012号下铺"), seat("无座"), seat("12A")
    (('05', '12A'), (None, '12-lower'), (None, None), (None, '12A'))
    """
    plain = re.sub(r"\s+", "", narrow(text)).upper()
    ticket = None if plain.isascii() else _TICKET.match(plain)
    if ticket is None:
        return None, None if plain in {"无座", "站票"} else text
    berth = f"-{_BERTHS[ticket['berth']]}" if ticket["berth"] else ""
    return ticket["carriage"], f"{ticket['number']}{ticket['letter']}{berth}"


def check(rows: Rows) -> None:
    """Judge the times as told, and keep the booking as a code: it joins those who booked together and names nobody.

    A time without clock says no more than the date, so that the timetable's counts instead.
    """
    _check_times(rows)
    for name in ("t_depart", "t_arrive"):
        rows.facts[name] = pc.if_else(rows.facts[f"{name}_day"], pa.scalar(None, pa.int64()), rows.facts[name])
    booking = naming(rows, "booking")
    rows.facts["booking"] = rows.setting.codes.codes(
        pc.binary_join_element_wise(pa.scalar("booking:"), booking, pa.scalar(""))
    )
    if rows.has("booking"):
        rows.content["booking"] = booking
    keep_in_vault(rows, "name", rows.strongest[""])


def _check_times(rows: Rows) -> None:
    """Put rides into quarantine whose times cannot be meant wherever the stops are; where they are is known later."""
    start, end = rows.times["t_depart"], rows.times["t_arrive"]
    started, ended = start.problem == FINE, end.problem == FINE
    told = ~present(rows.facts["t_depart_local"]) & ~present(rows.facts["t_arrive_local"]) & ~start.day & ~end.day
    apart = np.where(told, 0, _ZONES_APART)
    rows.quarantine(started & ended & (end.ends - end.day + apart < start.seconds), "END_BEFORE_START")
    check_length(rows, "t_depart", "t_arrive")
    first, last = _day(rows)
    known = present(rows.facts["date"])
    check_future(rows, np.where(started & ~start.day, start.seconds, first), known)
    last = np.maximum(last, np.where(started, start.ends, 0))
    check_expired(rows, np.where(ended & ~end.day, end.ends, last), known)


def _day(rows: Rows) -> tuple[Ints, Ints]:
    """Return when the date of the run begins and ends, in the zone of the feed."""
    dates = Distinct.of(pc.cast(rows.facts["date"], pa.timestamp("s")).cast(pa.date32()).cast(pa.string()))
    read = instants(dates.values, rows.setting.zone)
    bounds = (np.append(column, 0)[dates.index] for column in (read.seconds, read.ends))
    first, last = bounds
    return first, last

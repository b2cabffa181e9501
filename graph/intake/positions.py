"""Positions: where a phone was seen, by coordinates in a declared datum or by an operator's cell."""

import pyarrow.compute as pc

from graph.intake.columns import drop, naming
from graph.intake.instants import FINE
from graph.intake.limits import check_clock, check_future, check_length, check_order, check_retention
from graph.intake.rows import Bools, Rows, present


def check(rows: Rows) -> None:
    """Judge where and when; a cell counts whatever the coordinates beside it are."""
    _check_where(rows, ~present(rows.facts["cell_id"]))
    drop(rows, "accuracy_m", pc.less(rows.facts["accuracy_m"], 0.0))
    check_clock(rows, "t")
    check_clock(rows, "t_end")
    check_order(rows, "t", "t_end")
    check_future(rows, rows.times["t"].seconds, rows.times["t"].problem == FINE)
    check_length(rows, "t", "t_end")
    check_retention(rows, "t", "t_end")


def _check_where(rows: Rows, asked: Bools) -> None:
    """Put fixes that are nowhere on the globe, at 0, 0 or in no declared datum into quarantine, where they are asked."""
    lat, lon = rows.facts["lat"], rows.facts["lon"]
    located = present(lat) & present(lon)
    if (asked & ~located).any():
        unreadable = [present(naming(rows, name)) & ~present(rows.facts[name]) for name in ("lat", "lon")]
        rows.quarantine(asked & (unreadable[0] | unreadable[1]), "COORDINATE")
        rows.reject(asked & ~located & ~unreadable[0] & ~unreadable[1], "MISSING_VALUE")
    off = pc.or_(pc.greater(pc.abs(lat), 90.0), pc.greater(pc.abs(lon), 180.0))
    nowhere = pc.and_(pc.equal(lat, 0.0), pc.equal(lon, 0.0))
    wrong = pc.or_(off, nowhere).fill_null(False).to_numpy(zero_copy_only=False)
    rows.quarantine(asked & wrong, "COORDINATE")
    rows.quarantine(asked & located & ~present(rows.facts["datum"]), "DATUM_UNDECLARED")

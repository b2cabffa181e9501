"""Passages: a person or a vehicle at a checkpoint, seen once."""

from graph.intake.instants import FINE
from graph.intake.limits import check_clock, check_future, check_retention
from graph.intake.rows import Rows


def check(rows: Rows) -> None:
    """Judge the moment; without a clock there is none."""
    check_clock(rows, "t")
    check_future(rows, rows.times["t"].seconds, rows.times["t"].problem == FINE)
    check_retention(rows, "t")

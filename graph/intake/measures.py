"""Measures: under what control a person was, and from when to when."""

from graph.intake.columns import keep_in_vault
from graph.intake.instants import FINE
from graph.intake.limits import check_future, check_order, check_retention
from graph.intake.rows import Rows


def check(rows: Rows) -> None:
    """Judge the times: a start in the future is a plan and no control yet. Who ordered it stays in the vault."""
    check_order(rows, "t_start", "t_end")
    check_future(rows, rows.times["t_start"].seconds, rows.times["t_start"].problem == FINE)
    check_retention(rows, "t_start", "t_end")
    keep_in_vault(rows, "by", rows.strongest[""])

"""Tests: a sample of a person and its result; a positive one opens a case."""

from graph.intake.columns import naming
from graph.intake.instants import FINE
from graph.intake.limits import check_future, check_retention
from graph.intake.rows import Rows, present


def check(rows: Rows) -> None:
    """Reject results that no word explains, lest a positive one be lost; a sample may still wait for its result."""
    rows.reject(present(naming(rows, "result")) & ~present(rows.facts["result"]), "VALUE_UNKNOWN")
    check_future(rows, rows.times["t"].seconds, rows.times["t"].problem == FINE)
    check_retention(rows, "t")

"""Stays: one person at one place, from a start to an end or to nobody knows when."""

from graph.intake.columns import keep_in_vault
from graph.intake.rows import Rows, present
from graph.intake.spans import check_span


def check(rows: Rows) -> None:
    """Reject stays that name no place, by its id or by kind and name, and judge their times."""
    by_name = present(rows.facts["place_kind"]) & present(rows.facts["place_name"])
    rows.reject(~present(rows.facts["place_id"]) & ~by_name, "MISSING_VALUE")
    check_span(rows)
    keep_in_vault(rows, "name", rows.strongest[""])

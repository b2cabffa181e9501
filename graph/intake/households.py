"""Households: who lives together, and from when to when."""

from graph.intake.columns import keep_in_vault
from graph.intake.limits import check_order
from graph.intake.rows import Rows


def check(rows: Rows) -> None:
    """Put rows that end before they begin into quarantine, and keep the address in the vault."""
    check_order(rows, "valid_from", "valid_to")
    keep_in_vault(rows, "address", rows.strongest[""])

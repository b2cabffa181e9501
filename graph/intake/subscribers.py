"""Subscribers: who holds a telephone number, and from when to when."""

from graph.intake.columns import keep_in_vault, naming
from graph.intake.limits import check_order
from graph.intake.rows import Rows, present


def check(rows: Rows) -> None:
    """Reject rows without a number or without a holder, and keep the name in the vault: names never link."""
    number = present(naming(rows, "phone"))
    rows.quarantine(number & ~present(rows.facts["phone"]), "PHONE_UNREADABLE")
    held = present(naming(rows, "id_number"))
    if "name" in rows.content:
        held |= present(rows.content["name"])
    rows.reject(~number | ~held, "MISSING_VALUE")
    check_order(rows, "valid_from", "valid_to")
    keep_in_vault(rows, "name", rows.strongest[""])

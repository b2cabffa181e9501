"""Organisations: the company registry, by each one's code."""

from graph.intake.columns import keep_in_vault, naming
from graph.intake.identifiers import phones
from graph.intake.rows import Rows, present
from graph.intake.values import Distinct


def check(rows: Rows) -> None:
    """Keep the telephone number in one form in the vault, under the organisation; leave out what is none."""
    if rows.has("contact_phone"):
        raw = Distinct.of(naming(rows, "contact_phone"))
        read = phones(raw.values)
        rows.note(raw.where(~present(read)), "PHONE_UNREADABLE")
        rows.content["contact_phone"] = raw.spread(read)
    keep_in_vault(rows, "contact_phone", naming(rows, "org_code"))

"""Judgements: what a tracer decided about a contact; written one at a time, never fed as a file."""

from graph.intake.columns import keep_in_vault
from graph.intake.rows import Rows


def check(rows: Rows) -> None:
    """Keep the reason and the name of who decided in the vault, under the judgement's own record."""
    owners = rows.setting.codes.codes(rows.record_text)
    keep_in_vault(rows, "reason", owners)
    keep_in_vault(rows, "by", owners)

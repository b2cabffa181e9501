"""People: who somebody is. Name and address go to the vault under the person's strongest code."""

from graph.intake.columns import keep_in_vault
from graph.intake.rows import Rows


def check(rows: Rows) -> None:
    """Keep names and addresses in the vault; a person's columns need no judgement beyond their own."""
    keep_in_vault(rows, "name", rows.strongest[""])
    keep_in_vault(rows, "address", rows.strongest[""])

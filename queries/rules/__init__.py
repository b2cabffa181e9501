"""Who counts as a contact: dated rule editions as TOML (`editions/`, `own`), read and checked by `schema` and `rules`.

Imports of ours the error tree, the model and the names of classes. Used by what classifies, and by the command to show
editions (`shown`).
"""

from queries.rules.own import Editions
from queries.rules.rules import Edition, Number, Row, edition, edition_names, parsed, problems, shipped
from queries.rules.shown import differences, edition_page, head, shown

__all__ = [
    "Edition",
    "Editions",
    "Number",
    "Row",
    "differences",
    "edition",
    "edition_names",
    "edition_page",
    "head",
    "parsed",
    "problems",
    "shipped",
    "shown",
]

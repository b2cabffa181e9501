"""Who counts as a contact: dated rule editions as TOML (`editions/`), read and checked by `rules`.

Imports nothing of ours but the error tree. Used by what classifies, and by the command to show them.
"""

from queries.rules.rules import Edition, Number, Row, edition, edition_names, edition_page

__all__ = ["Edition", "Number", "Row", "edition", "edition_names", "edition_page"]

"""Cases: a person with a registered infection, its dates, and who infected him, as far as anybody wrote it down."""

import re

import pyarrow as pa

from graph.intake.columns import keep_in_vault
from graph.intake.instants import FINE
from graph.intake.rows import Rows, Said
from graph.intake.spans import CLOCK_SKEW
from graph.intake.values import NO_IDENTIFIER, Distinct, narrow

_SEPARATORS = re.compile("[;,，、]")


def check(rows: Rows) -> None:
    """Put cases dated in the future into quarantine, and read their infectors."""
    for name in ("onset", "sample", "report"):
        read = rows.times[name]
        rows.quarantine((read.problem == FINE) & (read.seconds > rows.setting.now + CLOCK_SKEW), "FUTURE")
    _read_infectors(rows)
    keep_in_vault(rows, "name", rows.strongest[""])


def tokens(cell: str) -> list[str]:
    """Return the infectors that a cell names, each once.

    >>> tokens("C1; C2，C1、未知")
    ['C1', 'C2']
    """
    named = (narrow(part) for part in _SEPARATORS.split(cell))
    return list(dict.fromkeys(token for token in named if token and token.lower() not in NO_IDENTIFIER))


def _read_infectors(rows: Rows) -> None:
    """Put the codes of what was written into the facts and the writing into the vault."""
    raw = Distinct.of(rows.column("infector"))
    named = [tokens(cell) for cell in raw.values.to_pylist()]
    written = list(dict.fromkeys(token for cell in named for token in cell))
    code: dict[str | None, str] = {token: rows.setting.codes.code(f"ref:{token}") for token in written}
    lists = pa.array([[code[token] for token in cell] or None for cell in named], pa.list_(pa.string()))
    rows.facts["infectors"] = raw.spread(lists)
    if rows.has("infector"):
        rows.content["infector"] = raw.spread(pa.array([";".join(cell) or None for cell in named], pa.string()))
    for place in range(max(map(len, named), default=0)):
        nth = [cell[place] if place < len(cell) else None for cell in named]
        owners = pa.array([code.get(token) for token in nth], pa.string())
        fields = pa.repeat(pa.scalar("infector"), len(nth))
        rows.said.append(Said("infector", raw.rows, owners, fields, pa.array(nth, pa.string())))

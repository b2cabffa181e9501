"""Divisions: the tree of areas, with their population."""

import pyarrow.compute as pc

from graph.intake.columns import drop
from graph.intake.rows import Rows


def check(rows: Rows) -> None:
    """Leave out a negative population."""
    drop(rows, "population", pc.less(rows.facts["population"], 0.0))

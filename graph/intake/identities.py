"""Identities: two identifiers of one person, and when the link holds."""

import numpy as np

from graph.intake.instants import FINE
from graph.intake.rows import Rows, present

_NAMING = ("id_number", "person_id", "phone", "device", "plate", "person_code")


def check(rows: Rows) -> None:
    """Reject links with one identifier only; a link that ends before it begins goes into quarantine."""
    given = [present(rows.content[name]) for name in _NAMING if name in rows.content]
    rows.reject(np.sum(given, axis=0) == 1, "MISSING_VALUE")
    begin, end = rows.times["valid_from"], rows.times["valid_to"]
    both = (begin.problem == FINE) & (end.problem == FINE)
    rows.quarantine(both & (end.ends - end.day < begin.seconds), "END_BEFORE_START")

"""Places: where people can be. A coordinate outside the globe is no coordinate, and swapped ones usually are."""

import pyarrow.compute as pc

from graph.intake.columns import drop
from graph.intake.rows import Rows

_LIMITS = {"lat": 90.0, "lon": 180.0}


def check(rows: Rows) -> None:
    """Put places outside the globe into quarantine; leave out the coordinates 0, 0 and a negative capacity."""
    for name, limit in _LIMITS.items():
        outside = pc.greater(pc.abs(rows.facts[name]), limit).fill_null(False)
        rows.quarantine(outside.to_numpy(zero_copy_only=False), "COORDINATE")
    nowhere = pc.and_kleene(pc.equal(rows.facts["lat"], 0.0), pc.equal(rows.facts["lon"], 0.0))
    for name in _LIMITS:
        drop(rows, name, nowhere)
    drop(rows, "capacity", pc.less(rows.facts["capacity"], 0.0))

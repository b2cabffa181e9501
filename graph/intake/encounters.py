"""Encounters: two people near each other, as a device or an interview tells it."""

import pyarrow as pa
import pyarrow.compute as pc

from graph.intake.columns import drop
from graph.intake.rows import Rows
from graph.intake.spans import check_span

_CLOSE = ("close_contact", "close contact", "close-contact", "密切接触", "密接")


def check(rows: Rows) -> None:
    """Reject encounters of a person with himself, leave out negative distances, and judge the times."""
    same = pc.equal(rows.strongest["a_"], rows.strongest["b_"]).fill_null(False)
    rows.reject(same.to_numpy(zero_copy_only=False), "SELF_CONTACT")
    _read_setting(rows)
    drop(rows, "distance_m", pc.less(rows.facts["distance_m"], 0.0))
    check_span(rows)


def _read_setting(rows: Rows) -> None:
    """Write the one setting that editions ask for in one way; all others stay as told."""
    said = pc.is_in(pc.utf8_lower(rows.facts["setting"]), pa.array(_CLOSE)).fill_null(False)
    for told in (rows.facts, rows.content):
        if "setting" in told:
            told["setting"] = pc.if_else(said, "close_contact", told["setting"])

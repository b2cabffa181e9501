"""What is wrong with rows that were read as cells of text: what no delimited line could hold is refused here too."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.intake.asides import asides
from graph.intake.scan import FIELD_CHARACTERS

_CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"


def cell_flaws(cells: pa.Table) -> NDArray[np.object_]:
    """Return for each row why it is refused, "" if it is not: CONTROL_BYTES, FIELD_TOO_LONG, NOT_A_RECORD."""
    filled = np.zeros(cells.num_rows, dtype=np.int64)
    control, long = np.zeros((2, cells.num_rows), dtype=np.bool_)
    for column in cells.columns:
        filled += _yes(pc.not_equal(pc.utf8_trim_whitespace(column), ""))
        control |= _yes(pc.match_substring_regex(column, pattern=_CONTROL))
        long |= _yes(pc.greater(pc.utf8_length(column), FIELD_CHARACTERS))
    reasons = np.full(cells.num_rows, "", dtype=object)
    reasons[control] = "CONTROL_BYTES"
    reasons[long] = "FIELD_TOO_LONG"
    reasons[asides(cells, filled)] = "NOT_A_RECORD"
    return reasons


def _yes(answers: pa.ChunkedArray) -> NDArray[np.bool_]:
    """Return the answers with "unknown" as no."""
    return np.asarray(pc.fill_null(answers, False), dtype=np.bool_)

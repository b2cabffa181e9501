"""Rows that are no records: totals, comments, page footers, blank rows, the header printed again."""

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

_TOTAL = r"(合\s*计|总\s*计|小\s*计|共\s*计|总数|(grand |sub-?)?totals?)"
#: A first cell that says "total", with or without the number.
_TOTAL_CELL = rf"(?i)^[\s\"]*{_TOTAL}\s*[:：=]?[\s\d.,，条人次行]*\"?$"
#: Text that stands alone in its row.
_FOOTER = (
    r"(?i)^[\s\"]*(#|第\s*\d+\s*页|共\s*\d+\s*[页条行人]|page\s+\d+|制\s*表|填\s*报|审\s*核|(导出|打印|制表)(时间|日期)|"
    r"(备注|注|说明)\s*[:：]|以下空白|end of (file|report|data)|\(?\d+ rows?\b|-{3,}|={3,})"
)
_TOTAL_LINE = re.compile(rf"(?i)^[\s\"]*{_TOTAL}[\s\":：=,;|，\t\d.条人次行]*$")
_FOOTER_LINE = re.compile(_FOOTER)


def asides(cells: pa.Table, filled: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which rows are no records; `filled` is each row's number of cells that hold something.

    A row is none if it is blank, if its first cell says "total", or if its only cell is a footer or a comment.
    """
    found: NDArray[np.bool_] = filled == 0
    if not cells.num_rows:
        return found
    found |= _matches(cells.column(0), _TOTAL_CELL)
    lonely = np.flatnonzero(filled == 1)
    if lonely.size:
        rows = cells.take(pa.array(lonely))
        # A cell of blanks would hide the one that says something.
        alone = pc.coalesce(*[pc.if_else(pc.equal(pc.utf8_trim_whitespace(c), ""), None, c) for c in rows.columns])
        found[lonely[_matches(alone, _FOOTER) | _matches(alone, _TOTAL_CELL)]] = True
    return found


def is_aside(line: str, delimiter: str) -> bool:
    """Return whether a line with the wrong number of fields is a total, a comment or a footer instead of a record.

    >>> is_aside("合计,1,234", ","), is_aside("# made by hand", ","), is_aside("p1,2021-07-29", ",")
    (True, True, False)
    """
    if _TOTAL_LINE.match(line) or line.lstrip().startswith("#"):
        return True
    return bool(_FOOTER_LINE.match(line)) and not any(cell.strip(' "') for cell in line.split(delimiter)[1:])


def _matches(column: pa.ChunkedArray, pattern: str) -> NDArray[np.bool_]:
    """Return which cells fit the pattern; an empty cell fits none."""
    answers = pc.fill_null(pc.match_substring_regex(column, pattern=pattern), False)
    fits: NDArray[np.bool_] = np.asarray(answers, dtype=np.bool_)
    return fits

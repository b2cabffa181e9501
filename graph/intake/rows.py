"""The rows of one block while they are cleaned: what is known of each so far, and what is wrong with it.

The steps of cleaning hand one `Rows` on: each adds columns of facts, lines of content and texts for the vault, and says
which rows it refuses. A row has one reason: the first that rejects it, else the first that puts it into quarantine.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.codes import Codes
from graph.intake.instants import Instants
from graph.intake.tables import Block
from graph.model.feeds import Feed

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Said:
    """Texts of one kind for the vault: per row the position of its (owner, field, value); null where none."""

    kind: str
    rows: pa.Array
    owners: pa.Array
    fields: pa.Array
    values: pa.Array


@dataclass(frozen=True, slots=True)
class Setting:
    """What a block is cleaned under: its feed, its source's name, its time zone, the key, and when it arrived."""

    feed: Feed
    source: str
    zone: str
    codes: Codes
    now: float
    """Arrival in seconds since 1970, by which a start lies in the future."""
    retention_start: int | None
    """Rows that end before this second are EXPIRED; None keeps everything."""


class Rows:
    """Columns of a block's rows, all of `size` rows, and the verdict on each row."""

    def __init__(self, block: Block, setting: Setting) -> None:
        self.block = block
        self.setting = setting
        self.size = len(block.line)
        self.facts: dict[str, pa.Array] = {}
        self.content: dict[str, pa.Array] = {}
        self.times: dict[str, Instants] = {}
        self.said: list[Said] = []
        self.flags = np.zeros(self.size, np.int32)
        self.cancel: Bools = np.zeros(self.size, np.bool_)
        self.record_id: pa.Array = self.nulls()
        self.record_text: pa.Array = self.nulls()
        self.version: pa.Array = pa.nulls(self.size, pa.decimal128(38, 9))
        self.strongest: dict[str, pa.Array] = {}
        self._notes: dict[str, Bools] = {}
        self._excused: Bools = np.zeros(self.size, np.bool_)
        self._reasons: list[str] = [""]
        self._rejected = np.zeros(self.size, np.int16)
        self._quarantined = np.zeros(self.size, np.int16)

    def nulls(self) -> pa.Array:
        """Return a column of empty strings."""
        return pa.nulls(self.size, pa.string())

    def has(self, name: str) -> bool:
        """Return whether the file has that column."""
        return name in self.block.columns.column_names

    def column(self, name: str) -> pa.Array:
        """Return a column as it was read; nulls where the file has none."""
        if not self.has(name):
            return self.nulls()
        column = self.block.columns[name]
        whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        return whole.cast(pa.string())

    def numeric(self, name: str) -> Bools:
        """Return the rows whose cell was a number in a spreadsheet."""
        found = self.block.numeric.get(name)
        return np.zeros(self.size, np.bool_) if found is None else found

    def reject(self, rows: Bools, reason: str) -> None:
        """Reject rows that no other reason has rejected: they are wrong and have to be mended."""
        self._judge(self._rejected, rows, reason)

    def quarantine(self, rows: Bools, reason: str) -> None:
        """Put rows into quarantine, unless something rejects them: a person has to look at them."""
        self._judge(self._quarantined, rows, reason)

    def insist(self, rows: Bools, reason: str) -> None:
        """Reject rows even if they are excused."""
        self._judge(self._rejected, rows, reason, excused=False)

    def _judge(self, verdicts: NDArray[np.int16], rows: Bools, reason: str, *, excused: bool = True) -> None:
        judged = rows & (verdicts == 0) & ~(self._excused & excused)
        if judged.any():
            if reason not in self._reasons:
                self._reasons.append(reason)
            verdicts[judged] = self._reasons.index(reason)

    def excuse(self, rows: Bools) -> None:
        """Let rows stand whatever is said against them from here on: cancels that already name their record."""
        self._excused |= rows

    def note(self, rows: Bools, name: str) -> None:
        """Count rows under a note, if they stand."""
        if rows.any():
            self._notes[name] = self._notes[name] | rows if name in self._notes else rows

    @property
    def standing(self) -> Bools:
        """Return the rows that nothing refuses."""
        stand: Bools = (self._rejected == 0) & (self._quarantined == 0)
        return stand

    def notes(self) -> dict[str, int]:
        """Return how many standing rows bear each note, by name; cancels bear none."""
        counted = self.standing & ~self.cancel
        totals = {name: int((rows & counted).sum()) for name, rows in sorted(self._notes.items())}
        return {name: total for name, total in totals.items() if total}

    def refused(self) -> pa.Table:
        """Return `_row`, `outcome` and `reason` of every row that does not stand."""
        rows = np.flatnonzero(~self.standing)
        rejected = self._rejected[rows] > 0
        reasons = np.where(rejected, self._rejected[rows], self._quarantined[rows])
        outcomes = pa.array(["quarantined", "rejected"]).take(pa.array(rejected.astype(np.int8)))
        texts = pa.array(self._reasons).take(pa.array(reasons))
        return pa.table({"_row": pa.array(rows, pa.int64()), "outcome": outcomes, "reason": texts})


#: What a feed adds to the cleaning of its rows.
Check = Callable[[Rows], None]


def present(column: pa.Array) -> Bools:
    """Return the rows of a column that hold something."""
    found: Bools = column.is_valid().to_numpy(zero_copy_only=False)
    return found

"""What reading hands to cleaning: blocks of text under our column names, and the rows that are refused on the way."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.errors import FileRefused
from graph.intake.derive import derived, without
from graph.intake.headers import Layout
from graph.intake.mapping import Mapping
from graph.model.feeds import Feed

#: Files of just so many records were often cut there by the limits of a spreadsheet.
_SUSPECT = (65_535, 65_536, 65_537, 1_048_575, 1_048_576, 1_048_577)

#: Reasons that leave a row to a human; all others reject it.
QUARANTINED = frozenset({"ENCODING", "FORMULA"})


@dataclass(frozen=True, slots=True)
class Block:
    """Some neighbouring records of a file, as text under our column names; row i of every part is one record."""

    columns: pa.Table
    """One string column for each of our columns that the file fills; an empty cell is null."""
    numeric: dict[str, NDArray[np.bool_]]
    """For sheets, NDJSON and Parquet: which cells of a column were numbers, not text. Empty for text files."""
    notes: pa.Table
    """Columns that no feed column takes, under their own names."""
    line: NDArray[np.int64]
    offset: NDArray[np.int64]
    """Where the record begins in the unpacked file, in bytes; -1 in sheets, in Parquet its share of the file."""
    length: NDArray[np.int64]
    raw: Callable[[int], bytes] = field(repr=False, compare=False)
    """The original bytes of row i (of a sheet: its cells written as a CSV line, of Parquet: as a line of NDJSON)."""


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A record that never reached cleaning: what is wrong with it, and its original bytes."""

    line: int
    offset: int
    reason: str
    raw: bytes

    @property
    def outcome(self) -> Literal["rejected", "quarantined"]:
        """`quarantined` if a human can tell what was meant, else `rejected`."""
        return "quarantined" if self.reason in QUARANTINED else "rejected"


@dataclass(kw_only=True)
class Source(ABC):
    """An opened feed file that can be trusted as a whole."""

    feed: Feed
    mapping: Mapping | None
    encoding: str
    sha256: str
    """Of the file as it lies on disk."""
    size: int
    """Bytes on disk."""
    records: int
    """Counted when the file was opened, apart from the parser."""
    flags: dict[str, int] = field(default_factory=dict)
    """Notes on the file: EMPTY, LIMIT_SUSPECT (as long as a spreadsheet's limit), UNKNOWN_COLUMN with their number."""
    refused: list[RefusedRow] = field(default_factory=list)
    """Grows while blocks are read; whoever reads a large file takes the rows out after each block, empty ones too."""

    @abstractmethod
    def blocks(self) -> Iterator[Block]:
        """Yield the good records, block by block, in the file's order; the others go to `refused`.

        Where no record of a part of the file is good its block is empty, so that `refused` never grows by more than a
        part of the file between two blocks.

        Raises FileRefused: PARSER_DISAGREES if parser and counter differ, FILE_CHANGED if the file was altered.
        """

    def raw(self, block: Block, rows: Sequence[int]) -> list[bytes]:
        """Return the original bytes of some rows of a block, as they are kept with refused rows."""
        return [block.raw(int(row)) for row in rows]


def no_rows(feed: Feed) -> Block:
    """Return an empty block: no record of a part of the file is good, and all of them are refused by now."""
    none = np.zeros(0, np.int64)
    columns = pa.table({column.name: pa.array([], pa.string()) for column in feed.columns})
    return Block(columns, {}, pa.table({}), none, none, none, raw=_no_row)


def _no_row(row: int) -> bytes:
    raise IndexError(row)


def file_changed(records: int) -> FileRefused:
    """Return the refusal of a file of so many records that is not any more what it was when it was opened."""
    return FileRefused(
        "FILE_CHANGED", "The file was altered while it was read; send it again when it is complete.", records
    )


def file_flags(records: int, layout: Layout | None) -> dict[str, int]:
    """Return the notes on a file of so many records with that layout."""
    flags = {"EMPTY": int(records == 0), "LIMIT_SUSPECT": int(records in _SUSPECT)}
    flags["UNKNOWN_COLUMN"] = len(layout.notes) if layout is not None else 0
    return {name: count for name, count in flags.items() if count}


def our_columns(cells: pa.Table, layout: Layout, mapping: Mapping | None) -> pa.Table:
    """Return our columns made from the file's columns (by position), by name or by the mapping's rules."""
    tokens = list(mapping.null) if mapping is not None else []
    made: dict[str, pa.Array] = {}
    for name, at in layout.plain.items():
        column = one_array(cells.column(at))
        made[name] = without(column, {"", *tokens}) if tokens else column
    for name, (rule, position) in layout.ruled.items():
        if position is None:
            made[name] = pa.repeat(pa.scalar(rule.const, pa.string()), cells.num_rows)
        else:
            made[name] = derived(one_array(cells.column(position)), rule, tokens)
    return pa.table(made)


def noted_columns(cells: pa.Table, layout: Layout) -> pa.Table:
    """Return the file's columns that no feed column takes."""
    return pa.table({name: one_array(cells.column(at)) for name, at in layout.notes.items()})


def one_array(column: pa.ChunkedArray) -> pa.Array:
    """Return a table's column as one array."""
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays([*column.chunks, pa.array([], column.type)])

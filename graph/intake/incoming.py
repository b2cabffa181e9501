"""One file on its way in: rows staged on disk as codes, personal values handed to the commit, refused rows kept.

Memory holds a block at a time, and the rows that were refused in it. Nothing personal is written outside of the vault,
not even for a moment: contents are hashed in memory, and the staged rows are what the facts will be.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from graph.codes import Codes
from graph.intake.blocks import Block, RefusedRow, Source
from graph.intake.clean import Cleaned
from graph.intake.kept import REFUSED, header_of, packed
from graph.model.feeds import Feed
from graph.model.parquet import LEDGER, fact_schema
from graph.store.commit import Commit

#: What the outcomes need of a staged row, beside its facts. A version that is null is the batch's arrival.
_RULED = pa.schema([LEDGER.field(name) for name in ("line", "record", "content", "version", "declared", "cancel")])

#: What the ledger says of rows that were refused.
_LEFT_OUT = pa.schema([LEDGER.field(name) for name in ("line", "outcome", "reason")])

#: Rows beyond the retention window are counted, and their bytes are not kept.
_NOT_KEPT = frozenset({"EXPIRED"})

#: A record is named by its text; without one by its source, feed and content.
_KEYED = """
SELECT record, unhex(record) AS record_bytes, unhex(left(hash, 24)) AS content FROM (
    SELECT coalesce(left({record}, 24), left(sha256(getvariable('whence') || hash), 24)) AS record, hash
    FROM (SELECT record_text, {content} AS hash FROM given))
"""


@dataclass(frozen=True, slots=True)
class Staged:
    """The three files of a batch's staged rows, in the order of the file."""

    facts: Path
    """Arrow: the rows as the facts will be."""
    ruled: Path
    """Parquet: what their outcomes go by."""
    refused: Path
    """Parquet: line, outcome and reason of every row that does not stand."""


class Incoming:
    """The rows of one batch, block by block; `rows` and `refused` count them apart from the reader's own count.

    `refused` counts by outcome and reason.
    """

    def __init__(
        self, root: Path, *, feed: Feed, source: str, seq: int, codes: Codes, exported_at: float | None, commit: Commit
    ) -> None:
        self.staged = Staged(root / "rows.arrow", root / "rows.parquet", root / "refused.parquet")
        self.rows = 0
        self.refused: Counter[tuple[str, str]] = Counter()
        self.flags: dict[str, int] = {}
        self._facts = fact_schema(feed)
        self._seq = seq
        self._exported = None if exported_at is None else round(Decimal(exported_at), 9)
        self._commit = commit
        self._sql = _KEYED.format(
            record=codes.content_hash_sql("record_text"), content=codes.content_hash_sql("content")
        )
        self._con = duckdb.connect(config={"temp_directory": ""})  # contents are personal: they may not spill to disk
        self._con.execute("SET VARIABLE whence = ?", [f"{source}:{feed.name}:"])
        codes.bind(self._con)
        options = pa.ipc.IpcWriteOptions(compression="lz4")
        self._rows = pa.ipc.new_file(self.staged.facts, self._facts, options=options)
        self._ruled = pq.ParquetWriter(self.staged.ruled, _RULED, compression="none")
        self._left_out = pq.ParquetWriter(self.staged.refused, _LEFT_OUT)

    def take(self, block: Block, cleaned: Cleaned, source: Source) -> None:
        """Stage the rows of a block that stand, and keep those that do not."""
        facts = cleaned.facts
        if facts.num_rows:
            self._stage(facts)
        self.rows += facts.num_rows
        self._commit.values(cleaned.vault)
        for name, count in cleaned.flags.items():
            self.flags[name] = self.flags.get(name, 0) + count
        rows = cleaned.refused["_row"].to_numpy()
        raw = source.raw(block, rows.tolist())
        columns = [block.line[rows], cleaned.refused["outcome"], cleaned.refused["reason"], raw]
        self._refuse(pa.table(dict(zip(REFUSED.names, columns, strict=True))).cast(REFUSED))
        if block.notes.num_columns and facts.num_rows:
            self._note(block, facts["_row"].to_numpy())

    def take_refused(self, source: Source) -> None:
        """Keep the rows that reading has refused since the last time."""
        rows, source.refused[:] = list(source.refused), []
        if rows:
            self._refuse(_refused_rows(rows))

    def close(self) -> None:
        """Finish the staged files."""
        self._rows.close()
        self._ruled.close()
        self._left_out.close()
        self._con.close()
        pa.default_memory_pool().release_unused()  # what follows needs the memory that blocks have used

    def keep_rest(self, source: Source, held: Mapping[int, str], *, accepted: int) -> None:
        """Keep the bytes of the rows that are held (line: reason), and what the kept rows need to be fed again.

        Notes are forgotten again where the file brought nothing new.
        """
        if held:
            lines = np.array(sorted(held), np.int64)
            for block in source.blocks():
                rows = np.flatnonzero(np.isin(block.line, lines))
                if rows.size:
                    self._commit.piece("refused", packed(_held_rows(block, rows, held)))
                source.refused.clear()  # they were kept when they were read first
        if held or self.refused:
            self._commit.piece("header", header_of(source).packed())
        if not accepted:
            self._commit.forget("notes")

    def _stage(self, facts: pa.Table) -> None:
        self._con.register("given", facts.select(["record_text", "content"]))
        keyed = self._con.sql(self._sql).to_arrow_table()
        self._con.unregister("given")
        n, version = facts.num_rows, facts["version"]
        columns = {name: facts[name] for name in self._facts.names if name not in {"batch", "record"}}
        columns |= {"batch": pa.repeat(pa.scalar(self._seq, pa.int32()), n), "record": keyed["record"]}
        self._rows.write_table(_table(columns, self._facts), max_chunksize=n)
        ruled = {
            "line": facts["line"],
            "record": keyed["record_bytes"],
            "content": keyed["content"],
            "version": pc.coalesce(version, pa.scalar(self._exported, version.type)),
            "declared": pa.repeat(True, n) if self._exported is not None else pc.is_valid(version),
            "cancel": pc.equal(facts["op"], "cancel"),
        }
        self._ruled.write_table(_table(ruled, _RULED))

    def _refuse(self, rows: pa.Table) -> None:
        if rows.num_rows:
            self.refused.update(zip(rows["outcome"].to_pylist(), rows["reason"].to_pylist(), strict=True))
            self._left_out.write_table(rows.select(_LEFT_OUT.names).cast(_LEFT_OUT))
            kept = rows.filter(pc.invert(pc.is_in(rows["reason"], pa.array(sorted(_NOT_KEPT)))))
            if kept.num_rows:
                self._commit.piece("refused", packed(kept))

    def _note(self, block: Block, rows: NDArray[np.int64]) -> None:
        notes = block.notes.take(rows)
        filled = [name for name in notes.column_names if notes[name].null_count < len(rows)]
        if filled:
            lines = pa.array(block.line[rows])
            self._commit.piece("notes", packed(notes.select(filled).add_column(0, "line", lines)))


def _table(columns: Mapping[str, pa.ChunkedArray | pa.Array], schema: pa.Schema) -> pa.Table:
    return pa.table([columns[name] for name in schema.names], schema=schema).combine_chunks()


def _refused_rows(rows: Sequence[RefusedRow]) -> pa.Table:
    columns = [[r.line for r in rows], [r.outcome for r in rows], [r.reason for r in rows], [r.raw for r in rows]]
    return pa.table(dict(zip(REFUSED.names, columns, strict=True)), schema=REFUSED)


def _held_rows(block: Block, rows: NDArray[np.int64], held: Mapping[int, str]) -> pa.Table:
    lines = block.line[rows].tolist()
    reasons, raw = [held[line] for line in lines], [block.raw(row) for row in rows.tolist()]
    columns = [lines, ["quarantined"] * len(lines), reasons, raw]
    return pa.table(dict(zip(REFUSED.names, columns, strict=True)), schema=REFUSED)

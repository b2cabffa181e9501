"""The fact files of a batch: one for things; for events one for each UTC day, told by where they start."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

Ints = NDArray[np.int64]

#: Files that are written at a time; a batch of more days is gone through several times.
_OPEN_FILES = 200
_DAY = 86_400


def write_facts(rows: Path, without: Ints, folder: Path, name: str, event: str | None) -> tuple[int, int] | None:
    """Write the staged rows, without those of some lines, below a feed's folder; return the first and last event."""
    with pa.OSFile(str(rows)) as file:
        reader = pa.ipc.open_file(file)
        if event is None:
            _write_things(reader, without, folder / f"{name}.parquet")
            return None
        days, span = _days(reader, without, event)
        for start in range(0, len(days), _OPEN_FILES):
            _write_days(reader, without, folder, name, event, days[start : start + _OPEN_FILES])
        return span


def _tables(reader: pa.ipc.RecordBatchFileReader, without: Ints) -> Iterator[pa.Table]:
    """Yield the rows that are to be written, block by block; no empty tables."""
    for number in range(reader.num_record_batches):
        table = pa.Table.from_batches([reader.get_batch(number)])
        if without.size:
            table = table.filter(pa.array(~np.isin(table["line"].to_numpy(), without)))
        if table.num_rows:
            yield table


def _write_things(reader: pa.ipc.RecordBatchFileReader, without: Ints, path: Path) -> None:
    writer: pq.ParquetWriter | None = None
    for table in _tables(reader, without):
        if writer is None:
            path.parent.mkdir(parents=True)
            writer = pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
    if writer is not None:
        writer.close()


def _days(reader: pa.ipc.RecordBatchFileReader, without: Ints, event: str) -> tuple[list[int], tuple[int, int] | None]:
    """Return the days (since 1970) on which something starts, in order, and the first and last start."""
    days: set[int] = set()
    ends: list[int] = []
    for table in _tables(reader, without):
        starts = table[event].to_numpy()
        days.update(np.unique(starts // _DAY).tolist())
        ends += [int(starts.min()), int(starts.max())]
    return sorted(days), (min(ends), max(ends)) if ends else None


def _write_days(
    reader: pa.ipc.RecordBatchFileReader, without: Ints, folder: Path, name: str, event: str, days: list[int]
) -> None:
    """Write the files of some days, in the order of arrival within each."""
    with ExitStack() as open_files:
        writers: dict[int, pq.ParquetWriter] = {}
        for day in days:
            path = folder / f"day={datetime.fromtimestamp(day * _DAY, UTC):%Y-%m-%d}" / f"{name}.parquet"
            path.parent.mkdir(parents=True)
            writers[day] = open_files.enter_context(pq.ParquetWriter(path, reader.schema, compression="zstd"))
        for table in _tables(reader, without):
            day_of = table[event].to_numpy() // _DAY
            order = np.argsort(day_of, kind="stable")
            found, begins = np.unique(day_of[order], return_index=True)
            whole, stops = table.take(pa.array(order)), [*begins[1:].tolist(), len(order)]
            for day, start, stop in zip(found.tolist(), begins.tolist(), stops, strict=True):
                if day in writers:
                    writers[day].write_table(whole.slice(start, stop - start))

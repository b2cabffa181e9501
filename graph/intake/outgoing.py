"""A staged batch turned into what stays: its facts by day, what it puts out of force, and the ledger of its rows."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.intake.factfiles import write_facts
from graph.intake.incoming import Staged
from graph.intake.outcomes import counts, decide
from graph.intake.waiting import NOTHING, waiting
from graph.model.feeds import FEEDS
from graph.model.parquet import LEDGER
from graph.store.batches import Batch, Staging, StoredFile
from graph.store.facts import FactStore, parquet

_MEMORY = "400MB"
_PARQUET = "FORMAT parquet, COMPRESSION zstd"


@dataclass(frozen=True, slots=True)
class Written:
    """What was written for a batch, and how its rows that reading and cleaning let through fared."""

    files: list[StoredFile]
    accepted: int
    """Rows that are their record's current ones at the batch's end, held rows among them."""
    duplicate: int
    superseded: int
    held: dict[int, str]
    """Line and reason of each accepted row that is held."""
    long: int
    first_event: int | None
    last_event: int | None


def write_batch(rows: Staged, batch: Batch, staging: Staging, store: FactStore, timezone: str) -> Written:
    """Write facts and ledger of a batch below its staging folder, and return its outcomes, which `batch` lacks yet."""
    con = duckdb.connect(config={"temp_directory": str(staging.root / "spill"), "memory_limit": _MEMORY})
    con.execute("SET VARIABLE arrival = ?", [round(Decimal(batch.arrived), 6)])
    con.execute(f"""
        CREATE TEMP VIEW staged AS
        SELECT * REPLACE (coalesce(version, getvariable('arrival'))::DECIMAL(38, 9) AS version)
        FROM {parquet([rows.ruled])}
    """)
    decide(con, store.files(batch.feed, "ledger", source=batch.source))
    found = counts(con)
    folder, event = staging.root / "facts" / batch.feed, FEEDS[batch.feed].event_time
    span = write_facts(rows.facts, _not_written(con), folder, batch.id, event) or (None, None)
    _write_superseded(con, batch, staging)
    with_this = store.with_batch(batch, staging.files(batch.seq, batch.feed), staging.root)
    waits = (
        waiting(with_this, batch.feed, timezone=timezone, spill=staging.root / "spill")
        if found["accepted"]
        else NOTHING
    )
    held = _of_batch(waits.held, batch.seq)
    reasons = dict(zip(held["line"].to_pylist(), held["reason"].to_pylist(), strict=True))
    _write_ledger(con, rows.refused, held, batch, staging)
    long = _of_batch(waits.long, batch.seq).num_rows
    con.close()
    numbers = (found["accepted"], found["duplicate"], found["superseded"])
    return Written(staging.files(batch.seq, batch.feed), *numbers, reasons, long, *span)


def _of_batch(rows: pa.Table, seq: int) -> pa.Table:
    return rows.filter(pc.equal(rows["batch"], seq))


def _write_superseded(con: duckdb.DuckDBPyConnection, batch: Batch, staging: Staging) -> None:
    if con.sql("SELECT 1 FROM put_out LIMIT 1").fetchall():
        folder = staging.root / "facts" / "superseded"
        folder.mkdir(parents=True)
        con.execute(f"COPY (FROM put_out ORDER BY ALL) TO '{_path(folder / batch.id)}.parquet' ({_PARQUET})")


def _write_ledger(
    con: duckdb.DuckDBPyConnection, refused: Path, held: pa.Table, batch: Batch, staging: Staging
) -> None:
    """Write what became of every row: those that were staged by line, then those that were refused, as they came."""
    folder = staging.root / "outcomes"
    folder.mkdir()
    con.register("waits", held.select(["line", "reason"]).rename_columns(["line", "held"]))
    con.execute(f"""
        COPY (
            SELECT {", ".join(LEDGER.names)} FROM (
                (SELECT {batch.seq}::INTEGER AS batch, v.*, NULL AS reason, held
                FROM verdicts AS v LEFT JOIN waits USING (line) ORDER BY line)
                UNION ALL BY NAME SELECT {batch.seq}::INTEGER AS batch, line, outcome, reason FROM {parquet([refused])}
            )
        ) TO '{_path(folder / batch.id)}.parquet' ({_PARQUET})
    """)


def _not_written(con: duckdb.DuckDBPyConnection) -> NDArray[np.int64]:
    """Return the lines that are no facts: rows that are not accepted, and cancels."""
    lines = con.sql("SELECT line FROM verdicts WHERE outcome <> 'accepted' OR cancel").fetchnumpy()["line"]
    return np.asarray(lines, np.int64)


def _path(path: Path) -> str:
    return str(path).replace("'", "''")

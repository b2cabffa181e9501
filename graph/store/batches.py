"""A batch comes in whole or not at all.

Its files are written below `staging/`, told to the disk and moved into place; then one transaction of the database
names them together with the batch and its vault values. That commit is the acknowledgement. A file that no batch names
does not exist for readers, and the next writer sweeps it away.
"""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pyarrow.parquet as pq
from sqlalchemy import Connection, Engine, Row, func, insert, select

from graph.store.disk import made_folder, sha256_of, sync_file, sync_folder
from graph.store.tables import batches, files


@dataclass(frozen=True, slots=True)
class Batch:
    """One file that came in, with what became of its rows at its own end; times are seconds UTC."""

    seq: int
    feed: str
    source: str
    file: str
    sha256: str
    size: int
    arrived: float
    by_hand: bool = False
    encoding: str | None = None
    exported_at: float | None = None
    rows: int | None = 0
    accepted: int = 0
    duplicate: int = 0
    superseded: int = 0
    quarantined: int | None = 0
    rejected: int = 0
    held: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    flags: Mapping[str, int] = field(default_factory=dict)
    refused: str | None = None
    seconds: float = 0.0
    first_event: int | None = None
    last_event: int | None = None

    @property
    def id(self) -> str:
        """Return the batch's name, such as b000001."""
        return f"b{self.seq:06d}"

    @classmethod
    def of(cls, row: Row[tuple[object, ...]]) -> "Batch":
        """Return the batch that a row of the table tells."""
        values = dict(row._mapping)  # noqa: SLF001  its public name
        del values["id"]
        values["arrived"] = values["arrived"] / 1e6
        if values["exported_at"] is not None:
            values["exported_at"] = values["exported_at"] / 1e6
        return cls(**values)

    def row(self) -> dict[str, object]:
        """Return the batch as a row of the table."""
        exported = None if self.exported_at is None else round(self.exported_at * 1e6)
        return {**asdict(self), "id": self.id, "arrived": round(self.arrived * 1e6), "exported_at": exported}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A Parquet file of a batch: its path below the data directory, and what it must be like."""

    path: str
    batch: int
    feed: str
    kind: str
    rows: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Staging:
    """The folder in which one batch's files wait."""

    root: Path
    """`staging/<batch>` of the data directory, or a folder of a dry run."""

    def files(self, batch: int, feed: str) -> list[StoredFile]:
        """Return the batch's files as they stand here, facts and ledgers; spill and scratch files are none."""
        found = []
        for path in sorted(self.root.rglob("*.parquet")):
            name = path.relative_to(self.root)
            if name.parts[0] in {"facts", "outcomes"}:
                kind = {"outcomes": "ledger", "superseded": "superseded"}.get(name.parts[-2], "facts")
                size, rows = path.stat().st_size, pq.read_metadata(path).num_rows
                found.append(StoredFile(name.as_posix(), batch, feed, kind, rows, size, sha256_of(path)))
        return found

    def put_in_place(self, its_files: Sequence[StoredFile], path: Path) -> None:
        """Move the files to where they stay, each of them and each folder kept by the disk."""
        for file in its_files:
            sync_file(self.root / file.path)
        folders = {made_folder((path / file.path).parent, path) for file in its_files}
        for file in its_files:
            (self.root / file.path).rename(path / file.path)
        for folder in folders:
            sync_folder(folder)


def staging_of(path: Path, batch_id: str) -> Staging:
    """Return a new staging folder; it is there, for sure, before any file of its batch can be in place."""
    return Staging(made_folder(path / "staging" / batch_id, path))


def next_batch(db: Engine) -> tuple[int, float]:
    """Return the number of the next batch, and the arrival (seconds) of the last one, 0 if there is none."""
    with db.connect() as connection:
        last, arrived = connection.execute(select(func.max(batches.c.seq), func.max(batches.c.arrived))).one()
    return (last or 0) + 1, (arrived or 0) / 1e6


def record(connection: Connection, batch: Batch, its_files: Sequence[StoredFile]) -> None:
    """Write a batch and its files into an open transaction."""
    connection.execute(insert(batches).values(batch.row()))
    if its_files:
        connection.execute(insert(files), [asdict(f) for f in its_files])


def sweep(path: Path, db: Engine) -> None:
    """Remove what a killed writer left: its staging folder, and files in place that no batch names."""
    staging = path / "staging"
    if not staging.is_dir() or not any(staging.iterdir()):
        return
    with db.connect() as connection:
        known = set(connection.scalars(select(files.c.path)))
    for file in _parquet_files(path):
        if file.relative_to(path).as_posix() not in known:
            file.unlink()
    for left in staging.iterdir():
        shutil.rmtree(left)
    sync_folder(staging)


def _parquet_files(path: Path) -> Iterator[Path]:
    for top in ("facts", "outcomes"):
        yield from (path / top).rglob("*.parquet")

"""The fact store: which batches there are, and the live rows of a feed as a DuckDB view.

A file counts only if `store.db` names it, so what an unfinished batch left on the disk does not exist. A row is live
while no batch that had arrived by then put it out of force. Files are never changed after they were written.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
from sqlalchemy import Engine, func, select

from graph.model.feeds import FEEDS
from graph.model.parquet import empty_select, fact_schema
from graph.store.batches import Batch, StoredFile
from graph.store.database import damaged
from graph.store.memory import FEW
from graph.store.tables import batches, files


@dataclass(frozen=True, slots=True)
class FactStore:
    """The facts of one deployment; `beside` are batches that are not acknowledged (yet), with where they stand."""

    path: Path
    db: Engine
    beside: tuple[tuple[Batch, tuple[StoredFile, ...], Path], ...] = ()

    def with_batch(self, batch: Batch, its_files: Sequence[StoredFile], root: Path) -> "FactStore":
        """Return the store as it will be with this batch, whose files still stand below `root`."""
        return FactStore(self.path, self.db, (*self.beside, (batch, tuple(its_files), root)))

    def batches(self, known_at: float | None = None) -> list[Batch]:
        """Return the batches that had arrived by `known_at` (seconds UTC; default: all), refused ones too, in order."""
        query = select(batches).order_by(batches.c.seq)
        with self.db.connect() as connection:
            found = [Batch.of(row) for row in connection.execute(query)]
        found += [batch for batch, _, _ in self.beside]
        return [b for b in found if known_at is None or b.arrived <= known_at]

    def stamp(self, known_at: float | None = None) -> str:
        """Return a name of the facts known then; equal exactly if they are made of the same batches."""
        digest = hashlib.sha256()
        here = [b for b in self.batches(known_at) if b.refused is None]
        for batch in here:
            digest.update(f"{batch.id} {batch.sha256} {batch.arrived:.6f}\n".encode())
        return f"{here[-1].id if here else 'b000000'}-{digest.hexdigest()[:16]}"

    def files(self, feed: str, kind: str, known_at: float | None = None, source: str | None = None) -> list[Path]:
        """Return the files of a feed (`facts`, `superseded`, `ledger`) known then, of one source or of all.

        Raises DeploymentError (DAMAGED) if one is missing or has another size than when it was written.
        """
        return [_present(f, root) for f, root in self._named([feed], [kind], known_at, source)]

    def few(self) -> bool:
        """Return whether all files together, ledgers too, hold so few rows that they may be worked on in memory."""
        with self.db.connect() as connection:
            rows = int(connection.execute(select(func.coalesce(func.sum(files.c.rows), 0))).scalar_one())
        return rows + sum(file.rows for _, theirs, _ in self.beside for file in theirs) <= FEW

    def view(self, con: duckdb.DuckDBPyConnection, feed: str, known_at: float | None = None) -> None:
        """Make a view named like the feed on a DuckDB connection: its live rows known then, held rows among them.

        Raises DeploymentError (DAMAGED) where a file is missing or cut.
        """
        if not self._views(con, [feed], known_at):
            con.execute(f'CREATE OR REPLACE TEMP VIEW "{feed}" AS {empty_select(fact_schema(FEEDS[feed]))}')

    def views(self, con: duckdb.DuckDBPyConnection) -> None:
        """Make the view of every feed that has facts, as `view` does; the others are left to what is there."""
        self._views(con, list(FEEDS), None)

    def _views(self, con: duckdb.DuckDBPyConnection, feeds: Sequence[str], known_at: float | None) -> bool:
        """Make the views of those feeds that have facts; return whether one has.

        Few rows are read at once, so that a query does not open many small files.
        """
        facts: dict[str, list[tuple[StoredFile, Path]]] = {}
        gone: dict[str, list[Path]] = {}
        for file, root in self._named(feeds, ("facts", "superseded"), known_at):
            path = _present(file, root)
            if file.kind == "facts":
                facts.setdefault(file.feed, []).append((file, path))
            else:
                gone.setdefault(file.feed, []).append(path)
        for feed, theirs in facts.items():
            query = f"SELECT f.* FROM {parquet([path for _, path in theirs])} AS f"
            if feed in gone:
                query += f" ANTI JOIN {parquet(gone[feed])} AS g USING (batch, line)"
            if sum(file.rows for file, _ in theirs) <= FEW:
                con.execute(f'CREATE OR REPLACE TEMP TABLE "rows of {feed}" AS {query}')
                query = f'FROM "rows of {feed}"'
            con.execute(f'CREATE OR REPLACE TEMP VIEW "{feed}" AS {query}')
        return bool(facts)

    def _named(
        self, feeds: Sequence[str], kinds: Sequence[str], known_at: float | None, source: str | None = None
    ) -> list[tuple[StoredFile, Path]]:
        """Return the files of feeds as batches name them, each with the folder that it stands below."""
        query = select(files).join(batches).where(files.c.feed.in_(feeds), files.c.kind.in_(kinds))
        if source is not None:
            query = query.where(batches.c.source == source)
        if known_at is not None:
            query = query.where(batches.c.arrived <= round(known_at * 1e6))
        with self.db.connect() as connection:
            rows = connection.execute(query.order_by(files.c.batch, files.c.path))
            found = [(StoredFile(**row._mapping), self.path) for row in rows]  # noqa: SLF001  its public name
        for batch, its_files, root in self.beside:
            if source in {None, batch.source} and (known_at is None or batch.arrived <= known_at):
                found += [(f, root) for f in its_files if f.feed in feeds and f.kind in kinds]
        return found


def parquet(paths: Sequence[Path]) -> str:
    """Return the DuckDB table expression that reads these files."""
    names = ", ".join("'" + str(p).replace("'", "''") + "'" for p in paths)
    return f"read_parquet([{names}], hive_partitioning = false)"


def _present(file: StoredFile, root: Path) -> Path:
    path = root / file.path
    try:
        size = path.stat().st_size
    except OSError as e:
        raise damaged(root, f"{file.path} is missing") from e
    if size != file.size:
        raise damaged(root, f"{file.path} has {size} bytes instead of {file.size}")
    return path

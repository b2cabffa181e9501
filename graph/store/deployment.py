"""A deployment: one data directory with its facts, its vault and the settings that it was made with.

DIR/store.db         batches, files, lists and the vault       DIR/facts/      what happened, as Parquet
DIR/outcomes/        what became of every row                  DIR/segments/   indexes; may be deleted
DIR/staging/         a batch that is coming in; empty when no writer is at work
DIR/editions/        rule editions of the authority's own; may be there before the deployment is
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Engine, insert, select

from graph.codes import Codes
from graph.errors import DeploymentError, KeyMissing, UsageError
from graph.store.batches import sweep
from graph.store.database import check_version, damaged, migrate, opened
from graph.store.disk import disk_errors, sync_file, sync_folder
from graph.store.facts import FactStore
from graph.store.lock import WriterLock
from graph.store.tables import deployment
from graph.store.vault import Vault

_NEW = ".store.db.new"
#: What may be there before the deployment is.
_EDITIONS = "editions"


@dataclass(frozen=True, slots=True)
class Deployment:
    """An open deployment; made by `create`, opened by `open`."""

    id: str
    path: Path
    timezone: str
    edition: str
    engine: str
    retention_days: int | None
    codes: Codes
    db: Engine
    facts: FactStore
    vault: Vault
    _lock: WriterLock = field(repr=False)

    @classmethod
    def create(
        cls,
        path: Path,
        *,
        engine: str,
        timezone: str,
        edition: str,
        retention_days: int | None,
        key: bytes,
        deployment_id: str,
        database: str | None = None,
        now: float | None = None,
    ) -> "Deployment":
        """Return a new deployment in an empty or missing folder; `database` is a URL that replaces `store.db`.

        Raises DeploymentError: ALREADY_DEPLOYED, NOT_EMPTY, DISK_FULL; UsageError: TIMEZONE_UNKNOWN.
        """
        _check_zone(timezone)
        codes = Codes(key)
        with disk_errors(path):
            _make_folder(path)
            row: dict[str, object] = {
                "id": deployment_id,
                "timezone": timezone,
                "edition": edition,
                "engine": engine,
                "retention_days": retention_days,
                "created": microseconds(time.time() if now is None else now),
                "fingerprint": codes.fingerprint(),
            }
            _make_database(path, database, row)
        return cls.open(path, key_of=lambda _: key, database=database)

    @classmethod
    def open(cls, path: Path, *, key_of: Callable[[str], bytes], database: str | None = None) -> "Deployment":
        """Return the deployment in a folder; `key_of` gives the pseudonym key of a deployment's id.

        Raises DeploymentError: NO_DEPLOYMENT, DAMAGED, NEWER_VERSION; KeyMissing: KEY_WRONG, or what `key_of` raises.
        """
        if database is None and not (path / "store.db").is_file():
            raise DeploymentError(
                "NO_DEPLOYMENT",
                f"there is no deployment in {path}: make one with `contactgraph init`, or check the folder's name",
            )
        db = opened(database or f"sqlite:///{path / 'store.db'}", path)
        check_version(db, path)
        with db.connect() as connection:
            row = connection.execute(select(deployment)).one_or_none()
        if row is None:
            raise damaged(path, "it does not say which deployment it is")
        codes = Codes(key_of(row.id))
        if codes.fingerprint() != row.fingerprint:
            raise KeyMissing(
                "KEY_WRONG",
                f"the pseudonym key is not the one that {path} was made with: set CONTACTGRAPH_KEY or "
                "CONTACTGRAPH_KEY_FILE to that key",
            )
        settings = (row.timezone, row.edition, row.engine, row.retention_days)
        stores = (FactStore(path, db), Vault(db))
        return cls(row.id, path, *settings, codes, db, *stores, WriterLock(path / "writer.lock"))

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the single writer within the block; what a killed writer left behind is swept away first.

        Raises DeploymentError: BUSY where another process is writing.
        """
        first = self._lock.take()
        try:
            if first:
                sweep(self.path, self.db)
            yield
        finally:
            self._lock.release()


def microseconds(seconds: float) -> int:
    """Return whole microseconds of a time in seconds."""
    return round(seconds * 1_000_000)


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as e:
        raise UsageError("TIMEZONE_UNKNOWN", f"there is no time zone {name!r}: use a name such as Asia/Shanghai") from e


def _make_folder(path: Path) -> None:
    if (path / "store.db").exists():
        raise DeploymentError("ALREADY_DEPLOYED", f"{path} is a deployment already: use it, or choose another folder")
    if path.exists() and (
        not path.is_dir() or any(not p.name.startswith(_NEW) and p.name != _EDITIONS for p in path.iterdir())
    ):
        raise DeploymentError("NOT_EMPTY", f"{path} holds other files: choose an empty or a new folder")
    path.mkdir(mode=0o700, parents=True, exist_ok=True)


def _make_database(path: Path, url: str | None, row: dict[str, object]) -> None:
    """Make the tables aside and move them into place whole, so that a kill leaves no half deployment."""
    for old in path.glob(_NEW + "*"):
        old.unlink()
    new = path / _NEW
    if url is None:
        new.touch(mode=0o600)
    db = opened(url or f"sqlite:///{new}", path)
    migrate(db)
    with db.begin() as connection:
        if connection.execute(select(deployment.c.id)).first() is not None:
            raise DeploymentError("ALREADY_DEPLOYED", "this database holds a deployment already: use another one")
        connection.execute(insert(deployment).values(row))
    db.dispose()
    if url is None:
        sync_file(new)
        new.rename(path / "store.db")
    sync_folder(path)

"""The database of a deployment: opened so that what was acknowledged stays, and its errors said in our words."""

import sqlite3
from pathlib import Path

from sqlalchemy import Engine, create_engine, event, inspect, select, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.engine.interfaces import DBAPIConnection

from graph.errors import DeploymentError
from graph.store.disk import disk_full, says_full
from graph.store.tables import deployment

#: Newest migration that this program knows.
HEAD = "v0001"
MIGRATIONS = Path(__file__).parent / "migrations"
_WAIT_SECONDS = 20
_DAMAGED_WORDS = ("malformed", "not a database", "file is encrypted", "no such table")


def opened(url: str, where: Path) -> Engine:
    """Return the database at a URL; nothing is read yet. Errors name the data directory `where`."""
    sqlite = url.startswith("sqlite")
    engine = create_engine(url, connect_args={"timeout": _WAIT_SECONDS} if sqlite else {})
    if sqlite:
        event.listen(engine, "connect", lambda connection, _entry: _settings(connection, where))

    @event.listens_for(engine, "handle_error")
    def ours(context: ExceptionContext) -> None:
        error = _in_our_words(str(context.original_exception).lower(), where)
        if error is not None:
            context.chained_exception = error

    return engine


def damaged(where: Path, what: str) -> DeploymentError:
    """Return the error for a data directory that cannot be trusted."""
    return DeploymentError(
        "DAMAGED",
        f"the data directory {where} is damaged ({what}): put back its last backup, then feed the files that "
        "came after it again",
    )


def _settings(connection: DBAPIConnection, where: Path) -> None:
    """Set what SQLite does not keep in its file: whole commits, and a page cache that does not grow."""
    cursor = connection.cursor()
    try:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-65536"):
            cursor.execute(f"PRAGMA {pragma}")
    except sqlite3.Error as e:  # the engine's own handler does not see what happens here
        raise (_in_our_words(str(e).lower(), where) or e) from e
    finally:
        cursor.close()


def _in_our_words(message: str, where: Path) -> DeploymentError | None:
    if says_full(message):
        return disk_full(where)
    if "database is locked" in message:
        return DeploymentError("BUSY", f"another process is writing to {where}: wait until it has finished")
    if "readonly database" in message or "unable to open database" in message:
        return DeploymentError("NOT_WRITABLE", f"{where} cannot be written by this user: check its owner and rights")
    if "disk i/o error" in message:
        return DeploymentError(
            "DISK_ERROR",
            f"the disk of {where} does not read or write as it should; what was acknowledged before is whole: check the "
            "disk and the quota, then try again",
        )
    if any(words in message for words in _DAMAGED_WORDS):
        return damaged(where, message)
    return None


def check_version(engine: Engine, where: Path) -> None:
    """Bring an older database up to date; raise DeploymentError (DAMAGED, NEWER_VERSION) where that cannot be."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version") or not inspect(connection).has_table(deployment.name):
            raise damaged(where, "store.db has no tables of a deployment")
        version = connection.scalar(select(text("version_num from alembic_version")))
    if version == HEAD:
        return
    if version not in {p.stem.split("_")[0] for p in (MIGRATIONS / "versions").glob("v*.py")}:
        raise DeploymentError(
            "NEWER_VERSION",
            f"the data directory {where} was written by a newer version of this program ({version}; this one knows "
            f"{HEAD}): use that version, or a newer one",
        )
    migrate(engine)


def migrate(engine: Engine) -> None:
    """Make or upgrade the tables, in one transaction."""
    from alembic import command, config  # noqa: PLC0415  half a second, and needed only where something is to change

    settings = config.Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")

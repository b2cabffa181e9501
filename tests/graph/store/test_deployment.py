"""Making and opening a deployment, and every way in which it can be missing, wrong or taken."""

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from graph.errors import ContactgraphError, DeploymentError, KeyMissing, UsageError
from graph.store.database import HEAD, MIGRATIONS
from graph.store.deployment import Deployment
from graph.store.tables import metadata
from tests.graph.store.made import KEY, deployment


def code_of(path: Path, key: bytes = KEY) -> str:
    """Return the code of the refusal to open a folder."""
    with pytest.raises(ContactgraphError) as refused:
        Deployment.open(path, key_of=lambda _: key)
    return refused.value.code


def test_what_was_made_can_be_opened(tmp_path: Path) -> None:
    """A new deployment keeps its settings, and opens with its key."""
    deployment(tmp_path / "d", retention_days=28)
    dep = Deployment.open(tmp_path / "d", key_of=lambda deployment_id: {"test": KEY}[deployment_id])
    assert (dep.timezone, dep.edition, dep.engine, dep.retention_days) == ("Asia/Shanghai", "cn-8", "embedded", 28)


def test_an_empty_or_missing_folder_is_no_deployment(tmp_path: Path) -> None:
    """The refusal says how to make one."""
    assert code_of(tmp_path) == code_of(tmp_path / "nowhere") == "NO_DEPLOYMENT"


def test_a_deployment_is_not_made_twice(tmp_path: Path) -> None:
    """A second init leaves the first as it is."""
    deployment(tmp_path / "d")
    with pytest.raises(DeploymentError) as refused:
        deployment(tmp_path / "d")
    assert refused.value.code == "ALREADY_DEPLOYED"


def test_a_foreign_folder_is_left_alone(tmp_path: Path) -> None:
    """A folder with other files is refused and stays as it was; so is a file."""
    (tmp_path / "thesis.txt").write_text("years of work")
    for path in (tmp_path, tmp_path / "thesis.txt"):
        with pytest.raises(DeploymentError) as refused:
            deployment(path)
        assert refused.value.code == "NOT_EMPTY"
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]


def test_an_init_that_was_killed_can_be_repeated(tmp_path: Path) -> None:
    """Half a database, left aside by a killed init, is no deployment and no obstacle."""
    (tmp_path / ".store.db.new").write_bytes(b"half")
    (tmp_path / ".store.db.new-journal").write_bytes(b"half")
    assert code_of(tmp_path) == "NO_DEPLOYMENT"
    assert deployment(tmp_path).id == "test"


def test_a_damaged_database_is_told(tmp_path: Path) -> None:
    """Overwritten, emptied or foreign databases give DAMAGED, never a traceback."""
    deployment(tmp_path / "d").db.dispose()
    store = tmp_path / "d" / "store.db"
    for content in (b"no database at all" * 1000, b"", store.read_bytes()[:5000]):
        for wal in (tmp_path / "d").glob("store.db-*"):
            wal.unlink()
        store.write_bytes(content)
        assert code_of(tmp_path / "d") == "DAMAGED"


def test_a_newer_directory_is_left_to_the_newer_program(tmp_path: Path) -> None:
    """A schema version that this program does not know is refused and not touched."""
    deployment(tmp_path / "d").db.dispose()
    with sqlite3.connect(tmp_path / "d" / "store.db") as database:
        database.execute("UPDATE alembic_version SET version_num = 'v0999'")
    assert code_of(tmp_path / "d") == "NEWER_VERSION"


def test_another_key_is_noticed(tmp_path: Path) -> None:
    """The fingerprint tells a wrong key before it can spoil anything."""
    deployment(tmp_path / "d")
    with pytest.raises(KeyMissing) as refused:
        Deployment.open(tmp_path / "d", key_of=lambda _: b"another key of 32 characters....")
    assert refused.value.code == "KEY_WRONG"


def test_a_zone_that_nobody_knows_is_wrong_usage(tmp_path: Path) -> None:
    """An invented zone makes no deployment."""
    with pytest.raises(UsageError, match="Asia/Shanghai"):
        Deployment.create(
            tmp_path / "d",
            engine="embedded",
            timezone="Asia/Nowhere",
            edition="cn-8",
            retention_days=None,
            key=KEY,
            deployment_id="x",
        )
    assert not (tmp_path / "d").exists()


def test_the_migrations_make_the_tables(tmp_path: Path) -> None:
    """A new database has just the tables of `tables.py`, and HEAD is the newest migration."""
    dep = deployment(tmp_path / "d")
    with dep.db.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    assert max(p.name.split("_")[0] for p in (MIGRATIONS / "versions").glob("v*.py")) == HEAD


def test_commits_are_whole_on_the_disk(tmp_path: Path) -> None:
    """The database writes ahead and syncs every commit; nobody else may read it."""
    dep = deployment(tmp_path / "d")
    with dep.db.connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA synchronous")) == 2
    assert (tmp_path / "d" / "store.db").stat().st_mode & 0o077 == 0


def test_there_is_one_writer(tmp_path: Path) -> None:
    """A second writer is refused at once; after the first has finished it may write."""
    first = deployment(tmp_path / "d")
    second = Deployment.open(tmp_path / "d", key_of=lambda _: KEY)
    with first.writing(), first.writing():
        with pytest.raises(DeploymentError) as refused, second.writing():
            pass
        assert refused.value.code == "BUSY"
    with second.writing():
        assert (tmp_path / "d" / "writer.lock").exists()

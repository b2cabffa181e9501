"""What may be wrong around a deployment: each says what happened and what to do, with its code and exit 1."""

import errno
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from graph.engines.embedded import segments
from graph.store.deployment import Deployment
from tests.api.conftest import KEY, TOWN, Done, call

HERE = Path(sys.executable).with_name("contactgraph")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a deployment that no test may change."""
    folder = tmp_path_factory.mktemp("faults")
    (folder / "feeds").mkdir()
    for name, text in TOWN.items():
        (folder / "feeds" / name).write_text(text, encoding="utf-8")
    assert call("init", folder / "data").code == 0
    assert call("ingest", folder / "data", folder / "feeds").code == 0
    assert call("trace", folder / "data", "C1").code == 0
    return folder / "data"


@pytest.fixture
def data(kept: Path, tmp_path: Path) -> Path:
    """Return a deployment for this test alone."""
    return Path(shutil.copytree(kept, tmp_path / "data"))


def refused(done: Done, code: str, *words: str) -> None:
    """Assert that a call ended with 1, this code, one sentence with these words, and no traceback."""
    rows = done.rows
    assert (done.code, [row.get("code") for row in rows]) == (1, [code]), done.err
    assert [w for w in words if w not in str(rows[0]["message"])] == []
    assert len(done.err.strip().splitlines()) == 1
    assert "Traceback" not in done.err


def trace(data: Path, **env: str) -> Done:
    """Return what a trace of C1 leaves."""
    return call("trace", data, "C1", "--json", env=dict(env))


def test_missing_folder(tmp_path: Path) -> None:
    """A folder that is not there, or is empty, is no deployment; `init` is named."""
    refused(trace(tmp_path / "nowhere"), "NO_DEPLOYMENT", "contactgraph init")
    refused(trace(tmp_path), "NO_DEPLOYMENT", str(tmp_path))


def test_newer_schema(data: Path) -> None:
    """A directory that a newer version wrote is left alone, and both versions are named."""
    with sqlite3.connect(data / "store.db") as db:
        db.execute("UPDATE alembic_version SET version_num = 'v9999'")
    db.close()
    refused(trace(data), "NEWER_VERSION", "v9999", "newer version")


@pytest.mark.parametrize("content", [b"this is no database, but long enough to be one " * 99, b""])
def test_damaged_database(data: Path, content: bytes) -> None:
    """A store.db of other bytes, or of none, is damaged; the backup is named."""
    for extra in data.glob("store.db-*"):
        extra.unlink()
    (data / "store.db").write_bytes(content)
    refused(trace(data), "DAMAGED", "backup")


def test_missing_facts_file(data: Path) -> None:
    """A facts file that is gone is told when the facts are read again, never answered around."""
    shutil.rmtree(data / "segments")
    next((data / "facts").rglob("*stays*/**/*.parquet")).unlink()
    refused(trace(data), "DAMAGED", "backup")


@pytest.mark.parametrize("cut", [0, 10])
def test_cut_index_is_rebuilt(data: Path, cut: int) -> None:
    """With any file of the index cut short the answer is the same, and the index is whole again."""
    before = trace(data).out
    names = [file.relative_to(data) for file in (data / "segments").rglob("*") if file.is_file()]
    assert names
    for name in names:
        size = (data / name).stat().st_size
        os.truncate(data / name, min(cut, max(size - 1, 0)))
        assert trace(data).out == before, name


def test_deleted_index_is_rebuilt(data: Path) -> None:
    """Without the folder of indexes the answer is the same."""
    before = trace(data).out
    shutil.rmtree(data / "segments")
    assert trace(data).out == before
    assert list((data / "segments").iterdir())


def test_second_writer(data: Path) -> None:
    """While another process writes, ingest is refused and a question is answered; afterwards ingest works."""
    hold = "import sys,fcntl; f=open(sys.argv[1],'a'); fcntl.flock(f,fcntl.LOCK_EX); print('held',flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", hold, str(data / "writer.lock")], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as other:  # fmt: skip
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        file = data.parent / "places.csv"
        file.write_text("place_id,kind\nhall,venue\n")
        refused(call("ingest", data, file, "--json"), "BUSY", "try again")
        refused(call("case", data, "add", "--person", "bo", "--json"), "BUSY", "try again")
        assert trace(data).code == 0
        other.communicate("\n")
    assert call("ingest", data, file).code == 0


def test_full_disk_while_ingesting(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk stops the file with its sentence; answers are as before, and the file goes in once there is room."""
    before = trace(data).out
    file = data.parent / "stays.csv"
    file.write_text("person_id,place_id,t_start,t_end\ngus,theatre,2021-07-22 18:00,2021-07-22 19:00\n")

    def full(_source: object, target: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target))

    with monkeypatch.context() as patch:
        for name in ("rename", "replace"):
            patch.setattr(os, name, full)
            patch.setattr(Path, name, full)
        refused(call("ingest", data, file, "--json"), "DISK_FULL", "room")
    assert trace(data).out == before
    assert call("ingest", data, file, "--json").rows[0]["accepted"] == 1


def test_full_disk_while_indexing(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the index cannot be written because the disk is full, a question says so and breaks nothing."""
    before = trace(data).out
    shutil.rmtree(data / "segments")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "segments")

    with monkeypatch.context() as patch:
        patch.setattr(segments, "save", full)
        refused(trace(data), "DISK_FULL", "make room")
    assert trace(data).out == before


def test_no_server(data: Path) -> None:
    """Without NEO4J_URI, and with one where nobody listens, the server is named as what is missing."""
    refused(call("trace", data, "C1", "--engine", "neo4j", "--json"), "NEO4J_NOT_SET", "NEO4J_URI")
    away = {"NEO4J_URI": "bolt://127.0.0.1:9", "NEO4J_PASSWORD": "none-such"}
    refused(call("trace", data, "C1", "--engine", "neo4j", "--json", env=away), "NEO4J_AWAY", "127.0.0.1:9")
    refused(call("neo4j", data, "load", "--json", env=away), "NEO4J_AWAY")


def test_wrong_or_no_key(data: Path, tmp_path: Path) -> None:
    """Another key, a short one and none are each told, with the setting that is to be set."""
    refused(trace(data, CONTACTGRAPH_KEY="another key of enough letters"), "KEY_WRONG", "CONTACTGRAPH_KEY")
    none = call(
        "trace", data, "C1", "--json", env={"CONTACTGRAPH_KEY": None, "CONTACTGRAPH_CONFIG_HOME": str(tmp_path)}
    )
    refused(none, "KEY_MISSING", "CONTACTGRAPH_KEY_FILE")
    short = trace(data, CONTACTGRAPH_KEY="short")
    assert (short.code, short.rows[0]["code"]) == (2, "KEY_TOO_SHORT")


def test_ctrl_c_keeps_what_was_acknowledged(kept: Path, data: Path) -> None:
    """Ctrl-C in the middle of 300 files: a sentence, exit 1, no traceback, and just the acknowledged batches are there."""
    folder = data.parent / "many"
    folder.mkdir()
    for number in range(300):
        text = f"person_id,place_id,t_start,t_end\nq{number},shop,2021-07-22 18:00,2021-07-22 19:00\n"
        (folder / f"stays.{number:03}.csv").write_text(text)
    env = {"CONTACTGRAPH_KEY": KEY, "PATH": "/usr/bin:/bin", "HOME": str(data.parent)}
    with subprocess.Popen([HERE, "ingest", data, folder, "--json"], env=env, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as running:  # fmt: skip
        assert running.stdout is not None
        lines = [running.stdout.readline() for _ in range(3)]
        time.sleep(0.2)
        running.send_signal(signal.SIGINT)
        rest, said = running.communicate(timeout=120)
    assert (running.returncode, said) == (1, "stopped; what was acknowledged is kept\n")
    told = [line for line in [*lines, *rest.splitlines()] if '"kind":"batch"' in line]
    assert 3 <= len(told) < 300
    (stays,) = [row for row in call("feeds", data, "--json").rows if row["feed"] == "stays"]
    assert stays["accepted"] in {7 + len(told), 8 + len(told)}  # one may be acknowledged and not told yet
    assert call("trace", data, "C1", "--json").code == 0
    assert call("trace", kept, "C1", "--json").code == 0


def test_unforeseen_error_shows_no_traceback(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody foresaw is one sentence with exit 1; the traceback is for CONTACTGRAPH_DEBUG only."""

    def broken(*_: object, **__: object) -> None:
        raise ValueError("unforeseen")

    monkeypatch.setattr(Deployment, "open", broken)
    refused(trace(data), "UNEXPECTED", "CONTACTGRAPH_DEBUG")
    assert "Traceback" in trace(data, CONTACTGRAPH_DEBUG="1").err

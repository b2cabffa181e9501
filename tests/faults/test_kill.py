"""kill -9 at any moment: an acknowledged batch is whole, and no other is visible."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from graph.store.deployment import Deployment
from tests.graph.store.made import KEY, deployment

ROOT = Path(__file__).resolve().parents[2]
FEEDER, DYING = ROOT / "tests/faults/feeder.py", ROOT / "tests/faults/dying.py"
LONG = os.environ.get("CONTACTGRAPH_LONG") == "1"


class Feeding:
    """A deployment that is fed by processes which do not live long."""

    def __init__(self, path: Path, seed: int) -> None:
        self.directory, self.folder, self.ledger = path / "d", path / "in", path / "ledger"
        self.folder.mkdir()
        self.ledger.touch()
        self.chance = random.Random(seed)
        deployment(self.directory)

    def killed(self) -> None:
        """Start a feeder and kill it, at a random moment of one of its first files."""
        command: list[str | Path] = [sys.executable, FEEDER, self.directory, self.folder, self.ledger]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment) as feeder:
            assert feeder.stdout is not None
            for _ in range(self.chance.randint(1, 3)):
                assert feeder.stdout.readline().startswith("begin")
            time.sleep(self.chance.expovariate(5))
            feeder.send_signal(signal.SIGKILL)
        assert feeder.returncode == -signal.SIGKILL

    def acknowledged(self) -> dict[str, str]:
        """Return batch and file of each line of the ledger; a line that was cut by the kill was not told."""
        lines = self.ledger.read_text().split("\n")[:-1]
        return {batch: file for batch, file, accepted in map(str.split, lines) if accepted == "30"}


def checked(feeding: Feeding) -> None:
    """Assert that what stands is what was acknowledged, whole; one batch may have been acknowledged and not told."""
    dep = Deployment.open(feeding.directory, key_of=lambda _: KEY)
    stand = {b.id: b.file for b in dep.facts.batches()}
    told = feeding.acknowledged()
    assert told.items() <= stand.items()
    con = duckdb.connect()
    dep.facts.view(con, "stays")
    found = con.sql("SELECT batch, count(*), count(DISTINCT record) FROM stays GROUP BY batch").fetchall()
    assert sorted(found) == [(b.seq, 30, 30) for b in dep.facts.batches()]
    for batch in dep.facts.batches()[-3:]:
        number = batch.file.split(".")[1]
        owners = [dep.codes.code(f"person_id:default:p{number}-{i}") for i in range(10)]
        assert len(dep.vault.values(owners, ["name"])) == 10
        assert len(list(dep.vault.pieces(f"batch:{batch.id}", "refused"))) == 1
    dep.db.dispose()


@pytest.mark.parametrize("kills", [10, pytest.param(100, marks=pytest.mark.long)])
def test_acknowledged_batches_outlive_kill_9(tmp_path: Path, kills: int) -> None:
    """After each of many kills at random moments every acknowledged batch is whole and nothing else shows."""
    if kills > 10 and not LONG:
        pytest.skip("CONTACTGRAPH_LONG=1 runs 100 kills")
    feeding = Feeding(tmp_path, seed=kills)
    untold = 0
    for _ in range(kills):
        before = len(feeding.acknowledged())
        feeding.killed()
        checked(feeding)
        untold += len(feeding.acknowledged()) - before
    assert untold > 0, "no feeder ever finished a file"
    with Deployment.open(feeding.directory, key_of=lambda _: KEY).writing():
        left = [p for p in feeding.directory.rglob("*") if p.is_file() and p.suffix in {".parquet", ".arrow"}]
        dep = Deployment.open(feeding.directory, key_of=lambda _: KEY)
        files = sum(len(dep.facts.files("stays", kind)) for kind in ("facts", "ledger"))
        assert len(left) == files, "leftovers of killed feeders were not swept"


def test_a_kill_before_the_commit_leaves_nothing_and_after_it_all(tmp_path: Path) -> None:
    """Killed just before each step of the commit, a batch is invisible until the commit itself, and whole after it."""
    feeding = Feeding(tmp_path, seed=0)
    command: list[str | Path] = [sys.executable, DYING, feeding.directory, feeding.folder]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, check=True)
    fates = [line.split(";") for line in done.stdout.splitlines()]
    assert [fate for fate, _, _ in fates] == ["killed"] * 10
    feeding.ledger.write_text(f"b000001 {fates[-1][2]} 30\n")
    checked(feeding)
    assert [b.file for b in Deployment.open(feeding.directory, key_of=lambda _: KEY).facts.batches()] == ["stays.9.csv"]

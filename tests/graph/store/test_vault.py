"""The vault is the only place of what is personal, and takes it whole or not at all."""

from pathlib import Path

import pyarrow as pa
import pytest
from sqlalchemy import func, select

from graph.store import commit as commits
from graph.store.batches import Batch
from graph.store.commit import Commit
from graph.store.deployment import Deployment
from graph.store.tables import vault
from graph.store.vault import VALUES
from tests.graph.store.made import deployment


def values(*rows: tuple[str, str, str, str]) -> pa.Table:
    return pa.table(dict(zip(VALUES.names, zip(*rows, strict=True), strict=True)), schema=VALUES)


def batch(seq: int = 1) -> Batch:
    return Batch(seq, "people", "hospital", "people.csv", "0" * 64, 10, 1_700_000_000.0 + seq)


def size(dep: Deployment) -> int:
    with dep.db.connect() as connection:
        return connection.scalar(select(func.count()).select_from(vault)) or 0


def test_values_are_kept_once(tmp_path: Path) -> None:
    """The same value told twice, in one batch or in two, is one value; another source's is another."""
    dep = deployment(tmp_path / "d")
    for seq in (1, 2):
        with Commit(dep.db, dep.codes, seq) as commit:
            commit.values(values(("c1", "name", "hospital", "Li Na"), ("c1", "name", "hospital", "Li Na")))
            commit.values(values(("c1", "phone", "hotel", "13800138000")))
            commit.acknowledge(batch(seq), [])
    assert dep.vault.values(["c1", "c9"], ["name", "phone"]) == {
        "c1": [("name", "hospital", "Li Na"), ("phone", "hotel", "13800138000")]
    }


def test_sources_are_those_that_were_fed(tmp_path: Path) -> None:
    """What people typed is no source of ids."""
    dep = deployment(tmp_path / "d")
    for seq, source, by_hand in ((1, "hotel", False), (2, "interview", True)):
        with Commit(dep.db, dep.codes, seq, by_hand=by_hand) as commit:
            commit.values(values((f"c{seq}", "person_id", source, "p1")))
            commit.acknowledge(batch(seq), [])
    assert dep.vault.sources_of("person_id") == ["hotel"]
    assert dep.vault.values(["c2"], ["person_id"]) == {"c2": [("person_id", "interview", "p1")]}


def test_pieces_come_back_in_order(tmp_path: Path) -> None:
    """Pieces keep their order also over several turns."""
    dep = deployment(tmp_path / "d")
    with Commit(dep.db, dep.codes, 1) as commit:
        for number in range(12):
            commit.piece("file", bytes([number]))
        commit.acknowledge(batch(), [])
    assert b"".join(dep.vault.pieces("batch:b000001", "file")) == bytes(range(12))


@pytest.mark.parametrize("waiting_bytes", [1, 10**9])
def test_a_batch_that_does_not_end_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, waiting_bytes: int
) -> None:
    """Whether its values waited in memory or in the open transaction, they are gone with the batch."""
    monkeypatch.setattr(commits, "_WAITING_BYTES", waiting_bytes)
    dep = deployment(tmp_path / "d")
    with Commit(dep.db, dep.codes, 1) as commit:
        commit.values(values(("c1", "name", "hospital", "Li Na")))
        commit.piece("notes", b"likes noodles")
    assert size(dep) == 0


@pytest.mark.parametrize("waiting_bytes", [1, 10**9])
def test_forgotten_pieces_are_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, waiting_bytes: int) -> None:
    """Notes that were taken and then forgotten are not in the vault, the rest is."""
    monkeypatch.setattr(commits, "_WAITING_BYTES", waiting_bytes)
    dep = deployment(tmp_path / "d")
    with Commit(dep.db, dep.codes, 1) as commit:
        commit.piece("notes", b"likes noodles")
        commit.piece("refused", b"p1,?")
        commit.forget("notes")
        commit.acknowledge(batch(), [])
    assert (list(dep.vault.pieces("batch:b000001", "notes")), size(dep)) == ([], 1)


def test_many_owners_are_asked_at_once(tmp_path: Path) -> None:
    """More owners than one statement takes give all their values."""
    dep = deployment(tmp_path / "d")
    with Commit(dep.db, dep.codes, 1) as commit:
        commit.values(values(*((f"c{i}", "name", "hospital", f"name {i}") for i in range(1201))))
        commit.acknowledge(batch(), [])
    found = dep.vault.values([f"c{i}" for i in range(1201)], ["name"])
    assert (len(found), found["c1200"]) == (1201, [("name", "hospital", "name 1200")])

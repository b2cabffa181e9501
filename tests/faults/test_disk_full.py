"""A disk that is full: nothing of the file is there, what was acknowledged is whole, and it goes on when there is room."""

import errno
from pathlib import Path

import pytest

from graph.errors import DeploymentError
from graph.intake import entry, outgoing
from graph.store import batches, commit
from tests.graph.store.made import deployment, feed, rows

PEOPLE = "person_id,occupation\np{},cook\n"
PLACES = [
    (entry, "write_batch"),
    (batches, "made_folder"),
    (batches, "sync_file"),
    (batches, "sync_folder"),
    (commit, "record"),
    (outgoing, "write_facts"),
]


@pytest.mark.parametrize(("module", "name"), PLACES, ids=lambda p: p if isinstance(p, str) else "")
def test_a_full_disk_refuses_the_file_and_leaves_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: object, name: str
) -> None:
    """Wherever space runs out, DISK_FULL is told, no trace is left, and the same file comes in when there is room."""
    dep = deployment(tmp_path / "d")
    feed(dep, tmp_path / "in", "people.csv", PEOPLE.format(1))
    before = sorted(str(p) for p in (tmp_path / "d").rglob("*") if p.is_file() and "store.db" not in p.name)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(module, name, full)
        with pytest.raises(DeploymentError) as refused:
            feed(dep, tmp_path / "in", "people.csv", PEOPLE.format(2))
    assert refused.value.code == "DISK_FULL"
    assert sorted(str(p) for p in (tmp_path / "d").rglob("*") if p.is_file() and "store.db" not in p.name) == before
    assert feed(dep, tmp_path / "in", "people.csv", PEOPLE.format(2)).batch == "b000002"
    assert len(rows(dep, "people", "line")) == 2

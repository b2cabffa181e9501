"""Versions of a list, looks, and facts that were added: what `store.db` keeps of people's work."""

from pathlib import Path

import pytest

from graph.errors import NotKnown
from graph.store.added import added_fact
from graph.store.lists import kept_version, versions
from graph.store.looks import Look, record_look, recorded_looks
from tests.graph.store.made import deployment

ROWS: list[dict[str, object]] = [{"person": "c1", "class": "close"}]


def test_an_unchanged_list_makes_no_new_version(tmp_path: Path) -> None:
    """The same rows for the same cases, in any order of cases, stay version 1; other rows are version 2."""
    db = deployment(tmp_path / "d").db
    first = kept_version(db, cases=["C1", "C3"], edition="cn-8", rows=ROWS, now=1)
    again = kept_version(db, cases=["C3", "C1"], edition="cn-8", rows=ROWS, now=2)
    other = kept_version(db, cases=["C1", "C3"], edition="cn-8", rows=[], now=3)
    assert (first.version, again.version, again.created, other.version) == (1, 1, 1, 2)
    assert [v.rows for v in versions(db, cases=["C1", "C3"], edition="cn-8")] == [ROWS, []]


def test_lists_of_other_cases_or_editions_are_other_lists(tmp_path: Path) -> None:
    """Each set of cases under each edition counts its own versions."""
    db = deployment(tmp_path / "d").db
    kept_version(db, cases=["C1"], edition="cn-8", rows=ROWS, now=1)
    assert kept_version(db, cases=["C1"], edition="co-presence", rows=ROWS, now=1).version == 1
    assert versions(db, cases=["C2"], edition="cn-8") == []


def test_a_look_is_recorded_with_its_reason_in_the_vault(tmp_path: Path) -> None:
    """Who looked at what and when is in the table, why in the vault."""
    dep = deployment(tmp_path / "d")
    number = record_look(dep.db, who="desk 7", what="at src/theatre", reason="the show of 22 July", at=5)
    assert recorded_looks(dep.db) == [Look(number, "desk 7", 5, "at src/theatre")]
    assert list(dep.vault.pieces(f"look:{number}", "reason")) == [b"the show of 22 July"]


def test_a_fact_that_nobody_added_is_not_known(tmp_path: Path) -> None:
    """The refusal says where ids come from."""
    with pytest.raises(NotKnown, match="fact add"):
        added_fact(deployment(tmp_path / "d").db, "f000009")

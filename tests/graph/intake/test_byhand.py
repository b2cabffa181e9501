"""Rows that people type go the way of all rows, with who, when and why."""

from pathlib import Path

import pytest

from graph.errors import Refused
from graph.intake.byhand import add_fact, add_row, withdraw_fact
from graph.store.added import added_facts
from tests.graph.store.made import deployment, feed, rows, ticking


def test_a_typed_row_replaces_the_one_before(tmp_path: Path) -> None:
    """The same record_id told again by the same source replaces what it said."""
    dep, clock = deployment(tmp_path / "d"), ticking()
    for onset in ("2021-07-28", "2021-07-29"):
        add_row(
            dep,
            "cases",
            {"case_id": "C1", "person_id": "p1", "onset": onset},
            source="case",
            record_id="C1",
            clock=clock,
        )
    assert rows(dep, "cases", "case_id, source, onset_day, onset") == [("C1", "case", True, 1_627_488_000)]


def test_a_person_may_be_named_by_a_known_code(tmp_path: Path) -> None:
    """A code that is known already stands in the facts as the person."""
    dep = deployment(tmp_path / "d")
    line = add_row(
        dep, "judgements", {"case": "C1", "class": "close"}, source="interview", record_id="f1", person_code="ab12"
    )
    assert (line.accepted, rows(dep, "judgements", "code, class")) == (1, [("ab12", "close")])


def test_a_wrong_typed_row_is_refused_with_its_reason(tmp_path: Path) -> None:
    """Nothing is written, and the sentence says what is wrong and what to do."""
    dep = deployment(tmp_path / "d")
    with pytest.raises(Refused, match="check digit") as refused:
        add_row(dep, "people", {"id_type": "id_card", "id_number": "430702199001011234"}, source="case", record_id="C1")
    assert (refused.value.code, dep.facts.batches()) == ("ID_CHECKSUM", [])


def test_what_is_typed_is_no_source_of_ids(tmp_path: Path) -> None:
    """Ids stay unprefixed although somebody typed a person_id."""
    dep = deployment(tmp_path / "d")
    feed(dep, tmp_path / "in", "people.csv", "person_id\np1\n")
    add_row(dep, "people", {"person_id": "p2"}, source="case", record_id="x")
    assert dep.vault.sources_of("person_id") == ["default"]


def test_a_fact_can_be_withdrawn(tmp_path: Path) -> None:
    """A fact stands until it is withdrawn, is recorded for ever, and stays visible to what was known then."""
    dep, clock = deployment(tmp_path / "d"), ticking()
    stay = {"person_id": "p1", "place_kind": "venue", "place_name": "Pier", "t_start": "2021-07-29 18:00"}
    fact_id, line = add_fact(dep, "stays", stay, case="C1", by="desk 7", reason="told by his wife", clock=clock)
    assert (fact_id, line.accepted, rows(dep, "stays", "place_name")) == ("f000001", 1, [("Pier",)])
    known = dep.facts.batches()[-1].arrived
    withdraw_fact(dep, fact_id, by="desk 8", clock=clock)
    assert (rows(dep, "stays", "place_name"), rows(dep, "stays", "place_name", known)) == ([], [("Pier",)])
    assert [(f.case_id, f.by, f.withdrawn_by) for f in added_facts(dep.db)] == [("C1", "desk 7", "desk 8")]
    assert list(dep.vault.pieces("fact:f000001", "reason")) == [b"told by his wife"]


def test_a_fact_is_withdrawn_once(tmp_path: Path) -> None:
    """Withdrawing again is refused and names who did it."""
    dep = deployment(tmp_path / "d")
    fact_id, _ = add_fact(dep, "people", {"person_id": "p1"}, case=None, by="desk 7", reason="r")
    withdraw_fact(dep, fact_id, by="desk 8")
    with pytest.raises(Refused, match="desk 8"):
        withdraw_fact(dep, fact_id, by="desk 9")

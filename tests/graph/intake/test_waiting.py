"""What waits is judged alike in memory and by files."""

from pathlib import Path

import pytest

from graph.intake.waiting import all_waiting
from graph.model.feeds import FEEDS
from graph.store import facts
from tests.graph.store.made import deployment, feed


def test_few_and_many_facts_are_judged_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same rows are held, and the same stays are long, whether the facts count as few or as many."""
    dep = deployment(tmp_path / "d")
    feed(dep, tmp_path / "in", "places.csv", "place_id,kind\nv1,venue\n")
    feed(dep, tmp_path / "in", "people.csv", "person_id,id_number\np1,11010519491231002X\n")
    stays = """\
person_id,id_number,place_id,t_start,t_end
p1,110105194912310038,v1,2021-07-29 08:00,2021-07-29 09:00
p2,,nowhere,2021-07-29 08:00,2021-07-29 09:00
p3,,v1,2021-01-01 08:00,2021-07-29 09:00
"""
    feed(dep, tmp_path / "in", "stays.csv", stays)

    def judged() -> list[tuple[str, list[str]]]:
        found = all_waiting(dep.facts, FEEDS, timezone=dep.timezone, spill=tmp_path / "spill")
        return [
            (name, sorted(map(str, told.to_pylist())))
            for name, one in found.items()
            for told in (one.held, one.long)
            if told.num_rows
        ]

    assert dep.facts.few()
    few = judged()
    monkeypatch.setattr(facts, "FEW", 0)
    assert not dep.facts.few()
    assert judged() == few
    assert [(name, len(rows)) for name, rows in few] == [("people", 1), ("stays", 2), ("stays", 1)]
    assert {"PLACE_UNKNOWN", "IDENTITY_CONFLICT"} == {word for word in str(few).split("'") if word.isupper()}

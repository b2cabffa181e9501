"""The Parquet tables for a cluster: what lies where, and what is never written over."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from graph.engines.spark.tables import write_tables
from graph.model.timed_graph import Place
from tests.neo4j.worlds import stay, world

DAY = 86_400
TWO_DAYS = world(
    [
        stay("b", "inn", DAY - 10, DAY + 50),
        stay("a", "inn", DAY, DAY + 5, flags=1),
        stay("a", "pair", DAY, DAY + 9, flags=64),
        stay("b", "pair", DAY, DAY + 9, flags=64),
        stay("b", "pair", DAY, DAY + 9),
        stay("a", "pair", -5, -4),
    ],
    places=[Place("pair", "encounter")],
)


def test_a_stay_lies_on_the_day_on_which_it_begins(tmp_path: Path) -> None:
    """Three days are three folders; within a day stays go by place and start, and one report's two sides have one number."""
    assert write_tables(TWO_DAYS, tmp_path / "tables") == 6
    days = {
        f.name: pq.read_table(next(f.glob("*.parquet")), partitioning=None)
        for f in (tmp_path / "tables" / "stays").iterdir()
    }
    assert {name: list(zip(*table.to_pydict().values(), strict=True)) for name, table in days.items()} == {
        "day=1969-12-31": [(0, 1, -5, -4, 0, 1)],
        "day=1970-01-01": [(1, 0, DAY - 10, DAY + 50, 0, 0)],
        "day=1970-01-02": [
            (0, 0, DAY, DAY + 5, 1, 0),
            (0, 1, DAY, DAY + 9, 64, 3),
            (1, 1, DAY, DAY + 9, 64, 3),
            (1, 1, DAY, DAY + 9, 0, 2),
        ],
    }


def test_people_and_places_stand_by_number(tmp_path: Path) -> None:
    """A place has its key, its kind and the seconds of the longest stay there; a person has a code."""
    write_tables(TWO_DAYS, tmp_path / "tables")
    assert pq.read_table(tmp_path / "tables" / "places.parquet").to_pylist() == [
        {"place": 0, "key": "inn", "kind": "venue", "longest": 60},
        {"place": 1, "key": "pair", "kind": "encounter", "longest": 9},
    ]
    assert pq.read_table(tmp_path / "tables" / "people.parquet").to_pydict() == {"person": [0, 1], "code": ["a", "b"]}


def test_tables_are_never_written_over(tmp_path: Path) -> None:
    """What is there already is refused and left as it is; nothing half-written stays behind."""
    write_tables(TWO_DAYS, tmp_path / "tables")
    with pytest.raises(FileExistsError, match="under another name"):
        write_tables(world([]), tmp_path / "tables")
    assert sorted(f.name for f in tmp_path.iterdir()) == ["tables"]
    assert write_tables(world([]), tmp_path / "empty") == 0
    assert pq.read_table(tmp_path / "empty" / "stays" / "day=1970-01-01" / "part-0.parquet").num_rows == 0

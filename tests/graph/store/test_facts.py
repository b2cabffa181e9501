"""The live rows of a feed, as they were known at any moment."""

from pathlib import Path

import duckdb
import pytest

from graph.errors import DeploymentError
from graph.model.feeds import FEEDS
from graph.model.parquet import fact_schema
from graph.store import facts as fact_store
from graph.store.facts import FactStore
from tests.graph.store.made import deployment, feed, rows, ticking

PLACES = "place_id,kind,name,version,op\n"


def test_an_empty_feed_has_its_columns(tmp_path: Path) -> None:
    """Before the first file each feed is an empty view with the columns of its facts."""
    facts, con = deployment(tmp_path / "d").facts, duckdb.connect()
    for name, its_feed in FEEDS.items():
        facts.view(con, name)
        empty = con.sql(f'FROM "{name}"').to_arrow_table()
        assert empty.num_rows == 0
        assert empty.schema.names == fact_schema(its_feed).names
        types = [str(t).replace("<l:", "<item:") for t in empty.schema.types]
        assert types == [str(t).replace("<element:", "<item:") for t in fact_schema(its_feed).types]


def test_the_written_facts_have_the_same_columns(tmp_path: Path) -> None:
    """A fed feed shows the columns of an empty one, in the same order and types."""
    dep, con = deployment(tmp_path / "d"), duckdb.connect()
    feed(dep, tmp_path / "in", "places.csv", "place_id,kind\nv1,venue\n")
    dep.facts.view(con, "places")
    assert con.sql("FROM places").to_arrow_table().schema.equals(fact_schema(FEEDS["places"]))


def test_known_at_shows_what_was_known_then(tmp_path: Path) -> None:
    """A version that replaces another replaces it only from its arrival on."""
    dep, clock = deployment(tmp_path / "d"), ticking()
    for number, name in enumerate(("Noodles", "Noodle House"), 1):
        feed(dep, tmp_path / "in", "places.csv", f"{PLACES}v1,venue,{name},{number},\n", clock=clock)
    first, second = (b.arrived for b in dep.facts.batches())
    assert rows(dep, "places", "name", known_at=first - 1) == []
    assert rows(dep, "places", "name", known_at=first) == [("Noodles",)]
    assert rows(dep, "places", "name", known_at=second) == rows(dep, "places", "name") == [("Noodle House",)]


def test_a_cancelled_row_is_live_no_more(tmp_path: Path) -> None:
    """A cancel leaves neither its target nor itself among the live rows."""
    dep = deployment(tmp_path / "d")
    feed(dep, tmp_path / "in", "places.csv", f"{PLACES}v1,venue,A,1,\nv2,venue,B,1,\n")
    line = feed(dep, tmp_path / "in", "places.csv", f"{PLACES}v1,,,2,cancel\n")
    assert (line.accepted, rows(dep, "places", "place_id")) == (1, [("v2",)])


def test_the_stamp_names_the_batches(tmp_path: Path) -> None:
    """The stamp changes with each batch, not with a refused file, and an earlier moment keeps its own."""
    dep, clock = deployment(tmp_path / "d"), ticking()
    stamps = [dep.facts.stamp()]
    for name in ("v1", "v2"):
        feed(dep, tmp_path / "in", "places.csv", f"place_id,kind\n{name},venue\n", clock=clock)
        stamps.append(dep.facts.stamp())
    feed(dep, tmp_path / "in", "nonsense.csv", "a,b\n1,2\n", clock=clock)
    assert len(set(stamps)) == 3
    assert dep.facts.stamp() == stamps[2]
    assert dep.facts.stamp(dep.facts.batches()[0].arrived) == stamps[1]


@pytest.mark.parametrize("harm", ["missing", "cut"])
def test_a_harmed_file_is_told(tmp_path: Path, harm: str) -> None:
    """A fact file that is gone or cut short gives DAMAGED, never an answer without its rows."""
    dep = deployment(tmp_path / "d")
    feed(dep, tmp_path / "in", "places.csv", "place_id,kind\nv1,venue\n")
    file = tmp_path / "d/facts/places/b000001.parquet"
    file.unlink() if harm == "missing" else file.write_bytes(file.read_bytes()[:-10])
    with pytest.raises(DeploymentError, match=r"b000001\.parquet") as refused:
        rows(dep, "places", "place_id")
    assert refused.value.code == "DAMAGED"


def test_events_are_stored_by_their_utc_day(tmp_path: Path) -> None:
    """A stay that begins at 07:59 in Shanghai stands under the UTC day before."""
    dep = deployment(tmp_path / "d")
    text = "person_id,place_id,t_start,t_end\np1,v1,2021-07-29 07:59,2021-07-29 09:00\np1,v1,2021-07-29 08:00,2021-07-29 09:00\n"
    feed(dep, tmp_path / "in", "stays.csv", text)
    found = sorted(p.parent.name for p in (tmp_path / "d/facts/stays").rglob("*.parquet"))
    assert found == ["day=2021-07-28", "day=2021-07-29"]


def test_a_file_that_no_batch_names_does_not_exist(tmp_path: Path) -> None:
    """A Parquet file that was put beside the facts shows in no view."""
    dep = deployment(tmp_path / "d")
    feed(dep, tmp_path / "in", "places.csv", "place_id,kind\nv1,venue\n")
    file = tmp_path / "d/facts/places/b000001.parquet"
    (file.parent / "b000002.parquet").write_bytes(file.read_bytes())
    assert rows(dep, "places", "place_id") == [("v1",)]
    assert isinstance(dep.facts, FactStore)


@pytest.mark.parametrize("few", [0, 3, 4])
def test_many_rows_are_read_as_few_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    """From whatever number on rows count as many, a view shows the same live rows."""
    dep = deployment(tmp_path / "d")
    feed(dep, tmp_path / "in", "places.csv", f"{PLACES}v1,venue,A,1,\nv2,venue,B,1,\n")
    feed(dep, tmp_path / "in", "places.csv", f"{PLACES}v1,,,2,cancel\nv3,venue,C,1,\n")
    monkeypatch.setattr(fact_store, "FEW", few)
    assert rows(dep, "places", "place_id, name") == [("v2", "B"), ("v3", "C")]

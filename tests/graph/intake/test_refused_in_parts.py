"""Files in which next to nothing is good: refused rows are handed on part by part, and memory holds one part of them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from graph.intake import ndjson, xlsx
from graph.intake.blocks import Block, Source
from graph.intake.feedstate import rejects
from graph.intake.mapping import mapping_from
from graph.intake.ndjson import NdjsonSource
from graph.intake.preview import first_rows
from graph.intake.proposing import propose
from graph.intake.tables import open_source
from graph.model.feeds import STAYS
from tests.graph.store.made import deployment, feed

MANY = 300_000
ROW = '{"person_id":"p1","place_id":"hall","t_start":"2021-07-29"}\n'


def csv(path: Path) -> None:
    path.write_text("person_id,place_id,t_start\n" + "p1,hall\n" * MANY)


def lines(path: Path) -> None:
    path.write_text("{\n" * MANY)


def parquet(path: Path) -> None:
    pq.write_table(pa.table({n: ["\x01"] * MANY for n in ("person_id", "place_id", "t_start")}), path)


def sheet(path: Path) -> None:
    book = Workbook()
    book.active.append(["person_id", "place_id", "t_start"])
    for _ in range(250):
        book.active.append(["p1", "=1+1", "2021-07-29"])
    book.save(path)


@pytest.mark.parametrize(
    ("write", "name", "parts"),
    [
        (csv, "stays.csv", [262_144, 37_856]),
        (lines, "stays.ndjson", [131_072, 131_072, 37_856]),
        (parquet, "stays.parquet", [131_072, 131_072, 37_856]),
        (sheet, "stays.xlsx", [100, 100, 50]),
    ],
    ids=["csv", "ndjson", "parquet", "xlsx"],
)
def test_a_part_without_a_good_row_is_an_empty_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[[Path], None], name: str, parts: list[int]
) -> None:
    """Of a file all of whose rows are refused, each part comes as an empty block with its refused rows, never more."""
    monkeypatch.setattr(xlsx, "_ROWS_AT_ONCE", 100)
    write(tmp_path / name)
    source, found = open_source(tmp_path / name), []
    for block in source.blocks():
        assert (block.line.size, block.columns.num_rows) == (0, 0)
        found.append(len(source.refused))
        source.refused.clear()
    assert found == parts


def watched(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """Return a list that fills, block by block, with how many refused rows wait when it comes and when it is done."""
    blocks, found = NdjsonSource.blocks, list[tuple[int, int]]()

    def watching(self: NdjsonSource) -> Iterator[Block]:
        for block in blocks(self):
            came = len(self.refused)
            yield block
            found.append((came, len(self.refused)))

    monkeypatch.setattr(NdjsonSource, "blocks", watching)
    return found


def test_ingest_holds_one_part_of_the_refused_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """300,000 refused lines are written in three parts; each of them is in the ledger once, with its bytes."""
    found = watched(monkeypatch)
    dep = deployment(tmp_path / "d")
    line = feed(dep, tmp_path / "in", "stays.ndjson", "{\n" * MANY)
    assert (line.rows, line.rejected, line.reasons) == (MANY, MANY, {"NOT_JSON": MANY})
    assert found == [(131_072, 0), (131_072, 0), (37_856, 0)]
    kept = list(rejects(dep))
    assert ([row.line for row in kept], {row.raw for row in kept}) == (list(range(1, MANY + 1)), {"{"})


def test_reading_again_for_held_rows_gathers_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row whose place is unknown makes the file be read a second time: the refused rows of that reading are dropped."""
    monkeypatch.setattr(ndjson, "_CELLS", 0)  # 1,024 lines at once
    found = watched(monkeypatch)
    dep = deployment(tmp_path / "d")
    line = feed(dep, tmp_path / "in", "stays.ndjson", "{\n" * 2000 + ROW)
    assert (line.rejected, line.quarantined, line.reasons) == (2000, 1, {"NOT_JSON": 2000, "PLACE_UNKNOWN": 1})
    assert found == [(1024, 0), (976, 0)] * 2
    assert [row.line for row in rejects(dep)] == list(range(1, 2002))


def test_refused_and_good_rows_of_one_part_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows refused by reading and by cleaning and rows that stand, over parts with and without good rows, add up."""
    monkeypatch.setattr(ndjson, "_CELLS", 0)
    dep = deployment(tmp_path / "d")
    feed(dep, tmp_path / "in", "places.csv", "place_id,kind\nhall,venue\n")
    text = ROW + "{\n" * 1500 + ROW.replace("07-29", "13-29") + ROW.replace("p1", "p2") + "[1]\n" * 1024
    line = feed(dep, tmp_path / "in", "stays.ndjson", text)
    assert (line.rows, line.accepted, line.reasons) == (2527, 2, {"NOT_JSON": 2524, "TIME_IMPOSSIBLE": 1})
    assert len(list(rejects(dep))) == 2525


def test_a_preview_stops_when_it_has_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five rows are asked for, and the first five lines are refused: the second part of the file is not read."""
    monkeypatch.setattr(ndjson, "_CELLS", 0)
    found = watched(monkeypatch)
    path = tmp_path / "stays.ndjson"
    path.write_text("{\n" * 3000 + ROW)
    rows = first_rows(path, STAYS, mapping_from('feed = "stays"', "m.toml"), zone="UTC")
    assert [(row.line, row.reason) for row in rows] == [(n, "NOT_JSON") for n in range(1, 6)]
    assert found == []


def test_a_preview_goes_on_to_the_first_good_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blank parts of a file do not hide its first row: a part with three refused rows, then a good one."""
    monkeypatch.setattr(ndjson, "_CHUNK_BYTES", 6)
    path = tmp_path / "stays.ndjson"
    path.write_text("{\n" * 3 + ROW)
    rows = first_rows(path, STAYS, mapping_from('feed = "stays"', "m.toml"), zone="UTC")
    assert [(row.line, row.outcome) for row in rows] == [*((n, "rejected") for n in (1, 2, 3)), (4, "accepted")]


def test_a_proposal_looks_past_refused_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The columns of a file are told by its first good rows, however many parts of it are refused before them."""
    monkeypatch.setattr(ndjson, "_CELLS", 0)
    kept: list[Source] = []
    monkeypatch.setattr(
        "graph.intake.proposing.open_source", lambda *a, **k: kept.append(open_source(*a, **k)) or kept[-1]
    )
    path = tmp_path / "stays.ndjson"
    path.write_text("{\n" * 3000 + ROW)
    assert set(propose(path).mapping().columns) == {"person_id", "place_id", "t_start"}
    assert len(kept[-1].refused) == 952  # of the part that has the good row: 3,000 - 2 x 1,024

"""Parquet: every plain type as the text that a CSV would hold, rows counted from 1, refused rows as NDJSON."""

import datetime as dt
import gzip
import json
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from graph.errors import FileRefused, Refused
from graph.intake import parquetfile
from graph.intake.feedstate import rejects
from graph.intake.mapping import mapping_from
from graph.intake.parquetfile import ParquetSource
from graph.intake.tables import open_source
from tests.graph.store.made import deployment, feed, rows

EIGHT = dt.datetime(2021, 7, 29, 8)  # noqa: DTZ001 a local time


def opened(path: Path, columns: dict[str, object], mapping: str = "", **how: object) -> ParquetSource:
    """Return a file of these columns, opened."""
    pq.write_table(pa.table(columns), path, **how)
    source = open_source(path, mapping=mapping_from(mapping) if mapping else None)
    assert isinstance(source, ParquetSource)
    return source


def stays(**columns: object) -> dict[str, object]:
    """Return the columns of two stays, some replaced."""
    return {"person_id": ["p1", "p2"], "place_id": ["hall", "hall"], "t_start": ["2021", "2021"], **columns}


def column(path: Path, values: pa.Array, **how: object) -> list[str | None]:
    """Return what a column of the file's `seat` says."""
    [block] = opened(path, stays(seat=values), **how).blocks()
    return block.columns["seat"].to_pylist()


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (pa.array(["张", ""]), ["张", None]),
        (pa.array(["张", None]).dictionary_encode(), ["张", None]),
        (pa.array(["a", "b"], pa.large_string()), ["a", "b"]),
        (pa.array([b"ok", None], pa.binary()), ["ok", None]),
        (pa.array([430702199001011008, -1]), ["430702199001011008", "-1"]),
        (pa.array([2**64 - 1, 0], pa.uint64()), ["18446744073709551615", "0"]),
        (pa.array([17.0, 0.1]), ["17", "0.1"]),
        (pa.array([float("nan"), float("inf")]), [None, "inf"]),
        (pa.array([0.1, 1.5], pa.float32()), ["0.1", "1.5"]),
        (pa.array([True, False]), ["true", "false"]),
        (pa.array([Decimal("28.20"), None], pa.decimal128(9, 2)), ["28.20", None]),
        (pa.array([dt.date(2021, 7, 29), None]), ["2021-07-29", None]),
        (pa.array([dt.time(8, 30), None], pa.time32("ms")), ["08:30:00", None]),
        (pa.array([EIGHT, None], pa.timestamp("ms")), ["2021-07-29 08:00:00", None]),
        (pa.array([1_627_516_800_500_000, None], pa.timestamp("us")), ["2021-07-29 00:00:00.500000", None]),
        (
            pa.array([1_627_516_800, 0], pa.int64()).cast(pa.timestamp("s", tz="Asia/Shanghai")),
            ["2021-07-29T00:00:00Z", "1970-01-01T00:00:00Z"],
        ),
        (pa.nulls(2), [None, None]),
    ],
    ids=lambda value: str(value.type) if isinstance(value, pa.Array) else "",
)
def test_cells_as_a_csv_would_hold_them(tmp_path: Path, values: pa.Array, texts: list[str | None]) -> None:
    """Text, numbers, truth, decimals, dates and times become text; null, "" and NaN are empty."""
    assert column(tmp_path / "stays.parquet", values) == texts


def test_a_moment_beyond_the_calendar_is_no_crash(tmp_path: Path) -> None:
    """A timestamp of the year 294247 is some text that cleaning will refuse."""
    texts = column(tmp_path / "stays.parquet", pa.array([2**63 - 1, 0], pa.timestamp("us", tz="UTC")))
    assert texts[1] == "1970-01-01T00:00:00Z"
    assert "-" not in (texts[0] or "")[:5]


def test_numbers_are_noted(tmp_path: Path) -> None:
    """Which cells were numbers is told: integers, floats and decimals, not dates, truth or text."""
    [block] = opened(
        tmp_path / "stays.parquet",
        stays(person_id=[17, None], seat=[1.5, 2], role=[True, False], t_end=[dt.date(2021, 7, 29)] * 2),
    ).blocks()
    assert {name: marks.tolist() for name, marks in block.numeric.items() if marks.any()} == {
        "person_id": [True, False],
        "seat": [True, True],
    }


def test_headers_and_notes(tmp_path: Path) -> None:
    """Chinese names are recognised, unknown columns are noted, a missing one refuses the file with its records."""
    source = opened(
        tmp_path / "stays.parquet", {"人员编号": ["p1"], "场所编号": ["v"], "进入时间": ["2021"], "mood": ["good"]}
    )
    [block] = source.blocks()
    assert block.columns.to_pylist() == [{"person_id": "p1", "place_id": "v", "t_start": "2021"}]
    assert (block.notes.to_pylist(), source.flags) == ([{"mood": "good"}], {"UNKNOWN_COLUMN": 1})
    with pytest.raises(FileRefused) as refused:
        opened(tmp_path / "stays.parquet", {"person_id": ["p1", "p2"]})
    assert (refused.value.code, refused.value.records) == ("MISSING_COLUMN", 2)


def test_mapping_rules_apply_and_layout_keys_do_not(tmp_path: Path) -> None:
    """Columns are renamed, counted and made as in a CSV; a delimiter or sheet is refused."""
    columns = {"who": ["p1"], "t": [60], "where": ["hall"]}
    told = (
        'feed = "stays"\n[columns]\nperson_id = "who"\nplace_id = "where"\nt_start = { from = "t", unit = "seconds" }\n'
    )
    [block] = opened(tmp_path / "visits.parquet", columns, told).blocks()
    assert block.columns.to_pylist() == [{"person_id": "p1", "place_id": "hall", "t_start": "1970-01-01T00:01:00Z"}]
    with pytest.raises(Refused) as refused:
        opened(tmp_path / "visits.parquet", columns, 'sheet = "a"\n' + told)
    assert refused.value.code == "MAPPING_INVALID"


def test_rows_are_numbered_over_row_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row groups and batches cut the file anywhere; numbers go on, and progress stays within the file's size."""
    monkeypatch.setattr(parquetfile, "_ROWS", 256)
    monkeypatch.setattr(parquetfile, "_CELLS", 0)
    monkeypatch.setattr(parquetfile, "CHUNK_BYTES", 5000)
    people = [f"p{number}" for number in range(3000)]
    source = opened(
        tmp_path / "stays.parquet",
        {"person_id": people, "place_id": ["v"] * 3000, "t_start": ["2021"] * 3000},
        row_group_size=700,
    )
    blocks = list(source.blocks())
    assert len(blocks) > 5
    assert [line for block in blocks for line in block.line.tolist()] == list(range(1, 3001))
    assert [cell for block in blocks for cell in block.columns["person_id"].to_pylist()] == people
    offsets = [int(block.offset[-1]) for block in blocks]
    assert offsets == sorted(offsets)
    assert offsets[-1] <= source.size


def test_refused_rows_are_kept_as_ndjson(tmp_path: Path) -> None:
    """A row that is no record is kept as one JSON object with the file's own names, numbers as numbers."""
    source = opened(
        tmp_path / "stays.parquet",
        {"人员编号": [b"p1", b"p\xff", b"p\x07"], "place_id": [7, 8, 9], "t_start": [None, EIGHT, None], "x": [1.5, float("inf"), 2]},
    )  # fmt: skip
    [block] = source.blocks()
    assert [(row.line, row.reason, row.outcome) for row in source.refused] == [
        (2, "ENCODING", "quarantined"),
        (3, "CONTROL_BYTES", "rejected"),
    ]
    assert [block.raw(0), *(row.raw for row in source.refused)] == [
        '{"人员编号": "p1", "place_id": 7, "t_start": null, "x": 1.5}'.encode(),
        '{"人员编号": "p\\\\xff", "place_id": 8, "t_start": "2021-07-29 08:00:00", "x": "inf"}'.encode(),
        '{"人员编号": "p\\u0007", "place_id": 9, "t_start": null, "x": 2}'.encode(),
    ]


def test_refused_rows_are_corrected_and_fed_again_as_ndjson(tmp_path: Path) -> None:
    """What is kept of a row that cleaning refuses can be mended and sent as NDJSON."""
    dep = deployment(tmp_path / "d")
    feed(dep, tmp_path / "in", "places.csv", "place_id,kind\nhall,venue\n")
    pq.write_table(pa.table(stays(t_start=["2021-07-29", "2021-07-39"])), tmp_path / "one.parquet")
    line = feed(dep, tmp_path / "in", "stays.parquet", (tmp_path / "one.parquet").read_bytes())
    assert (line.rows, line.accepted, line.reasons) == (2, 1, {"TIME_IMPOSSIBLE": 1})
    [kept] = rejects(dep, line.batch)
    assert json.loads(kept.raw or "") == {"person_id": "p2", "place_id": "hall", "t_start": "2021-07-39"}
    assert feed(dep, tmp_path / "in", "stays.ndjson", (kept.raw or "").replace("39", "29")).accepted == 1


FORMS = (
    "stays.csv",
    "stays.csv.gz",
    "stays.ndjson",
    "stays.jsonl.gz",
    "stays.json",
    "stays.parquet",
    "stays.parquet.gz",
)
HELD = [
    {"person_id": "p1", "place_id": "hall", "t_start": "2021-07-29 18:00", "t_end": "2021-07-29 19:00", "role": None},
    {"person_id": "p2", "place_id": "hall", "t_start": "2021-07-29", "t_end": None, "role": "staff"},
    {"person_id": "p3", "place_id": "hall", "t_start": "2021-07-29 18:00", "t_end": "2021-07-29 17:00", "role": None},
    {"person_id": "p4", "place_id": "pier", "t_start": "2021-07-29T18:00:00+08:00", "t_end": None, "role": "guest"},
    {"person_id": None, "place_id": "hall", "t_start": "2021-07-29", "t_end": None, "role": None},
]


def written(name: str, folder: Path) -> bytes:
    """Return the same rows in the form that the name tells."""
    if ".csv" in name:
        lines = [list(HELD[0]), *(row.values() for row in HELD)]
        data = "".join(",".join(cell or "" for cell in line) + "\n" for line in lines).encode()
    elif ".parquet" in name:
        pq.write_table(pa.Table.from_pylist(HELD), folder / "made")
        data = (folder / "made").read_bytes()
    else:
        data = "".join(json.dumps({k: v for k, v in row.items() if v is not None}) + "\n" for row in HELD).encode()
    return gzip.compress(data) if name.endswith(".gz") else data


@pytest.mark.parametrize("first", ["stays.csv", "stays.ndjson", "stays.parquet.gz"])
def test_the_same_rows_in_every_form(tmp_path: Path, first: str) -> None:
    """Whatever form comes first, it gives the same facts and outcomes, and the rows in all others are duplicates."""
    dep = deployment(tmp_path / "d")
    feed(dep, tmp_path / "in", "places.csv", "place_id,kind\nhall,venue\n")
    line = feed(dep, tmp_path / "in", first, written(first, tmp_path))
    assert (line.rows, line.accepted, line.duplicate, line.quarantined, line.rejected) == (5, 2, 0, 2, 1)
    assert line.reasons == {"END_BEFORE_START": 1, "PERSON_MISSING": 1, "PLACE_UNKNOWN": 1}
    assert rows(dep, "stays", "t_start, t_end, role") == [
        (1_627_488_000, 1_627_574_400, "staff"),
        (1_627_552_800, 1_627_556_400, None),
        (1_627_552_800, None, "guest"),
    ]
    told = {"END_BEFORE_START": 1, "PERSON_MISSING": 1}
    for other in FORMS:
        again = feed(dep, tmp_path / "in", other, written(other, tmp_path))
        assert (again.rows, again.accepted, again.duplicate, again.reasons) == (5, 0, 3, told)

"""Sheets: cells as text, rows counted from the XML, dates by their number format."""

import datetime as dt
import gzip
from pathlib import Path

import openpyxl
import pytest

from graph.errors import FileRefused
from graph.intake.mapping import mapping_from
from graph.intake.tables import open_source

Cells = list[object]
HEADER: Cells = ["person_id", "place_id", "t_start", "t_end"]


def book(path: Path, rows: list[Cells], sheet: str = "stays") -> openpyxl.Workbook:
    """Write and return a workbook of one sheet."""
    made = openpyxl.Workbook()
    made.active.title = sheet
    for row in rows:
        made.active.append(row)
    made.save(path)
    return made


def read(path: Path, mapping: str = "") -> tuple[list[dict[str, str | None]], list[tuple[int, str, str]]]:
    source = open_source(path, mapping=mapping_from(mapping) if mapping else None)
    rows = [row for block in source.blocks() for row in block.columns.to_pylist()]
    assert len(rows) + len(source.refused) == source.records
    return rows, [(row.line, row.outcome, row.reason) for row in source.refused]


def test_cells_as_a_csv_would_hold_them(tmp_path: Path) -> None:
    """Text, whole and broken numbers, truth, dates and clocks become text; empty cells are null."""
    path = tmp_path / "stays.xlsx"
    start, end = dt.datetime(2021, 7, 28, 20, 0, 30), dt.datetime(2021, 7, 29)  # noqa: DTZ001 sheets know no zone
    book(
        path,
        [
            [*HEADER, "room", "seat", "note"],
            [17, "hall", start, end, 301, 1.5, True],
            ["p2", "hall", "2021-07-29", None],
        ],
    )
    assert read(path)[0] == [
        {
            "person_id": "17",
            "place_id": "hall",
            "t_start": "2021-07-28 20:00:30",
            "t_end": "2021-07-29 00:00:00",
            "room": "301",
            "seat": "1.5",
        },
        {"person_id": "p2", "place_id": "hall", "t_start": "2021-07-29", "t_end": None, "room": None, "seat": None},
    ]


def test_dates_without_clock_stay_dates(tmp_path: Path) -> None:
    """A column whose cells are formatted as dates gives dates; midnight of a column with a clock keeps its clock."""
    path = tmp_path / "stays.xlsx"
    book(path, [HEADER, ["p1", "hall", dt.date(2021, 7, 28), dt.datetime(2021, 7, 29)]])  # noqa: DTZ001
    (row,) = read(path)[0]
    assert (row["t_start"], row["t_end"]) == ("2021-07-28", "2021-07-29 00:00:00")


def test_numbers_are_noted(tmp_path: Path) -> None:
    """Which cells were numbers is told, since a spreadsheet keeps only 15 digits of them."""
    path = tmp_path / "people.xlsx"
    book(path, [["姓名", "身份证号"], ["甲", 430102199003071234], ["乙", "430102199003071234"]])
    (block,) = open_source(path).blocks()
    assert block.numeric["id_number"].tolist() == [True, False]
    assert block.numeric["name"].tolist() == [False, False]
    assert block.columns["id_type"].to_pylist() == ["id_card", "id_card"]


def test_rows_that_are_refused(tmp_path: Path) -> None:
    """Formulas and error values go to a human; rows beyond the header, control characters and totals are rejected."""
    path = tmp_path / "stays.xlsx"
    rows: list[Cells] = [HEADER, ["p1", "hall", "2021-07-29"], ["p2", "hall", "=NOW()"], ["p3", "hall", "#N/A"], []]
    rows += [["p4", "hall", "2021", "", "more"], ["合计 4"], ["# by hand"], ["p5", "hall", "2021"]]
    book(path, rows)
    good, refused = read(path)
    assert [row["person_id"] for row in good] == ["p1", "p5"]
    assert refused == [
        (3, "quarantined", "FORMULA"),
        (4, "quarantined", "FORMULA"),
        (6, "rejected", "RAGGED"),
        (7, "rejected", "NOT_A_RECORD"),
        (8, "rejected", "NOT_A_RECORD"),
    ]


def test_original_of_a_refused_row(tmp_path: Path) -> None:
    """What is kept of a sheet's row is its cells as a line of CSV."""
    path = tmp_path / "stays.xlsx"
    book(path, [HEADER, ['p"1', "湖, 2", "=NOW()"], ["p2", 3, "2021"]])
    source = open_source(path)
    (block,) = source.blocks()
    assert source.refused[0].raw == '"p""1","湖, 2",,'.encode()
    assert source.raw(block, [0]) == [b"p2,3,2021,"]
    assert (block.line.tolist(), block.offset.tolist()) == ([3], [-1])


def test_title_rows_and_columns_left_empty(tmp_path: Path) -> None:
    """The header is the first row with content, or where the mapping says; empty columns on the left do not matter."""
    path = tmp_path / "stays.xlsx"
    rows: list[Cells] = [["", "Hotel, July"], [], ["", *HEADER], ["", "p1", "hall", "2021-07-29"]]
    book(path, rows)
    with pytest.raises(FileRefused) as refusal:
        read(path)
    assert (refusal.value.code, refusal.value.records) == ("WRONG_COLUMNS", 2)
    for mapping in ("header_row = 3", 'skip_until = "person_id"'):
        assert [row["person_id"] for row in read(path, mapping)[0]] == ["p1"]


def test_first_visible_sheet_or_the_one_named(tmp_path: Path) -> None:
    """Of several sheets the first visible one is read and the others noted; a mapping may name another."""
    path = tmp_path / "people.xlsx"
    made = book(path, [["person_id"], ["hidden"]], "old")
    for name in ("a", "b"):
        made.create_sheet(name).append(["person_id"])
        made[name].append([name])
    made["old"].sheet_state = "hidden"
    made.active = 1
    made.save(path)
    assert read(path)[0] == [{"person_id": "a"}]
    assert open_source(path).flags == {"OTHER_SHEETS": 1}
    assert read(path, 'sheet = "b"')[0] == [{"person_id": "b"}]
    with pytest.raises(FileRefused) as refusal:
        read(path, 'sheet = "c"')
    assert refusal.value.code == "SHEET_MISSING"


def test_empty_sheets(tmp_path: Path) -> None:
    """A sheet without rows, or with a header only, has no records and is accepted."""
    for rows in ([], [HEADER]):
        path = tmp_path / "stays.xlsx"
        book(path, rows)
        assert read(path) == ([], [])
        assert open_source(path).flags == {"EMPTY": 1}


def test_gzipped_workbook(tmp_path: Path) -> None:
    """A workbook may be gzipped like any other file."""
    book(tmp_path / "people.xlsx", [["person_id"], ["p1"]])
    packed = tmp_path / "people.xlsx.gz"
    packed.write_bytes(gzip.compress((tmp_path / "people.xlsx").read_bytes()))
    assert read(packed)[0] == [{"person_id": "p1"}]


def test_many_rows(tmp_path: Path) -> None:
    """Rows come in blocks, each once and with its own number."""
    path = tmp_path / "people.xlsx"
    rows: list[Cells] = [["person_id"]]
    rows += [[f"p{i}"] for i in range(25_000)]
    book(path, rows)
    blocks = list(open_source(path).blocks())
    assert [block.columns.num_rows for block in blocks] == [20_000, 5_000]
    assert [line for block in blocks for line in block.line.tolist()] == list(range(2, 25_002))

"""Catalogue B, as far as reading decides it: text files and what pretends to be one. Workbooks: test_workbook.py."""

import gzip
from pathlib import Path

import pytest

from graph.errors import FileRefused
from graph.intake import files
from graph.intake.mapping import mapping_from
from graph.intake.tables import open_source

HEADER = "person_id,place_id,t_start\n"
LINES = "p1,hall,2021-07-29\np2,hall,2021-07-29\n"
GOOD = ["p1", "p2"]


def outcome(
    path: Path, content: str | bytes, mapping: str = ""
) -> tuple[list[str | None], list[tuple[int, str]]] | tuple[str, int | None]:
    """Return (good person ids, lines and reasons of rejected rows), or the refusal's code and count of records."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    try:
        source = open_source(path, mapping=mapping_from(mapping) if mapping else None)
        people = [cell for block in source.blocks() for cell in block.columns["person_id"].to_pylist()]
    except FileRefused as refusal:
        return refusal.code, refusal.records
    assert len(people) + len(source.refused) == source.records
    assert {row.outcome for row in source.refused} <= {"rejected"}
    return people, [(row.line, row.reason) for row in source.refused]


@pytest.mark.parametrize(
    ("content", "mapping", "expected"),
    [
        pytest.param("", "", ([], []), id="B1-empty"),
        pytest.param(HEADER, "", ([], []), id="B1-header-only"),
        pytest.param(b"\xef\xbb\xbf", "", ([], []), id="B1-mark-only"),
        pytest.param("\n\r\n", "", ([], []), id="B1-blank-lines-only"),
        pytest.param(LINES, "", ("WRONG_COLUMNS", 1), id="B2-no-header"),
        pytest.param("t_start,place_id,person_id\n2021,hall,p1\n", "", (["p1"], []), id="B2-order"),
        pytest.param("person_id,person_id,place_id,t_start\na,b,c,d\n", "", ("DUPLICATE_COLUMN", 1), id="B2-duplicate"),
        pytest.param("person_id,t_start\np1,2021\n", "", ("MISSING_COLUMN", 1), id="B2-missing"),
        pytest.param("person_id,place_id,t_start,mood\np1,hall,2021,good\n", "", (["p1"], []), id="B2-extra"),
        pytest.param("人员编号 , 场所编号,进入时间\np1,hall,2021\n", "", (["p1"], []), id="B3-chinese"),
        pytest.param("PERSON ID,Place_ID,T_START\np1,hall,2021\n", "", (["p1"], []), id="B3-case"),
        pytest.param((HEADER + LINES).replace(",", ";"), "", ("WRONG_DELIMITER", 2), id="B4-semicolon"),
        pytest.param((HEADER + LINES).replace(",", ";"), 'delimiter = ";"', (GOOD, []), id="B4-semicolon-declared"),
        pytest.param((HEADER + LINES).replace(",", "\t"), "", ("WRONG_DELIMITER", 2), id="B4-tab"),
        pytest.param((HEADER + LINES).replace(",", "\t"), 'delimiter = "\\t"', (GOOD, []), id="B4-tab-declared"),
        pytest.param((HEADER + LINES).replace(",", "，"), "", ("WRONG_DELIMITER", 2), id="B4-full-width"),
        pytest.param((HEADER + LINES).replace(",", "，"), 'delimiter = "，"', (GOOD, []), id="B4-full-width-declared"),
        pytest.param(
            (HEADER + LINES).replace(",", "，").encode("gbk"),
            'delimiter = "，"\nencoding = "gbk"',
            (GOOD, []),
            id="B4-gbk-full-width",
        ),
        pytest.param((HEADER + LINES).replace("\n", "\r\n"), "", (GOOD, []), id="B5-crlf"),
        pytest.param((HEADER + LINES).replace("\n", "\r"), "", (GOOD, []), id="B5-cr"),
        pytest.param((HEADER + LINES).replace("9\np2", "9\rp2").rstrip("\n"), "", (GOOD, []), id="B5-mixed-no-end"),
        pytest.param(HEADER + 'p1,"hall\n2",2021\np2,hall,2021\n', "", (GOOD, []), id="B6-line-end-in-quotes"),
        pytest.param(
            HEADER + 'p1,"hall,2021\np2,hall,2021\np3,hall,2021\n', "", ("UNCLOSED_QUOTE", 1), id="B7-to-the-end"
        ),
        pytest.param(
            HEADER + 'p1,hall,2021\np2,"hall,2021\np3,"hall",2021\n', "", ("UNCLOSED_QUOTE", 2), id="B7-meets-another"
        ),
        pytest.param('person_id,"place_id,t_start\np1,hall,2021\n', "", ("UNCLOSED_QUOTE", 1), id="B7-in-the-header"),
        pytest.param(HEADER + 'p1,hall,2021\np2,"ha"ll,2021\n', "", (["p1"], [(3, "BROKEN_QUOTE")]), id="B7-one-line"),
        pytest.param(HEADER + "x" * 131_073 + ",hall,2021\n" + LINES, "", (GOOD, [(2, "FIELD_TOO_LONG")]), id="B8"),
        pytest.param(
            HEADER + "p0,hall\n" + LINES + "p3,hall,2021,\n", "", (GOOD, [(2, "RAGGED"), (5, "RAGGED")]), id="B9"
        ),
        pytest.param(
            HEADER + LINES + "合计,1,234\n合计 1234,,\n Total: 2,,\n,,合计 2\n",
            "",
            (GOOD, [(n, "NOT_A_RECORD") for n in (4, 5, 6, 7)]),
            id="B10-totals",
        ),
        pytest.param(
            HEADER
            + LINES
            + ",,\n\n  ,,\n# made by hand, twice\n第 1 页 共 3 页\nPage 1 of 3,,\n制表人：张三,,\n"
            + HEADER
            + LINES,
            "",
            (GOOD * 2, [(n, "NOT_A_RECORD") for n in (4, 6, 7, 8, 9, 10, 11)]),
            id="B10-blank-comment-footer-header-again",
        ),
        pytest.param(
            HEADER + 'Total,hall,2021\n"p2",hall,2021\n',
            "",
            (["p2"], [(2, "NOT_A_RECORD")]),
            id="B10-total-in-full-row",
        ),
    ],
)
def test_text_files(tmp_path: Path, content: str | bytes, mapping: str, expected: object) -> None:
    """What can be told apart is read or rejected row by row; what cannot is refused whole, with its count of records."""
    assert outcome(tmp_path / "stays.csv", content, mapping) == expected


def test_person_with_only_an_id_is_a_record(tmp_path: Path) -> None:
    """One filled cell alone does not make a footer: a person known by his id is a record."""
    assert outcome(tmp_path / "people.csv", "person_id,name,sex\np1,,\nTotalov,,\n") == (["p1", "Totalov"], [])


@pytest.mark.parametrize("rows", [65_535, 65_536, 65_537, 1_048_575])
def test_length_of_a_spreadsheet(tmp_path: Path, rows: int) -> None:
    """B11: a file just as long as a spreadsheet can be is accepted and flagged; one row more or less is not."""
    path = tmp_path / "people.csv"
    path.write_text("person_id\n" + "p\n" * rows)
    assert open_source(path).flags == {"LIMIT_SUSPECT": 1}
    path.write_text("person_id\n" + "p\n" * (rows + 3))
    assert open_source(path).flags == {}


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("stays.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "NOT_THE_FORMAT"),
        ("stays.csv", b"PK\x03\x04" + b"\0" * 60, "NOT_THE_FORMAT"),
        ("stays.csv", b"\x89PNG\r\n\x1a\n", "NOT_THE_FORMAT"),
        ("stays.csv", b"<html><table><tr><td>p1</td></tr></table></html>", "NOT_THE_FORMAT"),
        ("stays.csv", b'{"person_id":"p1"}', "NOT_THE_FORMAT"),
        ("stays.csv", gzip.compress(HEADER.encode(), mtime=0), "NOT_THE_FORMAT"),
        ("stays.csv.gz", HEADER.encode(), "NOT_THE_FORMAT"),
        ("stays.csv.gz", gzip.compress(gzip.compress(HEADER.encode(), mtime=0), mtime=0), "NOT_THE_FORMAT"),
        ("stays.csv.gz", gzip.compress((HEADER + LINES).encode(), mtime=0)[:-9], "UNREADABLE"),
        ("stays.xlsx", HEADER.encode(), "NOT_THE_FORMAT"),
        ("stays.xlsx", b"<html><table></table></html>", "NOT_THE_FORMAT"),
        ("stays.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "NOT_THE_FORMAT"),
        ("stays.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "OLD_XLS"),
        ("stays.xlsm", b"PK\x03\x04", "OLD_XLS"),
        ("stays.csv", b"PAR1", "NOT_THE_FORMAT"),
        ("stays.parquet", HEADER.encode(), "NOT_THE_FORMAT"),
        ("stays.ndjson", HEADER.encode(), "NOT_THE_FORMAT"),
        ("stays.pdf", b"%PDF-1.7", "NOT_THE_FORMAT"),
        ("stays", HEADER.encode(), "NOT_THE_FORMAT"),
        ("stays.csv", b"person_id,place_id,t_start\x00\np1,hall,2021\n", "WRONG_COLUMNS"),
    ],
)
def test_content_that_is_not_what_the_name_says(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    """B20, B21: a file whose name and content differ, or whose form is not read, is refused with advice."""
    found = outcome(tmp_path / name, content)
    assert found[0] == code


def test_folder_or_nothing(tmp_path: Path) -> None:
    """A path that is no file is refused, not a crash."""
    for path in (tmp_path, tmp_path / "stays.csv"):
        with pytest.raises(FileRefused):
            open_source(path)


def test_gzip_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """B16: a gzip file that grows over a hundred times past its limit is refused before it is unpacked further."""
    monkeypatch.setattr(files, "GZIP_FREE_BYTES", 1024 * 1024)
    bomb = gzip.compress((HEADER + "p1,hall,2021-07-29\n" * 600_000).encode())
    assert outcome(tmp_path / "stays.csv.gz", bomb) == ("ARCHIVE_UNSAFE", None)


def test_line_without_end(tmp_path: Path) -> None:
    """B24: a line that never ends is refused when it is longer than any record, packed or not."""
    path = tmp_path / "stays.csv.gz"
    assert outcome(path, gzip.compress(HEADER.encode() + b"x" * (17 << 20))) == ("LINE_TOO_LONG", None)
    assert outcome(path, gzip.compress(b"x" * (2 << 20))) == ("LINE_TOO_LONG", None)

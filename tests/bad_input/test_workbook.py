"""Catalogue B16 to B20: workbooks that are bombs, traps or damaged, refused before anything unpacks them."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import FileRefused
from graph.intake.tables import open_source

SHEET = "xl/worksheets/sheet1.xml"


def plain() -> bytes:
    """Return a small right workbook."""
    made = openpyxl.Workbook()
    for row in (["person_id", "name"], ["p1", "甲"], ["p2", "=1+1"], ["p3", 4]):
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


PLAIN = plain()


def rebuilt(
    change: Callable[[str, bytes], bytes] = lambda _, text: text, extra: dict[str, bytes] | None = None
) -> bytes:
    """Return the workbook with parts changed or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, text in (extra or {}).items():
            new.writestr(name, text)
    return out.getvalue()


def in_sheet(old: bytes, new: bytes) -> bytes:
    def change(name: str, text: bytes) -> bytes:
        assert name != SHEET or old in text
        return text.replace(old, new) if name == SHEET else text

    return rebuilt(change)


def code(tmp_path: Path, content: bytes, words: str = ".") -> str:
    """Return the refusal's code; its sentence says `words`."""
    path = tmp_path / "people.xlsx"
    path.write_bytes(content)
    with pytest.raises(FileRefused, match=words) as refusal:
        list(open_source(path).blocks())
    assert refusal.value.message.endswith(".")
    return refusal.value.code


def test_the_plain_one_is_read(tmp_path: Path) -> None:
    """The workbook that the others are made from is accepted, so that what they are refused for is their change."""
    path = tmp_path / "people.xlsx"
    path.write_bytes(rebuilt())
    source = open_source(path)
    assert [block.columns["person_id"].to_pylist() for block in source.blocks()] == [["p1", "p3"]]
    assert [row.reason for row in source.refused] == ["FORMULA"]


@pytest.mark.parametrize(
    ("name", "text", "expected", "words"),
    [
        ("xl/media/zeros.bin", b"\0" * 40_000_000, "ARCHIVE_UNSAFE", "would grow"),
        ("xl/embeddings/inner.zip", b"PK", "ARCHIVE_UNSAFE", "other files"),
        ("xl/media/inner.xlsx", b"PK", "ARCHIVE_UNSAFE", "other files"),
        ("../../etc/passwd", b"x", "ARCHIVE_UNSAFE", "lead elsewhere"),
        ("/etc/passwd", b"x", "ARCHIVE_UNSAFE", "lead elsewhere"),
        ("C:\\x", b"x", "ARCHIVE_UNSAFE", "lead elsewhere"),
        ("xl/vbaProject.bin", b"x", "XLSX_UNSAFE", "macros"),
        ("xl/macrosheets/sheet1.xml", b"<x/>", "XLSX_UNSAFE", "macros"),
        ("xl/externalLinks/externalLink1.xml", b"<ddeLink/>", "XLSX_UNSAFE", "links"),
        ("xl/connections.xml", b"<x/>", "XLSX_UNSAFE", "links"),
        ("xl/extra.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "XLSX_UNSAFE", "declarations"),
        ("xl/extra.xml", '<?xml version="1.0" encoding="utf-16"?><a/>'.encode("utf-16"), "XLSX_UNSAFE", "declarations"),
    ],
)
def test_parts_that_no_table_needs(tmp_path: Path, name: str, text: bytes, expected: str, words: str) -> None:
    """B16, B18: bombs, nested archives, paths that lead elsewhere, macros, links and entities refuse the workbook."""
    assert code(tmp_path, rebuilt(extra={name: text}), words) == expected


def test_too_many_parts(tmp_path: Path) -> None:
    """B16: over a thousand parts are no workbook."""
    assert code(tmp_path, rebuilt(extra={f"x/{i}.txt": b"" for i in range(1_001)}), "1,000 parts") == "ARCHIVE_UNSAFE"


def test_encrypted_part(tmp_path: Path) -> None:
    """B16: a part that says it is encrypted refuses the workbook, with advice."""
    content = bytearray(PLAIN)
    at = content.rindex(b"PK\x01\x02")
    content[at + 8] |= 1
    assert code(tmp_path, bytes(content), "password") == "ARCHIVE_UNSAFE"


def test_symlink(tmp_path: Path) -> None:
    """B16: a part that is a link to elsewhere refuses the workbook."""
    link = zipfile.ZipInfo("xl/link.xml")
    link.external_attr = 0o120777 << 16
    out = io.BytesIO(PLAIN)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    assert code(tmp_path, out.getvalue(), "lead elsewhere") == "ARCHIVE_UNSAFE"


def test_directory_that_lies_about_a_size(tmp_path: Path) -> None:
    """B16: a part longer than the zip's directory claims refuses the workbook, whatever its checksum says."""
    text = b"<a>" + b" " * 3_000_000 + b"</a>"
    content = bytearray(rebuilt(extra={"xl/extra.xml": text}))
    at = content.rindex(b"PK\x01\x02")
    struct.pack_into("<L", content, at + 16, zlib.crc32(text[:10]))
    struct.pack_into("<L", content, at + 24, 10)
    assert code(tmp_path, bytes(content)) == "UNREADABLE"


def test_dimension_bombs(tmp_path: Path) -> None:
    """B17: a claimed or a real span of more cells than the budget refuses the workbook."""
    assert (
        code(tmp_path, in_sheet(b'<dimension ref="A1:B4"', b'<dimension ref="A1:XFD1048576"'), "spans") == "XLSX_UNSAFE"
    )
    far = b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>'
    assert code(tmp_path, in_sheet(b"</sheetData>", far), "spans") == "XLSX_UNSAFE"


def test_entities_in_the_sheet(tmp_path: Path) -> None:
    """B18: a sheet that declares entities is refused before a parser could expand them."""
    lol = b'<!DOCTYPE lol [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet'
    assert code(tmp_path, in_sheet(b"<worksheet", lol), "declarations") == "XLSX_UNSAFE"


def test_cells_without_address(tmp_path: Path) -> None:
    """B19: where a cell stands must be said, else nobody can tell which row holds a formula."""
    assert code(tmp_path, in_sheet(b'<c r="A2"', b"<c"), "without address") == "UNREADABLE"


@pytest.mark.parametrize(
    "content", [PLAIN[:200], PLAIN[:-30], b"PK\x03\x04" + b"x" * 400, in_sheet(b"</sheetData>", b"")]
)
def test_damaged_workbooks(tmp_path: Path, content: bytes) -> None:
    """A workbook cut off or broken is refused as damaged."""
    assert code(tmp_path, content) == "UNREADABLE"


def test_zip_that_is_no_workbook(tmp_path: Path) -> None:
    """B20: some other zip file under the name of a workbook is refused."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("people.csv", "person_id\np1\n")
    assert code(tmp_path, out.getvalue()) == "NOT_THE_FORMAT"


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, len(PLAIN) - 1), st.integers(0, 255)), min_size=1, max_size=4), st.booleans())
def test_no_row_is_lost(tmp_path: Path, edits: list[tuple[int, int]], cut: bool) -> None:
    """Whatever bytes of a workbook are damaged, its rows are in blocks or refused, or it is refused."""
    content = bytearray(PLAIN)
    for at, byte in edits:
        content[at] = byte
    lost_in(tmp_path, bytes(content[: edits[0][0]] if cut else content))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 2_000), st.sampled_from(b'<>/"= crvf1A\x00&')), min_size=1, max_size=4))
def test_no_row_of_a_broken_sheet_is_lost(tmp_path: Path, edits: list[tuple[int, int]]) -> None:
    """Whatever bytes of a sheet's XML are damaged, the same holds."""

    def change(name: str, text: bytes) -> bytes:
        changed = bytearray(text)
        for at, byte in edits if name == SHEET else []:
            changed[at % len(changed)] = byte
        return bytes(changed)

    lost_in(tmp_path, rebuilt(change))


def lost_in(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "people.xlsx"
    path.write_bytes(content)
    try:
        source = open_source(path)
        rows = sum(block.columns.num_rows for block in source.blocks())
    except FileRefused:
        return
    assert rows + len(source.refused) == source.records

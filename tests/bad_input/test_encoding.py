"""Catalogue A, as far as reading decides it: encodings and bytes."""

from pathlib import Path

import pytest

from graph.errors import FileRefused
from graph.intake.mapping import mapping_from
from graph.intake.tables import open_source

HEADER = "person_id,place_id,t_start\n"
LINE = "p{},湖畔酒店,2021-07-29T10:00\n"
TEXT = HEADER + "".join(LINE.format(i) for i in range(1, 5))
GOOD = ["p1", "p2", "p3", "p4"]
BIG5 = (HEADER + "".join(f"p{i},臺北車站與圖書館,2021-07-29T10:00\n" for i in range(1, 5))).encode("big5")
MIXED = TEXT.encode() + LINE.format(5).encode("gbk")


def outcome(path: Path, content: bytes, mapping: str = "") -> object:
    """Return (good person ids, refused rows), or the refusal's code and count of records."""
    path.write_bytes(content)
    try:
        source = open_source(path, mapping=mapping_from(mapping) if mapping else None)
        people = [cell for block in source.blocks() for cell in block.columns["person_id"].to_pylist()]
    except FileRefused as refusal:
        return refusal.code, refusal.records
    assert len(people) + len(source.refused) == source.records
    return people, [(row.line, row.outcome, row.reason) for row in source.refused]


@pytest.mark.parametrize(
    ("content", "mapping", "expected"),
    [
        pytest.param(b"\xef\xbb\xbf" + TEXT.encode(), "", (GOOD, []), id="A1-utf8-with-mark"),
        pytest.param(TEXT.encode("gbk"), "", (GOOD, []), id="A2-gbk"),
        pytest.param(TEXT.replace("湖", "㛃𠮷").encode("gb18030"), "", (GOOD, []), id="A2-gb18030-four-bytes"),
        pytest.param(TEXT.encode("gbk"), 'encoding = "gbk"', (GOOD, []), id="A2-declared"),
        pytest.param((HEADER + "p1,湖,2021\n").encode("gb18030"), "", (["p1"], []), id="A2-short"),
        pytest.param(BIG5, "", ("UNKNOWN_ENCODING", 4), id="A2-big5-is-not-gb18030"),
        pytest.param(TEXT.encode("utf-16"), "", (GOOD, []), id="A3-utf16-le"),
        pytest.param(b"\xfe\xff" + TEXT.encode("utf-16-be"), "", (GOOD, []), id="A3-utf16-be"),
        pytest.param(TEXT.encode("utf-16-le"), "", ("UNKNOWN_ENCODING", None), id="A3-utf16-without-mark"),
        pytest.param(
            TEXT.encode("utf-16-le"), 'encoding = "utf-16"', ("UNKNOWN_ENCODING", None), id="A3-no-mark-declared"
        ),
        pytest.param(b"\xff\xfe\x00\x00" + TEXT.encode("utf-32-le"), "", ("UNKNOWN_ENCODING", None), id="A3-utf32"),
        pytest.param(TEXT.encode("utf-16")[:-1], "", ("UNKNOWN_ENCODING", None), id="A3-utf16-cut"),
        pytest.param(MIXED, "", (GOOD, [(6, "quarantined", "ENCODING")]), id="A4-one-gbk-line"),
        pytest.param(
            TEXT.encode("gbk") + LINE.format(5).encode() + TEXT.encode("gbk").split(b"\n", 1)[1] * 3,
            "",
            (GOOD * 4, [(6, "quarantined", "ENCODING")]),
            id="A4-one-utf8-line",
        ),
        pytest.param(
            TEXT.encode("gbk"),
            'encoding = "utf-8"',
            ([], [(n, "quarantined", "ENCODING") for n in (2, 3, 4, 5)]),
            id="A4-declared-wrong",
        ),
        pytest.param(TEXT.replace("湖畔酒店", "Café").encode("latin-1"), "", ("UNKNOWN_ENCODING", 4), id="A4-latin-1"),
        pytest.param(
            (TEXT + "p5,ha\x00ll,2021\n").encode(), "", (GOOD, [(6, "rejected", "CONTROL_BYTES")]), id="A13-nul"
        ),
        pytest.param(
            (TEXT + "p5,ha\x1bll,2021\n").encode(), "", (GOOD, [(6, "rejected", "CONTROL_BYTES")]), id="A13-escape"
        ),
        pytest.param(
            (TEXT + "p5,湖").encode()[:-1], "", (GOOD, [(6, "rejected", "TRUNCATED")]), id="A15-cut-within-a-character"
        ),
        pytest.param(
            (HEADER + "p1,hall,2021,湖").encode()[:-1], "", ([], [(2, "rejected", "TRUNCATED")]), id="A15-only-record"
        ),
        pytest.param(
            TEXT.encode("gb18030")[:-1] + "湖".encode("gb18030")[:1],
            "",
            (GOOD[:3], [(5, "rejected", "TRUNCATED")]),
            id="A15-gb18030",
        ),
    ],
)
def test_bytes_and_encodings(tmp_path: Path, content: bytes, mapping: str, expected: object) -> None:
    """A file is read by its mark or strictly; lines that do not decode are left to a human; what is unclear is refused."""
    assert outcome(tmp_path / "stays.csv", content, mapping) == expected


def test_values_survive_their_encoding(tmp_path: Path) -> None:
    """The same text comes out of every encoding, and the original bytes are those of the file."""
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        path = tmp_path / "stays.csv"
        path.write_bytes(TEXT.encode(encoding))
        source = open_source(path)
        (block,) = source.blocks()
        assert block.columns["place_id"].to_pylist() == ["湖畔酒店"] * 4
        offset, length = int(block.offset[3]), int(block.length[3])
        assert source.raw(block, [3])[0] == path.read_bytes()[offset : offset + length]

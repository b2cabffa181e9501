"""Catalogue A and B for NDJSON and Parquet: what a line or file may hold that looks like data and is not."""

import gzip
import json
import random
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from graph.errors import FileRefused
from graph.intake import files, parquetfile
from graph.intake.parquetpages import page_sizes
from graph.intake.tables import open_source
from graph.model.reasons import FILE_REASONS, ROW_REASONS

GOOD = b'{"person_id":"p1","place_id":"hall","t_start":"2021-07-29"}\n'
TWO = GOOD + GOOD.replace(b"p1", b"p2")


def outcome(path: Path, content: bytes) -> tuple[list[str | None], list[tuple[int, str, str]]] | tuple[str, int | None]:
    """Return (good person ids, lines, outcomes and reasons of other rows), or the refusal's code and its records."""
    path.write_bytes(content)
    try:
        source = open_source(path)
        people = [cell for block in source.blocks() for cell in block.columns["person_id"].to_pylist()]
    except FileRefused as refusal:
        return refusal.code if refusal.code in FILE_REASONS else "", refusal.records
    assert len(people) + len(source.refused) == source.records
    assert {row.reason for row in source.refused} <= set(ROW_REASONS)
    return people, [(row.line, row.outcome, row.reason) for row in source.refused]


def holding(value: bytes) -> bytes:
    """Return a line whose place is that value."""
    return b'{"person_id":"p0","place_id":' + value + b',"t_start":"2021-07-29"}'


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param(holding(b"NaN"), "NOT_JSON", id="B22-nan"),
        pytest.param(holding(b"-Infinity"), "NOT_JSON", id="B22-infinity"),
        pytest.param(holding(b"1e999"), "NUMBER_TOO_LARGE", id="B22-1e999"),
        pytest.param(holding(b"-1E+999"), "NUMBER_TOO_LARGE", id="B22-minus-1e999"),
        pytest.param(holding(b"9" * 5000), "NUMBER_TOO_LARGE", id="B22-5000-digits"),
        pytest.param(holding(b"[" * 100_000), "NESTED_VALUE", id="B22-deep"),
        pytest.param(holding(b'{"a":' * 100_000 + b"1" + b"}" * 100_000), "NESTED_VALUE", id="B22-deep-objects"),
        pytest.param(holding(b"[1,2]"), "NESTED_VALUE", id="B22-list"),
        pytest.param(holding(b"{}"), "NESTED_VALUE", id="B22-object"),
        pytest.param(holding(b'"a","place_id":"b"'), "DUPLICATE_KEY", id="B22-key-twice"),
        pytest.param(holding(b'"a","Place ID":"b"'), "DUPLICATE_KEY", id="B22-key-twice-other-case"),
        pytest.param(holding(b'"a","pl\\u0061ce_id":"b"'), "DUPLICATE_KEY", id="B22-key-twice-escaped"),
        pytest.param(holding(b'"a",'), "NOT_JSON", id="B22-comma-twice"),
        pytest.param(GOOD.replace(b'"}\n', b'",}'), "NOT_JSON", id="B22-trailing-comma"),
        pytest.param(holding(b'"\xff"'), "ENCODING", id="B22-utf8"),
        pytest.param(holding(b'"\xed\xa0\x80"'), "ENCODING", id="A14-surrogate-in-bytes"),
        pytest.param(b"[1,2,3]", "NOT_JSON", id="B22-array"),
        pytest.param(b'"text"', "NOT_JSON", id="B22-text"),
        pytest.param(b"17", "NOT_JSON", id="B22-number"),
        pytest.param(b"null", "NOT_JSON", id="B22-null"),
        pytest.param(b"[" * 100_000, "NOT_JSON", id="B22-deep-array"),
        pytest.param(GOOD.strip() * 2, "NOT_JSON", id="two-objects"),
        pytest.param(GOOD.strip() + b"x", "NOT_JSON", id="text-after"),
        pytest.param(GOOD[:20], "NOT_JSON", id="cut"),
        pytest.param(b"{'person_id':'p0'}", "NOT_JSON", id="single-quotes"),
        pytest.param(b"{person_id:1}", "NOT_JSON", id="bare-key"),
        pytest.param(holding(b"007"), "NOT_JSON", id="leading-zero"),
        pytest.param(holding(b"+1"), "NOT_JSON", id="plus"),
        pytest.param(holding(b"1."), "NOT_JSON", id="point"),
        pytest.param(holding(b"0x1F"), "NOT_JSON", id="hexadecimal"),
        pytest.param(holding(b"True"), "NOT_JSON", id="python"),
        pytest.param(holding(b'"a\tb"'), "NOT_JSON", id="tab-in-text"),
        pytest.param(b"\xef\xbb\xbf" + GOOD.strip(), "NOT_JSON", id="mark-in-the-middle"),
        pytest.param(holding(b'"\\ud800"'), "NOT_JSON", id="A14-lone-surrogate"),
        pytest.param(holding(b'"\\udc00\\ud800"'), "NOT_JSON", id="A14-turned-surrogates"),
        pytest.param(holding(b'"a\0b"'), "CONTROL_BYTES", id="A13-nul"),
        pytest.param(b"\0\0\0", "CONTROL_BYTES", id="A13-only-nul"),
        pytest.param(holding(b'"\\u0000"'), "CONTROL_BYTES", id="A13-nul-escaped"),
        pytest.param(holding(b'"\x7f"'), "CONTROL_BYTES", id="A13-delete"),
        pytest.param(holding(b'"' + b"x" * 131_073 + b'"'), "FIELD_TOO_LONG", id="B8"),
        pytest.param(holding(b"1" * 131_073), "FIELD_TOO_LONG", id="B8-number"),
        pytest.param(b"{}", "NOT_A_RECORD", id="B10-empty"),
        pytest.param(b'{"person_id":null,"place_id":"","t_start":" "}', "NOT_A_RECORD", id="B10-blank"),
        pytest.param('{"person_id":"合计","place_id":1234}'.encode(), "NOT_A_RECORD", id="B10-total"),
        pytest.param(json.dumps({f"k{n}": n for n in range(1001)}).encode(), "RAGGED", id="too-many-keys"),
    ],
)
def test_one_bad_line_is_refused_alone(tmp_path: Path, line: bytes, reason: str) -> None:
    """Each such line is refused with its reason, and the lines before and after it are read."""
    told = "quarantined" if reason == "ENCODING" else "rejected"
    assert outcome(tmp_path / "stays.ndjson", GOOD + line + b"\n" + TWO) == (["p1", "p1", "p2"], [(2, told, reason)])


def test_numbers_that_are_only_long_are_read(tmp_path: Path) -> None:
    """Three hundred digits, or an exponent within reach, are numbers."""
    for value in (b"1" * 300, b"1e300", b"0." + b"0" * 5000 + b"1", b"1e-999"):
        assert outcome(tmp_path / "stays.ndjson", holding(value)) == (["p0"], [])


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(b"", ([], []), id="B1-empty"),
        pytest.param(b"\xef\xbb\xbf", ([], []), id="B1-mark-only"),
        pytest.param(b"\n \r\n\t\n", ([], []), id="B1-blank-lines"),
        pytest.param(b"\xef\xbb\xbf" + TWO, (["p1", "p2"], []), id="A1-mark"),
        pytest.param(TWO.replace(b"\n", b"\r\n"), (["p1", "p2"], []), id="B5-crlf"),
        pytest.param(TWO[:-1], (["p1", "p2"], []), id="B5-no-end"),
        pytest.param(GOOD + b'{"person_id":"\xe5\xbc', (["p1"], [(2, "rejected", "TRUNCATED")]), id="A15-cut"),
        pytest.param(GOOD + b'{"person_id":"\xe5\xbc\n', (["p1"], [(2, "quarantined", "ENCODING")]), id="A15-not-cut"),
        pytest.param(b'{"person_id":NaN}\n', ([], [(1, "rejected", "NOT_JSON")]), id="no-good-line"),
        pytest.param("﻿{}".encode("utf-16"), ("UNKNOWN_ENCODING", None), id="A3-utf16"),
        pytest.param(GOOD.decode().encode("utf-16-le"), ("UNKNOWN_ENCODING", None), id="A3-utf16-no-mark"),
        pytest.param(TWO.replace(b"hall", b"\xba\xfe") * 2, ("UNKNOWN_ENCODING", 4), id="A2-gbk"),
        pytest.param(b"[" + GOOD.strip() + b",\n" + GOOD.strip() + b"]", ("NOT_THE_FORMAT", 2), id="array-of-lines"),
        pytest.param(b"[\n" + GOOD + b"]\n", ("NOT_THE_FORMAT", 3), id="array-over-lines"),
        pytest.param(b"person_id,place_id\np1,hall\n", ("NOT_THE_FORMAT", 2), id="B20-csv"),
        pytest.param(b"<html><table></table></html>", ("NOT_THE_FORMAT", None), id="B20-html"),
        pytest.param(b"PAR1\x15\x04", ("NOT_THE_FORMAT", None), id="B20-parquet"),
        pytest.param(gzip.compress(TWO), ("NOT_THE_FORMAT", None), id="B20-gzip"),
        pytest.param(b'{"a":1}\n{"b":2}\n', ("WRONG_COLUMNS", 2), id="B2-no-known-key"),
        pytest.param(b'{"person_id":"p1"}\n', ("MISSING_COLUMN", 1), id="B2-missing"),
        pytest.param(
            GOOD + '{"人员编号":"p1","place_id":"v","t_start":"2021"}'.encode(),
            ("DUPLICATE_COLUMN", 2),
            id="B2-two-names",
        ),
        pytest.param(
            GOOD + b"".join(b'{"k%d":1}\n' % number for number in range(1001)), ("WRONG_COLUMNS", 1002), id="wide"
        ),
        pytest.param(GOOD + b"x" * (17 << 20), ("LINE_TOO_LONG", None), id="B24"),
        pytest.param(b" " * (17 << 20), ("LINE_TOO_LONG", None), id="B24-blank"),
        pytest.param(GOOD + b"[" * (17 << 20) + b"\n" + GOOD, ("LINE_TOO_LONG", None), id="B24-with-end"),
    ],
)
def test_ndjson_files(tmp_path: Path, content: bytes, expected: object) -> None:
    """What can be told apart is read or refused line by line, gzipped or not; what cannot is refused whole."""
    assert outcome(tmp_path / "stays.ndjson", content) == expected
    assert outcome(tmp_path / "stays.jsonl.gz", gzip.compress(content)) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(TWO, (["p1", "p2"], []), id="lines"),
        pytest.param(GOOD[:-1], (["p1"], []), id="one-line"),
        pytest.param(b"", ([], []), id="empty"),
        pytest.param(TWO + b"[1]", (["p1", "p2"], [(3, "rejected", "NOT_JSON")]), id="bad-line"),
        pytest.param(b"[" + GOOD.strip() + b"]", ("NOT_THE_FORMAT", 1), id="array"),
        pytest.param(json.dumps([json.loads(GOOD)], indent=1).encode(), ("NOT_THE_FORMAT", 7), id="array-over-lines"),
        pytest.param(json.dumps(json.loads(GOOD), indent=1).encode(), ("NOT_THE_FORMAT", 5), id="object-over-lines"),
        pytest.param(b'{"rows":[' + GOOD.strip() + b"]}", ("NOT_THE_FORMAT", 1), id="document"),
    ],
)
def test_json_is_read_only_as_lines(tmp_path: Path, content: bytes, expected: object) -> None:
    """A .json file is NDJSON if its first line is a flat object; an array or a document is refused with advice."""
    assert outcome(tmp_path / "stays.json", content) == expected
    assert outcome(tmp_path / "stays.json.gz", gzip.compress(content)) == expected


def test_gzipped_ndjson_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """B16: gzipped lines that grow over a hundred times past the limit are refused."""
    monkeypatch.setattr(files, "GZIP_FREE_BYTES", 1024 * 1024)
    assert outcome(tmp_path / "stays.ndjson.gz", gzip.compress(GOOD * 600_000)) == ("ARCHIVE_UNSAFE", None)


def parquet(path: Path, columns: dict[str, object] | None = None, **how: object) -> bytes:
    """Return the bytes of a Parquet file, by default of two stays."""
    given = columns or {"person_id": ["p1", "p2"], "place_id": ["hall", "hall"], "t_start": ["2021", "2021"]}
    pq.write_table(pa.table(given), path, **how)
    return path.read_bytes()


STAY = {"person_id": ["p1"], "place_id": ["hall"], "t_start": ["2021"]}


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (pa.array([["a", "b"]]), "COLUMN_TYPE"),
        (pa.array([{"a": 1}]), "COLUMN_TYPE"),
        (pa.array([[("a", 1)]], pa.map_(pa.string(), pa.int64())), "COLUMN_TYPE"),
        (pa.array([5], pa.duration("s")), "COLUMN_TYPE"),
        (pa.array([b"0123456789abcdef"], pa.binary(16)), "COLUMN_TYPE"),
    ],
    ids=str,
)
def test_columns_that_hold_no_plain_value(tmp_path: Path, value: pa.Array, code: str) -> None:
    """Lists, structures, maps, durations and blobs of a fixed size are refused with the file, by the column's name."""
    content = parquet(tmp_path / "made", {**STAY, "odd": value})
    assert outcome(tmp_path / "stays.parquet", content) == (code, 1)
    with pytest.raises(FileRefused, match="'odd'"):
        open_source(tmp_path / "stays.parquet")


def test_times_of_an_old_form_are_refused(tmp_path: Path) -> None:
    """INT96 does not say whether it is local or UTC: eight hours of difference are not guessed."""
    content = parquet(
        tmp_path / "made",
        {**STAY, "t_start": pa.array([0], pa.timestamp("ns"))},
        use_deprecated_int96_timestamps=True,
    )
    assert outcome(tmp_path / "stays.parquet", content) == ("COLUMN_TYPE", 1)


def test_parquet_that_cannot_be_opened(tmp_path: Path) -> None:
    """B20: what is cut, encrypted, gzipped badly or no Parquet at all is refused with a reason."""
    whole = parquet(tmp_path / "made")
    path = tmp_path / "stays.parquet"
    for cut in (4, 8, 40, len(whole) - 1, len(whole) - 9):
        assert outcome(path, whole[:cut]) == ("UNREADABLE", None)
    assert outcome(path, b"PARE" + whole[4:-4] + b"PARE") == ("UNREADABLE", None)
    assert outcome(path, b"") == ("NOT_THE_FORMAT", None)
    assert outcome(path, GOOD) == ("NOT_THE_FORMAT", None)
    assert outcome(path, gzip.compress(whole)) == ("NOT_THE_FORMAT", None)
    assert outcome(tmp_path / "stays.csv", whole) == ("NOT_THE_FORMAT", None)
    assert outcome(tmp_path / "stays.parquet.gz", gzip.compress(whole)) == (["p1", "p2"], [])
    assert outcome(tmp_path / "stays.parquet.gz", gzip.compress(whole)[:-9]) == ("UNREADABLE", None)
    assert outcome(tmp_path / "stays.parquet.gz", whole) == ("NOT_THE_FORMAT", None)


def test_parquet_without_rows_or_columns(tmp_path: Path) -> None:
    """B1, B2: no rows are no records; columns that say nothing are refused with their records."""
    nothing = {name: pa.array([], pa.string()) for name in STAY}
    assert outcome(tmp_path / "stays.parquet", parquet(tmp_path / "made", nothing)) == ([], [])
    assert outcome(tmp_path / "stays.parquet", parquet(tmp_path / "made", {"a": [1, 2]})) == ("WRONG_COLUMNS", 2)
    twice = pa.table([["a"], ["b"]], names=["person_id", "Person_ID"])
    pq.write_table(twice, tmp_path / "made")
    assert outcome(tmp_path / "stays.parquet", (tmp_path / "made").read_bytes()) == ("DUPLICATE_COLUMN", 1)


def test_rows_of_parquet_that_are_refused(tmp_path: Path) -> None:
    """Broken text, control characters, overlong fields and blank rows are refused alone, by their number."""
    people = [b"p1", b"p\xff", b"p\0", b"x" * 131_073, None, b"p6"]
    some = [b"v", b"v", b"v", b"v", None, b"v"]
    content = parquet(tmp_path / "made", {"person_id": people, "place_id": some, "t_start": some})
    assert outcome(tmp_path / "stays.parquet", content) == (
        ["p1", "p6"],
        [
            (2, "quarantined", "ENCODING"),
            (3, "rejected", "CONTROL_BYTES"),
            (4, "rejected", "FIELD_TOO_LONG"),
            (5, "rejected", "NOT_A_RECORD"),
        ],
    )


def test_parquet_bombs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """B16, B17: what the footer declares, one long value repeated, and a huge row are refused, not unpacked."""
    path = tmp_path / "stays.parquet"
    long = pa.DictionaryArray.from_arrays(pa.array(np.zeros(3000, np.int32)), pa.array(["x" * 100_000]))
    same = {name: pa.array(["a"] * 3000) for name in STAY}
    assert outcome(path, parquet(tmp_path / "made", {**same, "place_id": long})) == ("ARCHIVE_UNSAFE", None)
    assert outcome(path, parquet(tmp_path / "made", {**STAY, "t_end": ["x" * (17 << 20)]})) == ("LINE_TOO_LONG", None)
    monkeypatch.setattr(parquetfile, "GZIP_FREE_BYTES", 1_000_000)
    many = {name: pa.array(["a"] * 2_000_000) for name in STAY}
    assert outcome(path, parquet(tmp_path / "made", many)) == ("ARCHIVE_UNSAFE", None)
    monkeypatch.setattr(parquetfile, "PAGE_BYTES", 1000)
    assert outcome(path, parquet(tmp_path / "made")) == (["p1", "p2"], [])
    text = {name: pa.array([f"a{number}" for number in range(400)]) for name in STAY}
    assert outcome(path, parquet(tmp_path / "made", text)) == ("ARCHIVE_UNSAFE", None)
    monkeypatch.setattr(parquetfile, "PAGES", 3)
    assert outcome(path, parquet(tmp_path / "made")) == ("UNREADABLE", None)
    monkeypatch.setattr(parquetfile, "GZIPPED_BYTES", 100)
    packed = gzip.compress(parquet(tmp_path / "made"))
    assert outcome(tmp_path / "stays.parquet.gz", packed) == ("ARCHIVE_UNSAFE", None)


@pytest.mark.parametrize(
    "how", [{}, {"use_dictionary": False, "data_page_size": 500}, {"data_page_version": "2.0"}], ids=str
)
def test_pages_say_their_size(tmp_path: Path, how: dict[str, object]) -> None:
    """The pages' own headers add up to what an honest footer declares, headers left aside."""
    columns = {"a": [f"p{number % 90}" for number in range(3000)], "b": list(range(3000))}
    parquet(tmp_path / "made", columns, row_group_size=1000, write_statistics=True, **how)
    with pa.OSFile(str(tmp_path / "made")) as source:
        footer = pq.ParquetFile(source).metadata
        sizes = list(page_sizes(source, footer))
    declared = sum(footer.row_group(group).total_byte_size for group in range(3))
    assert len(sizes) >= 6
    assert declared - 200 * len(sizes) <= sum(sizes) < declared


def test_a_footer_that_lies_about_its_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that unpacks to far more than its footer says is seen before it is unpacked."""
    monkeypatch.setattr(parquetfile, "GZIP_FREE_BYTES", 1_000_000)
    how = {"compression": "zstd", "use_dictionary": False, "write_statistics": False}
    whole = bytearray(parquet(tmp_path / "made", {**STAY, "t_end": ["x" * 2_000_000]}, **how))
    group = pq.ParquetFile(tmp_path / "made").metadata.row_group(0)
    for told in (group.total_byte_size, group.column(3).total_uncompressed_size):
        at = whole.find(variable(told), len(whole) - 8 - int.from_bytes(whole[-8:-4], "little"))
        while at >= 0:
            whole[at : at + 4] = b"\x82\x80\x80\x00"  # 1
            at = whole.find(variable(told), at)
    (tmp_path / "stays.parquet").write_bytes(whole)
    assert pq.ParquetFile(tmp_path / "stays.parquet").metadata.row_group(0).total_byte_size == 1
    assert outcome(tmp_path / "stays.parquet", bytes(whole)) == ("ARCHIVE_UNSAFE", None)


def variable(number: int) -> bytes:
    """Return a number as Thrift's compact protocol writes it."""
    left, out = 2 * number, []
    while left > 0x7F:
        out.append(left & 0x7F | 0x80)
        left >>= 7
    return bytes([*out, left])


def test_damaged_parquet_is_read_or_refused(tmp_path: Path) -> None:
    """Bytes changed anywhere give rows that add up, or a refusal; never an error of another kind."""
    chance = random.Random(17)
    columns = {"person_id": [f"p{n % 7}" for n in range(60)], "place_id": list(range(60)), "t_start": ["2021"] * 60}
    whole = parquet(tmp_path / "made", columns, row_group_size=25)
    refused = 0
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(chance.choice((1, 1, 3))):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        found = outcome(tmp_path / "stays.parquet", bytes(damaged))
        refused += isinstance(found[0], str)
    assert 0 < refused < 150

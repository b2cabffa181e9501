"""The record scanner: where records stand, what is wrong with them, and that any cut of the file gives the same."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import FileRefused
from graph.intake import scan
from graph.intake.scan import Dialect, Records

COMMA = Dialect()
Row = tuple[bytes, int, int, int, int, int]


def scanned(*chunks: bytes, dialect: Dialect = COMMA) -> list[Row]:
    """Return (bytes, line, offset, fields, filled, flags) of each record."""
    return [row for found in scan.records(chunks, dialect) for row in rows(found)]


def rows(found: Records) -> list[Row]:
    texts = [found.bytes_of(i) for i in range(found.start.size)]
    columns = (found.line, found.offset, found.fields, found.filled, found.flags)
    return list(zip(texts, *(column.tolist() for column in columns), strict=True))


def test_line_ends_of_every_kind() -> None:
    """LF, CRLF and a lone CR end a record; the last one needs no line end; blank lines are no records."""
    assert [(row[0], row[1], row[2]) for row in scanned(b"a,1\r\n\nb,2\rc,3\r\r\nd,4")] == [
        (b"a,1", 1, 0),
        (b"b,2", 3, 6),
        (b"c,3", 4, 10),
        (b"d,4", 6, 16),
    ]


def test_line_end_inside_quotes() -> None:
    """A quoted field may hold line ends, delimiters and doubled quotes; it stays one record."""
    assert scanned(b'"a\r\nb,""c""",2\nd,3\n') == [
        (b'"a\r\nb,""c""",2', 1, 0, 2, 2, scan.MANY_LINES),
        (b"d,3", 3, 15, 2, 2, 0),
    ]


def test_quote_within_plain_field_is_a_character() -> None:
    """A quote opens only at the start of a field."""
    assert scanned(b'5" screen,1\nx,2\n') == [(b'5" screen,1', 1, 0, 2, 2, 0), (b"x,2", 2, 12, 2, 2, 0)]


def test_filled_fields() -> None:
    """Blanks and empty quotes fill no field."""
    assert [row[3:5] for row in scanned(b'a, ,"",b\n,,,\n""\n')] == [(4, 2), (4, 0), (1, 0)]


@pytest.mark.parametrize(
    ("line", "flag"),
    [
        (b"a\x00,1", scan.CONTROL),
        (b"a\x7f,1", scan.CONTROL),
        (b"a\x0b,1", scan.CONTROL),
        (b"a\xff,1", scan.BAD_BYTES | scan.NON_ASCII),
        (b"\xc0\xaf,1", scan.BAD_BYTES | scan.NON_ASCII),
        (b"\xed\xa0\x80,1", scan.BAD_BYTES | scan.NON_ASCII),
        ("é,1".encode(), scan.NON_ASCII),
        ("湖,1".encode(), scan.NON_ASCII | scan.WIDE),
        ("𠮷,1".encode(), scan.NON_ASCII | scan.WIDE),
        (b'"a"b,1', scan.BROKEN_QUOTE),
        (b"a\tb,1", 0),
    ],
)
def test_flaws_of_a_line(line: bytes, flag: int) -> None:
    """Each flaw is flagged on its own line and on no other."""
    assert [row[5] for row in scanned(b"x,0\n" + line + b"\ny,2\n")] == [0, flag, 0]


def test_character_cut_by_the_end() -> None:
    """A file that ends within a character flags its last record."""
    assert [row[5] & scan.CUT for row in scanned("x,0\ny,湖".encode()[:-1])] == [0, scan.CUT]


def test_field_of_131072_characters() -> None:
    """131,072 characters are a field, one more is too long; bytes do not count."""
    long = ["湖" * 131_072, "湖" * 131_073]
    assert [row[5] & scan.LONG_FIELD for row in scanned("\n".join(long).encode())] == [0, scan.LONG_FIELD]


def test_gb18030_trail_bytes_are_no_delimiters() -> None:
    """In GB18030 a trail byte may look like `|`; it belongs to its character."""
    line = b"\x81||\xb0|,|1"
    assert line.decode("gb18030").count("|") == 2
    assert [row[3] for row in scanned(line, dialect=Dialect(b"|", gb18030=True))] == [3]


def test_full_width_comma_as_delimiter() -> None:
    """A delimiter of several bytes separates fields outside quotes only."""
    found = next(iter(scan.records(['a，"b，c"，d\n'.encode()], Dialect("，".encode()))))
    assert found.fields.tolist() == [3]
    assert scan.joined(found, found.fields == 3, "，".encode(), 0x1F).tobytes() == 'a\x1f"b，c"\x1fd\n'.encode()


def test_declared_comments_are_no_records() -> None:
    """Lines that begin with the declared mark are skipped whole, quotes in them included."""
    assert [row[:2] for row in scanned(b'a,1\n# "note\nb,2\n', dialect=Dialect(comment=ord("#")))] == [
        (b"a,1", 1),
        (b"b,2", 3),
    ]


def test_unclosed_quote_at_the_end() -> None:
    """A quote never closed refuses the file; the record that it opens in is counted, the lines it swallows are not."""
    with pytest.raises(FileRefused) as refusal:
        scanned(b'a,1\nb,"2\nc,3\nd,4\n')
    assert (refusal.value.code, refusal.value.records) == ("UNCLOSED_QUOTE", 2)
    assert "line 2" in refusal.value.message


def test_unclosed_quote_that_meets_another() -> None:
    """A quote that seems closed by the opening quote of a later line refuses the file too, instead of eating lines."""
    with pytest.raises(FileRefused) as refusal:
        scanned(b'a,1\nb,"2\nc,3\nd,"4"\ne,5\n')
    assert (refusal.value.code, refusal.value.records) == ("UNCLOSED_QUOTE", 2)


def test_endless_line() -> None:
    """A line over 16 MiB is refused as soon as that is seen, quoted or not."""
    chunk = b"x" * (1 << 20)
    taken: list[int] = []
    with pytest.raises(FileRefused) as refusal:
        list(scan.records((taken.append(i) or chunk for i in range(1000)), COMMA))  # type: ignore[func-returns-value]
    assert (refusal.value.code, refusal.value.records) == ("LINE_TOO_LONG", None)
    assert len(taken) < 20
    with pytest.raises(FileRefused, match="quote"):
        scanned(b'a,"', *([chunk] * 17))


def test_utf16_offsets_are_those_of_the_file() -> None:
    """For a file in UTF-16, offsets and sizes count its own bytes."""
    text = "湖,1\n𠮷,2\nx,3"
    found = next(iter(scan.records([text.encode()], Dialect(utf16=True), offset=2)))
    file = b"\xff\xfe" + text.encode("utf-16-le")
    pieces = [file[at : at + size].decode("utf-16-le") for at, size in zip(found.offset, found.size, strict=True)]
    assert pieces == ["湖,1", "𠮷,2", "x,3"]


CELLS = st.text(st.sampled_from('ab,"\n\r 湖é'), max_size=5)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), max_size=6), st.sampled_from(["\n", "\r\n", "\r"]))
def test_agrees_with_a_writer(table: list[list[str]], line_end: str) -> None:
    """What a CSV writer writes is found again: as many records, each with its fields."""
    out = io.StringIO()
    csv.writer(out, lineterminator=line_end, quoting=csv.QUOTE_ALL).writerows(table)
    assert [row[3] for row in scanned(out.getvalue().encode())] == [len(cells) for cells in table]


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60) | st.text('a,"\n\r湖', max_size=40).map(str.encode), st.data())
def test_cuts_change_nothing(file: bytes, data: st.DataObject) -> None:
    """However a file is cut into chunks, the same records, lines, offsets and refusals come out."""
    cuts = sorted(data.draw(st.lists(st.integers(0, len(file)), max_size=5)))
    chunks = [file[a:b] for a, b in zip([0, *cuts], [*cuts, len(file)], strict=True)]
    assert outcome(chunks) == outcome([file])


def outcome(chunks: list[bytes]) -> list[Row] | tuple[str, int | None]:
    try:
        return scanned(*chunks)
    except FileRefused as refusal:
        return refusal.code, refusal.records

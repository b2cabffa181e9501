"""NDJSON: keys as columns, values as the text that was written, lines and offsets as they stand in the file."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import FileRefused, Refused
from graph.intake import jsonscan, ndjson
from graph.intake.feedstate import rejects
from graph.intake.headers import WIDEST
from graph.intake.mapping import mapping_from
from graph.intake.ndjson import NdjsonSource
from graph.intake.tables import open_source
from graph.model.feeds import FEEDS
from tests.graph.store.made import deployment, feed

ROW = '{"person_id":"p1","place_id":"hall","t_start":"2021-07-29"}\n'


def opened(path: Path, text: str | bytes, mapping: str = "") -> NdjsonSource:
    """Return the file with that content, opened."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    source = open_source(path, mapping=mapping_from(mapping) if mapping else None)
    assert isinstance(source, NdjsonSource)
    return source


def rows_of(source: NdjsonSource) -> list[dict[str, str | None]]:
    return [row for block in source.blocks() for row in block.columns.to_pylist()]


def test_values_keep_their_text(tmp_path: Path) -> None:
    """Numbers keep their digits, truth is true or false, null and "" are empty, escapes are what they stand for."""
    text = (
        '{"person_id":430702199001011008,"place_id":"h\\u00e9 \\ud842\\udfb7","t_start":1627516800,"seat":1.50}\n'
        '{"person_id":"","place_id":true,"t_start":null,"seat":"a\\"b\\\\"}\n'
    )
    source = opened(tmp_path / "stays.ndjson", text)
    [block] = source.blocks()
    assert block.columns.to_pylist() == [
        {"person_id": "430702199001011008", "place_id": "hé 𠮷", "t_start": "1627516800", "seat": "1.50"},
        {"person_id": None, "place_id": "true", "t_start": None, "seat": 'a"b\\'},
    ]
    assert {name: marks.tolist() for name, marks in block.numeric.items()} == {
        "person_id": [True, False],
        "place_id": [False, False],
        "t_start": [True, False],
        "seat": [True, False],
    }


def test_an_id_number_that_was_a_number_is_rejected(tmp_path: Path) -> None:
    """An identity number without quotes may have been rounded on its way; in quotes it is read."""
    text = '{"name":"甲","id_number":430702199001010019}\n{"name":"乙","id_number":"430702199001010019"}\n'
    line = feed(deployment(tmp_path / "d"), tmp_path / "in", "people.ndjson", text)
    assert (line.rows, line.accepted, line.reasons) == (2, 1, {"ID_TRUNCATED": 1})


def test_columns_are_the_union_of_keys(tmp_path: Path) -> None:
    """A key that only a later line has is a column; Chinese names, case and spaces are told as in any header."""
    text = '{"人员编号":"p1","PLACE ID":"hall","t_start":"2021"}\n{"t_end":"2022","place_id":"pier","mood":"good"}\n'
    source = opened(tmp_path / "stays.ndjson", text)
    assert rows_of(source) == [
        {"person_id": "p1", "place_id": "hall", "t_start": "2021", "t_end": None},
        {"person_id": None, "place_id": "pier", "t_start": None, "t_end": "2022"},
    ]
    [block] = source.blocks()
    assert block.notes.to_pylist() == [{"mood": None}, {"mood": "good"}]
    assert source.flags == {"UNKNOWN_COLUMN": 1}


def test_a_required_column_that_no_line_has(tmp_path: Path) -> None:
    """A column that stands in no line is missing as it would be from a header, and the file's records are counted."""
    with pytest.raises(FileRefused) as refused:
        opened(tmp_path / "stays.ndjson", '{"person_id":"p1","t_start":"2021"}\n' * 3)
    assert (refused.value.code, refused.value.records) == ("MISSING_COLUMN", 3)


def test_lines_offsets_and_bytes(tmp_path: Path) -> None:
    """Blank lines are counted as lines and are no records; each row's bytes stand at its offset, after a mark too."""
    text = (
        b"\xef\xbb\xbf\n" + ROW.encode() + b" \t\r\n" + b" " + ROW.encode().replace(b"\n", b"\r\n") + ROW.encode()[:-1]
    )
    source = opened(tmp_path / "stays.ndjson", text)
    kept = [
        (int(line), text[offset : offset + length], block.raw(row))
        for block in source.blocks()
        for row, (line, offset, length) in enumerate(zip(block.line, block.offset, block.length, strict=True))
    ]
    line = ROW.encode()[:-1]
    assert kept == [(2, line, line), (4, b" " + line + b"\r", b" " + line + b"\r"), (5, line, line)]


@pytest.mark.parametrize("chunk", [1, 7, 64])
def test_chunks_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    """Wherever reading cuts the file, gzipped or not, its rows, lines and refused rows are the same."""
    text = (ROW + '{"person_id":"张\n\n' + ROW.replace("hall", "厅") + "[1]\n").encode() * 3
    whole = opened(tmp_path / "stays.ndjson", text)
    told = [rows_of(whole), whole.records, [(r.line, r.offset, r.reason, r.raw) for r in whole.refused]]
    monkeypatch.setattr(ndjson, "_CHUNK_BYTES", chunk)
    monkeypatch.setattr(ndjson, "_CELLS", 0)
    for name, bytes_ in (("stays.ndjson", text), ("stays.jsonl.gz", gzip.compress(text))):
        cut = opened(tmp_path / name, bytes_)
        assert [rows_of(cut), cut.records, [(r.line, r.offset, r.reason, r.raw) for r in cut.refused]] == told


def test_rows_at_once_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many short lines come in several blocks."""
    monkeypatch.setattr(ndjson, "_CELLS", 1)
    source = opened(tmp_path / "stays.ndjson", ROW * 2500)
    assert [block.line.size for block in source.blocks()] == [1024, 1024, 452]


def test_mapping_rules_apply(tmp_path: Path) -> None:
    """Rename, constant, unit, values, pattern, split and null work on JSON values as on cells of a table."""
    text = '{"who":"p1","t":60,"sex":1,"spot":"3F-12","note":"x|y"}\n{"who":"NA","t":120,"sex":2,"spot":"9"}\n'
    mapping = """
        feed = "stays"
        null = ["NA"]
        [columns]
        person_id = "who"
        place_id = { const = "hall" }
        t_start = { from = "t", unit = "seconds", epoch = "2021-07-29T00:00:00Z" }
        role = { from = "sex", values = { 1 = "guest", 2 = "staff" } }
        floor = { from = "spot", pattern = "(?P<f>\\\\d+)F" }
        zone = { from = "note", split = "[|]" }
    """
    assert rows_of(opened(tmp_path / "visits.ndjson", text, mapping)) == [
        {"person_id": "p1", "place_id": "hall", "t_start": "2021-07-29T00:01:00Z", "role": "guest", "floor": "3", "zone": "x;y"},
        {"person_id": None, "place_id": "hall", "t_start": "2021-07-29T00:02:00Z", "role": "staff", "floor": None, "zone": None},
    ]  # fmt: skip


@pytest.mark.parametrize(
    "told",
    ['delimiter = ";"', 'encoding = "gbk"', "header_row = 2", 'skip_until = "x"', 'comment = "#"', 'sheet = "a"'],
)
def test_mapping_keys_of_other_formats_are_refused(tmp_path: Path, told: str) -> None:
    """What a mapping says about lines and sheets makes no sense here, and the sentence names it."""
    with pytest.raises(Refused) as refused:
        opened(tmp_path / "stays.ndjson", ROW, told)
    assert refused.value.code == "MAPPING_INVALID"
    assert told.split(maxsplit=1)[0] in refused.value.message


def test_a_file_altered_while_it_is_read(tmp_path: Path) -> None:
    """A file that grows between the walk and the reading is refused."""
    source = opened(tmp_path / "stays.ndjson", ROW)
    (tmp_path / "stays.ndjson").write_text(ROW * 2)
    with pytest.raises(FileRefused) as refused:
        rows_of(source)
    assert refused.value.code == "FILE_CHANGED"


def test_refused_lines_are_corrected_and_fed_again(tmp_path: Path) -> None:
    """The kept bytes of refused lines are lines of NDJSON again: mended and sent, they are accepted."""
    dep = deployment(tmp_path / "d")
    feed(dep, tmp_path / "in", "places.csv", "place_id,kind\nhall,venue\n")
    bad = ROW + ROW.replace("p1", "p2").replace('9"}', '9",}') + ROW.replace("p1", "p3").replace("29", "39")
    line = feed(dep, tmp_path / "in", "stays.ndjson", bad)
    assert (line.accepted, line.reasons) == (1, {"NOT_JSON": 1, "TIME_IMPOSSIBLE": 1})
    kept = [(row.line, row.raw) for row in rejects(dep, line.batch)]
    assert kept == [(2, ROW.replace("p1", "p2").replace('9"}', '9",}').strip()), (3, ROW.replace("p1", "p3").replace("29", "39").strip())]  # fmt: skip
    mended = "".join(f"{raw}\n" for _, raw in kept).replace(",}", "}").replace("39", "29")
    again = feed(dep, tmp_path / "in", "stays.mended.ndjson", mended)
    assert (again.rows, again.accepted) == (2, 2)


TOKENS = st.sampled_from(
    [
        "{",
        "}",
        '"',
        '":"',
        ",",
        ":",
        '"a":1',
        '"b":"x"',
        '"a"',
        "[",
        "]",
        "null",
        "true",
        "fals",
        "NaN",
        "-",
        "0",
        "1.5",
        "1e",
        "E+9",
        "\\u00e9",
        "\\ud800",
        "\\udc00",
        "\\n",
        "\\x",
        "\\",
        "é",
        " ",
        "\t",
        "\r",
        "\x01",
    ]
)


@settings(max_examples=500, deadline=None)
@given(
    st.lists(TOKENS, max_size=12).map("".join) | st.lists(TOKENS, max_size=8).map(lambda t: '{"k":' + "".join(t) + "}")
)
def test_the_walk_agrees_with_another_parser(text: str) -> None:
    """A line is flat exactly when Python's own strict parser reads a flat object, and the members are the same."""
    data = np.frombuffer(text.encode() or b" ", np.uint8)
    status, found = jsonscan.members(data, np.array([0]), np.array([data.size]), WIDEST)
    read = None
    if status[0] == jsonscan.FLAT:
        read = []
        for key, key_size, at, size, kind in zip(*(getattr(found, n) for n in found.__slots__[1:]), strict=True):
            value = data[at : at + size].tobytes().decode()
            quoted = kind in {jsonscan.TEXT, jsonscan.ESCAPED}
            name = json.loads(f'"{data[key : key + key_size].tobytes().decode()}"')
            read.append((name, json.loads(f'"{value}"') if quoted else value))
    assert read == flat_members(text)


class Written(str):
    """A number as it is written."""

    __slots__ = ()


def flat_members(text: str) -> list[tuple[str, str]] | None:
    """Return the members of a flat object by the standard library, numbers as written; None if it is none."""

    def no(_: str) -> None:
        raise ValueError

    try:
        pairs = json.loads(text, object_pairs_hook=tuple, parse_int=Written, parse_float=Written, parse_constant=no)
        if not isinstance(pairs, tuple) or any(isinstance(value, tuple | list) for _, value in pairs):
            return None
        json.dumps(pairs, ensure_ascii=False).encode()  # half of a character does not encode
    except ValueError:
        return None
    return [(key, value if isinstance(value, str) else json.dumps(value)) for key, value in pairs]


EDITS = st.lists(
    st.tuples(st.integers(0, 2000), st.sampled_from(["set", "insert", "delete", "cut"]), st.integers(0, 255)),
    max_size=8,
)
GOOD = (
    ROW
    + '{"人员编号":"p2","place_id":"厅\\u00e9","t_start":1627516800,"note":null,"ok":true}\n\n'
    + ROW.replace("p1", "p3")
) * 2


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=EDITS, chunk=st.sampled_from([7, 64, 1 << 20]))
def test_every_record_has_one_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, edits: list[tuple[int, str, int]], chunk: int
) -> None:
    """Whatever happens to the bytes of a file, its lines that are not blank are good or refused, or it is refused."""
    monkeypatch.setattr(ndjson, "_CHUNK_BYTES", chunk)
    damaged = edited(GOOD.encode(), edits)
    path = tmp_path / "stays.ndjson"
    path.write_bytes(damaged)
    records = sum(bool(line.strip(b" \t\r")) for line in damaged.removeprefix(b"\xef\xbb\xbf").split(b"\n"))
    try:
        source = open_source(path)
        lines = [line for block in source.blocks() for line in block.line.tolist()]
    except FileRefused as refusal:
        assert refusal.records in {None, records}  # noqa: PT017 most damaged files are not refused
        return
    assert source.records == records
    assert len({*lines, *(row.line for row in source.refused)}) == len(lines) + len(source.refused) == records


def edited(data: bytes, edits: list[tuple[int, str, int]]) -> bytes:
    """Return the data with each edit done, one after the other."""
    changed = bytearray(data)
    for at, what, byte in edits:
        here = at % (len(changed) + 1)
        if what == "insert":
            changed.insert(here, byte)
        elif what == "cut":
            del changed[here : here + byte]
        elif here < len(changed):
            changed[here : here + 1] = b"" if what == "delete" else bytes([byte])
    return bytes(changed)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=EDITS)
def test_outcomes_add_up(tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[int, str, int]]) -> None:
    """The line of a damaged file adds up to its lines that are not blank, told apart by the test itself."""
    folder = tmp_path_factory.mktemp("law")
    dep = deployment(folder / "d")
    feed(dep, folder / "in", "places.csv", "place_id,kind\nhall,venue\n")
    damaged = edited(GOOD.encode(), edits)
    line = feed(dep, folder / "in", "stays.ndjson", damaged)
    records = sum(bool(text.strip(b" \t\r")) for text in damaged.removeprefix(b"\xef\xbb\xbf").split(b"\n"))
    if line.rows is not None:
        ends = [line.accepted, line.duplicate, line.superseded, line.quarantined or 0, line.rejected]
        assert line.rows == sum(ends) == records
        assert sum(line.reasons.values()) == (line.quarantined or 0) + line.rejected


def test_no_feed_is_left_out(tmp_path: Path) -> None:
    """Every feed reads a line of its required columns."""
    for item in FEEDS.values():
        if not item.internal:
            needed = {"record_id": "r1", "op": "cancel", **{column.name: "x" for column in item.columns}}
            source = opened(tmp_path / f"{item.name}.ndjson", json.dumps(needed) + "\n")
            assert [set(block.columns.column_names) for block in source.blocks()] == [set(needed)]

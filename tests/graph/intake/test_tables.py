"""Opening feed files: told by name, trusted or refused as a whole, every record in a block or among the refused."""

import gzip
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import FileRefused
from graph.intake import delimited, files
from graph.intake.blocks import Source
from graph.intake.mapping import mapping_from, read_mapping
from graph.intake.tables import open_source
from graph.model.feeds import FEEDS, PEOPLE

DATA = Path(__file__).parents[3] / "examples" / "data"
HEADER = b"person_id,place_id,t_start,t_end\n"
Write = Callable[[str, bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return written


def read(source: Source) -> list[dict[str, str | None]]:
    """Return all good rows of a source."""
    return [row for block in source.blocks() for row in block.columns.to_pylist()]


def refused(source: Source) -> list[tuple[int, str, str]]:
    return [(row.line, row.outcome, row.reason) for row in source.refused]


def test_rows_under_our_names(write: Write) -> None:
    """Good rows come under our column names with their place in the file; empty cells are null."""
    path = write("stays.csv", b"\xef\xbb\xbfT_Start,person id,note,place_id\r\n2021-07-29T10:00,p1,x,hall\r\n,p2,,hall")
    source = open_source(path)
    (block,) = source.blocks()
    assert block.columns.to_pylist() == [
        {"t_start": "2021-07-29T10:00", "person_id": "p1", "place_id": "hall"},
        {"t_start": None, "person_id": "p2", "place_id": "hall"},
    ]
    assert block.notes.to_pydict() == {"note": ["x", None]}
    assert (block.line.tolist(), block.offset.tolist()) == ([2, 3], [36, 64])
    assert source.raw(block, [1]) == [b",p2,,hall"]
    assert path.read_bytes()[64:][: int(block.length[1])] == b",p2,,hall"
    assert (source.records, source.flags, source.encoding) == (2, {"UNKNOWN_COLUMN": 1}, "utf-8")


def test_file_is_known_by_its_bytes(write: Write) -> None:
    """Size and SHA-256 are those of the file as it lies on disk, gzipped or not."""
    path = write("stays.csv.gz", gzip.compress(HEADER + b"p1,hall,2021-07-29,\n"))
    source = open_source(path)
    assert (source.size, source.sha256) == (path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest())
    assert read(source)[0]["person_id"] == "p1"


@pytest.mark.parametrize(
    ("name", "feed"),
    [
        ("stays.csv", "stays"),
        ("Stays.2021-07-29.csv", "stays"),
        ("people_old (1).csv", "people"),
        ("住宿.csv", "stays"),
        ("病例-0729.csv", "cases"),
        ("encounters.csv.gz", "encounters"),
    ],
)
def test_feed_by_file_name(name: str, feed: str) -> None:
    """The first word of a file's name tells its feed, in English or Chinese."""
    assert files.feed_by_name(Path(name)).name == feed


def test_feed_that_no_name_tells(write: Write) -> None:
    """An unknown name is refused with the feeds to choose from; a later feed says so; a named feed beats the name."""
    people = b"person_id\np1\n"
    for name, code in (
        ("hotel.csv", "FEED_UNKNOWN"),
        ("vaccinations.2021-07-29.csv", "FEED_LATER"),
        ("judgements.csv", "FEED_UNKNOWN"),
    ):
        with pytest.raises(FileRefused) as refusal:
            open_source(write(name, people))
        assert refusal.value.code == code
    assert read(open_source(write("hotel.csv", people), feed=PEOPLE)) == [{"person_id": "p1"}]
    told = mapping_from('feed = "people"')
    assert open_source(write("rides.csv", people), mapping=told).feed.name == "people"
    assert (
        open_source(write("rides.csv", people), feed=FEEDS["people"], mapping=mapping_from('feed = "stays"')).feed.name
        == "people"
    )


def test_mapping_over_lines_before_and_comments(write: Write) -> None:
    """Delimiter, title lines, comments and unknown tokens of a foreign table are declared in a mapping."""
    text = '湖畔酒店 export\n\n证件;人;场所;入\n# a note; "quoted\np1;13900000001;-;29/07/2021 20:15\n'
    told = (
        'delimiter = ";"\ncomment = "#"\nnull = ["-"]\n[columns]\nperson_id = "证件"\nphone = "人"\nplace_id = "场所"\n'
    )
    told += 't_start = { from = "入", format = "%d/%m/%Y %H:%M" }\n'
    expected = {"person_id": "p1", "phone": "13900000001", "place_id": None, "t_start": "2021-07-29 20:15:00"}
    for start in ("header_row = 3\n", 'skip_until = "证件"\n'):
        source = open_source(write("stays.csv", text.encode()), mapping=mapping_from(start + told))
        (block,) = source.blocks()
        assert block.columns.to_pylist() == [expected]
        assert (block.line.tolist(), source.records, source.refused) == ([5], 1, [])


def test_large_file_in_many_blocks(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file larger than a chunk comes in several blocks, each row with its own line and bytes."""
    monkeypatch.setattr(files, "CHUNK_BYTES", 1)
    monkeypatch.setattr(files.FeedFile.chunks, "__defaults__", (4096,))
    rows = [f'p{i},"hall\n{i}",2021-07-29,' for i in range(2_000)]
    path = write("stays.csv", HEADER + "\n".join(rows).encode())
    source = open_source(path)
    blocks = list(source.blocks())
    assert len(blocks) > 5
    assert [cell for block in blocks for cell in block.columns["place_id"].to_pylist()] == [
        f"hall\n{i}" for i in range(2_000)
    ]
    assert [line for block in blocks for line in block.line.tolist()] == list(range(2, 4_002, 2))
    assert [source.raw(block, [0])[0] for block in blocks] == [
        path.read_bytes()[block.offset[0] : block.offset[0] + block.length[0]] for block in blocks
    ]


def test_parser_that_disagrees(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the parser loses a row that was counted, the whole file is refused."""
    path = write("stays.csv", HEADER + b"p1,hall,2021-07-29,\np2,hall,2021-07-29,\n")
    whole = delimited._cells
    monkeypatch.setattr(delimited, "_cells", lambda *parts: whole(*parts).slice(1))  # type: ignore[union-attr]
    with pytest.raises(FileRefused) as refusal:
        read(open_source(path))
    assert (refusal.value.code, refusal.value.records) == ("PARSER_DISAGREES", 2)


def test_file_that_grows_while_it_is_read(write: Write) -> None:
    """A file altered between the counting and the reading is refused, since its rows are not those that were counted."""
    path = write("stays.csv", HEADER + b"p1,hall,2021-07-29,\n")
    source = open_source(path)
    with path.open("ab") as file:
        file.write(b"p2,hall,2021-07-29,\n")
    with pytest.raises(FileRefused) as refusal:
        read(source)
    assert refusal.value.code == "FILE_CHANGED"


def test_sociopatterns_through_its_mapping() -> None:
    """The workplace set has 9,827 rows of 20 seconds each, between 92 people in 755 pairs."""
    folder = DATA / "sociopatterns_invs13"
    source = open_source(folder / "contacts.csv.gz", mapping=read_mapping(folder / "contacts.map.toml"))
    rows = read(source)
    assert (source.feed.name, source.records, len(rows), source.refused) == ("encounters", 9_827, 9_827, [])
    assert rows[1] == {
        "person_a": "51",
        "person_b": "54",
        "setting": "work",
        "t_start": "2013-06-24T00:00:20Z",
        "t_end": "2013-06-24T00:00:40Z",
    }
    assert len({frozenset((row["person_a"], row["person_b"])) for row in rows}) == 755


def test_taiwan_through_its_mapping() -> None:
    """All 1,257 cases are read; lists of sources use either separator, `unknown` is nobody, a wrong year is mended."""
    folder = DATA / "taiwan_2020_21"
    source = open_source(folder / "cases.csv", mapping=read_mapping(folder / "cases.map.toml"))
    rows = {str(row["case_id"]): row for row in read(source)}
    assert (source.records, len(rows), source.refused) == (1_257, 1_257, [])
    assert rows["365"]["infector"] == "343;356"
    assert (rows["24"]["infector"], rows["19"]["infector"]) == (None, "carrier")
    assert (rows["6803"]["onset"], rows["6803"]["report"]) == ("2021-05-17", "2021-05-27")
    assert sum(row["infector"] is not None for row in rows.values()) == 1_257 - 1_085 - 14
    assert sum(row["onset"] is not None for row in rows.values()) == 1_257 - 543


SMALL = (
    'person_id,place_id,t_start,note\np1,hall,2021-07-29T10:00,"a ""b"",\nc"\np2,湖畔,2021-07-29T11:00,é\r\n'
    "p3,hall,2021-07-29T12:00,x\n\n合计,3,,\n"
).encode()
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["set", "insert", "delete", "cut"]),
        st.integers(0, len(SMALL)),
        st.sampled_from(list(b'",\n\r\t;\x00\x1f #\xef\xbc\x8c\xff\xfe\x81ap1')) | st.integers(0, 255),
    ),
    min_size=1,
    max_size=6,
)


def mutated(file: bytes, edits: list[tuple[str, int, int]]) -> bytes:
    changed = bytearray(file)
    for what, at, byte in edits:
        match what:
            case "set" if at < len(changed):
                changed[at] = byte
            case "insert":
                changed.insert(at, byte)
            case "delete":
                del changed[at : at + 1]
            case "cut":
                del changed[at:]
    return bytes(changed)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=EDITS, encoding=st.sampled_from(["utf-8", "gb18030", "utf-16"]), chunk=st.sampled_from([7, 64, 1 << 20]))
def test_no_record_is_lost(write: Write, edits: list[tuple[str, int, int]], encoding: str, chunk: int) -> None:
    """Whatever bytes of a file are damaged, its records are rows in blocks or refused rows, or the file is refused."""
    path = write("stays.csv", mutated(SMALL.decode().encode(encoding), edits))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files.FeedFile.chunks, "__defaults__", (chunk,))
        try:
            source = open_source(path)
            rows = [raw for block in source.blocks() for raw in source.raw(block, range(block.columns.num_rows))]
        except FileRefused:
            return
    assert len(rows) + len(source.refused) == source.records
    file = path.read_bytes()
    assert all(raw in file for raw in [*rows, *(row.raw for row in source.refused)])

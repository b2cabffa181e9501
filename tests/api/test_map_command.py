"""`map`: a foreign table is understood, the proposal is written to a file, and ingest takes both."""

import tomllib
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.api.conftest import Call

WANG, LI = "11010519491231002X", "110105199001010010"
HOTEL = (
    f"如意酒店 七月登记\n房客;证件;房;入店;离店;早餐\n王小明;{WANG};301;2021/7/29 20:05;2021/7/30 8:10;1\n"
    f"李华;{LI};302;2021/7/29 21:05;-;2\n合计;;;;;3\n"
)
BADGES = (
    "x\ty\tbegin\tend\nb1\tb2\t1627516800\t1627517400\nb2\tb1\t1627517800\t1627518400\nb2\tb3\t1627517800\t1627518400\n"
)
CASES = "Patient ID,Symptom onset,Linked to\nP1,13/07/2021,\nP2,16/07/2021,P1\nP3,20/07/2021,P1/P2\n"


def workbook(path: Path) -> None:
    """Write a workbook with a cover sheet and a table of stays with a spreadsheet's times."""
    book = Workbook()
    book.active.append(["住宿数据"])
    sheet = book.create_sheet("明细")
    sheet.append(["身份证", "旅馆名", "入住", "退房"])
    sheet.append([WANG, "如意宾馆", 44406.75, 44407.25])
    sheet.append([LI, "如意宾馆", 44406.8, 44407.4])
    book.save(path)


@pytest.mark.parametrize(
    ("name", "text", "feed", "accepted", "rejected"),
    [
        ("export.csv", HOTEL.encode("gb18030"), "stays", 2, 1),
        ("july.xlsx", None, "stays", 2, 0),
        ("badges.tsv", BADGES.encode(), "encounters", 3, 0),
        ("list.csv", CASES.encode(), "cases", 3, 0),
    ],
)
def test_mapped_written_and_ingested(
    cli: Call, tmp_path: Path, name: str, text: bytes | None, feed: str, accepted: int, rejected: int
) -> None:
    """The mapping that `map` writes to standard output is what `ingest --map` needs; only the total is no record."""
    table = tmp_path / name
    table.write_bytes(text) if text else workbook(table)
    proposed = cli("map", table)
    assert (proposed.code, tomllib.loads(proposed.out)["feed"]) == (0, feed)
    (tmp_path / "map.toml").write_bytes(proposed.data)
    assert cli("init", tmp_path / "data").code == 0
    done = cli("ingest", tmp_path / "data", table, "--map", tmp_path / "map.toml", "--json")
    (batch,) = done.rows
    assert (batch["feed"], batch["accepted"], batch["quarantined"], batch["rejected"]) == (feed, accepted, 0, rejected)
    assert batch["reasons"] == ({"NOT_A_RECORD": 1} if rejected else {})


def test_what_was_mapped_is_traced(cli: Call, tmp_path: Path) -> None:
    """The links of the mapped line list are its chain: P1 gave it to P2 and P3, P2 to P3."""
    (tmp_path / "list.csv").write_text(CASES)
    (tmp_path / "map.toml").write_bytes(cli("map", tmp_path / "list.csv").data)
    cli("init", tmp_path / "data")
    cli("ingest", tmp_path / "data", tmp_path / "list.csv", "--map", tmp_path / "map.toml")
    (chain,) = cli("chains", tmp_path / "data", "--recorded", "--json").of("recorded_chain")
    assert (chain["roots"], chain["cases"], chain["edges"], chain["generations"]) == (["P1"], 3, 3, [1, 2])


def test_lines_for_programs(cli: Call, tmp_path: Path) -> None:
    """One line of the mapping and one for each row, identifiers and names masked, times in UTC."""
    (tmp_path / "export.csv").write_bytes(HOTEL.encode("gb18030"))
    mapping, *rows = cli("map", tmp_path / "export.csv", "--json").rows
    assert list(mapping) == ["kind", "feed", "toml", "columns", "not_used", "missing", "runners_up"]
    assert (mapping["kind"], mapping["feed"], mapping["not_used"], mapping["missing"]) == (
        "mapping",
        "stays",
        ["早餐"],
        None,
    )
    assert {"column": "room", "rule": {"from": "房"}, "sure": False, "why": "its header says so"} in mapping["columns"]  # type: ignore[operator]
    assert rows[0] == {
        "kind": "row", "line": 3, "id_type": "id_card", "id_number": "110****002X", "name": "王**", "place_kind": "lodging",
        "place_name": "如意酒店", "t_start": "2021-07-29T12:05:00Z", "t_end": "2021-07-30T00:10:00Z", "room": "301",
        "outcome": "accepted", "reason": None,
    }  # fmt: skip
    assert rows[2] == {"kind": "row", "line": 5, "outcome": "rejected", "reason": "NOT_A_RECORD"}


def test_columns_named_like_keys_of_the_line(cli: Call, tmp_path: Path) -> None:
    """A place's kind stands beside the line's own `kind`, with a mark behind its name."""
    (tmp_path / "places.csv").write_text("place_id,kind\ntea,venue\n")
    row = cli("map", tmp_path / "places.csv", "--json").rows[1]
    assert (row["kind"], row["kind_"], row["place_id"]) == ("row", "venue", "tea")


def test_rows_for_people_stay_off_standard_output(cli: Call, tmp_path: Path) -> None:
    """Standard output is the mapping alone; the rows stand on standard error, and --quiet leaves them out."""
    (tmp_path / "list.csv").write_text(CASES)
    done = cli("map", tmp_path / "list.csv")
    assert "P1;P2" in done.err
    assert "P1;P2" not in done.out
    quiet = cli("map", "--quiet", tmp_path / "list.csv")
    assert (quiet.out, quiet.err) == (done.out, "")


def test_no_more_than_five_rows(cli: Call, tmp_path: Path) -> None:
    """Of nine rows the first five are shown, refused ones among them."""
    lines = ["p1,x,2021-07-29 08:00", "p2,x,soon", "p3"] + [f"p{n},x,2021-07-29 09:00" for n in range(4, 10)]
    (tmp_path / "stays.csv").write_text("person_id,place_id,t_start\n" + "\n".join(lines) + "\n")
    rows = cli("map", tmp_path / "stays.csv", "--json").of("row")
    assert [(row["line"], row["outcome"], row["reason"]) for row in rows] == [
        (2, "accepted", None), (3, "rejected", "TIME_AMBIGUOUS"), (4, "rejected", "RAGGED"), (5, "accepted", None),
        (6, "accepted", None),
    ]  # fmt: skip


def test_what_is_missing_is_said(cli: Call, tmp_path: Path) -> None:
    """A table without what its feed needs gives its mapping so far, and says what is needed; that is no failure."""
    (tmp_path / "stays.csv").write_text("姓名,入住时间\n王小明,2021-07-29 20:00\n")
    done = cli("map", tmp_path / "stays.csv")
    assert done.code == 0
    assert "# still needed: A file of stays needs place_id" in done.out
    assert "The mapping is not complete yet." in done.err


def test_the_feed_named(cli: Call, tmp_path: Path) -> None:
    """--feed goes before the file's name; a feed that there is not is wrong usage, an internal one too."""
    (tmp_path / "stays.csv").write_text("id,name\n1,Mei\n")
    assert cli("map", tmp_path / "stays.csv", "--feed", "people", "--json").rows[0]["feed"] == "people"
    for name in ("hotels", "judgements"):
        done = cli("map", tmp_path / "stays.csv", "--feed", name, "--json")
        assert (done.code, done.rows[0]["code"]) == (2, "FEED_UNKNOWN")


def test_standard_input(cli: Call) -> None:
    """`-` is a table on standard input."""
    done = cli("map", "-", "--json", stdin=CASES)
    assert (done.code, done.rows[0]["feed"]) == (0, "cases")


def test_no_table(cli: Call, tmp_path: Path) -> None:
    """A picture called .csv is refused with the sentence of ingest and exit code 1."""
    (tmp_path / "a.csv").write_bytes(b"\x89PNG\r\n")
    done = cli("map", tmp_path / "a.csv", "--json")
    assert (done.code, [row["code"] for row in done.rows]) == (1, ["NOT_THE_FORMAT"])
    assert "not what its name says (a picture)" in done.err

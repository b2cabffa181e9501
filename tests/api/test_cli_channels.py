"""Runs, cells, households and checkpoints as the command shows them: `same`, `shared`, `trajectory`, `at`, `list`."""

from pathlib import Path

import pytest

from tests.api.conftest import Call, call

#: Mei (C1, onset 24 July) flies with An and Bo, lives with Dan, has her phone in cell c7 with Eve, passes toll gate k1.
FEEDS = {
    "rides.csv": """\
person_id,mode,number,date,t_depart,t_arrive,seat
mei,flight,CZ3101,2021-07-23,2021-07-23 12:00,2021-07-23 14:00,12C
an,flight,CZ3101,2021-07-23,2021-07-23 12:00,2021-07-23 14:00,14F
bo,flight,CZ3101,2021-07-23,2021-07-23 12:00,2021-07-23 14:00,
""",
    "households.csv": """\
household_id,person_id
h1,mei
h1,dan
""",
    "positions.csv": """\
person_id,t,t_end,cell_id
mei,2021-07-22 08:00,2021-07-22 09:00,c7
eve,2021-07-22 08:30,2021-07-22 10:00,c7
""",
    "passages.csv": """\
checkpoint_id,t,person_id
k1,2021-07-23 10:00,mei
k1,2021-07-23 10:00,eve
""",
    "cases.csv": """\
case_id,person_id,onset
C1,mei,2021-07-24 18:00
""",
}


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data directory of these feeds."""
    folder = tmp_path_factory.mktemp("port")
    (folder / "feeds").mkdir()
    for name, text in FEEDS.items():
        (folder / "feeds" / name).write_text(text, encoding="utf-8")
    assert call("init", folder / "data").code == 0
    done = call("ingest", folder / "data", folder / "feeds")
    assert done.code == 0, done.err + done.out
    return folder / "data"


def test_same_has_a_row_per_channel_person_and_exposure(cli: Call, port: Path) -> None:
    """The flight with its seats, then the cell without class; no header, nothing of household and checkpoint."""
    rows = cli("same", port, "C1", "--json").rows
    assert rows == [
        {"kind": "same", "person": "an", "channel": "flight", "place": "flight:CZ3101:2021-07-23",
         "t_start": "2021-07-23T04:00:00Z", "t_end": "2021-07-23T06:00:00Z", "seat_gap": 2, "class": "close", "sources": ["default"]},
        {"kind": "same", "person": "bo", "channel": "flight", "place": "flight:CZ3101:2021-07-23",
         "t_start": "2021-07-23T04:00:00Z", "t_end": "2021-07-23T06:00:00Z", "seat_gap": None, "class": "general", "sources": ["default"]},
        {"kind": "same", "person": "eve", "channel": "lbs", "place": "c7", "t_start": "2021-07-22T00:30:00Z",
         "t_end": "2021-07-22T01:00:00Z", "seat_gap": None, "class": None, "sources": ["default"]},
    ]  # fmt: skip


def test_people_see_a_table_per_channel(cli: Call, port: Path) -> None:
    """Each is headed by its channel and the number of people."""
    out = cli("same", port, "C1").out
    assert "flight: 2 people with C1" in out
    assert "lbs: 1 person with C1" in out
    assert (
        cli("same", port, "C1", "--days", "1", "--from", "2021-07-24").out
        == "Nobody shared any of the six sames with the case.\n"
    )


def test_same_under_co_presence_needs_both_ends(cli: Call, port: Path) -> None:
    """As every question under that edition; with both, whoever was on board is co_present."""
    assert cli("same", port, "C1", "--edition", "co-presence").code == 2
    ends = ("--from", "2021-07-20", "--to", "2021-07-24")
    rows = cli("same", port, "C1", "--edition", "co-presence", *ends, "--json").rows
    assert [(r["person"], r["class"]) for r in rows] == [("an", "co_present"), ("bo", "co_present"), ("eve", None)]


def test_a_trajectory_shows_runs_cells_and_passages(cli: Call, port: Path) -> None:
    """By time: the cell, the toll gate as one second, the flight."""
    rows = cli("trajectory", port, "C1", "--json").rows
    assert [(r["channel"], r["place"], r["t_start"], r["t_end"]) for r in rows] == [
        ("lbs", "c7", "2021-07-22T00:00:00Z", "2021-07-22T01:00:00Z"),
        ("checkpoint", "k1", "2021-07-23T02:00:00Z", "2021-07-23T02:00:01Z"),
        ("flight", "flight:CZ3101:2021-07-23", "2021-07-23T04:00:00Z", "2021-07-23T06:00:00Z"),
    ]


@pytest.mark.parametrize("place", ["CZ3101", "flight:CZ3101:2021-07-23"])
def test_a_run_is_named_by_its_number_or_key(cli: Call, port: Path, place: str) -> None:
    """All three were on board, two of them with the case."""
    span = ("--from", "2021-07-23", "--to", "2021-07-23")
    assert [r["person"] for r in cli("at", port, place, *span, "--reason", "test", "--json").rows] == [
        "an",
        "bo",
        "mei",
    ]
    assert [r["seat_gap"] for r in cli("shared", port, "C1", "--at", place, "--json").rows] == [2, None]


@pytest.mark.parametrize(
    ("channel", "people"), [("flight", ["an", "bo"]), ("lbs", ["eve"]), ("railway", []), ("checkpoint", [])]
)
def test_a_channel_is_named_as_answers_name_it(cli: Call, port: Path, channel: str, people: list[str]) -> None:
    """Cells are lbs; passing one checkpoint is nothing shared."""
    assert [r["person"] for r in cli("shared", port, "C1", "--channel", channel, "--json").rows] == people


def test_the_list_tells_seats_and_why(cli: Call, port: Path) -> None:
    """Dan of the household, An two rows apart, Bo whose seat is to be found out; Eve of the bare cell is not on it."""
    rows = cli("list", port, "--json").of("item")
    assert [(r["person"], r["class"], r["minutes"], r["seat"], r["why"]) for r in rows] == [
        ("dan", "close", None, None, "same household"),
        ("an", "close", 120.0, "14F", "same flight CZ3101 on 23 July, 2 rows apart"),
        ("bo", "general", 120.0, None, "same flight CZ3101 on 23 July, seat not known"),
    ]


def test_the_title_of_a_trace_is_in_local_time(cli: Call, port: Path) -> None:
    """As its rows: from 22 July 00:00 in Shanghai, which is 21 July 16:00 UTC."""
    assert cli("trace", port, "C1").out.startswith(
        "C1 under cn-8, 2021-07-22 00:00 to 2021-07-24 18:00: 2 close, 1 general"
    )


def test_a_list_tells_what_changed_since_a_version(cli: Call, town: Path) -> None:
    """An is judged general: one change between version 1 and now, none between 1 and 1."""
    cli("list", town, "--json")
    cli(
        "fact",
        town,
        "add",
        "judgement",
        "--case",
        "C1",
        "--person",
        "an",
        "--class",
        "general",
        "--by",
        "t",
        "--reason",
        "seat",
    )
    (row,) = cli("list", town, "--compare", "1", "--json").of("list_change")
    assert list(row) == ["kind", "change", "person", "class", "was", "fields"]
    assert (row["change"], row["person"], row["class"], row["was"]) == ("changed", "an", "general", "close")
    assert cli("list", town, "--compare", "1", "--version", "1").out == "0 changes since version 1.\n"
    assert cli("list", town, "--compare", "9", "--json").rows[0]["code"] == "VERSION_UNKNOWN"


def test_headings_of_files_may_be_chinese(cli: Call, port: Path) -> None:
    """Every heading is translated; another language is a wrong call."""
    head = cli("list", port, "--format", "csv", "--lang", "zh").data.decode("utf-8-sig").splitlines()[0].split(",")
    assert (head[0], head[2], head[-1]) == ("人员", "判定类别", "说明")
    assert not any(word.isascii() for word in head)
    assert cli("list", port, "--lang", "fr").code == 2

"""Proposed mappings: what is told of a foreign table, what is a guess, and what is left to a person."""

import tomllib
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from graph.errors import ContactgraphError, FileRefused
from graph.intake.headers import normal
from graph.intake.mapping import mapping_from
from graph.intake.preview import first_rows
from graph.intake.profiles import profile
from graph.intake.proposing import Proposal, propose
from graph.intake.tables import open_source
from graph.intake.wording import likeness, place_kind, place_named
from graph.model.feeds import FEEDS

#: Numbers with right check digits, of nobody.
WANG, LI = "11010519491231002X", "110105199001010010"


def proposed(folder: Path, name: str, text: str, feed: str | None = None, encoding: str = "utf-8") -> Proposal:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return propose(path, FEEDS[feed] if feed else None)


def rules(proposal: Proposal) -> dict[str, object]:
    """Return what the mapping file says of each column, as it is read back."""
    columns = tomllib.loads(proposal.toml())["columns"]
    assert isinstance(columns, dict)
    return columns


def test_a_hotel_table_in_gb18030_with_a_title(tmp_path: Path) -> None:
    """Semicolons, encoding, the line of headers, hotel and kind of place are declared; every column of ours is found."""
    proposal = proposed(
        tmp_path,
        "export.csv",
        f"如意酒店 七月登记\n房客;证件;房;入店;离店;早餐\n王小明;{WANG};301;2021/7/29 20:05;2021/7/30 8:10;1\n"
        f"李华;{LI};302;2021/7/29 21:05;-;2\n",
        encoding="gb18030",
    )
    told = proposal.mapping()
    assert (told.feed, told.delimiter, told.encoding, told.header_row) == ("stays", ";", "gb18030", 2)
    assert rules(proposal) == {
        "id_number": "证件",
        "id_type": {"const": "id_card"},
        "name": "房客",
        "place_kind": {"const": "lodging"},
        "place_name": {"const": "如意酒店"},
        "room": "房",
        "t_start": {"from": "入店", "format": "%Y/%m/%d %H:%M"},
        "t_end": {"from": "离店", "format": "%Y/%m/%d %H:%M", "null": ["-"]},
    }
    assert (proposal.not_used, proposal.missing) == (("早餐",), None)
    assert '# not used: "早餐"' in proposal.toml()


def test_badges_with_unix_seconds(tmp_path: Path) -> None:
    """Two columns of the same badges are the two people; ten digits are seconds since 1970, tabs are a .tsv's own."""
    proposal = proposed(
        tmp_path,
        "badges.tsv",
        "# office badges\nx\ty\tbegin\tend\tdist\nb1\tb2\t1627516800\t1627517400\t0.8\nb2\tb1\t1627517800\t1627518400\t1.5\n",
    )
    assert proposal.dialect.settings() == {"comment": "#"}
    assert rules(proposal) == {
        "person_a": "x",
        "person_b": "y",
        "t_start": {"from": "begin", "unit": "seconds"},
        "t_end": {"from": "end", "unit": "seconds"},
        "distance_m": "dist",
    }


def test_a_line_list_with_several_infectors(tmp_path: Path) -> None:
    """Case, dates day first, and the column that names cases of the table, split by its marks; the case is the person."""
    proposal = proposed(
        tmp_path,
        "list.csv",
        "Patient ID,Symptom onset,Confirmed,Linked to\nP1,13/07/2021,15/07/2021,\nP2,16/07/2021,18/07/2021,P1\n"
        "P3,20/07/2021,21/07/2021,P1/P2\nP4,,22/07/2021,P2+P3\n",
    )
    assert proposal.feed.name == "cases"
    assert rules(proposal) == {
        "case_id": "Patient ID",
        "person_id": "Patient ID",
        "onset": {"from": "Symptom onset", "format": "%d/%m/%Y"},
        "report": {"from": "Confirmed", "format": "%d/%m/%Y"},
        "infector": {"from": "Linked to", "split": "[/+]"},
    }
    assert len(proposal.runners_up) == 2
    assert f"next best: {', '.join(proposal.runners_up)}" in proposal.toml()


def test_a_workbook_with_a_cover_sheet(tmp_path: Path) -> None:
    """The sheet with the table is named; numbers of days are times of a spreadsheet, and real dates are left as they are."""
    book = Workbook()
    book.active.append(["住宿数据"])
    sheet = book.create_sheet("明细")
    sheet.append(["七月"])
    sheet.append(["身份证", "旅馆名", "入住", "退房"])
    sheet.append([WANG, "如意宾馆", 44406.75, datetime(2021, 7, 30, 8, 0)])  # noqa: DTZ001 local
    sheet.append([LI, "如意宾馆", 44406.8, datetime(2021, 7, 30, 9, 0)])  # noqa: DTZ001 local
    book.save(tmp_path / "july.xlsx")
    proposal = propose(tmp_path / "july.xlsx")
    assert proposal.dialect.settings() == {"header_row": 2, "sheet": "明细"}
    assert rules(proposal)["t_start"] == {"from": "入住", "unit": "days", "epoch": "1899-12-30T00:00:00"}
    assert rules(proposal)["t_end"] == "退房"
    (first, _) = first_rows(tmp_path / "july.xlsx", proposal.feed, proposal.mapping(), zone="Asia/Shanghai")
    assert (first.line, first.columns["t_start"], first.columns["t_end"]) == (
        3,
        "2021-07-29T10:00:00Z",
        "2021-07-30T00:00:00Z",
    )


def test_day_or_month_is_never_guessed(tmp_path: Path) -> None:
    """07/08/2021 stands as two comments, of which one works when its mark is taken away, and fills nothing."""
    proposal = proposed(tmp_path, "stays.csv", "person_id,place_id,t_start\np1,x,07/08/2021\np2,x,05/05/2021\n")
    assert "t_start" not in rules(proposal)
    lines = [line for line in proposal.toml().splitlines() if line.startswith("# t_start = ")]
    assert lines == [
        '# t_start = { from = "t_start", format = "%d/%m/%Y" }  # if 07/08/2021 is 2021-08-07',
        '# t_start = { from = "t_start", format = "%m/%d/%Y" }  # if 07/08/2021 is 2021-07-08',
    ]
    chosen = mapping_from(proposal.toml().replace(lines[1], lines[1].removeprefix("# ")))
    rows = first_rows(tmp_path / "stays.csv", proposal.feed, chosen, zone="UTC")
    assert [row.columns["t_start"] for row in rows] == ["2021-07-08", "2021-05-05"]


def test_a_day_that_is_no_month_decides(tmp_path: Path) -> None:
    """One 13/08/2021 among dates that could be read both ways tells the order of all."""
    proposal = proposed(tmp_path, "stays.csv", "person_id,place_id,t_start\np1,x,07/08/2021\np2,x,13/08/2021\n")
    assert rules(proposal)["t_start"] == {"from": "t_start", "format": "%d/%m/%Y"}


def test_dates_that_look_equal_both_ways_decide_nothing() -> None:
    """05/05/2021 alone leaves the order of later rows open."""
    assert len(profile("d", ["05/05/2021", "06/06/2021"]).readings) == 2


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("2021-07-29 08:05", {}),
        ("2021-07-29T08:05:00+08:00", {}),
        ("20210729", {"format": "%Y%m%d"}),
        ("202107290805", {"format": "%Y%m%d%H%M"}),
        ("2021年7月29日 8时5分", {"format": "%Y年%m月%d日 %H时%M分"}),
        ("29 Jul 2021", {"format": "%d %b %Y"}),
        ("29.07.2021 08:05", {"format": "%d.%m.%Y %H:%M"}),
        ("29/07/2021 08:05 +0800", {"format": "%d/%m/%Y %H:%M %z"}),
        ("1627516800", {"unit": "seconds"}),
        ("1627516800123", {"unit": "milliseconds"}),
        ("44406.33", {"unit": "days", "epoch": "1899-12-30T00:00:00"}),
    ],
)
def test_forms_of_times(cell: str, rule: dict[str, str]) -> None:
    """Each form that can be read in one way has one rule."""
    assert [reading.rule for reading in profile("t", [cell]).readings] == [rule]


@pytest.mark.parametrize(
    "cell", ["21/7/29", "110/07/29", "民国110年7月29日", "08:05", "3-205", "A12", "17", "2021-13-45"]
)
def test_what_is_no_time(cell: str) -> None:
    """Years of two digits or of another calendar, clocks, rooms and numbers are not taken for times."""
    assert profile("t", [cell]).readings == ()


def test_another_calendar_is_named(tmp_path: Path) -> None:
    """Dates with years of the Republic are left out with the advice to write four digits."""
    proposal = proposed(tmp_path, "cases.csv", "病例编号,发病日\nC1,110/07/13\n")
    (doubt,) = proposal.doubts
    assert (doubt.column, doubt.origin) == ("onset", "发病日")
    assert "four digits" in doubt.why


def test_words_of_other_lists(tmp_path: Path) -> None:
    """Kinds of places and coded sexes that ingest does not know get a table; words that it knows need none."""
    places = proposed(tmp_path, "places.csv", "店号,业态,店名\n1,宾馆,如意\n2,棋牌室,金牌\n3,茶馆,老舍\n")
    assert rules(places)["kind"] == {"from": "业态", "values": {"棋牌室": "venue", "茶馆": "venue"}}
    people = proposed(tmp_path, "people.csv", "工号,性别\n1,1\n2,2\n")
    assert rules(people)["sex"] == {"from": "性别", "values": {"1": "male", "2": "female"}}
    plain = proposed(tmp_path, "people.csv", "工号,sex\n1,男\n2,女\n")
    assert rules(plain)["sex"] == "sex"


def test_a_mode_told_by_a_header(tmp_path: Path) -> None:
    """航班号 makes every row a flight; the day of departure stands for the day of the run."""
    proposal = proposed(
        tmp_path, "list.csv", f"旅客姓名,证件号码,航班号,起飞时间\n王小明,{WANG},CZ3101,2021/7/29 08:05\n"
    )
    assert proposal.feed.name == "rides"
    assert rules(proposal)["mode"] == {"const": "flight"}
    assert rules(proposal)["date"] == {"from": "起飞时间", "pattern": "^(?P<date>[^ T]+)", "format": "%Y/%m/%d"}


def test_the_datum_of_coordinates_is_left_to_a_person(tmp_path: Path) -> None:
    """Coordinates without their system give the three systems as comments."""
    proposal = proposed(tmp_path, "gps.csv", "uid|ts|latitude|longitude\nu1|1627516800|28.2|112.9\n")
    assert proposal.feed.name == "positions"
    assert '# datum = { const = "gcj02" }' in proposal.toml().splitlines()


def test_one_phone_in_all_rows_is_nobodys_own(tmp_path: Path) -> None:
    """A column with the same number in most rows is the hotel's, and makes no person of all its guests."""
    rows = "".join(f"{name},0731-88880000,2021-07-29 20:00\n" for name in ("王小明", "李华", "张三", "赵四"))
    proposal = proposed(tmp_path, "stays.csv", f"姓名,酒店总机电话,入住时间\n{rows}")
    assert "phone" not in rules(proposal)
    assert proposal.missing is not None
    assert proposal.missing.startswith("A file of stays needs ")


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("a.csv", b"", "WRONG_COLUMNS"),
        ("a.csv", b"1,2021-07-29,3\n2,2021-07-30,4\n", "WRONG_COLUMNS"),
        ("a.csv", b"colour,shape,weight\nred,round,heavy\n", "WRONG_COLUMNS"),
        ("a.csv", b"\x89PNG\r\n", "NOT_THE_FORMAT"),
        ("a.csv", bytes(range(1, 256)) * 9, "UNKNOWN_ENCODING"),
        ("a.csv", b'id,place\n1,"x\n2,y\n', "UNCLOSED_QUOTE"),
        ("a.csv", b"id,id,t\n1,2,3\n", "DUPLICATE_COLUMN"),
        ("a.xls", b"\xd0\xcf\x11\xe0", "OLD_XLS"),
        ("a.xlsx", b"PK\x03\x04 half of it", "UNREADABLE"),
        ("none.csv", None, "UNREADABLE"),
    ],
)
def test_what_is_no_table(tmp_path: Path, name: str, text: bytes | None, code: str) -> None:
    """A file that is no table, or in which nothing can be recognised, is refused with one sentence."""
    if text is not None:
        (tmp_path / name).write_bytes(text)
    with pytest.raises(FileRefused) as refusal:
        propose(tmp_path / name)
    assert refusal.value.code == code


@pytest.mark.parametrize("feed", [feed for feed in FEEDS.values() if not feed.internal], ids=lambda feed: feed.name)
def test_our_own_headers_need_no_words(tmp_path: Path, feed: object) -> None:
    """A file with exactly a feed's columns is that feed, and every column is taken by its name."""
    assert feed in FEEDS.values()
    names = [column.name for column in feed.columns]  # type: ignore[attr-defined]
    proposal = proposed(tmp_path, "table.csv", ",".join(names) + "\n", feed=feed.name)  # type: ignore[attr-defined]
    assert {name: name for name in names}.items() <= rules(proposal).items()
    assert proposal.missing is None


CELLS = st.sampled_from(
    ["p1", "王小明", WANG, "13800138000", "湘A12345", "07/08/2021", "2021/7/29 8:05", "44406.3", "1627516800", "男", "宾馆",
     "如意酒店", "P1/P2", "", "-", "NULL", 'a "b"', "x\ny", "\u2028", "a]b", "\\", "28.1", "是", "08:05", "''' \"\"\""]
)  # fmt: skip
HEADERS = st.one_of(
    st.sampled_from(
        ["姓名", "证件", "入住时间", "离店", "i", "j", "t", "id", "kind", "店名", "病例", "关联", "lat", "lon", "date"]
    ),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=9),
)


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, str | None]:
    """Return a table in text, half of the time with what a feed needs under our own headers, and the feed named or not."""
    name = draw(st.sampled_from([name for name, feed in FEEDS.items() if not feed.internal]))
    needed = [
        column.name for column in FEEDS[name].columns if column.required or column.name in {"person_id", "place_id"}
    ]
    pairs = [f"person{prefix[:1] and '_'}{prefix[:1] or '_id'}" for prefix in FEEDS[name].persons]
    own = [*needed, *pairs, *(["phone"] if name == "identities" else [])] if draw(st.booleans()) else []
    headers = draw(st.lists(HEADERS, min_size=1, max_size=5))
    unlike = list({normal(header): header for header in [*headers, *own]}.values())
    rows = draw(st.lists(st.lists(CELLS, min_size=len(unlike), max_size=len(unlike)), max_size=4))
    quoted = [['"' + cell.replace('"', '""') + '"' for cell in row] for row in [unlike, *rows]]
    mark = draw(st.sampled_from(",;\t|"))
    return "".join(mark.join(row) + "\n" for row in quoted), draw(st.sampled_from([None, name, name]))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=tables())
def test_whatever_is_proposed_is_a_mapping(tmp_path: Path, table: tuple[str, str | None]) -> None:
    """Any table is refused with its reason, or its proposal is a mapping that opens it and says what it says."""
    text, feed = table
    try:
        proposal = proposed(tmp_path, "any.csv", text, feed)
    except ContactgraphError:
        return
    told = proposal.mapping()
    assert {name: rule.model_dump(exclude_defaults=True, by_alias=True) for name, rule in told.columns.items()} == {
        one.column: dict(one.rule) for one in proposal.columns
    }
    if proposal.missing is None:
        source = open_source(tmp_path / "any.csv", mapping=told)
        rows = first_rows(tmp_path / "any.csv", proposal.feed, told, zone="Asia/Shanghai")
        assert (source.feed, len(rows)) == (proposal.feed, min(source.records, 5))


def test_words() -> None:
    """Headers and names of places mean what a reader of the table would say."""
    phone = FEEDS["encounters"].column("phone_b")
    assert likeness("phone2", phone) == 0.6
    assert likeness("phone1", phone) == 0
    assert (place_kind("飞鱼网咖"), place_kind("市第一医院"), place_kind("barn")) == ("net_cafe", "hospital", None)
    assert place_named("长沙如意大酒店（七月）") == "长沙如意大酒店"

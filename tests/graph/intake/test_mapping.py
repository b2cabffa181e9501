"""Mapping files: their grammar, and what they make of a column."""

from pathlib import Path

import pyarrow as pa
import pytest

from graph.errors import Refused
from graph.intake.derive import derived
from graph.intake.mapping import ColumnRule, mapping_from, read_mapping


def made(cells: list[str | None], rule: object, null: list[str] | None = None) -> list[str | None]:
    column = derived(pa.array(cells, pa.string()), ColumnRule.model_validate(rule), null or [])
    return [cell.as_py() for cell in column]


def test_the_example_of_the_interface() -> None:
    """The mapping shown in the documents is read: feed, source, delimiter, rename, constant, counted times."""
    told = mapping_from(
        'feed = "encounters"\nsource = "office-badges"\ndelimiter = ","\n[columns]\nperson_a = "i"\nperson_b = "j"\n'
        'setting = { const = "work" }\n'
        't_start = { from = "t", unit = "seconds", epoch = "2013-06-24T00:00:00Z", add_seconds = -20 }\n'
        't_end = { from = "t", unit = "seconds", epoch = 2013-06-24T00:00:00Z }\nnull = ["", "NA"]\n'
    )
    assert (told.feed, told.source, told.delimiter, told.null) == ("encounters", "office-badges", ",", ["", "NA"])
    assert told.columns["person_a"].origin == "i"
    assert told.columns["setting"].const == "work"
    assert told.columns["t_end"].start == told.columns["t_start"].start


def test_seconds_since_an_epoch() -> None:
    """Counted seconds become UTC; what is no number, or far from any real date, keeps its text."""
    rule = {"from": "t", "unit": "seconds", "epoch": "2013-06-24T00:00:00Z", "add_seconds": -20}
    assert made(["20", " 40 ", "0", "1e5", "soon", None, "99999999999"], rule) == [
        "2013-06-24T00:00:00Z",
        "2013-06-24T00:00:20Z",
        "2013-06-23T23:59:40Z",
        "1e5",
        "soon",
        None,
        "99999999999",
    ]


def test_other_units() -> None:
    """Milliseconds are cut to their second, minutes and days counted; a spreadsheet's whole day stays a date."""
    assert made(["1627516800999"], {"from": "t", "unit": "milliseconds"}) == ["2021-07-29T00:00:00Z"]
    assert made(["1.5"], {"from": "t", "unit": "minutes"}) == ["1970-01-01T00:01:30Z"]
    sheet = {"from": "t", "unit": "days", "epoch": "1899-12-30T00:00:00"}
    assert made(["44406.33", "44406", "44406.0"], sheet) == ["2021-07-29 07:55:12", "2021-07-29", "2021-07-29 00:00:00"]


def test_declared_formats() -> None:
    """A format with a clock gives a local time, one without a date, one with a zone UTC; others keep their text."""
    assert made(
        ["2021年7月29日", "２０２１年７月２９日", "2021年13月1日", "٢٠٢١年7月29日", ""],
        {"from": "t", "format": "%Y年%m月%d日"},
    ) == [
        "2021-07-29",
        "2021-07-29",
        "2021年13月1日",
        "٢٠٢١年7月29日",
        None,
    ]
    assert made(["29/07/2021 08:05"], {"from": "t", "format": "%d/%m/%Y %H:%M"}) == ["2021-07-29 08:05:00"]
    assert made(["20210729080500+0800"], {"from": "t", "format": "%Y%m%d%H%M%S%z"}) == ["2021-07-29T00:05:00Z"]


def test_numbers_without_marks_need_all_their_digits() -> None:
    """2021111 may be 1 November or 11 January and keeps its text; a time without seconds is not read with them."""
    assert made(["20211101", "2021111", "20211301"], {"from": "t", "format": "%Y%m%d"}) == [
        "2021-11-01",
        "2021111",
        "20211301",
    ]
    assert made(["20210729080500", "202107290805"], {"from": "t", "format": "%Y%m%d%H%M%S"}) == [
        "2021-07-29 08:05:00",
        "202107290805",
    ]
    assert made(["29JUL2021"], {"from": "t", "format": "%d%b%Y"}) == ["2021-07-29"]
    assert made(["20210729T0805Z"], {"from": "t", "format": "%Y%m%dT%H%M%z"}) == ["2021-07-29T08:05:00Z"]


def test_one_column_fills_two() -> None:
    """A column named twice gives its day to one field and its time to another."""
    assert made(["2021/7/29 8:05"], {"from": "t", "pattern": "^(?P<date>[^ ]+)", "format": "%Y/%m/%d"}) == [
        "2021-07-29"
    ]
    assert made(["2021/7/29 8:05"], {"from": "t", "format": "%Y/%m/%d %H:%M"}) == ["2021-07-29 08:05:00"]


def test_lists_codes_and_parts() -> None:
    """Lists are joined again by `;` without unknown parts; codes are translated, others kept; a pattern takes a part."""
    assert made(["1015; 1016", "343/356", "unknown", "a,;unknown"], {"from": "w", "split": "[;/,]"}, ["unknown"]) == [
        "1015;1016",
        "343;356",
        None,
        "a",
    ]
    assert made([" 男", "女", "x", ""], {"from": "s", "values": {"男": "male", "女": "female"}}) == [
        "male",
        "female",
        "x",
        None,
    ]
    assert made(["05车12A座", "-"], {"from": "s", "pattern": "车(?P<seat>\\d+[A-F])座"}) == ["12A", None]


def test_unknown_tokens() -> None:
    """A token for "not known" is a whole cell, spaces aside, in the case it was declared: the surname Null stays."""
    assert made(["NULL", " NULL ", "Null", "NULLs", "-"], {"from": "n", "null": ["-"]}, ["NULL"]) == [
        None,
        None,
        "Null",
        "NULLs",
        None,
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("feed = 'stay'", "feed"),
        ("feed = 'vaccinations'", "later release"),
        ("header = 2", "header"),
        ("header_row = '2'", "header_row"),
        ("header_row = 1\nskip_until = 'x'", "skip_until"),
        ("delimiter = ', '", "delimiter"),
        ("encoding = 'latin-1'", "encoding"),
        ("zone = 'Mars'", "zone"),
        ("feed = 'stays'\n[columns]\nseats = 'x'", "columns.seats"),
        ("[columns]\nonset = 3", "columns.onset"),
        ("[columns]\nonset = {}", "columns.onset"),
        ("[columns]\nonset = { from = 'x', const = 'y' }", "columns.onset"),
        ("[columns]\nonset = { from = 'x', unit = 'hours' }", "columns.onset.unit"),
        ("[columns]\nonset = { from = 'x', epoch = '2013-06-24' }", "columns.onset"),
        ("[columns]\nonset = { from = 'x', unit = 'days', epoch = 'then' }", "columns.onset"),
        ("[columns]\nonset = { from = 'x', format = '%d/%m/%y' }", "columns.onset"),
        ("[columns]\nonset = { from = 'x', format = '%Y-%m-%d', add_seconds = 5 }", "columns.onset"),
        ("[columns]\nseat = { from = 'x', pattern = '(' }", "columns.seat"),
        ("[columns]\nseat = { from = 'x', pattern = '[0-9]+' }", "columns.seat"),
        ("[columns]\nseat = { from = 'x', split = 'a*' }", "columns.seat"),
        ("feed = ", "TOML"),
    ],
)
def test_bad_mappings(text: str, names: str) -> None:
    """A mapping that cannot be right is refused with one sentence that names the key."""
    with pytest.raises(Refused, match=names.replace(".", r"\.")) as refusal:
        mapping_from(text)
    assert refusal.value.code == "MAPPING_INVALID"


def test_mapping_file_that_cannot_be_read(tmp_path: Path) -> None:
    """A missing mapping file, or one that is no UTF-8, is refused like a wrong one."""
    (tmp_path / "gbk.toml").write_bytes("source = '湖'".encode("gbk"))
    for name in ("gbk.toml", "none.toml"):
        with pytest.raises(Refused, match=name) as refusal:
            read_mapping(tmp_path / name)
        assert refusal.value.code == "MAPPING_INVALID"

"""Cells are freed of what copying leaves behind; words, numbers and names mean one thing or nothing."""

import pyarrow as pa
import pytest

from graph.intake.values import (
    Distinct,
    choices,
    identifiers,
    narrow,
    numbers,
    person_name_damaged,
    place_name_damaged,
    text,
    truths,
)
from graph.model.feeds import ID_TYPES, PLACE_KINDS


def test_texts_lose_what_cannot_be_seen() -> None:
    """Outer spaces, NBSP, zero-width marks and doubled spaces go; full-width letters of a text stay as written."""
    cells = pa.array([" 李 四 ", "\u00a0a\u200b b\ufeff", "two\n lines", "ＫＴＶ", " \u3000", "plain", None])
    assert text(cells).to_pylist() == ["李 四", "a b", "two lines", "ＫＴＶ", None, "plain", None]


def test_identifiers_are_half_width_without_quotes() -> None:
    """A leading apostrophe, quotes and full-width digits do not make another identifier; inner hyphens do."""
    cells = pa.array(["'p1", '"p1"', "ｐ１", "\ufeffp1\u200b", "p-1", "“p1”"])
    assert identifiers(cells).to_pylist() == ["p1", "p1", "p1", "p1", "p-1", "p1"]


@pytest.mark.parametrize(
    "word", ["未知", "NULL", "None", "N/A", "#N/A", "test", "无", "null", "-", " NULL ", "Ｎ／Ａ", "''"]
)
def test_words_for_nothing_are_no_identifier(word: str) -> None:
    """There is never a person called NULL."""
    assert identifiers(pa.array([word])).to_pylist() == [None]


def test_superscript_digits_are_not_digits() -> None:
    """Only full-width forms are narrowed, so that m² and m2 stay two identifiers."""
    assert narrow("m²") == "m²"
    assert numbers(pa.array(["²", "٣"])).to_pylist() == [None, None]


@pytest.mark.parametrize(
    "name",
    [
        "æ¹–å—",
        "锟斤拷",
        "王?",
        "王\ufffd",
        "李\u202e四",
        "\ue000",
        "\U000f0001",
        "FranÃ§ois",
        "43070219900101102X",
        "430702900101102",
    ],
)
def test_damaged_names_are_noticed(name: str) -> None:
    """Mojibake, lost characters, reversed writing, private code points, and numbers in the place of a name."""
    assert person_name_damaged(pa.array([name])).tolist() == [True]


@pytest.mark.parametrize(
    "name",
    [
        "李四",
        "𠮷野",
        "阿卜杜·热合曼",
        "Müller",
        "José Ñandú",
        "Nguyễn Văn A",
        "Lǐ Sì",
        "㛃",
        "O’Brien",
        "Null",
        "⼀",
        "X之子",
        "René’s",
        None,
    ],
)
def test_real_names_stand(name: str | None) -> None:
    """Rare characters, dots, accents, tones and odd surnames are names."""
    assert person_name_damaged(pa.array([name], pa.string())).tolist() == [False]


def test_a_place_may_ask_a_question() -> None:
    """A bar may be called `What's up?`, but not 锟斤拷."""
    assert place_name_damaged(pa.array(["What's up?", "锟斤拷"])).tolist() == [False, True]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("男", "male"),
        ("女", "female"),
        ("Male", "male"),
        ("F", "female"),
        ("未知", "unknown"),
        ("未说明的性别", "unknown"),
        ("maybe", None),
        ("网吧", None),
    ],
)
def test_sexes_in_english_and_chinese(word: str, expected: str | None) -> None:
    """A word of another list means nothing here."""
    assert choices(pa.array([word]), ("male", "female", "other", "unknown")).to_pylist() == [expected]


@pytest.mark.parametrize(
    ("word", "expected"),
    [("网吧", "net_cafe"), ("Net Cafe", "net_cafe"), ("net-cafe", "net_cafe"), ("宾馆", "lodging"), ("酒店", "lodging"), ("住宿", "lodging"),
     ("高铁", "train"), ("餐厅", "venue"), ("ｖｅｎｕｅ", "venue"), ("encounter", None)],
)  # fmt: skip
def test_place_kinds_in_english_and_chinese(word: str, expected: str | None) -> None:
    """The kinds that feeds write are the kinds of the table; an encounter is no place that is fed."""
    assert choices(pa.array([word]), PLACE_KINDS).to_pylist() == [expected]


def test_document_types_and_case_kinds_in_chinese() -> None:
    """The common Chinese words stand for their English ones."""
    assert choices(pa.array(["居民身份证", "护照", "台胞证", "军官证", "驾驶证"]), ID_TYPES).to_pylist() == [
        "id_card",
        "passport",
        "tw_permit",
        "military",
        None,
    ]
    kinds = ("confirmed", "asymptomatic", "suspected")
    assert choices(pa.array(["确诊病例", "无症状感染者", "疑似病例"]), kinds).to_pylist() == list(kinds)


def test_yes_and_no() -> None:
    """Booleans are written in many ways; what is none is nothing."""
    assert truths(pa.array(["true", "TRUE", "1", "yes", "是"])).to_pylist() == [True] * 5
    assert truths(pa.array(["false", "0", "No", "否", "maybe", None])).to_pylist() == [False] * 4 + [None] * 2


def test_numbers_are_finite_decimals() -> None:
    """Only plain decimal numbers count; infinity, hexadecimals and thousands do not."""
    assert numbers(pa.array(["1", "-1.5", "+2", ".5", "1e3", " 7 ", "１２"])).to_pylist() == [
        1,
        -1.5,
        2,
        0.5,
        1000,
        7,
        12,
    ]
    assert numbers(pa.array(["inf", "nan", "1e999", "0x10", "1,234", "1_000", "", "--1"])).to_pylist() == [None] * 8


def test_distinct_values_are_spread_over_their_rows() -> None:
    """What holds for a value holds for each row that has it, and for no empty one."""
    column = Distinct.of(pa.array(["a", None, "b", "a"]))
    assert column.values.to_pylist() == ["a", "b"]
    assert column.spread(pa.array([1, 2])).to_pylist() == [1, None, 2, 1]
    marked = column.values.to_numpy(zero_copy_only=False) == "a"
    assert column.where(marked).tolist() == [True, False, False, True]
    assert Distinct.of(pa.array([None, None], pa.string())).where(marked[:0]).tolist() == [False, False]

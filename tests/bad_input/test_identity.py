"""Catalogue C, as far as cleaning decides it: who a row is about."""

from collections.abc import Callable

import pytest

from graph.codes import Codes
from graph.intake.clean import Cleaned

Fed = Callable[..., Cleaned]
Reasons = Callable[..., list[tuple[str, str] | None]]
CARD = "43070219900101102X"
#: The least that a row of each feed says besides its person.
ROWS: dict[str, dict[str, str]] = {
    "people": {},
    "stays": {"place_id": "v1", "t_start": "2021-07-29 10:00"},
    "cases": {"case_id": "C1"},
    "rides": {"mode": "train", "number": "G1", "date": "2021-07-29"},
    "positions": {"t": "2021-07-29 10:00", "cell_id": "c1"},
    "households": {"household_id": "h1"},
    "measures": {"kind": "isolation", "t_start": "2021-07-29"},
    "passages": {"checkpoint_id": "k1", "t": "2021-07-29 10:00"},
    "tests": {"t": "2021-07-29", "sample_id": "s1", "result": "negative"},
}


def card(number: str, kind: str = "id_card") -> dict[str, str]:
    return {"id_type": kind, "id_number": number}


@pytest.mark.parametrize("feed", ROWS)
@pytest.mark.parametrize(
    ("person", "expected"),
    [
        pytest.param(card("4.30702E+17"), ("rejected", "ID_TRUNCATED"), id="C1-scientific"),
        pytest.param({"person_id": "1.3800138E+10"}, ("rejected", "ID_TRUNCATED"), id="C1-person-id"),
        pytest.param(card("430702199001011021"), ("rejected", "ID_CHECKSUM"), id="C4-check-digit"),
        pytest.param(card("43070219900110102X"), ("rejected", "ID_CHECKSUM"), id="C4-swapped"),
        pytest.param(card(CARD.lower()), None, id="C5-small-x"),
        pytest.param(card("4307**********102X"), ("quarantined", "ID_MASKED"), id="C5-masked"),
        pytest.param(card("4307＊＊＊＊＊＊＊＊＊＊102X"), ("quarantined", "ID_MASKED"), id="C5-masked-wide"),
        pytest.param(card("43070219900101102\u0425"), ("rejected", "ID_FORMAT"), id="A11-cyrillic-x"),
        pytest.param(card("430702900101102"), None, id="C6-15-digits"),
        pytest.param(card(f" '{CARD}\u00a0"), None, id="C7-marks"),
        pytest.param(card("430702-19900101-102X"), None, id="C7-hyphens"),
        pytest.param(card("430702199002301029"), ("rejected", "ID_BIRTH_DATE"), id="C8-30-February"),
        pytest.param(card("430702189001011020"), ("quarantined", "ID_BIRTH_DATE"), id="C8-131-years"),
        pytest.param(card("999999199001011027"), None, id="C9-unknown-county"),
        pytest.param(card("E12345678", "护照"), None, id="C10-passport"),
        pytest.param(card(CARD, "护照"), ("quarantined", "ID_FORMAT"), id="C10-card-as-passport"),
        pytest.param(card("E12345678", ""), ("quarantined", "ID_TYPE_MISSING"), id="C10-no-type"),
        pytest.param(card("000000000000000000"), ("quarantined", "ID_TEST"), id="C11-zeros"),
        pytest.param({"phone": "+86 138-0013-8000"}, None, id="C16-plus-86"),
        pytest.param({"phone": "0086 13800138000"}, None, id="C16-0086"),
        pytest.param({"phone": "1380013800"}, ("quarantined", "PHONE_UNREADABLE"), id="C16-10-digits"),
        pytest.param({"phone": "1380013800E1"}, ("quarantined", "PHONE_UNREADABLE"), id="C16-letter"),
        pytest.param({"person_id": "NULL"}, ("rejected", "PERSON_MISSING"), id="C18-null"),
        pytest.param({"person_id": "#N/A", "phone": "未知"}, ("rejected", "PERSON_MISSING"), id="C18-words"),
        pytest.param({"person_id": "p\u202e1"}, ("quarantined", "ID_FORMAT"), id="A12-turned"),
    ],
)
def test_who_a_row_is_about(
    reasons: Reasons, feed: str, person: dict[str, str], expected: tuple[str, str] | None
) -> None:
    """Every feed of people judges identifiers alike: mended where one thing can be meant, refused where not."""
    assert reasons(feed, ROWS[feed] | person) == [expected]


@pytest.mark.parametrize("feed", ROWS)
def test_numeric_cells(reasons: Reasons, feed: str) -> None:
    """C3: a number cell cannot hold an ID number, whatever its digits are."""
    assert reasons(feed, ROWS[feed] | card("430702199001011008"), numeric="id_number") == [("rejected", "ID_TRUNCATED")]


def test_numbers_cut_in_a_column(reasons: Reasons) -> None:
    """C2: twenty numbers that end in 000 are held together, although some pass the check digit; nineteen are not."""
    cut = [ROWS["tests"] | card(number) for number in numbers_that_end_in_000(20)]
    assert reasons("tests", *cut) == [("quarantined", "ID_TRUNCATED")] * 20
    assert reasons("tests", *cut[1:]) == [None] * 19


def numbers_that_end_in_000(count: int) -> list[str]:
    """Return ID numbers with right check digits whose last three digits a spreadsheet would write, by trying days."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    days = (
        f"430702{year}{month:02}{day:02}00" for year in (1980, 1981) for month in range(1, 13) for day in range(1, 29)
    )
    right = [
        n + "0" for n in (d + "0" for d in days) if sum(int(a) * w for a, w in zip(n, weights, strict=True)) % 11 == 1
    ]
    return right[:count]


def test_names_never_identify(fed: Fed, codes: Codes) -> None:
    """C12, C13: one number with two names is one code with two names; two numbers with one name and phone are two."""
    same = [ROWS["rides"] | card(CARD) | {"name": name} for name in ("李四", "王五")]
    found = fed("rides", *same)
    assert set(found.facts["document"].to_pylist()) == {codes.code(f"id_card:{CARD}")}
    assert {v["value"] for v in found.vault.to_pylist() if v["field"] == "name"} == {"李四", "王五"}
    two = [ROWS["rides"] | card(n) | {"name": "李四", "phone": "13800138000"} for n in (CARD, "330106198807150015")]
    assert len(set(fed("rides", *two).facts["document"].to_pylist())) == 2


@pytest.mark.parametrize("feed", ["people", "stays", "cases", "rides"])
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("", None), ("未知", None), ("N/A", None), ("NULL", None),  # C18: no name
        ("龘", None), ("欧阳娜娜·买买提", None), ("Lǐ Sì", None), ("O'Neill", None),  # C19
        ("Null", None), ("True", None), ("Inf", None),  # C20
        ("李四之子", None),  # C21
        (CARD, ("quarantined", "NAME_BROKEN")),  # C22: shifted columns
        ("王?", ("quarantined", "NAME_BROKEN")), ("锟斤拷", ("quarantined", "NAME_BROKEN")),  # A5, A6
        ("æ¹–å—", ("quarantined", "NAME_BROKEN")), ("王\ue000", ("quarantined", "NAME_BROKEN")),  # A5, A7
        ("\u202e王", ("quarantined", "NAME_BROKEN")), ("王\u200b五", None),  # A12
    ],
)  # fmt: skip
def test_names(reasons: Reasons, feed: str, name: str, expected: tuple[str, str] | None) -> None:
    """C18 to C22: any text can be a name, unless it was damaged on its way or belongs into another column."""
    assert reasons(feed, ROWS[feed] | {"person_id": "p1", "name": name}) == [expected]


@pytest.mark.parametrize(
    ("feed", "key"),
    [("tests", "sample_id"), ("households", "household_id"), ("passages", "checkpoint_id"), ("positions", "cell_id"),
     ("stays", "place_id"), ("cases", "case_id"), ("rides", "record_id")],
)  # fmt: skip
def test_keys_that_a_spreadsheet_rounded(reasons: Reasons, feed: str, key: str) -> None:
    """C1 for keys: many different ones are written alike, so that one row would silently replace another."""
    row = ROWS[feed] | {"person_id": "p1", key: "2.1072900001E+15"}
    assert reasons(feed, row) == [("rejected", "ID_TRUNCATED")]
    assert reasons(feed, row | {key: "2107290000100001"}, numeric=key) == [("rejected", "ID_TRUNCATED")]
    assert reasons(feed, row | {key: "210729"}, numeric=key) == [None]


def test_one_phone_of_a_family(fed: Fed, codes: Codes) -> None:
    """C15: five guests booked on one phone are five people; the phone stays beside each."""
    rows = [ROWS["rides"] | {"person_id": f"p{i}", "phone": "13800138000"} for i in range(5)]
    facts = fed("rides", *rows).facts
    assert len(set(facts["person_id"].to_pylist())) == 5
    assert set(facts["phone"].to_pylist()) == {codes.code("phone:13800138000")}

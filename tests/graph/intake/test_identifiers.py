"""ID cards are checked to the last digit, other documents by their shape, phones brought into one form."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.intake.identifiers import PROBLEMS, documents, id_checksum_fits, phone, phones, plates, through_spreadsheet
from graph.intake.instants import characters
from graph.model.feeds import ID_TYPES

NOW = 1_627_776_000  # 2021-08-01T00:00:00Z


def check_digit(digits: str) -> str:
    """Return the check digit by GB 11643 in plain Python: powers of two modulo 11."""
    total = sum(int(digit) * pow(2, 17 - i, 11) for i, digit in enumerate(digits))
    return "10X98765432"[total % 11]


def judged(number: str, kind: str = "id_card") -> tuple[str, str]:
    found = documents(np.array([ID_TYPES.index(kind) if kind else -1]), pa.array([number]), NOW)
    return PROBLEMS[found.problem[0]]


@given(
    st.lists(st.tuples(st.text("0123456789", min_size=17, max_size=17), st.sampled_from("0123456789Xx/A")), max_size=40)
)
def test_the_vectorised_checksum_is_the_plain_one(rows: list[tuple[str, str]]) -> None:
    """For any 17 digits and any last character the column's answer is that of plain Python."""
    fits = id_checksum_fits(characters(pa.array([digits + last for digits, last in rows], pa.string()), 18))
    assert fits.tolist() == [check_digit(digits) == last for digits, last in rows]


@given(st.dates(min_value=date(1910, 1, 1), max_value=date(1999, 12, 31)), st.integers(0, 999))
def test_old_numbers_are_upgraded_to_valid_ones(born: date, serial: int) -> None:
    """A 15-digit number gets its century and the check digit of the plain rule."""
    old = f"430702{born:%y%m%d}{serial:03}"
    found = documents(np.array([0]), pa.array([old]), NOW)
    whole = f"43070219{born:%y%m%d}{serial:03}"
    assert found.number.to_pylist() == [whole + check_digit(whole)]
    assert found.upgraded.tolist() == [True]


@pytest.mark.parametrize(
    "number", ["43070219900101102X", "11010519491231002X", "43070219900101102x", "430702-19900101-102X"]
)
def test_good_numbers_stand(number: str) -> None:
    """A right check digit stands, in either case and with hyphens."""
    assert judged(number) == ("", "")


@pytest.mark.parametrize(
    ("number", "outcome", "reason"),
    [
        ("430702199001011021", "rejected", "ID_CHECKSUM"),
        ("43070219900110102X", "rejected", "ID_CHECKSUM"),  # two neighbours swapped
        ("43070219900101102A", "rejected", "ID_CHECKSUM"),
        ("43070219900101102Х", "rejected", "ID_FORMAT"),  # a Cyrillic letter
        ("43070219900101102²", "rejected", "ID_FORMAT"),
        ("٤٣٠٧٠٢١٩٩٠٠١٠١١٠١٢", "rejected", "ID_FORMAT"),
        ("430702199002301010", "rejected", "ID_BIRTH_DATE"),  # 30 February
        ("430702209901011013", "rejected", "ID_BIRTH_DATE"),  # not yet born
        ("430702189901011018", "quarantined", "ID_BIRTH_DATE"),  # 122 years old
        ("4307**********1234", "quarantined", "ID_MASKED"),
        ("430702XXXXXXXX102X", "quarantined", "ID_MASKED"),
        ("4.30702E+17", "rejected", "ID_TRUNCATED"),
        ("4.30702199001011E17", "rejected", "ID_TRUNCATED"),
        ("111111111111111111", "quarantined", "ID_TEST"),
        ("000000000000000", "quarantined", "ID_TEST"),
        ("123456199001011234", "quarantined", "ID_TEST"),
        ("43070219900101", "quarantined", "ID_FORMAT"),
        ("4307021990010110\u202e2X", "quarantined", "ID_FORMAT"),
        ("G12345678", "quarantined", "ID_FORMAT"),
    ],
)
def test_bad_numbers_are_told_apart(number: str, outcome: str, reason: str) -> None:
    """What is surely wrong is rejected, what a person has to look at goes into quarantine."""
    assert judged(number) == (outcome, reason)


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("passport", "E1234 5678"),
        ("hkmo_permit", "H1234567"),
        ("tw_permit", "0123456789"),
        ("foreigner_card", "USA310080012345"),
        ("military", "军字第1234567号"),
        ("other", "A-17"),
    ],
)
def test_other_documents_go_by_their_shape(kind: str, number: str) -> None:
    """Each type has a shape of its own, and an ID card's number under a passport is a mistake."""
    assert judged(number, kind) == ("", "")
    assert judged("*****", kind) == ("quarantined", "ID_MASKED")
    assert judged("43070219900101102X", "passport") == ("quarantined", "ID_FORMAT")


def test_a_number_without_type_is_an_id_card_only_if_it_looks_like_one() -> None:
    """18 digits are an ID card and are checked as such; anything else needs its type."""
    found = documents(np.array([-1, -1, -1]), pa.array(["43070219900101102X", "430702199001011021", "E12345678"]), NOW)
    assert [PROBLEMS[p] for p in found.problem] == [
        ("", ""),
        ("rejected", "ID_CHECKSUM"),
        ("quarantined", "ID_TYPE_MISSING"),
    ]
    assert found.kind.tolist() == [0, 0, -1]


def cut(count: int) -> list[str]:
    """Numbers as a spreadsheet cuts them: 15 digits and 000."""
    return [f"4307021990{month:02}{day:02}1000" for month in range(1, 13) for day in range(1, 29)][:count]


def test_many_numbers_that_end_in_000_were_cut_by_a_spreadsheet() -> None:
    """20 of them in a block that is not huge are no accident: all are held, whatever their check digit says."""
    found = documents(np.zeros(20, np.int64), pa.array(cut(20)), NOW)
    assert {PROBLEMS[p] for p in found.problem} == {("quarantined", "ID_TRUNCATED")}


def test_a_few_numbers_that_end_in_000_are_judged_like_all_others() -> None:
    """19 of them, or fewer than one in 200, occur by nature."""
    found = documents(np.zeros(19, np.int64), pa.array(cut(19)), NOW)
    assert ("quarantined", "ID_TRUNCATED") not in {PROBLEMS[p] for p in found.problem}
    others = [f"43070219900101{i:03}" for i in range(1, 1000)] * 5
    numbers = cut(20) + [digits + check_digit(digits) for digits in others if not digits.endswith("00")]
    found = documents(np.zeros(len(numbers), np.int64), pa.array(numbers), NOW)
    assert ("quarantined", "ID_TRUNCATED") not in {PROBLEMS[p] for p in found.problem}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("13800138000", "13800138000"),
        ("138 0013-8000", "13800138000"),
        ("+86 13800138000", "13800138000"),
        ("008613800138000", "13800138000"),
        ("8613800138000", "13800138000"),
        ("013800138000", "13800138000"),
        ("0731-8888 1234", "073188881234"),
        ("(010) 12345678", "01012345678"),
        ("+86 10 1234 5678", "01012345678"),
        ("+852 2345 6789", "+85223456789"),
        ("00 1 212 555 0100", "+12125550100"),
        ("+1 380 013 8000", "+13800138000"),
        ("1380013800", None),
        ("138001380001", None),
        ("1380013800E1", None),
        ("1.38E+10", None),
        ("11111111111", None),
        ("88881234", None),
        ("+86 123", None),
        ("phone", None),
    ],
)
def test_phones_have_one_form(text: str, expected: str | None) -> None:
    """The same number has one form however it is written; what is none has none."""
    assert phone(text) == expected
    assert phones(pa.array([text])).to_pylist() == [expected]


def test_plates_have_one_form() -> None:
    """Dots, spaces, case and full-width letters do not make another car."""
    assert plates(pa.array(["湘A·12345", "湘a 12345", "湘Ａ１２３４５", "无"])).to_pylist() == ["湘A12345"] * 3 + [None]


def test_scientific_notation_is_known_by_its_look() -> None:
    """4.3E+17 is a number from a spreadsheet; E12345678 and 1E234567 may be documents."""
    texts = pa.array(["4.30702E+17", "4E+17", "4.3e17", "E12345678", "1E234567", "p1", None])
    assert through_spreadsheet(texts).tolist() == [True, True, True, False, False, False, False]

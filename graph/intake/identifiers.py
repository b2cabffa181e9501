"""Identifiers as they are told apart: ID card numbers with their check digit, other documents, phones, plates.

`documents` and `phones` look at distinct values; what is wrong with a number is one of `PROBLEMS`.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.intake.instants import characters, month_days
from graph.intake.values import BIDI, Bools, identifiers, matches, mended
from graph.model.feeds import ID_TYPES

Bytes = NDArray[np.uint8]

#: Outcome and reason by number; the first is "nothing wrong".
PROBLEMS = (
    ("", ""),
    ("quarantined", "ID_MASKED"),
    ("rejected", "ID_TRUNCATED"),
    ("quarantined", "ID_TRUNCATED"),
    ("quarantined", "ID_TEST"),
    ("rejected", "ID_CHECKSUM"),
    ("rejected", "ID_BIRTH_DATE"),
    ("quarantined", "ID_BIRTH_DATE"),
    ("rejected", "ID_FORMAT"),
    ("quarantined", "ID_FORMAT"),
    ("quarantined", "ID_TYPE_MISSING"),
)
_NUMBER = {problem: number for number, problem in enumerate(PROBLEMS)}

_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])  # GB 11643-1999
_CHECK = np.frombuffer(b"10X98765432", np.uint8)

ID_CARD = ID_TYPES.index("id_card")
_LOOKS_LIKE_CARD = r"^([0-9]{15}|[0-9]{17}[0-9X])$"
#: Residence cards of Hong Kong, Macau and Taiwan people and the newer foreigner's card are built like ID cards.
_SHAPES = {
    "passport": r"^[A-Z0-9]{5,12}$",
    "hkmo_permit": r"^([A-Z]{1,2}[0-9]{6,10}|8[12]0000[0-9]{11}[0-9X])$",
    "tw_permit": r"^([0-9]{8}|[0-9]{10}[A-Z]?|[A-Z][0-9]{7,9}|830000[0-9]{11}[0-9X])$",
    "foreigner_card": r"^([A-Z]{3}[0-9]{12}|9[0-9]{16}[0-9X])$",
    "military": r"^[^*]*[0-9][^*]*$",
    "other": r"^[^*]+$",
}
_ASCII_ONLY = ("passport", "hkmo_permit", "tw_permit", "foreigner_card")
_SCIENTIFIC = r"^[0-9](\.[0-9]+)?[Ee]\+[0-9]+$|^[0-9]\.[0-9]+[Ee][0-9]+$"
#: A spreadsheet keeps 15 digits of a number and writes 000 for the rest: so many of the numbers of a block, at least.
_TRUNCATED_SHARE, _TRUNCATED_LEAST = 0.005, 20
_ONE_DIGIT = "^(" + "|".join(f"{digit}{{4,}}X?" for digit in range(10)) + ")$"
_OLDEST = 120  # years


@dataclass(frozen=True, slots=True)
class Documents:
    """Documents told apart: type (position in ID_TYPES), number as it counts, what is wrong, and 15 digits made 18."""

    kind: NDArray[np.int64]
    number: pa.Array
    problem: NDArray[np.int8]
    upgraded: Bools


def documents(kinds: NDArray[np.int64], numbers: pa.Array, now: float) -> Documents:
    """Return what distinct pairs of type and number are; a type of -1 is unknown, `now` decides who is not born yet."""
    plain = pc.utf8_upper(numbers)
    compact = mended(plain, r"[\s\-‐‑–—]", lambda text: re.sub(r"[\s\-‐‑–—]+", "", text))
    hidden = matches(compact, r"\*|^[0-9]{1,10}X{3,}[0-9X]*$")
    kind = np.where((kinds < 0) & _looks_like_card(compact, hidden), ID_CARD, kinds)
    problem = np.zeros(len(kind), np.int8)
    free = np.isin(kind, [ID_TYPES.index("military"), ID_TYPES.index("other")])
    text = pc.if_else(pa.array(free), plain, compact)

    cards = np.flatnonzero(kind == ID_CARD)
    upgraded = np.zeros(len(kind), np.bool_)
    if len(cards):
        number, problem[cards], upgraded[cards] = _cards(compact.take(pa.array(cards)), now)
        text = pc.replace_with_mask(text, pa.array(kind == ID_CARD), number)
    for name, shape in _SHAPES.items():
        these = np.flatnonzero(kind == ID_TYPES.index(name))
        if len(these):
            problem[these] = _shaped(text.take(pa.array(these)), shape, ascii_only=name in _ASCII_ONLY)
    problem[kind < 0] = _NUMBER["quarantined", "ID_TYPE_MISSING"]
    problem[matches(compact, BIDI)] = _NUMBER["quarantined", "ID_FORMAT"]
    problem[matches(compact, _SCIENTIFIC)] = _NUMBER["rejected", "ID_TRUNCATED"]
    problem[hidden] = _NUMBER["quarantined", "ID_MASKED"]
    return Documents(kind, text, problem, upgraded)


def _looks_like_card(compact: pa.Array, hidden: Bools) -> Bools:
    # 18 characters that begin with six digits are an ID card's number, also with a look-alike letter in it.
    alike = matches(compact, r"^[0-9]{6}") & (pc.utf8_length(compact).to_numpy() == 18)
    card: Bools = (matches(compact, _LOOKS_LIKE_CARD) | alike) & ~hidden
    return card


def _cards(numbers: pa.Array, now: float) -> tuple[pa.Array, NDArray[np.int8], Bools]:
    """Return ID card numbers with 18 digits, what is wrong with each, and which were upgraded from 15 digits."""
    given, fresh = numbers, np.zeros(len(numbers), np.bool_)
    problem = np.full(len(numbers), _NUMBER["quarantined", "ID_FORMAT"], np.int8)
    problem[~pc.string_is_ascii(numbers).to_numpy(zero_copy_only=False)] = _NUMBER["rejected", "ID_FORMAT"]
    old = np.flatnonzero(matches(numbers, r"^[0-9]{15}$"))
    if len(old):
        upgraded = _with_check_digit(characters(numbers.take(pa.array(old)), 15))
        fresh[old] = True
        numbers = pc.replace_with_mask(numbers, pa.array(fresh), pa.array(upgraded))
    full = np.flatnonzero(matches(numbers, r"^[0-9]{6}[ -~]{12}$"))
    if len(full):
        problem[full] = _card_problem(characters(numbers.take(pa.array(full)), 18), now)
    problem[matches(given, _ONE_DIGIT)] = _NUMBER["quarantined", "ID_TEST"]
    return numbers, problem, fresh


def _card_problem(text: Bytes, now: float) -> NDArray[np.int8]:
    """Return what is wrong with ID numbers of 18 characters, given as 18 rows of bytes."""
    problem = np.where(id_checksum_fits(text), 0, _NUMBER["rejected", "ID_CHECKSUM"]).astype(np.int8)
    year, month, day = (_number(text[a:b]) for a, b in ((6, 10), (10, 12), (12, 14)))
    today = datetime.fromtimestamp(now, UTC)
    born = (year * 100 + month) * 100 + day
    real = (year >= 1800) & (day >= 1) & (day <= month_days(year, month))
    real &= born <= (today.year * 100 + today.month) * 100 + today.day + 1  # it may be tomorrow already in the east
    fits = problem == 0
    problem[fits & ~real] = _NUMBER["rejected", "ID_BIRTH_DATE"]
    problem[fits & real & (today.year - year > _OLDEST)] = _NUMBER["quarantined", "ID_BIRTH_DATE"]
    cut = (text[15:18] == ord("0")).all(axis=0)
    if cut.sum() >= _TRUNCATED_LEAST and cut.mean() > _TRUNCATED_SHARE:
        problem[cut] = _NUMBER["quarantined", "ID_TRUNCATED"]
    problem[(text[:6] == np.frombuffer(b"123456", np.uint8)[:, None]).all(axis=0)] = _NUMBER["quarantined", "ID_TEST"]
    return problem


def _shaped(numbers: pa.Array, shape: str, *, ascii_only: bool) -> NDArray[np.int8]:
    """Return what is wrong with documents of one type, by its shape."""
    problem = np.where(matches(numbers, shape), 0, _NUMBER["quarantined", "ID_FORMAT"]).astype(np.int8)
    if ascii_only:
        problem[~pc.string_is_ascii(numbers).to_numpy(zero_copy_only=False)] = _NUMBER["rejected", "ID_FORMAT"]
    tried = matches(numbers, f"^123456|{_ONE_DIGIT}")
    problem[(problem == 0) & tried] = _NUMBER["quarantined", "ID_TEST"]
    return problem


def id_checksum_fits(text: Bytes) -> Bools:
    """Return which ID numbers, given as 18 rows of bytes, have 17 digits and the check character of these."""
    digits = text[:17] - np.uint8(48)
    fits: Bools = (digits <= 9).all(axis=0) & (_CHECK[_WEIGHTS @ digits.astype(np.int64) % 11] == text[17])
    return fits


def _with_check_digit(text: Bytes) -> list[str]:
    """Return 15-digit numbers, given as 15 rows of bytes, as numbers of 18: the century and a check digit added."""
    century = np.tile(np.frombuffer(b"19", np.uint8)[:, None], text.shape[1])
    whole = np.vstack([text[:6], century, text[6:]])
    check = _CHECK[_WEIGHTS @ (whole.astype(np.int64) - 48) % 11]
    rows = np.ascontiguousarray(np.vstack([whole, check[None, :]]).T)
    return [row.decode("ascii") for row in rows.view("S18").ravel().tolist()]


def _number(text: Bytes) -> NDArray[np.int64]:
    value = np.zeros(text.shape[1], np.int64)
    for row in text:
        value = value * 10 + row - 48
    return value


def through_spreadsheet(values: pa.Array) -> Bools:
    """Return which identifiers are numbers in scientific notation, as a spreadsheet shows long ones."""
    return matches(values, _SCIENTIFIC)


def phones(values: pa.Array) -> pa.Array:
    """Return phone numbers in one form; null where the text is no phone number.

    Eleven digits for a mainland mobile, digits with the area's 0 for a landline, `+` and digits for other countries.

    >>> phones(pa.array(["+86 138-0013-8000", "010-12345678", "+1 212 555 0100", "12345"])).to_pylist()
    ['13800138000', '01012345678', '+12125550100', None]
    """
    return mended(values, r"[^0-9]|^[^1]|^.{0,10}$|^.{12,}$|^1{11}$", phone)


def phone(text: str) -> str | None:
    """Return one phone number in its one form; None if it is none."""
    digits = re.sub(r"[\s\-().‐‑–—]+", "", text)
    digits = re.sub(r"^0(?=1[3-9][0-9]{9}$)", "", digits)  # dialled from another town: no area code begins so
    mainland = re.sub(r"^(\+|00)?86(?=1[0-9]{10}$|0?[1-9][0-9]{8,10}$)", "", digits)
    if mainland != digits and not re.fullmatch(r"1[0-9]{10}", mainland):
        mainland = f"0{mainland.removeprefix('0')}"
    if re.fullmatch(r"1[0-9]{10}|0[1-9][0-9]{8,10}", mainland) and len(set(mainland)) > 1:
        return mainland
    abroad = re.fullmatch(r"(?:\+|00)([1-9][0-9]{6,14})", digits)
    return f"+{abroad[1]}" if abroad and not abroad[1].startswith("86") else None


def plates(values: pa.Array) -> pa.Array:
    """Return number plates in capitals without dots and spaces.

    >>> plates(pa.array(["湘a·12345"])).to_pylist()
    ['湘A12345']
    """
    return mended(
        pc.utf8_upper(identifiers(values)), r"[\s·•.\-‧・]", lambda text: re.sub(r"[\s·•.\-‧・]+", "", text) or None
    )

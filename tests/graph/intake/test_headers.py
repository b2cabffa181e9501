"""Headers: English or Chinese, any case and spacing; what is missing or doubled refuses the file."""

import pytest

from graph.errors import FileRefused
from graph.intake.headers import layout
from graph.intake.mapping import mapping_from
from graph.model.feeds import CASES, ENCOUNTERS, IDENTITIES, PEOPLE, STAYS


def code(headers: list[str], feed=STAYS, mapping: str | None = None) -> str:  # type: ignore[no-untyped-def] # noqa: ANN001
    with pytest.raises(FileRefused) as refusal:
        layout(headers, feed, None if mapping is None else mapping_from(mapping))
    return refusal.value.code


def test_english_in_any_case_order_and_spacing() -> None:
    """Case, spaces, hyphens, asterisks and a byte order mark in a header do not matter, nor does the order."""
    found = layout(["\ufeffT Start ", "PERSON-ID*", "Place_Id", "t_end"], STAYS, None)
    assert found.plain == {"t_start": 0, "person_id": 1, "place_id": 2, "t_end": 3}
    assert found.notes == {}


def test_chinese_headers() -> None:
    """Chinese headers are known by the alias table; a column headed 身份证号 holds identity cards."""
    found = layout(["姓名", "身份证号", "场所类型", "酒店名称", "入住时间", "退房时间", "备考"], STAYS, None)
    assert found.plain == {"name": 0, "id_number": 1, "place_kind": 2, "place_name": 3, "t_start": 4, "t_end": 5}
    assert found.ruled["id_type"][0].const == "id_card"
    assert found.notes == {"备考": 6}


def test_two_people_of_an_encounter() -> None:
    """Encounters name both people, in one pattern of columns."""
    found = layout(["person_a", "phone_b", "开始时间", "结束时间"], ENCOUNTERS, None)
    assert found.plain == {"person_a": 0, "phone_b": 1, "t_start": 2, "t_end": 3}
    assert code(["person_a", "phone_a", "t_start", "t_end"], ENCOUNTERS) == "MISSING_COLUMN"


@pytest.mark.parametrize(
    "headers",
    [
        ["person_id", "place_id"],
        ["person_id", "t_start"],
        ["person_id", "place_kind", "t_start"],
        ["name", "place_id", "t_start"],
    ],
)
def test_missing_columns(headers: list[str]) -> None:
    """Without a start, a place or any identifier (a name is none) a file of stays is refused whole."""
    assert code(headers) == "MISSING_COLUMN"


def test_header_without_any_known_column() -> None:
    """A header that names nothing of the feed, such as a first row of data, refuses the file and is not repeated."""
    with pytest.raises(FileRefused) as refusal:
        layout(["p17", "hall", "2021-07-29"], STAYS, None)
    assert refusal.value.code == "WRONG_COLUMNS"
    assert "p17" not in refusal.value.message


def test_identities_need_two_identifiers() -> None:
    """A row that links identifiers needs columns for two of them."""
    assert code(["phone", "valid_from"], IDENTITIES) == "MISSING_COLUMN"
    assert set(layout(["phone", "person_id"], IDENTITIES, None).plain) == {"phone", "person_id"}


def test_doubled_headers() -> None:
    """The same header twice, known or not, or two headers of one meaning refuse the file."""
    assert code(["phone", "Phone", "place_id", "t_start"]) == "DUPLICATE_COLUMN"
    assert code(["phone", "手机号", "place_id", "t_start"]) == "DUPLICATE_COLUMN"
    assert code(["phone", "place_id", "t_start", "x", "X "]) == "DUPLICATE_COLUMN"


@pytest.mark.parametrize("mark", [";", "\t", "，", "|"])
def test_wrong_delimiter(mark: str) -> None:
    """A header that is one column with another delimiter in it says how to declare it."""
    with pytest.raises(FileRefused, match="delimiter =") as refusal:
        layout([f"person_id{mark}place_id"], STAYS, None)
    assert refusal.value.code == "WRONG_DELIMITER"


def test_mapping_decides_where_headers_would_double() -> None:
    """A column that the mapping makes is taken from where it says; a column that it uses means nothing else."""
    told = mapping_from('[columns]\nphone = "手机号"\nperson_id = "name"')
    found = layout(["phone", "手机号", "name"], PEOPLE, told)
    assert found.plain == {}
    assert {name: at for name, (_, at) in found.ruled.items()} == {"phone": 1, "person_id": 2}
    assert found.notes == {"phone": 0}


def test_mapping_names_a_column_that_is_not_there() -> None:
    """A mapping from a column that the file lacks refuses the file, naming both."""
    assert code(["patient"], CASES, '[columns]\ncase_id = "no"\nperson_id = "patient"') == "MISSING_COLUMN"


def test_header_beyond_any_feed() -> None:
    """A thousand and one columns are no table of ours."""
    assert code([f"c{i}" for i in range(1001)]) == "WRONG_COLUMNS"

"""A person is who his strongest identifier says; names and numbers are only in the vault."""

from collections.abc import Callable

from graph.codes import Codes
from graph.intake.clean import Cleaned

Fed = Callable[..., Cleaned]
Reasons = Callable[..., list[tuple[str, str] | None]]
CARD = "43070219900101102X"


def test_identifiers_become_codes_and_go_to_the_vault(fed: Fed, codes: Codes) -> None:
    """Each identifier has the code of its text, and its text stands in the vault under that code alone."""
    row = {
        "person_id": "p1",
        "id_type": "身份证",
        "id_number": CARD.lower(),
        "phone": "+86 13800138000",
        "plate": "湘A·12345",
        "device": "d1",
        "name": "李四",
    }
    found = fed("people", row)
    person = found.facts.to_pylist()[0]
    document = codes.code(f"id_card:{CARD}")
    assert person["document"] == document
    assert person["document_type"] == "id_card"
    assert person["person_id"] == codes.code("person_id:hotels:p1")
    assert person["phone"] == codes.code("phone:13800138000")
    assert person["device"] == codes.code("device:d1")
    assert person["plate"] == codes.code("plate:湘A12345")
    told = {(v["owner"], v["field"], v["source"], v["value"]) for v in found.vault.to_pylist()}
    assert told == {
        (document, "id_card", "hotels", CARD),
        (document, "name", "hotels", "李四"),
        (codes.code("person_id:hotels:p1"), "person_id", "hotels", "p1"),
        (codes.code("phone:13800138000"), "phone", "hotels", "13800138000"),
        (codes.code("device:d1"), "device", "hotels", "d1"),
        (codes.code("plate:湘A12345"), "plate", "hotels", "湘A12345"),
    }


def test_no_fact_holds_a_name_or_a_number(fed: Fed) -> None:
    """Nothing that identifies is in any column that is written, only in the content, which is hashed."""
    row = {
        "person_id": "p1",
        "id_type": "id_card",
        "id_number": CARD,
        "phone": "13800138000",
        "name": "李四",
        "address": "岳麓区1号",
    }
    facts = fed("people", row).facts.drop_columns(["content", "record_text"])
    written = str(facts.to_pylist())
    assert not any(secret in written for secret in ("p1", CARD, "13800138000", "李四", "岳麓区"))


def test_a_row_that_names_nobody_is_rejected(reasons: Reasons) -> None:
    """Names never identify, and words for nothing are no identifiers."""
    rows = [{"name": "李四"}, {"person_id": "NULL", "phone": "无"}, {"id_type": "id_card"}, {"person_id": "p1"}]
    assert reasons("people", *rows) == [("rejected", "PERSON_MISSING")] * 3 + [None]


def test_a_bad_number_refuses_the_row_although_another_identifier_is_good(reasons: Reasons) -> None:
    """Half a person is no person: the row waits until its number is mended."""
    assert reasons("people", {"person_id": "p1", "id_type": "id_card", "id_number": "430702199001011021"}) == [
        ("rejected", "ID_CHECKSUM")
    ]


def test_an_unreadable_phone_is_left_out_if_somebody_else_names_the_person(fed: Fed, reasons: Reasons) -> None:
    """Alone it goes into quarantine; beside another identifier the row stands without it."""
    alone, beside = {"phone": "12345"}, {"phone": "12345", "person_id": "p1"}
    assert reasons("people", alone, beside) == [("quarantined", "PHONE_UNREADABLE"), None]
    found = fed("people", beside)
    assert found.facts["phone"].to_pylist() == [None]
    assert found.flags == {"PHONE_UNREADABLE": 1}


def test_numbers_that_a_spreadsheet_stored_as_numbers_are_rejected(reasons: Reasons) -> None:
    """An ID number in a numeric cell is rounded; a phone and a short person id in one are whole."""
    assert reasons("people", {"id_type": "id_card", "id_number": CARD}, numeric="id_number") == [
        ("rejected", "ID_TRUNCATED")
    ]
    assert reasons("people", {"person_id": "17"}, {"person_id": "12345678901234567"}, numeric="person_id") == [
        None,
        ("rejected", "ID_TRUNCATED"),
    ]
    assert reasons("people", {"phone": "13800138000"}, numeric="phone") == [None]
    assert reasons("people", {"person_id": "4.30702E+17"}) == [("rejected", "ID_TRUNCATED")]


def test_an_old_number_is_upgraded_and_noted(fed: Fed, codes: Codes) -> None:
    """15 digits and the 18 that belong to them are one person."""
    found = fed("people", {"id_type": "id_card", "id_number": "430702900101102"})
    assert found.facts["document"].to_pylist() == [codes.code(f"id_card:{CARD}")]
    assert found.flags == {"ID_UPGRADED": 1}


def test_a_document_without_type(reasons: Reasons, fed: Fed) -> None:
    """An ID card is known by its look; a passport is not."""
    assert reasons("people", {"id_number": CARD}, {"id_number": "E12345678"}) == [
        None,
        ("quarantined", "ID_TYPE_MISSING"),
    ]
    assert fed("people", {"id_number": CARD}).facts["document_type"].to_pylist() == ["id_card"]


def test_a_damaged_name_goes_into_quarantine(reasons: Reasons) -> None:
    """The row waits for somebody who knows the character that was lost; words for nothing are just no name."""
    assert reasons("people", {"person_id": "p1", "name": "王?"}, {"person_id": "p2", "name": "未知"}) == [
        ("quarantined", "NAME_BROKEN"),
        None,
    ]


def test_an_unknown_optional_value_is_left_out_and_noted(fed: Fed) -> None:
    """A sex that nobody knows does not cost the row."""
    found = fed("people", {"person_id": "p1", "sex": "男"}, {"person_id": "p2", "sex": "x1"})
    assert found.facts["sex"].to_pylist() == ["male", None]
    assert found.flags == {"VALUE_UNKNOWN": 1}


def test_the_record_is_the_record_id_else_the_person(fed: Fed, codes: Codes) -> None:
    """Without record_id a people row is about its person, by the strongest identifier."""
    found = fed("people", {"record_id": "r1", "person_id": "p1"}, {"person_id": "p1", "phone": "13800138000"})
    assert found.facts["record_text"].to_pylist() == [
        "record:hotels:people:r1",
        f"key:hotels:people:{codes.code('person_id:hotels:p1')}",
    ]


def test_content_is_the_normalised_row(fed: Fed) -> None:
    """Known columns that hold something, normalised, as sorted lines; record_id, version and op stay out."""
    row = {
        "record_id": "r1",
        "version": "3",
        "op": "upsert",
        "person_id": " p1 ",
        "sex": "男",
        "name": "李  四",
        "id_number": "430702900101102",
    }
    assert fed("people", row).facts["content"].to_pylist() == [f"id_number={CARD}\nname=李 四\nperson_id=p1\nsex=male"]


def test_versions_are_numbers_or_times(fed: Fed, reasons: Reasons) -> None:
    """Numbers count by value, times by their second since 1970 with its fraction; anything else is refused."""
    versions = ["7", "-1.5", "+2", "2021-07-29T08:00:00.25+08:00", "2021-07-29", "1969-12-31T23:59:58.5Z"]
    found = fed("people", *({"person_id": f"p{v}", "version": v} for v in versions), {"person_id": "p"})
    assert [None if v is None else float(v) for v in found.facts["version"].to_pylist()] == [
        7.0, -1.5, 2.0, 1627516800.25, 1627488000.0, -1.5, None,
    ]  # fmt: skip
    bad = ["v2", "1e5", "2021/7/29", "1.1234567891", "1" * 30, "2021-02-30"]
    assert (
        reasons("people", *({"person_id": "p", "version": v} for v in bad)) == [("rejected", "VERSION_UNREADABLE")] * 6
    )


def test_a_cancel_needs_only_its_record(fed: Fed, reasons: Reasons) -> None:
    """A cancel stands by its record_id whatever else is wrong, by its person without one, and not without either."""
    rows = [
        {"op": "cancel", "record_id": "r1", "id_type": "id_card", "id_number": "1", "name": "王?"},
        {"op": "撤销", "person_id": "p1"},
        {"op": "cancel", "name": "李四"},
        {"op": "destroy", "person_id": "p1"},
        {"op": "cancel", "record_id": "r1", "version": "first"},
    ]
    assert reasons("people", *rows) == [
        None,
        None,
        ("rejected", "RECORD_ID_MISSING"),
        ("rejected", "VALUE_UNKNOWN"),
        ("rejected", "VERSION_UNREADABLE"),
    ]
    found = fed("people", *rows[:2])
    assert found.facts["op"].to_pylist() == ["cancel", "cancel"]
    assert found.vault.num_rows == 0


def test_a_person_code_that_is_known_already_is_the_strongest(fed: Fed) -> None:
    """What `case` and `fact` add for a person on the screen names him by his code."""
    found = fed("people", {"person_code": "0a" * 12, "phone": "13800138000"})
    assert found.facts["code"].to_pylist() == ["0a" * 12]
    assert found.facts["record_text"].to_pylist() == ["key:hotels:people:" + "0a" * 12]

"""A case has an id and a person; who infected it is kept as codes of what was written."""

from collections.abc import Callable

from graph.codes import Codes
from graph.intake.clean import Cleaned

Fed = Callable[..., Cleaned]
Reasons = Callable[..., list[tuple[str, str] | None]]


def test_a_case_needs_its_id_and_a_person(reasons: Reasons) -> None:
    """An id alone is nobody; a person alone is no case."""
    rows = [{"case_id": "C1", "person_id": "p1"}, {"case_id": "C1"}, {"person_id": "p1"}]
    assert reasons("cases", *rows) == [None, ("rejected", "PERSON_MISSING"), ("rejected", "MISSING_VALUE")]


def test_dates_of_a_case(fed: Fed) -> None:
    """Onset, sample and report begin with their day; isolation and closing count to its end."""
    row = {
        "case_id": "C1",
        "person_id": "p1",
        "kind": "确诊病例",
        "onset": "2021-07-20",
        "report": "2021-07-21 08:00",
        "isolated_at": "2021-07-21",
        "closed": "2021-07-30",
    }
    case = fed("cases", row).facts.to_pylist()[0]
    assert (case["kind"], case["onset"], case["onset_day"]) == ("confirmed", 1_626_710_400, True)
    assert (case["report"], case["report_day"], case["sample"]) == (1_626_825_600, False, None)
    assert (case["isolated_at"], case["isolated_at_day"]) == (1_626_883_200, True)
    assert (case["closed"], case["closed_day"]) == (1_627_660_800, True)
    assert case["record_text"] == "key:hotels:cases:C1"


def test_infectors_are_kept_as_codes_of_what_was_written(fed: Fed, codes: Codes) -> None:
    """Four separators part them; each is told once, in the vault under its code."""
    found = fed(
        "cases",
        {"case_id": "C9", "person_id": "p9", "infector": "C1; C2，C3、C4,C1;未知"},
        {"case_id": "C8", "person_id": "p8"},
    )
    written = ["C1", "C2", "C3", "C4"]
    assert found.facts["infectors"].to_pylist() == [[codes.code(f"ref:{c}") for c in written], None]
    told = {(v["owner"], v["source"], v["value"]) for v in found.vault.to_pylist() if v["field"] == "infector"}
    assert told == {(codes.code(f"ref:{c}"), "hotels", c) for c in written}
    assert found.facts["content"].to_pylist()[0] == "case_id=C9\ninfector=C1;C2;C3;C4\nperson_id=p9"


def test_a_case_dated_in_the_future_is_held(reasons: Reasons) -> None:
    """An onset tomorrow is a mistake; a closing planned for tomorrow is none."""
    rows = [{"onset": "2021-08-02"}, {"closed": "2021-08-02"}, {"report": "2021-08-01"}]
    assert reasons("cases", *({"case_id": "C1", "person_id": "p1"} | row for row in rows)) == [
        ("quarantined", "FUTURE"),
        None,
        None,
    ]


def test_an_unknown_kind_is_left_out_and_noted(fed: Fed) -> None:
    """The case stands without it."""
    found = fed("cases", {"case_id": "C1", "person_id": "p1", "kind": "maybe"})
    assert found.facts["kind"].to_pylist() == [None]
    assert found.flags == {"VALUE_UNKNOWN": 1}


def test_a_judgement_keeps_its_reason_in_the_vault(fed: Fed, codes: Codes) -> None:
    """Who decided and why stand under the judgement's own record, not under the person."""
    row = {
        "record_id": "j1",
        "person_code": "0a" * 12,
        "case": "C1",
        "class": "密接",
        "reason": "same table",
        "by": "Wang",
    }
    found = fed("judgements", row)
    fact, owner = found.facts.to_pylist()[0], codes.code("record:hotels:judgements:j1")
    assert (fact["code"], fact["case"], fact["class"]) == ("0a" * 12, "C1", "close")
    assert {(v["owner"], v["field"], v["value"]) for v in found.vault.to_pylist()} == {
        (owner, "reason", "same table"),
        (owner, "by", "Wang"),
    }

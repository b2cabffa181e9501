"""A household is an id and its members, each for a while."""

from collections.abc import Callable

from graph.codes import Codes
from graph.intake.clean import Cleaned

Fed = Callable[..., Cleaned]
Reasons = Callable[..., list[tuple[str, str] | None]]


def member(**more: str) -> dict[str, str]:
    return {"household_id": "h1", "person_id": "p1"} | more


def test_what_a_member_needs(reasons: Reasons) -> None:
    """A household, somebody, and an end that is not before the start; one day alone is a while."""
    rows = [
        member(),
        member(household_id=""),
        member(person_id="无"),
        member(valid_from="2021-07-02", valid_to="2021-07-01"),
        member(valid_from="2021-07-02", valid_to="2021-07-02"),
    ]
    assert reasons("households", *rows) == [
        None,
        ("rejected", "MISSING_VALUE"),
        ("rejected", "PERSON_MISSING"),
        ("quarantined", "END_BEFORE_START"),
        None,
    ]


def test_the_key_is_household_and_person(fed: Fed, codes: Codes) -> None:
    """The same member told again replaces what was said, by the strongest identifier."""
    found = fed("households", member(), member(phone="13800138000", valid_to="2021-07-31")).facts
    assert found["record_text"].to_pylist() == [f"key:hotels:households:h1:{codes.code('person_id:hotels:p1')}"] * 2
    assert found["valid_to"].to_pylist() == [None, 1_627_747_200]


def test_the_address_is_in_the_vault(fed: Fed, codes: Codes) -> None:
    """Under the member, and nowhere in the facts."""
    found = fed("households", member(address="岳麓区1号", division="430104"))
    assert found.facts["division"].to_pylist() == ["430104"]
    assert "岳麓区" not in str(found.facts.drop_columns(["content"]).to_pylist())
    told = {(v["owner"], v["field"], v["value"]) for v in found.vault.to_pylist()}
    assert (codes.code("person_id:hotels:p1"), "address", "岳麓区1号") in told

"""A subscriber is a telephone number and who holds it, by document or by name alone."""

from collections.abc import Callable

from graph.codes import Codes
from graph.intake.clean import Cleaned

Fed = Callable[..., Cleaned]
Reasons = Callable[..., list[tuple[str, str] | None]]
CARD = "43070219900101102X"


def holder(**more: str) -> dict[str, str]:
    return {"phone": "13800138000", "id_type": "id_card", "id_number": CARD} | more


def test_what_a_subscriber_needs(reasons: Reasons) -> None:
    """A number that can be one, and a document or a name."""
    rows = [
        holder(),
        {"phone": "13800138000", "name": "李四"},
        {"phone": "13800138000", "name": "未知"},
        holder(phone=""),
        holder(phone="12345"),
        holder(id_number="430702199001011021"),
        holder(valid_from="2021-07-02", valid_to="2021-07-01"),
    ]
    assert reasons("subscribers", *rows) == [
        None,
        None,
        ("rejected", "MISSING_VALUE"),
        ("rejected", "MISSING_VALUE"),
        ("quarantined", "PHONE_UNREADABLE"),
        ("rejected", "ID_CHECKSUM"),
        ("quarantined", "END_BEFORE_START"),
    ]


def test_number_and_holder_are_codes(fed: Fed, codes: Codes) -> None:
    """The document is the holder's strongest identifier; a name alone links nobody and lies under the number."""
    found = fed("subscribers", holder(), {"phone": "+86 138 0013 8001", "name": "李四"})
    facts = found.facts.to_pylist()
    assert (facts[0]["document"], facts[0]["phone"]) == (codes.code(f"id_card:{CARD}"), codes.code("phone:13800138000"))
    assert (facts[1]["document"], facts[1]["phone"]) == (None, codes.code("phone:13800138001"))
    told = {(v["owner"], v["field"], v["value"]) for v in found.vault.to_pylist()}
    assert (codes.code("phone:13800138001"), "name", "李四") in told

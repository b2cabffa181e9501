"""A link has two identifiers and may hold for a while."""

from collections.abc import Callable

from graph.intake.clean import Cleaned

Fed = Callable[..., Cleaned]
Reasons = Callable[..., list[tuple[str, str] | None]]


def test_a_link_needs_two_identifiers(reasons: Reasons) -> None:
    """One identifier links nothing; a masked second one is the reason, not the missing."""
    rows = [
        {"person_id": "p1", "phone": "13800138000"},
        {"person_id": "p1"},
        {"person_id": "p1", "id_type": "id_card", "id_number": "4307**********1234"},
        {"phone": "13800138000", "device": "d1"},
    ]
    assert reasons("identities", *rows) == [None, ("rejected", "MISSING_VALUE"), ("quarantined", "ID_MASKED"), None]


def test_dates_of_a_link_are_whole_days(fed: Fed) -> None:
    """From the start of the first day to the end of the last."""
    found = fed(
        "identities", {"person_id": "p1", "phone": "13800138000", "valid_from": "2021-07-01", "valid_to": "2021-07-31"}
    )
    link = found.facts.to_pylist()[0]
    assert (link["valid_from"], link["valid_to"]) == (1_625_068_800, 1_627_747_200)
    assert (link["valid_from_day"], link["valid_to_day"]) == (True, True)
    assert link["record_text"] is None


def test_a_link_that_ends_before_it_begins_is_held(reasons: Reasons) -> None:
    """By the clock and by the day; one day alone is a link."""
    link = {"person_id": "p1", "phone": "13800138000", "valid_from": "2021-07-02"}
    rows = [link | {"valid_to": to} for to in ("2021-07-01", "2021-07-02", "2021-07-01T10:00")]
    held = ("quarantined", "END_BEFORE_START")
    assert reasons("identities", *rows) == [held, None, held]

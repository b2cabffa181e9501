"""An organisation is its code; its telephone number is in the vault."""

from collections.abc import Callable

from graph.intake.clean import Cleaned

Fed = Callable[..., Cleaned]
Reasons = Callable[..., list[tuple[str, str] | None]]
CODE = "91430100MA4L00000X"


def test_what_an_organisation_needs(reasons: Reasons) -> None:
    """A code that is whole."""
    rows = [{"org_code": CODE}, {"name": "面馆"}, {"org_code": "9.1430E+17"}, {"org_code": CODE, "name": "锟斤拷"}]
    assert reasons("orgs", *rows) == [
        None,
        ("rejected", "MISSING_VALUE"),
        ("rejected", "ID_TRUNCATED"),
        ("quarantined", "NAME_BROKEN"),
    ]


def test_the_number_is_kept_in_one_form_in_the_vault(fed: Fed) -> None:
    """One that cannot be a telephone number is left out and noted; the organisation stands."""
    found = fed(
        "orgs",
        {"org_code": CODE, "name": "面馆", "contact_phone": "+86 138-0013-8000", "industry": "餐饮"},
        {"org_code": "X2", "contact_phone": "12"},
    )
    assert [(v["owner"], v["field"], v["value"]) for v in found.vault.to_pylist()] == [
        (CODE, "contact_phone", "13800138000")
    ]
    assert found.flags == {"PHONE_UNREADABLE": 1}
    assert "13800138000" not in str(found.facts.drop_columns(["content"]).to_pylist())
    assert found.facts["name"].to_pylist() == ["面馆", None]
    assert found.facts["record_text"].to_pylist() == [f"key:hotels:orgs:{CODE}", "key:hotels:orgs:X2"]

"""A division is its code, its parent and how many people live there."""

from collections.abc import Callable

from graph.intake.clean import Cleaned

Fed = Callable[..., Cleaned]
Reasons = Callable[..., list[tuple[str, str] | None]]


def test_a_division_is_known_by_its_code(fed: Fed, reasons: Reasons) -> None:
    """Without code it is none; full-width digits are the same code."""
    rows = [{"code": "４３０１０４", "name": "岳麓区", "parent": "430100", "level": "county", "population": "1526641"}]
    found = fed("divisions", *rows).facts.to_pylist()[0]
    assert (found["code"], found["parent"], found["population"]) == ("430104", "430100", 1_526_641.0)
    assert found["record_text"] == "key:hotels:divisions:430104"
    assert reasons("divisions", {"name": "岳麓区"}) == [("rejected", "MISSING_VALUE")]


def test_a_population_that_cannot_be_meant_is_left_out_and_noted(fed: Fed) -> None:
    """The division stands."""
    found = fed("divisions", {"code": "1", "population": "-3"}, {"code": "2", "population": "many"})
    assert (found.facts["population"].to_pylist(), found.flags) == ([None, None], {"VALUE_UNREADABLE": 2})

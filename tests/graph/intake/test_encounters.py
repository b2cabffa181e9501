"""An encounter has two different people, a start, and a distance where a device measured one."""

from collections.abc import Callable

from graph.codes import Codes
from graph.intake.clean import Cleaned
from graph.model.flags import DAY_ONLY

Fed = Callable[..., Cleaned]
Reasons = Callable[..., list[tuple[str, str] | None]]
WHEN = {"t_start": "2021-07-29 10:00", "t_end": "2021-07-29 10:20"}


def test_both_people_become_codes(fed: Fed, codes: Codes) -> None:
    """The columns are written person_a, phone_b; the facts a_person_id, b_phone."""
    found = fed(
        "encounters",
        WHEN
        | {"person_a": "p1", "phone_b": "13800138000", "distance_m": "0.8", "protected": "否", "setting": "密切接触"},
    )
    fact = found.facts.to_pylist()[0]
    assert fact["a_person_id"] == codes.code("person_id:hotels:p1")
    assert fact["b_phone"] == codes.code("phone:13800138000")
    assert (fact["t_end"] - fact["t_start"], fact["distance_m"], fact["protected"]) == (1200, 0.8, False)
    assert found.facts["content"].to_pylist() == [
        "distance_m=0.8\nperson_a=p1\nphone_b=13800138000\nprotected=false\nsetting=close_contact\nt_end=1627525200\nt_start=1627524000"
    ]
    assert fact["setting"] == "close_contact"


def test_both_sides_need_a_person(reasons: Reasons) -> None:
    """An encounter with nobody is none."""
    rows = [WHEN | {"person_a": "p1"}, WHEN | {"person_b": "p1"}, WHEN | {"person_a": "p1", "person_b": "N/A"}]
    assert reasons("encounters", *rows) == [("rejected", "PERSON_MISSING")] * 3


def test_nobody_meets_himself(reasons: Reasons) -> None:
    """The same strongest identifier on both sides is one person; a shared phone beside two ids is two."""
    self_contact = WHEN | {"person_a": "p1", "person_b": " p1"}
    family = WHEN | {"person_a": "p1", "person_b": "p2", "phone_a": "13800138000", "phone_b": "13800138000"}
    assert reasons("encounters", self_contact, family) == [("rejected", "SELF_CONTACT"), None]


def test_an_encounter_needs_its_end(reasons: Reasons, fed: Fed) -> None:
    """Without an end it is refused; an end without clock is the end of its day, and flagged."""
    people = {"person_a": "p1", "person_b": "p2", "t_start": "2021-07-29 10:00"}
    assert reasons("encounters", people, people | {"t_end": "2021-07-29"}) == [("rejected", "MISSING_VALUE"), None]
    (fact,) = fed("encounters", people | {"t_end": "2021-07-29"}).facts.to_pylist()
    assert (fact["t_end"], fact["flags"]) == (1_627_574_400, DAY_ONLY)


def test_a_negative_distance_is_left_out_and_noted(fed: Fed) -> None:
    """How near they were is then not known."""
    found = fed(
        "encounters", *(WHEN | {"person_a": "p1", "person_b": "p2", "distance_m": d} for d in ("-1", "0", "near"))
    )
    assert found.facts["distance_m"].to_pylist() == [None, 0.0, None]
    assert found.flags == {"VALUE_UNREADABLE": 2}


def test_one_unreadable_phone_holds_the_encounter(reasons: Reasons) -> None:
    """Either side alone decides: a side named only by a phone that is none waits for a person."""
    assert reasons("encounters", WHEN | {"person_a": "p1", "phone_b": "123"}) == [("quarantined", "PHONE_UNREADABLE")]

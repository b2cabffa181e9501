"""Encounters: a place for each pair, a stay for each of the two, both devices' records united."""

from graph.model.flags import CLOSE_CONTACT, PROTECTED
from tests.graph.resolve.told import held_of, person, resolved, rows, stays, times, views


def test_both_people_stay_at_the_place_that_they_make() -> None:
    """The place's key is the two codes in order; distance and protection are kept."""
    graph = resolved(*rows("encounters", """
        person_a | person_b | t_start          | t_end            | distance_m | protected | setting
        p2       | p1       | 2021-07-29 18:00 | 2021-07-29 18:20 | 0.8        | yes       | close_contact
    """))  # fmt: skip
    one, two = sorted([person("p1"), person("p2")])
    key = f"encounter:{one}:{two}"
    assert [row[:2] for row in stays(graph)] == [(one, key), (two, key)]
    assert [round(float(d), 3) for d in graph.stays.distance] == [0.8, 0.8]
    assert set(graph.stays.flags.tolist()) == {PROTECTED | CLOSE_CONTACT}
    assert (graph.places[0].kind, graph.places[0].has_zones) == ("encounter", False)


def test_the_records_of_both_devices_are_one() -> None:
    """A saw b and b saw a, overlapping: one stay for each, with both sources."""
    first = rows("encounters", "person_a | person_b | t_start | t_end\n p1 | p2 | 2021-07-29 18:00 | 2021-07-29 18:20")
    second = rows(
        "encounters", "phone_a | phone_b | t_start | t_end\n 2 | 1 | 2021-07-29 18:10 | 2021-07-29 18:30", source="b"
    )
    links = rows("people", "person_id | phone\n p1 | 1\n p2 | 2")
    graph = resolved(*first, *second, *links)
    assert [row[3:] for row in stays(graph)] == [("29 18:00", "29 18:30", "", "b default")] * 2


def test_reports_of_another_distance_stay_apart() -> None:
    """A near and a far report of one encounter are not united."""
    graph = resolved(*rows("encounters", """
        person_a | person_b | t_start          | t_end            | distance_m
        p1       | p2       | 2021-07-29 18:00 | 2021-07-29 18:20 | 0.5
        p1       | p2       | 2021-07-29 18:10 | 2021-07-29 18:30 | 3
    """))  # fmt: skip
    assert len(graph.stays) == 4


def test_an_open_encounter_ends_after_four_hours_or_with_the_next_stay() -> None:
    """p1 goes to a shop at 20:00 and so leaves p2, whose own end is the cap."""
    told = rows("encounters", "person_a | person_b | t_start\n p1 | p2 | 2021-07-29 18:00") + rows("stays", """
        person_id | place_kind | place_name | t_start          | t_end
        p1        | venue      | shop       | 2021-07-29 20:00 | 2021-07-29 21:00
    """)  # fmt: skip
    assert sorted(times(resolved(*told))) == [
        ("29 18:00", "29 20:00", "estimated_end"), ("29 18:00", "29 22:00", "estimated_end"), ("29 20:00", "29 21:00", "")
    ]  # fmt: skip


def test_nobody_meets_himself() -> None:
    """Both sides prove to be one person: no stay, and the row is told as SELF_CONTACT."""
    told = rows("encounters", "person_a | phone_b | t_start\n p1 | 1 | 2021-07-29 18:00") + rows(
        "people", "person_id | phone\n p1 | 1"
    )
    assert stays(resolved(*told)) == []
    assert held_of(views(told), "encounters")["reason"].to_pylist() == ["SELF_CONTACT"]


def test_a_conflict_on_one_side_holds_the_encounter() -> None:
    """The other side's identifiers of that row link nothing either."""
    told = rows("encounters", """
        person_a | id_number_a | person_b | phone_b | t_start
        p1       | A           | p2       | 2       | 2021-07-29 18:00
    """) + rows("people", "person_id | id_number\n p1 | B") + rows("stays", """
        phone | place_kind | place_name | t_start
        2     | venue      | shop       | 2021-07-29 20:00
    """)  # fmt: skip
    assert held_of(views(told), "encounters")["line"].to_pylist() == [0]
    assert [row[0] for row in stays(resolved(*told))] == [person("phone:2")]

"""Who a row speaks of: identifiers linked, conflicts held, phones and devices with their holders."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.model.timed_graph import TimedGraph
from graph.resolve.groups import groups
from tests.graph.resolve.told import Told, held_of, person, resolved, rows, stays, views

CARD, OTHER_CARD, PASSPORT = "id_card:A", "id_card:B", "passport:P"


def people(graph: TimedGraph) -> list[tuple[str, str]]:
    """Return (person, flags) of each stay, by start."""
    return [(row[0], row[5]) for row in sorted(stays(graph), key=lambda r: r[3])]


def seen(*who: str) -> list[Told]:
    """Return one stay for each `column=value ...`, an hour each, one after the other."""
    return [
        Told("stays", {
            **dict(pair.split("=") for pair in some.split()), "place_kind": "venue", "place_name": "shop",
            "t_start": f"2021-07-29 {hour:02}:00", "t_end": f"2021-07-29 {hour:02}:30",
        })
        for hour, some in enumerate(who)
    ]  # fmt: skip


def test_two_strong_identifiers_of_one_row_are_one_person() -> None:
    """A person id that one row links to an ID card is that person in every other row, whose code is the card's."""
    graph = resolved(*seen("person_id=p1", "id_number=A", "person_id=p1 id_number=A"))
    assert people(graph) == [(person(CARD), "")] * 3
    assert list(graph.people) == [person(CARD)]


def test_a_chain_of_rows_links_as_one_row_does() -> None:
    """p1 - passport P - p2 in two rows is one person, known by the passport."""
    graph = resolved(
        *seen("person_id=p1 id_type=passport id_number=P", "person_id=p2 id_type=passport id_number=P", "person_id=p2")
    )
    assert people(graph) == [(person(PASSPORT), "")] * 3


def test_names_and_person_ids_of_other_sources_never_link() -> None:
    """p1 of one source and p1 of another are two people."""
    graph = resolved(*seen("person_id=p1"), *(Told(r.feed, r.values, "b") for r in seen("person_id=p1")))
    assert len(graph.people) == 2


def test_a_person_id_of_two_id_cards_is_held() -> None:
    """Rows that bear the disputed person id with a card are held; the row with the person id alone stands."""
    told = seen("person_id=p1 id_number=A", "person_id=p1", "person_id=p1 id_number=B", "id_number=A")
    held = held_of(views(told), "stays")
    assert held["line"].to_pylist() == [0, 2]
    assert set(held["reason"].to_pylist()) == {"IDENTITY_CONFLICT"}
    assert people(resolved(*told)) == [(person("p1"), ""), (person(CARD), "")]


def test_a_conflict_through_a_chain_holds_every_linking_row() -> None:
    """A - p1, p1 - passport, passport - B: no identifier has two cards, yet all three rows are one conflict."""
    told = rows("people", """
        person_id | id_type  | id_number
        p1        | id_card  | A
        p1        | passport | P
                  | passport | P
    """) + rows("cases", """
        case_id | person_id | id_type | id_number
        C1      | p2        | id_card | B
    """)  # fmt: skip
    assert held_of(views(told), "people").num_rows == 0
    chain = [*told, *rows("stays", """
        person_id | id_type  | id_number | place_kind | place_name | t_start          | t_end
        p2        | passport | P         | venue      | shop       | 2021-07-29 10:00 | 2021-07-29 11:00
    """)]  # fmt: skip
    con = views(chain)
    assert held_of(con, "people")["line"].to_pylist() == [0, 1]
    assert held_of(con, "cases")["line"].to_pylist() == [3]
    assert held_of(con, "stays")["line"].to_pylist() == [4]


def test_held_rows_link_nothing() -> None:
    """The phone of a held row is nobody's: a stay with the phone alone is a person of its own."""
    told = seen("person_id=p1 id_number=A phone=1", "person_id=p1 id_number=B", "phone=1")
    assert people(resolved(*told)) == [(person("phone:1"), "")]


def test_one_phone_of_two_guests_names_neither() -> None:
    """A + phone 1 and B + phone 1 are two people, both flagged; phone 1 alone is a third, flagged."""
    graph = resolved(*seen("person_id=a phone=1", "person_id=b phone=1", "phone=1"))
    shared = "shared_identifier"
    assert people(graph) == [(person("a"), shared), (person("b"), shared), (person("phone:1"), shared)]


def test_a_phone_with_one_holder_names_him() -> None:
    """A stay with the phone alone belongs to its only holder, unflagged."""
    assert people(resolved(*seen("person_id=a phone=1", "phone=1"))) == [(person("a"), "")] * 2


def test_a_phone_changes_hands_by_the_dates_of_identities() -> None:
    """`[valid_from, valid_to)`: a until noon, b from noon; before both it is a person of its own."""
    told = rows("identities", """
        person_id | phone | valid_from       | valid_to
        a         | 1     | 2021-07-29 01:00 | 2021-07-29 02:00
        b         | 1     | 2021-07-29 02:00 |
    """)  # fmt: skip
    graph = resolved(*told, *seen("phone=1", "phone=1", "phone=1"))
    assert people(graph) == [(person("phone:1"), ""), (person("a"), ""), (person("b"), "")]


def test_links_of_other_rows_give_way_to_those_of_identities() -> None:
    """A booking on c's own phone counts only while no row of identities covers the moment; inside, it contradicts."""
    told = rows("identities", """
        person_id | phone | valid_from       | valid_to
        a         | 1     | 2021-07-29 01:00 | 2021-07-29 02:00
    """)  # fmt: skip
    graph = resolved(*told, *seen("person_id=c phone=1", "person_id=c phone=1", "phone=1"))
    assert people(graph) == [(person("c"), ""), (person("c"), "shared_identifier"), (person("c"), "")]


def test_a_device_of_a_phone_follows_its_holder() -> None:
    """A device linked to a phone is whoever holds the phone at that moment."""
    told = rows("identities", """
        person_id | phone | device | valid_from       | valid_to
        a         | 1     |        | 2021-07-29 01:00 | 2021-07-29 02:00
                  | 1     | d      |                  |
    """)  # fmt: skip
    graph = resolved(*told, *seen("device=d", "device=d"))
    assert people(graph) == [(person("phone:1"), ""), (person("a"), "")]


def test_a_person_code_is_the_person_who_owns_that_identifier() -> None:
    """A `code` given by hand is the identifier with that code, whatever his code has become since."""
    told = seen("person_id=p1 id_number=A", f"code={person('p1')}", f"code={person('phone:9')}", "phone=9")
    assert people(resolved(*told)) == [(person(CARD), "")] * 2 + [(person("phone:9"), "")] * 2


def test_identifiers_say_whose_they_are() -> None:
    """The graph lists a person's document, person id and phone, by kind."""
    graph = resolved(*seen("person_id=p1 id_number=A phone=1"))
    assert list(graph.identifiers) == [
        (0, "document", person(CARD)), (0, "person_id", person("p1")), (0, "phone", person("phone:1"))
    ]  # fmt: skip


def test_somebody_without_stays_is_somebody() -> None:
    """A row of people is enough to be in the graph."""
    assert list(resolved(*rows("people", "person_id\n p1")).people) == [person("p1")]


@given(st.lists(st.tuples(st.integers(0, 29), st.integers(0, 29)), max_size=40))
@settings(max_examples=80, deadline=None)
def test_groups_are_what_walking_finds(pairs: list[tuple[int, int]]) -> None:
    """Labels are the least member of each group, as a walk over the pairs finds it."""
    label = list(range(30))
    for _ in range(30):
        for a, b in pairs:
            label[a] = label[b] = min(label[a], label[b])
    left, right = (np.array([p[i] for p in pairs], np.int64) for i in (0, 1))
    assert groups(30, left, right).tolist() == label

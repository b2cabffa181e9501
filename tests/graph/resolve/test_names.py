"""How people and places are called, and whom or what a typed name means."""

from collections.abc import Callable

import pytest

from graph.errors import Ambiguous, NotKnown
from graph.resolve.names import Names
from tests.graph.resolve.told import Told, person, resolved, rows, world

TREE = rows("places", """
    place_id | kind    | name     | parent_place_id
    M        | venue   | Mall     |
    M-shop   | venue   | Shop     | M
    K        | venue   | Kiosk    |
    K2       | venue   | Kiosk    |
""")  # fmt: skip


def names(*told: Told) -> Names:
    return world(*told)[1]


def people(*who: str, source: str = "default") -> list[Told]:
    """Return a row of people for each `column=value ...`."""
    return [Told("people", dict(pair.split("=") for pair in some.split()), source) for some in who]


def test_a_person_is_shown_by_his_smallest_person_id() -> None:
    """Two ids of one card: the smaller is shown, without source while one source gives ids."""
    assert names(*people("person_id=p2 id_number=A", "person_id=p1 id_number=A")).person(person("id_card:A")) == "p1"


def test_two_sources_of_person_ids_show_the_source() -> None:
    """The smallest (source, id) is shown with its source; what case and fact add is no such source."""
    both = people("person_id=p1 id_number=A", source="b") + people("person_id=p9 id_number=A", source="a")
    assert names(*both).person(person("id_card:A")) == "a:p9"
    by_hand = people("person_id=p1") + people("person_id=q", source="fact")
    assert names(*by_hand).person(person("p1")) == "p1"


def test_a_person_without_person_id_is_shown_by_code() -> None:
    """Somebody known by a phone only has nothing else to be called by."""
    assert names(*people("phone=1")).person(person("phone:1")) == person("phone:1")


def test_an_answer_is_named_with_one_look_into_the_vault() -> None:
    """Naming many people reads the vault once, and never again for the same ones."""
    _, called, vault = world(*people(*(f"person_id=p{i}" for i in range(9))))
    vault.asked = 0
    codes = [person(f"p{i}") for i in range(9)]
    assert called.people(codes) == [f"p{i}" for i in range(9)]
    assert (called.person(codes[3]), vault.asked) == ("p3", 1)


@pytest.mark.parametrize(
    "ref", ["p1", "default:p1", "phone:138 0013-8000", "phone:+8613800138000", "id_card:430102x", "CODE"]
)
def test_a_ref_finds_the_person(ref: str) -> None:
    """person_id, source:person_id, phone, id_card and code all name him."""
    called = names(*people("person_id=p1 id_number=430102X phone=13800138000"))
    code = person("id_card:430102X")
    assert called.person_code(code if ref == "CODE" else ref) == code


def test_an_old_code_still_names_the_person() -> None:
    """A code from before the ID card was known is still his."""
    assert names(*people("person_id=p1 id_number=A")).person_code(person("p1")) == person("id_card:A")


@pytest.mark.parametrize("ref", ["p2", "b:p1", "phone:2", "id_card:B", "0" * 24, "", "phone:"])
def test_an_unknown_ref_is_refused(ref: str) -> None:
    """Nothing that no fact names is a person."""
    with pytest.raises(NotKnown) as refused:
        names(*people("person_id=p1 id_number=A phone=1")).person_code(ref)
    assert refused.value.code == "PERSON_UNKNOWN"


def test_a_bare_id_that_fits_two_is_refused_with_the_choices() -> None:
    """p1 of two sources: both are offered with their sources."""
    with pytest.raises(Ambiguous) as refused:
        names(*people("person_id=p1", source="a"), *people("person_id=p1", source="b")).person_code("p1")
    assert refused.value.choices == ("a:p1", "b:p1")


def test_a_bare_id_of_one_person_in_two_sources_is_he() -> None:
    """Both sources' p1 are linked by the card."""
    both = people("person_id=p1 id_number=A", source="a") + people("person_id=p1 id_number=A", source="b")
    assert names(*both).person_code("p1") == person("id_card:A")


def test_a_phone_of_two_people_is_refused_with_their_names() -> None:
    """The choices are how the two are shown."""
    with pytest.raises(Ambiguous) as refused:
        names(*people("person_id=p1 phone=1", "person_id=p2 phone=1")).person_code("phone:1")
    assert refused.value.choices == ("p1", "p2")


@pytest.mark.parametrize(
    ("ref", "found"),
    [
        ("M", [("default/M", None)]),
        ("default:M", [("default/M", None)]),
        ("default/M", [("default/M", None)]),
        ("Mall", [("default/M", None)]),
        ("M-shop", [("default/M", "M-shop")]),
        ("Shop", [("default/M", "M-shop")]),
    ],
)
def test_a_place_is_found_by_id_key_or_unique_name(ref: str, found: list[tuple[str, str | None]]) -> None:
    """A child place is its topmost place and its zone."""
    assert names(*TREE).place_keys(ref) == found


def test_a_floor_includes_its_rooms() -> None:
    """A place with places below it has several zones."""
    tree = rows("places", "place_id | kind | parent_place_id\n H | lodging |\n F | lodging | H\n R | lodging | F")
    assert names(*tree).place_keys("F") == [("default/H", "F"), ("default/H", "R")]


@pytest.mark.parametrize(("ref", "choices"), [("Kiosk", ("default/K", "default/K2"))])
def test_a_name_of_two_places_is_refused_with_the_choices(ref: str, choices: tuple[str, ...]) -> None:
    """Neither kiosk is meant more than the other."""
    with pytest.raises(Ambiguous) as refused:
        names(*TREE).place_keys(ref)
    assert refused.value.choices == choices


def test_a_place_id_of_two_sources_is_refused_with_the_choices() -> None:
    """Both registers have an X."""
    two = [Told("places", {"place_id": "X", "kind": "venue"}, s) for s in ("a", "b")]
    with pytest.raises(Ambiguous) as refused:
        names(*two).place_keys("X")
    assert refused.value.choices == ("a:X", "b:X")


def test_an_unknown_place_is_refused() -> None:
    """Nothing that no fact names is a place."""
    with pytest.raises(NotKnown) as refused:
        names(*TREE).place_keys("nowhere")
    assert refused.value.code == "PLACE_UNKNOWN"


def test_places_are_shown_by_id_with_source_where_needed() -> None:
    """One register: the bare id; two: with source; without id our key."""
    show: Callable[..., list[str]] = lambda *told: [names(*told).place(p) for p in resolved(*told).places]  # noqa: E731
    assert show(*TREE) == ["K", "K2", "M"]
    assert show(Told("places", {"place_id": "X", "kind": "venue"}, "b"), *TREE[:1]) == ["b:X", "default:M"]
    bar = rows("stays", "phone | place_kind | place_name | t_start\n 1 | venue | Bar | 2021-07-29 18:00")
    assert show(*bar) == ["venue:Bar"]

"""Where a row was: registered places, their tree, and places that only stays name."""

from tests.graph.resolve.told import Told, held_of, resolved, rows, stays, views

HOTEL = rows("places", """
    place_id | kind    | name     | parent_place_id
    H        | lodging | Lakeside |
    H-3      | lodging | Floor 3  | H
    H-301    | lodging | Room 301 | H-3
    M        | venue   | Mall     |
    M-shop   | venue   | Shop     | M
""")  # fmt: skip


def stay(place: str, source: str = "default", **more: str) -> Told:
    """Return a stay of an hour at a place_id, or at `kind:name`."""
    kind, _, name = place.partition(":")
    where = {"place_kind": kind, "place_name": name} if name else {"place_id": place}
    times = {"t_start": "2021-07-29 18:00", "t_end": "2021-07-29 19:00"}
    return Told("stays", {"person_id": "p1", **where, **times, **more}, source)


def spot(*told: Told) -> tuple[str, str]:
    """Return place and zone of the only stay."""
    ((_, place, zone, *_),) = stays(resolved(*told))
    return place, zone


def test_a_place_without_tree_is_its_own_topmost() -> None:
    """The key is source and place_id."""
    assert spot(*HOTEL, stay("M")) == ("default/M", "")


def test_the_child_place_is_the_zone_of_its_topmost() -> None:
    """A stay in the shop is a stay in the mall, zone: the shop."""
    assert spot(*HOTEL, stay("M-shop", zone="till")) == ("default/M", "M-shop")


def test_in_a_tree_of_three_the_leaf_is_the_zone_and_its_parent_the_floor() -> None:
    """Hotel > floor > room: the room is the zone, the floor the floor."""
    graph = resolved(*HOTEL, stay("H-301", floor="9"))
    assert stays(graph)[0][1:3] == ("default/H", "H-301")
    assert graph.floors == ["H-3"]


def test_room_counts_before_zone() -> None:
    """Without a child place the room is the zone, else the zone."""
    assert spot(*HOTEL, stay("M", zone="bar", room="7")) == ("default/M", "7")
    assert spot(*HOTEL, stay("M", zone="bar")) == ("default/M", "bar")


def test_a_place_id_is_looked_up_in_its_own_source_first() -> None:
    """Two sources register X; each one's rows mean its own, a third source's row waits."""
    both = [Told("places", {"place_id": "X", "kind": "venue"}, s) for s in ("a", "b")]
    assert spot(*both, stay("X", "b")) == ("b/X", "")
    held = held_of(views([*both, stay("X", "c")]), "stays")
    assert held.to_pylist() == [{"batch": 1, "line": 2, "reason": "PLACE_UNKNOWN"}]


def test_a_registry_serves_everybody_who_has_none() -> None:
    """A place_id that only one other source registers is that place."""
    assert spot(Told("places", {"place_id": "X", "kind": "venue"}, "registry"), stay("X", "hotels")) == (
        "registry/X",
        "",
    )


def test_an_unknown_place_is_held_and_enters_when_it_arrives() -> None:
    """The stay is held while nothing names its place, and stands as soon as something does."""
    assert stays(resolved(stay("X"))) == []
    assert spot(stay("X"), Told("places", {"place_id": "X", "kind": "venue"})) == ("default/X", "")


def test_kind_and_name_are_one_place_whatever_the_source() -> None:
    """Two hotel feeds that write lodging, Lakeside speak of one hotel; full-width letters and spaces do not matter."""
    graph = resolved(stay("lodging:Lakeside", "a"), stay("lodging: Ｌakeside ", "b"))
    assert [p.key for p in graph.places] == ["lodging:Lakeside"]
    assert len(graph.stays) == 2


def test_kind_and_name_of_the_only_registered_place_are_that_place() -> None:
    """One registered place of that kind and name is meant; of two neither is."""
    assert spot(*HOTEL, stay("lodging:Lakeside")) == ("default/H", "")
    twin = Told("places", {"place_id": "H2", "kind": "lodging", "name": "Lakeside"})
    assert spot(*HOTEL, twin, stay("lodging:Lakeside")) == ("lodging:Lakeside", "")


def test_parents_that_go_round_are_cut_where_it_is_noticed() -> None:
    """Of a in b and b in a: from a the walk ends at b."""
    round_ = rows("places", "place_id | kind | parent_place_id\n a | venue | b\n b | venue | a")
    assert spot(*round_, stay("a")) == ("default/b", "a")


def test_a_fourth_level_is_cut() -> None:
    """In a > b > c > d the topmost place of d is b; an unknown parent is no parent."""
    deep = rows(
        "places",
        "place_id | kind | parent_place_id\n a | venue | nowhere\n b | venue | a\n c | venue | b\n d | venue | c",
    )
    assert spot(*deep, stay("d")) == ("default/b", "d")
    assert spot(*deep, stay("c")) == ("default/a", "c")


def test_which_places_have_zones() -> None:
    """A child place makes zones, and so does any live stay with a zone; a held one does not."""
    held = stay("nowhere", zone="z")
    graph = resolved(*HOTEL, held, stay("venue:Bar", zone="z"), stay("venue:Kiosk"))
    assert {p.key: p.has_zones for p in graph.places} == {
        "default/H": True, "default/M": True, "venue:Bar": True, "venue:Kiosk": False
    }  # fmt: skip


def test_enclosed_unless_a_feed_says_no() -> None:
    """Missing counts as enclosed; kind and name come along, and the longest stay in seconds."""
    open_air = Told("places", {"place_id": "P", "kind": "venue", "name": "Park", "enclosed": "no"})
    (park,) = resolved(open_air, stay("P")).places
    assert (park.enclosed, park.kind, park.name, park.place_id, park.source, park.longest) == (
        False,
        "venue",
        "Park",
        "P",
        "default",
        3600,
    )
    assert resolved(*HOTEL).places[0].enclosed


def test_of_several_rows_about_a_place_the_last_counts() -> None:
    """Record ids can make two live rows of one place_id: the later batch wins."""
    old, new = (Told("places", {"place_id": "P", "kind": k}, batch=b) for k, b in (("venue", 1), ("work", 2)))
    assert [p.kind for p in resolved(new, old).places] == ["work"]


def test_parts_know_their_topmost_place_and_the_zones_below() -> None:
    """The floor's zones are its own id and its rooms'."""
    graph = resolved(*HOTEL)
    floor, room, shop = graph.parts
    assert (floor.key, graph.places[floor.place].key, floor.zones) == ("default/H-3", "default/H", ("H-3", "H-301"))
    assert (room.zones, shop.zones, shop.name) == (("H-301",), ("M-shop",), "Shop")

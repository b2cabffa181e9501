"""Why somebody is on the list, in a sentence."""

from collections.abc import Mapping, Sequence

from queries.lists import classified_list
from tests.queries.world import CN8, ZONE, Member, Told, World, at, control, lives, ride, stay, traced

FLIGHT, TRAIN = "flight:CZ3101:2021-07-29", "train:G1234:2021-07-29"
DAY = ("29 12:00", "29 14:00")


def _items(
    stays: Sequence[Told], members: Sequence[Member] = (), **known: Mapping[str, object]
) -> dict[str, tuple[str, ...]]:
    """Return (why, seat, minutes) of everybody on the list of Li, from the 29th on."""
    world = World(
        stays, members=members, known={FLIGHT: {"name": "CZ3101"}, TRAIN: {"name": "G1234", **known.get("train", {})}}
    )
    found = classified_list(
        [traced(world, "29", "31")], edition=CN8, zone=ZONE, now=at("31"), controls=[control("li", "31")], details=lambda _: {}
    )  # fmt: skip
    return {i.person: (i.why, i.seat, i.json()["minutes"]) for i in found.items}  # type: ignore[misc]


def test_on_a_flight_the_rows_apart_are_told() -> None:
    """Two rows apart, the same row, seat not known; and each one's seat."""
    stays = [
        ride(p, FLIGHT, *DAY, seat)
        for p, seat in (("li", "12C"), ("an", "14F"), ("bo", "12D"), ("cy", "13A"), ("di", ""))
    ]
    assert {p: row[:2] for p, row in _items(stays).items()} == {
        "an": ("same flight CZ3101 on 29 July, 2 rows apart", "14F"),
        "bo": ("same flight CZ3101 on 29 July, same row", "12D"),
        "cy": ("same flight CZ3101 on 29 July, 1 row apart", "13A"),
        "di": ("same flight CZ3101 on 29 July, seat not known", None),
    }


def test_on_a_sealed_train_the_carriage_is_told() -> None:
    """Carriage 5 of G1234, and who sat in another one."""
    stays = [
        ride(p, TRAIN, *DAY, seat, carriage=c)
        for p, seat, c in (("li", "1A", "5"), ("an", "9F", "05"), ("bo", "1A", "6"))
    ]
    told = _items(stays, train={"sealed": True, "coach_types": ("5:hard_seat", "6:hard_seat")})
    assert told["an"][0] == "same carriage 5 of G1234 on 29 July, 8 rows apart"
    assert told["bo"][0] == "same train G1234 on 29 July"


def test_a_household_goes_first_and_has_no_minutes() -> None:
    """Mei lives with Li, and ate with him; Lu only lives with him."""
    table = [stay(p, "venue", "29 18:00", "29 18:20", "t1") for p in ("li", "mei")]
    told = _items(table, [lives(p, "s/h") for p in ("li", "mei", "lu")])
    assert told == {"mei": ("same household, and 1 more time", None, 20.0), "lu": ("same household", None, None)}


def test_a_companion_is_told_in_minutes_and_hours() -> None:
    """Together for 42 minutes in two parts, Li there for 36 hours."""
    stays = [
        stay("li", "cell1", "27 00:00", "28 12:00"),
        stay("an", "cell1", "27 08:00", "27 08:40"),
        stay("an", "cell1", "28 08:00", "28 08:02"),
    ]
    assert _items(stays)["an"] == ("companion in a cell: 42 minutes together, 36 h there", None, 42.0)


def test_in_ring_two_the_one_in_between_is_named() -> None:
    """Wu sat beside An on the way back."""
    back = "flight:CZ3102:2021-07-30"
    stays = [*(ride(p, FLIGHT, *DAY, s) for p, s in (("li", "12C"), ("an", "12D"))),
             *(ride(p, back, "30 12:00", "30 14:00", s) for p, s in (("an", "1A"), ("wu", "1B")))]  # fmt: skip
    assert _items(stays)["wu"][:2] == (
        f"same flight The {back} on 30 July, same row, with an, who had met the case before",
        "1B",
    )

"""The six sames of a case (interface.md, 3)."""

from queries.answers import Same
from queries.rules import Edition
from queries.same import same
from tests.queries.world import ALL, CN8, ZONE, Plain, World, at, ride, stay

FLIGHT = "flight:CZ3101:2021-07-21"


def _same(world: World, start: str = "17", end: str = "31", rules: Edition = CN8) -> list[Same]:
    return same(world, person="li", start=at(start), end=at(end), edition=rules, zone=ZONE, names=Plain())


def test_a_row_has_the_keys_of_the_interface() -> None:
    """Two rows behind the case on a flight: close."""
    world = World(
        [
            ride("li", FLIGHT, "21 12:00", "21 14:00", "12C"),
            ride("an", FLIGHT, "21 12:00", "21 14:00", "14F", sources=("gds",)),
        ]
    )
    [row] = [r.json() for r in _same(world)]
    assert list(row.items()) == list({
        "kind": "same", "person": "an", "channel": "flight", "place": FLIGHT, "t_start": "2021-07-21T12:00:00Z",
        "t_end": "2021-07-21T14:00:00Z", "seat_gap": 2, "class": "close", "sources": ["gds", "s"],
    }.items())  # fmt: skip


def test_rows_come_by_channel_person_place_and_start() -> None:
    """Net cafe, lodging, flight, railway, phone cell, companion; a restaurant is none of the six."""
    places = ("venue", "cell", "train", "flight", "lodging", "net_cafe")
    stays = [stay(p, place, "21 12:00", "21 12:20") for place in places for p in ("li", "bo", "an")]
    stays += [stay("li", "cell2", "22", "24"), stay("an", "cell2", "22", "22 01:00")]
    assert [(r.channel, r.person) for r in _same(World(stays))] == [
        *((c, p) for c in ("net_cafe", "lodging", "flight", "railway", "lbs") for p in ("an", "bo")), ("companion", "an"),
    ]  # fmt: skip


def test_a_class_is_the_highest_within_the_exposure() -> None:
    """An hour of the net cafe with 20 minutes at one desk is one row, close; Bo at another desk is general."""
    world = World([
        stay("li", "net_cafe", "21 12:00", "21 13:00", "d1"), stay("an", "net_cafe", "21 12:00", "21 12:20", "d1"),
        stay("an", "net_cafe", "21 12:20", "21 13:00", "d2"), stay("bo", "net_cafe", "21 12:00", "21 13:00", "d2"),
        stay("li", "net_cafe", "23 12:00", "23 13:00", "d1"), stay("an", "net_cafe", "23 12:00", "23 13:00", "d3"),
    ])  # fmt: skip
    assert [(r.person, r.t_start, r.t_end, r.class_) for r in _same(world)] == [
        ("an", at("21 12:00"), at("21 13:00"), "close"),
        ("an", at("23 12:00"), at("23 13:00"), "general"),
        ("bo", at("21 12:00"), at("21 13:00"), "general"),
    ]


def test_what_earns_nothing_is_there_without_class() -> None:
    """Another floor of the hotel, a crowd of 501 in a net cafe without zones, a bare cell."""
    world = World([
        stay("li", "lodging", "21 20:00", "22 08:00", "301", floor="3"), stay("an", "lodging", "21 20:00", "22 08:00", "401", floor="4"),
        *(stay(p, "net_cafe", "23 12:00", "23 13:00") for p in ("li", *(f"p{i}" for i in range(501)))),
        *(stay(p, "cell", "24 12:00", "24 13:00") for p in ("li", "an")),
    ])  # fmt: skip
    rows = _same(world)
    assert (len(rows), {r.class_ for r in rows}) == (503, {None})


def test_a_companions_cell_is_the_channel_companion() -> None:
    """Both clauses hold in cell1, not in cell2, where An was for 5 minutes."""
    world = World([
        stay("li", "cell1", "21 00:00", "22 12:00"), stay("an", "cell1", "21 12:00", "21 13:00"), stay("an", "cell1", "22 11:55", "22 12:30"),
        stay("li", "cell2", "23 00:00", "25 00:00"), stay("an", "cell2", "23 12:00", "23 12:05"),
    ])  # fmt: skip
    assert [(r.channel, r.place, r.t_start, r.class_) for r in _same(world)] == [
        ("lbs", "cell2", at("23 12:00"), None),
        ("companion", "cell1", at("21 12:00"), "companion"),
        ("companion", "cell1", at("22 11:55"), "companion"),
    ]


def test_fewer_days_show_fewer_rows_and_the_same_companions() -> None:
    """The clauses look at 14 days, whatever is shown: An's half hour on the 30th is a companion's."""
    world = World([
        stay("li", "cell1", "21 00:00", "22 12:00"), stay("li", "cell1", "30 12:00", "30 12:30"), stay("an", "cell1", "30 12:00", "30 12:30"),
    ])  # fmt: skip
    assert [(r.channel, r.t_start) for r in _same(world, "29")] == [("companion", at("30 12:00"))]


def test_co_presence_takes_everyone_but_in_cells() -> None:
    """co_present on board, no class in a cell, however long."""
    world = World([stay(p, place, "21", "25") for p in ("li", "an") for place in ("cell", "train")])
    assert [(r.channel, r.class_) for r in _same(world, rules=ALL)] == [("railway", "co_present"), ("lbs", None)]

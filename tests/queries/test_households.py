"""Households in a trace (semantics.md, 4 and 7)."""

from queries.households import several_sources
from tests.queries.world import ALL, CN8, World, at, classes, contacts, control, lives, stay, traced

#: Li, An and Bo live together; Bo moves out on the 22nd.
HOME = (lives("li", "s/h7"), lives("an", "s/h7"), lives("bo", "s/h7", "1", "22"))
NOBODY = (stay("li", "park", "21 12:00", "21 13:00"),)


def test_a_housemate_is_close_without_minutes() -> None:
    """An was never seen with Li: close from the window's start to its end, one piece, no minutes."""
    row = contacts(traced(World(NOBODY, members=HOME)))["an"].json()
    assert [row[k] for k in ("class", "reasons", "first", "last", "minutes", "channels")] == [
        "close", ["SAME_HOUSEHOLD"], "2021-07-20T00:00:00Z", "2021-07-31T00:00:00Z", None, ["household"],
    ]  # fmt: skip
    assert row["exposures"] == [
        {
            "with": "li", "place": "h7", "place_kind": "household", "channel": "household", "zone": None,
            "t_start": "2021-07-20T00:00:00Z", "t_end": "2021-07-31T00:00:00Z", "seat_gap": None, "rule": "cn-8:household",
            "flags": [], "sources": ["s"],
        }
    ]  # fmt: skip


def test_first_and_last_are_those_of_the_membership() -> None:
    """Bo moved out on the 22nd: last is then."""
    bo = contacts(traced(World(NOBODY, members=HOME)))["bo"]
    assert (bo.first, bo.last, bo.seconds) == (at("20"), at("22"), None)


def test_minutes_are_over_the_other_pieces() -> None:
    """An also sat 20 minutes at Li's table: 20 minutes, first and last those of the household."""
    table = [stay(p, "venue", "21 18:00", "21 18:20", "t1") for p in ("li", "an")]
    an = contacts(traced(World(table, members=HOME)))["an"]
    assert (an.first, an.last, an.seconds, an.channels) == (at("20"), at("31"), 1200, ("household", "venue"))
    assert an.reasons == ("SAME_HOUSEHOLD", "SAME_ZONE_15_MIN")


def test_two_memberships_that_touch_are_one_piece() -> None:
    """An is written down twice, to the 22nd and from then on."""
    members = [lives("li", "s/h7"), lives("an", "s/h7", "1", "22"), lives("an", "s/h7", "22", "31")]
    [piece] = contacts(traced(World(NOBODY, members=members)))["an"].exposures
    assert (piece.t_start, piece.t_end) == (at("20"), at("31"))


def test_a_household_is_named_by_its_key_where_two_sources_have_some() -> None:
    """The police's h7 and the town's h7 are two households."""
    found = traced(World(NOBODY, members=HOME), households=["s/h7", "town/h7"])
    assert contacts(found)["an"].exposures[0].place == "s:h7"
    assert several_sources(["s/h7", "town/h7"])


def test_who_lives_with_a_close_contact_is_in_ring_two() -> None:
    """Wang, met on the 21st at 18:00, lives with Wu, and from the 25th with Xu; he is isolated on the 27th."""
    table = [stay(p, "venue", "21 18:00", "21 18:20", "t1") for p in ("li", "wang")]
    members = [lives("wang", "s/h1"), lives("wu", "s/h1"), lives("xu", "s/h1", "25"), lives("old", "s/h1", "1", "21")]
    found = traced(World(table, members=members), controls=[control("wang", "27")])
    assert classes(found) == {"wang": "close", "wu": "contact_of_contact", "xu": "contact_of_contact"}
    wu, xu = (contacts(found)[p] for p in ("wu", "xu"))
    assert (wu.ring, wu.first, wu.last, wu.seconds) == (2, at("21 18:00"), at("27"), None)
    assert (xu.first, [(v.person, v.first) for v in xu.via]) == (at("25"), [("wang", at("25"))])


def test_household_minutes_stay_none_under_a_judgement() -> None:
    """Judged general: his household piece counts under the judgement and still has no minutes."""
    an = contacts(traced(World(NOBODY, members=HOME), judgements={"an": "general"}))["an"]
    assert (an.class_, an.exposures[0].rule, an.seconds, an.first) == ("general", "cn-8:judgement", None, at("20"))


def test_households_are_not_in_co_presence_nor_where_the_edition_has_no_row() -> None:
    """The register alone is no time together."""
    rows = tuple(row for row in CN8.rows if row.name != "household")
    world = World(NOBODY, members=HOME)
    assert classes(traced(world, rules=ALL)) == {}
    assert classes(traced(world, rules=CN8.model_copy(update={"rows": rows}))) == {}

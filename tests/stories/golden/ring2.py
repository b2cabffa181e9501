"""Ring 2 under cn-8 (semantics.md 7): with a close contact, after his `first`, by the conditions of the table. An is the case; bo is close."""

from tests.oracle.fed import Fed
from tests.stories.golden import filled, told
from tests.stories.story import Story, feed, story

CASE = feed("cases", "case_id | person_id | onset\n C1 | an | 07-29")


def _at(kind: str, place: str, text: str) -> Fed:
    return filled("stays", "person_id | t_start | t_end\n" + text, place_kind=kind, place_name=place)


#: Bo is an's guest at home on 28 July, 10:00-11:00.
HOME = _at("home", "One", "an | 07-28 10:00 | 07-28 11:00\n bo | 07-28 10:00 | 07-28 11:00")


@told
def the_quarter_of_an_hour_is_counted_from_the_first_of_j() -> Story:
    """7: "in ring 2 after clipping to J's `first`", 10:00: cy, in the bar with bo 09:30-10:15, has 15:00; di until 10:14:59 has 14:59: nobody."""
    bar = _at(
        "venue",
        "bar",
        "bo | 07-28 09:00 | 07-28 11:00\n cy | 07-28 09:30 | 07-28 10:15\n di | 07-28 09:00 | 07-28 10:14:59",
    )
    return story(HOME, bar, CASE, asks={"trace C1": {
        "contact": "ring | person | first | last | minutes\n 1 | bo | 07-28 10:00 | 07-28 11:00 | 60.00\n"
                   " 2 | cy | 07-28 10:00 | 07-28 10:15 | 15.00",
    }})  # fmt: skip


@told
def the_quarter_of_an_hour_is_counted_until_the_end_of_j() -> Story:
    """7: J's end is his isolation, 12:00: cy, in the bar with bo from 11:45, has 15:00; di, from 11:45:01, has 14:59, though both stay an hour."""
    bar = _at(
        "venue",
        "bar",
        "bo | 07-28 11:30 | 07-28 13:00\n cy | 07-28 11:45 | 07-28 12:45\n di | 07-28 11:45:01 | 07-28 12:45",
    )
    away = feed("measures", "person_id | kind | t_start\n bo | isolation | 07-28 12:00")
    return story(HOME, bar, away, CASE, asks={"trace C1": {
        "contact": "ring | person | last | minutes\n 1 | bo | 07-28 11:00 | 60.00\n 2 | cy | 07-28 12:00 | 15.00",
    }})  # fmt: skip


@told
def j_s_first_is_that_of_what_made_him_close() -> Story:
    """5, 7: `first` is over the exposures "that earn its class": bo's five minutes with an in a shop at 08:00 do not; he is close from 10:00.

    So cy, with bo at 09:00-09:30, is nobody; di, at 11:30, is a contact of contact.
    """
    shop = _at("venue", "shop", "an | 07-28 08:00 | 07-28 08:30\n bo | 07-28 08:00 | 07-28 08:05")
    two = _at(
        "home",
        "Two",
        "bo | 07-28 09:00 | 07-28 09:30\n cy | 07-28 09:00 | 07-28 09:30\n bo | 07-28 11:30 | 07-28 12:00\n di | 07-28 11:30 | 07-28 12:00",
    )
    return story(shop, HOME, two, CASE, asks={"trace C1": {
        "contact": "ring | person | first | minutes\n 1 | bo | 07-28 10:00 | 60.00\n 2 | di | 07-28 11:30 | 30.00",
        "via": "person | via | first\n di | bo | 07-28 11:30",
    }})  # fmt: skip


@told
def an_open_or_day_only_stay_of_j_is_no_ring_2() -> Story:
    """7: "Never by a cell, an open or a day-only stay": bo is told in Two without end and in Three by date alone; cy and di, timed there, are nobody."""
    two = _at("home", "Two", "bo | 07-28 12:00 |\n cy | 07-28 12:00 | 07-28 13:00")
    three = _at("home", "Three", "bo | 07-28 |\n di | 07-28 14:00 | 07-28 15:00")
    return story(HOME, two, three, CASE, asks={"trace C1": {
        "trace": "ring1 | ring2\n 1 | 0", "contact": "person | class\n bo | close",
    }})  # fmt: skip


@told
def via_names_every_j_and_minutes_are_the_union() -> Story:
    """7, 5: di is with bo 12:00-12:20 and with cy, close too, 12:10-12:30 in one flat: 30 minutes, the union, not 40; via both, by time.

    Di is a case himself: marked C2. Eve, with di alone at 13:00, would be a third ring: nobody.
    """
    cy = _at("home", "One", "cy | 07-28 10:30 | 07-28 11:00")
    two = _at(
        "home",
        "Two",
        "bo | 07-28 12:00 | 07-28 12:20\n cy | 07-28 12:10 | 07-28 12:30\n di | 07-28 12:00 | 07-28 14:00\n eve | 07-28 13:00 | 07-28 14:00",
    )
    cases = feed("cases", "case_id | person_id | onset\n C1 | an | 07-29\n C2 | di | 07-29")
    return story(HOME, cy, two, cases, asks={"trace C1": {
        "trace": "ring1 | ring2\n 2 | 1",
        "contact": """
        ring | person | class              | case | first       | last        | minutes
        1    | bo     | close              |      | 07-28 10:00 | 07-28 11:00 | 60.00
        1    | cy     | close              |      | 07-28 10:30 | 07-28 11:00 | 30.00
        2    | di     | contact_of_contact | C2   | 07-28 12:00 | 07-28 12:30 | 30.00
        """,
        "via": "person | via | first\n di | bo | 07-28 12:00\n di | cy | 07-28 12:10",
    }})  # fmt: skip


@told
def general_moves_up_by_what_he_shared_with_j_alone() -> Story:
    """7: "becomes one row", counted in ring 2 only: di's five minutes with an at the shop were general; with bo he has 20 at the bar: 20 minutes, the five listed.

    Ed has five minutes with an too, and 14 with bo: general, in ring 1; what he shared with bo is not listed.
    """
    shop = _at(
        "venue",
        "shop",
        "an | 07-28 08:00 | 07-28 08:30\n di | 07-28 08:00 | 07-28 08:05\n ed | 07-28 08:10 | 07-28 08:15",
    )
    bar = _at(
        "venue",
        "bar",
        "bo | 07-28 18:00 | 07-28 19:00\n di | 07-28 18:00 | 07-28 18:20\n ed | 07-28 18:30 | 07-28 18:44",
    )
    return story(shop, HOME, bar, CASE, asks={"trace C1": {
        "trace": "ring1 | ring2 | classes\n 2 | 1 | close=1,contact_of_contact=1,general=1",
        "contact": "ring | person | minutes\n 1 | bo | 60.00\n 1 | ed | 5.00\n 2 | di | 20.00",
        "exposure": """
        ring | person | with | place      | rule
        1    | bo     | an   | home:One   | yes
        1    | ed     | an   | venue:shop | yes
        2    | di     | an   | venue:shop |
        2    | di     | bo   | venue:bar  | yes
        """,
    }})  # fmt: skip

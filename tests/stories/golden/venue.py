"""Venues under cn-8 (semantics.md 4, 5, 7, row venue): the same zone, or a place without zones, for 15 minutes within 24 hours. An is the case.

His window is from 27 July 00:00 on. Where a guest's own guests would come in, `--rings 1` is asked.
"""

from tests.oracle.fed import Fed
from tests.stories.golden import filled, told
from tests.stories.story import Story, feed, story

CASE = feed("cases", "case_id | person_id | onset\n C1 | an | 07-29")
MALL = feed(
    "places",
    "place_id | kind | parent_place_id | enclosed\n mall | venue | |\n shoes | venue | mall |\n tea | venue | mall |\n park | venue | | false",
)


def _visits(place: str, text: str) -> Fed:
    return filled("stays", "person_id | t_start | t_end\n" + text, place_kind="venue", place_name=place)


def _crowd(place: str, prefix: str, count: int, start: str, end: str, zone: str = "") -> Fed:
    rows = "\n".join(f"{prefix}{i} | {start} | {end}" for i in range(count))
    return filled(
        "stays",
        "person_id | t_start | t_end\n" + rows,
        place_kind="venue",
        place_name=place,
        **{"zone": zone} if zone else {},
    )


@told
def a_quarter_of_an_hour_to_the_second() -> Story:
    """7: ">= 900 s": bo's 15:00 are close; cy's 14:59 are general, 899 s / 60 = 14.98 minutes. With bo cy has 14:59 too: no ring 2."""
    stays = _visits(
        "shop", "an | 07-29 18:00 | 07-29 19:00\n bo | 07-29 18:00 | 07-29 18:15\n cy | 07-29 18:00 | 07-29 18:14:59"
    )
    return story(
        stays,
        CASE,
        asks={"trace C1": {"contact": "person | class | minutes\n bo | close | 15.00\n cy | general | 14.98"}},
    )


@told
def three_visits_add_up_within_24_hours() -> Story:
    """7: the union within "some rolling 24 h": three times five minutes from 28 July 10:00.

    Bo's last ends on the 29th at 10:00: 15:00 in 24 hours to the second, close. Cy's ends a second later: from 10:00:00 or from 10:00:01,
    24 hours hold 14:59: general, like di's, which ends 25 hours after the first began. All have 15 minutes in all.
    """
    stays = _visits("shop", """
        an | 07-28 10:00    | 07-28 10:30
        an | 07-28 18:00    | 07-28 18:30
        an | 07-29 09:50    | 07-29 11:00
        bo | 07-28 10:00    | 07-28 10:05
        bo | 07-28 18:00    | 07-28 18:05
        bo | 07-29 09:55    | 07-29 10:00
        cy | 07-28 10:00    | 07-28 10:05
        cy | 07-28 18:00    | 07-28 18:05
        cy | 07-29 09:55:01 | 07-29 10:00:01
        di | 07-28 10:00    | 07-28 10:05
        di | 07-28 18:00    | 07-28 18:05
        di | 07-29 10:55    | 07-29 11:00
    """)  # fmt: skip
    return story(stays, CASE, asks={"trace C1 --rings 1": {"contact": """
        person | class   | first       | last           | minutes
        bo     | close   | 07-28 10:00 | 07-29 10:00    | 15.00
        cy     | general | 07-28 10:00 | 07-29 10:00:01 | 15.00
        di     | general | 07-28 10:00 | 07-29 11:00    | 15.00
    """}})  # fmt: skip


@told
def a_piece_with_time_in_such_24_hours_counts_whole() -> Story:
    """7: "every piece with time in such a 24 h earns the class whole": both guests have 20 minutes from 10:00 and a minute at 18:00 on the 28th.

    Bo comes again on the 29th, 10:06:00-10:11:00. 24 hours that hold a time of that visit begin after 10:06 on the 28th: from any moment t
    until 10:11 they hold 10:20 - t, the minute, and t - 10:06: 15:00. So it is close, all five minutes: 20 + 1 + 5 = 26.
    Cy comes a second later: 14:59 at most: close by the first day alone, 21 minutes, and the rest is listed without rule.
    """
    stays = _visits("shop", """
        an | 07-28 10:00    | 07-28 10:30
        an | 07-28 18:00    | 07-28 18:30
        an | 07-29 10:00    | 07-29 10:30
        bo | 07-28 10:00    | 07-28 10:20
        bo | 07-28 18:00    | 07-28 18:01
        bo | 07-29 10:06    | 07-29 10:11
        cy | 07-28 10:00    | 07-28 10:20
        cy | 07-28 18:00    | 07-28 18:01
        cy | 07-29 10:06:01 | 07-29 10:11
    """)  # fmt: skip
    return story(stays, CASE, asks={"trace C1 --rings 1": {
        "contact": """
        person | class | last        | minutes
        bo     | close | 07-29 10:11 | 26.00
        cy     | close | 07-28 18:01 | 21.00
        """,
        "exposure": """
        person | t_start        | rule
        bo     | 07-28 10:00    | yes
        bo     | 07-28 18:00    | yes
        bo     | 07-29 10:06    | yes
        cy     | 07-28 10:00    | yes
        cy     | 07-28 18:00    | yes
        cy     | 07-29 10:06:01 |
        """,
    }})  # fmt: skip


@told
def one_zone_that_anybody_tells_is_enough_to_ask() -> Story:
    """4: a place has zones if "any stay there bears zone": eve's table, days before, makes the hour of an and bo general and a question."""
    stays = filled("stays", """
        person_id | t_start     | t_end       | zone
        an        | 07-29 18:00 | 07-29 19:00 |
        bo        | 07-29 18:00 | 07-29 19:00 |
        eve       | 07-20 18:00 | 07-20 19:00 | table 9
    """, place_kind="venue", place_name="diner")  # fmt: skip
    return story(stays, CASE, asks={"trace C1": {
        "contact": "person | class | minutes\n bo | general | 60.00", "question": "code | place\n ZONE_UNKNOWN | venue:diner",
    }})  # fmt: skip


@told
def minutes_at_two_places_do_not_add_up() -> Story:
    """7: the union "at one topmost place": eight minutes in the shop and eight in the bar are general; both are general pieces: 16 minutes."""
    shop = _visits("shop", "an | 07-29 18:00 | 07-29 18:30\n bo | 07-29 18:00 | 07-29 18:08")
    bar = _visits("bar", "an | 07-29 19:00 | 07-29 19:30\n bo | 07-29 19:00 | 07-29 19:08")
    return story(shop, bar, CASE, asks={"trace C1": {"contact": "person | class | minutes\n bo | general | 16.00"}})


@told
def two_shops_of_one_mall_do_not_add_up() -> Story:
    """4, 7: "(in one zone where asked)": bo is with an 10 minutes in the shoe shop and, at once, 14 in the tea shop: general, 24 minutes.

    Cy's 15 in the tea shop are close; with bo he has 14 there.
    """
    stays = feed("stays", """
        person_id | place_id | t_start     | t_end
        an        | shoes    | 07-29 14:00 | 07-29 14:30
        an        | tea      | 07-29 14:30 | 07-29 15:00
        bo        | shoes    | 07-29 14:20 | 07-29 14:30
        bo        | tea      | 07-29 14:30 | 07-29 14:44
        cy        | tea      | 07-29 14:30 | 07-29 14:45
    """)  # fmt: skip
    return story(MALL, stays, CASE, asks={"trace C1": {
        "contact": "person | class | minutes\n bo | general | 24.00\n cy | close | 15.00",
        "exposure": "person | place | zone | rule\n bo | mall | shoes | yes\n bo | mall | tea | yes\n cy | mall | tea | yes",
    }})  # fmt: skip


@told
def in_the_open_air_a_quarter_of_an_hour_in_one_zone_is_general() -> Story:
    """7, venue, open air: ">= 15 min same zone: general", never close: bo's 15:00 on the lawn; cy's 14:59 give no row, nor di's hour at the pond.

    4: ed's zone is not known: general, and the park is asked.
    """
    stays = filled("stays", """
        person_id | t_start     | t_end          | zone
        an        | 07-29 10:00 | 07-29 11:00    | lawn
        bo        | 07-29 10:00 | 07-29 10:15    | lawn
        cy        | 07-29 10:00 | 07-29 10:14:59 | lawn
        di        | 07-29 10:00 | 07-29 11:00    | pond
        ed        | 07-29 10:00 | 07-29 10:20    |
    """, place_id="park")  # fmt: skip
    return story(MALL, stays, CASE, asks={"trace C1": {
        "trace": "ring1 | ring2 | classes\n 2 | 0 | general=2",
        "contact": "person | class | minutes\n bo | general | 15.00\n ed | general | 20.00",
        "question": "code | place\n ZONE_UNKNOWN | park",
    }})  # fmt: skip


@told
def guests_of_another_hour_do_not_count_for_the_500() -> Story:
    """7: more than 500 "whose stays there overlap the case's": 500 do; the 100 who come at 17:20, when an leaves, do not: 500 rows, no question."""
    early, late = (
        _crowd("gate", "a", 500, "07-28 17:00", "07-28 17:30"),
        _crowd("gate", "b", 100, "07-28 17:20", "07-28 17:30"),
    )
    return story(_visits("gate", "an | 07-28 17:00 | 07-28 17:20"), early, late, CASE, asks={"trace C1 --rings 1": {
        "trace": "ring1 | classes\n 500 | close=500", "question": "code | place",
    }})  # fmt: skip


@told
def a_place_with_zones_has_no_limit_of_500() -> Story:
    """7: the rule of 500 is for "a place without zones": 501 people on an's stand are 501 close contacts, and one on the field is general."""
    stand = _crowd("arena", "a", 501, "07-28 18:00", "07-28 18:30", "stand")
    field = _crowd("arena", "b", 1, "07-28 18:00", "07-28 18:30", "field")
    case = filled(
        "stays",
        "person_id | t_start | t_end\n an | 07-28 18:00 | 07-28 20:00",
        place_kind="venue",
        place_name="arena",
        zone="stand",
    )
    return story(case, stand, field, CASE, asks={"trace C1 --rings 1": {
        "trace": "ring1 | classes\n 502 | close=501,general=1", "question": "code | place",
    }})  # fmt: skip


@told
def round_a_close_contact_500_are_listed_and_501_are_a_question() -> Story:
    """7: "in ring 2 J's, clipped": bo, an's guest on the 28th, is in the barn with 500 others and in the hall with 501: 500 rows of ring 2, one question."""
    home = filled(
        "stays", "person_id\n an\n bo", place_kind="home", place_name="x", t_start="07-28 10:00", t_end="07-28 11:00"
    )
    bo = [_visits(place, f"bo | {start} | {end}") for place, start, end in (
        ("barn", "07-28 12:00", "07-28 13:00"), ("hall", "07-28 14:00", "07-28 15:00"))]  # fmt: skip
    barn, hall = (
        _crowd("barn", "a", 500, "07-28 12:00", "07-28 12:30"),
        _crowd("hall", "b", 501, "07-28 14:00", "07-28 14:30"),
    )
    return story(home, *bo, barn, hall, CASE, asks={"trace C1": {
        "trace": "ring1 | ring2 | classes\n 1 | 500 | close=1,contact_of_contact=500",
        "question": "code | place\n ZONE_UNKNOWN | venue:hall",
    }})  # fmt: skip

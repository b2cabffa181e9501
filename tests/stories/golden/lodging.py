"""Lodgings under cn-8 (semantics.md 4, 7, row lodging): same room close, same floor general, another floor nobody. An is the case."""

from tests.oracle.fed import Fed
from tests.stories.golden import filled, told
from tests.stories.story import Story, feed, story

CASE = feed("cases", "case_id | person_id | onset\n C1 | an | 07-29")


def _guests(text: str, place: str = "Inn") -> Fed:
    return filled(
        "stays", "person_id | t_start | t_end | room | floor\n" + text, place_kind="lodging", place_name=place
    )


@told
def one_second_in_one_room_is_close() -> Story:
    """7: "same room", no minutes asked: bo comes a second before an leaves at 08:00: close, 1 / 60 = 0.02 minutes.

    Cy comes at 08:00: touching an is nothing (1), but he has the room with bo until 12:00: contact of contact.
    """
    stays = _guests("""
        an | 07-28 22:00    | 07-29 08:00 | 301 | 3
        bo | 07-29 07:59:59 | 07-29 12:00 | 301 | 3
        cy | 07-29 08:00    | 07-29 12:00 | 301 | 3
    """)
    return story(stays, CASE, asks={"trace C1": {"contact": """
        ring | person | class              | first          | last        | minutes
        1    | bo     | close              | 07-29 07:59:59 | 07-29 08:00 | 0.02
        2    | cy     | contact_of_contact | 07-29 08:00    | 07-29 12:00 | 240.00
    """}})  # fmt: skip


@told
def rooms_and_floors_as_places() -> Story:
    """4: hotel > floor > room: together at the hotel, the zone is the room: bo in r301 close; cy in r302 of the same floor general; di in r401 no row."""
    places = feed("places", """
        place_id | kind    | parent_place_id
        hotel    | lodging |
        f3       | lodging | hotel
        f4       | lodging | hotel
        r301     | lodging | f3
        r302     | lodging | f3
        r401     | lodging | f4
    """)  # fmt: skip
    stays = filled(
        "stays",
        "person_id | place_id\n an | r301\n bo | r301\n cy | r302\n di | r401",
        t_start="07-28 22:00",
        t_end="07-29 06:00",
    )
    return story(places, stays, CASE, asks={"trace C1": {
        "contact": "person | class | minutes\n bo | close | 480.00\n cy | general | 480.00",
        "exposure": "person | place | zone\n bo | hotel | r301\n cy | hotel |",
    }})  # fmt: skip


@told
def a_room_unknown_is_general_unless_the_floor_is_another() -> Story:
    """7: "floors known and different: no row" (bo, floor 4); "a room unknown: general": cy on the third floor, di of whom nothing is known."""
    stays = _guests("""
        an | 07-28 22:00 | 07-29 08:00 | 301 | 3
        bo | 07-28 23:00 | 07-29 07:00 |     | 4
        cy | 07-28 23:00 | 07-29 07:00 |     | 3
        di | 07-28 23:00 | 07-29 07:00 |     |
    """)
    return story(stays, CASE, asks={"trace C1": {
        "contact": "person | class | minutes\n cy | general | 480.00\n di | general | 480.00",
        "question": "code | place\n ROOM_UNKNOWN | lodging:Inn",
    }})  # fmt: skip


@told
def a_change_of_room_cuts_the_night() -> Story:
    """4: "exposures are cut at changes of zone": an moves into bo's room at 23:00: close for eight hours from then; the three before earn nothing."""
    stays = _guests("""
        an | 07-28 20:00 | 07-28 23:00 | 301 | 3
        an | 07-28 23:00 | 07-29 07:00 | 302 | 3
        bo | 07-28 20:00 | 07-29 07:00 | 302 | 3
    """)
    return story(stays, CASE, asks={"trace C1": {
        "contact": "person | class | first | last | minutes\n bo | close | 07-28 23:00 | 07-29 07:00 | 480.00",
        "exposure": "t_start | t_end | zone | rule\n 07-28 20:00 | 07-28 23:00 | |\n 07-28 23:00 | 07-29 07:00 | 302 | yes",
    }})  # fmt: skip


@told
def dates_alone_are_close_by_a_night_in_common() -> Story:
    """1, 7 and docs: a stay by dates has the nights of its dates but the last, at least that of its first. An: 28 to 30 July: the 28th's and 29th's.

    In his room: bo, the 29th: its night is an's, close. Cy, the 30th: that night, general. Di, 27 to 28: the 27th's, general. Each is with an a
    whole day, 1,440 minutes, in his window from the 28th (onset 30 July).
    """
    stays = _guests("an | 07-28 | 07-30 | 1 |\n bo | 07-29 | | 1 |\n cy | 07-30 | | 1 |\n di | 07-27 | 07-28 | 1 |")
    return story(stays, feed("cases", "case_id | person_id | onset\n C1 | an | 07-30"), asks={"trace C1": {
        "trace": "from | to | ring1 | ring2\n 07-28 00:00 | 07-31 00:00 | 3 | 0",
        "contact": """
        person | class   | first       | last        | minutes
        bo     | close   | 07-29 00:00 | 07-30 00:00 | 1440.00
        cy     | general | 07-30 00:00 | 07-31 00:00 | 1440.00
        di     | general | 07-28 00:00 | 07-29 00:00 | 1440.00
        """,
        "exposure": "person | flags\n bo | day_only\n cy | day_only\n di | day_only",
    }})  # fmt: skip


@told
def a_guest_who_does_not_check_out_is_general() -> Story:
    """2: an estimated end "alone never close": bo in an's room from 23:00, no end: closed after 24 hours; with an until 08:00: 540 minutes, general."""
    stays = _guests("an | 07-28 22:00 | 07-29 08:00 | 301 |\n bo | 07-28 23:00 | | 301 |")
    return story(stays, CASE, asks={"trace C1": {
        "contact": "person | class | minutes\n bo | general | 540.00", "exposure": "person | flags\n bo | estimated_end",
    }})  # fmt: skip


@told
def ring_2_is_the_room_of_the_next_lodging() -> Story:
    """7, ring 2 of lodging: "same room": next evening bo shares room 5 of the lodge with cy; di across the corridor and ed, room unknown, are nobody."""
    inn = _guests("an | 07-28 20:00 | 07-29 07:00 | 1 | 1\n bo | 07-28 20:00 | 07-29 07:00 | 1 | 1")
    lodge = _guests(
        "bo | 07-29 18:00 | 07-29 20:00 | 5 | 1\n cy | 07-29 18:00 | 07-29 20:00 | 5 | 1\n"
        "di | 07-29 18:00 | 07-29 20:00 | 6 | 1\n ed | 07-29 18:00 | 07-29 20:00 | | 1", "Lodge")  # fmt: skip
    return story(inn, lodge, CASE, asks={"trace C1": {
        "contact": "ring | person | class | minutes\n 1 | bo | close | 660.00\n 2 | cy | contact_of_contact | 120.00",
    }})  # fmt: skip

"""Work places and schools under cn-8 (semantics.md 7, row work, school): the same office or class, or up to 50 people, 15 minutes. An is the case."""

from tests.oracle.fed import Fed
from tests.stories.golden import filled, told
from tests.stories.story import Story, feed, story

CASE = feed("cases", "case_id | person_id | onset\n C1 | an | 07-29")


def _shift(place: str, people: list[str], start: str, end: str) -> Fed:
    return filled(
        "stays", "\n".join(["person_id", *people]), place_kind="work", place_name=place, t_start=start, t_end=end
    )


@told
def the_50_are_counted_over_all_days_of_the_window() -> Story:
    """7: "<= 50 people", counted as distinct others whose stays overlap the case's, and the case: over both days, not per shift.

    Plant: 25 others on the 28th, 25 more on the 29th: 51 with an: all general. Yard: 25 and 24: 50 with an: all 49 close.
    """
    files = [
        _shift(
            place,
            ["an", *(f"{place}{day}-{i}" for i in range(count))],
            f"07-{day} {hour}:00",
            f"07-{day} {hour + 1}:00",
        )
        for place, hour, counts in (("plant", 10, {28: 25, 29: 25}), ("yard", 12, {28: 25, 29: 24}))
        for day, count in counts.items()
    ]
    return story(*files, CASE, asks={"trace C1 --rings 1": {"trace": "ring1 | classes\n 99 | close=49,general=50"}})


@told
def in_ring_2_the_50_are_counted_round_the_close_contact() -> Story:
    """7: "in ring 2 J's": bo, an's guest at home, is one of 50 in the den: 49 contacts of contacts; one of 51 in the shed: none of those 50."""
    home = filled(
        "stays", "person_id\n an\n bo", place_kind="home", place_name="x", t_start="07-28 08:00", t_end="07-28 09:00"
    )
    den = _shift("den", ["bo", *(f"d{i}" for i in range(49))], "07-28 10:00", "07-28 11:00")
    shed = _shift("shed", ["bo", *(f"s{i}" for i in range(50))], "07-28 12:00", "07-28 13:00")
    return story(home, den, shed, CASE, asks={"trace C1": {
        "trace": "ring1 | ring2 | classes\n 1 | 49 | close=1,contact_of_contact=49",
    }})  # fmt: skip


@told
def a_quarter_of_an_hour_in_one_office() -> Story:
    """7: 15:00 are close and 14:59 general (14.98 minutes), in one office of a place with zones (bo, cy) and in a small place without (di, ed)."""
    stays = filled("stays", """
        person_id | place_name | t_start     | t_end          | zone
        an        | hq         | 07-29 09:00 | 07-29 10:00    | x
        bo        | hq         | 07-29 09:00 | 07-29 09:15    | x
        cy        | hq         | 07-29 09:00 | 07-29 09:14:59 | x
        an        | den        | 07-29 11:00 | 07-29 12:00    |
        di        | den        | 07-29 11:00 | 07-29 11:15    |
        ed        | den        | 07-29 11:00 | 07-29 11:14:59 |
    """, place_kind="work")  # fmt: skip
    return story(stays, CASE, asks={"trace C1": {"contact": """
        person | class   | minutes
        bo     | close   | 15.00
        di     | close   | 15.00
        cy     | general | 14.98
        ed     | general | 14.98
    """}})  # fmt: skip


@told
def another_office_is_general_and_an_unknown_one_is_asked() -> Story:
    """7, 4: else `general`: cy in the next office for an hour, with no question; bo, whose office is not known, with one."""
    stays = filled(
        "stays",
        "person_id | zone\n an | a\n bo |\n cy | b",
        place_kind="work",
        place_name="hq",
        t_start="07-29 09:00",
        t_end="07-29 10:00",
    )
    return story(stays, CASE, asks={"trace C1": {
        "contact": "person | class | minutes\n bo | general | 60.00\n cy | general | 60.00",
        "question": "code | place\n ZONE_UNKNOWN | work:hq",
    }})  # fmt: skip


@told
def class_rooms_as_places() -> Story:
    """4, 7: the class room is the zone, the school the place: bo, 15 minutes in c1 with an, is close; cy in c2 and di, told at the school alone, general."""
    places = feed(
        "places", "place_id | kind | parent_place_id\n school | school |\n c1 | school | school\n c2 | school | school"
    )
    stays = filled("stays", """
        person_id | place_id | t_end
        an        | c1       | 07-29 10:00
        bo        | c1       | 07-29 09:15
        cy        | c2       | 07-29 10:00
        di        | school   | 07-29 10:00
    """, t_start="07-29 09:00")  # fmt: skip
    return story(places, stays, CASE, asks={"trace C1": {
        "contact": "person | class | minutes\n bo | close | 15.00\n cy | general | 60.00\n di | general | 60.00",
        "exposure": "person | place | zone\n bo | school | c1\n cy | school |\n di | school |",
        "question": "code | place\n ZONE_UNKNOWN | school",
    }})  # fmt: skip

"""Hospitals under cn-8 (semantics.md 7, row hospital): the same ward or room is close at any length, else general. An is the case."""

from tests.stories.golden import filled, told
from tests.stories.story import Story, feed, story

CASE = feed("cases", "case_id | person_id | onset\n C1 | an | 07-29")
WARDS = feed(
    "places",
    "place_id | kind | parent_place_id\n clinic | hospital |\n a | hospital | clinic\n b | hospital | clinic\n day | hospital |",
)


@told
def one_second_in_one_ward_is_close_for_patients_and_staff() -> Story:
    """7: "same room or ward, carers", no minutes asked: bo for a second (0.02 minutes), di of the staff for a minute; cy in the next ward is general."""
    stays = feed("stays", """
        person_id | place_id | t_start        | t_end       | role
        an        | a        | 07-29 08:00    | 07-29 10:00 |
        bo        | a        | 07-29 09:59:59 | 07-29 11:00 |
        cy        | b        | 07-29 08:00    | 07-29 10:00 |
        di        | a        | 07-29 08:00    | 07-29 08:01 | staff
    """)  # fmt: skip
    return story(WARDS, stays, CASE, asks={"trace C1": {
        "contact": "person | class | minutes\n bo | close | 0.02\n cy | general | 120.00\n di | close | 1.00",
        "exposure": "person | place | zone\n bo | clinic | a\n cy | clinic |\n di | clinic | a",
    }})  # fmt: skip


@told
def ring_2_is_the_ward_of_the_close_contact() -> Story:
    """7, ring 2: "same room": cy, a second in bo's ward, is a contact of contact; di in the next ward, ed whose ward is not known, and fa are nobody.

    Fa is an hour with bo in a day hospital without wards: general is no ring 2.
    """
    home = filled(
        "stays", "person_id\n an\n bo", place_kind="home", place_name="x", t_start="07-28 08:00", t_end="07-28 09:00"
    )
    stays = feed("stays", """
        person_id | place_id | t_start     | t_end
        bo        | a        | 07-29 08:00 | 07-29 10:00
        cy        | a        | 07-29 08:00 | 07-29 08:00:01
        di        | b        | 07-29 08:00 | 07-29 10:00
        ed        | clinic   | 07-29 08:00 | 07-29 10:00
        bo        | day      | 07-29 11:00 | 07-29 12:00
        fa        | day      | 07-29 11:00 | 07-29 12:00
    """)  # fmt: skip
    return story(WARDS, home, stays, CASE, asks={"trace C1": {
        "contact": "ring | person | class | minutes\n 1 | bo | close | 60.00\n 2 | cy | contact_of_contact | 0.02",
    }})  # fmt: skip

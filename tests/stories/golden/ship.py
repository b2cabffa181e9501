"""Ships under cn-8 (semantics.md 7, row ship): the same cabin. Everybody is on board S3 from 29 July 20:00 to 30 July 08:00, 720 minutes, with an, the case."""

from tests.stories.golden import filled, told
from tests.stories.story import Story, feed, story

S3 = {"mode": "ship", "number": "S3", "date": "07-29", "t_depart": "07-29 20:00", "t_arrive": "07-30 08:00"}
CASE = feed("cases", "case_id | person_id | onset\n C1 | an | 07-30")


@told
def one_cabin_is_close_and_the_next_general() -> Story:
    """7, ship: "same cabin (S)", else general: 12 and 012 are one cabin, 13 is another."""
    rides = filled("rides", "person_id | cabin\n an | 12\n bo | 012\n cy | 13", **S3)
    return story(rides, CASE, asks={"trace C1": {
        "contact": "person | class | minutes | channels\n bo | close | 720.00 | ship\n cy | general | 720.00 | ship",
        "reason": "person | reason\n bo | SAME_CABIN\n cy | SAME_RUN", "question": "code | place",
    }})  # fmt: skip


@told
def a_cabin_unknown_is_asked() -> Story:
    """7, last line, for what a ship's rule needs: the cabin is not known: general, SEAT_UNKNOWN, the run asked. On ships no missing cabin counts as the same."""
    rides = filled("rides", "person_id | cabin\n an | 12\n bo |", **S3)
    return story(rides, CASE, asks={"trace C1": {
        "contact": "person | class\n bo | general", "reason": "person | reason\n bo | SEAT_UNKNOWN",
        "question": "code | place\n SEAT_UNKNOWN | ship:S3:2021-07-29",
    }})  # fmt: skip


@told
def ring_2_in_the_cabin_of_the_next_ship() -> Story:
    """7, ship, ring 2 "same rule": bo, close, is in cabin 3 of S4: cy, in 3, is a contact of a contact; di, in 4, is nobody."""
    rides = feed("rides", """
        person_id | mode | number | date  | t_depart    | t_arrive    | cabin
        an        | ship | S3     | 07-29 | 07-29 08:00 | 07-29 10:00 | 1
        bo        | ship | S3     | 07-29 | 07-29 08:00 | 07-29 10:00 | 1
        bo        | ship | S4     | 07-29 | 07-29 11:00 | 07-29 12:00 | 3
        cy        | ship | S4     | 07-29 | 07-29 11:00 | 07-29 12:00 | 3
        di        | ship | S4     | 07-29 | 07-29 11:00 | 07-29 12:00 | 4
    """)  # fmt: skip
    return story(rides, CASE, asks={"trace C1": {
        "contact": "ring | person | minutes\n 1 | bo | 120.00\n 2 | cy | 60.00", "via": "person | via | first\n cy | bo | 07-29 11:00",
    }})  # fmt: skip

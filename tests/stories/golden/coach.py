"""Coaches under cn-8 (semantics.md 7, row coach): sealed all; ventilated 3 rows either side and the driver.

Everybody is on C77 from 08:00 to 10:00 on 29 July, so together with an, the case, for 120 minutes, within his window from 27 July on.
`--rings 1` is asked where a neighbour's neighbour would come in as ring 2.
"""

from tests.oracle.fed import Fed
from tests.stories.golden import filled, told
from tests.stories.story import Story, feed, story

C77 = {"mode": "coach", "number": "C77", "date": "07-29", "t_depart": "07-29 08:00", "t_arrive": "07-29 10:00"}
CASE = feed("cases", "case_id | person_id | onset\n C1 | an | 07-29")
NONE = "code | place"


def _run(sealed: str) -> Fed:
    return feed("runs", f"mode | number | date | sealed\n coach | C77 | 07-29 | {sealed}")


@told
def on_a_sealed_coach_everybody_is_close() -> Story:
    """7, coach: "sealed: all": bo 39 rows away, and cy, whose seat is not known, are close; nobody needs to be asked."""
    rides = filled("rides", "person_id | seat\n an | 1\n bo | 40\n cy |", **C77)
    return story(rides, _run("true"), CASE, asks={"trace C1": {
        "contact": "person | class | channels\n bo | close | coach\n cy | close | coach",
        "reason": "person | reason\n bo | SEALED_COACH\n cy | SEALED_COACH", "question": NONE,
        "exposure": "person | seat_gap\n bo | 39\n cy |",
    }})  # fmt: skip


@told
def on_a_ventilated_coach_three_rows_either_side_are_close() -> Story:
    """7, coach: "ventilated: 3 rows either side": from row 10 rows 13 and 7 are close, 14 and 6 general."""
    rides = filled("rides", "person_id | seat\n an | 10\n bo | 13\n cy | 7\n di | 14\n ed | 6", **C77)
    return story(rides, _run("false"), CASE, asks={"trace C1 --rings 1": {
        "contact": "person | class\n bo | close\n cy | close\n di | general\n ed | general",
        "reason": "person | reason\n bo | SEAT_ROWS\n cy | SEAT_ROWS\n di | SAME_RUN\n ed | SAME_RUN",
        "exposure": "person | seat_gap\n bo | 3\n cy | 3\n di | 4\n ed | 4",
    }})  # fmt: skip


@told
def the_driver_is_close_without_a_seat() -> Story:
    """7, coach: "ventilated: 3 rows either side and driver": bo is crew, an sits at the very end: close, by CREW."""
    rides = filled("rides", "person_id | seat | role\n an | 40 | passenger\n bo | | crew", **C77)
    return story(rides, _run("false"), CASE, asks={"trace C1": {
        "contact": "person | class\n bo | close", "reason": "person | reason\n bo | CREW", "question": NONE,
    }})  # fmt: skip


@told
def a_seat_unknown_on_a_ventilated_coach_is_asked() -> Story:
    """7, last line: "Seat unknown: general, reason SEAT_UNKNOWN, the run on the question list"."""
    rides = filled("rides", "person_id | seat\n an | 10\n bo |", **C77)
    return story(rides, _run("false"), CASE, asks={"trace C1": {
        "contact": "person | class\n bo | general", "reason": "person | reason\n bo | SEAT_UNKNOWN",
        "question": "code | place\n SEAT_UNKNOWN | coach:C77:2021-07-29",
    }})  # fmt: skip


@told
def a_coach_of_which_nobody_says_whether_it_is_sealed() -> Story:
    """7, coach, and docs: what holds under both readings: row 13 is close (3 rows; sealed: all), and so is the driver.

    Row 14 is close if sealed, general if not: general, SEALED_UNKNOWN, asked; so is di, whose seat is not known.
    """
    rides = filled("rides", "person_id | seat | role\n an | 10 |\n bo | 13 |\n cy | 14 |\n di | |\n ed | | crew", **C77)
    return story(rides, CASE, asks={"trace C1 --rings 1": {
        "contact": "person | class\n bo | close\n cy | general\n di | general\n ed | close",
        "reason": "person | reason\n bo | SEAT_ROWS\n cy | SEALED_UNKNOWN\n di | SEALED_UNKNOWN\n ed | CREW",
        "question": "code | place\n SEALED_UNKNOWN | coach:C77:2021-07-29",
    }})  # fmt: skip


@told
def a_driver_who_rides_on_as_a_passenger() -> Story:
    """7, coach: "and driver": bo drives until 09:00 and rides on in row 40, 30 rows from an: the hour as driver is close, the other is listed without rule.

    Each of his rides is what its row says, though he sits on one coach all the time: 60 minutes, from 08:00 to 09:00.
    """
    rides = filled("rides", """
        person_id | seat | role | t_depart    | t_arrive
        an        | 10   |      | 07-29 08:00 | 07-29 10:00
        bo        |      | crew | 07-29 08:00 | 07-29 09:00
        bo        | 40   |      | 07-29 09:00 | 07-29 10:00
    """, mode="coach", number="C77", date="07-29")  # fmt: skip
    return story(rides, _run("false"), CASE, asks={"trace C1": {
        "contact": "person | class | first | last | minutes\n bo | close | 07-29 08:00 | 07-29 09:00 | 60.00",
        "reason": "person | reason\n bo | CREW\n bo | SAME_RUN",
        "exposure": "person | t_start | t_end | rule | seat_gap\n bo | 07-29 08:00 | 07-29 09:00 | yes | \n bo | 07-29 09:00 | 07-29 10:00 | | 30",
    }})  # fmt: skip


@told
def ring_2_on_the_next_coach() -> Story:
    """7, coach, ring 2 "same rule": bo, close on the sealed C77, sits in row 10 of the ventilated C78: cy in 13 is a contact of a contact, di in 14 nobody."""
    rides = feed("rides", """
        person_id | mode  | number | date  | t_depart    | t_arrive    | seat
        an        | coach | C77    | 07-29 | 07-29 08:00 | 07-29 10:00 |
        bo        | coach | C77    | 07-29 | 07-29 08:00 | 07-29 10:00 |
        bo        | coach | C78    | 07-29 | 07-29 11:00 | 07-29 12:00 | 10
        cy        | coach | C78    | 07-29 | 07-29 11:00 | 07-29 12:00 | 13
        di        | coach | C78    | 07-29 | 07-29 11:00 | 07-29 12:00 | 14
    """)  # fmt: skip
    runs = filled("runs", "number | sealed\n C77 | true\n C78 | false", mode="coach", date="07-29")
    return story(rides, runs, CASE, asks={"trace C1": {
        "contact": "ring | person | minutes\n 1 | bo | 120.00\n 2 | cy | 60.00", "via": "person | via | first\n cy | bo | 07-29 11:00",
    }})  # fmt: skip

"""Homes, households and vehicles under cn-8 (semantics.md 4 and 7): any time together is close, a household without minutes. An is the case.

His window is 27 July 00:00 to 30 July 12:00, his isolation, which is *now* too: no fact is later.
"""

from tests.oracle.fed import Fed
from tests.stories.golden import filled, told
from tests.stories.story import Story, feed, story

CASE = feed("cases", "case_id | person_id | onset | isolated_at\n C1 | an | 07-29 | 07-30 12:00")


def _households(text: str) -> Fed:
    return feed("households", "household_id | person_id | valid_from | valid_to\n" + text)


def _visits(kind: str, text: str) -> Fed:
    return filled("stays", "person_id | t_start | t_end\n" + text, place_kind=kind, place_name="x")


@told
def one_second_at_home_or_in_a_car_is_close() -> Story:
    """7: "any time together": bo comes home and di into the car a second before an leaves: close, 1 / 60 = 0.02 minutes.

    Cy comes home at 19:00, when an leaves (touching is nothing, 1), and has an hour with bo: contact of contact.
    """
    home = _visits(
        "home", "an | 07-29 18:00 | 07-29 19:00\n bo | 07-29 18:59:59 | 07-29 20:00\n cy | 07-29 19:00 | 07-29 20:00"
    )
    car = _visits("vehicle", "an | 07-29 08:00 | 07-29 08:10\n di | 07-29 08:09:59 | 07-29 08:20")
    return story(home, car, CASE, asks={"trace C1": {"contact": """
        ring | person | class              | first          | minutes | channels
        1    | di     | close              | 07-29 08:09:59 | 0.02    | vehicle
        1    | bo     | close              | 07-29 18:59:59 | 0.02    | home
        2    | cy     | contact_of_contact | 07-29 19:00    | 60.00   | home
    """}})  # fmt: skip


@told
def a_household_of_the_register_has_no_minutes() -> Story:
    """4: reason `household`, minutes null, from the window's start to its end; "not in co-presence or reach", nor in shared or same."""
    return story(_households("h1 | an | |\n h1 | bo | |"), CASE, asks={
        "trace C1": {
            "contact": "person | class | first | last | minutes | channels\n bo | close | 07-27 00:00 | 07-30 12:00 | | household",
            "reason": "person | reason\n bo | SAME_HOUSEHOLD",
            "exposure": "person | with | place | place_kind | t_start | t_end | rule\n bo | an | h1 | household | 07-27 00:00 | 07-30 12:00 | yes",
        },
        "trace C1 --edition co-presence --from 07-27T00:00 --to 07-30T12:00": {"trace": "ring1 | ring2\n 0 | 0"},
        "reach C1": {"reach": "reached\n 0"},
        "shared C1": {"shared": "person"},
    })  # fmt: skip


@told
def who_left_the_household_before_the_window_is_nobody() -> Story:
    """4, 1: `valid_to`, a date, is the end of that day: bo's 26 July is the window's start: no row. Cy's 27 July: close until the 28th, 00:00."""
    return story(_households("h1 | an | |\n h1 | bo | | 07-26\n h1 | cy | | 07-27"), CASE, asks={"trace C1": {
        "contact": "person | class | first | last | minutes\n cy | close | 07-27 00:00 | 07-28 00:00 |",
    }})  # fmt: skip


@told
def who_joins_the_household_within_the_window_is_close_from_then_on() -> Story:
    """4: `first` = "later of window start and valid_from": bo from 28 July 06:00. Cy joins as an is isolated, 12:00: no row, in either ring (now is 12:00)."""
    return story(_households("h1 | an | |\n h1 | bo | 07-28 06:00 |\n h1 | cy | 07-30 12:00 |"), CASE, asks={"trace C1": {
        "contact": "ring | person | class | first | last | minutes\n 1 | bo | close | 07-28 06:00 | 07-30 12:00 |",
    }})  # fmt: skip


@told
def both_have_to_belong_to_the_household_at_that_time() -> Story:
    """4: an left h1 with 27 July, bo came on the 28th: never together. Cy was there throughout: close for the 27th, and bo is his from then on: ring 2."""
    return story(_households("h1 | an | | 07-27\n h1 | bo | 07-28 |\n h1 | cy | |"), CASE, asks={"trace C1": {
        "contact": """
        ring | person | class              | first       | last        | minutes
        1    | cy     | close              | 07-27 00:00 | 07-28 00:00 |
        2    | bo     | contact_of_contact | 07-28 00:00 | 07-30 12:00 |
        """,
        "via": "person | via | first\n bo | cy | 07-28 00:00",
    }})  # fmt: skip


@told
def the_household_of_a_close_contact_is_ring_2() -> Story:
    """7, ring 2 of household: "same", after J's `first` and before his end: bo, an's guest from 18:00, lives with ed: from 18:00 to now, no minutes.

    Fa left that household with the 27th, before bo met an: nobody.
    """
    home = _visits("home", "an | 07-28 18:00 | 07-28 19:00\n bo | 07-28 18:00 | 07-28 19:00")
    return story(home, _households("h2 | bo | |\n h2 | ed | |\n h2 | fa | | 07-27"), CASE, asks={"trace C1": {
        "contact": """
        ring | person | class              | first       | last        | minutes | channels
        1    | bo     | close              | 07-28 18:00 | 07-28 19:00 | 60.00   | home
        2    | ed     | contact_of_contact | 07-28 18:00 | 07-30 12:00 |         | household
        """,
        "via": "person | via | first\n ed | bo | 07-28 18:00",
    }})  # fmt: skip


@told
def a_close_contact_s_household_counts_until_his_quarantine() -> Story:
    """7: J's end is the first control at or after his `first`: bo's quarantine at 29 July 10:00 ends ed's time there."""
    home = _visits("home", "an | 07-28 18:00 | 07-28 19:00\n bo | 07-28 18:00 | 07-28 19:00")
    away = feed("measures", "person_id | kind | t_start\n bo | central_quarantine | 07-29 10:00")
    return story(home, _households("h2 | bo | |\n h2 | ed | |"), away, CASE, asks={"trace C1": {
        "contact": "ring | person | first | last\n 1 | bo | 07-28 18:00 | 07-28 19:00\n 2 | ed | 07-28 18:00 | 07-29 10:00",
    }})  # fmt: skip


@told
def minutes_are_those_of_the_close_visits_alone() -> Story:
    """4, 5: of one household, bo sat with an for 15 minutes at a venue: close too, 15.00. Cy's 14 minutes are general, which he is not: no minutes.

    `first` and `last` are the household's for both.
    """
    venue = _visits(
        "venue", "an | 07-28 18:00 | 07-28 19:00\n bo | 07-28 18:00 | 07-28 18:15\n cy | 07-28 18:30 | 07-28 18:44"
    )
    return story(_households("h1 | an | |\n h1 | bo | |\n h1 | cy | |"), venue, CASE, asks={"trace C1": {
        "contact": """
        person | class | first       | last        | minutes | channels
        bo     | close | 07-27 00:00 | 07-30 12:00 | 15.00   | household,venue
        cy     | close | 07-27 00:00 | 07-30 12:00 |         | household
        """,
        "exposure": """
        person | place_kind | rule
        bo     | household  | yes
        bo     | venue      | yes
        cy     | household  | yes
        cy     | venue      |
        """,
    }})  # fmt: skip

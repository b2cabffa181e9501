"""Net cafés under cn-8 (semantics.md 2 and 7): sessions without log-off, closed by the cap or the next stay, alone never close. An is the case."""

from tests.oracle.fed import Fed
from tests.stories.golden import filled, told
from tests.stories.story import Story, feed, story

CASE = feed("cases", "case_id | person_id | onset\n C1 | an | 07-29")


def _sessions(text: str) -> Fed:
    return filled("stays", "person_id | t_start | t_end\n" + text, place_kind="net_cafe", place_name="x")


@told
def a_session_without_log_off_lasts_twelve_hours() -> Story:
    """2: "net_cafe, work, school 12": bo's, from 20:00 on the 27th, ends at 08:00: an hour with an from 07:00. Cy's, from 19:00, ends at 07:00: touching, no row."""
    stays = _sessions("an | 07-28 07:00 | 07-28 09:00\n bo | 07-27 20:00 |\n cy | 07-27 19:00 |")
    return story(stays, CASE, asks={"trace C1": {
        "contact": "person | class | first | last | minutes\n bo | general | 07-28 07:00 | 07-28 08:00 | 60.00",
        "exposure": "person | flags\n bo | estimated_end",
    }})  # fmt: skip


@told
def only_a_strictly_later_stay_closes_a_session() -> Story:
    """2: "the next strictly later t_start": bo's diner at the very second of his log-on closes nothing: two hours with an. Cy's, a second later, leaves one second."""
    stays = _sessions("an | 07-28 20:00 | 07-28 22:00\n bo | 07-28 20:00 |\n cy | 07-28 20:00 |")
    diner = filled(
        "stays",
        "person_id | t_start\n bo | 07-28 20:00\n cy | 07-28 20:00:01",
        place_kind="venue",
        place_name="diner",
        t_end="07-28 20:30",
    )
    return story(stays, diner, CASE, asks={"trace C1": {
        "contact": "person | class | minutes\n bo | general | 120.00\n cy | general | 0.02",
    }})  # fmt: skip


@told
def estimated_minutes_add_nothing_to_fourteen_timed_ones() -> Story:
    """2: an estimated end is "alone never close", and lends the timed minutes nothing.

    Both log on again at 21:00 without end, with an until 23:00. Bo sat there for 15 timed minutes before: close by those alone. Cy for 14:
    general, over 14 + 120 minutes.
    """
    stays = _sessions("""
        an | 07-28 20:00 | 07-28 23:00
        bo | 07-28 20:00 | 07-28 20:15
        bo | 07-28 21:00 |
        cy | 07-28 20:00 | 07-28 20:14
        cy | 07-28 21:00 |
    """)
    return story(stays, CASE, asks={"trace C1": {
        "contact": """
        person | class   | first       | last        | minutes
        bo     | close   | 07-28 20:00 | 07-28 20:15 | 15.00
        cy     | general | 07-28 20:00 | 07-28 23:00 | 134.00
        """,
        "exposure": """
        person | t_start     | flags         | rule
        bo     | 07-28 20:00 |               | yes
        bo     | 07-28 21:00 | estimated_end |
        cy     | 07-28 20:00 |               | yes
        cy     | 07-28 21:00 | estimated_end | yes
        """,
    }})  # fmt: skip


@told
def the_log_off_that_comes_later_makes_it_close() -> Story:
    """2: the greatest version counts: bo's session without end (version 1) is corrected to 20:00-20:30 (version 2): 30 minutes, close."""
    cafe = {"place_kind": "net_cafe", "place_name": "x"}
    first = filled("stays", "record_id | version | person_id | t_start\n r1 | 1 | bo | 07-28 20:00", **cafe)
    second = filled(
        "stays", "record_id | version | person_id | t_start | t_end\n r1 | 2 | bo | 07-28 20:00 | 07-28 20:30", **cafe
    )
    return story(_sessions("an | 07-28 20:00 | 07-28 22:00"), first, second, CASE, asks={
        "trace C1": {
            "contact": "person | class | minutes\n bo | close | 30.00", "exposure": "person | flags\n bo |",
        },
        "feeds": {"feed": "feed | rows | accepted | superseded\n cases | 1 | 1 | 0\n stays | 3 | 2 | 1"},
    })  # fmt: skip

"""Encounters under cn-8 (semantics.md 4 and 7, row encounter): 1 m or less, not protected, 15 minutes in 24 hours. An is the case."""

from tests.oracle.fed import Fed
from tests.stories.golden import filled, told
from tests.stories.story import Story, feed, story

CASE = feed("cases", "case_id | person_id | onset\n C1 | an | 07-29")


def _met(text: str, **same: str) -> Fed:
    return filled("encounters", text, **same)


@told
def one_metre_is_near_and_a_centimetre_more_is_not() -> Story:
    """7: "<= 1 m", 15 minutes each: bo at 1.0 m is close; cy at 1.01 m is general."""
    met = _met(
        "person_b | distance_m\n bo | 1.0\n cy | 1.01", person_a="an", t_start="07-29 09:00", t_end="07-29 09:15"
    )
    return story(
        met,
        CASE,
        asks={"trace C1": {"contact": "person | class | minutes\n bo | close | 15.00\n cy | general | 15.00"}},
    )


@told
def a_quarter_of_an_hour_near_in_24_hours() -> Story:
    """7: 15:00 are close (bo), 14:59 general (cy, 14.98); three times five minutes from 28 July 10:00 to the 29th 10:00 are 15:00 in 24 hours (di)."""
    met = _met("""
        person_b | t_start     | t_end
        bo       | 07-29 08:00 | 07-29 08:15
        cy       | 07-29 09:00 | 07-29 09:14:59
        di       | 07-28 10:00 | 07-28 10:05
        di       | 07-28 18:00 | 07-28 18:05
        di       | 07-29 09:55 | 07-29 10:00
    """, person_a="an", distance_m="0.5")  # fmt: skip
    return story(met, CASE, asks={"trace C1": {
        "contact": "person | class | minutes\n bo | close | 15.00\n cy | general | 14.98\n di | close | 15.00",
    }})  # fmt: skip


@told
def a_minute_of_an_interview_s_close_contact() -> Story:
    """7 and docs: "close_contact (an interview's): any length": close without a distance (bo) and at 1 m (cy), not farther, at 1.01 m (di)."""
    met = _met(
        "person_b | distance_m\n bo |\n cy | 1.0\n di | 1.01",
        person_a="an",
        setting="close_contact",
        t_start="07-29 09:00",
        t_end="07-29 09:01",
    )
    return story(met, CASE, asks={"trace C1": {
        "contact": "person | class | minutes\n bo | close | 1.00\n cy | close | 1.00\n di | general | 1.00",
    }})  # fmt: skip


@told
def two_devices_tell_one_encounter() -> Story:
    """4: "both devices' records unite": an's phone says 09:00-09:10, bo's says 09:05-09:15, sides the other way round: one of 15 minutes, both sources."""
    people = feed("people", "person_id | phone\n an | 13800000001\n bo | 13800000002")
    first = feed(
        "encounters",
        "phone_a | phone_b | t_start | t_end | distance_m\n 13800000001 | 13800000002 | 07-29 09:00 | 07-29 09:10 | 0.8",
        source="x",
    )
    second = feed(
        "encounters",
        "phone_a | phone_b | t_start | t_end | distance_m\n 13800000002 | 13800000001 | 07-29 09:05 | 07-29 09:15 | 0.8",
        source="y",
    )
    return story(people, first, second, CASE, asks={"trace C1": {
        "contact": "person | class | minutes\n bo | close | 15.00",
        "exposure": "person | t_start | t_end | sources\n bo | 07-29 09:00 | 07-29 09:15 | x,y",
    }})  # fmt: skip


@told
def protected_minutes_do_not_add_up() -> Story:
    """4, 7: "`protected` is never close": bo's 14:59 without and a quarter of an hour with protection make 30 minutes, general; cy's 15:00 without do not need them."""
    met = _met("""
        person_b | t_start        | t_end          | protected
        bo       | 07-29 09:00    | 07-29 09:14:59 | false
        bo       | 07-29 09:14:59 | 07-29 09:30    | true
        cy       | 07-29 10:00    | 07-29 10:15    | false
        cy       | 07-29 10:15    | 07-29 10:30    | true
    """, person_a="an", distance_m="0.5")  # fmt: skip
    return story(met, CASE, asks={"trace C1": {
        "contact": "person | class | last | minutes\n bo | general | 07-29 09:30 | 30.00\n cy | close | 07-29 10:15 | 15.00",
    }})  # fmt: skip


@told
def ring_2_of_encounters_goes_by_the_same_rule() -> Story:
    """7, ring 2: "same": bo, near an from 08:00, is near cy for 15:00: contact of contact; near di for 14:59, with ed protected, with fa at no known distance: nobody."""
    met = _met("""
        person_a | person_b | t_start     | t_end          | distance_m | protected
        an       | bo       | 07-29 08:00 | 07-29 08:15    | 1          |
        bo       | cy       | 07-29 09:00 | 07-29 09:15    | 1          |
        bo       | di       | 07-29 10:00 | 07-29 10:14:59 | 1          |
        bo       | ed       | 07-29 11:00 | 07-29 12:00    | 1          | true
        bo       | fa       | 07-29 13:00 | 07-29 14:00    |            |
    """)  # fmt: skip
    return story(met, CASE, asks={"trace C1": {
        "contact": "ring | person | class\n 1 | bo | close\n 2 | cy | contact_of_contact",
    }})  # fmt: skip

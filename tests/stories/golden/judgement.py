"""Judgements of tracers (semantics.md 7): they override the table for one person and one case. An is the case, at home with bo on 28 July."""

from tests.oracle.fed import Fed, Fields
from tests.stories.golden import filled, told
from tests.stories.story import Story, feed, story

CASE = feed("cases", "case_id | person_id | onset\n C1 | an | 07-29")
STAYS = filled("stays", """
    person_id | place_name | t_start     | t_end
    an        | One        | 07-28 10:00 | 07-28 11:00
    bo        | One        | 07-28 10:00 | 07-28 11:00
    bo        | Two        | 07-28 12:00 | 07-28 13:00
    cy        | Two        | 07-28 12:00 | 07-28 13:00
""", place_kind="home")  # fmt: skip


def _judged(person: str, klass: str, case: str = "C1") -> Fields:
    return {"person": person, "case": case, "class": klass, "reason": "interview", "by": "tracer A"}


@told
def close_judged_general_has_no_ring_2() -> Story:
    """7: bo, an hour at home with an, is `general` by judgement, over that hour; only "some `close` J" has a ring 2: cy is nobody."""
    return story(STAYS, CASE, judgements=[_judged("bo", "general")], asks={"trace C1": {
        "trace": "ring1 | ring2 | classes\n 1 | 0 | general=1",
        "contact": "person | class | judgement | minutes\n bo | general | general | 60.00",
    }})  # fmt: skip


@told
def a_judgement_counts_for_its_case_alone() -> Story:
    """7: "for that person and case": bo is ruled out for C2 (eve, at home with him in the afternoon), and close for C1."""
    stays = filled(
        "stays",
        "person_id\n bo\n eve",
        place_kind="home",
        place_name="Three",
        t_start="07-28 15:00",
        t_end="07-28 16:00",
    )
    cases = feed("cases", "case_id | person_id | onset\n C1 | an | 07-29\n C2 | eve | 07-29")
    return story(STAYS, stays, cases, judgements=[_judged("bo", "ruled_out", "C2")], asks={
        "trace C1 --rings 1": {"contact": "person | class | judgement\n bo | close |"},
        "trace C2": {"trace": "classes\n ruled_out=1", "contact": "person | class | judgement | minutes\n bo | ruled_out | ruled_out | 60.00"},
    })  # fmt: skip


@told
def the_later_of_two_judgements_stands() -> Story:
    """7: bo is ruled out first, and judged close when more is known: close, with his ring 2, cy."""
    return story(STAYS, CASE, judgements=[_judged("bo", "ruled_out"), _judged("bo", "close")], asks={"trace C1": {
        "contact": """
        ring | person | class              | judgement
        1    | bo     | close              | close
        2    | cy     | contact_of_contact |
        """,
    }})  # fmt: skip


def _short(minutes: int) -> Fed:
    return filled(
        "stays",
        f"person_id | t_end\n an | 07-28 19:00\n di | 07-28 18:{minutes:02}",
        place_kind="venue",
        place_name="bar",
        t_start="07-28 18:00",
    )


@told
def general_judged_close_begins_with_what_the_table_gave_him() -> Story:
    """7: di's five minutes in the bar at 18:00 are general, judged close: over those. His ring 2 is after that `first`: fa, with him from 19:00; not eve, before."""
    more = filled("stays", """
        person_id | t_start     | t_end
        di        | 07-28 17:00 | 07-28 20:00
        eve       | 07-28 17:00 | 07-28 18:00
        fa        | 07-28 19:00 | 07-28 20:00
    """, place_kind="home", place_name="Three")  # fmt: skip
    return story(_short(5), more, CASE, judgements=[_judged("di", "close")], asks={"trace C1": {
        "contact": """
        ring | person | class              | judgement | first       | minutes
        1    | di     | close              | close     | 07-28 18:00 | 5.00
        2    | fa     | contact_of_contact |           | 07-28 19:00 | 60.00
        """,
    }})  # fmt: skip


@told
def who_is_ruled_out_is_not_ring_2_either() -> Story:
    """7: "override the table for that person and case", "stays in the list under its own count": cy, a contact of bo's, is ruled out: no ring 2, a row without times."""
    return story(STAYS, CASE, judgements=[_judged("cy", "ruled_out")], asks={"trace C1": {
        "trace": "ring2 | classes\n 0 | close=1,ruled_out=1",
        "contact": "person | class | judgement | minutes\n bo | close | | 60.00\n cy | ruled_out | ruled_out |",
    }})  # fmt: skip

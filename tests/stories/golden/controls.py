"""Measures as controls in reach (semantics.md 7, Control, and 8): who is under control passes nothing on, for good. An is the case, onset 29 July."""

from tests.oracle.fed import Fed
from tests.stories.golden import filled, told
from tests.stories.story import Story, feed, story

CASE = feed("cases", "case_id | person_id | onset\n C1 | an | 07-29")


def _visits(text: str) -> Fed:
    return filled("stays", "person_id | place_name | t_start | t_end\n" + text, place_kind="home")


def _measures(text: str) -> Fed:
    return feed("measures", "person_id | kind | t_start | t_end\n" + text)


#: Bo is an's guest in One at 06:00, and in Two from 07:00 to 12:00, where cy, di and ed visit him.
VISITS = """
    an | One | 07-28 06:00 | 07-28 07:00
    bo | One | 07-28 06:00 | 07-28 07:00
    bo | Two | 07-28 07:00 | 07-28 12:00
    cy | Two | 07-28 07:59:59 | 07-28 08:10
    di | Two | 07-28 08:10 | 07-28 09:30
    ed | Two | 07-28 10:30 | 07-28 11:30
"""


@told
def a_control_ends_passing_on_for_good() -> Story:
    """8: bo's quarantine is 08:00-10:00: cy comes a second before it and has it; di, who comes during it, and ed, after it, have not (cy is gone at 08:10)."""
    return story(_visits(VISITS), _measures("bo | home_quarantine | 07-28 08:00 | 07-28 10:00"), CASE, asks={"reach C1": {
        "reached": "person | arrival | hops | from\n bo | 07-28 06:00 | 1 | an\n cy | 07-28 07:59:59 | 2 | bo",
    }})  # fmt: skip


@told
def a_control_that_is_over_on_arrival_ends_nothing() -> Story:
    """8, 7: "from t_start to t_end": a quarantine until 06:00, when bo has it, is over: everybody has it from him."""
    return story(_visits(VISITS), _measures("bo | home_quarantine | 07-20 08:00 | 07-28 06:00"), CASE, asks={"reach C1": {
        "reached": """
        person | arrival        | from
        bo     | 07-28 06:00    | an
        cy     | 07-28 07:59:59 | bo
        di     | 07-28 08:10    | bo
        ed     | 07-28 10:30    | bo
        """,
    }})  # fmt: skip


@told
def a_control_in_force_on_arrival_ends_it_at_once() -> Story:
    """8: one second longer, until 06:00:01, and bo is reached ("not his being reached") and passes it to nobody."""
    return story(_visits(VISITS), _measures("bo | home_quarantine | 07-20 08:00 | 07-28 06:00:01"), CASE, asks={
        "reach C1": {"reached": "person | arrival\n bo | 07-28 06:00"},
        "trace C1": {"contact": "ring | person | class\n 1 | bo | close"},
    })  # fmt: skip


@told
def a_release_ends_a_measure_before_its_own_end() -> Story:
    """7: "or a later `released`", docs: whichever is earlier: bo's quarantine was to last until noon, and he was released at 05:00: all three have it from him."""
    measures = _measures("bo | home_quarantine | 07-27 08:00 | 07-28 12:00\n bo | released | 07-28 05:00 |")
    asks = {"reach C1": {"reached": "person | from\n bo | an\n cy | bo\n di | bo\n ed | bo"}}
    return story(_visits(VISITS), measures, CASE, asks=asks)


@told
def a_release_before_a_measure_ends_nothing() -> Story:
    """7: "a *later* `released`": that of 26 July is before the quarantine of the 27th, without end: bo passes it to nobody."""
    measures = _measures("bo | released | 07-26 08:00 |\n bo | home_quarantine | 07-27 08:00 |")
    return story(_visits(VISITS), measures, CASE, asks={"reach C1": {"reached": "person\n bo"}})


@told
def a_control_of_the_case_himself_ends_his_passing_on() -> Story:
    """8: "(the seed's too)": an's quarantine begins on the 28th at 06:30: bo, with him from 06:00, has it; fa, from 06:30 in the garage with him, has not.

    The measure of 20 to 26 July is over when his window starts, on the 27th.
    """
    more = VISITS + "an | Garage | 07-28 06:30 | 07-28 07:00\n fa | Garage | 07-28 06:30 | 07-28 07:00"
    measures = _measures("an | home_quarantine | 07-20 08:00 | 07-26 08:00\n an | home_quarantine | 07-28 06:30 |")
    return story(_visits(more), measures, CASE, asks={"reach C1": {"reached": "person\n bo\n cy\n di\n ed"}})


@told
def backward_nobody_passes_on_while_under_control() -> Story:
    """8, backward: the last second not under control. An (onset 29 July 00:00) was in One 06:00-09:00 on the 28th.

    Bo was there until 07:00, under control from 06:30: 06:29:59. Di until 09:00, under control until 08:30: 08:59:59; docs: an earlier
    control does not matter. Ed's whole visit was under control: not in it. Cy met bo at 05:00-06:00 in Two: 05:59:59, in two hops.
    """
    stays = _visits("""
        an | One | 07-28 06:00 | 07-28 09:00
        bo | One | 07-28 06:00 | 07-28 07:00
        di | One | 07-28 08:00 | 07-28 09:00
        ed | One | 07-28 07:00 | 07-28 08:00
        bo | Two | 07-28 05:00 | 07-28 06:00
        cy | Two | 07-28 05:00 | 07-28 06:00
    """)
    measures = _measures(
        "bo | isolation | 07-28 06:30 |\n di | isolation | 07-28 07:00 | 07-28 08:30\n ed | hospital | 07-28 07:00 | 07-28 08:00"
    )
    return story(stays, measures, CASE, asks={"reach C1 --backward": {"reached": """
        person | latest         | hops | to | place
        di     | 07-28 08:59:59 | 1    | an | home:One
        bo     | 07-28 06:29:59 | 1    | an | home:One
        cy     | 07-28 05:59:59 | 2    | bo | home:Two
    """}})  # fmt: skip

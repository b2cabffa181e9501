"""Windows of cases and of those who pass it on (semantics.md 6, 7 Control and ring 2), told in homes, where any time together is close. An is the case.

"The first moment at or after J's `first` with a control in force" ends J; cy and others meet J in a home of their own.
"""

from tests.oracle.fed import Fed
from tests.stories.golden import filled, told
from tests.stories.story import Story, feed, story

HOMES = feed("places", "place_id | kind\n a | home\n b | home\n c | home\n d | home")
CASE = feed("cases", "case_id | person_id | onset\n C1 | an | 07-29 20:00")


def _stays(text: str) -> Fed:
    """Return stays of 29 July, of which only the clock is told."""
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    told = [f"{person} | {place} | 07-29 {start} | 07-29 {end}" for person, place, start, end in rows]
    return feed("stays", "\n".join(["person_id | place_id | t_start | t_end", *told]))


@told
def the_anchor_is_the_earlier_of_onset_and_sample() -> Story:
    """6: "the earliest known of onset and positive sample, else the report": C1's onset, 10 August, is before the sample.

    C2's sample, the 9th, is before his onset; the report of the 5th, the earliest of all, counts for neither; C3 has nothing else. Two days
    before: 8th, 7th, 3rd, 00:00.
    """
    cases = feed("cases", """
        case_id | person_id | onset       | sample      | report
        C1      | an        | 08-10 12:00 | 08-10 12:01 | 08-05
        C2      | bo        | 08-10 12:00 | 08-09 09:00 | 08-05
        C3      | cy        |             |             | 08-05
    """)  # fmt: skip
    return story(cases, asks={
        "trace C1": {"trace": "anchor | from\n onset | 08-08 00:00"},
        "trace C2": {"trace": "anchor | from\n sample | 08-07 00:00"},
        "trace C3": {"trace": "anchor | from\n report | 08-03 00:00"},
    })  # fmt: skip


@told
def a_window_opens_at_local_midnight_two_days_before() -> Story:
    """6, cn-8 N = 2: onset 31 July 23:59 in Shanghai, still the 31st: from 29 July 00:00 local, 28 July 16:00 UTC, whatever the hour.

    Bo left an's home at that moment: nothing; cy a second later: one second, 1/60 min = 0.02; di lived there the day before: nothing.
    """
    stays = feed("stays", """
        person_id | place_id | t_start     | t_end
        an        | a        | 07-28 00:00 | 07-30 00:00
        bo        | a        | 07-28 23:00 | 07-29 00:00
        cy        | a        | 07-28 23:00 | 07-29 00:00:01
        di        | a        | 07-28 10:00 | 07-28 11:00
    """)  # fmt: skip
    cases = feed("cases", "case_id | person_id | onset\n C1 | an | 07-31 23:59")
    return story(HOMES, stays, cases, timezone="Asia/Shanghai", asks={"trace C1 --rings 1": {
        "trace": "from\n 07-28 16:00",
        "contact": "person | first | last | minutes\n cy | 07-28 16:00 | 07-28 16:00:01 | 0.02",
    }})  # fmt: skip


@told
def isolation_ends_ring_1_and_not_ring_2() -> Story:
    """6: the window "ends at the case's isolation", 12:00; 7: "the case's isolation ends ring 1, not ring 2".

    Bo stays in an's home 11:00-13:00: close until 12:00. Cy comes at 12:00, as an is isolated: no contact of his, but with bo until
    13:00. Di is with bo in b from 15:00.
    """
    stays = _stays("""
        an | a | 10:00 | 13:00
        bo | a | 11:00 | 13:00
        cy | a | 12:00 | 13:00
        bo | b | 15:00 | 16:00
        di | b | 15:00 | 16:00
    """)
    cases = feed("cases", "case_id | person_id | onset | isolated_at\n C1 | an | 07-29 09:00 | 07-29 12:00")
    return story(HOMES, stays, cases, asks={"trace C1": {
        "trace": "to\n 07-29 12:00",
        "contact": """
        ring | person | first       | last        | minutes
        1    | bo     | 07-29 11:00 | 07-29 12:00 | 60.00
        2    | cy     | 07-29 12:00 | 07-29 13:00 | 60.00
        2    | di     | 07-29 15:00 | 07-29 16:00 | 60.00
        """,
        "via": "person | via | first\n cy | bo | 07-29 12:00\n di | bo | 07-29 15:00",
    }})  # fmt: skip


@told
def ring_2_counts_from_the_first_of_j() -> Story:
    """7: ring 2 is "after J's first": bo meets an at 10:00.

    "An overlap that began before J's first and runs past it counts from first": cy, in b with bo until 10:01: one minute. Di left b at
    10:00: nothing.
    """
    stays = _stays("""
        an | a | 10:00 | 10:30
        bo | a | 10:00 | 10:30
        bo | b | 08:00 | 11:00
        cy | b | 09:00 | 10:01
        di | b | 09:00 | 10:00
    """)
    return story(HOMES, stays, CASE, asks={"trace C1": {
        "contact": "ring | person | first | last | minutes\n 1 | bo | 07-29 10:00 | 07-29 10:30 | 30.00\n"
                   " 2 | cy | 07-29 10:00 | 07-29 10:01 | 1.00",
    }})  # fmt: skip


#: An and bo are together at 10:00-10:30; bo is in b until the evening, with cy 11:30-13:00 and di from 12:00 on.
J = _stays("""
    an | a | 10:00 | 10:30
    bo | a | 10:00 | 10:30
    bo | b | 11:00 | 18:00
    cy | b | 11:30 | 13:00
    di | b | 12:00 | 13:00
""")


def _measure(text: str) -> Fed:
    return feed("measures", "person_id | kind | t_start | t_end\n" + text)


@told
def central_quarantine_ends_j() -> Story:
    """7, Control: central_quarantine is one: bo's ends his passing on at 12:00: cy has 11:30-12:00, 30 minutes; di, from 12:00, touches and is nobody."""
    return story(HOMES, J, _measure("bo | central_quarantine | 07-29 12:00 |"), CASE, asks={"trace C1": {
        "contact": "ring | person | last | minutes\n 1 | bo | 07-29 10:30 | 30.00\n 2 | cy | 07-29 12:00 | 30.00",
    }})  # fmt: skip


@told
def home_monitoring_is_no_control() -> Story:
    """7, Control names isolation, central_quarantine, home_quarantine, hospital: home_monitoring is none of them, so cy has all of his 90 minutes, and di 60."""
    return story(HOMES, J, _measure("bo | home_monitoring | 07-29 12:00 |"), CASE, asks={"trace C1": {
        "contact": "ring | person | last | minutes\n 1 | bo | 07-29 10:30 | 30.00\n 2 | cy | 07-29 13:00 | 90.00\n 2 | di | 07-29 13:00 | 60.00",
    }})  # fmt: skip


@told
def every_kind_of_control_ends_j() -> Story:
    """7, Control: bo, cy and di, each an's guest at 10:00, are controlled from 12:00 by the other three kinds: their own guests have 11:30-12:00 each.

    Bob, eve and dan stay until 13:00; without a control each would have 90 minutes.
    """
    stays = _stays("""
        an  | a | 10:00 | 10:30
        bo  | a | 10:00 | 10:30
        cy  | a | 10:00 | 10:30
        di  | a | 10:00 | 10:30
        bo  | b | 11:00 | 18:00
        bob | b | 11:30 | 13:00
        cy  | c | 11:00 | 18:00
        eve | c | 11:30 | 13:00
        di  | d | 11:00 | 18:00
        dan | d | 11:30 | 13:00
    """)
    measures = _measure(
        "bo | isolation | 07-29 12:00 |\n cy | home_quarantine | 07-29 12:00 |\n di | hospital | 07-29 12:00 |"
    )
    return story(HOMES, stays, measures, CASE, asks={"trace C1": {
        "contact": """
        ring | person | minutes
        1    | bo     | 30.00
        1    | cy     | 30.00
        1    | di     | 30.00
        2    | bob    | 30.00
        2    | dan    | 30.00
        2    | eve    | 30.00
        """,
        "via": "person | via | first\n bob | bo | 07-29 11:30\n eve | cy | 07-29 11:30\n dan | di | 07-29 11:30",
    }})  # fmt: skip


@told
def who_was_released_before_he_met_the_case_passes_it_on() -> Story:
    """7: "a control in force" at or after `first`, 10:00: bo's quarantine of the 20th ended with a later `released` at 09:00, so it is not: cy has 90 minutes, di 60."""
    measures = _measure("bo | home_quarantine | 07-20 08:00 |\n bo | released | 07-29 09:00 |")
    return story(HOMES, J, measures, CASE, asks={"trace C1": {
        "contact": "ring | person | minutes\n 1 | bo | 30.00\n 2 | cy | 90.00\n 2 | di | 60.00",
    }})  # fmt: skip


@told
def who_is_under_control_when_he_meets_the_case_passes_nothing_on() -> Story:
    """7: the same without the release: the control is in force at bo's `first`, 10:00, which is his end.

    He is close all the same. A measure whose own `t_end` was 09:00 is over, as if released.
    """
    measures = _measure("bo | home_quarantine | 07-20 08:00 |\n eve | home_quarantine | 07-20 08:00 | 07-29 09:00")
    eve = _stays(
        "an | c | 10:00 | 10:30\n eve | c | 10:00 | 10:30\n eve | d | 11:00 | 18:00\n cy | d | 11:30 | 13:00\n di | d | 12:00 | 13:00"
    )
    return story(HOMES, J, eve, measures, CASE, asks={"trace C1": {
        "contact": "ring | person | minutes\n 1 | bo | 30.00\n 1 | eve | 30.00\n 2 | cy | 90.00\n 2 | di | 60.00",
        "via": "person | via | first\n cy | eve | 07-29 11:30\n di | eve | 07-29 12:00",
    }})  # fmt: skip


@told
def a_release_does_not_make_him_pass_it_on_again() -> Story:
    """7: J's end is "the first moment at or after his first with a control in force", here 11:45, and nothing that comes later.

    Released at 12:15, bo meets cy (until 13:00) and di again; cy has 11:30-11:45 alone.
    """
    measures = _measure("bo | home_quarantine | 07-29 11:45 |\n bo | released | 07-29 12:15 |")
    return story(HOMES, J, measures, CASE, asks={"trace C1": {
        "contact": "ring | person | last | minutes\n 1 | bo | 07-29 10:30 | 30.00\n 2 | cy | 07-29 11:45 | 15.00",
    }})  # fmt: skip


@told
def a_case_is_controlled_by_its_isolation() -> Story:
    """7, Control: "`isolated_at`, and the measures": bo is case C2, isolated at 12:00: cy has 30 minutes, di none; bo stays in ring 1, marked."""
    cases = filled(
        "cases", "case_id | person_id | isolated_at\n C1 | an |\n C2 | bo | 07-29 12:00", onset="07-29 20:00"
    )
    return story(HOMES, J, cases, asks={"trace C1": {
        "contact": "ring | person | case | minutes\n 1 | bo | C2 | 30.00\n 2 | cy | | 30.00",
    }})  # fmt: skip


@told
def as_of_cuts_both_rings() -> Story:
    """1: "`--as-of T` (what had happened by T) ends windows at T": at 10:10 bo has 10 minutes and nobody is behind him; at 12:30 cy has 60 minutes and di 30.

    With a later `--to` it cuts that too (docs).
    """
    late = "ring | person | minutes\n 1 | bo | 30.00\n 2 | cy | 60.00\n 2 | di | 30.00"
    return story(HOMES, J, CASE, asks={
        "trace C1 --as-of 07-29T10:10": {"trace": "to\n 07-29 10:10", "contact": "ring | person | minutes\n 1 | bo | 10.00"},
        "trace C1 --as-of 07-29T12:30": {"trace": "to\n 07-29 12:30", "contact": late},
        "trace C1 --as-of 07-29T12:30 --to 07-29T13:00": {"trace": "to\n 07-29 12:30", "contact": late},
    })  # fmt: skip


@told
def to_ends_both_rings_past_the_isolation() -> Story:
    """6: "`--from`/`--to` replace it"; 7: J's end is a control, "else `--to`": an is isolated at 10:15, which gives bo 15 minutes.

    With `--to` 12:00 ring 1 runs to an's and bo's parting, 30 minutes, and cy's with bo ends at 12:00, 30 minutes; `--from` 10:20 leaves
    bo 10.
    """
    cases = feed("cases", "case_id | person_id | onset | isolated_at\n C1 | an | 07-29 09:00 | 07-29 10:15")
    return story(HOMES, J, cases, asks={
        "trace C1": {"contact": "ring | person | minutes\n 1 | bo | 15.00\n 2 | cy | 90.00\n 2 | di | 60.00"},
        "trace C1 --to 07-29T12:00": {"contact": "ring | person | minutes\n 1 | bo | 30.00\n 2 | cy | 30.00"},
        "trace C1 --from 07-29T10:20 --to 07-29T12:00": {
            "trace": "anchor | from | to\n | 07-29 10:20 | 07-29 12:00", "contact": "ring | person | minutes\n 1 | bo | 10.00\n 2 | cy | 30.00",
        },
    })  # fmt: skip

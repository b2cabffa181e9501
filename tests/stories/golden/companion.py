"""The companion rule of cn-8 (semantics.md 6 and 7, row cell): over 10 minutes together in one cell, and over 30 hours of either there. An is the case.

He is isolated on 31 July at 00:00: the 14 days are 17 to 31 July, his window (onset 29 July) begins on the 27th.
"""

from tests.oracle.fed import Fed
from tests.stories.golden import filled, told
from tests.stories.story import Story, feed, story

CASE = feed("cases", "case_id | person_id | onset | isolated_at\n C1 | an | 07-29 12:00 | 07-31 00:00")


def _phones(text: str, **same: str) -> Fed:
    """Return positions from one moment to another."""
    return filled("positions", "person_id | cell_id | t | t_end\n" + text, **same)


#: 15 hours of an in cell a on each of two days, and one second: 30:00:01.
NIGHTS = "an | a | 07-18 00:00 | 07-18 15:00\n an | a | 07-19 00:00 | 07-19 15:00:01\n"
HOMES = {"place_kind": "home"}


@told
def ten_minutes_together_are_not_enough_and_a_second_more_is() -> Story:
    """7, exactly: "together in one cell > 600 s": bo's 10:00 are not; cy's 10:01 are, 601 s = 10.02 minutes. An has his 30 hours there."""
    phones = _phones(NIGHTS + "bo | a | 07-18 10:00 | 07-18 10:10\n cy | a | 07-18 10:00 | 07-18 10:10:01")
    return story(phones, CASE, asks={"trace C1": {
        "contact": "ring | person | class | minutes | channels\n 1 | cy | companion | 10.02 | companion",
        "reason": "person | reason\n cy | COMPANION",
    }})  # fmt: skip


@told
def thirty_hours_are_not_enough_and_a_second_more_is() -> Story:
    """7, exactly: "> 108,000 s": an is 15 + 15 hours in a, where bo is an hour with him: no row; in b a second more, where cy is: companion."""
    phones = _phones("""
        an | a | 07-18 00:00 | 07-18 15:00
        an | a | 07-19 00:00 | 07-19 15:00
        bo | a | 07-18 10:00 | 07-18 11:00
        an | b | 07-20 00:00 | 07-20 15:00
        an | b | 07-21 00:00 | 07-21 15:00:01
        cy | b | 07-20 10:00 | 07-20 11:00
    """)
    return story(phones, CASE, asks={"trace C1": {"contact": "person | class | minutes\n cy | companion | 60.00"}})


@told
def the_thirty_hours_may_be_the_other_one_s() -> Story:
    """7: "the own union of *either*", visits without the other among it: an is there for one hour alone; bo 16:00:00 + 14:00:01, cy 16 + 14 hours exactly."""
    phones = _phones("""
        an | a | 07-18 10:00 | 07-18 11:00
        bo | a | 07-18 00:00 | 07-18 16:00
        bo | a | 07-20 00:00 | 07-20 14:00:01
        cy | a | 07-18 00:00 | 07-18 16:00
        cy | a | 07-20 00:00 | 07-20 14:00
    """)
    return story(phones, CASE, asks={"trace C1": {"contact": "person | class | minutes\n bo | companion | 60.00"}})


@told
def hours_before_the_fourteen_days_do_not_count() -> Story:
    """6, 7: "within these days": 16 hours of an in a on the 16th do not help the 15:00:01 of the 18th: bo is nobody.

    Of the 23 hours in b over midnight of the 17th 15 count, and 15:00:01 more of the 19th: cy is a companion.
    """
    phones = _phones("""
        an | a | 07-16 00:00 | 07-16 16:00
        an | a | 07-18 00:00 | 07-18 15:00:01
        bo | a | 07-18 10:00 | 07-18 11:00
        an | b | 07-16 16:00 | 07-17 15:00
        an | b | 07-19 00:00 | 07-19 15:00:01
        cy | b | 07-19 10:00 | 07-19 11:00
    """)
    return story(phones, CASE, asks={"trace C1": {"contact": "person | class | minutes\n cy | companion | 60.00"}})


@told
def minutes_before_the_fourteen_days_do_not_count() -> Story:
    """7: together "within the 14 days": bo has an hour before the 17th and 10:00 in it: nobody. Cy has 10:01 of it: from 00:00 on, 10.02 minutes."""
    phones = _phones(
        NIGHTS
        + """
        an | a | 07-16 20:00 | 07-17 02:00
        bo | a | 07-16 23:00 | 07-17 00:10
        cy | a | 07-16 23:00 | 07-17 00:10:01
    """
    )
    return story(phones, CASE, asks={"trace C1": {
        "contact": "person | class | first | last | minutes\n cy | companion | 07-17 00:00 | 07-17 00:10:01 | 10.02",
    }})  # fmt: skip


@told
def cells_do_not_add_up() -> Story:
    """7: "in one cell", "in that cell": 20 hours of an in a and 20 in b, bo an hour in each: no row; ten minutes of cy in c, and ten in d: none either.

    In c and d an has his 30:00:01 each. (Di, 10:01 in c, is a companion.)
    """
    phones = _phones("""
        an | a | 07-18 00:00 | 07-18 20:00
        an | b | 07-19 00:00 | 07-19 20:00
        bo | a | 07-18 10:00 | 07-18 11:00
        bo | b | 07-19 10:00 | 07-19 11:00
        an | c | 07-20 00:00 | 07-20 15:00
        an | c | 07-21 00:00 | 07-21 15:00:01
        an | d | 07-22 00:00 | 07-22 15:00
        an | d | 07-23 00:00 | 07-23 15:00:01
        cy | c | 07-20 10:00 | 07-20 10:10
        cy | d | 07-22 10:00 | 07-22 10:10
        di | c | 07-20 10:00 | 07-20 10:10:01
    """)
    return story(phones, CASE, asks={"trace C1": {"contact": "person | class\n di | companion"}})


@told
def minutes_in_one_cell_add_up_over_days() -> Story:
    """7: "the pair's union": 5:00 on the 18th and 5:01 on the 19th are 10:01: companion, two exposures. His ten minutes in the case's shop are general, less.

    So they are listed without rule, and neither `minutes` nor `last` counts them (5).
    """
    phones = _phones(NIGHTS + "bo | a | 07-18 10:00 | 07-18 10:05\n bo | a | 07-19 10:00 | 07-19 10:05:01")
    shop = filled(
        "stays",
        "person_id | t_end\n an | 07-28 19:00\n bo | 07-28 18:10",
        t_start="07-28 18:00",
        place_kind="venue",
        place_name="shop",
    )
    return story(phones, shop, CASE, asks={"trace C1": {
        "contact": "person | class | first | last | minutes\n bo | companion | 07-18 10:00 | 07-19 10:05:01 | 10.02",
        "exposure": """
        person | channel   | t_start     | t_end          | rule
        bo     | companion | 07-18 10:00 | 07-18 10:05    | yes
        bo     | companion | 07-19 10:00 | 07-19 10:05:01 | yes
        bo     | venue     | 07-28 18:00 | 07-28 18:10    |
        """,
    }})  # fmt: skip


@told
def a_coarse_stay_counts_for_neither_clause() -> Story:
    """Docs, Cells; 4: over 800 m is COARSE. Bo's hour with an in a is: no row. An's own 31 hours in b are: cy is no row. Di's fix in a of 800 m is good: companion."""
    fine = _phones(NIGHTS + "di | a | 07-18 10:00 | 07-18 11:00\n cy | b | 07-20 10:00 | 07-20 11:00", accuracy_m="800")
    coarse = _phones("bo | a | 07-18 10:00 | 07-18 11:00\n an | b | 07-20 00:00 | 07-21 07:00", accuracy_m="801")
    return story(fine, coarse, CASE, asks={"trace C1": {"contact": "person | class\n di | companion"}})


@told
def a_bare_cell_is_listed_only_with_who_is_listed_anyway() -> Story:
    """5, 7 and docs: bo, 20 minutes at an's table, is close, and his two hours in an's cell are listed without rule, within the window: from the 27th, 00:00.

    Ruth shares the cell alone, for five hours: no row; she is in `same`, without class.
    """
    phones = _phones(
        "an | a | 07-26 20:00 | 07-27 04:00\n bo | a | 07-26 23:00 | 07-27 01:00\n ruth | a | 07-26 22:00 | 07-27 03:00"
    )
    table = filled(
        "stays",
        "person_id | t_end\n an | 07-28 19:00\n bo | 07-28 18:20",
        t_start="07-28 18:00",
        place_kind="venue",
        place_name="shop",
    )
    return story(phones, table, CASE, asks={
        "trace C1": {
            "contact": "person | class | first | minutes | channels\n bo | close | 07-28 18:00 | 20.00 | venue",
            "exposure": """
            person | channel | t_start     | t_end       | rule
            bo     | lbs     | 07-27 00:00 | 07-27 01:00 |
            bo     | venue   | 07-28 18:00 | 07-28 18:20 | yes
            """,
        },
        "same C1": {"same": """
            person | channel | t_start     | t_end       | class
            bo     | lbs     | 07-26 23:00 | 07-27 01:00 |
            ruth   | lbs     | 07-26 22:00 | 07-27 03:00 |
        """},
    })  # fmt: skip


@told
def a_cell_is_never_ring_2() -> Story:
    """7: "Never by a cell": bo, an's guest on the 28th, shares 40 hours in a cell with cy afterwards: cy is nobody, in ring 2 and in ring 1."""
    home = filled("stays", "person_id\n an\n bo", place_name="One", t_start="07-28 18:00", t_end="07-28 19:00", **HOMES)
    phones = _phones("bo | a | 07-29 00:00 | 07-30 16:00\n cy | a | 07-29 00:00 | 07-30 16:00")
    return story(home, phones, CASE, asks={"trace C1": {
        "trace": "ring1 | ring2\n 1 | 0", "contact": "person | class\n bo | close",
    }})  # fmt: skip


@told
def a_companion_who_meets_a_close_contact_moves_to_ring_2() -> Story:
    """7: "A general or companion who also meets the conditions becomes one row", in ring 2: over his hour with dora; the cell is listed and earns nothing.

    Bo, a companion alone, stays in ring 1, after `close`.
    """
    phones = _phones(NIGHTS + "bo | a | 07-18 10:00 | 07-18 11:00\n cy | a | 07-18 10:00 | 07-18 11:00")
    homes = filled("stays", """
        person_id | place_name | t_start     | t_end
        an        | One        | 07-28 18:00 | 07-28 19:00
        dora      | One        | 07-28 18:00 | 07-28 19:00
        dora      | Two        | 07-29 18:00 | 07-29 19:00
        cy        | Two        | 07-29 18:00 | 07-29 19:00
    """, **HOMES)  # fmt: skip
    return story(phones, homes, CASE, asks={"trace C1": {
        "trace": "ring1 | ring2 | classes\n 2 | 1 | close=1,companion=1,contact_of_contact=1",
        "contact": """
        ring | person | class              | first       | minutes
        1    | dora   | close              | 07-28 18:00 | 60.00
        1    | bo     | companion          | 07-18 10:00 | 60.00
        2    | cy     | contact_of_contact | 07-29 18:00 | 60.00
        """,
        "exposure": """
        ring | person | with | place_kind | rule
        1    | dora   | an   | home       | yes
        1    | bo     | an   | cell       | yes
        2    | cy     | dora | home       | yes
        2    | cy     | an   | cell       |
        """,
    }})  # fmt: skip

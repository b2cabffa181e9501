"""Where editions part at their edges: stretches, rooms, seats by letter, ends of windows, phone cells. As in `editions`, An is the case."""

from tests.stories.golden import filled, told
from tests.stories.golden.editions import CASE, CHINA, WEST, classes
from tests.stories.story import Story, feed, story


@told
def a_stretch_goes_on_through_rooms_of_a_home_and_not_through_tables() -> Story:
    """WHO and ECDC: 15 minutes at one stretch. A home asks for no zone: bo's 10 minutes in the kitchen and 10 in the hall, end to end, are 20.

    At a venue a zone is asked for: cy's 10 minutes at table 1 and 10 at table 2 are 10 each, general; and 10 and 10 at table 1 with a
    minute between (di) are 20 within 24 hours (CDC, cn-8: close), at no stretch of 15 (WHO, ECDC: general).
    """
    stays = feed("stays", """
        person_id | place_kind | place_name | t_start     | t_end       | zone
        an        | home       | An's       | 07-29 08:00 | 07-29 08:10 | kitchen
        bo        | home       | An's       | 07-29 08:00 | 07-29 08:10 | kitchen
        an        | home       | An's       | 07-29 08:10 | 07-29 08:20 | hall
        bo        | home       | An's       | 07-29 08:10 | 07-29 08:20 | hall
        an        | venue      | Noodles    | 07-29 12:00 | 07-29 12:10 | t1
        cy        | venue      | Noodles    | 07-29 12:00 | 07-29 12:10 | t1
        an        | venue      | Noodles    | 07-29 12:10 | 07-29 12:20 | t2
        cy        | venue      | Noodles    | 07-29 12:10 | 07-29 12:20 | t2
        an        | venue      | Noodles    | 07-29 15:00 | 07-29 16:00 | t1
        di        | venue      | Noodles    | 07-29 15:00 | 07-29 15:10 | t1
        di        | venue      | Noodles    | 07-29 15:11 | 07-29 15:21 | t1
    """)  # fmt: skip
    return story(stays, CASE, asks=classes("""
        person | who-2021 | cdc-2020 | ecdc-2020 | cn-8    | cn-9
        bo     | close    | close    | close     | close   | close
        cy     | general  | general  | general   | general | general
        di     | general  | close    | general   | close   | close
    """))  # fmt: skip


@told
def an_encounter_told_by_its_day_makes_nobody_close() -> Story:
    """1: what is told without clock "makes nobody close except by a rule that needs no clock": under no edition a meeting is one, nor an interview's close_contact."""
    met = filled("encounters", "person_b | setting\n bo |\n cy | close_contact", person_a="an", t_start="07-29", t_end="07-29", distance_m="0.5")  # fmt: skip
    return story(met, CASE, asks=classes("""
        person | who-2021 | cdc-2020 | ecdc-2020 | cn-8    | cn-9
        bo     | general  | general  | general   | general | general
        cy     | general  | general  | general   | general | general
    """))  # fmt: skip


@told
def no_row_has_a_seat_i() -> Story:
    """Seats are counted by letters, and aeroplanes have no I: from 12G, bo in 12J is 2 seats away (H, J), close; cy in 12K 3, general (CDC, ECDC)."""
    rides = filled("rides", "person_id | seat\n an | 12G\n bo | 12J\n cy | 12K", mode="flight", number="CZ1", date="07-29",
                   t_depart="07-29 08:00", t_arrive="07-29 10:00")  # fmt: skip
    return story(rides, CASE, asks=classes("""
        person | who-2021 | cdc-2020 | ecdc-2020 | cn-8  | cn-9
        bo     | general  | close    | close     | close | close
        cy     | general  | general  | general   | close | close
    """))  # fmt: skip


@told
def runs_that_an_edition_does_not_know_ask_nothing() -> Story:
    """7: "a kind that an edition does not know gives general": bo's carriage is not known; cn-8 asks for it, the others have no row for trains, so nothing to ask.

    4: only "where a rule asks for a zone" times together are cut: an and cy change from carriage 5 to 6 together: two pieces for cn-8, one for the others.
    """
    leg = {"mode": "train", "number": "G7", "date": "07-29"}
    rides = filled("rides", """
        person_id | t_depart    | t_arrive    | carriage
        an        | 07-29 08:00 | 07-29 09:00 | 5
        an        | 07-29 09:00 | 07-29 10:00 | 6
        bo        | 07-29 08:00 | 07-29 09:00 |
        cy        | 07-29 08:00 | 07-29 09:00 | 5
        cy        | 07-29 09:00 | 07-29 10:00 | 6
    """, **leg)  # fmt: skip
    run = filled("runs", "sealed\n true", **leg)
    unknown = {
        "contact": "person | class\n bo | general\n cy | general",
        "reason": "person | reason\n bo | KIND_UNKNOWN\n cy | KIND_UNKNOWN",
        "exposure": "person | zone | t_start | t_end\n bo | | 07-29 08:00 | 07-29 09:00\n cy | | 07-29 08:00 | 07-29 10:00",
        "question": "code | place",
    }
    china = {
        "contact": "person | class\n bo | general\n cy | close",
        "reason": "person | reason\n bo | SEAT_UNKNOWN\n cy | SAME_CARRIAGE",
        "exposure": """
            person | zone | t_start     | t_end
            bo     |      | 07-29 08:00 | 07-29 09:00
            cy     | 5    | 07-29 08:00 | 07-29 09:00
            cy     | 6    | 07-29 09:00 | 07-29 10:00
        """,
        "question": "code | place\n SEAT_UNKNOWN | train:G7:2021-07-29",
    }
    return story(rides, run, CASE, asks={
        f"trace C1 --rings 1 --edition {e}": china if e in CHINA else unknown for e in (*WEST, *CHINA)
    })  # fmt: skip


@told
def cells_of_people_who_are_listed_anyway() -> Story:
    """5: times together that earn no class are "listed with rule null": the cell that bo, of an's table, was in with him stands in his row under every edition.

    Cy shared only the cell: "a bare phone cell gives no row in trace; it is in same" (7). Nobody was there for more than 30 h: no companion.
    """
    places = feed("places", "place_id | kind\n cell1 | cell")
    stays = feed("stays", """
        person_id | place_id | place_kind | place_name | t_start     | t_end       | zone
        an        | cell1    |            |            | 07-29 10:00 | 07-29 11:00 |
        bo        | cell1    |            |            | 07-29 10:30 | 07-29 11:00 |
        cy        | cell1    |            |            | 07-29 10:00 | 07-29 10:20 |
        an        |          | venue      | Noodles    | 07-29 12:00 | 07-29 13:00 | t1
        bo        |          | venue      | Noodles    | 07-29 12:00 | 07-29 12:20 | t1
    """)  # fmt: skip
    listed = {
        "contact": "person | class | minutes\n bo | close | 20.00",
        "exposure": """
            person | place         | t_start     | t_end       | rule
            bo     | cell1         | 07-29 10:30 | 07-29 11:00 |
            bo     | venue:Noodles | 07-29 12:00 | 07-29 12:20 | yes
        """,
    }
    cells = {"same": "person | channel | place | class\n bo | lbs | cell1 |\n cy | lbs | cell1 |"}
    editions = (*WEST, *CHINA)
    return story(places, stays, CASE, asks={f"trace C1 --rings 1 --edition {e}": listed for e in editions}
                 | {f"same C1 --edition {e}": cells for e in editions})  # fmt: skip


@told
def the_sames_end_with_the_window_of_the_edition() -> Story:
    """6: `same` looks at "the 14 days to the window's end". Onset 10 July: WHO's window ends with the 20th, so its days begin on 7 July 00:00 and end on 21 July 00:00.

    Bo's café of 6 July is before, cy's of the 7th in, di's of the 20th 23:00-01:00 clipped to an hour. Elsewhere now is 29 July 20:00 (a report):
    15 July 20:00 to then: di's two hours alone.
    """
    stays = filled("stays", """
        person_id | t_start     | t_end
        an        | 07-06 10:00 | 07-06 12:00
        bo        | 07-06 10:00 | 07-06 12:00
        an        | 07-07 10:00 | 07-07 12:00
        cy        | 07-07 10:00 | 07-07 12:00
        an        | 07-20 22:00 | 07-21 02:00
        di        | 07-20 23:00 | 07-21 01:00
    """, place_kind="net_cafe", place_name="Net", zone="z1")  # fmt: skip
    cases = feed("cases", "case_id | person_id | onset | report\n C1 | an | 07-10 09:00 | 07-29 20:00")
    who = """
        person | t_start     | t_end       | class
        cy     | 07-07 10:00 | 07-07 12:00 | close
        di     | 07-20 23:00 | 07-21 00:00 | close
    """
    others = "person | t_start | t_end | class\n di | 07-20 23:00 | 07-21 01:00 | close"
    return story(stays, cases, asks={
        f"same C1 --edition {e}": {"same": who if e == "who-2021" else others} for e in (*WEST, *CHINA)
    })  # fmt: skip

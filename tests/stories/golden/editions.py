"""The same little worlds under every edition: WHO (February 2021), CDC (October 2020), ECDC (April 2020), cn-8 and cn-9.

Each number and condition is the edition's own page (docs/reference/editions.md), which tells its source; cn-9's are all cn-8's, so its column is
cn-8's. The oracle knows them all. A table has a column for each edition: a person's class there,
nothing where he is not listed. An is the case; everybody is asked of ring 1, within his window.
"""

from tests.oracle.fed import Fed
from tests.stories.golden import filled, told
from tests.stories.story import Story, feed, story

Asks = dict[str, dict[str, str]]
CASE = feed("cases", "case_id | person_id | onset\n C1 | an | 07-29 20:00")
#: Editions that know no contacts of contacts, and those that do.
WEST, CHINA = ("who-2021", "cdc-2020", "ecdc-2020"), ("cn-8", "cn-9")


def classes(text: str) -> Asks:
    """Return the questions of a table of classes, one an edition."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    _, *editions = lines[0]
    return {
        f"trace C1 --rings 1 --edition {edition}": {
            "contact": "\n".join(["person | class", *(f"{row[0]} | {row[i]}" for row in lines[1:] if row[i])])
        }
        for i, edition in enumerate(editions, 1)
    }


def _met(text: str) -> Fed:
    """Return meetings with an on 29 July; unless told otherwise half a metre apart, from 12:00 on."""
    return filled("encounters", text, person_a="an", t_start="07-29 12:00", distance_m="0.5")


@told
def a_quarter_of_an_hour() -> Story:
    """WHO: "15 minutes or more"; CDC: "a cumulative 15 minutes or more"; cn-8: 15 minutes; ECDC face to face: "more than 15".

    An at half a metre: bo 14:59 is general everywhere; cy 15:00 is close but for ECDC; di 15:01 is close everywhere.
    """
    met = _met("person_b | t_end\n bo | 07-29 12:14:59\n cy | 07-29 12:15\n di | 07-29 12:15:01")
    return story(met, CASE, asks=classes("""
        person | who-2021 | cdc-2020 | ecdc-2020 | cn-8    | cn-9
        bo     | general  | general  | general   | general | general
        cy     | close    | close    | general   | close   | close
        di     | close    | close    | close     | close   | close
    """))  # fmt: skip


@told
def metres_and_feet() -> Story:
    """Near is 1 m (WHO, cn-8), 6 feet = 1.83 m (CDC), 2 m (ECDC), the number itself within. 20 minutes each at 1, 1.01, 1.83, 1.84, 2 and 2.01 m."""
    met = _met("person_b | distance_m\n bo | 1\n cy | 1.01\n di | 1.83\n ed | 1.84\n fe | 2\n gu | 2.01")
    met = Fed("encounters", tuple({**row, "t_end": "2021-07-29 12:20"} for row in met.rows))
    return story(met, CASE, asks=classes("""
        person | who-2021 | cdc-2020 | ecdc-2020 | cn-8    | cn-9
        bo     | close    | close    | close     | close   | close
        cy     | general  | close    | close     | general | general
        di     | general  | close    | close     | general | general
        ed     | general  | general  | close     | general | general
        fe     | general  | general  | close     | general | general
        gu     | general  | general  | general   | general | general
    """))  # fmt: skip


@told
def minutes_that_add_up() -> Story:
    """CDC and cn-8 add minutes up within 24 hours; WHO and ECDC do not say so: at one stretch.

    Bo's 8 and 8 minutes with an hour between: 16 in 24 h. Cy's, 12:00-12:08 and the next day 11:52-12:00, just fit into 24 h: 16. Di's,
    12:00-12:08 on both days: any 24 h hold 8. Ed's 16 at one stretch are close everywhere.
    """
    met = _met("""
        person_b | t_start     | t_end
        bo       | 07-28 12:00 | 07-28 12:08
        bo       | 07-28 13:08 | 07-28 13:16
        cy       | 07-28 12:00 | 07-28 12:08
        cy       | 07-29 11:52 | 07-29 12:00
        di       | 07-28 12:00 | 07-28 12:08
        di       | 07-29 12:00 | 07-29 12:08
        ed       | 07-28 12:00 | 07-28 12:16
    """)
    return story(met, CASE, asks=classes("""
        person | who-2021 | cdc-2020 | ecdc-2020 | cn-8    | cn-9
        bo     | general  | close    | general   | close   | close
        cy     | general  | close    | general   | close   | close
        di     | general  | general  | general   | general | general
        ed     | close    | close    | close     | close   | close
    """))  # fmt: skip


@told
def touch_and_protection() -> Story:
    """Touch and care count at any length everywhere (an interview's close_contact: bo, a minute); protected (cy, an hour) is never close (4).

    A distance that nobody tells (di, an hour) is general.
    """
    met = feed("encounters", """
        person_a | person_b | t_start     | t_end       | distance_m | setting       | protected
        an       | bo       | 07-29 12:00 | 07-29 12:01 |            | close_contact |
        an       | cy       | 07-29 12:00 | 07-29 13:00 | 0.5        |               | true
        an       | di       | 07-29 12:00 | 07-29 13:00 |            |               |
    """)  # fmt: skip
    return story(met, CASE, asks=classes("""
        person | who-2021 | cdc-2020 | ecdc-2020 | cn-8    | cn-9
        bo     | close    | close    | close     | close   | close
        cy     | general  | general  | general   | general | general
        di     | general  | general  | general   | general | general
    """))  # fmt: skip


@told
def from_two_days_before_to_ten_days_after() -> Story:
    """All: from 2 days before onset (29 July 12:00): 27 July 00:00, when bo has just left an's home and cy comes for half an hour.

    WHO alone: until 10 days after onset, the end of 8 August: di, 8 August 23:30-00:30, has 30 minutes there and 60 elsewhere; ed, from 9
    August on, is not listed.
    """
    stays = filled("stays", """
        person_id | t_start     | t_end
        an        | 07-26 00:00 | 08-10 00:00
        bo        | 07-26 23:00 | 07-27 00:00
        cy        | 07-27 00:00 | 07-27 00:30
        di        | 08-08 23:30 | 08-09 00:30
        ed        | 08-09 00:00 | 08-09 01:00
    """, place_kind="home", place_name="An's")  # fmt: skip
    cases = feed("cases", "case_id | person_id | onset\n C1 | an | 07-29 12:00")
    who = {
        "trace": "from | to\n 07-27 00:00 | 08-09 00:00",
        "contact": "person | class | minutes\n cy | close | 30.00\n di | close | 30.00",
    }
    others = {"trace": "from | to\n 07-27 00:00 | 08-10 00:00",
              "contact": "person | class | minutes\n cy | close | 30.00\n di | close | 60.00\n ed | close | 60.00"}  # fmt: skip
    return story(stays, cases, asks={
        f"trace C1 --rings 1 --edition {e}": who if e == "who-2021" else others for e in (*WEST, *CHINA)
    })  # fmt: skip


@told
def seats_round_the_case() -> Story:
    """CDC and ECDC: two rows and two seats, by letters: from 12C, bo 14E and cy 10A are 2 and 2 away, close.

    Di in 15C is 3 rows away, ed in 12F 3 seats, fe in 14F 3 seats: general. cn-8: 3 rows, any letter: all close, and gu in 16C, 4 away, general. WHO has no rule for flights: all general.
    """
    rides = filled("rides", "person_id | seat\n an | 12C\n bo | 14E\n cy | 10A\n di | 15C\n ed | 12F\n fe | 14F\n gu | 16C",
                   mode="flight", number="CZ1", date="07-29", t_depart="07-29 08:00", t_arrive="07-29 10:00")  # fmt: skip
    return story(rides, CASE, asks=classes("""
        person | who-2021 | cdc-2020 | ecdc-2020 | cn-8    | cn-9
        bo     | general  | close    | close     | close   | close
        cy     | general  | close    | close     | close   | close
        di     | general  | general  | general   | close   | close
        ed     | general  | general  | general   | close   | close
        fe     | general  | general  | general   | close   | close
        gu     | general  | general  | general   | general | general
    """))  # fmt: skip


@told
def a_seat_without_letter() -> Story:
    """CDC and ECDC ask for the letter: in row 12 beside 12C it may be 1 seat away or 7: general, SEAT_UNKNOWN, asked.

    In row 15, 3 away, no letter helps: general, not asked. cn-8 asks for rows alone: both close.
    """
    about = {"mode": "flight", "number": "CZ1", "date": "07-29", "t_depart": "07-29 08:00", "t_arrive": "07-29 10:00"}
    rides = filled("rides", "person_id | seat\n an | 12C\n bo | 12\n cy | 15", **about)
    asked = {"contact": "person | class\n bo | general\n cy | general", "reason": "person | reason\n bo | SEAT_UNKNOWN\n cy | SAME_RUN",
             "question": "code | place\n SEAT_UNKNOWN | flight:CZ1:2021-07-29"}  # fmt: skip
    near = {
        "contact": "person | class\n bo | close\n cy | close",
        "reason": "person | reason\n bo | SEAT_ROWS\n cy | SEAT_ROWS",
        "question": "code | place",
    }
    return story(rides, CASE, asks={
        f"trace C1 --rings 1 --edition {e}": near if e in CHINA else asked for e in ("cdc-2020", "ecdc-2020", *CHINA)
    })  # fmt: skip


@told
def companions_and_crew_of_a_flight() -> Story:
    """ECDC names "companions, and the crew of the section", as cn-8 does: bo, 28 rows away on an's booking, and cy, who serves his cabin, are close.

    CDC's two seats name neither; WHO has no rule: general.
    """
    rides = filled("rides", "person_id | seat | booking | role\n an | 12C | b1 |\n bo | 40A | b1 |\n cy | | | crew", cabin="Y",
                   mode="flight", number="CZ1", date="07-29", t_depart="07-29 08:00", t_arrive="07-29 10:00")  # fmt: skip
    return story(rides, CASE, asks=classes("""
        person | who-2021 | cdc-2020 | ecdc-2020 | cn-8  | cn-9
        bo     | general  | general  | close     | close | close
        cy     | general  | general  | close     | close | close
    """))  # fmt: skip


@told
def trains_coaches_and_ships() -> Story:
    """WHO, CDC and ECDC have no row for them (7: "a kind that an edition does not know gives general"); cn-8: one sealed carriage, one sealed coach, one cabin: close."""
    rides = feed("rides", """
        person_id | mode  | number | date  | t_depart    | t_arrive    | carriage | cabin
        an        | train | G7     | 07-29 | 07-29 08:00 | 07-29 10:00 | 5        |
        bo        | train | G7     | 07-29 | 07-29 08:00 | 07-29 10:00 | 5        |
        an        | coach | C7     | 07-29 | 07-29 11:00 | 07-29 12:00 |          |
        cy        | coach | C7     | 07-29 | 07-29 11:00 | 07-29 12:00 |          |
        an        | ship  | S7     | 07-29 | 07-29 13:00 | 07-29 14:00 |          | 1
        di        | ship  | S7     | 07-29 | 07-29 13:00 | 07-29 14:00 |          | 1
    """)  # fmt: skip
    runs = filled("runs", "mode | number\n train | G7\n coach | C7", date="07-29", sealed="true")
    return story(rides, runs, CASE, asks=classes("""
        person | who-2021 | cdc-2020 | ecdc-2020 | cn-8  | cn-9
        bo     | general  | general  | general   | close | close
        cy     | general  | general  | general   | close | close
        di     | general  | general  | general   | close | close
    """))  # fmt: skip


@told
def tables_halls_and_wards() -> Story:
    """One table stands for metres everywhere: bo 15:00 close, cy 14:59 general.

    A hall without zones (di, 15:00) does so for ECDC (up to 50 people) and cn-8 alone. A ward (ed, 14:59) is close at any length under
    cn-8; the others want their quarter of an hour (fe has it).
    """
    stays = feed("stays", """
        person_id | place_kind | place_name | t_start     | t_end          | zone
        an        | venue      | Noodles    | 07-29 12:00 | 07-29 13:00    | t1
        bo        | venue      | Noodles    | 07-29 12:00 | 07-29 12:15    | t1
        cy        | venue      | Noodles    | 07-29 12:00 | 07-29 12:14:59 | t1
        an        | venue      | Hall       | 07-29 14:00 | 07-29 15:00    |
        di        | venue      | Hall       | 07-29 14:00 | 07-29 14:15    |
        an        | hospital   | Clinic     | 07-29 16:00 | 07-29 17:00    | w1
        ed        | hospital   | Clinic     | 07-29 16:00 | 07-29 16:14:59 | w1
        fe        | hospital   | Clinic     | 07-29 16:00 | 07-29 16:15    | w1
    """)  # fmt: skip
    return story(stays, CASE, asks=classes("""
        person | who-2021 | cdc-2020 | ecdc-2020 | cn-8    | cn-9
        bo     | close    | close    | close     | close   | close
        cy     | general  | general  | general   | general | general
        di     | general  | general  | close     | close   | close
        ed     | general  | general  | general   | close   | close
        fe     | close    | close    | close     | close   | close
    """))  # fmt: skip


@told
def in_the_open_air() -> Story:
    """ECDC and cn-8 ask for a closed space: outside a quarter of an hour in one zone (bo) is general and a second less (cy) nothing.

    WHO and CDC do not ask: close, general. Without zones (di, 15:00) the lawn is one zone for cn-8, none for the others, who call it
    general, and nothing for ECDC.
    """
    places = feed("places", "place_id | kind | enclosed\n stage | venue | false\n lawn | venue | false")
    stays = feed("stays", """
        person_id | place_id | t_start     | t_end          | zone
        an        | stage    | 07-29 12:00 | 07-29 13:00    | front
        bo        | stage    | 07-29 12:00 | 07-29 12:15    | front
        cy        | stage    | 07-29 12:00 | 07-29 12:14:59 | front
        an        | lawn     | 07-29 14:00 | 07-29 15:00    |
        di        | lawn     | 07-29 14:00 | 07-29 14:15    |
    """)  # fmt: skip
    return story(places, stays, CASE, asks=classes("""
        person | who-2021 | cdc-2020 | ecdc-2020 | cn-8    | cn-9
        bo     | close    | close    | general   | general | general
        cy     | general  | general  |           |         |
        di     | general  | general  |           | general | general
    """))  # fmt: skip


@told
def homes_and_cars() -> Story:
    """cn-8: "any time together"; the others want a quarter of an hour at home (bo has it, cy a second less) and in a car (di, ed) too."""
    stays = feed("stays", """
        person_id | place_kind | place_name | t_start     | t_end
        an        | home       | An's       | 07-29 12:00 | 07-29 13:00
        bo        | home       | An's       | 07-29 12:00 | 07-29 12:15
        cy        | home       | An's       | 07-29 12:00 | 07-29 12:14:59
        an        | vehicle    | Car 1      | 07-29 14:00 | 07-29 15:00
        di        | vehicle    | Car 1      | 07-29 14:00 | 07-29 14:15
        ed        | vehicle    | Car 1      | 07-29 14:00 | 07-29 14:14:59
    """)  # fmt: skip
    return story(stays, CASE, asks=classes("""
        person | who-2021 | cdc-2020 | ecdc-2020 | cn-8  | cn-9
        bo     | close    | close    | close     | close | close
        cy     | general  | general  | general   | close | close
        di     | close    | close    | close     | close | close
        ed     | general  | general  | general   | close | close
    """))  # fmt: skip


@told
def households_and_rooms() -> Story:
    """Everywhere: a household (bo) and one room (cy, a minute) are close at any length; another room of the floor (di) is general, another floor (ed) nothing."""
    household = filled("households", "person_id\n an\n bo", household_id="h1")
    stays = filled("stays", """
        person_id | room | floor | t_end
        an        | 301  | 3     | 07-29 08:00
        cy        | 301  | 3     | 07-28 20:01
        di        | 302  | 3     | 07-29 08:00
        ed        | 401  | 4     | 07-29 08:00
    """, place_kind="lodging", place_name="Inn", t_start="07-28 20:00")  # fmt: skip
    return story(household, stays, CASE, asks=classes("""
        person | who-2021 | cdc-2020 | ecdc-2020 | cn-8    | cn-9
        bo     | close    | close    | close     | close   | close
        cy     | close    | close    | close     | close   | close
        di     | general  | general  | general   | general | general
    """))  # fmt: skip


@told
def phones_in_one_cell() -> Story:
    """cn-8: more than 10 minutes together in one cell, and more than 30 h of either in it, in the 14 days to now, 29 July 20:00; the others know no cells.

    Cell 1: an's 30 h and a second; bo's 10:01 minutes make a companion, cy's 10:00 do not. Cell 2: an's 30 h are not more than 30 h: di is
    nothing. The days begin on 15 July 20:00: of an's time in cell 3 they hold 30 h and a second (ed: companion), in cell 4 30 h (fe: nothing).
    """
    places = filled("places", "place_id\n cell1\n cell2\n cell3\n cell4", kind="cell")
    stays = feed("stays", """
        person_id | place_id | t_start     | t_end
        an        | cell1    | 07-27 00:00 | 07-28 06:00:01
        bo        | cell1    | 07-27 10:00 | 07-27 10:10:01
        cy        | cell1    | 07-27 10:00 | 07-27 10:10
        an        | cell2    | 07-24 00:00 | 07-25 06:00
        di        | cell2    | 07-24 10:00 | 07-24 11:00
        an        | cell3    | 07-15 00:00 | 07-17 02:00:01
        ed        | cell3    | 07-16 10:00 | 07-16 11:00
        an        | cell4    | 07-15 00:00 | 07-17 02:00
        fe        | cell4    | 07-16 10:00 | 07-16 11:00
    """)  # fmt: skip
    return story(places, stays, CASE, asks=classes("""
        person | who-2021 | cdc-2020 | ecdc-2020 | cn-8      | cn-9
        bo     |          |          |           | companion | companion
        ed     |          |          |           | companion | companion
    """))  # fmt: skip


@told
def who_knows_contacts_of_contacts() -> Story:
    """WHO, CDC, ECDC: "it knows no contacts of contacts": cy, bo's guest in the evening, is nobody there, and a contact of a contact in China."""
    stays = filled("stays", """
        person_id | place_name | t_start     | t_end
        an        | An's       | 07-29 10:00 | 07-29 11:00
        bo        | An's       | 07-29 10:00 | 07-29 11:00
        bo        | Bo's       | 07-29 18:00 | 07-29 19:00
        cy        | Bo's       | 07-29 18:00 | 07-29 19:00
    """, place_kind="home")  # fmt: skip
    one = {"trace": "ring1 | ring2 | classes\n 1 | 0 | close=1", "contact": "person | class\n bo | close"}
    two = {
        "trace": "ring1 | ring2 | classes\n 1 | 1 | close=1,contact_of_contact=1",
        "contact": "person | class\n bo | close\n cy | contact_of_contact",
    }
    return story(stays, CASE, asks={f"trace C1 --edition {e}": two if e in CHINA else one for e in (*WEST, *CHINA)})

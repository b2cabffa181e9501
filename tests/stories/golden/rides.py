"""Rides as stays on runs (semantics.md 4, Rides; docs, Runs and rides): from departure at boarding to arrival at alighting. An is the case.

Times are UTC unless a story says otherwise; `shared` tells who was on board with an, and when.
"""

from tests.oracle.fed import Fed
from tests.stories.golden import filled, told
from tests.stories.story import Story, feed, story

CASE = feed("cases", "case_id | person_id | onset\n C1 | an | 07-29")
G1 = {"mode": "train", "number": "G1", "date": "07-29"}
STOPS = filled("timetables", """
    seq | stop | t_arrive | t_depart
    1   | A    |          | 08:00
    2   | B    | 09:00    | 09:10
    3   | C    | 10:00    | 10:10
    4   | D    | 11:00    |
""", **G1)  # fmt: skip
#: Twice round: each stop comes twice.
LOOP = filled("timetables", """
    seq | stop | t_arrive | t_depart
    1   | A    |          | 08:00
    2   | B    | 08:10    | 08:11
    3   | A    | 09:00    | 09:01
    4   | B    | 09:10    |
""", **G1)  # fmt: skip


def _rides(text: str) -> Fed:
    return filled("rides", text, **G1)


@told
def together_is_where_the_legs_overlap() -> Story:
    """4: "on board from departure at boarding to arrival at alighting": an A-C is 08:00-10:00, bo B-D is 09:10-11:00: together 09:10-10:00.

    Cy, C-D, boards at 10:10, when an has left: nothing.
    """
    rides = _rides("person_id | from | to\n an | A | C\n bo | B | D\n cy | C | D")
    return story(
        STOPS, rides, CASE, asks={"shared C1": {"shared": "person | t_start | t_end\n bo | 07-29 09:10 | 07-29 10:00"}}
    )


@told
def legs_that_touch_do_not_overlap() -> Story:
    """1: "touching intervals do not overlap".

    B tells one time, 09:00, for both (docs: a missing arrival is the departure): an A-B ends as bo B-C begins: nothing. Cy boarded there
    at 08:59 by his own row: one minute.
    """
    table = filled(
        "timetables", "seq | stop | t_arrive | t_depart\n 1 | A | | 08:00\n 2 | B | | 09:00\n 3 | C | 10:00 |", **G1
    )
    rides = _rides("person_id | from | to | t_depart\n an | A | B |\n bo | B | C |\n cy | B | C | 07-29 08:59")
    return story(
        table, rides, CASE, asks={"shared C1": {"shared": "person | t_start | t_end\n cy | 07-29 08:59 | 07-29 09:00"}}
    )


@told
def times_of_a_row_beat_the_timetable() -> Story:
    """4: "times in the row beat the timetable": an's train left A at 08:40 and reached C at 10:45: 08:40-10:45.

    Bo's row has no times: A-B is 08:00-09:00. Cy's has the departure alone, 08:50: A-C until the timetable's 10:00.
    """
    rides = _rides("""
        person_id | from | to | t_depart    | t_arrive
        an        | A    | C  | 07-29 08:40 | 07-29 10:45
        bo        | A    | B  |             |
        cy        | A    | C  | 07-29 08:50 |
    """)  # fmt: skip
    return story(STOPS, rides, CASE, asks={"shared C1": {
        "shared": "person | t_start | t_end\n bo | 07-29 08:40 | 07-29 09:00\n cy | 07-29 08:50 | 07-29 10:00",
    }})  # fmt: skip


@told
def on_a_loop_the_next_stop_of_that_name_counts() -> Story:
    """Docs, Leg: "the first stop named from, and the first named to after it": A 08:00, B 08:10/08:11, A 09:00/09:01, B 09:10.

    An B-A is 08:11-09:00. Bo A-B is 08:00-08:10: nothing shared. Cy B-B goes once round, 08:11-09:10: 08:11-09:00.
    """
    rides = _rides("person_id | from | to\n an | B | A\n bo | A | B\n cy | B | B")
    return story(
        LOOP, rides, CASE, asks={"shared C1": {"shared": "person | t_start | t_end\n cy | 07-29 08:11 | 07-29 09:00"}}
    )


@told
def on_a_loop_the_round_nearest_to_the_rows_time_counts() -> Story:
    """Docs, Leg: "the call nearest to the row's own time": A 08:00, B 08:10/08:11, A 09:00/09:01, B 09:10.

    An rides A-B and left at 08:58: the second round, until 09:10. Bo A-B came at 09:12, late: the second round too, from 09:01. Cy A-B says nothing:
    the first, gone by 08:10.
    """
    rides = _rides("""
        person_id | from | to | t_depart    | t_arrive
        an        | A    | B  | 07-29 08:58 |
        bo        | A    | B  |             | 07-29 09:12
        cy        | A    | B  |             |
    """)  # fmt: skip
    return story(
        LOOP, rides, CASE, asks={"shared C1": {"shared": "person | t_start | t_end\n bo | 07-29 09:01 | 07-29 09:10"}}
    )


@told
def a_stop_that_the_run_does_not_have_is_held() -> Story:
    """4: "a stop that is not in the run's timetable: quarantined, STOP_UNKNOWN": bo's X and di's Y are none of A-D; cy stands."""
    rides = _rides("person_id | from | to\n an | A | D\n bo | A | X\n cy | A | D\n di | Y | D")
    return story(STOPS, rides, CASE, asks={
        "shared C1": {"shared": "person | t_start | t_end\n cy | 07-29 08:00 | 07-29 11:00"},
        "feeds": {"feed": "feed | rows | accepted | quarantined\n timetables | 4 | 4 | 0\n rides | 4 | 2 | 2\n cases | 1 | 1 | 0"},
    })  # fmt: skip


@told
def without_a_timetable_no_stop_is_unknown() -> Story:
    """4: "while the run has no timetable, stops are not checked": X and Y may stand; "neither [time]: day_only": all of 29 July, where an was on board 08:00-10:00."""
    rides = _rides(
        "person_id | from | to | t_depart | t_arrive\n an | A | C | 07-29 08:00 | 07-29 10:00\n bo | X | Y | |"
    )
    return story(rides, CASE, asks={
        "shared C1": {"shared": "person | t_start | t_end | flags\n bo | 07-29 08:00 | 07-29 10:00 | day_only"},
        "feeds": {"feed": "feed | accepted | quarantined\n rides | 2 | 0\n cases | 1 | 0"},
    })  # fmt: skip


@told
def a_ride_before_its_timetable_is_cut_when_that_comes() -> Story:
    """4: "a ride that comes before its timetable is cut when that comes": by dates both would be on board all day; A-C and B-D are together 09:10-10:00.

    Di's X was not checked until then: held now.
    """
    rides = _rides("person_id | from | to\n an | A | C\n bo | B | D\n di | X | D")
    return story(rides, CASE, STOPS, asks={
        "shared C1": {"shared": "person | t_start | t_end | flags\n bo | 07-29 09:10 | 07-29 10:00 |"},
        "feeds": {"feed": "feed | accepted | quarantined\n rides | 2 | 1\n cases | 1 | 0\n timetables | 4 | 0"},
    })  # fmt: skip


@told
def a_night_train_arrives_the_next_day() -> Story:
    """Interface, timetables: "HH:MM, may pass 24:00": C at 25:30 is 01:30 on the 30th; docs: D at 07:40, before the time ahead of it, is moved on by a day.

    An A-D is 23:00-07:40, bo A-C 23:00-01:30, cy C-D from 25:40, of the run of the 29th too.
    """
    table = filled("timetables", """
        seq | stop | t_arrive | t_depart
        1   | A    |          | 23:00
        2   | C    | 25:30    | 25:40
        3   | D    | 07:40    |
    """, **G1)  # fmt: skip
    rides = _rides("person_id | from | to\n an | A | D\n bo | A | C\n cy | C | D")
    return story(table, rides, CASE, asks={
        "trajectory C1": {"stay": "place | t_start | t_end\n train:G1:2021-07-29 | 07-29 23:00 | 07-30 07:40"},
        "shared C1 --to 07-31T00:00": {"shared": "person | t_start | t_end\n bo | 07-29 23:00 | 07-30 01:30\n cy | 07-30 01:40 | 07-30 07:40"},
    })  # fmt: skip


@told
def a_ride_without_times_is_the_whole_local_day() -> Story:
    """4: "neither: day_only"; 1: "the whole local day": 29 July in Shanghai is 28 July 16:00 to 29 July 16:00 UTC.

    It takes part in co-presence and `shared`, with an's 10:00-12:00 local, and not in `reach`; it makes bo general.
    """
    rides = _rides("person_id | t_depart | t_arrive\n an | 07-29 10:00 | 07-29 12:00\n bo | |")
    cases = feed("cases", "case_id | person_id | onset\n C1 | an | 07-29\n C2 | bo | 07-29")
    return story(rides, cases, timezone="Asia/Shanghai", asks={
        "trajectory C2": {"stay": "t_start | t_end | flags\n 07-28 16:00 | 07-29 16:00 | day_only"},
        "shared C1": {"shared": "person | t_start | t_end | flags\n bo | 07-29 02:00 | 07-29 04:00 | day_only"},
        "trace C1": {"contact": "person | class | minutes\n bo | general | 120.00"},
        "reach C1": {"reached": "person | arrival"},
    })  # fmt: skip


@told
def times_are_local_to_the_stop() -> Story:
    """1: "a ride's local times are in the zone of the stop where it is known".

    LHR 22:00 in summer is 21:00 UTC; HKG 17:00 is 09:00 UTC, and, as it would lie before that, of the next day. Bo's own departure, 22:30
    at LHR, is 21:30 UTC; cy's, with an offset, is what it says, 22:30 UTC.
    """
    about = {"mode": "flight", "number": "BA27", "date": "07-29"}
    table = filled("timetables", """
        seq | stop | t_arrive | t_depart | zone
        1   | LHR  |          | 22:00    | Europe/London
        2   | HKG  | 17:00    |          | Asia/Hong_Kong
    """, **about)  # fmt: skip
    rides = filled(
        "rides",
        "person_id | t_depart\n an |\n bo | 07-29 22:30\n cy | 2021-07-29T22:30:00Z",
        **{"from": "LHR", "to": "HKG"},
        **about,
    )
    return story(table, rides, CASE, asks={
        "trajectory C1": {"stay": "t_start | t_end\n 07-29 21:00 | 07-30 09:00"},
        "shared C1 --to 07-31T00:00": {"shared": "person | t_start | t_end\n bo | 07-29 21:30 | 07-30 09:00\n cy | 07-29 22:30 | 07-30 09:00"},
    })  # fmt: skip


@told
def to_before_from_is_held() -> Story:
    """Docs, Leg: "`to` not after `from`: held, STOP_ORDER": C-A against the train, and B-B where B comes once; A-C stands."""
    rides = _rides("person_id | from | to\n an | A | C\n bo | C | A\n cy | B | B\n di | A | C")
    return story(STOPS, rides, CASE, asks={
        "shared C1": {"shared": "person\n di"},
        "feeds": {"feed": "feed | accepted | quarantined\n timetables | 4 | 0\n rides | 2 | 2\n cases | 1 | 0"},
    })  # fmt: skip


@told
def a_carriage_that_the_train_does_not_have_is_held() -> Story:
    """Docs, Runs: "a carriage that the run's coach_types do not have: held, CARRIAGE_UNKNOWN": 7 is none of 05 and 06; 6 is one; a ride without carriage stands."""
    runs = filled("runs", "coach_types\n 05:soft_sleeper;06:hard_seat", sealed="true", **G1)
    rides = filled(
        "rides",
        "person_id | carriage\n an | 5\n bo | 6\n cy | 7\n di |",
        t_depart="07-29 08:00",
        t_arrive="07-29 10:00",
        **G1,
    )
    return story(runs, rides, CASE, asks={
        "shared C1": {"shared": "person\n bo\n di"},
        "feeds": {"feed": "feed | accepted | quarantined\n runs | 1 | 0\n rides | 3 | 1\n cases | 1 | 0"},
    })  # fmt: skip


@told
def a_ride_that_ends_before_it_starts_is_held() -> Story:
    """Docs, Runs: "a ride that ends before it starts is held, END_BEFORE_START": bo by his own times.

    Cy boarded at 09:01 by her row, and the timetable has her off at B by 09:00; di at 08:59, with a minute on board, stands.
    """
    rides = _rides("""
        person_id | from | to | t_depart    | t_arrive
        an        | A    | C  |             |
        bo        | A    | C  | 07-29 09:30 | 07-29 09:29
        cy        | A    | B  | 07-29 09:01 |
        di        | A    | B  | 07-29 08:59 |
    """)  # fmt: skip
    return story(STOPS, rides, CASE, asks={
        "shared C1": {"shared": "person | t_start | t_end\n di | 07-29 08:59 | 07-29 09:00"},
        "feeds": {"feed": "feed | accepted | quarantined | rejected\n timetables | 4 | 0 | 0\n rides | 2 | 2 | 0\n cases | 1 | 0 | 0"},
    })  # fmt: skip


@told
def boarding_without_alighting_is_an_open_stay() -> Story:
    """Docs, Leg: "a start and no end: an open stay"; 2: closed after the cap of "else", 4 h: A 08:00 to 12:00, flagged.

    Cy's next stay, at the shop at 09:30, ends hers before that. Alighting without boarding has no start: the day.
    """
    rides = _rides(
        "person_id | from | to | t_depart | t_arrive\n an | | | 07-29 08:00 | 07-29 20:00\n bo | A | | |\n cy | A | | |\n di | | D | |"
    )
    shop = feed(
        "stays", "person_id | place_kind | place_name | t_start | t_end\n cy | venue | Shop | 07-29 09:30 | 07-29 10:00"
    )
    return story(STOPS, rides, shop, CASE, asks={"shared C1": {"shared": """
        person | t_start     | t_end       | flags
        bo     | 07-29 08:00 | 07-29 12:00 | estimated_end
        cy     | 07-29 08:00 | 07-29 09:30 | estimated_end
        di     | 07-29 08:00 | 07-29 20:00 | day_only
    """}})  # fmt: skip


@told
def a_weekly_timetable_holds_on_its_days() -> Story:
    """Interface, timetables: "date or valid_from/valid_to/weekdays".

    29 July 2021 is a Thursday, 4, the last valid day of G1: A-B 08:00-10:00. G2 runs on days 1-3, G3 until the 28th: neither has a
    timetable on the 29th, so dates count, the whole day.
    """
    table = filled("timetables", """
        number | valid_from | valid_to | weekdays | seq | stop | t_arrive | t_depart
        G1     | 07-01      | 07-29    | 1,4      | 1   | A    |          | 08:00
        G1     | 07-01      | 07-29    | 1,4      | 2   | B    | 10:00    |
        G2     | 07-01      | 07-29    | 1,2,3    | 1   | A    |          | 08:00
        G2     | 07-01      | 07-29    | 1,2,3    | 2   | B    | 10:00    |
        G3     | 07-01      | 07-28    |          | 1   | A    |          | 08:00
        G3     | 07-01      | 07-28    |          | 2   | B    | 10:00    |
    """, mode="train")  # fmt: skip
    rides = filled(
        "rides",
        "person_id | number\n an | G1\n an | G2\n an | G3",
        mode="train",
        date="07-29",
        **{"from": "A", "to": "B"},
    )
    return story(table, rides, CASE, asks={"trajectory C1": {"stay": """
        place               | t_start     | t_end       | flags
        train:G1:2021-07-29 | 07-29 08:00 | 07-29 10:00 |
        train:G2:2021-07-29 | 07-29 00:00 | 07-30 00:00 | day_only
        train:G3:2021-07-29 | 07-29 00:00 | 07-30 00:00 | day_only
    """}})  # fmt: skip


@told
def the_timetable_of_the_day_beats_the_season() -> Story:
    """Docs, Timetables: "a table of the date itself beats one of a season": A-B is 09:00-11:00 on the 29th, whichever file came first, and 08:00-10:00 on the 30th."""
    season = filled("timetables", "seq | stop | t_arrive | t_depart\n 1 | A | | 08:00\n 2 | B | 10:00 |",
                    mode="train", number="G1", valid_from="07-01", valid_to="08-31")  # fmt: skip
    day = filled("timetables", "seq | stop | t_arrive | t_depart\n 1 | A | | 09:00\n 2 | B | 11:00 |", **G1)
    rides = filled(
        "rides", "person_id | date\n an | 07-29\n an | 07-30", mode="train", number="G1", **{"from": "A", "to": "B"}
    )
    return story(day, season, rides, CASE, asks={"trajectory C1": {"stay": """
        place               | t_start     | t_end
        train:G1:2021-07-29 | 07-29 09:00 | 07-29 11:00
        train:G1:2021-07-30 | 07-30 08:00 | 07-30 10:00
    """}})  # fmt: skip


@told
def stops_are_compared_by_what_they_are_called() -> Story:
    """Docs, Stops: "compared in NFKC, without spaces, in one case, without a 站 at the end": 长沙 is 长沙站, ZHU ZHOU is Zhuzhou: bo's leg is an's, 08:00-09:00."""
    table = filled(
        "timetables", "seq | stop | t_arrive | t_depart\n 1 | 长沙站 | | 08:00\n 2 | Zhuzhou | 09:00 |", **G1
    )
    rides = _rides("person_id | from | to\n an | 长沙站 | Zhuzhou\n bo | 长沙 | ZHU ZHOU")
    return story(
        table, rides, CASE, asks={"shared C1": {"shared": "person | t_start | t_end\n bo | 07-29 08:00 | 07-29 09:00"}}
    )

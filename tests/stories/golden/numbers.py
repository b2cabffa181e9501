"""Numbers of runs (semantics.md 4, Rides; docs, One run): who is on one run, however the number was written. An is the case.

`shared` shows the run's key: mode, the smallest number that is no alias, and the local date of its origin.
"""

from tests.stories.golden import filled, told
from tests.stories.story import Story, feed, story

DAY = {"date": "07-29", "t_depart": "07-29 08:00", "t_arrive": "07-29 10:00"}
CASE = feed("cases", "case_id | person_id | onset\n C1 | an | 07-29")


@told
def zeros_spaces_and_case_do_not_matter() -> Story:
    """4: "BA027 = BA0027 = BA27"; docs: capitals, no spaces and hyphens: five ways to write one flight; BA270 is another."""
    rides = filled("rides", """
        person_id | number
        an        | BA027
        bo        | BA0027
        cy        | BA27
        di        | ba 27
        ed        | BA-027
        fe        | BA270
    """, mode="flight", **DAY)  # fmt: skip
    return story(rides, CASE, asks={"shared C1": {
        "shared": """
        person | place                   | t_start     | t_end
        bo     | flight:BA27:2021-07-29  | 07-29 08:00 | 07-29 10:00
        cy     | flight:BA27:2021-07-29  | 07-29 08:00 | 07-29 10:00
        di     | flight:BA27:2021-07-29  | 07-29 08:00 | 07-29 10:00
        ed     | flight:BA27:2021-07-29  | 07-29 08:00 | 07-29 10:00
        """,
    }})  # fmt: skip


@told
def a_train_with_two_numbers_is_one() -> Story:
    """4: "G1234/5 is one run with numbers G1234 and G1235": bo and cy, each by one of them, are on an's train; G1236 is another."""
    rides = filled(
        "rides", "person_id | number\n an | G1234/5\n bo | G1234\n cy | G1235\n di | G1236", mode="train", **DAY
    )
    return story(rides, CASE, asks={"shared C1": {
        "shared": "person | place\n bo | train:G1234:2021-07-29\n cy | train:G1234:2021-07-29",
    }})  # fmt: skip


@told
def what_follows_the_stroke_replaces_as_many_digits() -> Story:
    """Docs, One run: "replaces as many last digits as follow the stroke": G1299/300 is G1299 and G1300, told by the timetable; G300 is another train."""
    table = filled(
        "timetables",
        "seq | stop | t_arrive | t_depart\n 1 | A | | 08:00\n 2 | B | 10:00 |",
        mode="train",
        number="G1299/300",
        date="07-29",
    )
    rides = filled(
        "rides",
        "person_id | number\n an | G1300\n bo | G1299\n cy | G300",
        mode="train",
        date="07-29",
        **{"from": "A", "to": "B"},
    )
    return story(table, rides, CASE, asks={"shared C1": {
        "shared": "person | place | t_start | t_end\n bo | train:G1299:2021-07-29 | 07-29 08:00 | 07-29 10:00",
    }})  # fmt: skip


@told
def two_numbers_that_nobody_joins_are_two_trains() -> Story:
    """4: what joins G1234 and G1235 is a row with the stroke or an alias; without one they are two runs, and nobody shared anything."""
    rides = filled("rides", "person_id | number\n an | G1234\n bo | G1235", mode="train", **DAY)
    return story(rides, CASE, asks={"shared C1": {"shared": "person | place"}})


@told
def a_codeshare_is_the_flight_it_stands_for() -> Story:
    """4: "codeshares are alias_of": AF5101 stands for CZ3101: bo on the alias, cy on the number itself are on one run, whose key is no alias's, though it is smaller."""
    table = feed("timetables", """
        mode   | number | alias_of | date  | seq | stop | t_arrive | t_depart
        flight | CZ3101 |          | 07-29 | 1   | CAN  |          | 08:00
        flight | CZ3101 |          | 07-29 | 2   | CSX  | 10:00    |
        flight | AF5101 | CZ3101   | 07-29 | 1   | CAN  |          | 08:00
        flight | AF5101 | CZ3101   | 07-29 | 2   | CSX  | 10:00    |
    """)  # fmt: skip
    rides = filled(
        "rides",
        "person_id | number\n an | CZ3101\n bo | AF5101\n cy | cz3101",
        mode="flight",
        date="07-29",
        **{"from": "CAN", "to": "CSX"},
    )
    return story(table, rides, CASE, asks={"shared C1": {
        "shared": "person | place | t_start | t_end\n bo | flight:CZ3101:2021-07-29 | 07-29 08:00 | 07-29 10:00\n"
                  " cy | flight:CZ3101:2021-07-29 | 07-29 08:00 | 07-29 10:00",
    }})  # fmt: skip


@told
def one_number_on_two_dates_is_two_runs() -> Story:
    """4: the run is "mode, normalised number, local date of the run's origin".

    K9 of the 29th is late and on the way 23:00-01:00, K9 of the 30th left at 00:00: bo's hour at the same time is on another train.
    """
    rides = feed("rides", """
        person_id | mode  | number | date  | t_depart    | t_arrive
        an        | train | K9     | 07-29 | 07-29 23:00 | 07-30 01:00
        bo        | train | K9     | 07-30 | 07-30 00:00 | 07-30 02:00
        cy        | train | K9     | 07-29 | 07-30 00:00 | 07-30 01:00
    """)  # fmt: skip
    return story(rides, CASE, asks={"shared C1": {
        "shared": "person | place | t_start | t_end\n cy | train:K9:2021-07-29 | 07-30 00:00 | 07-30 01:00",
    }})  # fmt: skip


@told
def one_number_of_two_modes_is_two_runs() -> Story:
    """4: the mode is part of the run: coach 7 and train 7 of one day are not one place."""
    rides = filled("rides", "person_id | mode\n an | train\n bo | coach\n cy | train", number="7", **DAY)
    return story(
        rides, CASE, asks={"shared C1": {"shared": "person | place | channel\n cy | train:7:2021-07-29 | railway"}}
    )

"""The six sames of a case (semantics.md 6; interface.md 1 and 3): per channel every person, place and interval. An is isolated on 31 July, 00:00.

So the 14 days are 17 to 31 July; his window for a trace (onset 29 July) begins on the 27th.
"""

from tests.oracle.fed import Fed
from tests.stories.golden import filled, told
from tests.stories.story import Story, feed, story

CASE = feed("cases", "case_id | person_id | onset | isolated_at\n C1 | an | 07-29 12:00 | 07-31 00:00")


def _at(kind: str, text: str) -> Fed:
    return filled("stays", "person_id | t_start | t_end | room | floor\n" + text, place_kind=kind, place_name="X")


def _rides(mode: str, number: str, text: str, **same: str) -> Fed:
    return filled("rides", "person_id | date | t_depart | t_arrive | seat\n" + text, mode=mode, number=number, **same)


@told
def each_channel_of_the_six_once() -> Story:
    """Interface 1: net café, lodging, flight, railway, cell (lbs), companion; a venue is none of the six. Classes as cn-8 would give them by the table.

    - Bo: an hour in the café, close. Cy: nine hours in room 1, close. Di: row 14 against 12, gap 2, close. Ed: in the sealed carriage 3, row 4
      against 1, close. Fa: half an hour in cell a, which is bare: no class. Gus: an hour in cell b, where an has 30:00:01: companion.
    """
    cafe = _at("net_cafe", "an | 07-20 10:00 | 07-20 12:00 | |\n bo | 07-20 11:00 | 07-20 12:30 | |")
    inn = _at("lodging", "an | 07-21 20:00 | 07-22 08:00 | 1 |\n cy | 07-21 22:00 | 07-22 07:00 | 1 |")
    bar = _at("venue", "an | 07-22 10:00 | 07-22 11:00 | |\n hal | 07-22 10:00 | 07-22 11:00 | |")
    plane = _rides(
        "flight", "CZ1", "an | 07-24 | 07-24 08:00 | 07-24 09:00 | 12A\n di | 07-24 | 07-24 08:00 | 07-24 09:00 | 14A"
    )
    train = _rides(
        "train",
        "G1",
        "an | 07-24 | 07-24 12:00 | 07-24 14:00 | 1A\n ed | 07-24 | 07-24 13:00 | 07-24 15:00 | 4A",
        carriage="3",
    )
    run = feed("runs", "mode | number | date | sealed\n train | G1 | 07-24 | true")
    phones = feed("positions", """
        person_id | cell_id | t           | t_end
        an        | a       | 07-25 08:00 | 07-25 09:00
        fa        | a       | 07-25 08:30 | 07-25 09:30
        an        | b       | 07-18 00:00 | 07-18 15:00
        an        | b       | 07-19 00:00 | 07-19 15:00:01
        gus       | b       | 07-18 10:00 | 07-18 11:00
    """)  # fmt: skip
    return story(cafe, inn, bar, plane, train, run, phones, CASE, asks={"same C1": {"same": """
        person | channel   | place                 | t_start     | t_end       | seat_gap | class     | sources
        bo     | net_cafe  | net_cafe:X            | 07-20 11:00 | 07-20 12:00 |          | close     | default
        cy     | lodging   | lodging:X             | 07-21 22:00 | 07-22 07:00 |          | close     | default
        di     | flight    | flight:CZ1:2021-07-24 | 07-24 08:00 | 07-24 09:00 | 2        | close     | default
        ed     | railway   | train:G1:2021-07-24   | 07-24 13:00 | 07-24 14:00 | 3        | close     | default
        fa     | lbs       | a                     | 07-25 08:30 | 07-25 09:00 |          |           | default
        gus    | companion | b                     | 07-18 10:00 | 07-18 11:00 |          | companion | default
    """}})  # fmt: skip


@told
def a_person_twice_in_one_channel_has_two_rows() -> Story:
    """Interface 1, 3: one row per exposure: bo is twice in the café (an hour, close; and 4 minutes two days later, general) and on one flight."""
    cafe = _at(
        "net_cafe",
        """
        an | 07-20 10:00 | 07-20 12:00 | |
        bo | 07-20 11:00 | 07-20 12:30 | |
        an | 07-22 10:00 | 07-22 12:00 | |
        bo | 07-22 11:56 | 07-22 12:30 | |
    """,
    )
    plane = _rides(
        "flight", "CZ1", "an | 07-24 | 07-24 08:00 | 07-24 09:00 | 12A\n bo | 07-24 | 07-24 08:00 | 07-24 09:00 | 12C"
    )
    return story(cafe, plane, CASE, asks={"same C1": {"same": """
        person | channel  | t_start     | t_end       | seat_gap | class
        bo     | net_cafe | 07-20 11:00 | 07-20 12:00 |          | close
        bo     | net_cafe | 07-22 11:56 | 07-22 12:00 |          | general
        bo     | flight   | 07-24 08:00 | 07-24 09:00 | 0        | close
    """}})  # fmt: skip


@told
def what_the_edition_gives_no_row_is_listed_without_class() -> Story:
    """7, lodging: "floors known and different: no row" in a trace; in `same` bo of the next floor is listed, class null; cy, same floor, is general.

    4: a seat gap needs one cabin or carriage: on the train di's carriage is another: null, general.
    """
    inn = _at(
        "lodging",
        "an | 07-28 20:00 | 07-29 08:00 | 301 | 3\n bo | 07-28 20:00 | 07-29 08:00 | 401 | 4\n cy | 07-28 20:00 | 07-29 08:00 | 302 | 3",
    )
    ride = "{} | 07-29 | 07-29 12:00 | 07-29 14:00 | 1A"
    train = [_rides("train", "G1", ride.format(who), carriage=carriage) for who, carriage in (("an", "3"), ("di", "4"))]
    run = feed("runs", "mode | number | date | sealed\n train | G1 | 07-29 | true")
    return story(inn, *train, run, CASE, asks={
        "same C1": {"same": """
        person | channel | seat_gap | class
        bo     | lodging |          |
        cy     | lodging |          | general
        di     | railway |          | general
        """},
        "trace C1": {"contact": "person | class\n cy | general\n di | general"},
    })  # fmt: skip


@told
def the_sames_look_at_the_days_to_the_window_s_end() -> Story:
    """6: 14 days to the window's end: bo's flight of the 16th ends with the 17th's first hour: clipped to it; cy's café of the 20th is in, close; neither is in a trace.

    `--days 4` begins on the 27th: only di's café of the 28th, which the trace has too.
    """
    plane = _rides(
        "flight", "CZ1", "an | 07-16 | 07-16 22:00 | 07-17 01:00 | 12A\n bo | 07-16 | 07-16 22:00 | 07-17 01:00 | 13A"
    )
    cafe = _at(
        "net_cafe",
        """
        an | 07-20 10:00 | 07-20 12:00 | |
        cy | 07-20 11:00 | 07-20 12:00 | |
        an | 07-28 10:00 | 07-28 12:00 | |
        di | 07-28 11:00 | 07-28 12:00 | |
    """,
    )
    return story(plane, cafe, CASE, asks={
        "same C1": {"same": """
        person | channel  | t_start     | t_end       | class
        bo     | flight   | 07-17 00:00 | 07-17 01:00 | close
        cy     | net_cafe | 07-20 11:00 | 07-20 12:00 | close
        di     | net_cafe | 07-28 11:00 | 07-28 12:00 | close
        """},
        "same C1 --days 4": {"same": "person | class\n di | close"},
        "trace C1": {"contact": "person | class\n di | close"},
    })  # fmt: skip

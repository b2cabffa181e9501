"""The companion rule, cells in traces, and the six sames (semantics.md, 5, 6 and 7)."""

import pytest

from tests.oracle.claims import claim
from tests.oracle.fed import Fed, Fields
from tests.stories.story import feed

#: The window of the case is 27 July 00:00 to 31 July 00:00; fourteen days back is 17 July 00:00.
CASES = feed("cases", "case_id | person_id | onset | isolated_at\n C1 | an | 07-29 12:00 | 07-31 00:00")


def fix(person: str, start: str, end: str, cell: str = "a", **more: str) -> Fields:
    """Return a position from one moment of July 2021 to another."""
    return {"person_id": person, "cell_id": cell, "t": f"2021-07-{start}", "t_end": f"2021-07-{end}", **more}


def cells(*rows: Fields) -> Fed:
    """Return a file of positions."""
    return Fed("positions", rows)


#: An is 15 hours in cell a on 18 and 19 July each, and one second more: 108,001 seconds.
NIGHTS = (fix("an", "18 00:00:00", "18 15:00:00"), fix("an", "19 00:00:00", "19 15:00:01"))


@pytest.mark.parametrize(
    ("rows", "listed"),
    [
        ((*NIGHTS, fix("bo", "18 10:00:00", "18 10:10:01")), True),
        ((*NIGHTS, fix("bo", "18 10:00:00", "18 10:10:00")), False),
        ((*NIGHTS, fix("bo", "18 10:00:00", "18 10:05:00"), fix("bo", "19 10:00:00", "19 10:05:01")), True),
        ((NIGHTS[0], fix("an", "19 00:00", "19 15:00"), fix("bo", "18 10:00", "18 11:00")), False),
        ((fix("an", "18 10:00", "18 11:00"), fix("bo", "18 00:00", "18 16:00"), fix("bo", "20 00:00", "20 15:00")), True),
        ((*NIGHTS, fix("bo", "18 10:00", "18 11:00", accuracy_m="900")), False),
        ((*NIGHTS, fix("bo", "18 10:00", "18 11:00", cell="b")), False),
        ((fix("an", "16 00:00", "16 23:00"), fix("an", "18 00:00", "18 15:00"), fix("bo", "18 10:00", "18 11:00")), False),
        ((fix("an", "16 16:00", "17 15:00"), fix("an", "18 00:00", "18 15:00:01"), fix("bo", "18 10:00", "18 11:00")), True),
    ],
)  # fmt: skip
def test_both_clauses_of_the_companion_rule(rows: tuple[Fields, ...], listed: bool) -> None:
    """More than 600 s together in a cell, and more than 108,000 s of either there, within 17 to 31 July; both are sharp.

    In turn: 601 s; 600 s; 601 s in two parts; an 108,000 s exactly; bo's own 31 h; a coarse fix; another cell; hours before
    the 17th do not count; of a stay over midnight of the 17th only what lies after it.
    """
    claim(
        cells(*rows), CASES, asks={"trace C1": {"contact": "person | class\n" + ("bo | companion" if listed else "")}}
    )


def test_the_row_of_a_companion() -> None:
    """Bo: an hour on the 18th, before the case's window, and ten minutes on the 28th within it: both are listed."""
    rows = cells(
        *NIGHTS, fix("an", "28 08:00", "28 09:00"), fix("bo", "18 10:00", "18 11:00"), fix("bo", "28 08:50", "28 09:10")
    )
    claim(rows, CASES, asks={
        "trace C1": {
            "trace": "ring1 | ring2 | classes\n 1 | 0 | companion=1",
            "contact": "ring | person | class | first | last | minutes | channels\n"
                       "1 | bo | companion | 07-18 10:00 | 07-28 09:00 | 70.00 | companion",
            "reason": "person | reason\n bo | COMPANION",
            "exposure": """
            person | with | place | place_kind | channel   | t_start     | t_end       | rule
            bo     | an   | a     | cell       | companion | 07-18 10:00 | 07-18 11:00 | yes
            bo     | an   | a     | cell       | companion | 07-28 08:50 | 07-28 09:00 | yes
            """,
        },
        "trace C1 --edition co-presence --from 07-17T00:00 --to 07-31T00:00": {"trace": "ring1\n 0"},
        "same C1": {"same": """
            person | channel   | place | t_start     | t_end       | class
            bo     | companion | a     | 07-18 10:00 | 07-18 11:00 | companion
            bo     | companion | a     | 07-28 08:50 | 07-28 09:00 | companion
            """},
        "same C1 --days 4": {"same": "person | channel | t_start | class\n bo | companion | 07-28 08:50 | companion"},
        "same C1 --edition co-presence": {"same": "person | channel | class\n bo | lbs |\n bo | lbs |"},
        "shared C1": {"shared": "person | channel | t_start\n bo | lbs | 07-18 10:00\n bo | lbs | 07-28 08:50"},
    })  # fmt: skip


def test_a_bare_cell_is_listed_only_with_those_who_are_listed() -> None:
    """Bo sits 20 minutes at an's table: close, with the cell of the 28th, clipped to the window; ruth shares the cell alone."""
    rows = cells(
        fix("an", "26 22:00", "27 02:00"), fix("bo", "26 23:00", "27 01:00"), fix("ruth", "26 23:00", "27 01:00")
    )
    table = feed(
        "stays",
        """
        person_id | place_kind | place_name | t_start     | t_end
        an        | venue      | Noodles    | 07-28 18:00 | 07-28 19:00
        bo        | venue      | Noodles    | 07-28 18:00 | 07-28 18:20
        """,
    )
    claim(rows, table, CASES, asks={
        "trace C1": {
            "contact": "person | class | first | minutes | channels\n bo | close | 07-28 18:00 | 20.00 | venue",
            "exposure": """
            person | channel | t_start     | t_end       | rule
            bo     | lbs     | 07-27 00:00 | 07-27 01:00 |
            bo     | venue   | 07-28 18:00 | 07-28 18:20 | yes
            """,
        },
        "same C1": {"same": "person | channel | class\n bo | lbs |\n ruth | lbs |"},
    })  # fmt: skip


def test_companion_is_more_than_general_and_less_than_ring_2() -> None:
    """Bo is a companion who was on the same flight, seat unknown: companion; cy too, and he met dora, who is close, later."""
    rows = cells(*NIGHTS, fix("bo", "18 10:00", "18 11:00"), fix("cy", "18 10:00", "18 11:00"))
    rides = feed(
        "rides",
        """
        person_id | mode   | number | date       | t_depart    | t_arrive
        an        | flight | CZ1    | 2021-07-28 | 07-28 08:00 | 07-28 09:00
        bo        | flight | CZ1    | 2021-07-28 | 07-28 08:00 | 07-28 09:00
        """,
    )
    home = feed(
        "stays",
        """
        person_id | place_kind | place_name | t_start     | t_end
        an        | home       | One        | 07-28 18:00 | 07-28 19:00
        dora      | home       | One        | 07-28 18:00 | 07-28 19:00
        dora      | home       | Two        | 07-29 18:00 | 07-29 19:00
        cy        | home       | Two        | 07-29 18:00 | 07-29 19:00
        """,
    )
    claim(rows, rides, home, CASES, asks={"trace C1": {
        "contact": """
        ring | person | class              | minutes | channels
        1    | dora   | close              | 60.00   | home
        1    | bo     | companion          | 60.00   | companion
        2    | cy     | contact_of_contact | 60.00   | home
        """,
        "exposure": """
        ring | person | with | channel   | rule
        1    | dora   | an   | home      | yes
        1    | bo     | an   | companion | yes
        1    | bo     | an   | flight    |
        2    | cy     | dora | home      | yes
        2    | cy     | an   | companion |
        """,
    }})  # fmt: skip


def test_the_six_sames_of_a_case() -> None:
    """Each channel has its rows: an open net café, a hotel by dates, a flight, a train; a venue is none of the six."""
    stays = feed(
        "stays",
        """
        person_id | place_kind | place_name | t_start     | t_end       | room
        an        | net_cafe   | Cafe       | 07-20 10:00 |             |
        bo        | net_cafe   | Cafe       | 07-20 12:00 | 07-20 23:00 |
        an        | lodging    | Inn        | 2021-07-21  | 2021-07-22  | 301
        cy        | lodging    | Inn        | 2021-07-21  | 2021-07-22  | 301
        di        | lodging    | Inn        | 2021-07-22  | 2021-07-23  | 301
        an        | venue      | Bar        | 07-22 10:00 | 07-22 11:00 |
        bo        | venue      | Bar        | 07-22 10:00 | 07-22 11:00 |
        """,
    )
    rides = feed(
        "rides",
        """
        person_id | mode   | number | date       | t_depart    | t_arrive    | seat | carriage
        an        | flight | CZ1    | 2021-07-24 | 07-24 08:00 | 07-24 09:00 | 12A  |
        bo        | flight | CZ1    | 2021-07-24 | 07-24 08:00 | 07-24 09:00 | 14A  |
        an        | train  | G1     | 2021-07-24 | 07-24 12:00 | 07-24 14:00 | 1A   | 3
        bo        | train  | G1     | 2021-07-24 | 07-24 13:00 | 07-24 15:00 | 1A   | 4
        """,
    )
    phones = cells(fix("an", "25 08:00", "25 09:00"), fix("bo", "25 08:30", "25 09:30"))
    claim(stays, rides, phones, CASES, asks={"same C1": {"same": """
        person | channel  | place                | t_start     | t_end       | seat_gap | class   | sources
        bo     | net_cafe | net_cafe:Cafe        | 07-20 12:00 | 07-20 22:00 |          | general | default
        cy     | lodging  | lodging:Inn          | 07-21 00:00 | 07-23 00:00 |          | close   | default
        di     | lodging  | lodging:Inn          | 07-22 00:00 | 07-23 00:00 |          | general | default
        bo     | flight   | flight:CZ1:2021-07-24 | 07-24 08:00 | 07-24 09:00 | 2       | close   | default
        bo     | railway  | train:G1:2021-07-24  | 07-24 13:00 | 07-24 14:00 |          | general | default
        bo     | lbs      | a                    | 07-25 08:30 | 07-25 09:00 |          |         | default
        """}})  # fmt: skip


def test_an_exposure_of_the_sames_has_the_class_of_its_strongest_piece() -> None:
    """Bo moves to an's carriage halfway: one exposure of two hours, close."""
    rides = feed(
        "rides",
        """
        person_id | mode  | number | date       | t_depart    | t_arrive    | carriage
        an        | train | G1     | 2021-07-24 | 07-24 08:00 | 07-24 10:00 | 3
        bo        | train | G1     | 2021-07-24 | 07-24 08:00 | 07-24 09:00 | 4
        bo        | train | G1     | 2021-07-24 | 07-24 09:00 | 07-24 10:00 | 3
        """,
    )
    sealed = feed("runs", "mode | number | date | sealed\n train | G1 | 2021-07-24 | true")
    claim(rides, sealed, CASES, asks={
        "same C1": {"same": "person | t_start | t_end | class\n bo | 07-24 08:00 | 07-24 10:00 | close"}})  # fmt: skip

"""Flights under cn-8 (semantics.md 7, row flight): 3 rows either side in the cabin, crew of that area, same booking. An is the case.

Unless told otherwise everybody is on CZ1 from 08:00 to 10:00 on 29 July, so together with an for 120 minutes, within his window from
27 July on. `--rings 1` is asked where a neighbour's neighbour would come in as ring 2.
"""

from tests.stories.golden import filled, told
from tests.stories.story import Story, feed, story

CZ1 = {"mode": "flight", "number": "CZ1", "date": "07-29", "t_depart": "07-29 08:00", "t_arrive": "07-29 10:00"}
DATED = {"mode": "flight", "number": "CZ1", "date": "07-29"}
CASE = feed("cases", "case_id | person_id | onset\n C1 | an | 07-29")
ASKED = "code | place\n SEAT_UNKNOWN | flight:CZ1:2021-07-29"
NONE = "code | place"


@told
def three_rows_either_side_are_close() -> Story:
    """7, flight: "3 rows either side": from row 12 rows 15 and 9 are 3 away, close; 16 and 8 are 4 away, general."""
    rides = filled("rides", "person_id | seat\n an | 12A\n bo | 15F\n cy | 9C\n di | 16A\n ed | 8A", **CZ1)
    return story(rides, CASE, asks={"trace C1 --rings 1": {
        "contact": "person | class | minutes\n bo | close | 120.00\n cy | close | 120.00\n di | general | 120.00\n ed | general | 120.00",
        "reason": "person | reason\n bo | SEAT_ROWS\n cy | SEAT_ROWS\n di | SAME_RUN\n ed | SAME_RUN",
        "exposure": "person | seat_gap | rule\n bo | 3 | yes\n cy | 3 | yes\n di | 4 | yes\n ed | 4 | yes",
    }})  # fmt: skip


@told
def the_whole_row_is_close_whatever_the_letter() -> Story:
    """7, flight: "same row": 12A and 12K are 0 rows apart; letters do not count (4, seat_gap is the row difference)."""
    rides = filled("rides", "person_id | seat\n an | 12A\n bo | 12K", **CZ1)
    return story(rides, CASE, asks={"trace C1": {
        "contact": "person | class\n bo | close", "exposure": "person | seat_gap\n bo | 0", "question": NONE,
    }})  # fmt: skip


@told
def the_next_row_in_another_cabin_is_general() -> Story:
    """4: the gap is "in one cabin", else null; 7: near rows "in the cabin": 12A in Y and 11A in C have no gap and are general."""
    rides = filled("rides", "person_id | cabin | seat\n an | Y | 12A\n bo | C | 11A", **CZ1)
    return story(rides, CASE, asks={"trace C1": {
        "contact": "person | class\n bo | general", "reason": "person | reason\n bo | SAME_RUN",
        "exposure": "person | seat_gap\n bo |", "question": NONE,
    }})  # fmt: skip


@told
def a_cabin_missing_on_a_side_counts_as_the_same() -> Story:
    """4: "a cabin missing on either side counts as the same".

    Bo tells no cabin: to an (Y) he is 2 rows away and close, and so he is to cy (C), 1 row. An and cy tell different cabins: general.
    Asked of bo's case, both are close; of an's, bo alone.
    """
    rides = filled("rides", "person_id | cabin | seat\n an | Y | 12A\n bo | | 14B\n cy | C | 13C", **CZ1)
    cases = feed("cases", "case_id | person_id | onset\n C1 | an | 07-29\n C2 | bo | 07-29")
    return story(rides, cases, asks={
        "trace C1 --rings 1": {"contact": "person | class | case\n bo | close | C2\n cy | general |",
                               "exposure": "person | seat_gap\n bo | 2\n cy |"},
        "trace C2": {"contact": "person | class | case\n an | close | C1\n cy | close |",
                     "exposure": "person | seat_gap\n an | 2\n cy | 1"},
    })  # fmt: skip


@told
def crew_of_the_cabin_is_close() -> Story:
    """7, flight: "crew of that area": bo works in Y, where an sits in row 40: close without a seat; the same asked of bo as the case."""
    rides = filled("rides", "person_id | cabin | seat | role\n an | Y | 40A | passenger\n bo | Y | | crew", **CZ1)
    cases = feed("cases", "case_id | person_id | onset\n C1 | an | 07-29\n C2 | bo | 07-29")
    return story(rides, cases, asks={
        "trace C1": {"contact": "person | class\n bo | close", "reason": "person | reason\n bo | CREW", "question": NONE},
        "trace C2": {"contact": "person | class\n an | close", "reason": "person | reason\n an | CREW", "question": NONE},
    })  # fmt: skip


@told
def crew_of_another_cabin_is_general() -> Story:
    """7, flight: "crew of that area": bo works in C, an sits in Y: not his area, known on both sides, so general without a question."""
    rides = filled("rides", "person_id | cabin | seat | role\n an | Y | 40A | passenger\n bo | C | | crew", **CZ1)
    return story(rides, CASE, asks={"trace C1": {
        "contact": "person | class\n bo | general", "reason": "person | reason\n bo | SAME_RUN", "question": NONE,
    }})  # fmt: skip


@told
def crew_without_a_cabin_is_a_question() -> Story:
    """7: crew are close by their area; bo's is not told, and a missing cabin is the same for seats alone: general, SEAT_UNKNOWN, asked."""
    rides = filled("rides", "person_id | cabin | seat | role\n an | Y | 40A | passenger\n bo | | | crew", **CZ1)
    return story(rides, CASE, asks={"trace C1": {
        "contact": "person | class\n bo | general", "reason": "person | reason\n bo | SEAT_UNKNOWN", "question": ASKED,
    }})  # fmt: skip


@told
def one_booking_is_close_far_apart() -> Story:
    """7, flight: "same booking": rows 1 and 40 (39 apart) on booking b7 are close; cy, one row behind bo, on b8, is 40 from an: general."""
    rides = filled("rides", "person_id | seat | booking\n an | 1A | b7\n bo | 40A | b7\n cy | 41A | b8", **CZ1)
    return story(rides, CASE, asks={"trace C1 --rings 1": {
        "contact": "person | class\n bo | close\n cy | general", "reason": "person | reason\n bo | SAME_BOOKING\n cy | SAME_RUN",
        "exposure": "person | seat_gap\n bo | 39\n cy | 40",
    }})  # fmt: skip


@told
def a_seat_unknown_is_general_and_asked() -> Story:
    """7, last line: "Seat unknown: general, reason SEAT_UNKNOWN, the run on the question list"; first and last are the flight's."""
    rides = filled("rides", "person_id | seat\n an | 12A\n bo |", **CZ1)
    return story(rides, CASE, asks={"trace C1": {
        "trace": "ring1 | ring2 | classes\n 1 | 0 | general=1",
        "contact": "person | class | first | last | channels\n bo | general | 07-29 08:00 | 07-29 10:00 | flight",
        "reason": "person | reason\n bo | SEAT_UNKNOWN", "question": ASKED,
    }})  # fmt: skip


def _by_day(stops: str) -> Story:
    table = filled("timetables", stops, mode="flight", number="CZ1", date="07-29")
    rides = filled(
        "rides", "person_id | from | to | seat\n an | CAN | CSX | 12A\n bo | | | 13A\n cy | | | 16A", **DATED
    )
    near = "close" if "WUH" not in stops else "general"
    return story(table, rides, CASE, asks={"trace C1 --rings 1": {
        "contact": f"person | class | first | last\n bo | {near} | 07-29 08:00 | 07-29 10:00\n cy | general | 07-29 08:00 | 07-29 10:00",
        "exposure": "person | flags\n bo | day_only\n cy | day_only",
    }})  # fmt: skip


@told
def a_day_is_close_by_seat_on_a_run_of_one_leg() -> Story:
    """1: day_only is close only "by a rule that needs no clock (seat rows on a run of one leg)".

    CAN-CSX is one leg; bo and cy have dates alone, 00:00-24:00, cut to an's 08:00-10:00: row 13 is 1 away, close; row 16 is 4 away,
    general.
    """
    return _by_day("seq | stop | t_arrive | t_depart\n 1 | CAN | | 08:00\n 2 | CSX | 10:00 |")


@told
def a_day_is_general_on_a_run_of_two_legs() -> Story:
    """1: the same with a stop in WUH: two legs, so bo may have left or boarded there, and row 13 is general too."""
    return _by_day("seq | stop | t_arrive | t_depart\n 1 | CAN | | 08:00\n 2 | WUH | 08:50 | 09:10\n 3 | CSX | 10:00 |")


@told
def a_flight_without_timetable_is_one_leg_between_two_airports() -> Story:
    """1, and docs/reference/semantics.md, One leg: "of a flight without timetable, its rides name two [stops] at most": CAN and CSX.

    Bo, day-only, 1 row away, is close.
    """
    rides = feed("rides", """
        person_id | mode   | number | date  | from | to  | seat | t_depart    | t_arrive
        an        | flight | CZ1    | 07-29 | CAN  | CSX | 12A  | 07-29 08:00 | 07-29 10:00
        bo        | flight | CZ1    | 07-29 | CAN  | CSX | 13A  |             |
    """)  # fmt: skip
    return story(
        rides,
        CASE,
        asks={"trace C1": {"contact": "person | class\n bo | close", "exposure": "person | flags\n bo | day_only"}},
    )


@told
def a_flight_without_timetable_has_two_legs_among_three_airports() -> Story:
    """1, and docs/reference/semantics.md, One leg: cy's ride names a third stop, WUH: two legs, so bo's day, 1 row away, is general; cy (row 30) is too."""
    rides = feed("rides", """
        person_id | mode   | number | date  | from | to  | seat | t_depart    | t_arrive
        an        | flight | CZ1    | 07-29 | CAN  | CSX | 12A  | 07-29 08:00 | 07-29 10:00
        bo        | flight | CZ1    | 07-29 | CAN  | CSX | 13A  |             |
        cy        | flight | CZ1    | 07-29 | WUH  | CSX | 30A  | 07-29 09:10 | 07-29 10:00
    """)  # fmt: skip
    return story(rides, CASE, asks={"trace C1": {"contact": "person | class\n bo | general\n cy | general"}})


@told
def a_flight_without_landing_makes_nobody_close() -> Story:
    """2, open end: bo boards at 08:00 and nobody says when he left: closed after 4 h (kind "else"), flagged, "alone never close": general, 120 min."""
    rides = feed("rides", """
        person_id | mode   | number | date  | seat | t_depart    | t_arrive
        an        | flight | CZ1    | 07-29 | 12A  | 07-29 08:00 | 07-29 10:00
        bo        | flight | CZ1    | 07-29 | 12B  | 07-29 08:00 |
    """)  # fmt: skip
    return story(rides, CASE, asks={"trace C1": {
        "contact": "person | class | minutes\n bo | general | 120.00", "exposure": "person | flags\n bo | estimated_end",
    }})  # fmt: skip


@told
def row_by_row_through_one_plane() -> Story:
    """7, ring 2 by the "same rule": an 12, bo 15 (3: close).

    Cy in 18 is 6 from an but 3 from bo: general moves up to contact_of_contact, over the time with bo from his first, 08:00; his time
    with an is listed and earns nothing. Di in 19 is 7 and 4 away: general.
    """
    rides = filled("rides", "person_id | seat\n an | 12A\n bo | 15A\n cy | 18A\n di | 19A", **CZ1)
    return story(rides, CASE, asks={"trace C1": {
        "trace": "ring1 | ring2 | classes\n 2 | 1 | close=1,contact_of_contact=1,general=1",
        "contact": "ring | person | class | minutes\n 1 | bo | close | 120.00\n 2 | cy | contact_of_contact | 120.00\n 1 | di | general | 120.00",
        "via": "person | via | first\n cy | bo | 07-29 08:00",
        "exposure": "person | with | seat_gap | rule\n bo | an | 3 | yes\n cy | an | 6 |\n cy | bo | 3 | yes\n di | an | 7 | yes",
    }})  # fmt: skip


@told
def ring_2_on_the_next_flight() -> Story:
    """7, flight, ring 2 "same rule": bo, close, flies on in CZ2, row 20: cy in 23 (3) and ed in 40 on bo's booking are contacts of a contact.

    Di in 24 (4) is nobody, for what is general passes nothing on.
    """
    rides = feed("rides", """
        person_id | mode   | number | date  | t_depart    | t_arrive    | seat | booking
        an        | flight | CZ1    | 07-29 | 07-29 08:00 | 07-29 10:00 | 12A  |
        bo        | flight | CZ1    | 07-29 | 07-29 08:00 | 07-29 10:00 | 12B  |
        bo        | flight | CZ2    | 07-29 | 07-29 12:00 | 07-29 14:00 | 20B  | b7
        cy        | flight | CZ2    | 07-29 | 07-29 12:00 | 07-29 14:00 | 23A  |
        di        | flight | CZ2    | 07-29 | 07-29 12:00 | 07-29 14:00 | 24A  |
        ed        | flight | CZ2    | 07-29 | 07-29 12:00 | 07-29 14:00 | 40A  | b7
    """)  # fmt: skip
    return story(rides, CASE, asks={"trace C1": {
        "contact": "ring | person | minutes\n 1 | bo | 120.00\n 2 | cy | 120.00\n 2 | ed | 120.00",
        "via": "person | via | first\n cy | bo | 07-29 12:00\n ed | bo | 07-29 12:00",
    }})  # fmt: skip


@told
def the_ticket_seats_whom_the_gate_saw() -> Story:
    """2 and docs, Seat: the gate tells bo's time, the ticket his seat 13C: one stay 08:00-10:00 in row 13, 1 away: close.

    Cy's two tickets differ (13C, 30C), so that her record of the gate has no seat; what counts at each second is the stronger, row 13:
    close for the ticket's 08:00-09:00 alone.
    """
    rides = feed("rides", """
        person_id | mode   | number | date  | t_depart    | t_arrive    | seat
        an        | flight | CZ1    | 07-29 | 07-29 08:00 | 07-29 10:00 | 12A
        bo        | flight | CZ1    | 07-29 | 07-29 08:00 | 07-29 10:00 |
        bo        | flight | CZ1    | 07-29 | 07-29 08:10 | 07-29 09:50 | 13C
        cy        | flight | CZ1    | 07-29 | 07-29 08:00 | 07-29 10:00 |
        cy        | flight | CZ1    | 07-29 | 07-29 08:00 | 07-29 09:00 | 13C
        cy        | flight | CZ1    | 07-29 | 07-29 08:00 | 07-29 09:00 | 30C
    """)  # fmt: skip
    return story(rides, CASE, asks={"trace C1": {
        "contact": "person | class | last | minutes\n bo | close | 07-29 10:00 | 120.00\n cy | close | 07-29 09:00 | 60.00",
        "question": ASKED,
    }})  # fmt: skip

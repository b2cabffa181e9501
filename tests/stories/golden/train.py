"""Trains under cn-8 (semantics.md 7, row train): sealed by carriage, soft sleepers by compartment, else by bays; crew of the carriage.

Everybody is on G7 from 08:00 to 10:00 on 29 July, so together with an, the case, for 120 minutes, within his window from 27 July on.
`--rings 1` is asked where a neighbour's neighbour would come in as ring 2.
"""

from tests.oracle.fed import Fed
from tests.stories.golden import filled, told
from tests.stories.story import Story, feed, story

G7 = {"mode": "train", "number": "G7", "date": "07-29", "t_depart": "07-29 08:00", "t_arrive": "07-29 10:00"}
CASE = feed("cases", "case_id | person_id | onset\n C1 | an | 07-29")
NONE = "code | place"


def _run(sealed: str, types: str = "") -> Fed:
    return feed("runs", f"mode | number | date | sealed | coach_types\n train | G7 | 07-29 | {sealed} | {types}")


def _asked(code: str) -> str:
    return f"code | place\n {code} | train:G7:2021-07-29"


@told
def a_sealed_carriage_is_close_from_end_to_end() -> Story:
    """7, train: "sealed: seat classes: same carriage": 5 and 05 are one carriage, rows 1 and 20 (gap 19) close; carriage 6: general, no gap."""
    rides = filled("rides", "person_id | carriage | seat\n an | 5 | 1A\n bo | 05 | 20F\n cy | 6 | 1A", **G7)
    return story(rides, _run("true", "05:second_class;06:second_class"), CASE, asks={"trace C1": {
        "contact": "person | class | minutes | channels\n bo | close | 120.00 | railway\n cy | general | 120.00 | railway",
        "reason": "person | reason\n bo | SAME_CARRIAGE\n cy | SAME_RUN", "question": NONE,
        "exposure": "person | place | seat_gap\n bo | train:G7:2021-07-29 | 19\n cy | train:G7:2021-07-29 |",
    }})  # fmt: skip


@told
def a_hard_sleeper_counts_by_carriage() -> Story:
    """7, train: "hard seat, hard sleeper: same carriage": compartments 1 and 9 of carriage 6 are close."""
    rides = filled("rides", "person_id | carriage | compartment\n an | 6 | 1\n bo | 6 | 9", **G7)
    return story(rides, _run("true", "05:soft_sleeper;06:hard_sleeper"), CASE, asks={"trace C1": {
        "contact": "person | class\n bo | close", "reason": "person | reason\n bo | SAME_CARRIAGE",
    }})  # fmt: skip


@told
def a_soft_sleeper_counts_by_compartment() -> Story:
    """7, train: "soft sleeper: same compartment": 2 and 02 are one, close; compartment 3 of the same carriage is general, known on both sides."""
    rides = filled("rides", "person_id | carriage | compartment\n an | 5 | 2\n bo | 5 | 02\n cy | 5 | 3", **G7)
    return story(rides, _run("true", "05:soft_sleeper;06:hard_sleeper"), CASE, asks={"trace C1": {
        "contact": "person | class\n bo | close\n cy | general",
        "reason": "person | reason\n bo | SAME_COMPARTMENT\n cy | SAME_RUN", "question": NONE,
    }})  # fmt: skip


@told
def an_unknown_compartment_is_a_question() -> Story:
    """7, last line: what the rule asks for is not known: bo is in an's soft sleeper, in which compartment nobody tells: general, asked."""
    rides = filled("rides", "person_id | carriage | compartment\n an | 5 | 2\n bo | 5 |", **G7)
    return story(rides, _run("true", "05:soft_sleeper"), CASE, asks={"trace C1": {
        "contact": "person | class\n bo | general", "reason": "person | reason\n bo | SEAT_UNKNOWN", "question": _asked("SEAT_UNKNOWN"),
    }})  # fmt: skip


@told
def an_unsealed_carriage_counts_by_bays_of_rows() -> Story:
    """7, train: "not sealed: same bay and the next"; without compartment or berth the row is the bay (docs): from row 7, rows 7, 8 and 6 are close.

    9 and 5, the ones after, general.
    """
    rides = filled(
        "rides", "person_id | seat\n an | 7A\n bo | 7F\n cy | 8F\n di | 6C\n ed | 9A\n fe | 5A", carriage="5", **G7
    )
    return story(rides, _run("false"), CASE, asks={"trace C1 --rings 1": {
        "contact": "person | class\n bo | close\n cy | close\n di | close\n ed | general\n fe | general",
        "reason": "person | reason\n bo | SAME_BAY\n cy | SAME_BAY\n di | SAME_BAY\n ed | SAME_RUN\n fe | SAME_RUN",
        "exposure": "person | seat_gap\n bo | 0\n cy | 1\n di | 1\n ed | 2\n fe | 2",
    }})  # fmt: skip


@told
def two_berth_numbers_make_a_bay() -> Story:
    """7, train, not sealed; docs: "two berth numbers to a bay": 11 and 12 are bay 6.

    Of an's bay: 11; of the next: 9, 10 (bay 5) and 13, 14 (bay 7): close. 8 (bay 4) and 15 (bay 8): general. Berths have no row, so no
    gap.
    """
    rides = filled("rides", """
        person_id | seat
        an        | 05-12-upper
        bo        | 05-11-lower
        cy        | 05-9-upper
        di        | 05-14-lower
        ed        | 05-8-upper
        fe        | 05-15-lower
    """, **G7)  # fmt: skip
    return story(rides, _run("false"), CASE, asks={"trace C1 --rings 1": {
        "contact": "person | class\n bo | close\n cy | close\n di | close\n ed | general\n fe | general",
        "exposure": "person | seat_gap\n bo |\n cy |\n di |\n ed |\n fe |", "question": NONE,
    }})  # fmt: skip


@told
def a_compartment_is_a_bay_where_nothing_is_sealed() -> Story:
    """7, train, not sealed; docs: "the compartment's number" is the bay, before the berth's: from 2, 3 is the next: close.

    4 is one after: general, though di's berth 3 alone would be bay 2.
    """
    rides = filled(
        "rides", "person_id | compartment | seat\n an | 2 |\n bo | 3 |\n di | 4 | 05-3-upper", carriage="5", **G7
    )
    return story(rides, _run("false", "05:soft_sleeper"), CASE, asks={"trace C1 --rings 1": {
        "contact": "person | class\n bo | close\n di | general",
    }})  # fmt: skip


@told
def the_same_bay_of_another_carriage_is_general() -> Story:
    """7, train, not sealed: bays are of one carriage: row 7 of 5 and row 7 of 6 are general; the gap is null across carriages (4)."""
    rides = filled("rides", "person_id | carriage | seat\n an | 5 | 7A\n bo | 6 | 7A", **G7)
    return story(rides, _run("false"), CASE, asks={"trace C1": {
        "contact": "person | class\n bo | general", "reason": "person | reason\n bo | SAME_RUN", "exposure": "person | seat_gap\n bo |",
    }})  # fmt: skip


@told
def crew_of_the_carriage_is_close() -> Story:
    """7, train: "crew of the carriage (S)", sealed or not: bo serves 5, where an sits: close; cy serves 6: general; where di serves is not told: general, asked."""
    rides = filled("rides", """
        person_id | carriage | seat | role
        an        | 5        | 7A   | passenger
        bo        | 5        |      | crew
        cy        | 6        |      | crew
        di        |          |      | crew
    """, **G7)  # fmt: skip
    return story(rides, _run("false"), CASE, asks={"trace C1": {
        "contact": "person | class\n bo | close\n cy | general\n di | general",
        "reason": "person | reason\n bo | CREW\n cy | SAME_RUN\n di | SEAT_UNKNOWN", "question": _asked("SEAT_UNKNOWN"),
    }})  # fmt: skip


@told
def crew_of_a_soft_sleeper_serves_all_compartments() -> Story:
    """7, train: "crew of the carriage", not of the compartment: bo serves carriage 5, an sleeps in its compartment 2: close."""
    rides = filled("rides", "person_id | compartment | role\n an | 2 | passenger\n bo | | crew", carriage="5", **G7)
    return story(rides, _run("true", "05:soft_sleeper"), CASE, asks={"trace C1": {
        "contact": "person | class\n bo | close", "reason": "person | reason\n bo | CREW", "question": NONE,
    }})  # fmt: skip


@told
def where_both_readings_agree_nobody_is_asked() -> Story:
    """7, train, and docs: nobody tells whether G7 is sealed.

    Row 8 is the same carriage and the next bay: close both ways (the bay holds in any case). Carriage 6 is general both ways.
    """
    rides = filled("rides", "person_id | carriage | seat\n an | 5 | 7A\n bo | 5 | 8A\n cy | 6 | 7A", **G7)
    return story(rides, CASE, asks={"trace C1": {
        "contact": "person | class\n bo | close\n cy | general", "reason": "person | reason\n bo | SAME_BAY\n cy | SAME_RUN", "question": NONE,
    }})  # fmt: skip


@told
def where_the_readings_differ_the_run_is_asked() -> Story:
    """7, train, and docs: row 9 is an's carriage (close if sealed) but 2 bays away (general if not): general, SEALED_UNKNOWN, asked."""
    rides = filled("rides", "person_id | carriage | seat\n an | 5 | 7A\n bo | 5 | 9A", **G7)
    return story(rides, CASE, asks={"trace C1": {
        "contact": "person | class\n bo | general", "reason": "person | reason\n bo | SEALED_UNKNOWN", "question": _asked("SEALED_UNKNOWN"),
    }})  # fmt: skip


@told
def a_sealed_carriage_of_no_known_type_has_seats() -> Story:
    """7, train, and docs: "a sealed carriage whose type nobody tells counts as one with seats": compartments 1 and 9 of it are close."""
    rides = filled("rides", "person_id | carriage | compartment\n an | 5 | 1\n bo | 5 | 9", **G7)
    return story(rides, _run("true"), CASE, asks={"trace C1": {
        "contact": "person | class\n bo | close", "reason": "person | reason\n bo | SAME_CARRIAGE", "question": NONE,
    }})  # fmt: skip


@told
def a_carriage_unknown_is_general_and_asked() -> Story:
    """7, last line: "Seat or carriage unknown: general, reason SEAT_UNKNOWN, the run on the question list"; a seat without carriage has no gap."""
    rides = filled("rides", "person_id | carriage | seat\n an | 5 | 7A\n bo | | 7F", **G7)
    return story(rides, _run("true"), CASE, asks={"trace C1": {
        "contact": "person | class\n bo | general", "reason": "person | reason\n bo | SEAT_UNKNOWN",
        "exposure": "person | seat_gap\n bo |", "question": _asked("SEAT_UNKNOWN"),
    }})  # fmt: skip


@told
def a_change_of_carriage_cuts_the_ride() -> Story:
    """4: "exposures are cut at changes of zone and only the pieces in the same zone earn the class": bo moves from 6 to an's 5 at 09:00.

    Close for 60 minutes; the first hour is listed and earns nothing. Under co-presence it is one exposure of 120 minutes.
    """
    rides = feed("rides", """
        person_id | mode  | number | date  | t_depart    | t_arrive    | carriage
        an        | train | G7     | 07-29 | 07-29 08:00 | 07-29 10:00 | 5
        bo        | train | G7     | 07-29 | 07-29 08:00 | 07-29 09:00 | 6
        bo        | train | G7     | 07-29 | 07-29 09:00 | 07-29 10:00 | 5
    """)  # fmt: skip
    return story(rides, _run("true"), CASE, asks={
        "trace C1": {
            "contact": "person | class | first | last | minutes\n bo | close | 07-29 09:00 | 07-29 10:00 | 60.00",
            "exposure": "t_start | t_end | zone | rule\n 07-29 08:00 | 07-29 09:00 | |\n 07-29 09:00 | 07-29 10:00 | 5 | yes",
        },
        "trace C1 --edition co-presence --from 07-29T00:00 --to 07-30T00:00": {
            "contact": "person | class | minutes\n bo | co_present | 120.00", "exposure": "t_start | t_end\n 07-29 08:00 | 07-29 10:00",
        },
    })  # fmt: skip


@told
def ring_2_in_the_next_train() -> Story:
    """7, train, ring 2 "same rule": bo, close in G7, sits in carriage 3 of the sealed G8: cy, in 3, is a contact of a contact, di, in 4, is nobody."""
    rides = feed("rides", """
        person_id | mode  | number | date  | t_depart    | t_arrive    | carriage
        an        | train | G7     | 07-29 | 07-29 08:00 | 07-29 10:00 | 5
        bo        | train | G7     | 07-29 | 07-29 08:00 | 07-29 10:00 | 5
        bo        | train | G8     | 07-29 | 07-29 11:00 | 07-29 12:00 | 3
        cy        | train | G8     | 07-29 | 07-29 11:00 | 07-29 12:00 | 3
        di        | train | G8     | 07-29 | 07-29 11:00 | 07-29 12:00 | 4
    """)  # fmt: skip
    runs = filled("runs", "number\n G7\n G8", mode="train", date="07-29", sealed="true")
    return story(rides, runs, CASE, asks={"trace C1": {
        "contact": "ring | person | minutes\n 1 | bo | 120.00\n 2 | cy | 60.00", "via": "person | via | first\n cy | bo | 07-29 11:00",
    }})  # fmt: skip

"""The rows of cn-8 for conveyances (semantics.md, 7), and the seats that they ask for (4)."""

import pytest

from tests.oracle.claims import claim
from tests.oracle.fed import Fed, Fields, World
from tests.oracle.oracle import Answer, Oracle
from tests.oracle.rides import seat_of, told
from tests.oracle.rows import Row
from tests.stories.story import feed

TIMES = {"t_depart": "2021-07-29 08:00", "t_arrive": "2021-07-29 10:00"}
CASES = feed("cases", "case_id | person_id | onset\n C1 | an | 07-29")


def trace(mode: str, case: Fields, other: Fields, run: Fields | None = None, times: tuple[Fields, Fields] = (TIMES, TIMES),
          legs: int = 0) -> Answer:  # fmt: skip
    """Return the trace of two people on one run, with a timetable of so many legs."""
    about = {"mode": mode, "number": "X1", "date": "2021-07-29"}
    rides = Fed(
        "rides", ({"person_id": "an", **about, **times[0], **case}, {"person_id": "bo", **about, **times[1], **other})
    )
    files = [rides, CASES, *([Fed("runs", ({**about, **run},))] if run is not None else [])]
    stops = [{**about, "seq": str(i), "stop": f"stop {i}", "t_depart": f"0{8 + i}:00"} for i in range(legs + 1)]
    return Oracle(World((*files, *([Fed("timetables", tuple(stops))] if legs else [])), "UTC")).ask(["trace", "C1"])


def judged(answer: Answer) -> tuple[str, str, list[str]]:
    """Return the class and the reasons of the one contact, and the questions."""
    header, row = answer
    questions = header["questions"]
    assert isinstance(questions, list)
    assert isinstance(row["reasons"], list)
    return str(row["class"]), " ".join(row["reasons"]), [f"{q['code']} {q['place']}" for q in questions]


ASK_SEAT, ASK_SEALED = ["SEAT_UNKNOWN {}:X1:2021-07-29"], ["SEALED_UNKNOWN {}:X1:2021-07-29"]
CREW = {"role": "crew"}
SEALED, OPEN, SOFT = (
    {"sealed": "true"},
    {"sealed": "false"},
    {"sealed": "true", "coach_types": "05:soft_sleeper;06:hard_seat"},
)


def seat(seat: str = "", **more: str) -> Fields:
    """Return the columns of a seat."""
    return {**({"seat": seat} if seat else {}), **more}


@pytest.mark.parametrize(
    ("mode", "case", "other", "run", "klass", "reasons", "asked"),
    [
        ("flight", seat("12A"), seat("15F"), None, "close", "SEAT_ROWS", []),
        ("flight", seat("12A"), seat("16A"), None, "general", "SAME_RUN", []),
        ("flight", seat("12A", cabin="y"), seat("9", cabin=""), None, "close", "SEAT_ROWS", []),
        ("flight", seat("12A", cabin="Y"), seat("12B", cabin="C"), None, "general", "SAME_RUN", []),
        ("flight", seat("12A"), seat(), None, "general", "SEAT_UNKNOWN", ASK_SEAT),
        ("flight", seat("front"), seat("12A"), None, "general", "SEAT_UNKNOWN", ASK_SEAT),
        ("flight", seat(booking="b7"), seat(booking="b7"), None, "close", "SAME_BOOKING", []),
        ("flight", seat("1A", booking="b7"), seat("40A", booking="b8"), None, "general", "SAME_RUN", []),
        ("flight", seat("1A", booking="b7"), seat("2A", booking="b7"), None, "close", "SAME_BOOKING SEAT_ROWS", []),
        ("flight", seat("40A", cabin="Y"), seat(cabin="Y", **CREW), None, "close", "CREW", []),
        ("flight", seat(cabin="Y", **CREW), seat(cabin="Y", **CREW), None, "close", "CREW", []),
        ("flight", seat("40A", cabin="Y"), seat(cabin="C", **CREW), None, "general", "SAME_RUN", []),
        ("flight", seat("40A", cabin="Y"), seat(**CREW), None, "general", "SEAT_UNKNOWN", ASK_SEAT),
        ("train", seat(), seat(carriage="05"), SEALED, "general", "SEAT_UNKNOWN", ASK_SEAT),
        ("train", seat(carriage="5"), seat(carriage="6"), SEALED, "general", "SAME_RUN", []),
        ("train", seat(carriage="5"), seat(carriage="05"), SEALED, "close", "SAME_CARRIAGE", []),
        ("train", seat(carriage="6"), seat(carriage="6"), SOFT, "close", "SAME_CARRIAGE", []),
        ("train", seat(carriage="5", compartment="02"), seat(carriage="5", compartment="2"), SOFT, "close", "SAME_COMPARTMENT", []),
        ("train", seat(carriage="5", compartment="2"), seat(carriage="5", compartment="3"), SOFT, "general", "SAME_RUN", []),
        ("train", seat(carriage="5", compartment="2"), seat(carriage="5"), SOFT, "general", "SEAT_UNKNOWN", ASK_SEAT),
        ("train", seat(carriage="5", compartment="2"), seat(carriage="5", **CREW), SOFT, "close", "CREW", []),
        ("train", seat("05-12-upper"), seat("05-13-lower"), OPEN, "close", "SAME_BAY", []),
        ("train", seat("05-12-upper"), seat("05-15-lower"), OPEN, "general", "SAME_RUN", []),
        ("train", seat("05-12-upper"), seat("06-12-upper"), OPEN, "general", "SAME_RUN", []),
        ("train", seat("7A", carriage="5"), seat("8F", carriage="5"), OPEN, "close", "SAME_BAY", []),
        ("train", seat(carriage="5", compartment="2"), seat("05-5-upper"), OPEN, "close", "SAME_BAY", []),
        ("train", seat(carriage="5"), seat("8F", carriage="5"), OPEN, "general", "SEAT_UNKNOWN", ASK_SEAT),
        ("train", seat(carriage="5"), seat(carriage="5", **CREW), OPEN, "close", "CREW", []),
        ("train", seat("7A", carriage="5"), seat("8A", carriage="5"), {}, "close", "SAME_BAY", []),
        ("train", seat("7A", carriage="5"), seat("9A", carriage="5"), {}, "general", "SEALED_UNKNOWN", ASK_SEALED),
        ("train", seat("7A", carriage="5"), seat("9A", carriage="6"), None, "general", "SAME_RUN", []),
        ("train", seat("7A", carriage="5"), seat(carriage="5"), None, "general", "SEALED_UNKNOWN", ASK_SEALED),
        ("coach", seat(), seat(), SEALED, "close", "SEALED_COACH", []),
        ("coach", seat("1"), seat("4"), OPEN, "close", "SEAT_ROWS", []),
        ("coach", seat("1"), seat("5"), OPEN, "general", "SAME_RUN", []),
        ("coach", seat("1"), seat(), OPEN, "general", "SEAT_UNKNOWN", ASK_SEAT),
        ("coach", seat("9"), seat(**CREW), OPEN, "close", "CREW", []),
        ("coach", seat("1"), seat("4"), {}, "close", "SEAT_ROWS", []),
        ("coach", seat("1"), seat("5"), None, "general", "SEALED_UNKNOWN", ASK_SEALED),
        ("ship", seat(cabin="12"), seat(cabin="012"), None, "close", "SAME_CABIN", []),
        ("ship", seat(cabin="12"), seat(cabin="13"), None, "general", "SAME_RUN", []),
        ("ship", seat(cabin="12"), seat(), None, "general", "SEAT_UNKNOWN", ASK_SEAT),
    ],
)  # fmt: skip
def test_the_rows_of_conveyances(
    mode: str, case: Fields, other: Fields, run: Fields | None, klass: str, reasons: str, asked: list[str]
) -> None:
    """Each line is one clause of the table; who sat where is the same the other way round."""
    case, other = ({k: v for k, v in side.items() if v} for side in (case, other))
    expected = klass, reasons, [q.format(mode) for q in asked]
    assert judged(trace(mode, case, other, run)) == expected
    assert judged(trace(mode, other, case, run)) == expected


DAY: Fields = {}
OPEN_END = {"t_depart": "2021-07-29 08:00"}
NEAR = seat("12A"), seat("13A")


@pytest.mark.parametrize(
    ("times", "legs", "klass", "reasons"),
    [
        ((DAY, DAY), 1, "close", "SEAT_ROWS"),
        ((TIMES, DAY), 1, "close", "SEAT_ROWS"),
        ((DAY, DAY), 2, "general", "TIME_UNSURE"),
        ((DAY, DAY), 0, "close", "SEAT_ROWS"),
        ((TIMES, OPEN_END), 1, "general", "TIME_UNSURE"),
        ((TIMES, DAY), 2, "general", "TIME_UNSURE"),
    ],
)
def test_a_ride_without_clock_makes_close_only_on_a_run_of_one_leg(
    times: tuple[Fields, Fields], legs: int, klass: str, reasons: str
) -> None:
    """Two neighbours, of whom somebody's ride has no clock or no end, on a run of so many legs."""
    assert judged(trace("flight", *NEAR, times=times, legs=legs))[:2] == (klass, reasons)


def test_the_seats_of_different_people_do_not_matter_to_those_of_no_clock() -> None:
    """What is general by the seats stays so, with its own reason, where the clock is missing too."""
    assert judged(trace("flight", seat("1A"), seat("9A"), times=(DAY, DAY)))[:2] == ("general", "SAME_RUN")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"seat": "12a"}, (None, None, 12, None)),
        ({"seat": "７"}, (None, None, 7, None)),
        ({"seat": "05-12-upper"}, ("5", None, None, 12)),
        ({"seat": "05-12-上", "carriage": "06"}, ("6", None, None, 12)),
        ({"seat": "window"}, (None, None, None, None)),
        ({"carriage": " ０5 ", "compartment": "03", "seat": "8"}, ("5", "3", 8, None)),
        ({"carriage": "a1"}, ("A1", None, None, None)),
    ],
)
def test_seats_as_they_are_written(written: Fields, expected: tuple[object, ...]) -> None:
    """Carriage, compartment, row and berth of what a row writes."""
    row = Row("rides", "default", 0, written, 0, False, "upsert", "", "")  # type: ignore[arg-type]
    found = seat_of(told(row), row)
    assert (found.carriage, found.compartment, found.row, found.berth) == expected


RUNS = feed(
    "runs",
    "mode | number | date | sealed | coach_types\n train | G7 | 2021-07-29 | true | 05:soft_sleeper;06:hard_seat",
)


def test_a_carriage_that_the_run_does_not_have_is_held() -> None:
    """Carriage 07 is none of 05 and 06: held, `CARRIAGE_UNKNOWN`, and no contact of anybody."""
    rides = feed(
        "rides",
        """
        person_id | mode  | number | date       | t_depart    | t_arrive    | carriage
        an        | train | G7     | 2021-07-29 | 07-29 08:00 | 07-29 10:00 | 7
        bo        | train | G7     | 2021-07-29 | 07-29 08:00 | 07-29 10:00 | 6
        """,
    )
    claim(rides, CASES, RUNS, asks={
        "shared C1": {"shared": "person"},
        "feeds": {"feed": "feed | accepted | quarantined\n rides | 1 | 1\n cases | 1 | 0\n runs | 1 | 0"},
    })  # fmt: skip


def test_a_record_without_a_seat_takes_it_from_another_of_the_same_ride() -> None:
    """The gate tells bo's times, the ticket his seat: one stay in row 13; cy's two tickets differ, so his row stays unknown."""
    gate = feed(
        "rides",
        """
        person_id | mode   | number | date       | t_depart    | t_arrive    | seat
        an        | flight | CZ1    | 2021-07-29 | 07-29 08:00 | 07-29 10:00 | 12A
        bo        | flight | CZ1    | 2021-07-29 | 07-29 08:00 | 07-29 10:00 |
        bo        | flight | CZ1    | 2021-07-29 | 07-29 08:10 | 07-29 10:05 | 13C
        """,
    )
    claim(gate, CASES, asks={
        "trace C1": {
            "trace": "ring1 | classes\n 1 | close=1",
            "question": "code",
            "contact": "person | class | minutes | channels\n bo | close | 120.00 | flight",
            "exposure": "person | t_start | t_end | seat_gap | zone\n bo | 07-29 08:00 | 07-29 10:00 | 1 |",
        },
        "trajectory C1": {"stay": "place | channel\n flight:CZ1:2021-07-29 | flight"},
    })  # fmt: skip
    two = Fed("rides", (*gate.rows, {**gate.rows[1], "t_arrive": "2021-07-29 09:00", "seat": "14C"}))
    claim(two, CASES, asks={"trace C1": {
        "question": "code | place\n SEAT_UNKNOWN | flight:CZ1:2021-07-29",
        "contact": "person | class | minutes\n bo | close | 120.00",
    }})  # fmt: skip


def test_a_change_of_carriage_cuts_an_exposure() -> None:
    """Bo moves at 09:00 from carriage 6 to 5, where an sits: an hour of general, then an hour of close; 60 minutes."""
    rides = feed(
        "rides",
        """
        person_id | mode  | number | date       | t_depart    | t_arrive    | carriage
        an        | train | G7     | 2021-07-29 | 07-29 08:00 | 07-29 10:00 | 6
        bo        | train | G7     | 2021-07-29 | 07-29 08:00 | 07-29 09:00 | 5
        bo        | train | G7     | 2021-07-29 | 07-29 09:00 | 07-29 10:00 | 6
        """,
    )
    claim(rides, CASES, RUNS, asks={
        "trace C1": {
            "contact": "person | class | first | minutes\n bo | close | 07-29 09:00 | 60.00",
            "reason": "person | reason\n bo | SAME_CARRIAGE\n bo | SAME_RUN",
            "exposure": """
            person | zone | t_start     | t_end       | rule
            bo     |      | 07-29 08:00 | 07-29 09:00 |
            bo     | 6    | 07-29 09:00 | 07-29 10:00 | yes
            """,
        },
        "trace C1 --edition co-presence --from 07-29T00:00 --to 07-30T00:00": {
            "contact": "person | class | minutes\n bo | co_present | 120.00"},
    })  # fmt: skip


def test_ring_2_goes_on_board_by_the_same_rule() -> None:
    """Bo, who shared an's bay, later sits two rows from cy on a flight, and five from di: cy is a contact of contact."""
    rides = feed(
        "rides",
        """
        person_id | mode   | number | date       | t_depart    | t_arrive    | seat
        an        | flight | CZ1    | 2021-07-29 | 07-29 08:00 | 07-29 10:00 | 12A
        bo        | flight | CZ1    | 2021-07-29 | 07-29 08:00 | 07-29 10:00 | 12B
        bo        | flight | CZ2    | 2021-07-29 | 07-29 12:00 | 07-29 14:00 | 20B
        cy        | flight | CZ2    | 2021-07-29 | 07-29 12:00 | 07-29 14:00 | 22A
        di        | flight | CZ2    | 2021-07-29 | 07-29 12:00 | 07-29 14:00 | 25A
        ed        | flight | CZ2    | 2021-07-29 | 07-29 12:00 |             | 20C
        """,
    )
    claim(rides, CASES, asks={"trace C1": {
        "contact": "ring | person | class | minutes\n 1 | bo | close | 120.00\n 2 | cy | contact_of_contact | 120.00",
        "via": "person | via | first\n cy | bo | 07-29 12:00",
    }})  # fmt: skip

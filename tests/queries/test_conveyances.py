"""Seats on board under cn-8: who is close, who is general, and what is asked (semantics.md, 4 and 7)."""

import pytest

from graph.model.flags import DAY_ONLY, ESTIMATED_END, STAFF
from graph.model.seats import Seat
from queries.conditions import _TESTS as GRADES
from queries.rules import Edition, edition
from queries.rules.schema import TESTS
from tests.queries.world import CN8, Told, World, classes, contacts, spans, stay, traced

PLANE, TRAIN, COACH, SHIP = (f"{kind}:{number}:2021-07-21" for kind, number in (
    ("flight", "CZ3101"), ("train", "G1234/G1235"), ("coach", "K7"), ("ship", "3")))  # fmt: skip


def rider(
    person: str, run: str, where: str = "", *, times: tuple[str, str] = ("21 12:00", "21 14:00"), **more: object
) -> Told:
    """Return a ride; `where` is `cabin|carriage|compartment|seat`, each part empty where unknown."""
    seat = Seat(*where.split("|")) if where else Seat()
    return stay(person, run, *times, seat.carriage or seat.cabin or None, seat=seat.key or None, **more)


def verdict(run: str, li: str, an: str, *, crew: str = "", booked: bool = False, rules: Edition = CN8,
            flags: int = 0, **known: object) -> tuple[str | None, tuple[str, ...], list[str]]:  # fmt: skip
    """Return An's class and reasons, and what is asked, after a ride with Li (the case) on the seats given."""
    booking = 7 if booked else 0
    rides = [
        rider(who, run, where, booking=booking, flags=flags | (STAFF if who in crew.split() else 0))
        for who, where in (("li", li), ("an", an))
    ]
    found = traced(World(rides, known={run: known}), rules=rules, rings=1)
    an_ = contacts(found).get("an")
    questions = [q.code for q in found.header.questions]
    return (an_.class_, an_.reasons, questions) if an_ else (None, (), questions)


def general(reason: str = "SAME_RUN") -> tuple[str, tuple[str, ...], list[str]]:
    return "general", (reason,), [reason] * reason.endswith("UNKNOWN")


def close(*reasons: str) -> tuple[str, tuple[str, ...], list[str]]:
    return "close", reasons, []


@pytest.mark.parametrize(
    ("an", "expected"),
    [
        ("Y|||12F", close("SEAT_ROWS")),
        ("Y|||15A", close("SEAT_ROWS")),
        ("Y|||9K", close("SEAT_ROWS")),
        ("Y|||16A", general()),
        ("Y|||8A", general()),
        ("J|||12F", general()),
        ("|||15A", close("SEAT_ROWS")),
        ("|||16A", general()),
        ("Y|||", general("SEAT_UNKNOWN")),
        ("", general("SEAT_UNKNOWN")),
        ("Y|||JUMP", general("SEAT_UNKNOWN")),
    ],
)
def test_three_rows_either_side_in_the_cabin_of_a_plane(an: str, expected: object) -> None:
    """Li sits in Y 12A: rows 9 to 15 of Y are close, a cabin that is not named counts as the same."""
    assert verdict(PLANE, "Y|||12A", an) == expected


def test_those_who_booked_together_are_close_wherever_they_sit() -> None:
    """Same booking, twenty rows and a cabin apart; without seats too; and near besides, where both are told."""
    assert verdict(PLANE, "Y|||12A", "J|||32A", booked=True) == close("SAME_BOOKING")
    assert verdict(PLANE, "", "", booked=True) == close("SAME_BOOKING")
    assert verdict(PLANE, "Y|||12A", "Y|||12B", booked=True) == close("SAME_BOOKING", "SEAT_ROWS")


@pytest.mark.parametrize("crew", ["li", "an", "li an"])
@pytest.mark.parametrize(
    ("li", "an", "expected"),
    [
        ("Y|||", "Y|||", close("CREW")),
        ("Y|||", "", general("SEAT_UNKNOWN")),
        ("", "Y|||", general("SEAT_UNKNOWN")),
    ],
)
def test_crew_serves_its_cabin(crew: str, li: str, an: str, expected: object) -> None:
    """Crew of Y with passengers and crew of Y are close; a cabin unknown on a side is asked for."""
    assert verdict(PLANE, li, an, crew=crew) == expected


def test_crew_of_another_cabin_is_general() -> None:
    """Crew of J with a passenger in Y 12A, and crew of J with crew of Y: on the same run."""
    assert verdict(PLANE, "Y|||12A", "J|||", crew="an") == general()
    assert verdict(PLANE, "Y|||", "J|||", crew="li an") == general()
    assert verdict(PLANE, "Y|||", "J|||", crew="an") == general()


HARD, SOFT = (), ("5:soft_sleeper", "6:hard_seat")


@pytest.mark.parametrize(
    ("an", "types", "expected"),
    [
        ("|5||80A", HARD, close("SAME_CARRIAGE")),
        ("|5||", HARD, close("SAME_CARRIAGE")),
        ("|6||1A", HARD, general()),
        ("||1|1A", HARD, general("SEAT_UNKNOWN")),
        ("", HARD, general("SEAT_UNKNOWN")),
        ("|5|1|", SOFT, close("SAME_COMPARTMENT")),
        ("|5|2|", SOFT, general()),
        ("|5||1-UPPER", SOFT, general("SEAT_UNKNOWN")),
        ("|6|1|", SOFT, general()),
        ("|5|2|", ("5:hard_sleeper",), close("SAME_CARRIAGE")),
    ],
)
def test_a_sealed_train(an: str, types: tuple[str, ...], expected: object) -> None:
    """Li lies in carriage 5, compartment 1: the carriage is close, in a soft sleeper the compartment only."""
    assert verdict(TRAIN, "|5|1|1-LOWER", an, sealed=True, coach_types=types) == expected


@pytest.mark.parametrize(
    ("li", "an", "expected"),
    [
        ("|5||12A", "|5||13F", close("SAME_BAY")),
        ("|5||12A", "|5||14F", general()),
        ("|5|3|", "|5|2|", close("SAME_BAY")),
        ("|5|3|", "|5|1|", general()),
        ("|5||1-LOWER", "|5||4-UPPER", close("SAME_BAY")),
        ("|5||1-LOWER", "|5||5-UPPER", general()),
        ("|5||12A", "|6||12A", general()),
        ("|5||12A", "|5||", general("SEAT_UNKNOWN")),
        ("|5||12A", "|||12A", general("SEAT_UNKNOWN")),
    ],
)
def test_a_train_that_is_not_sealed(li: str, an: str, expected: object) -> None:
    """The same bay and the next one are close: a row of seats, a compartment, or two berth numbers."""
    assert verdict(TRAIN, li, an, sealed=False) == expected


@pytest.mark.parametrize(
    ("li", "an", "types", "expected"),
    [
        ("|5||12A", "|5||13A", HARD, close("SAME_BAY")),
        ("|5||12A", "|5||14A", HARD, general("SEALED_UNKNOWN")),
        ("|5||12A", "|5||", HARD, general("SEALED_UNKNOWN")),
        ("|5||12A", "|6||12A", HARD, general()),
        ("|5||12A", "|||12A", HARD, general("SEAT_UNKNOWN")),
        ("|5|1|", "|5|1|", SOFT, close("SAME_BAY")),
        ("|5|1|", "|5|2|", SOFT, general("SEALED_UNKNOWN")),
        ("|5|1|", "|5|3|", SOFT, general()),
        ("|5|1|", "|5||", SOFT, general("SEAT_UNKNOWN")),
        ("|5|A|", "|5|B|", SOFT, general("SEAT_UNKNOWN")),
        ("|5||1-UPPER", "|5||9-UPPER", SOFT, general()),
    ],
)
def test_a_train_of_which_nobody_says_whether_it_is_sealed(
    li: str, an: str, types: tuple[str, ...], expected: object
) -> None:
    """Where a sealed and an open train give one class it stands; else general, and the run is asked about."""
    assert verdict(TRAIN, li, an, coach_types=types) == expected


@pytest.mark.parametrize("sealed", [True, False, None])
@pytest.mark.parametrize("crew", ["li", "an"])
def test_crew_of_the_carriage_is_close_in_every_case(sealed: bool | None, crew: str) -> None:
    """A conductor of a soft sleeper with the whole carriage, sealed or not; not with the next carriage."""
    told = {"sealed": sealed, "coach_types": SOFT, "crew": crew}
    assert verdict(TRAIN, "|5||", "|5||", **told) == close("CREW")  # type: ignore[arg-type]
    assert verdict(TRAIN, "|5||", "|6||", **told) == general()  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["flight", "train", "coach", "ship"])
def test_a_place_of_these_kinds_that_is_no_run_has_no_seats(kind: str) -> None:
    """Two stays at a coach that a places file names: on board, seats asked for, also of the driver."""
    assert verdict(f"{kind}:Blue", "C|5|1|1A", "C|5|1|1A", crew="an", booked=True, sealed=True) == general(
        "SEAT_UNKNOWN"
    )


def test_a_booking_is_no_clause_on_trains() -> None:
    """Booked together, two carriages apart: on the same run."""
    assert verdict(TRAIN, "|5||1A", "|7||1A", booked=True, sealed=True) == general()


@pytest.mark.parametrize(
    ("sealed", "an", "expected"),
    [
        (True, "|||40", close("SEALED_COACH")),
        (True, "", close("SEALED_COACH")),
        (False, "|||5", close("SEAT_ROWS")),
        (False, "|||6", general()),
        (False, "", general("SEAT_UNKNOWN")),
        (None, "|||5", close("SEAT_ROWS")),
        (None, "|||6", general("SEALED_UNKNOWN")),
        (None, "", general("SEALED_UNKNOWN")),
        (False, "|2||2", general("SEAT_UNKNOWN")),
        (False, "|||2-UPPER", general("SEAT_UNKNOWN")),
    ],
)
def test_a_coach(sealed: bool | None, an: str, expected: object) -> None:
    """Li sits in row 2: sealed everybody is close, else rows to 5; unknown only where both say so."""
    assert verdict(COACH, "|||2A", an, sealed=sealed) == expected


@pytest.mark.parametrize("sealed", [False, None])
@pytest.mark.parametrize("crew", ["li", "an"])
def test_the_driver_of_a_coach_is_close_to_everybody(sealed: bool | None, crew: str) -> None:
    """The driver, whose seat nobody writes down, with a passenger of row 40 and with one without a row."""
    for an in ("|||40", ""):
        assert verdict(COACH, "", an, crew=crew, sealed=sealed) == close("CREW")


@pytest.mark.parametrize(
    ("an", "expected"),
    [("B12|||", close("SAME_CABIN")), ("B13|||", general()), ("|||", general("SEAT_UNKNOWN"))],
)
def test_a_ship_goes_by_cabin(an: str, expected: object) -> None:
    """Li has cabin B12."""
    assert verdict(SHIP, "B12|||", an) == expected


@pytest.mark.parametrize(
    ("flags", "one_leg", "expected"),
    [
        (DAY_ONLY, True, close("SEAT_ROWS")),
        (DAY_ONLY, False, general("TIME_UNSURE")),
        (ESTIMATED_END, True, general("TIME_UNSURE")),
        (DAY_ONLY | ESTIMATED_END, True, general("TIME_UNSURE")),
    ],
)
def test_a_ride_without_clock_is_close_on_a_run_of_one_leg_only(flags: int, one_leg: bool, expected: object) -> None:
    """Two passengers of row 12: of a run of several legs nobody knows that both were on board at once."""
    assert verdict(PLANE, "Y|||12A", "Y|||12B", flags=flags, one_leg=one_leg) == expected
    assert verdict(PLANE, "Y|||12A", "Y|||30B", flags=flags, one_leg=one_leg) == general()


def test_a_second_next_to_the_case_is_enough_on_board() -> None:
    """Runs ask for no fifteen minutes: An boards a second before Li leaves."""
    rides = [
        rider("li", COACH, "|||2", times=("21 12:00", "21 13:00")),
        rider("an", COACH, "|||2", times=("21 12:59:59", "21 14:00")),
    ]
    assert classes(traced(World(rides), rings=1)) == {"an": "close"}


def test_a_ride_is_cut_where_a_seat_changes() -> None:
    """An moves from row 30 to row 13 at half time: close for the second hour; the first is listed; the cabin is both's."""
    rides = [
        rider("li", PLANE, "Y|||12A"),
        rider("an", PLANE, "Y|||30A", times=("21 12:00", "21 13:00")),
        rider("an", PLANE, "Y|||13A", times=("21 13:00", "21 14:00")),
    ]
    an = contacts(traced(World(rides), rings=1))["an"]
    assert spans(an) == [("21 12:00", "21 13:00", False), ("21 13:00", "21 14:00", True)]
    assert ([e.zone for e in an.exposures], an.reasons) == (["Y", "Y"], ("SAME_RUN", "SEAT_ROWS"))


def test_a_contact_on_board_passes_on_by_the_same_rule() -> None:
    """An is close at home; in her carriage Bo is near and Cui far: only Bo is a contact of a contact."""
    world = World(
        [
            stay("li", "home", "21 08:00", "21 09:00"),
            stay("an", "home", "21 08:00", "21 09:00"),
            rider("an", TRAIN, "|5||12A"),
            rider("bo", TRAIN, "|5||13A"),
            rider("cui", TRAIN, "|5||20A"),
        ],
        known={TRAIN: {"sealed": False}},
    )
    found = traced(world)
    assert classes(found) == {"an": "close", "bo": "contact_of_contact"}
    assert contacts(found)["bo"].reasons == ("SAME_BAY",)


@pytest.mark.parametrize(
    ("rules", "an", "expected"),
    [
        ("ecdc-2020", "Y|||14C", close("SEATS_NEAR")),
        ("ecdc-2020", "Y|||15A", general()),
        ("ecdc-2020", "Y|||12D", general()),
        ("ecdc-2020", "Y|||12", general("SEAT_UNKNOWN")),
        ("ecdc-2020", "Y|||20", general()),
        ("cdc-2020", "Y|||10C", close("SEATS_NEAR")),
        ("cdc-2020", "Y|||9A", general()),
        ("cdc-2020", "Y|||12D", general()),
    ],
)
def test_two_seats_in_every_direction(rules: str, an: str, expected: object) -> None:
    """Li sits in 12A: rows 10 to 14 and letters to C are near; a letter unknown matters only within those rows."""
    assert verdict(PLANE, "Y|||12A", an, rules=edition(rules)) == expected


def test_who_else_is_close_on_a_plane_differs() -> None:
    """ECDC takes companions and crew as cn-8 does, CDC neither; WHO has no rule for flights."""
    for name, booked in (("ecdc-2020", "close"), ("cdc-2020", "general"), ("who-2021", "general")):
        assert verdict(PLANE, "Y|||12A", "Y|||30A", booked=True, rules=edition(name))[0] == booked
        assert verdict(PLANE, "Y|||12A", "Y|||", crew="an", rules=edition(name))[0] == booked
    assert verdict(PLANE, "Y|||12A", "Y|||12A", rules=edition("who-2021")) == ("general", ("KIND_UNKNOWN",), [])


def test_a_local_edition_may_leave_crew_out() -> None:
    """Without that clause crew is on board like anybody else, and its reason need not be explained."""
    rows = tuple(row.model_copy(update={"also": ()}) for row in CN8.rows)
    reasons = {code: text for code, text in CN8.reasons.items() if code not in {"CREW", "SAME_BOOKING"}}
    local = Edition.model_validate(CN8.model_copy(update={"rows": rows, "reasons": reasons}).model_dump())
    assert verdict(TRAIN, "|5||1A", "|5||9A", crew="an", sealed=False, rules=local) == general()
    assert verdict(COACH, "|||1A", "|||9A", crew="an", sealed=False, rules=local) == general()
    assert verdict(PLANE, "Y|||1A", "Y|||9A", crew="an", booked=True, rules=local) == general()


def test_every_test_that_an_edition_may_name_is_there() -> None:
    """What the schema lets an edition ask for is what the conditions can answer."""
    assert set(GRADES) == set(TESTS)

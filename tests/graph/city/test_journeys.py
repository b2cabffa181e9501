"""What runs to and from the city, and who is on board: plausible, and told as carriers tell it."""

import re

import numpy as np
import pytest

from graph.city.services import services
from graph.city.tickets import CLEANER, PASSENGER, calls
from tests.graph.city.conftest import Feed, World


def test_three_to_six_of_a_hundred_travel_in_two_weeks(world: World) -> None:
    """Within these ten days it is 2 to 6 %."""
    plan, _, _ = world
    tickets = plan.journeys.tickets
    travellers = np.unique(tickets.person[tickets.role == PASSENGER])
    assert 0.02 < len(travellers) / plan.people < 0.06


def test_no_seat_is_sold_twice(world: World) -> None:
    """On one run a seat of a class belongs to one passenger."""
    tickets = world[0].journeys.tickets
    sold = [
        (run, layout, seat)
        for run, layout, seat in zip(tickets.run.tolist(), tickets.layout.tolist(), tickets.seat.tolist(), strict=True)
        if seat >= 0
    ]
    assert len(sold) == len(set(sold)) > 100


def test_those_of_one_booking_sit_side_by_side(world: World) -> None:
    """The seats of a family are consecutive numbers of one class."""
    tickets = world[0].journeys.tickets
    bookings = [b for b in np.unique(tickets.booking[tickets.role == PASSENGER]) if (tickets.booking == b).sum() > 1]
    assert len(bookings) >= 3
    for booking in bookings:
        rows = tickets.booking == booking
        assert len(np.unique(tickets.layout[rows])) == 1
        seats = np.sort(tickets.seat[rows])
        assert (np.diff(seats) == 1).all()


def test_the_night_train_calls_past_midnight() -> None:
    """K1302/3 leaves Linden at 21:52, Marsh Junction at 0:08 and comes to Farvale at 6:12 of the next day."""
    train = next(s for s in services(1) if s.number == "K1302/3")
    arrive, depart = calls(train)
    assert [stop.name for stop in train.stops] == ["Millford", "Linden", "Marsh Junction", "Stonegate", "Farvale"]
    assert (depart[1], depart[2], arrive[4]) == (21 * 3600 + 52 * 60, 24 * 3600 + 8 * 60, 30 * 3600 + 12 * 60)


def test_a_flight_from_another_zone_lands_by_the_citys_clock() -> None:
    """ZZ910 leaves at 22:10 in the zone four hours behind, 2:10 here, and lands at 7:30."""
    arrive, depart = calls(services(1)[-1])
    assert (depart[0], arrive[1]) == (26 * 3600 + 10 * 60, 31 * 3600 + 30 * 60)


def test_a_greater_city_has_more_services() -> None:
    """Three copies of five pairs and the flight from abroad have 31 different numbers."""
    assert len({s.number for s in services(3)}) == 31


def test_runs_say_what_is_sealed_and_what_a_carriage_is(feed: Feed) -> None:
    """One coach is ventilated; the fast train has eight carriages; on the night train the sixth is a soft sleeper."""
    runs = {row["number"]: row for row in feed("runs")}
    assert {number for number, row in runs.items() if row["sealed"] == "no"} == {"HC202"}
    assert runs["G2306/7"]["coach_types"].count(":") == 8
    assert runs["K1302/3"]["coach_types"] == (
        "01:hard_seat;02:hard_seat;03:hard_sleeper;04:hard_sleeper;05:hard_sleeper;06:soft_sleeper"
    )


def test_a_codeshare_is_a_second_name_with_the_same_stops(feed: Feed) -> None:
    """ZY8201 is ZZ1201: both call at the same stops at the same times."""
    own, alias = ([r for r in feed("timetables") if r["number"] == number] for number in ("ZZ1201", "ZY8201"))
    assert [r["alias_of"] for r in alias] == ["ZZ1201", "ZZ1201"]
    told = [[(r["seq"], r["stop"], r["t_arrive"], r["t_depart"]) for r in rows] for rows in (own, alias)]
    assert told[0] == told[1] == [("1", "Linden Airport", "", "08:05"), ("2", "Harbour City Airport", "10:20", "")]


def test_rides_name_stops_of_their_timetable_in_order(feed: Feed) -> None:
    """Every ride with stops goes from an earlier to a later stop of its number."""
    seq = {(row["number"], row["stop"]): int(row["seq"]) for row in feed("timetables")}
    told = [row for row in feed("rides") if row["from"]]
    assert len(told) > 150
    assert all(seq[row["number"], row["from"]] < seq[row["number"], row["to"]] for row in told)


def test_rides_leave_things_out_as_carriers_do(feed: Feed) -> None:
    """Most tickets are without times, some without a seat, some under the codeshare's number; all name a document."""
    tickets = [row for row in feed("rides") if row["role"] == "passenger"]
    assert 0.25 < sum(1 for row in tickets if row["t_depart"]) / len(tickets) < 0.55
    assert 0 < sum(1 for row in tickets if row["mode"] != "ship" and not row["seat"]) / len(tickets) < 0.12
    assert "ZY8201" in {row["number"] for row in tickets}
    assert all(row["id_number"] for row in feed("rides"))


@pytest.mark.parametrize(
    ("number", "carriages", "seat"),
    [("G2306/7", {"01", "03"}, r"\d\d[A-F]"), ("K1302/3", {"01", "03", "06"}, r"\d+|0\d-\d\d-(lower|middle|upper)")],
)
def test_seats_are_written_as_on_tickets(feed: Feed, number: str, carriages: set[str], seat: str) -> None:
    """A fast train's seat is row and letter; on the night train a number, or a berth that names carriage and level."""
    rows = [row for row in feed("rides") if row["number"] == number and row["role"] == "passenger" and row["seat"]]
    assert rows
    assert {row["carriage"] for row in rows} <= carriages
    assert all(re.fullmatch(seat, row["seat"]) for row in rows)


def test_cleaners_come_after_the_passengers(world: World, feed: Feed) -> None:
    """They are on board from a quarter of an hour after landing, for forty minutes, and their rows say so without stops."""
    tickets = world[0].journeys.tickets
    cleans = np.flatnonzero(tickets.role == CLEANER)
    assert len(cleans) > 10
    for row in cleans.tolist():
        landed = tickets.t_end[(tickets.run == tickets.run[row]) & (tickets.role != CLEANER)]
        assert set(tickets.t_start[row] - landed) <= {900}
        assert tickets.t_end[row] - tickets.t_start[row] == 2400
    told = [row for row in feed("rides") if not row["from"]]
    assert {(row["mode"], row["role"], row["cabin"], row["seat"]) for row in told} == {("flight", "crew", "", "")}
    assert all(row["t_depart"] and row["t_arrive"] for row in told)

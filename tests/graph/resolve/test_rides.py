"""Rides: each person's own leg of a run, its times, its seat, and what holds it back."""

from tests.graph.resolve.told import Told, clock, held_of, resolved, rows, stays, views

#: A train of 29 July from Changsha by Yueyang to Wuhan, a night train, and a flight to the west.
TABLE = rows("timetables", """
    mode  | number | date       | seq | stop      | t_arrive | t_depart | zone
    train | G1234/G1235 | 2021-07-29 | 1 | Changsha 站 |       | 08:00 |
    train | G1234/G1235 | 2021-07-29 | 2 | Yueyang   | 08:40    | 08:42 |
    train | G1234/G1235 | 2021-07-29 | 3 | Wuhan     | 09:30    |       |
    train | K9     | 2021-07-29 | 1   | Changsha  |          | 23:30 |
    train | K9     | 2021-07-29 | 2   | Yueyang   | 01:10    | 01:15 |
    train | K9     | 2021-07-29 | 3   | Wuhan     | 03:00    |       |
    flight | CZ1   | 2021-07-29 | 1   | CSX       |          | 10:00 | Asia/Shanghai
    flight | CZ1   | 2021-07-29 | 2   | URC       | 12:30    |       | Asia/Urumqi
""")  # fmt: skip


def ride(who: str, number: str, start: str = "", end: str = "", mode: str = "train", **more: str) -> Told:
    """Return a ride of 29 July; `start` and `end` are stops."""
    values = {"phone": who, "mode": mode, "number": number, "date": "2021-07-29", "from": start, "to": end, **more}
    return Told("rides", {name: value for name, value in values.items() if value}, more.pop("source", "default"))


def legs(*told: Told) -> list[tuple[str, ...]]:
    """Return (place, part, start, end, flags) of each stay, sorted."""
    return sorted(row[1:6] for row in stays(resolved(*told)))


def held(*told: Told) -> list[str]:
    """Return why rides are held."""
    return [row["reason"] for row in held_of(views(told), "rides").to_pylist()]


def test_a_leg_is_from_departure_at_boarding_to_arrival_at_alighting() -> None:
    """Changsha to Yueyang is 08:00-08:40, Yueyang to Wuhan 08:42-09:30: the legs touch at no second."""
    assert legs(*TABLE, ride("1", "G1234/G1235", "Changsha", "Yueyang站"), ride("2", "G1235", "yueyang", "Wuhan")) == [
        ("train:G1234:2021-07-29", "", "29 08:00", "29 08:40", ""),
        ("train:G1234:2021-07-29", "", "29 08:42", "29 09:30", ""),
    ]


def test_a_run_past_midnight_goes_on_the_next_day() -> None:
    """K9 leaves at 23:30; 01:10 and 03:00 are on 30 July."""
    assert legs(*TABLE, ride("1", "K9", "Changsha", "Wuhan")) == [
        ("train:K9:2021-07-29", "", "29 23:30", "30 03:00", "")
    ]


def test_times_of_the_row_beat_the_timetable() -> None:
    """A delayed train: told 08:25 to 09:50, whatever the table says; told one side, the table gives the other."""
    late = ride("1", "G1234", "Changsha", "Wuhan", t_depart="2021-07-29 08:25", t_arrive="2021-07-29 09:50")
    assert legs(*TABLE, late)[0][2:4] == ("29 08:25", "29 09:50")
    assert legs(*TABLE, ride("1", "G1234", "Changsha", "Wuhan", t_depart="2021-07-29 08:25"))[0][2:4] == (
        "29 08:25", "29 09:30",
    )  # fmt: skip


def test_times_are_local_to_the_stop() -> None:
    """Urumqi's 12:30 is 14:30 in Shanghai, by the timetable and in the row; a time with its offset is what it says."""
    plain = ride("1", "CZ1", "CSX", "URC", mode="flight")
    told = ride("1", "CZ1", "CSX", "URC", mode="flight", t_depart="2021-07-29 10:10", t_arrive="2021-07-29 12:40")
    exact = ride("1", "CZ1", "CSX", "URC", mode="flight", t_arrive="2021-07-29T12:40:00+08:00")
    assert [legs(*TABLE, one)[0][2:4] for one in (plain, told, exact)] == [
        ("29 10:00", "29 14:30"), ("29 10:10", "29 14:40"), ("29 10:00", "29 12:40")
    ]  # fmt: skip


def test_without_any_time_a_ride_is_its_whole_day() -> None:
    """No times and no timetable: 29 July as a whole, day_only; with a start alone, an open end of four hours."""
    assert legs(ride("1", "K8", "Changsha", "Wuhan"))[0][2:] == ("29 00:00", "30 00:00", "day_only")
    assert legs(ride("1", "K8", "Changsha", t_depart="2021-07-29 08:00"))[0][2:] == (
        "29 08:00", "29 12:00", "estimated_end",
    )  # fmt: skip


def test_a_ride_before_its_timetable_is_cut_when_that_comes() -> None:
    """The same ride alone is the whole day, with the timetable 08:00-09:30."""
    one = ride("1", "G1234", "Changsha", "Wuhan")
    assert [legs(one)[0][2], legs(one, *TABLE)[0][2]] == ["29 00:00", "29 08:00"]


def test_a_loop_line_goes_from_a_stop_to_itself() -> None:
    """A, B, A: from A to A is the whole round, from B to A its second half."""
    loop = rows("timetables", """
        mode  | number | date       | seq | stop | t_arrive | t_depart
        coach | 1      | 2021-07-29 | 1   | A    |          | 08:00
        coach | 1      | 2021-07-29 | 2   | B    | 08:20    | 08:21
        coach | 1      | 2021-07-29 | 3   | A    | 08:40    |
    """)  # fmt: skip
    assert [leg[2:4] for leg in legs(*loop, ride("1", "1", "A", "A", mode="coach"), ride("2", "1", "B", "A", mode="coach"))] == [
        ("29 08:00", "29 08:40"), ("29 08:21", "29 08:40")
    ]  # fmt: skip


def test_a_season_holds_on_its_days_and_a_date_beats_it() -> None:
    """A table of July for Thursdays (29 July 2021 was one) holds; one of that very date counts instead."""
    season = rows("timetables", """
        mode  | number | valid_from | valid_to   | weekdays | seq | stop | t_arrive | t_depart
        train | C1     | 2021-07-01 | 2021-07-31 | 4        | 1   | A    |          | 07:00
        train | C1     | 2021-07-01 | 2021-07-31 | 4        | 2   | B    | 07:30    |
        train | C2     | 2021-07-01 | 2021-07-31 | 12356    | 1   | A    |          | 07:00
        train | C2     | 2021-07-01 | 2021-07-31 | 12356    | 2   | B    | 07:30    |
    """)  # fmt: skip
    exact = rows("timetables", """
        mode  | number | date       | seq | stop | t_arrive | t_depart
        train | C1     | 2021-07-29 | 1   | A    |          | 07:05
        train | C1     | 2021-07-29 | 2   | B    | 07:40    |
    """)  # fmt: skip
    assert legs(*season, ride("1", "C1", "A", "B"))[0][2:4] == ("29 07:00", "29 07:30")
    assert legs(*season, *exact, ride("1", "C1", "A", "B"))[0][2:4] == ("29 07:05", "29 07:40")
    assert legs(*season, ride("1", "C2", "A", "B"))[0][4] == "day_only"


def test_a_codeshare_is_the_run_that_it_names() -> None:
    """MU9 is another name of CZ1: both rides are at one place, called CZ1."""
    alias = Told(
        "timetables",
        {"mode": "flight", "number": "MU9", "date": "2021-07-29", "seq": "1", "stop": "CSX", "alias_of": "CZ1"},
    )
    found = legs(
        *TABLE, alias, ride("1", "MU9", "CSX", "URC", mode="flight"), ride("2", "CZ1", "CSX", "URC", mode="flight")
    )
    assert found == [("flight:CZ1:2021-07-29", "", "29 10:00", "29 14:30", "")] * 2


def test_a_stop_that_is_not_on_the_run_holds_the_ride() -> None:
    """Guangzhou is no stop of G1234; without a timetable nobody knows, and it stands; Wuhan to Changsha runs the other way."""
    lost, turned = ride("1", "G1234", "Changsha", "Guangzhou"), ride("1", "G1234", "Wuhan", "Changsha")
    assert held(*TABLE, lost, turned) == ["STOP_UNKNOWN", "STOP_ORDER"]
    assert held(lost, turned) == []
    assert legs(*TABLE, lost, turned) == []


def test_a_carriage_that_the_train_does_not_have_holds_the_ride() -> None:
    """The run has carriages 5 and 6; 05 is 5, and 7 waits."""
    run = Told(
        "runs", {"mode": "train", "number": "K9", "date": "2021-07-29", "coach_types": "5:hard_seat;6:soft_sleeper"}
    )
    told = [ride("1", "K9", "Changsha", "Wuhan", carriage=c) for c in ("05", "7", "")]
    assert held(*TABLE, run, *told) == ["CARRIAGE_UNKNOWN"]


def test_an_arrival_before_the_departure_holds_the_ride() -> None:
    """09:00 to 08:00 in one zone cannot be; 10:00 in Shanghai to 09:00 in Urumqi (11:00) can."""
    wrong = ride("1", "K1", t_depart="2021-07-29 09:00", t_arrive="2021-07-29 08:00")
    west = ride("1", "CZ1", "CSX", "URC", mode="flight", t_depart="2021-07-29 10:00", t_arrive="2021-07-29 09:00")
    assert held(*TABLE, wrong, west) == ["END_BEFORE_START"]


def test_a_ticket_without_a_seat_takes_it_from_the_other_record_of_the_ride() -> None:
    """Two feeds tell one ride, one with carriage 05 and seat 12A: it is one stay, in carriage 5, by both."""
    bare = Told("rides", ride("1", "G1234", "Changsha", "Wuhan").values, "a")
    full = Told("rides", ride("1", "G1234", "Changsha", "Wuhan", carriage="05", seat="12A").values, "b")
    graph = resolved(*TABLE, bare, full)
    assert [row[2:] for row in stays(graph)] == [("5", "29 08:00", "29 09:30", "", "a b")]
    assert [graph.seats[s] for s in graph.stays.seat] == ["|5||12A"]


def test_a_ride_of_no_length_takes_its_seat_from_the_other_record_too() -> None:
    """Both feeds say that the passenger got on and off at 08:20: one second in carriage 5, by both."""
    at = {"t_depart": "2021-07-29 08:20", "t_arrive": "2021-07-29 08:20"}
    bare = Told("rides", ride("1", "G1234", "Changsha", "Wuhan", **at).values, "a")
    full = Told("rides", ride("1", "G1234", "Changsha", "Wuhan", **at, carriage="05").values, "b")
    assert [row[2:] for row in stays(resolved(*TABLE, bare, full))] == [("5", "29 08:20", "29 08:20", "", "a b")]


def test_a_run_knows_whether_it_is_sealed_its_carriages_and_whether_it_has_one_leg() -> None:
    """What runs tell is on the place; CZ1 has two stops, G1234 three; a flight whose stops nobody tells has one leg."""
    run = Told(
        "runs",
        {"mode": "train", "number": "G1235", "date": "2021-07-29", "sealed": "true", "coach_types": "5:hard_seat"},
    )
    on = [ride("1", "G1234"), ride("1", "CZ1", mode="flight"), ride("1", "CZ7", mode="flight"), ride("1", "K9")]
    found = {p.key.split(":")[1]: (p.sealed, p.coach_types, p.one_leg) for p in resolved(*TABLE, run, *on).places}
    assert found == {
        "CZ1": (None, (), True), "CZ7": (None, (), True), "G1234": (True, ("5:hard_seat",), False), "K9": (None, (), False)
    }  # fmt: skip


def test_who_booked_together_has_one_booking() -> None:
    """Equal bookings of one source are one number, other ones others; without a booking it is 0."""
    told = [ride(who, "K1", booking=b) for who, b in (("1", "X"), ("2", "X"), ("3", "Y"), ("4", ""))]
    by_person = sorted(resolved(*told).stays.booking.tolist())
    assert by_person[0] == 0
    assert len(set(by_person)) == 3


def test_now_is_after_the_last_ride() -> None:
    """The last arrival is the latest that the facts know."""
    assert clock(resolved(*TABLE, ride("1", "K9", "Changsha", "Wuhan")).now) == "30 03:00"

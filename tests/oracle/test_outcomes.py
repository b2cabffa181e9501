"""Which rows are one record, and which of them counts, for the feeds of things and events (semantics.md, 2)."""

import pytest

from tests.oracle.claims import claim
from tests.oracle.fed import Fed, Fields

X, Y = {"name": "x"}, {"name": "y"}
RUN = {"mode": "flight", "date": "2021-07-29"}
WEEK = {"mode": "train", "number": "G1", "seq": "1", "stop": "A"}


@pytest.mark.parametrize(
    ("feed", "one", "two", "accepted", "superseded"),
    [
        ("orgs", {"org_code": "1", **X}, {"org_code": "1", **Y}, 1, 1),
        ("divisions", {"code": "43", **X}, {"code": "43", **Y}, 1, 1),
        ("runs", {**RUN, "number": "BA027", "sealed": "true"}, {**RUN, "number": "BA 27", "sealed": "false"}, 1, 1),
        ("runs", {**RUN, "number": "BA27"}, {**RUN, "number": "BA28"}, 2, 0),
        ("timetables", {**WEEK, "date": "2021-07-29"}, {**WEEK, "date": "2021-07-29", "t_depart": "08:00"}, 1, 1),
        ("timetables", {**WEEK, "date": "2021-07-29"}, {**WEEK, "date": "2021-07-30"}, 2, 0),
        ("timetables", {**WEEK, "valid_to": "2021-06-30"}, {**WEEK, "valid_from": "2021-07-01"}, 2, 0),
        ("households", {"household_id": "1", "person_id": "p", **X}, {"household_id": "1", "person_id": "p", **Y}, 1, 1),
        ("households", {"household_id": "1", "person_id": "p"}, {"household_id": "1", "person_id": "q"}, 2, 0),
        ("measures", {"person_id": "p", "kind": "hospital", "t_start": "2021-07-29", "by": "x"},
         {"person_id": "p", "kind": "hospital", "t_start": "2021-07-29", "by": "y"}, 2, 0),
        ("positions", {"person_id": "p", "cell_id": "a", "t": "2021-07-29 08:00", "accuracy_m": "5"},
         {"person_id": "p", "cell_id": "a", "t": "2021-07-29 08:00", "accuracy_m": "6"}, 2, 0),
        ("positions", {"person_id": "p", "cell_id": "a", "t": "2021-07-29 08:00", "accuracy_m": "-1"},
         {"person_id": "p", "cell_id": "a", "t": "2021-07-29 08:00"}, 1, 0),
        ("passages", {"person_id": "p", "checkpoint_id": "a", "t": "2021-07-29 08:00", "direction": "in"},
         {"person_id": "p", "checkpoint_id": "a", "t": "2021-07-29 08:00", "direction": "out"}, 2, 0),
    ],
)  # fmt: skip
def test_things_go_by_their_key_and_events_by_content(
    feed: str, one: Fields, two: Fields, accepted: int, superseded: int
) -> None:
    """The second row about a thing supersedes the first, whatever the number is written like; other events stand beside.

    A value that cannot be meant is left out, so a row with an accuracy of -1 m says what one without says.
    """
    first, second = (Fed(feed, (row,), "default", f"2021-08-0{i}T00:00:00Z") for i, row in ((1, one), (2, two)))
    claim(first, second, asks={"feeds": {"feed": f"feed | accepted | superseded\n {feed} | {accepted} | {superseded}"}})


def test_a_cancelled_ride_is_none() -> None:
    """A cancel that names the record takes the ride away, though it comes first."""
    cancel = Fed("rides", ({"record_id": "r1", "op": "cancel", "version": "2"},))
    ride = {**RUN, "record_id": "r1", "version": "1", "person_id": "an", "number": "CZ1"}
    cases = Fed("cases", ({"case_id": "C1", "person_id": "an", "onset": "2021-07-30"},))
    claim(cancel, Fed("rides", (ride,)), cases, asks={
        "trajectory C1": {"stay": "person"},
        "feeds": {"feed": "feed | rows | accepted | superseded\n rides | 2 | 1 | 1\n cases | 1 | 1 | 0"},
    })  # fmt: skip

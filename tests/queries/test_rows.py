"""Records of a server as columns."""

import numpy as np
import pytest

from graph.engines.protocol import Housemate, Record
from graph.model.timed_graph import Place
from queries._rows import ChainRow, chain_rows, housemate_rows, overlaps, stay_table

QUAY = {
    "key": "harbour/quay", "kind": "venue", "name": None, "place_id": "quay", "source": "harbour",
    "has_zones": True, "enclosed": False, "longest": 90, "lat": 28.5, "lon": None, "sealed": None, "coach_types": "[]", "one_leg": False,
}  # fmt: skip


def record(seed: int, person: str, t_start: int, *, zone: str = "", distance: float = -1.0, seat: str = "") -> Record:
    """Return a record of one time together at the quay."""
    return {
        "seed": [seed], "place": ["harbour/quay"], "a_start": [0], "a_zone": [zone], "a_floor": [""], "a_flags": [0],
        "a_sources": ['["till"]'], "a_seat": [""], "person": [[person]], "t_start": [[t_start]], "t_end": [[90]],
        "b_start": [[t_start]], "b_zone": [[""]], "b_floor": [["2"]], "b_flags": [[4]], "b_sources": [['["till", "wifi"]']],
        "distance": [[distance]], "b_seat": [[seat]], "booked": [[seat != ""]], "places": [QUAY],
    }  # fmt: skip


def test_times_together_stand_by_seed_person_place_and_start() -> None:
    """Records of several parts become one answer in the order of the columns, each place once."""
    found = overlaps([record(1, "bo", 5), record(0, "cy", 7), record(0, "bo", 9), record(0, "bo", 8)])
    rows = zip(found.seed.tolist(), (found.people[p] for p in found.person), found.t_start.tolist(), strict=True)
    assert list(rows) == [(0, "bo", 8), (0, "bo", 9), (0, "cy", 7), (1, "bo", 5)]
    assert found.places == [
        Place("harbour/quay", "venue", None, "quay", "harbour", has_zones=True, enclosed=False, longest=90, lat=28.5)
    ]


def test_what_a_seed_and_others_say_stand_side_by_side() -> None:
    """Ann's first stay meets nobody, her second Bo and Cy, her third Di: zone and start of hers beside each of them."""
    sent = {
        "seed": [0, 0, 0], "place": ["harbour/quay"] * 3, "a_start": [1, 2, 3], "a_zone": ["pier", "", "deck"], "a_floor": [""] * 3,
        "a_flags": [0, 1, 2], "a_sources": ['["till"]', '["wifi"]', '["till"]'], "a_seat": [""] * 3, "places": [QUAY],
    }  # fmt: skip
    people = [[], ["cy", "bo"], ["di"]]
    others = {
        "person": people, "t_start": [[], [5, 6], [7]], "t_end": [[], [9, 9], [9]], "b_start": [[], [5, 6], [7]],
        "b_zone": [[], ["deck", ""], [""]], "b_floor": [[""] * len(p) for p in people], "b_flags": [[4] * len(p) for p in people],
        "b_sources": [['["card"]'] * len(p) for p in people], "distance": [[-1.0] * len(p) for p in people],
        "b_seat": [[""] * len(p) for p in people], "booked": [[False] * len(p) for p in people],
    }  # fmt: skip
    found = overlaps([sent | others])
    assert [found.people[p] for p in found.person] == ["bo", "cy", "di"]
    assert (found.a_start.tolist(), found.b_start.tolist(), found.a_flags.tolist()) == ([2, 2, 3], [6, 5, 7], [1, 1, 2])
    zones = [*found.zones, None]
    assert [(zones[a], zones[b]) for a, b in zip(found.a_zone, found.b_zone, strict=True)] == [
        (None, None), (None, "deck"), ("deck", None),
    ]  # fmt: skip
    assert [found.source_sets[s] for s in found.a_sources] == [("wifi",), ("wifi",), ("till",)]


def test_a_run_bears_what_is_known_of_it() -> None:
    """Whether it is sealed, what its carriages are, and no position."""
    train = {**QUAY, "lat": None, "sealed": True, "coach_types": '["5:soft_sleeper", "6:hard_seat"]'}
    (place,) = overlaps([{**record(0, "bo", 5), "places": [train]}]).places
    assert (place.sealed, place.coach_types, place.lat) == (True, ("5:soft_sleeper", "6:hard_seat"), None)


def test_what_is_not_known_is_minus_one_or_nan() -> None:
    """An empty zone or floor points nowhere, a distance below 0 is none."""
    found = overlaps([record(0, "bo", 5, zone="pier"), record(0, "cy", 6, distance=1.5)])
    assert (found.a_zone.tolist(), found.b_zone.tolist(), found.zones) == ([0, -1], [-1, -1], ["pier"])
    assert (found.a_floor.tolist(), found.b_floor.tolist(), found.floors) == ([-1, -1], [0, 0], ["2"])
    assert np.isnan(found.distance[0])
    assert found.distance[1] == 1.5
    assert [found.source_sets[s] for s in found.b_sources] == [("till", "wifi")] * 2


def test_seats_and_bookings_stand_beside_each_row() -> None:
    """Bo in 12A on Ann's booking; nothing is known of Cy. Rows stand by person, and seats go with them."""
    found = overlaps([record(0, "cy", 5), record(0, "bo", 6, seat="Y|||12A")])
    assert (found.a_seat.tolist(), found.b_seat.tolist(), found.seats) == ([-1, -1], [0, -1], ["Y|||12A"])
    assert found.booked.tolist() == [True, False]


def test_a_housemates_sources_are_those_of_both() -> None:
    """Each source once, sorted; records of several parts become one answer."""
    sent = {
        "seed": [1], "person": ["bo"], "household": ["register/h1"], "t_start": [0], "t_end": [9],
        "a_sources": ['["register", "census"]'], "b_sources": ['["register"]'],
    }  # fmt: skip
    nobody: Record = {name: [] for name in sent}
    assert housemate_rows([nobody, sent]) == [Housemate(1, "bo", "register/h1", 0, 9, ("census", "register"))]


def test_no_stays_are_an_empty_table() -> None:
    """A record of empty lists gives columns without rows."""
    columns = ("person", "place", "t_start", "t_end", "zone", "floor", "flags", "sources", "seat", "places")
    found = stay_table([{name: [] for name in columns}])
    assert len(found.person) == len(found.places) == 0


def test_a_chain_without_dates() -> None:
    """Lists become tuples; a chain whose cases have no date has no first and no last."""
    sent = {"cases": ["F", "G"], "roots": [], "edges": 2, "generations": [], "first": None, "last": None}
    assert chain_rows([sent]) == [ChainRow(("F", "G"), (), 2, (), None, None)]


def test_a_wrong_record_is_noticed() -> None:
    """A column that is no list is a mistake of ours, and is not taken for an empty answer."""
    with pytest.raises(TypeError, match="person"):
        stay_table([{"person": "ann"}])

"""A place has an id and a kind; its position is on the globe or nowhere."""

from collections.abc import Callable

import pytest

from graph.intake.clean import Cleaned

Fed = Callable[..., Cleaned]
Reasons = Callable[..., list[tuple[str, str] | None]]


def test_a_place_needs_an_id_and_a_known_kind(reasons: Reasons) -> None:
    """No id, no kind, a kind that nobody knows: each has its reason."""
    rows = [
        {"place_id": "v1", "kind": "网吧"},
        {"kind": "venue"},
        {"place_id": "v2"},
        {"place_id": "v3", "kind": "moon"},
        {"place_id": "NULL", "kind": "venue"},
    ]
    assert reasons("places", *rows) == [
        None,
        ("rejected", "MISSING_VALUE"),
        ("rejected", "MISSING_VALUE"),
        ("rejected", "VALUE_UNKNOWN"),
        ("rejected", "MISSING_VALUE"),
    ]


def test_columns_of_a_place_are_read_by_their_kind(fed: Fed) -> None:
    """Numbers, yes and no, and words become values; the id has no quotes and the name is kept as written."""
    row = {
        "place_id": "'Ｖ1",
        "kind": "酒店",
        "name": "湖畔  宾馆",
        "lat": "28.2",
        "lon": "112.9",
        "datum": "GCJ-02",
        "capacity": "120",
        "enclosed": "是",
        "ventilated": "no",
        "parent_place_id": "m1",
    }
    found = fed("places", row)
    place = {k: v for k, v in found.facts.to_pylist()[0].items() if k in row}
    assert place == {
        "place_id": "V1", "kind": "lodging", "name": "湖畔 宾馆", "lat": 28.2, "lon": 112.9, "datum": "gcj02",
        "capacity": 120.0, "enclosed": True, "ventilated": False, "parent_place_id": "m1",
    }  # fmt: skip
    assert found.facts["content"].to_pylist() == [
        "capacity=120\ndatum=gcj02\nenclosed=true\nkind=lodging\nlat=28.2\nlon=112.9\nname=湖畔 宾馆\nparent_place_id=m1\nplace_id=V1\nventilated=false"
    ]
    assert found.facts["record_text"].to_pylist() == ["key:hotels:places:V1"]
    assert found.vault.num_rows == 0


@pytest.mark.parametrize(("lat", "lon"), [("112.9", "28.2"), ("28.2", "181"), ("-90.1", "0")])
def test_a_place_off_the_globe_is_held(reasons: Reasons, lat: str, lon: str) -> None:
    """Swapped coordinates usually show by a latitude over 90."""
    assert reasons("places", {"place_id": "v1", "kind": "venue", "lat": lat, "lon": lon}) == [
        ("quarantined", "COORDINATE")
    ]


def test_numbers_that_cannot_be_read_are_left_out_and_noted(fed: Fed) -> None:
    """A place without position is still a place; 0, 0 is a position that nobody meant."""
    rows = [
        {"lat": "north", "lon": "112"},
        {"lat": "0", "lon": "0"},
        {"capacity": "-1"},
        {"lat": "0", "lon": "7"},
        {"enclosed": "perhaps"},
    ]
    found = fed("places", *({"place_id": f"v{i}", "kind": "venue"} | row for i, row in enumerate(rows)))
    assert found.facts["lat"].to_pylist() == [None, None, None, 0.0, None]
    assert found.facts["lon"].to_pylist() == [112.0, None, None, 7.0, None]
    assert found.flags == {"VALUE_UNREADABLE": 4}


def test_a_cancel_of_a_place_needs_only_its_id(reasons: Reasons) -> None:
    """The kind is not asked of a place that goes."""
    assert reasons("places", {"op": "cancel", "place_id": "v1"}, {"op": "cancel", "kind": "venue"}) == [
        None,
        ("rejected", "RECORD_ID_MISSING"),
    ]


def test_a_damaged_place_name_is_held(reasons: Reasons) -> None:
    """Mojibake in a name of a place is looked at by somebody."""
    assert reasons("places", {"place_id": "v1", "kind": "venue", "name": "锟斤拷"}) == [("quarantined", "NAME_BROKEN")]

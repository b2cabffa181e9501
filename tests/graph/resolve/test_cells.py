"""Positions become stays in cells: by gaps, by the operator's cell or the grid, by whoever holds the phone then."""

import numpy as np
import pytest

from graph.resolve.datum import gcj02, wgs84
from graph.resolve.grid import cells, middles
from tests.graph.resolve.told import Told, person, resolved, rows, stays


def fixes(text: str) -> list[tuple[str, ...]]:
    """Return (place, start, end, flags) of the stays that positions make; times are clocks of 29 July."""
    told = rows("positions", text)
    whole = [
        Told(r.feed, {n: f"2021-07-29 {v}" if n in {"t", "t_end"} else v for n, v in r.values.items()}) for r in told
    ]
    return sorted((row[1], *row[3:6]) for row in stays(resolved(*whole)))


def test_fixes_of_one_cell_are_one_stay_while_no_gap_is_over_an_hour() -> None:
    """10:00, 10:59 and 11:59 are one stay to 11:59; 13:00 is 61 minutes later, a second of its own."""
    assert fixes("""
        phone | t     | cell_id
        1     | 10:00 | A
        1     | 10:59 | A
        1     | 11:59 | A
        1     | 13:00 | A
    """) == [("cell:A", "29 10:00", "29 11:59", ""), ("cell:A", "29 13:00", "29 13:00", "")]


def test_another_cell_between_ends_a_stay() -> None:
    """A, B, A within minutes are three stays."""
    assert [
        row[:2]
        for row in fixes("""
        phone | t     | cell_id
        1     | 10:00 | A
        1     | 10:05 | B
        1     | 10:10 | A
    """)
    ] == [("cell:A", "29 10:00"), ("cell:A", "29 10:10"), ("cell:B", "29 10:05")]


def test_an_end_that_is_told_extends_the_stay_and_closes_the_gap() -> None:
    """10:00 told until 11:30 and then 12:20: 50 minutes of silence, one stay to 12:20."""
    assert fixes("""
        phone | t     | t_end | cell_id
        1     | 10:00 | 11:30 | A
        1     | 12:20 |       | A
    """) == [("cell:A", "29 10:00", "29 12:20", "")]


def test_a_coarse_fix_makes_the_stay_coarse() -> None:
    """801 m is coarse, 800 m is not."""
    assert [
        row[3]
        for row in fixes("""
        phone | t     | cell_id | accuracy_m
        1     | 10:00 | A       | 800
        2     | 10:00 | B       | 801
    """)
    ] == ["", "COARSE"]


def test_the_grid_is_that_of_the_text() -> None:
    """28.2 N, 112.9 E: band floor(28.2 * 111195 / 800) = 3919; its lower edge is at 28.1955 N, cosine 0.88134, so column 13830."""
    assert (
        fixes("""
        phone | t     | lat  | lon   | datum
        1     | 10:00 | 28.2 | 112.9 | wgs84
    """)[0][0]
        == "g800:3919:13830"
    )
    lat, lon = middles(*cells(np.array([28.2]), np.array([112.9])))
    assert abs(lat[0] - 28.2) * 111_195 <= 400
    assert abs(lon[0] - 112.9) * 111_195 * np.cos(np.radians(28.2)) <= 401


@pytest.mark.parametrize("lat", [-33.9, -0.001, 0.001, 45.0])
def test_cells_are_800_metres_wide_everywhere(lat: float) -> None:
    """Just under 800 m to the east is the next cell at most, 1,600 m two further: the columns follow the latitude."""
    step = 800 / (111_195 * np.cos(np.radians(lat)))
    columns = cells(np.full(3, lat), np.array([10.0, 10.0 + step, 10.0 + 2 * step]))[1]
    assert np.diff(columns).tolist() == [1, 1]


def test_gcj02_and_bd09_come_back_to_wgs84_within_a_metre() -> None:
    """Known pair of the published formula: 39.915 N 116.404 E (WGS-84) is 39.91640428 N 116.41024449 E in GCJ-02."""
    lat, lon = gcj02(np.array([39.915]), np.array([116.404]))
    assert (round(float(lat[0]), 6), round(float(lon[0]), 6)) == (39.916404, 116.410244)
    back = wgs84(lat, lon, np.array(["gcj02"], object))
    assert np.allclose(back, [[39.915], [116.404]], atol=1e-8)
    abroad = wgs84(np.array([48.85]), np.array([2.35]), np.array(["gcj02"], object))
    assert np.allclose(abroad, [[48.85], [2.35]])


def test_a_fix_belongs_to_whoever_holds_the_phone_then() -> None:
    """Until noon the number is Ann's, from noon on Bo's: one fix each."""
    told = [
        Told("subscribers", {"phone": "1", "id_number": "A", "valid_to": "2021-07-29 12:00"}),
        Told("subscribers", {"phone": "1", "id_number": "B", "valid_from": "2021-07-29 12:00"}),
        Told("positions", {"phone": "1", "t": "2021-07-29 11:00", "cell_id": "X"}),
        Told("positions", {"phone": "1", "t": "2021-07-29 13:00", "cell_id": "X"}),
    ]
    assert sorted((row[0], row[3]) for row in stays(resolved(*told))) == sorted(
        [(person("id_card:A"), "29 11:00"), (person("id_card:B"), "29 13:00")]
    )


def test_two_holders_of_one_phone_at_once_leave_a_flagged_stay_of_the_phone() -> None:
    """Ann and Bo both hold it all day: the stay is the phone's own, flagged shared_identifier."""
    told = [
        Told("subscribers", {"phone": "1", "id_number": "A", "valid_from": "2021-07-01"}),
        Told("subscribers", {"phone": "1", "id_number": "B", "valid_from": "2021-07-01"}),
        Told("positions", {"phone": "1", "t": "2021-07-29 11:00", "cell_id": "X"}),
    ]
    assert [(row[0], row[5]) for row in stays(resolved(*told))] == [(person("phone:1"), "shared_identifier")]


def test_a_registered_cell_is_that_place_and_a_stay_named_by_it_too() -> None:
    """Cell X of the register, a fix in X and a stay at the unregistered cell Y beside a fix in Y: two places."""
    told = [
        Told("places", {"place_id": "X", "kind": "cell"}),
        Told("positions", {"phone": "1", "t": "2021-07-29 11:00", "cell_id": "X"}),
        Told("positions", {"phone": "1", "t": "2021-07-29 12:00", "cell_id": "Y"}),
        Told(
            "stays",
            {
                "phone": "2",
                "place_kind": "cell",
                "place_name": "Y",
                "t_start": "2021-07-29 12:00",
                "t_end": "2021-07-29 13:00",
            },
        ),
    ]
    assert sorted(row[1] for row in stays(resolved(*told))) == ["cell:Y", "cell:Y", "default/X"]


def test_a_passage_is_a_point_at_its_checkpoint() -> None:
    """Seen at 11:00 at gate G: one second at a place of kind checkpoint."""
    graph = resolved(
        Told("passages", {"phone": "1", "checkpoint_id": "G", "t": "2021-07-29 11:00", "source": "camera"})
    )
    assert [(p.key, p.kind, p.place_id) for p in graph.places] == [("checkpoint:G", "checkpoint", "G")]
    assert (graph.stays.t_end - graph.stays.t_start).tolist() == [1]

"""Positions and passages (semantics.md, 4): datums, the grid, and the stays that fixes make."""

import pytest

from tests.oracle.cells import gcj02, grid_cell, unbaidu, wgs84
from tests.oracle.claims import claim
from tests.oracle.fed import Fed, Fields, World
from tests.oracle.oracle import Oracle
from tests.stories.story import feed

CASES = feed("cases", "case_id | person_id | onset\n C1 | an | 07-30")


@pytest.mark.parametrize(
    ("point", "expected"),
    [
        ((31.1774276, 121.5272106), (31.17530398364597, 121.531541859215)),
        ((22.543847, 113.912316), (22.540796131694766, 113.9171764808363)),
        ((39.911954, 116.377817), (39.91334545536069, 116.38404722455657)),
        ((51.5, -0.1), (51.5, -0.1)),
    ],
)
def test_gcj02_and_back(point: tuple[float, float], expected: tuple[float, float]) -> None:
    """Known pairs of points of three cities, and back to a ten-millionth of a degree; abroad nothing is shifted."""
    assert gcj02(point) == pytest.approx(expected, abs=1e-7)
    assert wgs84(gcj02(point)) == pytest.approx(point, abs=1e-9)


def test_bd09_to_gcj02() -> None:
    """A known pair of points in Beijing."""
    assert unbaidu((39.915, 116.404)) == pytest.approx((39.90865673957631, 116.39762729119315), abs=1e-9)


@pytest.mark.parametrize(
    ("point", "expected"),
    [
        ((0.0071, 0.0071), "g800:0:0"),
        ((0.0072, 0.0072), "g800:1:1"),
        ((-0.0001, -0.0001), "g800:-1:-1"),
        ((28.2, 112.9), "g800:3919:13830"),
    ],
)
def test_cells_are_800_metres_square(point: tuple[float, float], expected: str) -> None:
    """A degree is 111,195 m: 0.0071° is 789 m, 0.0072° is 801 m.

    28.2° is band 3919 (3919.6), whose edge is at 28.19551°, where 112.9° is 111,195 · 112.9 · cos 28.19551° / 800 = 13,830.3 cells.
    """
    assert grid_cell(point) == expected


def stays(*fixes: tuple[str, str], **more: str) -> list[tuple[str, str, str]]:
    """Return the stays (place, start, end) that fixes (time, cell) of a day make."""
    rows = ({"person_id": "an", "t": f"2021-07-29 {t}", "cell_id": cell, **more} for t, cell in fixes)
    found = Oracle(World((Fed("positions", tuple(rows)),), "UTC")).known
    from_rows = Oracle(World((Fed("positions", tuple(r.values for r in found.rows[::-1])), CASES), "UTC"))
    rows_told = from_rows.ask(["trajectory", "C1"])
    return sorted((str(r["place"]), str(r["t_start"])[11:19], str(r["t_end"])[11:19]) for r in rows_told)


def test_fixes_in_one_cell_with_gaps_up_to_an_hour_are_one_stay() -> None:
    """60 minutes hold together, 61 do not; a lone fix is one second."""
    assert stays(("08:00", "a"), ("09:00", "a"), ("09:30", "a")) == [("a", "08:00:00", "09:30:00")]
    assert stays(("08:00", "a"), ("09:01", "a")) == [("a", "08:00:00", "08:00:01"), ("a", "09:01:00", "09:01:01")]


def test_a_fix_elsewhere_ends_a_stay() -> None:
    """A-B-A are three stays; two cells at one moment stand in the order of their names."""
    assert stays(("08:00", "a"), ("08:05", "b"), ("08:10", "a"), ("08:20", "a")) == [
        ("a", "08:00:00", "08:00:01"), ("a", "08:10:00", "08:20:00"), ("b", "08:05:00", "08:05:01")]  # fmt: skip
    assert stays(("08:00", "b"), ("08:00", "a"), ("08:10", "b")) == [
        ("a", "08:00:00", "08:00:01"),
        ("b", "08:00:00", "08:10:00"),
    ]


def test_the_end_of_a_row_extends_a_stay_and_the_gap_is_measured_from_it() -> None:
    """A row 08:00-10:00 and a fix at 10:50: one stay to 10:50, though the fixes lie almost three hours apart."""
    long = {"person_id": "an", "cell_id": " a ", "t": "2021-07-29 08:00", "t_end": "2021-07-29 10:00"}
    short = {"person_id": "an", "cell_id": "a", "t": "2021-07-29 10:50"}
    claim(Fed("positions", (short, long)), CASES, asks={
        "trajectory C1": {"stay": "place | place_kind | channel | t_start | t_end\n a | cell | lbs | 07-29 08:00 | 07-29 10:50"}})  # fmt: skip


def test_the_datums_of_one_point_are_one_cell() -> None:
    """A point in cell g800:3919:13830 in WGS-84 and as GCJ-02 writes it: one stay; read as WGS-84 it is another cell."""
    lat, lon = (3919 + 0.5) * 800 / 111_195, 112.9024
    there = gcj02((lat, lon))
    rows = tuple(
        {"person_id": "an", "t": f"2021-07-29 08:0{i}", "lat": str(p[0]), "lon": str(p[1]), "datum": d}
        for i, (p, d) in enumerate((((lat, lon), "wgs84"), (there, "GCJ02"), (there, "wgs84")))
    )
    cells = [s.spot.top for s in Oracle(World((Fed("positions", rows),), "UTC")).known.stays]
    assert cells[0] == "g800:3919:13830"
    assert len(cells) == 2


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"lat": "0", "lon": "0", "datum": "wgs84"}, ("quarantined", "COORDINATE")),
        ({"lat": "0", "lon": "0.1", "datum": "wgs84"}, ("accepted", None)),
        ({"lat": "90.1", "lon": "112", "datum": "wgs84"}, ("quarantined", "COORDINATE")),
        ({"lat": "28", "lon": "-180.5", "datum": "wgs84"}, ("quarantined", "COORDINATE")),
        ({"lat": "28", "lon": "112"}, ("quarantined", "DATUM_UNDECLARED")),
        ({"lat": "28", "datum": "wgs84"}, ("rejected", "MISSING_VALUE")),
        ({}, ("rejected", "MISSING_VALUE")),
        ({"cell_id": "a"}, ("accepted", None)),
    ],
)
def test_positions_that_are_no_place(where: Fields, expected: tuple[str, str | None]) -> None:
    """Outcome and reason of a position."""
    (row,) = Oracle(
        World((Fed("positions", ({"person_id": "an", "t": "2021-07-29 08:00", **where},)),), "UTC")
    ).known.rows
    assert (row.outcome, row.reason) == expected


def test_a_rough_fix_makes_its_stay_coarse_and_cells_are_shared_as_lbs() -> None:
    """801 m is rough, 800 m and a negative accuracy are not; a second in the same cell is in `shared`, not in a trace."""
    rows = feed(
        "positions",
        """
        person_id | t           | cell_id | accuracy_m
        an        | 07-29 08:00 | a       | 800
        an        | 07-29 08:30 | a       | 801
        an        | 07-29 09:45 | a       | -900
        bo        | 07-29 08:10 | a       |
        """,
    )
    claim(rows, CASES, asks={
        "trajectory C1": {"stay": "t_start | t_end | flags\n 07-29 08:00 | 07-29 08:30 | COARSE\n 07-29 09:45 | 07-29 09:45:01 |"},
        "shared C1": {"shared": "person | place | place_kind | channel | t_start | t_end | flags\n bo | a | cell | lbs | 07-29 08:10 | 07-29 08:10:01 | COARSE"},
        "at a --from 07-29T08:00 --to 07-29T09:00 --reason risk": {
            "present": "person | t_start\n an | 07-29 08:00\n bo | 07-29 08:10"},
        "trace C1": {"trace": "ring1 | ring2\n 0 | 0"},
        "reach C1": {"reach": "reached\n 0"},
    })  # fmt: skip


def test_the_holder_of_the_number_at_the_time_is_who_was_there() -> None:
    """Number 1 is an's until noon and bo's from noon on, say the subscribers; a name alone links nothing."""
    card = {"an": "43010219800101003X", "bo": "430102199001010024"}
    subscribers = feed(
        "subscribers",
        f"""
        phone       | id_type | id_number    | name | valid_from  | valid_to
        13800000001 | id_card | {card["an"]} |      |             | 07-29 12:00
        13800000001 | id_card | {card["bo"]} |      | 07-29 12:00 |
        13800000001 |         |              | An   |             |
        """,
    )
    people = feed(
        "people", f"person_id | id_type | id_number\n an | id_card | {card['an']}\n bo | id_card | {card['bo']}"
    )
    phone = feed("positions", "phone | t | cell_id\n 13800000001 | 07-29 11:59 | a\n 13800000001 | 07-29 12:00 | a")
    claim(subscribers, people, phone, CASES, asks={
        "trajectory C1": {"stay": "person | t_start | t_end | flags\n an | 07-29 11:59 | 07-29 11:59:01 |"},
        "at a --from 07-29T00:00 --to 07-30T00:00 --reason risk": {
            "present": "person | t_start\n an | 07-29 11:59\n bo | 07-29 12:00"},
    })  # fmt: skip


def test_passages_are_points_of_a_trajectory_and_nothing_else() -> None:
    """An and bo pass one toll at the same second: a point in the trajectory, no contact of any kind."""
    rows = feed(
        "passages",
        """
        person_id | checkpoint_id | t           | direction
        an        | toll          | 07-29 08:00 | in
        bo        | toll          | 07-29 08:00 | in
        """,
    )
    stay = (
        "place | place_kind | channel | t_start | t_end\n toll | checkpoint | checkpoint | 07-29 08:00 | 07-29 08:00:01"
    )
    claim(rows, CASES, asks={
        "trajectory C1": {"stay": stay},
        "shared C1": {"shared": "person"},
        "same C1": {"same": "person"},
        "trace C1 --edition co-presence --from 07-29T00:00 --to 07-30T00:00": {"trace": "ring1\n 0"},
        "reach C1": {"reach": "reached\n 0"},
    })  # fmt: skip

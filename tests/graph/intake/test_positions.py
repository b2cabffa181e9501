"""A position is a moment and a cell, or coordinates whose datum is known."""

from collections.abc import Callable

import pytest

from graph.intake.clean import Cleaned

Fed = Callable[..., Cleaned]
Reasons = Callable[..., list[tuple[str, str] | None]]
TEN, NOON = 1_627_524_000, 1_627_531_200  # 29 July 2021 in Shanghai
HERE = {"lat": "28.2", "lon": "112.97", "datum": "wgs84"}


def fix(**more: str) -> dict[str, str]:
    return {"person_id": "p1", "t": "2021-07-29 10:00"} | more


def test_a_fix_is_kept_as_it_was_told(fed: Fed) -> None:
    """Coordinates stay in their datum; whoever makes cells of them converts."""
    row = fix(t_end="2021-07-29 12:00", lat="28.2", lon="112.97", datum="火星坐标", accuracy_m="35")
    fact = fed("positions", row).facts.to_pylist()[0]
    assert (fact["t"], fact["t_end"], fact["lat"], fact["lon"], fact["datum"]) == (TEN, NOON, 28.2, 112.97, "gcj02")
    assert (fact["accuracy_m"], fact["cell_id"]) == (35.0, None)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (HERE, None),
        (HERE | {"lat": "112.97", "lon": "28.2"}, ("quarantined", "COORDINATE")),  # swapped
        (HERE | {"lat": "0", "lon": "0.0"}, ("quarantined", "COORDINATE")),
        (HERE | {"lon": "180.1"}, ("quarantined", "COORDINATE")),
        (HERE | {"lat": "-90", "lon": "180"}, None),
        (HERE | {"lat": "0"}, None),  # on the equator
        (HERE | {"lat": "28°12'N"}, ("quarantined", "COORDINATE")),
        (HERE | {"lat": ""}, ("rejected", "MISSING_VALUE")),
        (HERE | {"lat": "N/A"}, ("rejected", "MISSING_VALUE")),
        ({}, ("rejected", "MISSING_VALUE")),
        (HERE | {"datum": ""}, ("quarantined", "DATUM_UNDECLARED")),
        (HERE | {"datum": "xian80"}, ("quarantined", "DATUM_UNDECLARED")),
        ({"cell_id": "460-00-17"}, None),
        ({"cell_id": "460-00-17", "lat": "0", "lon": "0"}, None),
        ({"cell_id": "460-00-17", "lat": "28.2", "lon": "112.97"}, None),
        ({"cell_id": "4.6E+14"}, ("rejected", "ID_TRUNCATED")),
    ],
)
def test_where_a_fix_can_be(reasons: Reasons, where: dict[str, str], expected: tuple[str, str] | None) -> None:
    """On the globe, not at 0, 0, in a declared datum; a given cell counts whatever stands beside it."""
    assert reasons("positions", fix(**where)) == [expected]


def test_a_cell_that_a_spreadsheet_rounded_is_no_cell(reasons: Reasons) -> None:
    """Sixteen digits in a numeric cell name many cells at once; fifteen are whole."""
    rows = [fix(cell_id="4600012345678901"), fix(cell_id="460001234567890")]
    assert reasons("positions", *rows, numeric="cell_id") == [("rejected", "ID_TRUNCATED"), None]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"t": "2021-07-29"}, ("rejected", "CLOCK_MISSING")),
        ({"t_end": "2021-07-29"}, ("rejected", "CLOCK_MISSING")),
        ({"t": ""}, ("rejected", "MISSING_VALUE")),
        ({"t_end": "2021-07-29 09:59"}, ("quarantined", "END_BEFORE_START")),
        ({"t_end": "2021-07-29 10:00"}, None),
        ({"t": "2021-08-01 08:05"}, None),
        ({"t": "2021-08-01 08:06"}, ("quarantined", "FUTURE")),
        ({"t": "2020-06-01 10:00", "t_end": "2021-07-06 10:01"}, ("quarantined", "TOO_LONG")),
    ],
)
def test_when_a_fix_can_be(reasons: Reasons, more: dict[str, str], expected: tuple[str, str] | None) -> None:
    """A moment has a clock, an end not before it, and has happened."""
    assert reasons("positions", fix(**HERE) | more) == [expected]


def test_a_fix_expires_by_its_end(reasons: Reasons) -> None:
    """By its moment where it has none."""
    rows = [fix(cell_id="c1"), fix(cell_id="c1", t_end="2021-07-29 12:00"), fix(cell_id="c1", t="2021-07-29 12:00")]
    assert reasons("positions", *rows, retention_start=NOON) == [("rejected", "EXPIRED"), None, None]


def test_a_negative_accuracy_is_left_out_and_noted(fed: Fed) -> None:
    """The fix stands."""
    found = fed("positions", *(fix(cell_id="c1", accuracy_m=a) for a in ("-1", "0", "bad", "1200")))
    assert found.facts["accuracy_m"].to_pylist() == [None, 0.0, None, 1200.0]
    assert found.flags == {"VALUE_UNREADABLE": 2}

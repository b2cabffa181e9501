"""How many rows lie between two seats (semantics.md, 4)."""

import pytest

from queries.shared_with import shared_rows, shared_with
from tests.queries.world import CN8, Plain, World, at, contacts, ride, traced

RUN = ("21 12:00", "21 14:00")


def _gap(kind: str, mine: dict[str, str], other: dict[str, str]) -> int | None:
    world = World(
        [ride("li", f"{kind}:X1:2021-07-21", *RUN, **mine), ride("an", f"{kind}:X1:2021-07-21", *RUN, **other)]
    )
    [row] = shared_rows(world.ask(shared_with(person="li", start=at("20"), end=at("31"))), edition=CN8, names=Plain())
    return row.seat_gap


@pytest.mark.parametrize(
    ("kind", "mine", "other", "gap"),
    [
        ("flight", {"seat": "12C"}, {"seat": "14F"}, 2),
        ("flight", {"seat": "12C", "cabin": "Y"}, {"seat": "12A"}, 0),
        ("flight", {"seat": "12C", "cabin": "Y"}, {"seat": "12A", "cabin": "F"}, None),
        ("flight", {"seat": "12C"}, {"cabin": "Y"}, None),
        ("flight", {"seat": "12C"}, {}, None),
        ("train", {"seat": "5A", "carriage": "05"}, {"seat": "8F", "carriage": "5"}, 3),
        ("train", {"seat": "5A", "carriage": "5"}, {"seat": "5B", "carriage": "6"}, None),
        ("train", {"seat": "5A"}, {"seat": "8F"}, None),
        ("train", {"seat": "05-12-upper"}, {"seat": "05-10-lower"}, None),
        ("coach", {"seat": "4"}, {"seat": "11"}, 7),
        ("coach", {"seat": "4", "carriage": "1"}, {"seat": "5"}, None),
        ("ship", {"seat": "4", "cabin": "A"}, {"seat": "5", "cabin": "A"}, None),
    ],
)  # fmt: skip
def test_the_gap_is_the_difference_of_rows_in_one_cabin_or_carriage(
    kind: str, mine: dict[str, str], other: dict[str, str], gap: int | None
) -> None:
    """A missing cabin counts as the same, a missing carriage on a train does not; berths and ships have no rows."""
    assert _gap(kind, mine, other) == gap


def test_a_piece_keeps_the_smallest_gap_that_is_known() -> None:
    """An moves from row 20 (8 away) to row 13 (1 away) at once, then to a seat nobody knows: 1."""
    run = "flight:CZ1:2021-07-21"
    world = World([
        ride("li", run, "21 12:00", "21 15:00", "12C"), ride("an", run, "21 12:00", "21 13:00", "20A"),
        ride("an", run, "21 13:00", "21 14:00", "13A"), ride("an", run, "21 14:00", "21 15:00"),
    ])  # fmt: skip
    [row] = shared_rows(world.ask(shared_with(person="li", start=at("20"), end=at("31"))), edition=CN8, names=Plain())
    assert (row.seat_gap, row.t_end - row.t_start) == (1, 3 * 3600)


def test_an_exposure_of_a_trace_shows_the_gap() -> None:
    """Two rows behind the case: close, with the gap and his own seat; elsewhere there is none."""
    run = "flight:CZ3101:2021-07-21"
    found = traced(World([ride("li", run, *RUN, "12C"), ride("an", run, *RUN, "14F"), ride("bo", run, *RUN)]))
    an, bo = (contacts(found)[person].exposures[0] for person in ("an", "bo"))
    assert (an.json()["seat_gap"], an.seat) == (2, "14F")
    assert (bo.json()["seat_gap"], bo.seat) == (None, None)

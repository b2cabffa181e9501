"""Seats: what a ticket says, as rules read it."""

import pytest

from graph.model.seats import Seat


@pytest.mark.parametrize(
    ("seat", "row", "bay"),
    [("12A", 12, 12), ("012a", 12, 12), ("7", 7, 7), ("05-12-upper", None, 6), ("05-11-lower", None, 6), ("05-13-mid", None, 7), ("window", None, None), ("", None, None)],
)  # fmt: skip
def test_rows_and_bays_are_read_from_the_seat(seat: str, row: int | None, bay: int | None) -> None:
    """A seat has the row of its number, a berth none; berths 11 and 12 are one bay; a seat's bay is its row."""
    told = Seat.told("", "", "", seat)
    assert (told.row, told.bay) == (row, bay)


def test_a_compartment_is_the_bay() -> None:
    """Compartment 3 is bay 3 whatever the berth; one that is no number leaves it to the berth."""
    assert [Seat.told("", "5", c, "12-upper").bay for c in ("3", "A")] == [3, 6]


def test_leading_zeros_and_case_do_not_tell_seats_apart() -> None:
    """05/5 and 012a/12A are one seat."""
    assert Seat.told("y", "05", "", "012a").key == Seat.told("Y", "5", "", "12A").key == "Y|5||12A"


def test_a_key_is_read_back_as_it_was_written() -> None:
    """A stroke inside a part does not break the key."""
    told = Seat.told("a|b", "5", "2", "12-upper")
    assert Seat.read(told.key).key == told.key == "A/B|5|2|12-UPPER"

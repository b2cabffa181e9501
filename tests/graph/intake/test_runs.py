"""A run has a mode, a number and a date; its carriages are written in one way."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.intake.clean import Cleaned
from graph.intake.runs import coach_types, run_number

Fed = Callable[..., Cleaned]
Reasons = Callable[..., list[tuple[str, str] | None]]


def run(**more: str) -> dict[str, str]:
    return {"mode": "train", "number": "Z1", "date": "2021-07-29"} | more


def test_the_key_is_mode_number_and_date(fed: Fed) -> None:
    """However they are written, so that a correction finds its run."""
    rows = [run(), run(mode="火车", number="z-01次", date="２０２１-07-29", sealed="是"), run(date="2021-07-29 00:00")]
    found = fed("runs", *rows).facts
    assert found["record_text"].to_pylist() == ["key:hotels:runs:train:Z1:2021-07-29"] * 3
    assert found["sealed"].to_pylist() == [None, True, None]


def test_a_cancel_of_a_run_needs_its_whole_key(reasons: Reasons) -> None:
    """A date that cannot be read names no run."""
    rows = [run(op="cancel"), run(op="cancel", date="soon"), {"op": "cancel", "mode": "train", "number": "Z1"}]
    missing = ("rejected", "RECORD_ID_MISSING")
    assert reasons("runs", *rows) == [None, missing, missing]


@pytest.mark.parametrize(
    ("written", "kept", "noted"),
    [
        ("05:soft_sleeper;06:hard_seat", "5:soft_sleeper;6:hard_seat", False),
        ("06：硬座；05：软卧", "5:soft_sleeper;6:hard_seat", False),
        ("1:一等座、2:二等座、3:商务座", "1:first_class;2:second_class;3:business_class", False),
        ("1:软座,2:硬卧", "1:soft_seat;2:hard_sleeper", False),
        ("10:hard_seat;9:hard_seat", "10:hard_seat;9:hard_seat", False),
        ("加1:Hard-Seat", "加1:hard_seat", False),
        ("05:软卧;05:soft sleeper", "5:soft_sleeper", False),
        ("05:软卧;06:moon", "5:soft_sleeper", True),
        ("05:软卧;05:硬座;06:硬座", "6:hard_seat", True),
        ("软卧", None, True),
        ("05:", None, True),
        ("05-08:硬座", None, True),
    ],
)
def test_carriages_have_one_form(fed: Fed, written: str, kept: str | None, noted: bool) -> None:
    """Sorted, without leading zeros, in English; what cannot be read, or contradicts itself, is left out and noted."""
    found = fed("runs", run(coach_types=written))
    assert found.facts["coach_types"].to_pylist() == [kept]
    assert found.flags == ({"VALUE_UNREADABLE": 1} if noted else {})
    assert (f"coach_types={kept}" in found.facts["content"].to_pylist()[0]) is (kept is not None)


TRAINS = st.lists(st.from_regex(r"[gGDKZ][ -]?0{0,2}[1-9][0-9]{0,3}(/[0-9]{1,2})?次?", fullmatch=True), max_size=3)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), TRAINS)
def test_what_is_written_in_one_way_stays_so(carriages: str, numbers: list[str]) -> None:
    """Reading what was written changes nothing."""
    kept, _ = coach_types(carriages)
    assert kept is None or coach_types(kept) == (kept, True)
    once = run_number("/".join(numbers))
    assert once is None or run_number(once) == once

"""Jumps of a phone to another cell and back are taken out where an authority chooses so (docs/reference/semantics.md, Cells)."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.model.choices import USUAL, Choices
from tests.graph.resolve.test_against_oracle import differences
from tests.graph.resolve.told import Told, stays, world
from tests.oracle import cells
from tests.oracle.fed import Fed, World
from tests.oracle.rows import live, read
from tests.oracle.stays import known

TEN = Choices(smooth=600)
DAY = "2021-07-29"


def told(*fixes: str, choices: Choices = TEN) -> list[str]:
    """Return the stays as `cell start end flags`, of one phone's fixes `time cell` or `from-to cell`, clocks of a day."""
    rows = []
    for fix in fixes:
        when, cell = fix.split()
        start, _, end = when.partition("-")
        times = {"t": f"{DAY} {start}"} | ({"t_end": f"{DAY} {end}"} if end else {})
        rows.append(Told("positions", {"phone": "1", "cell_id": cell, **times}))
    found = stays(world(*rows, choices=choices)[0])
    by_start = sorted(found, key=lambda row: (row[3], row[1]))
    return [" ".join([row[1][len("cell:") :], row[3][3:], row[4][3:], row[5]]).strip() for row in by_start]


def test_the_phone_of_one_who_sits_at_home_between_two_masts() -> None:
    """Home is A; at 20:30 and 20:33 the mast of B answers, at 20:35 A again: five minutes away, one evening at home."""
    evening = ("20:00 A", "20:30 A", "20:30:30 B", "20:33 B", "20:35 A", "21:00 A")
    assert told(*evening) == ["A 20:00 21:00 smoothed"]
    assert told(*evening, choices=USUAL) == ["A 20:00 20:30", "B 20:30 20:33", "A 20:35 21:00"]


def test_a_walk_to_the_next_street_and_back_in_ten_minutes_is_no_jump() -> None:
    """From A's latest end 20:10 to the next fix in A it is ten minutes: not under ten; a second less is, with the end told."""
    assert told("20:00-20:10 A", "20:15 B", "20:20 A") == ["A 20:00 20:10", "B 20:15 20:15", "A 20:20 20:20"]
    assert told("20:00-20:10 A", "20:15 B", "20:19:59 A") == ["A 20:00 20:19 smoothed"]


def test_a_phone_that_flutters_stays_where_it_was_first() -> None:
    """A-B-A-B-A is A all the time; A-B-A-B is A until 20:04 and then B, which is not left by a jump: it is not come back to."""
    assert told("20:00 A", "20:02 B", "20:04 A", "20:06 B", "20:08 A") == ["A 20:00 20:08 smoothed"]
    assert told("20:00 A", "20:02 B", "20:04 A", "20:06 B") == ["A 20:00 20:04 smoothed", "B 20:06 20:06"]


def test_each_jump_is_measured_for_itself() -> None:
    """Three jumps of six minutes: each is under ten, though they take 20 minutes together."""
    assert told("20:00 A", "20:02 B", "20:06 A", "20:09 B", "20:12 A", "20:18 C", "20:20 A") == [
        "A 20:00 20:20 smoothed"
    ]


def test_two_other_cells_between_are_a_way_that_was_gone() -> None:
    """A-B-C-A within six minutes is no jump; in A-B-C-B-A that to C and back is one, and B lies between the stays in A."""
    assert told("20:00 A", "20:02 B", "20:04 C", "20:06 A") == [
        "A 20:00 20:00",
        "B 20:02 20:02",
        "C 20:04 20:04",
        "A 20:06 20:06",
    ]
    assert told("20:00 A", "20:02 B", "20:03 C", "20:04 B", "20:06 A") == [
        "A 20:00 20:00",
        "B 20:02 20:04 smoothed",
        "A 20:06 20:06",
    ]


def test_no_silence_is_bridged_that_ends_a_stay() -> None:
    """Where five minutes of silence end a stay, a jump of six minutes stands; one of five is taken out."""
    strict = Choices(fix_gap=300, smooth=600)
    assert told("20:00 A", "20:03 B", "20:06 A", choices=strict) == ["A 20:00 20:00", "B 20:03 20:03", "A 20:06 20:06"]
    assert told("20:00 A", "20:03 B", "20:05 A", choices=strict) == ["A 20:00 20:05 smoothed"]


def test_what_was_told_of_both_cells_at_once_is_no_jump() -> None:
    """B until 20:30 goes on after the fix in A at 20:04; a fix in B at 20:05 lies within what was told of A: both stand."""
    assert told("20:00 A", "20:02-20:30 B", "20:04 A") == ["A 20:00 20:00", "B 20:02 20:30", "A 20:04 20:04"]
    assert told("20:00-20:10 A", "20:05 B", "20:15 A") == ["A 20:00 20:10", "B 20:05 20:05", "A 20:15 20:15"]


def test_only_the_stay_that_a_jump_was_taken_out_of_is_flagged() -> None:
    """An's stay in A is flagged; Bo's there, and An's own of two hours later, are not; the coarse fix in B leaves nothing."""
    rows = [
        Told("positions", {"phone": phone, "t": f"{DAY} {t}", "cell_id": cell, "accuracy_m": metres}, source)
        for phone, t, cell, metres, source in (
            ("1", "20:00", "A", "50", "mno"), ("1", "20:02", "B", "900", "app"), ("1", "20:04", "A", "50", "mno"),
            ("2", "20:00", "A", "50", "mno"), ("2", "20:04", "A", "50", "mno"), ("1", "22:10", "A", "50", "mno"),
        )
    ]  # fmt: skip
    found = stays(world(*rows, choices=TEN)[0])
    assert sorted(row[1:2] + row[3:] for row in found) == [
        ("cell:A", "29 20:00", "29 20:04", "", "mno"),
        ("cell:A", "29 20:00", "29 20:04", "smoothed", "mno"),
        ("cell:A", "29 22:10", "29 22:10", "", "mno"),
    ]


def test_fixes_of_one_second_stand_in_the_order_of_their_cells() -> None:
    """At 20:10 both A (until 20:40) and B are told: A is first, so that it goes on from 20:00, whatever ends are told."""
    assert told("20:00 A", "20:10-20:40 A", "20:10 B", choices=USUAL) == ["A 20:00 20:40", "B 20:10 20:10"]


SECONDS = st.integers(0, 25).map(lambda n: 60 * n)
FIXES = st.tuples(
    st.sampled_from("112"), st.sampled_from("AAABBC"), SECONDS, st.sampled_from([None, None, None, 0, 60, 300, 900]),
    st.sampled_from(["50", "900"]), st.sampled_from("ab"),
)  # fmt: skip
REGISTER = Fed("places", tuple({"place_id": cell, "kind": "cell"} for cell in "ABC"), "register")


@given(st.lists(FIXES, max_size=24), st.sampled_from([0, 120, 600]), st.sampled_from([180, 3600]))
@settings(max_examples=30, deadline=None)
def test_jumps_are_those_of_the_oracle(
    drawn: list[tuple[str, str, int, int | None, str, str]], smooth: int, gap: int
) -> None:
    """Fixes of two phones crowded into forty minutes and three cells, from two sources: the same stays, flags and sources."""
    rows: dict[str, list[dict[str, str]]] = {"a": [], "b": []}
    for phone, cell, second, length, metres, source in drawn:
        start = datetime.fromisoformat(f"{DAY} 20:00") + timedelta(seconds=second)
        ends = {} if length is None else {"t_end": str(start + timedelta(seconds=length))}
        rows[source].append({"phone": phone, "cell_id": cell, "t": str(start), "accuracy_m": metres, **ends})
    fed = World((REGISTER, *(Fed("positions", tuple(some), source) for source, some in rows.items())))
    ours = [Told(r.feed, r.values, r.source, r.batch) for r in live(read(fed))]
    graph = world(*ours, choices=Choices(fix_gap=gap, smooth=smooth))[0]
    with pytest.MonkeyPatch.context() as choice:
        choice.setattr(cells, "SMOOTH", smooth)
        choice.setattr(cells, "GAP", gap)
        assert differences(graph, known(fed)) == []

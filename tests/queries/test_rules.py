"""Rule editions (design.md, 7): every number marked, nothing unknown, nothing missing."""

import pytest
from pydantic import ValidationError

from graph.errors import UsageError
from graph.model.feeds import PLACE_KINDS
from queries.rules import edition, edition_page, parsed, shown
from queries.rules.schema import GENERIC_REASONS
from tests.queries.world import ALL, CN8

SMALL = """
name = "small"
title = "a test edition"
[numbers]
{numbers}
[caps]
else = {{ value = {cap}, unit = "hours", mark = "project_choice", source = "test" }}
[reasons]
{reasons}
"""
NUMBER = '{ value = 2, unit = "u", mark = "project_choice", source = "test" }'
NEEDED = ("window_days", "zoneless_place_people")
#: Every number of cn-8, as semantics.md has them.
NUMBERS = {
    "window_days": 2, "lasting_minutes": 15, "lasting_hours": 24, "small_place_people": 50, "zoneless_place_people": 500,
    "near_metres": 1.0, "flight_rows": 3, "train_bays": 1, "coach_rows": 3, "companion_minutes": 10,
    "companion_hours": 30, "companion_days": 14,
    "cap.venue": 4, "cap.net_cafe": 12, "cap.work": 12, "cap.school": 12, "cap.lodging": 24, "cap.home": 24,
    "cap.hospital": 24, "cap.else": 4,
    "quarantine.close": 14, "quarantine.contact_of_contact": 7,
}  # fmt: skip


def small(
    numbers: tuple[str, ...] = NEEDED, cap: int = 4, reasons: tuple[str, ...] = tuple(sorted(GENERIC_REASONS))
) -> str:
    """Return an edition as text."""
    lines = ["\n".join(f"{n} = {v}" for n in names) for names, v in ((numbers, NUMBER), (reasons, '"said"'))]
    return SMALL.format(numbers=lines[0], cap=cap, reasons=lines[1])


def test_an_unknown_edition_is_a_wrong_call() -> None:
    """The sentence names those that there are."""
    with pytest.raises(UsageError, match="cn-8, cn-9, co-presence"):
        edition("cn-99")


def test_cn8_says_what_the_semantics_say() -> None:
    """Every number of the table, and no other."""
    assert {name: n.value for name, n in CN8.all_numbers().items()} == NUMBERS


def test_cn8_marks_what_has_a_source_and_what_is_ours() -> None:
    """From pages: the window, seats, companions, quarantine; minutes, metres, people and caps are project choices."""
    ours = {name for name, n in CN8.all_numbers().items() if n.mark == "project_choice"}
    caps = {name for name in NUMBERS if name.startswith("cap.")}
    minutes = {"lasting_minutes", "lasting_hours", "small_place_people", "zoneless_place_people", "near_metres"}
    assert ours == caps | minutes
    assert {n.mark for n in CN8.all_numbers().values()} == {"source", "project_choice"}
    assert {row.name for row in CN8.rows if row.mark == "project_choice"} == {
        "work", "school", "venue_open_air", "encounter",
    }  # fmt: skip


def test_cn8_has_a_row_for_every_kind_that_makes_contacts() -> None:
    """Only checkpoints have none; a cell's makes companions, and neither close nor general contacts."""
    without = {k for k in (*PLACE_KINDS, "encounter", "household") if CN8.row(k, enclosed=True) is None}
    cell = CN8.row("cell", enclosed=True)
    assert (without, cell and cell.earns, CN8.companion_whose) == ({"checkpoint"}, "companion", "either")


def test_every_number_and_row_is_shown_with_its_mark_and_source() -> None:
    """`edition show` has the mark and where it comes from for each, on the page too."""
    rows = [r for r in shown(CN8) if r["kind"] != "edition_reason"]
    assert len(rows) == len(NUMBERS) + len(CN8.rows)
    assert {r["mark"] for r in rows} <= {"source", "project_choice", "unconfirmed"}
    assert all(r["source"] for r in rows)
    assert "| window_days | 2 |" in edition_page("cn-8")


def test_co_presence_asks_for_nothing() -> None:
    """No numbers, no caps: open stays take no part."""
    assert (ALL.everyone, ALL.numbers, ALL.cap_seconds("venue")) == (True, {}, None)


def test_an_edition_that_lacks_a_number_is_refused() -> None:
    """The small edition stands; without the limit of its crowds it does not."""
    assert parsed(small()).numbers["window_days"].whole == 2
    with pytest.raises(ValidationError, match="lacks zoneless_place_people"):
        parsed(small(numbers=NEEDED[:-1]))


def test_an_edition_may_not_close_open_ends_later_than_an_index_keeps_them() -> None:
    """Four hours is the largest cap of most kinds."""
    with pytest.raises(ValidationError, match="closes open ends"):
        parsed(small(cap=5))


def test_a_reason_without_meaning_is_refused() -> None:
    """Every code that answers can show is explained."""
    with pytest.raises(ValidationError, match="does not say what TIME_UNSURE means"):
        parsed(small(reasons=tuple(sorted(GENERIC_REASONS - {"TIME_UNSURE"}))))


@pytest.mark.parametrize("change", [("mark", "marc"), ('"project_choice"', '"guess"')])
def test_words_that_nobody_knows_are_refused(change: tuple[str, str]) -> None:
    """A misspelt key or mark does not pass for a default."""
    with pytest.raises(ValidationError):
        parsed(small().replace(*change))

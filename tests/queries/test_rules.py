"""Rule editions (design.md, 7): every number marked, nothing unknown, nothing missing."""

import pytest
from pydantic import ValidationError

from graph.errors import UsageError
from graph.model.feeds import PLACE_KINDS
from queries.rules import edition, edition_names, edition_page
from queries.rules.rules import parsed
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
NEEDED = (
    "window_days",
    "lasting_minutes",
    "lasting_hours",
    "small_place_people",
    "zoneless_place_people",
    "near_metres",
)


def small(numbers: tuple[str, ...] = NEEDED, cap: int = 4, reasons: tuple[str, ...] = tuple(CN8.reasons)) -> str:
    """Return an edition as text."""
    lines = ["\n".join(f"{n} = {v}" for n in names) for names, v in ((numbers, NUMBER), (reasons, '"said"'))]
    return SMALL.format(numbers=lines[0], cap=cap, reasons=lines[1])


def test_both_editions_are_there() -> None:
    """The first release knows these two."""
    assert edition_names() == ("cn-8", "co-presence")


def test_an_unknown_edition_is_a_wrong_call() -> None:
    """The sentence names those that there are."""
    with pytest.raises(UsageError, match="cn-8, co-presence"):
        edition("cn-99")


def test_cn8_says_what_the_semantics_say() -> None:
    """Window 2 days, 15 minutes in 24 hours, 50 and 500 people, 1 m, caps 4, 12 and 24 hours, quarantine 14 and 7 days."""
    assert [CN8.numbers[n].value for n in NEEDED] == [2, 15, 24, 50, 500, 1.0]
    assert {k: n.whole for k, n in CN8.caps.items()} == {
        "venue": 4, "net_cafe": 12, "work": 12, "school": 12, "lodging": 24, "home": 24, "hospital": 24, "else": 4,
    }  # fmt: skip
    assert {k: n.whole for k, n in CN8.quarantine.items()} == {"close": 14, "contact_of_contact": 7}


def test_cn8_has_a_row_for_every_kind_that_makes_contacts() -> None:
    """Only cells and checkpoints have none."""
    without = {k for k in (*PLACE_KINDS, "encounter") if CN8.row(k, enclosed=True) is None}
    assert without == {"cell", "checkpoint"}


def test_every_number_and_row_is_shown_with_its_mark_and_source() -> None:
    """`edition show` has the mark and where it comes from for each, on the page too."""
    rows = [r for r in CN8.shown() if r["kind"] != "edition_reason"]
    assert len(rows) == len(CN8.numbers) + len(CN8.caps) + len(CN8.quarantine) + len(CN8.rows)
    assert {r["mark"] for r in rows} <= {"source", "project_choice", "unconfirmed"}
    assert all(r["source"] for r in rows)
    assert "| window_days | 2 |" in edition_page("cn-8")


def test_co_presence_asks_for_nothing() -> None:
    """No numbers, no caps: open stays take no part."""
    assert (ALL.everyone, ALL.numbers, ALL.cap_seconds("venue")) == (True, {}, None)


def test_an_edition_that_lacks_a_number_is_refused() -> None:
    """The small edition stands; without its metres it does not."""
    assert parsed(small()).numbers["near_metres"].whole == 2
    with pytest.raises(ValidationError, match="near_metres"):
        parsed(small(numbers=NEEDED[:-1]))


def test_an_edition_may_not_close_open_ends_later_than_an_index_keeps_them() -> None:
    """Four hours is the largest cap of most kinds."""
    with pytest.raises(ValidationError, match="closes open ends"):
        parsed(small(cap=5))


def test_a_reason_without_meaning_is_refused() -> None:
    """Every code that answers can show is explained."""
    with pytest.raises(ValidationError, match="ZONE_UNKNOWN"):
        parsed(small(reasons=tuple(r for r in CN8.reasons if r != "ZONE_UNKNOWN")))


@pytest.mark.parametrize("change", [("mark", "marc"), ('"project_choice"', '"guess"')])
def test_words_that_nobody_knows_are_refused(change: tuple[str, str]) -> None:
    """A misspelt key or mark does not pass for a default."""
    with pytest.raises(ValidationError):
        parsed(small().replace(*change))

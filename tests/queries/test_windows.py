"""Windows of a case (semantics.md, 6 and 8)."""

from zoneinfo import ZoneInfo

import pytest

from graph.errors import NoWindow, UsageError
from graph.model.timed_graph import Case
from queries.rules import Number
from queries.windows import Span, anchor, backward_window, case_window, days_window
from tests.queries.world import ALL, CN8, ZONE, at

NOW = Span(now=at("31"))
#: Windows end 2 days after the anchor at the latest.
TWO_DAYS = CN8.model_copy(
    update={"numbers": {**CN8.numbers, "window_days_after": Number(value=2, unit="days", mark="source", source="test")}}
)


def test_the_earlier_of_onset_and_sample_is_the_anchor() -> None:
    """A sample on the 24th comes before an onset on the 26th; the report does not count while either is known."""
    case = Case("C1", "li", onset=at("26"), sample=at("24"), report=at("20"))
    assert anchor(case) == ("sample", at("24"))


def test_the_report_stands_in_where_nothing_else_is_known() -> None:
    """A case with a report alone is counted from it, and says so."""
    assert case_window(Case("C1", "li", report=at("25")), CN8, NOW, ZONE).anchor == "report"


def test_a_window_starts_at_local_midnight_two_days_before() -> None:
    """Onset on 25 July 03:00 in Shanghai (24 July 19:00 UTC): from 23 July 00:00 there, 22 July 16:00 UTC."""
    window = case_window(Case("C1", "li", onset=at("24 19:00")), CN8, NOW, ZoneInfo("Asia/Shanghai"))
    assert window.start == at("22 16:00")


def test_a_window_ends_at_isolation_while_ring_two_runs_on() -> None:
    """Isolated on the 27th, now the 31st: ring 1 to the 27th, ring 2 to the 31st."""
    window = case_window(Case("C1", "li", onset=at("25"), isolated_at=at("27")), CN8, NOW, ZONE)
    assert (window.end, window.until) == (at("27"), at("31"))


def test_a_window_never_ends_after_now_unless_told() -> None:
    """Isolation planned for the 30th does not reach past now (the 28th); --to does."""
    case = Case("C1", "li", onset=at("25"), isolated_at=at("30"))
    assert case_window(case, CN8, Span(now=at("28")), ZONE).end == at("28")
    assert case_window(case, CN8, Span(now=at("28"), end=at("29")), ZONE).end == at("29")


def test_as_of_cuts_everything() -> None:
    """--as-of the 26th ends the window and ring 2 there, even where --to says the 29th."""
    window = case_window(Case("C1", "li", onset=at("25")), CN8, Span(now=at("31"), end=at("29"), as_of=at("26")), ZONE)
    assert (window.end, window.until) == (at("26"), at("26"))


def test_a_given_start_has_no_anchor() -> None:
    """--from replaces the start, and the header names no anchor."""
    window = case_window(Case("C1", "li", onset=at("25")), CN8, Span(now=at("31"), start=at("21")), ZONE)
    assert (window.start, window.anchor) == (at("21"), None)


def test_a_case_without_dates_needs_both_ends() -> None:
    """Without any date, one end given is not enough; both are."""
    with pytest.raises(NoWindow, match="C1") as refused:
        case_window(Case("C1", "li"), CN8, Span(now=at("31"), start=at("21")), ZONE)
    assert refused.value.code == "NO_WINDOW"
    assert case_window(Case("C1", "li"), CN8, Span(at("31"), at("21"), at("22")), ZONE).end == at("22")


def test_co_presence_needs_both_ends() -> None:
    """Under co-presence a missing end is a wrong call (exit code 2), whatever dates the case has."""
    with pytest.raises(UsageError):
        case_window(Case("C1", "li", onset=at("25")), ALL, Span(now=at("31"), start=at("21")), ZONE)


def test_an_empty_window_is_a_wrong_call() -> None:
    """--from at or after --to is refused."""
    with pytest.raises(UsageError):
        case_window(Case("C1", "li"), CN8, Span(at("31"), at("22"), at("22")), ZONE)


def test_days_count_back_from_isolation() -> None:
    """14 days to the isolation on the 27th start on the 13th."""
    window = days_window(Case("C1", "li", onset=at("25"), isolated_at=at("27")), CN8, NOW)
    assert (window.start, window.end) == (at("13"), at("27"))


def test_backward_looks_at_the_fortnight_before_the_anchor() -> None:
    """Onset on the 25th: from the 11th to the 25th."""
    window = backward_window(Case("C1", "li", onset=at("25")), CN8, NOW)
    assert (window.start, window.end) == (at("11"), at("25"))


def test_an_edition_may_end_a_window_some_days_after_the_anchor() -> None:
    """Onset on 25 July 03:00 in Shanghai, two days after: to the end of 27 July there, 16:00 UTC; ring 2 runs on to now."""
    window = case_window(Case("C1", "li", onset=at("24 19:00")), TWO_DAYS, NOW, ZoneInfo("Asia/Shanghai"))
    assert (window.end, window.until) == (at("27 16:00"), at("31"))


def test_an_earlier_isolation_or_a_given_end_goes_before_the_editions_days() -> None:
    """Isolated on the 26th: until then; --to the 30th: until then."""
    case = Case("C1", "li", onset=at("25"), isolated_at=at("26"))
    assert case_window(case, TWO_DAYS, NOW, ZONE).end == at("26")
    assert case_window(case, TWO_DAYS, Span(now=at("31"), end=at("30")), ZONE).end == at("30")


def test_days_to_the_windows_end_know_the_editions_days_where_a_zone_is_given() -> None:
    """`same` and `shared` end with the window on the 28th 00:00, a trajectory now."""
    case = Case("C1", "li", onset=at("25"))
    assert days_window(case, TWO_DAYS, NOW, zone=ZONE).end == at("28")
    assert days_window(case, TWO_DAYS, NOW).end == at("31")

"""Windows: the time of a case that a question looks at (semantics.md, 6 and 8)."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from graph.errors import NoWindow, UsageError
from graph.model.timed_graph import Case
from graph.times import DAY
from queries.rules.rules import Edition

#: Days that `trajectory`, `shared` and reach backward look back.
LOOK_BACK_DAYS = 14


@dataclass(frozen=True, slots=True)
class Window:
    """A case's time `[start, end)` in UTC seconds; `until` is where ring 2 and reach end, past the case's isolation.

    `anchor` names the date that the start was counted from: onset, sample, report; None where a start was given. A case
    that was isolated before its window began has no time at all: the end lies before the start.
    """

    start: int
    end: int
    until: int
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """What a call says about time: `--from`, `--to`, and now (`--as-of`, else the latest that the facts know)."""

    now: int
    start: int | None = None
    end: int | None = None
    as_of: int | None = None

    @property
    def present(self) -> int:
        """Return now: `--as-of` where it was given."""
        return self.now if self.as_of is None else self.as_of

    def cut(self, moment: int) -> int:
        """Return the moment, not after `--as-of`."""
        return moment if self.as_of is None else min(moment, self.as_of)


def anchor(case: Case) -> tuple[str, int] | None:
    """Return the name and the moment that a case's window is counted from; None for a case without any date.

    The earlier of onset and positive sample, else the report.
    """
    dates = [(t, name) for t, name in ((case.onset, "onset"), (case.sample, "sample")) if t is not None]
    if dates:
        t, name = min(dates)
        return name, t
    return None if case.report is None else ("report", case.report)


def case_window(case: Case, edition: Edition, span: Span, zone: ZoneInfo) -> Window:
    """Return the time in which others were together with the case, for `trace` and `reach`.

    Raises:
        UsageError: under an edition without days, unless both ends are given; or the start is not before the end.
        NoWindow: for a case without any date, unless both ends are given.

    """
    found = _checked(case, edition, span)
    until = span.cut(span.present if span.end is None else span.end)
    if span.start is not None or found is None:
        return Window(span.start or 0, _end(case, edition, span, zone), until, None)
    name, moment = found
    start = _days_before(moment, edition.numbers["window_days"].whole, zone)
    return Window(start, _end(case, edition, span, zone), until, name)


def days_window(
    case: Case, edition: Edition, span: Span, days: int = LOOK_BACK_DAYS, *, zone: ZoneInfo | None = None
) -> Window:
    """Return the days to the end of the case's window, for `shared` and `same`.

    Without a zone they are those to his isolation, else now, whenever an edition ends his window: for `trajectory`.

    Raises:
        UsageError, NoWindow: as `case_window`.

    """
    _checked(case, edition, span)
    end = _end(case, edition, span, zone)
    start = end - days * DAY if span.start is None else span.start
    end = max(start, end)
    return Window(start, end, end)


def backward_window(case: Case, edition: Edition, span: Span) -> Window:
    """Return the time in which it can have reached the case: 14 days before the anchor to the anchor, unless given.

    Raises:
        UsageError, NoWindow: as `case_window`.

    """
    found = _checked(case, edition, span)
    name, moment = found or (None, 0)
    start = moment - LOOK_BACK_DAYS * DAY if span.start is None else span.start
    end = span.cut(moment if span.end is None else span.end)
    return Window(start, end, end, name if span.start is None else None)


def _checked(case: Case, edition: Edition, span: Span) -> tuple[str, int] | None:
    if span.start is not None and span.end is not None:
        if span.start >= span.end:
            raise UsageError("WINDOW_EMPTY", "--from must be before --to")
        return anchor(case)
    if edition.everyone:
        raise UsageError("WINDOW_NEEDED", f"the edition {edition.name} needs both --from and --to")
    found = anchor(case)
    if found is None:
        raise NoWindow("NO_WINDOW", f"case {case.case_id} has no date: give one to the case, or both --from and --to")
    return found


def _end(case: Case, edition: Edition, span: Span, zone: ZoneInfo | None) -> int:
    """Return `--to`, else isolation, else now; at the latest the end of the edition's last day after the anchor."""
    if span.end is not None:
        return span.cut(span.end)
    end = span.present if case.isolated_at is None else min(case.isolated_at, span.present)
    after, found = edition.numbers.get("window_days_after"), anchor(case)
    if after is None or found is None or zone is None:
        return end
    return min(end, _days_before(found[1], -after.whole - 1, zone))


def _days_before(moment: int, days: int, zone: ZoneInfo) -> int:
    """Return 00:00 local time of the day so many days before the day of a moment; days below 0 are days after."""
    day = datetime.fromtimestamp(moment, zone).date() - timedelta(days=days)
    return int(datetime.combine(day, time(), zone).timestamp())

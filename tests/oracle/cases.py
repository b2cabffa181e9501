"""Cases and their windows (semantics.md, 6 and 7)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from tests.oracle.editions import rules
from tests.oracle.people import slots
from tests.oracle.rows import DAY, instant, live
from tests.oracle.stays import Known

DATES = ("onset", "sample", "report", "isolated_at", "closed")


@dataclass(frozen=True)
class Case:
    """A registered case; its dates are UTC seconds (isolated_at, closed: the end of a day without clock)."""

    case_id: str
    person: str
    dates: dict[str, int]
    infector: str

    @property
    def dated(self) -> int | None:
        """Return the case's date: report, else sample, else onset."""
        return next((self.dates[k] for k in ("report", "sample", "onset") if k in self.dates), None)


@lru_cache(maxsize=4)
def cases(known: Known) -> dict[str, Case]:
    """Return the cases by id: registered ones, and those that a positive test opens for a person who has none.

    Of several rows about one case the last that fills a field counts.
    """
    told: dict[str, dict[str, str]] = {}
    named: dict[str, list[tuple[str, str]]] = {}
    for row in (r for r in live(known.rows) if r.feed == "cases"):
        told.setdefault(row.values["case_id"], {}).update(row.values)
        if found := slots(row):
            named[row.values["case_id"]] = found[0]
    cases = {}
    for case_id, v in told.items():
        dates = {k: instant(v[k], known.world.timezone, end=k in {"isolated_at", "closed"})[0] for k in DATES if k in v}
        moment = next((dates[k] for k in ("report", "sample", "onset") if k in dates), known.now)
        cases[case_id] = Case(case_id, known.people.of(named[case_id], moment)[0], dates, v.get("infector", ""))
    return dict(sorted(_with_tests(known, cases).items()))


def _with_tests(known: Known, registered: dict[str, Case]) -> dict[str, Case]:
    """Return the cases with the earliest positive tests as samples where none is registered, and the cases they open."""
    first: dict[str, tuple[int, str]] = {}
    for row in (r for r in live(known.rows) if r.feed == "tests" and r.values.get("result") == "positive"):
        t = instant(row.values["t"], known.world.timezone)[0]
        person = known.people.of(slots(row)[0], t)[0]
        first[person] = min(first.get(person, (t, "~")), (t, row.values.get("sample_id", "~")))
    cases = dict(registered)
    for person, (t, sample_id) in first.items():
        theirs = [c for c in registered.values() if c.person == person]
        for case in theirs:
            cases[case.case_id] = replace(case, dates={"sample": t, **case.dates})
        if not theirs and sample_id != "~":
            cases[f"T-{sample_id}"] = Case(f"T-{sample_id}", person, {"sample": t}, "")
    return cases


def anchor(case: Case) -> tuple[str, int] | None:
    """Return the name and moment of a case's anchor: the earlier of onset and sample, else the report."""
    first = min(((case.dates[k], k) for k in ("onset", "sample") if k in case.dates), default=None)
    if first:
        return first[1], first[0]
    return ("report", case.dates["report"]) if "report" in case.dates else None


def window(
    known: Known, case: Case, start: int | None, end: int | None, now: int | None, edition: str = "cn-8"
) -> tuple[int, int]:
    """Return a case's window: from 00:00 local time of an edition's days before its anchor to `window_end`."""
    if start is None:
        found = anchor(case)
        if found is None:
            raise LookupError("NO_WINDOW")
        start = _midnight(known, found[1], -rules(edition).days_before)
    if end is None:
        end = window_end(known, case, now, edition)
    return start, end


def _midnight(known: Known, moment: int, days: int) -> int:
    """Return 00:00 local time of the day so many days after that of a moment."""
    zone = ZoneInfo(known.world.timezone)
    day = datetime.fromtimestamp(moment, zone).replace(hour=0, minute=0, second=0, tzinfo=None)
    return int((day + timedelta(days=days)).replace(tzinfo=zone).timestamp())


def window_end(known: Known, case: Case, now: int | None, edition: str | None) -> int:
    """Return the end of a case's window: isolation, now, or the end of an edition's last day after the anchor, whichever is first."""
    now = known.now if now is None else now
    found, after = anchor(case), rules(edition).days_after if edition else None
    last = now if found is None or after is None else _midnight(known, found[1], after + 1)
    return min(case.dates.get("isolated_at", now), now, last)


def last_days(
    known: Known,
    case: Case,
    start: int | None,
    end: int | None,
    now: int | None,
    *,
    days: int = 14,
    edition: str | None,
) -> tuple[int, int]:
    """Return the days to the window's end, for `shared` and `same` without times; without edition, for `trajectory`, to isolation or now."""
    end = window_end(known, case, now, edition) if end is None else end
    return end - days * DAY if start is None else start, end

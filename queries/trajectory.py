"""Where was a person? Whole stays, channel by channel, by start."""

from collections.abc import Sequence

import numpy as np

from graph.engines.protocol import Question, Run, StayTable
from graph.model.flags import shown
from queries._rows import stay_table
from queries.answers import Names, Stay
from queries.catalog import cypher
from queries.rules.rules import Edition
from queries.stays import closed, united, whole


def trajectory(*, person: str, start: int, end: int) -> Question[StayTable]:
    """Return the question where a person (by code) was: the stays that overlap `[start, end)`, UTC seconds.

    >>> trajectory(person="p1", start=0, end=60).name
    'trajectory'

    """

    def rounds(run: Run) -> StayTable:
        def there(low: int, high: int) -> StayTable:
            return stay_table(run({"person": person, "start": low, "end": high}))

        return whole(there, start, end, by_zone=True)

    return Question(
        name="trajectory",
        walk=lambda walker: whole(lambda low, high: walker.timeline(person, low, high), start, end, by_zone=True),
        cypher=cypher("trajectory"),
        rounds=rounds,
    )


def trajectory_rows(table: StayTable, *, edition: Edition, names: Names, start: int, end: int) -> list[Stay]:
    """Return the stays as rows of an answer: open ends closed by the edition, what overlaps or touches united."""
    told = united(closed(table, edition), by_zone=True)
    rows = [
        Stay(
            names.person(told.people[told.person[i]]),
            names.place(told.places[told.place[i]]),
            told.places[told.place[i]].kind,
            _named(told.zones, int(told.zone[i])),
            int(told.t_start[i]),
            int(told.t_end[i]),
            tuple(shown(int(told.flags[i]))),
            told.source_sets[told.sources[i]],
        )
        for i in np.flatnonzero((told.t_start < end) & (told.t_end > start))
    ]
    return sorted(rows, key=lambda r: (r.t_start, r.t_end, r.place, r.zone or ""))


def _named(texts: Sequence[str], at: int) -> str | None:
    return texts[at] if at >= 0 else None

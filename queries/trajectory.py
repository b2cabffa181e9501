"""Where was a person? Whole stays, channel by channel, by start."""

from collections.abc import Sequence

import numpy as np

from graph.engines.protocol import Question, StayTable
from graph.model.flags import shown
from queries._rows import stay_table
from queries.answers import Names, Stay
from queries.catalog import cypher
from queries.rules.rules import Edition
from queries.stays import closed, united


def trajectory(*, person: str, start: int, end: int) -> Question[StayTable]:
    """Return the question where a person (by code) was: the stays that overlap `[start, end)`, UTC seconds.

    >>> trajectory(person="p1", start=0, end=60).parameters
    {'person': 'p1', 'start': 0, 'end': 60}

    """
    return Question(
        name="trajectory",
        walk=lambda walker: walker.timeline(person, start, end),
        cypher=cypher("trajectory"),
        parameters={"person": person, "start": start, "end": end},
        read=stay_table,
    )


def trajectory_rows(table: StayTable, *, edition: Edition, names: Names, start: int, end: int) -> list[Stay]:
    """Return the stays as rows of an answer: open ends closed by the edition, what overlaps or touches united."""
    whole = united(closed(table, edition, start, end), by_zone=True)
    rows = [
        Stay(
            names.person(whole.people[whole.person[i]]),
            names.place(whole.places[whole.place[i]]),
            whole.places[whole.place[i]].kind,
            _named(whole.zones, int(whole.zone[i])),
            int(whole.t_start[i]),
            int(whole.t_end[i]),
            tuple(shown(int(whole.flags[i]))),
            whole.source_sets[whole.sources[i]],
        )
        for i in np.arange(len(whole.person))
    ]
    return sorted(rows, key=lambda r: (r.t_start, r.t_end, r.place, r.zone or ""))


def _named(texts: Sequence[str], at: int) -> str | None:
    return texts[at] if at >= 0 else None

"""Who was present at a risk place? Everyone with his whole stay there, the places below it included."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from graph.engines.protocol import Question, Run, StayTable
from graph.model.flags import shown
from queries._rows import stay_table
from queries.answers import Names, Present
from queries.catalog import cypher
from queries.rules.rules import Edition
from queries.stays import closed, take, united, whole


def at_place(*, places: Sequence[str], start: int, end: int) -> Question[StayTable]:
    """Return the question who was at topmost places (by key) within `[start, end)`, UTC seconds.

    >>> at_place(places=["default/boat3"], start=0, end=60).name
    'at_place'

    """

    def rounds(run: Run) -> StayTable:
        def present(low: int, high: int) -> StayTable:
            return stay_table(run({"places": list(places), "start": low, "end": high}))

        return whole(present, start, end, by_zone=False)

    return Question(
        name="at_place",
        walk=lambda walker: whole(lambda low, high: walker.presence(places, low, high), start, end, by_zone=False),
        cypher=cypher("at_place"),
        parameters={"places": list(places), "start": start, "end": end},
        rounds=rounds,
    )


def presence(*, places: Sequence[str], start: int, end: int) -> Question[StayTable]:
    """Return the question which stays at topmost places (by key) overlap `[start, end)`, each as it is told.

    >>> presence(places=["cell:c7"], start=0, end=60).name
    'presence'

    """
    return Question(
        name="presence",
        walk=lambda walker: walker.presence(places, start, end),
        cypher=cypher("at_place"),
        parameters={"places": list(places), "start": start, "end": end},
        read=stay_table,
    )


def at_place_rows(
    table: StayTable,
    *,
    edition: Edition,
    names: Names,
    start: int,
    end: int,
    zones: Mapping[str, Iterable[str]] | None = None,
) -> list[Present]:
    """Return everyone present as rows of an answer, by start, then person.

    `zones` narrows a topmost place (by key) to some of its zones, where the risk place is a part of it such as a shop.
    """
    told = united(closed(_within(table, zones or {}), edition), by_zone=False)
    rows = [
        Present(
            names.person(told.people[told.person[i]]),
            int(told.t_start[i]),
            int(told.t_end[i]),
            tuple(shown(int(told.flags[i]))),
        )
        for i in np.flatnonzero((told.t_start < end) & (told.t_end > start))
    ]
    return sorted(rows, key=lambda r: (r.t_start, r.person, r.t_end))


def _within(table: StayTable, zones: Mapping[str, Iterable[str]]) -> StayTable:
    wanted = {key: frozenset(some) for key, some in zones.items()}
    if not wanted:
        return table
    keep = np.fromiter(
        (
            (some := wanted.get(table.places[place].key)) is None or (zone >= 0 and table.zones[zone] in some)
            for place, zone in zip(table.place, table.zone, strict=True)
        ),
        np.bool_,
        len(table.place),
    )
    return take(table, keep)

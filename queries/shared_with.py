"""Who shared what with a case? Every exposure at any kind of place but a checkpoint, clipped to the time asked for."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, replace

import numpy as np
from numpy.typing import NDArray

from graph.engines.protocol import Engine, Overlaps, Question, Seed, Walker
from graph.model.feeds import PLACE_KINDS
from queries._rows import overlaps
from queries.answers import Names, Shared
from queries.catalog import cypher
from queries.linger import with_lingering
from queries.pieces import exposures
from queries.rules.rules import Edition
from queries.stays import used
from queries.together import Lists, together

#: Passing one checkpoint makes no contact (semantics.md, 4).
_KINDS = tuple(sorted({*PLACE_KINDS, "encounter"} - {"checkpoint"}))


def shared_with(
    *,
    person: str,
    start: int,
    end: int,
    others: Collection[str] | None = None,
    places: Collection[str] | None = None,
    kinds: Collection[str] | None = None,
) -> Question[Overlaps]:
    """Return the question who shared what with a person within `[start, end)`, UTC seconds.

    `others` (codes), `places` (keys) and `kinds` (place kinds) narrow it; None does not.

    >>> shared_with(person="p1", start=0, end=60, kinds={"lodging"}).name
    'shared_with'

    """
    wanted = [k for k in _KINDS if kinds is None or k in kinds]

    def walk(walker: Walker) -> Overlaps:
        left_out = frozenset((*PLACE_KINDS, "encounter")) - set(wanted)
        found = walker.overlaps([Seed(person, start, end)], without=left_out, timed_only=False)
        return _narrowed(found, others, places, None)

    return Question(
        name="shared_with",
        walk=walk,
        cypher=cypher("shared_with"),
        parameters={
            "person": person,
            "start": start,
            "end": end,
            "others": None if others is None else sorted(others),
            "places": None if places is None else sorted(places),
            "kinds": wanted,
        },
        read=overlaps,
    )


def times_shared(
    engine: Engine,
    edition: Edition,
    *,
    person: str,
    start: int,
    end: int,
    others: Collection[str] | None = None,
    places: Collection[str] | None = None,
    kinds: Collection[str] | None = None,
) -> Overlaps:
    """Return what `shared_with` asks for, and the times after the person left a place that lingers under the edition.

    Raises:
        NotAnswered, EngineError: where the engine does not answer one of the questions, or is away.

    """
    question = shared_with(person=person, start=start, end=end, others=others, places=places, kinds=kinds)
    found = with_lingering(engine, engine.ask(question), [Seed(person, start, end)], edition)
    return _narrowed(found, others, places, kinds)


def shared_rows(overlaps: Overlaps, *, edition: Edition, names: Names) -> Iterator[Shared]:
    """Yield one row per exposure, by start, then person, place; open ends are closed by the edition."""
    lists = Lists()
    pieces = exposures(together(overlaps, edition, lists, [""]))
    rows = [
        Shared(
            names.person(lists.people[pieces.person[i]]),
            names.place(lists.places[pieces.place[i]]),
            lists.places[pieces.place[i]].kind,
            int(pieces.start[i]),
            int(pieces.end[i]),
            pieces.flags_shown(i),
            lists.source_names(pieces.sources[i]),
            int(pieces.gap[i]) if pieces.gap[i] >= 0 else None,
        )
        for i in range(len(pieces))
    ]
    yield from sorted(rows, key=lambda r: (r.t_start, r.person, r.place, r.t_end))


def in_zones(found: Overlaps, zones: Mapping[str, Collection[str]]) -> Overlaps:
    """Return the overlaps in which both were in one of the zones named, where their topmost place (by key) names any."""
    if not zones:
        return found

    def inside(row: int) -> bool:
        wanted = zones.get(found.places[found.place[row]].key)
        both = (int(found.a_zone[row]), int(found.b_zone[row]))
        return wanted is None or all(z >= 0 and found.zones[z] in wanted for z in both)

    return kept(found, np.fromiter((inside(row) for row in range(len(found))), np.bool_, len(found)))


def _narrowed(
    found: Overlaps,
    others: Collection[str] | None,
    places: Collection[str] | None,
    kinds: Collection[str] | None,
) -> Overlaps:
    keep = np.ones(len(found), np.bool_)
    if others is not None:
        keep &= _among(found.person, {int(i) for i in used(found.person) if found.people[i] in others})
    if places is not None:
        keep &= _among(found.place, {int(i) for i in used(found.place) if found.places[i].key in places})
    if kinds is not None:
        keep &= _among(found.place, {int(i) for i in used(found.place) if found.places[i].kind in kinds})
    return kept(found, keep)


def kept(found: Overlaps, keep: NDArray[np.bool_]) -> Overlaps:
    """Return the overlaps of the rows that the mask names."""
    columns = [f.name for f in fields(Overlaps) if isinstance(getattr(found, f.name), np.ndarray)]
    return replace(found, **{n: getattr(found, n)[keep] for n in columns})


def _among(index: NDArray[np.int32], wanted: set[int]) -> NDArray[np.bool_]:
    return np.isin(index, np.fromiter(sorted(wanted), np.int64))

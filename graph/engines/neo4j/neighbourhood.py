"""Phone cells only around cases: what of a graph goes to a server where all phone stays of a province would not fit.

Kept whole is everything but stays in phone cells. Of those the ones remain that a question about a registered case
needs: his own, and of everybody who was together with him in a cell at any time, all stays in that cell (how long either
was there is a clause of the companion rule; semantics.md, 7). The answers about cases are those of the whole graph.
"""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from graph.engines.protocol import Engine, Question
from graph.errors import NotAnswered
from graph.model.timed_graph import Ints, Stays, TimedGraph

T = TypeVar("T")
Mask = NDArray[np.bool_]

CELL = "cell"
#: Stands after the stamp of the facts where only the cases' neighbourhoods of them are held.
AROUND_CASES = "+cases"
REFUSAL = "the server holds phone cells only around cases: ask with --engine embedded"
#: Questions about everybody at a place.
_OF_PLACES = frozenset({"at_place", "presence"})


def neighbourhood(graph: TimedGraph) -> TimedGraph:
    """Return the graph with only those stays in cells that questions about its cases need; its stamp says so."""
    s = graph.stays
    cell = np.array([place.kind == CELL for place in graph.places], np.bool_)
    case = np.zeros(len(graph.people), np.bool_)
    case[_positions(graph)] = True
    in_cell, of_case = cell[s.place], case[s.person]
    keep = ~in_cell | of_case
    others = np.flatnonzero(~keep)
    met = _overlap(s.take(others), s.take(in_cell & of_case))
    pair = s.person[others].astype(np.int64) * len(graph.places) + s.place[others]
    keep[others] = np.isin(pair, np.unique(pair[met]))
    plain = TimedGraph(**{f.name: getattr(graph, f.name) for f in fields(TimedGraph)})  # without orders of a mapped one
    return replace(plain, stays=s.take(keep), stamp=graph.stamp + AROUND_CASES)


def facts_of(stamp: str) -> str:
    """Return the stamp of the facts behind a server's stamp, whatever of them it holds.

    >>> facts_of("7f3a+cases"), facts_of("7f3a")
    ('7f3a', '7f3a')

    """
    return stamp.removesuffix(AROUND_CASES)


def _positions(graph: TimedGraph) -> list[int]:
    """Return where the cases' people stand in the graph's people."""
    found = ((bisect_left(graph.people, case.person), case.person) for case in graph.cases)
    return [at for at, code in found if at < len(graph.people) and graph.people[at] == code]


def _overlap(stays: Stays, others: Stays) -> Mask:
    """Return which stays overlap any of the others at the same place.

    The others are put on one line, place after place, by start; of those that start before a stay ends, the latest end
    so far decides.
    """
    if not len(stays) or not len(others):
        return np.zeros(len(stays), np.bool_)
    low = min(int(stays.t_start.min()), int(others.t_start.min()))
    width = max(int(stays.t_end.max()), int(others.t_end.max())) - low + 1

    def on_line(place: NDArray[np.int32], time: Ints) -> Ints:
        return place.astype(np.int64) * width + (time - low)

    starts = on_line(others.place, others.t_start)
    order = np.argsort(starts)
    latest = np.maximum.accumulate(on_line(others.place, others.t_end)[order])
    before = np.searchsorted(starts[order], on_line(stays.place, stays.t_end), "left") - 1
    return (before >= 0) & (latest[before] > on_line(stays.place, stays.t_start))


class AroundCases:
    """An engine that holds a graph's neighbourhood: it answers about cases, and refuses what it would tell by half.

    `trajectory` and `dwellers` are passed on, since the rules ask them about others: of a person who is no case they
    tell the stays in cells only where he was together with a case.
    """

    def __init__(self, engine: Engine, graph: TimedGraph) -> None:
        self.name = engine.name
        self._engine = engine
        self._places = graph.places
        self._cases = {case.person for case in graph.cases}

    @property
    def stamp(self) -> str:
        """Return the stamp of what the engine holds."""
        return self._engine.stamp

    def ask(self, question: Question[T]) -> T:
        """Return the engine's answer; raise NotAnswered (CELLS_AROUND_CASES) for one that needs other phone cells."""
        given = question.parameters or {}
        if (question.name in _OF_PLACES and any(map(self._is_cell, _texts(given, "places")))) or (
            question.name == "shared_with" and CELL in _texts(given, "kinds") and given["person"] not in self._cases
        ):
            raise NotAnswered("CELLS_AROUND_CASES", REFUSAL)
        return self._engine.ask(question)

    def close(self) -> None:
        """Close the engine."""
        self._engine.close()

    def _is_cell(self, key: str) -> bool:
        at = bisect_left(self._places, key, key=lambda place: place.key)
        return at < len(self._places) and self._places[at].key == key and self._places[at].kind == CELL


def _texts(given: Mapping[str, object], name: str) -> list[str]:
    return cast("list[str]", given[name])

"""A timed graph as the rows that the load statements take: maps of properties, named as in graph.model.schema.

A stay's number is made from what it says, so that the same stay has the same number in every load and a load writes
only what is new. Codes only: no name, number or address of a person is in a timed graph, so none gets onto a server.
"""

import hashlib
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from graph.errors import EngineError
from graph.model.timed_graph import Ints, Place, TimedGraph

Row = dict[str, object]
Words = NDArray[np.uint64]

#: Odd constants of splitmix64, a mixer of 64-bit words (Steele, Lea, Flood 2014).
_STEP, _MIX_1, _MIX_2 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def person_rows(graph: TimedGraph) -> Iterable[Row]:
    """Return a row for every person: his code."""
    return ({"code": code} for code in graph.people)


def place_rows(graph: TimedGraph) -> Iterable[Row]:
    """Return a row for every place; `longest` is never less than a stay there is."""
    longest = np.fromiter((place.longest for place in graph.places), np.int64, len(graph.places))
    np.maximum.at(longest, graph.stays.place, graph.stays.t_end - graph.stays.t_start)
    return (_place_row(place, seconds) for place, seconds in zip(graph.places, longest.tolist(), strict=True))


def _place_row(place: Place, longest: int) -> Row:
    return {
        "key": place.key,
        "kind": place.kind,
        "name": place.name,
        "place_id": place.place_id,
        "source": place.source,
        "has_zones": bool(place.has_zones),
        "enclosed": bool(place.enclosed),
        "longest": longest,
    }


def case_rows(graph: TimedGraph) -> Iterable[Row]:
    """Return a row for every case: its kind and its dates, UTC seconds."""
    for case in graph.cases:
        times = {"dated": case.dated, "onset": case.onset, "sample": case.sample, "report": case.report}
        yield {"case_id": case.case_id, "kind": case.kind, **times}


def reported_rows(graph: TimedGraph) -> list[Row]:
    """Return a row for every case: from its person's code to its case id."""
    return [{"from": case.person, "to": case.case_id} for case in graph.cases]


def infected_rows(graph: TimedGraph) -> list[Row]:
    """Return a row for every recorded infector that is another case: from infector to infectee; self loops are none."""
    known = {case.case_id for case in graph.cases}
    pairs = {(i, case.case_id) for case in graph.cases for i in case.infectors if i in known and i != case.case_id}
    return [{"from": infector, "to": case_id} for infector, case_id in sorted(pairs)]


def stay_rows(graph: TimedGraph, numbers: Ints, rows: NDArray[np.int64]) -> list[Row]:
    """Return the rows of some stays: properties, and the keys of the two ends."""
    s = graph.stays
    columns = zip(
        numbers[rows].tolist(),
        s.person[rows].tolist(),
        s.place[rows].tolist(),
        s.t_start[rows].tolist(),
        s.t_end[rows].tolist(),
        s.zone[rows].tolist(),
        s.floor[rows].tolist(),
        s.flags[rows].tolist(),
        s.distance[rows].tolist(),
        s.sources[rows].tolist(),
        strict=True,
    )
    sources = [list(names) for names in graph.sources]
    return [
        {
            "stay": stay,
            "place": (key := graph.places[place].key),
            "t_start": t_start,
            "t_end": t_end,
            "zone": graph.zones[zone] if zone >= 0 else None,
            "floor": graph.floors[floor] if floor >= 0 else None,
            "flags": flags,
            "distance": distance if distance == distance else None,  # noqa: PLR0124  # NaN: not known
            "sources": sources[names] if names >= 0 else [],
            "from": graph.people[person],
            "to": key,
        }
        for stay, person, place, t_start, t_end, zone, floor, flags, distance, names in columns
    ]


def stay_numbers(graph: TimedGraph) -> Ints:
    """Return a number for every stay, 63 bits of what it says: equal stays of two loads have equal numbers.

    Two different stays of a load with one number are noticed, and all are numbered in another way then.

    Raises:
        EngineError: STAYS_EQUAL, where two stays are the same in everything.

    """
    for salt in range(4):
        numbers = _numbered(graph, salt)
        if len(np.unique(numbers)) == len(numbers):
            return numbers
    raise EngineError("STAYS_EQUAL", "two stays are the same in everything: they should have been united")


def _numbered(graph: TimedGraph, salt: int) -> Ints:
    s = graph.stays
    mixed = np.full(len(s), salt, np.uint64)
    for names, at in (
        (graph.people, s.person),
        ([place.key for place in graph.places], s.place),
        (graph.zones, s.zone),
        (graph.floors, s.floor),
        (["\n".join(names) for names in graph.sources], s.sources),
    ):
        mixed = _mix(mixed ^ _words(names)[at])
    for column in (s.t_start, s.t_end, s.flags.astype(np.int64)):
        mixed = _mix(mixed ^ column.view(np.uint64))
    known = np.where(np.isnan(s.distance), np.float32(-1), s.distance).astype(np.float64)
    return (_mix(mixed ^ known.view(np.uint64)) >> np.uint64(1)).astype(np.int64)


def _words(names: Sequence[str]) -> Words:
    """Return 64 bits of each text, and 0 for the position -1 (unknown)."""
    known = (int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big") for name in names)
    return np.append(np.fromiter(known, np.uint64, len(names)), np.uint64(0))


def _mix(words: Words) -> Words:
    words = words + _STEP
    words = (words ^ (words >> np.uint64(30))) * _MIX_1
    words = (words ^ (words >> np.uint64(27))) * _MIX_2
    return words ^ (words >> np.uint64(31))

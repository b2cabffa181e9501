"""A timed graph as the rows that the load statements take: maps of properties, named as in graph.model.schema.

The number of a stay or a membership is made from what it says, so that the same one has the same number in every load
and a load writes only what is new. Codes only: no name, number or address of a person is in a timed graph, so none gets
onto a server.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from graph.errors import EngineError
from graph.model.schema import EDGES, Edge
from graph.model.timed_graph import Index, Ints, Place, TimedGraph

#: Bytes of a key; the pages of an index are of 8,192, and the longest index has two times beside it.
LONGEST_KEY = 8_000
Row = dict[str, object]
Rows = NDArray[np.int64]
Words = NDArray[np.uint64]

STAYED, LIVES_IN, REPORTED, INFECTED = (
    next(edge for edge in EDGES if edge.kind == kind) for kind in ("STAYED", "LIVES_IN", "REPORTED", "INFECTED")
)


@dataclass(frozen=True, slots=True)
class Numbered:
    """All relationships of a kind that bear a number: the numbers, and what makes rows of some of them."""

    edge: Edge
    numbers: Ints
    target: Index
    """Position of the node at the end of each; those of one node are written together."""
    halves: tuple[Index, Index]
    """0 or 1 for each, by the hash of the node where it starts, and by that of the node where it ends."""
    rows: Callable[[Rows], list[Row]]
    """Returns the rows of the positions given, in that order."""


def check_keys(graph: TimedGraph) -> None:
    """Raise EngineError (NEO4J_KEY) where a key is longer than an index of the server can hold."""
    keys = chain(
        graph.people, (place.key for place in graph.places), graph.households, (c.case_id for c in graph.cases)
    )
    for key in keys:
        if len(key) > LONGEST_KEY // 4 and len(key.encode()) > LONGEST_KEY:
            raise EngineError(
                "NEO4J_KEY",
                f"{key[:40]!r}… is an id of {len(key.encode()):,} bytes, and the server indexes at most {LONGEST_KEY:,}: "
                "correct or cancel that record, or ask with --engine embedded",
            )


def numbered(graph: TimedGraph) -> Iterator[Numbered]:
    """Yield the stays, then the members of households; raise EngineError where two are the same in everything."""
    people = _halves(graph.people)
    numbers, s = stay_numbers(graph), graph.stays
    both = people[s.person], _halves([place.key for place in graph.places])[s.place]
    yield Numbered(STAYED, numbers, s.place, both, partial(stay_rows, graph, numbers))
    numbers, m = member_numbers(graph), graph.members
    both = people[m.person], _halves(graph.households)[m.household]
    yield Numbered(LIVES_IN, numbers, m.household, both, partial(member_rows, graph, numbers))


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
        "name": place.name and place.name[: LONGEST_KEY // 4],
        "place_id": place.place_id,
        "source": place.source,
        "has_zones": bool(place.has_zones),
        "enclosed": bool(place.enclosed),
        "sealed": None if place.sealed is None else bool(place.sealed),
        "coach_types": as_text(place.coach_types),
        "one_leg": bool(place.one_leg),
        "lat": None if place.lat is None else float(place.lat),
        "lon": None if place.lon is None else float(place.lon),
        "longest": longest,
    }


def household_rows(graph: TimedGraph) -> Iterable[Row]:
    """Return a row for every household: its key."""
    return ({"key": key} for key in graph.households)


def case_rows(graph: TimedGraph) -> Iterable[Row]:
    """Return a row for every case: its kind, its dates and the end of its days, UTC seconds."""
    for case in graph.cases:
        times = {"dated": case.dated, "onset": case.onset, "sample": case.sample, "report": case.report}
        end = graph.now if case.isolated_at is None else min(case.isolated_at, graph.now)
        yield {"case_id": case.case_id, "kind": case.kind, **times, "window_end": end}


def reported_rows(graph: TimedGraph) -> list[Row]:
    """Return a row for every case: from its person's code to its case id."""
    return [{"from": case.person, "to": case.case_id} for case in graph.cases]


def infected_rows(graph: TimedGraph) -> list[Row]:
    """Return a row for every recorded infector that is another case: from infector to infectee; self loops are none."""
    known = {case.case_id for case in graph.cases}
    pairs = {(i, case.case_id) for case in graph.cases for i in case.infectors if i in known and i != case.case_id}
    return [{"from": infector, "to": case_id} for infector, case_id in sorted(pairs)]


def stay_rows(graph: TimedGraph, numbers: Ints, rows: Rows) -> list[Row]:
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
        s.seat[rows].tolist(),
        s.booking[rows].tolist(),
        strict=True,
    )
    sources = source_texts(graph)
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
            "sources": sources[names],
            "seat": graph.seats[seat] if seat >= 0 else None,
            "booking": booking,
            "from": graph.people[person],
            "to": key,
        }
        for stay, person, place, t_start, t_end, zone, floor, flags, distance, names, seat, booking in columns
    ]


def member_rows(graph: TimedGraph, numbers: Ints, rows: Rows) -> list[Row]:
    """Return the rows of some members of households: properties, and the keys of the two ends."""
    m = graph.members
    sources = source_texts(graph)
    columns = zip(
        numbers[rows].tolist(),
        m.person[rows].tolist(),
        m.household[rows].tolist(),
        m.valid_from[rows].tolist(),
        m.valid_to[rows].tolist(),
        m.sources[rows].tolist(),
        strict=True,
    )
    return [
        {
            "membership": membership,
            "valid_from": valid_from,
            "valid_to": valid_to,
            "sources": sources[names],
            "from": graph.people[person],
            "to": graph.households[household],
        }
        for membership, person, household, valid_from, valid_to, names in columns
    ]


def source_texts(graph: TimedGraph) -> list[str]:
    """Return each set of sources as a text, and at the end (position -1: unknown) an empty one."""
    return [as_text(names) for names in (*graph.sources, ())]


def as_text(names: Sequence[str]) -> str:
    """Return some names as a JSON list: as a list of the server's they would take 128 bytes of its store each time.

    >>> as_text(["till", "wifi"])
    '["till", "wifi"]'

    """
    return json.dumps(names, ensure_ascii=False)


def stay_numbers(graph: TimedGraph) -> Ints:
    """Return a number for every stay, 63 bits of what it says: equal stays of two loads have equal numbers.

    Raises:
        EngineError: STAYS_EQUAL, where two stays are the same in everything.

    """
    s = graph.stays
    named = (
        _words(graph.people)[s.person],
        _words([place.key for place in graph.places])[s.place],
        _words(graph.zones)[s.zone],
        _words(graph.floors)[s.floor],
        _source_words(graph)[s.sources],
        _words(graph.seats)[s.seat],
    )
    known = np.where(np.isnan(s.distance), np.float32(-1), s.distance).astype(np.float64)
    plain = (s.t_start, s.t_end, s.flags.astype(np.int64), known, s.booking)
    return _numbers(named, plain, "STAYS_EQUAL", "stays")


def member_numbers(graph: TimedGraph) -> Ints:
    """Return a number for every member of a household, 63 bits of what the row says.

    Raises:
        EngineError: MEMBERS_EQUAL, where two rows are the same in everything.

    """
    m = graph.members
    named = _words(graph.people)[m.person], _words(graph.households)[m.household], _source_words(graph)[m.sources]
    return _numbers(named, (m.valid_from, m.valid_to), "MEMBERS_EQUAL", "members of households")


def _numbers(named: Sequence[Words], plain: Sequence[NDArray[np.int64 | np.float64]], code: str, what: str) -> Ints:
    """Return 63 bits of the columns for each row; where two different rows have one number, all are numbered anew."""
    columns = [*named, *(column.view(np.uint64) for column in plain)]
    for salt in range(4):
        mixed = np.full(len(columns[0]), salt, np.uint64)
        for column in columns:
            mixed = _mix(mixed ^ column)
        numbers = (mixed >> np.uint64(1)).astype(np.int64)
        if len(np.unique(numbers)) == len(numbers):
            return numbers
    raise EngineError(code, f"two {what} are the same in everything: they should have been united")


def _halves(keys: Sequence[str]) -> Index:
    return (_words(keys) & np.uint64(1)).astype(np.int32)


def _source_words(graph: TimedGraph) -> Words:
    return _words(["\n".join(names) for names in graph.sources])


def _words(names: Sequence[str]) -> Words:
    """Return 64 bits of each text, and 0 for the position -1 (unknown)."""
    known = (int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big") for name in names)
    return np.append(np.fromiter(known, np.uint64, len(names)), np.uint64(0))


def _mix(words: Words) -> Words:
    words = words + _STEP
    words = (words ^ (words >> np.uint64(30))) * _MIX_1
    words = (words ^ (words >> np.uint64(27))) * _MIX_2
    return words ^ (words >> np.uint64(31))

"""Records of a Cypher answer as columns: what a question's `read` makes of what the server sends.

An answer is one record (for many seeds a few) of lists of equal length; the places come apart, each once. Nothing is
decided here: the columns are those that the walk over the embedded engine gives.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from graph.engines.protocol import Dweller, Housemate, Overlaps, Passes, Record, Seed, StayTable
from graph.model.timed_graph import Index, Ints, Place

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ChainRow:
    """One recorded chain as the server sends it; times are UTC seconds, null where no case of it has a date."""

    cases: tuple[str, ...]
    roots: tuple[str, ...]
    edges: int
    generations: tuple[int, ...]
    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class Way:
    """One way on which a person got it: from whom, and where."""

    person: str
    before: str
    place: Place

    @staticmethod
    def read(record: Record, seeds: Sequence[str]) -> "list[Way]":
        """Return the ways of a record of reach.cypher; `seeds` are the codes by number."""
        ways = zip(
            _list(record, "person", str), _list(record, "seeds", list), _list(record, "spots", list), strict=True
        )
        return [
            Way(person, seeds[seed], _place(spot))
            for person, numbers, spots in ways
            for seed, spot in zip(numbers, spots, strict=True)
        ]


def reach_records(record: Record) -> tuple[list[str], list[int]]:
    """Return who got it and when (mirrored if backward), of a record of reach.cypher."""
    return _list(record, "person", str), _list(record, "at", int)


def seeds_parameter(seeds: Sequence[Seed]) -> list[dict[str, str | int]]:
    """Return the parameter `$seeds` of a Cypher text: each seed with its position as number.

    >>> seeds_parameter([Seed("p1", 0, 60)])
    [{'n': 0, 'person': 'p1', 'start': 0, 'end': 60}]

    """
    return [{"n": n, "person": s.person, "start": s.start, "end": s.end} for n, s in enumerate(seeds)]


def stay_table(records: Sequence[Record]) -> StayTable:
    """Return the stays of an answer, in the order in which they were sent."""
    people, person = _coded(_joined(records, "person"))
    places, place = _placed(records)
    zones, zone = _named(_joined(records, "zone"))
    floors, floor = _named(_joined(records, "floor"))
    source_sets, sources = _sets(records, "sources")
    seats, seat = _named(_joined(records, "seat"))
    return StayTable(
        person=person,
        place=place,
        t_start=_ints(records, "t_start"),
        t_end=_ints(records, "t_end"),
        zone=zone,
        floor=floor,
        flags=_ints(records, "flags").astype(np.int32),
        sources=sources[0],
        seat=seat,
        people=people,
        places=places,
        zones=zones,
        floors=floors,
        source_sets=source_sets,
        seats=seats,
    )


def overlaps(records: Sequence[Record]) -> Overlaps:
    """Return the times together of an answer, by seed, person, place, start."""
    seed = _ints(records, "seed").astype(np.int32)
    people, person = _coded(_joined(records, "person"))
    places, place = _placed(records)
    starts = _ints(records, "t_start")
    order = np.lexsort((starts, place, person, seed))
    zones, zone = _named([*_joined(records, "a_zone"), *_joined(records, "b_zone")])
    floors, floor = _named([*_joined(records, "a_floor"), *_joined(records, "b_floor")])
    source_sets, sources = _sets(records, "a_sources", "b_sources")
    seats, seat = _named([*_joined(records, "a_seat"), *_joined(records, "b_seat")])
    apart = np.array(_joined(records, "distance"), np.float32)
    half = len(seed)
    return Overlaps(
        seed=seed[order],
        person=person[order],
        place=place[order],
        t_start=starts[order],
        t_end=_ints(records, "t_end")[order],
        a_start=_ints(records, "a_start")[order],
        b_start=_ints(records, "b_start")[order],
        a_zone=zone[:half][order],
        b_zone=zone[half:][order],
        a_floor=floor[:half][order],
        b_floor=floor[half:][order],
        a_flags=_ints(records, "a_flags").astype(np.int32)[order],
        b_flags=_ints(records, "b_flags").astype(np.int32)[order],
        a_sources=sources[0][order],
        b_sources=sources[1][order],
        distance=np.where(apart < 0, np.float32(np.nan), apart)[order],
        a_seat=seat[:half][order],
        b_seat=seat[half:][order],
        booked=np.array(_joined(records, "booked"), np.bool_)[order],
        people=people,
        places=places,
        zones=zones,
        floors=floors,
        source_sets=source_sets,
        seats=seats,
    )


def passes(records: Sequence[Record]) -> Passes:
    """Return who gets it where and when first, of chains_between.cypher."""
    people, person = _coded(_joined(records, "person"))
    places, place = _placed(records)
    return Passes(person, place, _ints(records, "at"), people, places)


def housemate_rows(records: Sequence[Record]) -> list[Housemate]:
    """Return the members of households of an answer; the sources of a row are those of both memberships."""
    names = ("seed", "person", "household", "t_start", "t_end", "a_sources", "b_sources")
    rows = zip(*(_joined(records, name) for name in names), strict=True)
    return [
        Housemate(_whole(seed), str(person), str(household), _whole(start), _whole(end), _united(mine, theirs))
        for seed, person, household, start, end, mine, theirs in rows
    ]


def dwellers(records: Sequence[Record]) -> list[Dweller]:
    """Return who was at which place for how long, in the order in which they were sent."""
    columns = (_joined(records, name) for name in ("person", "place", "seconds"))
    return [Dweller(str(p), str(x), _whole(n)) for p, x, n in zip(*columns, strict=True)]


def chain_rows(records: Sequence[Record]) -> list[ChainRow]:
    """Return the recorded chains of an answer, one record each."""
    return [
        ChainRow(
            cases=tuple(_list(r, "cases", str)),
            roots=tuple(_list(r, "roots", str)),
            edges=_whole(r["edges"]),
            generations=tuple(_list(r, "generations", int)),
            first=None if r["first"] is None else _whole(r["first"]),
            last=None if r["last"] is None else _whole(r["last"]),
        )
        for r in records
    ]


def _united(*sets: object) -> tuple[str, ...]:
    """Return the names of several lists of names, each once, sorted."""
    return tuple(sorted({name for names in cast("tuple[list[str], ...]", sets) for name in names}))


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(f"expected a whole number and got {value!r}")
    return value


def _list(record: Record, column: str, kind: type[T]) -> list[T]:
    values = record[column]
    if not isinstance(values, list) or not all(isinstance(v, kind) for v in values):
        raise TypeError(f"column {column} is no list of {kind.__name__}")
    return values


def _joined(records: Sequence[Record], column: str) -> list[object]:
    return [value for record in records for value in _list(record, column, object)]


def _ints(records: Sequence[Record], column: str) -> Ints:
    return np.array(_joined(records, column), np.int64)


def _numbered(values: Iterable[object], names: Sequence[object]) -> Index:
    """Return the position of each value among the names, -1 for what is not among them."""
    position = {name: n for n, name in enumerate(names)}
    return np.fromiter((position.get(value, -1) for value in values), np.int32)


def _coded(values: Sequence[object]) -> tuple[list[str], Index]:
    names = sorted(cast("set[str]", set(values)))
    return names, _numbered(values, names)


def _named(values: Sequence[object]) -> tuple[list[str], Index]:
    names = sorted(cast("set[str]", set(values)) - {""})
    return names, _numbered(values, names)


def _sets(records: Sequence[Record], *columns: str) -> tuple[list[tuple[str, ...]], list[NDArray[np.int32]]]:
    each = [[tuple(cast("list[str]", v)) for v in _joined(records, column)] for column in columns]
    names = sorted({value for values in each for value in values})
    return names, [_numbered(values, names) for values in each]


def _placed(records: Sequence[Record]) -> tuple[list[Place], Index]:
    """Return the places of an answer, by key, and which of them each row names."""
    maps = cast("list[Mapping[str, object]]", _joined(records, "places"))
    by_key = {place.key: place for place in (_place(m) for m in maps)}
    keys = sorted(by_key)
    return [by_key[key] for key in keys], _numbered(_joined(records, "place"), keys)


def _place(sent: Mapping[str, object]) -> Place:
    def text(name: str) -> str | None:
        value = sent[name]
        return None if value is None else str(value)

    def number(name: str) -> float | None:
        value = sent[name]
        return None if value is None else float(cast("float", value))

    return Place(
        key=str(sent["key"]),
        kind=str(sent["kind"]),
        name=text("name"),
        place_id=text("place_id"),
        source=text("source"),
        has_zones=bool(sent["has_zones"]),
        enclosed=bool(sent["enclosed"]),
        longest=_whole(sent["longest"]),
        lat=number("lat"),
        lon=number("lon"),
        sealed=None if sent["sealed"] is None else bool(sent["sealed"]),
        coach_types=tuple(_list(sent, "coach_types", str)),
        one_leg=bool(sent["one_leg"]),
    )

"""Records of a Cypher answer as columns: what a question's `read` makes of what the server sends.

An answer is one record (for many seeds a few) of lists; the places come apart, each once. Nothing is
decided here: the columns are those that the walk over the embedded engine gives.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar, cast

import numpy as np

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
    source_sets, (sources,) = _sets(_joined(records, "sources"))
    seats, seat = _named(_joined(records, "seat"))
    return StayTable(
        person=person,
        place=place,
        t_start=_ints(records, "t_start"),
        t_end=_ints(records, "t_end"),
        zone=zone,
        floor=floor,
        flags=_ints(records, "flags").astype(np.int32),
        sources=sources,
        seat=seat,
        people=people,
        places=places,
        zones=zones,
        floors=floors,
        source_sets=source_sets,
        seats=seats,
    )


def overlaps(records: Sequence[Record]) -> Overlaps:
    """Return the times together of an answer, by seed, person, place, start.

    What is said of the seed and of his stay comes once a stay, all else in a list for each such stay.
    """
    sizes = np.array([len(met) for record in records for met in _list(record, "person", list)], np.int64)
    people, person = _coded(_flat(records, "person"))
    places, own_place = _placed(records)
    seed, place = np.repeat(_ints(records, "seed").astype(np.int32), sizes), np.repeat(own_place, sizes)
    starts = np.array(_flat(records, "t_start"), np.int64)
    order = np.lexsort((starts, place, person, seed))

    def told(name: str) -> Ints:
        return np.array(_flat(records, f"b_{name}"), np.int64)[order]

    def own(name: str) -> Ints:
        return np.repeat(_ints(records, f"a_{name}"), sizes)[order]

    def named(name: str) -> tuple[list[str], Index, Index]:
        mine = _joined(records, f"a_{name}")
        names, number = _named([*mine, *_flat(records, f"b_{name}")])
        return names, np.repeat(number[: len(mine)], sizes)[order], number[len(mine) :][order]

    zones, a_zone, b_zone = named("zone")
    floors, a_floor, b_floor = named("floor")
    seats, a_seat, b_seat = named("seat")
    source_sets, (a_sources, b_sources) = _sets(_joined(records, "a_sources"), _flat(records, "b_sources"))
    apart = np.array(_flat(records, "distance"), np.float32)
    return Overlaps(
        seed=seed[order],
        person=person[order],
        place=place[order],
        t_start=starts[order],
        t_end=np.array(_flat(records, "t_end"), np.int64)[order],
        a_start=own("start"),
        b_start=told("start"),
        a_zone=a_zone,
        b_zone=b_zone,
        a_floor=a_floor,
        b_floor=b_floor,
        a_flags=own("flags").astype(np.int32),
        b_flags=told("flags").astype(np.int32),
        a_sources=np.repeat(a_sources, sizes)[order],
        b_sources=b_sources[order],
        distance=np.where(apart < 0, np.float32(np.nan), apart)[order],
        a_seat=a_seat,
        b_seat=b_seat,
        booked=np.array(_flat(records, "booked"), np.bool_)[order],
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
    """Return the names of several sets of sources, each once, sorted."""
    return tuple(sorted({name for text in sets for name in _names(text)}))


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


def _flat(records: Sequence[Record], column: str) -> list[object]:
    """Return the entries of the lists of a column, one list after the other."""
    return [value for record in records for values in _list(record, column, list) for value in values]


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


def _sets(*columns: Sequence[object]) -> tuple[list[tuple[str, ...]], list[Index]]:
    """Return the sets of sources in some columns of JSON lists, and for each column which of them each row has."""
    texts = sorted({str(value) for values in columns for value in values})
    return [_names(text) for text in texts], [_numbered(values, texts) for values in columns]


def _names(text: object) -> tuple[str, ...]:
    """Return the names in a JSON list, as the server keeps sources and carriages.

    >>> _names('["till", "wifi"]')
    ('till', 'wifi')

    """
    return tuple(json.loads(str(text)))


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
        coach_types=_names(sent["coach_types"]),
        one_leg=bool(sent["one_leg"]),
    )

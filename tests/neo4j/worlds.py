"""Tiny literal worlds as timed graphs; people's codes are their names."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from graph.model.timed_graph import Case, Place, Stays, TimedGraph

T = TypeVar("T")
#: person, place, t_start, t_end, zone, floor, flags, distance, sources
Row = tuple[str, str, int, int, str | None, str | None, int, float | None, tuple[str, ...]]


def stay(
    person: str,
    place: str,
    t_start: int,
    t_end: int,
    *,
    zone: str | None = None,
    floor: str | None = None,
    flags: int = 0,
    distance: float | None = None,
    sources: tuple[str, ...] = ("till",),
) -> Row:
    """Return one stay of a world."""
    return person, place, t_start, t_end, zone, floor, flags, distance, sources


def world(
    rows: Sequence[Row], *, places: Sequence[Place] = (), cases: Sequence[Case] = (), stamp: str = "world"
) -> TimedGraph:
    """Return the timed graph of some stays; a place that is not described is a venue."""
    described = {place.key: place for place in places}
    spots = [described.get(key, Place(key, "venue")) for key in sorted({r[1] for r in rows} | set(described))]
    people = sorted({r[0] for r in rows} | {case.person for case in cases})
    zones = sorted({r[4] for r in rows if r[4] is not None})
    floors = sorted({r[5] for r in rows if r[5] is not None})
    sources = sorted({r[8] for r in rows})
    stays = Stays(
        person=_at(people, [r[0] for r in rows]),
        place=_at([p.key for p in spots], [r[1] for r in rows]),
        t_start=np.array([r[2] for r in rows], np.int64),
        t_end=np.array([r[3] for r in rows], np.int64),
        zone=_at(zones, [r[4] for r in rows]),
        floor=_at(floors, [r[5] for r in rows]),
        flags=np.array([r[6] for r in rows], np.int32),
        distance=np.array([np.nan if r[7] is None else r[7] for r in rows], np.float32),
        sources=_at(sources, [r[8] for r in rows]),
    )
    return TimedGraph(people, spots, zones, floors, sources, stays, cases, stamp=stamp)


def _at(names: Sequence[T], values: Sequence[T | None]) -> "np.ndarray[tuple[int], np.dtype[np.int32]]":
    return np.array([-1 if v is None else names.index(v) for v in values], np.int32)


#: The noodle shop: Ann at table 1 from 100 to 200; Bo there too, from 150; Cy leaves when Ann comes; Di is in the phone cell
#: with Ann; Ed's stay is open (flag 1). Ann and Bo are 1.5 m apart by their devices from 160 to 170.
NOODLE_SHOP = world(
    [
        stay("ann", "shop/noodles", 100, 200, zone="table 1", sources=("till", "wifi")),
        stay("bo", "shop/noodles", 150, 400, zone="table 2", floor="1"),
        stay("cy", "shop/noodles", 50, 100),
        stay("ed", "shop/noodles", 190, 900, flags=1),
        stay("ann", "net/g800:1:2", 0, 1000),
        stay("di", "net/g800:1:2", 0, 500),
        stay("ann", "encounter:ann:bo", 160, 170, distance=1.5),
        stay("bo", "encounter:ann:bo", 160, 170, distance=1.5),
    ],
    places=[
        Place("shop/noodles", "venue", "Noodles", "noodles", "shop", has_zones=True),
        Place("net/g800:1:2", "cell", None, "g800:1:2", "net", enclosed=False),
        Place("encounter:ann:bo", "encounter"),
    ],
    stamp="noodle shop",
)

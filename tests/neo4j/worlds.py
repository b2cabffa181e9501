"""Tiny literal worlds as timed graphs; people's codes are their names."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from graph.model.timed_graph import EVER, NEVER, Case, Members, Place, Stays, TimedGraph

T = TypeVar("T")
#: person, place, t_start, t_end, zone, floor, flags, distance, sources, seat, booking
Row = tuple[str, str, int, int, str | None, str | None, int, float | None, tuple[str, ...], str | None, int]
#: household, person, valid_from, valid_to, sources
Member = tuple[str, str, int, int, tuple[str, ...]]


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
    seat: str | None = None,
    booking: int = 0,
) -> Row:
    """Return one stay of a world."""
    return person, place, t_start, t_end, zone, floor, flags, distance, sources, seat, booking


def lives(
    person: str,
    household: str,
    valid_from: int = EVER,
    valid_to: int = NEVER,
    sources: tuple[str, ...] = ("register",),
) -> Member:
    """Return one member of a household, for ever unless it is said."""
    return household, person, valid_from, valid_to, sources


def world(
    rows: Sequence[Row],
    *,
    places: Sequence[Place] = (),
    cases: Sequence[Case] = (),
    members: Sequence[Member] = (),
    stamp: str = "world",
) -> TimedGraph:
    """Return the timed graph of some stays; a place that is not described is a venue."""
    described = {place.key: place for place in places}
    spots = [described.get(key, Place(key, "venue")) for key in sorted({r[1] for r in rows} | set(described))]
    people = sorted({r[0] for r in rows} | {case.person for case in cases} | {m[1] for m in members})
    zones = sorted({r[4] for r in rows if r[4] is not None})
    floors = sorted({r[5] for r in rows if r[5] is not None})
    sources = sorted({r[8] for r in rows} | {m[4] for m in members})
    seats = sorted({r[9] for r in rows if r[9] is not None})
    households = sorted({m[0] for m in members})
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
        seat=_at(seats, [r[9] for r in rows]),
        booking=np.array([r[10] for r in rows], np.int64),
    )
    return TimedGraph(
        people, spots, zones, floors, sources, stays, cases, stamp=stamp, seats=seats, households=households,
        members=_members(households, people, sources, sorted(members)),
    )  # fmt: skip


def _members(
    households: Sequence[str], people: Sequence[str], sources: Sequence[tuple[str, ...]], rows: Sequence[Member]
) -> Members:
    return Members(
        household=_at(households, [m[0] for m in rows]),
        person=_at(people, [m[1] for m in rows]),
        valid_from=np.array([m[2] for m in rows], np.int64),
        valid_to=np.array([m[3] for m in rows], np.int64),
        sources=_at(sources, [m[4] for m in rows]),
    )


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

#: Train G1 from 100 to 500: Ann in carriage 5, seat 12A; Bo beside her on the same booking; Cy in carriage 6 on another;
#: of Di nothing is known, nor of Ed, and they have no booking.
TRAIN = world(
    [
        stay("ann", "train:G1:2021-07-29", 100, 500, zone="5", seat="|5||12A", booking=77),
        stay("bo", "train:G1:2021-07-29", 200, 500, zone="5", seat="|5||12B", booking=77),
        stay("cy", "train:G1:2021-07-29", 100, 300, zone="6", seat="|6||1A", booking=(1 << 63) - 1),
        stay("di", "train:G1:2021-07-29", 100, 500),
        stay("ed", "train:G1:2021-07-29", 400, 500),
    ],
    places=[
        Place(
            "train:G1:2021-07-29", "train", "G1", has_zones=True, longest=400, lat=28.25, lon=112.5, sealed=False,
            coach_types=("5:hard_seat", "6:seat"),
        )
    ],
    stamp="train",
)  # fmt: skip

#: Ann and Bo share a flat for ever; Cy moved in at 100 and out at 200, and came back at 300. Di lives alone until 150, then in
#: Ed's house, where a school's register has Cy too, from 200 to 400.
HOUSES = world(
    [],
    members=[
        lives("ann", "register/flat"),
        lives("bo", "register/flat"),
        lives("cy", "register/flat", 100, 200, ("census", "register")),
        lives("cy", "register/flat", 300),
        lives("di", "register/room", valid_to=150),
        lives("di", "school/house", 150),
        lives("ed", "school/house", sources=("school",)),
        lives("cy", "school/house", 200, 400, ("school",)),
    ],
    stamp="houses",
)

"""Impossible travel: two far places sooner one after the other than any aeroplane flies (docs/reference/semantics.md)."""

import itertools
import math
from dataclasses import replace

from tests.oracle import cells
from tests.oracle.places import Places
from tests.oracle.record import Stay

FASTEST = 1_000_000 / 3600  # metres a second
WRONG_BY = 50_000  # metres that a cell or a pin on a map may be wrong by
EARTH = 6_371_009


def spot(key: str, places: Places) -> cells.Point | None:
    """Return where a topmost place is, WGS-84 degrees; of a cell of the grid its middle."""
    if key.startswith("g800:"):
        _, band, column = key.split(":")
        edge = math.cos(math.radians(int(band) * cells.SIDE / cells.METRES))
        return (
            (int(band) + 0.5) * cells.SIDE / cells.METRES,
            (int(column) + 0.5) * cells.SIDE / (cells.METRES * edge),
        )
    source, _, place_id = key.partition("/")
    told = places.registered.get((source, place_id), {})
    if "lat" not in told or "lon" not in told:
        return None
    point, datum = (float(told["lat"]), float(told["lon"])), told.get("datum", "wgs84").lower()
    if datum == "wgs84":
        return point
    return cells.wgs84(cells.unbaidu(point) if datum == "bd09" else point)


def metres(a: cells.Point, b: cells.Point) -> float:
    """Return the distance of two points on a sphere."""
    (p, x), (q, y) = ((math.radians(v) for v in point) for point in (a, b))
    chord = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin((y - x) / 2) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(chord)))


def flagged(stays: list[Stay], places: Places) -> list[Stay]:
    """Return one person's stays; each that cannot follow the one before, and that one, bear `impossible_travel`."""

    def end(stay: Stay) -> int:
        return stay.start + 1 if stay.quality == "open" else stay.end

    located = sorted(
        (s for s in stays if s.quality != "day" and spot(s.spot.top, places)),
        key=lambda s: (s.start, end(s), s.spot.top),
    )
    torn: set[int] = set()
    for a, b in itertools.pairwise(located):
        here, there = spot(a.spot.top, places), spot(b.spot.top, places)
        assert here is not None
        assert there is not None
        if metres(here, there) > WRONG_BY + FASTEST * max(b.start - end(a), 0):
            torn |= {id(a), id(b)}
    return [replace(s, flags=s.flags | {"impossible_travel"}) if id(s) in torn else s for s in stays]

"""Positions: the cells of an 800 m grid, and the stays that a person's fixes make there; passages (semantics.md, 4)."""

import itertools
import math
import unicodedata
from dataclasses import replace

from tests.oracle.people import People, slots
from tests.oracle.places import Places, Spot
from tests.oracle.record import Stay
from tests.oracle.rows import Row, instant

Point = tuple[float, float]
"""Latitude and longitude in degrees."""
METRES = 111_195  # one degree of latitude
SIDE = 800  # metres of a cell
GAP = 3600  # seconds between fixes of one stay
SMOOTH = 0  # seconds that a jump to another cell and back is shorter than, to be taken out
ROUGH = 800  # metres of accuracy above which a fix is coarse
#: Of the ellipsoid of Krasovsky 1940, on which GCJ-02 was published: half the long axis, and the square of eccentricity.
AXIS, ECCENTRICITY = 6_378_245.0, 0.00669342162296594323


def gcj02(point: Point) -> Point:
    """Return a WGS-84 point in GCJ-02, by the published formula; outside its box nothing is shifted."""
    lat, lon = point
    if not (72.004 <= lon <= 137.8347 and 0.8293 <= lat <= 55.8271):
        return point
    x, y = lon - 105, lat - 35
    both = 20 * math.sin(6 * x * math.pi) + 20 * math.sin(2 * x * math.pi)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    north += (both + 20 * math.sin(y * math.pi) + 40 * math.sin(y / 3 * math.pi)) * 2 / 3
    north += (160 * math.sin(y / 12 * math.pi) + 320 * math.sin(y * math.pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    east += (both + 20 * math.sin(x * math.pi) + 40 * math.sin(x / 3 * math.pi)) * 2 / 3
    east += (150 * math.sin(x / 12 * math.pi) + 300 * math.sin(x / 30 * math.pi)) * 2 / 3
    angle = math.radians(lat)
    magic = 1 - ECCENTRICITY * math.sin(angle) ** 2
    dlat = math.degrees(north * magic * math.sqrt(magic) / (AXIS * (1 - ECCENTRICITY)))
    return lat + dlat, lon + math.degrees(east * math.sqrt(magic) / (AXIS * math.cos(angle)))


def wgs84(point: Point) -> Point:
    """Return a GCJ-02 point in WGS-84: the point that `gcj02` moves there, found by iteration."""
    lat, lon = point
    for _ in range(50):
        there = gcj02((lat, lon))
        lat, lon = lat - (there[0] - point[0]), lon - (there[1] - point[1])
    return lat, lon


def unbaidu(point: Point) -> Point:
    """Return a BD-09 point in GCJ-02, by the published formula."""
    y, x = point[0] - 0.006, point[1] - 0.0065
    turn = math.pi * 3000 / 180
    far = math.hypot(x, y) - 0.00002 * math.sin(y * turn)
    angle = math.atan2(y, x) - 0.000003 * math.cos(x * turn)
    return far * math.sin(angle), far * math.cos(angle)


def grid_cell(point: Point) -> str:
    """Return the cell of a WGS-84 point, `g800:<band>:<col>`."""
    band = math.floor(point[0] * METRES / SIDE)
    edge = math.radians(band * SIDE / METRES)
    return f"g800:{band}:{math.floor(point[1] * METRES * math.cos(edge) / SIDE)}"


def cell(row: Row) -> str:
    """Return the cell of a position: the one given, else that of its coordinates."""
    v = row.values
    if "cell_id" in v:
        return unicodedata.normalize("NFKC", v["cell_id"]).strip()
    point, datum = (float(v["lat"]), float(v["lon"])), v["datum"].lower()
    point = unbaidu(point) if datum == "bd09" else point
    return grid_cell(point if datum == "wgs84" else wgs84(point))


def registered(row: Row, kind: str, named: str, places: Places) -> Spot | None:
    """Return the place of a kind that a feed of places has under the id of a row, None if there is none."""
    at = places.find(row.source, named)
    if at is None or places.registered[at]["kind"] != kind:
        return None
    chain = places.chain(at)
    return Spot("/".join(chain[-1]), "/".join(at), at[1] if len(chain) > 1 else None, None)


def smoothed(fixes: list[Stay]) -> list[Stay]:
    """Return one person's fixes in order without the jumps; the first fix after one bears `smoothed` (docs, Cells)."""
    kept: list[Stay] = []
    rest = fixes if SMOOTH else []
    while rest:
        here, rest = rest[0], rest[1:]
        kept.append(here)
        left = max(f.end for f in itertools.takewhile(lambda f: f.spot == kept[-1].spot, reversed(kept)))
        between = list(itertools.takewhile(lambda f: f.spot != kept[-1].spot, rest))
        back = rest[len(between)] if len(between) < len(rest) else None
        if back is None or len({f.spot for f in between}) != 1:
            continue
        inside = all(left <= f.start and f.end <= back.start for f in between)
        if inside and back.start - left < SMOOTH and back.start - left <= GAP:
            rest = [replace(back, flags=back.flags | {"smoothed"}), *rest[len(between) + 1 :]]
    return kept if SMOOTH else fixes


def records(rows: list[Row], people: People, zone: str, places: Places) -> list[Stay]:
    """Return the stays in cells of everybody's fixes: those in one cell, one after another, with gaps up to an hour."""
    fixes: dict[str, list[Stay]] = {}
    for row in (r for r in rows if r.feed == "positions"):
        t, key = instant(row.values["t"], zone)[0], cell(row)
        end = max(t, instant(row.values["t_end"], zone, end=True)[0]) if "t_end" in row.values else t
        person, shared = people.of(slots(row)[0], t)
        rough = float(row.values.get("accuracy_m", 0)) > ROUGH
        flags = {f for f, on in (("shared_identifier", shared), ("COARSE", rough)) if on}
        fixes.setdefault(person, []).append(
            Stay(
                person,
                registered(row, "cell", key, places) or Spot(key, key, None, None),
                "cell",
                t,
                end,
                "timed",
                frozenset(flags),
                frozenset({row.source}),
            )
        )
    found = []
    for theirs in fixes.values():
        stays: list[Stay] = []
        for fix in smoothed(sorted(theirs, key=lambda f: (f.start, f.spot.top))):
            last = stays[-1] if stays else None
            if last and last.spot == fix.spot and fix.start - last.end <= GAP:
                stays[-1] = replace(
                    last, end=max(last.end, fix.end), flags=last.flags | fix.flags, sources=last.sources | fix.sources
                )
            else:
                stays.append(fix)
        found += [replace(s, end=max(s.end, s.start + 1)) for s in stays]
    return found


def passages(rows: list[Row], people: People, zone: str, places: Places) -> list[Stay]:
    """Return passages as one second at their checkpoint."""
    found = []
    for row in (r for r in rows if r.feed == "passages"):
        t, key = instant(row.values["t"], zone)[0], f"checkpoint\t{row.values['checkpoint_id']}"
        person, shared = people.of(slots(row)[0], t)
        spot = registered(row, "checkpoint", row.values["checkpoint_id"], places) or Spot(key, key, None, None)
        found.append(Stay(person, spot, "checkpoint", t, t + 1, "timed",
                          frozenset({"shared_identifier"} if shared else ()), frozenset({row.source})))  # fmt: skip
    return found

"""Where the places of the city lie: neighbours near each other, the airport out of town. Metres from the centre."""

from dataclasses import dataclass

import numpy as np

from graph.city.days import Floats, Ints

_CENTRE = (27.5, 111.5)
_METRES_A_DEGREE = 111_195.0
_PEOPLE_A_KM2 = 300
_HOMES_A_BLOCK = 30


@dataclass(frozen=True, slots=True)
class Ground:
    """A point a place, as WGS-84 degrees."""

    lat: Floats
    lon: Floats


def ground(counts: tuple[int, ...], runs: Ints, rng: np.random.Generator) -> Ground:
    """Return where places are: homes, works, schools, venues, net cafés, hotels by number; runs by mode; airport second last work."""
    homes, works, schools, venues, cafes, hotels = counts
    radius = 1000 * np.sqrt(2.6 * homes / _PEOPLE_A_KM2 / np.pi)
    blocks = _disc(rng, homes // _HOMES_A_BLOCK + 1, radius)[np.arange(homes) // _HOMES_A_BLOCK]
    airport, station, pier = np.array([0.0, radius + 9000]), np.array([-0.8 * radius, 0.0]), np.array([radius, radius])
    parts = [blocks + rng.normal(0, 60, (homes, 2))]
    parts += [_disc(rng, works - 2, 0.7 * radius), airport[None], station[None]]
    parts += [_disc(rng, n, share * radius) for n, share in ((schools, 1.0), (venues, 0.6), (cafes, 0.6))]
    parts += [airport[None] + [400.0, -500.0], _disc(rng, hotels - 1, 0.6 * radius)]
    parts += [np.array([airport, station, station, pier])[runs]]
    points = np.concatenate(parts)
    return Ground(*degrees(points[:, 0], points[:, 1]))


def degrees(north: Floats, east: Floats) -> tuple[Floats, Floats]:
    """Return latitude and longitude of points given in metres from the centre."""
    lat = _CENTRE[0] + north / _METRES_A_DEGREE
    return lat, _CENTRE[1] + east / (_METRES_A_DEGREE * np.cos(np.radians(_CENTRE[0])))


def nudged(lat: Floats, lon: Floats, metres: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return points moved at random, by about so many metres each."""
    north, east = rng.normal(0, 0.8, (2, len(lat))) * metres
    there = degrees(north, east)
    return lat + there[0] - _CENTRE[0], lon + there[1] - _CENTRE[1]


def _disc(rng: np.random.Generator, n: int, radius: float) -> Floats:
    """Return n points spread evenly over a disc."""
    angle, away = rng.random(n) * 2 * np.pi, np.sqrt(rng.random(n)) * radius
    return np.column_stack([away * np.sin(angle), away * np.cos(angle)])

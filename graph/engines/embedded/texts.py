"""Lists of texts, and of places, as columns that can be mapped from disk: a text is made only when it is asked for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray

from graph.model.timed_graph import Ints, Place


@dataclass(frozen=True, slots=True, eq=False)
class Texts(Sequence[str]):
    """Texts as UTF-8 bytes one after the other; text i stands at `ends[i]:ends[i + 1]`.

    >>> texts = Texts.of(["hall", "", "大厅"])
    >>> texts[2], len(texts), list(texts[:2])
    ('大厅', 3, ['hall', ''])
    """

    utf8: NDArray[np.uint8]
    ends: Ints

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Texts":
        """Return the texts given, in that order."""
        encoded = [text.encode() for text in texts]
        ends = np.zeros(len(encoded) + 1, np.int64)
        np.cumsum([len(text) for text in encoded], out=ends[1:])
        return cls(np.frombuffer(b"".join(encoded), np.uint8), ends)

    def __len__(self) -> int:
        """Return the number of texts."""
        return len(self.ends) - 1

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        """Return one text, or some."""
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(len(self)))]
        at = int(at)
        if not -len(self) <= at < len(self):
            raise IndexError(at)
        at %= len(self)
        return self.utf8[self.ends[at] : self.ends[at + 1]].tobytes().decode()

    def __eq__(self, other: object) -> bool:
        """Return whether the other is a sequence of the same texts."""
        return isinstance(other, Sequence) and list(self) == list(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


@dataclass(frozen=True, slots=True, eq=False)
class PlaceList(Sequence[Place]):
    """Places as columns. An absent name, id or source is empty there, and None in the place."""

    key: Texts
    kind: Texts
    name: Texts
    place_id: Texts
    source: Texts
    has_zones: NDArray[np.bool_]
    enclosed: NDArray[np.bool_]
    longest: Ints
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    sealed: NDArray[np.int8]
    """1, 0, or -1 where nobody says."""
    coach_types: Texts
    """Joined by line ends."""
    one_leg: NDArray[np.bool_]

    @classmethod
    def of(cls, places: Sequence[Place]) -> "PlaceList":
        """Return the places given, in that order."""
        key, kind, name, place_id, source = (Texts.of(getattr(p, n) or "" for p in places) for n in PLACE_TEXTS[:5])
        has_zones = np.array([p.has_zones for p in places], np.bool_)
        enclosed = np.array([p.enclosed for p in places], np.bool_)
        longest = np.array([p.longest for p in places], np.int64)
        lat, lon = (np.array([np.nan if v is None else v for v in values], np.float64) for values in _spots(places))
        sealed = np.array([-1 if p.sealed is None else p.sealed for p in places], np.int8)
        one_leg = np.array([p.one_leg for p in places], np.bool_)
        coach_types = Texts.of("\n".join(p.coach_types) for p in places)
        return cls(
            key, kind, name, place_id, source, has_zones, enclosed, longest, lat, lon, sealed, coach_types, one_leg
        )

    def __len__(self) -> int:
        """Return the number of places."""
        return len(self.longest)

    @overload
    def __getitem__(self, at: int) -> Place: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Place]: ...
    def __getitem__(self, at: int | slice) -> Place | Sequence[Place]:
        """Return one place, or some."""
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(len(self)))]
        return Place(
            self.key[at],
            self.kind[at],
            self.name[at] or None,
            self.place_id[at] or None,
            self.source[at] or None,
            bool(self.has_zones[at]),
            bool(self.enclosed[at]),
            int(self.longest[at]),
            None if np.isnan(self.lat[at]) else float(self.lat[at]),
            None if np.isnan(self.lon[at]) else float(self.lon[at]),
            None if self.sealed[at] < 0 else bool(self.sealed[at]),
            tuple(self.coach_types[at].splitlines()),
            bool(self.one_leg[at]),
        )

    def __eq__(self, other: object) -> bool:
        """Return whether the other is a sequence of the same places."""
        return isinstance(other, Sequence) and list(self) == list(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


def _spots(places: Sequence[Place]) -> tuple[list[float | None], list[float | None]]:
    return [p.lat for p in places], [p.lon for p in places]


PLACE_TEXTS = ("key", "kind", "name", "place_id", "source", "coach_types")
PLACE_NUMBERS = ("has_zones", "enclosed", "longest", "lat", "lon", "sealed", "one_leg")

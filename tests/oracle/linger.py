"""Lingering: a place that still counts as shared with somebody for minutes after he has left it (semantics.md, 5)."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from tests.oracle.record import Stay
from tests.oracle.stays import Known

#: The tests' own edition: cn-8, but that these kinds of place linger for so many minutes (open air: next line).
EDITION = "lingering"
MINUTES = {
    "venue": 30,
    "net_cafe": 20,
    "lodging": 60,
    "home": 15,
    "vehicle": 30,
    "work": 10,
    "hospital": 45,
    "flight": 25,
    "train": 10,
}
OPEN_AIR = 5
Linger = Callable[[Stay], int]


def never(_stay: Stay) -> int:
    """Return 0: under cn-8 and co-presence nothing lingers."""
    return 0


def lingering(known: Known, edition: str) -> Linger:
    """Return how many seconds a place lingers after a stay under an edition."""

    def seconds(stay: Stay) -> int:
        outside = stay.kind in {"venue", "net_cafe"} and stay.spot.top in known.places.open_air
        return 60 * (OPEN_AIR if outside else MINUTES.get(stay.kind, 0))

    return seconds if edition == EDITION else never


def after(known: Known, person: str, start: int, end: int, linger: Linger) -> Iterator[tuple[Stay, int, int]]:
    """Yield each stay with which a person leaves a place within `[start, end)`, and the time that it lingers then.

    He leaves where no stay of his there, told by the clock, goes on; it ends when he is back. Nobody is of his booking
    any more.
    """
    for place in {s.spot.top for s in known.of_person.get(person, [])}:
        stays = [s for s in known.of_person[person] if s.spot.top == place and s.quality == "timed"]
        for s in stays:
            if any(t.start <= s.end < t.end for t in stays):
                continue
            back = min((t.start for t in stays if t.start > s.end), default=end)
            until = min(s.end + linger(s), back, end)
            if start < s.end < until:
                seat = None if s.seat is None else replace(s.seat, booking=None)
                yield replace(s, flags=s.flags | {"indirect"}, seat=seat), s.end, until

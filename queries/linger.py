"""Lingering: times shared with somebody who has just left, where an edition takes a place for contaminated after him.

Such times stand among the times together, flagged `indirect`; they begin when he leaves the place and end before he
comes back (semantics.md, 5). They are judged by the zone and seat that he left, and not by who booked with him.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from graph.engines.protocol import Engine, Overlaps, Seed, StayTable
from graph.model.flags import INDIRECT
from graph.model.timed_graph import Place
from queries.at_place import presence
from queries.intervals import runs
from queries.rules.rules import Edition
from queries.stays import QUALITY, take, used
from queries.together import Register
from queries.trajectory import trajectory

Column = NDArray[np.generic]


def with_lingering(
    engine: Engine, overlaps: Overlaps, seeds: Sequence[Seed], edition: Edition, *, timed_only: bool = False
) -> Overlaps:
    """Return the times together of seeds with those after they left, as the edition has it; mostly there are none.

    `timed_only` leaves out who was there for a time that is not known by the clock, as the answer itself did.
    """
    if not any(row.linger_minutes for row in edition.rows):
        return overlaps
    merged = _Merged()
    merged.add(overlaps)
    for number, seed in enumerate(seeds):
        stays = engine.ask(trajectory(person=seed.person, start=seed.start, end=seed.end))
        mine = take(stays, (stays.flags & QUALITY) == 0)
        for row, start, end in _left(mine, edition, seed):
            key = mine.places[mine.place[row]].key
            theirs = engine.ask(presence(places=[key], start=start, end=end))
            himself = [i for i in used(theirs.person) if theirs.people[i] == seed.person]
            others = ~np.isin(theirs.person, himself)
            if timed_only:
                others &= (theirs.flags & QUALITY) == 0
            merged.add_after(number, mine, row, take(theirs, others), start, end)
    return merged.overlaps()


def _left(mine: StayTable, edition: Edition, seed: Seed) -> Iterator[tuple[int, int, int]]:
    """Yield each leaving of a lingering place: the row of each stay that ends there, and the time after it, in the seed's."""
    found = runs(mine.place.astype(np.int64), mine.t_start, mine.t_end)
    for i in range(len(found)):
        place = mine.places[int(found.key[i])]
        row = edition.row(place.kind, enclosed=place.enclosed)
        start, end = int(found.end[i]), int(found.end[i]) + (row.linger_minutes * 60 if row else 0)
        back = found.start[i + 1] if i + 1 < len(found) and found.key[i + 1] == found.key[i] else end
        end = min(end, int(back), seed.end)
        if seed.start < start < end:
            for last in np.flatnonzero((mine.place == found.key[i]) & (mine.t_end == found.end[i])):
                yield int(last), start, end


@dataclass(slots=True)
class _Merged:
    """Times together from several answers, their people, places and names in lists of its own."""

    people: Register[str] = field(default_factory=lambda: Register(str))
    places: Register[Place] = field(default_factory=lambda: Register(lambda place: place.key))
    zones: Register[str] = field(default_factory=lambda: Register(str))
    floors: Register[str] = field(default_factory=lambda: Register(str))
    seats: Register[str] = field(default_factory=lambda: Register(str))
    sets: Register[tuple[str, ...]] = field(default_factory=lambda: Register(lambda names: names))
    parts: list[dict[str, Column]] = field(default_factory=list)

    def add(self, o: Overlaps) -> None:
        """Take an engine's answer."""
        same = ("seed", "t_start", "t_end", "a_start", "b_start", "a_flags", "b_flags", "distance", "booked")
        self.parts.append(
            {
                **{name: getattr(o, name) for name in same},
                "person": self.people.renumbered(o.person, o.people),
                "place": self.places.renumbered(o.place, o.places),
                "a_zone": self.zones.renumbered(o.a_zone, o.zones),
                "b_zone": self.zones.renumbered(o.b_zone, o.zones),
                "a_floor": self.floors.renumbered(o.a_floor, o.floors),
                "b_floor": self.floors.renumbered(o.b_floor, o.floors),
                "a_seat": self.seats.renumbered(o.a_seat, o.seats),
                "b_seat": self.seats.renumbered(o.b_seat, o.seats),
                "a_sources": self.sets.renumbered(o.a_sources, o.source_sets),
                "b_sources": self.sets.renumbered(o.b_sources, o.source_sets),
            }
        )

    def add_after(self, seed: int, mine: StayTable, row: int, theirs: StayTable, start: int, end: int) -> None:
        """Take the stays of others within `[start, end)`, after the seed's stay of that row."""
        n = len(theirs.person)
        rows = np.full(n, row)
        self.parts.append(
            {
                "seed": np.full(n, seed, np.int32),
                "person": self.people.renumbered(theirs.person, theirs.people),
                "place": self.places.renumbered(theirs.place, theirs.places),
                "t_start": np.maximum(theirs.t_start, start),
                "t_end": np.minimum(theirs.t_end, end),
                "a_start": mine.t_start[rows],
                "b_start": theirs.t_start,
                "a_zone": self.zones.renumbered(mine.zone[rows], mine.zones),
                "b_zone": self.zones.renumbered(theirs.zone, theirs.zones),
                "a_floor": self.floors.renumbered(mine.floor[rows], mine.floors),
                "b_floor": self.floors.renumbered(theirs.floor, theirs.floors),
                "a_flags": mine.flags[rows] | np.int32(INDIRECT),
                "b_flags": theirs.flags,
                "a_sources": self.sets.renumbered(mine.sources[rows], mine.source_sets),
                "b_sources": self.sets.renumbered(theirs.sources, theirs.source_sets),
                "distance": np.full(n, np.nan, np.float32),
                "a_seat": self.seats.renumbered(mine.seat[rows], mine.seats),
                "b_seat": self.seats.renumbered(theirs.seat, theirs.seats),
                "booked": np.zeros(n, np.bool_),
            }
        )

    def overlaps(self) -> Overlaps:
        """Return everything taken."""
        columns: dict[str, Column] = {name: np.concatenate([p[name] for p in self.parts]) for name in self.parts[0]}
        return Overlaps(
            **columns,  # type: ignore[arg-type]  # columns of the kinds that `add` takes
            people=self.people.things,
            places=self.places.things,
            zones=self.zones.things,
            floors=self.floors.things,
            source_sets=self.sets.things,
            seats=self.seats.things,
        )

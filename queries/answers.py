"""What comes back: the rows of interface.md, each a frozen class whose `json()` has the keys in their order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from graph.model.timed_graph import Place
from graph.times import DAY, minutes, utc_text

Json = dict[str, object]

#: Classes, highest first.
CLASSES = ("close", "contact_of_contact", "companion", "general", "co_present", "ruled_out")
_CHANNELS = {"train": "railway", "cell": "lbs"}


class Names(Protocol):
    """How people and places are called in answers."""

    def person(self, code: str) -> str:
        """Return how the person of that code is shown; the code itself if nobody is known by it."""
        ...

    def place(self, place: Place) -> str:
        """Return how a topmost place is shown."""
        ...


def channel(kind: str) -> str:
    """Return the channel of a kind of place.

    >>> channel("train"), channel("venue")
    ('railway', 'venue')
    """
    return _CHANNELS.get(kind, kind)


def moment(seconds: int | None) -> str | None:
    """Return a moment as RFC 3339 in UTC, None where there is none.

    >>> moment(1627574400)
    '2021-07-29T16:00:00Z'
    """
    if seconds is None:
        return None
    day, rest = divmod(seconds, DAY)
    return f"{_day(day)}T{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}Z"


@lru_cache(maxsize=4096)
def _day(day: int) -> str:
    return utc_text(day * DAY)[:10]


def ratio(part: int, whole: int) -> float | None:
    """Return part / whole with one decimal, halves up; None where the whole is 0.

    >>> ratio(31, 14), ratio(1, 20), ratio(1, 0)
    (2.2, 0.1, None)
    """
    return (20 * part + whole) // (2 * whole) / 10 if whole else None


@dataclass(frozen=True, slots=True)
class Exposure:
    """A run of time together of one pair at one topmost place; `rule` is None where it earns no class of the row."""

    with_: str
    place: str
    place_kind: str
    zone: str | None
    t_start: int
    t_end: int
    rule: str | None
    flags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    seat_gap: int | None = None
    place_name: str | None = None
    """Name of the place as fed; for sentences, not part of the row."""
    reasons: tuple[str, ...] = ()
    """Reason codes of what it earns; they are part of the contact's row."""
    seat: str | None = None
    """The contact's seat; part of the item of a list."""
    in_cell: tuple[int, int] | None = None
    """Of a companion: seconds together in that cell, and own seconds there; for sentences."""

    @property
    def channel(self) -> str:
        """Return the channel by which it is known."""
        return channel(self.place_kind) if self.in_cell is None else "companion"

    def json(self) -> Json:
        """Return the exposure with the keys of interface.md."""
        return {
            "with": self.with_, "place": self.place, "place_kind": self.place_kind,
            "channel": self.channel, "zone": self.zone, "t_start": moment(self.t_start),
            "t_end": moment(self.t_end), "seat_gap": self.seat_gap, "rule": self.rule, "flags": list(self.flags),
            "sources": list(self.sources),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Via:
    """A close contact through whom somebody is in ring 2, and when that one could first pass it on to him."""

    person: str
    first: int

    def json(self) -> Json:
        """Return it with the keys of interface.md."""
        return {"person": self.person, "first": moment(self.first)}


@dataclass(frozen=True, slots=True)
class Contact:
    """One person of a ring: highest class, every reason, and all times together with whether they earn the class.

    `first`, `last` and `seconds` are over the exposures that earn it; None where a judgement stands alone. Of a household
    there are no `seconds`.
    """

    ring: int
    person: str
    class_: str
    case: str | None
    judgement: str | None
    reasons: tuple[str, ...]
    first: int | None
    last: int | None
    seconds: int | None
    channels: tuple[str, ...]
    exposures: tuple[Exposure, ...]
    via: tuple[Via, ...]
    code: str = ""
    """The person's code; not part of the row."""

    def json(self) -> Json:
        """Return the contact with the keys of interface.md."""
        return {
            "kind": "contact", "ring": self.ring, "person": self.person, "class": self.class_, "case": self.case,
            "judgement": self.judgement, "reasons": list(self.reasons), "first": moment(self.first),
            "last": moment(self.last), "minutes": None if self.seconds is None else minutes(self.seconds),
            "channels": list(self.channels), "exposures": [e.json() for e in self.exposures],
            "via": [v.json() for v in self.via],
        }  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Asked:
    """A question to the people of a place: what a rule would have to know there, and about how many people."""

    code: str
    place: str
    people: int

    def json(self) -> Json:
        """Return it with the keys of interface.md."""
        return {"code": self.code, "place": self.place, "people": self.people}


@dataclass(frozen=True, slots=True)
class TraceHeader:
    """What a trace was asked, how many it found per class, what it could not know, and up to when the facts reach."""

    case: str
    person: str
    edition: str
    anchor: str | None
    start: int
    end: int
    rings: int
    ring1: int
    ring2: int
    classes: Mapping[str, int]
    questions: tuple[Asked, ...]
    covers_to: int
    truncated: bool = False

    def json(self) -> Json:
        """Return the header with the keys of interface.md."""
        return {
            "kind": "trace", "case": self.case, "person": self.person, "edition": self.edition, "anchor": self.anchor,
            "from": moment(self.start), "to": moment(self.end), "rings": self.rings, "ring1": self.ring1,
            "ring2": self.ring2, "classes": dict(self.classes), "ratio": ratio(self.ring2, self.ring1),
            "questions": [q.json() for q in self.questions], "covers_to": moment(self.covers_to),
            "truncated": self.truncated,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shared:
    """One exposure of the case with somebody, clipped to the time asked about."""

    person: str
    place: str
    place_kind: str
    t_start: int
    t_end: int
    flags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    seat_gap: int | None = None

    def json(self) -> Json:
        """Return it with the keys of interface.md."""
        return {
            "kind": "shared", "person": self.person, "place": self.place, "place_kind": self.place_kind,
            "channel": channel(self.place_kind), "flags": list(self.flags), "t_start": moment(self.t_start),
            "t_end": moment(self.t_end), "seat_gap": self.seat_gap, "sources": list(self.sources),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Same:
    """One exposure of the case in one of the six sames, with the highest class that a part of it earns."""

    person: str
    channel: str
    place: str
    t_start: int
    t_end: int
    seat_gap: int | None
    class_: str | None
    sources: tuple[str, ...] = ()

    def json(self) -> Json:
        """Return it with the keys of interface.md."""
        return {
            "kind": "same", "person": self.person, "channel": self.channel, "place": self.place,
            "t_start": moment(self.t_start), "t_end": moment(self.t_end), "seat_gap": self.seat_gap,
            "class": self.class_, "sources": list(self.sources),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stay:
    """One whole stay of a trajectory."""

    person: str
    place: str
    place_kind: str
    zone: str | None
    t_start: int
    t_end: int
    flags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    def json(self) -> Json:
        """Return it with the keys of interface.md."""
        return {
            "kind": "stay", "person": self.person, "place": self.place, "place_kind": self.place_kind,
            "channel": channel(self.place_kind), "zone": self.zone, "t_start": moment(self.t_start),
            "t_end": moment(self.t_end), "flags": list(self.flags), "sources": list(self.sources),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who was at a risk place, with his whole stay there."""

    person: str
    t_start: int
    t_end: int
    flags: tuple[str, ...] = ()

    def json(self) -> Json:
        """Return it with the keys of interface.md."""
        return {
            "kind": "present", "person": self.person, "t_start": moment(self.t_start), "t_end": moment(self.t_end),
            "flags": list(self.flags),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReachHeader:
    """What a reach was asked, and how many were reached."""

    case: str
    person: str
    start: int
    end: int
    reached: int
    backward: bool = False
    truncated: bool = False

    def json(self) -> Json:
        """Return the header with the keys of interface.md."""
        head: Json = {
            "kind": "reach", "case": self.case, "person": self.person, "from": moment(self.start),
            "to": moment(self.end), "reached": self.reached, "truncated": self.truncated,
        }  # fmt: skip
        return head | {"backward": True} if self.backward else head


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody reached: when, in how many hops, through whom and where (backward: latest second, and to whom)."""

    person: str
    at: int
    hops: int
    link: str
    place: str
    backward: bool = False

    def json(self) -> Json:
        """Return it with the keys of interface.md."""
        when, who = ("latest", "to") if self.backward else ("arrival", "from")
        return {
            "kind": "reached", "person": self.person, when: moment(self.at), "hops": self.hops, who: self.link,
            "place": self.place,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chain:
    """A way by which it can have gone: the people, and when and where each passed it to the next."""

    people: tuple[str, ...]
    times: tuple[int, ...]
    places: tuple[str, ...]

    def json(self) -> Json:
        """Return it with the keys of interface.md."""
        times = [moment(t) for t in self.times]
        return {"kind": "chain", "people": list(self.people), "times": times, "places": list(self.places)}


@dataclass(frozen=True, slots=True)
class RecordedChain:
    """A connected part of the recorded infector links."""

    roots: tuple[str, ...]
    cases: int
    edges: int
    generations: tuple[int, ...]
    first: int | None
    last: int | None
    active: bool

    def json(self) -> Json:
        """Return it with the keys of interface.md."""
        return {
            "kind": "recorded_chain", "roots": list(self.roots), "cases": self.cases, "edges": self.edges,
            "generations": list(self.generations), "first": moment(self.first), "last": moment(self.last),
            "active": self.active,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChainProblem:
    """Something that cannot be right about recorded links; a CYCLE names its `cases`, the others case and infector."""

    code: str
    detail: str
    case: str | None = None
    infector: str | None = None
    cases: Sequence[str] = ()

    def json(self) -> Json:
        """Return it with the keys of interface.md."""
        if self.code == "CYCLE":
            return {"kind": "chain_problem", "code": self.code, "cases": list(self.cases), "detail": self.detail}
        return {
            "kind": "chain_problem", "code": self.code, "case": self.case, "infector": self.infector,
            "detail": self.detail,
        }  # fmt: skip

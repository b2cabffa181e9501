"""The classified list: one row a person over all channels and the cases named, from traces; pure functions.

A score puts first whom a tracer should call first. It is 0 to 1 and no probability: 40 % class, 25 % minutes (an hour
is half of it), 20 % how recent the last contact is (none after 14 days), 15 % ring (ring 2 counts half). A household
has no minutes, and counts as a day of them.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from graph.model.timed_graph import Control
from graph.times import DAY, minutes, union_seconds
from queries.answers import CLASSES, Contact, Exposure, Json, Via, moment
from queries.controls import under_control
from queries.rules.rules import Edition
from queries.trace import Trace
from queries.why import judged, why

_CLASS_WEIGHT = {"close": 100, "contact_of_contact": 60, "companion": 50, "general": 30, "co_present": 30}
_RECENT_DAYS = 14
_HALF_MINUTES = 60
#: Left out of the digest: what an operator may or may not see is no change of the answer.
_SHOWN_ONLY = ("name", "phone", "address")
_NO_CHANGE = frozenset({*_SHOWN_ONLY, "score"})


@dataclass(frozen=True, slots=True)
class Details:
    """How to find a person, masked as far as the one who looks may not see it; None is not known."""

    name: str | None = None
    phone: str | None = None
    address: str | None = None
    division: str | None = None
    desk: str | None = None


@dataclass(frozen=True, slots=True)
class ListHeader:
    """A version of the classified list."""

    version: int
    edition: str
    cases: tuple[str, ...]
    classes: Mapping[str, int]
    items: int

    def json(self) -> Json:
        """Return the header with the keys of interface.md."""
        return {
            "kind": "list", "version": self.version, "edition": self.edition, "cases": list(self.cases),
            "classes": dict(self.classes), "items": self.items,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One person of the list over all channels and cases; `quarantine_until` is a local day."""

    person: str
    ring: int
    class_: str
    score: float
    reasons: tuple[str, ...]
    via: tuple[Via, ...]
    cases: tuple[str, ...]
    first: int | None
    last: int | None
    seconds: int | None
    channels: tuple[str, ...]
    room: str | None
    quarantine_until: str | None
    under_control: bool
    why: str
    name: str | None = None
    phone: str | None = None
    address: str | None = None
    division: str | None = None
    desk: str | None = None
    missing: tuple[str, ...] = ()
    seat: str | None = None

    def json(self) -> Json:
        """Return the item with the keys of interface.md."""
        return {
            "kind": "item", "person": self.person, "ring": self.ring, "class": self.class_, "score": self.score,
            "reasons": list(self.reasons), "via": [v.json() for v in self.via], "cases": list(self.cases),
            "first": moment(self.first), "last": moment(self.last),
            "minutes": None if self.seconds is None else minutes(self.seconds), "channels": list(self.channels),
            "seat": self.seat, "room": self.room, "name": self.name, "phone": self.phone, "address": self.address,
            "division": self.division, "desk": self.desk, "quarantine_until": self.quarantine_until,
            "under_control": self.under_control, "missing": list(self.missing), "why": self.why,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClassifiedList:
    """The rows of a list; `digest` changes exactly when the answer does, names and numbers left aside."""

    edition: str
    cases: tuple[str, ...]
    classes: Mapping[str, int]
    items: tuple[Item, ...]
    digest: str

    def lines(self, version: int) -> Iterator[Json]:
        """Yield the rows of interface.md: the header of that version, then the items."""
        yield ListHeader(version, self.edition, self.cases, self.classes, len(self.items)).json()
        for item in self.items:
            yield item.json()


@dataclass(slots=True)
class _Person:
    """What the traces say about one person so far; `exposures` are those that earn `class_`."""

    shown: str
    class_: str
    ring: int
    reasons: set[str] = field(default_factory=set)
    via: dict[str, int] = field(default_factory=dict)
    cases: set[str] = field(default_factory=set)
    channels: set[str] = field(default_factory=set)
    exposures: list[Exposure] = field(default_factory=list)

    def add(self, case: str, contact: Contact) -> None:
        """Take what another case's trace says."""
        if CLASSES.index(contact.class_) < CLASSES.index(self.class_):
            self.class_, self.ring, self.exposures = contact.class_, contact.ring, []
        if contact.class_ == self.class_:
            self.ring = min(self.ring, contact.ring)
            self.exposures += [e for e in contact.exposures if e.rule is not None]
        self.reasons.update(contact.reasons)
        self.channels.update(contact.channels)
        self.cases.add(case)
        for v in contact.via:
            self.via[v.person] = min(v.first, self.via.get(v.person, v.first))


def classified_list(
    traces: Iterable[Trace],
    *,
    edition: Edition,
    zone: ZoneInfo,
    now: int,
    controls: Sequence[Control],
    details: Callable[[Sequence[str]], Mapping[str, Details]],
) -> ClassifiedList:
    """Return the list over the traces of some cases by class, falling score, first, person.

    `controls` are those of the graph; `details` gives what is known of people, by code.
    """
    people: dict[str, _Person] = {}
    cases = []
    for trace in traces:
        cases.append(trace.header.case)
        for contact in trace.contacts():
            person = people.setdefault(contact.code, _Person(contact.person, contact.class_, contact.ring))
            person.add(trace.header.case, contact)
    known = details(sorted(people))
    made = [
        _item(p, edition, zone, now, known.get(code, Details()), controlled=under_control(controls, code, now))
        for code, p in people.items()
    ]
    items, asked = tuple(sorted(made, key=_by_urgency)), tuple(sorted(cases))
    classes = {c: n for c in CLASSES if (n := sum(i.class_ == c for i in items))}
    return ClassifiedList(edition.name, asked, classes, items, _digest(edition.name, asked, items))


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody who came to a list, left it, or whose row says something else in some fields; `was` is his class before."""

    change: str
    person: str
    class_: str | None
    was: str | None
    fields: tuple[str, ...] = ()

    def json(self) -> Json:
        """Return it as a row."""
        return {
            "kind": "list_change", "change": self.change, "person": self.person, "class": self.class_, "was": self.was,
            "fields": list(self.fields),
        }  # fmt: skip


def changes(before: Iterable[Mapping[str, object]], after: Iterable[Mapping[str, object]]) -> list[Change]:
    """Return what differs between the items of two versions: added, removed, changed, each by class, then person.

    Names, numbers and the score, which falls by itself as days go by, are no change.
    """
    old, new = ({str(row["person"]): row for row in rows} for rows in (before, after))
    found = [Change("added", p, str(new[p]["class"]), None) for p in new.keys() - old.keys()]
    found += [Change("removed", p, None, str(old[p]["class"])) for p in old.keys() - new.keys()]
    for p in old.keys() & new.keys():
        fields = tuple(k for k, v in new[p].items() if k not in _NO_CHANGE and old[p].get(k) != v)
        if fields:
            found.append(Change("changed", p, str(new[p]["class"]), str(old[p]["class"]), fields))
    order = ("added", "removed", "changed")
    return sorted(found, key=lambda c: (order.index(c.change), CLASSES.index(c.class_ or c.was or ""), c.person))


def _item(p: _Person, edition: Edition, zone: ZoneInfo, now: int, d: Details, *, controlled: bool) -> Item:
    first = min((e.t_start for e in p.exposures), default=None)
    last = max((e.t_end for e in p.exposures), default=None)
    seconds = union_seconds((e.t_start, e.t_end) for e in p.exposures if e.place_kind != "household") or None
    weighed = max(DAY if any(e.place_kind == "household" for e in p.exposures) else 0, seconds or 0)
    via = sorted((Via(j, t) for j, t in p.via.items()), key=lambda v: (v.first, v.person))
    return Item(
        person=p.shown,
        ring=p.ring,
        class_=p.class_,
        score=score(p.class_, p.ring, weighed, None if last is None else now - last),
        reasons=tuple(sorted(p.reasons)),
        via=tuple(via),
        cases=tuple(sorted(p.cases)),
        first=first,
        last=last,
        seconds=seconds,
        channels=tuple(sorted(p.channels)),
        seat=_seat(p.exposures),
        room=_room(p.exposures),
        quarantine_until=quarantine_until(p.class_, last, edition, zone),
        under_control=controlled,
        why=_why(p, zone),
        name=d.name,
        phone=d.phone,
        address=d.address,
        division=d.division,
        desk=d.desk,
        missing=tuple(name for name in ("phone", "address", "division") if getattr(d, name) is None),
    )


def score(class_: str, ring: int, seconds: int, ago: int | None) -> float:
    """Return whom to call first, 0 to 1, two decimals, halves up; `ago` is how many seconds ago the last contact was.

    >>> score("close", 1, 3600, 0), score("contact_of_contact", 2, 1800, 7 * 86_400), score("ruled_out", 1, 0, None)
    (0.88, 0.5, 0.0)
    """
    if class_ == "ruled_out":
        return 0.0
    length = Fraction(seconds, seconds + _HALF_MINUTES * 60)
    recent = Fraction(0) if ago is None else 1 - min(max(Fraction(ago, _RECENT_DAYS * DAY), Fraction(0)), Fraction(1))
    whole = 40 * Fraction(_CLASS_WEIGHT[class_], 100) + 25 * length + 20 * recent + 15 * Fraction(1, ring)
    return int(whole + Fraction(1, 2)) / 100


def quarantine_until(class_: str, last: int | None, edition: Edition, zone: ZoneInfo) -> str | None:
    """Return the local day on which quarantine ends, counted from that of the last contact; None without one."""
    days = edition.quarantine.get(class_)
    if days is None or last is None:
        return None
    return (datetime.fromtimestamp(last, zone).date() + timedelta(days=days.whole)).isoformat()


def _why(p: _Person, zone: ZoneInfo) -> str:
    if not p.exposures:
        return judged(p.class_)
    text = why(p.exposures, ring=p.ring, zone=zone)
    return f"{judged(p.class_)}: {text}" if "JUDGEMENT" in p.reasons else text


def _room(exposures: Iterable[Exposure]) -> str | None:
    """Return the room of the last stay in a lodging or hospital that both shared."""
    rooms = [(e.t_end, e.zone) for e in exposures if e.zone is not None and e.place_kind in {"lodging", "hospital"}]
    return max(rooms)[1] if rooms else None


def _seat(exposures: Iterable[Exposure]) -> str | None:
    """Return the seat on the first run that both were on."""
    rides = [e for e in exposures if e.place_kind in {"flight", "train", "coach", "ship"}]
    return min(rides, key=lambda e: (e.t_start, e.t_end, e.place)).seat if rides else None


def _by_urgency(item: Item) -> tuple[int, float, bool, int, str]:
    return CLASSES.index(item.class_), -item.score, item.first is None, item.first or 0, item.person


def _digest(edition: str, cases: Sequence[str], items: Iterable[Item]) -> str:
    digest = hashlib.sha256(json.dumps([edition, list(cases)]).encode())
    for item in items:
        row = {k: v for k, v in item.json().items() if k not in _SHOWN_ONLY}
        digest.update(json.dumps(row, ensure_ascii=False).encode())
    return digest.hexdigest()

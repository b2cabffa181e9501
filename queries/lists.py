"""The classified list: one row a person over all channels and the cases named, from traces; pure functions.

A score puts first whom a tracer should call first. It is 0 to 1 and no probability: 40 % class, 25 % minutes (an hour
is half of it), 20 % how recent the last contact is (none after 14 days), 15 % ring (ring 2 counts half).
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from graph.times import DAY, union_seconds
from queries.answers import CLASSES, Contact, Exposure, Item, Json, ListHeader, Via
from queries.rules.rules import Edition
from queries.trace import Trace
from queries.why import judged, sentence

_CLASS_WEIGHT = {"close": 100, "contact_of_contact": 60, "companion": 50, "general": 30, "co_present": 30}
_RECENT_DAYS = 14
_HALF_MINUTES = 60
#: Left out of the digest: what an operator may or may not see is no change of the answer.
_SHOWN_ONLY = ("name", "phone", "address")


@dataclass(frozen=True, slots=True)
class Details:
    """How to find a person, masked as far as the one who looks may not see it; None is not known."""

    name: str | None = None
    phone: str | None = None
    address: str | None = None
    division: str | None = None
    desk: str | None = None


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
    controls: Mapping[str, int],
    details: Callable[[Sequence[str]], Mapping[str, Details]],
) -> ClassifiedList:
    """Return the list over the traces of some cases by class, falling score, first, person.

    `controls` give since when people are under control, by code; `details` gives what is known of people, by code.
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
        _item(p, edition, zone, now, known.get(code, Details()), under_control=controls.get(code, now + 1) <= now)
        for code, p in people.items()
    ]
    items, asked = tuple(sorted(made, key=_by_urgency)), tuple(sorted(cases))
    classes = {c: n for c in CLASSES if (n := sum(i.class_ == c for i in items))}
    return ClassifiedList(edition.name, asked, classes, items, _digest(edition.name, asked, items))


def _item(p: _Person, edition: Edition, zone: ZoneInfo, now: int, d: Details, *, under_control: bool) -> Item:
    first = min((e.t_start for e in p.exposures), default=None)
    last = max((e.t_end for e in p.exposures), default=None)
    seconds = union_seconds((e.t_start, e.t_end) for e in p.exposures) if p.exposures else None
    via = sorted((Via(j, t) for j, t in p.via.items()), key=lambda v: (v.first, v.person))
    return Item(
        person=p.shown,
        ring=p.ring,
        class_=p.class_,
        score=score(p.class_, p.ring, seconds or 0, None if last is None else now - last),
        reasons=tuple(sorted(p.reasons)),
        via=tuple(via),
        cases=tuple(sorted(p.cases)),
        first=first,
        last=last,
        seconds=seconds,
        channels=tuple(sorted(p.channels)),
        room=_room(p.exposures),
        quarantine_until=quarantine_until(p.class_, last, edition, zone),
        under_control=under_control,
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
    longest = min(p.exposures, key=lambda e: (e.t_start - e.t_end, e.t_start, e.place, e.with_))
    text = sentence(longest, more=len(p.exposures) - 1, ring=p.ring, zone=zone)
    return f"{judged(p.class_)}: {text}" if "JUDGEMENT" in p.reasons else text


def _room(exposures: Iterable[Exposure]) -> str | None:
    """Return the room of the last stay in a lodging or hospital that both shared."""
    rooms = [(e.t_end, e.zone) for e in exposures if e.zone is not None and e.place_kind in {"lodging", "hospital"}]
    return max(rooms)[1] if rooms else None


def _by_urgency(item: Item) -> tuple[int, float, bool, int, str]:
    return CLASSES.index(item.class_), -item.score, item.first is None, item.first or 0, item.person


def _digest(edition: str, cases: Sequence[str], items: Iterable[Item]) -> str:
    digest = hashlib.sha256(json.dumps([edition, list(cases)]).encode())
    for item in items:
        row = {k: v for k, v in item.json().items() if k not in _SHOWN_ONLY}
        digest.update(json.dumps(row, ensure_ascii=False).encode())
    return digest.hexdigest()

"""Trace: who was near a case, and who was near those, each with class and reason (semantics.md, 5 to 7)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np

from graph.engines.protocol import Engine, Seed
from graph.model.timed_graph import Case, Judgement
from queries.answers import CLASSES, Asked, Contact, Json, Names, TraceHeader
from queries.classify import Open, classified
from queries.close_contacts import close_contacts
from queries.contact_rows import ContactRows
from queries.contacts_of_contacts import contacts_of_contacts
from queries.nights import nights
from queries.pieces import RANK, Pieces, exposures
from queries.rings import NEVER, RingOne, Rings, ring_one, rings
from queries.rules.rules import Edition
from queries.together import Lists, together
from queries.windows import Window

#: Contacts whose own contacts are asked for in one question; bounds the memory of an answer.
_BATCH = 256


@dataclass(frozen=True, slots=True)
class Trace:
    """A trace: its header, and its contacts, made one by one as they are asked for (there may be a city of them)."""

    header: TraceHeader
    rows: ContactRows

    def contacts(self) -> Iterator[Contact]:
        """Yield the contacts by ring, class, first, person."""
        return iter(self.rows)

    def lines(self) -> Iterator[Json]:
        """Yield the rows of interface.md: the header, then the contacts."""
        yield self.header.json()
        for contact in self.contacts():
            yield contact.json()


@dataclass(frozen=True, slots=True)
class Ask:
    """What a trace asks for: the case, the rules, the time, how many rings, and who is known to be what.

    `controls` give since when people are under control, by code; `cases` are all registered cases; `covers_to` is up to
    when the facts reach.
    """

    case: Case
    edition: Edition
    window: Window
    zone: ZoneInfo
    rings: int = 2
    cases: Sequence[Case] = ()
    controls: Mapping[str, int] | None = None
    judgements: Sequence[Judgement] = ()
    covers_to: int = 0

    def seed(self) -> Seed:
        """Return the case in its window; a window that ends before it starts is empty."""
        return Seed(self.case.person, self.window.start, max(self.window.start, self.window.end))


def trace(engine: Engine, ask: Ask, names: Names) -> Trace:
    """Return the contacts of a case under an edition; under `co-presence` everyone who was together in the window.

    Raises:
        NotAnswered, EngineError: where the engine does not answer one of the questions, or is away.

    """
    lists, asked = Lists(), Open()
    judged = {} if ask.edition.everyone else {j.person: j.klass for j in ask.judgements if _of(j, ask.case)}
    everyone = ask.edition.everyone
    found = _everyone(engine, ask, lists) if everyone else _by_table(engine, ask, lists, judged, asked)
    others = [c for c in ask.cases if c.case_id != ask.case.case_id]
    other_cases = {c.person: c.case_id for c in sorted(others, key=lambda c: c.case_id, reverse=True)}
    rows = ContactRows(found, lists, ask.edition, names, other_cases, judged)
    return Trace(_header(ask, names, found, lists, asked), rows)


def _of(judgement: Judgement, case: Case) -> bool:
    return judgement.case_id == case.case_id


def _by_table(engine: Engine, ask: Ask, lists: Lists, judged: Mapping[str, str], asked: Open) -> Rings:
    """Return the rings under an edition's table: ring 2 starts from who is close, under the same conditions."""
    case, edition, window = ask.case, ask.edition, ask.window
    me = lists.person(case.person)
    ranks = {lists.person(person): RANK[klass] for person, klass in judged.items() if person != case.person}
    pieces = _classified(engine, [ask.seed()], ask, lists, asked, timed_only=False)
    one = ring_one(pieces, len(lists.people), ranks, len(edition.rows) + 1)
    close = np.flatnonzero(one.rank == RANK["close"])
    firsts = np.where(one.firsts() == NEVER, window.start, one.firsts())
    seeds = []
    for j in close.tolist() if ask.rings > 1 else ():
        control = (ask.controls or {}).get(lists.people[j], window.until)
        stop = min(max(int(firsts[j]), control), window.until)
        if firsts[j] < stop:
            seeds.append(Seed(lists.people[j], int(firsts[j]), stop))
    two = [
        _classified(engine, seeds[i : i + _BATCH], ask, lists, asked, timed_only=True)
        for i in range(0, len(seeds), _BATCH)
    ]
    left_out = {me, *close.tolist(), *ranks}
    return rings(one, two, asked="close", gives="contact_of_contact", left_out=left_out)


def _classified(
    engine: Engine, seeds: Sequence[Seed], ask: Ask, lists: Lists, asked: Open, *, timed_only: bool
) -> Pieces:
    question = contacts_of_contacts(seeds=seeds) if timed_only else close_contacts(seeds=seeds)
    overlaps = engine.ask(question)
    codes = [s.person for s in seeds]
    return classified(overlaps, ask.edition, lists, codes, nights(engine, overlaps, codes, ask.zone), asked)


def _everyone(engine: Engine, ask: Ask, lists: Lists) -> Rings:
    """Return everyone together in the window, and everyone together with one of them after that one's first."""
    case, edition, window = ask.case, ask.edition, ask.window
    rank, me = RANK["co_present"], lists.person(case.person)
    overlaps = engine.ask(close_contacts(seeds=[ask.seed()]))
    t = together(overlaps, edition, lists, [case.person])
    one = ring_one(exposures(t, rank, 1), len(lists.people))
    timed = np.full(len(lists.people), NEVER, np.int64)
    np.minimum.at(timed, t.person[t.timed], t.start[t.timed])
    seeds = [
        Seed(lists.people[j], int(timed[j]), window.end)
        for j in (np.flatnonzero(timed < window.end).tolist() if ask.rings > 1 else ())
    ]
    batches = (seeds[i : i + _BATCH] for i in range(0, len(seeds), _BATCH))
    two = [_outside(engine, batch, edition, lists, one, me) for batch in batches]
    return rings(one, two, asked="co_present", gives="co_present", left_out={me, *np.flatnonzero(one.rank).tolist()})


def _outside(engine: Engine, seeds: Sequence[Seed], edition: Edition, lists: Lists, one: RingOne, me: int) -> Pieces:
    """Return the exposures of seeds with people outside ring 1."""
    overlaps = engine.ask(contacts_of_contacts(seeds=seeds))
    t = together(overlaps, edition, lists, [s.person for s in seeds])
    inside = np.zeros(len(lists.people), np.bool_)
    inside[: len(one.rank)] = one.rank > 0
    inside[me] = True
    return exposures(t.take(~inside[t.person]), RANK["co_present"], 1)


def _header(ask: Ask, names: Names, found: Rings, lists: Lists, asked: Open) -> TraceHeader:
    counts = {name: int((found.rank == RANK[name]).sum()) for name in CLASSES}
    questions = sorted(
        Asked(code, names.place(lists.places[place]), who if isinstance(who, int) else len(who))
        for (code, place), who in asked.items()
    )
    return TraceHeader(
        case=ask.case.case_id,
        person=names.person(ask.case.person),
        edition=ask.edition.name,
        anchor=ask.window.anchor,
        start=ask.window.start,
        end=ask.window.end,
        rings=ask.rings,
        ring1=int((found.ring == 1).sum()),
        ring2=int((found.ring == 2).sum()),
        classes={name: n for name, n in counts.items() if n},
        questions=tuple(questions),
        covers_to=ask.covers_to,
    )

"""Trace: who was near a case, and who was near those, each with class and reason (semantics.md, 5 to 7)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np

from graph.engines.protocol import Engine, Seed
from graph.model.timed_graph import Case, Control, Judgement
from queries.answers import CLASSES, Asked, Contact, Json, Names, TraceHeader
from queries.classify import Open, classified, rule_names
from queries.close_contacts import close_contacts
from queries.companions import Companions, clipped, companion_row, companion_start, companions, in_cells, parted, sure
from queries.conditions import reason_bits
from queries.contact_rows import ContactRows
from queries.contacts_of_contacts import contacts_of_contacts
from queries.controls import first_control
from queries.households import household_pieces, several_sources
from queries.linger import with_lingering
from queries.nights import nights
from queries.pieces import RANK, Pieces, exposures, joined
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

    `cases` are all registered cases, `controls` and `households` are those of the graph; `covers_to` is up to when the
    facts reach.
    """

    case: Case
    edition: Edition
    window: Window
    zone: ZoneInfo
    rings: int = 2
    cases: Sequence[Case] = ()
    controls: Sequence[Control] = ()
    households: Sequence[str] = ()
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
    made = _Making(engine, ask, Lists(), Open())
    judged = {} if ask.edition.everyone else {j.person: j.klass for j in ask.judgements if _of(j, ask.case)}
    if ask.edition.everyone:
        found, met = _everyone(engine, ask, made.lists), Companions({})
    else:
        found, met = _by_table(made, judged)
    others = [c for c in ask.cases if c.case_id != ask.case.case_id]
    other_cases = {c.person: c.case_id for c in sorted(others, key=lambda c: c.case_id, reverse=True)}
    rows = ContactRows(found, made.lists, ask.edition, names, other_cases, judged, met)
    return Trace(_header(ask, names, found, made.lists, made.asked), rows)


def _of(judgement: Judgement, case: Case) -> bool:
    return judgement.case_id == case.case_id


@dataclass(frozen=True, slots=True)
class _Making:
    """A trace under way by an edition's table: what is asked of the engine, and what has come up so far."""

    engine: Engine
    ask: Ask
    lists: Lists
    asked: Open

    def pieces(self, seeds: Sequence[Seed], *, timed_only: bool) -> Pieces:
        """Return what the seeds' times together and households earn."""
        ask = self.ask
        edition = ask.edition.in_ring_two() if timed_only else ask.edition
        question = contacts_of_contacts(seeds=seeds) if timed_only else close_contacts(seeds=seeds)
        overlaps = with_lingering(self.engine, self.engine.ask(question), seeds, edition, timed_only=timed_only)
        codes = [s.person for s in seeds]
        same_night = nights(self.engine, overlaps, codes, ask.zone)
        full = several_sources(ask.households)
        told = classified(overlaps, edition, self.lists, codes, same_night, self.asked)
        return joined([told, *household_pieces(self.engine, seeds, edition, self.lists, full=full)])

    def cells(self) -> tuple[Pieces, Pieces, Companions]:
        """Return the companions' pieces, the other times in cells, and where both clauses of the companion rule hold."""
        case, edition, window = self.ask.case, self.ask.edition, self.ask.window
        row = companion_row(edition)
        low = window.end if row is None else companion_start(edition, window.end)
        t = in_cells(self.engine, case.person, edition, self.lists, min(low, window.start), window.end)
        if row is None:
            bare = exposures(clipped(t, window.start, window.end))
            return bare.take(np.arange(0)), bare, Companions({})
        met = companions(self.engine, clipped(t, low, window.end), edition, self.lists, low, window.end)
        rule, bit = edition.rows.index(row), reason_bits(edition)[row.reason]
        t = parted(t, low)
        counts = met.hold(t.person, t.place) & sure(t) & (t.start >= low)
        bare = exposures(clipped(t.take(~counts), window.start, window.end))
        return exposures(t.take(counts), RANK["companion"], bit, rule), bare, met

    def close_seeds(self, one: RingOne) -> list[Seed]:
        """Return who is close, each from his first contact to his first control from then on."""
        ask, firsts = self.ask, one.firsts()
        seeds = []
        for j in np.flatnonzero(one.rank == RANK["close"]).tolist():
            person, first = self.lists.people[j], int(firsts[j]) if firsts[j] < NEVER else ask.window.start
            control = first_control(ask.controls, person, first)
            stop = ask.window.until if control is None else min(control, ask.window.until)
            if first < stop:
                seeds.append(Seed(person, first, stop))
        return seeds


def _by_table(made: _Making, judged: Mapping[str, str]) -> tuple[Rings, Companions]:
    """Return the rings under an edition's table: ring 2 starts from who is close, under the same conditions."""
    ask, lists = made.ask, made.lists
    me = lists.person(ask.case.person)
    ranks = {lists.person(person): RANK[klass] for person, klass in judged.items() if person != ask.case.person}
    pieces, (companion_pieces, bare, met) = made.pieces([ask.seed()], timed_only=False), made.cells()
    judgement = rule_names(ask.edition).index(f"{ask.edition.name}:judgement")
    one = ring_one(joined([pieces, companion_pieces]), len(lists.people), ranks, judgement).beside(bare)
    seeds = made.close_seeds(one) if ask.rings > 1 and ask.edition.ring2 else []
    two = [made.pieces(seeds[i : i + _BATCH], timed_only=True) for i in range(0, len(seeds), _BATCH)]
    left_out = {me, *np.flatnonzero(one.rank == RANK["close"]).tolist(), *ranks}
    homes = lists.of_kind("household")
    found = rings(one, two, asked="close", gives="contact_of_contact", left_out=left_out, households=homes)
    return found, met


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
    left_out = {me, *np.flatnonzero(one.rank).tolist()}
    homes = lists.of_kind("household")
    return rings(one, two, asked="co_present", gives="co_present", left_out=left_out, households=homes)


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

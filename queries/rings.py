"""Rings: contacts as columns, one a person, over the pieces of ring 1 and ring 2 (semantics.md, 5 and 7)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from graph.model.timed_graph import Index, Ints
from queries.intervals import numbered, seconds_united
from queries.pieces import RANK, Pieces, joined

Bools = NDArray[np.bool_]
#: A moment after all others: no such moment.
NEVER = np.int64(1) << 62


@dataclass(frozen=True, slots=True)
class RingOne:
    """Ring 1: its pieces, which of them earn their person's class, and the rank of each person by number (0: none)."""

    pieces: Pieces
    earning: Bools
    rank: NDArray[np.int8]

    def firsts(self) -> Ints:
        """Return when each person's earning pieces begin, by number; NEVER for those without."""
        first = np.full(len(self.rank), NEVER, np.int64)
        np.minimum.at(first, self.pieces.person[self.earning], self.pieces.start[self.earning])
        return first

    def beside(self, pieces: Pieces) -> "RingOne":
        """Return the ring with pieces that earn nothing, whatever is judged; they are listed with who is in it anyway."""
        earning = np.append(self.earning, np.zeros(len(pieces), np.bool_))
        return replace(self, pieces=joined([self.pieces, pieces]), earning=earning)


def ring_one(pieces: Pieces, people: int, judged: Mapping[int, int] | None = None, judgement: int = 0) -> RingOne:
    """Return ring 1 of pieces: everybody's highest class, or what a tracer judged.

    `judged` gives ranks by number of person; where the table says otherwise, all pieces of that person count under the
    rule number `judgement`.
    """
    rank = np.zeros(people, np.int8)
    np.maximum.at(rank, pieces.person, pieces.rank)
    earning = (pieces.rank == rank[pieces.person]) & (pieces.rank > 0)
    rule = pieces.rule.copy()
    for person, given in (judged or {}).items():
        if rank[person] != given:
            rank[person] = given
            mine = pieces.person == person
            earning[mine], rule[mine] = True, judgement
    return RingOne(replace(pieces, rule=rule), earning, rank)


@dataclass(frozen=True, slots=True)
class Rings:
    """Contacts as columns; the pieces of contact `i` are those from `bounds[i]` to `bounds[i + 1]`, by start.

    `first`, `last` and `seconds` are over the pieces that earn the class; `first` is NEVER where none does, `seconds` are
    NEVER where none but a household does.
    """

    person: Index
    ring: NDArray[np.int8]
    rank: NDArray[np.int8]
    first: Ints
    last: Ints
    seconds: Ints
    pieces: Pieces
    earning: Bools
    told: Bools
    """Pieces whose reasons are the contact's: those of ring 1 that earn any class, those of ring 2 that earn it."""
    bounds: Ints

    def __len__(self) -> int:
        """Return the number of contacts."""
        return len(self.person)


def rings(
    one: RingOne, two: Iterable[Pieces], *, asked: str, gives: str, left_out: Iterable[int], households: Bools
) -> Rings:
    """Return both rings as contacts, one a person; `households` says which places, by number, are no time together.

    A piece of ring 2 makes its person a contact of class `gives` if it earns `asked` by itself; `left_out` are people
    (by number) who are in no ring 2. Whoever is in ring 2 is one contact there, with all his pieces with those through
    whom he is in it; if he would be in ring 1 too, his pieces there are listed with them.
    """
    parts = list(two)
    people = max([len(one.rank), *(int(p.person.max()) + 1 for p in parts if len(p))])
    rank = np.zeros(people, np.int8)
    rank[: len(one.rank)] = one.rank
    barred = np.zeros(people, np.bool_)
    barred[list(left_out)] = True
    in_two = np.zeros(people, np.bool_)
    for p in parts:
        in_two[p.person[p.rank == RANK[asked]]] = True
    in_two &= ~barred
    listed = (rank > 0) | in_two
    ones = rank[one.pieces.person] > 0
    kept = [one.pieces.take(ones), *(p.take(in_two[p.person] & _through(p, RANK[asked])) for p in parts)]
    pieces = joined(kept)
    ring_two = np.arange(len(pieces)) >= len(kept[0])
    earns = np.concatenate([one.earning[ones], pieces.rank[len(kept[0]) :] == RANK[asked]])
    told = np.where(ring_two, earns, (pieces.rank > 0) | earns)
    contacts = np.flatnonzero(listed).astype(np.int32)
    ring = np.where(in_two[contacts], 2, 1).astype(np.int8)
    ranks = np.where(ring == 2, RANK[gives], rank[contacts]).astype(np.int8)
    earning = earns & (ring_two | ~in_two[pieces.person])
    number = np.searchsorted(contacts, pieces.person)
    order = np.lexsort((pieces.start, number))
    pieces, number, earning = pieces.take(order), number[order], earning[order]
    first, last, seconds = _summed(pieces, number, earning, len(contacts), households)
    bounds = np.searchsorted(number, np.arange(len(contacts) + 1))
    return Rings(contacts, ring, ranks, first, last, seconds, pieces, earning, told[order], bounds)


def _through(pieces: Pieces, asked: int) -> Bools:
    """Return the pieces of pairs of which some piece earns the rank asked."""
    pair, pairs = numbered(pieces.seed, pieces.person)
    passes = np.zeros(pairs, np.bool_)
    passes[pair[pieces.rank == asked]] = True
    return passes[pair]


def _summed(pieces: Pieces, number: Ints, earning: Bools, contacts: int, households: Bools) -> tuple[Ints, Ints, Ints]:
    """Return first, last and length of the union of what earns, by number of contact."""
    first, last = np.full(contacts, NEVER, np.int64), np.full(contacts, -NEVER, np.int64)
    np.minimum.at(first, number[earning], pieces.start[earning])
    np.maximum.at(last, number[earning], pieces.end[earning])
    timed = earning & ~households[pieces.place]
    seconds = seconds_united(number[timed], pieces.start[timed], pieces.end[timed], contacts)
    return first, last, np.where(seconds > 0, seconds, NEVER)

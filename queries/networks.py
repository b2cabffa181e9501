"""Answers as networkx graphs, and measures on them: for notebooks and studies of one outbreak, not for whole cities.

Two pictures of a window, since each is wrong for the other's use. `snapshot` joins people and places, one edge a stay:
exact, and a place of n people costs n edges. `together_graph` joins people who were together, one edge an exposure: what
degree and components of people need, and the same place costs up to n²/2 edges, so it is drawn around people that are
named. Chains are directed: `chain_graph` from an answer of reach, `recorded_graph` from the infectors of cases.

Nodes are codes of people, keys of places, ids of cases; times are UTC seconds. A graph of more than `LARGEST` edges is
refused (`TOO_LARGE`). Nothing imports this module at start-up, and `queries` does not name it: import it by its name.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import networkx as nx
import numpy as np

from graph.engines.protocol import Arrivals, Engine, Seed
from graph.errors import NotAnswered, UsageError
from graph.model.flags import shown
from graph.model.timed_graph import Case, Control
from queries.at_place import presence
from queries.close_contacts import close_contacts
from queries.pieces import exposures
from queries.reach import reach
from queries.rules.rules import Edition
from queries.stays import closed, united
from queries.together import Lists, together

N = TypeVar("N", int, float)
#: Edges of the largest graph that is made; networkx takes about a kilobyte for each.
LARGEST = 100_000
_AT_ONCE = 64


def snapshot(engine: Engine, start: int, end: int, *, places: Sequence[str], edition: Edition) -> "nx.MultiGraph[str]":
    """Return who was at which of the topmost places (by key) within `[start, end)`: people, places, an edge a stay.

    Nodes have `part` (person or place), places also `kind` and `name`; edges have `t_start` and `t_end`, clipped to the
    window, `flags` and `sources`. Open ends are closed by the edition; one person's stays at one place that overlap or
    touch are one edge, unless their times are known differently well. A place where nobody was is a node without edges.

    Raises:
        NotAnswered: TOO_LARGE.

    """
    table = united(closed(engine.ask(presence(places=places, start=start, end=end)), edition), by_zone=False)
    rows = np.flatnonzero((table.t_start < end) & (table.t_end > start))
    _check(len(rows))
    graph: nx.MultiGraph[str] = nx.MultiGraph()
    graph.add_nodes_from(sorted(set(places)), part="place")
    for i in rows:
        person, place = table.people[table.person[i]], table.places[table.place[i]]
        graph.add_node(person, part="person")
        graph.add_node(place.key, part="place", kind=place.kind, name=place.name)
        graph.add_edge(
            person,
            place.key,
            t_start=max(start, int(table.t_start[i])),
            t_end=min(end, int(table.t_end[i])),
            flags=tuple(shown(int(table.flags[i]))),
            sources=table.source_sets[table.sources[i]],
        )
    return graph


def together_graph(
    engine: Engine, start: int, end: int, *, people: Iterable[str], edition: Edition
) -> "nx.MultiGraph[str]":
    """Return who was together with the people (codes) within `[start, end)`: one edge an exposure of a pair.

    Everyone whom they were together with is a node too, but between two people of whom neither was asked for there is
    no edge. Nodes have `asked`; edges have `place` (key), `kind`, `t_start`, `t_end`, `flags` and `sources`. Being
    together is that of semantics.md, 5: not in a phone cell or at a checkpoint, and not by household alone.

    Raises:
        NotAnswered: TOO_LARGE, as soon as it is; what is left is not asked.

    """
    asked = sorted(set(people))
    rank = {code: n for n, code in enumerate(asked)}
    graph: nx.MultiGraph[str] = nx.MultiGraph()
    graph.add_nodes_from(asked, asked=True)
    for low in range(0, len(asked), _AT_ONCE):
        codes, lists = asked[low : low + _AT_ONCE], Lists()
        overlaps = engine.ask(close_contacts(seeds=[Seed(code, start, end) for code in codes]))
        found = exposures(together(overlaps, edition, lists, codes))
        # of two people asked for, the answer of the first in order is drawn
        ranks = np.array([rank.get(code, len(asked)) for code in lists.people], np.int64)
        rows = np.flatnonzero(ranks[found.seed] < ranks[found.person])
        _check(graph.number_of_edges() + len(rows))
        for i in rows:
            one, other = lists.people[found.seed[i]], lists.people[found.person[i]]
            place = lists.places[found.place[i]]
            graph.add_node(other, asked=other in rank)
            graph.add_edge(
                one,
                other,
                place=place.key,
                kind=place.kind,
                t_start=int(found.start[i]),
                t_end=int(found.end[i]),
                flags=found.flags_shown(int(i)),
                sources=lists.source_names(found.sources[i]),
            )
    return graph


def chain_graph(arrivals: Arrivals, *, case: str, backward: bool = False) -> "nx.DiGraph[str]":
    """Return the fastest ways of an answer of reach as a graph without cycles, edges in the direction of passing on.

    `case` is the code of the person asked about: the only source (backward: the only sink). A way through the graph is a
    way on which everybody is reached at his own earliest arrival, in fewest hops. Nodes have `hops` and `arrival` (of
    the case None; backward: `latest`); edges have `places`, the keys of all places where it can be passed on just then.

    Raises:
        NotAnswered: TOO_LARGE.

    """
    _check(len(arrivals.link_row))
    graph: nx.DiGraph[str] = nx.DiGraph(case=case, backward=backward)
    when = "latest" if backward else "arrival"
    graph.add_node(case, hops=0, **{when: None})
    codes = [arrivals.people[i] for i in arrivals.person]
    for code, at, hops in zip(codes, arrivals.arrival.tolist(), arrivals.hops.tolist(), strict=True):
        graph.add_node(code, hops=hops, **{when: at})
    where: dict[tuple[str, str], set[str]] = {}
    for row, person, place in zip(arrivals.link_row, arrivals.link_person, arrivals.link_place, strict=True):
        way = (arrivals.people[person], codes[row])
        where.setdefault(way[::-1] if backward else way, set()).add(arrivals.places[place].key)
    for (one, other), keys in where.items():
        graph.add_edge(one, other, places=tuple(sorted(keys)))
    return graph


def recorded_graph(cases: Iterable[Case]) -> "nx.DiGraph[str]":
    """Return the recorded links from infector to infectee between different cases, by case id; a case alone is a node.

    Nodes have `person` (code), `case_kind` and `dated` (report, else sample, else onset; None without any). Links that
    cannot be right stay in: `chain_problems` names them.
    """
    known = {c.case_id: c for c in cases}
    graph: nx.DiGraph[str] = nx.DiGraph()
    for case_id in sorted(known):
        case = known[case_id]
        graph.add_node(case_id, person=case.person, case_kind=case.kind, dated=case.dated)
        graph.add_edges_from((i, case_id) for i in case.infectors if i in known and i != case_id)
    return graph


def degree(graph: "nx.Graph[str]") -> dict[str, int]:
    """Return to how many others each node is joined, each counted once; in a chain, to how many one passes it on.

    Most first, then by code point.
    """
    return _ranked({node: len(set(graph[node]) - {node}) for node in graph})


def components(graph: "nx.Graph[str]") -> list[list[str]]:
    """Return the connected parts (of a chain: whatever the direction), largest first, each sorted."""
    plain = graph.to_undirected(as_view=True) if graph.is_directed() else graph
    joined: Iterable[set[str]] = nx.connected_components(plain)
    return sorted(map(sorted, joined), key=lambda part: (-len(part), part[0]))


def time_ordered_betweenness(chain: "nx.DiGraph[str]") -> dict[str, float]:
    """Return through whom it got to others: of each person, the sum over everybody else reached of the share of ways.

    The ways are those of `chain_graph` (earliest arrival for everybody on it, then fewest hops; each sequence of people
    once). 3.0 means: as much as if all ways to three people went through him. The case itself is left out. Such ways are
    the prefix-foremost ones of Buß, Molter, Niedermeier and Rymar (Algorithmic aspects of temporal betweenness, 2020),
    of them the shortest, from one source; they form a graph without cycles, so that Brandes's accumulation (A faster
    algorithm for betweenness centrality, 2001) is exact: time in proportion to the number of edges.

    Raises:
        UsageError: HOPS_LIMITED, for a chain of an answer under `max_hops`.

    """
    ways, order = _from_case(chain)
    count = {order[0]: 1}
    for person in order[1:]:
        count[person] = sum(count[before] for before in ways.predecessors(person))
    share = dict.fromkeys(order, 0.0)
    for person in reversed(order[1:]):
        for before in ways.predecessors(person):
            share[before] += count[before] / count[person] * (1.0 + share[person])
    del share[order[0]]
    return _ranked(share)


def critical_contacts(chain: "nx.DiGraph[str]") -> dict[str, int]:
    """Return behind whom others are: how many people are reached by no fastest way that leaves that person out.

    They are the ones whom he dominates in the chain (Cooper, Harvey and Kennedy, A simple, fast dominance algorithm,
    2001). Were he isolated before he passes it on, these people and no others could be spared; some of them may still
    get it, later or in more hops. `cut_off` says who would not. Whoever has nobody behind him is left out.

    Raises:
        UsageError: HOPS_LIMITED, for a chain of an answer under `max_hops`.

    """
    ways, order = _from_case(chain)
    before = nx.immediate_dominators(ways, order[0])
    behind = dict.fromkeys(order, 0)
    for person in reversed(order[1:]):
        behind[before[person]] += behind[person] + 1
    del behind[order[0]]
    return _ranked({person: n for person, n in behind.items() if n})


def cut_off(engine: Engine, *, seed: Seed, controls: Sequence[Control], person: str) -> frozenset[str]:
    """Return who of those reached from the seed is not reached at all if the person (code) never passes it on.

    Reach is asked twice: as it was, and with the person under control from the window's start.
    """
    instead = [c for c in controls if c.person != person] + [Control(person, seed.start)]
    instead.sort(key=lambda c: (c.person, c.start))
    before, after = (engine.ask(reach(seed=seed, controls=some)) for some in (controls, instead))
    return frozenset(_reached(before) - _reached(after))


def _reached(arrivals: Arrivals) -> set[str]:
    return {arrivals.people[i] for i in arrivals.person}


def _from_case(chain: "nx.DiGraph[str]") -> tuple["nx.DiGraph[str]", list[str]]:
    """Return the chain with its edges leading away from the case, and its people by hops, the case first."""
    hops: Mapping[str, int] = nx.get_node_attributes(chain, "hops")
    ways = chain.reverse(copy=False) if chain.graph["backward"] else chain
    if any(hops[one] + 1 != hops[other] for one, other in ways.edges):
        raise UsageError("HOPS_LIMITED", "measures of a chain need all hops: ask reach without a limit of hops")
    return ways, sorted(ways, key=lambda person: (hops[person], person))


def _ranked(values: Mapping[str, N]) -> dict[str, N]:
    return dict(sorted(values.items(), key=lambda item: (-item[1], item[0])))


def _check(edges: int) -> None:
    if edges > LARGEST:
        raise NotAnswered(
            "TOO_LARGE",
            f"this graph has {edges:,} edges or more, and {LARGEST:,} is the limit: ask for fewer people or places, or "
            "for less time",
        )

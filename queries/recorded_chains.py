"""Which chains of infection are recorded, and what cannot be right about them (semantics.md, 9)."""

from collections.abc import Iterable, Mapping, Sequence

import networkx as nx

from graph.engines.protocol import Question
from graph.model.timed_graph import Case
from graph.times import DAY
from queries._rows import ChainRow, chain_rows
from queries.answers import ChainProblem, Names, RecordedChain
from queries.catalog import cypher

#: A chain is active if a case of it is dated within so many days up to now.
ACTIVE_DAYS = 14
#: A longer time between an infector's date and the case's is a problem.
LONG_GAP_DAYS = 21


def recorded_chains(*, case: str | None = None, as_of: int | None = None) -> Question[Sequence[ChainRow]]:
    """Return the question which recorded chains there are; with a case id only its chain.

    Cases dated after `as_of` (UTC seconds) are left out.

    >>> recorded_chains(case="C1").parameters
    {'case': 'C1', 'as_of': None}

    """
    return Question(
        name="recorded_chains",
        walk=lambda walker: _chains(_counted(walker.cases(), as_of), case),
        cypher=cypher("recorded_chains"),
        parameters={"case": case, "as_of": as_of},
        read=chain_rows,
    )


def recorded_chains_rows(
    chains: Sequence[ChainRow],
    cases: Sequence[Case],
    *,
    as_of: int,
    case: str | None = None,
    names: Names | None = None,
) -> tuple[list[RecordedChain], list[ChainProblem]]:
    """Return the chains by first date, then smallest case, and the problems by code, then case.

    `as_of` is now (UTC seconds); `names` says how infectors who are no case are called, by keyed code.
    """
    ordered = sorted(chains, key=lambda c: (c.first is None, c.first or 0, min(c.cases)))
    counted = _counted(cases, as_of)
    active = {c.case_id for c in counted.values() if c.dated is not None and as_of - ACTIVE_DAYS * DAY <= c.dated}
    rows = [
        RecordedChain(c.roots, len(c.cases), c.edges, c.generations, c.first, c.last, not active.isdisjoint(c.cases))
        for c in ordered
    ]
    return rows, chain_problems(counted, case, names)


def chain_problems(
    cases: Mapping[str, Case], case: str | None = None, names: Names | None = None
) -> list[ChainProblem]:
    """Return what cannot be right about the recorded links of cases (by id), for one case those of its component."""
    graph = _links(cases)
    parts = nx.weakly_connected_components(graph)
    inside = set(cases) if case is None else next((part for part in parts if case in part), set())
    found = [p for c in sorted(inside) for p in _of_case(cases[c], cases, names)]
    for loop in nx.strongly_connected_components(graph.subgraph(inside)):
        if len(loop) > 1:
            ids = sorted(loop)
            found.append(ChainProblem("CYCLE", f"{', '.join(ids)} are recorded as infecting one another", cases=ids))
    return sorted(found, key=lambda p: (p.code, p.case or min(p.cases), p.infector or ""))


def _counted(cases: Iterable[Case], as_of: int | None) -> dict[str, Case]:
    """Return the cases that count, by id: not those dated after the moment."""
    return {c.case_id: c for c in cases if as_of is None or c.dated is None or c.dated <= as_of}


def _links(cases: Mapping[str, Case]) -> "nx.DiGraph[str]":
    """Return the links from infector to infectee between different cases."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(sorted(cases))
    graph.add_edges_from(
        (infector, c.case_id)
        for c in cases.values()
        for infector in c.infectors
        if infector != c.case_id and infector in cases
    )
    return graph


def _chains(cases: Mapping[str, Case], case: str | None) -> list[ChainRow]:
    graph = _links(cases)
    parts = (sorted(part) for part in nx.weakly_connected_components(graph) if len(part) > 1)
    return [_chain(graph.subgraph(part), cases) for part in sorted(parts) if case is None or case in part]


def _chain(part: "nx.DiGraph[str]", cases: Mapping[str, Case]) -> ChainRow:
    roots = sorted(n for n in part if not part.in_degree(n))
    generations = tuple(len(layer) for layer in nx.bfs_layers(part, roots)) if roots else ()
    dates = [d for c in part if (d := cases[c].dated) is not None]
    return ChainRow(
        cases=tuple(sorted(part)),
        roots=tuple(roots),
        edges=part.number_of_edges(),
        generations=generations,
        first=min(dates, default=None),
        last=max(dates, default=None),
    )


def _of_case(case: Case, cases: Mapping[str, Case], names: Names | None) -> list[ChainProblem]:
    """Return the problems of a case's own links."""
    found = []
    for infector in case.infectors:
        if infector == case.case_id:
            found.append(ChainProblem("SELF", f"{infector} is recorded as its own infector", case.case_id, infector))
        elif infector in cases:
            found += _of_dates(cases[infector], case)
    for token in case.unknown_infectors:
        text = token if names is None else names.person(token)
        found.append(ChainProblem("INFECTOR_UNKNOWN", f"the infector of {case.case_id} is no case", case.case_id, text))
    return found


def _of_dates(infector: Case, case: Case) -> list[ChainProblem]:
    """Return the problems of the first pair of dates that both have: onsets, else samples, else reports."""
    pairs = ((name, getattr(infector, name), getattr(case, name)) for name in ("onset", "sample", "report"))
    name, a, b = next((p for p in pairs if p[1] is not None and p[2] is not None), ("", 0, 0))
    days = abs(b - a) / DAY
    said = f"{name} of {infector.case_id} and of {case.case_id} are {days:g} days apart"
    later = f"{said}, the infector's is the later one"
    told = (("INFECTOR_AFTER_CASE", later, a > b), ("LONG_GAP", said, abs(b - a) > LONG_GAP_DAYS * DAY))
    return [ChainProblem(code, detail, case.case_id, infector.case_id) for code, detail, is_so in told if is_so]

"""Prints through whom it can have gone on from a case: measures of networkx on an answer of reach.

python examples/notebook/spread.py my-dir C1
"""
# ruff: noqa: INP001  a program to run, no package

import sys
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import networkx as nx

from api.settings import KeyRing, Settings
from graph.engines.protocol import Seed
from graph.load import embedded_engine, resolved
from graph.resolve.names import Names
from graph.store.deployment import Deployment
from queries.answers import moment
from queries.networks import (
    chain_graph,
    components,
    critical_contacts,
    cut_off,
    degree,
    time_ordered_betweenness,
    together_graph,
)
from queries.reach import reach
from queries.rules import edition
from queries.windows import Span, case_window


def measures(directory: str, case_id: str) -> Iterator[str]:
    """Yield two lines about the whole, then one about each person reached, by arrival."""
    settings = Settings()
    deployment = Deployment.open(Path(directory), key_of=KeyRing(settings).existing)
    graph = resolved(deployment, choices=settings.choices, progress=lambda *_: None)
    engine, names = embedded_engine(graph), Names(graph, deployment.vault, deployment.codes)
    rules = edition(deployment.edition)

    case = next(c for c in graph.cases if c.case_id == case_id)
    window = case_window(case, rules, Span(graph.now), ZoneInfo(deployment.timezone))
    seed = Seed(case.person, window.start, window.until)
    chain = chain_graph(engine.ask(reach(seed=seed, controls=graph.controls)), case=case.person)
    met = together_graph(engine, seed.start, seed.end, people=chain, edition=rules)
    parts = components(nx.restricted_view(met, [case.person], []))

    yield f"{len(chain) - 1} people can have it from {names.person(case.person)}; groups without that one: {len(parts)}"
    yield "person   arrival               hops  met  through  behind  cut off"
    through, behind, others = time_ordered_betweenness(chain), critical_contacts(chain), degree(met)
    for code in sorted(through, key=lambda p: (chain.nodes[p]["arrival"], names.person(p))):
        node = chain.nodes[code]
        cut = cut_off(engine, seed=seed, controls=graph.controls, person=code) if code in behind else ()
        row = f"{names.person(code):8} {moment(node['arrival'])} {node['hops']:5} {others[code]:4} {through[code]:8.2f}"
        yield f"{row} {behind.get(code, 0):7}  {' '.join(sorted(map(names.person, cut)))}".rstrip()


if __name__ == "__main__":
    sys.stdout.writelines(line + "\n" for line in measures(*sys.argv[1:]))

"""What each edition finds of a known outbreak: a seeded city whose true infections are known, traced case by case.

    python -m benchmarks.editions --people 100000 --cases 100

The city's transmission imports nothing of the rules: it grows with time and closeness, and a fifth of the true contacts
is in no feed. An index case is somebody who truly infected others; his onset and his isolation are the true ones. A true
infectee counts as found where the trace of his infector lists him at all, and as close where it says so.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import numpy as np

from graph.city import city, outbreak, routines, write_feeds
from graph.city.outbreak import CHANNELS
from graph.city.tables import person_id
from graph.engines.embedded.engine import EmbeddedEngine
from graph.intake.ingest import ingest
from graph.load import resolved
from graph.model.timed_graph import Case, TimedGraph
from graph.resolve.names import Names
from graph.store.deployment import Deployment
from queries.answers import Contact
from queries.lists import classified_list
from queries.rules import Edition, edition
from queries.trace import Ask, trace
from queries.windows import Span, case_window

ZONE = ZoneInfo("Asia/Shanghai")
EDITIONS = ("cn-8", "cn-9", "who-2021", "cdc-2020", "ecdc-2020")
RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class World:
    """A city brought in, its index cases, and whom each truly infected: code of the person, and the channel."""

    graph: TimedGraph
    names: Names
    cases: Sequence[Case]
    truth: Mapping[str, Mapping[str, str]]


@dataclass(slots=True)
class Tally:
    """What the traces of one edition add up to."""

    infectees: int = 0
    close: int = 0
    listed: int = 0
    sizes: list[int] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    top: list[tuple[int, int]] = field(default_factory=list)
    """Of each list: true infectees among its best fifth, and on it at all."""
    true_by: Counter[str] = field(default_factory=Counter)
    found_by: Counter[str] = field(default_factory=Counter)
    only_by: Counter[str] = field(default_factory=Counter)
    people_only_by: Counter[str] = field(default_factory=Counter)


def world(people: int, cases: int, seed: int, folder: Path) -> World:
    """Return a city of so many people, resolved, with index cases drawn from those who truly infected others."""
    plan = city(people, 14, seed)
    stays = routines(plan)
    spread = outbreak(plan, stays)
    files = write_feeds(plan, stays, spread, folder / "feeds")
    deployment = Deployment.create(
        folder / "data", engine="embedded", timezone="Asia/Shanghai", edition="cn-8", retention_days=None,
        key=b"a key for measuring only", deployment_id="measured",
    )  # fmt: skip
    for line in ingest(deployment, [file for file in files if not file.name.startswith("cases")]):
        print(f"  {line.file}: {line.rows} rows, {line.accepted} accepted")
    graph = resolved(deployment, progress=lambda *_: None)
    names = Names(graph, deployment.vault, deployment.codes)
    codes = {int(p): names.person_code(person_id(p)) for p in spread.person.tolist()}
    by: dict[int, dict[str, str]] = {}
    for person, infector, channel in zip(spread.person, spread.infector, spread.channel, strict=True):
        if infector >= 0:
            by.setdefault(int(infector), {})[codes[int(person)]] = CHANNELS[int(channel)]
    rows = [i for i, p in enumerate(spread.person.tolist()) if p in by and spread.onset[i] < graph.now]
    chosen = np.random.default_rng(seed).choice(rows, min(cases, len(rows)), replace=False)
    found = [
        Case(f"I{i}", codes[int(spread.person[i])], onset=int(spread.onset[i]), isolated_at=int(spread.isolated[i]))
        for i in sorted(chosen.tolist())
    ]
    return World(graph, names, found, {codes[p]: theirs for p, theirs in by.items()})


def measured(here: World, rules: Edition) -> Tally:
    """Return what the traces of all index cases under an edition add up to."""
    engine, tally = EmbeddedEngine.from_graph(here.graph), Tally()
    for case in here.cases:
        window = case_window(case, rules, Span(here.graph.now), ZONE)
        ask = Ask(case, rules, window, ZONE, 2, here.cases, here.graph.controls, here.graph.households,
                  covers_to=here.graph.now)  # fmt: skip
        started = time.perf_counter()
        answer = trace(engine, ask, here.names)
        contacts = list(answer.contacts())
        tally.seconds.append(time.perf_counter() - started)
        listed = classified_list([answer], edition=rules, zone=ZONE, now=here.graph.now, controls=here.graph.controls,
                                 details=lambda _codes: {})  # fmt: skip
        _count(tally, here, case, contacts, [item.person for item in listed.items])
        ones = sum(c.ring == 1 for c in contacts)
        tally.ratios += [(len(contacts) - ones) / ones] if ones else []
    return tally


def _count(tally: Tally, here: World, case: Case, contacts: Sequence[Contact], ranked: Sequence[str]) -> None:
    infected = here.truth[case.person]
    by_code = {c.code: c for c in contacts}
    tally.sizes.append(len(contacts))
    tally.infectees += len(infected)
    for code, channel in infected.items():
        tally.true_by[channel] += 1
        contact = by_code.get(code)
        if contact is not None:
            tally.listed += 1
            tally.close += contact.class_ == "close"
            tally.found_by.update(contact.channels)
            if len(contact.channels) == 1:
                tally.only_by[contact.channels[0]] += 1
    for contact in contacts:
        if len(contact.channels) == 1:
            tally.people_only_by[contact.channels[0]] += 1
    found = {here.names.person(code) for code in infected if code in by_code}
    best = set(ranked[: -(-len(ranked) // 5)])
    tally.top.append((len(found & best), len(found)))


def table(tallies: Mapping[str, Tally], people: int, cases: int) -> str:
    """Return the figures as Markdown."""
    head = ("edition", "infectees", "close", "on the list", "list a case (median, 90 %)", "ring 2 : ring 1 (median)",
            "time to list (median, 90 %)", "in the best fifth")  # fmt: skip
    lines = [
        f"{people:,} people, 14 days, {cases} index cases who truly infected others; a fifth of the true contacts is in no feed.",
        "", "| " + " | ".join(head) + " |", "|" + " --- |" * len(head),
    ]  # fmt: skip
    for name, t in tallies.items():
        best = sum(a for a, _ in t.top) / max(sum(b for _, b in t.top), 1)
        cells = (
            name, t.infectees, f"{t.close / t.infectees:.0%}", f"{t.listed / t.infectees:.0%}",
            f"{np.median(t.sizes):.0f}, {np.quantile(t.sizes, 0.9):.0f}", f"{np.median(t.ratios):.1f}",
            f"{np.median(t.seconds) * 1e3:.0f} ms, {np.quantile(t.seconds, 0.9) * 1e3:.0f} ms", f"{best:.0%}",
        )  # fmt: skip
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    for name in ("cn-8",):
        lines += ["", f"What each channel adds under {name}:", "", *_channel_table(tallies[name])]
    return "\n".join(lines) + "\n"


def _channel_table(t: Tally) -> list[str]:
    head = ("channel", "true infections", "infectees found by it", "found by it alone", "people listed by it alone")
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    for name in sorted({*t.true_by, *t.found_by, *t.people_only_by}):
        cells = (name, t.true_by[name], t.found_by[name], t.only_by[name], t.people_only_by[name])
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return lines


def main() -> None:
    """Measure, print, and keep the figures beside the others."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--cases", type=int, default=100)
    parser.add_argument("--seed", type=int, default=2021)
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        here = world(asked.people, asked.cases, asked.seed, Path(folder))
        tallies = {name: measured(here, edition(name)) for name in EDITIONS}
    text = table(tallies, asked.people, len(here.cases))
    print(text)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "editions.md").write_text(text, encoding="utf-8")
    (RESULTS / "editions.json").write_text(
        json.dumps(
            {name: {"infectees": t.infectees, "close": t.close, "listed": t.listed} for name, t in tallies.items()}
        )
        + "\n"
    )


if __name__ == "__main__":
    main()

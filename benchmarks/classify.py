"""A busy case classified: 14 days, about 3,000 co-present people, six channels, from the engine to Python objects.

    python -m benchmarks.classify --stays 1e7

An invented city as columns (`benchmarks.columns`), and in it one case who flew, took a train, slept in a hotel, sat in a
net cafe, ate in a hall with tables and lived in one phone cell, each with many others. Beside the whole trace of ring 1
stands what the engine's two questions alone take (times together, and who was in the cells).
"""

import argparse
import json
import os
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from benchmarks.columns import DAY, DAYS, FIRST, HOUR, city
from benchmarks.engine import timed
from graph.engines.embedded.engine import EmbeddedEngine
from graph.engines.protocol import Seed
from graph.model.timed_graph import Case, Place, Stays, TimedGraph
from queries.close_contacts import close_contacts
from queries.rules import edition
from queries.shared_with import shared_with
from queries.trace import Ask, trace
from queries.windows import Window

RESULTS = Path(__file__).parent / "results"
#: Kind, others there, hours together, seats or zones to draw from.
_MEETINGS = (
    ("flight", 180, 2, [f"Y|||{row}{letter}" for row in range(1, 31) for letter in "ABCDEF"]),
    ("train", 640, 5, [f"|{car}||{row}{letter}" for car in range(1, 9) for row in range(1, 17) for letter in "ABCDF"]),
    ("lodging", 120, 10, [f"{300 + room}" for room in range(60)]),
    ("net_cafe", 80, 3, [f"area {n}" for n in range(4)]),
    ("venue", 480, 2, [f"table {n}" for n in range(60)]),
    ("cell", 1500, 40, []),
)


class Plain:
    """Names that are what they stand for, so that no vault is measured."""

    def person(self, code: str) -> str:
        """Return the code."""
        return code

    def place(self, place: Place) -> str:
        """Return the key."""
        return place.key


def busy(stays: int, seed: int) -> TimedGraph:
    """Return the city with the case's six meetings added; the case is its first person."""
    base, rng = city(stays, seed), np.random.default_rng(seed)
    places, zones, seats = list(base.places), [], []
    parts: list[Stays] = []
    for number, (kind, others, hours, spots) in enumerate(_MEETINGS):
        people = np.concatenate([[0], rng.choice(np.arange(1, len(base.people)), others, replace=False)]).astype(
            np.int32
        )
        n = len(people)
        start = np.full(n, FIRST + (number + 3) * DAY + 9 * HOUR) + rng.integers(0, 900, n)
        chosen = rng.integers(0, len(spots), n) if spots else np.full(n, -1)
        ride = kind in {"flight", "train"}
        names = seats if ride else zones
        spot = np.where(chosen >= 0, chosen + len(names), -1).astype(np.int32)
        names += spots
        unknown = np.full(n, -1, np.int32)
        car = np.array([int(s.split("|")[1] or 0) for s in spots], np.int32)[chosen] if kind == "train" else None
        zone = unknown if kind in {"flight", "cell"} else spot if car is None else car + len(zones)
        zones += [str(c) for c in range(9)] if car is not None else []
        parts.append(Stays(
            people, np.full(n, len(places), np.int32), start, start + hours * HOUR, zone, unknown, np.zeros(n, np.int32),
            np.full(n, np.nan, np.float32), np.zeros(n, np.int32), spot if ride else unknown, np.zeros(n, np.int64),
        ))  # fmt: skip
        key = f"{kind}:B{number}:2021-07-29" if ride else f"{kind}:busy"
        places.append(Place(key, kind, has_zones=bool(spots), sealed=True if kind == "train" else None))
    order = sorted(range(len(places)), key=lambda i: places[i].key)
    position = np.empty(len(places), np.int32)
    position[order] = np.arange(len(places))
    whole = [base.stays, *parts]
    columns = {f: np.concatenate([getattr(p, f) for p in whole]) for f in Stays.__dataclass_fields__}
    columns["place"] = position[columns["place"]]
    return replace(base, places=[places[i] for i in order], stays=Stays(**columns), zones=zones, seats=seats)


def measured(stays: int, seed: int, runs: int) -> dict[str, float]:
    """Return medians in milliseconds, and how many contacts and channels there were."""
    engine = EmbeddedEngine.from_graph(graph := busy(stays, seed))
    rules, window = edition("cn-8"), Window(FIRST, FIRST + DAYS * DAY, FIRST + DAYS * DAY)
    case = Case("C1", graph.people[0])
    ask = Ask(case, rules, window, ZoneInfo("Asia/Shanghai"), 1)
    figures: dict[str, float] = {"stays": len(graph.stays), "load average before": os.getloadavg()[0]}

    def whole() -> list[object]:
        return list(trace(engine, ask, Plain()).contacts())

    def bare() -> int:
        seed_ = Seed(case.person, window.start, window.end)
        cells = shared_with(person=case.person, start=window.start, end=window.end, kinds=["cell"])
        return len(engine.ask(close_contacts(seeds=[seed_]))) + len(engine.ask(cells))

    for _ in range(3):
        contacts, rows = whole(), bare()
    took = [timed(whole)[0] for _ in range(runs)]
    engines = [timed(bare)[0] for _ in range(runs)]
    header = trace(engine, ask, Plain()).header
    return figures | {
        "contacts": len(contacts),
        "times together": rows,
        "classified ms": float(np.median(took)) * 1e3,
        "classified p90 ms": float(np.quantile(took, 0.9)) * 1e3,
        "engine alone ms": float(np.median(engines)) * 1e3,
        "classified / engine": float(np.median(took) / np.median(engines)),
        **{f"class {name}": count for name, count in header.classes.items()},
    }


def main() -> None:
    """Measure, print, and keep the figures beside the others."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stays", type=float, default=1e7)
    parser.add_argument("--runs", type=int, default=25)
    parser.add_argument("--seed", type=int, default=2021)
    asked = parser.parse_args()
    figures = measured(int(asked.stays), asked.seed, asked.runs)
    for name, value in figures.items():
        print(f"{name:>24}  {value:,.1f}")
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "classify.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

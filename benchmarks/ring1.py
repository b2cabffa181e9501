"""Ring 1 beside DuckDB: all times together of one case in 14 days, Python to Python, on the same columns in one run.

    python -m benchmarks.ring1 --stays 1e6 1e7

Every case's rows are compared between the two before they are timed. The *touch floor* reads the same rows and writes a
word per row's person, in the same kernel language, with no thinking: it moves with the machine.
"""

import argparse
import json
import os
import platform
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import numpy as np
from numba import njit

from benchmarks.columns import DAY, DAYS, FIRST, city
from benchmarks.duck import Duck
from graph.engines.embedded import segments
from graph.engines.embedded.engine import EmbeddedEngine
from graph.engines.embedded.index import orders
from graph.engines.protocol import Arrivals, Overlaps, Seed
from graph.model.timed_graph import Index, Ints

WINDOW = (FIRST, FIRST + (DAYS + 1) * DAY)
RESULTS = Path(__file__).parent / "results"
Figures = dict[str, float]
T = TypeVar("T")


def measured(stays: int, cases: int, seed: int) -> Figures:
    """Return the figures of one run: medians in microseconds, sizes, rates."""
    graph = city(stays, seed)
    rng = np.random.default_rng(seed + 1)
    people = rng.choice(len(graph.people), cases, replace=False)
    seeds = [Seed(graph.people[int(p)], *WINDOW) for p in people]
    figures: Figures = {"stays": len(graph.stays), "people": len(graph.people), "places": len(graph.places)}
    figures["load average before"] = os.getloadavg()[0]
    with TemporaryDirectory() as folder:
        orders(city(10_000, seed))  # compiles
        seconds, _ = timed(lambda: orders(graph))
        figures["sorted rows/s"] = len(graph.stays) / seconds
        seconds, _ = timed(lambda: segments.save(graph, Path(folder, "index")))
        figures["written rows/s"] = len(graph.stays) / seconds
        size = sum(file.stat().st_size for file in Path(folder, "index").iterdir())
        figures["bytes/stay"] = size / len(graph.stays)
        seconds, engine = timed(lambda: EmbeddedEngine.open(Path(folder, "index")))
        figures["opened ms"] = seconds * 1e3
        duck = Duck(Path(folder), graph.stays)
        figures |= _compared(engine, duck, seeds, people)
        figures |= _reach(engine, seeds[:5])
    return figures


def _compared(engine: EmbeddedEngine, duck: Duck, seeds: Sequence[Seed], people: Ints) -> Figures:
    """Return median times of one case: the engine, DuckDB, the touch floor; raise if an answer differs."""
    ours, theirs, floors, rows = [], [], [], []
    for seed, person in zip(seeds, people, strict=True):
        found = _ring1(engine, [seed])
        _same(found, duck.together(int(person)))
        rows.append(len(found))
    scratch = np.zeros(len(engine.timeline(seeds[0].person, *WINDOW).people), np.int64)
    for _ in range(3):
        for seed, person in zip(seeds, people, strict=True):
            ours.append(timed(lambda s=seed: _ring1(engine, [s]))[0])
            theirs.append(timed(lambda p=person: duck.together(int(p)))[0])
            floors.append(_floor(engine, int(person), scratch))
    batch = min(timed(lambda: _ring1(engine, seeds))[0] for _ in range(3))
    embedded, other, floor = (float(np.median(times)) * 1e6 for times in (ours, theirs, floors))
    return {
        "rows": float(np.median(rows)),
        "embedded us": embedded,
        "embedded p99 us": float(np.quantile(ours, 0.99)) * 1e6,
        "duckdb us": other,
        "touch floor us": floor,
        "embedded a case in a batch us": batch / len(seeds) * 1e6,
        "duckdb / embedded": other / embedded,
        "embedded / floor": embedded / floor,
    }


def _reach(engine: EmbeddedEngine, seeds: Sequence[Seed]) -> Figures:
    """Return the median time of reach over all hops, cells left out, and how many are reached in how many ways."""
    figures: Figures = {}
    for name, backward in (("reach", False), ("reach backward", True)):

        def asked(seed: Seed, *, back: bool = backward) -> Arrivals:
            without = frozenset({"cell"})
            return engine.arrivals(seed, controls=(), max_hops=None, backward=back, without=without)

        found = asked(seeds[0])
        figures[f"{name} people"], figures[f"{name} ways"] = len(found.person), len(found.link_row)
        figures[f"{name} ms"] = float(np.median([timed(lambda s=s: asked(s))[0] for s in seeds])) * 1e3
    return figures


def _ring1(engine: EmbeddedEngine, seeds: Sequence[Seed]) -> Overlaps:
    return engine.overlaps(seeds, without=frozenset(), timed_only=True)


def _same(ours: Overlaps, theirs: dict[str, Ints]) -> None:
    """Raise if the two answers are not the same rows."""
    a = np.stack([ours.person, ours.place, ours.t_start, ours.t_end])
    b = np.stack([theirs[name] for name in ("person", "place", "t_start", "t_end")])
    if not np.array_equal(a[:, np.lexsort(a)], b[:, np.lexsort(b)]):
        raise AssertionError("the engine and DuckDB give different rows")


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Return how many seconds it took, and what came of it."""
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


@njit(cache=True)
def _touched(t_start: Ints, t_end: Ints, person: Index, first: Ints, last: Ints, scratch: Ints) -> int:
    """Read the rows of the ranges and write a word per row's person."""
    total = 0
    for i in range(len(first)):
        for row in range(first[i], last[i]):
            total += t_end[row]
            scratch[person[row]] = t_start[row]
    return total


def _floor(engine: EmbeddedEngine, person: int, scratch: Ints) -> float:
    """Return the seconds of touching the rows that one case's answer is found among, their ranges known."""
    c = engine._columns  # noqa: SLF001 (the floor has to touch just what the engine touches)
    own = c.person_rows[c.person_from[person] : c.person_from[person + 1]]
    ranges = []
    for row in own:
        low, high = c.place_from[c.place[row] : c.place[row] + 2]
        bounds = [c.t_start[row] - c.longest[c.place[row]] + 1, c.t_end[row]]
        ranges.append(low + np.searchsorted(c.t_start[low:high], bounds))
    first, last = np.array(ranges, np.int64).reshape(-1, 2).T.copy()
    _touched(c.t_start, c.t_end, c.person, first[:0], last[:0], scratch)
    return timed(lambda: _touched(c.t_start, c.t_end, c.person, first, last, scratch))[0]


def table(runs: Sequence[Figures]) -> str:
    """Return the runs as a small Markdown table, one column each."""
    head = "| | " + " | ".join(f"{run['stays']:.2g} stays" for run in runs) + " |"
    rule = "|---" * (len(runs) + 1) + "|"
    names = dict.fromkeys(name for run in runs for name in run)
    told = [[f"{run[name]:,.4g}" if name in run else "" for run in runs] for name in names]
    lines = ["| " + " | ".join([name, *figures]) + " |" for name, figures in zip(names, told, strict=True)]
    return "\n".join([head, rule, *lines])


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print the table, and keep the figures as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--stays", type=float, nargs="+", default=[1e6, 1e7], help="about how many stays, per run")
    parser.add_argument("--cases", type=int, default=100)
    parser.add_argument("--seed", type=int, default=20210729)
    parser.add_argument("--out", type=Path, default=RESULTS)
    asked = parser.parse_args(arguments)
    runs = [measured(int(stays), asked.cases, asked.seed) for stays in asked.stays]
    asked.out.mkdir(parents=True, exist_ok=True)
    machine = {"machine": platform.machine(), "cores": os.cpu_count(), "python": platform.python_version()}
    kept = {"question": "ring 1, one case, 14 days", **machine, "seed": asked.seed, "cases": asked.cases, "runs": runs}
    (asked.out / "ring1.json").write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    (asked.out / "ring1.md").write_text(table(runs) + "\n", encoding="utf-8")
    print(table(runs))


if __name__ == "__main__":
    main()

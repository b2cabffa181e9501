"""The embedded engine beside DuckDB and the touch floor, in one run on the same stays.

    python -m benchmarks.engine --stays 1e6 1e7

Every answer is compared with DuckDB's before it is timed. A *touch floor* reads the same rows and touches the same words in
the same kernel language with no thinking: it moves with the machine, and a plain copy of memory is timed beside it.
"""

import argparse
import json
import os
import platform
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import numpy as np
from numba import njit

from benchmarks.columns import DAY, DAYS, FIRST, city
from benchmarks.duck import Duck
from graph.engines.embedded import segments
from graph.engines.embedded.control import NEVER, Controls
from graph.engines.embedded.index import Index, indexed
from graph.engines.embedded.meeting import met
from graph.engines.embedded.packing import KIND, LONGEST, PEOPLE, SHARED, START, Hot
from graph.engines.embedded.passing import Stream, arrivals
from graph.engines.embedded.reach import Asked, reached
from graph.engines.embedded.running import stream
from graph.engines.embedded.sweeping import Exposed, exposed, swept
from graph.model.timed_graph import Ints

WINDOW = (FIRST, FIRST + (DAYS + 1) * DAY)
RESULTS = Path(__file__).parent / "results"
Figures = dict[str, float]
T = TypeVar("T")
_PERSON = PEOPLE - 1


def measured(stays: int, cases: int, seed: int, threads: int) -> Figures:
    """Return the figures of one run: medians, sizes, rates, and the ratios that count."""
    graph = city(stays, seed)
    rng = np.random.default_rng(seed + 1)
    people = rng.choice(len(graph.people), min(cases, len(graph.people)), replace=False)
    figures: Figures = {"stays": len(graph.stays), "people": len(graph.people), "places": len(graph.places)}
    figures["load average before"] = os.getloadavg()[0]
    figures["memory copy GB/s"] = _copied()
    with TemporaryDirectory() as folder:
        indexed(city(10_000, seed))  # compiles
        seconds, _ = timed(lambda: indexed(graph))
        figures["sorted stays/s"] = len(graph.stays) / seconds
        seconds, _ = timed(lambda: segments.save(graph, Path(folder, "index")))
        figures["sorted and written stays/s"] = len(graph.stays) / seconds
        seconds, kept = timed(lambda: segments.load(Path(folder, "index")))
        figures["opened ms, checksums included"] = seconds * 1e3
        index = kept.index
        assert index is not None  # noqa: S101  it was saved just now
        figures |= _sizes(index) | _reach(index, people[:5])
        duck = Duck(Path(folder), graph.stays, threads)
        figures |= _ring1(index, duck, people)
        figures |= _ring2(index, duck, people[:5])
    return figures


def _copied() -> float:
    """Return how many GB a second a plain copy of memory moves, reading and writing counted."""
    source = np.ones(1 << 25)
    target = np.empty_like(source)
    return 2 * source.nbytes / min(timed(lambda: np.copyto(target, source))[0] for _ in range(5)) / 1e9


def _sizes(index: Index) -> Figures:
    """Return the bytes a stay of each part of the index."""
    h, count = index.hot, len(index)
    by_place = (h.words, h.fences, h.runs, h.run_place, h.run_day, h.traits)
    parts = {
        "by place and by person": (*by_place, h.own, h.own_from),
        "by start": (index.started.words, index.started.place, index.started.day_from),
        "cold": tuple(index.cold),
    }
    return {f"bytes a stay, {name}": sum(c.nbytes for c in columns) / count for name, columns in parts.items()}


def _ring1(index: Index, duck: Duck, people: Ints) -> Figures:
    """Return median times of one case: the loop, DuckDB, the touch floor; raise if an answer differs."""
    h, everywhere = index.hot, np.ones(len(index.kinds), np.bool_)
    marks = np.zeros(index.people + 1, np.int64)
    marks[-1] = 1

    def ask(person: int) -> tuple[Any, ...]:
        return met(h, person, *WINDOW, everywhere, 1, marks)

    for person in people[:20].tolist():
        _same(ask(person)[:2], duck.met(person))
    ours, singles = [], []
    for _ in range(3):
        ours += [timed(lambda p=p: ask(p))[0] for p in people.tolist()]
        singles.append(timed(lambda: [ask(p) for p in people[:300].tolist()])[0])
    theirs = [timed(lambda p=p: duck.met(p))[0] for p in people[:50].tolist()]
    ranges = [_ranges(h, person) for person in people.tolist()]
    scratch = np.zeros(index.people, np.int64)
    _touched(h.words, *ranges[0], scratch)
    floors = [timed(lambda r=r: _touched(h.words, *r, scratch))[0] for _ in range(3) for r in ranges]
    embedded, other, floor = (float(np.median(times)) * 1e6 for times in (ours, theirs, floors))
    return {
        "ring 1: contacts": float(np.median([len(ask(p)[0]) for p in people.tolist()])),
        "ring 1: rows": float(np.median([int((last - first).sum()) for first, last in ranges])),
        "ring 1: us": embedded,
        "ring 1: p99 us": float(np.quantile(ours, 0.99)) * 1e6,
        "ring 1: touch floor us": floor,
        "ring 1: DuckDB us": other,
        "ring 1: us a case, many in turn": min(singles) / len(people[:300]) * 1e6,
        "ring 1 / floor": embedded / floor,
        "DuckDB / ring 1": other / embedded,
    }


def _ranges(h: Hot, person: int) -> tuple[Ints, Ints]:
    """Return the first and the last row (and one more) of each run in which a person's contacts are found."""
    low, high = h.own_from[person : person + 2]
    places = SHARED - h.day_bits
    word = h.own[low:high]
    place, start = word & ((1 << places) - 1), (word >> (63 - h.day_bits)) * DAY
    start += (word >> (START - h.day_bits)) & LONGEST
    end = start + ((word >> (places + 1)) & LONGEST)
    first, last = [], []
    for x, s, e in zip(place.tolist(), start.tolist(), end.tolist(), strict=True):
        early = s - int(h.traits[x] & LONGEST) + 1
        for day in range(max(early // DAY, 0), min((e - 1) // DAY, h.days - 1) + 1):
            begin, after = h.runs[x * h.days + day], h.runs[x * h.days + day + 1]
            bounds = [max(early - day * DAY, 0) << START, min(e - day * DAY, LONGEST) << START]
            at = begin + np.searchsorted(h.words[begin:after], bounds)
            first.append(at[0])
            last.append(at[1])
    return np.array(first, np.int64), np.array(last, np.int64)


@njit(cache=True)
def _touched(words: Ints, first: Ints, last: Ints, scratch: Ints) -> int:
    """Read the rows of the ranges and write a word per row's person."""
    total = 0
    for i in range(len(first)):
        for row in range(first[i], last[i]):
            total += words[row]
            scratch[words[row] & _PERSON] = words[row]
    return total


def _ring2(index: Index, duck: Duck, people: Ints) -> Figures:
    """Return median times of everybody together with somebody of ring 1 after that one's first moment, as a set."""
    h, everywhere = index.hot, np.ones(len(index.kinds), np.bool_)
    marks = np.zeros(index.people + 1, np.int64)
    marks[-1] = 1
    rings = [met(h, person, *WINDOW, everywhere, 1, marks)[:2] for person in people.tolist()]

    def ask(who: Any, first: Ints) -> Ints:
        return swept(h, exposed(h, who, first, WINDOW[1], everywhere), index.people)

    ours = [timed(lambda w=who, f=first: ask(w, f))[0] for _ in range(3) for who, first in rings]
    theirs, floors = [], []
    for person, (who, first) in zip(people.tolist(), rings, strict=True):
        seconds, other = timed(lambda p=person: duck.met_after(p))
        theirs.append(seconds)
        moments = ask(who, first)
        moments[who] = moments[person] = NEVER
        found = np.flatnonzero(moments != NEVER)
        _same((found, moments[found]), other)
        times = exposed(h, who, first, WINDOW[1], everywhere)
        floors += [timed(lambda e=times, m=moments: _swept_floor(h, e, m))[0] for _ in range(3)]
    embedded, other_us, floor = (float(np.median(t)) * 1e3 for t in (ours, theirs, floors))
    return {
        "ring 2: ms": embedded,
        "ring 2: touch floor ms": floor,
        "ring 2: DuckDB ms": other_us,
        "ring 2 / floor": embedded / floor,
        "DuckDB / ring 2": other_us / embedded,
    }


@njit(cache=True)
def _swept_floor(h: Hot, e: Exposed, moments: Ints) -> int:
    """Read every row of the days and places that the sweep walks, and its person's word."""
    total = 0
    words, runs = h.words, h.runs
    for g in range(len(e.first) - 1):
        x = e.place[e.first[g]]
        first = max((e.begin[e.first[g]] - (h.traits[x] & LONGEST) + 1) // DAY, 0)
        last = min((e.until[e.first[g + 1] - 1] - 1) // DAY, h.days - 1)
        for row in range(runs[x * h.days + first], runs[x * h.days + last + 1]):
            total += words[row] + moments[words[row] & _PERSON]
    return total


def _reach(index: Index, people: Ints) -> Figures:
    """Return median times of reach over all hops: arrivals alone, then with hops and everybody before; and the floor."""
    none, never = np.zeros(index.people + 1, np.int64), np.empty(0, np.int64)
    free, figures = Controls(none, never, never), {}
    q = stream(index.started, *WINDOW)
    words = np.zeros(index.people, np.int32), np.zeros(len(index.hot.traits), np.int32)
    _streamed(q, *words)
    floor = min(timed(lambda: _streamed(q, *words))[0] for _ in range(5)) * 1e3
    for name, without in (("everywhere", frozenset[str]()), ("without cells", frozenset({"cell"}))):
        allowed = np.array([kind not in without for kind in index.kinds], np.bool_)
        shut = ~allowed[index.hot.traits >> KIND]

        def ask(person: int, *, back: bool = False, allowed: Any = allowed) -> Any:
            return reached(index, Asked(person, *WINDOW, free, allowed, back))

        arrivals(q, free, int(people[0]), index.people, shut)
        ask(int(people[0]))
        alone = [timed(lambda p=p, s=shut: arrivals(q, free, p, index.people, s))[0] for p in people.tolist()]
        whole = [timed(lambda p=p: ask(p))[0] for p in people.tolist()]
        back = [timed(lambda p=p: ask(p, back=True))[0] for p in people[:2].tolist()]
        told = (("arrivals", alone), ("with hops and ways", whole), ("backward", back))
        for what, times in told:
            figures[f"reach {name}, {what}: ms"] = float(np.median(times)) * 1e3
            figures[f"reach {name}, {what} / floor"] = float(np.median(times)) * 1e3 / floor
        figures[f"reach {name}: people"] = len(ask(int(people[0])).person)
    return {"reach: touch floor ms": floor, **figures}


@njit(cache=True)
def _streamed(q: Stream, arrival: Any, until: Any) -> int:
    """Read each row by start, its person's word and its place's."""
    total = 0
    words, place = q.words, q.place
    for row in range(len(words)):
        total += words[row] + arrival[words[row] & _PERSON] + until[place[row]]
    return total


def _same(ours: tuple[Any, ...], theirs: tuple[Any, ...]) -> None:
    """Raise if two answers (person, first moment) are not the same rows."""
    a, b = (np.stack([np.asarray(column, np.int64) for column in answer]) for answer in (ours, theirs))
    if not np.array_equal(a[:, np.argsort(a[0])], b[:, np.argsort(b[0])]):
        raise AssertionError("the engine and DuckDB give different rows")


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Return how many seconds it took, and what came of it."""
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


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
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1, help="of DuckDB")
    parser.add_argument("--seed", type=int, default=20210729)
    parser.add_argument("--out", type=Path, default=RESULTS)
    asked = parser.parse_args(arguments)
    runs = [measured(int(stays), asked.cases, asked.seed, asked.threads) for stays in asked.stays]
    asked.out.mkdir(parents=True, exist_ok=True)
    machine = {"machine": platform.machine(), "cores": os.cpu_count(), "python": platform.python_version()}
    kept = {"question": "rings and reach, 14 days", **machine, "seed": asked.seed, "cases": asked.cases, "runs": runs}
    (asked.out / "engine.json").write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    (asked.out / "engine.md").write_text(table(runs) + "\n", encoding="utf-8")
    print(table(runs))


if __name__ == "__main__":
    main()

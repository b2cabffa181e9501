"""Rings on Neo4j: our model beside the naive one, the public demos', the embedded engine and DuckDB, in one run.

    python -m benchmarks.neo4j --stays 1e6 1e7 --heap 4g --page-cache 3g

*Ring 1*: who was together with a case in 14 days, when first and for how many seconds, Python to Python, one record of
collected lists. *Ring 2*: the same of the twenty who were with it longest, each from then on. Every peer answers the same
question about the same cases, and their answers are compared before they are timed. Cases are the people whose ring 1
has about `--rows` rows, so that runs of two sizes are of one popularity. *Naive* are the same edges with the index on
place and time dropped; the *question* is `queries/close_contacts.cypher` with its 20 columns, read by the engine.
"""

import argparse
import json
import os
import platform
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import neo4j
import numpy as np

from benchmarks import visits
from benchmarks.columns import city
from benchmarks.duck import Duck
from benchmarks.engine import RESULTS, WINDOW, Figures, table, timed
from graph.engines.embedded.engine import EmbeddedEngine
from graph.engines.neo4j.engine import Neo4jEngine
from graph.engines.neo4j.load import load
from graph.engines.neo4j.offline import write_import_files
from graph.engines.protocol import Seed
from graph.model.timed_graph import Index, Ints, TimedGraph
from queries.close_contacts import close_contacts
from tests.local_neo4j import VERSIONS, Address, Memory, import_store, local_neo4j

#: Person (code) -> first second, seconds.
Answer = dict[str, tuple[int, int]]
Ask = Callable[[Sequence[Seed]], Answer]
CLOSE = 20
_OWN = """
UNWIND $seeds AS who
MATCH (c:Person {code: who.person})-[a:STAYED]->(x:Place) WHERE a.t_start < who.end AND a.t_end > who.start
WITH c, x, x.key AS place, x.longest AS longest, CASE WHEN a.t_start < who.start THEN who.start ELSE a.t_start END AS s,
     CASE WHEN a.t_end > who.end THEN who.end ELSE a.t_end END AS e
"""
_COLLECTED = """
WITH q, CASE WHEN b.t_start > s THEN b.t_start ELSE s END AS t, CASE WHEN b.t_end < e THEN b.t_end ELSE e END AS u
WITH q, min(t) AS first, sum(u - t) AS seconds
RETURN collect(q.code) AS person, collect(first) AS first, collect(seconds) AS seconds
"""
OURS = f"""{_OWN}MATCH (q)-[b:STAYED]->() USING INDEX SEEK b:STAYED(place, t_start, t_end)
WHERE b.place = place AND b.t_start > s - longest AND b.t_start < e AND b.t_end > s AND q <> c{_COLLECTED}"""
NAIVE = f"""{_OWN}MATCH (x)<-[b:STAYED]-(q:Person) WHERE b.t_start < e AND b.t_end > s AND q <> c{_COLLECTED}"""
DUCKDB = """
with own as materialized (
    select o.person, place, greatest(o.t_start, w.t_start) as t_start, least(o.t_end, w.t_end) as t_end
    from seed w join by_person o using (person) where o.t_start < w.t_end and o.t_end > w.t_start
), met as (
    select s.person, greatest(s.t_start, o.t_start) as t, least(s.t_end, o.t_end) as u
    from own o join by_place s on s.place = o.place and s.t_start < o.t_end and s.t_end > o.t_start where s.person <> o.person
)
select person, min(t) as first, sum(u - t)::bigint as seconds from met group by person
"""


@dataclass(frozen=True, slots=True)
class Cases:
    """What is asked: per case its ring 1, and its ring 2 by the twenty who were with it longest."""

    ones: Sequence[list[Seed]]
    twos: Sequence[list[Seed]]


def embedded(engine: EmbeddedEngine, seeds: Sequence[Seed]) -> Answer:
    """Return the answer of the embedded engine."""
    found = engine.overlaps(seeds, without=frozenset(), timed_only=True)
    return _summed(found.people, found.person, found.t_start, found.t_end)


def _summed(people: Sequence[str], person: Index, start: Ints, end: Ints) -> Answer:
    who, at = np.unique(person, return_inverse=True)
    first, seconds = np.full(len(who), np.iinfo(np.int64).max), np.zeros(len(who), np.int64)
    np.minimum.at(first, at, start)
    np.add.at(seconds, at, end - start)
    return dict(zip((people[int(i)] for i in who), zip(first.tolist(), seconds.tolist(), strict=True), strict=True))


def in_duckdb(duck: Duck, graph: TimedGraph, numbers: Mapping[str, int], seeds: Sequence[Seed]) -> Answer:
    """Return the answer of DuckDB."""
    rows = ", ".join(f"({numbers[s.person]}, {s.start}, {s.end})" for s in seeds)
    seed = f"seed(person, t_start, t_end) as (values {rows}), "
    found = duck.con.execute(DUCKDB.replace("with ", f"with {seed}", 1)).fetchnumpy()
    both = zip(found["first"].tolist(), found["seconds"].tolist(), strict=True)
    return dict(zip((graph.people[int(i)] for i in found["person"]), both, strict=True))


def in_cypher(session: neo4j.Session, text: str, seeds: Sequence[Seed]) -> Answer:
    """Return the answer of a Cypher text: one record of lists."""
    given = [{"person": s.person, "start": s.start, "end": s.end} for s in seeds]

    def asked(running: neo4j.ManagedTransaction) -> neo4j.Record:
        return running.run(text, seeds=given).single(strict=True)

    record = session.execute_read(asked)
    both = zip(record["first"], record["seconds"], strict=True)
    return dict(zip(record["person"], both, strict=True))


def db_hits(session: neo4j.Session, text: str, cases: Sequence[Sequence[Seed]]) -> float:
    """Return the mean number of db hits of some cases."""
    found = []
    for seeds in cases:
        given = [{"person": s.person, "start": s.start, "end": s.end} for s in seeds]
        profile = session.run("PROFILE " + text, seeds=given).consume().profile
        found.append(_hits(profile or {}))
    return float(np.mean(found))


def _hits(plan: Mapping[str, object]) -> int:
    arguments, children = plan.get("args", {}), plan.get("children", [])
    own = arguments.get("DbHits", 0) if isinstance(arguments, dict) else 0
    return own + (sum(map(_hits, children)) if isinstance(children, list) else 0)


def chosen(engine: EmbeddedEngine, people: Sequence[str], count: int, rows: int, seed: int) -> Cases:
    """Return cases whose ring 1 has about so many rows, of some hundred people drawn."""
    rng = np.random.default_rng(seed)
    drawn = [
        Seed(people[int(i)], *WINDOW) for i in rng.choice(len(people), min(len(people), 20 * count), replace=False)
    ]
    sizes = [abs(len(engine.overlaps([s], without=frozenset(), timed_only=True)) - rows) for s in drawn]
    ones = [[drawn[i]] for i in np.argsort(sizes)[:count]]
    twos = []
    for one in ones:
        met = sorted(embedded(engine, one).items(), key=lambda item: (-item[1][1], item[0]))
        twos.append([Seed(person, first, WINDOW[1]) for person, (first, _) in met[:CLOSE]])
    return Cases(ones, twos)


def compared(asks: Mapping[str, Ask], cases: Cases, runs: int) -> Figures:
    """Return the median milliseconds of each peer, case by case in turn; raise if one answers otherwise than DuckDB."""
    figures: Figures = {}
    for ring, asked in (("ring 1", cases.ones), ("ring 2", cases.twos)):
        took: dict[str, list[float]] = {name: [] for name in asks}
        for turn in range(runs + 1):
            for seeds in asked:
                told = {}
                for name, ask in asks.items():
                    seconds, told[name] = timed(partial(ask, seeds))
                    took[name] += [seconds] if turn else []
                if turn == 0 and any(answer != told["duckdb"] for answer in told.values()):
                    raise AssertionError(f"answers to {ring} differ between {', '.join(told)}")
        figures |= {f"{ring} {name} ms": float(np.median(t)) * 1e3 for name, t in took.items()}
        figures |= {f"{ring} {name} p99 ms": float(np.quantile(t, 0.99)) * 1e3 for name, t in took.items()}
    return figures


@contextmanager
def served(version: str, home: Path, memory: Memory) -> Iterator[tuple[Address, neo4j.Session]]:
    """Give a server on an imported store, and a session on it."""
    with ExitStack() as stack:
        server = stack.enter_context(local_neo4j(version, home=home, memory=memory, seconds=600))
        auth = (server.user, server.password)
        made = neo4j.GraphDatabase.driver(server.uri, auth=auth, notifications_min_severity="OFF")
        yield server, stack.enter_context(stack.enter_context(made).session(database=server.database))


@dataclass(frozen=True, slots=True)
class Run:
    """One run: the city, the cases, where stores are put, and the settings."""

    graph: TimedGraph
    cases: Cases
    folder: Path
    memory: Memory
    asked: argparse.Namespace
    duck: Ask

    @property
    def few(self) -> Cases:
        """Return the first of the cases, for peers that take long."""
        return Cases(self.cases.ones[: self.asked.few], self.cases.twos[: self.asked.few])

    def sizes(self, name: str) -> Figures:
        """Return the bytes of a store for each stay, and those of its indexes, without its transaction logs."""
        store = self.folder / name / "data/databases/neo4j"
        whole, indexes = (
            sum(f.stat().st_size for f in part.rglob("*") if f.is_file()) for part in (store, store / "schema")
        )
        count = len(self.graph.stays)
        return {f"{name} bytes/stay": whole / count, f"{name} bytes/stay of indexes": indexes / count}

    def imported(self, name: str, write: Callable[[Path], list[str]]) -> Figures:
        """Fill a store and return stays a second: of writing the files, and of the importer with its start."""
        files = self.folder / f"{name}-files"
        written, command = timed(lambda: write(files))
        took, _ = timed(
            lambda: import_store(self.asked.version, self.folder / name, command, files, memory=self.memory)
        )
        shutil.rmtree(files)
        count = len(self.graph.stays)
        return {f"{name} files stays/s": count / written, f"{name} import stays/s": count / took}

    def besides(self, name: str, session: neo4j.Session, text: str) -> Figures:
        """Return the figures of a baseline: times, beside DuckDB's for the same few cases, and db hits."""
        asks: dict[str, Ask] = {name: lambda s: in_cypher(session, text, s), "duckdb": self.duck}
        found = {k: v for k, v in compared(asks, self.few, 1).items() if "duckdb" not in k}
        return found | {f"ring 1 {name} db hits": db_hits(session, text, self.cases.ones[:5])}


def of_ours(run: Run, engine: EmbeddedEngine) -> Figures:
    """Return the figures of our model, then those of the same edges without its index."""
    graph, cases = run.graph, run.cases
    figures = run.imported("ours", lambda files: write_import_files(graph, files))
    with served(run.asked.version, run.folder / "ours", run.memory) as (server, session):
        with Neo4jEngine(server.uri, server.user, server.password, server.database) as ours:
            figures["ours finished s"] = timed(lambda: load(ours, graph))[0]
            seconds = figures["ours finished s"] + len(graph.stays) / figures["ours import stays/s"]
            figures["offline stays/s, indexes and comparison included"] = len(graph.stays) / seconds
            figures |= run.sizes("ours")
            asks: dict[str, Ask] = {
                "ours": lambda s: in_cypher(session, OURS, s),
                "embedded": lambda s: embedded(engine, s),
                "duckdb": run.duck,
            }
            figures |= compared(asks, cases, run.asked.runs)
            whole = [close_contacts(seeds=seeds) for seeds in cases.ones]
            took = [timed(partial(ours.ask, q))[0] for _ in range(run.asked.runs + 1) for q in whole]
            figures["ring 1 question ms"] = float(np.median(took[len(whole) :])) * 1e3
        figures["ring 1 ours db hits"] = db_hits(session, OURS, cases.ones[:5])
        session.run("DROP INDEX stayed_place_t_start_t_end").consume()
        figures |= run.besides("naive", session, NAIVE)
    return figures


def online(run: Run) -> Figures:
    """Return the figures of a first load by statements into an empty store, of which the server makes the indexes."""
    with (
        served(run.asked.version, run.folder / "online", run.memory) as (server, _),
        Neo4jEngine(server.uri, server.user, server.password, server.database) as ours,
    ):
        took, stays = timed(lambda: load(ours, run.graph))
        again, _ = timed(lambda: load(ours, run.graph))
    shutil.rmtree(run.folder / "online")
    return {"online stays/s": stays / took, "online again s": again}


def of_demos(run: Run) -> Figures:
    """Return the figures of the public demos' model."""
    figures = run.imported("visits", lambda files: visits.write_visits(run.graph, files))
    with served(run.asked.version, run.folder / "visits", run.memory) as (_, session):
        for statement in visits.SCHEMA:
            session.run(statement).consume()
        figures |= run.sizes("visits")
        return figures | run.besides("visits", session, visits.TOGETHER)


def measured(stays: int, asked: argparse.Namespace) -> Figures:
    """Return the figures of one run over all peers."""
    graph = city(stays, asked.seed)
    numbers = {code: i for i, code in enumerate(graph.people)}
    figures: Figures = {"stays": len(graph.stays), "load average before": os.getloadavg()[0]}
    engine = EmbeddedEngine.from_graph(graph)
    cases = chosen(engine, graph.people, asked.cases, asked.rows, asked.seed)
    for ring, one in (("ring 1", cases.ones), ("ring 2", cases.twos)):
        figures[f"{ring} people"] = float(np.mean([len(embedded(engine, seeds)) for seeds in one]))
    with TemporaryDirectory(prefix="benchmark-", ignore_cleanup_errors=True) as folder:
        duck = Duck(Path(folder), graph.stays, asked.threads)
        memory = Memory(asked.heap, asked.page_cache, "0", quick=False)
        run = Run(graph, cases, Path(folder), memory, asked, lambda s: in_duckdb(duck, graph, numbers, s))
        if len(graph.stays) <= asked.online:
            figures |= online(run)
        figures |= of_ours(run, engine) | of_demos(run)
    for ring in ("ring 1", "ring 2"):
        ms = {peer: figures[f"{ring} {peer} ms"] for peer in ("ours", "naive", "visits", "duckdb", "embedded")}
        figures |= {f"{ring}: {peer} / ours": ms[peer] / ms["ours"] for peer in ("naive", "visits")}
        figures |= {f"{ring}: ours / {peer}": ms["ours"] / ms[peer] for peer in ("duckdb", "embedded")}
    return figures


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print the table, and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stays", type=float, nargs="+", default=[1e6, 1e7], help="about how many stays, per run")
    parser.add_argument("--cases", type=int, default=25)
    parser.add_argument("--online", type=float, default=2e6, help="the most stays that are loaded online too")
    parser.add_argument("--few", type=int, default=5, help="cases that the naive model and the demos' are asked about")
    parser.add_argument("--rows", type=int, default=3000, help="rows that a case's ring 1 has, about")
    parser.add_argument("--runs", type=int, default=3, help="times that each case is asked, after once to warm up")
    parser.add_argument("--seed", type=int, default=20210729)
    parser.add_argument("--threads", type=int, default=1, help="DuckDB's")
    parser.add_argument("--version", default=next(iter(VERSIONS)), help="of the server")
    parser.add_argument("--heap", default="3g")
    parser.add_argument("--page-cache", default="2g")
    parser.add_argument("--out", type=Path, default=RESULTS)
    asked = parser.parse_args(arguments)
    runs = [measured(int(stays), asked) for stays in asked.stays]
    asked.out.mkdir(parents=True, exist_ok=True)
    machine = {"machine": platform.machine(), "cores": os.cpu_count(), "python": platform.python_version()}
    server = {
        "server": asked.version,
        "heap": asked.heap,
        "page cache": asked.page_cache,
        "duckdb threads": asked.threads,
    }
    kept = {
        "question": "rings on Neo4j, 14 days",
        **machine,
        **server,
        "seed": asked.seed,
        "cases": asked.cases,
        "runs": runs,
    }
    (asked.out / "neo4j.json").write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    (asked.out / "neo4j.md").write_text(table(runs) + "\n", encoding="utf-8")
    print(table(runs))


if __name__ == "__main__":
    main()

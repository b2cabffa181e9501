"""Rows a second from a CSV of stays to acknowledged facts, beside DuckDB turning the same file into Parquet.

    python -m benchmarks.ingest --stays 1e6

DuckDB does the least that anybody could do: it reads the file as text and writes it again. Ours parses and checks each
value, replaces identifiers by keyed codes, decides each row's outcome and commits the batch.
"""

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from benchmarks.columns import city
from benchmarks.ring1 import RESULTS, Figures, table
from graph.intake.ingest import ingest
from graph.model.timed_graph import TimedGraph
from graph.store.deployment import Deployment

KEY = b"a key for benchmarks only"


def written(graph: TimedGraph, file: Path) -> None:
    """Write the stays of a city as a feed would bring them, local times without zone."""
    stays, kinds, names = graph.stays, *zip(*((p.kind, p.key.split(":")[1]) for p in graph.places), strict=True)
    times = {
        name: np.datetime_as_string((getattr(stays, name) + 8 * 3600).astype("M8[s]")).astype(object)
        for name in ("t_start", "t_end")
    }
    people = pa.array([f"P{number:07}" for number in range(len(graph.people))])
    columns = {
        "person_id": people.take(pa.array(stays.person)),
        "place_kind": pa.array(kinds).take(pa.array(stays.place)),
        "place_name": pa.array(names).take(pa.array(stays.place)),
    }
    pacsv.write_csv(pa.table(columns | {name: pa.array(column) for name, column in times.items()}), file)


def measured(stays: int, seed: int) -> Figures:
    """Return rows a second of both, in one run; raise if a row was not accepted."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "stays.csv")
        graph = city(stays, seed)
        written(graph, file)
        began = time.perf_counter()
        duckdb.execute(
            f"copy (select * from read_csv('{file}', all_varchar = true) order by t_start) to '{folder}/stays.parquet'"
        )
        copied = time.perf_counter() - began
        deployment = Deployment.create(
            Path(folder, "deployment"),
            engine="embedded",
            timezone="Asia/Shanghai",
            edition="cn-8",
            retention_days=None,
            key=KEY,
            deployment_id="benchmark",
        )
        began = time.perf_counter()
        (line,) = ingest(deployment, [file], feed="stays", source="bench")
        taken = time.perf_counter() - began
    if line.accepted != len(graph.stays):
        raise AssertionError(f"{line.accepted} of {len(graph.stays)} rows were accepted: {dict(line.reasons)}")
    return {
        "stays": line.accepted,
        "ingest rows/s": line.accepted / taken,
        "duckdb CSV to Parquet rows/s": line.accepted / copied,
        "duckdb / ingest": taken / copied,
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print the table, and keep the figures as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--stays", type=float, nargs="+", default=[1e6])
    parser.add_argument("--seed", type=int, default=20210729)
    parser.add_argument("--out", type=Path, default=RESULTS)
    asked = parser.parse_args(arguments)
    runs = [measured(int(stays), asked.seed) for stays in asked.stays]
    asked.out.mkdir(parents=True, exist_ok=True)
    kept = {"question": "a CSV of stays to acknowledged facts", "seed": asked.seed, "runs": runs}
    (asked.out / "ingest.json").write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    (asked.out / "ingest.md").write_text(table(runs) + "\n", encoding="utf-8")
    print(table(runs))


if __name__ == "__main__":
    main()

"""Rows a second from a CSV of stays to acknowledged facts, beside DuckDB reading the same file into a table.

    python -m benchmarks.ingest --rows 300000

DuckDB does the least that anybody could do: it reads the file as text and writes it again,
as a table and as Parquet. Ours parses and checks each
value, replaces identifiers by keyed codes, decides each row's outcome and commits the batch.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from benchmarks.columns import city
from benchmarks.engine import RESULTS, Figures, table, timed
from graph.model.timed_graph import TimedGraph

KEY = "a key for benchmarks only"


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


def measured(rows: int, seed: int) -> Figures:
    """Return rows a second of both, in one run; raise if a row was not accepted."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "stays.csv")
        graph = city(rows, seed)
        written(graph, file)
        source = f"(select * from read_csv('{file}', all_varchar = true))"
        with closing(duckdb.connect(str(Path(folder, "duck.db")))) as con:
            read = timed(lambda: con.execute(f"create table stays as {source}"))[0]
        with closing(duckdb.connect()) as con:
            copied = timed(lambda: con.execute(f"copy {source} to '{folder}/stays.parquet'"))[0]
        _command("init", Path(folder, "data"))
        whole, said = timed(lambda: _command("ingest", Path(folder, "data"), file))
    line = json.loads(said)
    if line["accepted"] != len(graph.stays):
        raise AssertionError(f"{line['accepted']} of {len(graph.stays)} rows were accepted: {line['reasons']}")
    return {
        "stays": line["accepted"],
        "command rows/s": line["accepted"] / whole,
        "ingest rows/s": line["accepted"] / line["seconds"],
        "duckdb CSV to table rows/s": line["accepted"] / read,
        "duckdb CSV to Parquet rows/s": line["accepted"] / copied,
        "command / duckdb table": whole / read,
        "ingest / duckdb table": line["seconds"] / read,
    }


def _command(*arguments: str | Path) -> str:
    """Return what the command says as JSON lines, called as a person calls it, its start included."""
    call = [sys.executable, "-m", "api.cli.main", *map(str, arguments), "--json"]
    env = os.environ | {"CONTACTGRAPH_KEY": KEY}
    return subprocess.run(
        call, env=env, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ).stdout


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print the table, and keep the figures as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--rows", type=float, nargs="+", default=[3e5], help="about how many stays, per run")
    parser.add_argument("--seed", type=int, default=20210729)
    parser.add_argument("--out", type=Path, default=RESULTS)
    asked = parser.parse_args(arguments)
    runs = [measured(int(rows), asked.seed) for rows in asked.rows]
    asked.out.mkdir(parents=True, exist_ok=True)
    kept = {"question": "a CSV of stays to acknowledged facts", "seed": asked.seed, "runs": runs}
    (asked.out / "ingest.json").write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    (asked.out / "ingest.md").write_text(table(runs) + "\n", encoding="utf-8")
    print(table(runs))


if __name__ == "__main__":
    main()

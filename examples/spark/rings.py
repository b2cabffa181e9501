"""Prints everybody around many cases as JSON lines; a case is one line `code,start,end` (UTC seconds) of standard input.

PYTHONPATH=. .venv-spark/bin/python examples/spark/rings.py tables work < cases.csv

It asks the cluster that Spark's own settings name: with SPARK_REMOTE=sc://HOST:PORT a server of Spark Connect or Sail.
"""
# ruff: noqa: INP001  a program to run, no package

import csv
import json
import os
import sys
from pathlib import Path

from pyspark.sql import SparkSession

from graph.engines.spark.batch import Asked, Batch


def main(tables: str, work: str) -> None:
    """Print the rows by case, ring, first, person."""
    cases = [Asked(code, int(start), int(end)) for code, start, end in csv.reader(sys.stdin)]
    session = SparkSession.builder.getOrCreate()
    rows = Batch(session, str(Path(tables).resolve()), str(Path(work).resolve())).rings(cases).collect()
    for row in sorted(rows, key=lambda r: (r.seed, r.ring, r.first, r.person)):
        line = {"case": cases[row.seed].person, "ring": row.ring, "person": row.person, "first": row.first,
                "last": row.last, "seconds": row.seconds}  # fmt: skip
        sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
    os._exit(0)  # a client of Connect may wait for its server


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Writes a deployment's people, places and stays as Parquet tables; prints each case with its window: code,start,end.

python examples/spark/tables.py my-dir tables > cases.csv
"""
# ruff: noqa: INP001  a program to run, no package

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from api.settings import KeyRing, Settings
from graph.engines.spark.tables import write_tables
from graph.errors import NoWindow
from graph.load import resolved
from graph.store.deployment import Deployment
from queries.rules import edition
from queries.windows import Span, case_window


def written(directory: str, folder: str) -> Iterator[str]:
    """Write the tables, and yield a line for each registered case that has a window under the deployment's rules."""
    settings = Settings()
    deployment = Deployment.open(Path(directory), key_of=KeyRing(settings).existing)
    graph = resolved(deployment, choices=settings.choices, progress=lambda *_: None)
    sys.stderr.write(f"{write_tables(graph, Path(folder)):,} stays\n")
    rules, zone = edition(deployment.edition), ZoneInfo(deployment.timezone)
    for case in graph.cases:
        with contextlib.suppress(NoWindow):
            window = case_window(case, rules, Span(graph.now), zone)
            yield f"{case.person},{window.start},{window.end}"


if __name__ == "__main__":
    sys.stdout.writelines(line + "\n" for line in written(*sys.argv[1:]))

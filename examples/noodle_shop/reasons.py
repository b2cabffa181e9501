"""Reads `contactgraph trace DIR CASE --json` from standard input and writes, person by person, why he is in the answer.

contactgraph trace my-dir C1 --json | python examples/noodle_shop/reasons.py
"""
# ruff: noqa: INP001  a program to run, no package

import json
import sys
from collections.abc import Iterable, Iterator


def sentences(lines: Iterable[str]) -> Iterator[str]:
    """Yield one sentence for each contact of a trace."""
    for line in lines:
        row = json.loads(line)
        if row["kind"] != "contact":
            continue
        where = ", ".join(sorted({e["place"] for e in row["exposures"] if e["rule"]}))
        through = "".join(f" through {v['person']}" for v in row["via"])
        reasons = ", ".join(row["reasons"])
        yield f"{row['person']} is {row['class']}{through}: {row['minutes']:.0f} minutes at {where} ({reasons})"


if __name__ == "__main__":
    sys.stdout.writelines(sentence + "\n" for sentence in sentences(sys.stdin))

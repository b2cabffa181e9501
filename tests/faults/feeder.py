"""Feeds a deployment file after file until it is killed, and tells an outside ledger of each acknowledged batch.

    python feeder.py DIR FOLDER LEDGER

A file is 30 stays on three days, 10 people with names, and one row that is refused.
"""

import os
import sys
from pathlib import Path

from graph.intake.ingest import ingest
from graph.store.deployment import Deployment
from tests.graph.store.made import KEY


def stays(number: int) -> str:
    """Return a file of stays that no other file has."""
    people = [
        f"r{number}-{i},p{number}-{i % 10},name {number}-{i % 10},venue,Pier {number},2021-07-{27 + i % 3} 1{i % 9}:00,\n"
        for i in range(30)
    ]
    return "record_id,person_id,name,place_kind,place_name,t_start,t_end\n" + "".join(people) + "short\n"


def main(directory: Path, folder: Path, ledger: Path) -> None:
    """Feed for ever."""
    dep = Deployment.open(directory, key_of=lambda _: KEY)
    with ledger.open("a") as told:
        while True:
            number = len(list(folder.iterdir()))
            file = folder / f"stays.{number}.csv"
            file.write_text(stays(number))
            print("begin", number, flush=True)  # noqa: T201
            for line in ingest(dep, [file]):
                told.write(f"{line.batch} {line.file} {line.accepted}\n")
                told.flush()
                os.fsync(told.fileno())


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))

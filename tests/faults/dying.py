"""Feeds one file per fault point, each in a process of its own that kills itself just before a step of the commit.

    python dying.py DIR FOLDER

Prints each point with the file that was being fed.
"""

import os
import shutil
import signal
import sys
from pathlib import Path

from sqlalchemy import Connection

from graph.intake import entry, outgoing
from graph.intake.batchline import BatchLine
from graph.intake.ingest import ingest
from graph.store import batches, commit
from graph.store.deployment import Deployment
from tests.faults.feeder import stays
from tests.graph.store.made import KEY

#: Where to die, in the order of the commit; the last one comes after the acknowledgement.
POINTS = {
    "before reading": (entry, "_read"),
    "before the outcomes": (outgoing, "decide"),
    "before the facts": (outgoing, "write_facts"),
    "before the ledger": (outgoing, "_write_ledger"),
    "before the first file is in place": (Path, "rename"),
    "before the folders are synced": (batches, "sync_folder"),
    "before the batch's row": (commit, "record"),
    "before the commit": (Connection, "commit"),
    "while sweeping": (shutil, "rmtree"),
    "after the commit": (BatchLine, "of"),
}


def die(*_: object, **__: object) -> None:
    """End as by kill -9."""
    os.kill(os.getpid(), signal.SIGKILL)


def main(directory: Path, folder: Path) -> None:
    """Die at each point."""
    for number, (name, (owner, attribute)) in enumerate(POINTS.items()):
        child = os.fork()  # this process has opened nothing yet, and never will
        if child == 0:
            setattr(owner, attribute, die)
            file = folder / f"stays.{number}.csv"
            file.write_text(stays(number))
            list(ingest(Deployment.open(directory, key_of=lambda _: KEY), [file]))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print(f"{'killed' if os.WIFSIGNALED(status) else 'lived'};{name};stays.{number}.csv", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))

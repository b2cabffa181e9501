"""Files in: each becomes one batch, whole or not at all, with one outcome for every row.

    read in blocks -> clean -> stage (codes on disk, personal values in the commit) -> decide the outcomes
    -> write facts and ledger -> move them into place -> one transaction = the acknowledgement -> its line

A file that cannot be trusted puts nothing into the facts; its bytes are kept. A killed run leaves the batches that were
acknowledged, and nothing else that anybody can see.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from graph.errors import FileRefused, UsageError
from graph.intake.batchline import BatchLine
from graph.intake.entry import Progress, Sent, entry
from graph.intake.files import SUFFIXES, feed_by_name
from graph.intake.mapping import Mapping
from graph.model.feeds import FEEDS, LATER_FEEDS, Feed
from graph.store.deployment import Deployment

#: What things are comes in before what happened, so that stays find their places and people.
_ORDER = tuple(name for name, feed in FEEDS.items() if not feed.internal)
#: Files of a folder that are tables, though not all are read yet; other files there are none of ours.
_TABLES = (*SUFFIXES, ".xls", ".xlsm", ".xlsb")


def ingest(
    dep: Deployment,
    paths: Sequence[Path],
    *,
    feed: str | None = None,
    source: str | None = None,
    mapping: Mapping | None = None,
    exported_at: float | None = None,
    retention_days: int | None = None,
    dry_run: bool = False,
    progress: Progress = lambda _name, _done, _total: None,
    clock: Callable[[], float] = time.time,
) -> Iterator[BatchLine]:
    """Yield the line of each file as soon as it is acknowledged; folders stand for the tables in them.

    `exported_at` and what `clock` returns are seconds UTC; `retention_days` replaces the deployment's own. A dry run
    writes nothing and yields the lines that would be.

    Raises UsageError: NO_FILE, FEED_UNKNOWN; DeploymentError: BUSY, DISK_FULL.
    """
    declared = feed or (mapping.feed if mapping else None)
    files = ordered(paths, None if declared is None else _feed(declared))
    told = source or (mapping.source if mapping else None) or "default"
    days = dep.retention_days if retention_days is None else retention_days
    sent = Sent(told, mapping, exported_at, days, progress, clock)
    with entry(dep, dry_run=dry_run) as place:
        for file, its_feed in files:
            yield place.bring(file, its_feed, sent)


def ordered(paths: Sequence[Path], feed: Feed | None) -> list[tuple[Path, Feed | FileRefused]]:
    """Return the files with their feeds, or why they have none; things before events, else in the order given.

    Raises UsageError: NO_FILE.
    """
    files: list[tuple[Path, Feed | FileRefused]] = []
    for path in paths:
        if not path.exists():
            raise UsageError("NO_FILE", f"there is no file or folder {path}")
        here = sorted(_tables_in(path)) if path.is_dir() else [path]
        files += [(file, feed or _told(file)) for file in here]
    rank = {name: number for number, name in enumerate(_ORDER)}
    return sorted(files, key=lambda f: rank.get(f[1].name, 99) if isinstance(f[1], Feed) else 99)


def _tables_in(folder: Path) -> Iterator[Path]:
    for file in folder.rglob("*"):
        name = file.name.casefold().removesuffix(".gz")
        hidden = any(part.startswith((".", "~")) for part in file.relative_to(folder).parts)
        if file.is_file() and not hidden and name.endswith(_TABLES):
            yield file


def _told(file: Path) -> Feed | FileRefused:
    try:
        return feed_by_name(file)
    except FileRefused as e:
        return e


def _feed(name: str) -> Feed | None:
    found = FEEDS.get(name)
    if found is not None and not found.internal:
        return found
    if name in LATER_FEEDS:
        raise UsageError("FEED_LATER", f"the feed {name} is read by a later release")
    raise UsageError("FEED_UNKNOWN", f"there is no feed {name!r}: use one of {', '.join(_ORDER)}")

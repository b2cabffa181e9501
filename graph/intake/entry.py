"""Where files come in: one batch a file, brought in whole, or refused as a whole and kept aside."""

import hashlib
import shutil
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from graph.errors import FileRefused
from graph.intake.batchline import BatchLine
from graph.intake.clean import Cleaned, clean
from graph.intake.incoming import Incoming
from graph.intake.mapping import Mapping
from graph.intake.outgoing import Written, write_batch
from graph.intake.tables import Block, Source, open_source
from graph.model.feeds import PLACES, Feed
from graph.store.batches import Batch, Staging, StoredFile, next_batch, staging_of, sweep
from graph.store.commit import Commit
from graph.store.deployment import Deployment
from graph.store.disk import disk_errors, sha256_of
from graph.store.facts import FactStore

#: Takes a file's name, the bytes of it that are done, and its bytes in all.
Progress = Callable[[str, int, int], None]

#: Larger files that are refused are not kept; the batch keeps their SHA-256.
KEPT_BYTES = 1 << 30
_PIECE = 4 << 20
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Sent:
    """What is told about the files of one call; times are seconds UTC."""

    source: str
    mapping: Mapping | None = None
    exported_at: float | None = None
    retention_days: int | None = None
    progress: Progress = lambda _name, _done, _total: None
    clock: Callable[[], float] = time.time
    by_hand: bool = False
    also: Callable[[Connection], None] = lambda _connection: None
    """Writes more rows in the transaction that acknowledges the batch."""


@contextmanager
def entry(dep: Deployment, *, dry_run: bool = False) -> Iterator["Entry"]:
    """Give the entry of a deployment to its single writer; that of a dry run writes to a folder that is thrown away.

    Raises DeploymentError: BUSY.
    """
    if dry_run:
        with tempfile.TemporaryDirectory(prefix="contactgraph-dry-") as aside:
            yield Entry(dep, Path(aside))
    else:
        with dep.writing():
            yield Entry(dep, None)


class Entry:
    """Brings files into a deployment, one batch after the other.

    In a dry run (`aside` is its folder) later files see earlier ones, and the deployment stays as it was.
    """

    def __init__(self, dep: Deployment, aside: Path | None) -> None:
        self._dep = dep
        self._aside = aside
        self._store: FactStore = dep.facts
        self._seq, self._last = next_batch(dep.db)

    def bring(self, file: Path, feed: Feed | FileRefused, sent: Sent) -> BatchLine:
        """Return the line of a file that is acknowledged, or refused as a whole and kept.

        Raises DeploymentError: DISK_FULL; nothing of the file is there then.
        """
        started = time.perf_counter()
        try:
            if isinstance(feed, FileRefused):
                raise feed
            return self.bring_source(open_source(file, feed=feed, mapping=sent.mapping), file.name, sent, started)
        except FileRefused as e:
            return self._refused(file, feed.name if isinstance(feed, Feed) else "", sent, e, started)

    def bring_source(self, source: Source, name: str, sent: Sent, started: float) -> BatchLine:
        """Return the line of an opened file that is acknowledged; `started` is what `perf_counter` said at its begin.

        Raises FileRefused with nothing of it brought in, DeploymentError: DISK_FULL.
        """
        with self._room() as staging, self._commit(sent) as commit:
            incoming = self._incoming(source, sent, staging, commit)
            _read(source, incoming, self._cleaner(source, sent), lambda done: sent.progress(name, done, source.size))
            draft = self._batch(name, source.feed.name, sent, source.sha256, source.size)
            written = write_batch(incoming.staged, draft, staging, self._store, self._dep.timezone)
            incoming.keep_rest(source, written.held, accepted=written.accepted)
            batch = replace(_with_outcomes(draft, source, incoming, written), seconds=time.perf_counter() - started)
            self._acknowledge(batch, written.files, staging, commit, sent)
        return BatchLine.of(batch)

    def _refused(self, file: Path, feed: str, sent: Sent, why: FileRefused, started: float) -> BatchLine:
        """Return the line of a file that puts nothing into the facts; its bytes are kept where it can be read."""
        with self._room() as staging, self._commit(sent) as commit:
            size, sha256 = _size_and_sha256(file)
            records = why.records if why.records is not None else _counted(file)
            if size <= KEPT_BYTES:
                for piece in _pieces(file) if size else ():
                    commit.piece("file", piece)
            batch = replace(
                self._batch(file.name, feed, sent, sha256, size),
                rows=records,
                quarantined=records,
                reasons={why.code: records} if records else {},
                refused=why.code,
                seconds=time.perf_counter() - started,
            )
            self._acknowledge(batch, [], staging, commit, sent)
        return BatchLine.of(batch, why.message)

    def _incoming(self, source: Source, sent: Sent, staging: Staging, commit: Commit) -> Incoming:
        return Incoming(
            staging.root,
            feed=source.feed,
            source=sent.source,
            seq=self._seq,
            codes=self._dep.codes,
            exported_at=sent.exported_at,
            commit=commit,
        )

    def _cleaner(self, source: Source, sent: Sent) -> Callable[[Block], Cleaned]:
        """Return what cleans a block of this file."""
        now = sent.clock()
        return partial(
            clean,
            feed=source.feed,
            source=sent.source,
            zone=(sent.mapping.zone if sent.mapping else None) or self._dep.timezone,
            codes=self._dep.codes,
            now=now,
            retention_start=None if sent.retention_days is None else int(now) - sent.retention_days * _DAY,
        )

    def _batch(self, name: str, feed: str, sent: Sent, sha256: str, size: int) -> Batch:
        """Return the batch as it arrives now: after the one before it, even if the clock was put back."""
        arrived = max(round(sent.clock() * 1e6), round(self._last * 1e6) + 1) / 1e6
        batch = Batch(self._seq, feed, sent.source, name, sha256, size, arrived)
        return replace(batch, by_hand=sent.by_hand, exported_at=sent.exported_at)

    def _commit(self, sent: Sent) -> Commit:
        db = self._dep.db if self._aside is None else None
        return Commit(db, self._dep.codes, self._seq, by_hand=sent.by_hand)

    def _acknowledge(self, batch: Batch, files: list[StoredFile], staging: Staging, commit: Commit, sent: Sent) -> None:
        if self._aside is None:
            staging.put_in_place(files, self._dep.path)
            commit.acknowledge(batch, files, sent.also)
        else:
            self._store = self._store.with_batch(batch, files, staging.root)
        self._seq, self._last = self._seq + 1, batch.arrived

    @contextmanager
    def _room(self) -> Iterator[Staging]:
        """Give the staging folder of the next batch; afterwards nothing is left that was not acknowledged."""
        name = f"b{self._seq:06d}"
        with disk_errors(self._dep.path):
            if self._aside is not None:
                (self._aside / name).mkdir()
                yield Staging(self._aside / name)
                return
            staging = staging_of(self._dep.path, name)
            try:
                yield staging
            except BaseException:
                sweep(self._dep.path, self._dep.db)
                raise
            shutil.rmtree(staging.root)


def _read(
    source: Source, incoming: Incoming, cleaned: Callable[[Block], Cleaned], progress: Callable[[int], None]
) -> None:
    """Take in every row of a file; raise FileRefused (COUNT_MISMATCH) if their number is not what was counted."""
    try:
        for block in source.blocks():
            if block.line.size:
                incoming.take(block, cleaned(block), source)
                progress(min(int(block.offset[-1] + block.length[-1]), source.size))
            incoming.take_refused(source)
    finally:
        incoming.close()
    found = incoming.rows + incoming.refused.total()
    if found != source.records:
        raise FileRefused(
            "COUNT_MISMATCH",
            f"{source.records} records were counted and {found} were understood, so nothing of the file is used: "
            "please report it with such a file whose values are replaced",
            source.records,
        )
    progress(source.size)


def _with_outcomes(draft: Batch, source: Source, incoming: Incoming, written: Written) -> Batch:
    """Return the batch with what became of its rows; held rows are quarantined as far as the batch's line goes."""
    outcomes, reasons = Counter[str](), Counter(written.held.values())
    for (outcome, reason), rows in incoming.refused.items():
        outcomes[outcome] += rows
        reasons[reason] += rows
    notes = incoming.flags if written.accepted else {}
    flags = {**source.flags, **notes, **({"LONG": written.long} if written.long else {})}
    return replace(
        draft,
        encoding=source.encoding,
        rows=source.records,
        accepted=written.accepted - len(written.held),
        duplicate=written.duplicate,
        superseded=written.superseded,
        quarantined=outcomes["quarantined"] + len(written.held),
        rejected=outcomes["rejected"],
        held=len(written.held),
        reasons=dict(reasons),
        flags=flags,
        first_event=written.first_event,
        last_event=written.last_event,
    )


def _counted(file: Path) -> int | None:
    """Return the number of records of a file whose feed nobody knows; None where they cannot be counted."""
    try:
        return open_source(file, feed=PLACES).records
    except FileRefused as e:
        return e.records


def _size_and_sha256(file: Path) -> tuple[int, str]:
    """Return the size and SHA-256 of a file; those of nothing where it cannot be read."""
    try:
        return file.stat().st_size, sha256_of(file)
    except OSError:
        return 0, hashlib.sha256().hexdigest()


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while piece := opened.read(_PIECE):
            yield zlib.compress(piece, 6)

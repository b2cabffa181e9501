"""What has come in: the state of each feed as of now; and what did not get in, to be corrected and fed again."""

import json
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from graph.errors import NotKnown
from graph.intake.kept import Header, unpacked
from graph.intake.outcomes import as_of_now
from graph.intake.waiting import all_waiting, waiting
from graph.model.feeds import FEEDS
from graph.store.batches import Batch
from graph.store.deployment import Deployment
from graph.store.facts import parquet

#: Notes that stand before each refused row, and that ingest takes for notes when the row is fed again.
#: What stands before a row that is written to be corrected; no column of any feed is called so.
_NOTES = ["reject_outcome", "reject_reason", "reject_line"]


@dataclass(frozen=True, slots=True)
class FeedState:
    """A feed as of now; times are seconds UTC, `silent_since` is when the last file with records arrived."""

    feed: str
    batches: int
    rows: int
    accepted: int
    duplicate: int
    superseded: int
    quarantined: int
    rejected: int
    first_event: int | None
    last_event: int | None
    silent_since: float | None

    def json(self) -> dict[str, object]:
        """Return the state, its keys in the order of interface.md."""
        counts = {
            name: getattr(self, name)
            for name in ("batches", "rows", "accepted", "duplicate", "superseded", "quarantined", "rejected")
        }
        times = {"first_event": _time(self.first_event), "last_event": _time(self.last_event)}
        return {"kind": "feed", "feed": self.feed or None, **counts, **times, "silent_since": _time(self.silent_since)}


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that did not get in or waits; `line` is null for a file that was refused whole."""

    batch: str
    line: int | None
    outcome: str
    reason: str
    raw: str | None = None
    """The row as it was sent; None where it is not kept (EXPIRED, or held only since a later file came)."""

    def json(self) -> dict[str, object]:
        """Return the row without its text, its keys in the order of interface.md."""
        names = ("batch", "line", "outcome", "reason")
        return {"kind": "reject", **{name: getattr(self, name) for name in names}}


def feed_states(dep: Deployment) -> Iterator[FeedState]:
    """Yield the state of each feed that has brought a file, in the order of the table of feeds."""
    batches = dep.facts.batches()
    feeds = [feed for feed in (*FEEDS, "") if not feed or not FEEDS[feed].internal]
    heard = {feed: mine for feed in feeds if (mine := [b for b in batches if b.feed == feed])}
    waits = all_waiting(dep.facts, filter(None, heard), timezone=dep.timezone) if any(heard) else {}
    with closing(duckdb.connect(config={"temp_directory": ""})) as con:
        for feed, mine in heard.items():
            yield _state(con, dep, feed, mine, waits[feed].held.num_rows if feed else 0)


def _state(con: duckdb.DuckDBPyConnection, dep: Deployment, feed: str, mine: list[Batch], held: int) -> FeedState:
    """Return the state: what the rows heard by now are to one another, less what waits now."""
    span: tuple[int | None, int | None] = (None, None)
    told = {"accepted": 0, "duplicate": 0, "superseded": 0}
    if feed:
        told = as_of_now(con, dep.facts.files(feed, "ledger"))
        span = _span(con, dep, feed)
    arrivals = [b.arrived for b in mine if b.rows]
    return FeedState(
        feed=feed,
        batches=len(mine),
        rows=sum(b.rows or 0 for b in mine),
        accepted=told["accepted"] - held,
        duplicate=told["duplicate"],
        superseded=told["superseded"],
        quarantined=sum((b.quarantined or 0) - b.held for b in mine) + held,
        rejected=sum(b.rejected for b in mine),
        first_event=span[0],
        last_event=span[1],
        silent_since=max(arrivals, default=None),
    )


def _span(con: duckdb.DuckDBPyConnection, dep: Deployment, feed: str) -> tuple[int | None, int | None]:
    """Return when the first and the last live event of a feed begin."""
    event = FEEDS[feed].event_time
    if event is None:
        return None, None
    dep.facts.view(con, feed)
    first, last = con.sql(f'SELECT min({event}), max({event}) FROM "{feed}"').fetchall()[0]
    return first, last


def rejects(dep: Deployment, batch: str | None = None) -> Iterator[Reject]:
    """Yield the rows of one batch, or of all, that were refused or wait now, by batch and line.

    Raises NotKnown: BATCH_UNKNOWN.
    """
    waits: dict[str, dict[int, dict[int, str]]] = {}
    for one in _chosen(dep, batch):
        if one.refused is not None:
            yield Reject(one.id, None, "quarantined", one.refused)
            continue
        if one.feed not in waits:
            waits[one.feed] = _waiting_lines(dep, one.feed)
        yield from _of_batch(dep, one, waits[one.feed].get(one.seq, {}))


def _chosen(dep: Deployment, batch: str | None) -> list[Batch]:
    found = [b for b in dep.facts.batches() if batch is None or b.id == batch]
    if batch is not None and not found:
        raise NotKnown("BATCH_UNKNOWN", f"there is no batch {batch}: the lines of ingest and of rejects name them")
    return found


def _waiting_lines(dep: Deployment, feed: str) -> dict[int, dict[int, str]]:
    """Return the reason of each row that waits now, by batch and line."""
    held = waiting(dep.facts, feed, timezone=dep.timezone).held
    found: dict[int, dict[int, str]] = {}
    for seq, line, reason in zip(*(held[name].to_pylist() for name in ("batch", "line", "reason")), strict=True):
        found.setdefault(seq, {})[line] = reason
    return found


def _of_batch(dep: Deployment, batch: Batch, held: dict[int, str]) -> Iterator[Reject]:
    rows = {line: ("quarantined", reason) for line, reason in held.items()} | _refused_lines(dep, batch)
    raw = _raw(dep, batch) if rows else {}
    for line in sorted(rows):
        outcome, reason = rows[line]
        yield Reject(batch.id, line, outcome, reason, raw.get(line))


def _refused_lines(dep: Deployment, batch: Batch) -> dict[int, tuple[str, str]]:
    """Return outcome and reason of the rows of a batch that cleaning or reading refused."""
    paths = [p for p in dep.facts.files(batch.feed, "ledger", source=batch.source) if p.stem == batch.id]
    if not paths:
        return {}
    con = duckdb.connect(config={"temp_directory": ""})
    query = f"SELECT line, outcome, reason FROM {parquet(paths)} WHERE reason IS NOT NULL"
    found = {line: (outcome, reason) for line, outcome, reason in con.sql(query).fetchall()}
    con.close()
    return found


def _raw(dep: Deployment, batch: Batch) -> dict[int, str]:
    """Return the text of each row of a batch whose bytes are kept."""
    codec = _header(dep, batch).codec
    found: dict[int, str] = {}
    for piece in dep.vault.pieces(f"batch:{batch.id}", "refused"):
        table = unpacked(piece)
        for line, raw in zip(table["line"].to_pylist(), table["raw"].to_pylist(), strict=True):
            found[line] = raw.decode(codec, "replace").strip("\r\n")
    return found


def _header(dep: Deployment, batch: Batch) -> Header:
    pieces = list(dep.vault.pieces(f"batch:{batch.id}", "header"))
    return Header.unpacked(pieces[0]) if pieces else Header("")


def rejects_csv(dep: Deployment, batch: str | None, out: Path) -> Iterator[Path]:
    """Write the rejects so that they can be corrected and fed again, and yield the files written.

    A batch's file has its own header and its rows as they were sent, with outcome, reason and line before them, which
    ingest takes for notes; rows of NDJSON and Parquet are written as NDJSON, into a file whose name ends so. A file that
    was refused whole is written as it came. If there is more than one to write, they stand beside `out`, with feed and
    batch before its name.

    Raises NotKnown: BATCH_UNKNOWN.
    """
    parts: list[tuple[Batch, list[Reject]]] = []
    for one in _chosen(dep, batch):
        rows = [r for r in rejects(dep, one.id) if r.raw is not None]
        if rows or (one.refused is not None and one.size):
            parts.append((one, rows))
    for one, rows in parts:
        path = out if len(parts) == 1 else out.with_name(f"{one.feed or 'unknown'}.{one.id}.{out.name}")
        if one.refused is not None:
            _write_whole(dep, one, path)
        else:
            header = _header(dep, one)
            path = path if header.form == "csv" else path.with_suffix(".ndjson")
            _write_rows(header, rows, path)
        yield path


def _write_rows(header: Header, rows: list[Reject], path: Path) -> None:
    mark = header.delimiter
    with path.open("w", encoding="utf-8", newline="") as out:
        if header.form == "ndjson":
            out.writelines(_noted(row) + "\n" for row in rows)
            return
        out.write(mark.join([*_NOTES, header.text]) + "\n")
        for row in rows:
            out.write(mark.join([row.outcome, row.reason, str(row.line), row.raw or ""]) + "\n")


def _noted(row: Reject) -> str:
    """Return a line of NDJSON with the notes before its own members; one that begins no object stays as it is."""
    raw = (row.raw or "").lstrip()
    if not raw.startswith("{"):
        return raw
    notes = json.dumps(dict(zip(_NOTES, (row.outcome, row.reason, row.line), strict=True)))
    rest = raw[1:].lstrip()
    return notes[:-1] + (", " if rest.startswith('"') else "") + rest


def _write_whole(dep: Deployment, batch: Batch, path: Path) -> None:
    with path.open("wb") as out:
        for piece in dep.vault.pieces(f"batch:{batch.id}", "file"):
            out.write(zlib.decompress(piece))


def _time(seconds: float | None) -> str | None:
    """Return RFC 3339 in UTC."""
    return None if seconds is None else datetime.fromtimestamp(int(seconds // 1), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

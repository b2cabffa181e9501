"""`init`, `feeds`, `ingest`, `rejects`: making a deployment and bringing files in."""

import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from api.cli.rulebook import editions
from api.cli.session import Session, new_deployment, opened, output, parsed_time
from api.cli.shown import withdrawn
from api.settings import KeyRing
from graph.errors import EngineError, UsageError
from graph.intake.batchline import BatchLine
from graph.intake.feedstate import feed_states, rejects_csv
from graph.intake.feedstate import rejects as refused_rows
from graph.intake.ingest import ingest
from graph.intake.mapping import Mapping, read_mapping
from graph.load import load_server, resolved
from graph.model.feeds import FEEDS, LATER_FEEDS

Dir = Annotated[Path, typer.Argument(metavar="DIR", help="The deployment's data directory.")]


def init_(
    ctx: typer.Context,
    directory: Dir,
    engine: Annotated[str, typer.Option(help="embedded or neo4j")] = "embedded",
    timezone: Annotated[str, typer.Option(help="Zone of times without one.")] = "Asia/Shanghai",
    edition_name: Annotated[str, typer.Option("--edition", help="Rules that questions use.")] = "cn-8",
    retention_days: Annotated[int | None, typer.Option(min=1, help="Default: everything is kept.")] = None,
) -> None:
    """Make a deployment: an empty data directory with its own pseudonym key, which is kept outside of it."""
    if engine not in {"embedded", "neo4j"}:
        raise UsageError("ENGINE_UNKNOWN", f"there is no engine {engine!r}: use embedded or neo4j")
    editions(directory).edition(edition_name)
    session = new_deployment(
        ctx, directory, engine=engine, timezone=timezone, edition=edition_name, retention_days=retention_days
    )
    out = session.out
    if out.json:
        out.line({"kind": "deployment", "dir": str(directory)})
    else:
        out.text(f"New deployment in {directory}, rules {edition_name}, zone {timezone}.")
    settings = session.settings
    kept = None if settings.key else settings.key_file or KeyRing(settings).path("any").parent
    out.say(
        f"The pseudonym key is kept {'in ' + str(kept) if kept else 'by the setting CONTACTGRAPH_KEY'}: back it up."
    )
    if retention_days is None and session.settings.retention_days is None:
        out.say("Everything is kept, however old; --retention-days N or CONTACTGRAPH_RETENTION_DAYS sets a limit.")


def ingest_(
    ctx: typer.Context,
    directory: Dir,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Files or folders; - is standard input.")],
    feed: Annotated[str | None, typer.Option(help="Feed of the files; default: told by the file name.")] = None,
    source: Annotated[str | None, typer.Option(help="Who sends it; default: default.")] = None,
    map_file: Annotated[Path | None, typer.Option("--map", help="Mapping file of a foreign table.")] = None,
    exported_at: Annotated[
        str | None, typer.Option(help="When the sender wrote it; the version of rows without.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; write nothing.")] = False,
) -> None:
    """Bring files in: every row ends accepted, duplicate, superseded, quarantined or rejected, with a reason."""
    session = opened(ctx, directory)
    out = session.out
    mapping: Mapping | None = read_mapping(map_file) if map_file else None
    if feed is not None and feed not in FEEDS and feed not in LATER_FEEDS:
        raise UsageError("FEED_UNKNOWN", f"there is no feed {feed!r}: use one of {', '.join(sorted(FEEDS))}")
    exported = parsed_time(exported_at, "--exported-at", session.zone) if exported_at else None
    lines: list[BatchLine] = []
    declared = feed or (mapping.feed if mapping else None)
    with readable(paths, declared) as files, out.progress(in_bytes=True) as tick:
        for line in ingest(
            session.deployment,
            files,
            feed=feed,
            source=source,
            mapping=mapping,
            exported_at=exported,
            retention_days=session.settings.retention_days,
            dry_run=dry_run,
            progress=tick,
        ):
            lines.append(line)
            if out.json:
                out.line(line.json())
                sys.stdout.flush()
            for note in line.sentences():
                out.say(note)
    if not out.json:
        out.table(
            "What came in" + (" (dry run: nothing was written)" if dry_run else ""),
            ["file", "feed", "rows", "accepted", "duplicate", "superseded", "quarantined", "rejected", "reasons"],
            [_cells(line) for line in lines],
        )
    if session.deployment.engine == "neo4j" and not dry_run:
        _follow(session)
    refused = [line for line in lines if line.refused]
    if lines and len(refused) == len(lines):
        raise typer.Exit(1)
    if refused or any(line.quarantined or line.rejected for line in lines):
        raise typer.Exit(3)


@contextmanager
def readable(paths: Sequence[Path], feed: str | None) -> Iterator[list[Path]]:
    """Give the paths; standard input, named `-`, stands in a file of our own while it is read."""
    if Path("-") not in paths:
        yield list(paths)
        return
    if feed is None:
        raise UsageError("FEED_NEEDED", "standard input has no name that tells its feed: say --feed NAME")
    with TemporaryDirectory(prefix="contactgraph-") as folder:
        came = Path(folder, "stdin")
        with came.open("wb") as out:
            shutil.copyfileobj(sys.stdin.buffer, out)
        with came.open("rb") as file:
            head = file.read(4)
        packed, first = head[:2] == b"\x1f\x8b", ".ndjson" if head[:1] == b"{" else ".csv"
        suffix = {b"PK\x03\x04": ".xlsx", b"PAR1": ".parquet"}.get(head) or (".csv.gz" if packed else first)
        named = came.rename(came.with_suffix(suffix))
        yield [named if path == Path("-") else path for path in paths]


def _cells(line: BatchLine) -> list[object]:
    reasons = f"refused: {line.refused}" if line.refused else ", ".join(f"{k} {v}" for k, v in line.reasons.items())
    counts = [line.rows, line.accepted, line.duplicate, line.superseded, line.quarantined, line.rejected]
    return [line.file, line.feed, *counts, reasons]


def _follow(session: Session) -> None:
    """Load the server too; where it is away the facts stand, and the next load catches up."""
    try:
        with session.out.progress() as tick:
            graph = resolved(session.deployment, choices=session.settings.choices, progress=tick)
            _, stale = load_server(
                graph, session.settings.server, tick, owner=session.deployment.id, cells=session.settings.neo4j_cells
            )
        withdrawn(session, stale)
    except EngineError as e:
        session.out.say(f"The facts are in; the server is not up to date: {e.message}. `neo4j DIR load` catches up.")


def feeds_(ctx: typer.Context, directory: Dir) -> None:
    """Show each feed: batches, rows, outcomes as of now, first and last event, silent since."""
    session = opened(ctx, directory)
    states = list(feed_states(session.deployment))
    if session.out.json:
        for state in states:
            session.out.line(state.json())
        return
    names = ["feed", "batches", "rows", "accepted", "duplicate", "superseded", "quarantined", "rejected"]
    names += ["first_event", "last_event", "silent_since"]
    session.out.table("Feeds", names, [[state.json().get(n) for n in names] for state in states])


def rejects_(
    ctx: typer.Context,
    directory: Dir,
    batch: Annotated[str | None, typer.Option(help="One batch; default: all.")] = None,
    out_file: Annotated[
        Path | None, typer.Option("--out", help="Write the rows, to be corrected and fed again.")
    ] = None,
) -> None:
    """Show the refused and quarantined rows with their reasons."""
    session = opened(ctx, directory)
    out = output(ctx)
    rows = list(refused_rows(session.deployment, batch))
    if out_file == Path("-"):
        if out.json:
            raise UsageError("USAGE", "--out - and --json both want standard output: use one of them")
        _rejects_to_output(session, batch)
        return
    if out_file is not None:
        for path in rejects_csv(session.deployment, batch, out_file):
            out.say(f"wrote {path}")
    if out.json:
        for row in rows:
            out.line(row.json())
    elif rows:
        out.table("Refused and quarantined", ["batch", "line", "outcome", "reason"],
                  [[r.batch, r.line, r.outcome, r.reason] for r in rows])  # fmt: skip
    else:
        out.text("No row was refused or quarantined.")


def _rejects_to_output(session: Session, batch: str | None) -> None:
    with TemporaryDirectory(prefix="contactgraph-") as folder:
        found = list(rejects_csv(session.deployment, batch, Path(folder, "rejects.csv")))
        if len(found) > 1:
            raise UsageError("BATCH_NEEDED", f"{len(found)} batches have such rows: say --batch, or --out FILE")
        for path in found:
            sys.stdout.buffer.write(path.read_bytes())
            sys.stdout.buffer.flush()

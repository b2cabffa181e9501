"""`map`: a mapping file proposed for a foreign table, and the table's first rows as it makes them understood."""

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from api.cli.deployments import readable
from api.cli.output import Output
from api.cli.people import masked
from api.cli.session import output
from graph.errors import FileRefused, UsageError
from graph.intake.preview import Understood, first_rows
from graph.intake.proposing import Proposal, propose
from graph.model.columns import COMMON, Column, Feed
from graph.model.feeds import FEEDS, LATER_FEEDS

#: The zone of local times where no deployment says another: that of `init`.
_ZONE = "Asia/Shanghai"
#: Keys of a row's line that a column of ours may also be called; the column is written with `_` behind its name then.
_OWN_KEYS = frozenset({"kind", "line", "outcome", "reason"})


def map_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A foreign table; - is standard input.")],
    feed: Annotated[str | None, typer.Option(help="Feed that it fills; default: its name, else its columns.")] = None,
) -> None:
    """Propose a mapping file for a foreign table, and show its first rows as understood; nothing is stored."""
    out = output(ctx)
    named = _feed(feed)
    with readable([file], "any") as (path,):
        proposal = propose(path, named)
        rows, refusal = _understood(path, proposal)
    if out.json:
        _lines(out, proposal, rows)
    else:
        sys.stdout.write(proposal.toml())
        sys.stdout.flush()
        _show(out, proposal, rows)
    if refusal is not None:
        out.say(f"The mapping is not complete yet. {refusal.message}")


def _feed(name: str | None) -> Feed | None:
    """Return the feed of that name; raise UsageError if there is none that files fill."""
    if name is None:
        return None
    if name in LATER_FEEDS:
        raise FileRefused("FEED_LATER", f"The feed {name} is read by a later release.")
    feed = FEEDS.get(name)
    if feed is None or feed.internal:
        known = ", ".join(sorted(one.name for one in FEEDS.values() if not one.internal))
        raise UsageError("FEED_UNKNOWN", f"there is no feed {name!r}: use one of {known}")
    return feed


def _understood(path: Path, proposal: Proposal) -> tuple[list[Understood], FileRefused | None]:
    """Return the first rows as understood, or what the mapping still lacks to read any."""
    try:
        return first_rows(path, proposal.feed, proposal.mapping(), zone=_ZONE), None
    except FileRefused as refusal:
        if proposal.missing is None:
            raise
        return [], refusal


def _lines(out: Output, proposal: Proposal, rows: list[Understood]) -> None:
    """Write the proposal and its rows as JSON lines; who somebody is stands there masked."""
    columns = [
        {"column": one.column, "rule": dict(one.rule), "sure": one.sure, "why": one.why} for one in proposal.columns
    ]
    out.line(
        {
            "kind": "mapping",
            "feed": proposal.feed.name,
            "toml": proposal.toml(),
            "columns": columns,
            "not_used": [*proposal.not_used, *(doubt.origin for doubt in proposal.doubts if doubt.origin)],
            "missing": proposal.missing,
            "runners_up": list(proposal.runners_up),
        }
    )
    known = {column.name: column for column in (*COMMON, *proposal.feed.columns)}
    for row in rows:
        shown = {
            f"{name}_" if name in _OWN_KEYS else name: _masked(known[name], value)
            for name, value in row.columns.items()
        }
        out.line({"kind": "row", "line": row.line, **shown, "outcome": row.outcome, "reason": row.reason})


def _masked(column: Column, value: str) -> str:
    """Return a value as answers may hold it: ids of feeds whole, names, numbers and addresses masked.

    >>> from graph.model.feeds import STAYS
    >>> _masked(STAYS.column("id_number"), "11010519491231002X"), _masked(STAYS.column("person_id"), "p1")
    ('110****002X', 'p1')
    """
    base = re.sub("_[ab]$", "", column.name)
    if column.kind == "choice" or base in {"person", "person_id", "record_id", "booking"}:
        return value
    if base == "infector":
        return ";".join(masked("phone", v) if re.search(r":|\d{7}", v) else v for v in value.split(";"))
    if column.kind == "identifier" or "phone" in base:
        return masked("phone", value)
    return value if column.keep in {"facts", "code"} else masked(base, value)


def _show(out: Output, proposal: Proposal, rows: list[Understood]) -> None:
    """Show the rows on standard error, so that standard output holds the mapping alone."""
    if out.quiet or not rows:
        return
    used: Mapping[str, None] = dict.fromkeys(name for row in rows for name in row.columns)
    table = Table(title=f"First rows as {proposal.feed.name} (times in UTC)", title_justify="left")
    for name in ("line", *used, "outcome", "reason"):
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(str(row.line), *(row.columns.get(name, "") for name in used), row.outcome, row.reason or "")
    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        console = Console(stderr=True, highlight=False, width=200)
    console.print(table, markup=False)

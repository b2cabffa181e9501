"""Answers as tables for people, from the same rows that programs get."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from api.cli.session import Session

Row = Mapping[str, object]

#: Fields that say nothing to a person at a terminal, or stand in the title.
_HIDDEN = frozenset({"kind", "exposures"})
_TIMES = frozenset({"first", "last", "t_start", "t_end", "arrival", "latest", "onset", "sample", "report",
                    "isolated_at", "closed", "first_event", "last_event", "arrived", "covers_to"})  # fmt: skip


def show(session: Session, title: str, rows: Sequence[Row], *, header: Row | None = None, none: str = "") -> None:
    """Write an answer: its header and rows as JSON lines, or a table with local times."""
    out = session.out
    if out.json:
        for row in (header, *rows):
            if row is not None:
                out.line(row)
        return
    if not rows:
        out.text(none or f"{title}.")
        return
    columns = [
        name for name in rows[0] if name not in _HIDDEN and any(row.get(name) not in (None, [], "") for row in rows)
    ]
    out.table(title, columns, [[cell(name, row.get(name), session.zone) for name in columns] for row in rows])


def cell(name: str, value: object, zone: ZoneInfo) -> object:
    """Return how a value stands in a table: times local, lists of people by name."""
    if name in _TIMES and isinstance(value, str):
        moment = datetime.fromisoformat(value).astimezone(zone)
        return f"{moment:%Y-%m-%d %H:%M:%S}".removesuffix(":00")
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return ", ".join(str(v.get("person", v)) for v in value)
    return value

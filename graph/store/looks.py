"""Who looked at what, when and why, where the case alone does not explain the look."""

from dataclasses import dataclass

from sqlalchemy import Engine, insert, select

from graph.store.tables import looks
from graph.store.vault import add_pieces


@dataclass(frozen=True, slots=True)
class Look:
    """One look; `at` is microseconds since 1970 UTC, `what` names the question and codes, never a name."""

    id: int
    who: str
    at: int
    what: str


def record_look(db: Engine, *, who: str, what: str, reason: str, at: int) -> int:
    """Record a look before it is answered and return its number; the reason is kept in the vault."""
    with db.begin() as connection:
        number = connection.execute(insert(looks).values(who=who, at=at, what=what)).inserted_primary_key
        look = int(number[0]) if number else 0
        add_pieces(connection, f"look:{look}", "reason", [reason.encode()], batch=0)
    return look


def recorded_looks(db: Engine) -> list[Look]:
    """Return all looks in the order in which they were recorded."""
    with db.connect() as connection:
        return [Look(**row._mapping) for row in connection.execute(select(looks).order_by(looks.c.id))]  # noqa: SLF001

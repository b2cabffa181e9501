"""Facts that people added by hand: who added which, when, for which case, and which were withdrawn.

The fact itself is a row of its feed like any other; its reason is in the vault.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, func, insert, select, update

from graph.errors import NotKnown
from graph.store.tables import facts_added
from graph.store.vault import add_pieces


@dataclass(frozen=True, slots=True)
class AddedFact:
    """A fact that somebody added; times are microseconds since 1970 UTC."""

    id: str
    case_id: str | None
    feed: str
    source: str
    record_id: str
    by: str
    at: int
    withdrawn: int | None = None
    withdrawn_by: str | None = None


def next_fact(db: Engine) -> str:
    """Return the id of the next fact, such as f000001."""
    with db.connect() as connection:
        return f"f{(connection.scalar(select(func.count()).select_from(facts_added)) or 0) + 1:06d}"


def record_added(connection: Connection, fact: AddedFact, reason: str, *, batch: int) -> None:
    """Write a fact into the transaction that acknowledges its row; the reason goes to the vault."""
    names = AddedFact.__dataclass_fields__
    connection.execute(insert(facts_added).values({name: getattr(fact, name) for name in names}))
    add_pieces(connection, f"fact:{fact.id}", "reason", [reason.encode()], batch=batch)


def record_withdrawn(connection: Connection, fact_id: str, by: str, at: int) -> None:
    """Note within a transaction that a fact was withdrawn."""
    connection.execute(update(facts_added).where(facts_added.c.id == fact_id).values(withdrawn=at, withdrawn_by=by))


def added_facts(db: Engine, case_id: str | None = None) -> list[AddedFact]:
    """Return the facts that were added, of one case or of all, by id; withdrawn ones too."""
    query = select(facts_added).order_by(facts_added.c.id)
    if case_id is not None:
        query = query.where(facts_added.c.case_id == case_id)
    with db.connect() as connection:
        return [AddedFact(**row._mapping) for row in connection.execute(query)]  # noqa: SLF001  its public name


def added_fact(db: Engine, fact_id: str) -> AddedFact:
    """Return a fact that was added.

    Raises NotKnown: FACT_UNKNOWN.
    """
    found = [fact for fact in added_facts(db) if fact.id == fact_id]
    if not found:
        raise NotKnown("FACT_UNKNOWN", f"no fact {fact_id} was added here: `fact add` prints the id of each")
    return found[0]

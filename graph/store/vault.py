"""The vault: the one table that holds what is personal, by the code of whom it belongs to.

Names, numbers and addresses stand one value a row. Notes of unknown columns and the bytes of refused rows and files are
kept in compressed pieces, owned by their batch.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa
from sqlalchemy import Connection, Engine, Insert, Table, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from graph.codes import Codes
from graph.store.memory import FEW, small
from graph.store.tables import vault, vault_sources

#: What `Vault.add` takes: one value a row.
VALUES = pa.schema([("owner", pa.string()), ("field", pa.string()), ("source", pa.string()), ("value", pa.string())])

_OWNERS_AT_ONCE = 500
_ROWS_AT_ONCE = 50_000


@dataclass(frozen=True, slots=True)
class Vault:
    """The vault of one deployment."""

    db: Engine

    def values(self, owners: Sequence[str], fields: Sequence[str]) -> dict[str, list[tuple[str, str, str]]]:
        """Return (field, source, value) of each owner that has any, sorted; `owners` are codes."""
        found: dict[str, list[tuple[str, str, str]]] = {}
        wanted = select(vault.c.owner, vault.c.field, vault.c.source, vault.c.value).where(vault.c.field.in_(fields))
        with self.db.connect() as connection:
            for start in range(0, len(owners), _OWNERS_AT_ONCE):
                some = wanted.where(vault.c.owner.in_(owners[start : start + _OWNERS_AT_ONCE]))
                for owner, name, source, value in connection.execute(some):
                    found.setdefault(owner, []).append((name, source, value.decode()))
        return {owner: sorted(values) for owner, values in found.items()}

    def sources_of(self, field: str) -> list[str]:
        """Return the sources whose feeds have given values of a field, sorted; what people typed is no source."""
        with self.db.connect() as connection:
            query = select(vault_sources.c.source).where(vault_sources.c.field == field)
            return sorted(connection.scalars(query))

    def pieces(self, owner: str, field: str) -> Iterator[bytes]:
        """Yield the pieces that an owner such as `batch:b000001` keeps under a field, in order, as they were given."""
        query = select(vault.c.value).where(vault.c.owner == owner, vault.c.field == field).order_by(vault.c.digest)
        with self.db.connect() as connection:
            yield from connection.scalars(query)


def add_values(connection: Connection, values: pa.Table, codes: Codes, *, batch: int, by_hand: bool) -> None:
    """Write values (columns of `VALUES`) into an open transaction; what is there already stays as it is."""
    distinct = _distinct(values, codes)
    for start in range(0, distinct.num_rows, _ROWS_AT_ONCE):
        some = distinct.slice(start, _ROWS_AT_ONCE)
        _insert_many(connection, some.append_column("batch", pa.repeat(batch, some.num_rows)))
    if not by_hand and distinct.num_rows:
        sources = distinct.select(["field", "source"]).group_by(["field", "source"]).aggregate([])
        connection.execute(_insert_new(connection, vault_sources), sources.to_pylist())


def add_pieces(connection: Connection, owner: str, field: str, pieces: Iterable[bytes], *, batch: int) -> None:
    """Write pieces into an open transaction, numbered after those that the owner has."""
    mine = (vault.c.owner == owner, vault.c.field == field)
    first = connection.scalar(select(func.count()).select_from(vault).where(*mine)) or 0
    for number, piece in enumerate(pieces, first):
        row = {"owner": owner, "field": field, "source": "", "digest": f"{number:08d}", "value": piece, "batch": batch}
        connection.execute(insert(vault).values(row))


def forget(connection: Connection, owner: str, fields: Sequence[str]) -> None:
    """Remove an owner's values of some fields within an open transaction."""
    connection.execute(delete(vault).where(vault.c.owner == owner, vault.c.field.in_(fields)))


def _distinct(values: pa.Table, codes: Codes) -> pa.Table:
    """Return the distinct values in the order of the table's key, with their keyed digest; in memory only."""
    con = small() if values.num_rows <= FEW else duckdb.connect(config={"temp_directory": ""})
    codes.bind(con)
    con.register("given", values)
    distinct: pa.Table = con.sql(
        f"SELECT owner, field, source, left({codes.content_hash_sql('value')}, 24) AS digest, encode(value) AS value "
        "FROM (SELECT DISTINCT owner, field, source, value FROM given WHERE value IS NOT NULL) ORDER BY 1, 2, 3, 4"
    ).to_arrow_table()
    con.close()
    return distinct


def _insert_many(connection: Connection, rows: pa.Table) -> None:
    """Write rows of the vault by the driver's own call, which takes half the time of a statement with dictionaries."""
    new = _insert_new(connection, vault).compile(dialect=connection.dialect, column_keys=rows.column_names)
    if new.positional:
        columns = [rows.column(name).to_pylist() for name in new.positiontup or ()]
        connection.exec_driver_sql(str(new), list(zip(*columns, strict=True)))
    else:
        connection.exec_driver_sql(str(new), rows.to_pylist())


def _insert_new(connection: Connection, table: Table) -> Insert:
    """Return an INSERT that leaves rows alone that are there."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()

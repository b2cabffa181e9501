"""The acknowledgement of a batch: its row, its files and its vault values, in one transaction.

Personal values wait in memory; if there are too many of them the transaction begins early and takes them, which keeps
memory bounded and still leaves nothing behind if the batch does not come to its end.
"""

from collections.abc import Callable, Sequence
from typing import Self

import pyarrow as pa
from sqlalchemy import Connection, Engine

from graph.codes import Codes
from graph.store.batches import Batch, StoredFile, record
from graph.store.vault import VALUES, add_pieces, add_values, forget

_WAITING_BYTES = 128 * 1024 * 1024


def _nothing(_: Connection) -> None:
    """Write nothing more."""


class Commit:
    """What one batch will write into the database; `db` is None for a dry run, which writes nothing."""

    def __init__(self, db: Engine | None, codes: Codes, seq: int, *, by_hand: bool = False) -> None:
        self._db = db
        self._codes = codes
        self._seq = seq
        self._by_hand = by_hand
        self._connection: Connection | None = None
        self._values: list[pa.Table] = []
        self._pieces: list[tuple[str, str, bytes]] = []
        self._bytes = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Forget everything that was not acknowledged."""
        if self._connection is not None:
            self._connection.rollback()
            self._connection.close()
            self._connection = None

    @property
    def owner(self) -> str:
        """Return the vault's name of this batch."""
        return f"batch:b{self._seq:06d}"

    def values(self, values: pa.Table) -> None:
        """Take values (columns of `VALUES`)."""
        if values.num_rows and self._db is not None:
            self._values.append(values.select(VALUES.names).cast(VALUES))
            self._grown(values.nbytes)

    def piece(self, field: str, piece: bytes, owner: str | None = None) -> None:
        """Take a piece; its owner is the batch, unless another is named."""
        if self._db is not None:
            self._pieces.append((owner or self.owner, field, piece))
            self._grown(len(piece))

    def forget(self, field: str) -> None:
        """Forget the pieces of the batch that were taken under a field."""
        self._pieces = [p for p in self._pieces if p[:2] != (self.owner, field)]
        if self._connection is not None:
            forget(self._connection, self.owner, [field])

    def acknowledge(
        self, batch: Batch, its_files: Sequence[StoredFile], also: Callable[[Connection], None] = _nothing
    ) -> None:
        """Commit; once this returns the batch is there for good. `also` may write more rows in the same transaction."""
        if self._db is None:
            return
        connection = self._flushed(self._db)
        record(connection, batch, its_files)
        also(connection)
        connection.commit()

    def _grown(self, size: int) -> None:
        self._bytes += size
        if self._bytes > _WAITING_BYTES and self._db is not None:
            self._flushed(self._db)

    def _flushed(self, db: Engine) -> Connection:
        """Return the open transaction, with everything that waited in it."""
        if self._connection is None:
            self._connection = db.connect()
        connection = self._connection
        if self._values:
            values = pa.concat_tables(self._values)
            add_values(connection, values, self._codes, batch=self._seq, by_hand=self._by_hand)
        for owner, field in dict.fromkeys(p[:2] for p in self._pieces):
            add_pieces(
                connection, owner, field, [p[2] for p in self._pieces if p[:2] == (owner, field)], batch=self._seq
            )
        self._values, self._pieces, self._bytes = [], [], 0
        return connection

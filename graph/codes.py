"""Keyed codes: what facts, indexes and logs hold in place of a person's identifiers.

A code is cut from HMAC-SHA-256 of an identifier's text under the deployment's key. The same text has the same code in
every batch of a deployment; without the key nobody can go back from a code to the text, nor test a guess.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import Protocol

import pyarrow as pa

from graph.errors import UsageError

#: Hex characters of a code: 96 bits, so that even 10^9 people collide with a chance below 10^-10.
CODE_LENGTH = 24
#: Shortest key, in bytes.
KEY_LENGTH = 16
_BLOCK = 64  # bytes of a SHA-256 block, by RFC 2104
_REMEMBERED = 500_000  # codes kept in memory from block to block, about 100 MB


class _Connection(Protocol):
    """What `bind` needs of a DuckDB connection."""

    def execute(self, query: str, parameters: object = ..., /) -> object:
        """Run one statement."""


class Codes:
    """Codes under one key, which is never shown nor written.

    >>> Codes(b"an invented key!").code("phone:13800138000") == Codes(b"an invented key!").code("phone:13800138000")
    True
    """

    def __init__(self, key: bytes) -> None:
        if len(key) < KEY_LENGTH:
            raise UsageError("KEY_TOO_SHORT", f"The key has {len(key)} bytes; give one of at least {KEY_LENGTH}.")
        padded = (sha256(key).digest() if len(key) > _BLOCK else key).ljust(_BLOCK, b"\0")
        self._inner = bytes(byte ^ 0x36 for byte in padded)
        self._outer = bytes(byte ^ 0x5C for byte in padded)
        self._known: dict[str, str] = {}

    def __repr__(self) -> str:
        return f"Codes({self.fingerprint()})"

    def digest(self, text: str) -> str:
        """Return the whole HMAC-SHA-256 of a text, as 64 hex characters."""
        # Two calls of hashlib take half the time of hmac.digest; a test compares them.
        return sha256(self._outer + sha256(self._inner + text.encode()).digest()).hexdigest()

    def code(self, text: str) -> str:
        """Return the code of an identifier's text such as `phone:13800138000`: 24 hex characters."""
        return self.digest(text)[:CODE_LENGTH]

    def codes(self, texts: pa.Array) -> pa.Array:
        """Return the code of every text, null where the text is null; each distinct text is hashed once."""
        if isinstance(texts, pa.ChunkedArray):
            texts = texts.combine_chunks()
        encoded = texts if pa.types.is_dictionary(texts.type) else texts.dictionary_encode()
        codes = pa.array(self._of(encoded.dictionary.to_pylist()), pa.string())
        return codes.take(encoded.indices)

    def _of(self, texts: Iterable[str | None]) -> list[str | None]:
        known, inner, outer = self._known, self._inner, self._outer
        if len(known) > _REMEMBERED:
            known.clear()
        codes: list[str | None] = []
        for text in texts:
            code = None if text is None else known.get(text)
            if code is None and text is not None:  # as in `digest`, written out: this loop is most of cleaning's time
                code = sha256(outer + sha256(inner + text.encode()).digest()).hexdigest()[:CODE_LENGTH]
                known[text] = code
            codes.append(code)
        return codes

    def bind(self, connection: _Connection) -> None:
        """Let a DuckDB connection work out the expression of `content_hash_sql`.

        The key travels as a parameter and stands in no statement, so that no error message or log can show it.
        """
        connection.execute("SET VARIABLE inner_pad = ?", [self._inner])
        connection.execute("SET VARIABLE outer_pad = ?", [self._outer])

    def content_hash_sql(self, text: str) -> str:
        """Return the DuckDB expression for `digest` of the expression `text`; the connection is bound by `bind`."""
        inner = f"sha256(getvariable('inner_pad') || encode({text}))"
        return f"sha256(getvariable('outer_pad') || unhex({inner}))"

    def fingerprint(self) -> str:
        """Return what a deployment keeps of its key, to notice another one; it reveals nothing of the key."""
        return self.code("fingerprint:contactgraph")

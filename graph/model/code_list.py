"""Codes as a column of fixed width: 24 bytes each, so that a million people can be mapped from disk and searched."""

from collections.abc import Iterable, Iterator, Sequence
from typing import overload

import numpy as np
from numpy.typing import NDArray

from graph.model.feeds import IDENTIFIERS

#: Bytes of a code: 24 hex characters.
CODE_WIDTH = 24
#: Kinds of an identifier by their number in an `Identifiers` column; `code` is a person code that was given itself.
IDENTIFIER_KINDS = (*IDENTIFIERS, "code")


class CodeList(Sequence[str]):
    """Codes as strings, kept as one array of 24 bytes each (`column`); the array may be a memory map.

    >>> people = CodeList.of(["0a" * 12, "1b" * 12])
    >>> people[1], people.position("1b" * 12), people.position("ff" * 12)
    ('1b1b1b1b1b1b1b1b1b1b1b1b', 1, -1)
    """

    __slots__ = ("column",)

    def __init__(self, column: NDArray[np.bytes_]) -> None:
        self.column = column

    @classmethod
    def of(cls, codes: Iterable[str]) -> "CodeList":
        """Return the codes given, in that order; the list itself if it is one already."""
        if isinstance(codes, CodeList):
            return codes
        return cls(np.array(list(codes), dtype=f"S{CODE_WIDTH}"))

    def __len__(self) -> int:
        """Return the number of codes."""
        return len(self.column)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> "CodeList": ...
    def __getitem__(self, at: int | slice) -> "str | CodeList":
        """Return the code at a position, or a list of codes."""
        if isinstance(at, slice):
            return CodeList(self.column[at])
        return str(self.column[at], "ascii")

    def __iter__(self) -> Iterator[str]:
        """Return the codes one by one."""
        return (str(c, "ascii") for c in self.column)

    def __eq__(self, other: object) -> bool:
        """Return whether the other is a sequence of the same codes."""
        if not isinstance(other, Sequence) or len(self) != len(other):
            return False
        return all(a == b for a, b in zip(self, other, strict=True))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"CodeList({len(self)} codes)"

    def position(self, code: str) -> int:
        """Return where a code stands in a list in ascending order; -1 if it does not."""
        wanted = np.bytes_(code.encode())
        at = int(np.searchsorted(self.column, wanted))
        return at if at < len(self.column) and self.column[at] == wanted else -1


class Identifiers(Sequence[tuple[int, str, str]]):
    """Identifiers of people as three columns, ordered by person, kind, code; each is (person, kind, code)."""

    __slots__ = ("code", "kind", "person")

    def __init__(self, person: NDArray[np.int32], kind: NDArray[np.int8], code: NDArray[np.bytes_]) -> None:
        self.person = person
        """Position in the graph's people."""
        self.kind = kind
        """Position in IDENTIFIER_KINDS."""
        self.code = code
        """Keyed code of the identifier, 24 bytes."""

    @classmethod
    def of(cls, rows: Iterable[tuple[int, str, str]] = ()) -> "Identifiers":
        """Return the columns of rows (person, kind, code), in order; the rows given if they are columns already."""
        if isinstance(rows, Identifiers):
            return rows
        whole = sorted((p, IDENTIFIER_KINDS.index(k), c) for p, k, c in rows)
        return cls(
            np.array([r[0] for r in whole], np.int32),
            np.array([r[1] for r in whole], np.int8),
            np.array([r[2] for r in whole], f"S{CODE_WIDTH}"),
        )

    def __len__(self) -> int:
        """Return the number of identifiers."""
        return len(self.person)

    @overload
    def __getitem__(self, at: int) -> tuple[int, str, str]: ...
    @overload
    def __getitem__(self, at: slice) -> "Identifiers": ...
    def __getitem__(self, at: int | slice) -> "tuple[int, str, str] | Identifiers":
        """Return one identifier as (person, kind, code), or some of them."""
        if isinstance(at, slice):
            return Identifiers(self.person[at], self.kind[at], self.code[at])
        return int(self.person[at]), IDENTIFIER_KINDS[self.kind[at]], str(self.code[at], "ascii")

    def __eq__(self, other: object) -> bool:
        """Return whether the other is a sequence of the same identifiers."""
        if not isinstance(other, Sequence) or len(self) != len(other):
            return False
        return all(a == b for a, b in zip(self, other, strict=True))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def of_person(self, person: int) -> "Identifiers":
        """Return the identifiers of the person at a position in the graph's people."""
        a, b = np.searchsorted(self.person, [person, person + 1])
        return self[int(a) : int(b)]

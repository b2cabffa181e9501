"""Codes and identifiers as columns that read like lists."""

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graph.model.code_list import CodeList, Identifiers

ONE, TWO = "0a" * 12, "1b" * 12


def test_codes_read_like_a_list_of_texts() -> None:
    """Length, items, slices and equality are those of the list."""
    codes = CodeList.of([ONE, TWO])
    assert (len(codes), codes[0], codes[-1], list(codes[1:])) == (2, ONE, TWO, [TWO])
    assert codes == [ONE, TWO]
    assert codes != [ONE]
    assert CodeList.of(codes) is codes


def test_codes_can_be_mapped_from_disk(tmp_path: Path) -> None:
    """A column that is mapped from a file is searched as one in memory."""
    np.save(tmp_path / "codes.npy", CodeList.of([ONE, TWO]).column)
    assert CodeList(np.load(tmp_path / "codes.npy", mmap_mode="r")).position(TWO) == 1


@given(st.sets(st.text("0123456789abcdef", min_size=1, max_size=24)), st.text(max_size=30))
def test_only_codes_that_are_there_are_found(codes: set[str], asked: str) -> None:
    """Every code of a sorted list is found where it stands, anything else nowhere, longer texts too."""
    ordered = sorted(codes)
    found = CodeList.of(ordered)
    assert [found.position(code) for code in ordered] == list(range(len(ordered)))
    assert found.position(asked) == (ordered.index(asked) if asked in codes else -1)


def test_identifiers_stand_by_person() -> None:
    """They are put in order of person, kind and code, and one person's are found at once."""
    rows = [(1, "phone", ONE), (0, "person_id", TWO), (0, "document", ONE)]
    identifiers = Identifiers.of(rows)
    assert list(identifiers) == [(0, "document", ONE), (0, "person_id", TWO), (1, "phone", ONE)]
    assert list(identifiers.of_person(1)) == [(1, "phone", ONE)]
    assert list(identifiers.of_person(7)) == []
    assert Identifiers.of(identifiers) is identifiers

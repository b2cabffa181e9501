"""How a test of the oracle's own is written: files, a question, and the rows that were derived by hand."""

from collections.abc import Mapping

from tests.oracle.fed import Fed, World
from tests.oracle.oracle import Oracle
from tests.stories.story import differences, words


def claim(*files: Fed, asks: Mapping[str, Mapping[str, str]], timezone: str = "UTC") -> None:
    """Check that the oracle answers questions about files with exactly these rows."""
    oracle = Oracle(World(files, timezone))
    found = [f"{q}: {d}" for q, tables in asks.items() for d in differences(oracle.ask(words(q)), tables)]
    assert found == []

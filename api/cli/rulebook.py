"""Where a deployment keeps its authority's own editions: `DIR/editions/NAME.toml`."""

from pathlib import Path

from queries.rules.own import Editions


def editions(directory: Path) -> Editions:
    """Return the editions that a deployment in that folder, there or still to be made, can be asked under."""
    return Editions(directory / "editions")

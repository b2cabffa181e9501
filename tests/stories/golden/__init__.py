"""Golden scenarios: small stories by theme, each for one rule at its border, with rows derived by hand from the rule's text.

A module's `STORIES` hold what its functions tell; a question under an authority's own edition goes to the
product alone (`of_oracle` in tests/stories/story.py).
"""

from collections.abc import Callable

from tests.oracle.fed import Fed
from tests.stories.story import Story, feed

Told = Callable[[], Story]


def told(write: Told) -> Told:
    """Return a function after its story has come into the `STORIES` of its module, under its name."""
    found = write.__globals__.setdefault("STORIES", {})
    assert write.__name__ not in found, f"{write.__name__} is told twice"
    found[write.__name__] = write()
    return write


def filled(name: str, text: str, **same: str) -> Fed:
    """Return a feed's table with further columns that are the same in every row; what a row tells itself stands."""
    more = feed(name, " | ".join(same) + "\n" + " | ".join(same.values())).rows[0] if same else {}
    short = feed(name, text)
    return Fed(name, tuple({**more, **row} for row in short.rows))

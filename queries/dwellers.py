"""Who was at places for long? Everyone whose stays there, added up within a window, pass a number of seconds."""

from collections.abc import Sequence

from graph.engines.protocol import Dweller, Question
from queries._rows import dwellers as read
from queries.catalog import cypher


def dwellers(*, places: Sequence[str], start: int, end: int, least: int, unwanted: int) -> Question[Sequence[Dweller]]:
    """Return the question who was at topmost places (by key) for more than `least` seconds within `[start, end)`.

    Stays that bear one of the `unwanted` bits of `graph.model.flags` do not count.

    >>> dwellers(places=["cell:c7"], start=0, end=60, least=30, unwanted=0).name
    'dwellers'

    """
    bits = [1 << i for i in range(unwanted.bit_length()) if unwanted >> i & 1]
    return Question(
        name="dwellers",
        walk=lambda walker: walker.dwellers(places, start, end, least=least, unwanted=unwanted),
        cypher=cypher("dwellers"),
        parameters={"places": list(places), "start": start, "end": end, "least": least, "unwanted": bits},
        read=read,
    )

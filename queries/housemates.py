"""Who is of a person's household? Everyone who belongs to it while he does, as registers tell it."""

from collections.abc import Iterable, Sequence

from graph.engines.protocol import Housemate, Question, Seed
from queries._rows import housemate_rows, seeds_parameter
from queries.catalog import cypher


def housemates(*, seeds: Sequence[Seed]) -> Question[Sequence[Housemate]]:
    """Return the question who is of the seeds' households within their windows, by seed, household, person, start.

    >>> housemates(seeds=[Seed("p1", 0, 60)]).name
    'housemates'

    """
    return Question(
        name="housemates",
        walk=lambda walker: _sorted(walker.housemates(seeds)),
        cypher=cypher("housemates"),
        parameters={"seeds": seeds_parameter(seeds)},
        read=lambda records: _sorted(housemate_rows(records)),
    )


def _sorted(rows: Iterable[Housemate]) -> list[Housemate]:
    return sorted(rows, key=lambda h: (h.seed, h.household, h.person, h.start, h.end, h.sources))

"""Who was together with a case within its window? Every overlap of stays; who of them is a close contact, rules say."""

from collections.abc import Sequence

from graph.engines.protocol import Overlaps, Question, Seed
from queries._rows import overlaps, seeds_parameter
from queries.catalog import cypher
from queries.stays import NO_CONTACT


def close_contacts(*, seeds: Sequence[Seed]) -> Question[Overlaps]:
    """Return the question who was together with the seeds within their windows, whatever is known of the times.

    >>> close_contacts(seeds=[Seed("p1", 0, 60)]).name
    'close_contacts'

    """
    return Question(
        name="close_contacts",
        walk=lambda walker: walker.overlaps(seeds, without=NO_CONTACT, timed_only=False),
        cypher=cypher("close_contacts"),
        parameters={"seeds": seeds_parameter(seeds), "without": sorted(NO_CONTACT)},
        read=overlaps,
    )

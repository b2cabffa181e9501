"""Who was together with the contacts, after each one's own first contact? Stays of known start and end only."""

from collections.abc import Sequence

from graph.engines.protocol import Overlaps, Question, Seed
from queries._rows import overlaps, seeds_parameter
from queries.catalog import cypher
from queries.stays import NO_CONTACT


def contacts_of_contacts(*, seeds: Sequence[Seed]) -> Question[Overlaps]:
    """Return the question who was together with the seeds: each a contact, from his first contact to his control.

    >>> contacts_of_contacts(seeds=[Seed("p4", 0, 60)]).name
    'contacts_of_contacts'

    """
    return Question(
        name="contacts_of_contacts",
        walk=lambda walker: walker.overlaps(seeds, without=NO_CONTACT, timed_only=True),
        cypher=cypher("contacts_of_contacts"),
        parameters={"seeds": seeds_parameter(seeds), "without": sorted(NO_CONTACT)},
        read=overlaps,
    )

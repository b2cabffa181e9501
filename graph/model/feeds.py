"""The table of feeds: what a file may hold, column by column, and where each value is kept.

Everything about a column is said once: its name, its Chinese headers, how it is read, and whether it stays in the
facts, goes to the vault, or becomes a keyed code. Parquet schemas, header recognition and the feeds page come from it.
"""

from graph.model.columns import (
    COMMON,
    ID_TYPES,
    IDENTIFIERS,
    PLACE_KINDS,
    STRONG,
    WEAK,
    Column,
    ColumnKind,
    Feed,
    Keep,
)
from graph.model.events import ENCOUNTERS, MEASURES, PASSAGES, POSITIONS, RIDES, STAYS, TESTS
from graph.model.things import (
    CASES,
    DIVISIONS,
    HOUSEHOLDS,
    IDENTITIES,
    JUDGEMENTS,
    ORGS,
    PEOPLE,
    PLACES,
    RUNS,
    SUBSCRIBERS,
    TIMETABLES,
)

__all__ = [
    "CASES", "COMMON", "ENCOUNTERS", "FEEDS", "IDENTIFIERS", "IDENTITIES", "ID_TYPES", "LATER_FEEDS", "PEOPLE",
    "PLACES", "PLACE_KINDS", "STAYS", "STRONG", "WEAK", "Column", "ColumnKind", "Feed", "Keep",
]  # fmt: skip

#: In the order in which a folder is read: what things are comes before what happened.
FEEDS: dict[str, Feed] = {
    f.name: f
    for f in (
        PEOPLE, IDENTITIES, SUBSCRIBERS, DIVISIONS, ORGS, PLACES, RUNS, TIMETABLES, HOUSEHOLDS, CASES, TESTS, STAYS,
        RIDES, POSITIONS, ENCOUNTERS, MEASURES, PASSAGES, JUDGEMENTS,
    )
}  # fmt: skip

#: Feeds of interface.md that a later release reads; named so that a file of theirs is refused with a clear sentence.
LATER_FEEDS = ("assists", "vaccinations")

"""The one table of the graph: nodes, edges, their keys, properties and times.

Neo4j's constraints, indexes and load statements, the embedded engine's column types and the schema page are generated
from `NODES` and `EDGES`; Parquet schemas of the facts from `graph.model.feeds`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

PropertyKind = Literal["string", "integer", "float", "boolean", "strings", "datetime"]


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a node or an edge: its name, its kind, and what it says (with the unit)."""

    name: str
    kind: PropertyKind
    doc: str
    column: str | None = None
    """numpy type of the embedded engine's column; None where the embedded engine does not keep it per row."""


@dataclass(frozen=True, slots=True)
class Node:
    """One node label: the property that names it, and the rest."""

    label: str
    key: str
    properties: tuple[Property, ...]
    doc: str
    kinds: bool = False
    """True where a node also bears a label for its place kind (`:Venue`, `:NetCafe` ...)."""
    searched: tuple[str, ...] = ()
    """Properties besides the key that people search by; each has an index."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One relationship type: where it starts and ends, its properties, the two that are its times, and its index."""

    kind: str
    source: str
    target: str
    properties: tuple[Property, ...]
    doc: str
    key: str | None = None
    times: tuple[str, str] | None = None
    index: tuple[str, ...] = ()
    moments: Mapping[str, str] = field(default_factory=dict)
    """Properties that say again, as a datetime, what the property named after them says in UTC seconds."""


NODES = (
    Node(
        "Person",
        "code",
        (Property("code", "string", "keyed pseudonym; never a name or a number"),),
        "A person, resolved from the identifiers that feeds give.",
    ),
    Node(
        "Place",
        "key",
        (
            Property("key", "string", "our key of the topmost place"),
            Property("kind", "string", "place kind: venue, net_cafe, lodging, home, work, school ..."),
            Property("name", "string", "name as fed, its first 2,000 characters; absent where unknown"),
            Property("place_id", "string", "the feed's own id; absent where the place was only named"),
            Property("source", "string", "source whose id that is"),
            Property("has_zones", "boolean", "true if it has a child place or any stay there bears a zone or room"),
            Property("enclosed", "boolean", "false only where a feed says so"),
            Property("sealed", "boolean", "of a run: sealed with air-conditioning; absent where nobody says"),
            Property("coach_types", "string", "of a run: carriage:type, sorted: a JSON list"),
            Property("one_leg", "boolean", "of a run: nobody can have been on another part of it"),
            Property("lat", "float", "degrees north, WGS-84; of a cell its middle; absent where unknown"),
            Property("lon", "float", "degrees east, WGS-84; absent where unknown"),
            Property(
                "longest", "integer", "longest stay ever there, in seconds; raised before a longer one is written"
            ),
        ),
        "A topmost place; the lower levels are the zone of a stay. An encounter is a place of its own.",
        kinds=True,
        searched=("name",),
    ),
    Node(
        "Household",
        "key",
        (Property("key", "string", "source/household_id"),),
        "A household, as a register tells it.",
    ),
    Node(
        "CaseRecord",
        "case_id",
        (
            Property("case_id", "string", "the authority's case id"),
            Property("kind", "string", "confirmed, asymptomatic, suspected"),
            Property("dated", "integer", "report, else sample, else onset; UTC seconds"),
            Property("onset", "integer", "UTC seconds"),
            Property("sample", "integer", "UTC seconds"),
            Property("report", "integer", "UTC seconds"),
            Property("window_end", "integer", "isolation, else now, at most now: the end of his 14 days; UTC seconds"),
        ),
        "A registered case of a person.",
    ),
)

EDGES = (
    Edge(
        "STAYED",
        "Person",
        "Place",
        (
            Property("stay", "integer", "number of the stay in its load; makes loading twice harmless", None),
            Property("place", "string", "key of the place, copied here for the index", "int32"),
            Property("t_start", "integer", "UTC seconds, first second there", "int64"),
            Property("t_end", "integer", "UTC seconds, first second not there any more", "int64"),
            Property(
                "from_time", "datetime", "t_start as a time, UTC, for the slicer of pictures; queries use t_start"
            ),
            Property("until_time", "datetime", "t_end as a time, UTC, for the slicer of pictures; queries use t_end"),
            Property("zone", "string", "child place, else room, else zone; absent where unknown", "int32"),
            Property("floor", "string", "floor; absent where unknown", "int32"),
            Property("flags", "integer", "bits of graph.model.flags", "int32"),
            Property("distance", "float", "metres apart; encounters only", "float32"),
            Property("sources", "string", "sorted names of the sources that say so: a JSON list", "int32"),
            Property("seat", "string", "on a run: cabin|carriage|compartment|seat; absent where unknown", "int32"),
            Property("booking", "integer", "on a run: 63 bits of the booking's keyed code; 0 where unknown", "int64"),
        ),
        "One person at one place for one interval, all records of it united.",
        key="stay",
        times=("t_start", "t_end"),
        index=("place", "t_start", "t_end"),
        moments={"from_time": "t_start", "until_time": "t_end"},
    ),
    Edge(
        "LIVES_IN",
        "Person",
        "Household",
        (
            Property("membership", "integer", "number of the row in its load; makes loading twice harmless"),
            Property("valid_from", "integer", "UTC seconds; the least number where open"),
            Property("valid_to", "integer", "UTC seconds, first second not a member any more; the greatest where open"),
            Property("sources", "string", "sorted names of the sources that say so: a JSON list"),
        ),
        "A member of a household while the register says so.",
        key="membership",
        times=("valid_from", "valid_to"),
    ),
    Edge("REPORTED", "Person", "CaseRecord", (), "The person whose case this is."),
    Edge("INFECTED", "CaseRecord", "CaseRecord", (), "A recorded infector link, from infector to infectee."),
)

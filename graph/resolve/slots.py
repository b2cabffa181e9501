"""People as rows name them: every distinct set of identifiers is one slot, every distinct identifier one node.

Nodes are numbered in the order of their codes. A `code` that a row gives is the identifier that has this code, whatever
its kind; one that no identifier has is strong.
"""

from dataclasses import dataclass

import duckdb
import numpy as np
from numpy.typing import NDArray

from graph.model.code_list import IDENTIFIER_KINDS
from graph.model.feeds import FEEDS, STRONG, WEAK
from graph.resolve.views import columns

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]

_STRENGTH = (*STRONG, "code", *WEAK)
#: Order of strength of each of IDENTIFIER_KINDS: an unknown person code is strong, after documents and person ids.
RANK = np.array([_STRENGTH.index(kind) for kind in IDENTIFIER_KINDS])
#: Ranks up to this one are strong.
WEAKEST_STRONG = len(STRONG)


@dataclass(frozen=True, slots=True)
class Slots:
    """Which nodes each slot bears, by slot and strength; `kind`, `card` are by node, the rest by slot."""

    slot: Numbers
    node: Numbers
    kind: Numbers
    """Position of a node's kind in IDENTIFIER_KINDS."""
    card: Mask
    """Whether a node is the number of an ID card."""
    alone: Mask
    """Whether the slot stands in a row that names one person only."""
    undated: Mask
    """Whether the slot stands in a row that names one person only and is of a feed that tells no dates of validity."""

    @property
    def strong(self) -> Mask:
        """Return which of the pairs (slot, node) are strong identifiers."""
        return RANK[self.kind[self.node]] <= WEAKEST_STRONG

    @property
    def head(self) -> Numbers:
        """Return the strongest node of each slot."""
        first = np.ones(len(self.slot), np.bool_)
        first[1:] = self.slot[1:] != self.slot[:-1]
        return self.node[first]


def slot_tables(con: duckdb.DuckDBPyConnection) -> Slots:
    """Make `r_slot` and `r_node` from all rows but stays without a known place and rides that are held, and return their relation."""
    rows = " UNION ALL ".join(_rows(feed.name, prefix) for feed in FEEDS.values() for prefix in feed.persons)
    names = ", ".join(IDENTIFIER_KINDS)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE r_slot AS
        SELECT row_number() OVER () - 1 AS slot, {names}, bool_or(card) AS card, bool_or(alone) AS alone,
            bool_or(undated) AS undated
        FROM ({rows}) WHERE coalesce({names}) IS NOT NULL GROUP BY {names}
    """)
    borne = " UNION ALL ".join(
        f"SELECT slot, {kind} AS kind, {name} AS code, {'card' if name == 'document' else 'false'} AS card "
        f"FROM r_slot WHERE {name} IS NOT NULL"
        for kind, name in enumerate(IDENTIFIER_KINDS)
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE r_borne AS {borne}")
    con.execute("""
        CREATE OR REPLACE TEMP TABLE r_node AS
        SELECT row_number() OVER (ORDER BY code) - 1 AS node, code, min(kind) AS kind, bool_or(card) AS card
        FROM r_borne GROUP BY code
    """)
    pairs = columns(con, "SELECT DISTINCT b.slot, n.node, n.kind FROM r_borne AS b JOIN r_node AS n USING (code)")
    order = np.lexsort((pairs["node"], RANK[pairs["kind"].astype(np.int64)], pairs["slot"]))
    nodes = columns(con, "SELECT kind, coalesce(card, false) AS card FROM r_node ORDER BY node")
    slots = columns(con, "SELECT alone, undated FROM r_slot ORDER BY slot")
    return Slots(
        slot=pairs["slot"][order].astype(np.int64),
        node=pairs["node"][order].astype(np.int64),
        kind=nodes["kind"].astype(np.int64),
        card=nodes["card"].astype(np.bool_),
        alone=slots["alone"].astype(np.bool_),
        undated=slots["undated"].astype(np.bool_),
    )


def same_slot(row: str, prefix: str = "", slot: str = "p") -> str:
    """Return the SQL condition that the person with that prefix in a row is the one of a row of `r_slot`.

    >>> same_slot("e", "a_")[:55]
    'e.a_document IS NOT DISTINCT FROM p.document AND e.a_pe'
    """
    return " AND ".join(f"{row}.{prefix}{name} IS NOT DISTINCT FROM {slot}.{name}" for name in IDENTIFIER_KINDS)


def known_place(row: str) -> str:
    """Return the SQL joins by which a row of stays finds its place: `coalesce(by_id.place, by_name.place)`."""
    return (
        f"LEFT JOIN r_by_id AS by_id ON by_id.source = {row}.source AND by_id.place_id = {row}.place_id "
        f"LEFT JOIN r_by_name AS by_name ON {row}.place_id IS NULL "
        f"AND by_name.place_kind = {row}.place_kind AND by_name.place_name = {row}.place_name"
    )


def _rows(feed: str, prefix: str) -> str:
    names = ", ".join(f"s.{prefix}{name} AS {name}" for name in IDENTIFIER_KINDS)
    alone, undated = feed != "encounters", feed not in {"encounters", "identities", "subscribers"}
    join = {
        "stays": f"{known_place('s')} WHERE coalesce(by_id.place, by_name.place) IS NOT NULL",
        "rides": "ANTI JOIN r_ride_held AS h ON h.batch = s.batch AND h.line = s.line",
    }.get(feed, "")
    return (
        f"SELECT {names}, s.{prefix}document_type = 'id_card' AS card, {alone} AS alone, {undated} AS undated "
        f'FROM "{feed}" AS s {join}'
    )

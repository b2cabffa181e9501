"""Who a row speaks of, at which moment.

Strong identifiers of one row name one person for ever. A weaker identifier is linked to the strongest of its row. At a
moment its holder is the only person linked to it then; where there is none, or several, it is a person of its own.
`r_who` holds the answer for every slot: a person within `[since, until)`, and whether several claim the identifier;
`r_doubt` holds the times at which one of a slot's weaker identifiers has another holder. Held slots are in neither.

A person has the number of the node that names him: his least document, else person id, else the identifier he is
known by. Nodes are in the order of their codes, so the least is the one with the smallest code.
"""

import duckdb
import numpy as np
import pyarrow as pa

from graph.model.code_list import CODE_WIDTH, CodeList, Identifiers
from graph.model.timed_graph import Index
from graph.resolve.conflicts import disputed_slots
from graph.resolve.groups import groups
from graph.resolve.holders import EVER, NEVER, holder_tables
from graph.resolve.slots import RANK, WEAKEST_STRONG, Mask, Numbers, Slots, same_slot, slot_tables
from graph.resolve.views import columns, write


def held_tables(con: duckdb.DuckDBPyConnection) -> Slots:
    """Make `r_held`, the slots of identity conflicts, and return all slots; the tables of places are there already."""
    slots = slot_tables(con)
    write(con, "r_held", pa.table({"slot": np.flatnonzero(disputed_slots(slots))}))
    return slots


def person_tables(con: duckdb.DuckDBPyConnection) -> Numbers:
    """Make `r_who`, `r_doubt` and what they need; return the person of each strong node, -1 for the others."""
    slots = held_tables(con)
    stands, undated = _standing(con, slots)
    person = _persons(slots, stands)
    _link_tables(con, slots, stands, undated, person)
    holder_tables(con)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE r_who AS
        SELECT slot, {NEVER} AS since, {EVER} AS until, person, false AS several FROM r_head WHERE person >= 0
        UNION ALL
        SELECT s.slot, h.since, h.until, h.person, h.several
        FROM r_head AS s JOIN r_holder AS h ON h.weak = s.head WHERE s.person < 0
    """)
    con.execute("""
        CREATE OR REPLACE TEMP TABLE r_doubt AS
        SELECT w.slot, greatest(w.since, h.since) AS since, least(w.until, h.until) AS until
        FROM r_who AS w JOIN r_link AS l USING (slot) JOIN r_holder AS h ON h.weak = l.weak
        WHERE h.person <> w.person AND w.since < h.until AND h.since < w.until
    """)
    return person


def shared(slot: str, moment: str) -> str:
    """Return the SQL condition that a weaker identifier of a slot has another holder at a moment."""
    return f"EXISTS (FROM r_doubt AS d WHERE d.slot = {slot} AND d.since <= {moment} AND {moment} < d.until)"


def people_and_identifiers(
    con: duckdb.DuckDBPyConnection, person: Numbers, named: Numbers
) -> tuple[Index, CodeList, Identifiers]:
    """Return the place of each node among the people (-1: nobody), the people's codes, and their identifiers.

    `named` are the persons whom rows of stays, encounters, cases and judgements name.
    """
    nodes = columns(con, "SELECT code, kind FROM r_node ORDER BY node")
    linked = columns(con, "SELECT DISTINCT weak, person FROM r_piece")
    alone = columns(con, "SELECT DISTINCT weak FROM r_weak ANTI JOIN r_piece USING (weak)")["weak"]
    everybody = np.unique(np.concatenate([person[person >= 0], named, alone]).astype(np.int64))
    position = np.full(len(person), -1, np.int32)
    position[everybody] = np.arange(len(everybody), dtype=np.int32)
    strong = np.flatnonzero(person >= 0)
    own = everybody[person[everybody] < 0]
    node = np.concatenate([strong, linked["weak"].astype(np.int64), own])
    owner = position[np.concatenate([person[strong], linked["person"].astype(np.int64), own])]
    kind = nodes["kind"].astype(np.int8)[node]
    node, owner, kind = node[owner >= 0], owner[owner >= 0], kind[owner >= 0]
    order = np.lexsort((node, kind, owner))
    codes = nodes["code"].astype(f"S{CODE_WIDTH}")
    identifiers = Identifiers(owner[order], kind[order], codes[node[order]])
    return position, CodeList(codes[everybody]), identifiers


def _standing(con: duckdb.DuckDBPyConnection, slots: Slots) -> tuple[Mask, Mask]:
    """Return the slots of rows that are not held, and those of them that stand in a row without dates of validity."""
    met = columns(
        con,
        f"""
        SELECT DISTINCT unnest([p.slot, q.slot]) AS slot
        FROM encounters AS e
            JOIN r_slot AS p ON {same_slot("e", "a_", "p")} JOIN r_slot AS q ON {same_slot("e", "b_", "q")}
        WHERE p.slot NOT IN (FROM r_held) AND q.slot NOT IN (FROM r_held)
        """,
    )["slot"].astype(np.int64)
    held = columns(con, "FROM r_held")["slot"].astype(np.int64)
    stands, undated = slots.alone.copy(), slots.undated.copy()
    stands[met] = undated[met] = True
    stands[held] = undated[held] = False
    return stands, undated


def _persons(slots: Slots, stands: Mask) -> Numbers:
    """Return the person of each strong node: the strongest and least of all that rows link with it."""
    there = slots.strong & stands[slots.slot]
    slot, node = slots.slot[there], slots.node[there]
    label = groups(len(slots.kind), slots.head[slot], node)
    size = len(slots.kind)
    best = np.full(size, size * len(RANK))
    np.minimum.at(best, label[node], RANK[slots.kind[node]] * size + node)
    person = np.full(size, -1)
    person[node] = best[label[node]] % size
    return person


def _link_tables(con: duckdb.DuckDBPyConnection, slots: Slots, stands: Mask, undated: Mask, person: Numbers) -> None:
    """Make `r_head` (each slot's strongest node), `r_weak` (weak nodes) and `r_link` (weaker node to strongest)."""
    head = slots.head
    named = np.where(RANK[slots.kind[head]] <= WEAKEST_STRONG, person[head], -1)
    heads = pa.table({"slot": np.arange(len(head)), "head": head, "person": named, "undated": undated})
    write(con, "r_head", heads.filter(pa.array(stands)))
    weak = ~slots.strong & stands[slots.slot]
    nodes = np.unique(slots.node[weak])
    write(con, "r_weak", pa.table({"weak": nodes, "rank": RANK[slots.kind[nodes]]}))
    link = weak & (slots.node != head[slots.slot])
    write(con, "r_link", pa.table({"slot": slots.slot[link], "weak": slots.node[link]}))

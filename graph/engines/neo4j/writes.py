"""Every statement that writes to a server or reads it back whole, made from graph.model.schema; no value is in a text.

A place bears its kind as a second label (`:Venue`, `:NetCafe` ...). Nodes are merged by their key, stays by `stay`,
memberships by `membership`, so that a statement run twice does what it does once.
"""

from graph.model.feeds import PLACE_KINDS
from graph.model.schema import EDGES, NODES, Edge, Node

#: Value of the Deployment node's id: one deployment a database. Each writer of a load has one of its own, `id/number`.
DEPLOYMENT = "contactgraph"
WRITERS = tuple(f"{DEPLOYMENT}/{number}" for number in range(2))
#: Raised when what a load writes, or its meaning, changes; a server of another version holds nothing of ours.
VERSION = 4
KINDS = (*PLACE_KINDS, "encounter")
#: Labels of nodes that are in the database besides those of the table: a load's own note, and what traces write back.
OTHERS = ("Deployment", "Picture")

#: The stamp of a load that is whole.
HELD = "MATCH (d:Deployment {id: $id, version: $version}) WHERE d.complete RETURN d.stamp AS stamp"
#: What is in the database before a load writes anything.
SURVEY = (
    "OPTIONAL MATCH (d:Deployment {id: $id}) RETURN d IS NOT NULL AS ours, d.version AS version, d.owner AS owner, "
    "COUNT { MATCH () } AS nodes, " + " + ".join(f"COUNT {{ MATCH (:{n.label}) }}" for n in NODES) + " AS indexed, "
    + " + ".join(f"COUNT {{ MATCH (:{label}) }}" for label in OTHERS) + " AS others"
)  # fmt: skip
#: Labels of nodes that are not ours; the perspectives of Bloom, which may be kept in any database, are left aside.
STRANGERS = (
    f"MATCH (n) WHERE NOT n:{'|'.join((*(n.label for n in NODES), *OTHERS))} "
    "AND none(label IN labels(n) WHERE label STARTS WITH '_Bloom_') "
    "WITH n LIMIT 1000 RETURN DISTINCT coalesce(head(labels(n)), 'no label') AS label ORDER BY label LIMIT 5"
)
#: A load begins: nothing on the server counts until it ends. `load` is a token of this run, which every writer bears;
#: `version` stays that of the stays that are there until all are written anew.
BEGIN = (
    "MERGE (d:Deployment {id: $id}) ON CREATE SET d.version = $version "
    "SET d.complete = false, d.load = $load, d.stamp = $stamp, "
    "d.owner = CASE WHEN $owner = '' THEN d.owner ELSE $owner END "
    "WITH d UNWIND $writers AS id MERGE (w:Deployment {id: id}) SET w.load = $load, w.batches = 0"
)
#: First statement of every batch: locks the writer's node and finds out whether another load has begun meanwhile.
GUARD = "MATCH (d:Deployment {id: $id, load: $load}) SET d.batches = d.batches + 1 RETURN d.batches AS batches"
END = "MATCH (d:Deployment {id: $id, load: $load}) SET d.complete = true, d.version = $version RETURN d.stamp AS stamp"
AWAIT = "CALL db.awaitIndexes(600)"


#: The day of a stay, counted from 1970-01-01 UTC; a stay without a time, which is none of ours, is put on that day.
SHIFT = 86_400 * 10**9
DAY = f"((coalesce(r.t_start, 0) + {SHIFT}) / 86400 - {SHIFT // 86_400})"
#: Primes of the digests of a day: of the numbers of its stays, and of what the stays say.
NUMBERS, SAYS, MIXED = 2_147_483_647, 1_048_573, 65_521
#: What a stay says as whole numbers, as far as Cypher can: times, bits, and the lengths of texts and lists.
SAID = (
    f"(r.t_start + {SHIFT})",
    f"(r.t_end + {SHIFT})",
    f"(r.from_time.epochSeconds + {SHIFT})",
    f"(r.until_time.epochSeconds + {SHIFT})",
    "r.flags",
    "r.booking",
    "coalesce(toInteger(r.distance * 1000) + 1, 0)",
    "size(r.place)",
    "size(r.sources)",
    "coalesce(size(r.zone) + 1, 0)",
    "coalesce(size(r.floor) + 1, 0)",
    "coalesce(size(r.seat) + 1, 0)",
)
#: For each day its stays, the sum of their numbers, and the sum of what they say; in whatever order they are read.
DIGESTS = (
    f"MATCH ()-[r:STAYED]->() RETURN {DAY} AS day, count(*) AS stays, sum(r.stay % {NUMBERS}) AS numbers, sum(("
    + " + ".join(f"{weight} * ({term} % {SAYS})" for weight, term in enumerate(SAID, 1))
    + f") % {SAYS} * (r.stay % {MIXED})) AS says"
)


def kind_label(kind: str) -> str | None:
    """Return the second label of a place of that kind; None for a kind that is not ours.

    >>> kind_label("net_cafe")
    'NetCafe'

    """
    return "".join(word.capitalize() for word in kind.split("_")) if kind in KINDS else None


def schema_statements() -> list[str]:
    """Return the statements that make constraints and indexes; harmless where they are there already.

    After an offline import the server fills an index beside the work that follows, but a constraint is waited for: with
    the indexes of relationships begun first both are there in half the time.
    """
    made = ["CREATE CONSTRAINT deployment_id IF NOT EXISTS FOR (n:Deployment) REQUIRE n.id IS UNIQUE"]
    made += [
        f"CREATE CONSTRAINT {n.label.lower()}_{n.key} IF NOT EXISTS FOR (n:{n.label}) REQUIRE n.{n.key} IS UNIQUE"
        for n in NODES
    ]
    made += [
        f"CREATE INDEX {n.label.lower()}_{name} IF NOT EXISTS FOR (n:{n.label}) ON (n.{name})"
        for n in NODES
        for name in n.searched
    ]
    for edge in (edge for edge in EDGES if edge.index):
        columns = ", ".join(f"r.{column}" for column in edge.index)
        name = f"{edge.kind.lower()}_{'_'.join(edge.index)}"
        made.append(f"CREATE INDEX {name} IF NOT EXISTS FOR ()-[r:{edge.kind}]-() ON ({columns})")
    made += [
        f"CREATE CONSTRAINT {e.kind.lower()}_{e.key} IF NOT EXISTS FOR ()-[r:{e.kind}]-() REQUIRE r.{e.key} IS UNIQUE"
        for e in EDGES
        if e.key
    ]
    return made


def merge_nodes(node: Node, kind: str | None = None) -> str:
    """Return the statement that writes `$rows` (maps of properties) as nodes, of that place kind if they have kinds."""
    pairs = ", ".join(f"n.{p.name} = row.{p.name}" for p in node.properties if p.name != node.key)
    values = f" SET {pairs}" if pairs else ""
    labels = ""
    if node.kinds:
        own = kind_label(kind) if kind else None
        others = [label for k in KINDS if (label := kind_label(k)) != own]
        labels = (f" SET n:{own}" if own else "") + " REMOVE " + ", ".join(f"n:{label}" for label in others)
    return f"UNWIND $rows AS row MERGE (n:{node.label} {{{node.key}: row.{node.key}}}){values}{labels}"


def edge_columns(edge: Edge) -> list[str]:
    """Return what a row of a relationship says, in that order: the keys of its two ends, and its properties."""
    return ["from", "to", *(p.name for p in edge.properties if p.name not in edge.moments)]


def write_edges(edge: Edge, *, new: bool = False) -> str:
    """Return the statement that writes `$rows` as relationships: lists, each in the order of `edge_columns`.

    Lists take half the time of maps, on the way and on the server. `new` ones are known not to be there: that they are
    not looked for first saves a fifth; where one is there after all its key refuses it.
    """
    source, target = _node(edge.source), _node(edge.target)
    at = {name: f"row[{place}]" for place, name in enumerate(edge_columns(edge))}
    values = {p.name: at[p.name] for p in edge.properties if p.name in at}
    values |= {name: f"datetime({{epochSeconds: {at[of]}}})" for name, of in edge.moments.items()}
    ends = (
        f"UNWIND $rows AS row MATCH (a:{source.label} {{{source.key}: row[0]}}) "
        f"MATCH (b:{target.label} {{{target.key}: row[1]}}) "
    )
    if new:
        said = ", ".join(f"{name}: {value}" for name, value in values.items())
        return f"{ends}CREATE (a)-[:{edge.kind} {{{said}}}]->(b)"
    key = f" {{{edge.key}: {at[edge.key]}}}" if edge.key else ""
    said = ", ".join(f"r.{name} = {value}" for name, value in values.items() if name != edge.key)
    return f"{ends}MERGE (a)-[r:{edge.kind}{key}]->(b)" + (f" SET {said}" if said else "")


def delete_nodes(node: Node) -> str:
    """Return the statement that deletes the nodes with `$keys`, and what hangs on them."""
    return f"UNWIND $keys AS key MATCH (n:{node.label} {{{node.key}: key}}) DETACH DELETE n"


def delete_edges(edge: Edge) -> str:
    """Return the statement that deletes the relationships with `$keys`; of a kind without key, any `$limit`."""
    if edge.key:
        return f"UNWIND $keys AS key MATCH ()-[r:{edge.kind} {{{edge.key}: key}}]->() DELETE r"
    return f"MATCH ()-[r:{edge.kind}]->() WITH r LIMIT $limit DELETE r RETURN count(*) AS rows"


def page_of_nodes(node: Node) -> str:
    """Return the statement that reads the next `$limit` nodes after key `$after`: lists of properties, key first."""
    columns = ", ".join(f"n.{name}" for name in node_columns(node))
    return (
        f"MATCH (n:{node.label}) WHERE n.{node.key} > $after WITH n ORDER BY n.{node.key} LIMIT $limit "
        f"RETURN collect([{columns}]) AS rows"
    )


def page_of_edges(edge: Edge, *, whole: bool) -> str:
    """Return the statement that reads the next `$limit` relationships after the key `$after`: keys, or whole rows.

    A whole row is a list: the properties in the schema's order, moments as UTC seconds, then the keys of its two ends.
    Of a kind with moments only those of `$days` are read: days since 1970-01-01 UTC; all if it is null.
    """
    source, target = _node(edge.source), _node(edge.target)
    names = (f"{p.name}.epochSeconds" if p.name in edge.moments else p.name for p in edge.properties)
    columns = [f"r.{name}" for name in names] + [f"a.{source.key}", f"b.{target.key}"]
    taken = f"[{', '.join(columns)}]" if whole else f"r.{edge.key}"
    days = f" AND ($days IS NULL OR {DAY} IN $days)" if edge.moments else ""
    return (
        f"MATCH (a)-[r:{edge.kind}]->(b) WHERE r.{edge.key} > $after{days} "
        f"WITH a, r, b ORDER BY r.{edge.key} LIMIT $limit RETURN collect({taken}) AS rows"
    )


def pairs_of_edges(edge: Edge) -> str:
    """Return the statement that reads all relationships of a kind without properties as pairs of keys."""
    source, target = _node(edge.source), _node(edge.target)
    return f"MATCH (a)-[r:{edge.kind}]->(b) RETURN collect([a.{source.key}, b.{target.key}]) AS rows"


def count_nodes(node: Node) -> str:
    """Return the statement that counts the nodes of a label; the server keeps the number."""
    return f"MATCH (n:{node.label}) RETURN count(n) AS rows"


def count_edges(edge: Edge) -> str:
    """Return the statement that counts the relationships of a kind; the server keeps the number."""
    return f"MATCH ()-[r:{edge.kind}]->() RETURN count(r) AS rows"


def node_columns(node: Node) -> list[str]:
    """Return the names of a node's properties, its key first."""
    return [node.key, *(p.name for p in node.properties if p.name != node.key)]


def _node(label: str) -> Node:
    return next(node for node in NODES if node.label == label)

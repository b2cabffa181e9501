"""Every statement that writes to a server or reads it back whole, made from graph.model.schema; no value is in a text.

A place bears its kind as a second label (`:Venue`, `:NetCafe` ...). Nodes are merged by their key, stays by `stay`,
memberships by `membership`, so that a statement run twice does what it does once.
"""

from graph.model.feeds import PLACE_KINDS
from graph.model.schema import EDGES, NODES, Edge, Node

#: Value of the one Deployment node's id: one deployment a database.
DEPLOYMENT = "contactgraph"
#: Raised when what a load writes, or its meaning, changes; a server of another version holds nothing of ours.
VERSION = 2
KINDS = (*PLACE_KINDS, "encounter")

#: The stamp of a load that is whole.
HELD = "MATCH (d:Deployment {id: $id, version: $version}) WHERE d.complete RETURN d.stamp AS stamp"
#: A load begins: nothing on the server counts until it ends. `load` is a token of this run.
BEGIN = (
    "MERGE (d:Deployment {id: $id}) "
    "SET d.complete = false, d.load = $load, d.stamp = $stamp, d.version = $version, d.batches = 0"
)
#: First statement of every batch: locks the node and finds out whether another load has begun meanwhile.
GUARD = "MATCH (d:Deployment {id: $id, load: $load}) SET d.batches = d.batches + 1 RETURN d.batches AS batches"
END = "MATCH (d:Deployment {id: $id, load: $load}) SET d.complete = true RETURN d.stamp AS stamp"
AWAIT = "CALL db.awaitIndexes(600)"


def kind_label(kind: str) -> str | None:
    """Return the second label of a place of that kind; None for a kind that is not ours.

    >>> kind_label("net_cafe")
    'NetCafe'

    """
    return "".join(word.capitalize() for word in kind.split("_")) if kind in KINDS else None


def schema_statements() -> list[str]:
    """Return the statements that make constraints and indexes; harmless where they are there already."""
    made = ["CREATE CONSTRAINT deployment_id IF NOT EXISTS FOR (n:Deployment) REQUIRE n.id IS UNIQUE"]
    made += [
        f"CREATE CONSTRAINT {n.label.lower()}_{n.key} IF NOT EXISTS FOR (n:{n.label}) REQUIRE n.{n.key} IS UNIQUE"
        for n in NODES
    ]
    for edge in EDGES:
        name, pattern = edge.kind.lower(), f"FOR ()-[r:{edge.kind}]-()"
        if edge.key:
            made.append(f"CREATE CONSTRAINT {name}_{edge.key} IF NOT EXISTS {pattern} REQUIRE r.{edge.key} IS UNIQUE")
        if edge.index:
            columns = ", ".join(f"r.{column}" for column in edge.index)
            made.append(f"CREATE INDEX {name}_{'_'.join(edge.index)} IF NOT EXISTS {pattern} ON ({columns})")
    return made


def merge_nodes(node: Node, kind: str | None = None) -> str:
    """Return the statement that writes `$rows` (maps of properties) as nodes, of that place kind if they have kinds."""
    values = _values("n", node.key, [p.name for p in node.properties])
    labels = ""
    if node.kinds:
        own = kind_label(kind) if kind else None
        others = [label for k in KINDS if (label := kind_label(k)) != own]
        labels = (f" SET n:{own}" if own else "") + " REMOVE " + ", ".join(f"n:{label}" for label in others)
    return f"UNWIND $rows AS row MERGE (n:{node.label} {{{node.key}: row.{node.key}}}){values}{labels}"


def merge_edges(edge: Edge) -> str:
    """Return the statement that writes `$rows` as relationships: maps of properties with the keys `from` and `to`."""
    source, target = _node(edge.source), _node(edge.target)
    key = f" {{{edge.key}: row.{edge.key}}}" if edge.key else ""
    values = _values("r", edge.key, [p.name for p in edge.properties])
    return (
        f"UNWIND $rows AS row MATCH (a:{source.label} {{{source.key}: row.`from`}}) "
        f"MATCH (b:{target.label} {{{target.key}: row.`to`}}) MERGE (a)-[r:{edge.kind}{key}]->(b){values}"
    )


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

    A whole row is a list: the properties in the schema's order, then the keys of its two ends.
    """
    source, target = _node(edge.source), _node(edge.target)
    columns = [f"r.{p.name}" for p in edge.properties] + [f"a.{source.key}", f"b.{target.key}"]
    taken = f"[{', '.join(columns)}]" if whole else f"r.{edge.key}"
    return (
        f"MATCH (a)-[r:{edge.kind}]->(b) WHERE r.{edge.key} > $after WITH a, r, b ORDER BY r.{edge.key} LIMIT $limit "
        f"RETURN collect({taken}) AS rows"
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


def _values(variable: str, key: str | None, names: list[str]) -> str:
    pairs = ", ".join(f"{variable}.{name} = row.{name}" for name in names if name != key)
    return f" SET {pairs}" if pairs else ""

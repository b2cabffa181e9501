"""Reads an answer with --json from standard input, makes a py2neo subgraph of it and prints who has how many neighbours.

contactgraph trace my-dir C1 --json | python examples/notebook/neighbours.py

With --merge it is also written to the server that NEO4J_URI, NEO4J_USER, NEO4J_PASSWORD and NEO4J_DATABASE name, and
counted there. Give it a database of its own: never the one that a deployment is loaded into.
"""
# ruff: noqa: INP001  a program to run, no package

import sys
from collections import Counter
from collections.abc import Iterable, Iterator

from py2neo import NodeMatcher

from api.notebook import graph, to_py2neo


def neighbours(answer: Iterable[str], *, merge: bool) -> Iterator[str]:
    """Yield a line about the whole, then one about each person: joined to how many people and places."""
    drawn = to_py2neo(answer)
    people, places = Counter(), Counter()
    for edge in drawn.relationships:
        one, other = edge.start_node, edge.end_node
        if other.has_label("AnswerPlace"):
            places[one["person"]] += 1
        else:
            people.update((one["person"], other["person"]))
    yield f"{len(drawn.nodes)} nodes, {len(drawn.relationships)} relationships"
    for name in sorted(node["person"] for node in drawn.nodes if node.has_label("AnswerPerson")):
        yield f"{name:8} {people[name]} people, {places[name]} places"
    if merge:
        server = graph()
        server.merge(drawn)
        yield f"people on the server: {len(NodeMatcher(server).match('AnswerPerson'))}"


if __name__ == "__main__":
    sys.stdout.writelines(line + "\n" for line in neighbours(sys.stdin, merge="--merge" in sys.argv))

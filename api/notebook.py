"""py2neo for people's notebooks: a checked connection, and answers as nodes and relationships.

py2neo is at its end of life and comes as an extra: contactgraph itself asks the server through Neo4j's own driver, and
needs none of this. What of it still works is in docs/how-to/notebook.md.
"""

import json
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from api.settings import Settings
from graph.errors import EngineError, UsageError
from graph.load import connected

if TYPE_CHECKING:  # an extra, and half a second
    import py2neo

Row = Mapping[str, Any]
#: Labels of what answers show. They are not those of the loaded graph: an answer calls people by other names than it.
PERSON, PLACE = "AnswerPerson", "AnswerPlace"
#: Channels whose exposures have no place where somebody was.
_NO_SPOT = {"household", "encounter"}
_OF_A_CONTACT = ("ring", "class", "case", "judgement", "reasons", "first", "last", "minutes", "channels")


def graph(
    uri: str | None = None, user: str | None = None, password: str | None = None, database: str | None = None
) -> "py2neo.Graph":
    """Return a py2neo graph of the server; what is not given comes from NEO4J_URI, NEO4J_USER and so on.

    The server is asked through the driver first, since py2neo tells a wrong password and a dead server alike.

    Raises:
        UsageError: EXTRA_MISSING, py2neo is not installed.
        EngineError: no server is named, it does not answer or refuses; NEO4J_BOLT if it only refuses py2neo.

    """
    module = _py2neo()
    s = Settings().server
    server = s._replace(
        uri=uri or s.uri, user=user or s.user, password=password or s.password, database=database or s.database
    )
    connected(server).close()
    try:
        found = module.Graph(server.uri, auth=(server.user, server.password), name=server.database)
        found.evaluate("RETURN 1")
    except Exception as e:  # py2neo's errors have no common parent
        raise EngineError(
            "NEO4J_BOLT",
            f"Neo4j at {server.uri} answers its own driver but not py2neo, which speaks Bolt up to 4.3: use the driver "
            f"(`import neo4j`); py2neo said {type(e).__name__}",
        ) from e
    return found


def to_py2neo(answer: Iterable[str | Row], *, about: str | None = None) -> "py2neo.Subgraph":
    """Return an answer as a py2neo subgraph; `answer` is what a command writes with --json, as lines or as objects.

    Drawn are trace, shared, same, trajectory, reach and chains between people. `(:AnswerPerson {person})` and
    `(:AnswerPlace {place})` bear the names that the answer shows. Two nodes have one relationship of a type, since
    py2neo's merge keeps no more; its times stand in lists of equal length, RFC 3339 in UTC, by time:

    - `(a)-[:TOGETHER {t_start, t_end, place, channel}]->(b)`: the exposures of a contact with the case (ring 2: with
      the close contact); of `shared` and `same`, whose rows do not say with whom, with the person `about`, if given;
    - `(a)-[:WAS_AT {t_start, t_end}]->(place)`: the same times, or the stays of a trajectory;
    - `(a)-[:PASSED_ON {at, place}]->(b)`: from whom to whom in a reach or a chain, never later than `at` if backward.

    Nothing is sent anywhere. `graph.merge` of it writes it to a server, with no schema of ours; never do that to the
    database of a deployment, which holds the facts and nothing else.

    Raises:
        UsageError: EXTRA_MISSING; NOT_JSON for a line that is none; NOT_DRAWN for a line of another answer.

    """
    drawing = _Drawing(_py2neo(), about)
    for line in answer:
        row = _read(line) if isinstance(line, str) else line
        drawing.add(row)
    return drawing.subgraph()


def _py2neo() -> Any:
    """Return the module; raise UsageError (EXTRA_MISSING) where it is not installed."""
    try:
        import py2neo  # noqa: PLC0415
    except ImportError as e:
        raise UsageError(
            "EXTRA_MISSING", "py2neo is not installed: install contactgraph with its extra, contactgraph[py2neo]"
        ) from e
    return py2neo


def _read(line: str) -> Row:
    try:
        row = json.loads(line)
    except ValueError:
        row = None
    if not isinstance(row, dict):
        raise UsageError("NOT_JSON", f"{line[:40]!r} is no line of an answer: call the command with --json")
    return row


class _Drawing:
    """Collects nodes and relationships; every person, place and relationship is there once."""

    def __init__(self, py2neo: Any, about: str | None) -> None:
        self._py2neo = py2neo
        self._about = about
        self._nodes: dict[tuple[str, str], Any] = {}
        self._times: dict[tuple[str, Any, Any], tuple[tuple[str, ...], set[tuple[str, ...]]]] = {}

    def add(self, row: Row) -> None:
        kind = row.get("kind")
        draw = {
            "trace": self._head, "reach": self._head, "contact": self._contact, "shared": self._shared,
            "same": self._shared, "stay": self._stay, "reached": self._reached, "chain": self._chain,
        }.get(str(kind))  # fmt: skip
        if draw is None:
            raise UsageError(
                "NOT_DRAWN",
                f"a line of kind {kind!r} is not drawn: give those of trace, shared, same, trajectory, reach or chains",
            )
        draw(row)

    def subgraph(self) -> Any:
        edges = []
        for (kind, one, other), (names, rows) in self._times.items():
            columns = [list(values) for values in zip(*sorted(rows), strict=True)]
            edges.append(self._py2neo.Relationship(one, kind, other, **dict(zip(names, columns, strict=True))))
        return self._py2neo.Subgraph(list(self._nodes.values()), edges)

    def _head(self, row: Row) -> None:
        self._person(row["person"])["case"] = row["case"]

    def _contact(self, row: Row) -> None:
        person = self._person(row["person"])
        person.update({name: row[name] for name in _OF_A_CONTACT if row[name] is not None})
        for exposure in row["exposures"]:
            self._together(person, self._person(exposure["with"]), exposure)

    def _shared(self, row: Row) -> None:
        person = self._person(row["person"])
        if self._about is None:
            self._was_at(person, row)
        else:
            self._together(person, self._person(self._about), row)

    def _stay(self, row: Row) -> None:
        self._edge("WAS_AT", self._person(row["person"]), self._place(row), row, ("t_start", "t_end"))

    def _reached(self, row: Row) -> None:
        person = self._person(row["person"])
        backward = "latest" in row
        when = "latest" if backward else "arrival"
        person.update({when: row[when], "hops": row["hops"]})
        other = self._person(row["to"] if backward else row["from"])
        ends = (person, other) if backward else (other, person)
        self._edge("PASSED_ON", *ends, {"at": row[when], "place": row["place"]}, ("at", "place"))

    def _chain(self, row: Row) -> None:
        people = [self._person(name) for name in row["people"]]
        for (one, other), at, place in zip(pairwise(people), row["times"], row["places"], strict=True):
            self._edge("PASSED_ON", one, other, {"at": at, "place": place}, ("at", "place"))

    def _together(self, one: Any, other: Any, row: Row) -> None:
        self._edge("TOGETHER", one, other, row, ("t_start", "t_end", "place", "channel"))
        self._was_at(one, row)
        self._was_at(other, row)

    def _was_at(self, person: Any, row: Row) -> None:
        if row["channel"] not in _NO_SPOT:
            self._edge("WAS_AT", person, self._place(row), row, ("t_start", "t_end"))

    def _edge(self, kind: str, one: Any, other: Any, row: Row, names: tuple[str, ...]) -> None:
        _, rows = self._times.setdefault((kind, one, other), (names, set()))
        rows.add(tuple(row[name] for name in names))

    def _person(self, name: str) -> Any:
        return self._node(PERSON, "person", name)

    def _place(self, row: Row) -> Any:
        place = self._node(PLACE, "place", row["place"])
        if "place_kind" in row:
            place["kind"] = row["place_kind"]
        return place

    def _node(self, label: str, key: str, name: str) -> Any:
        if (label, name) not in self._nodes:
            node = self._nodes[label, name] = self._py2neo.Node(label, **{key: name})
            node.__primarylabel__, node.__primarykey__ = label, key
        return self._nodes[label, name]

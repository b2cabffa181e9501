"""What a server should be set to, and whether it has the indexes that the questions seek in.

The settings are those of `docker-compose.yml`. A server that is set otherwise works all the same, until the day when a
question never ends or takes all memory: so a wrong setting is told, and a missing index is refused.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from graph.engines.neo4j.connection import Connection, Transaction
from graph.errors import EngineError
from graph.model.schema import EDGES, NODES

_SETTINGS = "SHOW SETTINGS $names YIELD name, value RETURN name, value ORDER BY name"
_INDEXES = (
    "SHOW INDEXES YIELD labelsOrTypes, properties, state, type WHERE type = 'RANGE' AND size(labelsOrTypes) = 1 "
    "RETURN labelsOrTypes[0] AS on, properties AS columns, state AS state"
)
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


@dataclass(frozen=True, slots=True)
class _Wish:
    """A setting of the server: what is right, what to set it to, and what happens otherwise."""

    name: str
    right: Callable[[str], bool]
    to: str
    otherwise: str


def seconds(value: str) -> float:
    """Return a duration as the server writes it, in seconds.

    >>> seconds("1m30s"), seconds("500ms"), seconds("0s")
    (90.0, 0.5, 0.0)

    """
    return sum(int(number) * _UNITS[unit] for number, unit in re.findall(r"(\d+)(ms|s|m|h|d)", value))


def _some(value: str) -> bool:
    """Return whether a number, a size or a duration is not nought, which to the server is "without limit"."""
    return re.search(r"[1-9]", value) is not None


def _is_off(value: str) -> bool:
    return value.lower() == "false"


_WISHES = (
    _Wish("dbms.security.auth_enabled", lambda v: not _is_off(v), "true", "anybody who reaches the server reads it all"),
    _Wish("db.transaction.timeout", _some, "60s", "a question of another program may run for ever"),
    _Wish("db.lock.acquisition.timeout", _some, "5s", "a load may wait for another one for ever"),
    _Wish("db.transaction.bookmark_ready_timeout", lambda v: seconds(v) <= 10, "5s", "a restored server is waited for"),
    _Wish("db.memory.transaction.max", _some, "512m", "one question may take all memory"),
    _Wish("dbms.memory.transaction.total.max", _some, "70% of the heap", "all questions together may take all memory"),
    _Wish("db.transaction.concurrent.maximum", lambda v: 0 < int(v) <= 200, "200", "a rush of questions slows all"),
    _Wish("dbms.security.allow_csv_import_from_file_urls", _is_off, "false", "a statement may read the server's files"),
    _Wish("dbms.security.procedures.allowlist", lambda v: "*" not in v.split(","), "db.*", "any plugin may be called"),
    _Wish("dbms.usage_report.enabled", _is_off, "false", "the server reports its use to its maker"),
    _Wish(
        "server.bolt.connection_keep_alive", lambda v: 0 < seconds(v) <= 5, "5s",
        "a path that died without a word is noticed only at the question's own limit",
    ),
)  # fmt: skip


def advice(connection: Connection) -> list[str]:
    """Return a sentence for every setting of the server that is not as it should be; none if all are.

    Raises:
        EngineError: the server is away.

    """
    names = [wish.name for wish in _WISHES]
    rows = connection.read(lambda t: t.run(_SETTINGS, {"names": names}))
    return list(_remarks({str(row["name"]): str(row["value"]) for row in rows}))


def _remarks(found: dict[str, str]) -> Iterator[str]:
    for wish in _WISHES:
        value = found.get(wish.name)
        if value is not None and not wish.right(value):
            yield f"{wish.name} is {value or 'empty'}: set it to {wish.to}, else {wish.otherwise}"


def require_indexes(running: Transaction) -> None:
    """Make sure that every index of ours is there and built; raise EngineError, ENGINE_BEHIND, where one is not.

    The server would answer all the same, by reading everything.
    """
    states = {(str(row["on"]), tuple(row["columns"])): str(row["state"]) for row in running.run(_INDEXES)}
    for on, columns in _wanted():
        state = states.get((on, columns))
        if state is None or state == "FAILED":
            raise EngineError(
                "ENGINE_BEHIND",
                f"the server has no index of {on}({', '.join(columns)}): run `contactgraph neo4j DIR load`",
            )
        if state != "ONLINE":
            raise EngineError(
                "ENGINE_BEHIND",
                f"the server is still building the index of {on}({', '.join(columns)}): ask again in a minute, "
                "or with --engine embedded",
            )


def _wanted() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the label or type and the columns of every index of the schema; a uniqueness constraint brings its own."""
    for node in NODES:
        yield node.label, (node.key,)
    for edge in EDGES:
        if edge.key:
            yield edge.kind, (edge.key,)
        if edge.index:
            yield edge.kind, edge.index

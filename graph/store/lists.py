"""Versions of the classified list of some cases: kept as codes and times, a new one only when something changed."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, insert, select

from graph.store.tables import list_versions, lists

Rows = Sequence[dict[str, object]]


@dataclass(frozen=True, slots=True)
class ListVersion:
    """One version of a list; `created` is microseconds since 1970 UTC, `rows` name people by their codes."""

    cases: list[str]
    edition: str
    version: int
    digest: str
    created: int
    rows: Rows


def kept_version(db: Engine, *, cases: Sequence[str], edition: str, rows: Rows, now: int) -> ListVersion:
    """Return the newest version of the list of these cases; it is a new one if the rows are not those of the last."""
    digest = _digest(rows)
    with db.begin() as connection:
        number = _list(connection, sorted(cases), edition)
        newest = _versions(connection, number, cases, edition)[-1:]
        if newest and newest[0].digest == digest:
            return newest[0]
        version = newest[0].version + 1 if newest else 1
        row = {"list": number, "version": version, "digest": digest, "created": now, "rows": list(rows)}
        connection.execute(insert(list_versions).values(row))
    return ListVersion(sorted(cases), edition, version, digest, now, list(rows))


def versions(db: Engine, *, cases: Sequence[str], edition: str) -> list[ListVersion]:
    """Return all versions of the list of these cases under an edition, oldest first."""
    with db.begin() as connection:
        found = connection.scalar(select(lists.c.id).where(lists.c.key == _key(sorted(cases), edition)))
        return [] if found is None else _versions(connection, found, cases, edition)


def _list(connection: Connection, cases: list[str], edition: str) -> int:
    """Return the number of the list of these cases, made if it is new."""
    key = _key(cases, edition)
    found = connection.scalar(select(lists.c.id).where(lists.c.key == key))
    if found is not None:
        return int(found)
    made = connection.execute(insert(lists).values(cases=cases, edition=edition, key=key)).inserted_primary_key
    return int(made[0]) if made else 0


def _versions(connection: Connection, number: int, cases: Sequence[str], edition: str) -> list[ListVersion]:
    query = select(list_versions).where(list_versions.c.list == number).order_by(list_versions.c.version)
    return [
        ListVersion(sorted(cases), edition, row.version, row.digest, row.created, row.rows)
        for row in connection.execute(query)
    ]


def _digest(rows: Rows) -> str:
    return hashlib.sha256(json.dumps(list(rows), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _key(cases: list[str], edition: str) -> str:
    return hashlib.sha256(json.dumps([cases, edition], ensure_ascii=False).encode()).hexdigest()

"""A Cypher file run by the bare driver, and its answer as rows."""

from collections.abc import Mapping
from typing import Any

import neo4j

from queries import catalog


def run(driver: neo4j.Driver, name: str, given: Mapping[str, object]) -> list[dict[str, Any]]:
    found = driver.execute_query(catalog.cypher(name).text, dict(given), database_="neo4j", routing_="r")
    assert tuple(found.keys) == catalog.cypher(name).columns
    return [dict(record) for record in found.records]


def rows(record: Mapping[str, Any], *columns: str) -> set[tuple[object, ...]]:
    """Return the rows of some columns; what is said once of a stay of the seed's beside each other's stay."""
    told = [record[c] for c in columns]
    if "person" in columns and record["person"] and isinstance(record["person"][0], list):
        sizes = [len(others) for others in record["person"]]
        told = [
            [v for values in column for v in values]
            if isinstance(column[0], list)
            else [v for v, size in zip(column, sizes, strict=True) for _ in range(size)]
            for column in told
        ]
    return set(zip(*told, strict=True))

"""Parquet schemas of the facts and of the ledgers beside them, made from the table of feeds.

A fact file holds one feed's rows as they stand: where the row came from, its record's key, its people as keyed codes,
and every column that the table of feeds keeps in the facts. Times are integer seconds UTC; a date is its midnight as if it
were UTC, a clock its seconds since midnight.
"""

from collections.abc import Iterator

import pyarrow as pa

from graph.model.feeds import IDENTIFIERS, Column, Feed

#: Columns that every fact row starts with: its batch, its line there, its record's code, its source, its flags.
WHENCE = (
    ("batch", pa.int32()),
    ("line", pa.int64()),
    ("record", pa.string()),
    ("source", pa.string()),
    ("flags", pa.int32()),
)

#: One row per record of a file; `accepted` is who was the record's current row at the batch's end. Codes stand here as
#: the first 12 bytes: short enough to be compared in one step.
#: `counts` is false for a repeated row without a version, which changes nothing; `held` is the reason for which an
#: accepted row was held when it came.
LEDGER = pa.schema(
    [
        ("batch", pa.int32()),
        ("line", pa.int64()),
        ("outcome", pa.string()),
        ("reason", pa.string()),
        ("record", pa.binary()),
        ("content", pa.binary()),
        ("version", pa.decimal128(38, 9)),
        ("declared", pa.bool_()),
        ("cancel", pa.bool_()),
        ("counts", pa.bool_()),
        ("held", pa.string()),
    ]
)

#: Which rows of earlier batches a batch put out of force.
SUPERSEDED = pa.schema([("batch", pa.int32()), ("line", pa.int64())])

_ARROW = {
    "text": pa.string(),
    "choice": pa.string(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "time": pa.int64(),
    "date": pa.int64(),
    "clock": pa.int64(),
}

_DUCKDB = {
    pa.string(): "VARCHAR",
    pa.float64(): "DOUBLE",
    pa.bool_(): "BOOLEAN",
    pa.int64(): "BIGINT",
    pa.int32(): "INTEGER",
    pa.list_(pa.string()): "VARCHAR[]",
}


def fact_schema(feed: Feed) -> pa.Schema:
    """Return the columns of a feed's facts, in the order in which they are written.

    >>> from graph.model.feeds import IDENTITIES
    >>> fact_schema(IDENTITIES).names[-4:]
    ['valid_from', 'valid_from_day', 'valid_to', 'valid_to_day']
    """
    fields = [pa.field(name, kind) for name, kind in WHENCE]
    for prefix in feed.persons:
        fields += [pa.field(prefix + name, pa.string()) for name in (*IDENTIFIERS, "code", "document_type")]
    for column in feed.columns:
        fields += _kept(column)
    return pa.schema(fields)


def _kept(column: Column) -> Iterator[pa.Field]:
    if column.name == "infector":
        yield pa.field("infectors", pa.list_(pa.string()))
    elif column.keep in {"facts", "both"}:
        yield pa.field(column.fact_name, _ARROW[column.kind])
        if column.kind == "time":
            yield pa.field(f"{column.fact_name}_day", pa.bool_())
        if column.local:
            yield pa.field(f"{column.fact_name}_local", pa.int64())
    elif column.name == "booking":
        yield pa.field(column.name, pa.string())


def empty_select(schema: pa.Schema) -> str:
    """Return a DuckDB query of no rows with exactly these columns: what a feed without facts looks like.

    >>> empty_select(pa.schema([("line", pa.int64())]))
    'SELECT CAST(NULL AS BIGINT) AS "line" WHERE false'
    """
    columns = ", ".join(f'CAST(NULL AS {_DUCKDB[f.type]}) AS "{f.name}"' for f in schema)
    return f"SELECT {columns} WHERE false"

"""What becomes of each row of a batch at the batch's end: accepted, duplicate or superseded, by `semantics.md` section 2.

Each record has a current row, the one with the greatest (version, cancel, content) of all rows heard by then. A row that
equals it in content and op is a duplicate, one of them stands; any other is superseded. So, given versions, the outcomes
depend on the set of rows and not on their order. Only records that have more than one row need to be looked at.
"""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from graph.store.facts import parquet

#: What orders the rows of a record, and what makes two of them equal.
_RANK = "struct_pack(version := version, cancel := cancel, content := content)"

#: Rows of earlier batches that belong to a record of this one.
_PAST = """
CREATE OR REPLACE TEMP TABLE past AS
SELECT batch, line, record, content, version, cancel, counts, outcome = 'accepted' AS stood
FROM {ledgers} AS l SEMI JOIN staged USING (record)
"""

_RIVALS = """
CREATE OR REPLACE TEMP TABLE rivals AS
SELECT line, record, content, version, declared, cancel FROM staged SEMI JOIN (
    SELECT record FROM staged GROUP BY record HAVING count(*) > 1 UNION SELECT record FROM past
) USING (record)
"""

#: A row with neither version nor declared export time that equals an earlier row of its record changes nothing.
_REPEATS = """
CREATE OR REPLACE TEMP TABLE told AS
SELECT r.*, NOT declared AND (p.record IS NOT NULL
    OR row_number() OVER (PARTITION BY record, cancel, content ORDER BY line) > 1) AS repeats
FROM rivals AS r LEFT JOIN (SELECT DISTINCT record, cancel, content FROM past) AS p USING (record, cancel, content)
"""

#: The current row of each record at the batch's end, and whether it is the one that stood before.
_CURRENT = f"""
CREATE OR REPLACE TEMP TABLE current_rows AS
WITH ranked AS (
    SELECT record, {_RANK} AS rank, true AS old FROM past WHERE counts
    UNION ALL SELECT record, {_RANK}, false FROM told WHERE NOT repeats
), best AS (SELECT record, max(rank) AS best, max(rank) FILTER (old) AS before FROM ranked GROUP BY record)
SELECT record, best.cancel AS cancel, best.content AS content,
    before IS NOT NULL AND (before.cancel, before.content) = (best.cancel, best.content) AS stays
FROM best
"""

_DECIDED = """
CREATE OR REPLACE TEMP TABLE decided AS
SELECT line, record, NOT repeats AS counts, CASE
    WHEN repeats THEN 'duplicate'
    WHEN (t.cancel, t.content) <> (c.cancel, c.content) THEN 'superseded'
    WHEN NOT stays AND line = min(line) FILTER (NOT repeats) OVER (PARTITION BY record, t.cancel, t.content)
        THEN 'accepted'
    ELSE 'duplicate' END AS outcome
FROM told AS t JOIN current_rows AS c USING (record)
"""

#: One row for every staged row; those without a rival are accepted.
_VERDICTS = """
CREATE OR REPLACE TEMP VIEW verdicts AS
SELECT line, s.record, content, version, declared, cancel,
    coalesce(d.outcome, 'accepted') AS outcome, coalesce(d.counts, true) AS counts
FROM staged AS s LEFT JOIN decided AS d USING (line)
"""

#: The rows of earlier batches that stood until now and stand no more: the last accepted one of each record.
_PUT_OUT = """
CREATE OR REPLACE TEMP TABLE put_out AS
SELECT max(batch) AS batch, arg_max(line, batch) AS line
FROM past SEMI JOIN (SELECT record FROM decided WHERE outcome = 'accepted') USING (record)
WHERE stood GROUP BY record
"""


def decide(con: duckdb.DuckDBPyConnection, ledgers: Sequence[Path]) -> None:
    """Make the view `verdicts` (each staged row with its outcome) and the table `put_out` (batch, line).

    Needs `staged` on the connection: line, record, content, version, declared, cancel of the batch's rows. `ledgers`
    are those of all earlier batches of its source and feed.
    """
    past = (
        parquet(ledgers)
        if ledgers
        else "(SELECT *, NULL::INTEGER AS batch, false AS counts, '' AS outcome FROM staged LIMIT 0)"
    )
    for query in (_PAST.format(ledgers=past), _RIVALS, _REPEATS, _CURRENT, _DECIDED, _VERDICTS, _PUT_OUT):
        con.execute(query)


def counts(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Return how many rows have each outcome, of the three that `decide` gives."""
    rows = con.sql("SELECT outcome, count(*) FROM verdicts GROUP BY outcome").fetchall()
    return {"accepted": 0, "duplicate": 0, "superseded": 0, **dict(rows)}


def as_of_now(con: duckdb.DuckDBPyConnection, ledgers: Sequence[Path]) -> dict[str, int]:
    """Return how many rows of these ledgers stand (held ones among them), repeat and are superseded, all rows heard."""
    if not ledgers:
        return {"accepted": 0, "duplicate": 0, "superseded": 0}
    stands, equal, counted, repeats = con.sql(f"""
        WITH heard AS (SELECT record, cancel, content, counts, {_RANK} AS rank FROM {parquet(ledgers)} WHERE record NOTNULL),
        best AS (SELECT record, max(rank) AS best FROM heard WHERE counts GROUP BY record)
        SELECT (SELECT count(*) FROM best),
            count(*) FILTER (counts AND (cancel, content) = (best.cancel, best.content)),
            count(*) FILTER (counts), count(*) FILTER (NOT counts)
        FROM heard JOIN best USING (record)""").fetchall()[0]
    return {"accepted": stands, "duplicate": repeats + equal - stands, "superseded": counted - equal}

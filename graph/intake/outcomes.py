"""What becomes of each row of a batch: accepted, duplicate or superseded, by `semantics.md` section 2.

The rule is told row by row, in order of arrival: each record has a current row, the one with the greatest (version,
cancel, content); a row that repeats it is a duplicate, a row that beats it takes its place, any other is superseded.
Here it is worked out at once for all rows. The current row before a row is the running maximum of the rows before it,
which starts with the maximum that the ledgers of earlier batches give. Only records that have more than one row in all
need to be looked at.
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

_RUNNING = f"""
CREATE OR REPLACE TEMP TABLE running AS
WITH ranked AS (
    SELECT record, -1 AS line, max({_RANK}) AS rank FROM past WHERE counts GROUP BY record
    UNION ALL SELECT record, line, {_RANK} FROM told WHERE NOT repeats
)
SELECT record, line, rank, max(rank) OVER (
    PARTITION BY record ORDER BY line ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
) AS current
FROM ranked
"""

_DECIDED = """
CREATE OR REPLACE TEMP TABLE decided AS
WITH taken AS (
    SELECT record, line, CASE
        WHEN current IS NULL OR rank > current AND (rank.cancel, rank.content) <> (current.cancel, current.content)
            THEN 'takes over'
        WHEN (rank.cancel, rank.content) = (current.cancel, current.content) THEN 'duplicate'
        ELSE 'superseded' END AS outcome
    FROM running WHERE line >= 0
)
SELECT line, record, true AS counts, CASE
    WHEN outcome <> 'takes over' THEN outcome
    WHEN line = max(line) FILTER (outcome = 'takes over') OVER (PARTITION BY record) THEN 'accepted'
    ELSE 'superseded' END AS outcome
FROM taken
UNION ALL SELECT line, record, false, 'duplicate' FROM told WHERE repeats
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
    for query in (_PAST.format(ledgers=past), _RIVALS, _REPEATS, _RUNNING, _DECIDED, _VERDICTS, _PUT_OUT):
        con.execute(query)


def counts(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Return how many rows have each outcome, of the three that `decide` gives."""
    rows = con.sql("SELECT outcome, count(*) FROM verdicts GROUP BY outcome").fetchall()
    return {"accepted": 0, "duplicate": 0, "superseded": 0, **dict(rows)}

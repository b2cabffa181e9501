"""Cases and judgements: one case per case id, each field as the last row that fills it says, its person resolved.

What `case` says by hand counts last. Recorded infectors are codes of what was written; they are found by comparing them
with the codes of every name that a case or its person goes by.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

import duckdb

from graph.codes import Codes
from graph.model.code_list import CodeList, Identifiers
from graph.model.timed_graph import Case, Judgement
from graph.resolve.slots import same_slot
from graph.resolve.views import fetched
from graph.times import local_day

_DATES = ("onset", "sample", "report", "isolated_at", "closed")
_FIELDS = ("kind", *_DATES, "infectors", "exposure_place", "outcome")


class Vault(Protocol):
    """What is needed of the vault: the texts behind codes."""

    def values(self, owners: Sequence[str], fields: Sequence[str]) -> dict[str, list[tuple[str, str, str]]]:
        """Return (field, source, value) of each owner that has any."""
        ...

    def sources_of(self, field: str) -> list[str]:
        """Return the sources whose feeds have given values of a field."""
        ...


def case_tables(con: duckdb.DuckDBPyConnection, now: int, *, tests_open_cases: bool = True) -> None:
    """Make `r_case`, one row a case with its person (a node), and `r_judgement`; `now` stands in for a missing date.

    A positive test gives a case of its person its sample where that is missing, and opens one where there
    is none (`tests_open_cases`).
    """
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE r_case_row AS
        SELECT c.*, p.slot, row_number() OVER (PARTITION BY case_id ORDER BY source = 'case', batch, line) AS nth
        FROM cases AS c LEFT JOIN r_slot AS p ON {same_slot("c")}
        WHERE case_id IS NOT NULL AND (p.slot IS NULL OR p.slot NOT IN (SELECT slot FROM r_held))
    """)
    latest = ", ".join(f"arg_max({name}, nth) FILTER ({name} IS NOT NULL) AS {name}" for name in _FIELDS)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE r_case AS
        WITH merged AS (
            SELECT case_id, {latest}, arg_max(slot, nth) FILTER (slot IS NOT NULL) AS slot
            FROM r_case_row GROUP BY case_id
        ),
        dated AS (SELECT *, coalesce(report, sample, onset, {now}) AS moment FROM merged)
        SELECT d.*, w.person FROM dated AS d
            JOIN r_who AS w ON w.slot = d.slot AND w.since <= d.moment AND d.moment < w.until
    """)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE r_positive AS
        SELECT w.person, t.t, t.source, coalesce(t.sample_id, left(t.record, 8)) AS sample_id
        FROM tests AS t JOIN r_slot AS p ON {same_slot("t")}
            JOIN r_who AS w ON w.slot = p.slot AND w.since <= t.t AND t.t < w.until
        WHERE t.result = 'positive' QUALIFY row_number() OVER (PARTITION BY w.person ORDER BY t.t, t.source, t.sample_id) = 1
    """)
    con.execute("""
        UPDATE r_case SET sample = p.t FROM r_positive AS p WHERE p.person = r_case.person AND r_case.sample IS NULL
    """)
    if tests_open_cases:
        con.execute("""
            INSERT INTO r_case BY NAME
            SELECT CASE WHEN count(*) OVER (PARTITION BY name) > 1 OR name IN (SELECT case_id FROM r_case)
                    THEN concat_ws('-', 'T', source, sample_id) ELSE name END AS case_id, person, t AS sample
            FROM (SELECT *, 'T-' || sample_id AS name FROM r_positive)
            WHERE person NOT IN (SELECT person FROM r_case)
        """)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE r_judgement AS
        SELECT j."case" AS case_id, w.person, j.class, j.record
        FROM judgements AS j JOIN r_slot AS p ON {same_slot("j")}
            JOIN r_who AS w ON w.slot = p.slot AND w.since <= {now} AND {now} < w.until
        QUALIFY row_number() OVER (PARTITION BY j."case", w.person ORDER BY j.batch DESC, j.line DESC) = 1
    """)


def latest_date(con: duckdb.DuckDBPyConnection, timezone: str) -> int:
    """Return the latest date of any case, UTC seconds; a date without clock counts to the end of its local day."""
    moments = [0]
    for name in _DATES:
        ends = "false" if name in {"isolated_at", "closed"} else f"coalesce({name}_day, false)"
        query = f"""
            SELECT {ends} AS day, max({name}) AS at_most FROM cases AS c LEFT JOIN r_slot AS p ON {same_slot("c")}
            WHERE {name} IS NOT NULL AND (p.slot IS NULL OR p.slot NOT IN (SELECT slot FROM r_held)) GROUP BY ALL
        """
        found = [row for row in con.execute(query).fetchall() if row[1] is not None]
        moments += [local_day(moment, timezone)[1] if day else moment for day, moment in found]
    (tested,) = con.execute("SELECT max(t) FROM tests WHERE result = 'positive'").fetchall()[0]
    return max(*moments, tested or 0)


def judgements(con: duckdb.DuckDBPyConnection, people: Mapping[int, str]) -> tuple[Judgement, ...]:
    """Return the judgements in force, by case and person; `people` are the codes of persons by their node."""
    rows = con.execute("SELECT case_id, person, class, record FROM r_judgement").fetchall()
    return tuple(sorted((Judgement(c, people[p], k, r) for c, p, k, r in rows), key=lambda j: (j.case_id, j.person)))


def cases(
    con: duckdb.DuckDBPyConnection,
    codes: Codes,
    vault: Vault,
    people: Mapping[int, str],
    everybody: CodeList,
    identifiers: Identifiers,
) -> list[Case]:
    """Return every case by its id, its recorded infectors told apart into cases and others."""
    found = []
    for row in fetched(con, "FROM r_case ORDER BY case_id").to_pylist():
        names = {name: row[name] for name in _FIELDS if name != "infectors"}
        found.append((Case(row["case_id"], people[row["person"]], **names), row["infectors"] or []))
    by_token = {codes.code(f"ref:{case.case_id}"): case.case_id for case, _ in found}
    if any(token not in by_token for _, tokens in found for token in tokens):
        by_token = _by_person([case for case, _ in found], codes, vault, everybody, identifiers) | by_token
    return [_with_infectors(case, tokens, by_token) for case, tokens in found]


def _with_infectors(case: Case, tokens: Sequence[str], by_token: Mapping[str, str]) -> Case:
    named = {by_token[token] for token in tokens if token in by_token}
    values = {name: getattr(case, name) for name in ("case_id", "person", *_FIELDS) if name != "infectors"}
    return Case(
        **values,
        infectors=tuple(sorted(named)),
        unknown_infectors=tuple(sorted({token for token in tokens if token not in by_token})),
    )


def _by_person(
    found: Sequence[Case], codes: Codes, vault: Vault, everybody: CodeList, identifiers: Identifiers
) -> dict[str, str]:
    """Return the case of every way to name a case's person, by code; a name that fits two cases is left out."""
    owners = {case.case_id: [case.person] for case in found}
    for case in found:
        own = identifiers.of_person(everybody.position(case.person))
        owners[case.case_id] += [str(code, "ascii") for code in own.code]
    texts = vault.values(sorted({o for some in owners.values() for o in some}), ("person_id", "phone", "id_card"))
    by_token: dict[str, str] = {}
    twice = set()
    for case in found:
        refs = {case.person} | {ref for owner in owners[case.case_id] for ref in _refs(texts.get(owner, []))}
        for token in {codes.code(f"ref:{ref}") for ref in refs}:
            twice |= {token} if token in by_token else set()
            by_token[token] = case.case_id
    return {token: case_id for token, case_id in by_token.items() if token not in twice}


def _refs(texts: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    for field, source, value in texts:
        if field == "person_id":
            yield from (value, f"{source}:{value}")
        else:
            yield f"{field}:{value}"

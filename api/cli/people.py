"""What is known of the people of a list: masked as the command shows it, read from the vault for these people only."""

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

import duckdb
import pyarrow as pa

from graph.model.code_list import CodeList, Identifiers
from graph.model.feeds import IDENTIFIERS
from graph.model.timed_graph import Place, TimedGraph
from graph.resolve.names import Names
from graph.store.deployment import Deployment
from queries.lists import Details


@dataclass(frozen=True, slots=True)
class CodedNames:
    """Names that leave people as their codes: for what is kept outside of the vault."""

    names: Names

    def person(self, code: str) -> str:
        """Return the code."""
        return code

    def place(self, place: Place) -> str:
        """Return how the place is shown."""
        return self.names.place(place)


def details(deployment: Deployment, graph: TimedGraph, codes: Sequence[str]) -> dict[str, Details]:
    """Return name, phone and address, masked, and the division of people by code; None for what is not known."""
    people, identifiers = CodeList.of(graph.people), Identifiers.of(graph.identifiers)
    owner_of: dict[str, str] = {}
    for code in codes:
        at = people.position(code)
        if at >= 0:
            owner_of |= {str(c, "ascii"): code for c in identifiers.of_person(at).code}
        owner_of[code] = code
    found: dict[str, Details] = {code: Details() for code in codes}
    values = deployment.vault.values(list(owner_of), ("name", "phone", "address"))
    for owner in sorted(values):
        for field, _, value in values[owner]:
            code = owner_of[owner]
            found[code] = replace(found[code], **{field: masked(field, value)})
    for owner, division in _divisions(deployment, owner_of):
        found[owner_of[owner]] = replace(found[owner_of[owner]], division=division)
    return found


def masked(field: str, value: str) -> str:
    """Return a value as somebody sees it who may not see it whole.

    >>> masked("name", "王小明"), masked("phone", "13800138000"), masked("address", "12 Linden Road")
    ('王**', '138****8000', '12 L…')
    """
    if field == "name":
        return value[:1] + "**"
    if field == "phone":
        return value[:3] + "****" + value[-4:] if len(value) > 7 else "****"
    return value[:4] + "…"


def _divisions(deployment: Deployment, owners: Iterable[str]) -> list[tuple[str, str]]:
    with closing(duckdb.connect()) as con:
        deployment.facts.view(con, "people")
        con.register("asked", pa.table({"owner": list(owners)}, pa.schema([("owner", pa.string())])))
        codes = ", ".join((*IDENTIFIERS, "code"))
        query = f"""
            SELECT owner, division FROM (SELECT unnest([{codes}]) AS owner, division, batch, line FROM people)
            JOIN asked USING (owner) WHERE division IS NOT NULL ORDER BY batch, line"""
        return con.sql(query).fetchall()

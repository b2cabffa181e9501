"""`fact`: what an interview or a tracer's judgement adds, one fact at a time, as a source of its own.

Somebody whom an interview names without any identifier ("a Mr Li at the table") is a provisional person of the case,
`C1-P1`: completed later by `fact add person --person C1-P1 --id-number …`, or dropped by withdrawing the facts.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from api.cli.questions import find_case
from api.cli.session import Session, opened
from graph.errors import NotAnswered, NotKnown, UsageError
from graph.intake.byhand import add_fact, withdraw_fact
from graph.model.feeds import FEEDS, IDENTIFIERS, LATER_FEEDS
from graph.resolve.names import Names

Dir = Annotated[Path, typer.Argument(metavar="DIR", help="The deployment's data directory.")]
#: What can be added, and the feed that it is a row of.
ADDABLE = {
    "stay": "stays", "ride": "rides", "encounter": "encounters", "measure": "measures", "household": "households",
    "position": "positions", "passage": "passages", "test": "tests", "judgement": "judgements", "person": "people",
}  # fmt: skip
_SOURCE = "fact"


def fact_(
    ctx: typer.Context,
    directory: Dir,
    action: Annotated[str, typer.Argument(metavar="ACTION", help="add or withdraw.")],
    what: Annotated[
        str,
        typer.Argument(
            metavar="WHAT", help="stay, ride, encounter, measure, judgement, person …; or the id to withdraw."
        ),
    ],
    case_id: Annotated[str | None, typer.Option("--case", help="The case that it belongs to.")] = None,
    by: Annotated[str | None, typer.Option("--by", help="Who adds it; default: the operator.")] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Why; it is recorded.")] = None,
) -> None:
    """Add what an interview or a tracer's judgement says (each column of its feed as --column), or withdraw it."""
    session = opened(ctx, directory)
    by = by or session.settings.operator_name()
    if action == "withdraw":
        withdraw_fact(session.deployment, what, by=by)
        _said(session, what, "Withdrawn")
        return
    if action != "add":
        raise UsageError("ACTION_UNKNOWN", f"fact knows add and withdraw, not {action!r}")
    if what in LATER_FEEDS:
        raise NotAnswered("LATER", f"{what} comes in a later release")
    if what not in ADDABLE:
        raise UsageError("FACT_UNKNOWN", f"{what!r} cannot be added: use one of {', '.join(sorted(ADDABLE))}")
    if case_id is None or not (reason or "").strip():
        raise UsageError("REASON_NEEDED", "say for which case (--case) and why (--reason); both are recorded")
    graph = session.graph()
    find_case(graph.cases, case_id)
    feed = ADDABLE[what]
    values, code = _fact_values(feed, _columns(ctx.args), session.names(graph))
    if what == "judgement":
        values |= {"case": case_id, "reason": str(reason), "by": by}
    add = _Adding(session, case_id, by, str(reason))
    if feed == "encounters":
        _name_sides(add, values)
    elif code is None and values.get("name") and not _identified(values, ""):
        values["person_id"] = add.provisional(values["name"])
    _said(session, add.fact(feed, values, code), "Added")


class _Adding:
    """Facts that one call adds, for one case and one reason."""

    def __init__(self, session: Session, case_id: str, by: str, reason: str) -> None:
        self._session = session
        self._case = case_id
        self._by = by
        self._reason = reason

    def fact(self, feed: str, values: dict[str, str], code: str | None = None) -> str:
        """Add a fact and return its id."""
        fact_id, _ = add_fact(
            self._session.deployment,
            feed,
            values,
            case=self._case,
            by=self._by,
            reason=self._reason,
            source=_SOURCE,
            person_code=code,
        )
        return fact_id

    def provisional(self, name: str) -> str:
        """Return the id of the case's provisional person of that name; one whom the case names anew gets a new id."""
        deployment, number = self._session.deployment, 1
        while True:
            person_id = f"{self._case}-P{number}"
            code = deployment.codes.code(f"person_id:{_SOURCE}:{person_id}")
            known = deployment.vault.values([code], ("person_id", "name")).get(code)
            if not known or ("name", _SOURCE, name) in known:
                return person_id
            number += 1


def _name_sides(add: _Adding, values: dict[str, str]) -> None:
    """Make a provisional person of each side of an encounter that is only named (`--name-a`, `--name-b`)."""
    for side in ("a", "b"):
        name = values.pop(f"name_{side}", None)
        if name and not _identified(values, f"_{side}"):
            person_id = add.provisional(name)
            add.fact("people", {"person_id": person_id, "name": name})
            values[f"person_{side}"] = person_id


def _identified(values: dict[str, str], suffix: str) -> bool:
    """Return whether a person is named by an identifier, not by name alone."""
    names = (
        *(f"{name}{suffix}" for name in ("id_number", *IDENTIFIERS)),
        f"person{suffix}",
        f"{suffix[1:]}_person_code",
    )
    return any(values.get(name) for name in names)


def _said(session: Session, fact_id: str, word: str) -> None:
    if session.out.json:
        session.out.line({"kind": "fact", "id": fact_id})
    else:
        session.out.text(f"{word}: fact {fact_id}.")


def _columns(args: Sequence[str]) -> dict[str, str]:
    """Return the columns given as --column value or --column=value; raise UsageError for anything else."""
    found: dict[str, str] = {}
    rest = list(args)
    while rest:
        option = rest.pop(0)
        if not option.startswith("--"):
            raise UsageError("USAGE", f"{option!r} is not understood: columns are written --column value")
        name, has, value = option[2:].partition("=")
        if not has:
            if not rest:
                raise UsageError("USAGE", f"{option} needs a value")
            value = rest.pop(0)
        found[name.replace("-", "_")] = value
    return found


def _fact_values(feed: str, given: dict[str, str], names: Names) -> tuple[dict[str, str], str | None]:
    """Return the row's values with people named by REF turned into codes, and the code of the row's one person."""
    values = dict(given)
    allowed = {c.name for c in FEEDS[feed].columns} | {"person", "person_a", "person_b"}
    allowed |= {"name", "name_a", "name_b"} if feed == "encounters" else set()
    if unknown := sorted(set(values) - allowed):
        raise UsageError("COLUMN_UNKNOWN", f"{feed} has no column {', '.join(unknown)}: see the feed's page")
    if feed == "encounters":
        for side in ("a", "b"):
            ref = values.pop(f"person_{side}", None)
            if ref is not None:
                values[f"{side}_person_code"] = names.person_code(ref)
        return values, None
    ref = values.pop("person", None) or values.pop("person_id", None)
    if ref is None:
        return values, None
    try:
        return values, names.person_code(ref)
    except NotKnown:
        if feed != "people":
            raise
        return {**values, "person_id": ref}, None

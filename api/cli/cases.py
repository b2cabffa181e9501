"""`case` and `fact`: what a tracer registers and adds, one row at a time, as a source of its own."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated

import duckdb
import typer

from api.cli.questions import find_case
from api.cli.session import Session, opened, rfc3339
from api.cli.tables import show
from graph.errors import NotAnswered, NotKnown, UsageError
from graph.intake.byhand import add_fact, add_row, withdraw_fact
from graph.model.feeds import FEEDS, LATER_FEEDS
from graph.model.timed_graph import Case
from graph.resolve.names import Names

Dir = Annotated[Path, typer.Argument(metavar="DIR", help="The deployment's data directory.")]
_DATES = ("onset", "sample", "report", "isolated_at", "closed")
_ADDABLE = {"stay": "stays", "encounter": "encounters", "judgement": "judgements", "person": "people"}
_LATER = {"ride": "rides", "measure": "measures"}


def case_(
    ctx: typer.Context,
    directory: Dir,
    action: Annotated[str, typer.Argument(metavar="ACTION", help="add, update, show or list.")],
    case_arg: Annotated[str | None, typer.Argument(metavar="[CASE]", help="Case id, for update and show.")] = None,
    case_id: Annotated[str | None, typer.Option("--id", help="Case id; add makes a free one without it.")] = None,
    person: Annotated[str | None, typer.Option(help="The person: an id, a code, phone:…, id_card:…")] = None,
    name: Annotated[str | None, typer.Option(help="Name; goes to the vault, never identifies.")] = None,
    id_number: Annotated[str | None, typer.Option(help="ID number.")] = None,
    id_type: Annotated[str | None, typer.Option(help="Document of the number; default id_card.")] = None,
    phone: Annotated[str | None, typer.Option(help="Phone number.")] = None,
    kind: Annotated[str | None, typer.Option(help="confirmed, asymptomatic or suspected.")] = None,
    onset: Annotated[str | None, typer.Option()] = None,
    sample: Annotated[str | None, typer.Option(help="Date of the positive sample.")] = None,
    report: Annotated[str | None, typer.Option()] = None,
    isolated_at: Annotated[str | None, typer.Option()] = None,
    infector: Annotated[str | None, typer.Option(help="Case ids or people, several with ;")] = None,
    exposure_place: Annotated[str | None, typer.Option()] = None,
    outcome: Annotated[str | None, typer.Option()] = None,
    closed: Annotated[str | None, typer.Option()] = None,
) -> None:
    """Register a case, change its dates, or show cases."""
    session = opened(ctx, directory)
    case_id = case_id or case_arg
    values = {
        "name": name, "id_number": id_number, "id_type": id_type or ("id_card" if id_number else None), "phone": phone,
        "kind": kind, "onset": onset, "sample": sample, "report": report, "isolated_at": isolated_at,
        "infector": infector, "exposure_place": exposure_place, "outcome": outcome, "closed": closed,
    }  # fmt: skip
    given = {k: v for k, v in values.items() if v is not None}
    if action == "add":
        _add(session, case_id, person, given)
    elif action == "update":
        _update(session, case_id, person, given)
    elif action == "show":
        if case_id is None:
            raise UsageError("CASE_NEEDED", "say which case: case DIR show CASE")
        _show(session, [find_case(session.graph().cases, case_id)])
    elif action == "list":
        _show(session, session.graph().cases)
    else:
        raise UsageError("ACTION_UNKNOWN", f"case knows add, update, show and list, not {action!r}")


def _add(session: Session, case_id: str | None, person: str | None, given: Mapping[str, str]) -> None:
    graph = session.graph()
    taken = {c.case_id for c in graph.cases}
    if case_id in taken:
        raise UsageError("CASE_EXISTS", f"there is a case {case_id} already: use `case DIR update {case_id}`")
    if case_id is None:
        case_id = next(f"C{n}" for n in range(1, len(taken) + 2) if f"C{n}" not in taken)
    if person is None and not (given.keys() & {"id_number", "phone"}):
        raise UsageError("PERSON_NEEDED", "say who it is: --person REF, or --id-number or --phone")
    code = None if person is None else session.names(graph).person_code(person)
    _write(session, case_id, given, code)


def _update(session: Session, case_id: str | None, person: str | None, given: Mapping[str, str]) -> None:
    if case_id is None:
        raise UsageError("CASE_NEEDED", "say which case: case DIR update CASE --onset …")
    graph = session.graph()
    case = find_case(graph.cases, case_id)
    code = session.names(graph).person_code(person) if person is not None else case.person
    strong = given.keys() & {"id_number", "phone"}
    _write(session, case_id, {**_told_before(session, case_id), **given}, None if strong else code)


def _told_before(session: Session, case_id: str) -> dict[str, str]:
    """Return what earlier `case` calls said of a case, as texts; it is written again, so that none of it is lost."""
    with closing(duckdb.connect()) as con:
        session.deployment.facts.view(con, "cases")
        names = (*_DATES, "kind", "exposure_place", "outcome", "infectors")
        query = f"SELECT {', '.join(names)} FROM cases WHERE source = 'case' AND case_id = ?"
        row = con.execute(query, [case_id]).fetchone()
    if row is None:
        return {}
    told = dict(zip(names, row, strict=True))
    codes = told.pop("infectors") or []
    tokens = [value for some in session.deployment.vault.values(codes, ("infector",)).values() for _, _, value in some]
    texts = {k: (rfc3339(v) if k in _DATES else v) for k, v in told.items() if v is not None}
    return {k: str(v) for k, v in texts.items()} | ({"infector": ";".join(sorted(tokens))} if tokens else {})


def _write(session: Session, case_id: str, given: Mapping[str, str], code: str | None) -> None:
    values = {"case_id": case_id, **given}
    add_row(session.deployment, "cases", values, source="case", record_id=case_id, person_code=code)
    _show(session, [find_case(session.graph().cases, case_id)])


def _show(session: Session, cases: Sequence[Case]) -> None:
    names = session.names(session.graph()) if cases else None
    rows = [case_row(case, names) for case in cases if names is not None]
    show(session, "Cases", rows, none="No case is registered.")


def case_row(case: Case, names: Names) -> dict[str, object]:
    """Return a case as a row of an answer; `case_kind` since `kind` says what the row is."""
    return {
        "kind": "case",
        "case": case.case_id,
        "person": names.person(case.person),
        "case_kind": case.kind,
        **{k: rfc3339(getattr(case, k)) for k in _DATES},
        "infectors": list(case.infectors),
        "exposure_place": case.exposure_place,
        "outcome": case.outcome,
    }


def fact_(
    ctx: typer.Context,
    directory: Dir,
    action: Annotated[str, typer.Argument(metavar="ACTION", help="add or withdraw.")],
    what: Annotated[
        str, typer.Argument(metavar="WHAT", help="stay, encounter, judgement, person; or the id to withdraw.")
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
    if what in _LATER or what in LATER_FEEDS:
        raise NotAnswered("LATER", f"{what} comes in a later release")
    if what not in _ADDABLE:
        raise UsageError("FACT_UNKNOWN", f"{what!r} cannot be added: use one of {', '.join(sorted(_ADDABLE))}")
    if case_id is None or not (reason or "").strip():
        raise UsageError("REASON_NEEDED", "say for which case (--case) and why (--reason); both are recorded")
    graph = session.graph()
    find_case(graph.cases, case_id)
    values, code = _fact_values(_ADDABLE[what], _columns(ctx.args), session.names(graph))
    if what == "judgement":
        values |= {"case": case_id, "reason": str(reason), "by": by}
    fact_id, _ = add_fact(
        session.deployment,
        _ADDABLE[what],
        values,
        case=case_id,
        by=by,
        reason=str(reason),
        source="fact",
        person_code=code,
    )
    _said(session, fact_id, "Added")


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

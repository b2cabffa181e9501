"""`case`: what a tracer registers, one row at a time, as a source of its own."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated

import duckdb
import typer

from api.cli.questions import find_case
from api.cli.session import Session, opened, rfc3339
from api.cli.tables import show
from graph.errors import UsageError
from graph.intake.byhand import add_row
from graph.model.timed_graph import Case
from graph.resolve.names import Names

Dir = Annotated[Path, typer.Argument(metavar="DIR", help="The deployment's data directory.")]
_DATES = ("onset", "sample", "report", "isolated_at", "closed")


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

"""`trace` and `list`: the answers that are composed of several questions."""

import csv
import io
import re
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from api.cli.people import CodedNames, details
from api.cli.questions import Asking, AsOf, CaseId, Dir, EditionName, EngineName, From, KnownAt, To, asking
from api.cli.tables import show
from graph.errors import NotKnown, UsageError
from graph.model.timed_graph import Case
from graph.store.lists import kept_version, versions
from queries.answers import CLASSES
from queries.lists import classified_list
from queries.trace import Ask, Trace, trace
from queries.windows import case_window, controls

_CODE = re.compile(r"\b[0-9a-f]{24}\b")
_PERSONAL = frozenset({"name", "phone", "address"})
_FORMATS = ("table", "csv", "xlsx", "json")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def trace_(
    ctx: typer.Context,
    directory: Dir,
    case_id: CaseId,
    start: From = None,
    end: To = None,
    rings: Annotated[int, typer.Option(min=1, max=2, help="1: contacts; 2: their contacts too.")] = 2,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    edition_name: EditionName = None,
    engine_name: EngineName = None,
) -> None:
    """Show who was near the case (ring 1) and near his close contacts (ring 2), with class and reasons."""
    a = asking(ctx, directory, edition_name=edition_name, engine_name=engine_name, start=start, end=end, as_of=as_of,
               known_at=known_at)  # fmt: skip
    answer = traced(a, a.case(case_id), rings)
    if a.session.out.json:
        for line in answer.lines():
            a.session.out.line(line)
        return
    header = answer.header.json()
    classes = header["classes"]
    counted = ", ".join(f"{n:,} {c.replace('_', ' ')}" for c, n in classes.items()) if isinstance(classes, dict) else ""
    title = f"{case_id} under {a.edition.name}, {header['from']} to {header['to']}: {counted or 'nobody'}"
    show(a.session, title, [c.json() for c in answer.contacts()], none=title)
    for question in answer.header.questions:
        row = question.json()
        a.session.out.text(
            f"Question {row['code']}: {row['place']}, {row['people']} people. Find out, and trace again."
        )


def traced(a: Asking, case: Case, rings: int = 2) -> Trace:
    """Return the trace of a case, as the call asks it."""
    window = case_window(case, a.edition, a.span, a.session.zone)
    ask = Ask(
        case, a.edition, window, a.session.zone, rings, a.graph.cases, controls(a.graph.cases), a.graph.judgements,
        covers_to=a.graph.now,
    )  # fmt: skip
    return trace(a.engine, ask, a.names)


def list_(
    ctx: typer.Context,
    directory: Dir,
    case_ids: Annotated[list[str] | None, typer.Argument(metavar="[CASE…]", help="Default: all open cases.")] = None,
    version: Annotated[int | None, typer.Option("--version", min=1, help="An earlier version of the list.")] = None,
    form: Annotated[str, typer.Option("--format", help="table, csv, xlsx or json.")] = "table",
    out_file: Annotated[
        Path | None, typer.Option("--out", help="File for csv and xlsx; default: standard output.")
    ] = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    edition_name: EditionName = None,
    engine_name: EngineName = None,
) -> None:
    """Show the classified list: one row a person over all channels and the cases named."""
    if form not in _FORMATS:
        raise UsageError("FORMAT_UNKNOWN", f"there is no format {form!r}: use one of {', '.join(_FORMATS)}")
    if out_file is not None and form not in {"csv", "xlsx"}:
        raise UsageError("FORMAT_NEEDED", "--out writes csv or xlsx: say which with --format")
    a = asking(ctx, directory, edition_name=edition_name, engine_name=engine_name, as_of=as_of, known_at=known_at)
    header, items = listed(a, case_ids, version)
    to_file = out_file is not None and str(out_file) != "-"
    if to_file:
        _write(items, form, out_file)
    if a.session.out.json or form == "json":
        for row in (header, *items):
            a.session.out.line(row)
    elif form == "table":
        title = f"List version {header['version']} under {header['edition']}: {len(items):,} people"
        columns = ("person", "class", "score", "minutes", "first", "last", "cases", "quarantine_until", "why")
        show(a.session, title, [{c: item[c] for c in columns} for item in items], none=f"{title}.")
    elif not to_file:
        _write(items, form, None)


def listed(
    a: Asking, case_ids: Sequence[str] | None, version: int | None
) -> tuple[Mapping[str, object], list[dict[str, object]]]:
    """Return the header and items of the list: computed now and kept as a version where it changed, or an older one."""
    open_cases = [c for c in a.graph.cases if c.closed is None or c.closed > a.span.present]
    cases = [a.case(c) for c in dict.fromkeys(case_ids)] if case_ids else list(open_cases)
    ids = sorted(c.case_id for c in cases)
    db = a.session.deployment.db
    if version is not None:
        kept = next((v for v in versions(db, cases=ids, edition=a.edition.name) if v.version == version), None)
        if kept is None:
            raise NotKnown("VERSION_UNKNOWN", f"this list has no version {version}")
    else:
        kept = kept_version(db, cases=ids, edition=a.edition.name, rows=_computed(a, cases), now=time.time_ns() // 1000)
    header, *items = [dict(row) for row in kept.rows]
    header["version"] = kept.version
    return header, _named(a, items)


def _computed(a: Asking, cases: Sequence[Case]) -> list[dict[str, object]]:
    """Return the list's rows as they are kept: people as codes, without names, phones and addresses."""
    coded = replace(a, names=CodedNames(a.real_names))
    made = classified_list(
        (traced(coded, case) for case in cases),
        edition=a.edition,
        zone=a.session.zone,
        now=a.span.present,
        controls=controls(a.graph.cases),
        details=lambda codes: details(a.session.deployment, a.graph, codes),
    )
    return [{k: (None if k in _PERSONAL else v) for k, v in row.items()} for row in made.lines(0)]


def _named(a: Asking, items: Sequence[dict[str, object]]) -> list[dict[str, object]]:
    """Return the rows with people called as answers call them, and what the vault knows of them, masked."""
    known = details(a.session.deployment, a.graph, [str(item["person"]) for item in items])
    for item in items:
        of = known[str(item["person"])]
        item |= {"name": of.name, "phone": of.phone, "address": of.address}
        item["person"] = a.names.person(str(item["person"]))
        item["why"] = _CODE.sub(lambda found: a.names.person(found[0]), str(item["why"]))
        via = item["via"] if isinstance(item["via"], list) else []
        item["via"] = sorted(
            ({**v, "person": a.names.person(v["person"])} for v in via), key=lambda v: (v["first"], v["person"])
        )
    ranks = {name: rank for rank, name in enumerate(CLASSES)}
    return sorted(items, key=lambda i: (ranks[str(i["class"])], -float(str(i["score"])), i["first"] is None,
                                        str(i["first"]), str(i["person"])))  # fmt: skip


def safe(value: object) -> str:
    """Return a cell of a CSV that a spreadsheet takes for text, whatever it begins with.

    >>> safe("=1+1"), safe(["a", "b"]), safe(None), safe(-1.5)
    ("'=1+1", 'a; b', '', '-1.5')
    """
    if value is None:
        return ""
    if isinstance(value, list):
        value = "; ".join(str(v["person"]) if isinstance(v, dict) else str(v) for v in value)
    text = str(value)
    return "'" + text if isinstance(value, str) and text.lstrip(" ").startswith(_FORMULA) else text


def _write(items: Sequence[Mapping[str, object]], form: str, out_file: Path | None) -> None:
    head = [k for k in items[0] if k != "kind"] if items else ["person"]
    if form == "csv":
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow(head)
        writer.writerows([safe(item[k]) for k in head] for item in items)
        data = text.getvalue().encode("utf-8-sig")
    else:
        data = _workbook(head, items)
    if out_file is None or str(out_file) == "-":
        sys.stdout.buffer.write(data)
    else:
        out_file.write_bytes(data)


def _workbook(head: Sequence[str], items: Sequence[Mapping[str, object]]) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415  half a second that only this format needs
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

    book = Workbook(write_only=True)
    sheet = book.create_sheet("list")
    sheet.append(list(head))
    for item in items:
        cells = []
        for name in head:
            value = item[name]
            text = value if isinstance(value, int | float) and not isinstance(value, bool) else safe(value)
            cell = WriteOnlyCell(sheet, value=text)
            if isinstance(text, str):
                cell.data_type = "s"  # text, even if it begins like a formula
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()

"""`trace` and `list`: the answers that are composed of several questions."""

import re
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from api.cli.asking import Asking, AsOf, Dir, EditionName, EngineName, KnownAt, about_a_case, asking, counted
from api.cli.people import CodedNames, details
from api.cli.rulebook import editions
from api.cli.sheets import FORMATS, LANGUAGES, write
from api.cli.tables import cell, show
from graph.errors import NotKnown, UsageError
from graph.model.timed_graph import Case
from graph.store.lists import ListVersion, kept_version, versions
from queries.answers import CLASSES
from queries.lists import changes, classified_list
from queries.trace import Ask, Trace, trace
from queries.windows import case_window

_CODE = re.compile(r"\b[0-9a-f]{24}\b")
_PERSONAL = frozenset({"name", "phone", "address"})
_RULES = "edition_sha256"
_FORMATS = ("table", *FORMATS, "json")


@about_a_case
def trace_(
    a: Asking,
    case: Case,
    rings: Annotated[int, typer.Option(min=1, max=2, help="1: contacts; 2: their contacts too.")] = 2,
) -> None:
    """Show who was near the case (ring 1) and near his close contacts (ring 2), with class and reasons."""
    answer = traced(a, case, rings)
    if a.session.out.json:
        for line in answer.lines():
            a.session.out.line(line)
        return
    header = answer.header.json()
    classes = ", ".join(f"{n:,} {c.replace('_', ' ')}" for c, n in answer.header.classes.items())
    start, end = (cell("first", header[side], a.session.zone) for side in ("from", "to"))
    title = f"{case.case_id} under {a.edition.name}, {start} to {end}: {classes or 'nobody'}"
    show(a.session, title, [c.json() for c in answer.contacts()], none=title)
    for question in answer.header.questions:
        row = question.json()
        a.session.out.text(
            f"Question {row['code']}: {row['place']}, {counted(question.people)}. Find out, and trace again."
        )


def traced(a: Asking, case: Case, rings: int = 2) -> Trace:
    """Return the trace of a case, as the call asks it."""
    window = case_window(case, a.edition, a.span, a.session.zone)
    ask = Ask(
        case, a.edition, window, a.session.zone, rings, a.graph.cases, a.graph.controls, a.graph.households,
        a.graph.judgements, covers_to=a.graph.now,
    )  # fmt: skip
    return trace(a.engine, ask, a.names)


def list_(
    ctx: typer.Context,
    directory: Dir,
    case_ids: Annotated[list[str] | None, typer.Argument(metavar="[CASE…]", help="Default: all open cases.")] = None,
    version: Annotated[int | None, typer.Option("--version", min=1, help="An earlier version of the list.")] = None,
    compare: Annotated[int | None, typer.Option("--compare", min=1, help="What changed since that version.")] = None,
    form: Annotated[str, typer.Option("--format", help="table, csv, xlsx or json.")] = "table",
    language: Annotated[str, typer.Option("--lang", help="Headings of csv and xlsx: en or zh.")] = "en",
    out_file: Annotated[
        Path | None, typer.Option("--out", help="File for csv and xlsx; default: standard output.")
    ] = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    edition_name: EditionName = None,
    engine_name: EngineName = None,
) -> None:
    """Show the classified list: one row a person over all channels and the cases named; or what changed in it."""
    _check(form, language, out_file)
    a = asking(ctx, directory, edition_name=edition_name, engine_name=engine_name, as_of=as_of, known_at=known_at)
    if compare is None:
        header, rows = listed(a, case_ids, version)
        title = f"List version {header['version']} under {header['edition']}: {counted(len(rows))}"
        columns: Sequence[str] = (
            "person",
            "class",
            "score",
            "minutes",
            "first",
            "last",
            "cases",
            "quarantine_until",
            "why",
        )
        lines = [header, *rows]
    else:
        lines = rows = _changed(a, case_ids, compare, version)
        title, columns = f"{len(rows):,} changes since version {compare}", list(rows[0]) if rows else ()
    to_file = out_file is not None and str(out_file) != "-"
    if to_file:
        write(rows, form, out_file, language=language)
    if a.session.out.json or form == "json":
        for row in lines:
            a.session.out.line(row)
    elif form == "table":
        show(a.session, title, [{c: row[c] for c in columns} for row in rows], none=f"{title}.")
    elif not to_file:
        write(rows, form, None, language=language)


def _check(form: str, language: str, out_file: Path | None) -> None:
    """Raise UsageError where the options of a list do not go together."""
    if form not in _FORMATS:
        raise UsageError("FORMAT_UNKNOWN", f"there is no format {form!r}: use one of {', '.join(_FORMATS)}")
    if language not in LANGUAGES:
        raise UsageError(
            "LANGUAGE_UNKNOWN", f"there are no headings in {language!r}: use one of {', '.join(LANGUAGES)}"
        )
    if out_file is not None and form not in FORMATS:
        raise UsageError("FORMAT_NEEDED", "--out writes csv or xlsx: say which with --format")


def listed(
    a: Asking, case_ids: Sequence[str] | None, version: int | None
) -> tuple[dict[str, object], list[dict[str, object]]]:
    """Return the header and items of the list: computed now and kept as a version where it changed, or an older one."""
    kept = _version(a, case_ids, version)
    header, *items = [dict(row) for row in kept.rows]
    if header.pop(_RULES, None) != _rules(a):
        a.session.out.say(
            f"Version {kept.version} was made under another text of the edition {a.edition.name} than its file has now."
        )
    header["version"] = kept.version
    return header, _named(a, items)


def _version(a: Asking, case_ids: Sequence[str] | None, version: int | None) -> ListVersion:
    """Return a version of the list as it is kept; None: the list as it is now, a new version where it changed."""
    open_cases = [c for c in a.graph.cases if c.closed is None or c.closed > a.span.present]
    cases = [a.case(c) for c in dict.fromkeys(case_ids)] if case_ids else list(open_cases)
    ids = sorted(c.case_id for c in cases)
    db = a.session.deployment.db
    if version is None:
        return kept_version(db, cases=ids, edition=a.edition.name, rows=_computed(a, cases), now=time.time_ns() // 1000)
    kept = next((v for v in versions(db, cases=ids, edition=a.edition.name) if v.version == version), None)
    if kept is None:
        raise NotKnown("VERSION_UNKNOWN", f"this list has no version {version}")
    return kept


def _changed(a: Asking, case_ids: Sequence[str] | None, since: int, version: int | None) -> list[dict[str, object]]:
    """Return who came, went or changed between two versions of the list, people called as answers call them."""
    before, after = _version(a, case_ids, since), _version(a, case_ids, version)
    found = [change.json() for change in changes(before.rows[1:], after.rows[1:])]
    for row in found:
        row["person"] = a.names.person(str(row["person"]))
    return found


def _computed(a: Asking, cases: Sequence[Case]) -> list[dict[str, object]]:
    """Return the list's rows as they are kept: people as codes, without names, phones and addresses."""
    coded = replace(a, names=CodedNames(a.real_names))
    made = classified_list(
        (traced(coded, case) for case in cases),
        edition=a.edition,
        zone=a.session.zone,
        now=a.span.present,
        controls=a.graph.controls,
        details=lambda codes: details(a.session.deployment, a.graph, codes),
    )
    header, *items = [{k: (None if k in _PERSONAL else v) for k, v in row.items()} for row in made.lines(0)]
    return [header if (rules := _rules(a)) is None else {**header, _RULES: rules}, *items]


def _rules(a: Asking) -> str | None:
    """Return the SHA-256 of the edition's file, which the list keeps to notice that it was altered; None if shipped."""
    return editions(a.session.deployment.path).sha256(a.edition.name)


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

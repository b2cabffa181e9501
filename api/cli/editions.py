"""`edition`: the rule editions: which there are, what they say, whether a file can be used, and what differs.

An authority's own are files in the deployment's folder `editions`; `add` copies a checked one there.
"""

import hashlib
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from api.cli.answers import traced
from api.cli.asking import Asking, AsOf, Dir, EngineName, From, KnownAt, To, asking
from api.cli.rulebook import editions
from api.cli.session import Session, opened
from api.cli.tables import show
from graph.errors import FileRefused, UsageError
from graph.store.disk import disk_errors, made_folder, sync_file, sync_folder
from queries.answers import CLASSES
from queries.rules import Editions, differences, edition, edition_names, head, shown
from queries.rules.own import checked, faults, text_of

Row = dict[str, object]
#: What the list says of an edition that cannot be used.
_EMPTY: Row = {"kind": "edition", "edition": "", "title": None, "valid_from": None, "valid_to": None, "rings": None}
#: How many names each action takes: at least, at most.
_NAMES = {"list": (0, 0), "show": (0, 1), "check": (0, 1), "add": (1, 1), "diff": (2, 2)}


def edition_(
    ctx: typer.Context,
    directory: Dir,
    action: Annotated[str, typer.Argument(metavar="ACTION", help="list, show, check, add or diff.")],
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME…]", help="show: one; diff: two, A B; check, add: a TOML file, - is standard input."
        ),
    ] = None,
    case_id: Annotated[str | None, typer.Option("--case", help="diff: who changes class in this case's trace.")] = None,
    start: From = None,
    end: To = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    engine_name: EngineName = None,
) -> None:
    """Show, check, add and compare rule editions."""
    names = names or []
    if action not in _NAMES:
        raise UsageError("ACTION_UNKNOWN", f"edition knows list, show, check, add and diff, not {action!r}")
    least, most = _NAMES[action]
    if not least <= len(names) <= most:
        raise UsageError("USAGE", f"edition DIR {action} takes {_how_many(least, most)}, not {len(names)}")
    if case_id is not None and action != "diff":
        raise UsageError("USAGE", "--case belongs to edition DIR diff A B")
    if action == "diff" and case_id is not None:
        _diff_case(asking(ctx, directory, edition_name=names[0], engine_name=engine_name, start=start, end=end,
                          as_of=as_of, known_at=known_at), names, case_id)  # fmt: skip
        return
    session = opened(ctx, directory)
    if action == "list":
        _list(session)
    elif action == "show":
        _show(session, names[0] if names else session.deployment.edition)
    elif action == "check":
        _check(session, names)
    elif action == "add":
        _add(session, names[0])
    else:
        _diff(session, names)


def _how_many(least: int, most: int) -> str:
    if least == most:
        return {0: "no name", 1: "one file", 2: "two names"}[most]
    return "one name at most"


def _editions(session: Session) -> Editions:
    return editions(session.deployment.path)


def _list(session: Session) -> None:
    known = _editions(session)
    rows: list[Row] = []
    for name, own in (*((n, False) for n in edition_names()), *((n, True) for n in known.own())):
        said = known.problems(name) if own else []
        told = _EMPTY | {"edition": name} if said else head(known.edition(name) if own else edition(name))
        default = name == session.deployment.edition and not said
        rows.append({**told, "default": default, "own": own, "problems": said if session.out.json else "; ".join(said)})
    show(session, "Rule editions", rows)


def _show(session: Session, name: str) -> None:
    told = _editions(session).edition(name)
    rows = list(shown(told))
    if session.out.json:
        for row in (head(told), *rows):
            session.out.line(row)
        return
    session.out.text(told.title)
    for kind, title in (("edition_number", "Numbers"), ("edition_row", "Rows"), ("edition_reason", "Reasons")):
        of_kind = [{k: v for k, v in row.items() if k != "edition"} for row in rows if row["kind"] == kind]
        if of_kind:
            show(session, title, of_kind)


def _check(session: Session, files: Sequence[str]) -> None:
    """Say what is wrong with every edition, and with the file; exit 1 where anything is."""
    known = _editions(session)
    found = {name: known.problems(name) for name in dict.fromkeys((*edition_names(), *known.own()))}
    found |= {name: faults(text_of(_read(name), name), name) for name in files}
    if session.out.json:
        for name, said in found.items():
            session.out.line({"kind": "edition_check", "edition": name, "problems": said})
    else:
        for name, said in found.items():
            session.out.text(f"{name}: " + ("can be used" if not said else ""))
            for sentence in said:
                session.out.text(f"  {sentence}")
    if any(found.values()):
        raise typer.Exit(1)


def _read(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()


def _add(session: Session, file: str) -> None:
    """Copy a file that can be used among the deployment's own editions; an edition of another text is not replaced."""
    known, data = _editions(session), _read(file)
    name = checked(text_of(data, file), file).name
    target, sha256 = known.file(name), hashlib.sha256(data).hexdigest()
    there = known.sha256(name)
    if there not in {None, sha256}:
        raise FileRefused(
            "EDITION_NAME_TAKEN",
            f"{target} is another text of {name}: give the new rules a name of their own, so that what was traced under "
            "the old ones can be told from it, or remove that file first",
        )
    if there is None:
        _put(data, target, session.deployment.path)
    if session.out.json:
        session.out.line({"kind": "edition_added", "edition": name, "file": str(target), "sha256": sha256,
                          "new": there is None})  # fmt: skip
    else:
        session.out.text(f"{name} is{'' if there is None else ' already'} in {target}: ask with --edition {name}.")


def _put(data: bytes, target: Path, top: Path) -> None:
    """Write a file of the deployment whole or not at all."""
    with disk_errors(top):
        new = made_folder(target.parent, top) / f".{target.name}.new"
        new.write_bytes(data)
        sync_file(new)
        new.rename(target)
        sync_folder(target.parent)


def _diff(session: Session, names: Sequence[str]) -> None:
    a, b = (_editions(session).edition(name) for name in names)
    rows = _side_by_side(session, differences(a, b), names)
    show(session, f"{a.name} and {b.name}", rows, none=f"{a.name} and {b.name} say the same.")


def _diff_case(a: Asking, names: Sequence[str], case_id: str) -> None:
    """Show what differs, and who has another class in the trace of the case under the one than under the other."""
    case = a.case(case_id)
    both = [a, replace(a, edition=_editions(a.session).edition(names[1]))]
    found = [{c.person: c for c in traced(asked, case).contacts()} for asked in both]
    rows: list[Row] = []
    for person in {**found[0], **found[1]}:
        told = [of.get(person) for of in found]
        classes = [c.class_ if c else None for c in told]
        if classes[0] != classes[1]:
            rows.append(
                {"kind": "edition_change", "a": names[0], "b": names[1], "what": "class", "name": case_id,
                 "person": person, "value_a": classes[0], "value_b": classes[1],
                 "reasons_a": list(told[0].reasons) if told[0] else [],
                 "reasons_b": list(told[1].reasons) if told[1] else []}
            )  # fmt: skip
    _diff(a.session, names)
    rows.sort(key=lambda row: (*(_rank(row[side]) for side in ("value_a", "value_b")), str(row["person"])))
    title = f"Changes of class in the trace of {case_id}: {len(rows):,}"
    show(
        a.session, title, _side_by_side(a.session, rows, names), none=f"Nobody changes class in the trace of {case_id}."
    )


def _rank(class_: object) -> int:
    """Return where a class stands, the highest first and none last."""
    return CLASSES.index(str(class_)) if class_ is not None else len(CLASSES)


def _side_by_side(session: Session, rows: Iterable[Row], names: Sequence[str]) -> list[Row]:
    """Return the rows as they are for programs; for people the values under the names of the editions."""
    if session.out.json:
        return list(rows)
    heads = {f"value_{side}": name for side, name in zip("ab", names, strict=True)}
    heads |= {f"reasons_{side}": f"why ({name})" for side, name in zip("ab", names, strict=True)}
    return [{heads.get(k, k): "–" if v is None else v for k, v in row.items() if k not in {"a", "b"}} for row in rows]

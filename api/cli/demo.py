"""`demo`: an invented city from nothing to a page about its first case, in a few minutes."""

import csv
import shutil
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from api.cli.answers import listed, traced
from api.cli.asking import Asking, asking
from api.cli.output import Output
from api.cli.questions import sames, whereabouts
from api.cli.session import new_deployment, output
from api.report import report_page
from graph.city import city, outbreak, routines, write_feeds
from graph.errors import DeploymentError
from graph.intake.ingest import ingest
from queries.same import CHANNELS
from queries.trajectory import trajectory, trajectory_rows

Row = Mapping[str, object]
_MARK = ".contactgraph-demo"


def demo_(
    ctx: typer.Context,
    directory: Annotated[Path, typer.Argument(metavar="[DIR]", help="Folder for the city; made anew.")] = Path(
        "demo-city"
    ),
    people: Annotated[int, typer.Option(min=200, help="People of the city.")] = 20_000,
    days: Annotated[int, typer.Option(min=5, help="Days of its life.")] = 14,
    seed: Annotated[int, typer.Option(help="Another seed is another city.")] = 2021,
) -> None:
    """Make a seeded city, bring its feeds in, trace its first two cases, and write a page to look at."""
    out = output(ctx)
    _make_room(directory)
    out.say(f"1/4 An invented city of {people:,} people, {days} days, and an outbreak in it …")
    plan = city(people, days, seed)
    stays = routines(plan)
    spread = outbreak(plan, stays)
    files = write_feeds(plan, stays, spread, directory / "feeds")
    out.say(f"2/4 Bringing {len(files)} feeds in …")
    session = new_deployment(
        ctx, directory / "data", engine="embedded", timezone="Asia/Shanghai", edition="cn-8", retention_days=None
    )
    with out.progress(in_bytes=True) as tick:
        lines = list(ingest(session.deployment, files, progress=tick))
    rows = sum(line.rows or 0 for line in lines)
    out.say(f"    {rows:,} rows, {sum(line.accepted for line in lines):,} accepted.")
    out.say("3/4 Tracing the two positives …")
    session.deployment.db.dispose()
    a = asking(ctx, directory / "data", edition_name=None, engine_name=None)
    with closing(a.engine):
        report = _report(a, directory)
    _end(out, directory, report, rows)


def _make_room(directory: Path) -> None:
    """Remove an earlier demo of ours; raise DeploymentError (NOT_EMPTY) for any other folder."""
    if directory.exists() and any(directory.iterdir()):
        if not (directory / _MARK).is_file():
            raise DeploymentError("NOT_EMPTY", f"{directory} holds other files: name another folder for the demo")
        shutil.rmtree(directory)
    directory.mkdir(parents=True, exist_ok=True)
    (directory / _MARK).write_text("made by `contactgraph demo`, which replaces this folder when it runs again\n")


def _report(a: Asking, directory: Path) -> dict[str, object]:
    traces = [traced(a, case) for case in a.graph.cases]
    first = traces[0]
    contacts = [contact.json() for contact in first.contacts()]
    list_header, items = listed(a, None, None)
    compared = _most(contacts)
    people = {first.header.person: a.graph.cases[0].person}
    if compared is not None:
        people[compared] = a.real_names.person_code(compared)
    stays = {shown: _stays(a, code, first.header.start, first.header.end) for shown, code in people.items()}
    days, spots = whereabouts(a, a.graph.cases[0])
    six = sames(a, a.graph.cases[0])
    caught = caught_of_the_truth(directory / "feeds" / "truth" / "infections.csv",
                                 [t.header.person for t in traces], items)  # fmt: skip
    page = report_page(
        title="An outbreak in an invented city",
        header=first.header.json(),
        contacts=contacts,
        items=items,
        stays=stays,
        zone=a.session.zone,
        days=days,
        spots=spots,
        sames=six,
        notes=[caught, *_next(directory)],
    )
    (directory / "report.html").write_text(page, encoding="utf-8")
    return {
        "kind": "demo", "report": str(directory / "report.html"), "data": str(directory / "data"),
        "cases": [t.header.json() for t in traces], "list": list_header["items"], "caught": caught,
        "sames": {name: len({str(row["person"]) for row in six if row["channel"] == name}) for name in CHANNELS},
    }  # fmt: skip


def _most(contacts: Sequence[Row]) -> str | None:
    """Return the close contact who met the case at the most kinds of place, then longest: the one worth a picture."""
    close = [c for c in contacts if c["class"] == "close" and c["minutes"]]
    best = max(close, key=lambda c: (len(_channels(c)), float(str(c["minutes"])), str(c["person"])), default=None)
    return None if best is None else str(best["person"])


def _channels(contact: Row) -> list[object]:
    channels = contact["channels"]
    return channels if isinstance(channels, list) else []


def _stays(a: Asking, code: str, start: int, end: int) -> list[Row]:
    table = a.engine.ask(trajectory(person=code, start=start, end=end))
    return [r.json() for r in trajectory_rows(table, edition=a.edition, names=a.names, start=start, end=end)]


def caught_of_the_truth(truth: Path, positives: Sequence[str], items: Sequence[Row]) -> str:
    """Return a sentence: of those whom the positives truly infected, and whom these infected, how many are listed."""
    with truth.open(encoding="utf-8") as file:
        infected_by = {row["person_id"]: row["infected_by"] for row in csv.DictReader(file)}
    first = {p for p, by in infected_by.items() if by in positives and p not in positives}
    second = {p for p, by in infected_by.items() if by in first and p not in first and p not in positives}
    listed_people = {str(item["person"]) for item in items}
    close = {str(item["person"]) for item in items if item["class"] == "close"}
    return (
        f"Of the {len(first)} people whom the two positives truly infected, {len(first & close)} are close contacts on the "
        f"list and {len(first & listed_people)} are on it at all; of the {len(second)} whom these infected in turn, "
        f"{len(second & listed_people)} are on it. About a fifth of the true contacts is in no feed, and cannot be found."
    )


def _next(directory: Path) -> list[str]:
    data = directory / "data"
    return [
        f"contactgraph trace {data} C1   who was near the first case, with reasons",
        f"contactgraph same {data} C1   the six sames: everyone of one net café, lodging, flight, railway or cell",
        f"contactgraph shared {data} C1 --channel venue   whom it met at venues",
        f"contactgraph reach {data} C1   everyone it can have reached in time order",
        f"contactgraph list {data}   one row a person, most urgent first",
    ]


def _end(out: Output, directory: Path, report: Mapping[str, object], rows: int) -> None:
    if out.json:
        out.line({**report, "rows": rows})
        return
    out.say("4/4 Done.")
    cases = report["cases"] if isinstance(report["cases"], list) else []
    out.table("Two positives", ["case", "person", "ring 1", "ring 2", "close", "contacts of contacts"],
              [[c["case"], c["person"], c["ring1"], c["ring2"], c["classes"].get("close", 0),
                c["classes"].get("contact_of_contact", 0)] for c in cases])  # fmt: skip
    same = report["sames"] if isinstance(report["sames"], dict) else {}
    out.table("The six sames of the first", list(same), [list(same.values())])
    out.text(str(report["caught"]))
    out.text(f"\nLook at {report['report']} in a browser. Then try:")
    for line in _next(directory):
        out.text(f"  {line}")

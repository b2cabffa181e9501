"""`neo4j`: fill the server from the facts, compare it with them, show pictures of traces there, write Bloom's perspective."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.asking import EditionName, EngineName, asking
from api.cli.bloom import bloom_
from api.cli.session import Session, opened
from api.cli.shown import show_, withdraw_, withdrawn
from graph.errors import EngineError, UsageError
from graph.load import import_files, load_server, server_advice, server_differences

Dir = Annotated[Path, typer.Argument(metavar="DIR", help="The deployment's data directory.")]
ACTIONS = ("load", "check", "show", "withdraw", "bloom")


def neo4j_(
    ctx: typer.Context,
    directory: Dir,
    action: Annotated[str, typer.Argument(metavar="ACTION", help="load, check, show, withdraw or bloom.")],
    what: Annotated[
        str | None, typer.Argument(metavar="[CASE|OUT]", help="show, withdraw: the case id; bloom: the file.")
    ] = None,
    offline: Annotated[
        Path | None, typer.Option("--offline", help="load: write files for Neo4j's importer into this new folder.")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="load: take a database that another deployment has filled.")
    ] = False,
    whole: Annotated[bool, typer.Option("--whole", help="check: compare every property, not by day alone.")] = False,
    edition_name: EditionName = None,
    engine_name: EngineName = None,
) -> None:
    """Fill the Neo4j server of NEO4J_URI from the facts, compare them, show a case's picture there, or write Bloom's perspective."""
    session = opened(ctx, directory)
    match action, what:
        case "load", _ if offline is not None:
            _offline(session, offline)
        case "load", _:
            _load(session, replace=replace)
        case "check", _:
            _check(session, whole=whole)
        case "show" | "withdraw", None:
            raise UsageError("CASE_NEEDED", f"say which case: `contactgraph neo4j DIR {action} CASE`")
        case "show", case_id:
            show_(asking(ctx, directory, edition_name=edition_name, engine_name=engine_name), str(case_id))
        case "withdraw", case_id:
            withdraw_(session, str(case_id))
        case "bloom", None:
            raise UsageError("OUT_NEEDED", "say where to: `contactgraph neo4j DIR bloom contact-tracing.json`")
        case "bloom", out:
            bloom_(session, Path(str(out)), session.settings.bloom_url)
        case _:
            raise UsageError("ACTION_UNKNOWN", f"neo4j knows {', '.join(ACTIONS)}, not {action!r}")


def _load(session: Session, *, replace: bool) -> None:
    graph, cells, owner = session.graph(), session.settings.neo4j_cells, session.deployment.id
    with session.out.progress() as tick:
        stays, stale = load_server(graph, session.settings.server, tick, owner=owner, replace=replace, cells=cells)
    withdrawn(session, stale)
    for sentence in server_advice(session.settings.server):
        session.out.say(f"Advice: {sentence}.")
    people, places = len(graph.people), len(graph.places)
    if session.out.json:
        session.out.line({"kind": "neo4j", "action": "load", "people": people, "places": places, "stays": stays})
    else:
        session.out.text(f"The server holds {people:,} people, {places:,} places and {stays:,} stays.")


def _offline(session: Session, folder: Path) -> None:
    graph, cells, database = session.graph(), session.settings.neo4j_cells, session.settings.neo4j_database
    with session.out.progress() as tick:
        command = import_files(graph, folder, tick, owner=session.deployment.id, database=database, cells=cells)
    if session.out.json:
        session.out.line({"kind": "neo4j", "action": "load", "folder": str(folder), "command": command})
        return
    session.out.text(
        f"The files are in {folder}. Stop the server, and in that folder, its database being empty, run\n\n  {command}\n\n"
        "Then start the server and run `contactgraph neo4j DIR load`, which makes the indexes and compares."
    )


def _check(session: Session, *, whole: bool) -> None:
    cells = session.settings.neo4j_cells
    if found := server_differences(session.graph(), session.settings.server, whole=whole, cells=cells):
        raise EngineError("SERVER_DIFFERS", "; ".join(found))
    if session.out.json:
        session.out.line({"kind": "neo4j", "action": "check", "differences": 0})
    else:
        session.out.text("The server and the facts are equal.")

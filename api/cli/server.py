"""`neo4j`: fill the server from the facts, and compare it with them."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.session import opened
from graph.errors import EngineError, NotAnswered, UsageError
from graph.load import load_server, server_differences

Dir = Annotated[Path, typer.Argument(metavar="DIR", help="The deployment's data directory.")]


def neo4j_(
    ctx: typer.Context,
    directory: Dir,
    action: Annotated[str, typer.Argument(metavar="ACTION", help="load or check.")],
    out_file: Annotated[Path | None, typer.Argument(metavar="[OUT]", help="For bloom, which comes later.")] = None,
) -> None:
    """Fill the Neo4j server of NEO4J_URI from the facts, or compare it with them."""
    del out_file
    session = opened(ctx, directory)
    if action == "bloom":
        raise NotAnswered("LATER", "the Bloom perspective comes in a later release")
    if action not in {"load", "check"}:
        raise UsageError("ACTION_UNKNOWN", f"neo4j knows load and check, not {action!r}")
    graph = session.graph()
    if action == "load":
        with session.out.progress() as tick:
            stays = load_server(graph, session.server(), tick)
        row = {
            "kind": "neo4j",
            "action": "load",
            "people": len(graph.people),
            "places": len(graph.places),
            "stays": stays,
        }
        said = f"The server holds {len(graph.people):,} people, {len(graph.places):,} places and {stays:,} stays."
    else:
        found = server_differences(graph, session.server())
        if found:
            raise EngineError("SERVER_DIFFERS", "; ".join(found))
        row, said = {"kind": "neo4j", "action": "check", "differences": 0}, "The server and the facts are equal."
    if session.out.json:
        session.out.line(row)
    else:
        session.out.text(said)

"""Commands of the interface that a later release brings: named, so that nobody looks for a typing mistake."""

import typer

from graph.errors import NotAnswered

COMMANDS = {
    "people": "The steward's queue of conflicts and merges.",
    "export": "Write files of other systems.",
    "import-from": "Read files of other systems.",
    "serve": "API and web page.",
    "check": "Check store, facts and indexes.",
    "backup": "One file of everything, verified.",
    "restore": "A deployment from such a file.",
    "bench": "The benchmarks.",
}


def comes_later(ctx: typer.Context) -> None:
    """Say that this command comes later."""
    raise NotAnswered("LATER", f"`{ctx.info_name}` comes in a later release")

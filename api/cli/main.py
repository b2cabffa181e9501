"""The command `contactgraph`: its group, the two options that every command takes, and how errors reach people."""

import errno
import os
import sys
import traceback
from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from api.cli import answers, cases, demo, deployments, editions, facts, later, mapping, questions, server
from api.cli.output import Output
from api.cli.stopping import ctrl_c
from api.settings import Settings
from graph.errors import ContactgraphError


class House(TyperGroup):
    """The command group: takes `--json` and `--quiet` anywhere; every error becomes a sentence and an exit code."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take `--json` and `--quiet` out of the arguments, wherever they stand before a `--`."""
        end = args.index("--") if "--" in args else len(args)
        flags = {a for a in args[:end] if a in {"--json", "--quiet"}}
        ctx.obj = Output(json="--json" in flags, quiet="--quiet" in flags)
        rest = [a for i, a in enumerate(args) if i >= end or a not in flags]
        try:
            return super().parse_args(ctx, rest)
        except TyperException as e:
            if rest:  # without any argument it is the help page
                ctx.obj.error("USAGE", getattr(e, "format_message", e.__str__)())
                raise typer.Exit(2) from e
            raise

    def invoke(self, ctx: Any) -> Any:
        """Run the command; a refusal ends with its sentence, never with a traceback."""
        out: Output = ctx.obj
        try:
            return self._stoppable(ctx)
        except KeyboardInterrupt:
            out.error("STOPPED", "stopped; what was acknowledged is kept")
            ctx.exit(1)
        except ContactgraphError as e:
            out.error(e.code, e.message)
            ctx.exit(e.exit_code)
        except TyperException as e:  # the call itself: a missing argument, an option that there is not
            out.error("USAGE", getattr(e, "format_message", e.__str__)())
            out.say(f"try: contactgraph {ctx.invoked_subcommand or ''} --help")
            ctx.exit(2)
        except (typer.Exit, typer.Abort):
            raise
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader went away, which is its right
            ctx.exit(1)
        except OSError as e:
            full = e.errno in {errno.ENOSPC, errno.EDQUOT}
            what = (
                "the disk is full: make room and try again" if full else f"{e.strerror or e}: check its path and rights"
            )
            out.error("DISK_FULL" if full else "FILE", f"{e.filename or 'a file'}: {what}")
            ctx.exit(1)
        except Exception as e:  # noqa: BLE001  the last line of defence: no traceback at a user
            if Settings().debug:
                traceback.print_exc()
            out.error(
                "UNEXPECTED",
                f"something went wrong that this program did not foresee ({type(e).__name__}: {e}); nothing that was "
                "acknowledged is lost; set CONTACTGRAPH_DEBUG=1 to see where, and report it",
            )
            ctx.exit(1)

    def _stoppable(self, ctx: Any) -> Any:
        with ctrl_c() as pressed:
            try:
                return super().invoke(ctx)
            except Exception as e:
                if pressed.is_set():
                    raise KeyboardInterrupt from e
                raise


app = typer.Typer(
    name="contactgraph",
    cls=House,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Contact tracing on a timed graph. Every command takes --json (one JSON object a line) and --quiet.",
)


_COMMANDS: dict[str, Callable[..., None]] = {
    "init": deployments.init_,
    "ingest": deployments.ingest_,
    "feeds": deployments.feeds_,
    "map": mapping.map_,
    "rejects": deployments.rejects_,
    "case": cases.case_,
    "trajectory": questions.trajectory_,
    "trace": answers.trace_,
    "shared": questions.shared_,
    "same": questions.same_,
    "at": questions.at_,
    "reach": questions.reach_,
    "chains": questions.chains_,
    "list": answers.list_,
    "edition": editions.edition_,
    "neo4j": server.neo4j_,
    "demo": demo.demo_,
}
for _name, _command in _COMMANDS.items():
    app.command(_name)(_command)
_ANY_OPTION = {"allow_extra_args": True, "ignore_unknown_options": True}
app.command("fact", context_settings=_ANY_OPTION)(facts.fact_)
for _name, _what in later.COMMANDS.items():
    app.command(_name, help=f"{_what} Comes in a later release.", context_settings=_ANY_OPTION)(later.comes_later)


def run() -> None:
    """Run the command; the entry point of the installed program."""
    app(prog_name="contactgraph")


if __name__ == "__main__":
    run()

"""What a question about a case needs around it: the options that all of them take, and everything opened."""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli.rulebook import editions
from api.cli.session import Session, opened
from graph.engines.protocol import Engine
from graph.errors import NotKnown
from graph.model.timed_graph import Case, TimedGraph
from graph.resolve.names import Names
from queries.answers import Names as Shown
from queries.rules import Edition
from queries.windows import Span

Dir = Annotated[Path, typer.Argument(metavar="DIR", help="The deployment's data directory.")]
CaseId = Annotated[str, typer.Argument(metavar="CASE", help="Case id.")]
EditionName = Annotated[str | None, typer.Option("--edition", help="Rules; default: the deployment's.")]
EngineName = Annotated[str | None, typer.Option("--engine", help="embedded or neo4j; default: the deployment's.")]
From = Annotated[str | None, typer.Option("--from", help="Start of the window.")]
To = Annotated[str | None, typer.Option("--to", help="End of the window.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="What had happened by this time.")]
KnownAt = Annotated[str | None, typer.Option("--known-at", help="What was known at this time.")]


@dataclass(slots=True)
class Asking:
    """Everything around one question about one case; close it when the answer is out."""

    session: Session
    graph: TimedGraph
    real_names: Names
    names: Shown
    engine: Engine
    edition: Edition
    span: Span

    def case(self, case_id: str) -> Case:
        """Return the case of that id; raise NotKnown (CASE_UNKNOWN)."""
        return find_case(self.graph.cases, case_id)


def find_case(cases: Sequence[Case], case_id: str) -> Case:
    """Return the case of that id; raise NotKnown (CASE_UNKNOWN) with what to do."""
    for case in cases:
        if case.case_id == case_id:
            return case
    raise NotKnown("CASE_UNKNOWN", f"there is no case {case_id}: `case DIR list` shows those there are")


def asking(
    ctx: typer.Context,
    directory: Path,
    *,
    edition_name: str | None,
    engine_name: str | None,
    start: str | None = None,
    end: str | None = None,
    as_of: str | None = None,
    known_at: str | None = None,
) -> Asking:
    """Return what a question needs, opened; times are checked before anything is read."""
    session = opened(ctx, directory)
    rules = editions(directory).edition(edition_name or session.deployment.edition)
    times = (
        session.time(start, "--from"),
        session.time(end, "--to", end=True),
        session.time(as_of, "--as-of", end=True),
    )
    known = session.time(known_at, "--known-at", end=True)
    graph = session.graph(known)
    span = Span(now=graph.now, start=times[0], end=times[1], as_of=times[2])
    engine = session.engine(engine_name, graph, known)
    names = session.names(graph)
    return Asking(session, graph, names, names, engine, rules, span)


def about_a_case(answer: Callable[..., None]) -> Callable[..., None]:
    """Return the command of a function that answers a question about a case.

    The function takes an `Asking`, the case, and options of its own; the command takes DIR and CASE in their place, and
    the options that all such questions share.
    """

    @wraps(answer, assigned=("__module__", "__name__", "__qualname__", "__doc__"))
    def command(
        ctx: typer.Context,
        directory: Dir,
        case_id: CaseId,
        start: From = None,
        end: To = None,
        edition_name: EditionName = None,
        engine_name: EngineName = None,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        **own: Any,
    ) -> None:
        a = asking(ctx, directory, edition_name=edition_name, engine_name=engine_name, start=start, end=end,
                   as_of=as_of, known_at=known_at)  # fmt: skip
        answer(a, a.case(case_id), **own)

    shared = list(inspect.signature(command, follow_wrapped=False).parameters.values())[:-1]
    own = list(inspect.signature(answer).parameters.values())[2:]
    command.__signature__ = inspect.Signature([*shared[:3], *own, *shared[3:]])  # type: ignore[attr-defined]
    return command


def counted(people: int) -> str:
    """Return a number of people in words.

    >>> counted(1), counted(1200)
    ('1 person', '1,200 people')
    """
    return f"{people:,} {'person' if people == 1 else 'people'}"

"""`neo4j DIR show|withdraw CASE`: the picture of a case's trace on the server, for people who look at it there."""

from collections.abc import Sequence
from contextlib import closing

from api.cli.answers import traced
from api.cli.asking import Asking, counted, find_case
from api.cli.session import Session
from graph.engines.neo4j import pictures
from graph.load import connected
from graph.model.picture import PictureHead
from queries.answers import Json, moment
from queries.picture import picture


def show_(a: Asking, case_id: str) -> None:
    """Write the picture of a case's trace, under the edition asked for, on the server; the look is recorded.

    Raises:
        NotKnown: there is no such case.
        EngineError: the server is away, or behind the facts.

    """
    case = a.case(case_id)
    made = picture(traced(a, case), case, a.graph.stamp)
    a.session.looked(f"picture of {case_id} under {a.edition.name} on the server", f"case {case_id}")
    with closing(connected(a.session.settings.server)) as engine:
        pictures.show(engine, made)
    if a.session.out.json:
        a.session.out.line(_row(made.head, shown=True))
    else:
        a.session.out.text(f"The server shows {case_id} under {a.edition.name}: {counted(made.head.contacts)} with it.")


def withdraw_(session: Session, case_id: str) -> None:
    """Take the pictures of a case, under whatever edition, from the server; there need not be any.

    Raises:
        NotKnown: there is no such case, and no picture of it.
        EngineError: the server is away.

    """
    with closing(connected(session.settings.server)) as engine:
        found = [head for head in pictures.pictures(engine) if head.case == case_id]
        if not found:
            find_case(session.graph().cases, case_id)
        for head in found:
            pictures.withdraw(engine, head.run)
    if session.out.json:
        for head in found:
            session.out.line(_row(head, shown=False))
    else:
        told = ", ".join(head.edition for head in found)
        session.out.text(f"The server no longer shows {case_id}{f' under {told}' if told else ''}.")


def withdrawn(session: Session, runs: Sequence[str]) -> None:
    """Say, on stderr, which pictures were of older facts and are gone from the server."""
    if runs:
        session.out.say(f"Pictures of older facts were withdrawn; show them again: {', '.join(runs)}")


def _row(head: PictureHead, *, shown: bool) -> Json:
    return {
        "kind": "picture", "case": head.case, "edition": head.edition, "run": head.run, "from": moment(head.start),
        "to": moment(head.end), "contacts": head.contacts, "shown": shown,
    }  # fmt: skip

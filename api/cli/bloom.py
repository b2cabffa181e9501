"""`neo4j DIR bloom OUT`: the perspective for Neo4j Bloom (Explore) as a file, and links that open a case there."""

import sys
from pathlib import Path
from urllib.parse import quote

from api.cli.session import Session
from graph.engines.neo4j.bloom.perspective import NAME, perspective, text
from graph.errors import DeploymentError, EngineError


def bloom_(session: Session, out: Path, base: str | None = None) -> None:
    """Write the perspective and say what to do with it; where Bloom's address is known, with a link for every open case.

    `-` is standard output: the file alone, or with `--json` one line that holds it.

    Raises:
        DeploymentError: OUT_UNWRITABLE.

    """
    from graph.engines.neo4j.bloom.validator import problems  # noqa: PLC0415  its models take 10 ms to make

    made = perspective(timezone=session.deployment.timezone)
    if wrong := problems(made):
        raise EngineError("BLOOM_WRONG", f"the perspective is not as it should be, so none was written: {wrong[0]}")
    if str(out) == "-":
        if session.out.json:
            session.out.line({"kind": "neo4j", "action": "bloom", "file": "-", "perspective": made})
        else:
            sys.stdout.write(text(made))
        return
    try:
        out.write_text(text(made), encoding="utf-8")
    except OSError as e:
        raise DeploymentError("OUT_UNWRITABLE", f"{out} cannot be written: name a file in a folder that exists") from e
    links = (
        [] if base is None else [(c.case_id, bloom_url(base, c.case_id)) for c in session.graph().cases if not c.closed]
    )
    if session.out.json:
        session.out.line({"kind": "neo4j", "action": "bloom", "file": str(out)})
        for case_id, url in links:
            session.out.line({"kind": "neo4j", "action": "bloom", "case": case_id, "url": url})
        return
    session.out.text(f"The perspective is in {out}.")
    session.out.text(
        f"In Bloom (Explore) open the perspectives, choose Import, then {NAME}; type a phrase such as Where was."
    )
    for case_id, url in links:
        session.out.text(f"{case_id}: {url}")


def bloom_url(base: str, case_id: str, *, name: str = NAME) -> str:
    """Return the link that opens Bloom at its address `base` with the close contacts of a case; nobody else is in it.

    >>> bloom_url("https://graph.example:7473/bloom/", "C 1")
    'https://graph.example:7473/bloom/?search=Close%20contacts%20of%20C%201&perspective=Contact%20tracing&run=true'

    """
    asked = f"search={quote(f'Close contacts of {case_id}', safe='')}&perspective={quote(name, safe='')}&run=true"
    return f"{base}{'&' if '?' in base else '?'}{asked}"

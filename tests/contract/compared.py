"""Compares answers: rows as sets in all fields that semantics.md defines, and their order where interface.md gives one."""

import itertools
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.contract.product import Product, Refused
from tests.oracle.cases import cases
from tests.oracle.oracle import Answer, Oracle, differences
from tests.oracle.worlds import Made, questions

#: Questions that Neo4j answers too, by their first word.
ON_NEO4J = ("trajectory", "shared", "at", "trace", "reach", "chains")
_DAYS = ("--from", "2021-07-21T00:00:00", "--to", "2021-07-24T12:00:00")
RANK = ("close", "contact_of_contact", "companion", "general", "co_present", "ruled_out")


def ordered(answer: Answer) -> bool:
    """Return whether the rows stand in the order of interface.md; True for kinds for which it gives none."""
    contacts = [_contact(r) for r in answer if r["kind"] == "contact"]
    reached = [r for r in answer if r["kind"] == "reached"]
    forward = [(str(r["arrival"]), str(r["person"])) for r in reached if "arrival" in r]
    latest = [str(r["latest"]) for r in reached if "latest" in r]
    ties = [(str(r["latest"]), str(r["person"])) for r in reached if "latest" in r]
    chains = [(len(r["people"]), r["times"][-1], r["people"]) for r in answer if r["kind"] == "chain"]  # type: ignore[arg-type,index]
    exposures = [[e["t_start"] for e in r["exposures"]] for r in answer if "exposures" in r]  # type: ignore[attr-defined]
    return (
        contacts == sorted(contacts)
        and forward == sorted(forward)
        and latest == sorted(latest, reverse=True)
        and all(a[1] < b[1] for a, b in itertools.pairwise(ties) if a[0] == b[0])
        and all(starts == sorted(starts) for starts in exposures)
        and chains == sorted(chains)
    )


def _contact(row: dict[str, object]) -> tuple[object, ...]:
    """Return what contacts are ordered by; those without times come last in their class."""
    return row["ring"], RANK.index(str(row["class"])), str(row["first"] or "~"), row["person"]


def disagreement(oracle: Oracle, product: Product, words: Sequence[str]) -> list[str]:
    """Return how oracle and product differ on a question; both may refuse it, by the same right."""
    try:
        expected = oracle.ask(words)
    except LookupError:
        expected = None
    try:
        got = product.ask(words)
    except Refused as refused:
        return [] if expected is None else [f"the product refused {' '.join(words)}: {refused}"]
    if expected is None:
        return [f"the product answered {' '.join(words)}, which has no window"]
    found = differences(expected, got)
    return found or ([] if ordered(got) else [f"the rows of {' '.join(words)} are out of order"])


def _chains(made: Made, oracle: Oracle, case: str) -> list[list[str]]:
    """Return questions for chains from a case to the person of the next one, and backwards in the list with more hops."""
    known, at = cases(oracle.known), made.cases.index(case)
    others = [made.cases[(at + n) % len(made.cases)] for n in (1, -1)]
    asked = [["--k", "4", "--max-hops", "3"], ["--k", "12", "--max-hops", "2"]]
    return [
        ["chains", case, "--to", oracle.known.people.shown(known[other].person), *more]
        for other, more in zip(others, asked, strict=True)
        if {case, other} <= known.keys()
    ]


def _editions(made: Made, case: str) -> list[list[str]]:
    """Return a question under an edition that no other asks about, in turn from case to case and world to world: a trace or the six sames."""
    asked = [
        [*words, "--edition", edition]
        for words in (["trace", case], ["trace", case, *_DAYS], ["same", case])
        for edition in ("who-2021", "cdc-2020", "ecdc-2020", "cn-9")
    ]
    return [asked[(made.seed + made.cases.index(case)) % len(asked)]]


def random_disagreements(made: Made, folder: Path, *, count: int = 14, cases: Iterable[str] | None = None,
                         engine: str = "embedded", environment: dict[str, str] | None = None) -> list[str]:  # fmt: skip
    """Return how oracle and product differ over a random world, question by question."""
    product = Product(folder / "deployment", environment=environment or {})
    product.begin(made.world, folder / "files")
    if engine == "neo4j":
        product.run("neo4j", str(product.path), "load", "--replace")
        product.engine = engine
    oracle, found = Oracle(made.world), []
    for case in made.cases if cases is None else cases:
        for words in [*questions(made, case, count), *_chains(made, oracle, case), *_editions(made, case)]:
            if engine == "embedded" or words[0] in ON_NEO4J:
                found += [
                    f"seed {made.seed} ({made.flavour.name}) {' '.join(words)}: {d}"
                    for d in disagreement(oracle, product, words)
                ]
    return found

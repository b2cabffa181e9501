"""Recorded chains and their quality (semantics.md, 9)."""

import re

from tests.oracle.cases import Case, cases
from tests.oracle.rows import DAY, utc
from tests.oracle.stays import Known

Answer = list[dict[str, object]]
Links = set[tuple[str, str]]
PAIRS = ("onset", "sample", "report")


def recorded(known: Known, case_id: str | None = None, *, now: int | None = None) -> Answer:
    """Return the chains that infector links record, and what is wrong with them."""
    now = known.now if now is None else now
    counted = {k: c for k, c in cases(known).items() if c.dated is None or c.dated <= now}
    links, problems = _links(known, counted)
    parts = _components(counted, links)
    chains = [
        _chain(counted, {e for e in links if e[0] in part}, part, now)
        for part in parts
        if len(part) > 1 and case_id in {None, *part}
    ]
    inside = set().union(*(p for p in parts if case_id in p)) if case_id else set(counted)
    problems += [p for a, b in sorted(links) for p in _dates(counted[a], counted[b])]
    problems += [{"kind": "chain_problem", "code": "CYCLE", "cases": loop} for loop in _loops(counted, links)]
    named = [p for p in problems if {str(p.get("case"))} <= inside or set(p.get("cases", ())) & inside]  # type: ignore[call-overload]
    return chains + named


def _links(known: Known, counted: dict[str, Case]) -> tuple[Links, Answer]:
    """Return links (infector, infectee) between different cases, and the self loops and unknown infectors."""
    every = cases(known)
    by_ref: dict[str, set[str]] = {}
    for case in every.values():
        named = {n for n in known.people.named if known.people.holder(n, case.dated or 0) == case.person}
        texts = {case.person} | {text for _, text in named}
        for text in texts:
            short = text.removeprefix("person_id:")
            for ref in {text, short, short.split(":", 1)[1]} if short != text else {text}:
                by_ref.setdefault(ref, set()).add(case.case_id)
    links: Links = set()
    problems: Answer = []
    for case in counted.values():
        for token in dict.fromkeys(t for t in (t.strip() for t in re.split("[;,，、]", case.infector)) if t):
            found = token if token in every else next(iter(by_ref[token])) if len(by_ref.get(token, ())) == 1 else None
            if found is None:
                problems.append({"kind": "chain_problem", "code": "INFECTOR_UNKNOWN", "case": case.case_id})
            elif found == case.case_id:
                problems.append({"kind": "chain_problem", "code": "SELF", "case": case.case_id, "infector": found})
            elif found in counted:  # a case dated later is left out, and its links with it
                links.add((found, case.case_id))
    return links, problems


def _components(counted: dict[str, Case], links: Links) -> list[set[str]]:
    parts = [{c} for c in counted]
    for a, b in links:
        joined = [p for p in parts if p & {a, b}]
        parts = [p for p in parts if not p & {a, b}] + [set().union(*joined)]
    return parts


def _chain(counted: dict[str, Case], links: Links, part: set[str], now: int) -> dict[str, object]:
    roots = {a for a, _ in links} - {b for _, b in links}
    generations, seen, current = [], set(roots), set(roots)
    while current:
        generations.append(len(current))
        current = {b for a, b in links if a in current} - seen
        seen |= current
    dates = [d for c in part if (d := counted[c].dated) is not None]
    return {
        "kind": "recorded_chain", "roots": sorted(roots), "cases": len(part), "edges": len(links), "generations": generations,
        "first": utc(min(dates)) if dates else None, "last": utc(max(dates)) if dates else None,
        "active": any(now - 14 * DAY <= d <= now for d in dates),
    }  # fmt: skip


def _dates(infector: Case, case: Case) -> Answer:
    """Return what is wrong with the dates of a link: both onsets, else both samples, else both reports."""
    found = next(((infector.dates[k], case.dates[k]) for k in PAIRS if k in infector.dates and k in case.dates), None)
    if found is None:
        return []
    codes = [("INFECTOR_AFTER_CASE", found[0] > found[1]), ("LONG_GAP", abs(found[1] - found[0]) > 21 * DAY)]
    return [
        {"kind": "chain_problem", "code": k, "case": case.case_id, "infector": infector.case_id}
        for k, bad in codes
        if bad
    ]


def _loops(counted: dict[str, Case], links: Links) -> list[list[str]]:
    """Return the strongly connected components of two or more."""

    def after(case: str) -> set[str]:
        seen: set[str] = set()
        todo = [case]
        while todo:
            here = todo.pop()
            new = {b for a, b in links if a == here} - seen
            seen |= new
            todo += new
        return seen

    later = {c: after(c) for c in counted}
    loops = {tuple(sorted(d for d in later[c] if c in later[d])) for c in counted}
    return sorted(list(loop) for loop in loops if len(loop) > 1)

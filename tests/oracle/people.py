"""Who a row speaks of (semantics.md, 3, and the gaps filled in docs/reference/semantics.md)."""

from dataclasses import dataclass
from functools import cache

from tests.oracle.fed import code
from tests.oracle.rows import Row, identifiers, instant

STRONG = {"document", "person_id"}
Named = tuple[str, str]
"""(kind, text) of one identifier."""


@dataclass(frozen=True)
class Link:
    """A weak identifier and what it was linked to, `[start, end)` if identities or subscribers say so, else always."""

    target: Named
    dated: bool
    start: float
    end: float


def slots(row: Row) -> list[list[Named]]:
    """Return the identifiers of each person of a row, strongest first."""
    suffixes = ("_a", "_b") if row.feed == "encounters" else ("",)
    return [found for s in suffixes if (found := identifiers(row.values, row.source, s))]


def hold_conflicts(rows: list[Row]) -> None:
    """Hold every row of an identity conflict: two id_cards on what is linked without passing through an id_card."""
    pairs = [(row, [n for n in slot if n[0] in STRONG]) for row in rows for slot in slots(row)]
    pairs = [(row, strong) for row, strong in pairs if len(strong) == 2]
    near: dict[Named, set[Named]] = {}
    for _, (a, b) in pairs:
        near.setdefault(a, set()).add(b)
        near.setdefault(b, set()).add(a)

    def cards(start: Named) -> set[Named]:
        seen, todo = {start}, [start]
        while todo:
            for n in near[todo.pop()] - seen:
                seen.add(n)
                todo += [] if n[1].startswith("id_card:") else [n]
        return {n for n in seen if n[1].startswith("id_card:")}

    disputed = {n for n in near if not n[1].startswith("id_card:") and len(cards(n)) > 1}
    for row, strong in pairs:
        if disputed & set(strong):
            row.outcome, row.reason = "quarantined", "IDENTITY_CONFLICT"


class People:
    """Everybody whom the live rows name."""

    def __init__(self, rows: list[Row], zone: str) -> None:
        self.same: dict[Named, set[Named]] = {}
        self.links: dict[Named, list[Link]] = {}
        self.named = {n for r in rows for slot in slots(r) for n in slot}
        self.sources = {r.source for r in rows for slot in slots(r) for kind, _ in slot if kind == "person_id"}
        for row in rows:
            for slot in slots(row):
                self._take(row, slot, zone)
        self.holder = cache(self._holder)

    def _take(self, row: Row, slot: list[Named], zone: str) -> None:
        strong = [n for n in slot if n[0] in STRONG]
        group = set().union(*(self.same.get(n, {n}) for n in strong))
        for n in group:
            self.same[n] = group
        dated = row.feed in {"identities", "subscribers"}
        start, end = row.values.get("valid_from"), row.values.get("valid_to")
        for weak in slot[1:]:
            if weak[0] not in STRONG:
                self.links.setdefault(weak, []).append(
                    Link(slot[0], dated, instant(start, zone)[0] if dated and start else float("-inf"),
                         instant(end, zone, end=True)[0] if dated and end else float("inf"))
                )  # fmt: skip

    def linked(self, weak: Named, moment: float) -> set[str]:
        """Return the people to whom a weak identifier is linked at a moment."""
        links = self.links.get(weak, [])
        covering = [k for k in links if k.dated and k.start <= moment < k.end]
        return {self.holder(k.target, moment) for k in covering or [k for k in links if not k.dated]}

    def _holder(self, named: Named, moment: float) -> str:
        if named[0] in STRONG:
            group = self.same.get(named, {named})
            documents = [code(text) for kind, text in group if kind == "document"]
            return min(documents or [code(text) for _, text in group])
        people = self.linked(named, moment)
        return people.pop() if len(people) == 1 else code(named[1])

    def of(self, slot: list[Named], moment: float) -> tuple[str, bool]:
        """Return the code of the person of a slot at a moment, and whether an identifier of his is shared."""
        person = self.holder(slot[0], moment)
        several = slot[0][0] not in STRONG and len(self.linked(slot[0], moment)) > 1
        contradicted = any(self.holder(weak, moment) != person for weak in slot[1:] if weak[0] not in STRONG)
        return person, several or contradicted

    def shown(self, person: str) -> str:
        """Return how answers name a person: his smallest (source, person_id), else his code."""
        return self._names().get(person, person)

    @cache  # noqa: B019  a world lives as long as its test
    def _names(self) -> dict[str, str]:
        names = {}
        for group in self.same.values():
            ids = sorted(text.split(":", 2)[1:] for kind, text in group if kind == "person_id")
            if ids:
                names[self.holder(next(iter(group)), 0)] = ":".join(ids[0]) if len(self.sources) > 1 else ids[0][1]
        return names

"""Asks the oracle in the words of the command, and makes every answer, whoever gave it, flat and comparable."""

import argparse
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from tests.oracle import between, chains, reach, rings, same, walks
from tests.oracle.fed import World
from tests.oracle.rows import instant, utc
from tests.oracle.stays import Known, known

Answer = list[dict[str, object]]
Relation = Counter[tuple[str, ...]]

#: What is compared of every kind of line: all that semantics.md defines, no free texts.
FIELDS: dict[str, str] = {
    "trace": "case person edition anchor from to rings ring1 ring2 classes",
    "question": "code place",
    "contact": "ring person class case judgement first last minutes channels",
    "exposure": "ring person with place place_kind channel zone t_start t_end seat_gap rule flags sources",
    "reason": "ring person reason",
    "via": "person via first",
    "shared": "person place place_kind channel flags t_start t_end seat_gap sources",
    "same": "person channel place t_start t_end seat_gap class sources",
    "stay": "person place place_kind channel zone t_start t_end flags sources",
    "present": "person t_start t_end flags",
    "reach": "case person from to reached",
    "reached": "person arrival latest hops from to place",
    "chain": "people times places",
    "recorded_chain": "roots cases edges generations first last active",
    "chain_problem": "code case infector cases",
    "feed": "feed rows accepted duplicate superseded quarantined rejected",
}

#: The reasons of a contact that are compared: those that semantics.md and the editions' rows for conveyances name.
REASONS = {
    "SAME_BOOKING", "SEAT_ROWS", "CREW", "SAME_CARRIAGE", "SAME_COMPARTMENT", "SAME_BAY", "SEALED_COACH", "SAME_CABIN",
    "SAME_RUN", "SEAT_UNKNOWN", "SEALED_UNKNOWN", "SAME_HOUSEHOLD", "COMPANION", "SEATS_NEAR", "KIND_UNKNOWN",
}  # fmt: skip


class Oracle:
    """Answers questions about one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.known: Known = known(world)

    def ask(self, words: Sequence[str]) -> Answer:
        """Return the answer to a command's words, such as `trace C1 --edition cn-8`."""
        a, k = self._parse(words), self.known
        start, end, now = self._time(a.start), self._time(a.end), self._time(a.now)
        if end is not None and now is not None:
            end = min(end, now)
        match words[0]:
            case "trace":
                return rings.trace(
                    k, a.what, edition=a.edition or self.world.edition, start=start, end=end, rings=a.rings, now=now
                )
            case "shared":
                return walks.shared(
                    k,
                    a.what,
                    edition=a.edition or self.world.edition,
                    start=start,
                    end=end,
                    now=now,
                    with_=a.with_,
                    at=a.at,
                    channel_=a.channel,
                )
            case "trajectory":
                return walks.trajectory(k, a.what, start=start, end=end, now=now, days=a.days)
            case "same":
                return same.same(k, a.what, edition=a.edition or self.world.edition, days=a.days, now=now)
            case "at":
                return walks.at_place(k, a.what, start=start or 0, end=end or 0)
            case "reach":
                return reach.reach(k, a.what, start=start, end=end, now=now, max_hops=a.max_hops, backward=a.backward)
            case "chains" if a.recorded:
                return chains.recorded(k, a.what, now=now)
            case "chains":
                return between.between(
                    k, a.what, a.person, start=start, end=end, now=now, max_hops=a.max_hops or 6, most=a.k
                )
            case _:
                return feeds(k)

    def _time(self, text: str | None) -> int | None:
        return None if text is None else instant(text, self.world.timezone)[0]

    def _parse(self, words: Sequence[str]) -> argparse.Namespace:
        parser = argparse.ArgumentParser()
        parser.add_argument("what", nargs="?")
        for name, dest in (("--from", "start"), ("--to", "end"), ("--as-of", "now"), ("--with", "with_"), ("--edition", "edition"),
                           ("--at", "at"), ("--channel", "channel"), ("--reason", "reason")):  # fmt: skip
            parser.add_argument(name, dest=dest)
        if words[0] == "chains":  # there the option that ends the window has another name
            words = ["--to" if w == "--to-time" else "--person" if w == "--to" else w for w in words]
        parser.add_argument("--person")
        parser.add_argument("--k", type=int, default=5)
        parser.add_argument("--rings", type=int, default=2)
        parser.add_argument("--days", type=int, default=14)
        parser.add_argument("--max-hops", type=int)
        parser.add_argument("--backward", action="store_true")
        parser.add_argument("--recorded", action="store_true")
        return parser.parse_args(words[1:])


def feeds(k: Known) -> Answer:
    """Return the outcomes of every feed's rows as of now."""
    return [
        {
            "kind": "feed", "feed": feed, "rows": sum(r.feed == feed for r in k.rows),
            **{o: sum((r.feed, r.outcome) == (feed, o) for r in k.rows)
               for o in ("accepted", "duplicate", "superseded", "quarantined", "rejected")},
        }
        for feed in sorted({r.feed for r in k.rows})
    ]  # fmt: skip


def flat(answer: Iterable[Mapping[str, object]]) -> dict[str, Relation]:
    """Return an answer as relations: kind of line -> multiset of its compared fields as text."""
    found: dict[str, Relation] = {kind: Counter() for kind in FIELDS}
    for line in answer:
        kind = str(line["kind"])
        if kind not in FIELDS:
            continue
        if line.get("code") == "INFECTOR_UNKNOWN":
            line = {**line, "infector": None}  # noqa: PLW2901  what is written there is not known to anybody
        found[kind][_cells(kind, line)] += 1
        for question in _list(line.get("questions")):
            found["question"][_cells("question", question)] += 1
        for exposure in _list(line.get("exposures")):
            found["exposure"][_cells("exposure", {**exposure, "ring": line["ring"], "person": line["person"],
                                                  "rule": bool(exposure["rule"])})] += 1  # fmt: skip
        for reason in REASONS & {str(r) for r in _several(line.get("reasons"))}:
            found["reason"][_cells("reason", {**line, "reason": reason})] += 1
        for j in _list(line.get("via")):
            found["via"][_cells("via", {"person": line["person"], "via": j["person"], "first": j["first"]})] += 1
    return found


def _several(value: object) -> list[object]:
    return list(value) if isinstance(value, (list, tuple)) else []


def _list(value: object) -> list[dict[str, object]]:
    return list(value) if isinstance(value, list) else []


def _cells(kind: str, line: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(cell(name, line.get(name)) for name in FIELDS[kind].split())


def cell(name: str, value: object) -> str:
    """Return one compared value as text; nothing is empty, yes is `yes`."""
    if value is None or value is False:
        return ""
    if value is True:
        return "yes"
    if name == "minutes":
        return f"{value:.2f}"
    if isinstance(value, Mapping):
        return ",".join(f"{k}={v}" for k, v in sorted(value.items()) if v)
    return ",".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def differences(one: Answer, other: Answer) -> list[str]:
    """Return what stands in one answer only, `-` and `+`; empty if they are equal as sets."""
    a, b = flat(one), flat(other)
    lines = [
        f"{sign} {kind} {row}"
        for kind in FIELDS
        for sign, rows in (("-", a[kind] - b[kind]), ("+", b[kind] - a[kind]))
        for row in rows
    ]
    return sorted(lines, key=lambda line: line[2:])


__all__ = ["FIELDS", "Answer", "Oracle", "cell", "differences", "flat", "utc"]

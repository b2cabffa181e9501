"""Editions for people: their numbers and rows with marks and sources, as rows or a page; and how two of them differ."""

from collections.abc import Iterator, Mapping, Sequence

from queries.rules.rules import edition
from queries.rules.schema import KINDS, Edition, Number, Row, Test

_ASKED: Mapping[Test, str] = {
    "together": "together",
    "same_room": "same room",
    "same_zone": "same zone",
    "near": "within {near_metres} m without protection",
    "on_plane": "within {flight_rows} rows of seats in the cabin",
    "on_train": "sealed: same carriage, in a soft sleeper same compartment; else same bay or within {train_bays} of it",
    "on_coach": "sealed: everybody on board; else within {coach_rows} rows of seats",
    "on_ship": "same cabin",
    "companion": (
        "more than {companion_minutes} minutes together in one phone cell, and more than {companion_hours} hours of {whose} "
        "in that cell, within {companion_days} days"
    ),
    "nobody": "nobody",
}  # fmt: skip
_WHOSE = {"either": "either of them", "both": "each of them", "case": "the case"}
_ALSO = {"same_booking": "same booking", "crew": "crew and those whom they serve"}
_WITHOUT_ZONES = {
    "one_zone": "a place without zones is one",
    "small": "a place without zones is one up to {small_place_people} people",
    "no": "a place without zones is none",
}
Shown = dict[str, object]


def condition(told: Edition, row: Row) -> str:
    """Return what a row asks for, in words.

    >>> condition(edition("cn-8"), edition("cn-8").rows[0])
    'together, any length'
    """
    parts = [_ASKED[row.test]]
    if row.test == "on_plane" and "flight_seats" in told.numbers:
        parts.append("and {flight_seats} seats to a side")
    if row.test == "same_zone":
        parts.append(f"({_WITHOUT_ZONES[row.without_zones]})")
    if row.also:
        parts.append("; " + "; ".join(_ALSO[c] for c in row.also))
    if row.lasting:
        least = "more than" if row.lasting_strictly else "at least"
        within = "within {lasting_hours} hours" if "lasting_hours" in told.numbers else "at one stretch"
        parts.append(f", {least} {{lasting_minutes}} minutes {within}")
    elif row.test == "together":
        parts.append(", any length")
    if row.test == "near":
        parts.append("; an interview's close contact, any length")
    values = {name: number(n) for name, n in told.numbers.items()}
    text = " ".join(parts).replace(" ,", ",").replace(" ;", ";")
    return text.format(**values, whose=_WHOSE[told.companion_whose])


def number(n: Number) -> int | float:
    """Return a number as it is written: whole where it is."""
    return n.whole if n.value == n.whole else n.value


def head(told: Edition) -> Shown:
    """Return what an edition is: name, title, dates, how many rings it has."""
    return {
        "kind": "edition", "edition": told.name, "title": told.title,
        "valid_from": None if told.valid_from is None else told.valid_from.isoformat(),
        "valid_to": None if told.valid_to is None else told.valid_to.isoformat(), "rings": 2 if told.ring2 else 1,
    }  # fmt: skip


def shown(told: Edition) -> Iterator[Shown]:
    """Yield an edition as rows: each number, each row of the table with its mark and source, each reason."""
    for name, n in told.all_numbers().items():
        yield {"kind": "edition_number", "edition": told.name, "name": name, "value": number(n), "unit": n.unit,
               "mark": n.mark, "source": n.source}  # fmt: skip
    for row in told.rows:
        yield {"kind": "edition_row", "edition": told.name, "rule": f"{told.name}:{row.name}",
               "kinds": list(row.kinds), "enclosed": row.enclosed, "condition": condition(told, row),
               "earns": row.earns, "reason": row.reason, "otherwise": row.otherwise,
               "ring2": _in_ring_two(told, row), "linger_minutes": row.linger_minutes, "mark": row.mark,
               "source": row.source}  # fmt: skip
    for code, meaning in told.reasons.items():
        yield {"kind": "edition_reason", "edition": told.name, "reason": code, "meaning": meaning}


def differences(a: Edition, b: Edition) -> Iterator[Shown]:
    """Yield each number and each kind of place about which two editions say different things; null where one is silent."""
    ours, theirs = a.all_numbers(), b.all_numbers()
    if a.ring2 != b.ring2:
        yield _change(a, b, "number", "rings", [head(told)["rings"] for told in (a, b)])
    for name in sorted({*ours, *theirs}):
        pair: list[object] = [None if (n := told.get(name)) is None else number(n) for told in (ours, theirs)]
        if pair[0] != pair[1]:
            yield _change(a, b, "number", name, pair)
    walled = {kind for row in (*a.rows, *b.rows) if row.enclosed is not None for kind in row.kinds}
    for kind in KINDS:
        for enclosed in (True, False) if kind in walled else (True,):
            pair = [_place(told, kind, enclosed=enclosed) for told in (a, b)]
            if pair[0] != pair[1]:
                yield _change(a, b, "place", kind if enclosed else f"{kind}, open air", pair)


def _change(a: Edition, b: Edition, what: str, name: str, pair: Sequence[object]) -> Shown:
    return {"kind": "edition_change", "a": a.name, "b": b.name, "what": what, "name": name, "value_a": pair[0],
            "value_b": pair[1]}  # fmt: skip


def _place(told: Edition, kind: str, *, enclosed: bool) -> str | None:
    """Return what an edition says about a kind of place, in words; None where it does not know it."""
    row = told.row(kind, enclosed=enclosed)
    if row is None:
        return None
    ring2 = "; not in ring 2" if told.ring2 and row.earns == "close" and not row.ring2 else ""
    otherwise = "" if row.otherwise == "none" or row.test == "companion" else ", else general"
    linger = f"; {row.linger_minutes} minutes after leaving too" if row.linger_minutes else ""
    return f"{row.earns}: {condition(told, row)}{otherwise}{ring2}{linger}"


def _in_ring_two(told: Edition, row: Row) -> bool:
    return told.ring2 and row.ring2 and row.earns == "close"


def edition_page(name: str) -> str:
    """Return an edition as a page of Markdown: numbers, table and reasons, each with its mark and where it comes from.

    Raises:
        UsageError: there is no edition of that name.

    """
    told = edition(name)
    lines = [f"## {told.name}", "", f"{told.title}.", ""]
    if told.valid_from:
        lines += [f"In force from {told.valid_from}" + (f" to {told.valid_to}." if told.valid_to else "."), ""]
    if not told.ring2:
        lines += ["It knows no contacts of contacts: there is no ring 2.", ""]
    lines += [f"- {source}" for source in told.sources] + [""]
    rows = list(shown(told))
    lines += _table(rows, "edition_number", ("name", "value", "unit", "mark", "source"))
    columns = ("rule", "kinds", "condition", "earns", "reason", "otherwise", "ring2", "mark", "source")
    lines += _table(rows, "edition_row", columns)
    lines += _table(rows, "edition_reason", ("reason", "meaning"))
    return "\n".join(lines)


def _table(rows: Sequence[Mapping[str, object]], kind: str, columns: tuple[str, ...]) -> list[str]:
    """Return the rows of a kind as lines of a Markdown table; none where there is no such row."""

    def cell(value: object) -> str:
        if isinstance(value, bool):
            return "yes" if value else "no"
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

    lines = ["| " + " | ".join(cell(row[c]) for c in columns) + " |" for row in rows if row["kind"] == kind]
    head_ = ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    return [*head_, *lines, ""] if lines else []

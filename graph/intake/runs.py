"""Runs: one flight, train, coach or ship of one date; numbers are written in one way."""

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pyarrow as pa

from graph.intake.rows import Rows
from graph.intake.values import Distinct, choice, narrow
from graph.model.things import COACH_TYPES

_PART = re.compile(r"^([A-Z0-9]*?[A-Z])?0*([0-9]+)([A-Z]?)$")


def prepare(rows: Rows) -> None:
    """Write the numbers in one way, so that keys and contents are equal where the runs are."""
    for name in ("number", "alias_of"):
        rewrite(rows, name, run_number)


def rewrite(rows: Rows, name: str, write: Callable[[str], str | None]) -> None:
    """Replace each text of a column, before it is read, by what `write` makes of it."""
    if rows.has(name):
        raw = Distinct.of(rows.column(name))
        put(rows, name, raw.spread(pa.array([write(value) for value in raw.values.to_pylist()], pa.string())))


def put(rows: Rows, name: str, values: pa.Array) -> None:
    """Put a column in the place of the one that was read, or beside the others."""
    others = rows.block.columns.drop_columns([name] if rows.has(name) else [])
    rows.block = replace(rows.block, columns=others.append_column(name, values))


def check(rows: Rows) -> None:
    """Write the types of the carriages in one way; note those that cannot be read and leave them out."""
    raw = Distinct.of(rows.facts["coach_types"])
    read = [coach_types(text) for text in raw.values.to_pylist()]
    rows.note(raw.where(np.array([not whole for _, whole in read], np.bool_)), "VALUE_UNREADABLE")
    rows.facts["coach_types"] = raw.spread(pa.array([types for types, _ in read], pa.string()))
    if rows.has("coach_types"):
        rows.content["coach_types"] = rows.facts["coach_types"]


def coach_types(text: str) -> tuple[str | None, bool]:
    """Return `carriage:type` of each carriage, sorted, joined by `;`, and whether all of the text was understood.

    Of a carriage with two types neither is kept.

    >>> coach_types("06：硬座；05:soft sleeper"), coach_types("5:moon;6:硬座")
    (('5:soft_sleeper;6:hard_seat', True), ('6:hard_seat', False))
    """
    types: dict[str, str | None] = {}
    whole = True
    for part in filter(str.strip, re.split("[;,、]", narrow(text))):
        carriage, _, said = (piece.strip() for piece in part.partition(":"))
        carriage = carriage.upper().lstrip("0") or carriage
        known = choice(said, COACH_TYPES) if re.fullmatch(r"\w+", carriage) else None
        if known is None or types.get(carriage, known) != known:
            whole, known = False, None
        if re.fullmatch(r"\w+", carriage):
            types[carriage] = known
    kept = sorted(f"{carriage}:{known}" for carriage, known in types.items() if known)
    return ";".join(kept) or None, whole


def run_number(text: str) -> str | None:
    """Return the number of a run in the one way in which it is kept: all its numbers, sorted, joined by `/`.

    >>> run_number("BA 0027"), run_number("g1234/5"), run_number("G1235/G1234次")
    ('BA27', 'G1234/G1235', 'G1234/G1235')
    """
    written = re.sub(r"[\s\-_.‐‑–—]+", "", narrow(text).upper())
    numbers: list[str] = []
    for part in filter(None, re.sub("(次(列车)?)+(?=/|$)", "", written).split("/")):
        if numbers and part.isdecimal():
            before = numbers[-1].rstrip("0123456789")
            part = before + numbers[-1][len(before) :][: -len(part)] + part  # noqa: PLW2901
        numbers.append(part)
    return "/".join(sorted({_plain(number) for number in numbers})) or None


def _plain(number: str) -> str:
    found = _PART.match(number)
    return f"{found[1] or ''}{found[2]}{found[3]}" if found else number

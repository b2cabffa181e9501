"""The people of a row: their identifiers read, judged and turned into keyed codes."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.intake.identifiers import PROBLEMS, documents, phones, plates, through_spreadsheet
from graph.intake.instants import Ints
from graph.intake.rows import Bools, Rows, Said, present
from graph.intake.values import BIDI, Distinct, choices, identifiers, matches
from graph.model.feeds import ID_TYPES, IDENTIFIERS

#: A spreadsheet's number keeps 15 digits; a longer one has been rounded.
_EXACT = r"^[0-9]{1,15}$"


def read_person(rows: Rows, prefix: str) -> None:
    """Read the identifiers of the person with that prefix ("", "a_", "b_") into codes, and judge the row by them."""
    facts = {f"{prefix}{name}": rows.nulls() for name in (*IDENTIFIERS, "code", "document_type")}
    if rows.has(f"{prefix}person_code"):
        facts[f"{prefix}code"] = rows.content[f"{prefix}person_code"] = rows.column(f"{prefix}person_code")
    given = present(facts[f"{prefix}code"]) | _read_document(rows, prefix, facts)
    for name in ("person_id", "device", "plate"):
        given |= _read_plain(rows, prefix, name, facts)
    unreadable = _read_phone(rows, prefix, facts)
    given |= present(facts[f"{prefix}phone"])
    rows.note(unreadable & given, "PHONE_UNREADABLE")
    rows.quarantine(unreadable & ~given, "PHONE_UNREADABLE")
    rows.reject(~given & ~unreadable, "PERSON_MISSING")
    rows.facts |= facts
    rows.strongest[prefix] = pc.coalesce(facts[f"{prefix}code"], *(facts[f"{prefix}{name}"] for name in IDENTIFIERS))


def column_name(prefix: str, name: str) -> str:
    """Return what a feed calls an identifier column of the person with that prefix.

    >>> column_name("a_", "person_id"), column_name("a_", "phone"), column_name("", "person_id")
    ('person_a', 'phone_a', 'person_id')
    """
    if not prefix:
        return name
    return f"{'person' if name == 'person_id' else name}_{prefix[0]}"


def _read_plain(rows: Rows, prefix: str, name: str, facts: dict[str, pa.Array]) -> Bools:
    """Read person id, device or plate; return the rows that give one, readable or not."""
    column = column_name(prefix, name)
    if not rows.has(column):
        return np.zeros(rows.size, np.bool_)
    raw = Distinct.of(rows.column(column))
    cleaned = raw.with_values((plates if name == "plate" else identifiers)(raw.values))
    broken = cleaned.where(through_spreadsheet(cleaned.values))
    broken |= rows.numeric(column) & cleaned.where(~matches(cleaned.values, _EXACT))
    rows.reject(broken, "ID_TRUNCATED")
    hidden = cleaned.where(matches(cleaned.values, BIDI))
    rows.quarantine(hidden, "ID_FORMAT")
    kind = f"person_id:{rows.setting.source}" if name == "person_id" else name
    _keep(rows, facts, f"{prefix}{name}", cleaned, f"{kind}:", broken | hidden)
    rows.content[column] = cleaned.spread(cleaned.values)
    return present(rows.content[column])


def _read_phone(rows: Rows, prefix: str, facts: dict[str, pa.Array]) -> Bools:
    """Read the phone number; return the rows where it cannot be one."""
    column = column_name(prefix, "phone")
    if not rows.has(column):
        return np.zeros(rows.size, np.bool_)
    raw = Distinct.of(rows.column(column))
    cleaned = raw.with_values(identifiers(raw.values))
    read = cleaned.with_values(phones(cleaned.values))
    _keep(rows, facts, f"{prefix}phone", read, "phone:", np.zeros(rows.size, np.bool_))
    rows.content[column] = read.spread(read.values)
    return cleaned.where(present(cleaned.values) & ~present(read.values))


def _keep(rows: Rows, facts: dict[str, pa.Array], slot: str, read: Distinct, kind: str, broken: Bools) -> None:
    """Put codes of identifiers into the facts, and their texts under these codes into the vault."""
    codes = rows.setting.codes.codes(pc.binary_join_element_wise(pa.scalar(kind), read.values, pa.scalar("")))
    spread = read.spread(codes)
    facts[slot] = pc.if_else(pa.array(broken), pa.scalar(None, pa.string()), spread) if broken.any() else spread
    field = kind.partition(":")[0]
    rows.said.append(Said(field, read.rows, codes, pa.repeat(pa.scalar(field), len(codes)), read.values))


def _read_document(rows: Rows, prefix: str, facts: dict[str, pa.Array]) -> Bools:
    """Read id_type and id_number; return the rows that give a number, readable or not."""
    column, type_column = column_name(prefix, "id_number"), column_name(prefix, "id_type")
    kinds = _read_types(rows, type_column)
    if not rows.has(column):
        return np.zeros(rows.size, np.bool_)
    raw = Distinct.of(rows.column(column))
    numbers = raw.with_values(identifiers(raw.values))
    given = present(numbers.spread(numbers.values))
    # Each pair of type and number once: the number's position within the type's span.
    span = max(len(numbers.values), 1)
    pairs = pa.array((kinds + 1) * span + numbers.index, mask=~given).dictionary_encode()
    pair = pairs.dictionary.to_numpy()
    found = documents(pair // span - 1, numbers.values.take(pa.array(pair % span)), rows.setting.now)
    read = Distinct(found.number, pairs.indices)

    numeric = rows.numeric(column) & given
    rows.reject(numeric, "ID_TRUNCATED")
    for number in np.unique(found.problem[found.problem > 0]):
        outcome, reason = PROBLEMS[number]
        (rows.reject if outcome == "rejected" else rows.quarantine)(read.where(found.problem == number), reason)
    rows.note(read.where(found.upgraded), "ID_UPGRADED")
    types = pa.array(ID_TYPES).take(pa.array(found.kind, mask=found.kind < 0))
    codes = rows.setting.codes.codes(pc.binary_join_element_wise(types, read.values, ":"))
    fine = pa.array(~numeric & ~read.where(found.problem > 0))
    facts[f"{prefix}document"] = pc.if_else(fine, read.spread(codes), pa.scalar(None, pa.string()))
    facts[f"{prefix}document_type"] = pc.if_else(fine, read.spread(types), pa.scalar(None, pa.string()))
    rows.content[column] = read.spread(read.values)
    rows.said.append(Said("document", read.rows, codes, types, read.values))
    return given


def _read_types(rows: Rows, column: str) -> Ints:
    """Return each row's document type as its position in ID_TYPES, -1 where none or none that is known."""
    raw = Distinct.of(rows.column(column))
    named = identifiers(raw.values)
    types = choices(named, ID_TYPES)
    rows.note(raw.where(present(named) & ~present(types)), "VALUE_UNKNOWN")
    if rows.has(column):
        rows.content[column] = raw.spread(types)
    kinds: Ints = pc.index_in(raw.spread(types), pa.array(ID_TYPES)).fill_null(-1).to_numpy().astype(np.int64)
    return kinds

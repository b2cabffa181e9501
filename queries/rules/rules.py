"""Rule editions by name: the TOML files of `editions/`, each read and checked once; and any other text of the kind.

A file may say `like = "cn-8"`: what it does not say itself is then as in that edition, marked `unconfirmed` where the
other has a source, since nobody said it of this one.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import ValidationError

from graph.errors import UsageError
from queries.rules.schema import Edition, Number, Row

__all__ = ["Edition", "Number", "Row", "edition", "edition_names", "parsed", "problems", "shipped"]

_TABLES = ("numbers", "caps", "quarantine", "reasons")
_FOLDER = files("queries") / "rules" / "editions"


def edition_names() -> tuple[str, ...]:
    """Return the names of all editions, sorted."""
    found = (entry.name for entry in _FOLDER.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml")))


def shipped(name: str) -> str:
    """Return the text of an edition's file.

    Raises:
        UsageError: there is no edition of that name.

    """
    if name not in edition_names():
        raise UsageError("EDITION_UNKNOWN", f"there is no edition {name!r}: use one of {', '.join(edition_names())}")
    return (_FOLDER / f"{name}.toml").read_text(encoding="utf-8")


@cache
def edition(name: str) -> Edition:
    """Return the edition of that name.

    Raises:
        UsageError: there is no edition of that name.

    >>> edition("cn-8").numbers["window_days"].whole
    2

    """
    return parsed(shipped(name))


def parsed(text: str) -> Edition:
    """Return an edition from a TOML text.

    Raises:
        tomllib.TOMLDecodeError: the text is no TOML.
        ValidationError: it says too much or too little.
        UsageError: it is like an edition that there is not.

    """
    return Edition.model_validate(_told(text))


def problems(text: str) -> list[str]:
    r"""Return what is wrong with a TOML text as an edition, one sentence each; nothing where it can be used.

    >>> problems('name = "x"\ntitle = "y"\neveryone = true\nwindow = 2')
    ['window: nobody knows this word']
    """
    told: dict[str, Any] = {}
    try:
        told = _told(text)
        Edition.model_validate(told)
    except tomllib.TOMLDecodeError as e:
        return [f"this is no TOML: {e}"]
    except UsageError as e:
        return [f"like: {e.message}"]
    except ValidationError as e:
        return [_sentence(dict(error), told) for error in e.errors()]
    return []


def _sentence(error: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    if error["type"] == "value_error":  # ours: whole sentences
        return str(error["ctx"]["error"])
    where = [str(part) for part in error["loc"]]
    if where[0] == "rows" and len(where) > 1:
        row = told["rows"][int(where[1])]
        where[1] = str(row.get("name", where[1])) if isinstance(row, dict) else where[1]
    known = {"extra_forbidden": "nobody knows this word", "missing": "this is missing"}
    return f"{'.'.join(where)}: {known.get(error['type'], error['msg'])}"


def _told(text: str) -> dict[str, Any]:
    """Return what a text says, and of the edition that it is like what it does not say."""
    told = tomllib.loads(text)
    like = told.pop("like", None)
    if like is None:
        return told
    base = _unconfirmed(_told(shipped(str(like))), str(like))
    for table in _TABLES:
        mine = told.get(table, {})
        if table in base and isinstance(mine, dict):  # what is none is refused with its name later
            told[table] = base[table] | mine
    rows = told.get("rows", [])
    if isinstance(rows, list) and all(isinstance(row, dict) for row in rows):
        own = {row.get("name"): row for row in rows}
        told["rows"] = [*(own.pop(row["name"], row) for row in base.get("rows", ())), *own.values()]
    dated = {"valid_from", "valid_to", "sources"}
    return {k: v for k, v in base.items() if k not in dated} | told


def _unconfirmed(base: dict[str, Any], name: str) -> dict[str, Any]:
    """Return what another edition says with its sources as hearsay."""
    marked = [n for table in ("numbers", "caps", "quarantine") for n in base.get(table, {}).values()]
    for part in (*marked, *base.get("rows", ())):
        if part["mark"] == "source":
            part["mark"] = "unconfirmed"
            part["source"] = f"as {name}: {part['source']}"
    return base

"""The embedded engine's columns on disk: one file that is mapped, not read, and a `meta.json` that says what is where.

Everything here is made from the facts and may be deleted; nothing is ever repaired. A folder is written whole under
another name and then renamed, so that it is either there or not. It holds keyed codes and names of places, no person.
"""

import json
import shutil
import time
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from graph.engines.embedded.cold import Cold
from graph.engines.embedded.index import Index, indexed
from graph.engines.embedded.packing import Hot, Started
from graph.engines.embedded.pieces import Cuts
from graph.engines.embedded.texts import PLACE_NUMBERS, PLACE_TEXTS, PlaceList, Texts
from graph.engines.embedded.unpacking import PackedStays
from graph.errors import EngineError
from graph.model.code_list import CodeList, Identifiers
from graph.model.timed_graph import (
    MEMBER_COLUMNS,
    Case,
    Control,
    Judgement,
    Members,
    Part,
    TimedGraph,
)

VERSION = 4
"""Raised when what is in the files, or its meaning, changes; an index of another version is made anew."""
META = "meta.json"
LISTS = "lists.json"
COLUMNS = "columns.bin"
#: Columns begin at multiples of so many bytes: a cache line.
_ALIGNED = 64
CHUNK = 1 << 22
#: Seconds after which a half-written folder was left behind.
_ABANDONED = 3600

#: The parts of an index that are made of columns.
_PARTS: dict[str, Any] = {"hot": Hot, "started": Started, "cold": Cold, "cuts": Cuts}

Column = NDArray[Any]
"""A column as the file types it; `VERSION` says which types those are."""


@dataclass(frozen=True, slots=True)
class MappedGraph(TimedGraph):
    """A graph whose columns are mapped from disk, with the index that was kept with it."""

    index: Index | None = None


def save(graph: TimedGraph, folder: Path) -> None:
    """Write the graph's index as `folder`, replacing what is there; raise EngineError (INDEX_NOT_WRITTEN)."""
    folder = Path(folder)
    whole, replaced = (folder.with_name(f".{folder.name}-{uuid4().hex}.tmp") for _ in range(2))
    try:
        whole.mkdir(parents=True)
        _write(graph, whole)
        if folder.exists():
            folder.rename(replaced)
        try:
            whole.rename(folder)
        except OSError:
            if not folder.exists():  # else somebody else has just made the same index
                raise
    except OSError as e:
        raise EngineError(
            "INDEX_NOT_WRITTEN",
            f"the index in {folder} could not be written ({e.strerror}): free space, then ask again",
        ) from e
    finally:
        shutil.rmtree(whole, ignore_errors=True)
        shutil.rmtree(replaced, ignore_errors=True)


def being_written(folder: Path) -> bool:
    """Return whether a folder is an index that somebody writes now; one left behind by a kill is an hour old."""
    try:
        return folder.name.endswith(".tmp") and time.time() - folder.stat().st_mtime < _ABANDONED
    except OSError:
        return True


def _write(graph: TimedGraph, folder: Path) -> None:
    kept = indexed(graph)
    with (folder / COLUMNS).open("wb") as file:
        file.write(bytes(_ALIGNED))  # so that a file without any row can be mapped
        where = {name: _put(file, column) for name, column in _columns(graph, kept).items()}
    (folder / LISTS).write_text(json.dumps(_lists(graph, kept), ensure_ascii=False), encoding="utf-8")
    checks = {file.name: [file.stat().st_size, _checksum(file)] for file in sorted(folder.iterdir())}
    counts = {"stays": len(graph.stays), "people": len(graph.people), "places": len(graph.places)}
    meta = {"version": VERSION, "stamp": graph.stamp, "now": graph.now, "counts": counts, "files": checks}
    meta["columns"] = where
    (folder / META).write_text(json.dumps(meta, indent=1), encoding="utf-8")


def _put(file: BinaryIO, column: Column) -> tuple[str, int, int]:
    """Write a column; return its type, where it begins, and how many bytes it has."""
    file.write(bytes(-file.tell() % _ALIGNED))
    at = file.tell()
    file.write(np.ascontiguousarray(column).data)
    return column.dtype.str, at, column.nbytes


def load(folder: Path) -> MappedGraph:
    """Return the graph of an index, mapped from disk; raise EngineError (INDEX_DAMAGED) if it is not whole."""
    folder = Path(folder)
    try:
        meta = json.loads((folder / META).read_text(encoding="utf-8"))
        if meta["version"] != VERSION:
            raise _damaged(folder, f"it is of version {meta['version']}, this program writes version {VERSION}")
        for name, (size, checksum) in meta["files"].items():
            if (folder / name).stat().st_size != size or _checksum(folder / name) != checksum:
                raise _damaged(folder, f"{name} is not what was written")
        mapped = np.asarray(np.memmap(folder / COLUMNS, np.uint8, "r"))
        columns = {
            name: mapped[at : at + length].view(np.dtype(kind)) for name, (kind, at, length) in meta["columns"].items()
        }
        lists = json.loads((folder / LISTS).read_text(encoding="utf-8"))
        return _graph(columns, lists, meta["stamp"], meta["now"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as e:
        raise _damaged(folder, f"{type(e).__name__}: {e}") from e


def _damaged(folder: Path, why: str) -> EngineError:
    return EngineError("INDEX_DAMAGED", f"the index in {folder} cannot be used ({why}): it is made anew from the facts")


def _checksum(file: Path) -> int:
    """Return the CRC-32 of a file: against bad disks and half copies, not against forgers."""
    checksum = 0
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            checksum = zlib.crc32(chunk, checksum)
    return checksum


def _columns(graph: TimedGraph, kept: Index) -> dict[str, Column]:
    """Return every column by its file name."""
    people, ids, places = CodeList.of(graph.people), Identifiers.of(graph.identifiers), PlaceList.of(graph.places)
    columns: dict[str, Column] = {}
    for part, group in _PARTS.items():
        for name, column in zip(group._fields, getattr(kept, part), strict=True):
            columns |= {f"{part}_{name}": column} if isinstance(column, np.ndarray) else {}
    columns |= {f"member_{name}": getattr(graph.members, name) for name in MEMBER_COLUMNS}
    columns |= {f"place_{name}": getattr(places, name) for name in PLACE_NUMBERS}
    columns |= {"people": people.column, "id_person": ids.person, "id_kind": ids.kind, "id_code": ids.code}
    texts = {f"place_{name}": getattr(places, name) for name in PLACE_TEXTS}
    texts |= {name: Texts.of(getattr(graph, name)) for name in ("zones", "floors", "seats", "households")}
    for name, text in texts.items():
        columns |= {f"{name}_utf8": text.utf8, f"{name}_ends": text.ends}
    return columns


def _lists(graph: TimedGraph, kept: Index) -> dict[str, list[object]]:
    """Return what is short enough for JSON."""
    return {
        "kinds": [*kept.kinds],
        "days": [kept.hot.first_day, kept.hot.days, kept.hot.day_bits],
        "sources": [list(names) for names in graph.sources],
        "cases": [asdict(case) for case in graph.cases],
        "parts": [asdict(part) for part in graph.parts],
        "judgements": [asdict(judgement) for judgement in graph.judgements],
        "controls": [asdict(control) for control in graph.controls],
    }


def _graph(columns: dict[str, Column], lists: dict[str, Any], stamp: str, now: int) -> MappedGraph:
    """Return the graph that the columns and lists describe."""

    def texts(name: str) -> Texts:
        return Texts(columns[f"{name}_utf8"], columns[f"{name}_ends"])

    index = _index(columns, lists)
    places: dict[str, Any] = {name: texts(f"place_{name}") for name in PLACE_TEXTS}
    places |= {name: columns[f"place_{name}"] for name in PLACE_NUMBERS}
    return MappedGraph(
        people=CodeList(columns["people"]),
        places=PlaceList(**places),
        zones=texts("zones"),
        floors=texts("floors"),
        seats=texts("seats"),
        sources=[tuple(names) for names in lists["sources"]],
        stays=PackedStays(index),
        cases=[Case(**_tuples(values)) for values in lists["cases"]],
        now=now,
        stamp=stamp,
        identifiers=Identifiers(columns["id_person"], columns["id_kind"], columns["id_code"]),
        parts=tuple(Part(**_tuples(values)) for values in lists["parts"]),
        judgements=tuple(Judgement(**_tuples(values)) for values in lists["judgements"]),
        households=texts("households"),
        members=Members(*(columns[f"member_{name}"] for name in MEMBER_COLUMNS)),
        controls=tuple(Control(**_tuples(values)) for values in lists["controls"]),
        index=index,
    )


def _index(columns: dict[str, Column], lists: dict[str, Any]) -> Index:
    """Return the index that the columns and lists describe."""

    def part(name: str) -> dict[str, Any]:
        return {field: columns[key] for field in _PARTS[name]._fields if (key := f"{name}_{field}") in columns}

    first_day, days, day_bits = lists["days"]
    return Index(
        hot=Hot(**part("hot"), first_day=first_day, days=days, day_bits=day_bits),
        started=Started(**part("started"), first_day=first_day),
        cold=Cold(**part("cold")),
        cuts=Cuts(**part("cuts")),
        kinds=tuple(lists["kinds"]),
        people=len(columns["people"]),
    )


def _tuples(values: dict[str, Any]) -> dict[str, Any]:
    """Return what was written as JSON, where tuples have become lists."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}

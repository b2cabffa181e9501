"""What is fed: files of rows as text, in the order in which they arrive, and how they look on disk."""

import csv
import hashlib
import hmac
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

KEY = "a key for invented worlds only"
Fields = dict[str, str]


def code(text: str, length: int = 24) -> str:
    """Return the keyed code of a text under the test key."""
    return hmac.new(KEY.encode(), text.encode(), hashlib.sha256).hexdigest()[:length]


@dataclass(frozen=True)
class Fed:
    """One file: a feed, its source, its rows, and the export time that was declared for it."""

    feed: str
    rows: tuple[Fields, ...]
    source: str = "default"
    exported_at: str | None = None
    columns: tuple[str, ...] = ()
    """Columns that its header has, whether a row fills them or not."""

    def text(self) -> str:
        """Return the file as CSV."""
        names = list(dict.fromkeys([*self.columns, *(name for row in self.rows for name in row)]))
        out = io.StringIO()
        writer = csv.DictWriter(out, names, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        return out.getvalue()


@dataclass(frozen=True)
class World:
    """A small world: files in order of arrival, and the judgements that a tracer adds afterwards."""

    files: tuple[Fed, ...]
    timezone: str = "Asia/Shanghai"
    edition: str = "cn-8"
    judgements: tuple[Fields, ...] = field(default=())

    def with_files(self, files: Iterable[Fed]) -> "World":
        """Return the same world with other files."""
        return replace(self, files=tuple(files))

    def write(self, folder: Path) -> list[tuple[Path, Fed]]:
        """Write every file as CSV, each in a folder of its own so that its name can be its feed's."""
        written = []
        for i, fed in enumerate(self.files):
            path = folder / f"{i:03}" / f"{fed.feed}.csv"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(fed.text(), encoding="utf-8")
            written.append((path, fed))
        return written


def table(feed: str, text: str, *, source: str = "default", exported_at: str | None = None) -> Fed:
    r"""Return a file written as a table: cells parted by `|`, an empty cell is a missing value, the first line names them.

    >>> table("stays", "person_id | place_id | zone\\n p1 | shop |").rows
    ({'person_id': 'p1', 'place_id': 'shop'},)
    """
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines() if line.strip()]
    rows = [{n: c for n, c in zip(lines[0], line, strict=True) if c} for line in lines[1:]]
    return Fed(feed, tuple(rows), source, exported_at)


def folder(path: Path, source: str = "default") -> World:
    """Return the world of a folder of CSV files whose names are their feeds'."""
    files = [
        Fed(
            p.stem.split(".")[0], tuple({k: v for k, v in row.items() if v} for row in csv.DictReader(p.open())), source
        )
        for p in sorted(path.glob("*.csv"))
    ]
    return World(tuple(files))


def dates(world: World) -> Sequence[str]:
    """Return the time columns' values of a world, for those who shift them."""
    return [v for fed in world.files for row in fed.rows for k, v in row.items() if k in TIMES]


TIMES = frozenset(
    "t_start t_end valid_from valid_to onset sample report isolated_at closed t t_depart t_arrive date".split()  # noqa: SIM905
)
LENGTHS = frozenset({"distance_m", "capacity", "accuracy_m"})
NUMBERS = LENGTHS | {"lat", "lon"}
BOOLEANS = frozenset({"protected", "enclosed", "ventilated", "sealed"})

"""How a story is written: feeds as tables, and questions in the command's words with their rows as tables.

`07-29 18:30` is short for that moment of 2021: in feeds as a local time of the deployment (most stories live in UTC), in
questions (`07-29T18:30`) and rows as UTC. A table names the fields that it fixes; its rows are all rows there are.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from tests.oracle.editions import RULES
from tests.oracle.fed import Fed, Fields, World, table
from tests.oracle.oracle import FIELDS, Answer, flat

_SHORT = re.compile(r"(?<![\w-])(\d\d-\d\d)([ T]\d\d:\d\d(?::\d\d)?)?(?=\s*(?:$|[|,\s]))", re.MULTILINE)


@dataclass(frozen=True)
class Story:
    """A named world with questions; `asks` is question -> kind of line -> table of rows."""

    world: World
    asks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def feed(name: str, text: str, *, source: str = "default", exported_at: str | None = None) -> Fed:
    """Return a file from a table whose times may be short."""
    return table(name, _SHORT.sub(r"2021-\1\2", text), source=source, exported_at=exported_at)


def story(
    *files: Fed, asks: Mapping[str, Mapping[str, str]], timezone: str = "UTC", judgements: Sequence[Fields] = ()
) -> Story:
    """Return a story of these files."""
    return Story(World(files, timezone, judgements=tuple(judgements)), asks)


def words(question: str) -> list[str]:
    """Return a question as the command's words, with full times."""
    return [re.sub(r"^(\d\d-\d\dT\d\d:\d\d)$", r"2021-\1:00Z", word) for word in question.split()]


def expected(kind: str, text: str) -> tuple[list[str], Counter[tuple[str, ...]]]:
    """Return the fields that a table fixes, and its rows."""

    def long(found: re.Match[str]) -> str:
        clock = (found[2] or " 00:00").strip(" T")
        return f"2021-{found[1]}T{clock if clock.count(':') == 2 else clock + ':00'}Z"

    lines = [[c.strip() for c in line.split("|")] for line in _SHORT.sub(long, text).strip().splitlines()]
    assert set(lines[0]) <= set(FIELDS[kind].split()), f"{kind} has no such field: {lines[0]}"
    return lines[0], Counter(tuple(line) for line in lines[1:])


def differences(answer: Answer, tables: Mapping[str, str]) -> list[str]:
    """Return what an answer lacks (`-`) or has too much (`+`) against a story's tables."""
    relations, found = flat(answer), []
    for kind, text in tables.items():
        names, rows = expected(kind, text)
        at = [FIELDS[kind].split().index(n) for n in names]
        got: Counter[tuple[str, ...]] = Counter()
        for row, n in relations[kind].items():
            got[tuple(row[i] for i in at)] += n
        found += [f"{sign} {kind} {row}" for sign, some in (("-", rows - got), ("+", got - rows)) for row in some]
    return sorted(found, key=lambda line: line[2:])


def stories() -> dict[str, Story]:
    """Return every story by name; golden ones as `golden/<module>/<name>`."""
    here = Path(__file__).parent
    names = sorted(p.stem for p in here.glob("*.py") if p.stem not in {"story", "__init__", "test_stories"})
    found = {name: import_module(f"tests.stories.{name}").STORY for name in names}
    for theme in sorted(p.stem for p in (here / "golden").glob("[a-z]*.py")):
        told = import_module(f"tests.stories.golden.{theme}").STORIES
        found |= {f"golden/{theme}/{name}": one for name, one in told.items()}
    return found


def of_oracle(question: str) -> bool:
    """Return whether the oracle knows the edition of a question, as it does every shipped one; others are the product's alone."""
    edition = re.search(r"--edition (\S+)", question)
    return edition is None or edition[1] in {"co-presence", *RULES}

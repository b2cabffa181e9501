"""How answers reach the terminal: JSON lines for programs, tables for people, progress and messages on stderr."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

Row = Mapping[str, object]


class Tick(Protocol):
    """Takes the state of a long piece of work: what, how much is done, how much there is."""

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show it."""
        ...


@dataclass(slots=True)
class Output:
    """One command's two streams; `json` and `quiet` are the two options that every command takes."""

    json: bool = False
    quiet: bool = False
    _stderr: Console = field(default_factory=lambda: Console(stderr=True, highlight=False, soft_wrap=True))

    def line(self, row: Row) -> None:
        """Write one JSON object as one line of standard output."""
        sys.stdout.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")

    def say(self, text: str) -> None:
        """Tell a person something, on stderr."""
        if not self.quiet:
            self._stderr.print(text, markup=False)

    def error(self, code: str, message: str) -> None:
        """Say in one sentence what is wrong; with `--json` also as an object."""
        self._stderr.print(message, markup=False)
        if self.json:
            self.line({"kind": "error", "code": code, "message": message})

    def table(self, title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Write a table for people; long tables are written whole."""
        table = Table(title=title, title_justify="left", title_style="bold", header_style="bold", expand=False)
        for name in columns:
            table.add_column(name, overflow="fold")
        for row in rows:
            table.add_row(*("" if v is None else _cell(v) for v in row))
        console = Console(highlight=False)
        if not console.is_terminal:
            console = Console(highlight=False, width=200)
        console.print(table, markup=False)

    def text(self, text: str) -> None:
        """Write a sentence that is the answer, on standard output, for people."""
        Console(highlight=False, soft_wrap=True).print(text, markup=False)

    @contextmanager
    def progress(self, *, in_bytes: bool = False) -> Iterator[Tick]:
        """Give a function that shows how far a long piece of work is; silent without a terminal."""
        if self.quiet or not self._stderr.is_terminal:
            yield _silent
            return
        amount = [DownloadColumn()] if in_bytes else [TextColumn("{task.percentage:>3.0f}%")]
        columns = (TextColumn("{task.description}"), BarColumn(), *amount, TimeRemainingColumn())
        with Progress(*columns, console=self._stderr, transient=True) as bar:
            tasks: dict[str, int] = {}

            def tick(what: str, done: int, total: int) -> None:
                if what not in tasks:
                    tasks[what] = bar.add_task(what, total=total)
                bar.update(tasks[what], completed=done, total=total)  # type: ignore[arg-type]

            yield tick


def _silent(what: str, done: int, total: int) -> None:
    del what, done, total


def _cell(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    return str(value)

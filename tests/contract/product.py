"""The product as its users meet it: the installed command, in this process where many answers are wanted."""

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import typer

from tests.oracle.fed import KEY, World
from tests.oracle.oracle import Answer

COMMAND = Path(sys.executable).parent / "contactgraph"


class Refused(Exception):
    """Raised when the command ends with another exit code than 0 (ingest: 3)."""

    def __init__(self, words: Sequence[str], code: int, message: str) -> None:
        super().__init__(f"contactgraph {' '.join(words)} ended with {code}: {message}")
        self.code = code


@cache
def _command() -> Callable[..., object]:
    """Return the command's group, built once: it has many options, and a test asks thousands of questions."""
    from api.cli import main  # noqa: PLC0415  the oracle's tests need no product

    return typer.main.get_command(main.app)


def _inside(words: Sequence[str], env: Mapping[str, str]) -> tuple[int, str, str]:
    """Run the command in this process; return exit code, standard output and messages."""
    out, err, before = io.StringIO(), io.StringIO(), dict(os.environ)
    os.environ.update(env)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            _command()(list(words), prog_name="contactgraph")
    except SystemExit as end:
        return int(end.code or 0), out.getvalue(), err.getvalue()
    finally:
        os.environ.clear()
        os.environ.update(before)
    return 0, out.getvalue(), err.getvalue()


@dataclass
class Product:
    """A deployment in a folder, asked through the command."""

    path: Path
    engine: str = "embedded"
    in_process: bool = True
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(self, *words: str, fine: Sequence[int] = (0,)) -> Answer:
        """Run a command and return its lines."""
        env = {"CONTACTGRAPH_KEY": KEY, "CONTACTGRAPH_OPERATOR": "contract", **self.environment}
        words = ("--json", "--quiet", *words)
        if self.in_process:
            code, out, err = _inside(words, env)
        else:
            done = subprocess.run(
                [COMMAND, *words], env={**os.environ, **env}, capture_output=True, text=True, check=False
            )
            code, out, err = done.returncode, done.stdout, done.stderr
        if code not in fine:
            raise Refused(words, code, err or out)
        return [json.loads(line) for line in out.splitlines()]

    def begin(self, world: World, folder: Path) -> Answer:
        """Make the deployment, feed a world in its order, add its judgements; return the batch lines."""
        self.run("init", str(self.path), "--timezone", world.timezone, "--edition", world.edition)
        lines = self.feed(world, folder)
        for j in world.judgements:
            self.run("fact", str(self.path), "add", "judgement", "--person", j["person"], "--class", j["class"], "--case", j["case"],
                     "--by", j["by"], "--reason", j["reason"])  # fmt: skip
        return lines

    def feed(self, world: World, folder: Path) -> Answer:
        """Feed a world's files in order, neighbours of one source and export time in one call."""
        lines: Answer = []
        written = world.write(folder)
        while written:
            source, exported = written[0][1].source, written[0][1].exported_at
            count = next(
                (i for i, (_, f) in enumerate(written) if (f.source, f.exported_at) != (source, exported)), len(written)
            )
            paths, written = [str(path) for path, _ in written[:count]], written[count:]
            more = ["--exported-at", exported] if exported else []
            lines += self.run("ingest", str(self.path), *paths, "--source", source, *more, fine=(0, 3))
        return lines

    def ask(self, words: Sequence[str], *, edition: str | None = None) -> Answer:
        """Return the answer to a question in the oracle's words, such as `trace C1`."""
        engine = [] if self.engine == "embedded" or words[0] == "feeds" else ["--engine", self.engine]
        return self.run(words[0], str(self.path), *words[1:], *(["--edition", edition] if edition else []), *engine)

"""The command, called as a person calls it, on a small town whose answers are worked out by hand."""

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli.main import app

KEY = "a key for invented deployments"
Row = dict[str, object]

#: Mei (case C1, onset 24 July) is with An for an hour in row A of the theatre, with Bo for 20 minutes of it in the
#: gallery, at home with Dan the night after; Dan meets Eve in the shop; Fay meets Mei in the street.
TOWN = {
    "places.csv": """\
place_id,kind,name,enclosed
theatre,venue,Grand Theatre,true
shop,venue,Corner Shop,true
flat,home,Flat 4,true
""",
    "people.csv": """\
person_id,name,phone,address,division
mei,Mei Ling,13800000001,1 Linden Road,430102
an,An Ping,13800000002,,430102
bo,=1+1,,+2 Oak Lane,
dan,Dan Bai,13800000004,1 Linden Road,430102
""",
    "stays.csv": """\
person_id,place_id,t_start,t_end,zone
mei,theatre,2021-07-22 18:00,2021-07-22 19:00,A
an,theatre,2021-07-22 18:00,2021-07-22 20:00,A
bo,theatre,2021-07-22 18:40,2021-07-22 19:30,gallery
mei,flat,2021-07-22 21:00,2021-07-23 07:00,
dan,flat,2021-07-22 22:00,2021-07-23 07:00,
dan,shop,2021-07-23 10:00,2021-07-23 10:30,till
eve,shop,2021-07-23 10:00,2021-07-23 10:20,till
""",
    "encounters.csv": """\
person_a,person_b,t_start,t_end,distance_m,setting
mei,fay,2021-07-23 12:00,2021-07-23 12:30,1,street
""",
    "cases.csv": """\
case_id,person_id,kind,onset,infector
C1,mei,confirmed,2021-07-24,
C2,dan,confirmed,2021-07-26,C1
""",
}


@dataclass(frozen=True)
class Done:
    """What a call left: its exit code and both streams."""

    code: int
    data: bytes
    err: str

    @property
    def out(self) -> str:
        """Standard output as text."""
        return self.data.decode()

    @property
    def rows(self) -> list[Row]:
        """Every line of standard output as JSON; fails on any line that is none."""
        return [json.loads(line) for line in self.out.splitlines()]

    def of(self, kind: str) -> list[Row]:
        """Return the rows of one kind."""
        return [row for row in self.rows if row["kind"] == kind]


Call = Callable[..., Done]


def call(*args: object, env: dict[str, str | None] | None = None, stdin: str | bytes | None = None) -> Done:
    """Call the command in this process, with the settings of the tests and no others."""
    quiet = dict.fromkeys(("NEO4J_URI", "NEO4J_USER", "NEO4J_PASSWORD", "NEO4J_DATABASE", "CONTACTGRAPH_KEY_FILE",
                           "CONTACTGRAPH_RETENTION_DAYS", "CONTACTGRAPH_DEBUG"))  # fmt: skip
    ours = {"CONTACTGRAPH_KEY": KEY, "CONTACTGRAPH_OPERATOR": "tester"}
    done = CliRunner().invoke(app, [str(a) for a in args], env=quiet | ours | (env or {}), input=stdin)
    return Done(done.exit_code, done.stdout_bytes, done.stderr)


@pytest.fixture
def cli() -> Call:
    """Return the function that calls the command."""
    return call


def deployed(folder: Path, feeds: Mapping[str, str]) -> Path:
    """Return the data directory of a new deployment in a folder, fed with texts by file name."""
    (folder / "feeds").mkdir()
    for name, text in feeds.items():
        (folder / "feeds" / name).write_text(text, encoding="utf-8")
    assert call("init", folder / "data").code == 0
    done = call("ingest", folder / "data", folder / "feeds")
    assert done.code == 0, done.err + done.out
    return folder / "data"


@pytest.fixture(scope="session")
def kept_town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data directory of the town that no test may change."""
    return deployed(tmp_path_factory.mktemp("town"), TOWN)


@pytest.fixture
def feeds(kept_town: Path) -> Path:
    """Return a folder with the town's feeds."""
    return kept_town.parent / "feeds"


@pytest.fixture
def town(kept_town: Path, tmp_path: Path) -> Path:
    """Return a data directory of the town for this test alone."""
    return Path(shutil.copytree(kept_town, tmp_path / "town"))

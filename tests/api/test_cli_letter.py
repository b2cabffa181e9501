"""The letter of the interface: options anywhere, JSON lines, exit codes, help, commands of later releases."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.api.conftest import KEY, Call

COMMANDS = [
    "init",
    "ingest",
    "feeds",
    "map",
    "rejects",
    "case",
    "trajectory",
    "trace",
    "shared",
    "same",
    "at",
    "fact",
    "people",
    "edition",
    "reach",
    "chains",
    "list",
    "export",
    "import-from",
    "neo4j",
    "serve",
    "check",
    "backup",
    "restore",
    "bench",
    "demo",
]
HERE = Path(sys.executable).with_name("contactgraph")


def test_init_prints_the_deployment(cli: Call, tmp_path: Path) -> None:
    """`init --json` prints one line with kind and dir, and says on stderr that everything is kept."""
    done = cli("--json", "init", tmp_path / "new")
    assert done.code == 0
    assert done.rows == [{"kind": "deployment", "dir": str(tmp_path / "new")}]
    assert "Everything is kept" in done.err


def test_quiet_says_nothing(cli: Call, tmp_path: Path) -> None:
    """`--quiet` leaves stderr empty, before the command as after it."""
    assert cli("--quiet", "init", tmp_path / "one").err == ""
    assert cli("init", tmp_path / "two", "--quiet").err == ""


def test_init_twice_is_refused(cli: Call, town: Path) -> None:
    """A second `init` in the same folder ends with 1 and its code, and leaves the deployment alone."""
    done = cli("init", town, "--json")
    assert (done.code, done.rows[0]["code"]) == (1, "ALREADY_DEPLOYED")
    assert len(cli("feeds", town, "--json").rows) == 5


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("init", "{new}", "--engine", "paper"), "ENGINE_UNKNOWN"),
        (("init", "{new}", "--timezone", "Moon/Sea"), "TIMEZONE_UNKNOWN"),
        (("trace", "{town}"), "USAGE"),
        (("trace", "{town}", "C1", "--rings", "3"), "USAGE"),
        (("trace", "{town}", "C1", "--bogus"), "USAGE"),
        (("trace", "{town}", "C1", "--from", "yesterday"), "TIME_UNREADABLE"),
        (("trace", "{town}", "C1", "--engine", "paper"), "ENGINE_UNKNOWN"),
        (("shared", "{town}", "C1", "--channel", "telepathy"), "CHANNEL_UNKNOWN"),
        (("at", "{town}", "theatre", "--from", "2021-07-22", "--to", "2021-07-22", "--reason", " "), "REASON_NEEDED"),
        (("at", "{town}", "theatre", "--from", "2021-07-23", "--to", "2021-07-21", "--reason", "x"), "WINDOW_EMPTY"),
        (("list", "{town}", "--format", "pdf"), "FORMAT_UNKNOWN"),
        (("ingest", "{town}", "nowhere.csv"), "NO_FILE"),
        (("ingest", "{town}", "{town}", "--feed", "gossip"), "FEED_UNKNOWN"),
        (("case", "{town}", "bury"), "ACTION_UNKNOWN"),
        (("case", "{town}", "add", "--onset", "2021-07-24"), "PERSON_NEEDED"),
        (("fact", "{town}", "add", "judgement", "--person", "bo", "--class", "close"), "REASON_NEEDED"),
        (("chains", "{town}", "C1"), "CHAINS_OF_WHAT"),
        (("chains", "{town}", "C1", "--to", "eve", "--recorded"), "CHAINS_OF_WHAT"),
        (("chains", "{town}", "--to", "eve"), "CASE_NEEDED"),
        (("chains", "{town}", "C1", "--to", "mei"), "SAME_PERSON"),
        (("nonsense", "{town}"), "USAGE"),
        (("--bogus", "trace"), "USAGE"),
    ],
)
def test_wrong_usage_is_two(cli: Call, town: Path, tmp_path: Path, arguments: tuple[str, ...], code: str) -> None:
    """A wrong call ends with 2: one error object on stdout, one sentence on stderr, never a traceback."""
    done = cli("--json", *(a.format(town=town, new=tmp_path / "new") for a in arguments))
    assert (done.code, [(r["kind"], r["code"]) for r in done.rows]) == (2, [("error", code)])
    assert str(done.rows[0]["message"]) in " ".join(done.err.split())
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("trace", "{town}", "C99"), "CASE_UNKNOWN"),
        (("trajectory", "{town}", "C99"), "CASE_UNKNOWN"),
        (("reach", "{town}", "C99"), "CASE_UNKNOWN"),
        (("list", "{town}", "C99"), "CASE_UNKNOWN"),
        (("chains", "{town}", "C99", "--recorded"), "CASE_UNKNOWN"),
        (("list", "{town}", "--version", "9"), "VERSION_UNKNOWN"),
        (("chains", "{town}", "C1", "--to", "nobody"), "PERSON_UNKNOWN"),
        (("fact", "{town}", "withdraw", "F99"), "FACT_UNKNOWN"),
    ],
)
def test_refusals_are_one(cli: Call, town: Path, arguments: tuple[str, ...], code: str) -> None:
    """What cannot be answered ends with 1 and its code; stderr has the sentence."""
    done = cli(*(a.format(town=town) for a in arguments), "--json")
    assert (done.code, [(r["kind"], r["code"]) for r in done.rows]) == (1, [("error", code)])
    assert len(done.err.strip().splitlines()) == 1


@pytest.mark.parametrize("name", ["people", "export", "import-from", "serve", "check",
                                  "backup", "restore", "bench"])  # fmt: skip
def test_later_commands_say_so(cli: Call, name: str) -> None:
    """A command of a later release says so and ends with 1, whatever it is given."""
    done = cli(name, "some", "thing", "--port", "8000", "--json")
    assert (done.code, done.rows[0]["code"]) == (1, "LATER")
    assert "later release" in done.err


def test_help_names_every_command(cli: Call) -> None:
    """`--help` ends with 0 and names every command of the interface."""
    done = cli("--help")
    assert done.code == 0
    assert [name for name in COMMANDS if f"  {name}" not in done.out] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_a_help_page(cli: Call, name: str) -> None:
    """`COMMAND --help` ends with 0 and shows how it is called."""
    done = cli(name, "--help")
    assert (done.code, done.out.startswith("Usage: ")) == (0, True)


def test_every_line_is_an_object_with_kind(cli: Call, town: Path) -> None:
    """With `--json`, before or after the command, every line of stdout is an object with `kind`; the bytes are equal."""
    window = ("--from", "2021-07-22", "--to", "2021-07-23")
    calls = [
        ("feeds", town), ("rejects", town), ("case", town, "list"), ("case", town, "show", "C1"),
        ("trajectory", town, "C1"), ("trace", town, "C1"), ("shared", town, "C1"),
        ("at", town, "theatre", *window, "--reason", "a show"), ("reach", town, "C1"),
        ("reach", town, "C1", "--backward"), ("chains", town, "--recorded"), ("list", town),
        ("list", town, "--format", "csv"), ("trace", town, "C1", "--edition", "co-presence", *window),
    ]  # fmt: skip
    for call in calls:
        before, after = cli("--json", *call), cli(*call, "--json")
        assert (before.code, before.out, before.err) == (0, after.out, ""), call
        assert all(isinstance(row, dict) and "kind" in row for row in before.rows), call


def test_tables_for_people_are_no_json(cli: Call, town: Path) -> None:
    """Without `--json` a trace is a table with local times."""
    done = cli("trace", town, "C1")
    assert done.code == 0
    assert "2021-07-22 18:00" in done.out
    assert '{"kind"' not in done.out


def test_installed_command_answers(town: Path) -> None:
    """The installed command gives JSON lines on stdout, nothing on stderr, and exit codes 0, 1 and 2."""
    env = {"CONTACTGRAPH_KEY": KEY, "PATH": "/usr/bin:/bin", "HOME": str(town.parent)}

    def run(*arguments: str) -> tuple[int, list[str], str]:
        done = subprocess.run([HERE, *arguments], env=env, capture_output=True, text=True, check=False, timeout=300)
        return done.returncode, [json.loads(line)["kind"] for line in done.stdout.splitlines()], done.stderr

    assert run("trace", str(town), "C1", "--json") == (0, ["trace", *["contact"] * 5], "")
    code, kinds, said = run("trace", str(town), "C9", "--json")
    assert (code, kinds, said.count("\n")) == (1, ["error"], 1)
    assert run("trace")[0] == 2

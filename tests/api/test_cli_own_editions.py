"""`edition DIR add`, and what list, show, check and diff say of an authority's own editions."""

import hashlib
from pathlib import Path

import pytest

from tests.api.conftest import Call
from tests.api.test_cli_editions import LOCAL, NAMES


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a file with an edition that can be used."""
    path = tmp_path / "draft.toml"
    path.write_text(LOCAL, encoding="utf-8")
    return path


def test_adding_an_edition(cli: Call, town: Path, file: Path) -> None:
    """The file is copied under its edition's name, byte by byte; nothing else is left in the folder."""
    done = cli("edition", town, "add", file, "--json")
    sha256 = hashlib.sha256(LOCAL.encode()).hexdigest()
    kept = town / "editions" / "city.toml"
    assert done.rows == [{"kind": "edition_added", "edition": "city", "file": str(kept), "sha256": sha256, "new": True}]
    assert (kept.read_text(encoding="utf-8"), [p.name for p in kept.parent.iterdir()]) == (LOCAL, ["city.toml"])
    assert cli("edition", town, "show", "city", "--json").rows[0]["edition"] == "city"
    [change] = cli("edition", town, "diff", "cn-8", "city", "--json").rows
    assert (change["name"], change["value_a"], change["value_b"]) == ("window_days", 2, 5)


def test_standard_input_is_added_too(cli: Call, town: Path) -> None:
    """The sentence for a person says how to ask under it."""
    assert "ask with --edition city." in cli("edition", town, "add", "-", stdin=LOCAL).out
    assert (town / "editions" / "city.toml").is_file()


def test_adding_again(cli: Call, town: Path, file: Path) -> None:
    """The same file changes nothing; another text of that name is refused, and the first stays."""
    assert cli("edition", town, "add", file).code == 0
    assert cli("edition", town, "add", file, "--json").rows[0]["new"] is False
    file.write_text(LOCAL.replace("5", "6"), encoding="utf-8")
    done = cli("edition", town, "add", file, "--json")
    assert (done.code, done.rows[-1]["code"]) == (1, "EDITION_NAME_TAKEN")
    assert (town / "editions" / "city.toml").read_text(encoding="utf-8") == LOCAL


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (LOCAL.replace('"city"', '"cn-8"'), "EDITION_NAME_TAKEN"),
        (LOCAL.replace("window_days", "window"), "EDITION_UNUSABLE"),
        ("name = ", "EDITION_UNUSABLE"),
    ],
)
def test_what_cannot_be_used_is_not_added(cli: Call, town: Path, file: Path, text: str, code: str) -> None:
    """Exit 1 with one sentence, and no folder is made."""
    file.write_text(text, encoding="utf-8")
    done = cli("edition", town, "add", file, "--json")
    assert (done.code, done.rows[-1]["code"], str(file) in str(done.rows[-1]["message"])) == (1, code, True)
    assert not (town / "editions").exists()


def test_the_list_names_what_cannot_be_used(cli: Call, town: Path, file: Path) -> None:
    """One's own stand after the shipped ones; a file with a fault, or with a shipped name, is named with what is wrong."""
    cli("edition", town, "add", file)
    (town / "editions" / "cn-8.toml").write_text(LOCAL, encoding="utf-8")
    (town / "editions" / "old.toml").write_text("title = 7", encoding="utf-8")
    rows = cli("edition", town, "list", "--json").rows
    assert [(r["edition"], r["own"], r["default"]) for r in rows] == [
        *((name, False, name == "cn-8") for name in NAMES),
        *((name, True, False) for name in ("city", "cn-8", "old")),
    ]
    assert [len(r["problems"]) for r in rows] == [0] * 7 + [1, 2]  # type: ignore[arg-type]
    assert rows[7]["problems"][0].endswith("has the name of the shipped edition cn-8: give it another name")  # type: ignore[index]
    assert {**rows[8], "problems": []} == {
        "kind": "edition", "edition": "old", "title": None, "valid_from": None, "valid_to": None, "rings": None,
        "default": False, "own": True, "problems": [],
    }  # fmt: skip
    assert "name: this is missing" in cli("edition", town, "list").out


def test_checking_looks_at_ones_own_too(cli: Call, town: Path, file: Path) -> None:
    """Without a file named, a fault of a file in the deployment is told, exit 1; a shipped name is one."""
    cli("edition", town, "add", file)
    assert cli("edition", town, "check").code == 0
    (town / "editions" / "old.toml").write_text("name = ", encoding="utf-8")
    rows = cli("edition", town, "check", "--json").rows
    assert [(r["edition"], bool(r["problems"])) for r in rows] == [
        *((n, False) for n in (*NAMES, "city")),
        ("old", True),
    ]
    file.write_text(LOCAL.replace('"city"', '"cn-9"'), encoding="utf-8")
    done = cli("edition", town, "check", file)
    assert (done.code, "shipped edition cn-9: give it another name" in done.out) == (1, True)


def test_add_takes_one_file(cli: Call, town: Path) -> None:
    """Exit 2 without one."""
    done = cli("edition", town, "add")
    assert (done.code, "takes one file, not 0" in done.err) == (2, True)

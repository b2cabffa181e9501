"""Questions and lists under an authority's own edition: its name is told, its faults are refused, its changes noticed."""

from pathlib import Path

import pytest

from queries.rules import shipped
from tests.api.conftest import Call
from tests.api.test_cli_editions import LOCAL

#: cn-8, but that a venue lingers for an hour.
LINGERS = shipped("cn-8").replace('name = "cn-8"', 'name = "lingers"').replace(
    'name = "venue"\n', 'name = "venue"\nlinger_minutes = 60\n'
)  # fmt: skip


def added(town: Path, name: str, text: str) -> Path:
    """Put an edition's file into a deployment by hand."""
    file = town / "editions" / f"{name}.toml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_an_answer_under_ones_own_edition_says_its_name(cli: Call, town: Path) -> None:
    """Mei's onset is 24 July: under the city's rules her window begins 5 days before, at 00:00 in Shanghai."""
    added(town, "city", LOCAL)
    header = cli("trace", town, "C1", "--edition", "city", "--json").rows[0]
    assert (header["edition"], header["from"]) == ("city", "2021-07-18T16:00:00Z")
    assert cli("trace", town, "C1", "--json").rows[0]["edition"] == "cn-8"
    rows = cli("edition", town, "diff", "cn-8", "city", "--case", "C1", "--json").rows
    assert [(r["what"], r["name"]) for r in rows] == [("number", "window_days")]


def test_a_deployment_has_one_from_its_beginning(cli: Call, tmp_path: Path, feeds: Path) -> None:
    """Its folder may hold the editions before it is made; then every question is asked under the one named."""
    added_first = tmp_path / "new"
    added_first.mkdir()
    added(added_first, "city", LOCAL)
    assert cli("init", added_first, "--edition", "city").code == 0
    assert cli("ingest", added_first, feeds).code == 0
    assert cli("trace", added_first, "C1", "--json").rows[0]["edition"] == "city"
    assert [r["edition"] for r in cli("edition", added_first, "list", "--json").rows if r["default"]] == ["city"]


def test_a_deployment_is_not_made_under_rules_that_are_not_there(cli: Call, tmp_path: Path) -> None:
    """An unknown name is a wrong call, a faulty file refused, and other files in the folder are still in the way."""
    folder = tmp_path / "new"
    folder.mkdir()
    assert cli("init", folder, "--edition", "city").code == 2
    added(folder, "city", "name = ")
    assert cli("init", folder, "--edition", "city", "--json").rows[-1]["code"] == "EDITION_UNUSABLE"
    assert not (folder / "store.db").exists()
    added(folder, "city", LOCAL)
    (folder / "editions.txt").touch()
    assert cli("init", folder, "--edition", "city", "--json").rows[-1]["code"] == "NOT_EMPTY"


@pytest.mark.parametrize(
    ("name", "text", "code", "exit_code"),
    [
        ("city", LOCAL.replace("window_days", "window"), "EDITION_UNUSABLE", 1),
        ("cn-8", LOCAL.replace('"city"', '"cn-8"'), "EDITION_NAME_TAKEN", 1),
        ("town", LOCAL.replace('"city"', '"town"'), "EDITION_UNKNOWN", 2),
    ],
)
def test_a_question_under_rules_that_cannot_be_used(
    cli: Call, town: Path, name: str, text: str, code: str, exit_code: int
) -> None:
    """It is refused with one sentence; a file by the name of a shipped edition is never passed over in silence."""
    file = added(town, name, text)
    if name == "town":
        file.unlink()
    done = cli("trace", town, "C1", "--edition", name, "--json")
    assert (done.code, done.rows[-1]["code"], "Traceback" in done.err) == (exit_code, code, False)
    assert cli("trace", town, "C1", "--edition", "who-2021").code == 0


def test_a_list_notices_that_its_rules_were_altered(cli: Call, town: Path) -> None:
    """Version 1 stays what it was; the altered file makes version 2, and a look at 1 says that the text is another now."""
    file = added(town, "city", LOCAL)
    call = ("list", town, "C1", "--edition", "city", "--json")
    first = cli(*call)
    assert (first.rows[0]["version"], first.rows[0]["edition"], "another text" in first.err) == (1, "city", False)
    assert list(first.rows[0]) == list(cli("list", town, "C1", "--json").rows[0])
    assert cli(*call).rows[0]["version"] == 1
    file.write_text(LOCAL.replace("5", "6"), encoding="utf-8")
    second, old = cli(*call), cli(*call, "--version", "1")
    assert (second.rows[0]["version"], "another text" in second.err) == (2, False)
    assert (old.rows, "Version 1 was made under another text of the edition city" in old.err) == (first.rows, True)


def test_what_is_shared_and_the_sames_are_asked_under_it(cli: Call, town: Path) -> None:
    """Mei left the theatre at 19:00. An stayed till 20:00, Bo till 19:30: an hour and a half hour more, indirect."""
    added(town, "lingers", LINGERS)

    def shared(*more: str) -> list[tuple[object, ...]]:
        rows = cli("shared", town, "C1", "--edition", "lingers", "--json", *more).rows
        return [(r["person"], r["t_end"], r["flags"]) for r in rows if r["place"] == "theatre"]

    an, bo = (("an", "2021-07-22T12:00:00Z", ["indirect"]), ("bo", "2021-07-22T11:30:00Z", ["indirect"]))
    assert shared() == shared("--at", "theatre") == shared("--channel", "venue") == [an, bo]
    assert shared("--with", "bo") == [bo]
    assert shared("--channel", "home") == []
    assert [r["t_end"] for r in cli("shared", town, "C1", "--at", "theatre", "--json").rows] == [
        "2021-07-22T11:00:00Z"
    ] * 2
    rows = cli("same", town, "C1", "--edition", "lingers", "--json").rows
    assert {r["channel"] for r in rows} <= {"net_cafe", "lodging", "flight", "railway", "lbs", "companion"}

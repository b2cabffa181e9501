"""`edition DIR list|show|check|diff`, called as a person calls it."""

from pathlib import Path

import pytest

from tests.api.conftest import Call

NAMES = ["cdc-2020", "cn-8", "cn-9", "co-presence", "ecdc-2020", "who-2021"]
LOCAL = """
name = "city"
title = "A city that looks back longer"
like = "cn-8"
[numbers]
window_days = { value = 5, unit = "days", mark = "source", source = "3 more than national" }
"""


def test_the_list(cli: Call, kept_town: Path) -> None:
    """Every edition with title, dates and rings; the deployment's own is marked."""
    rows = cli("edition", kept_town, "list", "--json").rows
    assert [row["edition"] for row in rows] == NAMES
    assert rows[1] == {
        "kind": "edition", "edition": "cn-8",
        "title": "China, protocol for prevention and control of COVID-19, 8th edition (May 2021)",
        "valid_from": "2021-05-14", "valid_to": "2022-06-28", "rings": 2, "default": True, "own": False, "problems": [],
    }  # fmt: skip
    assert [row["edition"] for row in rows if row["default"]] == ["cn-8"]
    table = cli("edition", kept_town, "list").out
    assert all(name in table for name in NAMES)


def test_one_edition(cli: Call, kept_town: Path) -> None:
    """Its head, numbers, rows and reasons with their marks; without a name it is the deployment's own."""
    rows = cli("edition", kept_town, "show", "cn-8", "--json").rows
    assert cli("edition", kept_town, "show", "--json").rows == rows
    window = next(row for row in rows if row.get("name") == "window_days")
    assert (rows[0]["kind"], window["kind"], window["value"], window["mark"]) == (
        "edition",
        "edition_number",
        2,
        "source",
    )
    flight = next(row for row in rows if row.get("rule") == "cn-8:flight")
    assert " ".join(flight) == (
        "kind edition rule kinds enclosed condition earns reason otherwise ring2 linger_minutes mark source"
    )
    assert flight["condition"] == "within 3 rows of seats in the cabin; same booking; crew and those whom they serve"
    assert (flight["linger_minutes"], flight["mark"]) == (0, "source")
    told = cli("edition", kept_town, "show", "who-2021").out
    assert "window_days_after" in told
    assert "project_choice" in told


def test_checking(cli: Call, kept_town: Path, tmp_path: Path) -> None:
    """All that are shipped can be used, and so can a local one; one with faults is told them, exit 1."""
    assert cli("edition", kept_town, "check").code == 0
    good, bad = tmp_path / "city.toml", tmp_path / "bad.toml"
    good.write_text(LOCAL, encoding="utf-8")
    bad.write_text(LOCAL.replace("window_days", "window"), encoding="utf-8")
    rows = cli("edition", kept_town, "check", good, "--json").rows
    assert [(row["edition"], row["problems"]) for row in rows] == [(name, []) for name in [*NAMES, str(good)]]
    done = cli("edition", kept_town, "check", bad)
    assert done.code == 1
    assert "edition city has numbers that none of its rows reads: window" in done.out
    assert cli("edition", kept_town, "check", "-", stdin=LOCAL).code == 0


@pytest.mark.parametrize(("name", "content"), [("none.toml", None), ("binary.toml", b"\xff\xfe\x00\x81")])
def test_a_file_that_cannot_be_read_is_said_in_a_sentence(
    cli: Call, kept_town: Path, tmp_path: Path, name: str, content: bytes | None
) -> None:
    """A missing file and one that is no text: one sentence with its name, exit 1."""
    if content is not None:
        (tmp_path / name).write_bytes(content)
    done = cli("edition", kept_town, "check", tmp_path / name)
    assert done.code == 1
    assert name in done.err
    assert "Traceback" not in done.err


def test_two_editions(cli: Call, kept_town: Path) -> None:
    """cn-8 and cn-9 differ in the quarantine of close contacts alone, and say so; one with itself in nothing."""
    (row,) = cli("edition", kept_town, "diff", "cn-8", "cn-9", "--json").rows
    assert row == {
        "kind": "edition_change", "a": "cn-8", "b": "cn-9", "what": "number", "name": "quarantine.close",
        "value_a": 14, "value_b": 7,
    }  # fmt: skip
    assert "quarantine.close" in cli("edition", kept_town, "diff", "cn-8", "cn-9").out
    assert "say the same" in cli("edition", kept_town, "diff", "cn-8", "cn-8").out


def test_who_changes_class(cli: Call, kept_town: Path) -> None:
    """Under WHO's rules Eve, who met Dan after Mei, is nobody; all who met Mei stay what they were."""
    rows = cli("edition", kept_town, "diff", "cn-8", "who-2021", "--case", "C1", "--json").rows
    assert [row for row in rows if row["what"] == "class"] == [
        {
            "kind": "edition_change", "a": "cn-8", "b": "who-2021", "what": "class", "name": "C1", "person": "eve",
            "value_a": "contact_of_contact", "value_b": None, "reasons_a": ["SAME_ZONE_15_MIN"], "reasons_b": [],
        }
    ]  # fmt: skip
    told = cli("edition", kept_town, "diff", "cn-8", "who-2021", "--case", "C1").out
    assert "Changes of class in the trace of C1: 1" in told
    assert "Nobody changes class" in cli("edition", kept_town, "diff", "cn-8", "cn-9", "--case", "C1").out


def test_co_presence_needs_its_window_here_too(cli: Call, kept_town: Path) -> None:
    """Without --from and --to it is a wrong call; with them everyone is co_present."""
    call = ("edition", kept_town, "diff", "cn-8", "co-presence", "--case", "C1")
    assert cli(*call).code == 2
    rows = cli(*call, "--from", "2021-07-22", "--to", "2021-07-24", "--json").rows
    assert {row["value_b"] for row in rows if row["what"] == "class"} == {"co_present"}


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("compare",), "list, show, check, add and diff"),
        (("diff", "cn-8"), "takes two names, not 1"),
        (("list", "cn-8"), "takes no name"),
        (("show", "cn-99"), "there is no edition 'cn-99'"),
        (("show", "cn-8", "--case", "C1"), "--case belongs to"),
    ],
)
def test_wrong_calls(cli: Call, kept_town: Path, args: tuple[str, ...], said: str) -> None:
    """Exit 2 and a sentence that says what would be right."""
    done = cli("edition", kept_town, *args)
    assert (done.code, said in done.err) == (2, True), done.err


def test_a_case_that_there_is_not(cli: Call, kept_town: Path) -> None:
    """Exit 1."""
    assert cli("edition", kept_town, "diff", "cn-8", "cn-9", "--case", "C9").code == 1

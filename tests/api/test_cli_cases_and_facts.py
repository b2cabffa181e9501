"""What a tracer registers and judges: cases, facts, judgements, and how they change the answers."""

from pathlib import Path

import pytest

from tests.api.conftest import Call

CASE_KEYS = [
    "kind",
    "case",
    "person",
    "case_kind",
    "onset",
    "sample",
    "report",
    "isolated_at",
    "closed",
    "infectors",
    "exposure_place",
    "outcome",
]


def classes(cli: Call, town: Path) -> dict[object, object]:
    """Return the class of everybody in the trace of C1."""
    return {row["person"]: row["class"] for row in cli("trace", town, "C1", "--json").of("contact")}


def test_case_without_id_and_dates_gets_a_free_id(cli: Call, town: Path) -> None:
    """C1 and C2 are taken, so a case without id is C3, with exactly the keys of a case; it needs a window."""
    (row,) = cli("case", town, "add", "--person", "bo", "--json").rows
    assert (list(row), row["case"], row["person"], row["onset"]) == (CASE_KEYS, "C3", "bo", None)
    refused = cli("trace", town, "C3", "--json")
    assert (refused.code, refused.rows[0]["code"]) == (1, "NO_WINDOW")
    window = ("--from", "2021-07-22", "--to", "2021-07-23")
    assert cli("trace", town, "C3", *window, "--json").code == 0
    assert cli("case", town, "add", "--id", "C1", "--person", "an", "--json").rows[0]["code"] == "CASE_EXISTS"


def test_co_presence_needs_a_window(cli: Call, town: Path) -> None:
    """`co-presence` without both ends is wrong usage, 2; with both it names its rule."""
    for some in ((), ("--from", "2021-07-22"), ("--to", "2021-07-23")):
        assert cli("trace", town, "C1", "--edition", "co-presence", *some).code == 2
    done = cli("trace", town, "C1", "--edition", "co-presence", "--from", "2021-07-22", "--to", "2021-07-23", "--json")
    rules = {e["rule"] for row in done.of("contact") for e in row["exposures"]}  # type: ignore[attr-defined]
    assert rules == {"co-presence"}


def test_update_keeps_what_was_said(cli: Call, town: Path) -> None:
    """An update says one thing more; kind, dates, and infector of the call before stay."""
    said = ("--kind", "confirmed", "--onset", "2021-07-25", "--infector", "C1")
    cli("case", town, "add", "--id", "X", "--person", "bo", *said)
    (row,) = cli("case", town, "update", "X", "--sample", "2021-07-26", "--json").rows
    assert (row["case_kind"], row["onset"], row["sample"], row["infectors"]) == (
        "confirmed", "2021-07-24T16:00:00Z", "2021-07-25T16:00:00Z", ["C1"])  # fmt: skip
    assert cli("case", town, "show", "X", "--json").rows == [row]


def test_case_by_phone_finds_the_person(cli: Call, town: Path) -> None:
    """A case named by phone is the person whom the people feed gives that phone."""
    (row,) = cli("case", town, "add", "--phone", "13800000002", "--onset", "2021-07-25", "--json").rows
    assert row["person"] == "an"


def test_ambiguous_id_gives_the_choices(cli: Call, town: Path, tmp_path: Path) -> None:
    """Two sources give the id `an`: the bare id is refused with both, the full one is taken and shown."""
    other = tmp_path / "stays.csv"
    other.write_text("person_id,place_id,t_start,t_end\nan,hall,2021-07-22 18:00,2021-07-22 19:00\n")
    places = tmp_path / "places.csv"
    places.write_text("place_id,kind\nhall,venue\n")
    assert cli("ingest", town, places, other, "--source", "hotel").code == 0
    done = cli("shared", town, "C1", "--with", "an", "--json")
    assert (done.code, done.rows[0]["kind"]) == (1, "error")
    assert "default:an" in done.err
    assert "hotel:an" in done.err
    assert [r["person"] for r in cli("shared", town, "C1", "--with", "default:an", "--json").rows] == ["default:an"]


@pytest.mark.parametrize(("person", "judged", "then"), [
    ("bo", "close", "close"), ("an", "general", "general"), ("dan", "ruled_out", "ruled_out"),
])  # fmt: skip
def test_judgement_stands_until_withdrawn(cli: Call, town: Path, person: str, judged: str, then: str) -> None:
    """A judgement stands above the table, passes on or not, and once withdrawn the trace is as before."""
    before = classes(cli, town)
    asked = ("--person", person, "--class", judged, "--case", "C1", "--by", "tracer", "--reason", "interview")
    (fact,) = cli("fact", town, "add", "judgement", *asked, "--json").rows
    assert list(fact) == ["kind", "id"]
    now = classes(cli, town)
    assert now[person] == then
    assert ("eve" in now) == (person != "dan")
    assert cli("fact", town, "withdraw", fact["id"], "--json").rows == [{"kind": "fact", "id": fact["id"]}]
    assert classes(cli, town) == before
    again = cli("fact", town, "withdraw", fact["id"], "--json")
    assert (again.code, again.rows[0]["code"]) == (1, "ALREADY_WITHDRAWN")


def test_fact_stay_encounter_and_person(cli: Call, town: Path) -> None:
    """What an interview adds counts at once: a stay, a meeting, and a new person who may then be named."""
    why = ("--case", "C1", "--reason", "interview", "--json")
    assert cli("fact", town, "add", "person", "--person", "gus", "--name", "Gus Hu", *why).code == 0
    stay = ("--person", "gus", "--place-id", "theatre", "--t-start=2021-07-22 18:00", "--t-end=2021-07-22 18:30")
    done = cli("fact", town, "add", "stay", *stay, "--zone", "A", *why)
    assert done.code == 0, done.err
    met = ("--person_a", "mei", "--person_b", "eve", "--t_start", "2021-07-23 15:00", "--t_end", "2021-07-23 15:30")
    done = cli("fact", town, "add", "encounter", *met, "--distance_m", "1", *why)
    assert done.code == 0, done.err
    now = classes(cli, town)
    assert (now["gus"], now["eve"]) == ("close", "close")
    refused = cli("fact", town, "add", "stay", "--person", "gus", "--mood", "good", *why)
    assert (refused.code, refused.rows[0]["code"]) == (2, "COLUMN_UNKNOWN")
    assert cli("fact", town, "add", "assists", "--person", "gus", *why).rows[0]["code"] == "LATER"


def test_somebody_who_is_only_named_is_a_provisional_person_of_the_case(cli: Call, town: Path) -> None:
    """A Mr Li at the table is C1-P1 wherever the case names him, Ms Wu is C1-P2; an ID number makes him known."""
    why = ("--case", "C1", "--reason", "interview", "--json")
    stay = ("--place-id", "theatre", "--t-start=2021-07-22 18:00", "--t-end=2021-07-22 18:30", "--zone", "A")
    for name in ("Mr Li", "Ms Wu", "Mr Li"):
        done = cli("fact", town, "add", "stay", "--name", name, *stay, *why)
        assert done.code == 0, done.err
    met = ("--person_a", "mei", "--name_b", "Mr Li", "--t_start", "2021-07-23 15:00", "--t_end", "2021-07-23 15:30")
    assert cli("fact", town, "add", "encounter", *met, "--distance_m", "1", *why).code == 0
    now = classes(cli, town)
    assert {p: c for p, c in now.items() if p.startswith("C1-")} == {"C1-P1": "close", "C1-P2": "close"}
    known = ("--person", "C1-P1", "--id-type", "passport", "--id-number", "E12345678")
    done = cli("fact", town, "add", "person", *known, *why)
    assert done.code == 0, done.err
    shared = cli("shared", town, "C1", "--with", "passport:E12345678", "--json").rows
    assert {row["person"] for row in shared} == {"C1-P1"}
    (ride,) = cli(
        "fact",
        town,
        "add",
        "ride",
        "--person",
        "C1-P1",
        "--mode",
        "train",
        "--number",
        "G1",
        "--date",
        "2021-07-22",
        *why,
    ).rows
    assert ride["kind"] == "fact"


def test_known_at_and_as_of(cli: Call, town: Path) -> None:
    """Before anything had arrived there was no case; as of noon on the 22nd nobody had met the case."""
    early = cli("trace", town, "C1", "--known-at", "2020-01-01", "--json")
    assert (early.code, early.rows[0]["code"]) == (1, "CASE_UNKNOWN")
    assert (
        cli("trace", town, "C1", "--known-at", "2099-01-01", "--json").rows == cli("trace", town, "C1", "--json").rows
    )
    noon = cli("trace", town, "C1", "--as-of", "2021-07-22 18:10", "--json")
    assert (noon.code, [row["person"] for row in noon.of("contact")]) == (0, ["an"])

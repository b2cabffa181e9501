"""Files in: the line of each, in the letter of the interface, and what stands afterwards."""

import gzip
import json
import random
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import DeploymentError, UsageError
from graph.intake import entry
from graph.intake.blocks import Block
from graph.intake.clean import Cleaned, clean
from graph.intake.ingest import ingest
from graph.intake.mapping import mapping_from
from graph.store.deployment import Deployment
from tests.graph.store.made import deployment, feed, rows, ticking

PLACES = "place_id,kind,name\nv1,venue,Noodles\n"
STAYS = "person_id,place_id,t_start,t_end\n"
EVENING = "p1,v1,2021-07-29 18:00,2021-07-29 19:00\n"


@pytest.fixture
def dep(tmp_path: Path) -> Deployment:
    """Make a deployment that knows the noodle shop."""
    made = deployment(tmp_path / "d")
    feed(made, tmp_path / "in", "places.csv", PLACES)
    return made


def test_the_line_has_every_key_in_order(dep: Deployment, tmp_path: Path) -> None:
    """A file with one row of each kind gives the line of interface.md, reasons summing to both refusals."""
    text = (
        STAYS
        + EVENING
        + EVENING
        + "p1,v9,2021-07-29 18:00,\n"
        + "p2,v1,2021-07-29 18:00,2021-07-29 17:00\n"
        + "p3,v1\n"
    )
    line = feed(dep, tmp_path / "in", "stays.csv", text).json()
    del line["sha256"], line["seconds"]
    assert list(line.items()) == [
        ("kind", "batch"),
        ("batch", "b000002"),
        ("feed", "stays"),
        ("file", "stays.csv"),
        ("rows", 5),
        ("accepted", 1),
        ("duplicate", 1),
        ("superseded", 0),
        ("quarantined", 2),
        ("rejected", 1),
        ("reasons", {"END_BEFORE_START": 1, "PLACE_UNKNOWN": 1, "RAGGED": 1}),
        ("flags", {}),
    ]


def test_a_second_sending_gives_duplicates(dep: Deployment, tmp_path: Path) -> None:
    """The same bytes again change nothing, under whatever name."""
    first = feed(dep, tmp_path / "in", "stays.csv", STAYS + EVENING)
    again = feed(dep, tmp_path / "in", "stays.again.csv", STAYS + EVENING)
    assert (first.accepted, again.accepted, again.duplicate, again.sha256) == (1, 0, 1, first.sha256)
    assert rows(dep, "stays", "batch, line") == [(2, 2)]


def test_gzip_and_sheets_take_the_same_way(dep: Deployment, tmp_path: Path) -> None:
    """A gzipped file is counted by its records, and its rows are the same rows."""
    feed(dep, tmp_path / "in", "stays.csv", STAYS + EVENING)
    assert feed(dep, tmp_path / "in", "stays.csv.gz", gzip.compress((STAYS + EVENING).encode())).duplicate == 1


def test_a_file_refused_whole_is_kept(dep: Deployment, tmp_path: Path) -> None:
    """Nothing of it enters, its line counts its records as quarantined, and its bytes can be had back."""
    text = "person_id,t_start\n" + "p1,2021-07-29 18:00\n" * 3
    line = feed(dep, tmp_path / "in", "stays.csv", text)
    assert line.json() | {"seconds": 0} == {
        "kind": "batch", "batch": "b000002", "feed": "stays", "file": "stays.csv", "sha256": line.sha256,
        "rows": 3, "accepted": 0, "duplicate": 0, "superseded": 0, "quarantined": 3, "rejected": 0,
        "reasons": {"MISSING_COLUMN": 3}, "flags": {}, "seconds": 0, "refused": "MISSING_COLUMN",
    }  # fmt: skip
    kept = b"".join(map(zlib.decompress, dep.vault.pieces("batch:b000002", "file")))
    assert (kept.decode(), rows(dep, "stays", "line")) == (text, [])


def test_what_cannot_be_counted_is_null(dep: Deployment, tmp_path: Path) -> None:
    """A picture has no records: rows and quarantined are null, and there are no reasons to sum."""
    line = feed(dep, tmp_path / "in", "stays.csv", b"\x89PNG\r\n\x1a\n" + bytes(50)).json()
    assert (line["rows"], line["quarantined"], line["reasons"], line["refused"]) == (None, None, {}, "NOT_THE_FORMAT")


def test_a_huge_refused_file_is_only_named(dep: Deployment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the limit the batch keeps name and SHA-256, not the bytes."""
    monkeypatch.setattr(entry, "KEPT_BYTES", 5)
    line = feed(dep, tmp_path / "in", "stays.csv", "a,b\n1,2\n")
    assert (line.refused is not None, len(line.sha256)) == (True, 64)
    assert list(dep.vault.pieces("batch:b000002", "file")) == []


def test_things_come_before_what_happened(tmp_path: Path) -> None:
    """In a folder people, places and cases are read before stays and encounters, hidden and other files not at all."""
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    for name in ("encounters.csv", "stays.csv", "cases.csv", "deep/places.csv", "people.csv"):
        (folder / name).write_text("nothing\n")
    for name in (".stays.csv", "readme.md", "~$stays.xlsx", "stays.csv.part"):
        (folder / name).write_text("x")
    lines = list(ingest(deployment(tmp_path / "d"), [folder]))
    assert [line.file for line in lines] == ["people.csv", "places.csv", "cases.csv", "stays.csv", "encounters.csv"]


def test_a_dry_run_says_the_same_and_writes_nothing(tmp_path: Path) -> None:
    """The lines of a dry run are those of the real one, later files seeing earlier ones; the directory stays as it is."""
    dep, folder = deployment(tmp_path / "d"), tmp_path / "in"
    folder.mkdir()
    (folder / "places.csv").write_text(PLACES)
    (folder / "stays.csv").write_text(STAYS + EVENING + EVENING)
    (folder / "nonsense.csv").write_text("a\n1\n")
    before = sorted(p.name for p in (tmp_path / "d").rglob("*"))
    dry = [line.json() | {"seconds": 0} for line in ingest(dep, [folder], dry_run=True)]
    assert sorted(p.name for p in (tmp_path / "d").rglob("*")) == before
    assert dep.facts.batches() == []
    assert [line.json() | {"seconds": 0} for line in ingest(dep, [folder])] == dry


def test_a_held_row_enters_when_its_place_comes(dep: Deployment, tmp_path: Path) -> None:
    """A stay whose place nobody knows is quarantined on its line and stands in the facts."""
    line = feed(dep, tmp_path / "in", "stays.csv", STAYS + "p1,v2,2021-07-29 18:00,\n")
    assert (line.accepted, line.quarantined, dict(line.reasons)) == (0, 1, {"PLACE_UNKNOWN": 1})
    assert rows(dep, "stays", "place_id") == [("v2",)]
    assert list(line.sentences()) == [
        "stays.csv: 1 rows wait for a place that no feed has named yet; they enter by themselves when it arrives"
    ]


def test_long_stays_are_flagged(dep: Deployment, tmp_path: Path) -> None:
    """Two days in a noodle shop are accepted and counted under LONG."""
    line = feed(dep, tmp_path / "in", "stays.csv", STAYS + "p1,v1,2021-07-27 18:00,2021-07-29 18:00\n" + EVENING)
    assert (line.accepted, dict(line.flags)) == (2, {"LONG": 1})


def test_the_export_time_is_the_version_of_rows_without(dep: Deployment, tmp_path: Path) -> None:
    """A file exported earlier, arriving later, is superseded by the one exported after it."""
    person = "person_id,name,occupation\np1,Li Na,{}\n"
    new = feed(dep, tmp_path / "in", "people.csv", person.format("cook"), exported_at=2_000.0)
    old = feed(dep, tmp_path / "in", "people.csv", person.format("waiter"), exported_at=1_000.0)
    assert (new.accepted, old.superseded) == (1, 1)
    assert rows(dep, "people", "occupation") == [("cook",)]


def test_arrival_goes_forward_when_the_clock_goes_back(dep: Deployment, tmp_path: Path) -> None:
    """Rows without versions are told apart by arrival, which never runs backwards."""
    person = "person_id,occupation\np1,{}\n"
    feed(dep, tmp_path / "in", "people.csv", person.format("cook"), clock=ticking(1_900_000_000))
    feed(dep, tmp_path / "in", "people.csv", person.format("waiter"), clock=ticking(1_700_000_000))
    assert rows(dep, "people", "occupation") == [("waiter",)]


def test_expired_rows_are_counted_and_not_kept(tmp_path: Path) -> None:
    """With a retention window an old row is rejected with its line, and its bytes are nowhere."""
    dep = deployment(tmp_path / "d", retention_days=28)
    line = feed(
        dep,
        tmp_path / "in",
        "stays.csv",
        "person_id,place_kind,place_name,t_start,t_end\nCANARYOLD,venue,Bar,2001-01-01 10:00,2001-01-01 11:00\n",
    )
    assert (line.rejected, dict(line.reasons)) == (1, {"EXPIRED": 1})
    assert not any(b"CANARYOLD" in p.read_bytes() for p in (tmp_path / "d").rglob("*") if p.is_file())
    assert list(dep.vault.pieces("batch:b000001", "refused")) == []


def test_a_count_that_differs_refuses_the_whole_file(
    dep: Deployment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If reading lost a row that was counted, nothing of the file is used."""

    def careless(block: Block, **how: Any) -> Cleaned:
        whole = clean(block, **how)
        return replace(whole, facts=whole.facts.slice(1))

    monkeypatch.setattr(entry, "clean", careless)
    line = feed(dep, tmp_path / "in", "stays.csv", STAYS + EVENING + EVENING)
    assert (line.refused, line.rows, line.quarantined, rows(dep, "stays", "line")) == ("COUNT_MISMATCH", 2, 2, [])


def test_notes_of_a_repeated_file_are_not_kept_again(dep: Deployment, tmp_path: Path) -> None:
    """Unknown columns go to the vault once, not with every sending."""
    for _ in range(2):
        feed(dep, tmp_path / "in", "people.csv", "person_id,shoe\np1,42\n")
    assert [len(list(dep.vault.pieces(f"batch:b00000{n}", "notes"))) for n in (2, 3)] == [1, 0]


def test_wrong_calls_are_wrong_usage(dep: Deployment, tmp_path: Path) -> None:
    """A path that is not there, or a feed that nobody knows, is told before anything is read."""
    for paths, name in (([tmp_path / "none.csv"], None), ([tmp_path], "hotels"), ([tmp_path], "assists")):
        with pytest.raises(UsageError):
            list(ingest(dep, paths, feed=name))


def test_a_mapping_tells_feed_source_and_zone(dep: Deployment, tmp_path: Path) -> None:
    """A foreign table fills a feed by its mapping file, its local times read in the mapping's zone."""
    told = mapping_from(
        'feed = "stays"\nsource = "lake"\nzone = "Asia/Urumqi"\n[columns]\nperson_id = "who"\nt_start = "from"\nplace_kind = { const = "venue" }\nplace_name = "where"\n'
    )
    line = feed(dep, tmp_path / "in", "visits.csv", "who,from,where\np1,2021-07-29 18:00,Pier\n", mapping=told)
    assert (line.feed, line.accepted) == ("stays", 1)
    assert rows(dep, "stays", "source, place_name, t_start") == [("lake", "Pier", 1_627_560_000)]


def test_another_writer_is_refused(dep: Deployment, tmp_path: Path) -> None:
    """While one process brings files in, a second is told to wait."""
    other = Deployment.open(dep.path, key_of=lambda _: b"an invented key, 32 characters..")
    with other.writing(), pytest.raises(DeploymentError) as refused:
        feed(dep, tmp_path / "in", "stays.csv", STAYS + EVENING)
    assert refused.value.code == "BUSY"


def test_progress_ends_at_the_size_of_the_file(dep: Deployment, tmp_path: Path) -> None:
    """Progress names the file and never passes its size."""
    told: list[tuple[str, int, int]] = []
    feed(dep, tmp_path / "in", "stays.csv", STAYS + EVENING, progress=lambda *state: told.append(state))
    size = len(STAYS + EVENING)
    assert told[-1] == ("stays.csv", size, size)
    assert all(done <= total for _, done, total in told)


ROWS = [
    f"r{i % 4},p{i % 3},v1,2021-07-29 1{i % 8}:00,2021-07-29 20:00,{i % 5},{'cancel' if i % 7 == 6 else ''}\n"
    for i in range(12)
]


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False))
def test_order_and_cuts_change_nothing(tmp_path_factory: pytest.TempPathFactory, chance: random.Random) -> None:
    """Versioned rows leave the same facts in whatever order and files they are fed, and fed twice."""
    found = []
    header = "record_id,person_id,place_id,t_start,t_end,version,op\n"
    for pieces in ([ROWS], _cut(chance.sample(ROWS, len(ROWS)), chance)):
        folder = tmp_path_factory.mktemp("world")
        dep = deployment(folder / "d")
        for number, piece in enumerate([*pieces, pieces[0]]):
            line = feed(dep, folder / "in", f"stays.{number}.csv", header + "".join(piece))
            assert (
                line.rows == line.accepted + line.duplicate + line.superseded + (line.quarantined or 0) + line.rejected
            )
        found.append(rows(dep, "stays", "record, person_id, t_start, t_end"))
    assert found[0] == found[1] != []


def _cut(some: list[str], chance: random.Random) -> list[list[str]]:
    at = chance.randint(1, len(some) - 1)
    return [some[:at], some[at:]]


def test_the_line_is_one_json_object(dep: Deployment, tmp_path: Path) -> None:
    """Every value of a line is plain JSON."""
    line = feed(dep, tmp_path / "in", "stays.csv", STAYS + EVENING).json()
    assert json.loads(json.dumps(line)) == line

"""Each feed as of now, and the rows that did not get in, to be corrected and fed again."""

from pathlib import Path

import openpyxl
import pytest

from graph.errors import NotKnown
from graph.intake.feedstate import feed_states, rejects, rejects_csv
from graph.intake.ingest import ingest
from graph.intake.mapping import mapping_from
from graph.store.deployment import Deployment
from tests.graph.store.made import deployment, feed, rows, ticking

STAYS = "record_id,person_id,place_id,t_start,t_end,version\n"
COUNTED = ("rows", "accepted", "duplicate", "superseded", "quarantined", "rejected")


@pytest.fixture
def dep(tmp_path: Path) -> Deployment:
    """Make a deployment that knows one noodle shop."""
    made = deployment(tmp_path / "d")
    feed(made, tmp_path / "in", "places.csv", "place_id,kind\nv1,venue\n", clock=ticking(1_650_000_000))
    return made


def state(dep: Deployment, name: str) -> tuple[object, ...]:
    """Return the counts of one feed, in the order of COUNTED."""
    [found] = [s for s in feed_states(dep) if s.feed == name]
    return tuple(found.json()[n] for n in COUNTED)


def test_the_state_has_every_key_in_order(dep: Deployment, tmp_path: Path) -> None:
    """A feed's line is that of interface.md, with the last arrival of records behind it."""
    text = STAYS + "r1,p1,v1,2021-07-29 18:00,2021-07-29 19:00,1\nr2,p1,v1,2021-07-30 18:00,,1\n"
    feed(dep, tmp_path / "in", "stays.csv", text, clock=lambda: 1_700_000_000.0)
    assert [list(s.json().items()) for s in feed_states(dep)][1] == [
        ("kind", "feed"), ("feed", "stays"), ("batches", 1), ("rows", 2), ("accepted", 2), ("duplicate", 0),
        ("superseded", 0), ("quarantined", 0), ("rejected", 0),
        ("first_event", "2021-07-29T10:00:00Z"), ("last_event", "2021-07-30T10:00:00Z"),
        ("silent_since", "2023-11-14T22:13:20Z"),
    ]  # fmt: skip


def test_a_later_version_moves_a_row_to_superseded(dep: Deployment, tmp_path: Path) -> None:
    """Accepted counts as of now: what a later batch replaced or cancelled is superseded."""
    row = "r{},p1,v1,2021-07-29 18:00,2021-07-29 19:00,{}\n"
    feed(dep, tmp_path / "in", "stays.csv", STAYS + row.format(1, 1) + row.format(2, 1))
    feed(dep, tmp_path / "in", "stays.csv", STAYS + row.format(1, 2).replace("19:00", "20:00"))
    assert state(dep, "stays") == (3, 2, 0, 1, 0, 0)
    feed(dep, tmp_path / "in", "stays.csv", "record_id,version,op,person_id,place_id,t_start\nr2,3,cancel,,,\n")
    assert state(dep, "stays") == (4, 2, 0, 2, 0, 0)


def test_a_held_row_becomes_accepted_when_its_place_comes(dep: Deployment, tmp_path: Path) -> None:
    """Held rows count as quarantined only as long as they wait."""
    feed(dep, tmp_path / "in", "stays.csv", STAYS + "r1,p1,v2,2021-07-29 18:00,2021-07-29 19:00,1\n")
    assert state(dep, "stays") == (1, 0, 0, 0, 1, 0)
    assert [(r.line, r.outcome, r.reason) for r in rejects(dep)] == [(2, "quarantined", "PLACE_UNKNOWN")]
    feed(dep, tmp_path / "in", "places.csv", "place_id,kind\nv2,venue\n")
    assert state(dep, "stays") == (1, 1, 0, 0, 0, 0)
    assert list(rejects(dep)) == []


def test_a_held_row_that_is_replaced_waits_no_more(dep: Deployment, tmp_path: Path) -> None:
    """A corrected place supersedes the held row; the two rows are one accepted and one superseded."""
    feed(dep, tmp_path / "in", "stays.csv", STAYS + "r1,p1,v2,2021-07-29 18:00,2021-07-29 19:00,1\n")
    feed(dep, tmp_path / "in", "stays.csv", STAYS + "r1,p1,v1,2021-07-29 18:00,2021-07-29 19:00,2\n")
    assert state(dep, "stays") == (2, 1, 0, 1, 0, 0)


def test_files_of_no_feed_have_a_state_of_their_own(dep: Deployment, tmp_path: Path) -> None:
    """A refused file counts its records as quarantined, under no name if its feed is not known."""
    feed(dep, tmp_path / "in", "nonsense.csv", "a,b\n1,2\n3,4\n")
    feed(dep, tmp_path / "in", "stays.csv", b"\x89PNG\r\n\x1a\n")
    assert (state(dep, ""), state(dep, "stays")) == ((2, 0, 0, 0, 2, 0), (0, 0, 0, 0, 0, 0))


def test_rejects_tell_line_reason_and_text(dep: Deployment, tmp_path: Path) -> None:
    """Rows that reading, cleaning or a missing place stopped are listed by line, with the row as it was sent."""
    wrong = ["r2,p1,v1,2021-07-29 18:00,2021-07-29 17:00,1", "r3,p1", 'r4,p1,v9,"2021-07-29 18:00",,1']
    feed(dep, tmp_path / "in", "stays.csv", STAYS + "r1,p1,v1,2021-07-29 18:00,,1\n" + "\n".join(wrong) + "\n")
    found = list(rejects(dep, "b000002"))
    assert found[0].json() == {
        "kind": "reject", "batch": "b000002", "line": 3, "outcome": "quarantined", "reason": "END_BEFORE_START"
    }  # fmt: skip
    assert [(r.line, r.reason, r.raw) for r in found] == [
        (3, "END_BEFORE_START", wrong[0]), (4, "RAGGED", wrong[1]), (5, "PLACE_UNKNOWN", wrong[2])
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_corrected_rejects_can_be_fed_again(dep: Deployment, tmp_path: Path, encoding: str) -> None:
    """The file of rejects has the sender's own header; a corrected row is accepted, an uncorrected one refused again."""
    header = "流水号,人员编号,场所编号,姓名,开始时间,结束时间\n"
    wrong = "r2,p1,v1,李娜,2021-07-29 18:00,2021-07-29 17:00\nr3,p1,v1,李娜,2021-07-30 18:00,2021-07-30 17:00\n"
    text = header + "r1,p1,v1,李娜,2021-07-28 18:00,2021-07-28 19:00\n" * 20 + wrong
    line = feed(dep, tmp_path / "in", "stays.csv", text.encode(encoding))
    assert (line.accepted, line.quarantined) == (1, 2)
    out = tmp_path / "stays.corrected.csv"
    assert list(rejects_csv(dep, None, out)) == [out]
    assert out.read_text().splitlines()[0] == "reject_outcome,reject_reason,reject_line," + header.strip()
    out.write_text(out.read_text().replace("2021-07-29 17:00", "2021-07-29 19:00"))
    [again] = ingest(dep, [out])
    assert (again.rows, again.accepted, dict(again.reasons)) == (2, 1, {"END_BEFORE_START": 1})


def test_rejects_of_a_sheet_are_csv(dep: Deployment, tmp_path: Path) -> None:
    """Refused rows of a workbook are written as CSV under headers that mean the same."""
    book = openpyxl.Workbook()
    for row in (
        ["记录编号", "身份证号", "场所编号", "开始时间", "备注"],
        ["r1", "4307", "v1", "2021-07-29 18:00", "b"],
    ):
        book.active.append(row)
    book.save(tmp_path / "stays.xlsx")
    [line] = ingest(dep, [tmp_path / "stays.xlsx"])
    [out] = rejects_csv(dep, line.batch, tmp_path / "stays.csv")
    head, written = out.read_text().splitlines()
    assert head == "reject_outcome,reject_reason,reject_line,record_id,身份证号,place_id,t_start,备注"
    assert written.split(",")[2:] == ["2", "r1", "4307", "v1", "2021-07-29 18:00", "b"]


def test_several_batches_give_a_file_each(dep: Deployment, tmp_path: Path) -> None:
    """Beside the name that was given, feed and batch tell them apart; a file refused whole comes back as it was."""
    feed(dep, tmp_path / "in", "stays.csv", STAYS + "r1,p1\n")
    feed(dep, tmp_path / "in", "people.csv", "a\n1\n")
    paths = list(rejects_csv(dep, None, tmp_path / "wrong.csv"))
    assert [p.name for p in paths] == ["stays.b000002.wrong.csv", "people.b000003.wrong.csv"]
    assert paths[1].read_text() == "a\n1\n"


def test_a_foreign_delimiter_is_kept(dep: Deployment, tmp_path: Path) -> None:
    """Rejects of a table with semicolons are written with semicolons and are fed again with the same mapping."""
    told = mapping_from('feed = "stays"\ndelimiter = ";"\n')
    feed(dep, tmp_path / "in", "x.csv", "person_id;place_id;t_start\np1;v1;29/07\n", mapping=told)
    [out] = rejects_csv(dep, None, tmp_path / "y.csv")
    assert out.read_text().splitlines()[1].endswith(";2;p1;v1;29/07")
    [again] = ingest(dep, [out], mapping=told)
    assert (again.rows, again.accepted, again.flags) == (1, 0, {"UNKNOWN_COLUMN": 3})


def test_a_batch_that_is_not_there_is_not_known(dep: Deployment) -> None:
    """Asking for the rejects of a batch that never was is refused."""
    with pytest.raises(NotKnown):
        list(rejects(dep, "b000099"))
    assert rows(dep, "stays", "line") == []


def test_rejects_of_ndjson_are_ndjson(dep: Deployment, tmp_path: Path) -> None:
    """Refused lines are written as NDJSON with their notes before them, under a name that says so, and can be fed again."""
    row = '{"person_id":"p1","place_id":"v1","t_start":"2021-07-39"}'
    feed(dep, tmp_path / "in", "stays.ndjson", row + "\n" + row.replace('9"}', '9",}') + "\n[1]\n{}\n")
    [path] = rejects_csv(dep, "b000002", tmp_path / "stays.mended.csv")
    assert path == tmp_path / "stays.mended.ndjson"
    told = '{"reject_outcome": "rejected", "reject_reason": "%s", "reject_line": %d'
    assert path.read_text().splitlines() == [
        told % ("TIME_IMPOSSIBLE", 1) + ", " + row[1:],
        told % ("NOT_JSON", 2) + ", " + row[1:].replace('9"}', '9",}'),
        "[1]",
        told % ("NOT_A_RECORD", 4) + "}",
    ]
    path.write_text(path.read_text().replace("39", "29").replace(",}", "}").replace("p1", "p2", 1))
    [again] = ingest(dep, [path])
    assert (again.rows, again.accepted, again.reasons) == (4, 2, {"NOT_JSON": 1, "PERSON_MISSING": 1})

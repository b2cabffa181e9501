"""Files in, lists out: batch lines, exit code 3, standard input and output, versions, spreadsheets, masks."""

import csv
import io
from pathlib import Path

from openpyxl import load_workbook

from tests.api.conftest import Call

BATCH = ["kind", "batch", "feed", "file", "sha256", "rows", "accepted", "duplicate", "superseded", "quarantined", "rejected", "reasons", "flags", "seconds"]  # fmt: skip
ITEM = ["kind", "person", "ring", "class", "score", "reasons", "via", "cases", "first", "last", "minutes", "channels", "seat", "room", "name", "phone", "address", "division", "desk", "quarantine_until", "under_control", "missing", "why"]  # fmt: skip
MIXED = "person_id,place_id,t_start,t_end\nan,shop,2021-07-24 10:00,2021-07-24 11:00\nan,shop,soon,later\n"


def test_refeeding_is_all_duplicates(cli: Call, town: Path, feeds: Path) -> None:
    """The same stays again are 7 duplicates, one line with the keys of a batch line, and 0."""
    done = cli("ingest", town, feeds / "stays.csv", "--json")
    (row,) = done.rows
    assert (done.code, list(row), row["rows"], row["accepted"], row["duplicate"]) == (0, BATCH, 7, 0, 7)


def test_partly_refused_is_three(cli: Call, town: Path, tmp_path: Path) -> None:
    """One bad row of two ends with 3; reasons sum to quarantined and rejected; `rejects` names line and reason."""
    file = tmp_path / "stays.csv"
    file.write_text(MIXED)
    done = cli("ingest", town, file, "--json")
    (row,) = done.rows
    assert (done.code, row["rows"], row["accepted"]) == (3, 2, 1)
    reasons = row["reasons"]
    assert isinstance(reasons, dict)
    assert sum(reasons.values()) == 1
    (reject,) = cli("rejects", town, "--json").rows
    assert list(reject) == ["kind", "batch", "line", "outcome", "reason"]
    assert (reject["batch"], reject["line"], [reject["reason"]]) == (row["batch"], 3, list(reasons))


def test_rejects_are_corrected_and_fed_again(cli: Call, town: Path, tmp_path: Path) -> None:
    """`rejects --out -` gives the bad row on standard output; corrected, it goes in by `ingest -`."""
    cli("ingest", town, "-", "--feed", "stays", stdin=MIXED)
    done = cli("rejects", town, "--out", "-")
    assert (done.code, len(done.out.splitlines())) == (0, 2)
    mended = done.out.replace("soon", "2021-07-24 12:00").replace("later", "2021-07-24 13:00")
    again = cli("ingest", town, "-", "--feed", "stays", "--json", stdin=mended)
    assert (again.code, again.rows[0]["accepted"]) == (0, 1)
    to_file = cli("rejects", town, "--out", tmp_path / "rejects.csv")
    assert (to_file.code, (tmp_path / "rejects.csv").read_text()) == (0, done.out)


def test_standard_input_needs_its_feed(cli: Call, town: Path) -> None:
    """`-` without --feed is wrong usage; with it the rows are those of a file."""
    assert cli("ingest", town, "-", "--json", stdin=MIXED).rows[0]["code"] == "FEED_NEEDED"
    done = cli("ingest", town, "-", "--feed", "stays", "--json", stdin=MIXED)
    assert (done.code, done.rows[0]["rows"], done.rows[0]["accepted"]) == (3, 2, 1)


def test_whole_files_refused(cli: Call, town: Path, tmp_path: Path) -> None:
    """One file refused whole of one is 1, of two is 3; its line has every field and `refused`; the facts are unchanged."""
    bad, good = tmp_path / "stays.csv", tmp_path / "places.csv"
    bad.write_text('person_id,place_id,t_start,t_end\nan,"shop,2021-07-24 10:00,2021-07-24 11:00\n')
    good.write_text("place_id,kind\nhall,venue\n")
    before = cli("trace", town, "C1", "--json").out
    alone = cli("ingest", town, bad, "--json")
    (row,) = alone.rows
    assert (alone.code, [k for k in row if k != "refused"], row["accepted"]) == (1, BATCH, 0)
    assert row["refused"]
    assert row["quarantined"] == row["rows"]
    assert cli("ingest", town, bad, good, "--json").code == 3
    assert cli("trace", town, "C1", "--json").out == before


def test_dry_run_writes_nothing(cli: Call, town: Path) -> None:
    """A dry run says what would be, and no answer changes."""
    before = cli("feeds", town, "--json").out
    done = cli("ingest", town, "-", "--feed", "stays", "--dry-run", "--json", stdin=MIXED)
    assert (done.code, done.rows[0]["accepted"]) == (3, 1)
    assert cli("feeds", town, "--json").out == before


def test_list_versions(cli: Call, town: Path) -> None:
    """The same answer is the same version; a judgement makes version 2; version 1 is shown as it was."""
    first = cli("list", town, "--json")
    header, item = first.rows[0], first.rows[1]
    assert list(header) == ["kind", "version", "edition", "cases", "classes", "items"]
    assert (header["version"], header["cases"], header["items"]) == (1, ["C1", "C2"], 5)
    assert list(item) == ITEM
    assert cli("list", town, "--json").out == first.out
    judged = ("--person", "bo", "--class", "close", "--case", "C1", "--reason", "shared a coat")
    cli("fact", town, "add", "judgement", *judged)
    assert cli("list", town, "--json").rows[0]["version"] == 2
    assert cli("list", town, "--version", "1", "--json").out == first.out


def test_personal_values_are_masked(cli: Call, town: Path) -> None:
    """Names, phones and addresses are shown masked, in every format."""
    for form in ("json", "csv", "table"):
        out = cli("list", town, "--format", form).out
        assert not [v for v in ("Dan Bai", "13800000004", "Linden") if v in out], form
    (dan,) = [r for r in cli("list", town, "--json").rows if r.get("person") == "dan"]
    assert (dan["name"], dan["phone"], dan["missing"]) == ("D**", "138****0004", [])


def test_spreadsheets_hold_no_formula(cli: Call, town: Path, tmp_path: Path) -> None:
    """Bo's name begins with = and his address with +: as CSV and as XLSX both are text."""
    table = list(csv.DictReader(io.StringIO(cli("list", town, "--format", "csv").data.decode("utf-8-sig"))))
    (bo,) = [row for row in table if row["person"] == "bo"]
    assert (bo["name"], bo["address"][:2], len(table)) == ("'=**", "'+", 5)
    out = tmp_path / "list.xlsx"
    assert cli("list", town, "--format", "xlsx", "--out", out).code == 0
    cells = [cell for row in load_workbook(out).active.iter_rows() for cell in row]  # type: ignore[union-attr]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n"}
    assert not [c.value for c in cells if isinstance(c.value, str) and c.value[:1] in "=+-@"]


def test_list_to_standard_output_and_file_are_equal(cli: Call, town: Path, tmp_path: Path) -> None:
    """`--out -` is standard output; a file has the same bytes; --out without a file format is wrong usage."""
    out = tmp_path / "list.csv"
    shown = cli("list", town, "--format", "csv", "--out", "-")
    assert (shown.code, cli("list", town, "--format", "csv", "--out", out).code) == (0, 0)
    assert out.read_bytes() == shown.data
    assert cli("list", town, "--out", out).code == 2
    refused = cli("list", town, "--format", "csv", "--out", tmp_path / "no" / "list.csv", "--json")
    assert (refused.code, refused.rows[0]["code"]) == (1, "FILE")


def test_looks_are_recorded(cli: Call, town: Path) -> None:
    """`at` shows everyone at the theatre in those five minutes, with the keys of the interface."""
    asked = ("--from", "2021-07-22 18:30", "--to", "2021-07-22 18:35", "--reason", "a positive was there", "--json")
    assert cli("at", town, "theatre", *asked).rows == [
        {"kind": "present", "person": who, "t_start": "2021-07-22T10:00:00Z", "t_end": end, "flags": []}
        for who, end in (("an", "2021-07-22T12:00:00Z"), ("mei", "2021-07-22T11:00:00Z"))
    ]

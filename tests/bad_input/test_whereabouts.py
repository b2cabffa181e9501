"""Catalogue E, as far as intake decides it: where, and what cannot be."""

from collections.abc import Callable
from pathlib import Path

import pytest

from graph.errors import FileRefused, UsageError
from graph.intake.clean import Cleaned
from graph.intake.files import feed_by_name
from graph.intake.ingest import ingest
from graph.store.deployment import Deployment
from tests.graph.store.made import deployment, feed, rows, ticking

Fed = Callable[..., Cleaned]
Reasons = Callable[..., list[tuple[str, str] | None]]


@pytest.fixture
def dep(tmp_path: Path) -> Deployment:
    """Make an empty deployment in Shanghai."""
    return deployment(tmp_path / "d")


def outcomes(dep: Deployment, folder: Path, *files: tuple[str, str]) -> list[tuple[int, int, int, dict[str, int]]]:
    """Bring files in, one after the other; return accepted, duplicate, superseded and reasons of each line."""
    clock = ticking()
    found = []
    for number, (name, text) in enumerate(files):
        line = feed(dep, folder / str(number), name, text, clock=clock)
        found.append((line.accepted, line.duplicate, line.superseded, line.reasons))
    return found


SAMPLES = "person_id,sample_id,t,result\n"
FIXES = "person_id,t,cell_id\n"


def test_the_same_row_twice(dep: Deployment, tmp_path: Path) -> None:
    """E5: inside a file and across files a repeated row is a duplicate."""
    fix = "p1,2021-07-29 10:00,c1\n"
    (tmp_path / "in").mkdir()
    assert outcomes(dep, tmp_path / "in", ("positions.csv", FIXES + fix + fix), ("positions.b.csv", FIXES + fix)) == [
        (1, 1, 0, {}),
        (0, 1, 0, {}),
    ]


def test_a_corrected_result(dep: Deployment, tmp_path: Path) -> None:
    """E11: a second result of the same sample replaces the first, in whatever order versions arrive."""
    (tmp_path / "in").mkdir()
    header = "person_id,sample_id,t,result,version\n"
    sent = [("tests.csv", f"{header}p1,s1,2021-07-29 10:00,{result},{version}\n")
            for result, version in (("negative", 2), ("positive", 1), ("unclear", 3))]  # fmt: skip
    assert outcomes(dep, tmp_path / "in", *sent) == [(1, 0, 0, {}), (0, 0, 1, {}), (1, 0, 0, {})]
    assert rows(dep, "tests", "result") == [("unclear",)]


def test_a_sample_waits_for_its_result(dep: Deployment, tmp_path: Path) -> None:
    """E11: sent without result, then with it: one sample, known by its number."""
    (tmp_path / "in").mkdir()
    sent = [("tests.csv", f"{SAMPLES}p1,s1,2021-07-29 10:00,{result}\n") for result in ("", "阳性")]
    assert [line[0] for line in outcomes(dep, tmp_path / "in", *sent)] == [1, 1]
    assert rows(dep, "tests", "result") == [("positive",)]


def test_a_cancel_that_comes_first(dep: Deployment, tmp_path: Path) -> None:
    """E6: the row that it takes back never stands, by its record or by the number of its sample."""
    (tmp_path / "in").mkdir()
    sent = (
        ("rides.csv", "record_id,version,op\nr1,2,cancel\n"),
        ("rides.csv", "record_id,version,person_id,mode,number,date\nr1,1,p1,train,G1,2021-07-29\n"),
        ("tests.csv", "person_id,sample_id,t,result,version,op\n,s1,,,2,cancel\n"),
        ("tests.csv", "person_id,sample_id,t,result,version\np1,s1,2021-07-29,positive,1\n"),
    )
    assert [line[:3] for line in outcomes(dep, tmp_path / "in", *sent)] == [(1, 0, 0), (0, 0, 1), (1, 0, 0), (0, 0, 1)]
    assert (rows(dep, "rides", "number"), rows(dep, "tests", "result")) == ([], [])


def test_a_stay_at_a_place_that_nobody_knows(dep: Deployment, tmp_path: Path) -> None:
    """E1: it is held and enters when its place comes; a kind and a name are a place of their own."""
    (tmp_path / "in").mkdir()
    sent = (
        ("stays.csv", "person_id,place_id,t_start\np1,v9,2021-07-29 10:00\n"),
        ("stays.b.csv", "person_id,place_kind,place_name,t_start\np1,宾馆,湖畔,2021-07-29 10:00\n"),
    )
    assert [line[3] for line in outcomes(dep, tmp_path / "in", *sent)] == [{"PLACE_UNKNOWN": 1}, {}]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"lat": "112.97", "lon": "28.2", "datum": "wgs84"}, ("quarantined", "COORDINATE")),
        ({"lat": "0", "lon": "0", "datum": "wgs84"}, ("quarantined", "COORDINATE")),
        ({"lat": "28.2", "lon": "112.97"}, ("quarantined", "DATUM_UNDECLARED")),
        ({"lat": "28.2", "lon": "112.97", "datum": "百度坐标"}, None),
    ],
)
def test_coordinates(reasons: Reasons, where: dict[str, str], expected: tuple[str, str] | None) -> None:
    """E10: swapped, at 0, 0 or without datum they are held: hundreds of metres would decide who was near."""
    assert reasons("positions", {"person_id": "p1", "t": "2021-07-29 10:00"} | where) == [expected]


def test_codeshares_are_written_alike(fed: Fed) -> None:
    """E8: the numbers of one flight have one form in rides and timetables, so that they are found together."""
    ride = {"person_id": "p1", "mode": "flight", "number": "mu 9001", "date": "2021-07-29"}
    call = {"mode": "flight", "number": "MU9001", "date": "2021-07-29", "seq": "1", "stop": "CSX", "alias_of": "cz3101"}
    (there,) = fed("timetables", call).facts.to_pylist()
    assert fed("rides", ride).facts["number"].to_pylist() == [there["number"]] == ["MU9001"]
    assert there["alias_of"] == "CZ3101"


def test_a_sample_of_a_person_that_no_feed_knows(reasons: Reasons) -> None:
    """E7, E12: it is accepted; who that is may come later, or never."""
    assert reasons("tests", {"phone": "13800138000", "t": "2021-07-29", "result": "positive"}) == [None]


def test_nobody_meets_himself(reasons: Reasons) -> None:
    """E13: both sides one person is no encounter."""
    when = {"t_start": "2021-07-29 10:00", "t_end": "2021-07-29 10:20"}
    assert reasons("encounters", when | {"phone_a": "13800138000", "phone_b": "+86 138 0013 8000"}) == [
        ("rejected", "SELF_CONTACT")
    ]


@pytest.mark.parametrize("name", ["assists", "vaccinations"])
def test_feeds_of_a_later_release(dep: Deployment, tmp_path: Path, name: str) -> None:
    """A file of theirs is refused with a clear sentence, by its name and by --feed, and its bytes are kept."""
    with pytest.raises(FileRefused) as refusal:
        feed_by_name(Path(f"{name}.2021-07-29.csv"))
    assert refusal.value.code == "FEED_LATER"
    line = feed(dep, tmp_path / "in", f"{name}.csv", "person_id\np1\n")
    assert (line.refused, line.rows, line.quarantined, line.reasons) == ("FEED_LATER", 1, 1, {"FEED_LATER": 1})
    with pytest.raises(UsageError) as usage:
        list(ingest(dep, [tmp_path / "in"], feed=name))
    assert usage.value.code == "FEED_LATER"

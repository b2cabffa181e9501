"""The oracle in Python and its SQL form agree, on the stories that both understand and on random worlds."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.oracle.companions import companions
from tests.oracle.fed import Fed, World
from tests.oracle.oracle import Answer, Oracle
from tests.oracle.rows import instant
from tests.oracle.sql import Sql, speaks
from tests.oracle.worlds import DAYLIGHT, PLAIN, made
from tests.stories.story import stories

STORIES = {name: story.world for name, story in stories().items() if speaks(story.world)}


def offset(world: World) -> int:
    """Return the offset of a world's local time in July 2021."""
    local = datetime(2021, 7, 20, tzinfo=ZoneInfo(world.timezone)).utcoffset()
    return int(local.total_seconds()) if local else 0


def seconds(text: object) -> int:
    """Return an answer's time in seconds."""
    return instant(str(text), "UTC")[0]


def agree(world: World, folder: Path, case: str, start: int, end: int) -> None:
    """Check every question that the SQL form answers about one case in one window."""
    oracle, sql = Oracle(world), Sql(world, folder, offset(world))
    window = ["--from", _text(start), "--to", _text(end)]
    trace = oracle.ask(["trace", case, "--edition", "co-presence", *window])
    person = str(trace[0]["person"])
    assert {(r["ring"], r["person"], seconds(r["first"]), seconds(r["last"]), r["minutes"]) for r in trace[1:]} == {
        (ring, p, first, last, round(int(str(length)) / 60 + 1e-9, 2))
        for ring, rows in ((1, sql.ring1(person, start, end)), (2, sql.ring2(person, start, end)))
        for p, first, last, length in rows
    }
    shared = [r for r in oracle.ask(["shared", case, *window]) if "estimated_end" not in str(r["flags"])]
    if all(
        "t_end" in row or len(row["t_start"]) == 10 for fed in world.files if fed.feed == "stays" for row in fed.rows
    ):
        assert _spans(shared) == {(p, _place(place), s, e) for p, place, s, e in sql.exposures(person, start, end)}
        for place in {str(r["place"]) for r in shared if r["place_kind"] != "encounter"}:
            present = oracle.ask(["at", place, *window, "--reason", "a test"])
            assert {(r["person"],) for r in present} == sql.at(place, start, end)
    reached = oracle.ask(["reach", case, *window])[1:]
    assert {(r["person"], seconds(r["arrival"])) for r in reached} == sql.reach(person, start, end)


def _spans(rows: Answer) -> set[tuple[object, ...]]:
    return {(r["person"], _place(r["place"]), seconds(r["t_start"]), seconds(r["t_end"])) for r in rows}


def _place(shown: object) -> object:
    """Return a place as both voices can name it: encounters have no name of their own."""
    return "encounter" if str(shown).startswith("encounter") else shown


def _text(t: int) -> str:
    return datetime.fromtimestamp(t, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize("name", STORIES)
def test_both_voices_tell_the_stories(name: str, tmp_path: Path) -> None:
    """SQL and Python agree on ring 1, shared time and arrivals of every story that SQL understands."""
    world = STORIES[name]
    case = next(row["case_id"] for fed in world.files if fed.feed == "cases" for row in fed.rows)
    times = [instant(row["t_start"], world.timezone)[0] for fed in world.files for row in fed.rows if "t_start" in row]
    if times:
        agree(world, tmp_path, case, min(times) - 3600, max(times) + 86_400)


@pytest.mark.parametrize("seed", range(12))
def test_both_voices_agree_on_random_worlds(seed: int, tmp_path: Path) -> None:
    """SQL and Python agree on random worlds of one source, with and without vague times, over three cases each."""
    world = made(seed, PLAIN if seed % 2 else DAYLIGHT)
    for case in world.cases[:3]:
        start = instant(f"2021-07-2{seed % 3} 07:3{seed % 10}", world.world.timezone)[0]
        agree(world.world, tmp_path / case, case, start, start + 86_400 * (1 + seed % 4))


@pytest.mark.parametrize("seed", range(6))
def test_both_voices_agree_on_companions(seed: int, tmp_path: Path) -> None:
    """Twelve phones in three cells for twenty days, with long and short stays: the same people by both clauses."""
    rng = random.Random(seed)
    rows = []
    for i in range(360):
        start = datetime(2021, 7, 10, tzinfo=UTC) + timedelta(minutes=5 * rng.randrange(288 * 20))
        end = start + timedelta(minutes=rng.choice((5, 10, 11, 300, 600)))
        rows.append({"person_id": f"p{i % 12}", "place_id": f"cell{rng.choice((1, 1, 2, 3))}", "t_start": _text(int(start.timestamp())),
                     "t_end": _text(int(end.timestamp()))})  # fmt: skip
    places = Fed("places", tuple({"place_id": f"cell{i}", "kind": "cell"} for i in (1, 2, 3)))
    world = World((places, Fed("stays", tuple(rows))), "UTC")
    known, sql, end_of_days = Oracle(world).known, Sql(world, tmp_path, 0), instant("2021-07-29", "UTC")[0]
    found = [
        {(known.people.shown(p), known.places.shown(cell)) for p, cell in companions(known, person, end_of_days)}
        for person in sorted(known.of_person, key=known.people.shown)
    ]
    assert found == [sql.companions(person, end_of_days) for person in sorted(f"p{i}" for i in range(12))]
    assert 0 < sum(map(len, found)) < 12 * 11

"""What must not matter does not matter: changes to what is fed, and what they may change in the answers."""

import itertools
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.contract.product import Product
from tests.oracle.fed import TIMES, Fed, Fields, World
from tests.oracle.oracle import Answer, flat
from tests.oracle.worlds import DAYLIGHT, RICH, Flavour, Made, made, questions

CASES = 2
LONG = bool(os.environ.get("CONTACTGRAPH_LONG"))
#: A world's number is all that varies: worlds are made to be hard, and shrinking one would make another.
SEEDS = st.integers(0, 9_999)
FEW = settings(
    max_examples=30 if LONG else 4,
    deadline=None,
    derandomize=not LONG,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
Change = Callable[[World, random.Random], World]
QUESTIONS = 7


@pytest.fixture
def folders(tmp_path: Path) -> Iterator[Path]:
    """Return a new folder for each example of a property."""
    return (tmp_path / str(i) for i in itertools.count())


def answers(world: Made, fed: World, folder: Path, words: Callable[[list[str]], list[str]] = list) -> list[Answer]:
    """Return the answers to the world's questions after a world was fed."""
    product = Product(folder / "deployment")
    product.begin(fed, folder / "files")
    return [product.ask(words(q)) for case in world.cases[:CASES] for q in questions(world, case, QUESTIONS)]


def lines(asked: list[Answer], keep: Callable[[str, dict[str, object]], object] = lambda _, v: v) -> list[object]:
    """Return answers as comparable relations, each value passed through `keep`."""
    return [flat([_mapped(row, keep) for row in answer]) for answer in asked]


def _mapped(row: dict[str, object], keep: Callable[[str, dict[str, object]], object]) -> dict[str, object]:
    def value(name: str, old: object) -> object:
        if isinstance(old, list) and old and isinstance(old[0], dict):
            return [_mapped(inner, keep) for inner in old]
        return keep(name, old)  # type: ignore[arg-type]

    return {name: value(name, old) for name, old in row.items()}


def rows(world: World, change: Callable[[Fed, Fields], list[Fields]]) -> World:
    """Return the world with every row changed into some rows."""
    return world.with_files(
        replace(f, rows=tuple(new for row in f.rows for new in change(f, row))) for f in world.files
    )


@given(seed=SEEDS)
@FEW
def test_unrelated_stays_change_nothing(seed: int, folders: Iterator[Path]) -> None:
    """A hundred stays of strangers at a place of their own, within the same days, leave every answer as it is."""
    folder = next(folders)
    world = made(seed, DAYLIGHT)
    more = Fed("stays", tuple({"person_id": f"stranger{i % 9}", "place_kind": "venue", "place_name": "Elsewhere",
                               "t_start": f"2021-07-22 {i % 20:02}:00", "t_end": f"2021-07-22 {i % 20 + 2:02}:30"} for i in range(100)), "alpha")  # fmt: skip
    before = answers(world, world.world, folder / "before")
    assert lines(answers(world, world.world.with_files([more, *world.world.files]), folder / "after")) == lines(before)


@given(seed=SEEDS)
@FEW
def test_shifting_all_times_shifts_all_answers(seed: int, folders: Iterator[Path]) -> None:
    """The same world thirty days later, asked thirty days later, gives the same answers thirty days later."""
    folder = next(folders)
    world = _in_zone(made(seed, DAYLIGHT), "Asia/Shanghai")
    later = rows(world.world, lambda _, row: [{k: _later(v) if k in TIMES else v for k, v in row.items()}])
    before = answers(world, world.world, folder / "before")
    after = answers(world, later, folder / "after", lambda q: [_later(w) if w.startswith("2021-") else w for w in q])
    assert lines(after) == lines(
        before, lambda _, v: _later(str(v)) if str(v).startswith("2021-") and str(v).endswith("Z") else v
    )


@given(seed=SEEDS)
@FEW
def test_splitting_a_stay_changes_only_sources(seed: int, folders: Iterator[Path]) -> None:
    """A stay told as two touching halves, one of them by another feed, is the same stay with another source."""
    folder = next(folders)
    world = made(seed, DAYLIGHT)
    parted = rows(world.world, lambda f, row: _halves(row) if f.feed == "stays" else [row])
    before = answers(world, world.world, folder / "before")
    assert lines(answers(world, parted, folder / "after"), _no_sources) == lines(before, _no_sources)


@given(seed=SEEDS)
@FEW
def test_renaming_people_changes_only_names(seed: int, folders: Iterator[Path]) -> None:
    """Other person ids, in the same order, give the same answers with the other names."""
    folder = next(folders)
    world = made(seed, DAYLIGHT)
    renamed = rows(
        world.world,
        lambda _, row: [{k: f"n-{v}" if k in {"person_id", "person_a", "person_b"} else v for k, v in row.items()}],
    )
    before = answers(world, world.world, folder / "before")
    people = {"person", "with", "from", "to"}
    after = answers(world, renamed, folder / "after")
    assert lines(after, _no_encounters) == lines(
        before, lambda k, v: f"n-{v}" if k in people and str(v).startswith("p") else _no_encounters(k, v)
    )


@given(seed=SEEDS, flavour=st.sampled_from([DAYLIGHT, RICH]))
@FEW
def test_feeding_again_and_otherwise_changes_nothing(seed: int, flavour: Flavour, folders: Iterator[Path]) -> None:
    """All files again, then all their rows in another order and in other files, leave every answer as it is."""
    folder = next(folders)
    world = _versioned(made(seed, flavour))
    product = Product(folder / "deployment")
    product.begin(world.world, folder / "files")
    asked = [q for case in world.cases[:CASES] for q in questions(world, case, QUESTIONS)]
    before = [product.ask(q) for q in asked]
    product.feed(world.world, folder / "again")
    assert [product.ask(q) for q in asked] == before
    product.feed(_resplit(world.world, random.Random(seed)), folder / "resplit")
    assert [product.ask(q) for q in asked] == before


@given(seed=SEEDS, flavour=st.sampled_from([DAYLIGHT, RICH]))
@FEW
def test_the_order_of_arrival_does_not_matter(seed: int, flavour: Flavour, folders: Iterator[Path]) -> None:
    """The same rows in other files and another order make the same deployment, given versions."""
    folder = next(folders)
    world = _versioned(made(seed, flavour))
    before = answers(world, world.world, folder / "before")
    assert answers(world, _resplit(world.world, random.Random(seed)), folder / "after") == before


@given(seed=SEEDS)
@FEW
def test_outcomes_do_not_depend_on_the_order_of_arrival(seed: int, folders: Iterator[Path]) -> None:
    """Given versions, as many rows of every feed stand, repeat, lose and wait, in whatever order they came."""
    folder = next(folders)
    world = _versioned(made(seed, RICH))
    counts = []
    for name, fed in (("before", world.world), ("after", _resplit(world.world, random.Random(seed)))):
        product = Product(folder / name / "deployment")
        product.begin(fed, folder / name / "files")
        counts.append(flat(product.ask(["feeds"]))["feed"])
    assert counts[0] == counts[1]


def _versioned(world: Made) -> Made:
    """Return the world with a declared export time on every file, so that no row goes by its arrival."""
    files = [replace(f, exported_at="2021-08-01T00:00:00Z") for f in world.world.files]
    return replace(world, world=world.world.with_files(files))


def _resplit(world: World, rng: random.Random) -> World:
    """Return the same rows in files of three to thirty rows, in any order."""
    files = []
    for fed in world.files:
        left, columns = list(fed.rows), tuple(dict.fromkeys(name for row in fed.rows for name in row))
        rng.shuffle(left)
        while left:
            size = rng.randint(3, 30) if len(left) < 60 else len(left) // 3
            files.append(replace(fed, rows=tuple(left[:size]), columns=columns))
            left = left[size:]
    rng.shuffle(files)
    return world.with_files(files)


def _in_zone(world: Made, zone: str) -> Made:
    return replace(world, world=replace(world.world, timezone=zone))


def _later(text: str) -> str:
    """Return a date or time thirty days later, in the form it had."""
    form = {10: "%Y-%m-%d", 16: "%Y-%m-%d %H:%M", 19: "%Y-%m-%d %H:%M:%S", 20: "%Y-%m-%dT%H:%M:%SZ"}[len(text)].replace(
        " ", text[10:11] or " "
    )
    return (datetime.strptime(text, form) + timedelta(days=30)).strftime(form)  # noqa: DTZ007


def _halves(row: Fields) -> list[Fields]:
    """Return a stay of known start and end as two touching halves; any other as it is."""
    if "t_end" not in row or len(row["t_start"]) == 10 or len(row["t_end"]) == 10:
        return [row]
    start, end = datetime.fromisoformat(row["t_start"]), datetime.fromisoformat(row["t_end"])
    if end - start < timedelta(minutes=2):
        return [row]
    middle = f"{start + (end - start) / 2:%Y-%m-%d %H:%M:%S}"
    return [{**row, "t_end": middle}, {**row, "t_start": middle}]


def _no_sources(name: str, value: object) -> object:
    return None if name == "sources" else value


def _no_encounters(name: str, value: object) -> object:
    """Return the value without the codes of two people that name an encounter."""
    return "encounter" if name == "place" and str(value).startswith("encounter:") else value

"""The invented city: seeded, plausible, and honest about what its feeds leave out."""

import hashlib
from pathlib import Path

import numpy as np
import pyarrow.csv as pacsv
import pytest

from graph.city import City, Outbreak, TrueStays, city, outbreak, routines, write_feeds

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
World = tuple[City, TrueStays, Outbreak]


@pytest.fixture(scope="module")
def world() -> World:
    plan = city(people=2000, days=10, seed=7)
    stays = routines(plan)
    return plan, stays, outbreak(plan, stays)


def test_the_same_seed_gives_the_same_bytes(world: World, tmp_path: Path) -> None:
    """Two runs write files with equal digests, the workbook's rows apart from its zip dates."""
    plan, stays, spread = world
    again = routines(city(people=2000, days=10, seed=7))
    assert np.array_equal(again.t_start, stays.t_start)
    first, second = (write_feeds(plan, stays, spread, tmp_path / name) for name in ("a", "b"))
    for a, b in zip(first, second, strict=True):
        if a.suffix != ".xlsx":
            assert hashlib.sha256(a.read_bytes()).digest() == hashlib.sha256(b.read_bytes()).digest(), a.name


def test_nobody_is_infected_by_someone_who_was_elsewhere(world: World) -> None:
    """Each true infection happened while infector and infected were at that place, in one zone."""
    _, stays, spread = world
    for person, infector, place, at in zip(spread.person, spread.infector, spread.place, spread.at, strict=True):
        if infector < 0:
            continue
        moment = at - 60
        there = (stays.place == place) & (stays.t_start <= moment) & (stays.t_end > moment)
        zones_a = set(stays.zone[there & (stays.person == infector)].tolist())
        zones_b = set(stays.zone[there & (stays.person == person)].tolist())
        assert zones_a & zones_b


def test_an_infector_was_infected_before_he_passed_it_on(world: World) -> None:
    """Time runs forward along every true chain."""
    _, _, spread = world
    when = dict(zip(spread.person.tolist(), spread.at.tolist(), strict=True))
    pairs = [(i, t) for i, t in zip(spread.infector.tolist(), spread.at.tolist(), strict=True) if i >= 0]
    assert len(pairs) >= 5
    assert all(when[i] < t for i, t in pairs)


def test_id_numbers_are_unique_and_pass_the_checksum(world: World, tmp_path: Path) -> None:
    """Every invented ID number is valid in form and belongs to one person."""
    plan, stays, spread = world
    files = write_feeds(plan, stays, spread, tmp_path)
    numbers = pacsv.read_csv(files[0], convert_options=pacsv.ConvertOptions(column_types={"id_number": "string"}))
    ids = numbers["id_number"].to_pylist()
    assert len(set(ids)) == 2000
    assert all("10X98765432"[sum(int(d) * w for d, w in zip(i[:17], WEIGHTS, strict=True)) % 11] == i[17] for i in ids)


def test_about_a_fifth_of_the_true_contacts_is_not_in_the_feeds(world: World, tmp_path: Path) -> None:
    """Of the pairs who met at the theatre, 72 to 88 % have both stays recorded."""
    plan, stays, spread = world
    write_feeds(plan, stays, spread, tmp_path)
    rows = pacsv.read_csv(tmp_path / "stays.venue.csv.gz")
    recorded = sum(1 for p in rows["place_id"].to_pylist() if p == f"VENUE-{plan.theatre}")
    true = int((stays.place == plan.theatre).sum())
    assert 0.72 < (recorded / true) ** 2 < 0.88

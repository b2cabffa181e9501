"""The invented city: seeded, plausible, and honest about what its feeds leave out."""

import hashlib
from pathlib import Path

import numpy as np

from graph.city import city, routines, write_feeds
from tests.graph.city.conftest import Feed, World

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def test_the_same_seed_gives_the_same_bytes(world: World, folder: Path, tmp_path: Path) -> None:
    """A city made anew writes files with equal digests, the workbook apart, whose zip bears dates."""
    plan = city(people=2000, days=10, seed=7)
    stays = routines(plan)
    files = write_feeds(plan, stays, world[2], tmp_path)
    assert len(files) == 17
    for file in files:
        if file.suffix != ".xlsx":
            before = (folder / file.name).read_bytes()
            assert hashlib.sha256(file.read_bytes()).digest() == hashlib.sha256(before).digest(), file.name


def test_another_seed_is_another_city(world: World) -> None:
    """With seed 8 people live in other homes."""
    assert not np.array_equal(city(people=2000, days=10, seed=8).home, world[0].home)


def test_nobody_is_in_two_places_at_once(world: World) -> None:
    """No two stays of one person overlap; an encounter happens on the way and may."""
    plan, stays, _ = world
    alone = stays.take(stays.place < plan.first_meeting)
    alone = alone.take(np.lexsort((alone.t_start, alone.person)))
    same = alone.person[1:] == alone.person[:-1]
    assert (alone.t_end[:-1][same] <= alone.t_start[1:][same]).all()
    assert (alone.t_end > alone.t_start).all()


def test_id_numbers_are_unique_and_pass_the_checksum(feed: Feed) -> None:
    """Every invented ID number is valid in form, of an area that there is not, and belongs to one person."""
    ids = [row["id_number"] for row in feed("people")]
    assert len(set(ids)) == 2000
    assert all(i.startswith("9901") for i in ids)
    assert all("10X98765432"[sum(int(d) * w for d, w in zip(i[:17], WEIGHTS, strict=True)) % 11] == i[17] for i in ids)


def test_about_a_fifth_of_the_true_contacts_is_not_in_the_feeds(world: World, feed: Feed) -> None:
    """Of the pairs who met at the theatre, 72 to 88 % have both stays recorded."""
    plan, stays, _ = world
    recorded = sum(1 for row in feed("stays.venue") if row["place_id"] == f"VENUE-{plan.theatre}")
    true = int((stays.place == plan.theatre).sum())
    assert 0.72 < (recorded / true) ** 2 < 0.88


def test_households_have_one_to_six_people(world: World, feed: Feed) -> None:
    """Those who live together now are the people of one home: 2.3 to 2.9 on average, six at most, a few moved in lately."""
    plan, _, _ = world
    now = [row for row in feed("households") if not row["valid_to"]]
    assert [row["household_id"] for row in now] == [f"HH{home:06d}" for home in plan.home]
    sizes = np.bincount(plan.home)
    assert (sizes.min(), sizes.max()) == (1, 6)
    assert 2.3 < sizes.mean() < 2.9
    assert 0 < sum(1 for row in now if row["valid_from"]) < 60


def test_children_live_with_grown_ups(world: World) -> None:
    """The oldest of every household is at least 20."""
    plan, _, _ = world
    oldest = np.zeros(plan.home[-1] + 1, np.int64)
    np.maximum.at(oldest, plan.home, plan.age)
    assert oldest.min() >= 20


def test_a_telephone_has_one_holder_at_a_time(feed: Feed) -> None:
    """A number that was somebody else's before names him until January, and the holder of today since February."""
    by_phone: dict[str, list[tuple[str, str]]] = {}
    for row in feed("subscribers"):
        by_phone.setdefault(row["phone"], []).append((row["valid_from"], row["valid_to"]))
    spans = {tuple(sorted(spans)) for spans in by_phone.values()}
    assert spans == {(("", ""),), (("", "2021-01-31"), ("2021-02-01", ""))}


def test_measures_name_the_cases_and_those_from_abroad(feed: Feed) -> None:
    """Two cases are isolated, four travellers from abroad quarantined, and of four people of before two are released."""
    kinds = [row["kind"] for row in feed("measures")]
    assert {kind: kinds.count(kind) for kind in kinds} == {"isolation": 2, "central_quarantine": 8, "released": 2}
    cases = {row["person_id"] for row in feed("cases")}
    assert {row["person_id"] for row in feed("measures") if row["kind"] == "isolation"} == cases

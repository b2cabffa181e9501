"""What registers know of the city: people, places, households, who holds a telephone, who is under which measure.

Names, numbers and addresses are invented; the ID numbers carry an area code that no county has.
"""

from pathlib import Path

import numpy as np
import pyarrow as pa

from graph.city.days import DAY, FIRST_DAY, Ints
from graph.city.outbreak import Outbreak
from graph.city.plan import REGISTERED, City
from graph.city.tables import females, id_numbers, local, local_date, only, person_ids, phones, place_id, write

_SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国文辉"
#: Children below this age have no telephone of their own.
_PHONE_AGE = 8


def people(plan: City, out: Path) -> Path:
    """Write who lives in the city."""
    rng = np.random.default_rng(plan.seed + 4)
    n = plan.people
    first, given, more = rng.integers(0, 20, n), rng.integers(0, 30, n), rng.integers(0, 30, n)
    table = pa.table(
        {
            "person_id": person_ids(np.arange(n)),
            "name": [_SURNAMES[first[i]] + _GIVEN[given[i]] + (_GIVEN[more[i]] if i % 3 else "") for i in range(n)],
            "phone": phones(np.arange(n)),
            "id_type": pa.array(["id_card"] * n),
            "id_number": id_numbers(plan),
            "sex": np.where(females(plan), "female", "male"),
            "division": _divisions(plan.home),
            "address": _addresses(plan.home),
        }
    )
    return write(table, out / "people.csv")


def places(plan: City, out: Path) -> Path:
    """Write the places of the city, with where they lie."""
    count = int((plan.place_kind < REGISTERED).sum())
    special = {plan.theatre: "Bamboo Theatre", plan.boat: "Boat No. 3"}
    names = [special.get(p) or f"{plan.kind(p).replace('_', ' ').capitalize()} {p}" for p in range(count)]
    table = pa.table(
        {
            "place_id": [place_id(plan, p) for p in range(count)],
            "kind": [plan.kind(p) for p in range(count)],
            "name": names,
            "division": _divisions(np.arange(count)),
            "lat": np.round(plan.place_lat[:count], 6),
            "lon": np.round(plan.place_lon[:count], 6),
            "datum": ["wgs84"] * count,
            "enclosed": ["yes"] * count,
        }
    )
    return write(table, out / "places.csv")


def households(plan: City, out: Path) -> Path:
    """Write who lives with whom; a few moved in lately, and a few rows are of who has moved out."""
    rng = np.random.default_rng(plan.seed + 9)
    moved = np.flatnonzero(rng.random(plan.people) < 0.01)
    before = plan.home[rng.permutation(moved)]
    person, home = np.append(np.arange(plan.people), moved), np.append(plan.home, before)
    other = np.append(np.ones(plan.people, np.bool_), before != plan.home[moved])
    here = np.append(np.isin(np.arange(plan.people), moved), np.zeros(len(moved), np.bool_))[other]
    person, home, past = person[other], home[other], (np.arange(len(person)) >= plan.people)[other]
    day = FIRST_DAY - (40 + home % 300) * DAY
    table = pa.table(
        {
            "household_id": pa.array([f"HH{h:06d}" for h in home.tolist()]),
            "person_id": person_ids(person),
            "address": _addresses(home),
            "division": _divisions(home),
            "valid_from": only(here, local_date(np.full(len(person), FIRST_DAY - 30 * DAY))),
            "valid_to": only(past, local_date(np.minimum(day, FIRST_DAY - 31 * DAY))),
        }
    )
    return write(table, out / "households.csv")


def subscribers(plan: City, out: Path) -> Path:
    """Write who holds which telephone number; one number in a hundred was somebody else's before."""
    rng = np.random.default_rng(plan.seed + 10)
    holder = np.flatnonzero(plan.age >= _PHONE_AGE)
    second = holder[rng.random(len(holder)) < 0.01]
    earlier = rng.permutation(second)
    now_other = earlier != second
    person = np.concatenate([holder, earlier[now_other]])
    number = np.concatenate([holder, second[now_other]])
    past = np.arange(len(person)) >= len(holder)
    changed = np.isin(number, second[now_other])
    table = pa.table(
        {
            "phone": phones(number),
            "id_type": pa.array(["id_card"] * len(person)),
            "id_number": id_numbers(plan).take(pa.array(person)),
            "valid_from": pa.array([None if p or not c else "2021-02-01" for p, c in zip(past, changed, strict=True)]),
            "valid_to": pa.array(["2021-01-31" if p else None for p in past.tolist()], pa.string()),
        }
    )
    return write(table, out / "subscribers.csv")


def measures(plan: City, spread: Outbreak, cases: Ints, out: Path) -> Path:
    """Write measures: the cases isolated, travellers from abroad in quarantine, and people released from it."""
    going = plan.journeys
    ended = going.held[::2]
    rows = [(spread.person[cases], "isolation", spread.isolated[cases])]
    rows += [(going.imported, "central_quarantine", np.full(len(going.imported), going.landing + 3600))]
    rows += [(going.held, "central_quarantine", np.full(len(going.held), FIRST_DAY - 12 * DAY + 10 * 3600))]
    rows += [(going.held[1::2], "released", np.full(len(going.held[1::2]), going.held_until))]
    person, start = (np.concatenate([row[i] for row in rows]) for i in (0, 2))
    kind = np.repeat([kind for _, kind, _ in rows], [len(p) for p, _, _ in rows])
    closed = (start < FIRST_DAY) & np.isin(person, ended)
    place = np.where(kind == "isolation", "Linden Hospital", "Linden Quarantine Hostel")
    table = pa.table(
        {
            "person_id": person_ids(person),
            "kind": kind,
            "t_start": local(start),
            "t_end": only(closed, local(np.full(len(person), going.held_until))),
            "place": place,
        }
    )
    return write(table, out / "measures.csv")


def _divisions(numbers: Ints) -> pa.Array:
    return pa.array([f"9901{d:02d}" for d in range(1, 6)]).take(pa.array(numbers % 5))


def _addresses(home: Ints) -> list[str]:
    return [f"{1 + h % 300} Linden Road, house {h}" for h in home.tolist()]

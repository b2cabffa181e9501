"""The feeds of the city as files: what the authority gets, which is not all that was true.

A share of the stays is never recorded, so that about 20 % of the true contacts cannot be found by anybody. Names, numbers
and addresses are invented; the ID numbers carry an area code that no county has.
"""

import gzip
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
from openpyxl import Workbook

from graph.city.outbreak import Outbreak
from graph.city.plan import DAY, FIRST_DAY, KINDS, City, Ints
from graph.city.routines import TrueStays

#: A contact is found only if both stays are recorded: 0.894² = 0.80.
RECORDED = 0.894
ZONE = "Asia/Shanghai"
_SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国文辉"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def person_id(person: int) -> str:
    """Return the authority's own number of a person of the city."""
    return f"P{person:06d}"


def place_id(plan: City, place: int) -> str:
    """Return the register's number of a place."""
    return f"{plan.kind(place).upper()}-{place}"


def write_feeds(plan: City, stays: TrueStays, spread: Outbreak, out: Path) -> list[Path]:
    """Write the feeds and, apart from them under `truth/`, what truly happened; return the feed files."""
    out.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(plan.seed + 3)
    seen = stays.take(rng.random(len(stays)) < RECORDED)
    files = [_people(plan, out), _places(plan, out)]
    kinds = plan.place_kind[seen.place]
    for code, kind in enumerate(KINDS):
        part = seen.take(kinds == code)
        files.append(_lodging(plan, part, out) if kind == "lodging" else _stays(plan, part, kind, out))
    files += [_encounters(plan, seen, rng, out), _cases(spread, out)]
    _truth(plan, spread, out / "truth")
    return files


def _local(t: Ints, form: str = "%Y-%m-%d %H:%M:%S") -> pa.Array:
    return pc.strftime(pc.assume_timezone(pa.array(t + 8 * 3600, pa.timestamp("s")), "UTC"), form)


def _ids(people: Ints) -> pa.Array:
    return pa.array([person_id(int(p)) for p in people])


def _write(table: pa.Table, path: Path) -> Path:
    if path.suffix == ".gz":
        with gzip.GzipFile(path, "wb", compresslevel=1, mtime=0) as out:
            pacsv.write_csv(table, out)
    else:
        pacsv.write_csv(table, path)
    return path


def _id_number(person: int, age: int, female: bool) -> str:
    area, rest = divmod(person, 168_000)
    number, day = divmod(rest, 336)
    birth = f"{2021 - age:04d}{1 + day // 28:02d}{1 + day % 28:02d}"
    body = f"9901{area:02d}{birth}{number * 2 + (0 if female else 1):03d}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


def _people(plan: City, out: Path) -> Path:
    rng = np.random.default_rng(plan.seed + 4)
    n = plan.people
    first, given, more = rng.integers(0, 20, n), rng.integers(0, 30, n), rng.integers(0, 30, n)
    female = rng.random(n) < 0.5
    rows = range(n)
    table = pa.table(
        {
            "person_id": _ids(np.arange(n)),
            "name": [_SURNAMES[first[i]] + _GIVEN[given[i]] + (_GIVEN[more[i]] if i % 3 else "") for i in rows],
            "phone": [f"199{i:08d}" for i in rows],
            "id_type": pa.array(["id_card"] * n),
            "id_number": [_id_number(i, int(plan.age[i]), bool(female[i])) for i in rows],
            "sex": np.where(female, "female", "male"),
            "division": [f"9901{1 + int(h) % 5:02d}" for h in plan.home],
            "address": [f"{1 + h % 300} Linden Road, house {h}" for h in plan.home.tolist()],
        }
    )
    return _write(table, out / "people.csv")


def _places(plan: City, out: Path) -> Path:
    count = len(plan.place_kind)
    names = []
    for p in range(count):
        special = {plan.theatre: "Bamboo Theatre", plan.boat: "Boat No. 3"}.get(p)
        names.append(special or f"{plan.kind(p).replace('_', ' ').capitalize()} {p}")
    table = pa.table(
        {
            "place_id": [place_id(plan, p) for p in range(count)],
            "kind": [plan.kind(p) for p in range(count)],
            "name": names,
            "division": [f"9901{1 + p % 5:02d}" for p in range(count)],
            "enclosed": ["yes"] * count,
        }
    )
    return _write(table, out / "places.csv")


def _zones(plan: City, part: TrueStays) -> pa.Array:
    word = {"work": "office", "school": "class", "venue": "area"}
    names = [word.get(k, "zone") for k in KINDS]
    kinds = plan.place_kind[part.place].tolist()
    return pa.array(
        [None if z < 0 else f"{names[k]} {z + 1}" for z, k in zip(part.zone.tolist(), kinds, strict=True)], pa.string()
    )


def _stays(plan: City, part: TrueStays, kind: str, out: Path) -> Path:
    ids = [place_id(plan, p) for p in range(len(plan.place_kind))]
    columns = {
        "person_id": _ids(part.person),
        "place_id": pa.array(ids).take(pa.array(part.place)),
        "t_start": _local(part.t_start),
        "t_end": _local(part.t_end),
    }
    if kind not in {"home", "net_cafe"}:
        columns["zone"] = _zones(plan, part)
    return _write(pa.table(columns), out / f"stays.{kind}.csv.gz")


def _lodging(plan: City, part: TrueStays, out: Path) -> Path:
    """Write the hotels' own workbook, with Chinese headers, as hotels send it."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("住宿")
    sheet.append(["人员编号", "场所编号", "入住时间", "退房时间", "楼层", "房间号"])
    starts, ends = _local(part.t_start).to_pylist(), _local(part.t_end).to_pylist()
    for person, place, zone, start, end in zip(
        part.person.tolist(), part.place.tolist(), part.zone.tolist(), starts, ends, strict=True
    ):
        sheet.append([person_id(person), place_id(plan, place), start, end, str(zone // 100), str(zone)])
    path = out / "stays.lodging.xlsx"
    book.save(path)
    return path


def _encounters(plan: City, seen: TrueStays, rng: np.random.Generator, out: Path) -> Path:
    """Write what proximity devices noticed: pairs of one home or office who met on the way, one or two a hundred people."""
    n = plan.people // 20
    a = rng.choice(seen.person, n)
    b = (a + 1 + rng.integers(0, 3, n)) % plan.people
    start = FIRST_DAY + rng.integers(0, plan.days, n) * DAY + rng.integers(8 * 60, 20 * 60, n) * 60
    table = pa.table(
        {
            "person_a": _ids(a),
            "person_b": _ids(b),
            "t_start": _local(start),
            "t_end": _local(start + rng.integers(2, 60, n) * 60),
            "distance_m": np.round(0.4 + rng.random(n) * 2, 1),
        }
    )
    return _write(table, out / "encounters.csv")


def _cases(spread: Outbreak, out: Path) -> Path:
    rows = spread.positives(2)
    day = _local(spread.onset[rows], "%Y-%m-%d")
    isolated = _local(spread.onset[rows] + int(1.5 * DAY))
    table = pa.table(
        {
            "case_id": [f"C{i + 1}" for i in range(len(rows))],
            "person_id": _ids(spread.person[rows]),
            "kind": ["confirmed"] * len(rows),
            "onset": day,
            "isolated_at": isolated,
        }
    )
    return _write(table, out / "cases.csv")


def _truth(plan: City, spread: Outbreak, out: Path) -> None:
    out.mkdir(exist_ok=True)
    table = pa.table(
        {
            "person_id": _ids(spread.person),
            "infected_by": pa.array([None if p < 0 else person_id(int(p)) for p in spread.infector]),
            "place_id": pa.array([None if p < 0 else place_id(plan, int(p)) for p in spread.place]),
            "infected_at": spread.at,
            "onset": spread.onset,
        }
    )
    _write(table, out / "infections.csv")

"""Tables as others write them: ids, local times, CSV files, plain or gzipped; the same rows give the same bytes."""

import gzip
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from graph.city.days import DAY, Bools, Ints
from graph.city.plan import City

_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])


def person_id(person: int) -> str:
    """Return the authority's own number of a person of the city."""
    return f"P{person:06d}"


def person_ids(people: Ints) -> pa.Array:
    """Return the authority's own numbers of people."""
    return pc.binary_join_element_wise("P", _digits(people, 6), "")


def place_id(plan: City, place: int) -> str:
    """Return the register's number of a place; mode, number and date of a run; nothing but its kind for an encounter."""
    if plan.first_run <= place < plan.first_meeting:
        return plan.journeys.name(place - plan.first_run)
    return f"{plan.kind(place).upper()}-{place}"


def phones(people: Ints) -> pa.Array:
    """Return the telephone numbers of people."""
    return pc.binary_join_element_wise("199", _digits(people, 8), "")


def _digits(numbers: Ints, width: int) -> pa.Array:
    return pc.utf8_lpad(pc.cast(pa.array(numbers), pa.string()), width, "0")


def females(plan: City) -> Bools:
    """Return who is female, one value a person."""
    return np.random.default_rng(plan.seed + 8).random(plan.people) < 0.5


def id_numbers(plan: City) -> pa.Array:
    """Return the ID card number of each person: its check digit fits, its area is none that there is."""
    person = np.arange(plan.people)
    area, rest = np.divmod(person, 168_000)
    number, day = np.divmod(rest, 336)
    birth = (2021 - plan.age) * 10_000 + (1 + day // 28) * 100 + 1 + day % 28
    body = ((9901 * 100 + area) * 10**8 + birth) * 1_000 + number * 2 + np.where(females(plan), 0, 1)
    digits = body // 10 ** np.arange(16, -1, -1)[:, None] % 10
    check = np.frombuffer(b"10X98765432", np.uint8)[_WEIGHTS @ digits % 11]
    rows = np.ascontiguousarray(np.vstack([digits + ord("0"), check]).T.astype(np.uint8))
    return pa.array(rows.view("S18").ravel().astype("U18"))


def local(t: Ints) -> pa.Array:
    """Return UTC seconds as local times of the city, `YYYY-MM-DD HH:MM:SS`."""
    return pc.cast(pa.array(t + 8 * 3600, pa.timestamp("s")), pa.string())


def local_date(t: Ints) -> pa.Array:
    """Return UTC seconds as local dates of the city, `YYYY-MM-DD`."""
    return pc.cast(pa.array((t + 8 * 3600) // DAY, pa.int64()).cast(pa.int32()).cast(pa.date32()), pa.string())


def only(mask: Bools, values: pa.Array) -> pa.Array:
    """Return values where the mask holds, and nothing elsewhere."""
    return pc.if_else(pa.array(mask), values, pa.scalar(None, values.type))


def write(table: pa.Table, path: Path) -> Path:
    """Write a table as CSV, gzipped if its name ends so."""
    if path.suffix == ".gz":
        with gzip.GzipFile(path, "wb", compresslevel=1, mtime=0) as out:
            pacsv.write_csv(table, out)
    else:
        pacsv.write_csv(table, path)
    return path

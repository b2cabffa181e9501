"""Where telephones were seen: fixes every 20 to 60 minutes of a share of the people, about 100 m off.

A telephone is silent on some days, on runs, elsewhere, in quarantine, and after its owner was isolated.
"""

import gzip
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from graph.city.days import DAY, FIRST_DAY, Bools, Floats, Ints
from graph.city.ground import nudged
from graph.city.plan import City
from graph.city.routines import TrueStays
from graph.city.tables import local, phones

_GAP_MINUTES = (20, 55, 60)  # least, most frequent, greatest
_PHONE_AGE = 10
_SILENT_DAYS = 0.1
_COARSE = 0.01
_CHUNK = 1_000_000
_SPAN = 1 << 26


def positions(plan: City, stays: TrueStays, until: Ints, share: float, out: Path) -> Path:
    """Write the fixes of that share of the people, each until it falls silent, by time."""
    rng = np.random.default_rng(plan.seed + 12)
    chosen = (rng.random(plan.people) < share) & (plan.age >= _PHONE_AGE)
    chosen[np.concatenate([plan.journeys.imported, plan.journeys.held])] = False
    chosen[plan.index] = True
    person, t = _moments(np.flatnonzero(chosen), plan.days, rng)
    silent = rng.random((plan.people, plan.days)) < _SILENT_DAYS
    silent[plan.index] = False
    kept = (t < until[person]) & ~silent[person, (t - FIRST_DAY) // DAY]
    person, t = person[kept], t[kept]
    lat, lon, there = _whereabouts(plan, stays.take(chosen[stays.person]), person, t)
    person, t, lat, lon = person[there], t[there], lat[there], lon[there]
    accuracy = np.clip(rng.lognormal(np.log(90), 0.4, len(t)), 20, 600)
    accuracy[rng.random(len(t)) < _COARSE] = 1200
    lat, lon = nudged(lat, lon, accuracy, rng)
    order = np.lexsort((person, t))
    path = out / "positions.csv.gz"
    with gzip.GzipFile(path, "wb", compresslevel=1, mtime=0) as file:
        for begin in range(0, len(order), _CHUNK):
            rows = order[begin : begin + _CHUNK]
            table = pa.table(
                {
                    "phone": phones(person[rows]),
                    "t": local(t[rows]),
                    "lat": np.round(lat[rows], 5),
                    "lon": np.round(lon[rows], 5),
                    "datum": pa.array(["wgs84"]).take(pa.array(np.zeros(len(rows), np.int64))),
                    "accuracy_m": accuracy[rows].astype(np.int64),
                }
            )
            pacsv.write_csv(table, file, pacsv.WriteOptions(include_header=begin == 0))
    return path


def _moments(people: Ints, days: int, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Return person and second of each fix, person by person, silent days included."""
    count = days * 24 * 60 // _GAP_MINUTES[0] // 2 + 10
    gaps = (rng.triangular(*_GAP_MINUTES, (len(people), count)) * 60).astype(np.int32)
    t = np.cumsum(gaps, axis=1, dtype=np.int32)
    row, column = np.nonzero(t < days * DAY)
    return people[row], FIRST_DAY + t[row, column].astype(np.int64)


def _whereabouts(plan: City, stays: TrueStays, person: Ints, t: Ints) -> tuple[Floats, Floats, Bools]:
    """Return latitude and longitude of people at moments, and which of the moments they are in the city and off a run.

    Between two stays a person is on the straight way from the one to the other.
    """
    stays = stays.take(stays.place < plan.first_meeting)
    order = np.lexsort((stays.t_start, stays.person))
    stays = stays.take(order)
    key = stays.person * _SPAN + (stays.t_start - FIRST_DAY + _SPAN // 2)
    before = np.searchsorted(key, person * _SPAN + (t - FIRST_DAY + _SPAN // 2), side="right") - 1
    after = np.minimum(before + 1, len(stays) - 1)
    known, coming = stays.person[before] == person, stays.person[after] == person
    known &= before >= 0
    last = np.where(known, before, after)
    then = np.where(coming, after, last)
    left, reached = stays.t_end[last], stays.t_start[then]
    way = np.clip((t - left) / np.maximum(reached - left, 1), 0, 1) * (known & coming)
    at, to = stays.place[last], stays.place[then]
    lat = plan.place_lat[at] + way * (plan.place_lat[to] - plan.place_lat[at])
    lon = plan.place_lon[at] + way * (plan.place_lon[to] - plan.place_lon[at])
    out = np.zeros(len(plan.place_kind), np.bool_)
    run = np.zeros(len(plan.place_kind), np.bool_)
    runs = slice(plan.first_run, plan.first_meeting)
    run[runs], out[runs] = True, plan.journeys.outward
    inside = known & (t < left)
    gone = (known & out[at]) | (coming & ~inside & run[to] & ~out[to] & (~known | run[at]))
    return lat, lon, (known | coming) & ~(inside & run[at]) & ~(gone & ~inside)

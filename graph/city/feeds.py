"""The feeds of the city as files: what the authority gets, which is not all that was true.

A share of the stays is never recorded, so that about 20 % of the true contacts cannot be found by anybody. Who is
isolated is nowhere any more.
"""

from pathlib import Path

import numpy as np
import pyarrow as pa
from openpyxl import Workbook

from graph.city import phones, registers, travel_feeds
from graph.city.days import Bools, Ints
from graph.city.outbreak import CHANNELS, Outbreak
from graph.city.plan import KINDS, REGISTERED, City
from graph.city.routines import TrueStays
from graph.city.tables import local, local_date, person_id, person_ids, place_id, write

#: A contact is found only if both stays are recorded: 0.894² = 0.80.
RECORDED = 0.894
_POSITIVES = 2
#: Kinds of stay of the first case that are all recorded, so that its six sames can be asked for.
_INDEX_KINDS = ("net_cafe", "lodging", "flight", "train")


def write_feeds(plan: City, stays: TrueStays, spread: Outbreak, out: Path, phone_share: float = 0.18) -> list[Path]:
    """Write the feeds and, apart from them under `truth/`, what truly happened; return the feed files.

    `phone_share` of the people are seen by their telephones.
    """
    out.mkdir(parents=True, exist_ok=True)
    until = np.full(plan.people, np.iinfo(np.int64).max)
    until[spread.person] = spread.isolated
    recorded = _recorded(plan, stays) & (stays.t_start < until[stays.person])
    seen = _cut(stays.take(recorded), until)
    cases = spread.positives(_POSITIVES)
    files = [registers.people(plan, out), registers.places(plan, out), registers.households(plan, out)]
    files += [registers.subscribers(plan, out), registers.measures(plan, spread, cases, out)]
    kinds = plan.place_kind[seen.place]
    for code, kind in enumerate(KINDS[:REGISTERED]):
        part = seen.take(kinds == code)
        files.append(_lodging(plan, part, out) if kind == "lodging" else _stays(plan, part, kind, out))
    files += [travel_feeds.runs(plan.journeys, out), travel_feeds.timetables(plan, out)]
    files += [travel_feeds.rides(plan, seen.ticket[seen.ticket >= 0], out)]
    files += [_encounters(plan, seen, out), _cases(spread, cases, out)]
    files += [phones.positions(plan, stays, until, phone_share, out)]
    _truth(plan, spread, recorded, out / "truth")
    return files


def _recorded(plan: City, stays: TrueStays) -> Bools:
    """Return which stays the feeds have; an encounter is recorded for both of its people or for neither."""
    rng = np.random.default_rng(plan.seed + 3)
    mask = rng.random(len(stays)) < RECORDED
    met = stays.place >= plan.first_meeting
    mask[met] = (rng.random(len(plan.meetings.a)) < RECORDED**2)[stays.place[met] - plan.first_meeting]
    own = np.isin(plan.place_kind[stays.place], [KINDS.index(kind) for kind in _INDEX_KINDS])
    mask[own & (stays.person == plan.index)] = True
    return mask


def _cut(stays: TrueStays, until: Ints) -> TrueStays:
    """Return the stays ended at the isolation of their people."""
    end = np.minimum(stays.t_end, until[stays.person])
    return TrueStays(stays.person, stays.place, stays.zone, stays.row, stays.t_start, end, stays.ticket)


def _zones(plan: City, part: TrueStays) -> pa.Array:
    word = {"work": "office", "school": "class", "venue": "area"}
    names = [word.get(k, "zone") for k in KINDS]
    kinds = plan.place_kind[part.place].tolist()
    return pa.array(
        [None if z < 0 else f"{names[k]} {z + 1}" for z, k in zip(part.zone.tolist(), kinds, strict=True)], pa.string()
    )


def _stays(plan: City, part: TrueStays, kind: str, out: Path) -> Path:
    ids = pa.array([place_id(plan, p) for p in range(plan.first_run)])
    columns = {
        "person_id": person_ids(part.person),
        "place_id": ids.take(pa.array(part.place)),
        "t_start": local(part.t_start),
        "t_end": local(part.t_end),
    }
    if kind not in {"home", "net_cafe"}:
        columns["zone"] = _zones(plan, part)
    return write(pa.table(columns), out / f"stays.{kind}.csv.gz")


def _lodging(plan: City, part: TrueStays, out: Path) -> Path:
    """Write the hotels' own workbook, with Chinese headers, as hotels send it."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("住宿")
    sheet.append(["人员编号", "场所编号", "入住时间", "退房时间", "楼层", "房间号"])
    starts, ends = local(part.t_start).to_pylist(), local(part.t_end).to_pylist()
    for person, place, zone, start, end in zip(
        part.person.tolist(), part.place.tolist(), part.zone.tolist(), starts, ends, strict=True
    ):
        sheet.append([person_id(person), place_id(plan, place), start, end, str(zone // 100), str(zone)])
    path = out / "stays.lodging.xlsx"
    book.save(path)
    return path


def _encounters(plan: City, seen: TrueStays, out: Path) -> Path:
    """Write what proximity devices noticed."""
    met = plan.meetings
    rows = np.unique(seen.place[seen.place >= plan.first_meeting]) - plan.first_meeting
    table = pa.table(
        {
            "person_a": person_ids(met.a[rows]),
            "person_b": person_ids(met.b[rows]),
            "t_start": local(met.t_start[rows]),
            "t_end": local(met.t_end[rows]),
            "distance_m": met.distance[rows],
        }
    )
    return write(table, out / "encounters.csv")


def _cases(spread: Outbreak, rows: Ints, out: Path) -> Path:
    table = pa.table(
        {
            "case_id": [f"C{i + 1}" for i in range(len(rows))],
            "person_id": person_ids(spread.person[rows]),
            "kind": ["confirmed"] * len(rows),
            "onset": local_date(spread.onset[rows]),
            "isolated_at": local(spread.isolated[rows]),
        }
    )
    return write(table, out / "cases.csv")


def _truth(plan: City, spread: Outbreak, recorded: Bools, out: Path) -> None:
    """Write the true chains, each with its channel, and whether the feeds have both of its stays."""
    out.mkdir(exist_ok=True)
    both = recorded[spread.stay] & recorded[spread.infector_stay]
    table = pa.table(
        {
            "person_id": person_ids(spread.person),
            "infected_by": pa.array([None if p < 0 else person_id(p) for p in spread.infector.tolist()], pa.string()),
            "place_id": pa.array([None if p < 0 else place_id(plan, p) for p in spread.place.tolist()], pa.string()),
            "infected_at": spread.at,
            "onset": spread.onset,
            "channel": pa.array([None if c < 0 else CHANNELS[c] for c in spread.channel.tolist()], pa.string()),
            "recorded": pa.array(
                [None if c < 0 else bool(b) for c, b in zip(spread.channel.tolist(), both.tolist(), strict=True)],
                pa.bool_(),
            ),
        }
    )
    write(table, out / "infections.csv")

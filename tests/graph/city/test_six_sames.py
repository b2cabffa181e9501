"""The first case of the demo: within fourteen days it touches all six sames, and the feeds show it."""

from collections import defaultdict
from datetime import UTC, datetime
from math import cos, floor, radians

import pytest

from tests.graph.city.conftest import Feed, Rows

HOURS_30, MINUTES_10, HOUR = 108_000, 600, 3600
Span = tuple[int, int]


def seconds(local: str) -> int:
    return int(datetime.fromisoformat(local).replace(tzinfo=UTC).timestamp())


@pytest.fixture(scope="module")
def first(feed: Feed) -> dict[str, str]:
    """Return the first case's row, with its phone and ID number."""
    case = next(row for row in feed("cases") if row["case_id"] == "C1")
    person = next(row for row in feed("people") if row["person_id"] == case["person_id"])
    return {**case, **person}


def met(own: Rows, others: Rows, place: str, start: str, end: str, who: str) -> set[str]:
    """Return who was at a place of the case's at the same time."""
    return {
        b[who] for a in own for b in others
        if a[place] == b[place] and a[who] != b[who] and max(a[start], b[start]) < min(a[end], b[end])
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("stays.net_cafe", ("place_id", "t_start", "t_end", "person_id")),
        ("stays.lodging", ("场所编号", "入住时间", "退房时间", "人员编号")),
    ],
)
def test_it_shares_a_net_cafe_and_a_hotel(
    feed: Feed, first: dict[str, str], name: str, columns: tuple[str, str, str, str]
) -> None:
    """Others were at its net café and its hotel at the same time."""
    rows = feed(name)
    own = [row for row in rows if row[columns[3]] == first["person_id"]]
    assert met(own, rows, *columns)


@pytest.mark.parametrize("mode", ["flight", "train"])
def test_it_shares_a_flight_and_a_train(feed: Feed, first: dict[str, str], mode: str) -> None:
    """On the same run of the same date there were others, and it has a seat on each: two ways, out and back."""
    rides = [row for row in feed("rides") if row["mode"] == mode]
    own = [row for row in rides if row["id_number"] == first["id_number"]]
    runs = {(row["number"].replace("ZY8", "ZZ1"), row["date"]) for row in own}
    others = {
        (row["number"].replace("ZY8", "ZZ1"), row["date"]) for row in rides if row["id_number"] != first["id_number"]
    }
    assert len(runs) == 2
    assert runs <= others
    assert all(row["seat"] for row in own)


def cells(rows: Rows) -> dict[tuple[str, tuple[int, int]], list[Span]]:
    """Return the stays of each phone in each cell of 800 m: runs of fixes at most an hour apart."""
    stays: dict[tuple[str, tuple[int, int]], list[Span]] = defaultdict(list)
    last: dict[str, tuple[tuple[int, int], int]] = {}
    for row in rows:
        lat, lon, t, phone = float(row["lat"]), float(row["lon"]), seconds(row["t"]), row["phone"]
        band = floor(lat * 111_195 / 800)
        cell = (band, floor(lon * 111_195 * cos(radians(band * 800 / 111_195)) / 800))
        before, then = last.get(phone, (None, 0))
        if before == cell and t - then <= HOUR:
            stays[phone, cell][-1] = (stays[phone, cell][-1][0], t)
        else:
            stays[phone, cell].append((t, t + 1))
        last[phone] = (cell, t)
    return stays


def test_it_shares_cells_and_has_companions(feed: Feed, first: dict[str, str]) -> None:
    """Phones were with its phone in one cell for over ten minutes, and one of each two for over thirty hours in all."""
    stays = cells(feed("positions"))
    phone = first["phone"]
    companions = set()
    for (other, cell), theirs in stays.items():
        mine = stays.get((phone, cell), [])
        if other == phone or not mine:
            continue
        together = sum(max(0, min(b, d) - max(a, c)) for a, b in mine for c, d in theirs)
        longest = max(sum(b - a for a, b in spans) for spans in (mine, theirs))
        if together > MINUTES_10 and longest > HOURS_30:
            companions.add(other)
    assert len(companions) >= 3


def test_all_of_it_lies_within_fourteen_days_before_isolation(feed: Feed, first: dict[str, str]) -> None:
    """Onset on 26 July, isolated on the 27th: net cafés, hotel, flights and trains were on 23 to 26 July."""
    assert (first["onset"], first["isolated_at"][:10]) == ("2021-07-26", "2021-07-27")
    rides = [row["date"] for row in feed("rides") if row["id_number"] == first["id_number"]]
    cafes = [row["t_start"][:10] for row in feed("stays.net_cafe") if row["person_id"] == first["person_id"]]
    assert sorted(rides) == ["2021-07-24", "2021-07-24", "2021-07-25", "2021-07-25"]
    assert {"2021-07-23", "2021-07-26"} <= set(cafes)

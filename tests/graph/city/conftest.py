"""One small city for all tests of the city, and its feeds as rows of text."""

import csv
import gzip
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from graph.city import City, Outbreak, TrueStays, city, outbreak, routines, write_feeds

World = tuple[City, TrueStays, Outbreak]
Rows = list[dict[str, str]]
Feed = Callable[[str], Rows]


@pytest.fixture(scope="session")
def world() -> World:
    plan = city(people=2000, days=10, seed=7)
    stays = routines(plan)
    return plan, stays, outbreak(plan, stays)


@pytest.fixture(scope="session")
def town() -> World:
    """Return a greater city, for what needs an outbreak of some size."""
    plan = city(people=6000, days=14, seed=2021)
    stays = routines(plan)
    return plan, stays, outbreak(plan, stays)


@pytest.fixture(scope="session")
def folder(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("city")
    write_feeds(*world, out)
    return out


@pytest.fixture(scope="session")
def feed(folder: Path) -> Feed:
    def rows(name: str) -> Rows:
        path = next(folder.glob(f"{name}.*"))
        if path.suffix == ".xlsx":
            lines = [[str(cell.value) for cell in row] for row in load_workbook(path).active.iter_rows()]
            return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
        raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        return list(csv.DictReader(io.StringIO(raw.decode("utf-8"))))

    return rows

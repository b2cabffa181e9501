"""A feed of a few rows, cleaned: what a test of one feed needs."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest

from graph.codes import Codes
from graph.intake.clean import Cleaned, clean
from graph.intake.tables import Block
from graph.model.feeds import FEEDS

Fed = Callable[..., Cleaned]


@pytest.fixture(scope="session")
def codes() -> Codes:
    return Codes(b"an invented key for tests")


@pytest.fixture(scope="session")
def fed(codes: Codes) -> Fed:
    """Return a function that cleans rows of a feed, given as dictionaries, in Shanghai on 1 August 2021."""

    def feed_rows(
        feed: str,
        *rows: dict[str, str],
        numeric: str | None = None,
        zone: str = "Asia/Shanghai",
        retention_start: int | None = None,
    ) -> Cleaned:
        names = list(dict.fromkeys(name for row in rows for name in row))
        columns = {name: pa.array([row.get(name) for row in rows], pa.string()) for name in names}
        place = np.arange(len(rows), dtype=np.int64)
        marked = {} if numeric is None else {numeric: np.ones(len(rows), np.bool_)}
        block = Block(pa.table(columns), marked, pa.table({}), place + 2, place, place, lambda _: b"")
        return clean(
            block,
            feed=FEEDS[feed],
            source="hotels",
            zone=zone,
            codes=codes,
            now=1_627_776_000,  # 2021-08-01T00:00:00Z
            retention_start=retention_start,
        )

    return feed_rows


@pytest.fixture(scope="session")
def reasons(fed: Fed) -> Callable[..., list[tuple[str, str] | None]]:
    """Return a function that cleans rows and gives each one's (outcome, reason), None where it stands."""

    def of(feed: str, *rows: dict[str, str], **more: object) -> list[tuple[str, str] | None]:
        refused = {row["_row"]: (row["outcome"], row["reason"]) for row in fed(feed, *rows, **more).refused.to_pylist()}
        return [refused.get(number) for number in range(len(rows))]

    return of

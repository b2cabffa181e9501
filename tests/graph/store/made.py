"""Small deployments for tests, and what stands in them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb

from graph.intake.batchline import BatchLine
from graph.intake.ingest import ingest
from graph.store.deployment import Deployment

KEY = b"an invented key, 32 characters.."


def deployment(path: Path, *, retention_days: int | None = None) -> Deployment:
    """Make a deployment with the invented key."""
    return Deployment.create(
        path,
        engine="embedded",
        timezone="Asia/Shanghai",
        edition="cn-8",
        retention_days=retention_days,
        key=KEY,
        deployment_id="test",
    )


def ticking(start: float = 1_700_000_000.0) -> Callable[[], float]:
    """Return a clock that moves on by a second whenever it is read."""

    def ticks() -> Iterator[float]:
        now = start
        while True:
            yield now
            now += 1

    clock = ticks()
    return lambda: next(clock)


def feed(dep: Deployment, folder: Path, name: str, text: str | bytes, **options: object) -> BatchLine:
    """Bring in one file of that name and content, and return its line."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    [line] = ingest(dep, [folder / name], **options)  # type: ignore[arg-type]
    return line


def rows(dep: Deployment, feed: str, columns: str, known_at: float | None = None) -> list[tuple[object, ...]]:
    """Return the live rows of a feed."""
    con = duckdb.connect()
    dep.facts.view(con, feed, known_at)
    return con.sql(f'SELECT {columns} FROM "{feed}" ORDER BY ALL').fetchall()

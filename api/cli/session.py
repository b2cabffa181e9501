"""One command's work on one deployment: settings, the open deployment, its graph, an engine, and its times."""

import re
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import typer

from api.cli.output import Output
from api.settings import KeyRing, Settings
from graph.engines.protocol import Engine
from graph.errors import UsageError
from graph.load import embedded_engine, neo4j_engine, resolved
from graph.model.timed_graph import TimedGraph
from graph.resolve.names import Names
from graph.store.deployment import Deployment
from graph.store.looks import record_look

_TIME = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?")


@dataclass(slots=True)
class Session:
    """An open deployment with what a command needs around it."""

    out: Output
    settings: Settings
    deployment: Deployment

    @property
    def zone(self) -> ZoneInfo:
        """Return the deployment's time zone."""
        return ZoneInfo(self.deployment.timezone)

    def graph(self, known_at: float | None = None) -> TimedGraph:
        """Return the graph as known at a moment; builds the index where it is missing, behind or damaged."""
        with self.out.progress() as tick:
            return resolved(self.deployment, known_at=known_at, choices=self.settings.choices, progress=tick)

    def names(self, graph: TimedGraph) -> Names:
        """Return how people and places of that graph are called."""
        return Names(graph, self.deployment.vault, self.deployment.codes)

    def engine(self, name: str | None, graph: TimedGraph, known_at: float | None = None) -> Engine:
        """Return the engine asked for, else the deployment's own."""
        name = name or self.deployment.engine
        if name == "embedded":
            return embedded_engine(graph)
        if name == "neo4j":
            return neo4j_engine(
                self.deployment, graph, self.settings.server, known_at=known_at, cells=self.settings.neo4j_cells
            )
        raise UsageError("ENGINE_UNKNOWN", f"there is no engine {name!r}: use embedded or neo4j")

    def looked(self, what: str, reason: str) -> None:
        """Write down who looked at what and why, before the answer goes out."""
        who = self.settings.operator_name()
        record_look(self.deployment.db, who=who, what=what, reason=reason, at=time.time_ns() // 1000)

    def time(self, text: str | None, option: str, *, end: bool = False) -> int | None:
        """Return UTC seconds of an option's time: RFC 3339, local time, or a date (its start, or its end for `end`)."""
        if text is None:
            return None
        return parsed_time(text, option, self.zone, end=end)


def parsed_time(text: str, option: str, zone: ZoneInfo, *, end: bool = False) -> int:
    """Return UTC seconds of a time as a person types it; raise UsageError (TIME_UNREADABLE) naming the option."""
    try:
        value = datetime.fromisoformat(text if _TIME.fullmatch(text) else "")
        if len(text) == len("2021-07-29") and end:
            value = datetime.fromordinal(value.toordinal() + 1)
    except ValueError as e:
        raise UsageError(
            "TIME_UNREADABLE",
            f"{option} {text!r} is no time: write 2021-07-29T18:00:00Z, '2021-07-29 18:00' or 2021-07-29",
        ) from e
    return int((value if value.tzinfo else value.replace(tzinfo=zone)).timestamp() // 1)


def opened(ctx: typer.Context, directory: Path) -> Session:
    """Return a session on an existing deployment; raise DeploymentError or KeyMissing with what to do."""
    settings = Settings()
    deployment = Deployment.open(directory, key_of=KeyRing(settings).existing)
    return Session(output(ctx), settings, deployment)


def output(ctx: typer.Context) -> Output:
    """Return the streams that the group prepared for this call."""
    out = ctx.find_root().obj
    return out if isinstance(out, Output) else Output()


def new_deployment(
    ctx: typer.Context, directory: Path, *, engine: str, timezone: str, edition: str, retention_days: int | None
) -> Session:
    """Return a session on a new deployment, its key made and kept outside of it."""
    settings = Settings()
    deployment_id = uuid.uuid4().hex[:16]
    deployment = Deployment.create(
        directory,
        engine=engine,
        timezone=timezone,
        edition=edition,
        retention_days=retention_days,
        key=KeyRing(settings).made(deployment_id),
        deployment_id=deployment_id,
    )
    return Session(output(ctx), settings, deployment)


def rfc3339(seconds: float | None) -> str | None:
    """Return a time as RFC 3339 in UTC, or None.

    >>> rfc3339(1627560000)
    '2021-07-29T12:00:00Z'
    """
    if seconds is None:
        return None
    return datetime.fromtimestamp(int(seconds // 1), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

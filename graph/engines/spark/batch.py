"""Batch questions through a Spark session: rings of many cases, and reach, hop by hop.

Each step is an SQL file of this folder over views of the names that its head tells. What a step finds is written as
Parquet into a folder of the question and read from there, so that a plan never grows over the rounds; from one round of
reach to the next goes only who has it, and since when. Meaning: semantics.md, 5 (together), 7 (rings), 8 (reach).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from typing import NamedTuple
from uuid import uuid4

from graph.engines.spark.session import Frame, Session

#: Kinds of place where being together is no contact.
WITHOUT = ("cell", "checkpoint")
#: After all times.
NEVER = 1 << 62
_DAY = 86_400
#: First and last second that a folder's name can tell the day of.
_TIMES = (-62_135_596_800, 253_402_300_799)

_PEOPLE = "person INT, code STRING"
_PLACES = "place INT, key STRING, kind STRING, longest BIGINT"
_STAYS = "person INT, place INT, t_start BIGINT, t_end BIGINT, flags INT, report INT, day STRING"
_ASKED = "seed INT, code STRING, t_from BIGINT, t_to BIGINT, layered BOOLEAN"
_CONTROLS = "code STRING, c_from BIGINT, c_to BIGINT"
_RING = "seed INT, person INT, first BIGINT, last BIGINT, seconds BIGINT"
_RINGS = "seed INT, person STRING, first BIGINT, last BIGINT, seconds BIGINT, ring INT"
_SPREAD = "seed INT, person INT, arrival BIGINT, hops INT, until BIGINT, standing INT"
_LEVELS = "seed INT, person INT, arrival BIGINT, hops INT, until BIGINT"
_REACH = "seed INT, person STRING, arrival BIGINT, hops INT"


class Asked(NamedTuple):
    """A person (by code) who is asked about within `[start, end)`, UTC seconds."""

    person: str
    start: int
    end: int


class Controlled(NamedTuple):
    """A person (by code) under control `[start, end)`; those of one person neither overlap nor touch."""

    person: str
    start: int
    end: int | None = None


@dataclass(slots=True)
class _Steps:
    """The steps of one question: what each finds is kept in a folder of its own."""

    session: Session
    folder: str
    taken: int = 0

    def take(self, text: str, schema: str, view: str) -> Frame:
        """Return the rows that a query finds, kept, and name them for the steps after it."""
        self.taken += 1
        path = f"{self.folder}/{self.taken:04}-{view}"
        self.session.sql(text).write.parquet(path)
        return self.read(path, schema, view)

    def read(self, path: str, schema: str, view: str) -> Frame:
        """Return the rows of Parquet files, and name them."""
        found = self.session.read.schema(schema).parquet(path)
        found.createOrReplaceTempView(view)
        return found

    def tell(self, rows: Sequence[tuple[object, ...]], schema: str, view: str) -> None:
        """Name rows of ours."""
        self.session.createDataFrame(list(rows), schema).createOrReplaceTempView(view)

    def name(self, text: str, view: str) -> None:
        """Name what a query would find; it is looked for where it is needed."""
        self.session.sql(text).createOrReplaceTempView(view)

    def number(self, text: str) -> int:
        """Return the one number that a query finds; 0 for null."""
        return int(self.session.sql(text).collect()[0][0] or 0)


@dataclass(frozen=True, slots=True)
class Batch:
    """Questions to the tables in `folder`; what steps find is kept in `work`, a folder that every worker can write to.

    Both are paths as the session's cluster reads them. Give it a session of its own, since it takes the names of
    temporary views, and one question at a time. `work` grows: delete it when the answers are read.
    """

    session: Session
    folder: str
    work: str
    without: Sequence[str] = WITHOUT

    def rings(self, asked: Sequence[Asked], *, rings: int = 2) -> Frame:
        """Return everybody together with each case, and with those after their own first moment (`co-presence`).

        Columns: seed (position in `asked`), person (code), first, last, seconds, ring; in no order.
        """
        steps = self._steps(asked)
        steps.take(_text("ring_one"), f"{_RING}, timed BIGINT", "ring_one")
        parts = [_coded("first, f.last, f.seconds, 1 AS ring", "ring_one")]
        if rings > 1:
            steps.take(_text("ring_two"), _RING, "ring_two")
            parts.append(_coded("first, f.last, f.seconds, 2 AS ring", "ring_two"))
        return steps.take(" UNION ALL ".join(parts), _RINGS, "rings")

    def reach(
        self,
        asked: Sequence[Asked],
        controls: Sequence[Controlled] = (),
        *,
        max_hops: int | None = None,
        fewest: bool = True,
    ) -> Frame:
        """Return who is reached from each case within its window; `controls` end a person's passing on, for good.

        Columns: seed (position in `asked`), person (code), arrival, hops; in no order. Without `fewest` (and
        `max_hops`) the hops are not sought, which halves the rounds; they are then null.
        """
        steps = self._steps(asked, layered=max_hops is not None)
        self._controls(steps, controls)
        steps.take(_text("begun"), _SPREAD, "spread")
        rounds = 0
        while rounds != max_hops and steps.number("SELECT max(standing) FROM spread"):
            steps.name(_text("carriers"), "carriers")
            steps.name(_text("reached"), "reached")
            steps.take(_text("spread"), _SPREAD, "spread")
            rounds += 1
        found, hops = "spread", "f.hops"
        if max_hops is None and fewest:
            found = _levels(steps)
        elif max_hops is None:
            hops = "CAST(NULL AS INT) AS hops"
        himself = "LEFT ANTI JOIN asked a ON a.seed = f.seed AND a.person = f.person"
        return steps.take(f"{_coded(f'arrival, {hops}', found)} {himself}", _REACH, "reach")

    def _steps(self, asked: Sequence[Asked], *, layered: bool = False) -> _Steps:
        """Return the steps of a question, with views of the tables and of what is asked."""
        steps = _Steps(self.session, f"{self.work}/{uuid4().hex}")
        steps.read(f"{self.folder}/people.parquet", _PEOPLE, "people")
        steps.read(f"{self.folder}/places.parquet", _PLACES, "all_places")
        steps.read(f"{self.folder}/stays", _STAYS, "all_stays")
        steps.tell([(kind,) for kind in self.without], "kind STRING", "without")
        steps.name("SELECT x.place, x.longest FROM all_places x LEFT ANTI JOIN without w ON w.kind = x.kind", "places")
        steps.tell([(n, *a, layered) for n, a in enumerate(asked)], _ASKED, "asked_codes")
        steps.name(
            "SELECT a.seed, p.person, a.t_from, a.t_to, a.layered FROM asked_codes a JOIN people p ON p.code = a.code",
            "asked",
        )
        longest = steps.number("SELECT max(longest) FROM all_places")
        first = min((a.start for a in asked), default=0) - longest
        last = max((a.end for a in asked), default=0)
        steps.name(
            f"SELECT person, place, t_start, t_end, flags, report, CAST(floor(t_start / {_DAY}) AS INT) AS day"
            f" FROM all_stays WHERE day BETWEEN '{_day(first)}' AND '{_day(last)}'",
            "stays",
        )
        return steps

    def _controls(self, steps: _Steps, controls: Sequence[Controlled]) -> None:
        rows = [(c.person, c.start, NEVER if c.end is None else c.end) for c in controls]
        steps.tell(rows, _CONTROLS, "control_codes")
        steps.name(
            "SELECT p.person, c.c_from, c.c_to FROM control_codes c JOIN people p ON p.code = c.code", "controls"
        )


def _levels(steps: _Steps) -> str:
    """Return the name of who is reached with the fewest hops, level by level on the ways that come at the first moment."""
    seeds = "SELECT f.seed, f.person, f.arrival, CASE WHEN a.person IS NULL THEN -1 ELSE 0 END AS hops, f.until FROM spread f"
    steps.take(f"{seeds} LEFT JOIN asked a ON a.seed = f.seed AND a.person = f.person", _LEVELS, "levels")
    left = steps.number("SELECT count(*) FROM levels WHERE hops < 0")
    while left:
        steps.name(
            "SELECT seed, person, arrival, until FROM levels WHERE hops = (SELECT max(hops) FROM levels)", "carriers"
        )
        steps.name(_text("reached"), "reached")
        steps.take(_text("levels"), _LEVELS, "levels")
        before, left = left, steps.number("SELECT count(*) FROM levels WHERE hops < 0")
        if left == before:
            raise ValueError("somebody was reached by nobody: the tables were changed while they were asked")
    return "levels"


def _coded(columns: str, view: str) -> str:
    """Return the query for columns of a view with people by their codes."""
    return f"SELECT f.seed, p.code AS person, f.{columns} FROM {view} f JOIN people p ON p.person = f.person"


def _text(name: str) -> str:
    """Return the SQL of a step."""
    return files("graph").joinpath("engines", "spark", f"{name}.sql").read_text(encoding="utf-8")


def _day(second: int) -> str:
    """Return the UTC day of a second as folders name it.

    >>> _day(1_627_257_600), _day(-NEVER)
    ('2021-07-26', '0001-01-01')
    """
    return datetime.fromtimestamp(min(max(second, _TIMES[0]), _TIMES[1]), UTC).date().isoformat()

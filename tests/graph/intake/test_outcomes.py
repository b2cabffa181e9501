"""The outcomes, worked out for all rows at once, against the rule as it is told."""

import random
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.intake.outcomes import as_of_now, counts, decide
from graph.model.parquet import LEDGER
from graph.store.memory import small

Rank = tuple[Decimal, bool, bytes]


@dataclass(frozen=True)
class Fed:
    """A row: its record, content, version (None: none), and whether it cancels."""

    record: int
    content: int
    version: int | None = None
    cancel: bool = False


@dataclass
class Literal:
    """The rule as it is told, at each batch's end: what equals the record's current row is a duplicate, one row stands."""

    heard: dict[int, list[tuple[tuple[int, int], Rank]]] = field(default_factory=dict)
    standing: dict[int, tuple[tuple[int, int], Rank]] = field(default_factory=dict)
    outcome: dict[tuple[int, int], str] = field(default_factory=dict)
    repeats: int = 0

    def feed(self, batch: int, rows: list[Fed], exported: int | None) -> None:
        seen = {(r, rank[1:]) for r, some in self.heard.items() for _, rank in some}
        for line, row in enumerate(rows):
            stated = row.version if row.version is not None else exported
            rank = (Decimal(stated if stated is not None else 1000 + batch), row.cancel, bytes([row.content]))
            if stated is None and (row.record, rank[1:]) in seen:
                self.outcome[batch, line] = "duplicate"
                self.repeats += 1
                continue
            seen.add((row.record, rank[1:]))
            self.heard.setdefault(row.record, []).append(((batch, line), rank))
        for record in sorted({r.record for r in rows} & self.heard.keys()):
            self._settle(record, batch)

    def _settle(self, record: int, batch: int) -> None:
        current = max(rank for _, rank in self.heard[record])
        mine = [(here, rank) for here, rank in self.heard[record] if here[0] == batch]
        for here, rank in mine:
            self.outcome[here] = "duplicate" if rank[1:] == current[1:] else "superseded"
        before = self.standing.get(record)
        if before is None or before[1][1:] != current[1:]:
            if before is not None:
                self.outcome[before[0]] = "superseded"
            self.standing[record] = next((here, rank) for here, rank in mine if rank[1:] == current[1:])
            self.outcome[self.standing[record][0]] = "accepted"

    def now(self) -> dict[str, int]:
        told = {"accepted": len(self.heard), "duplicate": self.repeats, "superseded": 0}
        for some in self.heard.values():
            current = max(rank for _, rank in some)
            equal = sum(rank[1:] == current[1:] for _, rank in some)
            told["duplicate"] += equal - 1
            told["superseded"] += len(some) - equal
        return told


@dataclass
class AtOnce:
    """The product's closed form, batch by batch, over ledger files in a folder."""

    folder: Path
    con: duckdb.DuckDBPyConnection = field(default_factory=small)
    ledgers: list[Path] = field(default_factory=list)
    outcome: dict[tuple[int, int], str] = field(default_factory=dict)

    def feed(self, batch: int, rows: list[Fed], exported: int | None) -> None:
        con = self.con
        stated = [r.version if r.version is not None else exported for r in rows]
        columns = {
            "line": range(len(rows)),
            "record": [bytes([r.record]) for r in rows],
            "content": [bytes([r.content]) for r in rows],
            "version": [Decimal(v if v is not None else 1000 + batch) for v in stated],
            "declared": [v is not None for v in stated],
            "cancel": [r.cancel for r in rows],
        }
        con.register("staged", pa.table({n: pa.array(v, LEDGER.field(n).type) for n, v in columns.items()}))
        decide(con, self.ledgers)
        path = self.folder / f"{batch}.parquet"
        full = con.sql(
            f"SELECT {batch}::INTEGER AS batch, *, NULL AS reason, NULL AS held FROM verdicts"
        ).to_arrow_table()
        pq.write_table(full, path)
        self.ledgers.append(path)
        for line, outcome in zip(full["line"].to_pylist(), full["outcome"].to_pylist(), strict=True):
            self.outcome[batch, line] = outcome
        for of, line in con.sql("SELECT batch, line FROM put_out").fetchall():
            assert self.outcome[of, line] == "accepted"
            self.outcome[of, line] = "superseded"


def fed(**versions: st.SearchStrategy[int | None]) -> st.SearchStrategy[Fed]:
    small = st.integers(0, 2)
    return st.builds(Fed, small, small, versions.get("version", st.none() | st.integers(0, 3)), st.booleans())


batches = st.lists(st.tuples(st.lists(fed(), max_size=8), st.none() | st.integers(0, 3)), min_size=1, max_size=4)


@settings(max_examples=100, deadline=None)
@given(batches)
def test_all_at_once_gives_what_the_rule_gives(
    tmp_path_factory: pytest.TempPathFactory, fed_batches: list[tuple[list[Fed], int | None]]
) -> None:
    """For any rows in any batches each row gets the outcome that the rule gives it, then and as of now."""
    slow, fast = Literal(), AtOnce(tmp_path_factory.mktemp("ledgers"))
    for number, (rows, exported) in enumerate(fed_batches):
        slow.feed(number, rows, exported)
        fast.feed(number, rows, exported)
        assert fast.outcome == slow.outcome
        assert as_of_now(fast.con, fast.ledgers) == slow.now()


def current(folder: Path, pieces: list[list[Fed]]) -> set[Fed]:
    """Return the rows that stand in the end, without their versions (a repeated row may have kept a greater one)."""
    run = AtOnce(folder)
    for number, rows in enumerate(pieces):
        run.feed(number, rows, None)
    standing = [pieces[b][line] for (b, line), outcome in run.outcome.items() if outcome == "accepted"]
    return {Fed(r.record, r.content, None, r.cancel) for r in standing}


@settings(max_examples=50, deadline=None)
@given(st.lists(fed(version=st.integers(0, 3)), min_size=1, max_size=10), st.randoms(use_true_random=False))
def test_given_versions_the_state_depends_on_the_set_of_rows(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Fed], chance: random.Random
) -> None:
    """Rows with versions leave the same current rows in any order and cut into any batches."""
    shuffled = chance.sample(rows, len(rows))
    cut = chance.randint(0, len(rows))
    once = current(tmp_path_factory.mktemp("once"), [rows])
    assert current(tmp_path_factory.mktemp("cut"), [shuffled[:cut], shuffled[cut:]]) == once


@settings(max_examples=50, deadline=None)
@given(st.lists(fed(version=st.integers(0, 3)), min_size=1, max_size=10), st.randoms(use_true_random=False))
def test_given_versions_the_counts_depend_on_the_set_of_rows(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Fed], chance: random.Random
) -> None:
    """Rows with versions give the same counts as of now in any order and cut into any batches."""
    shuffled, cut = chance.sample(rows, len(rows)), chance.randint(0, len(rows))
    told = []
    for pieces in ([rows], [shuffled[:cut], shuffled[cut:]]):
        run = AtOnce(tmp_path_factory.mktemp("run"))
        for number, piece in enumerate(pieces):
            run.feed(number, piece, None)
        told.append(as_of_now(run.con, run.ledgers))
    assert told[0] == told[1]


def outcomes(folder: Path, *pieces: list[Fed]) -> list[str]:
    run = AtOnce(folder)
    for number, rows in enumerate(pieces):
        run.feed(number, rows, None)
    return [run.outcome[key] for key in sorted(run.outcome)]


def test_the_greater_version_counts(tmp_path: Path) -> None:
    """A later version takes the place of an earlier one, whichever comes first."""
    assert outcomes(tmp_path, [Fed(1, 1, 5)], [Fed(1, 2, 7)], [Fed(1, 3, 6)]) == [
        "superseded",
        "accepted",
        "superseded",
    ]


def test_a_duplicate_keeps_the_greater_version(tmp_path: Path) -> None:
    """Told again with version 9, the row outlives a different one with version 7."""
    assert outcomes(tmp_path, [Fed(1, 1, 5), Fed(1, 1, 9)], [Fed(1, 2, 7)]) == ["accepted", "duplicate", "superseded"]


def test_a_cancel_may_come_first(tmp_path: Path) -> None:
    """A cancel is accepted before its target, which is superseded when it comes with the same version."""
    assert outcomes(tmp_path, [Fed(1, 0, 5, cancel=True)], [Fed(1, 1, 5)]) == ["accepted", "superseded"]


def test_the_same_file_twice_gives_duplicates(tmp_path: Path) -> None:
    """Rows without versions that are fed again change nothing, even if another row has become current since."""
    first, second = [Fed(1, 1), Fed(2, 1)], [Fed(1, 2)]
    assert outcomes(tmp_path, first, second, first) == ["superseded", "accepted", "accepted", "duplicate", "duplicate"]


def test_a_batch_counts_at_its_own_end(tmp_path: Path) -> None:
    """Of two versions in one file only the greater is accepted."""
    run = AtOnce(tmp_path)
    run.feed(0, [Fed(1, 1, 1), Fed(1, 2, 2), Fed(2, 1, 1)], None)
    assert [run.outcome[0, line] for line in range(3)] == ["superseded", "accepted", "accepted"]


def test_counts_name_all_three_outcomes(tmp_path: Path) -> None:
    """An outcome that no row has is counted as 0."""
    con = duckdb.connect()
    pq.write_table(pa.table({n: pa.array([], LEDGER.field(n).type) for n in LEDGER.names}), tmp_path / "empty.parquet")
    con.execute(f"CREATE VIEW staged AS SELECT * FROM '{tmp_path / 'empty.parquet'}'")
    decide(con, [])
    assert counts(con) == {"accepted": 0, "duplicate": 0, "superseded": 0}


def test_what_equals_the_current_row_at_the_end_is_a_duplicate(tmp_path: Path) -> None:
    """Told twice and then beaten within one file, both tellings are superseded."""
    assert outcomes(tmp_path, [Fed(1, 1, 1), Fed(1, 1, 2), Fed(1, 2, 3)]) == ["superseded", "superseded", "accepted"]

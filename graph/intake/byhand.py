"""Rows that people type, for `case` and `fact`: one row, cleaned and decided like any other, as a batch of its own."""

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from sqlalchemy import Connection

from graph.errors import Refused
from graph.intake.batchline import BatchLine
from graph.intake.clean import clean
from graph.intake.entry import Sent, entry
from graph.intake.tables import Block, Source
from graph.model.feeds import FEEDS
from graph.model.reasons import ROW_REASONS
from graph.store.added import AddedFact, added_fact, next_fact, record_added, record_withdrawn
from graph.store.deployment import Deployment, microseconds


@dataclass(kw_only=True)
class Typed(Source):
    """One typed row."""

    block: Block

    def blocks(self) -> Iterator[Block]:
        """Yield the row."""
        yield self.block


def add_row(
    dep: Deployment,
    feed: str,
    values: Mapping[str, str],
    *,
    source: str,
    record_id: str,
    op: str = "upsert",
    person_code: str | None = None,
    clock: Callable[[], float] = time.time,
    also: Callable[[Connection], None] = lambda _connection: None,
) -> BatchLine:
    """Return the line of a batch of one row; the row replaces what that source said under the same `record_id`.

    `values` are texts by column; a person may be given by the code that is known already (`person_code`; in encounters
    as `a_person_code`, `b_person_code` among the values). `also` may write more in the same transaction.

    Raises Refused with the row's reason as its code; DeploymentError: BUSY, DISK_FULL.
    """
    given = {**values, "record_id": record_id, "op": op}
    if person_code is not None:
        given["person_code"] = person_code
    typed = _typed(feed, given)
    cleaned = clean(
        typed.block,
        feed=typed.feed,
        source=source,
        zone=dep.timezone,
        codes=dep.codes,
        now=clock(),
    )
    if cleaned.refused.num_rows:
        reason = cleaned.refused["reason"][0].as_py()
        what, advice = ROW_REASONS.get(reason, ("it does not fit its feed", "correct it"))
        raise Refused(reason, f"this cannot be added: {what}; {advice}")
    sent = Sent(source, clock=clock, by_hand=True, also=also)
    with entry(dep) as place:
        return place.bring_source(typed, "by hand", sent, time.perf_counter())


def _typed(feed: str, given: Mapping[str, str]) -> Typed:
    text = json.dumps(dict(sorted(given.items())), ensure_ascii=False).encode()
    block = Block(
        columns=pa.table({name: pa.array([value or None], pa.string()) for name, value in given.items()}),
        numeric={},
        notes=pa.table({}),
        line=np.ones(1, np.int64),
        offset=np.full(1, -1, np.int64),
        length=np.zeros(1, np.int64),
        raw=lambda _row: text,
    )
    return Typed(
        feed=FEEDS[feed],
        mapping=None,
        encoding="utf-8",
        sha256=hashlib.sha256(text).hexdigest(),
        size=len(text),
        records=1,
        block=block,
    )


def add_fact(
    dep: Deployment,
    feed: str,
    values: Mapping[str, str],
    *,
    case: str | None,
    by: str,
    reason: str,
    source: str = "interview",
    person_code: str | None = None,
    clock: Callable[[], float] = time.time,
) -> tuple[str, BatchLine]:
    """Return the id of a fact that somebody adds, and the line of its batch; who, when and why are recorded with it.

    Raises Refused with the row's reason as its code; DeploymentError: BUSY, DISK_FULL.
    """
    with dep.writing():
        fact_id = next_fact(dep.db)
        fact = AddedFact(fact_id, case, feed, source, fact_id, by, microseconds(clock()))
        line = add_row(
            dep,
            feed,
            values,
            source=source,
            record_id=fact_id,
            person_code=person_code,
            clock=clock,
            also=lambda connection: record_added(connection, fact, reason, batch=0),
        )
    return fact_id, line


def withdraw_fact(dep: Deployment, fact_id: str, *, by: str, clock: Callable[[], float] = time.time) -> BatchLine:
    """Return the line of the batch that cancels a fact; what was known before stays visible to `--known-at`.

    Raises NotKnown: FACT_UNKNOWN; Refused: ALREADY_WITHDRAWN; DeploymentError: BUSY, DISK_FULL.
    """
    with dep.writing():
        fact = added_fact(dep.db, fact_id)
        if fact.withdrawn is not None:
            raise Refused("ALREADY_WITHDRAWN", f"the fact {fact_id} was withdrawn before, by {fact.withdrawn_by}")
        return add_row(
            dep,
            fact.feed,
            {},
            source=fact.source,
            record_id=fact.record_id,
            op="cancel",
            clock=clock,
            also=lambda connection: record_withdrawn(connection, fact_id, by, microseconds(clock())),
        )

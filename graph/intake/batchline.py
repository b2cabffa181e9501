"""What one file came to: the line that `ingest` prints, and what a person is told about it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graph.store.batches import Batch

#: Reasons that ask a person to do something about rows that only wait.
_TOLD = {
    "PLACE_UNKNOWN": "rows wait for a place that no feed has named yet; they enter by themselves when it arrives",
    "IDENTITY_CONFLICT": "rows bear strong identifiers of different people and are held for the steward",
}


@dataclass(frozen=True, slots=True)
class BatchLine:
    """The outcome of one file at its own end; `message` says why it was refused as a whole."""

    batch: str
    feed: str
    file: str
    sha256: str
    rows: int | None
    accepted: int
    duplicate: int
    superseded: int
    quarantined: int | None
    rejected: int
    reasons: Mapping[str, int]
    flags: Mapping[str, int]
    seconds: float
    refused: str | None = None
    message: str | None = None

    @classmethod
    def of(cls, batch: Batch, message: str | None = None) -> "BatchLine":
        """Return the line of a batch."""
        return cls(
            batch=batch.id,
            feed=batch.feed,
            file=batch.file,
            sha256=batch.sha256,
            rows=batch.rows,
            accepted=batch.accepted,
            duplicate=batch.duplicate,
            superseded=batch.superseded,
            quarantined=batch.quarantined,
            rejected=batch.rejected,
            reasons=dict(sorted(batch.reasons.items())),
            flags=dict(sorted(batch.flags.items())),
            seconds=round(batch.seconds, 3),
            refused=batch.refused,
            message=message,
        )

    def json(self) -> dict[str, object]:
        """Return the line, its keys in the order of interface.md; `refused` only where the file was refused whole."""
        line: dict[str, object] = {
            "kind": "batch",
            "batch": self.batch,
            "feed": self.feed or None,
            "file": self.file,
            "sha256": self.sha256,
            "rows": self.rows,
            "accepted": self.accepted,
            "duplicate": self.duplicate,
            "superseded": self.superseded,
            "quarantined": self.quarantined,
            "rejected": self.rejected,
            "reasons": dict(self.reasons),
            "flags": dict(self.flags),
            "seconds": self.seconds,
        }
        return line if self.refused is None else {**line, "refused": self.refused}

    def sentences(self) -> Iterator[str]:
        """Yield what a person should know beyond the numbers."""
        if self.refused is not None:
            yield f"{self.file} was refused as a whole ({self.refused}): {self.message}"
        elif not self.rows:
            yield f"{self.file} holds no records: is its sender silent?"
        for reason, told in _TOLD.items():
            if count := self.reasons.get(reason, 0):
                yield f"{self.file}: {count} {told}"
        if "LIMIT_SUSPECT" in self.flags:
            yield f"{self.file} is exactly as long as a spreadsheet can be: ask the sender whether it was cut"

"""One writer at a time: an advisory lock on a file of the data directory, gone with the process that holds it."""

import fcntl
import os
from pathlib import Path

from graph.errors import DeploymentError


class WriterLock:
    """The lock of the single writer; may be taken again by the one who holds it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None
        self._depth = 0

    def take(self) -> bool:
        """Take the lock and return whether it was free before.

        Raises DeploymentError: BUSY if another writer has it.
        """
        if self._handle is None:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as e:
                os.close(handle)
                raise DeploymentError(
                    "BUSY",
                    f"another process is writing to {self._path.parent}: wait until it has finished, then try again",
                ) from e
            self._handle = handle
        self._depth += 1
        return self._depth == 1

    def release(self) -> None:
        """Give the lock back; the last release frees it."""
        self._depth -= 1
        if self._depth == 0 and self._handle is not None:
            os.close(self._handle)
            self._handle = None

"""Work on a server that never hangs: it ends by itself, or is given up once the server lets nobody in any more.

A driver waits for a stopped server or a dead network for ever: what was sent is taken by the kernel or by nobody, and no
answer is no error. So work runs in a thread of its own. While it takes long, the server is asked every few seconds by a
new connection whether it is alive. As long as it is, the work may go on to its own limit; if not, it is given up.
"""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from time import monotonic
from typing import TypeVar

T = TypeVar("T")

#: Seconds between two questions whether the server is alive.
PATIENCE = 3.0


class GivenUpError(Exception):
    """Raised when work was given up: the server is not alive, or has not kept the limit."""


def watched(work: Callable[[], T], *, alive: Callable[[], bool], seconds: float) -> T:
    """Return what the work returns, or raise what it raises.

    `alive` must come back within some seconds of its own. Work that is given up is left to its thread, which ends when
    the caller closes what it waits for.

    Raises:
        GivenUpError: the server is not alive, or the work took longer than `seconds`.

    """
    told: Future[T] = Future()

    def run() -> None:
        try:
            told.set_result(work())
        except BaseException as e:  # noqa: BLE001  # whatever it is, the caller raises it
            told.set_exception(e)

    end = monotonic() + seconds
    Thread(target=run, name="neo4j", daemon=True).start()
    while True:
        try:
            return told.result(min(PATIENCE, max(0.0, end - monotonic())))
        except TimeoutError:
            if told.done():  # it raised that itself, or ended just now
                return told.result()
            if monotonic() >= end or not alive():
                raise GivenUpError from None

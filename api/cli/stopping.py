"""Ctrl-C: noticed once, wherever it falls. DuckDB answers it with an error of its own in place of KeyboardInterrupt."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def ctrl_c() -> Iterator[threading.Event]:
    """Give an event that is set as soon as Ctrl-C was pressed within the block, which is then left as usual."""
    pressed = threading.Event()
    if threading.current_thread() is not threading.main_thread():  # only there may a signal be caught
        yield pressed
        return

    def stop(number: int, frame: FrameType | None) -> None:
        pressed.set()
        signal.default_int_handler(number, frame)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, before)

"""The proxy spoils what it says, and only while it says so."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from tests.faults.proxy import Proxy


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    """Give a proxy before a server that sends back what it gets, and hangs up after the word "bye"."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def echo(taken: socket.socket) -> None:
            with taken, contextlib.suppress(OSError):
                while piece := taken.recv(65_536):
                    taken.sendall(piece)
                    if piece.endswith(b"bye"):
                        return

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    threading.Thread(target=echo, args=(listening.accept()[0],), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        with Proxy("127.0.0.1", listening.getsockname()[1]) as between:
            yield between
        listening.shutdown(socket.SHUT_RDWR)


def dialled(proxy: Proxy) -> socket.socket:
    return socket.create_connection(("127.0.0.1", proxy.port), timeout=5)


def echoed(line: socket.socket, word: bytes, *, seconds: float = 5) -> bytes:
    """Send a word and return what comes back until it is whole, the line is closed, or the time is up."""
    line.settimeout(seconds)
    line.sendall(word)
    got = b""
    with contextlib.suppress(TimeoutError):
        while len(got) < len(word) and (piece := line.recv(65_536)):
            got += piece
    return got


def test_without_toxics_everything_passes(proxy: Proxy) -> None:
    """A megabyte comes back as it was sent."""
    word = bytes(range(256)) * 4096
    with dialled(proxy) as line:
        sender = threading.Thread(target=line.sendall, args=(word,))
        sender.start()
        got = echoed(line, b"")
        while len(got) < len(word):
            got += line.recv(65_536)
        sender.join()
    assert got == word


def test_latency_delays(proxy: Proxy) -> None:
    """There and back with 200 ms each takes at least 400."""
    with dialled(proxy) as line, proxy.having("latency", ms=200):
        begun = time.monotonic()
        assert echoed(line, b"hello") == b"hello"
        assert time.monotonic() - begun >= 0.4


def test_bandwidth_limits(proxy: Proxy) -> None:
    """A thousand bytes at 2,000 a second take at least 0.4 seconds in one direction."""
    with dialled(proxy) as line, proxy.having("bandwidth", rate=2000, stream="down"):
        begun = time.monotonic()
        assert echoed(line, b"x" * 1000) == b"x" * 1000
        assert time.monotonic() - begun >= 0.4


def test_slicer_cuts_in_pieces(proxy: Proxy) -> None:
    """What was sent at once arrives in many pieces."""
    with dialled(proxy) as line, proxy.having("slicer", size=4, delay=5, stream="down"):
        line.sendall(b"x" * 100)
        sizes = []
        while sum(sizes) < 100:
            sizes.append(len(line.recv(65_536)))
    assert len(sizes) > 5


def test_timeout_loses_what_is_sent(proxy: Proxy) -> None:
    """Nothing comes back and nobody hangs up; what is sent afterwards comes back."""
    with dialled(proxy) as line:
        assert echoed(line, b"one") == b"one"
        with proxy.having("timeout", stream="down"):
            assert echoed(line, b"two", seconds=0.2) == b""
        assert echoed(line, b"three") == b"three"


def test_timeout_hangs_up_after_its_time(proxy: Proxy) -> None:
    """With a time the connection is closed when it is over."""
    with proxy.having("timeout", ms=50), dialled(proxy) as line, contextlib.suppress(ConnectionResetError):
        assert line.recv(1) == b""


def test_old_connections_die_alone(proxy: Proxy) -> None:
    """With old_only the open connection is dead and a new one is not."""
    with dialled(proxy) as old:
        assert echoed(old, b"one") == b"one"
        with proxy.having("timeout", old_only=True), dialled(proxy) as new:
            assert echoed(new, b"two") == b"two"
            assert echoed(old, b"three", seconds=0.2) == b""


def test_reset_peer_resets(proxy: Proxy) -> None:
    """The client is told of a reset, not of an end."""
    with dialled(proxy) as line:
        assert echoed(line, b"one") == b"one"
        with proxy.having("reset_peer"), pytest.raises(ConnectionResetError):
            line.recv(1)


def test_limit_data_cuts(proxy: Proxy) -> None:
    """Just so many bytes come back, then the end; the next connection has as many."""
    with proxy.having("limit_data", bytes=10, stream="down"):
        for _ in range(2):
            with dialled(proxy) as line:
                assert echoed(line, b"x" * 25) == b"x" * 10
                assert line.recv(1) == b""
    assert proxy.cuts == 2


def test_down_refuses_and_closes(proxy: Proxy) -> None:
    """An open connection ends, a new one is refused; afterwards the same port listens again."""
    with dialled(proxy) as line:
        assert echoed(line, b"one") == b"one"
        with proxy.having("down"):
            with contextlib.suppress(ConnectionResetError):
                assert line.recv(1) == b""
            with pytest.raises(ConnectionRefusedError):
                dialled(proxy)
    with dialled(proxy) as line:
        assert echoed(line, b"two") == b"two"


def test_slow_close_tells_the_end_late(proxy: Proxy) -> None:
    """The server hangs up, and the client hears it at least 300 ms later."""
    with dialled(proxy) as line, proxy.having("slow_close", ms=300):
        begun = time.monotonic()
        assert echoed(line, b"bye") == b"bye"
        assert line.recv(1) == b""
        assert time.monotonic() - begun >= 0.3


def test_a_closed_line_is_forgotten(proxy: Proxy) -> None:
    """The proxy counts the connections that are open."""
    with dialled(proxy) as line:
        assert echoed(line, b"one") == b"one"
        assert proxy.open == 1
    end = time.monotonic() + 5
    while proxy.open and time.monotonic() < end:
        time.sleep(0.01)
    assert proxy.open == 0

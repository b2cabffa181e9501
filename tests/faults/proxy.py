"""A TCP proxy that spoils the connection in the eight ways of toxiproxy, in a thread of its own; standard library only.

    with Proxy("127.0.0.1", 7687) as proxy:
        ...                                         # proxy.port instead of 7687
        with proxy.having("latency", ms=500):
            ...

latency      every piece comes `ms` later, more or less by `jitter` ms
down         nobody listens, and what was open is closed
bandwidth    `rate` bytes a second
slow_close   the end of one side is told to the other `ms` later
timeout      what is sent is lost; after `ms` the connection is closed (0: never)
reset_peer   the connection is reset (RST) after `ms`
slicer       pieces of about `size` bytes, `delay` ms apart
limit_data   closed after so many `bytes`

`stream` is "up" (to the server), "down" (to the client) or "both". With `old_only` a toxic is in the connections that
are open when it comes, and new ones are clean: a path that died without a word.
"""

import asyncio
import contextlib
import random
import socket
import struct
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from threading import Thread
from typing import Any, Self

_PIECE = 16_384
KINDS = ("latency", "down", "bandwidth", "slow_close", "timeout", "reset_peer", "slicer", "limit_data")
_RESET = struct.pack("ii", 1, 0)


@dataclass(eq=False)
class Toxic:
    """One way to spoil connections."""

    kind: str
    stream: str = "both"
    ms: float = 0
    jitter: float = 0
    rate: float = 1000
    size: int = 64
    delay: float = 0
    bytes: int = 0
    old_only: bool = False


@dataclass(eq=False)
class Link:
    """One connection through the proxy: a client's side and the server's."""

    client: asyncio.StreamWriter
    server: asyncio.StreamWriter
    passed: dict[tuple[Toxic, str], int] = field(default_factory=dict)

    def close(self, *, reset: bool = False) -> None:
        """Close both sides at once, by RST if so wished."""
        for side in (self.client, self.server):
            if reset and (raw := side.get_extra_info("socket")) is not None:
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            side.transport.abort()


class Proxy:
    """A proxy on a free port of this machine; `target` may be changed when the server has moved."""

    def __init__(self, host: str, port: int) -> None:
        self.target = (host, port)
        self.port = 0
        self.cuts = 0
        """How many connections limit_data has cut."""
        self._toxics: dict[Toxic, frozenset[Link] | None] = {}
        self._links: set[Link] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="proxy", daemon=True)
        self._listening: asyncio.Server | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        self._do(self._listen)
        return self

    def __exit__(self, *exc: object) -> None:
        self._do(self._silence)
        self._do(self._stop_tasks)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def open(self) -> int:
        """Return how many connections are open through the proxy."""
        return len(self._links)

    def add(self, kind: str, **how: Any) -> Toxic:
        """Spoil the connections from now on and return the toxic."""
        assert kind in KINDS, kind
        toxic = Toxic(kind, **how)
        self._do(lambda: self._add(toxic))
        return toxic

    def remove(self, toxic: Toxic) -> None:
        """Take a toxic away; what it lost stays lost."""
        self._do(lambda: self._remove(toxic))

    @contextlib.contextmanager
    def having(self, kind: str, **how: Any) -> Iterator[Toxic]:
        """Spoil the connections for the length of the block."""
        toxic = self.add(kind, **how)
        try:
            yield toxic
        finally:
            self.remove(toxic)

    def _do(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        asyncio.run_coroutine_threadsafe(work(), self._loop).result(10)

    async def _listen(self) -> None:
        self._listening = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        self.port = self._listening.sockets[0].getsockname()[1]

    async def _silence(self) -> None:
        if self._listening is not None:
            self._listening.close()
            self._listening = None
        for link in tuple(self._links):
            link.close()

    async def _stop_tasks(self) -> None:
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _add(self, toxic: Toxic) -> None:
        self._toxics[toxic] = frozenset(self._links) if toxic.old_only else None
        if toxic.kind == "down":
            await self._silence()
        for link in tuple(self._links):
            self._doom(link, toxic)

    async def _remove(self, toxic: Toxic) -> None:
        del self._toxics[toxic]
        if toxic.kind == "down":
            await self._listen()

    def _doom(self, link: Link, toxic: Toxic) -> None:
        """Close a link later, if that is what the toxic does."""
        if toxic.kind == "reset_peer" or (toxic.kind == "timeout" and toxic.ms):
            self._loop.call_later(toxic.ms / 1000, self._end, link, toxic)

    def _end(self, link: Link, toxic: Toxic) -> None:
        if toxic in self._toxics and link in self._links:
            link.close(reset=toxic.kind == "reset_peer")

    def _of(self, link: Link, stream: str) -> list[Toxic]:
        return [
            toxic
            for toxic, links in self._toxics.items()
            if toxic.stream in {stream, "both"} and (links is None or link in links)
        ]

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, server = await asyncio.open_connection(*self.target)
        except OSError:
            writer.transport.abort()
            return
        link = Link(writer, server)
        self._links.add(link)
        for toxic, links in self._toxics.items():
            if links is None:
                self._doom(link, toxic)
        for name, source, sink in (("up", reader, server), ("down", there, writer)):
            task = self._loop.create_task(self._carry(link, name, source, sink))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _carry(self, link: Link, stream: str, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        """Carry one direction: a piece is sent when its time has come, while the next ones are read already."""
        coming: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(64)

        async def read() -> None:
            with contextlib.suppress(OSError):
                while piece := await source.read(_PIECE):
                    await coming.put((self._loop.time(), piece))
            await coming.put((self._loop.time(), b""))

        reading = self._loop.create_task(read())
        try:
            while (got := await coming.get())[1]:
                await self._pass(link, stream, sink, *got)
            for toxic in self._of(link, stream):
                if toxic.kind == "slow_close":
                    await asyncio.sleep(toxic.ms / 1000)
        except OSError:
            pass
        finally:
            reading.cancel()
            sink.close()  # what was let through arrives, then the end; the other direction ends by it
            self._links.discard(link)

    async def _pass(self, link: Link, stream: str, sink: asyncio.StreamWriter, came: float, piece: bytes) -> None:
        """Send a piece as the toxics of the link have it."""
        size, wait = len(piece), 0.0
        for toxic in self._of(link, stream):
            if toxic.kind == "timeout":
                return
            if toxic.kind == "latency":
                late = (toxic.ms + random.uniform(-1, 1) * toxic.jitter) / 1000
                await asyncio.sleep(max(0.0, came + late - self._loop.time()))
            elif toxic.kind == "slicer":
                size, wait = min(size, max(1, int(toxic.size * random.uniform(0.5, 1.5)))), toxic.delay / 1000
            elif toxic.kind == "bandwidth":
                size = min(size, max(1, int(toxic.rate / 10)))
                wait += size / toxic.rate
            elif toxic.kind == "limit_data":
                before = link.passed.get((toxic, stream), 0)
                piece = piece[: max(0, toxic.bytes - before)]
                link.passed[toxic, stream] = before + len(piece)
        for at in range(0, len(piece), size):
            sink.write(piece[at : at + size])
            await sink.drain()
            await asyncio.sleep(wait)
        if any(t.kind == "limit_data" and link.passed.get((t, stream), 0) >= t.bytes for t in self._of(link, stream)):
            self.cuts += 1
            raise ConnectionAbortedError

"""A Neo4j of a test's own, set as docker-compose.yml sets it, that may be killed, stopped and started again."""

import os
import secrets
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from tests import local_neo4j
from tests.compose import server_settings
from tests.local_neo4j import Address

#: Settings that a local server has of its own accord, in the same sense.
_GIVEN = {"dbms.security.auth_enabled", "dbms.usage_report.enabled", "db.memory.transaction.max"}
_PASSWORD = secrets.token_urlsafe(18)


class OwnServer:
    """A server on this machine; its store survives it until `forget` or `end`."""

    def __init__(self) -> None:
        self._running = ExitStack()
        self._store = TemporaryDirectory(prefix="neo4j-own-", ignore_cleanup_errors=True)
        self.address = Address("", "neo4j", _PASSWORD)

    @property
    def port(self) -> int:
        """Return the port that it listens on; another one after every start."""
        return int(self.address.uri.rpartition(":")[2])

    def start(self) -> None:
        """Start it on its store and wait until it can be asked."""
        lines = [f"{name}={value}\n" for name, value in server_settings().items() if name not in _GIVEN]
        with patch.object(local_neo4j, "_CONF", local_neo4j._CONF + "".join(lines)):
            server = local_neo4j.local_neo4j(password=_PASSWORD, home=Path(self._store.name))
            self.address = self._running.enter_context(server)

    def kill(self) -> None:
        """Kill it (SIGKILL): it writes nothing any more and says good-bye to nobody."""
        self._running.close()

    def forget(self) -> None:
        """Throw the store away; the next start begins with an empty one."""
        self._store.cleanup()
        Path(self._store.name).mkdir()

    def end(self) -> None:
        """Kill it and leave nothing behind."""
        self.kill()
        self._store.cleanup()

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Stop it (SIGSTOP) for the length of the block: the kernel takes connections for it, and it says nothing."""
        pid = self._pid()
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    def _pid(self) -> int:
        for folder in Path("/proc").iterdir():
            if folder.name.isdecimal() and int(folder.name) != os.getpid():
                try:
                    words = (folder / "cmdline").read_bytes().split(b"\0")
                except OSError:
                    continue  # it has ended
                if self._store.name.encode() in words:
                    return int(folder.name)
        raise ProcessLookupError(self._store.name)

"""One driver to one database of one server: short waits, limits on everything, our own errors.

What it promises: work ends in time whatever happens to the server or the network (`watch`), a transaction that failed
half is run again only where that is harmless (every write is keyed), and what one transaction wrote the next one reads
(bookmarks). Nothing but the password goes out that the server does not need: no telemetry, and no plain text to another
host unless that is allowed.
"""

import contextlib
import logging
from collections.abc import Callable, Mapping
from functools import partial
from ipaddress import ip_address
from threading import Lock, Thread
from time import monotonic, sleep
from typing import Any, TypeVar
from urllib.parse import urlsplit

import neo4j
from neo4j import GraphDatabase, NotificationDisabledClassification, NotificationMinimumSeverity, unit_of_work
from neo4j.exceptions import ConnectionAcquisitionTimeoutError, DriverError, Neo4jError

from graph.engines.neo4j.faults import address_error, away, plain_error, told
from graph.engines.neo4j.watch import GivenUpError, watched
from graph.errors import EngineError

T = TypeVar("T")
Parameters = Mapping[str, object]
Rows = list[dict[str, Any]]

#: Oldest server whose Cypher has what the questions use (paths by ANY SHORTEST, calls with scope).
OLDEST = (5, 26)
SCHEMES = {f"{scheme}{tls}" for scheme in ("bolt", "neo4j") for tls in ("", "+s", "+ssc")}
READ_SECONDS = 60.0
WRITE_SECONDS = 300.0
#: How much longer than its limit a transaction is waited for: the server looks at its clocks every two seconds.
GRACE_SECONDS = 5.0
#: How long opening a connection, or getting one, may take.
OPEN_SECONDS = 4.0
#: For how long after its beginning a transaction that failed is tried again.
RETRY_SECONDS = 5.0


class Transaction:
    """A running transaction in which statements are run one after the other."""

    def __init__(self, running: neo4j.ManagedTransaction) -> None:
        self._running = running

    def run(self, statement: str, parameters: Parameters | None = None) -> Rows:
        """Return all records of a statement of ours; what varies is in the parameters."""
        return [dict(record) for record in self._running.run(statement, dict(parameters or {}))]


class Connection:
    """A connection to one database; opened and checked when made. Threads may share it.

    `allow_plain` allows an unencrypted address of another host.

    Raises:
        EngineError: the server does not answer, refuses the password, or is too old; NEO4J_PLAIN for an unencrypted
            address of another host.

    """

    def __init__(self, uri: str, user: str, password: str, database: str, *, allow_plain: bool = False) -> None:
        self.address = _checked(uri, allow_plain=allow_plain)
        self.database = database
        self._auth = (user, password)
        self._lock = Lock()
        self._bookmarks = GraphDatabase.bookmark_manager()
        with told(self.address):
            self._driver = self._opened()
        try:
            self._check()
        except BaseException:
            self.close()
            raise

    def _opened(self, pool: int = 16) -> neo4j.Driver:
        """Return a new driver, which opens no connection before one is needed."""
        if not (log := logging.getLogger("neo4j")).handlers:
            log.addHandler(logging.NullHandler())  # our errors say it; without this the driver writes to stderr
        return GraphDatabase.driver(
            self.address,
            auth=self._auth,
            user_agent="contactgraph",
            telemetry_disabled=True,
            notifications_min_severity=NotificationMinimumSeverity.WARNING,
            # a property that no stay has yet, such as a distance, is no misspelling
            notifications_disabled_classifications=[NotificationDisabledClassification.UNRECOGNIZED],
            connection_timeout=OPEN_SECONDS,
            connection_acquisition_timeout=OPEN_SECONDS,
            connection_write_timeout=2 * OPEN_SECONDS,
            max_transaction_retry_time=-1.0,  # `_run` tries again, since it knows when the server is given up
            liveness_check_timeout=5.0,
            max_connection_pool_size=pool,
            keep_alive=True,
        )

    def _check(self) -> None:
        def agent(driver: neo4j.Driver) -> str:
            with driver.session(database=self.database) as session:
                return session.run("RETURN 1").consume().server.agent

        with told(self.address):
            found = self._attempt(agent, OPEN_SECONDS)
        words = found.partition("/")[2].split(".")
        if tuple(int(w) for w in words[:2] if w.isdecimal()) < OLDEST:
            raise EngineError("NEO4J_OLD", f"the server is {found}: contactgraph needs Neo4j 5.26 or later")

    def read(self, work: Callable[[Transaction], T], *, seconds: float = READ_SECONDS) -> T:
        """Return what the work returns, run in a read transaction that may take so long; it may be run again.

        Raises:
            EngineError: the server is away or fails.
            NotAnswered: it took longer, or more memory than the server grants.

        """
        return self._run("execute_read", work, seconds)

    def write(self, work: Callable[[Transaction], T], *, seconds: float = WRITE_SECONDS) -> T:
        """Return what the work returns, run in a write transaction; it may be run again and must be harmless twice.

        Raises:
            EngineError: the server is away or fails; then it is not known whether the work was done.

        """
        return self._run("execute_write", work, seconds)

    def _run(self, execute: str, work: Callable[[Transaction], T], seconds: float) -> T:
        """Run the work in a managed transaction, again for some seconds where the driver holds that to be worth while."""

        @unit_of_work(timeout=seconds)
        def limited(running: neo4j.ManagedTransaction) -> T:
            return work(Transaction(running))

        def attempt(driver: neo4j.Driver) -> T:
            with driver.session(database=self.database, bookmark_manager=self._bookmarks) as session:
                done: T = getattr(session, execute)(limited)
                return done

        begun, pause = monotonic(), 0.5
        with told(self.address):
            while True:
                try:
                    return self._attempt(attempt, seconds)
                except (DriverError, Neo4jError) as e:
                    if not self._worth_again(e) or monotonic() + pause > begun + RETRY_SECONDS:
                        raise
                sleep(pause)
                pause *= 2

    def _worth_again(self, error: DriverError | Neo4jError) -> bool:
        """Return whether to try again; bookmarks of a store that is gone are forgotten first."""
        if "Bookmark" in (getattr(error, "code", None) or ""):
            self._bookmarks = GraphDatabase.bookmark_manager()
            return True
        # an old connection that is dead may take all the time that getting one has
        return error.is_retryable() or isinstance(error, ConnectionAcquisitionTimeoutError)

    def _attempt(self, work: Callable[[neo4j.Driver], T], seconds: float) -> T:
        """Return what the work with the driver returns; a driver whose server is given up is closed and replaced."""
        driver = self._driver
        try:
            return watched(partial(work, driver), alive=self._alive, seconds=seconds + GRACE_SECONDS)
        except GivenUpError as e:
            with self._lock:
                if self._driver is driver:
                    self._driver = self._opened()
            Thread(target=_discard, args=(driver,), name="neo4j-close", daemon=True).start()
            raise away(self.address) from e

    def _alive(self) -> bool:
        """Return whether the server answers a new connection within `OPEN_SECONDS`, be it that it refuses it."""
        with self._opened(pool=1) as another:
            try:
                another.verify_connectivity()
            except (DriverError, OSError):
                return False
            except Neo4jError:
                return True
        return True

    def close(self) -> None:
        """Close the connection; closing twice is harmless."""
        self._driver.close()


def _discard(driver: neo4j.Driver) -> None:
    """Close a driver that nobody uses any more; the thread that still waits for its server wakes up and ends."""
    with contextlib.suppress(Exception):  # two threads on one broken socket: whatever happens, it is closed
        driver.close()


def _checked(uri: str, *, allow_plain: bool) -> str:
    """Return the address; raise EngineError where it is none, names a user, or leaves this machine unencrypted."""
    scheme = uri.partition("://")[0]
    try:
        parts = urlsplit(uri)
        host = parts.hostname
    except ValueError:  # such as an unclosed bracket
        raise address_error(uri) from None
    if scheme not in SCHEMES or not host or "@" in parts.netloc:
        raise address_error(uri)
    if "+" not in scheme and not allow_plain and not _is_own_host(host):
        raise plain_error(uri)
    return uri


def _is_own_host(host: str) -> bool:
    """Return whether a host is this machine itself.

    >>> [_is_own_host(host) for host in ("localhost", "127.0.0.1", "::1", "10.0.0.7", "graph.example.org")]
    [True, True, True, False, False]

    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")

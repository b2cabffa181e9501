"""One driver to one database of one server: short waits, a time limit on every transaction, our own errors."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import neo4j
from neo4j import GraphDatabase, NotificationDisabledClassification, NotificationMinimumSeverity, unit_of_work

from graph.engines.neo4j.faults import address_error, told
from graph.errors import EngineError

T = TypeVar("T")
Parameters = Mapping[str, object]
Rows = list[dict[str, Any]]

#: Oldest server whose Cypher has what the questions use (paths by ANY SHORTEST, calls with scope).
OLDEST = (5, 26)
SCHEMES = {f"{scheme}{tls}" for scheme in ("bolt", "neo4j") for tls in ("", "+s", "+ssc")}
READ_SECONDS = 60.0
WRITE_SECONDS = 300.0


class Transaction:
    """A running transaction in which statements are run one after the other."""

    def __init__(self, running: neo4j.ManagedTransaction) -> None:
        self._running = running

    def run(self, statement: str, parameters: Parameters | None = None) -> Rows:
        """Return all records of a statement of ours; what varies is in the parameters."""
        return [dict(record) for record in self._running.run(statement, dict(parameters or {}))]


class Connection:
    """A connection to one database; opened and checked when made.

    Raises:
        EngineError: the server does not answer, refuses the password, or is too old.

    """

    def __init__(self, uri: str, user: str, password: str, database: str) -> None:
        if uri.partition("://")[0] not in SCHEMES:
            raise address_error(uri)
        self.address = uri
        self.database = database
        with told(uri):
            self._driver = GraphDatabase.driver(
                uri,
                auth=(user, password),
                user_agent="contactgraph",
                telemetry_disabled=True,
                notifications_min_severity=NotificationMinimumSeverity.WARNING,
                # a property that no stay has yet, such as a distance, is no misspelling
                notifications_disabled_classifications=[NotificationDisabledClassification.UNRECOGNIZED],
                connection_timeout=5.0,
                connection_acquisition_timeout=8.0,
                max_transaction_retry_time=5.0,
                liveness_check_timeout=60.0,
                max_connection_pool_size=16,
                keep_alive=True,
            )
        try:
            self._check()
        except BaseException:
            self._driver.close()
            raise

    def _check(self) -> None:
        with told(self.address), self._driver.session(database=self.database) as session:
            agent = session.run("RETURN 1").consume().server.agent
        words = agent.partition("/")[2].split(".")
        if tuple(int(w) for w in words[:2] if w.isdecimal()) < OLDEST:
            raise EngineError("NEO4J_OLD", f"the server is {agent}: contactgraph needs Neo4j 5.26 or later")

    def read(self, work: Callable[[Transaction], T], *, seconds: float = READ_SECONDS) -> T:
        """Return what the work returns, run in a read transaction that may take so long.

        Raises:
            EngineError: the server is away or fails.
            NotAnswered: it took longer, or more memory than the server grants.

        """

        @unit_of_work(timeout=seconds)
        def limited(running: neo4j.ManagedTransaction) -> T:
            return work(Transaction(running))

        with told(self.address), self._driver.session(database=self.database) as session:
            return session.execute_read(limited)

    def write(self, work: Callable[[Transaction], T], *, seconds: float = WRITE_SECONDS) -> T:
        """Return what the work returns, run in a write transaction; it may be run again and must be harmless twice.

        Raises:
            EngineError: the server is away or fails.

        """

        @unit_of_work(timeout=seconds)
        def limited(running: neo4j.ManagedTransaction) -> T:
            return work(Transaction(running))

        with told(self.address), self._driver.session(database=self.database) as session:
            return session.execute_write(limited)

    def close(self) -> None:
        """Close the connection; closing twice is harmless."""
        self._driver.close()

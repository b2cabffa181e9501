"""The engine that asks a Neo4j server: the Cypher side of a question, read in one transaction with a time limit."""

from collections.abc import Callable, Mapping, Sequence
from typing import Self, TypeVar

from graph.engines.neo4j import settings, writes
from graph.engines.neo4j.connection import READ_SECONDS, Connection, Parameters, Transaction
from graph.engines.protocol import Question, Record, Run
from graph.errors import EngineError, NotAnswered

T = TypeVar("T")

#: Seeds that are asked about in one statement, so that many contacts need no more of the server's memory than few.
SEEDS_AT_ONCE = 200


class Neo4jEngine:
    """A server that was filled by `load`; it answers only while it holds one load whole.

    `seconds` is the time limit of one question; `allow_plain` allows an unencrypted address of another host.

    Raises:
        EngineError: NEO4J_AWAY, NEO4J_PASSWORD, NEO4J_ADDRESS, NEO4J_PLAIN, NEO4J_DATABASE, NEO4J_OLD.

    """

    name = "neo4j"

    def __init__(
        self,
        uri: str,
        user: str,
        password: str,
        database: str = "neo4j",
        *,
        seconds: float = READ_SECONDS,
        allow_plain: bool = False,
    ) -> None:
        self.connection = Connection(uri, user, password, database, allow_plain=allow_plain)
        self._seconds = seconds
        self._indexed = False
        self._expected: str | None = None

    @property
    def stamp(self) -> str:
        """Return the stamp of the facts that the server holds whole; empty if it holds none or half a load.

        From then on only answers from just this load are given.

        Raises:
            EngineError: the server is away.

        """
        self._expected = self.connection.read(_held) or ""
        return self._expected

    def ask(self, question: Question[T]) -> T:
        """Return the answer of the server.

        Raises:
            NotAnswered: the question has no Cypher, or is over the server's limits.
            EngineError: the server is away, or it does not hold one load whole (ENGINE_BEHIND).

        """
        cypher = question.cypher
        rounds = question.rounds or _once(question)
        if cypher is None or rounds is None:
            raise NotAnswered("NOT_ANSWERED", f"Neo4j does not answer {question.name}: {question.why_not}")

        def work(running: Transaction) -> T:
            def run(given: Parameters) -> list[Record]:
                if missing := sorted(set(cypher.parameters) ^ set(given)):
                    raise ValueError(f"{cypher.name}: parameters {', '.join(missing)} are not both declared and given")
                return [record for part in _in_parts(given) for record in running.run(cypher.text, part)]

            self._check(running)
            if not self._indexed:  # asked once: without its index a question reads everything
                settings.require_indexes(running)
                self._indexed = True
            answer = rounds(run)
            self._check(running)  # reads see what others commit: a load may have begun in between
            return answer

        return self.connection.read(work, seconds=self._seconds)

    def _check(self, running: Transaction) -> None:
        held = _held(running)
        if held is None or self._expected not in {None, held}:
            raise EngineError(
                "ENGINE_BEHIND",
                "the server does not hold these facts: run `contactgraph neo4j DIR load`, or use --engine embedded",
            )

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def _held(running: Transaction) -> str | None:
    """Return the stamp of the load that the server holds whole; None while it holds none."""
    rows = running.run(writes.HELD, {"id": writes.DEPLOYMENT, "version": writes.VERSION})
    return str(rows[0]["stamp"]) if rows else None


def _once(question: Question[T]) -> Callable[[Run], T] | None:
    """Return the rounds of a question whose Cypher is run once; None without a reader."""
    read, given = question.read, question.parameters or {}
    return None if read is None else lambda run: read(run(given))


def _in_parts(given: Mapping[str, object]) -> list[dict[str, object]]:
    """Return the parameters once, or with many seeds once for every few of them."""
    seeds = given.get("seeds")
    if not isinstance(seeds, Sequence) or len(seeds) <= SEEDS_AT_ONCE:
        return [dict(given)]
    return [{**given, "seeds": seeds[at : at + SEEDS_AT_ONCE]} for at in range(0, len(seeds), SEEDS_AT_ONCE)]

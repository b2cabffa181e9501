"""The driver's errors as ours: each says what happened and what to do; nothing of the driver's leaks past here.

AuthError, rate limit of sign-ins                   EngineError NEO4J_PASSWORD
no server, lost connection, pool exhausted          EngineError NEO4J_AWAY
an address or scheme that is none                   EngineError NEO4J_ADDRESS
unencrypted to another host (connection)            EngineError NEO4J_PLAIN
no such database                                    EngineError NEO4J_DATABASE
an index or constraint is missing                   EngineError ENGINE_BEHIND
over the time limit, over the memory limit          NotAnswered NEO4J_LIMIT
anything else                                       EngineError NEO4J_FAILED
"""

from collections.abc import Iterator
from contextlib import contextmanager

from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
)

from graph.errors import EngineError, NotAnswered, Refused

_LIMITS = ("TransactionTimedOut", "MemoryPoolOutOfMemory", "MemoryLimit", "OutOfMemory", "LockAcquisitionTimeout")
_SCHEMA = ("IndexNotFound", "ConstraintNotFound", "IndexDropFailed")


@contextmanager
def told(address: str) -> Iterator[None]:
    """Turn what the driver raises inside the block into EngineError or NotAnswered with a sentence.

    Raises:
        EngineError: the server is away, behind, or refuses.
        NotAnswered: the question is larger than the server's limits.

    """
    try:
        yield
    except (DriverError, Neo4jError, OSError) as e:
        raise as_ours(e, address) from e


def as_ours(error: Exception, address: str) -> Refused:
    """Return our error for one of the driver's (or of the network's)."""
    code = getattr(error, "code", None) or ""
    if isinstance(error, AuthError) or "AuthenticationRateLimit" in code:
        wait = "; too many wrong tries, wait a few seconds" if "RateLimit" in code else ""
        return EngineError(
            "NEO4J_PASSWORD", f"Neo4j at {address} refuses user or password: set NEO4J_USER and NEO4J_PASSWORD{wait}"
        )
    if "DatabaseNotFound" in code or "DatabaseUnavailable" in code:
        return EngineError("NEO4J_DATABASE", f"Neo4j at {address} has no such database at work: set NEO4J_DATABASE")
    if any(word in code for word in _LIMITS):
        return NotAnswered(
            "NEO4J_LIMIT",
            "this question is over the server's limit of time or memory: ask for less time, or with --engine embedded",
        )
    if any(word in code for word in _SCHEMA):
        return EngineError("ENGINE_BEHIND", "the server lacks an index of ours: run `contactgraph neo4j DIR load`")
    if isinstance(error, ConfigurationError):
        return address_error(address)
    if isinstance(error, ServiceUnavailable | SessionExpired | OSError) or _is_away(error):
        return away(address)
    return EngineError("NEO4J_FAILED", f"Neo4j at {address} failed: {code or type(error).__name__}")


def away(address: str) -> EngineError:
    """Return the error for a server that does not answer."""
    return EngineError(
        "NEO4J_AWAY", f"Neo4j at {address} does not answer: start it (`make neo4j`), or ask with --engine embedded"
    )


def plain_error(address: str) -> EngineError:
    """Return the error for an unencrypted address of another host, where the password could be overheard."""
    scheme, _, rest = address.partition("://")
    return EngineError(
        "NEO4J_PLAIN",
        f"{address} is not encrypted and leaves this machine: set NEO4J_URI to {scheme}+s://{rest}, or on a network "
        "that is yours alone set CONTACTGRAPH_NEO4J_PLAIN=true",
    )


def address_error(address: str) -> EngineError:
    """Return the error for an address that is none; a user and password before the host are not repeated."""
    shown = address.rpartition("@")[2]
    return EngineError("NEO4J_ADDRESS", f"{shown!r} is no Neo4j address: set NEO4J_URI, such as bolt://host:7687")


def _is_away(error: Exception) -> bool:
    """Return whether the error tells of a server that cannot be used just now."""
    busy = isinstance(error, TransientError)
    return busy or type(error).__name__ in {"ConnectionAcquisitionTimeoutError", "ReadServiceUnavailable", "Forbidden"}

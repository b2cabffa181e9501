"""A server that is killed, stopped, slow or behind a broken network: an answer or an error in time, then all is well.

One server of their own for all of these, behind a proxy. A question has 15 seconds; the tests allow one more.
"""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.engines.neo4j import connection as connecting
from graph.engines.neo4j import settings, watch
from graph.engines.neo4j.check import differences
from graph.engines.neo4j.connection import Connection
from graph.engines.neo4j.engine import Neo4jEngine
from graph.engines.neo4j.load import load
from graph.engines.protocol import Seed
from graph.errors import EngineError, NotAnswered
from queries.close_contacts import close_contacts
from tests.faults.own_server import OwnServer
from tests.faults.proxy import Proxy
from tests.local_neo4j import NoServerError
from tests.neo4j.worlds import NOODLE_SHOP, stay, world
from tests.neo4j_server import missing

pytestmark = pytest.mark.neo4j

LONG = bool(os.environ.get("CONTACTGRAPH_LONG"))
IN_TIME = 16.0
RECOVERED = 10.0
#: Whom Ann met in the noodle shop: Bo at the table and by their devices, and Ed whose stay is open.
MET = {("bo", 150), ("bo", 160), ("ed", 190)}
#: Four hundred people one after the other at one of ten tills: 400 stays, some 60 kB on their way to the server.
TILLS = world([stay(f"p{n:03}", f"shop/{n % 10}", 60 * n, 60 * n + 600) for n in range(400)], stamp="tills")


@pytest.fixture(scope="module")
def server() -> Iterator[OwnServer]:
    """Give a running server of their own; skip without one, fail under CI=true."""
    own = OwnServer()
    try:
        own.start()
        yield own
    except NoServerError as e:
        missing(e)
    finally:
        own.end()


@pytest.fixture(scope="module")
def proxy(server: OwnServer) -> Iterator[Proxy]:
    """Give the proxy before the server."""
    with Proxy("127.0.0.1", server.port) as between:
        yield between


@pytest.fixture
def engine(server: OwnServer, proxy: Proxy) -> Iterator[Neo4jEngine]:
    """Give an engine behind the proxy whose server holds the noodle shop."""
    with Neo4jEngine(f"bolt://127.0.0.1:{proxy.port}", server.address.user, server.address.password) as through:
        if through.stamp != NOODLE_SHOP.stamp:
            load(through, NOODLE_SHOP)
        assert met(through) == MET
        yield through


def met(engine: Neo4jEngine) -> set[tuple[str, int]]:
    """Return whom Ann met, and when."""
    found = engine.ask(close_contacts(seeds=[Seed("ann", 0, 1000)]))
    return {(found.people[p], int(t)) for p, t in zip(found.person, found.t_start, strict=True)}


def outcome(engine: Neo4jEngine) -> str:
    """Ask whom Ann met; return "answered" if that is right, else the error's code. It has to come in time."""
    begun = time.monotonic()
    try:
        assert met(engine) == MET
    except (EngineError, NotAnswered) as e:
        return e.code
    finally:
        assert time.monotonic() - begun < IN_TIME
    return "answered"


def recovers(engine: Neo4jEngine) -> bool:
    """Return whether the engine answers again before the time is up."""
    end = time.monotonic() + RECOVERED
    while (said := outcome(engine)) != "answered" and time.monotonic() < end:
        time.sleep(0.1)
    return said == "answered"


@pytest.mark.parametrize(
    ("kind", "how", "allowed"),
    [
        ("latency", {"ms": 50, "jitter": 40}, {"answered"}),
        ("latency", {"ms": 500, "jitter": 100}, {"answered"}),
        ("latency", {"ms": 5000}, {"NEO4J_AWAY"}),
        ("down", {}, {"NEO4J_AWAY"}),
        ("bandwidth", {"rate": 1000}, {"answered", "NEO4J_AWAY"}),
        ("slow_close", {"ms": 1000}, {"answered"}),
        ("timeout", {"ms": 500}, {"NEO4J_AWAY"}),
        ("timeout", {"stream": "down"}, {"NEO4J_AWAY"}),
        ("reset_peer", {}, {"NEO4J_AWAY"}),
        ("slicer", {"size": 20, "delay": 2}, {"answered"}),
        ("limit_data", {"bytes": 100, "stream": "down"}, {"NEO4J_AWAY"}),
        ("limit_data", {"bytes": 100, "stream": "up"}, {"NEO4J_AWAY"}),
    ],
    ids=lambda value: "-".join(f"{k}={v}" for k, v in value.items()) if isinstance(value, dict) else None,
)
def test_a_broken_network_is_an_answer_or_an_error_in_time(
    engine: Neo4jEngine, proxy: Proxy, kind: str, how: dict[str, float], allowed: set[str]
) -> None:
    """Under each fault a question is answered right or refused in time, and once it is gone the same engine answers."""
    with proxy.having(kind, **how):
        assert outcome(engine) in allowed
    assert recovers(engine)


def test_a_path_that_died_without_a_word_is_noticed(engine: Neo4jEngine, proxy: Proxy) -> None:
    """The open connection is dead, new ones are not: the question ends in time and the next one takes a new path."""
    with proxy.having("timeout", old_only=True):
        assert outcome(engine) in {"answered", "NEO4J_AWAY"}
        assert recovers(engine)


def test_a_stopped_server_is_an_error_in_time(engine: Neo4jEngine, server: OwnServer) -> None:
    """A stopped server takes connections and says nothing: the question is refused; when it goes on it is answered."""
    with server.stopped():
        assert outcome(engine) == "NEO4J_AWAY"
        with pytest.raises(EngineError, match="does not answer"):
            Neo4jEngine(server.address.uri, server.address.user, server.address.password)
    assert recovers(engine)


def test_a_killed_server_is_an_error_until_it_is_back(engine: Neo4jEngine, server: OwnServer, proxy: Proxy) -> None:
    """Killed: refused. Started again on its store: the same engine answers, nothing needs to be loaded."""
    server.kill()
    try:
        assert outcome(engine) == "NEO4J_AWAY"
    finally:
        server.start()
        proxy.target = ("127.0.0.1", server.port)
    assert recovers(engine)
    assert differences(engine, NOODLE_SHOP, whole=True) == []


@pytest.mark.long
@pytest.mark.skipif(not LONG, reason="CONTACTGRAPH_LONG=1 starts one server more")
def test_a_server_with_an_empty_store_is_behind_and_can_be_loaded(
    engine: Neo4jEngine, server: OwnServer, proxy: Proxy
) -> None:
    """The index over the facts was deleted: what the engine remembers of the old store does no harm."""
    engine.connection.write(lambda t: t.run("MATCH (p:Person {code: 'ann'}) SET p.code = 'ann'"))  # leaves a bookmark
    server.kill()
    server.forget()
    server.start()
    proxy.target = ("127.0.0.1", server.port)
    assert outcome(engine) == "ENGINE_BEHIND"
    load(engine, NOODLE_SHOP)
    assert outcome(engine) == "answered"


def attempt(engine: Neo4jEngine) -> str:
    """Load the tills; return "loaded", or the error's code."""
    try:
        load(engine, TILLS)
    except EngineError as e:
        return e.code
    return "loaded"


@pytest.mark.parametrize(("stream", "cut"), [("up", 2_000), ("up", 20_000), ("down", 2_000)])
def test_a_load_that_was_cut_is_finished_by_the_next_one(
    engine: Neo4jEngine, proxy: Proxy, stream: str, cut: int
) -> None:
    """A load whose connections are cut after some bytes fails or gets through; loaded again the server holds the facts, once."""
    cuts = proxy.cuts
    with proxy.having("limit_data", stream=stream, bytes=cut):
        said = attempt(engine)
    assert proxy.cuts > cuts
    assert said in {"loaded", "NEO4J_AWAY"}
    if said == "NEO4J_AWAY":  # it had begun, and the old facts are not answered from any more; or it had not
        assert outcome(engine) in {"ENGINE_BEHIND", "answered"}
    load(engine, TILLS)
    assert differences(engine, TILLS, whole=True) == []
    held = engine.connection.read(lambda t: t.run("MATCH ()-[r:STAYED]->() RETURN count(r) AS stays"))
    assert held == [{"stays": 400}]


def sockets() -> int:
    """Return how many sockets this process has open."""
    count = 0
    for handle in Path("/proc/self/fd").iterdir():
        try:
            count += str(handle.readlink()).startswith("socket:")
        except OSError:
            continue  # the handle of this very listing
    return count


def test_a_hundred_broken_cycles_leave_nothing_open(
    engine: Neo4jEngine, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Eighty connections that are reset and twenty that hang until they are given up: no socket and no thread is left."""
    monkeypatch.setattr(connecting, "RETRY_SECONDS", 0.0)
    monkeypatch.setattr(connecting, "OPEN_SECONDS", 0.2)
    monkeypatch.setattr(watch, "PATIENCE", 0.05)
    open_before, threads_before = sockets(), threading.active_count()
    for fault, cycles in (("reset_peer", 80), ("timeout", 20)):
        for _ in range(cycles):
            with proxy.having(fault):
                assert outcome(engine) == "NEO4J_AWAY"
    monkeypatch.undo()
    assert recovers(engine)
    end = time.monotonic() + RECOVERED
    while (sockets() > open_before or threading.active_count() > threads_before) and time.monotonic() < end:
        time.sleep(0.05)
    assert sockets() <= open_before
    assert threading.active_count() <= threads_before


def test_the_settings_of_the_compose_file_are_what_the_check_wants(server: OwnServer) -> None:
    """A real server takes every setting of docker-compose.yml, and the start-up check has nothing to remark on it."""
    own = server.address
    connection = Connection(own.uri, own.user, own.password, own.database)
    assert settings.advice(connection) == []
    connection.close()

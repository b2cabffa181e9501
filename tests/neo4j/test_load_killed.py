"""Loads that are cut short: the loader dies, the server dies, a commit is not answered. The next load goes on."""

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import neo4j
import pytest
from neo4j.exceptions import IncompleteCommit

from graph.engines.neo4j.check import differences
from graph.engines.neo4j.engine import Neo4jEngine
from graph.engines.neo4j.load import load
from graph.engines.neo4j.writes import schema_statements
from graph.errors import EngineError
from graph.model.timed_graph import Case
from tests.local_neo4j import Address, NoServerError, local_neo4j
from tests.neo4j.crowds import crowd
from tests.neo4j.worlds import lives, stay, world
from tests.neo4j_server import missing

pytestmark = pytest.mark.neo4j

STAYS = 6_000
#: Something of everything that a load writes.
ALL = world(
    [stay("ann", "shop", 0, 9), stay("bo", "shop", 5, 90_000), stay("cy", "quay", 0, 7)],
    members=[lives("ann", "register/flat"), lives("bo", "register/flat", 5)],
    cases=[Case("C1", "ann"), Case("C2", "bo", infectors=("C1",))],
    stamp="all",
)
ROOT = Path(__file__).resolve().parents[2]
HELD = "MATCH ()-[r:STAYED]->() RETURN count(r) AS stays"


@contextmanager
def loader(server: Address) -> Iterator[subprocess.Popen[str]]:
    """Run a process that loads the crowd in batches of two hundred."""
    env = {**os.environ, "NEO4J_URI": server.uri, "NEO4J_USER": server.user, "NEO4J_PASSWORD": server.password}
    words = [sys.executable, "-m", "tests.neo4j.crowds", str(STAYS), "200"]
    with subprocess.Popen(words, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_for(engine: Neo4jEngine, process: subprocess.Popen[str], stays: int) -> None:
    """Return when the server holds so many stays, of a load that still runs."""
    while engine.connection.read(lambda t: t.run(HELD))[0]["stays"] < stays:
        assert process.poll() is None, "the load was over too soon"
        time.sleep(0.02)


def whole(engine: Neo4jEngine) -> bool:
    """Load everything and return whether every write was answered."""
    try:
        return load(engine, ALL) == 3
    except EngineError as e:
        return e.code != "NEO4J_AWAY"


def held(engine: Neo4jEngine) -> int:
    found: int = engine.connection.read(lambda t: t.run(HELD))[0]["stays"]
    return found


def test_a_loader_that_is_killed_is_followed_by_one_that_goes_on(
    neo4j_engine: Neo4jEngine, neo4j_server: Address
) -> None:
    """Killed three times at other moments: nothing is answered, what was written stays, and in the end all is equal."""
    load(neo4j_engine, world([], stamp="nothing"))
    before = 0
    for more in (1, 1_000, 1_000):
        with loader(neo4j_server) as process:
            wait_for(neo4j_engine, process, before + more)
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert neo4j_engine.stamp == ""
        assert before < held(neo4j_engine) < STAYS
        before = held(neo4j_engine)
    with loader(neo4j_server) as process:
        assert process.wait() == 0
    assert neo4j_engine.stamp == f"crowd of {STAYS}"
    assert differences(neo4j_engine, crowd(STAYS), whole=True) == []


def test_a_server_that_is_killed_is_loaded_on_when_it_is_back(tmp_path: Path) -> None:
    """Killed twice while a load runs: the loader says that the server is away; on the same store the next goes on."""
    secret = secrets.token_urlsafe(18)
    for stays in (1, 2_500):
        with ExitStack() as running, ExitStack() as stack:
            try:
                server = running.enter_context(local_neo4j(password=secret, home=tmp_path))
            except NoServerError as e:
                missing(e)
            process = stack.enter_context(loader(server))
            with Neo4jEngine(server.uri, server.user, server.password) as engine:
                wait_for(engine, process, stays)
            running.close()
            assert process.wait() == 3
            assert process.stdout is not None
            assert process.stdout.read() == "NEO4J_AWAY"
    with (
        local_neo4j(password=secret, home=tmp_path) as server,
        Neo4jEngine(server.uri, server.user, server.password) as engine,
    ):
        assert engine.stamp == ""
        assert 2_500 <= held(engine) < STAYS
        load(engine, crowd(STAYS))
        assert engine.stamp == f"crowd of {STAYS}"
        assert differences(engine, crowd(STAYS), whole=True) == []


@pytest.mark.parametrize("done", [True, False])
def test_whichever_write_is_not_answered_the_next_load_is_right(
    neo4j_engine: Neo4jEngine, monkeypatch: pytest.MonkeyPatch, done: bool
) -> None:
    """Of each write after the schema's in turn it is not known whether it was committed; it was, or it was not."""
    real = neo4j.Session.execute_write
    unanswered = first = len(schema_statements())
    while True:
        load(neo4j_engine, world([], stamp="nothing"))
        left = unanswered

        def cut(self: neo4j.Session, *given: Any, **named: Any) -> Any:
            nonlocal left
            left -= 1
            if left == -1 and not done:
                raise IncompleteCommit("the connection broke at the commit")
            answer = real(self, *given, **named)
            if left == -1:
                raise IncompleteCommit("the connection broke at the commit")
            return answer

        with monkeypatch.context() as patch:
            patch.setattr(neo4j.Session, "execute_write", cut)
            if whole(neo4j_engine):
                break
        load(neo4j_engine, ALL)
        assert differences(neo4j_engine, ALL, whole=True) == []
        unanswered += 1
    assert unanswered - first > 8

"""Work that is watched ends: by itself, or because it is given up."""

from threading import Event, current_thread, main_thread

import pytest

from graph.engines.neo4j import watch
from graph.engines.neo4j.watch import GivenUpError, watched


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "PATIENCE", 0.01)


def test_what_work_returns_is_returned() -> None:
    """Quick work comes back, and nobody asks whether the server is alive."""
    asked: list[bool] = []
    assert watched(lambda: 7, alive=lambda: not asked.append(True), seconds=60) == 7
    assert asked == []


def test_what_work_raises_is_raised() -> None:
    """An error of the work is the caller's, a timeout of its own no less."""
    for error in (KeyError("x"), TimeoutError("the work's own")):

        def fail(e: Exception = error) -> None:
            raise e

        with pytest.raises(type(error)) as raised:
            watched(fail, alive=lambda: True, seconds=60)
        assert raised.value is error


def test_long_work_goes_on_while_the_server_is_alive() -> None:
    """Work that ends only after the server was found alive five times is not given up."""
    five = Event()
    asked: list[bool] = []

    def alive() -> bool:
        asked.append(True)
        if len(asked) == 5:
            five.set()
        return True

    assert watched(lambda: five.wait(60), alive=alive, seconds=60)
    assert len(asked) >= 5


def test_work_on_a_dead_server_is_given_up() -> None:
    """The first time that the server is not alive, the caller has his answer and the work is left behind."""
    never = Event()
    answers = iter([True, True, False])
    with pytest.raises(GivenUpError):
        watched(lambda: never.wait(60), alive=lambda: next(answers), seconds=60)
    never.set()
    assert next(answers, None) is None


def test_work_over_its_limit_is_given_up_though_the_server_is_alive() -> None:
    """A server that answers everybody else does not keep a caller for ever."""
    never = Event()
    with pytest.raises(GivenUpError):
        watched(lambda: never.wait(60), alive=lambda: True, seconds=0.05)
    never.set()


def test_work_runs_beside_the_caller() -> None:
    """The caller's thread stays free for Ctrl-C: the work is in another one, which no exit waits for."""
    thread = watched(current_thread, alive=lambda: True, seconds=60)
    assert thread is not main_thread()
    assert thread.daemon

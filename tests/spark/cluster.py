"""Where the questions are put: Spark in one process, a Spark cluster of a master and two workers, Sail.

Everything listens on this machine only, on free ports. A process that is started ends with its block, whatever happens
there; if the tests are killed it ends too, as its own parent watches them.
"""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KINDS = ("local[2]", "cluster", "sail")
ASKING = ROOT / "tests" / "spark" / "asking.py"
#: Runs a command, and kills it with all that it started when standard input ends: when whoever started it is gone.
_WATCHED = """import os, signal, subprocess, sys, threading
threading.Thread(target=lambda: (os.read(0, 1), os.killpg(0, signal.SIGKILL)), daemon=True).start()
os._exit(subprocess.call(sys.argv[1:], stdin=subprocess.DEVNULL))
"""


class MissingError(Exception):
    """Raised when a client or a Java is not there; the sentence says what to do."""


def python(kind: str) -> Path:
    """Return the Python that has the client.

    Raises:
        MissingError: its environment was not made.

    """
    group = "sail" if kind == "sail" else "spark"
    found = ROOT / f".venv-{group}" / "bin" / "python"
    if not (ROOT / ".stamps" / group).exists() or not found.exists():
        raise MissingError(f"{kind} needs .venv-{group}: run `make spark`")
    return found


@cache
def java() -> Path:
    """Return the home of a Java that runs Spark: 17 or later, with the incubating vector module.

    Raises:
        MissingError: there is none.

    """
    homes = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    if found := shutil.which("java"):
        homes.append(Path(found).resolve().parents[1])
    for home in [*homes, *sorted(Path("/usr/lib/jvm").glob("*"))]:
        with contextlib.suppress(OSError):
            words = [home / "bin" / "java", "--add-modules", "jdk.incubator.vector", "-version"]
            said = subprocess.run(words, capture_output=True, text=True, check=False)
            version = re.search(r'version "(\d+)', said.stderr)
            if said.returncode == 0 and version and int(version[1]) >= 17:
                return home
    raise MissingError("Spark needs a Java 17 or later with all its modules: run `make test-deps`, or set JAVA_HOME")


def environment(kind: str) -> dict[str, str]:
    """Return the environment of a client, and of what it starts."""
    told = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    if kind != "sail":
        told |= {"JAVA_HOME": str(java()), "PYSPARK_PYTHON": str(python(kind)), "SPARK_NO_DAEMONIZE": "1"}
    return told


@contextlib.contextmanager
def master(kind: str) -> Iterator[str]:
    """Give the name by which a client reaches what is asked; a cluster runs for the length of the block."""
    python(kind)
    if kind != "cluster":
        if kind != "sail":
            java()
        yield kind
        return
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="spark-", ignore_cleanup_errors=True)))
        place = [*_spark_class(), "org.apache.spark.deploy.master.Master"]
        ports = ["--host", "127.0.0.1", "--port", "0", "--webui-port", "0"]
        log = stack.enter_context(running([*place, *ports], folder / "master.log", _daemon()))
        address = _said(log, r"Starting Spark master at (spark://\S+)")
        for number in (1, 2):
            words = [
                *_spark_class(),
                "org.apache.spark.deploy.worker.Worker",
                "--host",
                "127.0.0.1",
                "--webui-port",
                "0",
            ]
            words += ["--cores", "1", "--memory", "600m", "--work-dir", str(folder / f"work-{number}"), address]
            log = stack.enter_context(running(words, folder / f"worker-{number}.log", _daemon()))
            _said(log, r"Successfully registered with master")
        yield address


def asked(kind: str, address: str, questions: Path, work: Path, *, seconds: float = 240) -> str:
    """Return what the client printed about a file of questions: lines of JSON."""
    words = [str(python(kind)), str(ASKING), address, str(questions), str(work)]
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as told,
        tempfile.TemporaryFile("w+", encoding="utf-8") as errors,
    ):
        process = _started(words, environment(kind), told.fileno(), errors.fileno())
        try:
            code = process.wait(timeout=seconds)
        finally:
            _end(process)
            told.seek(0)
            errors.seek(0)
        assert code == 0, f"{kind} ended with {code}:\n{errors.read()[-4000:]}"
        return told.read()


def _daemon() -> dict[str, str]:
    """Return the environment of a master and a worker, which need little memory."""
    return {**environment("cluster"), "SPARK_DAEMON_MEMORY": "256m", "SPARK_DAEMON_JAVA_OPTS": "-XX:+UseSerialGC"}


def _spark_class() -> list[str]:
    home = next((ROOT / ".venv-spark" / "lib").glob("python*/site-packages/pyspark"))
    return ["bash", str(home / "bin" / "spark-class")]


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextlib.contextmanager
def running(words: Sequence[str], log: Path, env: dict[str, str]) -> Iterator[Path]:
    """Run a command for the length of the block and give its log."""
    with log.open("w") as told:
        process = _started(words, env, told.fileno(), told.fileno())
        try:
            yield log
        finally:
            _end(process)


def _started(words: Sequence[str], env: dict[str, str], out: int, errors: int) -> "subprocess.Popen[str]":
    watched = [sys.executable, "-c", _WATCHED, *words]
    return subprocess.Popen(
        watched, stdin=subprocess.PIPE, stdout=out, stderr=errors, text=True, env=env, start_new_session=True
    )


def _end(process: "subprocess.Popen[str]") -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdin:
        process.stdin.close()


def _said(log: Path, wanted: str, *, seconds: float = 60) -> str:
    """Return what a pattern finds in a log, as soon as it is there."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := re.search(wanted, log.read_text(encoding="utf-8", errors="replace")):
            return found[found.lastindex or 0]
        time.sleep(0.1)
    raise MissingError(f"it did not start:\n{log.read_text(encoding='utf-8', errors='replace')[-3000:]}")

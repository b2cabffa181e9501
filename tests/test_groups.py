"""A run with several processes makes what is dear once: the tests that share it run in one of them."""

import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from tests.groups import group
from tests.local_neo4j import VERSIONS

ROOT = Path(__file__).resolve().parents[1]
VERSION = next(iter(VERSIONS))


@pytest.mark.parametrize(
    ("test", "its_group"),
    [
        ("tests/graph/test_codes.py::test_one[3-a]", "tests/graph/test_codes.py"),
        ("tests/graph/city/test_city.py::test_one", "tests/graph/city"),
        (f"tests/neo4j/test_load.py::test_one[{VERSION}-x]", f"neo4j {VERSION}"),
        (f"tests/contract/test_random.py::test_one[{VERSION}-3]", f"neo4j {VERSION}"),
        ("tests/api/test_notebook_examples.py::test_one[NEO4J_URI]", "neo4j NEO4J_URI"),
        (f"tests/neo4j/test_gates.py::test_one[{VERSION}]", "tests/neo4j/test_gates.py"),
        ("tests/contract/test_random.py::test_one[3]", "tests/contract/test_random.py::test_one[3]"),
    ],
)
def test_what_shares_a_file_or_a_server_is_one_group(test: str, its_group: str) -> None:
    """A file, a folder of one city and a server with its database are groups; random worlds are spread."""
    assert group(test) == its_group


def test_a_group_runs_in_one_process() -> None:
    """Where two processes share a run, each of its groups is told by one of them alone."""
    command = [sys.executable, "-m", "pytest", "-v", "-n", "2", "-p", "no:cacheprovider", "tests/graph/model"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    processes = defaultdict[str, set[str]](set)
    for process, test in re.findall(r"^\[(gw\d)\] \[ *\d+%\] PASSED (\S+)", done.stdout, re.MULTILINE):
        processes[group(test)].add(process)
    assert len(processes) > 1
    assert {len(theirs) for theirs in processes.values()} == {1}

"""The programs of examples/spark run as the how-to says, on the noodle shop, with Sail as the cluster."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.spark import cluster

pytestmark = [pytest.mark.spark, pytest.mark.xdist_group("spark")]
EXAMPLES = cluster.ROOT / "examples"
#: 2021-07-29 18:00 in the noodle shop.
SIX = 1_627_552_800


def run(folder: Path, *words: object, given: str = "", **more: str) -> str:
    """Return what a command writes in a folder."""
    environment = {**os.environ, "CONTACTGRAPH_CONFIG_HOME": str(folder / "keys"), "PYTHONPATH": str(cluster.ROOT)}
    done = subprocess.run(
        [str(word) for word in words], cwd=folder, env=environment | more, input=given, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def sail(tmp_path: Path) -> Iterator[str]:
    """Give the address of a server of Sail, as the how-to starts it."""
    try:
        command = cluster.python("sail").with_name("sail")
    except cluster.MissingError as e:
        if os.environ.get("CI") == "true":
            pytest.fail(str(e))
        pytest.skip(str(e))
    port = str(cluster.free_port())
    words = [command, "spark", "server", "--ip", "127.0.0.1", "--port", port]
    with cluster.running([str(w) for w in words], tmp_path / "sail.log", cluster.environment("sail")):
        yield f"sc://127.0.0.1:{port}"


def test_the_how_to_gives_both_rings_of_the_noodle_shop(tmp_path: Path, sail: str) -> None:
    """Around Li are Zhou, Wang, Zhao and Chen; then Sun, who sat with Chen, and Wu and Xu, who met Wang at tea."""
    command = Path(sys.executable).with_name("contactgraph")
    run(tmp_path, command, "init", "my-dir")
    run(tmp_path, command, "ingest", "my-dir", EXAMPLES / "noodle_shop" / "feeds")
    run(tmp_path, command, "case", "my-dir", "add", "--id", "C1", "--person", "li", "--onset", "2021-07-30")
    cases = run(tmp_path, sys.executable, EXAMPLES / "spark" / "tables.py", "my-dir", "tables")
    rings = [cluster.python("sail"), EXAMPLES / "spark" / "rings.py", "tables", "work"]
    told = [json.loads(line) for line in run(tmp_path, *rings, given=cases, SPARK_REMOTE=sail).splitlines()]
    assert {row["case"] for row in told} == {cases.split(",")[0]}
    assert [(row["ring"], row["first"] - SIX, row["seconds"]) for row in told] == [
        (1, 0, 3_600),
        (1, 600, 1_200),
        (1, 1_800, 1_800),
        (1, 3_000, 600),
        (2, 3_600, 1_200),
        (2, 9_000, 1_800),
        (2, 10_200, 600),
    ]

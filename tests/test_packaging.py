"""What is shipped is what was tested: the wheel holds everything and works installed elsewhere."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from the sdist, as a release does."""
    out = tmp_path_factory.mktemp("dist")
    done = subprocess.run(
        [sys.executable, "-m", "build", "--outdir", out, ROOT], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return next(out.glob("*.whl"))


def test_the_wheel_holds_every_module_query_edition_and_page(wheel: Path) -> None:
    """Every file of the three rooms is in the wheel, and nothing beside them."""
    inside = {n for n in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in n}
    there = {
        str(p.relative_to(ROOT))
        for room in ("graph", "queries", "api")
        for p in (ROOT / room).rglob("*")
        if p.is_file() and "__pycache__" not in p.parts
    }
    assert inside == there
    assert any(n.endswith(".cypher") for n in inside)
    assert any(n.endswith("cn-8.toml") for n in inside)


def test_the_installed_wheel_works_elsewhere(wheel: Path, tmp_path: Path) -> None:
    """Unpacked far from the checkout, the command makes a deployment and loads every edition and query."""
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    code = (
        "import graph, queries, sys, pathlib; "
        "assert str(pathlib.Path(queries.__file__)).startswith(sys.argv[1]), queries.__file__; "
        "from queries.catalog import cypher; from queries.rules import edition; "
        "print(cypher('close_contacts').name, edition('cn-8').name); "
        "from api.cli.main import app; app(['--json', 'init', sys.argv[2]], standalone_mode=False)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, site, tmp_path / "dir"],
        capture_output=True, text=True, check=False, cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "PYTHONPATH": str(site)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == "close_contacts cn-8"
    assert '"kind":"deployment"' in done.stdout

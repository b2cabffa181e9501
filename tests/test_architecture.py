"""The house keeps its order: data flows one way, rooms stay small, Cypher stays where it belongs."""

import ast
import importlib
import importlib.metadata
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("graph", "queries", "api")
MODULES = sorted(p for room in ROOMS for p in (ROOT / room).rglob("*.py"))
ALL_PYTHON = sorted(p for top in (*ROOMS, "tests", "benchmarks", "examples") for p in (ROOT / top).rglob("*.py"))

#: What each part of graph/ may import of ours, besides itself. Part = folder or file below graph/.
GRAPH_ORDER = {
    "errors": set(),
    "times": {"errors"},
    "codes": {"errors"},
    "model": {"errors", "times", "codes"},
    "city": set(),
    "store": {"errors", "times", "codes", "model"},
    "resolve": {"errors", "times", "codes", "model", "store"},
    "intake": {"errors", "times", "codes", "model", "store", "resolve"},
    "engines": {"errors", "times", "model"},
    "load": {"errors", "times", "codes", "model", "store", "resolve", "engines"},
}


def imports(path: Path) -> Iterator[str]:
    """Yield the full names of the modules that a file imports, nested imports too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            yield node.module


def part(path: Path) -> str:
    return path.relative_to(ROOT / "graph").parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_room_imports_only_what_stands_before_it(path: Path) -> None:
    """Graph imports no other room, queries only graph, api both."""
    room = path.relative_to(ROOT).parts[0]
    allowed = ROOMS[: ROOMS.index(room) + 1]
    for name in imports(path):
        top = name.split(".")[0]
        if top in ROOMS:
            assert top in allowed, f"{path.relative_to(ROOT)} imports {name}"


@pytest.mark.parametrize(
    "path", [p for p in MODULES if p.is_relative_to(ROOT / "graph")], ids=lambda p: str(p.relative_to(ROOT))
)
def test_the_parts_of_graph_form_an_order(path: Path) -> None:
    """Inside graph/, model stands first, then store, resolve and intake; engines know only the model; load joins them."""
    here = part(path)
    if here == "__init__":
        return
    for name in imports(path):
        pieces = name.split(".")
        if pieces[0] == "graph" and len(pieces) > 1 and pieces[1] != here:
            assert pieces[1] in GRAPH_ORDER[here], f"{path.relative_to(ROOT)} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_nobody_imports_the_root_of_his_own_room(path: Path) -> None:
    """A module that imports its own package's root makes one knot of everything."""
    room = path.relative_to(ROOT).parts[0]
    assert room not in set(imports(path)), path


@pytest.mark.parametrize("path", ALL_PYTHON, ids=lambda p: str(p.relative_to(ROOT)))
def test_modules_and_functions_stay_small(path: Path) -> None:
    """A module has at most 400 lines, a function at most 60."""
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400, f"{path.relative_to(ROOT)} has {text.count(chr(10))} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= 60, f"{path.relative_to(ROOT)}:{node.name} has {length} lines"


def test_cypher_is_written_in_two_places_only() -> None:
    """No Cypher outside queries/*.cypher and graph/engines/neo4j/."""
    statement = re.compile(
        r"^\s*(\"|'|f\")*\s*(MATCH|OPTIONAL MATCH|MERGE|UNWIND|DETACH DELETE)\s*[(\$\[\w]", re.MULTILINE
    )
    for path in MODULES:
        if not path.is_relative_to(ROOT / "graph/engines/neo4j"):
            assert not statement.search(path.read_text(encoding="utf-8")), path.relative_to(ROOT)


def test_every_cypher_file_has_its_question() -> None:
    """One question is one .py and one .cypher of the same name."""
    files = {p.stem for p in (ROOT / "queries").glob("*.cypher")}
    assert files
    assert files <= {p.stem for p in (ROOT / "queries").glob("*.py")}


@pytest.mark.parametrize(
    "path", [p for p in MODULES if p.name == "__init__.py"], ids=lambda p: str(p.relative_to(ROOT))
)
def test_exports_are_sorted_and_complete(path: Path) -> None:
    """What a folder's __init__ imports for others is in __all__, sorted, and there."""
    name = ".".join(path.relative_to(ROOT).parent.parts)
    module = importlib.import_module(name)
    imported = {
        a.asname or a.name
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ImportFrom)
        for a in node.names
    }
    public = sorted(n for n in imported if not n.startswith("_"))
    assert list(getattr(module, "__all__", [])) == sorted(getattr(module, "__all__", public), key=str)
    assert set(getattr(module, "__all__", [])) == set(public)


def test_every_package_says_what_it_holds() -> None:
    """A folder explains itself in its __init__ docstring."""
    for path in MODULES:
        if path.name == "__init__.py":
            assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path.relative_to(ROOT)


def test_no_installed_package_shadows_a_room() -> None:
    """No dependency ships a top-level package named graph, queries or api."""
    for distribution in importlib.metadata.distributions():
        if distribution.metadata["Name"] == "contactgraph":
            continue
        tops = {str(f).split("/")[0] for f in distribution.files or () if str(f).endswith(".py")}
        assert not tops & set(ROOMS), distribution.metadata["Name"]


def test_settings_are_read_at_the_edge_only() -> None:
    """The environment is read in api/settings.py and nowhere else."""
    for path in MODULES:
        if path != ROOT / "api" / "settings.py":
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"os\.environ|os\.getenv|BaseSettings", text), path.relative_to(ROOT)


def test_nothing_happens_at_import() -> None:
    """Importing every module opens no file of a deployment and no connection, and leaves the python path alone."""
    before = list(sys.path)
    for path in MODULES:
        if "migrations" not in path.parts:
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
    assert sys.path == before


def test_runtime_packages_stay_within_budget() -> None:
    """At most 60 direct and transitive runtime packages."""
    names = re.findall(r"^([a-z0-9_.-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    assert 10 < len(names) <= 60

"""The docs are tests: what they show is what the command does, what they list is what the program uses."""

import ast
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from api.docs import PAGES
from api.settings import Settings
from graph.model.reasons import FILE_REASONS, NOTES, ROW_REASONS

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")])
SHOWN = [ROOT / "README.md", *sorted((ROOT / "docs" / "tutorial").glob("*.md")),
         *(ROOT / "docs" / "how-to" / f"{page}.md" for page in ("mend-refused-rows", "foreign-table"))]  # fmt: skip
ANY = "…"
#: Upper-case words of the source that are no reasons: tokens, formats, marks of files, the answer to a second withdrawal.
NO_CODES = {"NULL", "NA", "NFKC", "JSON", "GIF8", "PAR1", "S18", "UTC", "ALREADY_WITHDRAWN"}
#: Errors that say what is wrong with a call or a data directory; they come with their sentence, not with a row or a file.
OTHER_ERRORS = {"UsageError", "DeploymentError", "NotKnown", "Ambiguous", "KeyMissing", "NoWindow", "EngineError"}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("page", sorted(PAGES))
def test_generated_pages_are_up_to_date(page: str) -> None:
    """Each generated page of the reference is what `make docs` writes today."""
    assert (REFERENCE / page).read_text(encoding="utf-8") == PAGES[page]()


@pytest.mark.parametrize("path", DOCS, ids=name)
def test_every_link_leads_somewhere(path: Path) -> None:
    """Every link of the docs to a file of ours finds that file."""
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"https?:|#|mailto:", target):
            assert (path.parent / target.split("#")[0]).exists(), f"{name(path)}: {target}"


@pytest.mark.parametrize("path", DOCS, ids=name)
def test_no_doc_names_a_machine_or_a_package_host(path: Path) -> None:
    """No doc names a path of somebody's machine, or where packages come from."""
    found = re.findall(r"(?<![\w.])/(?:home|root|work|tmp|Users|opt)/\S*|pypi\.\S+|files\.pythonhosted|mirrors?\.\S+",
                       path.read_text(encoding="utf-8"))  # fmt: skip
    assert not found, name(path)


def calls(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield each command line of a page's console blocks with the output shown under it."""
    for block in re.findall(
        r"^```console\n(.*?)^```", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
    ):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            line, *shown = part.rstrip("\n").split("\n")
            yield line, [s.rstrip() for s in shown]


def answer(line: str, folder: Path) -> list[str]:
    """Return what the installed command writes for a line, standard output before standard error."""
    command, _, rest = line.partition(" ")
    assert command == "contactgraph", f"only our own command is shown: {line}"
    environment = {**os.environ, "CONTACTGRAPH_CONFIG_HOME": str(folder / "keys"), "PYTHONUTF8": "1", "COLUMNS": "80"}
    program = Path(sys.executable).with_name("contactgraph")
    done = subprocess.run(
        [program, *shlex.split(rest)], cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode in {0, 3}, f"{line}\n{done.stdout}{done.stderr}"
    return [s.rstrip() for s in (done.stdout + done.stderr).splitlines()]


def fits(shown: list[str], told: list[str]) -> bool:
    """Return whether the lines told are those shown; a line of … stands for any lines, … in a line for any text.

    >>> fits(["a", "…", "b…"], ["a", "x", "y", "bc"])
    True
    """
    if not shown:
        return not told
    if shown[0] == ANY:
        return any(fits(shown[1:], told[i:]) for i in range(len(told) + 1))
    pattern = shown[0].replace("[", "[[]").replace("*", "[*]").replace("?", "[?]").replace(ANY, "*")
    return bool(told) and fnmatchcase(told[0], pattern) and fits(shown[1:], told[1:])


@pytest.mark.parametrize("path", SHOWN, ids=name)
def test_console_blocks_do_what_they_show(path: Path, tmp_path: Path) -> None:
    """Every command of the README and the tutorial runs, in order, and writes what the page shows."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    lines = list(calls(path))
    assert lines, f"{name(path)} shows no command"
    for line, shown in lines:
        told = answer(line, tmp_path)
        assert not shown or fits(shown, told), f"{line}\n" + "\n".join(told)


def test_lines_that_differ_are_noticed() -> None:
    """The comparison of shown and told lines can fail: on a word, on a line too few, on a line too many."""
    assert fits(["a…c", ANY], ["abc", "d"])
    assert not fits(["a"], ["b"])
    assert not fits(["a", "b"], ["a"])
    assert not fits(["a"], ["a", "b"])


def test_the_example_program_says_why() -> None:
    """`reasons.py` turns a contact into one sentence and leaves the header out."""
    contact = (
        '{"kind":"contact","person":"wu","class":"contact_of_contact","minutes":30.0,"reasons":["PLACE_15_MIN"],'
        '"exposures":[{"place":"tea","rule":"cn-8:venue"}],"via":[{"person":"wang","first":"…"}]}'
    )
    done = subprocess.run(
        [sys.executable, ROOT / "examples" / "noodle_shop" / "reasons.py"],
        input='{"kind":"trace"}\n' + contact + "\n", capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == "wu is contact_of_contact through wang: 30 minutes at tea (PLACE_15_MIN)\n"


def codes_used() -> set[str]:
    """Return the reason codes written in intake, store and resolve, those of other errors left out."""
    found = set()
    for room in ("intake", "store", "resolve"):
        for path in (ROOT / "graph" / room).rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            other = {
                id(arg)
                for node in ast.walk(tree)
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in OTHER_ERRORS
                for arg in node.args
            }
            found |= {
                node.value
                for node in ast.walk(tree)
                if isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and id(node) not in other
                and re.fullmatch(r"[A-Z][A-Z0-9]{1,}(_[A-Z0-9]+)*", node.value)
            }
    return found - NO_CODES


def test_every_reason_is_explained() -> None:
    """No row or file is refused, and nothing noted, with a code that the page of reasons does not explain."""
    assert codes_used() - {*ROW_REASONS, *FILE_REASONS, *NOTES} == set()


def test_no_reason_is_stale() -> None:
    """The page of reasons explains no code that the program no longer uses."""
    assert {*ROW_REASONS, *FILE_REASONS, *NOTES} - codes_used() == set()


def test_every_setting_is_on_the_page() -> None:
    """Each setting has its line, with a sentence, on the page of settings."""
    page = (REFERENCE / "settings.md").read_text(encoding="utf-8")
    assert page.count("\n| `") == len(Settings.model_fields)
    for field in Settings.model_fields.values():
        assert field.description
        assert field.description in page

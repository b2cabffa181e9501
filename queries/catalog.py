"""The Cypher files of the questions: found, read and checked when first asked for.

A file opens with comment lines: what it answers (a paragraph), then what goes in and what comes out, a line each:

    // Who is where ...
    //
    // Parameters
    //   $person   code of the person
    // Columns
    //   place     key of the place

What the head declares must be what the text uses: every `$parameter`, and the columns of the last RETURN, in order.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from graph.engines.protocol import Cypher

#: Comments, strings and quoted names: replaced by blanks of the same length before the text is searched.
_SILENT = re.compile(r"//[^\n]*|/\*.*?\*/|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|`[^`]*`", re.DOTALL)
_PARAMETER = re.compile(r"\$(\w+)")
_DECLARED = re.compile(r"^//\s{2,}(\$?)(\w+)\s{2,}\S")
_AFTER_COLUMNS = re.compile(r"\b(?:ORDER\s+BY|SKIP|OFFSET|LIMIT)\b", re.IGNORECASE)
_ALIAS = re.compile(r"(?:\bAS\s+|^\s*)(\w+)\s*$", re.IGNORECASE)


class CatalogError(ValueError):
    """Raised when a Cypher file's head does not say what its text does; names the file and the line."""

    def __init__(self, file: str, line: int, message: str) -> None:
        super().__init__(f"{file}:{line}: {message}")


@cache
def cypher(name: str) -> Cypher:
    """Return the Cypher text of a question, checked against its head.

    Raises:
        CatalogError: the head and the text differ.
        FileNotFoundError: there is no such file.

    >>> cypher("trajectory").parameters
    ('person', 'start', 'end')

    """
    return parsed(name, (files("queries") / f"{name}.cypher").read_text(encoding="utf-8"))


def names() -> tuple[str, ...]:
    """Return the names of all questions that have a Cypher file, sorted."""
    found = (entry.name for entry in files("queries").iterdir())
    return tuple(sorted(name.removesuffix(".cypher") for name in found if name.endswith(".cypher")))


def summary(name: str) -> str:
    """Return what a question's Cypher file says that it answers: the first paragraph of its head."""
    lines: list[str] = []
    for line in cypher(name).text.splitlines():
        words = line.removeprefix("//").strip()
        if not line.startswith("//") or not words or words == "Parameters":
            break
        lines.append(words)
    return " ".join(lines)


def parsed(name: str, text: str) -> Cypher:
    """Return the text of a Cypher file with what its head declares; raise CatalogError where the two differ."""
    file = f"queries/{name}.cypher"
    if not re.match(r"//\s*\w", text):
        raise CatalogError(file, 1, "the first line must be a comment that says what is answered")
    parameters: dict[str, int] = {}
    columns: dict[str, int] = {}
    for number, dollar, word in _declared(text):
        declared = parameters if dollar else columns
        if word in declared:
            raise CatalogError(file, number, f"{dollar}{word} is declared twice")
        declared[word] = number
    code = _SILENT.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)
    _check_parameters(file, code, parameters)
    _check_columns(file, code, columns)
    return Cypher(name, text, tuple(parameters), tuple(columns))


def _declared(text: str) -> Iterator[tuple[int, str, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("//"):
            return
        if found := _DECLARED.match(line):
            yield number, found[1], found[2]


def _check_parameters(file: str, code: str, declared: dict[str, int]) -> None:
    used = {m[1]: _line(code, m.start()) for m in reversed(list(_PARAMETER.finditer(code)))}
    for word, line in used.items():
        if word not in declared:
            raise CatalogError(file, line, f"${word} is used and not declared in the head")
    for word, line in declared.items():
        if word not in used:
            raise CatalogError(file, line, f"${word} is declared and not used")


def _check_columns(file: str, code: str, declared: dict[str, int]) -> None:
    returned, line = _last_return(file, code)
    for word, number in declared.items():
        if word not in returned:
            raise CatalogError(file, number, f"column {word} is declared and not returned")
    for word in returned:
        if word not in declared:
            raise CatalogError(file, line, f"column {word} is returned and not declared in the head")
    if returned != list(declared):
        raise CatalogError(
            file, line, f"the columns are declared in another order than returned: {', '.join(returned)}"
        )


def _last_return(file: str, code: str) -> tuple[list[str], int]:
    """Return the column names of the last RETURN outside all brackets, and its line."""
    flat = _outside_brackets(code)
    at = max((m.end() for m in re.finditer(r"\bRETURN\b(?:\s+DISTINCT\b)?", flat, re.IGNORECASE)), default=0)
    if not at:
        raise CatalogError(file, 1, "there is no RETURN")
    line = _line(code, at)
    names: list[str] = []
    for item in _AFTER_COLUMNS.split(flat[at:])[0].rstrip().rstrip(";").split(","):
        found = _ALIAS.search(item.rstrip())
        if not found:
            raise CatalogError(file, line, f"a returned expression has no name: {item.strip()!r}")
        names.append(found[1])
    return names, line


def _outside_brackets(code: str) -> str:
    """Return the text with everything inside the outermost (), [] and {} blanked."""
    depth, out = 0, []
    for sign in code:
        depth -= sign in ")]}"
        out.append(sign if depth == 0 or sign == "\n" else " ")
        depth += sign in "([{"
    return "".join(out)


def _line(code: str, at: int) -> int:
    return code.count("\n", 0, at) + 1

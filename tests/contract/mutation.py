"""Makes a small change to a module of the product for the length of a test, wherever its functions are in use."""

import inspect
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from types import FunctionType, ModuleType

ROOMS = ("graph.", "queries.", "api.")
#: (module, what stands there, what is to stand there instead); the text must stand there exactly once.
Change = tuple[str, str, str]


@contextmanager
def mutated(*changes: Change) -> Iterator[None]:
    """Change modules; compiled loops run as plain Python meanwhile, so only small worlds are for mutants."""
    undo: list[tuple[object, str, object]] = []
    try:
        for name in dict.fromkeys(module for module, _, _ in changes):
            _change(import_module(name), [(old, new) for module, old, new in changes if module == name], undo)
        yield
    finally:
        for owner, attribute, value in reversed(undo):
            setattr(owner, attribute, value)


def _change(module: ModuleType, changes: Sequence[tuple[str, str]], undo: list[tuple[object, str, object]]) -> None:
    source = inspect.getsource(module)
    for old, new in changes:
        assert source.count(old) == 1, f"{module.__name__} has {source.count(old)} times: {old}"
        source = source.replace(old, new)
    source = re.sub(r"@njit\(.*\)\n", "", source)
    made = ModuleType(module.__name__)
    made.__file__ = module.__file__
    exec(compile(source, f"<mutant of {module.__name__}>", "exec"), made.__dict__)  # noqa: S102  our own source, changed
    replaced: dict[int, object] = {}
    for name, value in list(vars(made).items()):
        old_value = vars(module).get(name)
        if (
            name.startswith("__")
            or old_value is None
            or getattr(value, "__module__", module.__name__) != module.__name__
        ):
            continue
        if isinstance(old_value, type):
            _patch_class(old_value, value, undo)
            setattr(made, name, old_value)
        else:
            replaced[id(old_value)] = value
    _replace_everywhere(module, replaced, undo)


def _patch_class(old: type, new: object, undo: list[tuple[object, str, object]]) -> None:
    """Give the class in use the methods of the changed one."""
    for name, method in vars(new).items():
        if (
            isinstance(method, FunctionType)
            and isinstance(vars(old).get(name), FunctionType)
            and not name.startswith("__")
        ):
            undo.append((old, name, vars(old)[name]))
            setattr(old, name, method)


def _replace_everywhere(
    module: ModuleType, replaced: dict[int, object], undo: list[tuple[object, str, object]]
) -> None:
    """Put the changed functions and tables in place of the old ones in every room that imported them."""
    for name, there in list(sys.modules.items()):
        if not name.startswith(ROOMS):
            continue
        for attribute, value in list(vars(there).items()):
            own = there is module and attribute in vars(module)
            if id(value) in replaced and (own or callable(value)):
                undo.append((there, attribute, value))
                setattr(there, attribute, replaced[id(value)])

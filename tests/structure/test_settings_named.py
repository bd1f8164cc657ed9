"""Every variable that the code reads is explained in the README, and the README explains no other."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

from tests.structure.source_tree import modules, text_of, tree_of

#: Read from the system, not meant to be set for us.
OF_THE_SYSTEM = frozenset({"XDG_RUNTIME_DIR"})

_VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
_ROW = re.compile(r"^\| `([A-Z][A-Z0-9_]+)` \|", re.M)


def _variables_of(file: Path) -> Iterator[str]:
    for node in ast.walk(tree_of(file)):
        yield from (
            word.value for word in _names_in(node) if isinstance(word, ast.Constant) and _is_variable(word.value)
        )


def _names_in(node: ast.AST) -> list[ast.expr]:
    """Where a variable's name may stand: what is asked of an environment, and the alias of a field."""
    if isinstance(node, ast.Subscript) and _is_environment(node.value):
        return [node.slice]
    if isinstance(node, ast.Call):
        asks = _is_environment(node.func) or any(_is_environment(given) for given in node.args)
        return [*(word.value for word in node.keywords if word.arg == "alias"), *(node.args if asks else ())]
    return []


def _is_environment(node: ast.expr) -> bool:
    words = {part.attr if isinstance(part, ast.Attribute) else getattr(part, "id", "") for part in ast.walk(node)}
    return "environ" in words


def _is_variable(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and _VARIABLE.fullmatch(value) is not None


def test_the_readme_explains_every_variable_once_and_no_other() -> None:
    read = {name for file in modules() for name in _variables_of(file)} - OF_THE_SYSTEM
    explained = _ROW.findall(text_of(Path("README.md")))
    assert {"DATABASE_URL", "PORT", "SIMULATOR_PORT", "REMOTE_CM_DATA_DIR"} <= read, "the search itself is broken"
    assert sorted(explained) == sorted(read)

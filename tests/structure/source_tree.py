"""The checkout as data for the guard tests: its files, its modules, and what each module imports."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("remote_cm", "call_flows", "workers")

_OURS = (*PACKAGES, "tests", "scripts", "docs", "deploy", ".ci")
_MADE_BY_TOOLS = frozenset({"__pycache__", "call_scripts"})


@cache
def modules() -> tuple[Path, ...]:
    """Every module of the product, tests left out, relative to the checkout."""
    return tuple(file for package in PACKAGES for file in _walk(package) if file.suffix == ".py")


@cache
def text_files() -> tuple[Path, ...]:
    """Every file that somebody wrote: code, tests, scripts, documents and settings, relative to the checkout."""
    here = (file.relative_to(ROOT) for file in ROOT.iterdir() if file.is_file() and file.name != ".git")
    return (*sorted(here), *(file for folder in _OURS if (ROOT / folder).is_dir() for file in _walk(folder)))


def text_of(file: Path) -> str:
    """The words of one file of the checkout."""
    return (ROOT / file).read_text(encoding="utf-8")


@cache
def tree_of(file: Path) -> ast.Module:
    """One module, parsed."""
    return ast.parse(text_of(file), str(file))


def module_name(file: Path) -> str:
    """The dotted name by which a module is imported."""
    parts = file.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(file: Path) -> Iterator[str]:
    """The dotted name of every module that one module imports, wherever in it."""
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} imports by a relative name"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _walk(folder: str) -> Iterator[Path]:
    for file in sorted((ROOT / folder).rglob("*")):
        if file.is_file() and not _MADE_BY_TOOLS.intersection(file.parts):
            yield file.relative_to(ROOT)

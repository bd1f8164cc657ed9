"""Every refusal that any module of the product defines has its own page, which offers a way on and repeats nothing."""

import importlib
from collections.abc import Iterator

import pytest

from remote_cm.domain.refusal import Refusal
from remote_cm.web.error_pages import PAGES_BY_REFUSAL
from tests.structure.source_tree import module_name, modules

#: Starts a process or asks Alembic for its context as soon as it is imported.
RUNS_ON_IMPORT = ("__main__", "env")


def _tree(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for child in kind.__subclasses__():
        yield child
        yield from _tree(child)


@pytest.fixture(scope="module")
def refusals() -> set[type[Refusal]]:
    """Every kind of refusal, after every module of the product was imported."""
    for file in modules():
        if file.stem not in RUNS_ON_IMPORT:
            importlib.import_module(module_name(file))
    return {kind for kind in _tree(Refusal) if not kind.__module__.startswith("tests.")}


def test_every_refusal_stands_in_the_error_table_itself(refusals: set[type[Refusal]]) -> None:
    assert refusals == set(PAGES_BY_REFUSAL)


def test_every_refusal_is_in_the_tree_that_the_domain_draws(refusals: set[type[Refusal]]) -> None:
    drawn = importlib.import_module("remote_cm.domain.refusal").__doc__ or ""
    assert {kind.__name__ for kind in refusals if kind.__name__ not in drawn} == set()


def test_no_refusal_is_answered_as_a_success_or_as_a_failure_of_ours() -> None:
    assert {page.status // 100 for page in PAGES_BY_REFUSAL.values()} == {4}

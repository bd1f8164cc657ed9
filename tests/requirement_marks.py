"""A pytest plugin: which requirement ids the tests of this run carry, and how those tests ended.

An id that docs/requirements.md does not have ends the run before its first test. ``requirements_report.py`` reads the
file that is written at the end.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from tests.structure.requirements_report import REQUIREMENTS, RESULTS, read_areas

MARK = "requirement"


class RequirementRecord:
    """Follows one run from its collected tests to the results file."""

    def __init__(self, known: frozenset[str], results: Path) -> None:
        self._known = known
        self._results = results
        self._ids_of: dict[str, tuple[str, ...]] = {}
        self._has_passed: dict[str, bool] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Note which ids each test carries. Raises UsageError for ids that do not exist."""
        faults = []
        for item in items:
            marks = list(item.iter_markers(MARK))
            ids = tuple(dict.fromkeys(str(known) for mark in marks for known in mark.args))
            strange = [known for known in ids if known not in self._known]
            if strange or any(not mark.args for mark in marks):
                faults.append(f"{item.nodeid}: no such requirement: {', '.join(strange) or 'none is named'}")
            self._ids_of[item.nodeid] = ids
        if faults:
            raise pytest.UsageError(*faults)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note how a test ended; one that fails while it is set up or taken down has failed."""
        if report.failed:
            self._has_passed[report.nodeid] = False
        elif report.when == "call" and report.passed:
            self._has_passed.setdefault(report.nodeid, True)

    def pytest_sessionfinish(self) -> None:
        """Write the results, unless no test ran."""
        if self._has_passed:
            self._results.parent.mkdir(exist_ok=True)
            new = self._results.with_suffix(".new")
            new.write_text(json.dumps(self._by_requirement(), indent=1), encoding="utf-8")
            new.replace(self._results)

    def _by_requirement(self) -> Mapping[str, Mapping[str, list[str]]]:
        found: dict[str, dict[str, list[str]]] = {}
        for test, has_passed in sorted(self._has_passed.items()):
            for known in self._ids_of.get(test, ()):
                found.setdefault(known, {"passed": [], "failed": []})["passed" if has_passed else "failed"].append(test)
        return found


def pytest_configure(config: pytest.Config) -> None:
    """Follow this run, with the list and the results file of the checkout that it runs in."""
    areas = read_areas((config.rootpath / REQUIREMENTS).read_text(encoding="utf-8"))
    config.pluginmanager.register(RequirementRecord(_all_ids(area.ids for area in areas), config.rootpath / RESULTS))


def _all_ids(groups: Iterable[Iterable[str]]) -> frozenset[str]:
    return frozenset(known for group in groups for known in group)

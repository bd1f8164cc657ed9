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
    """Follows one run from its collected tests to the results file.

    The ids travel with each test's report, since tests may run in processes of their own.
    """

    def __init__(self, known: frozenset[str], results: Path, *, is_part: bool) -> None:
        self._known = known
        self._is_part = is_part
        self._results = results
        self._ids_of: dict[str, set[str]] = {}
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
            item.user_properties += [(MARK, known) for known in ids]
        if faults:
            raise pytest.UsageError(*faults)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note how a test ended; one that fails while it is set up or taken down has failed."""
        self._ids_of[report.nodeid] = {str(known) for name, known in report.user_properties if name == MARK}
        if report.failed:
            self._has_passed[report.nodeid] = False
        elif report.when == "call" and report.passed:
            self._has_passed.setdefault(report.nodeid, True)

    def pytest_sessionfinish(self) -> None:
        """Write the results, unless no test ran, or this is one process of several."""
        if self._has_passed and not self._is_part:
            self._results.parent.mkdir(exist_ok=True)
            new = self._results.with_suffix(".new")
            new.write_text(json.dumps(self._by_requirement(), indent=1), encoding="utf-8")
            new.replace(self._results)

    def _by_requirement(self) -> Mapping[str, Mapping[str, list[str]]]:
        found: dict[str, dict[str, list[str]]] = {}
        for test, has_passed in sorted(self._has_passed.items()):
            for known in sorted(self._ids_of[test]):
                found.setdefault(known, {"passed": [], "failed": []})["passed" if has_passed else "failed"].append(test)
        return found


def pytest_configure(config: pytest.Config) -> None:
    """Follow this run, with the list and the results file of the checkout that it runs in."""
    areas = read_areas((config.rootpath / REQUIREMENTS).read_text(encoding="utf-8"))
    record = RequirementRecord(
        _all_ids(area.ids for area in areas),
        config.rootpath / RESULTS,
        # One process of several tells the first of them what it saw, and that one writes.
        is_part=hasattr(config, "workerinput"),
    )
    config.pluginmanager.register(record)


def _all_ids(groups: Iterable[Iterable[str]]) -> frozenset[str]:
    return frozenset(known for group in groups for known in group)

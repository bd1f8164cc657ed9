"""The list of requirements is whole, and what is reported as met was proved by a test that ran."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.structure.requirements_report import REQUIREMENTS, RESULTS, ROOT, Proof, draw_report, read_areas, read_proofs

COUNTS = {
    "RSK": 22, "CALL": 22, "MON": 25, "VOL": 31, "ACC": 10, "ESC": 9, "PLAN": 14, "REF": 12, "CLS": 14,
    "DATA": 24, "ROLE": 15, "INT": 13, "MEAL": 12, "CARE": 8, "SAFE": 7, "INC": 6, "CTX": 9, "N": 48,
}  # fmt: skip

A_LIST = "## RSK — Risk\n\n- RSK-01 — One.\n- RSK-02 — Two.\n\n## N — Never\n\n- N1 — Never one.\n"


def test_the_list_has_every_requirement_and_every_never_once_and_in_order() -> None:
    areas = read_areas((ROOT / REQUIREMENTS).read_text(encoding="utf-8"))
    assert {area.letters: len(area.ids) for area in areas} == COUNTS
    for area in areas:
        names = "N{}" if area.letters == "N" else area.letters + "-{:02}"
        assert area.ids == tuple(names.format(number) for number in range(1, len(area.ids) + 1))


@pytest.mark.parametrize("wrong", ["## RSK — Risk\n- CALL-01 — Elsewhere.", A_LIST + "- N1 — Twice."])
def test_a_line_out_of_place_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="out of place"):
        read_areas(wrong)


def test_met_needs_a_test_that_passed_and_none_that_failed() -> None:
    assert Proof(passed=("a",)).is_met
    assert not Proof(passed=("a",), failed=("b",)).is_met
    assert not Proof().is_met


def test_the_report_counts_each_area_and_names_what_is_missing() -> None:
    report = draw_report(read_areas(A_LIST), {"RSK-02": Proof(("a",)), "N1": Proof(("a",), ("tests/b.py::c",))})
    assert report.splitlines() == [
        "area   met  not met",
        "RSK      1        1  Risk",
        "N        0        1  Never",
        "all      1        2  3 requirements",
        "",
        "not met RSK   01",
        "not met N     1",
        "failed N1: tests/b.py::c",
    ]


def test_the_report_runs_from_anywhere_and_without_any_results(tmp_path: Path) -> None:
    script = ROOT / "tests/structure/requirements_report.py"
    done = subprocess.run(
        [sys.executable, script, tmp_path / "none.json"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert "nothing is proved" in done.stdout
    assert f"{sum(COUNTS.values())} requirements" in done.stdout


def _outside_of_this_run() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}


def _run_pytest(folder: Path, test: str, *options: str) -> subprocess.CompletedProcess[str]:
    (folder / REQUIREMENTS).parent.mkdir()
    (folder / REQUIREMENTS).write_text(A_LIST, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = requirement(*ids): ids\n", encoding="utf-8")
    (folder / "test_it.py").write_text(f"import pytest\n{test}", encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "tests.requirement_marks", "-p", "no:cacheprovider", *options],
        cwd=folder,
        env={**_outside_of_this_run(), "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("options", [(), ("-p", "xdist.plugin", "-n", "2")], ids=["one process", "two processes"])
def test_a_run_writes_how_the_tests_of_each_id_ended(tmp_path: Path, options: tuple[str, ...]) -> None:
    _run_pytest(
        tmp_path,
        "@pytest.fixture\ndef broken():\n    yield\n    raise ValueError\n"
        "@pytest.mark.requirement('RSK-01', 'N1')\ndef test_passes():\n    pass\n"
        "@pytest.mark.requirement('N1')\ndef test_fails():\n    assert False\n"
        "@pytest.mark.requirement('RSK-02')\ndef test_passes_and_breaks(broken):\n    pass\n"
        "def test_of_nothing():\n    pass\n",
        *options,
    )
    assert read_proofs(tmp_path / RESULTS) == {
        "RSK-01": Proof(("test_it.py::test_passes",)),
        "N1": Proof(("test_it.py::test_passes",), ("test_it.py::test_fails",)),
        "RSK-02": Proof((), ("test_it.py::test_passes_and_breaks",)),
    }
    assert set(json.loads((tmp_path / RESULTS).read_text())) == {"RSK-01", "N1", "RSK-02"}


def test_an_id_that_is_not_on_the_list_ends_the_run_before_its_first_test(tmp_path: Path) -> None:
    done = _run_pytest(
        tmp_path,
        "@pytest.mark.requirement('RSK-01', 'RSK-99')\ndef test_strange():\n    open('ran', 'w').close()\n"
        "@pytest.mark.requirement()\ndef test_nameless():\n    open('ran', 'w').close()\n",
    )
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "test_it.py::test_strange: no such requirement: RSK-99" in done.stderr
    assert "test_it.py::test_nameless: no such requirement: none is named" in done.stderr
    assert not (tmp_path / "ran").exists()
    assert not (tmp_path / RESULTS).exists()

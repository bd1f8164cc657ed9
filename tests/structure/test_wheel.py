"""The built wheel is whole: installed alone, away from the checkout, it explains a rule with the scripts it carries."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.structure.source_tree import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout with the locked build tools."""
    folder = tmp_path_factory.mktemp("wheel")
    _run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT], folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds what the wheel installs, and nothing else."""
    folder = tmp_path_factory.mktemp("installed")
    install = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--no-deps", "--no-index"]
    _run([*install, "--no-compile", "--target", folder, wheel], folder)
    return folder


def _run(command: list[str | Path], folder: Path, **variables: str) -> str:
    ours = ("REMOTE_CM_", "DATABASE_URL", "PYTHONPATH", "COVERAGE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    done = subprocess.run(
        command, cwd=folder, env={**kept, **variables}, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_carries_the_scripts_the_templates_the_migrations_and_the_licence(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for needed in (
        *("remote_cm/call_scripts/policy/cxb-default.yaml", "remote_cm/call_scripts/texts/en.yaml"),
        *("remote_cm/call_scripts/monitoring/en/d1_safety.yaml", "remote_cm/web/templates/base.html"),
        *("remote_cm/web/static/remote-cm.css", "remote_cm/phone_simulator/static/phones.css"),
        *("remote_cm/migrations/env.py", "call_flows/steps.py", "workers/__main__.py"),
    ):
        assert needed in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not any(name.startswith(("tests/", "docs/", ".")) for name in names)


def test_every_file_of_the_packages_and_of_the_scripts_is_in_the_wheel(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    carried = {
        **{package: package for package in ("remote_cm", "call_flows", "workers")},
        "scripts": "remote_cm/call_scripts",
    }
    for folder, place in carried.items():
        files = [file for file in (ROOT / folder).rglob("*") if file.is_file() and "__pycache__" not in file.parts]
        missing = [str(file) for file in files if f"{place}/{file.relative_to(ROOT / folder).as_posix()}" not in names]
        assert missing == []


def test_the_installed_command_works_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    command: list[str | Path] = [sys.executable, installed / "bin" / "remote-cm", "explain", "sms", "9"]
    # The folder comes first on the path, before the checkout that the environment of the tests knows.
    explained = json.loads(_run(command, tmp_path, PYTHONPATH=str(installed)))
    assert explained["intent"] == "danger"


def test_what_is_imported_then_is_the_wheels_own(installed: Path, tmp_path: Path) -> None:
    asked = "from remote_cm.script_library import find_scripts_dir; print(find_scripts_dir())"
    found = _run([sys.executable, "-c", asked], tmp_path, PYTHONPATH=str(installed))
    assert Path(found.strip()) == installed / "remote_cm" / "call_scripts"


def test_the_installed_scripts_are_in_order(installed: Path, tmp_path: Path) -> None:
    checked = _run(
        [sys.executable, installed / "bin" / "remote-cm", "check-scripts"], tmp_path, PYTHONPATH=str(installed)
    )
    assert "in order" in checked

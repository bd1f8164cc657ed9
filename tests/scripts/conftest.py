"""A copy of the scripts for each test that breaks one."""

from pathlib import Path

import pytest

from tests.scripts.script_copies import ScriptCopy


@pytest.fixture
def copy(tmp_path: Path) -> ScriptCopy:
    """The scripts as they are shipped, in a folder of this test's own."""
    return ScriptCopy(tmp_path)

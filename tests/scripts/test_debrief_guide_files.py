"""What is wrong with a guide of the daily talk is told with its file and line, like any other fault."""

from collections.abc import Callable
from pathlib import Path

import pytest

from remote_cm.domain.refusal import BadInput
from remote_cm.script_library import check_scripts
from remote_cm.script_library.debrief import load_debrief_guide
from tests.scripts.script_copies import ScriptCopy

GUIDE = "debrief/en.yaml"

Change = Callable[[str], str]


@pytest.fixture
def scripts(copy: ScriptCopy) -> Path:
    """A scripts folder of this test's own."""
    return copy.folder


def changed(scripts: Path, change: Change, name: str = GUIDE) -> list[str]:
    """The faults after one change to the shipped guide, written under this name."""
    words = (scripts / GUIDE).read_text(encoding="utf-8")
    (scripts / name).write_text(change(words), encoding="utf-8")
    return [str(fault) for fault in check_scripts(scripts)]


def test_the_shipped_guide_has_no_fault_and_waits_for_its_review(scripts: Path) -> None:
    assert changed(scripts, lambda words: words) == []
    assert not load_debrief_guide(scripts).reviewed


def test_an_unknown_key_is_told_with_its_line(scripts: Path) -> None:
    (fault,) = changed(scripts, lambda words: words.replace("    title: Alone\n", "    title: Alone\n    titel: A\n"))
    assert fault.startswith(f"{GUIDE}:11: lines[0].titel: is not a known key")


def test_a_guide_that_does_not_ask_first_who_listens_is_refused(scripts: Path) -> None:
    (fault,) = changed(scripts, lambda words: words.replace("can_talk_alone", "somebody_there"))
    assert "the first line must be can_talk_alone" in fault
    with pytest.raises(BadInput, match="can_talk_alone"):
        load_debrief_guide(scripts)


def test_a_guide_of_another_language_is_called_like_its_language(scripts: Path) -> None:
    (fault,) = changed(scripts, lambda words: words, name="debrief/bn.yaml")
    assert "must be bn, like the file" in fault


def test_a_guide_that_is_not_there_is_a_fault(scripts: Path) -> None:
    (scripts / GUIDE).unlink()
    assert [str(fault) for fault in check_scripts(scripts)] == [f"{GUIDE}:1: is missing"]

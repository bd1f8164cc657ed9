"""What the scripts of our pages never do: keep anything in the browser, call elsewhere, or run words as code."""

import re
from pathlib import Path

import pytest

from tests.structure.source_tree import ROOT, text_of

SCRIPTS = sorted(file.relative_to(ROOT) for file in (ROOT / "remote_cm/web/static").rglob("*.js"))
KEPT = (
    "localStorage",
    "sessionStorage",
    "indexedDB",
    "caches",
    "document.cookie",
    "serviceWorker",
    "showSaveFilePicker",
)
AS_CODE = ("eval(", "new Function", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write")
ASKED = ("confirm(", "alert(", "prompt(")
ELSEWHERE = re.compile(r"https?://|[\"'`]//")


def test_there_are_scripts_to_look_at() -> None:
    assert {file.name for file in SCRIPTS} >= {"call.js", "waiting.js", "memory.js", "alerts.js"}


@pytest.mark.requirement("N29")
@pytest.mark.parametrize("script", SCRIPTS, ids=str)
def test_no_script_keeps_anything_in_the_browser(script: Path) -> None:
    assert [name for name in KEPT if name in text_of(script)] == []


@pytest.mark.parametrize("script", SCRIPTS, ids=str)
def test_no_script_runs_words_as_code_or_stops_a_press_with_a_question(script: Path) -> None:
    words = text_of(script)
    assert [name for name in (*AS_CODE, *ASKED) if name in words] == []
    assert ELSEWHERE.search(words) is None

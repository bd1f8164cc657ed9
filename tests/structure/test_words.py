"""What must not stand in any file: names of package indexes, paths of one machine, postponed work, silent excuses."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.structure.source_tree import text_files, text_of

NOT_WORDS = frozenset({".svg", ".ico", ".png", ".woff2", ".mo"})
FILES = [file for file in text_files() if file.suffix not in NOT_WORDS]

# Put together here, so that this file does not hold what it forbids.
INDEX_NAMES = re.compile(
    "|".join(
        ("py" + "pi", "files.python" + "hosted", "arti" + "factory", "dev" + "pi", "index" + "-url[= ]+[a-z]+://")
    ),
    re.I,
)
MACHINE_PATHS = re.compile(
    "|".join(
        f"(?<![\\w.]){place}/(?!somebody)[a-z]" for place in ("/ho" + "me", "/Us" + "ers", "/wo" + "rk", "/ro" + "ot")
    )
)
POSTPONED = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK")) + r")\b")
LEFT_OUT = re.compile(
    "|".join(
        ("mark." + "skip", "mark." + "xfail", r"pytest\." + r"skip\(", r"pytest\." + r"xfail\(", "importor" + "skip")
    )
)
SILENCED = re.compile(
    r"#\s*(noqa(?P<rules>:\s*[A-Z0-9, ]+)?|type:\s*ignore(?P<kind>\[[\w, -]+\])?)(?P<reason>.*)$", re.M
)


def test_no_file_names_an_index_or_a_machine_or_postponed_work() -> None:
    assert [found for file in FILES for found in _found(file, INDEX_NAMES, MACHINE_PATHS, POSTPONED)] == []


def test_no_test_is_left_out() -> None:
    assert [found for file in FILES if file.is_relative_to("tests") for found in _found(file, LEFT_OUT)] == []


def _found(file: Path, *forbidden: re.Pattern[str]) -> Iterator[str]:
    words = text_of(file)
    for pattern in forbidden:
        yield from (f"{file} holds {match.group()}" for match in pattern.finditer(words))


def test_a_warning_that_is_silenced_names_its_rule_and_its_reason() -> None:
    assert [found for file in FILES if file.suffix == ".py" for found in _bare_excuses(file)] == []


def _bare_excuses(file: Path) -> Iterator[str]:
    for silenced in SILENCED.finditer(text_of(file)):
        reason = silenced["reason"].strip(" #-–:")
        if len(reason) <= 5 or not (silenced["rules"] or silenced["kind"]):
            yield f"{file}: {silenced.group()}"

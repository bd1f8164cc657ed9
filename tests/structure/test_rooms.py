"""Rules stay pure, every module has its room, and what import-linter cannot see is looked at here."""

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.structure.source_tree import PACKAGES, imports_of, module_name, modules, text_of, tree_of

RULES = [file for file in modules() if file.is_relative_to("remote_cm/domain")]
FLOWS = [file for file in modules() if file.is_relative_to("call_flows")]

#: The only library that a rule or a flow may ask, and where.
THE_ONE_LIBRARY = {"remote_cm/domain/phone_number.py": "phonenumbers", "call_flows/twiml.py": "twilio"}

#: Parts of the standard library through which a rule would ask the world, or leave a trace in it.
NOT_PURE = frozenset(
    {
        *("os", "sys", "io", "pathlib", "shutil", "tempfile", "subprocess", "signal", "ctypes", "importlib"),
        *("socket", "ssl", "http", "urllib", "email", "smtplib", "sqlite3", "pickle", "logging"),
        *("threading", "multiprocessing", "asyncio", "concurrent", "time", "random", "secrets"),
    }
)

#: Calls whose answer depends on when or where they are made, or that leave a trace.
ASKS_THE_WORLD = frozenset({"now", "utcnow", "today", "uuid1", "uuid4", "open", "print", "input", "getenv"})

VAGUE = frozenset({"utils", "util", "helpers", "helper", "common", "core", "misc", "manager"})


def test_rules_and_flows_import_only_what_is_pure() -> None:
    assert [f"{file} imports {name}" for file in RULES + FLOWS for name in _impure_imports(file)] == []


def _impure_imports(file: Path) -> Iterator[str]:
    own = ("remote_cm.domain.",) if file in RULES else ("call_flows.", "remote_cm.domain.")
    for name in imports_of(file):
        top = name.split(".")[0]
        is_pure = top in sys.stdlib_module_names - NOT_PURE or top == THE_ONE_LIBRARY.get(str(file))
        if not is_pure and not name.startswith(own):
            yield name


def test_rules_and_flows_are_handed_the_time_and_never_ask_for_it() -> None:
    assert [place for file in RULES + FLOWS for place in _questions_to_the_world(file)] == []


def _questions_to_the_world(file: Path) -> Iterator[str]:
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in ASKS_THE_WORLD:
                yield f"{file}:{node.lineno} calls {called}"


def test_the_phone_simulator_takes_nothing_of_twilio_but_its_request_signer() -> None:
    simulator = [file for file in modules() if file.is_relative_to("remote_cm/phone_simulator")]
    taken = {name for file in simulator for name in imports_of(file) if name.startswith("twilio")}
    assert taken == {"twilio.request_validator.RequestValidator"}


def test_every_extension_of_flask_stays_where_flask_may_be() -> None:
    family = ("flask", "werkzeug", "wtforms", "jinja2")
    outside = [file for file in modules() if not str(file).startswith(("remote_cm/web/", "remote_cm/phone_simulator/"))]
    assert [f"{file} imports {name}" for file in outside for name in imports_of(file) if name.startswith(family)] == []


def test_the_rooms_are_exhaustive_for_every_package_and_no_import_is_excused() -> None:
    contracts = tomllib.loads(text_of(Path("pyproject.toml")))["tool"]["importlinter"]["contracts"]
    exhaustive = {container for one in contracts if one.get("exhaustive") for container in one["containers"]}
    assert exhaustive == set(PACKAGES)
    assert [one["id"] for one in contracts if one.get("ignore_imports") or one.get("exhaustive_ignores")] == []


def test_every_module_begins_with_what_it_knows() -> None:
    assert [str(file) for file in modules() if not text_of(file).startswith('"""')] == []
    first_words = {file: (ast.get_docstring(tree_of(file)) or "").split("\n\n")[0] for file in modules()}
    assert [str(file) for file, words in first_words.items() if not words.endswith((".", ":"))] == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [str(file) for file in modules() if VAGUE.intersection(module_name(file).split("."))] == []

"""What a family says stays here: no call can be recorded, and nothing but the telephone provider is spoken to."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.structure.source_tree import PACKAGES, imports_of, modules, text_files, text_of, tree_of

PRODUCT = [file for file in modules() if not file.is_relative_to("remote_cm/phone_simulator")]

#: Every library that the product asks. A new one is a decision: does it send anything to anybody?
LIBRARIES = frozenset(
    {
        *("pydantic", "pydantic_core", "yaml", "phonenumbers", "cryptography", "argon2", "structlog"),
        *("flask", "flask_babel", "flask_login", "flask_security", "flask_wtf", "werkzeug", "prometheus_client"),
        *("sqlalchemy", "alembic", "psycopg", "redis", "rq", "twilio", "requests", "urllib3"),
    }
)

#: By which a process can speak to another machine, and the only rooms that may; the word outside says nothing but that
#: it was said.
SPEAKS = ("requests", "urllib3", "urllib.request", "http.client", "socket", "smtplib", "ftplib", "asyncio", "ssl")
MAY_SPEAK = ("remote_cm/gateways/twilio/", "remote_cm/gateways/outside_heartbeat.py", "remote_cm/local_stack/")

#: Addresses that the product's own files may name: this machine, and the name of a JSON dialect, which nobody asks.
NAMED_HOSTS = frozenset({"127.0.0.1", "localhost", "json-schema.org"})
_HOST = re.compile(r"https?://([a-z0-9][a-z0-9.-]*\.[a-z0-9]+|localhost)", re.I)

#: What Twilio has to keep a voice, and what TwiML has besides to carry one away while it is spoken.
KEEPS_A_VOICE = re.compile(r"record|transcri|voicemail|intelligence|siprec", re.I)
CARRIES_A_VOICE = re.compile(f"{KEEPS_A_VOICE.pattern}|stream|start|connect", re.I)
FLOWS = Path("call_flows/twiml.py")
GATEWAY = Path("remote_cm/gateways/twilio")


@pytest.mark.requirement("N12")
def test_every_library_of_the_product_was_looked_at() -> None:
    used = {name.split(".")[0] for file in PRODUCT for name in imports_of(file)}
    assert used - set(sys.stdlib_module_names) - set(PACKAGES) == LIBRARIES


@pytest.mark.requirement("N12")
def test_only_the_providers_gateway_the_word_outside_and_the_local_servers_open_a_connection() -> None:
    assert [f"{file} imports {name}" for file in PRODUCT for name in _speaking(file)] == []


def _speaking(file: Path) -> Iterator[str]:
    if not str(file).startswith(MAY_SPEAK):
        yield from (name for name in imports_of(file) if any(f"{name}.".startswith(f"{one}.") for one in SPEAKS))


@pytest.mark.requirement("N12")
def test_no_page_no_script_and_no_code_names_another_machine() -> None:
    ours = [file for file in text_files() if file.parts[0] in (*PACKAGES, "scripts")]
    looked_at = [
        file for file in ours if not file.is_relative_to("remote_cm/phone_simulator") and file.suffix != ".svg"
    ]
    named = {host for file in looked_at for host in _HOST.findall(text_of(file))}
    assert named <= NAMED_HOSTS


@pytest.mark.requirement("N11")
def test_nothing_that_is_asked_of_the_provider_can_keep_a_voice_or_carry_it_away() -> None:
    gateway = [file for file in PRODUCT if file.is_relative_to(GATEWAY)]
    assert len(gateway) > 1
    found = [*_asked(FLOWS, CARRIES_A_VOICE), *(place for file in gateway for place in _asked(file, KEEPS_A_VOICE))]
    assert found == []


def _asked(file: Path, forbidden: re.Pattern[str]) -> Iterator[str]:
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            words = [word.arg or "" for word in node.keywords if not _is_a_plain_no(word.value)]
            yield from (f"{file}:{node.lineno} {name}" for name in (called, *words) if forbidden.search(name))


def _is_a_plain_no(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and (value.value is False or value.value == "do-not-record")

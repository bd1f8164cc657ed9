"""``remote-cm explain``: JSON in, JSON out, no database, and light enough to be asked often."""

import json
from typing import Any

import pytest

from tests.cli.command import CommandLine, in_its_own_process
from tests.process_environment import ROOT

CONTACT = {
    "at": "2026-11-22T10:00:00+06:00",
    "channel": "call",
    "purpose": "follow_up",
    "contact": {
        "role": "child",
        "verified_on": "2026-11-20",
        "safe_windows": [{"weekdays": ["sun"], "from": "09:00", "to": "12:00"}],
    },
    "consent": {"given": True},
}
NEXT_CALL = {
    "level": "medium",
    "last_contact_at": "2026-11-20T10:00:00+06:00",
    "safe_windows": [{"weekdays": ["sun", "wed"], "from": "10:00", "to": "12:00"}],
    "opened_on": "2026-06-01",
    "first_review_done": True,
}
GOOD = {
    "risk": ((), json.dumps({"answers": {"D1": "R"}})),
    "next-call": ((), json.dumps(NEXT_CALL)),
    "contact": ((), json.dumps(CONTACT)),
    "sms": (("9 47K", "--aliases", "47K"), ""),
}


def answer(type_command: CommandLine, rule: str, given: dict[str, Any] | None = None, *more: str) -> dict[str, Any]:
    said = type_command("explain", rule, *more, stdin=json.dumps(given) if given is not None else "")
    assert (said.code, said.err) == (0, "")
    read: dict[str, Any] = json.loads(said.out)
    return read


@pytest.mark.requirement("MON-05")
def test_risk_says_the_level_and_every_reason(type_command: CommandLine) -> None:
    given = {"answers": {"D1": "G", "D2": "G"}, "last": {"D3": {"answer": "O", "days_ago": 4}}}
    found = answer(type_command, "risk", given)
    assert (found["level"], found["codes"], found["provisional"]) == ("medium", ["M1"], False)
    assert found["effective"] == {"D1": "G", "D2": "G", "D3": "O"} | dict.fromkeys(["D4", "D5", "D6", "D7", "D8"], "U")
    assert found["chase_within_hours"] is None


def test_risk_of_nothing_is_that_nothing_was_asked(type_command: CommandLine) -> None:
    found = answer(type_command, "risk", {})
    assert (found["level"], found["codes"], found["chase_within_hours"]) == ("medium", ["M4"], 72)


def test_a_trigger_is_immediate(type_command: CommandLine) -> None:
    assert answer(type_command, "risk", {"triggers": ["T5"]})["level"] == "immediate"


@pytest.mark.requirement("RSK-07")
def test_next_call_says_by_when_in_which_hours_and_why(type_command: CommandLine) -> None:
    assert answer(type_command, "next-call", NEXT_CALL) == {
        "due_by": "2026-11-27T10:00:00+06:00",
        "not_before": "2026-11-20T10:00:00+06:00",
        "suggested": {"from": "2026-11-25T10:00:00+06:00", "to": "2026-11-25T12:00:00+06:00"},
        "alert": None,
        "reasons": [
            "preset:cxb-default",
            "interval_from:virtual-2020",
            "cadence_date",
            "moved_earlier_into_safe_window",
        ],
    }


def test_next_call_without_any_safe_hour_is_an_alert(type_command: CommandLine) -> None:
    found = answer(type_command, "next-call", NEXT_CALL | {"safe_windows": []})
    assert (found["suggested"], found["alert"]) == (None, "no_safe_window")


def test_times_are_told_in_the_zone_of_the_programme(
    type_command: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIMEZONE", "Africa/Nairobi")
    assert answer(type_command, "next-call", NEXT_CALL)["due_by"] == "2026-11-27T07:00:00+03:00"


@pytest.mark.requirement("N8", "N9")
def test_contact_says_yes_or_every_reason_against_it(type_command: CommandLine) -> None:
    assert answer(type_command, "contact", CONTACT) == {"allowed": True, "reasons": [], "next_allowed_at": None}
    later = CONTACT | {"at": "2026-11-22T13:00:00+06:00"}
    assert answer(type_command, "contact", later) == {
        "allowed": False,
        "reasons": ["outside_safe_window"],
        "next_allowed_at": "2026-11-29T09:00:00+06:00",
    }
    unsafe = answer(type_command, "contact", later | {"unsafe_end": True})
    assert (unsafe["reasons"], unsafe["next_allowed_at"]) == (["unsafe_end", "outside_safe_window"], None)


def test_sms_says_how_a_text_is_read(type_command: CommandLine) -> None:
    found = answer(type_command, "sms", None, "9 47K", "--language", "en", "--aliases", "47K,12F")
    assert (found["intent"], found["alias"]) == ("danger", "47K")
    assert set(found) == {"intent", "alias", "report_level", "at", "language"}


@pytest.mark.parametrize(
    ("rule", "given", "faults"),
    [
        ("risk", {"answers": {"D9": "G"}}, ["remote-cm: answers.D9: "]),
        (
            "risk",
            {"answers": {"D1": "X"}, "private": "yes", "wrong": 1},
            ["remote-cm: answers.D1: ", "remote-cm: private: ", "remote-cm: wrong: "],
        ),
        ("next-call", {"level": "immediate", "preset": "hourly"}, ["remote-cm: level: ", "remote-cm: preset: "]),
        ("next-call", {"level": "low", "last_contact_at": "2026-11-20T10:00"}, ["remote-cm: last_contact_at: "]),
        ("contact", {}, ["remote-cm: at: ", "remote-cm: channel: ", "remote-cm: purpose: ", "remote-cm: contact: "]),
    ],
)
def test_every_fault_is_one_line_that_says_where(
    type_command: CommandLine, rule: str, given: dict[str, Any], faults: list[str]
) -> None:
    said = type_command("explain", rule, stdin=json.dumps(given))
    assert (said.code, said.out) == (2, "")
    assert [line[: len(fault)] for line, fault in zip(said.faults, faults, strict=True)] == faults


@pytest.mark.parametrize("rule", ["risk", "next-call", "contact"])
@pytest.mark.parametrize("broken", ["", "not json", "[]", "{", "[" * 5000])
def test_what_is_no_document_is_one_fault(type_command: CommandLine, rule: str, broken: str) -> None:
    said = type_command("explain", rule, stdin=broken)
    assert (said.code, said.out, len(said.faults)) == (2, "", 1)
    assert said.err.startswith("remote-cm: ")


@pytest.mark.parametrize(
    "typed",
    [
        (),
        ("bogus",),
        ("explain",),
        ("explain", "weather"),
        ("explain", "sms"),
        ("explain", "sms", "9", "--aliases", "nonsense"),
        ("tick", "--at", "tomorrow"),
        ("tick", "--at", "2026-11-22T10:00"),
    ],
)
def test_what_is_typed_wrong_is_one_line_too(type_command: CommandLine, typed: tuple[str, ...]) -> None:
    said = type_command(*typed)
    assert (said.code, said.out, len(said.faults)) == (2, "", 1)
    assert said.err.startswith("remote-cm")


def test_a_zone_that_does_not_exist_is_a_fault_of_its_variable(
    type_command: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Mars/Olympus", "../etc/passwd"):
        monkeypatch.setenv("TIMEZONE", name)
        said = type_command("explain", "next-call", stdin=json.dumps(NEXT_CALL))
        assert (said.code, said.err) == (2, "remote-cm: TIMEZONE: is wrong: give a name like Asia/Dhaka\n")


def test_a_folder_of_scripts_that_is_not_there_is_a_fault(
    type_command: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REMOTE_CM_SCRIPTS_DIR", "/nowhere")
    said = type_command("explain", "risk", stdin="{}")
    assert (said.code, said.err) == (2, "remote-cm: /nowhere: is not a folder\n")


NAMES_WHAT_IT_LOADED = """
import sys
from remote_cm.cli import main
code = main(sys.argv[1:])
print("LOADED", *sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
sys.exit(code)
"""
HEAVY = {"sqlalchemy", "alembic", "flask", "twilio", "redis", "rq", "psycopg", "requests", "argon2", "phonenumbers"}


@pytest.mark.parametrize("rule", sorted(GOOD))
def test_a_rule_is_explained_with_an_empty_environment_and_nothing_heavy_loaded(rule: str) -> None:
    more, given = GOOD[rule]
    said = in_its_own_process(
        ["explain", rule, *more], {"PYTHONPATH": str(ROOT)}, stdin=given, code=NAMES_WHAT_IT_LOADED
    )
    assert said.code == 0
    assert json.loads(said.out)
    (loaded,) = said.faults
    assert set(loaded.split()[1:]) & HEAVY == set()


def test_who_explains_one_rule_does_not_wait_for_the_scripts() -> None:
    named = NAMES_WHAT_IT_LOADED.replace('name.partition(".")[0]', "name")
    said = in_its_own_process(["explain", "risk"], {"PYTHONPATH": str(ROOT)}, stdin="{}", code=named)
    loaded = set(said.faults[0].split())
    assert "remote_cm.script_library.policy" in loaded
    assert not loaded & {f"remote_cm.script_library.{part}" for part in ("monitoring", "texts", "check")}

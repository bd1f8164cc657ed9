"""What ``explain contact`` says: the agreed words in, the gate's answer out, and every fault of a bad document."""

import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from pydantic import TypeAdapter

from remote_cm.domain.refusal import BadInput
from remote_cm.domain.safety_gate import GatePolicy
from remote_cm.services.explain_contact import explain_contact

DHAKA = ZoneInfo("Asia/Dhaka")
POLICY_FILE = Path(__file__).parents[2] / "scripts" / "policy" / "cxb-default.yaml"
POLICY = TypeAdapter(GatePolicy).validate_python(yaml.safe_load(POLICY_FILE.read_text("utf-8"))["safety_gate"])


def document(at: str = "2024-03-03T11:00:00+06:00", **changes: object) -> str:
    contact = {
        "role": "caregiver",
        "person_of_concern": False,
        "verified_on": "2024-02-20",
        "safe_windows": [{"weekdays": ["sun", "wed"], "from": "10:00", "to": "12:00"}],
        "text_agreed": False,
        "bridge_agreed": False,
        "opted_out": False,
    }
    whole: dict[str, object] = {
        "at": at,
        "channel": "call",
        "purpose": "follow_up",
        "contact": contact,
        "consent": {"given": True, "valid_until": None, "withdrawn": False},
        "unsafe_end": False,
        "attempts_today": 0,
    }
    return json.dumps(whole | changes)


def explain(text: str) -> dict[str, object]:
    return explain_contact(text, POLICY, DHAKA)


def test_an_open_gate_is_told_in_three_keys() -> None:
    assert explain(document()) == {"allowed": True, "reasons": [], "next_allowed_at": None}


def test_a_closed_gate_names_its_reasons_and_the_next_safe_moment_with_its_offset() -> None:
    assert explain(document(at="2024-03-03T07:00:00Z")) == {
        "allowed": False,
        "reasons": ["outside_safe_window"],
        "next_allowed_at": "2024-03-06T10:00:00+06:00",
    }


def test_each_input_reaches_the_gate() -> None:
    contact = {
        "role": "child",
        "person_of_concern": True,
        "verified_on": None,
        "safe_windows": [],
        "text_agreed": False,
        "opted_out": True,
    }
    told = explain(
        document(
            channel="text",
            contact=contact,
            consent={"given": True, "valid_until": "2024-03-02", "withdrawn": True},
            unsafe_end=True,
            attempts_today=4,
        )
    )
    assert told["reasons"] == [
        "person_of_concern",
        "unsafe_end",
        "consent_withdrawn",
        "consent_expired",
        "number_not_verified",
        "no_safe_window",
        "text_not_agreed",
        "opted_out",
        "too_many_attempts",
    ]
    assert explain(document(channel="bridge"))["reasons"] == ["bridge_not_agreed"]
    assert explain(document(rings_in_window=2))["reasons"] == ["too_many_rings"]
    volunteer = {"role": "volunteer", "verified_on": "2024-02-20"}
    at_night = "2024-03-03T23:00:00+06:00"
    assert explain(document(at=at_night, contact=volunteer))["reasons"] == ["quiet_hours"]
    assert explain(document(at=at_night, contact=volunteer, purpose="danger"))["allowed"] is True


def test_what_is_left_out_keeps_the_gate_closed() -> None:
    least = {"at": "2024-03-03T11:00:00+06:00", "channel": "text", "purpose": "follow_up", "contact": {"role": "child"}}
    assert explain(json.dumps(least))["reasons"] == [
        "consent_missing",
        "number_not_verified",
        "no_safe_window",
        "text_not_agreed",
    ]


def test_all_faults_are_told_at_once_each_with_its_place() -> None:
    bad = document(
        at="2024-03-03T11:00:00",
        channel="pigeon",
        attempts_today=-1,
        contact={
            "role": "child",
            "person_of_concerns": True,
            "safe_windows": [{"weekdays": ["sun"], "from": "12:00", "to": "10:00"}],
        },
    )
    with pytest.raises(BadInput) as refused:
        explain(bad)
    assert {fault.where for fault in refused.value.faults} == {
        "at",
        "channel",
        "attempts_today",
        "contact.person_of_concerns",
        "contact.safe_windows.0",
    }
    assert any("end after it starts" in fault.what for fault in refused.value.faults)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"call"'])
def test_what_is_no_document_is_bad_input(text: str) -> None:
    with pytest.raises(BadInput):
        explain(text)


@pytest.mark.parametrize("wrong", [1, "yes", "false"])
def test_a_word_is_not_taken_for_yes_or_no(wrong: object) -> None:
    with pytest.raises(BadInput):
        explain(document(unsafe_end=wrong))

"""What `explain risk` takes and gives: JSON text in, the decision with its reasons out, every fault named at once."""

import json
from pathlib import Path

import pytest
import yaml
from pydantic import TypeAdapter

from remote_cm.domain.refusal import BadInput
from remote_cm.domain.risk import RiskPolicy
from remote_cm.services.explain_risk import explain_risk

POLICY_FILE = Path(__file__).parents[2] / "scripts" / "policy" / "cxb-default.yaml"
POLICY = TypeAdapter(RiskPolicy).validate_python(yaml.safe_load(POLICY_FILE.read_text("utf-8"))["risk"])

ALL_GREEN = {f"D{number}": "G" for number in range(1, 9)}


def explain(**call: object) -> dict[str, object]:
    explained = explain_risk(json.dumps(call), POLICY)
    assert json.loads(json.dumps(explained)) == explained
    return explained


def faults(document: str) -> dict[str, str]:
    with pytest.raises(BadInput) as refused:
        explain_risk(document, POLICY)
    return {fault.where: fault.what for fault in refused.value.faults}


def faults_of(**call: object) -> dict[str, str]:
    return faults(json.dumps(call))


def test_missing_keys_mean_not_asked_nothing_known_private_and_none() -> None:
    assert explain() == {
        "level": "medium",
        "codes": ["M4"],
        "provisional": True,
        "effective": {f"D{number}": "U" for number in range(1, 9)},
        "chase_within_hours": 72,
    }
    assert explain(answers=ALL_GREEN) == {
        "level": "low",
        "codes": ["L1"],
        "provisional": False,
        "effective": ALL_GREEN,
        "chase_within_hours": None,
    }


def test_every_key_reaches_the_rule() -> None:
    carried = explain(answers={**ALL_GREEN, "D1": "U"}, last={"D1": {"answer": "R", "days_ago": 4}})
    assert (carried["level"], carried["codes"]) == ("high", ["H1"])
    assert explain(answers=ALL_GREEN, triggers=["T5"])["codes"] == ["H0"]
    assert explain(answers=ALL_GREEN, danger_button=True)["level"] == "immediate"
    assert explain(answers=ALL_GREEN, private=False)["effective"] == {**ALL_GREEN, "D1": "U", "D3": "U", "D4": "U"}
    assert explain(answers=ALL_GREEN, person_of_concern=True)["effective"] == explain()["effective"]
    assert explain(previous_call_level="immediate")["codes"] == ["M4", "M5"]
    assert explain(previous_call_level=None, floor=None) == explain()
    assert explain(answers=ALL_GREEN, floor="high")["codes"] == ["L1", "F1"]


def test_every_fault_is_named_with_its_place_and_what_would_be_right() -> None:
    found = faults_of(
        answers={"D9": "G", "D1": "X", "D2": None},
        last={"D1": {"answer": "R"}, "D2": {"answer": "G", "days_ago": -1}, "D3": {"answer": "G", "days_ago": "4"}},
        triggers=["T1", "T99"],
        danger_button="no",
        private=1,
        previous_call_level="none",
        floor="immediate",
        colour="blue",
    )

    assert found["answers.D9"].endswith("or 'D8'")
    assert found["answers.D1"] == found["answers.D2"] == "must be one of 'G', 'O', 'R' or 'U'"
    assert found["last.D1.days_ago"] == "is missing"
    assert found["last.D2.days_ago"] == "must be 0 or more"
    assert found["last.D3.days_ago"] == "must be a whole number"
    assert found["triggers[1]"].startswith("must be one of 'T1'")
    assert found["danger_button"] == found["private"] == "must be true or false"
    assert "immediate" in found["previous_call_level"]
    assert found["floor"] == "must be one of low, medium, high"
    assert found["colour"].startswith("is not a key that belongs here; known are answers, last")
    assert len(found) == 12


@pytest.mark.parametrize(
    ("wrong", "place", "right"),
    [
        ({"answers": ["G"]}, "answers", "must be an object"),
        ({"answers": None}, "answers", "must be an object"),
        ({"triggers": "T1"}, "triggers", "must be a list"),
        ({"last": {"D1": "R"}}, "last.D1", "must be an object"),
        ({"last": {"D1": {"answer": "R", "days_ago": 4.5}}}, "last.D1.days_ago", "must be a whole number"),
        ({"last": {"D1": {"answer": "R", "days_ago": True}}}, "last.D1.days_ago", "must be a whole number"),
        ({"last": {"D1": {"answer": "R", "days_ago": 100_001}}}, "last.D1.days_ago", "must be 100000 or less"),
        ({"last": {"D1": {"answer": "R", "days_ago": 1, "by": "x"}}}, "last.D1.by", "is not a key that belongs here"),
        ({"private": None}, "private", "must be true or false"),
    ],
)
def test_a_wrong_value_is_refused_where_it_stands(wrong: dict[str, object], place: str, right: str) -> None:
    assert faults_of(**wrong) == {place: right}


@pytest.mark.parametrize("document", ["", "{", "nonsense", "[" * 100_000])
def test_what_is_not_json_is_refused(document: str) -> None:
    assert faults(document)[""].startswith("is not JSON")


@pytest.mark.parametrize("document", ["[]", "null", "3", '"G"'])
def test_the_document_must_be_an_object(document: str) -> None:
    assert faults(document) == {"": "must be an object"}


def test_a_key_that_stands_twice_is_refused_since_one_answer_would_be_lost() -> None:
    assert "twice" in faults('{"answers": {"D1": "R", "D1": "G"}}')["D1"]


def test_a_refusal_does_not_repeat_what_was_given() -> None:
    assert "Amina" not in str(faults_of(answers={"D1": "Amina is hurt"}))

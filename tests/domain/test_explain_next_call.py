"""What `explain next-call` takes and gives: JSON text in, dates with their reasons out, in the programme's zone."""

import json
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from pydantic import TypeAdapter

from remote_cm.domain.cadence import CadencePolicy
from remote_cm.domain.local_calendar import CalendarPolicy
from remote_cm.domain.refusal import BadInput
from remote_cm.services.explain_next_call import explain_next_call

POLICY_FILE = Path(__file__).parents[2] / "scripts" / "policy" / "cxb-default.yaml"
SECTIONS = yaml.safe_load(POLICY_FILE.read_text("utf-8"))
CADENCE = TypeAdapter(CadencePolicy).validate_python(SECTIONS["cadence"])
CALENDAR = TypeAdapter(CalendarPolicy).validate_python(SECTIONS["calendar"])

DHAKA = ZoneInfo("Asia/Dhaka")
NOW = datetime(2026, 8, 3, 4, 0, tzinfo=UTC)
MORNINGS = [{"weekdays": ["sun", "tue", "thu"], "from": "10:00", "to": "12:00"}]
CASE: dict[str, object] = {
    "level": "high",
    "last_contact_at": "2026-08-03T10:00:00+06:00",
    "preset": "virtual-2020",
    "safe_windows": MORNINGS,
    "opened_on": "2025-01-01",
    "first_review_done": True,
    "camp_restricted": False,
    "reachable": True,
    "asked_for_at": None,
    "chase_within_hours": None,
}


def explain(**changes: object) -> dict[str, object]:
    explained = explain_next_call(json.dumps({**CASE, **changes}), CADENCE, CALENDAR, DHAKA, NOW)
    assert json.loads(json.dumps(explained)) == explained
    return explained


def faults(document: dict[str, object]) -> dict[str, str]:
    with pytest.raises(BadInput) as refused:
        explain_next_call(json.dumps(document), CADENCE, CALENDAR, DHAKA, NOW)
    return {fault.where: fault.what for fault in refused.value.faults}


def test_a_high_case_is_explained_in_the_zone_of_the_programme() -> None:
    expected = {
        "due_by": "2026-08-07T10:00:00+06:00",
        "not_before": "2026-08-05T10:00:00+06:00",
        "suggested": {"from": "2026-08-06T10:00:00+06:00", "to": "2026-08-06T12:00:00+06:00"},
        "alert": None,
        "reasons": ["preset:virtual-2020", "cadence_date", "moved_earlier_into_safe_window"],
    }

    assert explain() == expected
    assert explain(last_contact_at="2026-08-03T04:00:00Z") == expected


@pytest.mark.parametrize(
    ("level", "preset", "due_by"),
    [
        ("medium", "virtual-2020", "2026-08-10T10:00:00+06:00"),
        ("low", "virtual-2020", "2026-08-17T10:00:00+06:00"),
        ("medium", "interagency-2024", "2026-08-17T10:00:00+06:00"),
        ("low", "interagency-2024", "2026-08-31T10:00:00+06:00"),
        ("high", "daily", "2026-08-04T10:00:00+06:00"),
        ("low", None, "2026-08-17T10:00:00+06:00"),
    ],
)
def test_each_preset_can_be_asked_for(level: str, preset: str | None, due_by: str) -> None:
    assert explain(level=level, preset=preset)["due_by"] == due_by


def test_every_fact_of_the_case_reaches_the_rule() -> None:
    new = explain(level="low", opened_on="2026-08-01", first_review_done=False)
    assert new["due_by"] == "2026-08-10T10:00:00+06:00"
    assert new["reasons"] == ["preset:virtual-2020", "interval_from:cxb-sop-2021", "cadence_date", *LATER]
    restricted = explain(level="low", camp_restricted=True)
    assert restricted["due_by"] == "2026-08-07T10:00:00+06:00"
    assert explain(level="low", camp_restricted=True, reachable=False)["due_by"] == "2026-08-17T10:00:00+06:00"
    asked = explain(level="low", asked_for_at="2026-08-06T11:00:00+06:00")
    assert asked["suggested"] == {"from": "2026-08-06T10:00:00+06:00", "to": "2026-08-06T11:00:00+06:00"}
    chased = explain(chase_within_hours=26)
    assert (chased["due_by"], chased["not_before"]) == ("2026-08-04T12:00:00+06:00", CASE["last_contact_at"])


LATER = ["moved_earlier_into_safe_window"]


def test_no_safe_window_before_the_date_is_an_alert() -> None:
    none_left = explain(safe_windows=[{"weekdays": ["sat"], "from": "10:00", "to": "12:00"}])

    assert (none_left["suggested"], none_left["alert"]) == (None, "no_safe_window")
    assert explain(safe_windows=[])["alert"] == "no_safe_window"


def test_a_case_never_reached_is_due_at_once_in_the_first_safe_window_since_it_was_opened() -> None:
    first = explain(last_contact_at=None, opened_on="2026-08-03", first_review_done=False)

    assert first["not_before"] == "2026-08-03T00:00:00+06:00"
    assert first["suggested"] == {"from": "2026-08-04T10:00:00+06:00", "to": "2026-08-04T12:00:00+06:00"}
    assert first["due_by"] == "2026-08-04T12:00:00+06:00"
    assert "never_contacted" in str(first["reasons"])


def test_a_chase_without_any_contact_changes_nothing() -> None:
    assert explain(last_contact_at=None, chase_within_hours=1) == explain(last_contact_at=None)


def test_only_the_level_has_to_be_said() -> None:
    document = json.dumps({"level": "low"})
    bare = explain_next_call(document, CADENCE, CALENDAR, DHAKA, NOW)

    assert bare["due_by"] == bare["not_before"] == "2026-08-03T10:00:00+06:00"
    assert (bare["suggested"], bare["alert"]) == (None, "no_safe_window")
    assert bare["reasons"] == [
        "preset:cxb-default",
        "interval_from:virtual-2020",
        "never_contacted",
        "no_safe_window",
    ]


def test_hours_closed_by_the_calendar_are_not_suggested() -> None:
    evenings = [{"weekdays": ["fri", "sat"], "from": "18:00", "to": "20:00"}]
    fasting = explain(last_contact_at="2027-02-16T10:00:00+06:00", safe_windows=evenings)

    assert fasting["suggested"] == {"from": "2027-02-19T19:00:00+06:00", "to": "2027-02-19T20:00:00+06:00"}


def test_every_fault_is_named_with_its_place_and_what_would_be_right() -> None:
    found = faults(
        {
            "last_contact_at": "2026-08-03T10:00:00",
            "preset": "weekly",
            "safe_windows": [
                {"weekdays": [], "from": "10:00", "to": "12:00"},
                {"weekdays": ["sun"], "from": "12:00", "to": "10:00"},
                {"weekdays": ["someday"], "from": "24:00", "to": 10, "until": "11:00"},
            ],
            "opened_on": "03/08/2026",
            "asked_for_at": "tomorrow",
            "chase_within_hours": 0,
            "reachable": "yes",
            "daily": True,
        }
    )

    assert found["level"] == "is missing"
    assert found["last_contact_at"] == found["asked_for_at"]
    assert "with its offset" in found["asked_for_at"]
    assert found["preset"].endswith("cxb-sop-2021, cxb-remote-2021, daily")
    assert found["safe_windows[0]"] == "a safe window needs at least one weekday"
    assert found["safe_windows[1]"] == "a safe window must end after it starts, on the same day"
    assert found["safe_windows[2].weekdays[0]"].startswith("must be one of 'mon'")
    assert found["safe_windows[2].from"] == "must be a time of day, like 10:00"
    assert found["safe_windows[2].to"] == "must be text"
    assert found["safe_windows[2].until"] == "is not a key that belongs here"
    assert found["opened_on"] == "must be a date, like 2026-08-03"
    assert found["chase_within_hours"] == "must be 1 or more"
    assert found["reachable"] == "must be true or false"
    assert found["daily"].startswith("is not a key that belongs here; known are level")
    assert len(found) == 14


@pytest.mark.parametrize("key", ["last_contact_at", "asked_for_at"])
@pytest.mark.parametrize("value", [1_780_000_000, "1780000000", "2026-08-03", "2026-13-03T10:00:00Z", True])
def test_a_moment_is_an_iso_time_with_its_offset(key: str, value: object) -> None:
    assert "offset" in faults({"level": "low", key: value})[key]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("last_contact_at", "1999-12-31T23:59:59Z"),
        ("last_contact_at", "9999-12-31T23:59:59Z"),
        ("opened_on", "0001-01-01"),
        ("opened_on", "2200-01-01"),
    ],
)
def test_a_date_lies_in_our_years(key: str, value: str) -> None:
    assert faults({"level": "low", key: value})[key] == "must lie in the years 2000 to 2199"


@pytest.mark.parametrize("level", ["immediate", "none", None, 3, ["high"]])
def test_the_level_is_one_that_a_case_can_have(level: object) -> None:
    assert faults({"level": level}) == {"level": "must be one of low, medium, high"}

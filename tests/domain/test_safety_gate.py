"""The safety gate: each reason alone on both sides of its edge, what danger opens, and when waiting helps."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from remote_cm.domain.safe_window import SafeWindow
from remote_cm.domain.safety_gate import (
    FAMILY,
    ContactRequest,
    GateConsent,
    GateContact,
    GateDecision,
    GatePolicy,
    GateReason,
    decide_contact,
)
from remote_cm.domain.vocabulary import Channel, ContactPurpose, ContactRole, Weekday

DHAKA = ZoneInfo("Asia/Dhaka")
POLICY_FILE = Path(__file__).parents[2] / "scripts" / "policy" / "cxb-default.yaml"
POLICY = TypeAdapter(GatePolicy).validate_python(yaml.safe_load(POLICY_FILE.read_text("utf-8"))["safety_gate"])

SUNDAY_NOON = datetime(2024, 3, 3, 11, 0, tzinfo=DHAKA)
NIGHT = datetime(2024, 3, 3, 23, 30, tzinfo=DHAKA)
SUNDAY_MORNING = SafeWindow((Weekday.SUN,), time(10), time(12))
HELPERS = frozenset(ContactRole) - FAMILY

CHILD = GateContact(
    role=ContactRole.CHILD,
    is_person_of_concern=False,
    verified_on=date(2024, 2, 20),
    safe_windows=(SUNDAY_MORNING,),
    has_agreed_to_texts=False,
    has_agreed_to_bridge=False,
    has_opted_out=False,
)
VOLUNTEER = replace(CHILD, role=ContactRole.VOLUNTEER, safe_windows=())
CONSENT = GateConsent(is_given=True, valid_until=None, is_withdrawn=False)
REQUEST = ContactRequest(
    at=SUNDAY_NOON,
    channel=Channel.CALL,
    purpose=ContactPurpose.FOLLOW_UP,
    contact=CHILD,
    consent=CONSENT,
    has_unsafe_end=False,
    attempts_today=0,
    rings_in_window=0,
)
TO_VOLUNTEER = replace(REQUEST, contact=VOLUNTEER)


def ask(request: ContactRequest) -> GateDecision:
    return decide_contact(request, POLICY, DHAKA)


def in_danger(request: ContactRequest) -> ContactRequest:
    return replace(request, purpose=ContactPurpose.DANGER)


def test_a_call_to_a_known_number_inside_its_window_is_allowed() -> None:
    assert ask(REQUEST) == GateDecision(allowed=True, reasons=(), next_allowed_at=None)


@pytest.mark.parametrize("role", ContactRole)
@pytest.mark.parametrize("purpose", ContactPurpose)
@pytest.mark.parametrize("channel", Channel)
@pytest.mark.requirement("CALL-10", "N5", "N17")
def test_a_person_of_concern_is_never_reached_by_anything_for_anything(
    role: ContactRole, purpose: ContactPurpose, channel: Channel
) -> None:
    agreed = replace(CHILD, role=role, has_agreed_to_texts=True, has_agreed_to_bridge=True)
    request = replace(REQUEST, purpose=purpose, channel=channel, contact=agreed)
    assert ask(request).allowed
    concerned = replace(request, contact=replace(agreed, is_person_of_concern=True))
    assert ask(concerned) == GateDecision(allowed=False, reasons=(GateReason.PERSON_OF_CONCERN,), next_allowed_at=None)


@pytest.mark.parametrize("role", ContactRole)
@pytest.mark.parametrize("purpose", ContactPurpose)
@pytest.mark.requirement("N8")
def test_after_an_unsafe_end_nobody_is_called_back_until_a_route_is_chosen(
    role: ContactRole, purpose: ContactPurpose
) -> None:
    request = replace(REQUEST, purpose=purpose, contact=replace(CHILD, role=role), has_unsafe_end=True)
    assert ask(request) == GateDecision(allowed=False, reasons=(GateReason.UNSAFE_END,), next_allowed_at=None)


@pytest.mark.parametrize("role", sorted(FAMILY))
@pytest.mark.parametrize("purpose", ContactPurpose)
@pytest.mark.requirement("N43")
def test_a_family_that_withdrew_is_not_contacted_even_in_danger(role: ContactRole, purpose: ContactPurpose) -> None:
    withdrawn = replace(CONSENT, is_withdrawn=True)
    request = replace(REQUEST, purpose=purpose, contact=replace(CHILD, role=role), consent=withdrawn)
    assert ask(request) == GateDecision(allowed=False, reasons=(GateReason.CONSENT_WITHDRAWN,), next_allowed_at=None)


def test_a_helper_is_still_reached_after_the_family_withdrew() -> None:
    withdrawn = replace(CONSENT, is_withdrawn=True, is_given=False)
    assert ask(replace(TO_VOLUNTEER, consent=withdrawn)).allowed


def test_without_consent_a_follow_up_is_not_made() -> None:
    request = replace(REQUEST, consent=replace(CONSENT, is_given=False))
    assert ask(request) == GateDecision(allowed=False, reasons=(GateReason.CONSENT_MISSING,), next_allowed_at=None)


def test_consent_holds_on_its_last_day_and_not_on_the_next() -> None:
    last_day = replace(REQUEST, consent=replace(CONSENT, valid_until=date(2024, 3, 3)))
    assert ask(last_day).allowed
    over = replace(REQUEST, consent=replace(CONSENT, valid_until=date(2024, 3, 2)))
    assert ask(over) == GateDecision(allowed=False, reasons=(GateReason.CONSENT_EXPIRED,), next_allowed_at=None)


@pytest.mark.parametrize(
    "consent",
    [replace(CONSENT, is_given=False), replace(CONSENT, valid_until=date(2024, 3, 2))],
    ids=["none", "expired"],
)
@pytest.mark.requirement("N39")
def test_danger_does_not_wait_for_consent_paperwork(consent: GateConsent) -> None:
    assert not ask(replace(REQUEST, consent=consent)).allowed
    assert ask(in_danger(replace(REQUEST, consent=consent))).allowed


def test_a_number_verified_thirty_days_ago_counts_and_one_day_more_does_not() -> None:
    oldest = date(2024, 3, 3) - timedelta(days=30)
    assert ask(replace(REQUEST, contact=replace(CHILD, verified_on=oldest))).allowed
    too_old = replace(REQUEST, contact=replace(CHILD, verified_on=oldest - timedelta(days=1)))
    expected = GateDecision(allowed=False, reasons=(GateReason.NUMBER_NOT_VERIFIED,), next_allowed_at=None)
    assert ask(too_old) == expected
    assert ask(in_danger(too_old)) == expected


@pytest.mark.parametrize("verified_on", [None, date(2024, 3, 4)], ids=["never", "in the future"])
def test_a_number_that_nobody_has_verified_yet_is_not_rung(verified_on: date | None) -> None:
    request = replace(REQUEST, contact=replace(CHILD, verified_on=verified_on))
    assert ask(request).reasons == (GateReason.NUMBER_NOT_VERIFIED,)


def test_waiting_does_not_help_when_the_number_grows_too_old_before_the_window() -> None:
    verified_on = date(2024, 2, 3)
    waiting = replace(REQUEST, at=SUNDAY_NOON + timedelta(hours=2), contact=replace(CHILD, verified_on=verified_on))
    decision = ask(waiting)
    assert decision.reasons == (GateReason.OUTSIDE_SAFE_WINDOW,)
    assert decision.next_allowed_at is None


@pytest.mark.parametrize(
    ("clock", "allowed"), [((9, 59, 59), False), ((10, 0, 0), True), ((11, 59, 59), True), ((12, 0, 0), False)]
)
@pytest.mark.parametrize("purpose", ContactPurpose)
@pytest.mark.requirement("N9")
def test_a_family_is_rung_from_the_start_of_its_window_up_to_its_end_and_danger_changes_nothing(
    clock: tuple[int, int, int], allowed: bool, purpose: ContactPurpose
) -> None:
    at = datetime.combine(date(2024, 3, 3), time(*clock), DHAKA)
    decision = ask(replace(REQUEST, at=at, purpose=purpose))
    assert decision.allowed is allowed
    assert decision.reasons == (() if allowed else (GateReason.OUTSIDE_SAFE_WINDOW,))


def test_before_a_window_the_gate_names_its_start_and_after_it_the_next_one() -> None:
    early = ask(replace(REQUEST, at=datetime(2024, 3, 3, 6, 0, tzinfo=DHAKA)))
    assert early.next_allowed_at == datetime(2024, 3, 3, 10, 0, tzinfo=DHAKA)
    late = ask(replace(REQUEST, at=datetime(2024, 3, 3, 12, 0, tzinfo=DHAKA)))
    assert late.next_allowed_at == datetime(2024, 3, 10, 10, 0, tzinfo=DHAKA)


def test_windows_are_meant_in_the_programmes_zone_whatever_zone_the_moment_is_given_in() -> None:
    assert ask(replace(REQUEST, at=datetime(2024, 3, 3, 4, 0, tzinfo=UTC))).allowed
    assert not ask(replace(REQUEST, at=datetime(2024, 3, 3, 10, 0, tzinfo=UTC))).allowed


@pytest.mark.parametrize("role", sorted(FAMILY))
@pytest.mark.requirement("N9")
def test_a_family_that_has_named_no_window_is_not_rung(role: ContactRole) -> None:
    request = replace(REQUEST, contact=replace(CHILD, role=role, safe_windows=()))
    expected = GateDecision(allowed=False, reasons=(GateReason.NO_SAFE_WINDOW,), next_allowed_at=None)
    assert ask(request) == expected
    assert ask(in_danger(request)) == expected


@pytest.mark.parametrize("role", sorted(HELPERS))
@pytest.mark.requirement("N9")
def test_a_helpers_own_hours_hold_for_a_follow_up_and_give_way_to_danger(role: ContactRole) -> None:
    outside = replace(REQUEST, at=NIGHT, purpose=ContactPurpose.CALL_BACK, contact=replace(CHILD, role=role))
    assert ask(outside).reasons == (GateReason.OUTSIDE_SAFE_WINDOW,)
    assert ask(in_danger(outside)).allowed


@pytest.mark.parametrize("role", sorted(HELPERS))
def test_a_helper_in_danger_is_rung_on_a_number_that_is_not_verified(role: ContactRole) -> None:
    request = replace(TO_VOLUNTEER, contact=replace(VOLUNTEER, role=role, verified_on=None))
    assert ask(request).reasons == (GateReason.NUMBER_NOT_VERIFIED,)
    assert ask(in_danger(request)).allowed


@pytest.mark.parametrize(
    ("clock", "quiet"), [((20, 59), False), ((21, 0), True), ((0, 0), True), ((6, 59), True), ((7, 0), False)]
)
@pytest.mark.parametrize("channel", [Channel.TEXT, Channel.CALL, Channel.BRIDGE])
@pytest.mark.requirement("N45")
def test_volunteers_are_left_in_peace_in_quiet_hours_except_in_danger(
    clock: tuple[int, int], quiet: bool, channel: Channel
) -> None:
    at = datetime.combine(date(2024, 3, 3), time(*clock), DHAKA)
    request = replace(TO_VOLUNTEER, at=at, channel=channel)
    assert ask(request).reasons == ((GateReason.QUIET_HOURS,) if quiet else ())
    assert ask(in_danger(request)).allowed


def test_quiet_hours_end_in_the_morning() -> None:
    decision = ask(replace(TO_VOLUNTEER, at=NIGHT))
    assert decision.next_allowed_at == datetime(2024, 3, 4, 7, 0, tzinfo=DHAKA)


def test_a_volunteer_who_asked_for_a_ring_at_night_gets_the_ring_and_no_text() -> None:
    asked = replace(TO_VOLUNTEER, at=NIGHT, purpose=ContactPurpose.CALL_BACK)
    assert ask(asked).allowed
    assert ask(replace(asked, channel=Channel.TEXT)).reasons == (GateReason.QUIET_HOURS,)


def test_quiet_hours_are_for_volunteers_only() -> None:
    late = SafeWindow((Weekday.SUN,), time(22), time(23, 59))
    assert ask(replace(REQUEST, at=NIGHT, contact=replace(CHILD, safe_windows=(late,)))).allowed
    assert ask(replace(TO_VOLUNTEER, at=NIGHT, contact=replace(VOLUNTEER, role=ContactRole.FOCAL_PERSON))).allowed


def test_quiet_hours_within_one_day_are_read_too() -> None:
    policy = replace(POLICY, quiet_from=time(12), quiet_until=time(14))
    assert [policy.is_quiet(time(*clock)) for clock in ((11, 59), (12, 0), (13, 59), (14, 0))] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("role", ContactRole)
@pytest.mark.parametrize("purpose", ContactPurpose)
@pytest.mark.requirement("N4")
def test_no_text_goes_to_a_family_that_has_not_agreed_to_it(role: ContactRole, purpose: ContactPurpose) -> None:
    request = replace(REQUEST, channel=Channel.TEXT, purpose=purpose, contact=replace(CHILD, role=role))
    assert ask(request).reasons == ((GateReason.TEXT_NOT_AGREED,) if role in FAMILY else ())
    agreed = replace(request, contact=replace(request.contact, has_agreed_to_texts=True))
    assert ask(agreed).allowed


@pytest.mark.parametrize("role", ContactRole)
@pytest.mark.parametrize("purpose", ContactPurpose)
def test_no_family_is_rung_over_the_bridge_before_it_agreed_to_its_number(
    role: ContactRole, purpose: ContactPurpose
) -> None:
    request = replace(REQUEST, channel=Channel.BRIDGE, purpose=purpose, contact=replace(CHILD, role=role))
    assert ask(request).reasons == ((GateReason.BRIDGE_NOT_AGREED,) if role in FAMILY else ())
    agreed = replace(request, contact=replace(request.contact, has_agreed_to_bridge=True))
    assert ask(agreed).allowed


@pytest.mark.parametrize("role", ContactRole)
@pytest.mark.parametrize("purpose", ContactPurpose)
def test_stop_ends_texts_and_leaves_calls(role: ContactRole, purpose: ContactPurpose) -> None:
    stopped = replace(CHILD, role=role, has_agreed_to_texts=True, has_opted_out=True)
    request = replace(REQUEST, purpose=purpose, contact=stopped)
    assert ask(request).allowed
    assert ask(replace(request, channel=Channel.TEXT)).reasons == (GateReason.OPTED_OUT,)


@pytest.mark.parametrize("purpose", ContactPurpose)
@pytest.mark.requirement("N8")
def test_a_family_is_tried_four_times_a_day_and_not_a_fifth_time(purpose: ContactPurpose) -> None:
    request = replace(REQUEST, purpose=purpose)
    assert ask(replace(request, attempts_today=3)).allowed
    used_up = ask(replace(request, attempts_today=4))
    assert used_up.reasons == (GateReason.TOO_MANY_ATTEMPTS,)
    assert used_up.next_allowed_at == datetime(2024, 3, 10, 10, 0, tzinfo=DHAKA)


@pytest.mark.requirement("N8")
def test_a_phone_rings_out_twice_in_a_window_and_not_a_third_time() -> None:
    evening = SafeWindow((Weekday.SUN,), time(16), time(17))
    request = replace(REQUEST, contact=replace(CHILD, safe_windows=(SUNDAY_MORNING, evening)))
    assert ask(replace(request, rings_in_window=1)).allowed
    rung_out = ask(replace(request, rings_in_window=2))
    assert rung_out.reasons == (GateReason.TOO_MANY_RINGS,)
    assert rung_out.next_allowed_at == datetime(2024, 3, 3, 16, 0, tzinfo=DHAKA)


def test_two_windows_that_meet_do_not_bring_rings_of_their_own() -> None:
    next_hour = SafeWindow((Weekday.SUN,), time(12), time(13))
    overlapping = SafeWindow((Weekday.SUN,), time(11, 30), time(11, 45))
    contact = replace(CHILD, safe_windows=(next_hour, SUNDAY_MORNING, overlapping))
    rung_out = ask(replace(REQUEST, contact=contact, rings_in_window=2))
    assert rung_out.next_allowed_at == datetime(2024, 3, 10, 10, 0, tzinfo=DHAKA)


def test_a_text_is_no_ring() -> None:
    agreed = replace(CHILD, has_agreed_to_texts=True)
    assert ask(replace(REQUEST, channel=Channel.TEXT, contact=agreed, rings_in_window=2)).allowed


@pytest.mark.parametrize("role", sorted(HELPERS))
def test_a_helper_in_danger_is_rung_however_often_they_were_tried_today(role: ContactRole) -> None:
    request = replace(TO_VOLUNTEER, contact=replace(VOLUNTEER, role=role), attempts_today=4, rings_in_window=2)
    decision = ask(request)
    assert decision.reasons == (GateReason.TOO_MANY_ATTEMPTS, GateReason.TOO_MANY_RINGS)
    assert decision.next_allowed_at is not None
    assert decision.next_allowed_at.astimezone(DHAKA).date() == date(2024, 3, 4)
    assert ask(in_danger(request)).allowed


def test_every_reason_is_named_and_not_only_the_first() -> None:
    contact = replace(CHILD, is_person_of_concern=True, verified_on=None, has_opted_out=True)
    request = ContactRequest(
        at=NIGHT,
        channel=Channel.TEXT,
        purpose=ContactPurpose.FOLLOW_UP,
        contact=contact,
        consent=GateConsent(is_given=False, valid_until=None, is_withdrawn=True),
        has_unsafe_end=True,
        attempts_today=4,
        rings_in_window=2,
    )
    assert ask(request).reasons == (
        GateReason.PERSON_OF_CONCERN,
        GateReason.UNSAFE_END,
        GateReason.CONSENT_WITHDRAWN,
        GateReason.CONSENT_MISSING,
        GateReason.NUMBER_NOT_VERIFIED,
        GateReason.OUTSIDE_SAFE_WINDOW,
        GateReason.TEXT_NOT_AGREED,
        GateReason.OPTED_OUT,
        GateReason.TOO_MANY_ATTEMPTS,
    )


WINDOWS = st.builds(
    lambda days, start, length: SafeWindow(tuple(days), time(start), time(start + length, 30)),
    st.sets(st.sampled_from(Weekday), min_size=1),
    st.integers(0, 17),
    st.integers(0, 6),
)
REQUESTS = st.builds(
    ContactRequest,
    at=st.builds(
        lambda minutes, zone: (SUNDAY_NOON + timedelta(minutes=minutes)).astimezone(zone),
        st.integers(0, 300 * 24 * 60),
        st.sampled_from([UTC, DHAKA]),
    ),
    channel=st.sampled_from(Channel),
    purpose=st.sampled_from(ContactPurpose),
    contact=st.builds(
        GateContact,
        role=st.sampled_from(ContactRole),
        is_person_of_concern=st.sampled_from([False, False, False, True]),
        verified_on=st.none() | st.dates(date(2023, 12, 1), date(2024, 12, 31)),
        safe_windows=st.lists(WINDOWS, max_size=3).map(tuple),
        has_agreed_to_texts=st.booleans(),
        has_agreed_to_bridge=st.booleans(),
        has_opted_out=st.booleans(),
    ),
    consent=st.builds(
        GateConsent,
        is_given=st.booleans(),
        valid_until=st.none() | st.dates(date(2024, 1, 1), date(2025, 12, 31)),
        is_withdrawn=st.sampled_from([False, False, True]),
    ),
    has_unsafe_end=st.sampled_from([False, False, True]),
    attempts_today=st.integers(0, 6),
    rings_in_window=st.integers(0, 4),
)


@given(REQUESTS)
def test_the_gate_is_open_exactly_when_it_names_no_reason(request: ContactRequest) -> None:
    decision = ask(request)
    assert decision.allowed is not bool(decision.reasons)
    assert len(set(decision.reasons)) == len(decision.reasons)
    assert decision.next_allowed_at is None or not decision.allowed


@given(REQUESTS)
def test_at_the_moment_it_names_the_gate_is_open_for_a_day_without_tries(request: ContactRequest) -> None:
    opens = ask(request).next_allowed_at
    if opens is not None:
        assert opens > request.at
        assert ask(replace(request, at=opens, attempts_today=0, rings_in_window=0)).allowed


@given(REQUESTS, st.integers(1, 7 * 24 * 4))
def test_it_never_opens_by_waiting_before_the_moment_it_names(request: ContactRequest, quarters: int) -> None:
    request = replace(request, attempts_today=0, rings_in_window=0)
    opens = ask(request).next_allowed_at
    later = request.at + timedelta(minutes=15 * quarters)
    if not ask(request).allowed and ask(replace(request, at=later)).allowed:
        assert opens is not None
        assert opens <= later


@given(REQUESTS)
def test_danger_never_closes_what_was_open(request: ContactRequest) -> None:
    if ask(request).allowed:
        assert ask(in_danger(request)).allowed


@given(REQUESTS)
def test_no_family_is_reached_outside_its_windows_for_any_purpose(request: ContactRequest) -> None:
    if request.contact.role in FAMILY and ask(request).allowed:
        local = request.at.astimezone(DHAKA)
        found = [window.on(local.date(), DHAKA) for window in request.contact.safe_windows]
        assert any(period is not None and period.holds(request.at) for period in found)

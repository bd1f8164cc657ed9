"""Which contacts the cadence counts, and what the next call to a high case must still bring."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from remote_cm.domain.conversation import (
    CallNeed,
    ContactHeld,
    ContactKind,
    counts_for_cadence,
    is_contact_only,
    next_call_needs,
)
from remote_cm.domain.vocabulary import AnswerCode, ContactRole, RiskLevel

NOW = datetime(2026, 8, 10, 4, 0, tzinfo=UTC)
TALK = ContactHeld(
    held_at=NOW - timedelta(days=2),
    kind=ContactKind.CONVERSATION,
    spoke_with=ContactRole.CHILD,
    person_of_concern=False,
    safety_codes=(AnswerCode.GREEN,),
    by_own_caseworker=True,
    child_heard=True,
)


@pytest.mark.parametrize("role", ContactRole)
def test_only_direct_talk_with_the_child_or_a_caregiver_counts(role: ContactRole) -> None:
    counts = role in (ContactRole.CHILD, ContactRole.CAREGIVER)

    assert counts_for_cadence(replace(TALK, spoke_with=role)) is counts


@pytest.mark.requirement("MON-09")
@pytest.mark.parametrize("code", AnswerCode)
def test_talk_counts_only_when_safety_was_answered(code: AnswerCode) -> None:
    answered = code in (AnswerCode.GREEN, AnswerCode.ORANGE, AnswerCode.RED)

    assert counts_for_cadence(replace(TALK, safety_codes=(AnswerCode.MISSED, code))) is answered


@pytest.mark.requirement("MON-09")
def test_talk_in_which_nothing_was_asked_counts_only_with_its_reason() -> None:
    silent = replace(TALK, safety_codes=())
    assert not counts_for_cadence(silent)
    assert counts_for_cadence(replace(silent, has_reason_for_no_answers=True))
    assert not counts_for_cadence(replace(silent, has_reason_for_no_answers=True, person_of_concern=True))


@pytest.mark.parametrize("code", AnswerCode)
def test_a_contact_only_is_one_in_which_no_domain_was_answered(code: AnswerCode) -> None:
    is_answer = code in (AnswerCode.GREEN, AnswerCode.ORANGE, AnswerCode.RED)
    assert is_contact_only([AnswerCode.MISSED, code]) is not is_answer
    assert is_contact_only([])


def test_talk_without_any_answer_does_not_count() -> None:
    assert not counts_for_cadence(replace(TALK, safety_codes=()))


@pytest.mark.parametrize("kind", ContactKind)
def test_a_visit_counts_by_itself_and_no_other_kind_does(kind: ContactKind) -> None:
    bare = replace(TALK, kind=kind, spoke_with=None, safety_codes=())

    assert counts_for_cadence(bare) is (kind is ContactKind.VISIT)
    assert counts_for_cadence(replace(TALK, kind=kind)) is (kind in (ContactKind.VISIT, ContactKind.CONVERSATION))


@pytest.mark.parametrize("kind", ContactKind)
def test_nothing_with_a_person_of_concern_counts(kind: ContactKind) -> None:
    assert not counts_for_cadence(replace(TALK, kind=kind, person_of_concern=True))


def needs(*contacts: ContactHeld, level: RiskLevel = RiskLevel.HIGH, child_may_be_heard: bool = True) -> set[CallNeed]:
    return set(next_call_needs(level, contacts, NOW, child_may_be_heard=child_may_be_heard))


def test_a_week_with_the_own_caseworker_and_the_childs_voice_is_whole() -> None:
    assert needs(TALK) == set()


def test_a_high_case_needs_its_own_caseworker_and_the_childs_voice_each_week() -> None:
    by_another = replace(TALK, by_own_caseworker=False)
    child_not_heard = replace(TALK, child_heard=False)

    assert needs() == {CallNeed.OWN_CASEWORKER, CallNeed.CHILD_HEARD}
    assert needs(by_another) == {CallNeed.OWN_CASEWORKER}
    assert needs(child_not_heard) == {CallNeed.CHILD_HEARD}
    assert needs(by_another, child_not_heard) == set()


def test_a_child_who_cannot_safely_be_heard_is_not_asked_for() -> None:
    assert needs(replace(TALK, child_heard=False), child_may_be_heard=False) == set()


@pytest.mark.parametrize(("days", "counts"), [(7, False), (7 - 1 / 86_400, True), (0, True)])
def test_the_week_is_the_seven_days_up_to_the_call(days: float, counts: bool) -> None:
    assert (needs(replace(TALK, held_at=NOW - timedelta(days=days))) == set()) is counts


def test_a_contact_that_does_not_count_brings_nothing_to_the_week() -> None:
    assert len(needs(replace(TALK, safety_codes=()))) == 2


@pytest.mark.parametrize("level", [RiskLevel.LOW, RiskLevel.MEDIUM])
def test_other_levels_have_no_weekly_needs(level: RiskLevel) -> None:
    assert needs(level=level) == set()

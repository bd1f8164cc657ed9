"""What is left out of a call with a reason, what is locked for whom, and what comes before its turn."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_cm.domain.call_script import Item, Script
from remote_cm.domain.next_question import (
    AnswerGiven,
    LockReason,
    TalkFacts,
    called_for,
    items_to_ask,
    locked_items,
    next_item,
    passed_over,
    told_unasked,
)
from remote_cm.domain.vocabulary import AgeBand, AnswerCode, ScriptDomain, Track
from tests.domain.script_samples import CARER, CHILD, SCRIPT, TO_CAREGIVER, ask, domain, item

A, B, C, D = AgeBand
TO_CHILD = replace(TO_CAREGIVER, track=Track.CHILD)


def answered(*codes: tuple[str, AnswerCode], track: Track = Track.CAREGIVER) -> tuple[AnswerGiven, ...]:
    return tuple(AnswerGiven(item_id, track, code) for item_id, code in codes)


def ids(items: tuple[Item, ...]) -> list[str]:
    return [one.id for one in items]


def locks(facts: TalkFacts) -> dict[str, LockReason]:
    return {one.item.id: one.reason for one in locked_items(SCRIPT, facts, ())}


@pytest.mark.requirement("MON-06")
def test_what_was_left_out_with_a_reason_is_not_put_again_and_asks_for_no_reason_again() -> None:
    first = next_item(SCRIPT, TO_CAREGIVER, (), skipped={"D1.1", "D1.3"})
    assert first is not None
    assert first.item.id == "D2.1"
    assert ids(passed_over(SCRIPT, TO_CAREGIVER, (), "D3.1")) == ["D1.1", "D1.3", "D2.1"]
    assert ids(passed_over(SCRIPT, TO_CAREGIVER, (), "D3.1", skipped={"D1.1", "D1.3"})) == ["D2.1"]


@pytest.mark.requirement("N14")
@pytest.mark.parametrize(
    ("facts", "item_id", "reason"),
    [
        (replace(TO_CHILD, is_private=False), "D1.3", LockReason.PRIVATE),
        (replace(TO_CHILD, is_asked_by_woman=False), "D2.4", LockReason.WOMAN_TO_GIRL),
        (replace(TO_CAREGIVER, is_person_of_concern=True), "D1.3", LockReason.NOT_PERSON_OF_CONCERN),
    ],
)
def test_what_this_caller_may_not_ask_is_locked_and_says_why(
    facts: TalkFacts, item_id: str, reason: LockReason
) -> None:
    assert locks(facts)[item_id] is reason
    unlocked = replace(facts, is_private=True, is_asked_by_woman=True, is_person_of_concern=False)
    assert item_id not in locks(unlocked)


def test_what_fits_nobody_of_this_age_or_has_no_occasion_is_not_locked_but_absent() -> None:
    assert "D2.4" not in locks(replace(TO_CHILD, band=B, is_asked_by_woman=False))
    assert "D1.5" not in locks(TO_CAREGIVER)
    assert "D3.3" not in locks(TO_CHILD)


@given(
    st.builds(
        TalkFacts,
        track=st.sampled_from(Track),
        band=st.sampled_from(AgeBand),
        is_private=st.booleans(),
        is_person_of_concern=st.booleans(),
        is_girl=st.booleans(),
        is_asked_by_woman=st.booleans(),
        is_asked_by_volunteer=st.just(False),
        has_disability=st.booleans(),
        has_known_threat=st.booleans(),
        has_history=st.booleans(),
        is_hinted=st.booleans(),
        missed_before=st.frozensets(st.sampled_from(ScriptDomain)),
    )
)
def test_nothing_is_asked_and_locked_at_once_and_what_is_locked_may_still_be_told(facts: TalkFacts) -> None:
    asked = {question.item.id for question in items_to_ask(SCRIPT, facts, ())}
    locked = set(locks(facts))
    assert asked.isdisjoint(locked)
    assert all(told_unasked(SCRIPT, facts, item_id) is not None for item_id in asked | locked)


def test_what_is_told_without_a_question_has_a_place_only_where_the_item_fits_the_listener() -> None:
    assert told_unasked(SCRIPT, replace(TO_CHILD, is_private=False), "D1.3") is not None
    assert told_unasked(SCRIPT, TO_CHILD, "D3.3") is not None
    assert told_unasked(SCRIPT, TO_CHILD, "D4.1") is None
    assert told_unasked(SCRIPT, TO_CHILD, "D9.9") is None


@pytest.mark.parametrize("band", [B, C, D])
def test_a_hint_brings_the_question_about_self_harm_before_all_others(band: AgeBand) -> None:
    hinted = replace(TO_CHILD, band=band, is_hinted=True)
    assert called_for(SCRIPT, hinted, ()) == ("D3.3",)
    question = next_item(SCRIPT, hinted, ())
    assert question is not None
    assert question.item.id == "D3.3"
    assert passed_over(SCRIPT, hinted, (), "D3.3") == ()
    assert called_for(SCRIPT, hinted, answered(("D3.3", AnswerCode.GREEN), track=CHILD)) == ()
    assert called_for(SCRIPT, replace(hinted, is_hinted=False), ()) == ()


TELLS_OF_MORE = replace(item("D5.3", ask(CARER, (A, B, C, D))), also_score=("D1.4",))
MEANS = replace(
    SCRIPT,
    domains=(
        domain(
            ScriptDomain.SAFETY,
            item("D1.1", ask(CARER, (A, B, C, D)), ask(CHILD, (B, C, D))),
            item("D1.4", ask(CARER, (A, B, C, D)), ask(CHILD, (C, D))),
        ),
        domain(ScriptDomain.MEANS, item("D5.1", ask(CARER, (A, B, C, D))), TELLS_OF_MORE),
    ),
)


@pytest.mark.parametrize("code", AnswerCode)
def test_only_a_red_calls_for_the_items_that_it_tells_of_too(code: AnswerCode) -> None:
    heard = answered(("D1.1", AnswerCode.GREEN), ("D5.3", code))
    expected = ("D1.4",) if code is AnswerCode.RED else ()
    assert called_for(MEANS, TO_CAREGIVER, heard) == expected


@pytest.mark.requirement("N16")
def test_what_the_one_told_calls_for_no_question_to_the_other() -> None:
    heard = answered(("D5.3", AnswerCode.RED))
    assert called_for(MEANS, TO_CHILD, heard) == ()


def test_what_is_called_for_is_put_also_when_it_was_left_out_before() -> None:
    heard = answered(("D1.1", AnswerCode.GREEN), ("D5.3", AnswerCode.RED))
    question = next_item(MEANS, TO_CAREGIVER, heard, skipped={"D1.4"})
    assert question is not None
    assert question.item.id == "D1.4"


def test_what_has_its_answer_is_not_called_for_again() -> None:
    heard = answered(("D5.3", AnswerCode.RED), ("D1.4", AnswerCode.GREEN))
    assert called_for(MEANS, TO_CAREGIVER, heard) == ()


def test_a_script_without_such_marks_calls_for_nothing() -> None:
    plain: Script = SCRIPT
    assert called_for(plain, TO_CAREGIVER, answered(("D5.1", AnswerCode.RED))) == ()

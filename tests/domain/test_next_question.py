"""Which questions fit whom, in which order they come, and what is left out."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_cm.domain.call_policy import CallScriptPolicy
from remote_cm.domain.next_question import (
    AnswerGiven,
    TalkFacts,
    coverage_debts,
    items_to_ask,
    missed_domains,
    next_item,
    passed_over,
)
from remote_cm.domain.vocabulary import AgeBand, AnswerCode, ScriptDomain, Track
from tests.domain.script_samples import SCRIPT, TO_CAREGIVER

A, B, C, D = AgeBand
TO_CHILD = replace(TO_CAREGIVER, track=Track.CHILD)
POLICY = CallScriptPolicy(
    coverage_debt_days=28,
    notes_nudge_hours=24,
    child_refusals_in_a_row=2,
    not_now_in_a_row=2,
    trigger_time_minutes=60,
    ring_back_after_minutes=2,
    recall_hours={},
    ambiguous_day_words=(),
)


def answered(*codes: tuple[str, AnswerCode], track: Track = Track.CAREGIVER) -> tuple[AnswerGiven, ...]:
    return tuple(AnswerGiven(item_id, track, code) for item_id, code in codes)


def ids(facts: TalkFacts, answers: Iterable[AnswerGiven] = ()) -> list[str]:
    return [question.item.id for question in items_to_ask(SCRIPT, facts, tuple(answers))]


@pytest.mark.requirement("MON-01")
def test_child_and_caregiver_hear_words_of_their_own() -> None:
    to_caregiver, to_child = (next_item(SCRIPT, facts, ()) for facts in (TO_CAREGIVER, TO_CHILD))
    assert to_caregiver is not None
    assert to_child is not None
    assert (to_caregiver.words, to_child.words) == ("caregiver-ABCD", "child-CD")


def test_a_child_hears_the_words_of_its_age_band() -> None:
    question = next_item(SCRIPT, replace(TO_CHILD, band=B), ())
    assert question is not None
    assert question.words == "child-B"


def test_a_child_under_six_is_asked_nothing() -> None:
    assert ids(replace(TO_CHILD, band=A)) == []


@pytest.mark.requirement("MON-06")
def test_domains_come_by_rank_with_their_anchor_first() -> None:
    assert ids(TO_CAREGIVER) == ["D1.1", "D1.3", "D2.1", "D3.1", "D4.1", "D5.1"]


@pytest.mark.requirement("MON-07")
def test_what_the_last_call_missed_comes_before_its_peers_but_never_before_safety() -> None:
    missed = frozenset({ScriptDomain.FEELINGS, ScriptDomain.MEANS})
    order = ids(replace(TO_CAREGIVER, missed_before=missed))
    assert order == ["D1.1", "D1.3", "D3.1", "D2.1", "D5.1", "D4.1"]


@pytest.mark.requirement("MON-07")
def test_priority_domains_come_before_all_others_even_when_an_other_was_missed() -> None:
    order = ids(replace(TO_CAREGIVER, missed_before=frozenset({ScriptDomain.MEANS})))
    assert order.index("D3.1") < order.index("D5.1") < order.index("D4.1")


@pytest.mark.requirement("CALL-06")
def test_with_ears_around_questions_are_closed_and_delicate_ones_are_left_out() -> None:
    overheard = replace(TO_CHILD, is_private=False, has_history=True)
    questions = items_to_ask(SCRIPT, overheard, ())
    assert [question.item.id for question in questions] == ["D1.1", "D2.1", "D3.1", "D3.3"]
    assert all(question.is_closed and question.words.endswith("?") for question in questions)


def test_in_private_questions_are_open() -> None:
    assert not any(question.is_closed for question in items_to_ask(SCRIPT, TO_CHILD, ()))


def test_the_delicate_question_about_others_is_not_put_to_the_person_of_concern() -> None:
    assert "D1.3" in ids(TO_CAREGIVER)
    assert "D1.3" not in ids(replace(TO_CAREGIVER, is_person_of_concern=True))


def test_the_threat_of_the_case_is_asked_about_only_where_there_is_one() -> None:
    assert "D1.5" not in ids(TO_CAREGIVER)
    assert "D1.5" in ids(replace(TO_CAREGIVER, has_known_threat=True))


def test_growth_is_asked_of_a_small_child_and_later_only_with_a_disability() -> None:
    assert "D2.3" in ids(replace(TO_CAREGIVER, band=A))
    assert "D2.3" not in ids(TO_CAREGIVER)
    assert "D2.3" in ids(replace(TO_CAREGIVER, has_disability=True))


@pytest.mark.parametrize(
    ("girl", "woman", "asked"), [(True, True, True), (True, False, False), (False, False, True), (False, True, True)]
)
def test_private_health_of_a_girl_is_asked_by_a_woman_only(girl: bool, woman: bool, asked: bool) -> None:
    assert ("D2.4" in ids(replace(TO_CHILD, is_girl=girl, is_asked_by_woman=woman))) is asked


def test_private_health_is_not_asked_of_younger_children() -> None:
    assert "D2.4" not in ids(replace(TO_CHILD, band=B))


@pytest.mark.parametrize("band", [C, D])
@pytest.mark.parametrize(
    ("mood", "asked"), [(AnswerCode.GREEN, False), (AnswerCode.ORANGE, True), (AnswerCode.RED, True)]
)
def test_older_children_are_asked_about_self_harm_whenever_the_mood_is_low(
    band: AgeBand, mood: AnswerCode, asked: bool
) -> None:
    facts = replace(TO_CHILD, band=band)
    assert ("D3.3" in ids(facts, answered(("D3.1", mood), track=Track.CHILD))) is asked


def test_a_low_mood_that_the_caregiver_told_of_counts_for_the_child() -> None:
    assert "D3.3" in ids(TO_CHILD, answered(("D3.1", AnswerCode.RED), track=Track.CAREGIVER))


def test_a_worry_in_another_domain_does_not_bring_up_self_harm() -> None:
    assert "D3.3" not in ids(TO_CHILD, answered(("D1.1", AnswerCode.RED), track=Track.CHILD))


def test_a_history_brings_up_self_harm_whatever_the_mood() -> None:
    assert "D3.3" in ids(replace(TO_CHILD, has_history=True))


def test_a_younger_child_is_asked_about_self_harm_only_after_a_hint() -> None:
    facts = replace(TO_CHILD, band=B)
    assert "D3.3" not in ids(facts, answered(("D3.1", AnswerCode.RED), track=Track.CHILD))
    assert "D3.3" in ids(replace(facts, is_hinted=True))


@pytest.mark.requirement("N14")
def test_a_volunteer_is_given_only_the_questions_that_are_safe_in_their_mouth() -> None:
    assert ids(replace(TO_CAREGIVER, is_asked_by_volunteer=True)) == ["D2.1", "D3.1"]
    assert ids(replace(TO_CHILD, is_asked_by_volunteer=True)) == ["D2.1"]


def test_the_next_question_is_the_first_without_an_answer_of_this_listener() -> None:
    given_codes = answered(("D1.1", AnswerCode.GREEN), ("D1.3", AnswerCode.GREEN))
    after = next_item(SCRIPT, TO_CAREGIVER, given_codes)
    for_child = next_item(SCRIPT, TO_CHILD, given_codes)
    assert after is not None
    assert for_child is not None
    assert (after.item.id, for_child.item.id) == ("D2.1", "D1.1")


@pytest.mark.requirement("CALL-20")
@pytest.mark.parametrize("item_id", ["D1.1", "D1.3", "D2.1", "D3.1"])
def test_a_declined_question_is_an_answer_and_is_not_put_again(item_id: str) -> None:
    declined = answered((item_id, AnswerCode.DECLINED))
    asked = next_item(SCRIPT, TO_CAREGIVER, declined)
    assert asked is not None
    assert asked.item.id != item_id
    assert item_id not in {one.id for one in passed_over(SCRIPT, TO_CAREGIVER, declined, "D5.1")}


def test_there_is_no_next_question_when_all_have_an_answer() -> None:
    codes = [(item_id, AnswerCode.GREEN) for item_id in ids(TO_CAREGIVER)]
    assert next_item(SCRIPT, TO_CAREGIVER, answered(*codes)) is None


@pytest.mark.requirement("MON-06")
def test_going_on_with_a_later_question_names_those_that_are_skipped() -> None:
    skipped = passed_over(SCRIPT, TO_CAREGIVER, answered(("D1.1", AnswerCode.GREEN)), "D3.1")
    assert [item.id for item in skipped] == ["D1.3", "D2.1"]
    assert passed_over(SCRIPT, TO_CAREGIVER, (), "D1.1") == ()


def test_a_question_that_does_not_fit_the_listener_skips_nothing() -> None:
    assert passed_over(SCRIPT, TO_CAREGIVER, (), "D2.4") == ()


@pytest.mark.requirement("MON-07")
def test_a_domain_without_an_answer_to_its_anchor_is_missed() -> None:
    codes = answered(
        ("D1.1", AnswerCode.GREEN),
        ("D2.1", AnswerCode.DECLINED),
        ("D3.3", AnswerCode.RED),
        ("D4.1", AnswerCode.ORANGE),
        ("D5.1", AnswerCode.MISSED),
    )
    assert missed_domains(SCRIPT, codes) == (ScriptDomain.HEALTH, ScriptDomain.FEELINGS, ScriptDomain.MEANS)


def test_a_domain_is_a_debt_from_the_very_day_on() -> None:
    today = date(2026, 11, 22)
    covered = dict.fromkeys(ScriptDomain, today)
    covered[ScriptDomain.MEANS] = today - timedelta(days=27)
    covered[ScriptDomain.LEARNING] = today - timedelta(days=28)
    assert coverage_debts(covered, today, today, POLICY) == (ScriptDomain.LEARNING,)


def test_a_domain_that_was_never_covered_counts_from_the_opening_of_the_case() -> None:
    today = date(2026, 11, 22)
    assert coverage_debts({}, today - timedelta(days=27), today, POLICY) == ()
    assert coverage_debts({}, today - timedelta(days=28), today, POLICY) == tuple(ScriptDomain)


@given(
    st.sampled_from(Track),
    st.sampled_from(AgeBand),
    st.frozensets(st.sampled_from(ScriptDomain)),
    st.booleans(),
    st.booleans(),
)
def test_safety_always_opens_and_priority_domains_always_come_first(
    track: Track, band: AgeBand, missed: frozenset[ScriptDomain], private: bool, history: bool
) -> None:
    facts = replace(TO_CAREGIVER, track=track, band=band, missed_before=missed, is_private=private, has_history=history)
    domains = [question.item.domain for question in items_to_ask(SCRIPT, facts, ())]
    ranks = [(domain is not ScriptDomain.SAFETY, not domain.is_priority) for domain in domains]
    assert ranks == sorted(ranks)

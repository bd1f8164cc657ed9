"""What a red leads to: the ladder at once, the supervisor, or safeguarding."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_cm.domain.call_script import DangerAnswer, RedTrigger, TriggerChoice
from remote_cm.domain.red_answers import RedDecision, RedRoute, decide_red, red_question
from remote_cm.domain.refusal import BadInput
from remote_cm.domain.vocabulary import LadderName, Trigger
from tests.domain.script_samples import SCRIPT

NOW_OR_SOON = SCRIPT.items["D1.1"]
REACHED_CARE = SCRIPT.items["D2.1"]
SELF_HARM = SCRIPT.items["D3.3"]
MOOD = SCRIPT.items["D3.1"]
YES, NO = DangerAnswer.YES, DangerAnswer.NO
TO_SUPERVISOR = RedDecision(RedRoute.SUPERVISOR, None, None)


def danger(trigger: Trigger) -> RedDecision:
    return RedDecision(RedRoute.DANGER, trigger, LadderName.E0)


def test_danger_now_opens_the_ladder_with_the_trigger_that_was_chosen() -> None:
    assert decide_red(NOW_OR_SOON, YES, Trigger.T6) == danger(Trigger.T6)


def test_danger_does_not_wait_for_the_choice_of_its_kind() -> None:
    assert decide_red(NOW_OR_SOON, YES) == danger(Trigger.T1)


def test_a_red_that_is_not_danger_now_goes_to_the_supervisor() -> None:
    assert decide_red(NOW_OR_SOON, NO) == TO_SUPERVISOR


def test_where_a_no_means_danger_the_answers_are_turned_round() -> None:
    assert decide_red(REACHED_CARE, NO) == danger(Trigger.T2)
    assert decide_red(REACHED_CARE, YES) == TO_SUPERVISOR


def test_a_plan_of_suicide_opens_the_ladder_at_once_without_a_question() -> None:
    assert red_question(SELF_HARM) is None
    assert decide_red(SELF_HARM, None) == danger(Trigger.T4)


def test_other_reds_go_to_the_supervisor_without_a_question() -> None:
    assert red_question(MOOD) is None
    assert decide_red(MOOD, None) == TO_SUPERVISOR


def test_a_question_that_was_not_answered_is_still_open() -> None:
    assert red_question(NOW_OR_SOON) == "now or soon?"
    assert decide_red(NOW_OR_SOON, None) == RedDecision(RedRoute.ASK, None, None)


def test_a_helper_as_the_source_of_harm_goes_to_safeguarding_and_to_no_supervisor() -> None:
    assert decide_red(NOW_OR_SOON, NO, Trigger.T12) == RedDecision(RedRoute.SAFEGUARDING, Trigger.T12, None)
    assert decide_red(NOW_OR_SOON, None, Trigger.T12) == RedDecision(RedRoute.SAFEGUARDING, Trigger.T12, None)


def test_a_helper_as_the_source_of_danger_now_opens_the_ladder_without_the_line() -> None:
    expected = RedDecision(RedRoute.SAFEGUARDING, Trigger.T12, LadderName.E0_WITHOUT_LINE)
    assert decide_red(NOW_OR_SOON, YES, Trigger.T12) == expected


def test_where_only_a_helper_can_be_the_danger_no_choice_sends_it_up_the_line_either() -> None:
    helper = (TriggerChoice(Trigger.T12, "a helper"),)
    trust = replace(MOOD, trigger=RedTrigger(helper, question="by whom?", danger_when=YES, also=helper))
    without_line = RedDecision(RedRoute.SAFEGUARDING, Trigger.T12, LadderName.E0_WITHOUT_LINE)
    assert decide_red(trust, YES) == without_line
    assert decide_red(trust, YES, Trigger.T12) == without_line
    assert decide_red(trust, NO, Trigger.T12) == RedDecision(RedRoute.SAFEGUARDING, Trigger.T12, None)
    assert decide_red(trust, NO) == TO_SUPERVISOR


def test_a_trigger_that_the_item_cannot_lead_to_is_refused_with_those_that_it_can() -> None:
    with pytest.raises(BadInput, match=r"D1\.1.*T1, T6, T12"):
        decide_red(NOW_OR_SOON, YES, Trigger.T9)
    with pytest.raises(BadInput, match="none"):
        decide_red(MOOD, None, Trigger.T1)


@given(st.sampled_from(sorted(SCRIPT.items)), st.sampled_from([YES, NO, None]))
def test_no_red_is_without_a_route_and_only_t12_keeps_the_line_out(item_id: str, answer: DangerAnswer | None) -> None:
    decision = decide_red(SCRIPT.items[item_id], answer)
    assert (decision.route is RedRoute.DANGER) is (decision.trigger is not None)
    assert decision.ladder is (LadderName.E0 if decision.route is RedRoute.DANGER else None)

"""An old answer is read beside the words that were asked, whatever the script says today; what is left out has a
reason.
"""

from dataclasses import replace

import pytest

from remote_cm.domain.call_script import Item, Script
from remote_cm.domain.next_question import SkipReason
from remote_cm.domain.refusal import BadInput
from remote_cm.domain.vocabulary import AnswerCode, Track
from remote_cm.services.call_views import CallPhase, SavedAnswer, Wish
from remote_cm.services.case_pages import show_case
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.calls import Answer, AnswerRevision, ScriptWording
from tests.factories import case_row, make_people
from tests.services.calls_by_hand import GREEN, ORANGE, RED, CallByHand, answers, rows


@pytest.fixture
def call(surroundings: Surroundings) -> CallByHand:
    return CallByHand(surroundings, make_people(surroundings, case_row())).open()


def rewritten(script: Script, version: str = "9.9") -> Script:
    """The same script in other words and a new version."""
    return replace(
        script,
        version=version,
        domains=tuple(
            replace(domain, items=tuple(_rewritten(item) for item in domain.items)) for domain in script.domains
        ),
    )


def _rewritten(item: Item) -> Item:
    asks = tuple(replace(ask, say=f"now otherwise: {ask.say}") for ask in item.asks)
    return replace(item, title=f"New {item.title}", asks=asks)


def only_answer(call: CallByHand) -> SavedAnswer:
    (saved,) = call.page().answers
    return saved


def test_the_words_that_were_asked_and_what_each_colour_asked_for_are_kept_with_the_answer(
    surroundings: Surroundings, call: CallByHand
) -> None:
    question = call.page().question
    assert question is not None
    call.hear("D1.1", ORANGE)
    item = surroundings.script.items["D1.1"]
    (wording,) = rows(surroundings, ScriptWording)
    assert answers(surroundings)["D1.1"].wording_id == wording.id
    assert (wording.item_id, wording.title, wording.asked) == ("D1.1", item.title, question.question.words)
    assert (wording.language, wording.version) == (surroundings.script.language, surroundings.script.version)
    assert (tuple(wording.green), tuple(wording.orange), tuple(wording.red)) == (
        item.criteria.green,
        item.criteria.orange,
        item.criteria.red,
    )


def test_an_old_answer_keeps_its_words_when_the_script_has_changed(
    surroundings: Surroundings, call: CallByHand
) -> None:
    call.hear("D1.1", ORANGE)
    then = only_answer(call)
    later = CallByHand(replace(surroundings, script=rewritten(surroundings.script)), call.people)
    assert only_answer(later) == then
    assert then.title == surroundings.script.items["D1.1"].title
    assert then.asked is not None
    later.hear("D1.1", GREEN)
    now = only_answer(later)
    assert now.title == f"New {then.title}"
    assert now.asked == f"now otherwise: {then.asked}"
    (revision,) = rows(surroundings, AnswerRevision)
    wordings = {wording.id: wording for wording in rows(surroundings, ScriptWording)}
    assert revision.wording_id is not None
    assert wordings[revision.wording_id].asked == then.asked


def test_the_same_words_are_kept_once_whatever_the_version_is_called(
    surroundings: Surroundings, call: CallByHand
) -> None:
    call.hear("D1.1", ORANGE)
    same_words = replace(surroundings.script, version="9.9")
    CallByHand(replace(surroundings, script=same_words), call.people).hear("D1.1", GREEN)
    assert len(rows(surroundings, ScriptWording)) == 1
    assert only_answer(call).script_version == "9.9"


def test_other_words_for_ears_around_are_other_words(surroundings: Surroundings, call: CallByHand) -> None:
    call.hear("D1.1", ORANGE)
    call.be_overheard()
    call.hear("D1.1", GREEN)
    asked = {wording.asked for wording in rows(surroundings, ScriptWording)}
    item = surroundings.script.items["D1.1"]
    assert asked == {
        words
        for ask in item.asks
        if ask.track is Track.CHILD and call.people.case().age_band in ask.bands
        for words in (ask.say, ask.if_overheard)
    }


def test_an_answer_from_before_words_were_kept_has_todays_title_and_no_words(
    surroundings: Surroundings, call: CallByHand
) -> None:
    call.hear("D1.1")
    with surroundings.database.unit_of_work() as work:
        answer = work.session.merge(answers(surroundings)["D1.1"])
        answer.wording_id = None
        work.commit()
    saved = only_answer(call)
    assert (saved.title, saved.asked) == (surroundings.script.items["D1.1"].title, None)


def test_the_case_shows_its_caseworker_the_last_answers_of_both_beside_their_words(
    surroundings: Surroundings, call: CallByHand
) -> None:
    call.hear("D1.1", ORANGE, said="a zebra at the gate")
    asked = only_answer(call).asked
    call.pass_to(Track.CAREGIVER).come_through().hear_all()
    call.end()
    (talk,) = show_case(surroundings, call.person, call.code).talks
    assert (talk.at, talk.level) == (call.talk().started_at, call.talk().call_level)
    safety = [answer for answer in talk.answers if answer.item_id == "D1.1"]
    assert {(answer.track, answer.code) for answer in safety} == {(Track.CHILD, ORANGE), (Track.CAREGIVER, GREEN)}
    assert {(answer.asked, answer.said) for answer in safety if answer.track is Track.CHILD} == {
        (asked, "a zebra at the gate")
    }


@pytest.mark.requirement("N16")
def test_the_words_of_a_talk_are_on_no_page_of_the_case_for_others_nor_while_it_goes_on(
    surroundings: Surroundings, call: CallByHand
) -> None:
    call.hear("D1.1", ORANGE, said="a zebra at the gate")
    assert show_case(surroundings, call.person, call.code).talks == ()
    call.end()
    seen = show_case(surroundings, call.people.person("SUP-1"), call.code)
    assert seen.talks == ()
    assert "zebra" not in repr(seen)


# what is left out


@pytest.mark.requirement("MON-06")
@pytest.mark.parametrize("code", [code for code in AnswerCode if code is not RED])
def test_going_on_past_a_question_asks_for_a_reason(
    surroundings: Surroundings, call: CallByHand, code: AnswerCode
) -> None:
    with pytest.raises(BadInput) as refused:
        call.hear("D2.1", code, skip_reason="")
    assert [fault.where for fault in refused.value.faults] == ["skip_reason"]
    assert rows(surroundings, Answer) == []
    with pytest.raises(BadInput):
        call.hear("D2.1", code, skip_reason="because")
    assert rows(surroundings, Answer) == []


@pytest.mark.requirement("MON-06")
@pytest.mark.parametrize("reason", SkipReason)
def test_what_is_left_out_is_kept_with_its_reason_and_not_put_again(call: CallByHand, reason: SkipReason) -> None:
    page = call.page(Wish(item_id="D2.1"))
    assert page.question is not None
    left_out = [item.id for item in page.question.passed_over]
    assert left_out[0] == "D1.1"
    call.hear("D2.1", skip_reason=reason)
    assert call.talk().skips == {f"child {item_id}": reason for item_id in left_out}
    following = call.page().question
    assert following is not None
    assert following.question.item.id not in left_out
    assert following.passed_over == ()
    call.hear(following.question.item.id, skip_reason="")


def test_what_was_left_out_can_still_be_asked(call: CallByHand) -> None:
    call.hear("D2.1")
    question = call.page(Wish(item_id="D1.1")).question
    assert question is not None
    assert question.question.item.id == "D1.1"
    call.hear("D1.1", skip_reason="")


def test_in_its_order_nothing_asks_for_a_reason(call: CallByHand) -> None:
    while (question := call.page().question) is not None:
        assert question.passed_over == ()
        call.hear(question.question.item.id, skip_reason="")
    assert call.talk().skips == {}
    assert call.page().phase is CallPhase.CLOSING


def test_a_changed_answer_asks_for_no_reason_again(call: CallByHand) -> None:
    call.hear("D2.1", RED, skip_reason="")
    call.reply("D2.1", "yes")
    call.hear("D2.1", ORANGE, skip_reason="")
    page = call.page(Wish(item_id="D2.1"))
    assert page.question is not None
    assert page.question.passed_over == ()


def test_what_the_child_left_out_is_still_put_to_the_caregiver(call: CallByHand) -> None:
    call.hear("D2.1")
    call.pass_to(Track.CAREGIVER).come_through()
    question = call.page().question
    assert question is not None
    assert question.question.item.id == "D1.1"

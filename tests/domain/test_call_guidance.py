"""What leads a caller beside the questions: paths, guides that open by themselves, and reminders."""

import pytest

from remote_cm.domain.call_guidance import (
    Guide,
    GuidedPath,
    GuidedStep,
    GuideOpening,
    Protocol,
    Reminder,
    ReminderPlace,
)
from remote_cm.domain.vocabulary import AnswerCode, Trigger

STEP = GuidedStep("listen")
PATH = GuidedPath("plain", "A calm call", "the line is gone", (STEP,))
GUIDE = Guide(
    id="suicide",
    title="Suicide",
    when="it was said",
    steps=(STEP,),
    never=("leave",),
    opens_at=(GuideOpening("D3.3", (AnswerCode.ORANGE, AnswerCode.RED)),),
    opens_at_triggers=(Trigger.T4,),
)


def test_a_protocol_a_path_and_a_guide_have_something_to_do() -> None:
    with pytest.raises(ValueError, match="step"):
        GuidedPath("plain", "A calm call", "the line is gone", ())
    with pytest.raises(ValueError, match="path"):
        Protocol("A", "The line breaks", ())
    with pytest.raises(ValueError, match="step"):
        Guide("suicide", "Suicide", "it was said", (), (), ())


def test_a_path_is_found_by_its_id() -> None:
    protocol = Protocol("A", "The line breaks", (PATH,))
    assert protocol.path("plain") is PATH
    assert protocol.path("unsafe") is None


def test_a_guide_opens_at_its_answers_and_no_others() -> None:
    assert GUIDE.opens("D3.3", AnswerCode.ORANGE)
    assert GUIDE.opens("D3.3", AnswerCode.RED)
    assert not GUIDE.opens("D3.3", AnswerCode.GREEN)
    assert not GUIDE.opens("D3.1", AnswerCode.RED)


def test_a_guide_opens_at_its_danger_wherever_that_was_heard() -> None:
    assert GUIDE.opens("D1.1", AnswerCode.RED, Trigger.T4)
    assert not GUIDE.opens("D1.1", AnswerCode.RED, Trigger.T1)


def test_a_reminder_stands_at_its_places_and_at_its_items_only() -> None:
    everywhere = Reminder("N7", "end now", (ReminderPlace.QUESTION, ReminderPlace.RED))
    assert everywhere.is_shown(ReminderPlace.RED, "D5.1")
    assert not everywhere.is_shown(ReminderPlace.CLOSING)
    at_one = Reminder("N14", "no details", (ReminderPlace.QUESTION,), ("D1.3",))
    assert at_one.is_shown(ReminderPlace.QUESTION, "D1.3")
    assert not at_one.is_shown(ReminderPlace.QUESTION, "D5.1")
    assert at_one.is_shown(ReminderPlace.QUESTION)


def test_a_reminder_is_shown_somewhere() -> None:
    with pytest.raises(ValueError, match="place"):
        Reminder("N7", "end now", ())

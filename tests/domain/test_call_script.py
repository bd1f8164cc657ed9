"""What a script must be to be one."""

from dataclasses import replace

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
from remote_cm.domain.call_script import (
    Advice,
    Ask,
    AskOnlyIf,
    Criteria,
    DangerAnswer,
    LevelAdvice,
    RedTrigger,
    TriggerChoice,
    volunteer_items,
)
from remote_cm.domain.spoken_words import SpokenWords
from remote_cm.domain.vocabulary import AgeBand, AnswerCode, DomainColour, ScriptDomain, Track, Trigger
from tests.domain.script_samples import SCRIPT, ask, domain, item

ANY = ask(Track.CAREGIVER, tuple(AgeBand))


def test_a_domain_has_one_anchor_and_asks_it_first() -> None:
    whole = domain(ScriptDomain.SAFETY, item("D1.1", ANY), item("D1.2", ANY))
    assert whole.anchor.id == "D1.1"
    with pytest.raises(ValueError, match="has 0"):
        domain(ScriptDomain.SAFETY, item("D1.2", ANY))
    with pytest.raises(ValueError, match="must be the first"):
        domain(ScriptDomain.SAFETY, item("D1.2", ANY), item("D1.1", ANY))
    with pytest.raises(ValueError, match="has 2"):
        domain(ScriptDomain.SAFETY, item("D1.1", ANY), replace(item("D1.2", ANY), is_anchor=True))


def test_an_item_belongs_to_the_domain_of_its_id() -> None:
    assert item("D2.1", ANY).domain is ScriptDomain.HEALTH


def test_a_question_has_closed_words_or_is_only_for_private_talk() -> None:
    with pytest.raises(ValueError, match="if_overheard"):
        Ask(Track.CHILD, (AgeBand.B,), "open")
    with pytest.raises(ValueError, match="if_overheard"):
        Ask(Track.CHILD, (AgeBand.B,), "open", "closed", (AskOnlyIf.PRIVATE,))


def test_a_question_is_for_some_age() -> None:
    with pytest.raises(ValueError, match="age band"):
        Ask(Track.CHILD, (), "open", "closed")


def test_each_colour_has_a_criterion() -> None:
    with pytest.raises(ValueError, match="criterion"):
        Criteria(("g",), (), ("r",))


def test_the_question_after_a_red_says_which_answer_is_danger_and_what_danger() -> None:
    choice = TriggerChoice(Trigger.T1, "violence")
    with pytest.raises(ValueError, match="danger_when"):
        RedTrigger((choice,), question="now?")
    with pytest.raises(ValueError, match="danger_when"):
        RedTrigger((choice,), danger_when=DangerAnswer.YES)
    with pytest.raises(ValueError, match="triggers"):
        RedTrigger((), question="now?", danger_when=DangerAnswer.YES)


@pytest.mark.requirement("MON-03")
def test_each_colour_has_its_own_advice_and_an_uncovered_domain_none() -> None:
    green, orange, red = (Advice((colour,), ()) for colour in ("go on", "look again", "act"))
    whole = replace(domain(ScriptDomain.SAFETY, item("D1.1", ANY)), advice=LevelAdvice(green, orange, red))
    colours = (DomainColour.GREEN, DomainColour.ORANGE, DomainColour.RED, DomainColour.UNCOVERED)
    assert [whole.advice_for(colour) for colour in colours] == [green, orange, red, None]


def test_a_child_hears_words_of_its_band_and_else_those_for_a_grown_up() -> None:
    words = SpokenWords("grown-up", {AgeBand.B: "small"})
    assert words.said_to(Track.CHILD, AgeBand.B) == "small"
    assert words.said_to(Track.CHILD, AgeBand.C) == "grown-up"
    assert words.said_to(Track.CAREGIVER, AgeBand.B) == "grown-up"


def test_items_are_found_by_id_and_domains_by_name() -> None:
    assert SCRIPT.items["D2.4"].domain is ScriptDomain.HEALTH
    found = SCRIPT.domain(ScriptDomain.CARE)
    assert found is not None
    assert found.anchor.id == "D4.1"
    assert SCRIPT.domain(ScriptDomain.SERVICES) is None


def test_volunteers_items_are_those_that_they_may_ask_somebody() -> None:
    assert volunteer_items(SCRIPT) == ("D2.1", "D3.1")


def test_protocols_guides_and_reminders_are_found_by_id_and_place() -> None:
    step = GuidedStep("listen")
    protocol = Protocol("A", "The line breaks", (GuidedPath("plain", "Calm", "gone", (step,)),))
    opening = GuideOpening("D3.3", (AnswerCode.RED,))
    urgent = Guide("suicide", "Suicide", "", (step,), (), (opening,))
    other = Guide("disclosure", "Harm", "", (step,), (), (opening,))
    nothing = Guide("other", "Other", "", (step,), (), ())
    reminder = Reminder("N7", "end now", (ReminderPlace.RED,))
    script = replace(SCRIPT, protocols=(protocol,), guides=(urgent, other, nothing), reminders=(reminder,))
    assert (script.protocol("A"), script.protocol("B")) == (protocol, None)
    assert (script.guide("disclosure"), script.guide("none")) == (other, None)
    assert script.guides_opened_by("D3.3", AnswerCode.RED) == (urgent, other)
    assert script.guides_opened_by("D3.3", AnswerCode.GREEN) == ()
    assert script.reminders_at(ReminderPlace.RED) == (reminder,)
    assert script.reminders_at(ReminderPlace.CLOSING) == ()

"""What a call brings besides its scored questions: for whom it is, and on which days."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from remote_cm.domain.call_extras import (
    CollateralKind,
    CollateralScript,
    CollateralTalk,
    ExtraQuestion,
    Extras,
    HouseholdChoice,
    HouseholdLine,
    LocalNumber,
    OutbreakPack,
    PlayIdea,
    PlayPack,
)
from remote_cm.domain.spoken_words import SpokenWords
from remote_cm.domain.vocabulary import AgeBand, Household, ScriptDomain, Track

A, B, C, D = AgeBand
FIRST, LAST = date(2030, 3, 1), date(2030, 4, 30)
WORDS = SpokenWords("wash hands")
PACK = OutbreakPack("While it goes round", True, FIRST, LAST, (WORDS,), (LocalNumber("Health post", "1"),), "")
QUESTION = ExtraQuestion("X1", "back_home", ScriptDomain.CARE, Track.CHILD, (B, C), "what do you miss?", "good here?")


def asked(*questions: ExtraQuestion, is_private: bool = True, band: AgeBand = B) -> tuple[ExtraQuestion, ...]:
    return Extras((), questions).questions_for(
        ["back_home"], ScriptDomain.CARE, Track.CHILD, band, is_private=is_private
    )


@pytest.mark.requirement("MON-13")
def test_an_extra_question_is_for_its_mark_its_domain_its_listener_and_its_age() -> None:
    assert asked(QUESTION) == (QUESTION,)
    assert asked(replace(QUESTION, tag="other")) == ()
    assert asked(replace(QUESTION, domain=ScriptDomain.SAFETY)) == ()
    assert asked(replace(QUESTION, track=Track.CAREGIVER)) == ()
    assert asked(QUESTION, band=D) == ()


def test_an_extra_question_without_closed_words_is_left_out_where_somebody_may_hear() -> None:
    only_alone = replace(QUESTION, if_overheard=None)
    assert asked(QUESTION, only_alone, is_private=False) == (QUESTION,)
    assert asked(QUESTION, only_alone) == (QUESTION, only_alone)


def test_questions_and_ideas_are_for_some_age() -> None:
    with pytest.raises(ValueError, match="age band"):
        replace(QUESTION, bands=())
    with pytest.raises(ValueError, match="age band"):
        PlayIdea("tower", "Tower", (), "stack")


@pytest.mark.requirement("MON-20")
def test_a_pack_is_shown_from_its_first_day_to_its_last_and_only_while_it_is_on() -> None:
    days = [FIRST - timedelta(1), FIRST, LAST, LAST + timedelta(1)]
    assert [PACK.is_shown(day) for day in days] == [False, True, True, False]
    assert not replace(PACK, is_on=False).is_shown(FIRST)


@pytest.mark.requirement("MON-20")
def test_a_pack_is_not_switched_on_without_dates_or_without_a_number() -> None:
    with pytest.raises(ValueError, match="valid_from"):
        replace(PACK, valid_from=None)
    with pytest.raises(ValueError, match="valid_until"):
        replace(PACK, valid_until=None)
    with pytest.raises(ValueError, match="number"):
        replace(PACK, numbers=())
    with pytest.raises(ValueError, match="before"):
        replace(PACK, valid_until=FIRST - timedelta(1))
    assert replace(PACK, valid_until=FIRST).is_shown(FIRST)
    bare = replace(PACK, is_on=False, valid_from=None, valid_until=None, numbers=())
    assert not bare.is_shown(FIRST)


@pytest.mark.requirement("MON-18")
def test_the_household_line_has_each_answer_once_and_in_order() -> None:
    choices = tuple(HouseholdChoice(answer, answer.value, "then") for answer in Household)
    assert HouseholdLine("At home", WORDS, WORDS, choices).answers == choices
    for wrong in (choices[:2], choices[::-1], (*choices, choices[0])):
        with pytest.raises(ValueError, match="others_affected"):
            HouseholdLine("At home", WORDS, WORDS, wrong)


@pytest.mark.requirement("MON-21")
def test_ideas_are_found_by_age() -> None:
    small, big = PlayIdea("tower", "Tower", (A, B), "stack"), PlayIdea("riddle", "Riddle", (C,), "guess")
    play = PlayPack((small, big), (big,))
    assert (play.games_for(A), play.games_for(C), play.games_for(D)) == ((small,), (big,), ())
    assert (play.calming_for(A), play.calming_for(C)) == ((), (big,))


def test_words_for_other_people_are_found_by_their_kind() -> None:
    kin = CollateralTalk(CollateralKind.KIN, "A relative", "hello", ("well?",))
    script = CollateralScript("Others", ("consent",), (kin,), "ask them", (), ())
    assert script.talk(CollateralKind.KIN) is kin
    assert script.talk(CollateralKind.TEACHER) is None

"""What is wrong with how somebody is to be reached is said all at once, with what would be right."""

from collections.abc import Mapping
from datetime import time
from typing import Any

import pytest

from remote_cm.domain.contact_plan import AgreedWord, ContactTyped, HoursTyped, check_contact
from remote_cm.domain.refusal import BadInput
from remote_cm.domain.safe_window import SafeWindow
from remote_cm.domain.vocabulary import ContactRole, LineDropPlan, Weekday

SUN, MON = Weekday.SUN, Weekday.MON
OPENING, STOP = AgreedWord.OPENING, AgreedWord.STOP


def typed(**changes: Any) -> ContactTyped:
    """A caregiver's form in which everything is right."""
    right: dict[str, Any] = {
        "role": ContactRole.CAREGIVER,
        "name": "an aunt",
        "relation": "",
        "number": "",
        "drops_number": False,
        "is_checked_today": False,
        "phone_owner": None,
        "shared_with": "",
        "hours": (HoursTyped((SUN, MON), "10:00", "12:00"),),
        "cover_topic": "",
        "language": "rhg",
        "agrees_to_texts": False,
        "agrees_to_bridge": False,
        "line_drop_plan": LineDropPlan.RING_BACK,
        "call_back_signal": None,
        "is_person_of_concern": False,
        "new_words": {},
    }
    return ContactTyped(**right | changes)


def check(
    form: ContactTyped,
    kept: Mapping[AgreedWord, str] | None = None,
    spent: tuple[str, ...] = (),
    *,
    number: bool = True,
) -> tuple[SafeWindow, ...]:
    return check_contact(form, kept or {}, is_number_readable=number, is_spent=spent.__contains__)


def faults(form: ContactTyped, kept: Mapping[AgreedWord, str] | None = None, spent: tuple[str, ...] = ()) -> list[str]:
    with pytest.raises(BadInput) as refused:
        check(form, kept, spent)
    return [fault.where for fault in refused.value.faults]


def test_hours_are_read_and_rows_that_were_left_alone_are_left_out() -> None:
    rows = (HoursTyped((), "", ""), HoursTyped((SUN, MON), "10:00", "12:30"), HoursTyped((), "", ""))
    assert check(typed(hours=rows)) == (SafeWindow((SUN, MON), time(10), time(12, 30)),)


def test_no_hours_are_nothing_wrong_and_nobody_rings_then() -> None:
    assert check(typed(hours=())) == ()


@pytest.mark.parametrize(
    "row",
    [
        HoursTyped((), "10:00", "12:00"),
        HoursTyped((SUN,), "", "12:00"),
        HoursTyped((SUN,), "10:00", ""),
        HoursTyped((SUN,), "ten", "12:00"),
        HoursTyped((SUN,), "12:00", "12:00"),
        HoursTyped((SUN,), "22:00", "02:00"),
    ],
)
def test_hours_that_cannot_be_meant_are_named_by_their_row(row: HoursTyped) -> None:
    with pytest.raises(BadInput, match="row 2"):
        check(typed(hours=(HoursTyped((), "", ""), row)))


def test_an_end_a_minute_after_the_start_is_enough() -> None:
    assert len(check(typed(hours=(HoursTyped((SUN,), "12:00", "12:01"),)))) == 1


@pytest.mark.parametrize(("word", "is_right"), [("a", False), ("ab", True), ("a" * 40, True), ("a" * 41, False)])
def test_a_word_has_two_to_forty_letters(word: str, is_right: bool) -> None:
    form = typed(new_words={STOP: word})
    if is_right:
        check(form)
    else:
        assert faults(form) == [STOP]


@pytest.mark.requirement("N34")
def test_a_word_that_was_given_up_is_not_taken_again() -> None:
    assert faults(typed(new_words={STOP: "kite"}), spent=("kite",)) == [STOP]


def test_each_word_means_one_thing_also_beside_those_that_stand() -> None:
    assert faults(typed(new_words={STOP: "Kite", OPENING: "kite"})) == ["words"]
    assert faults(typed(new_words={STOP: "Kite"}), kept={OPENING: "kite"}) == ["words"]
    check(typed(new_words={STOP: "kite"}), kept={OPENING: "boat"})


@pytest.mark.requirement("N5")
def test_no_words_are_agreed_with_whoever_is_part_of_the_harm() -> None:
    assert faults(typed(is_person_of_concern=True, new_words={STOP: "kite"})) == ["words"]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    wrong = typed(role=ContactRole.VOLUNTEER, name=" ", hours=(HoursTyped((), "1", ""),), new_words={STOP: "x"})
    with pytest.raises(BadInput) as refused:
        check(wrong, number=False)
    assert [fault.where for fault in refused.value.faults] == ["role", "name", "number", "hours", STOP]


def test_names_numbers_and_words_are_not_in_what_is_logged() -> None:
    shown = repr(typed(name="Ayesha", number="01712345678", new_words={STOP: "kite"}, shared_with="an uncle"))
    assert not any(secret in shown for secret in ("Ayesha", "01712345678", "kite", "uncle"))

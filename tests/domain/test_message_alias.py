"""The aliases of one volunteer: no slip of a finger turns one family into another."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_cm.domain.message_grammar import issue_aliases, next_alias, read_alias
from remote_cm.domain.refusal import BadInput
from remote_cm.domain.vocabulary import Intent
from remote_cm.domain.volunteer_alias import CHECK_LETTERS, digits_form, may_stand_beside
from tests.domain.grammar_policy import read

A_VOLUNTEERS_LIFE = 40


def slips(form: str) -> set[str]:
    """Everything that one wrong digit, or two digits changing places, makes of a form."""
    wrong = {
        form[:place] + digit + form[place + 1 :]
        for place, sign in enumerate(form)
        if sign.isdigit()
        for digit in "0123456789"
    }
    digits = [place for place, sign in enumerate(form) if sign.isdigit()]
    swapped = set()
    for first, second in combinations(digits, 2):
        places = list(form)
        places[first], places[second] = places[second], places[first]
        swapped.add("".join(places))
    return (wrong | swapped) - {form}


def forms(alias: str) -> tuple[str, str]:
    return alias, digits_form(alias)


def test_a_letter_stands_on_its_key() -> None:
    assert digits_form("47K") == "475"
    assert digits_form("12F") == "123"


def test_no_slip_in_any_alias_makes_another_one_of_the_same_volunteer() -> None:
    issued = issue_aliases(A_VOLUNTEERS_LIFE)
    for alias in issued:
        others = {form for other in issued if other != alias for form in forms(other)}
        assert not others & {slip for form in forms(alias) for slip in (form, *slips(form))}


@given(st.sets(st.from_regex(r"[1-8][0-9][A-Z]", fullmatch=True), max_size=8))
def test_a_new_alias_is_safe_beside_whatever_a_volunteer_holds(held: set[str]) -> None:
    try:
        alias = next_alias(held)
    except BadInput:
        return
    taken = {form for other in held for form in forms(other)}
    assert not taken & {slip for form in forms(alias) for slip in (form, *slips(form))}


@pytest.mark.parametrize(
    ("beside", "is_safe"), [("57K", False), ("74K", False), ("45P", False), ("47L", False), ("12F", True)]
)
def test_look_alikes_may_not_stand_beside_each_other(beside: str, is_safe: bool) -> None:
    assert may_stand_beside("47K", [beside]) is is_safe


def test_letters_that_look_like_digits_are_never_issued() -> None:
    assert not set("BGIOQSZ") & set(CHECK_LETTERS)
    assert {alias[2] for alias in issue_aliases(A_VOLUNTEERS_LIFE)} <= set(CHECK_LETTERS)


def test_no_alias_begins_like_danger_stop_or_menu() -> None:
    assert not [alias for alias in issue_aliases(A_VOLUNTEERS_LIFE) if alias[0] in "09" or alias.startswith("11")]


def test_an_alias_that_is_taken_is_not_issued_again() -> None:
    first = next_alias(frozenset())
    assert next_alias(frozenset({first})) != first


def test_when_no_safe_alias_is_left_that_is_said_and_none_is_made_up() -> None:
    with pytest.raises(BadInput, match="no alias is left"):
        issue_aliases(100)


def test_every_issued_alias_is_read_in_both_forms_glued_and_apart() -> None:
    issued = issue_aliases(A_VOLUNTEERS_LIFE)
    for alias in issued:
        for text in (f"1 {alias} 2", f"1 {digits_form(alias)} 2", f"1{alias.lower()}2", f"1{digits_form(alias)}2"):
            reading = read(text, aliases=issued)
            assert (reading.intent, reading.alias, reading.report_level) == (Intent.UPDATE, alias, 2), text


@pytest.mark.parametrize(
    ("text", "alias"), [("47K", "47K"), (" 47k ", "47K"), ("47", None), ("475", None), ("K47", None)]
)
def test_only_two_digits_and_a_letter_are_an_alias(text: str, alias: str | None) -> None:
    assert read_alias(text) == alias


@pytest.mark.parametrize("text", ["1 48K 2", "1 47L 2", "1 476 2", "148K2", "3 48K", "5 48K", "khobor 48K valo", "48K"])
def test_an_alias_that_is_not_the_senders_is_never_guessed(text: str) -> None:
    reading = read(text)
    assert (reading.intent, reading.alias, reading.unknown_alias) == (Intent.UNKNOWN, None, True)


def test_what_a_foreign_alias_was_meant_for_is_told_for_the_person_who_calls() -> None:
    reading = read("1 48K 3")
    assert (reading.meant_intent, reading.meant_level, reading.report_level) == (Intent.UPDATE, 3, None)


def test_two_aliases_with_the_same_digits_are_told_apart_by_their_letter_only() -> None:
    assert read("1 475 2", aliases=("47K", "47L")).alias is None
    assert read("1 47L 2", aliases=("47K", "47L")).alias == "47L"

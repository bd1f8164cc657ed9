"""Who sends a text changes what it may mean: a shared phone needs a PIN, an answer needs a question."""

import pytest

from remote_cm.domain.message_grammar import OpenQuestion, SenderContext, read_message
from remote_cm.domain.vocabulary import Intent
from tests.domain.grammar_policy import ALARMS, POLICY, VOCABULARY, read

PIN = "1234"
SLOT = OpenQuestion(yes_digit="4", no_digit=None)


@pytest.mark.parametrize("text", ["1234 1 47K 2", "12341 47K 2", "1234-147K2", "123414752", "১২৩৪ ১ ৪৭K ২"])
def test_on_a_shared_phone_the_right_pin_opens_every_command(text: str) -> None:
    reading = read(text, pin=PIN)
    assert (reading.intent, reading.alias, reading.report_level) == (Intent.UPDATE, "47K", 2)


@pytest.mark.parametrize(
    "command", ["1 47K 2", "2", "3", "4", "5", "6", "7 4", "11", "00", "?", "call me", "မင်္ဂလာပါ", "modot"]
)
def test_on_a_shared_phone_nothing_but_danger_and_help_is_read_without_the_right_pin(command: str) -> None:
    for text in (command, f"5555 {command}"):
        reading = read(text, pin=PIN)
        assert (reading.intent, reading.lacks_pin, reading.alias) == (Intent.UNKNOWN, True, None), text
    assert read(f"1234 {command}", pin=PIN).intent is not Intent.UNKNOWN


@pytest.mark.requirement("VOL-07")
@pytest.mark.parametrize(
    "text", ["9", "bipod", "5555 9", "55559", "1234 9", "12349", "5555 bipod", "9999", "98", "5555 98"]
)
def test_danger_needs_no_pin(text: str) -> None:
    wanted = Intent.DANGER_NOT_MY_CASEWORKER if "98" in text else Intent.DANGER
    assert read(text, pin=PIN).intent is wanted


@pytest.mark.parametrize("text", ["5555 9 47K", "1234947K", "55559 47K", "1234 9475", "9 47K"])
def test_danger_behind_any_pin_is_about_the_child_that_it_names(text: str) -> None:
    reading = read(text, pin=PIN)
    assert (reading.intent, reading.alias) == (Intent.DANGER, "47K")


@pytest.mark.parametrize("text", ["8", "5555 8", "12348", "help", "5555 sahajjo"])
def test_help_needs_no_pin(text: str) -> None:
    assert read(text, pin=PIN).intent is Intent.HELP


def test_a_right_pin_that_looks_like_danger_or_like_an_alias_is_a_pin() -> None:
    assert read("9475", pin="9475").intent is Intent.UNKNOWN
    assert read("9475 1 47K 2", pin="9475").intent is Intent.UPDATE
    assert read("8888 3", pin="8888").intent is Intent.CALL_ME
    assert read("1475 bipod", pin="1475").alias is None


def test_an_hour_behind_a_pin_stays_an_hour() -> None:
    assert read("1234 7 9", pin=PIN).intent is Intent.CALL_AT
    assert read("5555 7 47K 9", pin=PIN).intent is Intent.UNKNOWN


def test_a_pin_alone_is_no_command() -> None:
    assert read("1234", pin=PIN).intent is Intent.UNKNOWN
    assert not read("1234", pin=PIN).lacks_pin


def test_a_number_in_the_place_of_the_pin_is_still_somebodys_number() -> None:
    assert read("017123456", pin=PIN).holds_details


@pytest.mark.parametrize("text", ["1234 1 47K 2", "12341 47K 2", "1234 bipod", "1234 9", "help 1234"])
def test_the_pin_is_asked_for_at_most_once_and_never_for_fewer_digits(text: str) -> None:
    asked: list[str] = []

    def fits(pin: str) -> bool:
        asked.append(pin)
        return True

    read_message(text, SenderContext(frozenset(), None, fits, None), VOCABULARY, POLICY)
    assert asked == ([PIN] if text.startswith(PIN) else [])


@pytest.mark.parametrize("text", ["YES", "y", "হ্যাঁ", "ha", "haa", "hae", "hya", "hyan", "ji", "ji ha", "Yes!"])
def test_yes_answers_an_open_question_and_nothing_else(text: str) -> None:
    assert read(text, question=SLOT).intent is Intent.YES
    assert read(text).intent is Intent.UNKNOWN


@pytest.mark.parametrize("text", ["NO", "n", "না", "na", "naa", "no no"])
def test_no_answers_an_open_question_and_nothing_else(text: str) -> None:
    assert read(text, question=SLOT).intent is Intent.NO
    assert read(text).intent is Intent.UNKNOWN


@pytest.mark.parametrize("text", ["yes no", "no problem", "ha apa kal", "not"])
def test_an_answer_with_anything_beside_it_is_not_guessed(text: str) -> None:
    assert read(text, question=SLOT).intent is Intent.UNKNOWN


@pytest.mark.parametrize(
    ("text", "intent"), [("ói", Intent.YES), ("oi", Intent.YES), ("nái", Intent.NO), ("nai", Intent.NO)]
)
def test_rohingya_answers_count_for_registered_speakers_only(text: str, intent: Intent) -> None:
    assert read(text, language="rhg", question=SLOT).intent is intent
    assert read(text, language="bn", question=SLOT).intent is Intent.UNKNOWN


def test_a_rohingya_word_for_a_level_counts_for_registered_speakers_only() -> None:
    assert read("1 47K thík ase", language="rhg").report_level == 1
    assert read("1 47K thík ase", language="bn").report_level is None


def test_a_digit_answers_only_the_question_that_names_it() -> None:
    assert read("4", question=SLOT).intent is Intent.YES
    assert read("4", question=OpenQuestion(None, "4")).intent is Intent.NO
    assert read("4", question=OpenQuestion("5", None)).intent is Intent.DEBRIEF
    assert read("4").intent is Intent.DEBRIEF
    assert read("4 5", question=SLOT).intent is Intent.DEBRIEF


@pytest.mark.parametrize(
    ("digit", "intent"), [("1", Intent.UNKNOWN), ("2", Intent.NEW_CHILD), ("8", Intent.HELP), ("9", Intent.DANGER)]
)
def test_one_two_eight_and_nine_are_never_answers_even_where_a_question_names_them(digit: str, intent: Intent) -> None:
    assert read(digit, question=OpenQuestion(digit, None)).intent is intent
    assert read(digit, question=OpenQuestion(None, digit)).intent is intent


def test_an_open_question_hides_neither_danger_nor_commands() -> None:
    assert read("yes bipod", question=SLOT).intent is Intent.DANGER
    assert read("1 47K 2", question=SLOT).intent is Intent.UPDATE
    assert read("help", question=SLOT).intent in ALARMS

"""Danger and help are heard in any spelling, without PIN and without alias."""

from collections.abc import Iterator
from itertools import product
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remote_cm.domain.message_text import fold_phrase
from remote_cm.domain.near_spelling import count_slips
from remote_cm.domain.vocabulary import Intent
from tests.domain.grammar_policy import ALARMS, DANGER, VOCABULARY, read

LATIN = "abcdefghijklmnopqrstuvwxyz"
BANGLA = "অআইকখগচছজটডতদধনপফবভমযরলশসহািীুূেোৌঁং্"
EVERYBODYS = ("en", "bn", "bn-Latn")


def words_for(intent: Intent) -> tuple[str, ...]:
    listed = VOCABULARY.words[intent]
    return tuple(word for tag in EVERYBODYS for word in listed[tag] if " " not in word)


DANGER_WORDS = words_for(Intent.DANGER)
HELP_WORDS = words_for(Intent.HELP)
LONG_WORDS = tuple(word for word in (*DANGER_WORDS, *HELP_WORDS) if len(word) >= 5)
LONGER_WORDS = tuple(word for word in (*DANGER_WORDS, *HELP_WORDS) if len(word) >= 7)
ORDINARY = {fold_phrase(word) for word in VOCABULARY.ordinary}


def letters_for(word: str) -> str:
    return LATIN if word.isascii() else BANGLA


def one_slip(word: str) -> Iterator[str]:
    """Each misspelling of a word by one letter."""
    for place in range(len(word) + 1):
        head, tail = word[:place], word[place:]
        yield from (head + letter + tail for letter in letters_for(word))
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in letters_for(word))
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]


@pytest.mark.requirement("VOL-07")
@pytest.mark.parametrize("word", DANGER_WORDS)
def test_every_danger_word_is_danger(word: str) -> None:
    for spelling in (word, word.upper(), word.title() + "!!", f"apa {word} ashen", f"47K {word}"):
        assert read(spelling).intent is Intent.DANGER, spelling


@pytest.mark.parametrize("word", HELP_WORDS)
def test_every_help_word_is_help_and_not_a_menu(word: str) -> None:
    for spelling in (word, word.upper(), f"{word} me", f"apa {word} lagbe"):
        assert read(spelling).intent is Intent.HELP, spelling


@pytest.mark.requirement("VOL-07")
@pytest.mark.parametrize("word", LONG_WORDS)
def test_one_slip_in_a_word_of_five_letters_is_forgiven_everywhere_in_it(word: str) -> None:
    missed = [
        slipped
        for slipped in set(one_slip(word))
        # Two Bangla signs may melt into one letter when they meet; then it is two slips.
        if count_slips(normalize("NFKC", slipped), normalize("NFKC", word)) <= 1
        and fold_phrase(slipped) not in ORDINARY
        and read(slipped).intent not in ALARMS
    ]
    assert missed == []


@given(st.data())
@settings(max_examples=300)
def test_two_slips_in_a_word_of_seven_letters_are_forgiven(data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(LONGER_WORDS))
    once = data.draw(st.sampled_from(sorted(set(one_slip(word)))))
    twice = data.draw(st.sampled_from(sorted(set(one_slip(once)))))
    if fold_phrase(twice) not in ORDINARY and count_slips(normalize("NFKC", twice), normalize("NFKC", word)) <= 2:
        assert read(twice).intent in ALARMS


@pytest.mark.parametrize("text", ["hilp", "hulp", "sas", "sot", "বিপু", "বিকদ"])
def test_a_slip_in_a_shorter_word_is_not_forgiven(text: str) -> None:
    assert read(text).intent is Intent.UNKNOWN


@pytest.mark.parametrize("text", ["banders", "bipuda", "urjand", "dgnare"])
def test_two_slips_in_a_word_of_less_than_seven_letters_are_not_forgiven(text: str) -> None:
    assert read(text).intent is Intent.UNKNOWN


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [("bipod", "bipod", 0), ("bipod", "bpiod", 1), ("bipod", "bipo", 1), ("bipod", "bipods", 1), ("abc", "cab", 2)],
)
def test_a_swap_of_neighbours_is_one_slip(one: str, other: str, slips: int) -> None:
    assert count_slips(one, other) == slips


@pytest.mark.parametrize(
    "text",
    [
        "bipode achi",
        "bipo",
        "bipoder kotha",
        "urgently",
        "emergencies",
        "dangerous",
        "বিপদে আছি",
        "বিপদের মধ্যে",
        "জরুরিভাবে",
    ],
)
def test_a_danger_word_with_an_ending_is_danger(text: str) -> None:
    assert read(text).intent is Intent.DANGER


@pytest.mark.parametrize("text", ["sahajjer dorkar", "shahajjo", "সাহায্যের দরকার", "helpless", "sohayotar"])
def test_a_help_word_with_an_ending_is_help(text: str) -> None:
    assert read(text).intent is Intent.HELP


@pytest.mark.parametrize(
    "text",
    [
        "s.o.s",
        "S O S",
        "s-o-s!",
        "please s o s now",
        "b i p o d",
        "b.i.p.d",
        "বি প দ",
        "bi pod",
        "dan-ger",
        "amibipodeachi",
        "9bipod",
        "🆘",
    ],
)
def test_danger_is_heard_letter_by_letter_in_pieces_and_glued(text: str) -> None:
    assert read(text).intent in DANGER


@pytest.mark.parametrize("text", ["basa o valo", "so s", "a b c d", "hel p"])
def test_pieces_are_not_joined_from_ordinary_words_or_from_too_little(text: str) -> None:
    assert read(text).intent is Intent.UNKNOWN


@pytest.mark.requirement("VOL-07")
@given(st.text(), st.sampled_from(DANGER_WORDS), st.text())
def test_a_danger_word_between_spaces_is_danger_in_any_text(before: str, word: str, after: str) -> None:
    assert read(f"{before} {word} {after}").intent in DANGER


@given(st.text(), st.sampled_from(HELP_WORDS), st.text())
def test_a_help_word_between_spaces_is_at_least_help_in_any_text(before: str, word: str, after: str) -> None:
    assert read(f"{before} {word} {after}").intent in ALARMS


@pytest.mark.parametrize(
    "command", ["1 47K 1", "2", "3", "4 5", "5 47K", "6", "7 4", "11", "00", "not met 47K", "call me"]
)
def test_danger_and_help_beat_every_complete_command(command: str) -> None:
    assert read(f"{command} bipod").intent is Intent.DANGER
    assert read(f"{command} sahajjo").intent is Intent.HELP
    assert read(f"{command} help bipod").intent is Intent.DANGER


@pytest.mark.requirement("VOL-07")
@pytest.mark.parametrize(
    "digits", ["9", "99", "999", "9999", "৯", "৯৯৯", "၉", "9.", "#9#", " 9 ", "9️⃣", "9 9 9", "9 now", "9bash"]
)
def test_danger_digits_count_alone_and_first(digits: str) -> None:
    assert read(digits).intent is Intent.DANGER


@pytest.mark.parametrize("digits", ["8", "88", "৮", "8!", "8 ashen", "8 8"])
def test_help_digits_count_alone_and_first(digits: str) -> None:
    assert read(digits).intent is Intent.HELP


@pytest.mark.parametrize(
    "text",
    ["9 47K", "947K", "9475", "9 475", "99 47K", "999475", "47K 9", "47K9", "475 9", "4759", "1 47K 9", "147K9",
     "14759", "3 47K 99", "9.4.7.K", "1234 9 47K", "47K bipod", "bipod 475", "9-47-k please"],
)  # fmt: skip
def test_danger_beside_an_alias_is_about_that_child(text: str) -> None:
    reading = read(text)
    assert (reading.intent, reading.alias) == (Intent.DANGER, "47K")


@pytest.mark.parametrize("text", ["8 47K", "847K", "8475", "47K 8", "1 47K 8", "help 47K", "47K sahajjo"])
def test_help_beside_an_alias_is_about_that_child(text: str) -> None:
    reading = read(text)
    assert (reading.intent, reading.alias) == (Intent.HELP, "47K")


@pytest.mark.parametrize("text", ["9 48K", "948K", "bipod 48K", "9 476", "48K 9", "1 48K 9"])
def test_danger_about_an_unknown_alias_stays_danger(text: str) -> None:
    reading = read(text)
    assert (reading.intent, reading.alias, reading.unknown_alias) == (Intent.DANGER, None, True)


@pytest.mark.parametrize(("text", "intent"), [("9476", Intent.DANGER), ("98476", Intent.DANGER_NOT_MY_CASEWORKER)])
def test_danger_glued_to_a_mistyped_alias_is_danger_when_nothing_else_is_sent(text: str, intent: Intent) -> None:
    assert read(text).intent is intent
    assert read(f"{text} taka").intent is Intent.UNKNOWN


def test_danger_about_two_children_names_neither() -> None:
    assert read("bipod 47K 12F").alias is None


@pytest.mark.parametrize(
    ("text", "hour"),
    [("7 9", 9), ("4 9", 9), ("7 47K 9", 9), ("79", 9), ("49", 9), ("747K9", 9), ("74759", 9), ("7475 9", 9),
     ("4 47K 9", 9), ("7 9 47K", 9), ("kotha 9", 9), ("ready 47K 9", 9), ("7 8", 8), ("4 8", 8), ("7 47K 8", 8),
     ("৭ ৯", 9)],
)  # fmt: skip
def test_a_nine_or_an_eight_in_the_place_of_an_hour_stays_an_hour(text: str, hour: int) -> None:
    reading = read(text)
    assert reading.intent in (Intent.CALL_AT, Intent.DEBRIEF)
    assert reading.at is not None
    assert reading.at.hour == hour


@pytest.mark.parametrize("text", ["7 48K 9", "3 9", "1 2 9", "amar 9 ta boi", "rate 9 tay"])
def test_a_nine_that_is_neither_alone_nor_first_nor_beside_an_alias_is_not_danger(text: str) -> None:
    assert read(text).intent not in ALARMS


@pytest.mark.parametrize("text", ["7 47K 99", "747K99", "7 4 47K 9"])
def test_nines_that_can_be_no_hour_are_danger_beside_an_alias(text: str) -> None:
    assert read(text).intent is Intent.DANGER


@pytest.mark.parametrize(
    "text",
    [
        "98",
        "৯৮",
        "98 47K",
        "9847K",
        "98475",
        "98476",
        "47K 98",
        "danger 98",
        "98 bipod",
        "bipod 47K 98",
        "9 8",
        "bipod 9 8",
        "1234 98",
    ],
)
def test_98_is_danger_that_is_not_for_ones_own_caseworker(text: str) -> None:
    assert read(text).intent is Intent.DANGER_NOT_MY_CASEWORKER


def test_an_alias_that_begins_with_eight_does_not_hide_danger_from_the_caseworker() -> None:
    for text in ("9 84A", "984A", "9842", "9 8 4 A"):
        reading = read(text, aliases=("84A",))
        assert (reading.intent, reading.alias) == (Intent.DANGER, "84A"), text


def test_modot_is_help_from_a_rohingya_speaker_and_a_wish_to_be_asked_from_anybody_else() -> None:
    for text in ("modot", "Módot!", "modhot", "47K modot lage"):
        assert read(text, language="rhg").intent is Intent.HELP, text
    for text, language in product(("modot", "modod", "apa modot"), (None, "bn", "en")):
        assert read(text, language=language).intent is Intent.CALL_ME, text


@pytest.mark.parametrize("text", ["1 47K 2 modot", "modon", "mohot"])
def test_modot_changes_no_complete_command_and_its_neighbours_are_not_it(text: str) -> None:
    assert read(text, language="bn").intent is not Intent.CALL_ME


@given(st.text(), st.sampled_from([None, "bn", "rhg"]), st.sampled_from([None, "1234"]))
@settings(max_examples=400)
def test_reading_never_fails_whatever_is_sent(text: str, language: str | None, pin: str | None) -> None:
    assert read(text, language=language, pin=pin).intent in Intent


@given(st.text(alphabet="0123456789kKfF ?.-", max_size=14))
@settings(max_examples=400)
def test_reading_digits_never_fails_and_never_names_a_child_of_somebody_else(text: str) -> None:
    assert read(text).alias in (None, "47K", "12F")

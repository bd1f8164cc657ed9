"""The strict commands: every row of the table in every spelling, and nothing that could be read in two ways."""

from datetime import time

import pytest

from remote_cm.domain.vocabulary import Intent
from tests.domain.grammar_policy import ALARMS, POLICY, VOCABULARY, read

ROWS = {
    Intent.CALL_ME: "CALL|CALL ME|CALLME|CB|কল|কল দিন|ফোন দিন|kol|kol din|kol den|phone din|fon din|fon diyen|3",
    Intent.NEW_CHILD: "NEW|নতুন|notun|natun|noton|nutun|2",
    Intent.DEBRIEF: "DEBRIEF|READY|TALK|কথা|রেডি|kotha|katha|redi|4",
    Intent.DONE: "DONE|শেষ|করেছি|shesh|ses|korechi|korsi|5",
    Intent.WELLBEING: "WELL|TIRED|REST|ক্লান্ত|বিশ্রাম|klanto|clanto|bishram|bisram|6",
    Intent.MENU: "MENU|INFO|মেনু|নিয়ম|menu|niyom|niom|11|?|১১",
    Intent.STOP: "STOP|END|QUIT|বন্ধ|থামুন|bondho|bondo|bandho|thamun|tamun|thamo|00|০০|0 0",
}  # fmt: skip
ROWS_ABOUT_A_CHILD = {
    Intent.UPDATE: "UP|UPDATE|NEWS|খবর|আপডেট|khobor|khabor|kobor|khobar|apdet|1",
    Intent.NOT_MET: "NOT MET|দেখা হয়নি|পাইনি|dekha hoyni|dekha hoini|paini|pai nai",
    Intent.DONE: "DONE|শেষ|করেছি|shesh|ses|korechi|korsi|5",
    Intent.CALL_ME: "CALL ME|kol din|3",
    Intent.NEW_CHILD: "NEW|2",
}
SPELLINGS = [(intent, spelling) for intent, row in ROWS.items() for spelling in row.split("|")]
SPELLINGS_ABOUT_A_CHILD = [
    (intent, spelling) for intent, row in ROWS_ABOUT_A_CHILD.items() for spelling in row.split("|")
]
LEVELS = {1: "1|good|ভালো|bhalo|valo|VALO|bhaalo", 2: "2|worry|চিন্তা|chinta|cinta", 3: "3|bad|খারাপ|kharap|karap|৩"}
LEVEL_SPELLINGS = [(level, spelling) for level, row in LEVELS.items() for spelling in row.split("|")]


@pytest.mark.requirement("VOL-06")
@pytest.mark.parametrize("spelling", ROWS[Intent.NEW_CHILD].split("|"))
def test_a_volunteer_tells_of_a_new_child_without_a_word_about_it(spelling: str) -> None:
    reading = read(spelling)
    assert (reading.intent, reading.alias, reading.holds_details) == (Intent.NEW_CHILD, None, False)


@pytest.mark.parametrize(("intent", "spelling"), SPELLINGS)
def test_every_spelling_of_the_table_is_read(intent: Intent, spelling: str) -> None:
    for text in (spelling, spelling.upper(), f" {spelling}. ", f"{spelling} 😀"):
        assert read(text).intent is intent, text


@pytest.mark.parametrize(("intent", "spelling"), SPELLINGS_ABOUT_A_CHILD)
def test_a_command_names_a_child_by_either_form_of_the_alias(intent: Intent, spelling: str) -> None:
    for text in (f"{spelling} 47K", f"{spelling} 475", f"{spelling}-47-k", f"{spelling}47K", f"{spelling} ৪৭k"):
        reading = read(text)
        assert (reading.intent, reading.alias) == (intent, "47K"), text


@pytest.mark.parametrize(("level", "spelling"), LEVEL_SPELLINGS)
def test_an_update_carries_a_level_by_digit_or_by_word(level: int, spelling: str) -> None:
    for text in (f"1 47K {spelling}", f"khobor 47K {spelling}", f"আপডেট 475 {spelling}"):
        reading = read(text)
        assert (reading.intent, reading.alias, reading.report_level) == (Intent.UPDATE, "47K", level), text


def test_an_update_without_a_level_has_none() -> None:
    assert read("1 47K").report_level is None
    assert read("1 47K").intent is Intent.UPDATE


@pytest.mark.parametrize(
    "text", ["1 47K 0", "147K0", "14750", "1 47K ০", "1 47K not met", "1 47K dekha hoyni", "khobor 47K পাইনি"]
)
def test_a_visit_without_meeting_anybody_is_not_met(text: str) -> None:
    reading = read(text)
    assert (reading.intent, reading.alias, reading.report_level) == (Intent.NOT_MET, "47K", None)


@pytest.mark.parametrize("level", ["4", "5", "7", "12", "00"])
def test_a_level_that_does_not_exist_is_not_read_as_another(level: str) -> None:
    assert read(f"1 47K {level}").intent is Intent.UNKNOWN


@pytest.mark.parametrize("text", ["1", "1 2", "13", "update", "khobor valo", "not met", "1 1"])
def test_an_update_without_a_child_is_not_stored_and_says_what_it_lacks(text: str) -> None:
    reading = read(text)
    assert (reading.intent, reading.lacks_alias, reading.unknown_alias) == (Intent.UNKNOWN, True, False)
    assert reading.meant_intent in (Intent.UPDATE, Intent.NOT_MET)


@pytest.mark.parametrize(
    ("hour", "at"),
    [
        ("1", 13),
        ("4", 16),
        ("6", 18),
        ("7", 7),
        ("9", 9),
        ("12", 12),
        ("13", 13),
        ("16", 16),
        ("23", 23),
        ("04", 16),
        ("16:00", 16),
    ],
)
def test_hours_from_one_to_six_are_the_afternoon_and_others_as_said(hour: str, at: int) -> None:
    for command, intent in (("7", Intent.CALL_AT), ("4", Intent.DEBRIEF), ("7 47K", Intent.CALL_AT)):
        reading = read(f"{command} {hour}")
        assert (reading.intent, reading.at) == (intent, time(at))


@pytest.mark.parametrize("text", ["7", "7 0", "7 24", "7 4:30", "7 47K", "4 24", "7 4 5", "7 1 2", "7 48"])
def test_an_hour_that_is_missing_or_impossible_books_nothing(text: str) -> None:
    reading = read(text)
    assert (reading.intent, reading.at) == (Intent.UNKNOWN, None)


@pytest.mark.parametrize(
    "text",
    [
        "147K2",
        "1 47 K 2",
        "1 47K2",
        "14752",
        "1475 2",
        "1 4752",
        "1 4 7 K 2",
        "1.47K.2",
        "1*47k*2!",
        "1\n47K\n2",
        "১৪৭K২",
    ],
)
def test_missing_and_extra_separators_are_allowed_where_one_reading_fits(text: str) -> None:
    reading = read(text)
    assert (reading.intent, reading.alias, reading.report_level) == (Intent.UPDATE, "47K", 2)


@pytest.mark.parametrize(
    ("text", "hour"), [("74", 16), ("716", 16), ("747K4", 16), ("74754", 16), ("747516", 16), ("44", 16)]
)
def test_glued_hours_are_read(text: str, hour: int) -> None:
    assert read(text).at == time(hour)


def test_digits_that_fit_two_readings_are_not_guessed() -> None:
    assert read("412", aliases=()).intent is Intent.DEBRIEF
    assert read("412", aliases=("41A",)).intent is Intent.UNKNOWN
    assert read("47", aliases=()).intent is Intent.DEBRIEF
    assert read("47").intent is Intent.UNKNOWN
    assert read("4 7").at == time(7)


@pytest.mark.parametrize("text", ["47K", "47K 2", "47K khobor", "475", "salam 1 47K 2", "2 47K 1", "3 4", "1 47K 2 3"])
def test_what_does_not_follow_the_grammar_is_unknown(text: str) -> None:
    assert read(text).intent is Intent.UNKNOWN


@pytest.mark.parametrize("words", ["baccha ekhon school e", "school 3 din bondho", "ভালো না", "report case", "2 jon"])
def test_words_after_a_complete_command_change_nothing(words: str) -> None:
    reading = read(f"1 47K 2 apa {words}")
    assert (reading.intent, reading.alias, reading.report_level) == (Intent.UPDATE, "47K", 2)


@pytest.mark.parametrize("text", ["1 47K 2 12F 3", "1 47K 2 ar 12F 3", "5 47K ebong 123"])
def test_a_second_child_in_one_text_is_not_lost_by_reading_only_the_first(text: str) -> None:
    assert read(text).intent is Intent.UNKNOWN


def test_a_child_that_is_named_twice_is_one_child() -> None:
    assert read("1 47K 2 apa 47K er ma").intent is Intent.UPDATE


def test_a_single_nought_asks_whether_to_stop_and_two_stop() -> None:
    assert (read("0").intent, read("0").asks_stop) == (Intent.UNKNOWN, True)
    assert (read("00").intent, read("00").asks_stop) == (Intent.STOP, False)
    assert read("000").intent is Intent.UNKNOWN


@pytest.mark.parametrize("word", VOCABULARY.forbidden)
def test_a_forbidden_word_is_never_a_command(word: str) -> None:
    for text in (word, f"{word} 47K 2", f"{word} 4"):
        assert read(text).intent is Intent.UNKNOWN, text


@pytest.mark.parametrize("text", ["cll", "updte 47K 2", "nwe", "stp", "manu", "reaby 4", "shseh", "khobro 47K 2"])
def test_only_danger_and_help_are_read_with_spelling_mistakes(text: str) -> None:
    assert read(text).intent is Intent.UNKNOWN


@pytest.mark.parametrize("text", ["မင်္ဂလာပါ", "𐴀𐴞𐴕𐴐", "မ", "47K မင်္ဂလာပါ", "1 47K 1 မင်္ဂလာပါ"])
def test_words_in_a_script_that_nobody_reads_yet_ask_for_a_call(text: str) -> None:
    reading = read(text)
    assert (reading.intent, reading.alias) == (Intent.CALL_ME, "47K" if "47K" in text else None)


def test_digits_of_those_scripts_are_digits_and_their_words_do_not_hide_danger() -> None:
    assert read("၁ ၄၇K ၂").intent is Intent.UPDATE
    assert read("𐴹").intent is Intent.DANGER
    assert read("မင်္ဂလာပါ bipod").intent is Intent.DANGER
    assert read("မင်္ဂလာပါ help").intent is Intent.HELP


@pytest.mark.parametrize(
    ("text", "registered", "language"),
    [("9", None, None), ("বিপদ", None, "bn"), ("bipod", None, "bn"), ("help", None, "en"), ("kol din", None, "bn"),
     ("help", "bn", "bn"), ("9", "bn", "bn"), ("new", None, "en")],
)  # fmt: skip
def test_the_language_is_the_registered_one_or_that_of_the_word(
    text: str, registered: str | None, language: str | None
) -> None:
    assert read(text, language=registered).language == language


def test_letters_are_kept_apart_from_the_hours_of_a_clock() -> None:
    assert read("7 10 a.m.").at == time(10)
    assert read("7 4pm").at == time(16)


@pytest.mark.parametrize("letters", [POLICY.story_letters, POLICY.story_letters + 1])
@pytest.mark.parametrize(
    ("command", "a_person_calls"), [("talk", False), ("well", False), ("end", False), ("done", False), ("new", True)]
)
def test_a_story_behind_a_command_that_only_a_machine_would_answer_is_locked_away(
    command: str, a_person_calls: bool, letters: int
) -> None:
    is_story = letters > POLICY.story_letters
    reading = read(f"{command} {'m' * (letters - len(command))}")
    assert reading.holds_details is is_story
    assert (reading.intent is Intent.DETAILS_WITHHELD) is (is_story and not a_person_calls)


def test_a_story_behind_a_report_leaves_the_report_as_it_is() -> None:
    reading = read("1 47K 3 " + "onek din dhore or ma osustho ar baba kaje jay na ekhon")
    assert (reading.intent, reading.report_level, reading.holds_details) == (Intent.UPDATE, 3, True)
    assert reading.intent not in ALARMS

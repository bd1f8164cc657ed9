"""Which digits a question may name: never those that must keep their own meaning."""

from remote_cm.domain.open_questions import YES_DIGITS, QuestionKind
from remote_cm.script_library import find_scripts_dir, load_policy, load_texts


def test_every_question_names_a_digit_and_none_that_must_keep_its_own_meaning() -> None:
    never = load_policy(find_scripts_dir(None)).grammar.never_answer_digits

    assert set(YES_DIGITS) == set(QuestionKind)
    assert not set(YES_DIGITS.values()) & {*never}
    assert {"1", "2", "8", "9"} <= {*never}


def test_the_words_of_each_question_name_its_digit_in_every_language() -> None:
    texts = load_texts(find_scripts_dir(None))
    asked = {QuestionKind.DEBRIEF_SLOT: "slot", QuestionKind.WELLBEING_TALK: "wellbeing-reply"}

    for kind, key in asked.items():
        for own in texts.languages.values():
            assert own.digits[int(YES_DIGITS[kind])] in own.words[key].replace("{hour}", "")

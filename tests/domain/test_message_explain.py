"""What ``explain sms`` answers, with the keys and the spellings that are promised."""

import pytest

from remote_cm.domain.refusal import BadInput
from remote_cm.services.explain_sms import explain_sms
from tests.domain.grammar_policy import POLICY, VOCABULARY


def explain(text: str, language: str | None = None, aliases: tuple[str, ...] = ("47K", "12F")) -> dict[str, object]:
    return explain_sms(text, language, aliases, VOCABULARY, POLICY)


@pytest.mark.parametrize(
    ("text", "intent", "alias", "level", "at"),
    [
        ("1 47K 2", "update", "47K", 2, None),
        ("7 4", "call_at", None, None, "16:00"),
        ("7 12f 9", "call_at", "12F", None, "09:00"),
        ("9", "danger", None, None, None),
        ("98", "danger_not_my_caseworker", None, None, None),
        ("1 47K 0", "not_met", "47K", None, None),
        ("1 99Z 2", "unknown", None, None, None),
        ("01712345678", "details_withheld", None, None, None),
    ],
)
def test_the_answer_has_exactly_the_promised_keys(
    text: str, intent: str, alias: str | None, level: int | None, at: str | None
) -> None:
    assert explain(text, "bn") == {"intent": intent, "alias": alias, "report_level": level, "at": at, "language": "bn"}


def test_without_a_language_it_is_that_of_the_word_if_any() -> None:
    assert explain("9")["language"] is None
    assert explain("বিপদ")["language"] == "bn"


def test_the_language_decides_about_modot() -> None:
    assert explain("modot", "rhg")["intent"] == "help"
    assert explain("modot", "bn")["intent"] == "call_me"


def test_aliases_may_be_given_in_small_letters_or_not_at_all() -> None:
    assert explain("1 47K 2", aliases=("47k",))["alias"] == "47K"
    assert explain("1 47K 2", aliases=())["intent"] == "unknown"


def test_every_malformed_alias_is_named() -> None:
    with pytest.raises(BadInput) as refused:
        explain("9", aliases=("47", "47K", "K47"))
    assert [fault.where for fault in refused.value.faults] == ["aliases[0]", "aliases[2]"]

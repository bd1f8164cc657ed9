"""Reads what a text means: danger and help in any shape, everything else only when it can be read in just one way.

The order of looking is the rule (SMS vocabulary §5.1, §5.4): danger, help, the PIN of a shared phone, scripts that
nobody here reads yet, the answer to an open question, a command, a word to ask back about, details that must be locked
away. What is left is ``unknown``, and a person calls.
"""

from dataclasses import dataclass, replace
from datetime import time
from functools import lru_cache
from unicodedata import name as name_of_sign

from remote_cm.domain.alias_places import may_be_check_letter
from remote_cm.domain.danger_digits import DANGER_DIGITS, HELP_DIGITS, hears_digits, names_no_caseworker
from remote_cm.domain.danger_words import DangerWords
from remote_cm.domain.message_commands import CommandRead, CommandWords, read_command
from remote_cm.domain.message_repeats import ArrivedText, UnknownDecision, decide_flash, decide_unknown, is_same_text
from remote_cm.domain.message_text import fold_phrase, normalise
from remote_cm.domain.sent_text import OpenQuestion, SenderContext, SentText
from remote_cm.domain.sms_vocabulary import GrammarPolicy, SmsVocabulary
from remote_cm.domain.vocabulary import Intent
from remote_cm.domain.volunteer_alias import issue_aliases, next_alias, read_alias

__all__ = [
    "ArrivedText",
    "GrammarPolicy",
    "MessageReading",
    "OpenQuestion",
    "SenderContext",
    "SmsVocabulary",
    "UnknownDecision",
    "decide_flash",
    "decide_unknown",
    "is_same_text",
    "issue_aliases",
    "next_alias",
    "normalise",
    "read_alias",
    "read_message",
    "read_outside_message",
]

_STOP_OR_SLIP = "0"
# A story behind one of these loses nothing: a person calls anyway. Behind any other only a machine would answer it.
_A_PERSON_CALLS = frozenset({Intent.CALL_ME, Intent.CALL_AT, Intent.NEW_CHILD})


@dataclass(frozen=True)
class MessageReading:
    """What a text means. Nothing else follows from it than what the intent says.

    ``alias`` is always one of the sender's own. ``report_level``: 1 good, 2 worry, 3 bad. ``at``: local time of day of
    a wished call. ``language``: the sender's, else that of the word that was recognised.

    An ``unknown`` text may say why: ``unknown_alias`` (it names a child that is not theirs), ``lacks_alias`` (it would
    need one), ``lacks_pin``, ``asks_stop`` (a single 0). ``meant_intent`` and ``meant_level`` then hold what it would
    have meant; it is no report. ``holds_details``: it may name somebody, so it is locked away whatever else it means.
    """

    intent: Intent
    alias: str | None = None
    report_level: int | None = None
    at: time | None = None
    language: str | None = None
    unknown_alias: bool = False
    lacks_alias: bool = False
    lacks_pin: bool = False
    asks_stop: bool = False
    meant_intent: Intent | None = None
    meant_level: int | None = None
    holds_details: bool = False


def read_message(text: str, sender: SenderContext, vocabulary: SmsVocabulary, policy: GrammarPolicy) -> MessageReading:
    """What a volunteer's text means. Never raises, whatever the text holds; danger needs no alias and no PIN."""
    reader = _reader(vocabulary, policy, vocabulary.wording_for(sender.language))
    return reader.read(SentText(text, sender, reader.commands, policy))


def read_outside_message(
    text: str, language: str | None, vocabulary: SmsVocabulary, policy: GrammarPolicy
) -> MessageReading:
    """What a text means that came from a family, from staff or from a stranger (SMS vocabulary §5.4, §5.6, §5.7).

    Only danger, help, a wish to stop and details that must be locked away are heard; all else is ``unknown``, which
    means that it is kept. Danger and help digits count when no word stands beside them. No such text is ever answered.
    """
    nobody = SenderContext(frozenset(), language, None, None)
    reader = _reader(vocabulary, policy, vocabulary.wording_for(language))
    return reader.read_from_outside(SentText(text, nobody, reader.commands, policy))


@lru_cache(maxsize=16)
def _reader(vocabulary: SmsVocabulary, policy: GrammarPolicy, speaks: str | None) -> "_Reader":
    return _Reader(vocabulary, policy, speaks)


class _Reader:
    """The vocabulary made ready for people who speak ``speaks``; each method looks for one kind of meaning."""

    def __init__(self, vocabulary: SmsVocabulary, policy: GrammarPolicy, speaks: str | None) -> None:
        self.commands = CommandWords(vocabulary, speaks)
        self._danger = DangerWords(vocabulary, Intent.DANGER, speaks, policy)
        self._help = DangerWords(vocabulary, Intent.HELP, speaks, policy)
        self._danger_signs = vocabulary.danger_signs
        self._asked_back = frozenset(fold_phrase(word)[0] for word in vocabulary.asked_back)
        self._unread_scripts = vocabulary.unread_scripts

    def read(self, sent: SentText) -> MessageReading:
        """What a volunteer's text means."""
        alarm = self._alarm(sent, digits_count=True)
        if alarm is not None:
            return alarm
        if sent.sender.pin_fits is not None and not sent.has_right_pin:
            return replace(_reading(sent, Intent.UNKNOWN), lacks_pin=True)
        reading = self._unread_script(sent) or self._answer(sent) or self._command(sent) or self._asked_back_word(sent)
        return reading or _left_over(sent)

    def read_from_outside(self, sent: SentText) -> MessageReading:
        """What the text of a family, of staff or of a stranger means."""
        tokens = sent.tokens
        no_words = all(token.is_number or may_be_check_letter(tokens, place) for place, token in enumerate(tokens))
        alarm = self._alarm(sent, digits_count=no_words)
        if alarm is not None:
            return alarm
        read = read_command(tokens, self.commands, sent.aliases, sent.policy)
        if read is not None and read.command.intent is Intent.STOP and not sent.is_story:
            return _reading(sent, Intent.STOP, read.language)
        return _left_over(sent)

    def _alarm(self, sent: SentText, digits_count: bool) -> MessageReading | None:
        language = self._danger.hear(sent.text)
        has_sign = any(sign in sent.raw for sign in self._danger_signs)
        digit_texts = sent.digit_texts if digits_count else ()
        if language or has_sign or any(hears_digits(digits, DANGER_DIGITS) for digits in digit_texts):
            is_kept_from_caseworker = any(names_no_caseworker(digits) for digits in sent.digit_texts)
            danger = Intent.DANGER_NOT_MY_CASEWORKER if is_kept_from_caseworker else Intent.DANGER
            return _with_alias(sent, danger, language)
        language = self._help.hear(sent.text)
        if language or any(hears_digits(digits, HELP_DIGITS) for digits in digit_texts):
            return _with_alias(sent, Intent.HELP, language)
        return None

    def _unread_script(self, sent: SentText) -> MessageReading | None:
        """Nobody here has words in these scripts yet, so whatever they say, a person calls (§5.4)."""
        signs = {sign for word in sent.text.words for sign in word.spelled}
        if any(name_of_sign(sign, "").startswith(self._unread_scripts) for sign in signs):
            return _with_alias(sent, Intent.CALL_ME)
        return None

    def _answer(self, sent: SentText) -> MessageReading | None:
        """Yes or no counts only while a question is open, and a digit only where the question named it (§5.3)."""
        question = sent.sender.open_question
        if question is None or not sent.tokens:
            return None
        digit = sent.tokens[0].spelled if len(sent.tokens) == 1 else ""
        if digit and digit not in sent.policy.never_answer_digits and digit in (question.yes_digit, question.no_digit):
            return _reading(sent, Intent.YES if digit == question.yes_digit else Intent.NO)
        answer = self.commands.answer(sent.tokens)
        return None if answer is None else _reading(sent, *answer)

    def _command(self, sent: SentText) -> MessageReading | None:
        if sent.asks_menu:
            return _reading(sent, Intent.MENU)
        read = read_command(sent.tokens, self.commands, sent.aliases, sent.policy)
        if read is None:
            return None
        if read.command.is_foreign or read.command.lacks_alias:
            return None if _holds_details(sent) else _incomplete(sent, read)
        command = read.command
        if sent.is_story and command.alias is None and command.intent not in _A_PERSON_CALLS:
            return None
        return replace(
            _reading(sent, command.intent, read.language),
            alias=command.alias,
            report_level=command.report_level,
            at=command.at,
            holds_details=sent.is_story or sent.has_long_number(read.words_after),
        )

    def _asked_back_word(self, sent: SentText) -> MessageReading | None:
        """A word that means help to some and something else to others: a person asks (§5.4)."""
        if any(word.folded in self._asked_back for word in sent.text.words):
            return _with_alias(sent, Intent.CALL_ME)
        return None


def _incomplete(sent: SentText, read: CommandRead) -> MessageReading:
    """A command whose child is not known: never guessed, and never a report."""
    return replace(
        _reading(sent, Intent.UNKNOWN, read.language),
        unknown_alias=read.command.is_foreign,
        lacks_alias=read.command.lacks_alias,
        meant_intent=read.command.intent,
        meant_level=read.command.report_level,
    )


def _left_over(sent: SentText) -> MessageReading:
    """Details to be locked away, or what nobody understood."""
    if _holds_details(sent):
        return _reading(sent, Intent.DETAILS_WITHHELD)
    asks_stop = [token.spelled for token in sent.tokens] == [_STOP_OR_SLIP]
    return replace(_with_alias(sent, Intent.UNKNOWN), alias=None, asks_stop=asks_stop)


def _with_alias(sent: SentText, intent: Intent, language_of_word: str | None = None) -> MessageReading:
    """A reading that holds wherever in the text the alias stands, and without one."""
    return replace(
        _reading(sent, intent, language_of_word),
        alias=sent.alias,
        unknown_alias=sent.named_aliases == {None},
    )


def _reading(sent: SentText, intent: Intent, language_of_word: str | None = None) -> MessageReading:
    language = sent.sender.language or (language_of_word.split("-")[0] if language_of_word else None)
    return MessageReading(intent, language=language, holds_details=_holds_details(sent))


def _holds_details(sent: SentText) -> bool:
    """True for a long story or a long number; a name cannot be told from a word (SMS vocabulary §5.1.10)."""
    glued_to_no_pin = () if sent.has_right_pin else sent.text.tokens[:1]
    return sent.is_story or sent.has_long_number(sent.tokens) or sent.has_long_number(glued_to_no_pin)

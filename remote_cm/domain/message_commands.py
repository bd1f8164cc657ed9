"""Reads the strict commands: ``<command> [alias] [level] [time]``, in exactly one way or not at all.

Danger and help are not here: they are heard before any command is looked for (SMS vocabulary §5.1, §5.2, §5.4).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time

from remote_cm.domain.alias_places import SendersAliases, may_be_check_letter
from remote_cm.domain.message_text import Token, fold_phrase
from remote_cm.domain.sms_vocabulary import ANSWERS, FOUND_ANYWHERE, GrammarPolicy, SmsVocabulary
from remote_cm.domain.vocabulary import Intent

NEEDS_ALIAS = frozenset({Intent.UPDATE, Intent.NOT_MET})
TAKES_HOUR = frozenset({Intent.CALL_AT, Intent.DEBRIEF})
_TAKES_NOTHING = frozenset({Intent.MENU, Intent.STOP, Intent.WELLBEING})

_CODES = {
    "1": Intent.UPDATE,
    "2": Intent.NEW_CHILD,
    "3": Intent.CALL_ME,
    "4": Intent.DEBRIEF,
    "5": Intent.DONE,
    "6": Intent.WELLBEING,
    "7": Intent.CALL_AT,
    "11": Intent.MENU,
    "00": Intent.STOP,
}
_LEVELS = {"1": 1, "2": 2, "3": 3}
_NOT_MET_DIGIT = "0"
_HOUR = re.compile(r"0?[1-9]|1\d|2[0-3]")
_FULL_HOUR = "00"
_FOREIGN_ALIAS = re.compile(r"\d\d[a-z]|\d{3}")


@dataclass(frozen=True)
class Command:
    """One complete command. ``is_foreign`` means that it names an alias which is not the sender's."""

    intent: Intent
    alias: str | None = None
    report_level: int | None = None
    at: time | None = None
    is_foreign: bool = False

    @property
    def lacks_alias(self) -> bool:
        """True when it says nothing without an alias and has none."""
        return self.intent in NEEDS_ALIAS and self.alias is None and not self.is_foreign


@dataclass(frozen=True)
class CommandRead:
    """A command with the words that came after it and the language of its own word, if it had one."""

    command: Command
    words_after: tuple[Token, ...]
    language: str | None


@dataclass(frozen=True)
class _Head:
    """The digits and check letters of a command in one string, with the places where a separator stood."""

    signs: str
    gaps: frozenset[int]


@dataclass(frozen=True)
class _Reading:
    """One way to read a head, with the places where its parts meet."""

    command: Command
    joints: frozenset[int]


class CommandWords:
    """The command words and level words of one vocabulary, for people who speak ``speaks``."""

    def __init__(self, vocabulary: SmsVocabulary, speaks: str | None) -> None:
        self._commands: dict[tuple[str, ...], tuple[Intent, str]] = {}
        self._answers: dict[tuple[str, ...], tuple[Intent, str]] = {}
        for intent in Intent:
            known = self._answers if intent in ANSWERS else self._commands
            if intent not in FOUND_ANYWHERE:
                for spelling, language in vocabulary.spellings(intent, speaks):
                    known.setdefault(fold_phrase(spelling), (intent, language))
        self._levels: dict[tuple[str, ...], int | None] = {
            phrase: None for phrase, (intent, _) in self._commands.items() if intent is Intent.NOT_MET
        }
        for level in vocabulary.levels:
            for spelling, _ in vocabulary.level_spellings(level, speaks):
                self._levels.setdefault(fold_phrase(spelling), level)

    def command_at(self, tokens: Sequence[Token], start: int) -> tuple[Intent, str, int] | None:
        """The command spelled out at ``start``, its language and how many tokens it fills; the longest one wins."""
        length = _longest_phrase(self._commands, tokens, start)
        return (*self._commands[_phrase(tokens, start, length)], length) if length else None

    def answer(self, tokens: Sequence[Token]) -> tuple[Intent, str] | None:
        """Yes or no with its language, when the whole text says that and nothing else, however often."""
        said = {self._answers.get((token.folded,)) for token in tokens}
        intents = {answer[0] for answer in said if answer is not None}
        if None in said or len(intents) != 1:
            return None
        return self._answers[(tokens[0].folded,)]

    def level_at(self, tokens: Sequence[Token], start: int) -> tuple[int | None, int]:
        """The level spelled out at ``start`` (None for *not met*) and how many tokens it fills, 0 without one."""
        length = _longest_phrase(self._levels, tokens, start)
        return (self._levels[_phrase(tokens, start, length)], length) if length else (None, 0)


def read_command(
    tokens: Sequence[Token], words: CommandWords, aliases: SendersAliases, policy: GrammarPolicy
) -> CommandRead | None:
    """The one command that a text begins with, or None when there is none or when it could be read in two ways."""
    spelled_out = words.command_at(tokens, 0)
    intent, language, start = spelled_out or (None, None, 0)
    if intent is None and not (tokens and tokens[0].is_number):
        return None
    head, end = _head(tokens, start)
    readings = tuple(_readings(head, intent, aliases, policy)) or tuple(_foreign_readings(head, intent, policy))
    command = _only_command(head, readings)
    if command is None:
        return None
    command, end = _with_level_word(command, tokens, end, words)
    words_after = tuple(tokens[end:])
    named = {place.alias for place in aliases.places(words_after)} - {None, command.alias}
    # A second child in the words behind would be lost, so a person has to ask.
    return None if command.alias and named else CommandRead(command, words_after, language)


def _head(tokens: Sequence[Token], start: int) -> tuple[_Head, int]:
    """The numbers and check letters from ``start`` on, and the token where they end."""
    signs, gaps, index = "", set[int](), start
    while index < len(tokens) and (tokens[index].is_number or may_be_check_letter(tokens, index)):
        if signs and not tokens[index].is_glued:
            gaps.add(len(signs))
        signs += tokens[index].folded
        index += 1
    return _Head(signs, frozenset(gaps)), index


def _only_command(head: _Head, readings: Sequence[_Reading]) -> Command | None:
    """The command that all readings agree on; readings whose parts meet just where the separators stand go first."""
    as_separated = [reading for reading in readings if reading.joints == head.gaps]
    commands = {reading.command for reading in as_separated or readings}
    command = commands.pop() if len(commands) == 1 else None
    return None if command is None or command.intent is Intent.UNKNOWN else command


def _readings(head: _Head, intent: Intent | None, aliases: SendersAliases, policy: GrammarPolicy) -> Iterator[_Reading]:
    """Every way to read a whole head with the sender's own aliases."""
    for meant, start in _beginnings(head, intent):
        yield from _arguments(head, (start, start), Command(meant), policy)
        for form, alias in () if meant in _TAKES_NOTHING else aliases.forms:
            if head.signs.startswith(form, start):
                yield from _arguments(head, (start, start + len(form)), Command(meant, alias), policy)
        if meant in TAKES_HOUR:
            yield from _hour_before_alias(head, start, meant, aliases, policy)
    # A bare alias is no command, and competes with whatever else its digits might say.
    if intent is None and (aliases.own(head.signs) is not None or aliases.is_begun(head.signs)):
        yield _Reading(Command(Intent.UNKNOWN), frozenset())


def _foreign_readings(head: _Head, intent: Intent | None, policy: GrammarPolicy) -> Iterator[_Reading]:
    """Every way to read a whole head with something that is shaped like an alias, whosever it is."""
    for meant, start in _beginnings(head, intent):
        foreign = _FOREIGN_ALIAS.match(head.signs, start)
        if foreign is not None and meant not in _TAKES_NOTHING:
            yield from _arguments(head, (start, foreign.end()), Command(meant, is_foreign=True), policy)


def _beginnings(head: _Head, intent: Intent | None) -> Iterator[tuple[Intent, int]]:
    """Each command that a head may begin with, and where the rest begins."""
    if intent is not None:
        yield intent, 0
        return
    yield from ((meant, len(code)) for code, meant in _CODES.items() if head.signs.startswith(code))


def _arguments(head: _Head, joints: tuple[int, int], command: Command, policy: GrammarPolicy) -> Iterator[_Reading]:
    """The command with what stands behind its alias: nothing, a level or an hour."""
    place = joints[-1]
    rest = head.signs[place:]
    if not rest and command.intent is not Intent.CALL_AT:
        yield _reading(head, command, *joints)
    elif command.intent is Intent.UPDATE and rest == _NOT_MET_DIGIT:
        yield _reading(head, replace(command, intent=Intent.NOT_MET), *joints)
    elif command.intent is Intent.UPDATE and rest in _LEVELS:
        yield _reading(head, replace(command, report_level=_LEVELS[rest]), *joints)
    elif command.intent in TAKES_HOUR:
        for hour, end in _hours(head, place, policy):
            if end == len(head.signs):
                yield _reading(head, replace(command, at=hour), *joints)
            elif head.signs[end:] == _FULL_HOUR and end in head.gaps:
                yield _reading(head, replace(command, at=hour), *joints, end)


def _hour_before_alias(
    head: _Head, start: int, intent: Intent, aliases: SendersAliases, policy: GrammarPolicy
) -> Iterator[_Reading]:
    """``7 9 47K``: the hour came first, and stays an hour."""
    for hour, end in _hours(head, start, policy):
        alias = aliases.own(head.signs[end:])
        if alias is not None:
            yield _reading(head, Command(intent, alias, at=hour), start, end)


def _hours(head: _Head, start: int, policy: GrammarPolicy) -> Iterator[tuple[time, int]]:
    """Each hour of the day at this place, which no separator may cut, and where it ends."""
    for end in (start + 1, start + 2):
        digits = head.signs[start:end]
        is_cut = any(start < gap < end for gap in head.gaps)
        if len(digits) == end - start and _HOUR.fullmatch(digits) and not is_cut:
            hour = int(digits)
            if hour <= policy.last_hour:
                yield time(hour + 12 if hour <= policy.afternoon_until_hour else hour), end


def _reading(head: _Head, command: Command, *joints: int) -> _Reading:
    return _Reading(command, frozenset(joints) - {0, len(head.signs)})


def _with_level_word(command: Command, tokens: Sequence[Token], end: int, words: CommandWords) -> tuple[Command, int]:
    """The level that follows as a word, where an update has none yet; and where the command ends then."""
    level, length = words.level_at(tokens, end)
    if command.intent is not Intent.UPDATE or command.report_level is not None or not length:
        return command, end
    if level is None:
        return replace(command, intent=Intent.NOT_MET), end + length
    return replace(command, report_level=level), end + length


def _phrase(tokens: Sequence[Token], start: int, length: int) -> tuple[str, ...]:
    return tuple(token.folded for token in tokens[start : start + length])


def _longest_phrase(known: Mapping[tuple[str, ...], object], tokens: Sequence[Token], start: int) -> int:
    """How many tokens the longest known phrase at ``start`` fills; 0 when none stands there."""
    longest = max(map(len, known), default=0)
    return next((length for length in range(longest, 0, -1) if _phrase(tokens, start, length) in known), 0)

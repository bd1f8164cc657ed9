"""The words that volunteers may send, as data, and the numbers by which a text is read.

The words themselves stand in ``scripts/sms-vocabulary.yaml``, the numbers in the policy's section ``grammar``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from remote_cm.domain.message_text import fold_phrase
from remote_cm.domain.near_spelling import SlipsAllowed
from remote_cm.domain.vocabulary import Intent

FOUND_ANYWHERE = (Intent.DANGER, Intent.HELP)
ANSWERS = (Intent.YES, Intent.NO)

WordsByLanguage = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class GrammarPolicy:
    """The numbers by which a text is read (SMS vocabulary §5.1 to §5.4).

    ``glued_from_letters``: a danger or help word of so many letters is also found inside a longer word.
    ``long_number_digits``: so many digits look like somebody's number. ``story_letters``: more letters than these are
    a story. ``afternoon_until_hour``: bare hours from 1 to this one mean the afternoon. ``never_answer_digits``:
    commands that stay commands even when an open question names them.
    """

    slips: SlipsAllowed
    glued_from_letters: int
    long_number_digits: int
    story_letters: int
    afternoon_until_hour: int
    last_hour: int
    pin_digits: int
    never_answer_digits: tuple[str, ...]
    same_text_minutes: int
    repeated_unknown_minutes: int
    repeated_unknown_call_back_minutes: int
    urgent_flash_minutes: int


@dataclass(frozen=True, eq=False)
class SmsVocabulary:
    """The words of the table in SMS vocabulary §5.3, by meaning and by language tag (``bn``, ``bn-Latn``, ``rhg``).

    ``beginnings``: a word that begins so is a danger or help word with an ending. ``danger_signs``: pictures that mean
    danger. ``only_for_speakers``: languages whose words count only for people registered as speakers.
    ``asked_back``: words that mean help to some and something else to others. ``ordinary``: words that win over a
    misspelt danger or help word, never over a right one. ``forbidden``: words that may never become commands, since
    whoever reads the phone would understand them. ``unread_scripts``: scripts in which no word is known yet, by the
    name that Unicode gives their letters.

    Raises ValueError, naming every fault, when words contradict one another.
    """

    reviewed: bool
    words: Mapping[Intent, WordsByLanguage]
    levels: Mapping[int, WordsByLanguage]
    beginnings: Mapping[Intent, tuple[str, ...]]
    danger_signs: tuple[str, ...]
    only_for_speakers: tuple[str, ...]
    asked_back: tuple[str, ...]
    ordinary: tuple[str, ...]
    forbidden: tuple[str, ...]
    unread_scripts: tuple[str, ...]

    def __post_init__(self) -> None:
        faults = [*self._words_of_two_meanings(), *self._forbidden_words_in_use(), *self._pointless_ordinary_words()]
        if faults:
            raise ValueError("; ".join(faults))

    def spellings(self, intent: Intent, speaks: str | None) -> Iterator[tuple[str, str]]:
        """Each spelling of a meaning with its language tag, for somebody registered as a speaker of ``speaks``."""
        return self._open_to(self.words.get(intent, {}), speaks)

    def level_spellings(self, level: int, speaks: str | None) -> Iterator[tuple[str, str]]:
        """Each spelling of a level (1 good, 2 worry, 3 bad) with its language tag."""
        return self._open_to(self.levels.get(level, {}), speaks)

    def wording_for(self, language: str | None) -> str | None:
        """The language when its speakers have words of their own, else None: all others share one wording."""
        return language if language in self.only_for_speakers else None

    def _open_to(self, words: WordsByLanguage, speaks: str | None) -> Iterator[tuple[str, str]]:
        for tag, spellings in words.items():
            if tag not in self.only_for_speakers or tag == speaks:
                yield from ((spelling, tag) for spelling in spellings)

    def _every_word(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        for intent, words in self.words.items():
            for spellings in words.values():
                yield from ((intent.value, fold_phrase(spelling)) for spelling in spellings)

    def _words_of_two_meanings(self) -> Iterator[str]:
        meanings: dict[tuple[str, ...], str] = {}
        for meaning, phrase in self._every_word():
            if meanings.setdefault(phrase, meaning) != meaning:
                yield f"words: '{' '.join(phrase)}' means both {meanings[phrase]} and {meaning}"

    def _forbidden_words_in_use(self) -> Iterator[str]:
        forbidden = {fold_phrase(word) for word in self.forbidden}
        for meaning, phrase in self._every_word():
            if phrase in forbidden:
                yield f"words.{meaning}: '{' '.join(phrase)}' is forbidden as a command"

    def _pointless_ordinary_words(self) -> Iterator[str]:
        ordinary = {fold_phrase(word) for word in self.ordinary}
        for meaning, phrase in self._every_word():
            if meaning in FOUND_ANYWHERE and phrase in ordinary:
                yield f"ordinary: '{' '.join(phrase)}' is a word for {meaning}, which no ordinary word can beat"

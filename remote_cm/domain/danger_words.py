"""Hears danger and help words anywhere in a text, with spelling mistakes. A false alarm costs a phone call.

What is heard besides an exact word: a word one or two slips away, one with an ending, one glued to its neighbours,
one in two pieces, and letters sent one by one. Ordinary words win over all of these, never over an exact word
(SMS vocabulary §5.1.4, §5.4).
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, pairwise

from remote_cm.domain.message_text import MessageText, Token, fold_phrase, lay_out
from remote_cm.domain.near_spelling import NearWords
from remote_cm.domain.sms_vocabulary import GrammarPolicy, SmsVocabulary
from remote_cm.domain.vocabulary import Intent


class DangerWords:
    """The words of one meaning, danger or help, made ready to be looked for."""

    def __init__(self, vocabulary: SmsVocabulary, intent: Intent, speaks: str | None, policy: GrammarPolicy) -> None:
        self._language_of: dict[str, str] = {}
        for spelling, language in vocabulary.spellings(intent, speaks):
            for form in _forms(spelling):
                self._language_of.setdefault(form, language)
        self._ordinary = frozenset(form for word in vocabulary.ordinary for form in _forms(word))
        self._beginnings = tuple("".join(fold_phrase(start)) for start in vocabulary.beginnings.get(intent, ()))
        self._findable_inside = tuple(word for word in self._language_of if len(word) >= policy.glued_from_letters)
        self._near = NearWords(self._language_of, policy.slips)
        self._longest = max(map(len, self._language_of), default=0)

    def hear(self, text: MessageText) -> str | None:
        """The language tag of a word of this meaning that stands in the text, or None when there is none."""
        words = tuple(dict.fromkeys(text.words))
        heard = chain(
            self._exact(words),
            self._spelled_out(text.tokens),
            self._nearly(words),
            self._in_two_pieces(text.tokens),
        )
        return next(heard, None)

    def _exact(self, words: Iterable[Token]) -> Iterator[str]:
        for word in words:
            if word.folded in self._language_of:
                yield self._language_of[word.folded]

    def _nearly(self, words: Iterable[Token]) -> Iterator[str]:
        for word in words:
            if not self._is_ordinary(word):
                yield from self._near_language(word.spelled, word.folded)

    def _near_language(self, *forms: str) -> Iterator[str]:
        for form in dict.fromkeys(forms):
            if form.startswith(self._beginnings):
                yield self._any_language(form)
            for inside in self._findable_inside:
                if inside in form:
                    yield self._language_of[inside]
            meant = self._near.find(form)
            if meant is not None:
                yield self._language_of[meant]

    def _any_language(self, form: str) -> str:
        """The language of the word that shares the longest beginning with this one."""
        nearest = max(self._language_of, key=lambda word: sum(form.startswith(start) for start in accumulate(word)))
        return self._language_of[nearest]

    def _spelled_out(self, tokens: Sequence[Token]) -> Iterator[str]:
        """Letters one by one, ``s.o.s``: exact words anywhere in the run, and misspelt ones that are the whole run."""
        for run in _runs_of_single_letters(tokens):
            for start in range(len(run)):
                joined = ""
                for letter in run[start:]:
                    joined += letter.folded
                    if len(joined) > self._longest:
                        break
                    if joined in self._language_of:
                        yield self._language_of[joined]
            whole = lay_out("".join(letter.spelled for letter in run)).tokens
            yield from self._nearly(whole)

    def _in_two_pieces(self, tokens: Sequence[Token]) -> Iterator[str]:
        """An exact word with a gap in it, ``bi pod``; never made of an ordinary word or of a single letter."""
        for first, second in pairwise(tokens):
            pieces = (first, second)
            joined = first.folded + second.folded
            if joined in self._findable_inside and not any(
                piece.is_number or piece.is_single_letter or self._is_ordinary(piece) for piece in pieces
            ):
                yield self._language_of[joined]

    def _is_ordinary(self, word: Token) -> bool:
        return word.spelled in self._ordinary or word.folded in self._ordinary


def _forms(spelling: str) -> tuple[str, ...]:
    """A spelling as it is, and with doubled Latin letters folded; spaces go."""
    tokens = lay_out(spelling).tokens
    return "".join(token.spelled for token in tokens), "".join(token.folded for token in tokens)


def _runs_of_single_letters(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    run: list[Token] = []
    for token in tokens:
        if token.is_single_letter:
            run.append(token)
            continue
        if len(run) > 1:
            yield run
        run = []
    if len(run) > 1:
        yield run

"""What was asked and heard in one past call of the demo: real items in their real words, from a row of colours."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from remote_cm.domain.call_script import DangerAnswer, Item, Script
from remote_cm.domain.next_question import Question, TalkFacts, items_to_ask
from remote_cm.domain.red_answers import RedRoute, decide_red
from remote_cm.domain.vocabulary import AgeBand, AnswerCode, ScriptDomain, Track
from remote_cm.services.demo_notes import Note, note_for
from remote_cm.services.judge_call import TurnHeard

Colours = Mapping[ScriptDomain, AnswerCode]

_HANDED_OVER = (ScriptDomain.SAFETY, ScriptDomain.FEELINGS)
"""What a child is asked who is given the phone for a moment."""


@dataclass(frozen=True)
class ToldAnswer:
    """One answer with the words in which it was asked."""

    question: Question
    code: AnswerCode
    red_reply: DangerAnswer | None
    note: Note | None


@dataclass(frozen=True)
class ToldTurn:
    """One listener's part of a call."""

    track: Track
    is_handed_over: bool
    is_private: bool
    answers: tuple[ToldAnswer, ...]

    @property
    def heard(self) -> TurnHeard:
        """The same as the rules read it."""
        codes = {answer.question.item.id: answer.code for answer in self.answers}
        return TurnHeard(self.track, self.is_private, is_person_of_concern=False, codes=codes)


@dataclass(frozen=True)
class Listeners:
    """Who is talked with about a child, and by whom."""

    band: AgeBand
    is_girl: bool
    is_asked_by_woman: bool
    has_disability: bool
    has_known_threat: bool
    has_history: bool

    def facts(self, track: Track, *, is_private: bool) -> TalkFacts:
        """What decides which questions are put to this listener."""
        return TalkFacts(
            track=track,
            band=self.band,
            is_private=is_private,
            is_person_of_concern=False,
            is_girl=self.is_girl,
            is_asked_by_woman=self.is_asked_by_woman,
            is_asked_by_volunteer=False,
            has_disability=self.has_disability,
            has_known_threat=self.has_known_threat,
            has_history=self.has_history,
            is_hinted=False,
            missed_before=frozenset(),
        )


class QuestionBook:
    """Which questions are put to which listener, looked up once for each kind of listener."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._known: dict[TalkFacts, tuple[Question, ...]] = {}

    def questions_for(self, facts: TalkFacts) -> tuple[Question, ...]:
        """Every question that is put at the beginning of such a talk, in the order of asking."""
        if facts not in self._known:
            self._known[facts] = items_to_ask(self._script, facts, ())
        return self._known[facts]


def read_told_colours(letters: str) -> dict[ScriptDomain, AnswerCode]:
    """The code of each domain that was asked about; a U was not."""
    codes = {"G": AnswerCode.GREEN, "O": AnswerCode.ORANGE, "R": AnswerCode.RED}
    return {domain: codes[letter] for domain, letter in zip(ScriptDomain, letters, strict=True) if letter in codes}


def tell_turn(
    book: QuestionBook,
    listeners: Listeners,
    track: Track,
    colours: Colours,
    turn: int,
    *,
    is_private: bool,
    is_handed_over: bool,
) -> ToldTurn:
    """One listener's turn in which these colours were heard; ``turn`` varies which item of a domain worried.

    A child under six is listened to and asked nothing.
    """
    questions = book.questions_for(listeners.facts(track, is_private=is_private))
    if is_handed_over:
        colours = {domain: code for domain, code in colours.items() if domain in _HANDED_OVER}
    answers = [
        answer for domain, code in colours.items() for answer in _tell_domain(questions, domain, track, code, turn)
    ]
    return ToldTurn(track, is_handed_over, is_private, tuple(answers))


def _tell_domain(
    questions: tuple[Question, ...], domain: ScriptDomain, track: Track, code: AnswerCode, turn: int
) -> Iterator[ToldAnswer]:
    """The anchor, and the item at which the worry was heard where that is another one."""
    own = [question for question in questions if question.item.domain is domain]
    if not own:
        return
    anchor, told = own[0], [question for question in own if note_for(question.item.id, code, track) is not None]
    worried = told[turn % len(told)] if told else anchor
    if worried is not anchor:
        yield ToldAnswer(anchor, AnswerCode.GREEN, None, None)
    reply = replies_without_danger(worried.item)[0] if code is AnswerCode.RED else None
    yield ToldAnswer(worried, code, reply, note_for(worried.item.id, code, track))


def replies_without_danger(item: Item) -> tuple[DangerAnswer | None, ...]:
    """The replies by which a red at this item is no danger now; a reply of None is that nothing is asked."""
    possible: tuple[DangerAnswer | None, ...] = (None,) if item.trigger.question is None else tuple(DangerAnswer)
    return tuple(reply for reply in possible if decide_red(item, reply).route is RedRoute.SUPERVISOR)

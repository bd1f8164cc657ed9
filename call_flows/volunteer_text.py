"""What a text leads to, by who sent it and what it means. Every text has exactly one outcome, and none is silent.

Nothing here closes, lowers or approves anything (SMS vocabulary §5.1.8), and nothing is ever sent to a family or to
a stranger (§5.4, §5.7).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum

from call_flows.effects import (
    AnswerQuestion,
    BookDebrief,
    Effect,
    KeepInInbox,
    LockAway,
    MakeTask,
    OpenAlert,
    RecordNotMet,
    RecordReport,
    ReportDone,
    StopTexts,
)
from remote_cm.domain.open_questions import QuestionKind
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import Intent, LadderName, SenderKind, StaffRole


class ReportLevel(IntEnum):
    """The third digit of a volunteer's update (§5.2)."""

    GOOD = 1
    WORRY = 2
    BAD = 3


class TextWords(StrEnum):
    """The keys of the neutral replies; the words stand in ``scripts/texts``, in each language (§5.1.6)."""

    DANGER = "danger-reply"
    HELP = "help-reply"
    CALL_ME = "call-me-reply"
    CALL_AT = "call-at-reply"
    UPDATE = "update-reply"
    NOT_MET = "not-met-reply"
    NEW_CHILD = "new-child-reply"
    DEBRIEF = "debrief-reply"
    DONE = "done-reply"
    WELLBEING = "wellbeing-reply"
    MENU = "menu-1"
    MENU_REST = "menu-2"
    RECEIVED = "received-reply"
    NO_DETAILS = "no-details-reply"
    STOP = "stop-reply"
    STOP_HOW = "stop-how-reply"
    UNKNOWN = "unknown-reply"
    UNKNOWN_ALIAS = "unknown-alias-reply"


class AliasStanding(StrEnum):
    """What the text says about which child: nothing, one of the sender's own aliases, or one that is not theirs."""

    NONE = "none"
    KNOWN = "known"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class TextRead:
    """A text as it was read.

    ``report_level`` is 1 good, 2 worry, 3 bad or None. ``asks_stop`` marks a single 0, which may mean *stop*.
    ``not_understood_before`` is true when another text of this sender could not be read within ten minutes.
    ``question`` is the one that is open to the sender, which a yes or a no answers. ``holds_details`` marks words that
    may name somebody, whatever else the text means; ``details_before`` that the same sender wrote such words lately.
    """

    sender: SenderKind
    intent: Intent
    alias: AliasStanding = AliasStanding.NONE
    report_level: int | None = None
    asks_stop: bool = False
    not_understood_before: bool = False
    question: QuestionKind | None = None
    holds_details: bool = False
    details_before: bool = False


@dataclass(frozen=True)
class TextOutcome:
    """What is done, and the keys of what is answered: ``reply``, and ``second_reply`` where one text is too short.

    ``begins_with_care``: a line of self-care goes first. ``asks``: the question that the reply asks, if it asks one.
    """

    effects: tuple[Effect, ...]
    reply: TextWords | None = None
    second_reply: TextWords | None = None
    begins_with_care: bool = False
    asks: QuestionKind | None = None


def _task(kind: TaskKind, role: StaffRole = StaffRole.CASEWORKER) -> MakeTask:
    return MakeTask(kind, role)


#: A volunteer's commands that always lead to the same.
_COMMANDS: Mapping[Intent, TextOutcome] = {
    Intent.HELP: TextOutcome((OpenAlert(LadderName.HELP),), TextWords.HELP),
    Intent.CALL_ME: TextOutcome((_task(TaskKind.CALL_BACK),), TextWords.CALL_ME),
    Intent.CALL_AT: TextOutcome((_task(TaskKind.CALL_AT),), TextWords.CALL_AT),
    Intent.NOT_MET: TextOutcome((RecordNotMet(), _task(TaskKind.NOT_MET)), TextWords.NOT_MET),
    Intent.NEW_CHILD: TextOutcome((_task(TaskKind.NEW_CHILD),), TextWords.NEW_CHILD),
    Intent.DEBRIEF: TextOutcome((BookDebrief(),), TextWords.DEBRIEF),
    Intent.DONE: TextOutcome((ReportDone(), _task(TaskKind.DONE_REPORTED)), TextWords.DONE),
    Intent.WELLBEING: TextOutcome(
        (_task(TaskKind.WELLBEING),), TextWords.WELLBEING, begins_with_care=True, asks=QuestionKind.WELLBEING_TALK
    ),
    Intent.MENU: TextOutcome((), TextWords.MENU, TextWords.MENU_REST),
    Intent.STOP: TextOutcome((StopTexts(until_spoken_consent=False), _task(TaskKind.STOP_ASKED)), TextWords.STOP),
    Intent.DETAILS_WITHHELD: TextOutcome((_task(TaskKind.DETAILS_WITHHELD),), TextWords.NO_DETAILS),
}
_NEEDS_ALIAS = frozenset({Intent.NOT_MET, Intent.DONE})

#: What a yes and a no to each question lead to, besides that it is answered.
_ANSWERS: Mapping[tuple[QuestionKind, bool], TextOutcome] = {
    (QuestionKind.DEBRIEF_SLOT, True): TextOutcome((), TextWords.DEBRIEF),
    (QuestionKind.DEBRIEF_SLOT, False): TextOutcome((_task(TaskKind.ANSWER_GIVEN),), TextWords.RECEIVED),
    (QuestionKind.WELLBEING_TALK, True): TextOutcome((_task(TaskKind.WELLBEING_CALL),), TextWords.CALL_ME),
    (QuestionKind.WELLBEING_TALK, False): TextOutcome((), TextWords.RECEIVED),
}


def decide_outcome_of_text(text: TextRead, danger_is_answered: bool) -> TextOutcome:
    """The one outcome of a text. Total: every meaning from every kind of sender has one, and none is silence.

    ``danger_is_answered`` is the policy's word on whether a volunteer's cry of danger gets a text beside the call
    (§5.3, usually not): whoever holds the phone might read it. Words that may name somebody are locked away whatever
    else the text means (§5.1.10).
    """
    outcome = _OUTCOMES[text.sender](text)
    if text.intent in (Intent.DANGER, Intent.DANGER_NOT_MY_CASEWORKER):
        answers = danger_is_answered and text.sender is SenderKind.VOLUNTEER
        outcome = TextOutcome((OpenAlert(_danger_ladder(text)),), TextWords.DANGER if answers else None)
    return _with_details_locked(text, outcome)


def _danger_ladder(text: TextRead) -> LadderName:
    """Danger needs no alias, no PIN and no known sender (§5.1.4), and the call is the answer.

    The digits 98 keep the caseworker and their line out, and look to the sender like the digit 9 (§5.7).
    """
    if text.sender.is_stranger:
        return LadderName.E0_UNKNOWN_SENDER
    return LadderName.E0_WITHOUT_LINE if text.intent is Intent.DANGER_NOT_MY_CASEWORKER else LadderName.E0


def _with_details_locked(text: TextRead, outcome: TextOutcome) -> TextOutcome:
    """A volunteer who writes details again is shown what goes into a text, but not in the middle of an alarm."""
    if not (text.holds_details or text.intent is Intent.DETAILS_WITHHELD):
        return outcome
    effects = outcome.effects if LockAway() in outcome.effects else (LockAway(), *outcome.effects)
    is_alarm = any(isinstance(effect, OpenAlert) for effect in effects)
    if text.details_before and text.sender is SenderKind.VOLUNTEER and not is_alarm:
        effects = (*effects, _task(TaskKind.TRAINING_NEEDED))
    return replace(outcome, effects=effects)


def _outcome_for_volunteer(text: TextRead) -> TextOutcome:
    match text.intent:
        case Intent.UPDATE:
            return _outcome_of_update(text)
        case Intent.YES | Intent.NO if text.question is not None:
            return _outcome_of_answer(text.question, is_yes=text.intent is Intent.YES)
        case _ if text.intent in _NEEDS_ALIAS and text.alias is not AliasStanding.KNOWN:
            return _which_child(_task(TaskKind.ALIAS_UNKNOWN))
        case _ if text.intent in _COMMANDS:
            return _COMMANDS[text.intent]
        case _:
            return _not_understood(text)


def _outcome_of_answer(question: QuestionKind, *, is_yes: bool) -> TextOutcome:
    """A yes or a no answers the question that is open, and nothing else (§5.3)."""
    outcome = _ANSWERS[question, is_yes]
    return replace(outcome, effects=(AnswerQuestion(is_yes), *outcome.effects))


def _outcome_of_update(text: TextRead) -> TextOutcome:
    """Level 2 is E2 and level 3 is E1 (ladder §6.3, §6.4); a bad word is acted on even when the alias is not theirs."""
    bad_news = (_task(TaskKind.UPDATE_BAD), _task(TaskKind.UPDATE_BAD, StaffRole.SUPERVISOR))
    if text.alias is not AliasStanding.KNOWN:
        return _which_child(*(bad_news if text.report_level == ReportLevel.BAD else (_task(TaskKind.ALIAS_UNKNOWN),)))
    match text.report_level:
        case ReportLevel.GOOD:
            return TextOutcome((RecordReport(ReportLevel.GOOD.value),), TextWords.UPDATE)
        case ReportLevel.WORRY:
            return TextOutcome((RecordReport(ReportLevel.WORRY.value), _task(TaskKind.UPDATE_WORRY)), TextWords.UPDATE)
        case ReportLevel.BAD:
            return TextOutcome((RecordReport(ReportLevel.BAD.value), *bad_news), TextWords.UPDATE)
        case _:
            return _not_understood(text)


def _which_child(*effects: Effect) -> TextOutcome:
    """An alias is never guessed: the reply asks to ring or to call (§5.1.3)."""
    return TextOutcome(effects, TextWords.UNKNOWN_ALIAS)


def _not_understood(text: TextRead) -> TextOutcome:
    kind = TaskKind.NOT_UNDERSTOOD_TWICE if text.not_understood_before else TaskKind.NOT_UNDERSTOOD
    return TextOutcome((_task(kind),), TextWords.STOP_HOW if text.asks_stop else TextWords.UNKNOWN)


def _outcome_for_family(text: TextRead) -> TextOutcome:
    """Kept, never answered (§5.7). A wish to stop ends all texts and may mean that the calls were found out (§5.6)."""
    if text.intent is Intent.HELP:
        return TextOutcome((OpenAlert(LadderName.HELP), _task(TaskKind.FAMILY_TEXT)))
    if text.intent is Intent.STOP or text.asks_stop:
        stop = StopTexts(until_spoken_consent=True)
        return TextOutcome((stop, _task(TaskKind.FAMILY_STOP), _task(TaskKind.POSSIBLE_DISCOVERY)))
    return TextOutcome((_task(TaskKind.FAMILY_TEXT),))


def _outcome_for_staff(text: TextRead) -> TextOutcome:
    """A wish to stop never mutes alerts: the supervisor hears that this person is about to drop off the ladder."""
    if text.intent is Intent.HELP:
        return TextOutcome((OpenAlert(LadderName.HELP),))
    if text.intent is Intent.STOP or text.asks_stop:
        return TextOutcome((_task(TaskKind.STOP_ASKED, StaffRole.SUPERVISOR),))
    return TextOutcome((KeepInInbox(),))


def _outcome_for_stranger(text: TextRead) -> TextOutcome:
    """Kept for people to read; a cry for help is also somebody's duty, since it may come from a child (§5.4)."""
    kept = LockAway() if text.intent is Intent.DETAILS_WITHHELD else KeepInInbox()
    if text.intent is Intent.HELP:
        return TextOutcome((kept, _task(TaskKind.HELP)))
    if isinstance(kept, LockAway):
        return TextOutcome((kept, _task(TaskKind.DETAILS_WITHHELD)))
    return TextOutcome((kept,))


_OUTCOMES: Mapping[SenderKind, Callable[[TextRead], TextOutcome]] = {
    SenderKind.VOLUNTEER: _outcome_for_volunteer,
    SenderKind.FAMILY: _outcome_for_family,
    SenderKind.STAFF: _outcome_for_staff,
    SenderKind.UNKNOWN: _outcome_for_stranger,
    SenderKind.WITHHELD: _outcome_for_stranger,
}

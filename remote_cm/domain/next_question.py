"""Which items of the script fit a listener, in which order they are asked, and what a call has left out."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from remote_cm.domain.call_policy import CallScriptPolicy
from remote_cm.domain.call_script import Ask, AskOnlyIf, Item, Script
from remote_cm.domain.vocabulary import AgeBand, AnswerCode, ScriptDomain, Track

WORRYING = frozenset({AnswerCode.ORANGE, AnswerCode.RED})
HEARD = WORRYING | {AnswerCode.GREEN}


class SkipReason(StrEnum):
    """Why a caller goes on without having asked what comes first (MON-06)."""

    TIRED = "tired"
    SHORT_CALL = "short_call"
    THEY_ASKED = "they_asked"
    NOT_SAFE_NOW = "not_safe_now"


class LockReason(StrEnum):
    """Why a question that fits this listener is not put to them here (N14)."""

    PRIVATE = "private"
    """Somebody may hear."""

    WOMAN_TO_GIRL = "woman_to_girl"
    """To a girl only a woman puts it."""

    NOT_PERSON_OF_CONCERN = "not_person_of_concern"
    """The listener is the person of concern."""


_LOCKS = {
    AskOnlyIf.NOT_PERSON_OF_CONCERN: LockReason.NOT_PERSON_OF_CONCERN,
    AskOnlyIf.WOMAN_TO_GIRL: LockReason.WOMAN_TO_GIRL,
    AskOnlyIf.PRIVATE: LockReason.PRIVATE,
}
_ASKED_AT_A_HINT = frozenset({AskOnlyIf.HINTED, AskOnlyIf.LOW_MOOD_OR_HISTORY})


@dataclass(frozen=True)
class TalkFacts:
    """Who talks with whom, as far as it decides what may be asked.

    ``band`` is the child's age band also when the caregiver is asked. ``missed_before`` are the domains that the last
    call did not cover. ``has_history`` is a history of self-harm, ``is_hinted`` a hint of it in this call, from either.
    """

    track: Track
    band: AgeBand
    is_private: bool
    is_person_of_concern: bool
    is_girl: bool
    is_asked_by_woman: bool
    is_asked_by_volunteer: bool
    has_disability: bool
    has_known_threat: bool
    has_history: bool
    is_hinted: bool
    missed_before: frozenset[ScriptDomain]


@dataclass(frozen=True)
class AnswerGiven:
    """An item that has its code on one track of this call; a declined or missed one has one too (CALL-20)."""

    item_id: str
    track: Track
    code: AnswerCode


@dataclass(frozen=True)
class Question:
    """An item to be asked now and the words for this listener."""

    item: Item
    words: str
    is_closed: bool


def items_to_ask(script: Script, facts: TalkFacts, answers: Collection[AnswerGiven]) -> tuple[Question, ...]:
    """Every item that fits this listener, in the order of asking; answered ones included, so that a page can show all.

    Safety always opens, then the other priority domains, then the rest, each by rank (MON-06), but those that the last
    call missed ahead of their peers (MON-07); the anchor leads its domain. Where somebody may hear, the words are the
    closed question, and what has none is left out (script §2.0).
    """
    ranked = sorted(script.domains, key=lambda domain: _place(domain.domain, facts.missed_before))
    return tuple(
        question
        for domain in ranked
        for item in domain.items
        if (question := _question(item, domain.anchor.id, facts, answers)) is not None
    )


def next_item(
    script: Script, facts: TalkFacts, answers: Collection[AnswerGiven], skipped: Collection[str] = ()
) -> Question | None:
    """The next question for this listener, None when all that fit have an answer or were skipped with a reason.

    What was just heard may call for one before its turn. A declined one is not asked again.
    """
    waiting = _waiting(script, facts, answers)
    called = called_for(script, facts, answers)
    first = (one for item_id in called for one in waiting if one.item.id == item_id)
    return next(first, next((one for one in waiting if one.item.id not in skipped), None))


def called_for(script: Script, facts: TalkFacts, answers: Collection[AnswerGiven]) -> tuple[str, ...]:
    """The unanswered items that what this listener said calls for at once, whatever their place in the script.

    A hint of self-harm calls for the question about it, and a red for the items that it tells of too (script §2.12).
    """
    waiting = [one.item for one in _waiting(script, facts, answers)]
    hinted = [item.id for item in waiting if facts.is_hinted and _is_asked_at_a_hint(item, facts)]
    reds = [one.item_id for one in answers if one.track is facts.track and one.code is AnswerCode.RED]
    told = [item_id for red in reds if red in script.items for item_id in script.items[red].also_score]
    here = {item.id for item in waiting}
    return tuple(dict.fromkeys([*hinted, *(item_id for item_id in told if item_id in here)]))


def passed_over(
    script: Script,
    facts: TalkFacts,
    answers: Collection[AnswerGiven],
    item_id: str,
    skipped: Collection[str] = (),
) -> tuple[Item, ...]:
    """The unanswered items that come before this one: going on with it skips them, which asks for a reason (MON-06).

    Those ``skipped`` with a reason before ask for none again, and what was heard may call for an item before its turn.
    """
    if item_id in called_for(script, facts, answers):
        return ()
    waiting = {question.item.id for question in _waiting(script, facts, answers)} - set(skipped)
    before: list[Item] = []
    for question in items_to_ask(script, facts, answers):
        if question.item.id == item_id:
            return tuple(before)
        if question.item.id in waiting:
            before.append(question.item)
    return ()


@dataclass(frozen=True)
class LockedItem:
    """An item that is not asked here, and why."""

    item: Item
    reason: LockReason


def locked_items(script: Script, facts: TalkFacts, answers: Collection[AnswerGiven]) -> tuple[LockedItem, ...]:
    """The items that fit this listener's age and that this caller may not put to them now, with the reason (N14).

    Nobody asks for them; see ``told_unasked``.
    """
    asked = {question.item.id for question in items_to_ask(script, facts, answers)}
    return tuple(
        LockedItem(item, reason)
        for domain in script.domains
        for item in domain.items
        if item.id not in asked and (reason := _lock(item, domain.anchor.id, facts, answers)) is not None
    )


def told_unasked(script: Script, facts: TalkFacts, item_id: str) -> Item | None:
    """The item to which a worry may be written that was told without the question, None where it fits nobody here.

    What may not be asked may still be said, and then it counts.
    """
    item = script.items.get(item_id)
    return item if item is not None and any(_asks_for(item, facts)) else None


def missed_domains(script: Script, answers: Collection[AnswerGiven]) -> tuple[ScriptDomain, ...]:
    """The domains of the script whose anchor nobody answered in this call, in rank order; they open the next call.

    Only that an anchor was put and answered is known here; whether its colour counts is for ``risk_answers``.
    """
    heard = {answer.item_id for answer in answers if answer.code in HEARD}
    return tuple(domain.domain for domain in script.domains if domain.anchor.id not in heard)


def coverage_debts(
    last_covered_on: Mapping[ScriptDomain, date], opened_on: date, today: date, policy: CallScriptPolicy
) -> tuple[ScriptDomain, ...]:
    """The domains that were not covered for longer than the policy allows; never covered counts from the opening."""
    limit = timedelta(days=policy.coverage_debt_days)
    return tuple(domain for domain in ScriptDomain if today - last_covered_on.get(domain, opened_on) >= limit)


def _place(domain: ScriptDomain, missed_before: Collection[ScriptDomain]) -> tuple[bool, bool, bool, str]:
    is_first = domain is ScriptDomain.SAFETY
    return (not is_first, not domain.is_priority, domain not in missed_before, domain.value)


def _question(item: Item, anchor_id: str, facts: TalkFacts, answers: Collection[AnswerGiven]) -> Question | None:
    is_low = _is_low(anchor_id, facts, answers)
    for ask in _asks_for(item, facts):
        if all(_is_true(condition, facts, is_low) for condition in ask.only_if):
            is_closed = not facts.is_private
            words = ask.if_overheard if is_closed and ask.if_overheard is not None else ask.say
            return Question(item, words, is_closed)
    return None


def _is_low(anchor_id: str, facts: TalkFacts, answers: Collection[AnswerGiven]) -> bool:
    is_worrying = any(one.item_id == anchor_id and one.code in WORRYING for one in answers)
    return facts.has_history or facts.is_hinted or is_worrying


def _waiting(script: Script, facts: TalkFacts, answers: Collection[AnswerGiven]) -> list[Question]:
    answered = {answer.item_id for answer in answers if answer.track is facts.track}
    return [one for one in items_to_ask(script, facts, answers) if one.item.id not in answered]


def _is_asked_at_a_hint(item: Item, facts: TalkFacts) -> bool:
    return any(not _ASKED_AT_A_HINT.isdisjoint(ask.only_if) for ask in _asks_for(item, facts))


def _lock(item: Item, anchor_id: str, facts: TalkFacts, answers: Collection[AnswerGiven]) -> LockReason | None:
    """Why an item is locked; None where it fits nobody of this age, or has no occasion."""
    is_low = _is_low(anchor_id, facts, answers)
    for ask in _asks_for(item, facts):
        failing = [condition for condition in ask.only_if if not _is_true(condition, facts, is_low)]
        if failing and all(condition in _LOCKS for condition in failing):
            return next(reason for condition, reason in _LOCKS.items() if condition in failing)
    return None


def _asks_for(item: Item, facts: TalkFacts) -> Iterator[Ask]:
    for ask in item.asks:
        fits = ask.track is facts.track and facts.band in ask.bands
        if fits and (ask.volunteer_may_ask or not facts.is_asked_by_volunteer):
            yield ask


def _is_true(condition: AskOnlyIf, facts: TalkFacts, is_low: bool) -> bool:
    match condition:
        case AskOnlyIf.DISABILITY:
            return facts.has_disability
        case AskOnlyIf.KNOWN_THREAT:
            return facts.has_known_threat
        case AskOnlyIf.LOW_MOOD_OR_HISTORY:
            return is_low
        case AskOnlyIf.HINTED:
            return facts.is_hinted
        case AskOnlyIf.NOT_PERSON_OF_CONCERN:
            return not facts.is_person_of_concern
        case AskOnlyIf.WOMAN_TO_GIRL:
            return facts.is_asked_by_woman or not facts.is_girl
        case AskOnlyIf.PRIVATE:
            return facts.is_private

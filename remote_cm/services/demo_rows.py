"""The rows that the past calls of one family have left: the follow-up, the try, the talk, its turns and answers."""

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from remote_cm.domain.call_gates import GateAnswer, steps_for
from remote_cm.domain.consent import ConsentItem, ExplainedPoint, decide_consent_kind
from remote_cm.domain.next_call import NextCallReason
from remote_cm.domain.vocabulary import Channel, Household, Interpreter, RemoteReason, Track
from remote_cm.services.demo_calls import ToldCall
from remote_cm.services.demo_ground import DemoCase
from remote_cm.services.demo_turns import ToldAnswer, ToldTurn
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.base import Base
from remote_cm.storage.tables.calls import (
    Answer,
    Attempt,
    AttemptOutcome,
    ConsentRecord,
    Conversation,
    ConversationEnding,
    Turn,
)
from remote_cm.storage.tables.cases import FollowUp, FollowUpState
from remote_cm.storage.turns import WordsAsked

KeepWording = Callable[[WordsAsked], uuid.UUID]

_AGREED_WORDS = (None, "the same time next week", None, "two days after the market day", "after the midday meal")
_HARD_EVERY = 41


def conversation_id(case: DemoCase, number: int) -> uuid.UUID:
    """By what the talk of one call of a case is known."""
    return uuid.uuid5(case.row.id, f"talk {number}")


def follow_up_id(case: DemoCase, number: int) -> uuid.UUID:
    """The follow-up that one call has met; the first is the one that the case was loaded with."""
    return case.owed.id if number == 0 else uuid.uuid5(case.row.id, f"follow-up {number}")


def meet_first_follow_up(around: Surroundings, case: DemoCase) -> None:
    """Let the follow-up that a case was loaded with be the one that its oldest call has met."""
    first = _met(around, case, 0)
    for name, value in vars(first).items():
        if not name.startswith("_"):
            setattr(case.owed, name, value)


def rows_of_calls(around: Surroundings, case: DemoCase, keep_wording: KeepWording) -> Iterator[Base]:
    """Every row of the calls of one case, but for the oldest follow-up, which stands already."""
    for call in case.calls:
        if call.number:
            yield _met(around, case, call.number)
        yield from _talk(around, case, call)
        for turn in call.turns:
            yield _turn(around, case, call, turn)
            yield from _answers(around, case, call, turn, keep_wording)
    if case.calls:
        yield from _consents(case, case.calls[0])


def attempt_of(
    case: DemoCase, follow_up: uuid.UUID, track: Track, claimed_at: datetime, outcome: AttemptOutcome, name: str
) -> Attempt:
    """One try to reach somebody, for one follow-up; ``name`` tells those of one follow-up apart."""
    return Attempt(
        id=uuid.uuid5(follow_up, name),
        follow_up_id=follow_up,
        case_id=case.row.id,
        contact_id=case.contact(track).id,
        caseworker_id=case.caseworker.id,
        channel=Channel.CALL,
        claimed_at=claimed_at,
        number_shown_at=claimed_at,
        outcome=outcome,
        outcome_at=claimed_at + timedelta(minutes=1),
    )


def _met(around: Surroundings, case: DemoCase, number: int) -> FollowUp:
    call = case.calls[number]
    before = case.calls[number - 1] if number else None
    made_at = before.ended_at if before is not None else case.row.level_since
    begin_with = before.decision.missed if before is not None else ()
    return FollowUp(
        id=follow_up_id(case, number),
        case_id=case.row.id,
        caseworker_id=case.caseworker.id,
        state=FollowUpState.MET,
        made_at=min(made_at, call.started_at),
        not_before=min(made_at, call.started_at),
        due_by=call.due_by,
        window_from=None,
        window_to=None,
        planned_on=call.started_at.astimezone(around.zone).date(),
        contact_id=case.contact(call.track).id,
        reasons=[NextCallReason.CADENCE_DATE.value],
        begin_with=[domain.value for domain in begin_with],
        has_no_safe_window=False,
        raised_at=None,
        closed_at=call.ended_at,
    )


def _talk(around: Surroundings, case: DemoCase, call: ToldCall) -> Iterator[Base]:
    claimed_at = call.started_at - timedelta(minutes=1)
    met = follow_up_id(case, call.number)
    attempt = attempt_of(case, met, call.track, claimed_at, AttemptOutcome.ANSWERED, "answered")
    turn = case.place.number + call.number
    yield attempt
    yield talk_row(
        around,
        case,
        attempt,
        id=conversation_id(case, call.number),
        track=call.turns[-1].track,
        started_at=call.started_at,
        ended_at=call.ended_at,
        ending=ConversationEnding.FINISHED if turn % 9 else ConversationEnding.ENDED_SAFELY,
        call_level=call.decision.level,
        is_provisional=call.decision.provisional,
        codes=[code.value for code in call.decision.codes],
        effective={domain.value: colour.value for domain, colour in call.decision.effective.items()},
        chase_within_hours=call.decision.chase_within_hours,
        household=Household.WELL,
        remote_reason=RemoteReason.ACCESS if turn % 3 else RemoteReason.WEATHER,
        agreed_words=_AGREED_WORDS[turn % len(_AGREED_WORDS)],
        was_hard=turn % _HARD_EVERY == 0,
    )


def talk_row(around: Surroundings, case: DemoCase, attempt: Attempt, **told: object) -> Conversation:
    """A talk that ended and was settled, with what is told of it; what is not told is empty."""
    empty = dict.fromkeys(
        ("call_level", "is_provisional", "codes", "effective", "chase_within_hours", "household", "remote_reason")
    )
    settled_at = told["ended_at"]
    return Conversation(
        **{
            **empty,
            "agreed_words": None,
            "was_hard": False,
            "attempt_id": attempt.id,
            "follow_up_id": attempt.follow_up_id,
            "case_id": case.row.id,
            "contact_id": attempt.contact_id,
            "caseworker_id": case.caseworker.id,
            "script_version": around.script.version,
            "has_danger_pressed": False,
            "skips": {},
            "notes_written_at": settled_at,
            "settled_at": settled_at,
            **told,
        }
    )


def _turn(around: Surroundings, case: DemoCase, call: ToldCall, turn: ToldTurn) -> Turn:
    steps = steps_for(around.script.opening, turn.track, is_handed_over=turn.is_handed_over)
    gates = {step.id: GateAnswer.YES.value for step in steps}
    if not turn.is_private:
        gates |= {step.id: GateAnswer.NO.value for step in steps if step.gate.value == "privacy"}
    started_at = call.started_at + timedelta(minutes=9 if turn.is_handed_over else 0)
    return Turn(
        id=uuid.uuid5(conversation_id(case, call.number), turn.track.value),
        conversation_id=conversation_id(case, call.number),
        track=turn.track,
        started_at=started_at,
        is_handed_over=turn.is_handed_over,
        gates=gates,
        is_private=turn.is_private,
        overheard_at=None,
        is_hinted=False,
        interpreter=Interpreter.NONE,
        consented_at=started_at + timedelta(minutes=2),
        child_refused_by=None,
    )


def _answers(
    around: Surroundings, case: DemoCase, call: ToldCall, turn: ToldTurn, keep_wording: KeepWording
) -> Iterator[Answer]:
    begins_at = call.started_at + timedelta(minutes=11 if turn.is_handed_over else 3)
    for place, told in enumerate(turn.answers):
        item = told.question.item
        yield Answer(
            id=uuid.uuid5(conversation_id(case, call.number), f"{turn.track.value} {item.id}"),
            conversation_id=conversation_id(case, call.number),
            track=turn.track,
            item_id=item.id,
            code=told.code,
            red_reply=told.red_reply.value if told.red_reply is not None else None,
            trigger=None,
            said=told.note.said if told.note is not None else None,
            heard=told.note.heard if told.note is not None else None,
            view=told.note.view if told.note is not None else None,
            script_version=around.script.version,
            wording_id=keep_wording(_words_of(around, told)),
            saved_at=begins_at + timedelta(seconds=40 * place),
            revisions=0,
        )


def _words_of(around: Surroundings, told: ToldAnswer) -> WordsAsked:
    item = told.question.item
    return WordsAsked(
        item_id=item.id,
        language=around.script.language,
        title=item.title,
        asked=told.question.words,
        green=item.criteria.green,
        orange=item.criteria.orange,
        red=item.criteria.red,
    )


def _consents(case: DemoCase, call: ToldCall) -> Iterator[ConsentRecord]:
    """What each listener of the oldest call agreed to."""
    given_at = call.started_at + timedelta(minutes=2)
    for turn in call.turns:
        contact = case.contact(turn.track)
        is_feared = case.place.story.family.is_caregiver_feared
        kind = decide_consent_kind(case.row.age_band, turn.track, caregiver_is_person_of_concern=is_feared)
        if kind is None:
            continue
        declined = set() if contact.has_agreed_to_texts else {ConsentItem.BY_TEXT}
        yield ConsentRecord(
            id=uuid.uuid5(conversation_id(case, call.number), f"consent {turn.track.value}"),
            case_id=case.row.id,
            conversation_id=conversation_id(case, call.number),
            track=turn.track,
            given_by=contact.role,
            kind=kind,
            given_at=given_at,
            language=case.row.language,
            interpreter=Interpreter.NONE,
            explained={point.value: given_at.isoformat() for point in ExplainedPoint},
            agreed={item.value: "no" if item in declined else "yes" for item in ConsentItem},
            not_to_inform=None,
            valid_until=None,
        )

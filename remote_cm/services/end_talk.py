"""Ends a conversation: the answers become a level, the level becomes the case's and the next call's, all in one
commit.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from remote_cm.domain.access import Person
from remote_cm.domain.call_notes import NotedAnswer, are_notes_written
from remote_cm.domain.day_words import find_ambiguous_day
from remote_cm.domain.next_question import SkipReason
from remote_cm.domain.refusal import BadInput, Fault
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import CallBackSignal, Household, RemoteReason
from remote_cm.services.call_ground import CallGround, find_ground_to_work, find_talk
from remote_cm.services.call_turns import was_right_person
from remote_cm.services.cut_bridge import cancel_bridge
from remote_cm.services.follow_failed_try import follow_failed_try
from remote_cm.services.meet_follow_up import WHOLE_TALK, meet_or_keep
from remote_cm.services.open_conversation import open_conversation
from remote_cm.services.propose_actions import propose_actions
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.task_of_talk import make_task_of_talk
from remote_cm.services.unsafe_end import end_unsafely, is_drop_unsafe
from remote_cm.services.write_level import write_level
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.bridges import find_open_bridge_of
from remote_cm.storage.calls import find_open_attempt, list_answers, lock_attempt
from remote_cm.storage.cases import get_contact, lock_case
from remote_cm.storage.database import Session, UnitOfWork
from remote_cm.storage.tables.calls import Answer, AttemptOutcome, Conversation, ConversationEnding
from remote_cm.storage.turns import list_turns

#: Endings that a caseworker may choose; the others follow from the opening, or from handing the call over.
CHOSEN_ENDINGS = (
    ConversationEnding.FINISHED,
    ConversationEnding.ENDED_SAFELY,
    ConversationEnding.DROPPED,
    ConversationEnding.UNSAFE,
    ConversationEnding.UNEASY,
    ConversationEnding.NOT_NOW,
    ConversationEnding.OTHER_PERSON,
    ConversationEnding.MONITORED,
)

_OUTCOME_OF = {
    ConversationEnding.OTHER_PERSON: AttemptOutcome.OTHER_PERSON,
    ConversationEnding.NOT_NOW: AttemptOutcome.NOT_NOW,
    ConversationEnding.UNEASY: AttemptOutcome.NOT_NOW,
}

#: After these a try has reached somebody only if it was known who picked up.
_TELLS_NOBODY = frozenset({ConversationEnding.DROPPED, ConversationEnding.ENDED_SAFELY, ConversationEnding.FINISHED})

#: Somebody listened or had the phone: no green of this talk is believed where greens need privacy.
_OVERHEARD = frozenset({ConversationEnding.MONITORED, ConversationEnding.OTHER_PERSON})

_TASK_OF_HOUSEHOLD = {
    Household.NEW_CHILD: TaskKind.CHILD_IN_HOUSEHOLD,
    Household.OTHERS_AFFECTED: TaskKind.OTHERS_AFFECTED,
}


@dataclass(frozen=True)
class TalkEnd:
    """How a talk ended and what was agreed at its end.

    ``asked_for_at`` is when the family asked to be called next, None when they named no time; ``agreed_words`` say the
    same in their own terms. ``signal`` is how they want to be reached after a bad moment.

    ``was_cut_short_by_fear``: the line broke after the stop word, a stranger's voice, shouting or a disclosure.
    ``why_nothing_asked``: they were spoken to, and no question was put for this reason (MON-09).
    """

    ending: ConversationEnding
    asked_for_at: datetime | None = None
    agreed_words: str = ""
    household: Household | None = None
    remote_reason: RemoteReason | None = None
    signal: CallBackSignal | None = None
    was_cut_short_by_fear: bool = False
    why_nothing_asked: SkipReason | None = None


def end_talk(around: Surroundings, person: Person, follow_up_id: uuid.UUID, end: TalkEnd) -> uuid.UUID:
    """End the call at any of its moments, from the first ring on, and return the conversation's id (N7).

    A line that broke while something was not right is ended as unsafe, whatever was pressed, and so is a talk in which
    somebody took the phone then. Raises NotFound,
    NotAllowed, StaleStep when it has ended, BadInput for an ending that is not chosen by hand, a time that has passed,
    or a day in a word that may mean two days (N38).
    """
    _check(around, end)
    with around.database.unit_of_work() as work:
        ground, talk = find_call_to_end(around, work.session, person, follow_up_id)
        finish_talk(around, work, person, ground, talk, end)
        work.commit()
        talk_id, attempt_id = talk.id, talk.attempt_id
    hang_up(around, person, attempt_id)
    return talk_id


def find_call_to_end(
    around: Surroundings, session: Session, person: Person, follow_up_id: uuid.UUID
) -> tuple[CallGround, Conversation]:
    """The talk that goes on, with its case locked; a phone that still rings is answered by this. Raises as
    ``find_talk`` does.

    The talk is locked before the case, as by everything else that an answer sets off.
    """
    ground = find_ground_to_work(session, person, follow_up_id)
    found = find_open_attempt(session, follow_up_id)
    attempt = lock_attempt(session, found.id) if found is not None else None
    if attempt is not None and attempt.outcome is None:
        attempt.outcome, attempt.outcome_at = AttemptOutcome.ANSWERED, around.now()
        open_conversation(around, session, ground, attempt)
        session.flush()
    ground, talk = find_talk(session, person, follow_up_id)
    return replace(ground, case=lock_case(session, ground.case.id)), talk


def finish_talk(
    around: Surroundings, work: UnitOfWork, person: Person, ground: CallGround, talk: Conversation, end: TalkEnd
) -> None:
    """Write down the end of a talk and everything that follows from it. The caller commits."""
    session = work.session
    answers = list_answers(session, talk.id)
    ending = _true_ending(session, talk, answers, end)
    _end(around, session, person, talk, ending)
    _keep_what_was_agreed(session, talk, end)
    _record_outcome(around, session, ground, talk, answers)
    if end.ending in _OVERHEARD:
        _hold_as_overheard(around, session, talk)
    if ending is ConversationEnding.MONITORED:
        make_task_of_talk(around, session, ground, talk, TaskKind.MONITORED_CALL)
    if ending is ConversationEnding.UNSAFE:
        end_unsafely(around, work, ground, talk, answers)
    ask_after_household(around, session, ground, talk)
    judged = write_level(around, session, ground, talk, answers) if answers else None
    if judged is not None:
        propose_actions(around, session, talk, judged.colours)
    _leave_to_settle(around, talk, answers)
    meet_or_keep(around, session, ground, talk, answers, judged, end.asked_for_at)


def end_before_questions(
    around: Surroundings,
    session: Session,
    person: Person,
    ground: CallGround,
    talk: Conversation,
    ending: ConversationEnding,
) -> None:
    """End a talk whose opening said no: the follow-up stays owed. The caller commits."""
    answers = list_answers(session, talk.id)
    _end(around, session, person, talk, ending)
    _record_outcome(around, session, ground, talk, answers)
    _leave_to_settle(around, talk, answers)
    if ending is ConversationEnding.DECLINED:
        make_task_of_talk(around, session, ground, talk, TaskKind.DECLINED_TODAY)


def ask_after_household(around: Surroundings, session: Session, ground: CallGround, talk: Conversation) -> None:
    """What was heard of the others at home becomes a duty, where there is anything to do (MON-18)."""
    kind = _TASK_OF_HOUSEHOLD.get(talk.household) if talk.household is not None else None
    if kind is not None:
        make_task_of_talk(around, session, ground, talk, kind)


def hang_up(around: Surroundings, person: Person, attempt_id: uuid.UUID) -> None:
    """End the masked line of this try, if the two are still joined: who ends safely is out of the call at once."""
    with around.database.unit_of_work() as work:
        bridge = find_open_bridge_of(work.session, person.id)
        bridge_id = bridge.id if bridge is not None and bridge.attempt_id == attempt_id else None
    if bridge_id is not None:
        cancel_bridge(around, person, bridge_id)


def _check(around: Surroundings, end: TalkEnd) -> None:
    faults = []
    if end.ending not in CHOSEN_ENDINGS:
        faults.append(Fault("ending", f"must be one of {', '.join(CHOSEN_ENDINGS)}"))
    if end.asked_for_at is not None and end.asked_for_at <= around.now():
        faults.append(Fault("asked_for_at", "must lie ahead; leave it empty when they named no time"))
    word = find_ambiguous_day(end.agreed_words, around.policy.call_script.ambiguous_day_words)
    if word is not None:
        faults.append(Fault("agreed_words", f'"{word}" can mean two days: say the weekday instead'))
    if faults:
        raise BadInput(*faults)


def _true_ending(session: Session, talk: Conversation, answers: Sequence[Answer], end: TalkEnd) -> ConversationEnding:
    was_taken_away = end.ending is ConversationEnding.OTHER_PERSON and bool(answers)
    if end.ending is not ConversationEnding.DROPPED and not was_taken_away:
        return end.ending
    is_unsafe = is_drop_unsafe(session, talk, answers, was_cut_short_by_fear=end.was_cut_short_by_fear)
    return ConversationEnding.UNSAFE if is_unsafe else end.ending


def _end(
    around: Surroundings, session: Session, person: Person, talk: Conversation, ending: ConversationEnding
) -> None:
    talk.ended_at, talk.ending = around.now(), ending
    add_audit_entry(
        session,
        at=around.now(),
        actor_id=person.id,
        act="conversation:ended",
        subject_kind="conversation",
        subject_id=talk.id,
        ending=ending.value,
    )


def _keep_what_was_agreed(session: Session, talk: Conversation, end: TalkEnd) -> None:
    talk.agreed_words = end.agreed_words.strip() or None
    talk.household, talk.remote_reason = end.household, end.remote_reason
    if end.why_nothing_asked is not None:
        talk.skips = talk.skips | {WHOLE_TALK: end.why_nothing_asked.value}
    if end.signal is not None:
        get_contact(session, talk.contact_id).call_back_signal = end.signal


def _record_outcome(
    around: Surroundings, session: Session, ground: CallGround, talk: Conversation, answers: Sequence[Answer]
) -> None:
    """A talk that never came about is a try that failed, with everything that follows from failed tries.

    Once something was answered the family was reached, also when somebody took the phone away from them. Who picks up
    and is gone before it is known who it was is nobody who was reached.
    """
    outcome = _OUTCOME_OF.get(talk.ending) if talk.ending is not None else None
    if talk.ending in _TELLS_NOBODY and not was_right_person(around, list_turns(session, talk.id)):
        outcome = AttemptOutcome.NO_ANSWER
    if outcome is None or (answers and outcome is AttemptOutcome.OTHER_PERSON):
        return
    attempt = lock_attempt(session, talk.attempt_id)
    attempt.outcome = outcome
    follow_failed_try(around, session, ground, attempt)


def _hold_as_overheard(around: Surroundings, session: Session, talk: Conversation) -> None:
    for turn in list_turns(session, talk.id):
        turn.is_private = False
        turn.overheard_at = turn.overheard_at or around.now()
    session.flush()


def _leave_to_settle(around: Surroundings, talk: Conversation, answers: Sequence[Answer]) -> None:
    """With answers there are actions to confirm and words to write; without any there is nothing left to do."""
    now = around.now()
    noted = [NotedAnswer(one.code, has_words=bool(one.said or one.heard or one.view)) for one in answers]
    talk.notes_written_at = now if are_notes_written(noted) else None
    talk.settled_at = None if answers else now

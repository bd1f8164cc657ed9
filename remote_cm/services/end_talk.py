"""Ends a conversation: the answers become a level, the level becomes the case's and the next call's, all in one
commit.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from remote_cm.domain.access import Person
from remote_cm.domain.case_level import CaseLevelDecision, JudgedCall, decide_case_level
from remote_cm.domain.conversation import ContactHeld, ContactKind, counts_for_cadence
from remote_cm.domain.refusal import BadInput, Fault
from remote_cm.domain.risk import CallLevelDecision
from remote_cm.domain.risk_answers import AnswerSource
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import ContactRole, DomainColour, RiskLevel, ScriptDomain, StaffRole, Track
from remote_cm.services.call_ground import CallGround, find_talk
from remote_cm.services.judge_call import JudgedTalk, judge_talk, read_colours
from remote_cm.services.make_task import TaskAbout, make_task
from remote_cm.services.schedule_follow_up import NextDates, hasten_follow_up, schedule_follow_up
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.alerts import has_open_danger
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.calls import list_answer_codes, list_answers, list_judged_conversations, lock_attempt
from remote_cm.storage.cases import list_contacts, lock_case, set_domain_level
from remote_cm.storage.database import Session
from remote_cm.storage.people import find_supervisor_id
from remote_cm.storage.tables.calls import Answer, AttemptOutcome, Conversation, ConversationEnding
from remote_cm.storage.tables.cases import CaseFile, FollowUpState, LevelChange

#: Endings that a caseworker may choose; the others follow from the opening.
CHOSEN_ENDINGS = (
    ConversationEnding.FINISHED,
    ConversationEnding.ENDED_SAFELY,
    ConversationEnding.DROPPED,
    ConversationEnding.UNSAFE,
)

_OUTCOME_OF = {
    ConversationEnding.OTHER_PERSON: AttemptOutcome.OTHER_PERSON,
    ConversationEnding.NOT_NOW: AttemptOutcome.NOT_NOW,
}


@dataclass(frozen=True)
class TalkEnd:
    """How a talk ended; ``asked_for_at`` is when the family asked to be called next, None when they named no time."""

    ending: ConversationEnding
    asked_for_at: datetime | None = None


def end_talk(around: Surroundings, person: Person, follow_up_id: uuid.UUID, end: TalkEnd) -> uuid.UUID:
    """End the open conversation and return its id.

    Raises NotFound, NotAllowed, StaleStep when it has ended, BadInput for an ending that is not chosen by hand or a
    time that has passed.
    """
    if end.ending not in CHOSEN_ENDINGS:
        raise BadInput(Fault("ending", f"must be one of {', '.join(CHOSEN_ENDINGS)}"))
    if end.asked_for_at is not None and end.asked_for_at <= around.now():
        raise BadInput(Fault("asked_for_at", "must lie ahead; leave it empty when they named no time"))
    with around.database.unit_of_work() as work:
        ground, talk = find_talk(work.session, person, follow_up_id)
        ground = replace(ground, case=lock_case(work.session, ground.case.id))
        _end(around, work.session, person, talk, end.ending)
        if end.ending is ConversationEnding.UNSAFE:
            _lock_the_way_back(around, work.session, ground, talk)
        answers = list_answers(work.session, talk.id)
        judged = _judge(around, work.session, ground, talk, answers) if answers else None
        if judged is not None and _is_met(ground, talk, answers):
            _close_and_owe_the_next(around, work.session, ground, talk, judged, end)
        else:
            hasten_follow_up(around, work.session, ground.case, ground.follow_up, _next_dates(talk, judged, end))
        work.commit()
        return talk.id


def end_before_questions(
    around: Surroundings,
    session: Session,
    person: Person,
    ground: CallGround,
    talk: Conversation,
    ending: ConversationEnding,
) -> None:
    """End a talk whose opening said no: the follow-up stays owed. The caller commits."""
    _end(around, session, person, talk, ending)
    outcome = _OUTCOME_OF.get(ending)
    if outcome is not None:
        lock_attempt(session, talk.attempt_id).outcome = outcome
    if ending is ConversationEnding.DECLINED:
        _task(around, session, ground, talk, TaskKind.DECLINED_TODAY)


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


def _lock_the_way_back(around: Surroundings, session: Session, ground: CallGround, talk: Conversation) -> None:
    """Nobody rings back after an unsafe end until a person has chosen a route (N8); the supervisor hears of it at
    once.
    """
    if ground.contact is not None:
        ground.contact.unsafe_end_at = around.now()
    _task(around, session, ground, talk, TaskKind.UNSAFE_END)
    _task(around, session, ground, talk, TaskKind.UNSAFE_END, StaffRole.SUPERVISOR)


def _judge(
    around: Surroundings,
    session: Session,
    ground: CallGround,
    talk: Conversation,
    answers: Sequence[Answer],
) -> JudgedTalk:
    judged = judge_talk(around, session, ground, talk, answers)
    _write_call_level(talk, judged.decision)
    for domain, colour in judged.colours.items():
        if colour is not DomainColour.UNCOVERED:
            set_domain_level(session, ground.case.id, domain, colour, talk.started_at, talk.id)
    session.flush()
    _write_case_level(around, session, ground, talk, judged)
    if DomainColour.ORANGE in judged.colours.values():
        _task(around, session, ground, talk, TaskKind.ORANGE_ANSWER)
    return judged


def _write_call_level(talk: Conversation, decision: CallLevelDecision) -> None:
    talk.call_level, talk.is_provisional = decision.level, decision.provisional
    talk.codes = [code.value for code in decision.codes]
    talk.effective = {domain.value: colour.value for domain, colour in decision.effective.items()}
    talk.chase_within_hours = decision.chase_within_hours


def _write_case_level(
    around: Surroundings, session: Session, ground: CallGround, talk: Conversation, judged: JudgedTalk
) -> None:
    """Up at once; down only proposed, for the supervisor to decide (risk rule §3.4, N24)."""
    case = ground.case
    decision = decide_case_level(
        case.level,
        case.level_since,
        _judged_calls(around, session, case, talk),
        danger_open=has_open_danger(session, case.id),
        floor=case.floor,
        policy=around.policy.risk,
    )
    case.last_call_level = judged.decision.level
    if decision.level is not case.level:
        _raise_level(around, session, case, talk, decision)
    if decision.proposed is not None:
        _task(around, session, ground, talk, TaskKind.STEP_DOWN_PROPOSED, StaffRole.SUPERVISOR)


def _raise_level(
    around: Surroundings, session: Session, case: CaseFile, talk: Conversation, decision: CaseLevelDecision
) -> None:
    session.add(
        LevelChange(
            id=uuid.uuid4(),
            case_id=case.id,
            level_before=case.level,
            level_after=decision.level,
            changed_at=around.now(),
            reason=decision.reason.value,
            conversation_id=talk.id,
        )
    )
    case.level, case.level_since = decision.level, around.now()


def _judged_calls(around: Surroundings, session: Session, case: CaseFile, talk: Conversation) -> list[JudgedCall]:
    """The judged conversations of a case, oldest first, this one included."""
    talks = list_judged_conversations(session, case.id, case.level_since, including=talk.id)
    codes = list_answer_codes(session, [one.id for one in talks])
    contacts = {contact.id: contact for contact in list_contacts(session, case.id)}
    return [
        JudgedCall(
            held_at=one.started_at,
            level=one.call_level or RiskLevel.HIGH,
            source=AnswerSource.CASEWORKER,
            priority_covered=_covers_priority(
                read_colours(
                    around, one, codes[one.id], is_person_of_concern=contacts[one.contact_id].is_person_of_concern
                )
            ),
            private=one.is_private is True,
            child_heard=one.track is Track.CHILD,
        )
        for one in talks
    ]


def _covers_priority(colours: Mapping[ScriptDomain, DomainColour]) -> bool:
    """Whether safety, health and feelings were covered in the talk itself; a carried worry is no second look."""
    return all(
        colours.get(domain, DomainColour.UNCOVERED) is not DomainColour.UNCOVERED
        for domain in ScriptDomain
        if domain.is_priority
    )


def _is_met(ground: CallGround, talk: Conversation, answers: Sequence[Answer]) -> bool:
    """Whether the cadence counts this talk; after an unsafe end the follow-up stays owed, by another way."""
    if talk.ending is ConversationEnding.UNSAFE:
        return False
    held = ContactHeld(
        held_at=talk.started_at,
        kind=ContactKind.CONVERSATION,
        spoke_with=_role(ground),
        person_of_concern=ground.contact is not None and ground.contact.is_person_of_concern,
        safety_codes=tuple(answer.code for answer in answers if answer.item_id.startswith("D1.")),
        by_own_caseworker=talk.caseworker_id == ground.case.caseworker_id,
        child_heard=talk.track is Track.CHILD,
    )
    return counts_for_cadence(held)


def _role(ground: CallGround) -> ContactRole | None:
    """A safe adult stands in for the caregiver (cadence §4.2: the child or a safe caregiver)."""
    if ground.contact is None:
        return None
    return ContactRole.CAREGIVER if ground.contact.role is ContactRole.SAFE_ADULT else ground.contact.role


def _close_and_owe_the_next(
    around: Surroundings,
    session: Session,
    ground: CallGround,
    talk: Conversation,
    judged: JudgedTalk,
    end: TalkEnd,
) -> None:
    now = around.now()
    case = ground.case
    ground.follow_up.state, ground.follow_up.closed_at = FollowUpState.MET, now
    case.last_contact_at = talk.started_at
    if talk.track is Track.CHILD:
        case.child_heard_at = talk.started_at
    session.flush()
    dates = replace(_next_dates(talk, judged, end), last_spoken_to=_role(ground))
    schedule_follow_up(around, session, case, dates)


def _next_dates(talk: Conversation, judged: JudgedTalk | None, end: TalkEnd) -> NextDates:
    """What this talk says about the next one, also when it leaves the same follow-up owed."""
    hours = judged.decision.chase_within_hours if judged is not None else None
    return NextDates(
        chase_by=talk.started_at + timedelta(hours=hours) if hours is not None else None,
        asked_for_at=end.asked_for_at,
        begin_with=judged.decision.missed if judged is not None else (),
    )


def _task(
    around: Surroundings,
    session: Session,
    ground: CallGround,
    talk: Conversation,
    kind: TaskKind,
    role: StaffRole = StaffRole.CASEWORKER,
) -> None:
    case = ground.case
    supervisor_id = find_supervisor_id(session, case.caseworker_id)
    about = TaskAbout(
        team_id=case.team_id,
        assignee_id=supervisor_id if role is StaffRole.SUPERVISOR else case.caseworker_id,
        case_id=case.id,
        conversation_id=talk.id,
        level=case.level,
        role=role,
    )
    make_task(around, session, kind, about)

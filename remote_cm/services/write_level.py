"""Keeps what the rule makes of a talk that is over: its level and codes, the colours heard, the level of the case."""

import uuid
from collections.abc import Mapping, Sequence

from remote_cm.domain.case_level import CaseLevelDecision, JudgedCall, decide_case_level
from remote_cm.domain.risk import CallLevelDecision
from remote_cm.domain.risk_answers import AnswerSource
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import DomainColour, RiskLevel, ScriptDomain, Track
from remote_cm.services.call_ground import CallGround
from remote_cm.services.call_turns import list_heard_tracks
from remote_cm.services.case_steps import hasten_steps
from remote_cm.services.judge_call import JudgedTalk, judge_talk, list_turns_heard, read_colours
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.task_of_talk import make_task_of_supervisor, make_task_of_talk
from remote_cm.storage.alerts import has_any_open_alert, has_open_danger
from remote_cm.storage.calls import list_judged_conversations
from remote_cm.storage.cases import set_domain_level
from remote_cm.storage.database import Session
from remote_cm.storage.tables.calls import Answer, Conversation
from remote_cm.storage.tables.cases import CaseFile, LevelChange


def write_level(
    around: Surroundings, session: Session, ground: CallGround, talk: Conversation, answers: Sequence[Answer]
) -> JudgedTalk:
    """Judge a talk and keep it, for the locked case of this ground. The caller commits."""
    judged = judge_talk(around, session, ground, talk, answers)
    _write_call_level(talk, judged.decision)
    for domain, colour in judged.colours.items():
        if colour is not DomainColour.UNCOVERED:
            set_domain_level(session, ground.case.id, domain, colour, talk.started_at, talk.id)
    session.flush()
    _write_case_level(around, session, ground, talk, judged)
    if DomainColour.ORANGE in judged.colours.values():
        make_task_of_talk(around, session, ground, talk, TaskKind.ORANGE_ANSWER)
    return judged


def _write_call_level(talk: Conversation, decision: CallLevelDecision) -> None:
    talk.call_level, talk.is_provisional = decision.level, decision.provisional
    talk.codes = [code.value for code in decision.codes]
    talk.effective = {domain.value: colour.value for domain, colour in decision.effective.items()}
    talk.chase_within_hours = decision.chase_within_hours


def _write_case_level(
    around: Surroundings, session: Session, ground: CallGround, talk: Conversation, judged: JudgedTalk
) -> None:
    """Up at once; down only proposed, for the supervisor to decide (risk rule §3.4, N24).

    While any alert about the child is open nothing is proposed, and nobody is told why: it may be one that leaves out
    the line, which neither holds nor raises the level, so that the line learns nothing by it (N28).
    """
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
    if decision.proposed is not None and not has_any_open_alert(session, case.id):
        make_task_of_supervisor(around, session, ground, talk, TaskKind.STEP_DOWN_PROPOSED)


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
    hasten_steps(around, session, case)


def _judged_calls(around: Surroundings, session: Session, case: CaseFile, talk: Conversation) -> list[JudgedCall]:
    """The judged conversations of a case, oldest first, this one included."""
    talks = list_judged_conversations(session, case.id, case.level_since, including=talk.id)
    turns = list_turns_heard(session, case, talks)
    heard = list_heard_tracks(around, session, case, talks)
    return [
        JudgedCall(
            held_at=one.started_at,
            level=one.call_level or RiskLevel.HIGH,
            source=AnswerSource.CASEWORKER,
            priority_covered=_covers_priority(read_colours(around, turns[one.id])),
            private=all(turn.is_private for turn in turns[one.id] if turn.codes),
            child_heard=Track.CHILD in heard[one.id],
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

"""What the demo's calls have led to: levels, the last colour of each domain, agreed actions, and the next call."""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

from remote_cm.domain.call_script import Action, ActionOwner
from remote_cm.domain.next_question import coverage_debts
from remote_cm.domain.plan_action import proposed_due_at
from remote_cm.domain.recall import recall_within_hours
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import DomainColour, ScriptDomain
from remote_cm.services.demo_calls import ToldCall, last_colours
from remote_cm.services.demo_ground import DemoCase, DemoGround
from remote_cm.services.demo_rows import conversation_id
from remote_cm.services.schedule_follow_up import NextDates, schedule_follow_up
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.database import Session
from remote_cm.storage.tables.base import Base
from remote_cm.storage.tables.calls import ActionState, PlanAction
from remote_cm.storage.tables.cases import DomainLevel, LevelChange
from remote_cm.storage.tables.tasks import Task

_WORRYING = (DomainColour.ORANGE, DomainColour.RED)
_ACTIONS_KEPT = 1


def write_level(case: DemoCase) -> None:
    """Give a case the level that its calls have made."""
    row, last = case.row, case.calls[-1]
    changed = [call for call in case.calls if call.case_level.level is not call.level_before]
    row.level = last.case_level.level
    row.level_since = changed[-1].started_at if changed else case.calls[0].started_at - timedelta(days=1)
    row.last_call_level = last.decision.level
    row.last_contact_at = last.started_at
    row.child_heard_at = max((call.started_at for call in case.calls if call.is_child_heard), default=None)
    row.caregiver_heard_at = max((call.started_at for call in case.calls if call.is_caregiver_heard), default=None)


def rows_of_levels(case: DemoCase) -> Iterator[Base]:
    """Every change of the case's level, and the last known colour of each domain."""
    for call in case.calls:
        if call.case_level.level is not call.level_before:
            yield LevelChange(
                id=uuid.uuid5(conversation_id(case, call.number), "level"),
                case_id=case.row.id,
                level_before=call.level_before,
                level_after=call.case_level.level,
                changed_at=call.ended_at,
                reason=call.case_level.reason.value,
                conversation_id=conversation_id(case, call.number),
            )
    for domain, (colour, call) in last_colours(case.calls).items():
        yield DomainLevel(
            id=uuid.uuid5(case.row.id, domain.value),
            case_id=case.row.id,
            domain=domain,
            colour=colour,
            heard_at=call.started_at,
            conversation_id=conversation_id(case, call.number),
        )


def rows_of_actions(around: Surroundings, ground: DemoGround, case: DemoCase) -> Iterator[Base]:
    """What was agreed at each worry: done since, or open with its task while its day lies ahead."""
    agreed: set[tuple[ScriptDomain, str]] = set()
    for call in reversed(case.calls):
        for domain, action in _advised(around, call):
            due_at = proposed_due_at(action.due_hours, call.ended_at)
            is_open = due_at is not None and due_at > around.now() and (domain, action.text) not in agreed
            agreed.add((domain, action.text))
            yield from _agreed(ground, case, call, domain, action, due_at, is_open=is_open)


def _advised(around: Surroundings, call: ToldCall) -> Iterator[tuple[ScriptDomain, Action]]:
    for script in around.script.domains:
        colour = call.colours.get(script.domain, DomainColour.UNCOVERED)
        advice = script.advice_for(colour) if colour in _WORRYING else None
        for action in (advice.actions if advice is not None else ())[:_ACTIONS_KEPT]:
            yield script.domain, action


def _agreed(
    ground: DemoGround,
    case: DemoCase,
    call: ToldCall,
    domain: ScriptDomain,
    action: Action,
    due_at: datetime | None,
    *,
    is_open: bool,
) -> Iterator[Base]:
    talk_id = conversation_id(case, call.number)
    supervisor = ground.supervisor_of(case)
    owner = supervisor if action.owner is ActionOwner.SUPERVISOR else case.caseworker
    task_id = uuid.uuid5(talk_id, f"task {domain.value} {action.text}") if is_open else None
    settled_at = None if is_open else min(due_at or call.ended_at, call.ended_at + timedelta(days=2))
    yield PlanAction(
        id=uuid.uuid5(talk_id, f"action {domain.value} {action.text}"),
        case_id=case.row.id,
        conversation_id=talk_id,
        domain=domain,
        what=action.text,
        owner=action.owner,
        state=ActionState.OPEN if is_open else ActionState.DONE,
        made_at=call.ended_at,
        due_at=due_at,
        task_id=task_id,
        settled_at=settled_at,
        settled_by_id=None if is_open else owner.id,
    )
    if task_id is not None:
        yield Task(
            id=task_id,
            kind=TaskKind.AGREED_ACTION,
            team_id=case.row.team_id,
            assignee_id=owner.id,
            case_id=case.row.id,
            conversation_id=talk_id,
            detail=domain.value,
            is_urgent=False,
            made_at=call.ended_at,
            due_at=due_at,
        )


def owe_next_call(around: Surroundings, session: Session, case: DemoCase) -> None:
    """Owe the call that follows the last one, as it was owed at its end. The caller commits."""
    last = case.calls[-1]
    heard = [(answer.question.item.id, answer.code) for turn in last.turns for answer in turn.answers]
    recall = recall_within_hours(heard, last.decision.effective, around.policy.call_script.recall_hours)
    covered_on = {
        domain: call.started_at.astimezone(around.zone).date() for domain, (_, call) in last_colours(case.calls).items()
    }
    held_on = last.started_at.astimezone(around.zone).date()
    debts = coverage_debts(covered_on, case.row.opened_on, held_on, around.policy.call_script)
    dates = NextDates(
        chase_by=_after(last.started_at, last.decision.chase_within_hours),
        action_due_at=_after(last.ended_at, recall),
        begin_with=tuple(dict.fromkeys([*last.decision.missed, *debts])),
        last_spoken_to=case.contact(last.track).role,
    )
    schedule_follow_up(around.at(last.ended_at), session, case.row, dates)


def _after(moment: datetime, hours: int | None) -> datetime | None:
    return None if hours is None else moment + timedelta(hours=hours)

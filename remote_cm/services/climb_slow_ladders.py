"""Looks at the open ladders of hours and days: duties that came due are put on the right page, once, and what the
facts have settled is taken off.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime

from remote_cm.domain.slow_ladder import PutOff, Settling, SlowEnd, SlowLadderName, StepMark, StepOwner
from remote_cm.domain.slow_ladder_rounds import decide_rounds
from remote_cm.domain.slow_ladder_steps import ComingStep, MadeStep, SlowLadderFacts, next_call_by
from remote_cm.domain.task_outcomes import SAW_SOMEBODY
from remote_cm.domain.vocabulary import Duty, StaffRole
from remote_cm.services.make_task import LadderStep, TaskAbout, make_task
from remote_cm.services.next_try import find_next_try
from remote_cm.services.schedule_follow_up import NextDates, hasten_follow_up
from remote_cm.services.slow_ladder_rounds import list_beginnings
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.calls import find_open_attempt, find_open_conversation
from remote_cm.storage.cases import find_open_follow_up, get_case, is_blocked_by_unsafe_end, lock_case
from remote_cm.storage.database import Session
from remote_cm.storage.people import find_supervisor_id, get_camp, list_duties
from remote_cm.storage.slow_ladders import (
    find_case_of_ladder,
    find_visiting_volunteer,
    has_action_under_way,
    has_open_alert_about,
    list_contacts_since,
    list_ladders_to_look_at,
    list_tasks_of_ladders,
    lock_ladder,
    was_heard_of,
)
from remote_cm.storage.tables.cases import CaseFile
from remote_cm.storage.tables.people import Volunteer
from remote_cm.storage.tables.slow_ladders import SlowLadderRun
from remote_cm.storage.tables.tasks import Task


def list_slow_ladders_to_climb(around: Surroundings) -> Sequence[uuid.UUID]:
    """One batch of the open ladders that are to be looked at now."""
    with around.database.unit_of_work() as work:
        return list_ladders_to_look_at(work.session, around.now(), around.policy.tasks.sweep_limit)


def climb_slow_ladder(around: Surroundings, run_id: uuid.UUID) -> None:
    """Look at one ladder and commit. What another has looked at meanwhile is left as it is."""
    with around.database.unit_of_work() as work:
        # The case first, as whoever talks with the family locks it: two who wait for each other would both be lost.
        case_id = find_case_of_ladder(work.session, run_id)
        if case_id is not None:
            lock_case(work.session, case_id)
        run = lock_ladder(work.session, run_id)
        if run is None or run.look_at is None or run.look_at > around.now():
            return
        rounds = _look(around, work.session, run)
        if run.ended_at is None and case_id is not None:
            _bring_call_forward(around, work.session, run, get_case(work.session, case_id), rounds)
        work.commit()


def look_at_ladder(around: Surroundings, session: Session, run: SlowLadderRun) -> None:
    """Do what one locked ladder asks of people now: make tasks, settle tasks, or end.

    It never lowers a level and never closes a case (N24, N26). The caller commits.
    """
    _look(around, session, run)


def _look(around: Surroundings, session: Session, run: SlowLadderRun) -> Sequence[SlowLadderFacts]:
    now = around.now()
    session.flush()
    tasks = list_tasks_of_ladders(session, [run.id])
    ladder = around.policy.slow_ladders.ladders[run.ladder]
    case = get_case(session, run.case_id) if run.case_id is not None else None
    rounds = _rounds(around, session, run, case, tasks, now)
    plan = decide_rounds(ladder, rounds, now, around.policy.slow_ladders, around.zone)
    for task in _tasks_of(tasks, plan.settled):
        settle_task(session, task, now, None)
    for coming in plan.due:
        _make_step(around, session, run, case, coming)
    run.look_at, run.put_off = plan.look_at, None if plan.is_ended else rounds[-1].put_off
    run.next_task, run.next_who, run.next_at = (
        (plan.next.step.task, plan.next.step.who, plan.next.at) if plan.next is not None else (None, None, None)
    )
    if plan.is_ended:
        end_ladder(session, run, now, SlowEnd.SETTLED, None)
    return rounds


def end_ladder(session: Session, run: SlowLadderRun, now: datetime, end: SlowEnd, by: uuid.UUID | None) -> None:
    """Write down that a ladder has ended, and who ended it. The caller commits."""
    run.ended_at, run.ended_as, run.ended_by_id = now, end, by
    run.look_at = run.next_task = run.next_who = run.next_at = run.put_off = None
    add_audit_entry(
        session,
        at=now,
        actor_id=by,
        act="slow_ladder:ended",
        subject_kind="slow_ladder",
        subject_id=run.id,
        ladder=run.ladder.value,
        ended_as=end.value,
    )


def settle_task(session: Session, task: Task, now: datetime, by: uuid.UUID | None) -> None:
    """Take a task off its page because it is settled; ``by`` is None when the facts have settled it."""
    task.done_at, task.done_by_id = now, by
    add_audit_entry(
        session,
        at=now,
        actor_id=by,
        act="task:settled",
        subject_kind="task",
        subject_id=task.id,
        kind=task.kind.value,
    )


def _rounds(
    around: Surroundings,
    session: Session,
    run: SlowLadderRun,
    case: CaseFile | None,
    tasks: Sequence[Task],
    now: datetime,
) -> list[SlowLadderFacts]:
    """How each round of the ladder stands; most ladders have one."""
    if run.ladder is SlowLadderName.E3 and case is not None and run.tries_used_up_at is None:
        tries = find_next_try(around, session, case)
        run.tries_used_up_at = now if tries.is_used_up else None
    visiting = find_visiting_volunteer(session, case.id) if case is not None else run.volunteer_id
    is_asked_anew = around.policy.slow_ladders.ladders[run.ladder].is_asked_anew
    steps = [task for task in tasks if task.slow_step is not None]
    put_off = _put_off(session, run, case)
    return [
        SlowLadderFacts(
            opened_at=began_at,
            level=case.level if case is not None else None,
            has_volunteer=visiting is not None,
            tries_used_up_at=run.tries_used_up_at,
            facts=frozenset(_facts(session, run, tasks, began_at)),
            made=[_made(around, task) for task in steps if not is_asked_anew or task.slow_round == number],
            put_off=put_off,
            round=number,
        )
        for number, began_at in enumerate(list_beginnings(around, session, run, tasks))
    ]


def _facts(session: Session, run: SlowLadderRun, tasks: Sequence[Task], since: datetime) -> set[Settling]:
    facts: set[Settling] = set()
    is_seen = any(task.kind in SAW_SOMEBODY and task.done_as is not None and task.done_as.is_seen for task in tasks)
    if run.case_id is not None:
        contacts = len(list_contacts_since(session, run.case_id, since)) + is_seen
        facts |= {Settling.CONTACT} if contacts >= 1 else set()
        facts |= {Settling.SECOND_CONTACT} if contacts >= 2 else set()
        if has_action_under_way(session, run.case_id, since):
            facts.add(Settling.ACTION_STARTED)
    if run.volunteer_id is not None and (is_seen or was_heard_of(session, run.volunteer_id, since)):
        facts.add(Settling.HEARD_OF)
    return facts


def _made(around: Surroundings, task: Task) -> MadeStep:
    if task.slow_step is None or task.slow_round is None:
        raise ValueError("only a step of a ladder was made by it")
    is_cause = task.kind in around.policy.slow_ladders.begun_by
    return MadeStep(task.slow_step, task.slow_round, task.done_at, is_cause)


def _put_off(session: Session, run: SlowLadderRun, case: CaseFile | None) -> PutOff | None:
    if has_open_alert_about(session, run.case_id, run.volunteer_id):
        return PutOff.DANGER
    is_down = case is not None and get_camp(session, case.camp_id).outage_since is not None
    return PutOff.OUTAGE if run.ladder is SlowLadderName.E3 and is_down else None


def _tasks_of(tasks: Sequence[Task], made: Sequence[MadeStep]) -> list[Task]:
    places = {(one.step, one.round) for one in made}
    return [task for task in tasks if (task.slow_step, task.slow_round) in places and task.done_at is None]


def _make_step(
    around: Surroundings, session: Session, run: SlowLadderRun, case: CaseFile | None, coming: ComingStep
) -> None:
    caseworker_id = _caseworker_of(session, run, case)
    visiting = find_visiting_volunteer(session, case.id) if case is not None and _is_visit(coming) else run.volunteer_id
    about = TaskAbout(
        team_id=run.team_id,
        assignee_id=_assignee(session, coming.step.who, caseworker_id, run.team_id),
        case_id=run.case_id,
        volunteer_id=visiting,
        level=case.level if case is not None else None,
        role=StaffRole.SUPERVISOR if coming.step.who is StepOwner.SUPERVISOR else StaffRole.CASEWORKER,
        step=LadderStep(
            run.id, coming.index, coming.round, coming.clock_from, night_agreed=run.waits_for_day_since is not None
        ),
    )
    task = make_task(around, session, coming.step.task, about)
    add_audit_entry(
        session,
        at=around.now(),
        actor_id=None,
        act="slow_ladder:stepped",
        subject_kind="slow_ladder",
        subject_id=run.id,
        ladder=run.ladder.value,
        task=str(task.id),
    )


def _is_visit(coming: ComingStep) -> bool:
    return StepMark.WHERE_A_VOLUNTEER_VISITS in coming.step.marks


def _caseworker_of(session: Session, run: SlowLadderRun, case: CaseFile | None) -> uuid.UUID | None:
    if case is not None:
        return case.caseworker_id
    return session.get_one(Volunteer, run.volunteer_id).caseworker_id


def _assignee(
    session: Session, who: StepOwner, caseworker_id: uuid.UUID | None, team_id: uuid.UUID
) -> uuid.UUID | None:
    """Whose page it is; nobody, so that it lies in the team's inbox, where the place is empty."""
    match who:
        case StepOwner.CASEWORKER:
            return caseworker_id
        case StepOwner.SUPERVISOR:
            return find_supervisor_id(session, caseworker_id)
        case StepOwner.BACKUP_CASEWORKER:
            backups = list_duties(session, team_id).get(Duty.BACKUP_CASEWORKER, ())
            return next((one for one in backups if one != caseworker_id), None)


def _bring_call_forward(
    around: Surroundings, session: Session, run: SlowLadderRun, case: CaseFile, rounds: Sequence[SlowLadderFacts]
) -> None:
    """The next call is due for the ladder's sake too, until it was held; never later than it was, and never while
    nobody may ring (N8).
    """
    ladder = around.policy.slow_ladders.ladders[run.ladder]
    wanted = {step.settled_by for step in ladder.steps} & {Settling.CONTACT, Settling.SECOND_CONTACT}
    owed = [next_call_by(ladder, one.opened_at, case.level) for one in rounds if not wanted <= one.facts]
    by = min((one for one in owed if one is not None), default=None)
    follow_up = find_open_follow_up(session, case.id)
    if by is None or follow_up is None or follow_up.due_by <= by:
        return
    is_talking = find_open_attempt(session, follow_up.id) or find_open_conversation(session, follow_up.id)
    if not is_talking and not is_blocked_by_unsafe_end(session, case.id):
        hasten_follow_up(around, session, case, follow_up, NextDates(action_due_at=by))

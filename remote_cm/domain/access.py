"""Who may see what and do what: one small rule for each act, closed unless it says otherwise.

What a person may not see does not exist for them, so these rules answer yes or no and never why. The queries of
the database follow the same rules.

A caseworker works their own cases and no others (ROLE-01, N33). A supervisor reads and approves, and edits nothing
(ROLE-08). The coordinator sees nobody's content and makes accounts (ROLE-09), the administrator keeps the machine
running (ROLE-10). Safeguarding sees what concerns staff and no case file (§6.7). Whoever must be avoided never finds
the alert (N27, N28).
"""

from dataclasses import dataclass
from uuid import UUID

from remote_cm.domain.alert_ending import may_end
from remote_cm.domain.vocabulary import LadderName, StaffRole

_FIELD = frozenset({StaffRole.CASEWORKER, StaffRole.SUPERVISOR})
_PAGED = _FIELD | {StaffRole.SAFEGUARDING}


@dataclass(frozen=True)
class Person:
    """A member of staff who is signed in; ``team_id`` is None for those who serve all teams."""

    id: UUID
    role: StaffRole
    team_id: UUID | None


@dataclass(frozen=True)
class CaseAnchor:
    """What ties a case, or a volunteer, to people: its one caseworker and their team."""

    caseworker_id: UUID
    team_id: UUID


@dataclass(frozen=True)
class FollowUpAnchor:
    """What ties a follow-up to people: whose case it is of, and who has it now.

    That is the case's caseworker, or the back-up to whom its call was handed over (script §2.14 G). ``is_owed`` is
    false once it was met; ``is_theirs_to_settle`` while the talk of whoever has it waits for its notes and actions.
    """

    case: CaseAnchor
    holder_id: UUID
    is_owed: bool
    is_theirs_to_settle: bool


@dataclass(frozen=True)
class AlertAnchor:
    """What ties an alert to people: ``paged`` are whom its ladder has rung, ``avoid`` who must not hear of it."""

    ladder: LadderName
    team_id: UUID
    caseworker_id: UUID | None
    holder_id: UUID | None
    paged: frozenset[UUID]
    avoid: frozenset[UUID]


@dataclass(frozen=True)
class TaskAnchor:
    """What ties a task to people; nobody named means that it lies in the inbox of its team, or of all teams."""

    assignee_id: UUID | None
    team_id: UUID | None


def may_see_case(person: Person, case: CaseAnchor) -> bool:
    """True for the case's caseworker and for a supervisor of its team."""
    return may_work_case(person, case) or may_approve_for_case(person, case)


def may_work_case(person: Person, case: CaseAnchor) -> bool:
    """True for the case's own caseworker: calls, answers, levels, plan and contact plan are theirs alone."""
    return person.role is StaffRole.CASEWORKER and person.id == case.caseworker_id


def may_work_follow_up(person: Person, follow_up: FollowUpAnchor) -> bool:
    """True for the case's caseworker, and for a caseworker of the team to whom this follow-up was handed over.

    It is lent to them until it is met and what its talk left is settled; the case itself stays closed to them.
    """
    if may_work_case(person, follow_up.case):
        return True
    is_back_up = person.role is StaffRole.CASEWORKER and person.team_id == follow_up.case.team_id
    is_lent = follow_up.is_owed or follow_up.is_theirs_to_settle
    return is_back_up and is_lent and person.id == follow_up.holder_id


def may_approve_for_case(person: Person, case: CaseAnchor) -> bool:
    """True for a supervisor of the team who is not the case's own caseworker: two people, or it is no approval."""
    return _is_supervisor_of(person, case.team_id) and person.id != case.caseworker_id


def may_decide_override(person: Person, case: CaseAnchor, asked_by: UUID) -> bool:
    """True for a supervisor who may approve for this case and did not ask for it: two people, or it is no decision
    (CALL-16, N43).
    """
    return may_approve_for_case(person, case) and person.id != asked_by


def may_see_number(person: Person, case: CaseAnchor) -> bool:
    """True only for the case's caseworker, who dials it by hand (N31)."""
    return may_work_case(person, case)


def may_see_volunteer(person: Person, volunteer: CaseAnchor) -> bool:
    """True for the volunteer's caseworker and for a supervisor of their team."""
    return may_see_case(person, volunteer)


def may_see_alert(person: Person, alert: AlertAnchor) -> bool:
    """True for whoever its ladder has paged, and for those whose part it is; never for a person to be avoided.

    The caseworker and the team's supervisors see their alerts; only safeguarding sees, unasked, one that leaves out
    the line.
    """
    if person.id in alert.avoid or person.role not in _PAGED:
        return False
    if person.id in alert.paged:
        return True
    if alert.ladder is LadderName.E0_WITHOUT_LINE:
        return person.role is StaffRole.SAFEGUARDING
    is_own = person.role is StaffRole.CASEWORKER and person.id == alert.caseworker_id
    return is_own or _is_supervisor_of(person, alert.team_id)


def may_take_alert(person: Person, alert: AlertAnchor) -> bool:
    """True for everybody who may see it: a pair of hands is never refused."""
    return may_see_alert(person, alert)


def may_end_alert(person: Person, alert: AlertAnchor) -> bool:
    """True for those who see it and whose role ends alerts of its kind; the outcome is asked of them besides."""
    is_holder = person.id == alert.holder_id
    return may_see_alert(person, alert) and may_end(alert.ladder, person.role, is_holder=is_holder)


def may_see_task(person: Person, task: TaskAnchor) -> bool:
    """True for whoever it is given to, for a supervisor of its team, and for who opens the inbox it lies in."""
    if task.assignee_id is not None:
        return person.id == task.assignee_id or (task.team_id is not None and _is_supervisor_of(person, task.team_id))
    return may_see_inbox(person, task.team_id)


def may_see_inbox(person: Person, team_id: UUID | None) -> bool:
    """True for the caseworkers and supervisors of the team, and for those of every team when it belongs to none."""
    return person.role in _FIELD and (team_id is None or person.team_id == team_id)


def may_see_team(person: Person, team_id: UUID) -> bool:
    """True for a supervisor of the team: its days, its late calls, its approvals."""
    return _is_supervisor_of(person, team_id)


def may_see_figures(person: Person) -> bool:
    """True for supervisors and the coordinator: counts without anybody in them (ROLE-09)."""
    return person.role in (StaffRole.SUPERVISOR, StaffRole.COORDINATOR)


def may_manage_accounts(person: Person) -> bool:
    """True for the coordinator (ROLE-09)."""
    return person.role is StaffRole.COORDINATOR


def may_run_system(person: Person) -> bool:
    """True for the administrator, who sees no case (ROLE-10)."""
    return person.role is StaffRole.ADMINISTRATOR


def _is_supervisor_of(person: Person, team_id: UUID) -> bool:
    return person.role is StaffRole.SUPERVISOR and person.team_id == team_id

"""Owes the next follow-up of a case: the earliest of all dates, moved earlier into a safe window, with its reasons."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from remote_cm.domain.cadence import CadenceFacts
from remote_cm.domain.next_call import NextCallPlan, OtherDates, decide_next_call
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import ContactRole, ScriptDomain
from remote_cm.domain.whom_to_call import PossibleContact, next_to_call
from remote_cm.services.consent_in_force import must_rest
from remote_cm.services.make_task import TaskAbout, make_task
from remote_cm.services.safe_times import safe_times_of
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.cases import find_open_follow_up, get_contact, list_contacts
from remote_cm.storage.database import Session
from remote_cm.storage.people import get_camp
from remote_cm.storage.tables.cases import CaseFile, Contact, FollowUp, FollowUpState
from remote_cm.storage.tables.people import CampAccess


@dataclass(frozen=True)
class NextDates:
    """What the call that has just ended says about the next one."""

    chase_by: datetime | None = None
    asked_for_at: datetime | None = None
    action_due_at: datetime | None = None
    begin_with: tuple[ScriptDomain, ...] = ()
    last_spoken_to: ContactRole | None = None


def schedule_first_follow_up(around: Surroundings, session: Session, case: CaseFile) -> FollowUp:
    """Owe the first follow-up of a case that has none. The caller commits."""
    return schedule_follow_up(around, session, case, NextDates())


def schedule_follow_up(around: Surroundings, session: Session, case: CaseFile, dates: NextDates) -> FollowUp:
    """Owe the next follow-up. No safe window before its date is a task for a person, at once. The caller commits."""
    contact = _whom(list_contacts(session, case.id), case, dates.last_spoken_to)
    plan = _plan(around, session, case, contact, dates)
    follow_up = FollowUp(
        id=uuid.uuid4(),
        case_id=case.id,
        caseworker_id=case.caseworker_id,
        made_at=around.now(),
        contact_id=contact.id if contact is not None else None,
        begin_with=[domain.value for domain in dates.begin_with],
    )
    _owe(around, session, case, follow_up, plan)
    session.add(follow_up)
    session.flush()
    return follow_up


def hasten_follow_up(
    around: Surroundings, session: Session, case: CaseFile, follow_up: FollowUp, dates: NextDates
) -> None:
    """Bring forward a follow-up that stays owed, where its call has left an earlier date: a level that rose, a domain
    to chase, an hour the family asked for (RSK-05). It never moves later. The caller commits.
    """
    if dates.begin_with:
        follow_up.begin_with = [domain.value for domain in dates.begin_with]
    contact = get_contact(session, follow_up.contact_id) if follow_up.contact_id is not None else None
    plan = _plan(around, session, case, contact, dates)
    if plan.due_by < follow_up.due_by:
        _owe(around, session, case, follow_up, plan)


def rest_follow_up(session: Session, case: CaseFile) -> None:
    """Nobody is asked to call this family any more; what it was owed waits. The caller commits."""
    owed = find_open_follow_up(session, case.id)
    if owed is not None:
        owed.state, owed.planned_on = FollowUpState.RESTING, None


def wake_follow_up(around: Surroundings, session: Session, case: CaseFile) -> None:
    """Owe anew what rested, from today on. A follow-up that did not rest stays as it is. The caller commits."""
    owed = find_open_follow_up(session, case.id)
    if owed is None or owed.state is not FollowUpState.RESTING:
        return
    contact = get_contact(session, owed.contact_id) if owed.contact_id is not None else None
    _owe(around, session, case, owed, _plan(around, session, case, contact, NextDates()))


def replan_follow_up(around: Surroundings, session: Session, case: CaseFile) -> None:
    """The contact plan has changed: whom to call and in which hours is found anew, never later than it was. The caller
    commits.
    """
    owed = find_open_follow_up(session, case.id)
    if owed is None or owed.state is FollowUpState.RESTING:
        return
    contacts = list_contacts(session, case.id)
    meant = next((one for one in contacts if one.id == owed.contact_id and _can_be_rung(one)), None)
    contact = meant or _whom(contacts, case, None)
    if meant is not None and _still_holds(around, session, case, owed, meant):
        return
    owed.contact_id = contact.id if contact is not None else None
    plan, was_without = _plan(around, session, case, contact, NextDates()), owed.has_no_safe_window
    hours = plan.suggested
    owed.window_from, owed.window_to = (hours.starts, hours.ends) if hours is not None else (None, None)
    owed.has_no_safe_window = plan.alert is not None
    if owed.state is FollowUpState.PLANNED:
        owed.planned_on = hours.starts.astimezone(around.zone).date() if hours is not None else around.today()
    if owed.has_no_safe_window and not was_without:
        about = TaskAbout(team_id=case.team_id, assignee_id=case.caseworker_id, case_id=case.id)
        make_task(around, session, TaskKind.NO_SAFE_WINDOW, about)


def _still_holds(around: Surroundings, session: Session, case: CaseFile, owed: FollowUp, contact: Contact) -> bool:
    """Whether the hours that were planned are safe hours still: then the day stays as it is."""
    starts, ends = owed.window_from, owed.window_to
    if starts is None or ends is None or ends <= around.now():
        return False
    times = safe_times_of(around, contact, get_camp(session, case.camp_id).code)
    return any(hours.starts <= starts and ends <= hours.ends for hours in times.between(starts, ends))


def _can_be_rung(contact: Contact) -> bool:
    return contact.phone_number is not None and not contact.is_person_of_concern


def _plan(
    around: Surroundings, session: Session, case: CaseFile, contact: Contact | None, dates: NextDates
) -> NextCallPlan:
    camp = get_camp(session, case.camp_id)
    return decide_next_call(
        _facts(case, contact, is_camp_restricted=camp.access is not CampAccess.OPEN),
        case.last_contact_at,
        around.now(),
        OtherDates(dates.chase_by, dates.action_due_at, dates.asked_for_at),
        safe_times_of(around, contact, camp.code),
        around.policy.cadence,
    )


def _owe(around: Surroundings, session: Session, case: CaseFile, follow_up: FollowUp, plan: NextCallPlan) -> None:
    """Give a follow-up the dates of a plan; the timetable finds it its day, unless the family took its yes back."""
    rests = must_rest(around, session, case.id)
    follow_up.state, follow_up.planned_on = FollowUpState.RESTING if rests else FollowUpState.WAITING, None
    follow_up.not_before, follow_up.due_by = plan.not_before, plan.due_by
    follow_up.window_from = plan.suggested.starts if plan.suggested else None
    follow_up.window_to = plan.suggested.ends if plan.suggested else None
    follow_up.reasons = [reason.value for reason in plan.reasons]
    follow_up.has_no_safe_window = plan.alert is not None
    if plan.alert is not None and not rests:
        about = TaskAbout(team_id=case.team_id, assignee_id=case.caseworker_id, case_id=case.id)
        make_task(around, session, TaskKind.NO_SAFE_WINDOW, about)


def _facts(case: CaseFile, contact: Contact | None, *, is_camp_restricted: bool) -> CadenceFacts:
    return CadenceFacts(
        level=case.level,
        preset=case.cadence_preset,
        opened_on=case.opened_on,
        first_review_done=case.first_review_done_on is not None,
        camp_restricted=is_camp_restricted,
        reachable=contact is not None,
        daily_until=None,
        relaxed_floors=(),
    )


def _whom(contacts: Sequence[Contact], case: CaseFile, last_spoken_to: ContactRole | None) -> Contact | None:
    possible = [
        PossibleContact(
            str(contact.id), contact.role, contact.is_person_of_concern, can_be_rung=contact.phone_number is not None
        )
        for contact in contacts
    ]
    chosen = next_to_call(possible, case.age_band, last_spoken_to)
    return next((contact for contact in contacts if chosen is not None and str(contact.id) == chosen.reference), None)

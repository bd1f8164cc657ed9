"""What a person sees of cases: a list in codes, and one case with its people, its levels and everything that was
done.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from remote_cm.domain.access import CaseAnchor, Person, TaskAnchor, may_see_task, may_work_case
from remote_cm.domain.call_extras import CollateralKind
from remote_cm.domain.refusal import NotFound
from remote_cm.domain.registration import ReferredBy
from remote_cm.domain.safe_window import SafeWindow
from remote_cm.domain.vocabulary import AgeBand, ContactRole, DomainColour, RiskLevel, ScriptDomain
from remote_cm.services.call_turns import is_child_unheard
from remote_cm.services.case_course import CaseCourse, read_course
from remote_cm.services.my_day import DayTask, name_tasks
from remote_cm.services.slow_ladder_views import SlowLadderView, list_ladders_about, name_ladders
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.talk_records import SHOWN, TalkRecord, view_talk_records
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.cases import (
    list_cases_for,
    list_domain_levels,
    list_due_dates,
    list_level_changes,
)
from remote_cm.storage.codes import list_codes
from remote_cm.storage.collateral import list_collateral_talks
from remote_cm.storage.database import Session
from remote_cm.storage.plan_actions import list_unsettled_actions
from remote_cm.storage.tables.calls import (
    ActionState,
    Attempt,
    AttemptOutcome,
    Conversation,
    ConversationEnding,
    PlanAction,
)
from remote_cm.storage.tables.cases import Contact, FollowUp, LevelChange
from remote_cm.storage.tables.collateral import CollateralTalk
from remote_cm.storage.tables.tasks import Task
from remote_cm.storage.tasks import list_all_open_tasks_of_case
from remote_cm.storage.tries_made import TryMade, last_judged, list_tries_of_case
from remote_cm.storage.turns import list_what_was_said
from remote_cm.storage.whole_case import CaseFound, find_whole_case_for

PAGE_LENGTH = 50
HISTORY_LENGTH = 30


@dataclass(frozen=True)
class CaseRow:
    """One line of the list, in codes."""

    code: str
    level: RiskLevel
    age_band: AgeBand
    caseworker: str
    due_by: datetime | None


@dataclass(frozen=True)
class CaseList:
    """One page of cases; ``next_after`` is the code after which the next page begins, None on the last."""

    rows: tuple[CaseRow, ...]
    next_after: str | None
    now: datetime


@dataclass(frozen=True)
class ContactCard:
    """A person we may call. The name is shown to the case's caseworker only; of a number, whether there is one."""

    id: uuid.UUID
    role: ContactRole
    name: str | None
    relation: str | None
    has_number: bool
    is_person_of_concern: bool
    verified_on: date | None
    has_agreed_to_texts: bool
    has_opted_out: bool
    has_unsafe_end: bool
    windows: tuple[SafeWindow, ...]


@dataclass(frozen=True)
class HistoryLine:
    """One thing that was done: a try, a conversation with its level, a talk with somebody beside the family, or a
    change of the case's level.
    """

    at: datetime
    kind: str
    who: str | None
    outcome: AttemptOutcome | None = None
    ending: ConversationEnding | None = None
    level: RiskLevel | None = None
    level_before: RiskLevel | None = None
    codes: tuple[str, ...] = ()
    reason: str | None = None
    other: CollateralKind | None = None

    @property
    def is_contact_only(self) -> bool:
        """True for a talk in which no question was answered (MON-09)."""
        return self.kind == "conversation" and self.ending is not None and self.level is None


@dataclass(frozen=True)
class RegistrationLine:
    """How a case came to be. ``concern`` is what was seen or heard first, for the case's caseworker only."""

    referred_by: ReferredBy
    referred_at: datetime
    registered_at: datetime
    due_at: datetime
    is_urgent: bool
    concern: str | None


@dataclass(frozen=True)
class CasePage:
    """One case."""

    code: str
    level: RiskLevel
    level_since: datetime
    floor: RiskLevel | None
    age_band: AgeBand
    sex: str
    camp: str
    caseworker: str
    opened_on: date
    schedule: str
    may_work: bool
    has_consent: bool
    consent_until: date | None
    consent_withdrawn_at: datetime | None
    contacts: tuple[ContactCard, ...]
    colours: Mapping[ScriptDomain, tuple[DomainColour, datetime]]
    registration: RegistrationLine | None
    follow_up: FollowUp | None
    is_on_the_line: bool
    tasks: tuple[DayTask, ...]
    ladders: tuple[SlowLadderView, ...]
    history: tuple[HistoryLine, ...]
    talks: tuple[TalkRecord, ...]
    meeting_place: str | None
    course: CaseCourse
    child_heard_at: datetime | None
    caregiver_heard_at: datetime | None
    is_child_overdue: bool
    now: datetime


def list_cases(around: Surroundings, person: Person, after_code: str = "") -> CaseList:
    """One page of the open cases that exist for this person, with one audit row that names them."""
    now = around.now()
    with around.database.unit_of_work() as work:
        found = list(list_cases_for(work.session, person, after_code, PAGE_LENGTH + 1))
        shown = found[:PAGE_LENGTH]
        staff = list_codes(work.session, staff=[case.caseworker_id for case in shown])
        due = list_due_dates(work.session, [case.id for case in shown])
        _audit(around, work.session, person, "cases:listed", None, [case.id for case in shown])
        work.commit()
    rows = tuple(
        CaseRow(case.code, case.level, case.age_band, staff[case.caseworker_id], due.get(case.id)) for case in shown
    )
    return CaseList(rows, shown[-1].code if len(found) > PAGE_LENGTH else None, now)


def show_case(around: Surroundings, person: Person, code: str) -> CasePage:
    """One case with an audit row. Raises NotFound when it does not exist for this person."""
    with around.database.unit_of_work() as work:
        session = work.session
        found = find_whole_case_for(session, person, code)
        if found is None:
            raise NotFound
        page = _page(around, session, person, found)
        _audit(around, session, person, "case:seen", found.case.id, [])
        work.commit()
    return page


def _page(around: Surroundings, session: Session, person: Person, found: CaseFound) -> CasePage:
    now, case, consent = around.now(), found.case, found.consent
    may_work = may_work_case(person, CaseAnchor(case.caseworker_id, case.team_id))
    looked_back = max(SHOWN, around.policy.turns.child_unheard_calls)
    tries = list_tries_of_case(session, case.id, HISTORY_LENGTH, judged=looked_back)
    judged = last_judged(tries, looked_back)
    said = list_what_was_said(session, [talk.id for talk in judged])
    levels = list_domain_levels(session, case.id)
    tasks = _tasks(session, person, case.id)
    unsettled = list_unsettled_actions(session, case.id)
    words = {action.task_id: action.what for action in unsettled if action.task_id is not None}
    ladders, duties = list_ladders_about(session, person, case.id)
    codes = list_codes(
        session,
        cases=[case.id],
        volunteers=[task.volunteer_id for task in tasks],
        staff=[
            case.caseworker_id,
            *(task.assignee_id for task in duties),
        ],
    )
    return CasePage(
        code=case.code,
        level=case.level,
        level_since=case.level_since,
        floor=case.floor,
        age_band=case.age_band,
        sex=case.sex,
        camp=found.camp.name,
        caseworker=codes[case.caseworker_id],
        opened_on=case.opened_on,
        schedule=around.policy.cadence.presets[case.cadence_preset].source,
        may_work=may_work,
        has_consent=consent is not None and consent.is_given,
        consent_until=consent.valid_until if consent else None,
        consent_withdrawn_at=consent.withdrawn_at if consent else None,
        contacts=tuple(_contact_card(contact, shows_name=may_work) for contact in found.family),
        colours={domain: (row.colour, row.heard_at) for domain, row in sorted(levels.items())},
        registration=_registration(found, shows_words=may_work),
        follow_up=found.follow_up,
        is_on_the_line=_is_on_the_line(tries),
        tasks=name_tasks(tasks, codes, now, words=words),
        ladders=name_ladders(around, person, ladders, duties, codes),
        history=_history(
            tries[:HISTORY_LENGTH],
            list_level_changes(session, case.id),
            list_collateral_talks(session, case.id, HISTORY_LENGTH),
        ),
        talks=view_talk_records(around, judged, said) if may_work else (),
        meeting_place=case.meeting_place if may_work else None,
        course=read_course(around, case, judged, levels, _without_a_duty(unsettled, tasks)),
        child_heard_at=case.child_heard_at,
        caregiver_heard_at=case.caregiver_heard_at,
        is_child_overdue=is_child_unheard(around, case, [said[talk.id] for talk in judged]),
        now=now,
    )


def _tasks(session: Session, person: Person, case_id: uuid.UUID) -> list[Task]:
    """The duties about a case that are for this person's eyes: what safeguarding looks into is not (N28)."""
    found = list_all_open_tasks_of_case(session, case_id)
    return [task for task in found if may_see_task(person, TaskAnchor(task.assignee_id, task.team_id))]


def _without_a_duty(unsettled: Sequence[PlanAction], tasks: Sequence[Task]) -> list[PlanAction]:
    """The actions that do not stand on the page already as somebody's open duty."""
    duties = {task.id for task in tasks}
    return [action for action in unsettled if action.state is not ActionState.OPEN or action.task_id not in duties]


def _is_on_the_line(tries: Sequence[TryMade]) -> bool:
    """Whether the newest try, or the talk that came of it, goes on."""
    newest = next(iter(tries), None)
    if newest is None:
        return False
    return newest.attempt.outcome is None or (newest.talk is not None and newest.talk.ended_at is None)


def _registration(found: CaseFound, *, shows_words: bool) -> RegistrationLine | None:
    row = found.registration
    if row is None:
        return None
    return RegistrationLine(
        row.referred_by,
        row.referred_at,
        row.registered_at,
        row.due_at,
        row.is_urgent,
        row.concern if shows_words else None,
    )


def _contact_card(contact: Contact, *, shows_name: bool) -> ContactCard:
    return ContactCard(
        id=contact.id,
        role=contact.role,
        name=contact.name if shows_name else None,
        relation=contact.relation if shows_name else None,
        has_number=contact.phone_number is not None,
        is_person_of_concern=contact.is_person_of_concern,
        verified_on=contact.verified_on,
        has_agreed_to_texts=contact.has_agreed_to_texts,
        has_opted_out=contact.opted_out_at is not None,
        has_unsafe_end=contact.unsafe_end_at is not None,
        windows=contact.safe_windows,
    )


def _history(
    tries: Sequence[TryMade],
    changes: Sequence[LevelChange],
    others: Sequence[tuple[CollateralTalk, str]],
) -> tuple[HistoryLine, ...]:
    lines = [_what_was_tried(one.attempt, one.talk, one.caller.code) for one in tries]
    lines += [
        HistoryLine(
            one.changed_at, "level", None, level=one.level_after, level_before=one.level_before, reason=one.reason
        )
        for one in changes
    ]
    lines += [HistoryLine(talk.talked_at, "collateral", who, other=talk.kind) for talk, who in others]
    return tuple(sorted(lines, key=lambda line: line.at, reverse=True)[:HISTORY_LENGTH])


def _what_was_tried(attempt: Attempt, talk: Conversation | None, who: str) -> HistoryLine:
    if talk is None:
        return HistoryLine(attempt.claimed_at, "attempt", who, outcome=attempt.outcome)
    codes = tuple(talk.codes or ())
    return HistoryLine(talk.started_at, "conversation", who, ending=talk.ending, level=talk.call_level, codes=codes)


def _audit(
    around: Surroundings,
    session: Session,
    person: Person,
    act: str,
    case_id: uuid.UUID | None,
    shown: Sequence[uuid.UUID],
) -> None:
    add_audit_entry(
        session, at=around.now(), actor_id=person.id, act=act, subject_kind="case", subject_id=case_id, shown=shown
    )

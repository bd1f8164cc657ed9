"""What a caseworker has before them today: calls with why and until when, duties mixed in by urgency, alerts on top."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from remote_cm.domain.access import Person
from remote_cm.domain.cadence import Lateness, read_lateness
from remote_cm.domain.no_answer import NextTry
from remote_cm.domain.safe_window import Period, windows_between
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import ContactRole, RiskLevel
from remote_cm.services.alert_board import AlertCard, list_open_cards
from remote_cm.services.next_try import find_next_tries
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.calls import LastTries, list_last_tries
from remote_cm.storage.cases import CallOfDay, ContactHours, count_met_since, list_calls_of_day
from remote_cm.storage.codes import list_codes
from remote_cm.storage.database import Session
from remote_cm.storage.plan_actions import list_words_of_actions
from remote_cm.storage.tables.calls import AttemptOutcome
from remote_cm.storage.tables.cases import FollowUp
from remote_cm.storage.tables.tasks import Task
from remote_cm.storage.tasks import list_tasks_of


@dataclass(frozen=True)
class DayCall:
    """One call that is due, in codes. ``reasons`` and ``begin_with`` are the rule's own words, for the page to put
    plainly.
    """

    follow_up_id: uuid.UUID
    case_code: str
    level: RiskLevel
    with_role: ContactRole | None
    window_from: datetime | None
    window_to: datetime | None
    is_open_now: bool
    due_by: datetime
    lateness: Lateness
    reasons: tuple[str, ...]
    begin_with: tuple[str, ...]
    tries: int
    last_outcome: AttemptOutcome | None
    has_no_safe_window: bool
    next_try: NextTry | None
    """How trying stands while nobody has answered: not before when, or that the tries are used up (script §2.14 E)."""


@dataclass(frozen=True)
class DayTask:
    """One duty with its time, in codes. ``what`` is the sentence of the action that was agreed; ``who`` is whose it
    is, where the page is about several people.
    """

    id: uuid.UUID
    kind: TaskKind
    case_code: str | None
    volunteer_code: str | None
    made_at: datetime
    due_at: datetime
    is_late: bool
    detail: str | None
    what: str | None = None
    who: str | None = None
    heard_after: timedelta | None = None


AGREED_KINDS = frozenset({TaskKind.AGREED_ACTION, TaskKind.ACTION_TO_TELL})
"""Behind these duties stands an action of the plan."""


@dataclass(frozen=True)
class MyDay:
    """A caseworker's page: most urgent first. ``near_until`` is the end of tomorrow."""

    now: datetime
    near_until: datetime
    alerts: tuple[AlertCard, ...]
    tasks: tuple[DayTask, ...]
    calls: tuple[DayCall, ...]
    done_today: int
    room_for: int

    @property
    def lines(self) -> tuple[DayCall | DayTask, ...]:
        """Calls in their order, each near duty before the first call that can wait longer than it."""
        waiting = [task for task in self._by_date if task.due_at < self.near_until]
        mixed: list[DayCall | DayTask] = []
        for call in self.calls:
            while waiting and waiting[0].due_at <= _can_wait_until(call):
                mixed.append(waiting.pop(0))
            mixed.append(call)
        return (*mixed, *waiting)

    @property
    def later(self) -> tuple[DayTask, ...]:
        """The duties that can wait for longer than tomorrow, the next one first."""
        return tuple(task for task in self._by_date if task.due_at >= self.near_until)

    @property
    def _by_date(self) -> list[DayTask]:
        return sorted(self.tasks, key=lambda task: task.due_at)


def show_my_day(around: Surroundings, person: Person) -> MyDay:
    """The page of one caseworker; one audit row names the cases that it showed."""
    now = around.now()
    today = now.astimezone(around.zone).date()
    with around.database.unit_of_work() as work:
        session = work.session
        due = list_calls_of_day(session, person.id, today)
        tries = list_last_tries(session, [one.follow_up.id for one in due])
        windows = {one.case.id: one.hours.safe_windows for one in due if one.hours is not None}
        tried = [one.case for one in due if one.follow_up.id in tries]
        next_tries = find_next_tries(around, session, tried, windows)
        calls = [_day_call(around, one, tries.get(one.follow_up.id), next_tries.get(one.case.id)) for one in due]
        tasks = show_tasks(session, list_tasks_of(session, person.id), now, owner_id=person.id)
        alerts = list_open_cards(around, session, person)
        done = count_met_since(session, person.id, datetime.combine(today, time(), around.zone))
        add_audit_entry(
            session,
            at=now,
            actor_id=person.id,
            act="day:listed",
            subject_kind="case",
            shown=[one.case.id for one in due],
        )
        work.commit()
    calls.sort(key=_urgency)
    room = around.policy.cadence.day_plan.calls_per_day - done - len(calls)
    near_until = datetime.combine(today + timedelta(days=2), time(), around.zone)
    return MyDay(now, near_until, alerts, tasks, tuple(calls), done, max(0, room))


def show_tasks(
    session: Session, tasks: Sequence[Task], now: datetime, *, owner_id: uuid.UUID | None
) -> tuple[DayTask, ...]:
    """Duties as a page shows them; what was agreed is said in its own words where it is the duty of this owner."""
    cases, volunteers = [task.case_id for task in tasks], [task.volunteer_id for task in tasks]
    agreed = [task for task in tasks if task.kind in AGREED_KINDS and task.assignee_id == owner_id]
    others = [task.assignee_id for task in tasks if task.assignee_id != owner_id]
    codes = list_codes(session, cases=cases, volunteers=volunteers, staff=others)
    return name_tasks(tasks, codes, now, words=list_words_of_actions(session, agreed))


def name_tasks(
    tasks: Sequence[Task], codes: Mapping[uuid.UUID, str], now: datetime, *, words: Mapping[uuid.UUID, str]
) -> tuple[DayTask, ...]:
    """The same, where the codes and the words of actions have been found already, by id of the duty."""
    return tuple(
        DayTask(
            id=task.id,
            kind=task.kind,
            case_code=codes.get(task.case_id) if task.case_id else None,
            volunteer_code=codes.get(task.volunteer_id) if task.volunteer_id else None,
            made_at=task.made_at,
            due_at=task.due_at,
            is_late=task.due_at <= now,
            detail=task.detail,
            what=words.get(task.id),
            who=codes.get(task.assignee_id) if task.assignee_id else None,
            heard_after=task.made_at - task.sent_at if task.sent_at is not None else None,
        )
        for task in tasks
    )


def _day_call(around: Surroundings, due: CallOfDay, tries: LastTries | None, next_try: NextTry | None) -> DayCall:
    now, row, case, contact = around.now(), due.follow_up, due.case, due.hours
    window = _window(around, row, contact, now)
    return DayCall(
        follow_up_id=row.id,
        case_code=case.code,
        level=case.level,
        with_role=contact.role if contact else None,
        window_from=window.starts if window else None,
        window_to=window.ends if window else None,
        is_open_now=window is not None and window.holds(now),
        due_by=row.due_by,
        lateness=read_lateness(case.level, row.due_by, now, around.policy.cadence),
        reasons=tuple(row.reasons),
        begin_with=tuple(row.begin_with),
        tries=tries.count if tries else 0,
        last_outcome=tries.last_outcome if tries else None,
        has_no_safe_window=row.has_no_safe_window,
        next_try=next_try if next_try is not None and next_try.made else None,
    )


def _can_wait_until(call: DayCall) -> datetime:
    return call.window_to if call.is_open_now and call.window_to is not None else call.due_by


def _window(around: Surroundings, row: FollowUp, contact: ContactHours | None, now: datetime) -> Period | None:
    """The hours that were planned; when they have passed, the contact's next safe hours, so that what was left from
    yesterday can be called today.
    """
    if row.window_from is not None and row.window_to is not None and row.window_to > now:
        return Period(row.window_from, row.window_to)
    if contact is None:
        return None
    midnight = datetime.combine(now.astimezone(around.zone).date(), time(), around.zone)
    until = now + timedelta(days=around.policy.cadence.day_plan.late_search_days)
    coming = windows_between(contact.safe_windows, midnight, until, around.zone)
    return next((period for period in coming if period.ends > now), None)


def _urgency(call: DayCall) -> tuple[bool, bool, int, datetime]:
    """Open windows first, then the late ones, then by level and date: a window that closes is not had again today."""
    return (not call.is_open_now, call.lateness is Lateness.NOT_LATE, -call.level.rank, call.due_by)

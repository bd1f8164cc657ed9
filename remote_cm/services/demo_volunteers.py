"""What the demo's volunteers have texted in six weeks, and the talks of each day with them."""

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from remote_cm.domain.debriefs import DebriefState
from remote_cm.domain.safe_window import WEEK
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import Intent, SenderKind
from remote_cm.services.demo_ground import DemoGround
from remote_cm.services.make_task import TaskAbout, make_task
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.database import Session
from remote_cm.storage.past import add_past, list_aliases_of_cases
from remote_cm.storage.tables.base import Base
from remote_cm.storage.tables.debriefs import Debrief
from remote_cm.storage.tables.inbound import EventKind, InboundEvent, VolunteerReport
from remote_cm.storage.tables.people import Volunteer, VolunteerAlias

_WEEKS = 6
_WENT_WELL, _A_WORRY = 1, 2
_MISSED_LAST = {"V-011": 2, "V-016": 1}
"""Who missed the last talks, and how many of them."""

_ASK_FOR_A_CALL = {"V-002": 35, "V-006": 50}
"""Who has texted 3 so many minutes before the first start."""


def rows_of_volunteers(around: Surroundings, session: Session, ground: DemoGround) -> Iterator[Base]:
    """The texts of every volunteer about the families they visit, and their talks."""
    aliases = list_aliases_of_cases(session, [case.row.id for case in ground.cases])
    volunteers = {row.id: row for row in ground.people.volunteers.values()}
    for alias in aliases:
        yield from _reports(around, volunteers[alias.volunteer_id], alias)
    for volunteer in volunteers.values():
        if volunteer.debrief_at is not None:
            yield from _debriefs(around, volunteer)


def text_of(volunteer: Volunteer, name: str, body: str, received_at: datetime, intent: Intent) -> InboundEvent:
    """A text that a volunteer has sent; ``name`` tells those of one volunteer apart."""
    event_id = uuid.uuid5(volunteer.id, name)
    return InboundEvent(
        id=event_id,
        provider="demo",
        provider_id=str(event_id),
        kind=EventKind.TEXT,
        received_at=received_at,
        sender_number=volunteer.phone_number,
        sender_fingerprint=volunteer.phone_fingerprint,
        body=body,
        sender_kind=SenderKind.VOLUNTEER,
        volunteer_id=volunteer.id,
        case_id=None,
        intent=intent,
        effects=[],
        handled_at=received_at,
        is_locked=False,
    )


def _reports(around: Surroundings, volunteer: Volunteer, alias: VolunteerAlias) -> Iterator[Base]:
    """One visit a week since they were introduced: mostly all was well, rarely a worry, now and then nobody was in."""
    place = (int(alias.alias[:2]) + int(volunteer.code[-3:])) % 7
    today = around.today()
    for week in range(_WEEKS):
        day = today - timedelta(days=1 + place + 7 * week)
        if alias.introduced_on is None or day <= alias.introduced_on:
            return
        received_at = _local(around, day, 9 + place, 7 * place + week)
        turn = place + week
        met = turn % 9 != 8
        level = (_A_WORRY if week > 1 and turn % 6 == 5 else _WENT_WELL) if met else None
        body = f"{alias.alias} {level}" if met else f"{alias.alias} 0"
        event = text_of(volunteer, f"{alias.alias} {day}", body, received_at, Intent.UPDATE if met else Intent.NOT_MET)
        event.case_id = alias.case_id
        event.effects = [f"record_report:{level}" if met else "record_not_met"]
        yield event
        yield VolunteerReport(
            id=uuid.uuid5(event.id, "report"),
            event_id=event.id,
            volunteer_id=volunteer.id,
            case_id=alias.case_id,
            met=met,
            level=level,
            received_at=received_at,
        )


def _debriefs(around: Surroundings, volunteer: Volunteer) -> Iterator[Debrief]:
    """A talk on each working day whose hour has passed: held, now and then short or missed."""
    now, today = around.now(), around.today()
    number, missed = int(volunteer.code[-3:]), _MISSED_LAST.get(volunteer.code, 0)
    for days_ago in range(7 * _WEEKS):
        day = today - timedelta(days=days_ago)
        slot_at = _local(around, day, volunteer.debrief_at.hour if volunteer.debrief_at is not None else 0, 0)
        if WEEK[day.weekday()] not in around.policy.debriefs.weekdays or slot_at + timedelta(hours=1) > now:
            continue
        state = _state(number + days_ago) if missed <= 0 else DebriefState.MISSED
        missed -= 1
        held_at = slot_at + timedelta(minutes=(number * 3 + days_ago) % 11) if state.is_held else None
        yield Debrief(
            id=uuid.uuid5(volunteer.id, f"talk {day}"),
            volunteer_id=volunteer.id,
            day=day,
            slot_at=slot_at,
            state=state,
            next_step=None,
            due_at=None,
            attempts=2 if state is DebriefState.MISSED else 0,
            last_attempt_at=slot_at + timedelta(minutes=15) if state is DebriefState.MISSED else None,
            held_at=held_at,
            held_by_id=volunteer.caseworker_id if held_at is not None else None,
            minutes=(5 if state is DebriefState.SHORT else 12 + number % 9) if held_at is not None else None,
            task_id=None,
        )


def _state(turn: int) -> DebriefState:
    if turn % 17 == 3:
        return DebriefState.MISSED
    return DebriefState.SHORT if turn % 11 == 4 else DebriefState.HELD


def leave_calls_to_volunteers(around: Surroundings, session: Session, ground: DemoGround) -> None:
    """Let a few volunteers have asked for a call within the last hour. The caller commits."""
    for code, minutes in _ASK_FOR_A_CALL.items():
        volunteer = ground.people.volunteers.get(code)
        if volunteer is None:
            continue
        asked_at = around.now() - timedelta(minutes=minutes)
        event = text_of(volunteer, "asks for a call", "3", asked_at, Intent.CALL_ME)
        event.effects = [f"make_task:{TaskKind.CALL_BACK}"]
        add_past(session, [event])
        about = TaskAbout(
            team_id=volunteer.team_id,
            assignee_id=volunteer.caseworker_id,
            volunteer_id=volunteer.id,
            event_id=event.id,
        )
        make_task(around.at(asked_at), session, TaskKind.CALL_BACK, about)


def _local(around: Surroundings, day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), around.zone).astimezone(UTC)

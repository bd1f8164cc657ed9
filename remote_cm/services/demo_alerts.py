"""Alerts of the demo that people have ended, each with its whole path: who was rung, who had it, how it ended."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from remote_cm.domain.vocabulary import Channel, Intent, LadderName
from remote_cm.services.demo_ground import DemoCase, DemoGround
from remote_cm.services.demo_roster import visitor_of
from remote_cm.services.demo_volunteers import text_of
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.alerts import Alert, AlertAct, AlertEvent, RungNotice
from remote_cm.storage.tables.base import Base
from remote_cm.storage.tables.people import Staff, Volunteer


@dataclass(frozen=True)
class _Ended:
    """One alert: about which kind of family of which caseworker, how many hours before the first start it came."""

    caseworker: int
    kind: int
    ladder: LadderName
    hours_ago: int
    minutes_to_take: int
    ended_after_hours: int
    outcome: str

    @property
    def is_taken_by_supervisor(self) -> bool:
        """The second rung was reached before anybody took it."""
        return self.minutes_to_take >= 5


_ENDED = (
    _Ended(0, 1, LadderName.E0, 29, 3, 6, "Seen at home by the focal person the same afternoon; safe with the aunt."),
    _Ended(0, 6, LadderName.HELP, 20, 2, 2, "A fall in the lane; taken to the health post, back home by evening."),
    _Ended(
        4, 3, LadderName.E0, 220, 7, 9, "A fire two lanes away; everybody accounted for, family back in the shelter."
    ),
    _Ended(2, 7, LadderName.HELP, 26, 4, 3, "Wanted advice on a referral; given, and the volunteer was thanked."),
    _Ended(
        3, 8, LadderName.E0, 40, 6, 20, "Quarrel outside the shelter; the child slept at the neighbours and is well."
    ),
    _Ended(5, 9, LadderName.E0, 470, 1, 5, "A mistaken key; the volunteer was rung back at once and all was calm."),
)


def rows_of_ended_alerts(around: Surroundings, ground: DemoGround) -> Iterator[Base]:
    """Every row of alerts that came from volunteers' texts and were ended by a supervisor."""
    cases = {(case.place.caseworker, case.place.kind): case for case in ground.cases}
    for told in _ENDED:
        case = cases.get((told.caseworker, told.kind))
        code = visitor_of(case.place) if case is not None else None
        if case is not None and code is not None:
            yield from _alert(around, ground, case, ground.people.volunteers[code], told)


def _alert(
    around: Surroundings, ground: DemoGround, case: DemoCase, volunteer: Volunteer, told: _Ended
) -> Iterator[Base]:
    opened_at = around.now() - timedelta(hours=told.hours_ago)
    held_at = opened_at + timedelta(minutes=told.minutes_to_take)
    ended_at = opened_at + timedelta(hours=told.ended_after_hours)
    supervisor = ground.supervisor_of(case)
    holder = supervisor if told.is_taken_by_supervisor else case.caseworker
    is_help = told.ladder is LadderName.HELP
    intent = Intent.HELP if is_help else Intent.DANGER
    event = text_of(volunteer, f"alert {told.hours_ago}", "8" if is_help else "9", opened_at, intent)
    event.case_id, event.effects = case.row.id, [f"open_alert:{told.ladder}"]
    alert_id = uuid.uuid5(event.id, "alert")
    yield event
    yield Alert(
        id=alert_id,
        ladder=told.ladder,
        team_id=case.row.team_id,
        case_id=case.row.id,
        volunteer_id=volunteer.id,
        caseworker_id=case.caseworker.id,
        event_id=event.id,
        opened_at=opened_at,
        climbed_to=3 if told.is_taken_by_supervisor else 2,
        due_at=None,
        holder_id=holder.id,
        held_at=held_at,
        set_aside=[],
        holder_due_at=held_at + timedelta(days=1),
        called_back_at=held_at + timedelta(minutes=4),
        ended_at=ended_at,
        ended_by_id=supervisor.id,
        outcome=told.outcome,
        next_contact_on=ended_at.astimezone(around.zone).date() + timedelta(days=1),
    )
    yield from _path(alert_id, event.id, opened_at, held_at, ended_at, case.caseworker, supervisor, holder)


def _path(
    alert_id: uuid.UUID,
    event_id: uuid.UUID,
    opened_at: datetime,
    held_at: datetime,
    ended_at: datetime,
    caseworker: Staff,
    supervisor: Staff,
    holder: Staff,
) -> Iterator[Base]:
    yield _line(alert_id, opened_at, AlertAct.OPENED, event_id=event_id)
    yield from _page(alert_id, 0, opened_at, caseworker, (Channel.TEXT, Channel.CALL))
    if held_at - opened_at >= timedelta(minutes=1):
        yield from _page(alert_id, 1, opened_at + timedelta(minutes=1), caseworker, (Channel.CALL,))
    if holder.id == supervisor.id:
        yield from _page(alert_id, 2, opened_at + timedelta(minutes=5), supervisor, (Channel.TEXT, Channel.CALL))
    yield _line(alert_id, held_at, AlertAct.ACKNOWLEDGED, holder, "key")
    yield _line(alert_id, held_at + timedelta(minutes=4), AlertAct.PROMISE_KEPT, holder)
    yield _line(alert_id, held_at + timedelta(minutes=9), AlertAct.PROMISE_KEPT, holder)
    yield _line(alert_id, ended_at, AlertAct.ENDED, supervisor)


def _page(
    alert_id: uuid.UUID, step: int, paged_at: datetime, staff: Staff, channels: tuple[Channel, ...]
) -> Iterator[Base]:
    yield _line(alert_id, paged_at, AlertAct.CLIMBED)
    for channel in channels:
        yield _line(alert_id, paged_at, AlertAct.PAGED, staff, channel.value)
        yield RungNotice(
            id=uuid.uuid5(alert_id, f"{step} {staff.code} {channel.value}"),
            alert_id=alert_id,
            step=step,
            staff_id=staff.id,
            channel=channel,
            paged_at=paged_at,
        )


def _line(
    alert_id: uuid.UUID,
    at: datetime,
    act: AlertAct,
    staff: Staff | None = None,
    detail: str | None = None,
    event_id: uuid.UUID | None = None,
) -> AlertEvent:
    staff_id = staff.id if staff is not None else None
    return AlertEvent(alert_id=alert_id, happened_at=at, act=act, staff_id=staff_id, detail=detail, event_id=event_id)

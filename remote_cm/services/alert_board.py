"""What a person sees of alerts: who has each one, since when, what happens next at what clock time, and its path so
far.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from remote_cm.domain.access import AlertAnchor, CaseAnchor, Person, may_end_alert, may_see_case
from remote_cm.domain.ladder import PromiseKind, RungRole
from remote_cm.domain.refusal import NotFound
from remote_cm.domain.vocabulary import LadderName, Trigger
from remote_cm.services.check_health import find_stopped_timetable
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.ways_out import PausedChannel, list_waiting_channels
from remote_cm.storage.alerts import (
    find_alert_for,
    list_alert_events,
    list_alert_words,
    list_ended_alerts_for,
    list_open_alerts_about,
    list_open_alerts_for,
)
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.codes import list_codes
from remote_cm.storage.database import Session
from remote_cm.storage.tables.alerts import Alert, AlertAct, AlertEvent


@dataclass(frozen=True)
class AlertLine:
    """One line of an alert's path."""

    at: datetime
    act: AlertAct
    who: str | None
    detail: str | None


@dataclass(frozen=True)
class AlertWords:
    """One text or ring that the alert came of, with its words; a ring has none."""

    at: datetime
    words: str | None


@dataclass(frozen=True)
class AlertCard:
    """One alert as a page shows it: in codes, never in names.

    ``next_roles`` and ``next_at`` say who is rung next and when if nobody takes it; ``promise`` and ``promise_by``
    what its holder owes and until when. ``outcome`` is
    free words, for the alert's own page only.
    """

    id: uuid.UUID
    number: int
    ladder: LadderName
    trigger: Trigger | None
    case_code: str | None
    volunteer_code: str | None
    opened_at: datetime
    holder: str | None
    held_at: datetime | None
    promise: PromiseKind | None
    promise_by: datetime | None
    next_at: datetime | None
    next_roles: tuple[RungRole, ...]
    is_mine: bool
    may_end: bool
    may_open_case: bool
    ended_at: datetime | None
    ended_by: str | None
    outcome: str | None
    next_contact_on: date | None
    path: tuple[AlertLine, ...]
    words: tuple[AlertWords, ...] = ()


@dataclass(frozen=True)
class AlertBoard:
    """Open alerts, oldest first, and those ended lately; beside them by what nobody can be reached now.

    ``stopped_since`` is when the service last planned anything, where that is too long ago.
    """

    open: tuple[AlertCard, ...]
    ended: tuple[AlertCard, ...]
    paused: tuple[PausedChannel, ...]
    stopped_since: datetime | None
    now: datetime


ENDED_SHOWN_FOR = timedelta(days=2)
MOST_ENDED = 20


def show_alert_board(around: Surroundings, person: Person) -> AlertBoard:
    """The alerts that exist for this person."""
    now = around.now()
    with around.database.unit_of_work() as work:
        unended = list_open_alerts_for(work.session, person)
        ended = list_ended_alerts_for(work.session, person, now - ENDED_SHOWN_FOR, MOST_ENDED)
        cards = _cards(around, work.session, person, [*unended, *ended])
        paused = list_waiting_channels(work.session)
        stopped_since = find_stopped_timetable(around, work.session)
        _audit(around, work.session, person, "alerts:listed", [alert.id for alert in (*unended, *ended)])
        work.commit()
    return AlertBoard(tuple(cards[: len(unended)]), tuple(cards[len(unended) :]), paused, stopped_since, now)


def show_alert(around: Surroundings, person: Person, alert_id: uuid.UUID) -> AlertCard:
    """One alert, to its holder with the words that it came of. Raises NotFound when it is not for this person."""
    with around.database.unit_of_work() as work:
        alert = find_alert_for(work.session, person, alert_id)
        if alert is None:
            raise NotFound
        card = _cards(around, work.session, person, [alert])[0]
        if card.is_mine:
            heard = list_alert_words(work.session, alert.id)
            card = replace(card, words=tuple(AlertWords(event.received_at, event.body) for event in heard))
        _audit(around, work.session, person, "alert:seen_with_words" if card.words else "alert:seen", [alert.id])
        work.commit()
    return card


def list_open_cards(around: Surroundings, session: Session, person: Person) -> tuple[AlertCard, ...]:
    """The open alerts of a person, for a page that shows them beside something else."""
    return tuple(_cards(around, session, person, list_open_alerts_for(session, person)))


def list_cards_about(
    around: Surroundings, session: Session, person: Person, case_id: uuid.UUID
) -> tuple[AlertCard, ...]:
    """The open alerts of a person that are about one child."""
    return tuple(_name(around, session, person, *list_open_alerts_about(session, person, case_id)))


def _audit(around: Surroundings, session: Session, person: Person, act: str, ids: Sequence[uuid.UUID]) -> None:
    add_audit_entry(session, at=around.now(), actor_id=person.id, act=act, subject_kind="alert", shown=ids)


def _cards(around: Surroundings, session: Session, person: Person, alerts: Sequence[Alert]) -> list[AlertCard]:
    events = list_alert_events(session, [alert.id for alert in alerts]) if alerts else ()
    return _name(around, session, person, alerts, events)


def _name(
    around: Surroundings, session: Session, person: Person, alerts: Sequence[Alert], events: Sequence[AlertEvent]
) -> list[AlertCard]:
    """The same, where the lines of their timelines have been read already."""
    codes = list_codes(
        session,
        cases=[alert.case_id for alert in alerts],
        volunteers=[alert.volunteer_id for alert in alerts],
        staff=[
            *(event.staff_id for event in events),
            *(staff_id for alert in alerts for staff_id in (alert.holder_id, alert.ended_by_id)),
        ],
    )
    return [
        AlertCard(
            id=alert.id,
            number=alert.number,
            ladder=alert.ladder,
            trigger=alert.trigger,
            case_code=codes.get(alert.case_id) if alert.case_id else None,
            volunteer_code=codes.get(alert.volunteer_id) if alert.volunteer_id else None,
            opened_at=alert.opened_at,
            holder=codes.get(alert.holder_id) if alert.holder_id else None,
            held_at=alert.held_at,
            promise=_promise(around, alert),
            promise_by=alert.holder_due_at,
            next_at=alert.due_at if alert.ended_at is None else None,
            next_roles=_next_roles(around, alert),
            is_mine=alert.holder_id == person.id,
            may_end=may_end_alert(person, _anchor(alert, person)),
            may_open_case=_may_open_case(alert, person),
            ended_at=alert.ended_at,
            ended_by=codes.get(alert.ended_by_id) if alert.ended_by_id else None,
            outcome=alert.outcome,
            next_contact_on=alert.next_contact_on,
            path=tuple(_lines(events, alert, codes)),
        )
        for alert in alerts
    ]


def _anchor(alert: Alert, person: Person) -> AlertAnchor:
    """The alert was found for this person, so they are not avoided, and seeing it is settled."""
    return AlertAnchor(
        ladder=alert.ladder,
        team_id=alert.team_id,
        caseworker_id=alert.caseworker_id,
        holder_id=alert.holder_id,
        paged=frozenset({person.id}),
        avoid=frozenset(),
    )


def _may_open_case(alert: Alert, person: Person) -> bool:
    if alert.case_id is None or alert.caseworker_id is None:
        return False
    return may_see_case(person, CaseAnchor(alert.caseworker_id, alert.team_id))


def _promise(around: Surroundings, alert: Alert) -> PromiseKind | None:
    """What the holder owes by the clock that runs now; after the last promise the last one is renewed."""
    if alert.held_at is None or alert.holder_due_at is None:
        return None
    promises = around.policy.escalation.ladders[alert.ladder].promises
    by_moment = {alert.held_at + timedelta(seconds=promise.within_seconds): promise.kind for promise in promises}
    return by_moment.get(alert.holder_due_at, promises[-1].kind)


def _next_roles(around: Surroundings, alert: Alert) -> tuple[RungRole, ...]:
    if alert.due_at is None or alert.ended_at is not None:
        return ()
    return around.policy.escalation.ladders[alert.ladder].step(alert.climbed_to).who


def _lines(events: Sequence[AlertEvent], alert: Alert, codes: Mapping[uuid.UUID, str]) -> Iterator[AlertLine]:
    for event in events:
        if event.alert_id == alert.id:
            who = codes.get(event.staff_id) if event.staff_id else None
            yield AlertLine(event.happened_at, event.act, who, event.detail)

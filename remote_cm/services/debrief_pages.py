"""What a person sees of the daily talks with volunteers: today's with their clock, and one with what to ask."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from remote_cm.domain.access import CaseAnchor, Person, may_work_case
from remote_cm.domain.debrief_guide import DebriefGuide
from remote_cm.domain.debriefs import DebriefState, DebriefStep, are_too_many
from remote_cm.domain.refusal import NotFound
from remote_cm.domain.vocabulary import StaffRole
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.volunteer_pages import AliasOfCase, volunteers_of
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.codes import list_codes
from remote_cm.storage.database import Session
from remote_cm.storage.debriefs import count_missed_debriefs, find_debrief_for, list_debriefs_to_show
from remote_cm.storage.people import list_live_aliases
from remote_cm.storage.tables.debriefs import Debrief
from remote_cm.storage.tables.people import Volunteer


@dataclass(frozen=True)
class DebriefRow:
    """One talk in codes. ``next_step`` and ``due_at`` are None when nothing more comes by itself; ``missed_lately``
    counts the talks that were missed since the last one that was held.
    """

    id: uuid.UUID
    volunteer_code: str
    caseworker: str
    slot_at: datetime
    state: DebriefState
    next_step: DebriefStep | None
    due_at: datetime | None
    attempts: int
    held_at: datetime | None
    minutes: int | None
    missed_lately: int
    missed_too_many: bool


@dataclass(frozen=True)
class AgreedHour:
    """A volunteer with the local hour of their daily talk, None where none is agreed."""

    volunteer_code: str
    hour: time | None


@dataclass(frozen=True)
class DebriefList:
    """The talks of today, by hour, and which hours are agreed."""

    rows: tuple[DebriefRow, ...]
    hours: tuple[AgreedHour, ...]
    may_work: bool
    names_caseworkers: bool
    now: datetime


@dataclass(frozen=True)
class DebriefPage:
    """One talk. ``aliases`` are how the volunteer names each family; they and the buttons are for the caseworker
    alone.
    """

    row: DebriefRow
    guide: DebriefGuide
    aliases: tuple[AliasOfCase, ...]
    agreed: AgreedHour
    task_id: uuid.UUID | None
    may_work: bool
    has_number: bool
    now: datetime


def list_debriefs(around: Surroundings, person: Person) -> DebriefList:
    """Today's talks of a caseworker's own volunteers, or of those of a supervisor's team; nobody else has any."""
    now = around.now()
    with around.database.unit_of_work() as work:
        found = volunteers_of(work.session, person)
        debriefs = list_debriefs_to_show(work.session, [one.id for one in found], around.today())
        rows = _rows(around, work.session, debriefs, found)
        add_audit_entry(
            work.session,
            at=now,
            actor_id=person.id,
            act="debriefs:listed",
            subject_kind="volunteer",
            shown=[one.id for one in found],
        )
        work.commit()
    return DebriefList(
        rows=rows,
        hours=tuple(AgreedHour(one.code, one.debrief_at) for one in found),
        may_work=person.role is StaffRole.CASEWORKER,
        names_caseworkers=person.role is not StaffRole.CASEWORKER,
        now=now,
    )


def show_debrief(around: Surroundings, person: Person, debrief_id: uuid.UUID) -> DebriefPage:
    """One talk. Raises NotFound when it does not exist for this person."""
    with around.database.unit_of_work() as work:
        found = find_debrief_for(work.session, person, debrief_id)
        if found is None:
            raise NotFound
        debrief, volunteer = found
        may_work = may_work_case(person, CaseAnchor(volunteer.caseworker_id, volunteer.team_id))
        (row,) = _rows(around, work.session, [debrief], [volunteer])
        aliases = _aliases(work.session, volunteer) if may_work else ()
        add_audit_entry(
            work.session,
            at=around.now(),
            actor_id=person.id,
            act="debrief:opened",
            subject_kind="debrief",
            subject_id=debrief.id,
        )
        work.commit()
    return DebriefPage(
        row=row,
        guide=around.debrief_guide,
        aliases=aliases,
        agreed=AgreedHour(volunteer.code, volunteer.debrief_at),
        # Only then the duty of the talk itself is open; afterwards E4 has duties of its own.
        task_id=debrief.task_id if debrief.next_step is DebriefStep.CALL_AGAIN else None,
        may_work=may_work,
        has_number=volunteer.phone_number is not None,
        now=around.now(),
    )


def _aliases(session: Session, volunteer: Volunteer) -> tuple[AliasOfCase, ...]:
    live = list_live_aliases(session, [volunteer.id])
    codes = list_codes(session, cases=[one.case_id for one in live])
    return tuple(AliasOfCase(one.alias, codes[one.case_id]) for one in live)


def _rows(
    around: Surroundings, session: Session, debriefs: Sequence[Debrief], volunteers: Sequence[Volunteer]
) -> tuple[DebriefRow, ...]:
    policy = around.policy.debriefs
    by_id = {one.id: one for one in volunteers}
    missed = count_missed_debriefs(session, by_id, around.now() - timedelta(days=policy.missed_days))
    codes = list_codes(session, staff=[one.caseworker_id for one in volunteers])
    return tuple(
        DebriefRow(
            id=one.id,
            volunteer_code=by_id[one.volunteer_id].code,
            caseworker=codes[by_id[one.volunteer_id].caseworker_id],
            slot_at=one.slot_at,
            state=one.state,
            next_step=one.next_step,
            due_at=one.due_at,
            attempts=one.attempts,
            held_at=one.held_at,
            minutes=one.minutes,
            missed_lately=missed.get(one.volunteer_id, 0),
            missed_too_many=are_too_many(missed.get(one.volunteer_id, 0), policy),
        )
        for one in debriefs
    )

"""What a person sees of volunteers: a list in codes; which alias means which case is for the caseworker alone."""

from dataclasses import dataclass
from datetime import date, datetime

from remote_cm.domain.access import Person
from remote_cm.domain.vocabulary import StaffRole
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.codes import list_codes
from remote_cm.storage.database import Session
from remote_cm.storage.inbound import list_last_texts
from remote_cm.storage.people import (
    list_camps_by_id,
    list_live_aliases,
    list_volunteers_of,
    list_volunteers_of_team,
)
from remote_cm.storage.tables.people import Volunteer


@dataclass(frozen=True)
class AliasOfCase:
    """The alias by which one volunteer names one case."""

    alias: str
    case_code: str


@dataclass(frozen=True)
class VolunteerRow:
    """One volunteer without name and number. ``aliases`` is empty for everybody but their caseworker."""

    code: str
    caseworker: str
    camp: str
    language: str
    has_shared_phone: bool
    trained_on: date | None
    texts_stopped_at: datetime | None
    last_text_at: datetime | None
    aliases: tuple[AliasOfCase, ...]


@dataclass(frozen=True)
class VolunteerList:
    """The active volunteers that exist for a person, by code."""

    rows: tuple[VolunteerRow, ...]
    shows_aliases: bool
    now: datetime


def list_volunteers(around: Surroundings, person: Person) -> VolunteerList:
    """A caseworker's own volunteers, or those of a supervisor's team; nobody else has any."""
    shows_aliases = person.role is StaffRole.CASEWORKER
    with around.database.unit_of_work() as work:
        session = work.session
        found = volunteers_of(session, person)
        rows = _rows(session, found, shows_aliases=shows_aliases)
        add_audit_entry(
            session,
            at=around.now(),
            actor_id=person.id,
            act="volunteers:listed",
            subject_kind="volunteer",
            shown=[one.id for one in found],
        )
        work.commit()
    return VolunteerList(rows, shows_aliases, around.now())


def volunteers_of(session: Session, person: Person) -> list[Volunteer]:
    """The active volunteers that exist for a person, by code."""
    if person.role is StaffRole.CASEWORKER:
        return list_volunteers_of(session, person.id)
    if person.role is StaffRole.SUPERVISOR and person.team_id is not None:
        return list_volunteers_of_team(session, person.team_id)
    return []


def _rows(session: Session, found: list[Volunteer], *, shows_aliases: bool) -> tuple[VolunteerRow, ...]:
    camps = list_camps_by_id(session, {one.camp_id for one in found})
    last_texts = list_last_texts(session, found)
    aliases = list_live_aliases(session, [one.id for one in found]) if shows_aliases else []
    codes = list_codes(session, cases=[one.case_id for one in aliases], staff=[one.caseworker_id for one in found])
    return tuple(
        VolunteerRow(
            code=one.code,
            caseworker=codes[one.caseworker_id],
            camp=camps[one.camp_id].name,
            language=one.language,
            has_shared_phone=one.has_shared_phone,
            trained_on=one.trained_on,
            texts_stopped_at=one.texts_stopped_at,
            last_text_at=last_texts.get(one.id),
            aliases=tuple(
                AliasOfCase(alias.alias, codes[alias.case_id]) for alias in aliases if alias.volunteer_id == one.id
            ),
        )
        for one in found
    )

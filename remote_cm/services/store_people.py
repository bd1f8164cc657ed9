"""Writes the rows of a checked people file: what is known by its code is brought up to date, the rest is added."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from remote_cm.domain.message_grammar import next_alias
from remote_cm.domain.safe_window import leave_out_trigger_times
from remote_cm.services.consent_in_force import must_rest
from remote_cm.services.keep_number import keep_number, read_typed_number
from remote_cm.services.people_file import CaseRow, ContactRow, PeopleFile, Row, StaffRow, VolunteerRow
from remote_cm.services.schedule_follow_up import rest_follow_up, schedule_first_follow_up, wake_follow_up
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.cases import find_case_by_code, find_consent, find_open_follow_up, list_contacts
from remote_cm.storage.database import Session
from remote_cm.storage.people import KnownPeople, list_aliases_ever_given, list_known_people, list_live_aliases
from remote_cm.storage.tables.cases import CaseFile, Consent, Contact, FollowUp, FollowUpState
from remote_cm.storage.tables.people import Camp, Staff, Team, TeamDuty, Volunteer, VolunteerAlias

#: What calls change too: a file that does not name it leaves it as it is.
_WORDS_OF_CONTACT = ("opening_word", "answer_word", "stop_word", "danger_word", "words_changed_on")
_KEPT_OF_CONTACT = (*_WORDS_OF_CONTACT, "line_drop_plan", "call_back_signal")
_KEPT_OF_CASE = ("known_threat", "meeting_place", "tags", "supervisor_review_on")


def store_people(around: Surroundings, session: Session, people: PeopleFile) -> list[uuid.UUID]:
    """Write every row of a file that was found faultless, and return the ids of its cases. The caller commits."""
    stored = list_known_people(session)
    _store_places(session, people, stored)
    for staff in people.staff:
        _store_staff(around, session, staff, stored)
    session.flush()
    for staff in people.staff:
        if staff.supervisor is not None:
            stored.staff[staff.code].supervisor_id = stored.staff[staff.supervisor].id
    _store_duties(session, people, stored)
    for volunteer in people.volunteers:
        _store_volunteer(around, session, volunteer, stored)
    session.flush()
    return [_store_case(around, session, case, stored) for case in people.cases]


def _store_places(session: Session, people: PeopleFile, stored: KnownPeople) -> None:
    for team in people.teams:
        if team.code not in stored.teams:
            stored.teams[team.code] = Team(code=team.code)
            session.add(stored.teams[team.code])
    for camp in people.camps:
        row = stored.camps.setdefault(camp.code, Camp(code=camp.code))
        row.name, row.access = camp.name, camp.access
        session.add(row)
    session.flush()


def _set_number(around: Surroundings, row: Staff | Volunteer | Contact, typed: str | None) -> None:
    keep_number(around, row, read_typed_number(around, typed) if typed is not None else None)


def _store_staff(around: Surroundings, session: Session, row: StaffRow, stored: KnownPeople) -> None:
    staff = stored.staff.get(row.code) or Staff(code=row.code, session_mark=uuid.uuid4().hex)
    staff.username, staff.role, staff.name, staff.language = row.username, row.role, row.name, row.language
    staff.sex = row.sex
    staff.team_id = stored.teams[row.team].id if row.team is not None else None
    _set_number(around, staff, row.phone_number)
    if row.password is not None:
        staff.password_hash = around.hash_password(row.password)
    session.add(staff)
    stored.staff[row.code] = staff


def _store_duties(session: Session, people: PeopleFile, stored: KnownPeople) -> None:
    for duty in people.duties:
        key = (stored.teams[duty.team].id, duty.duty, stored.staff[duty.staff].id)
        if key not in stored.duties:
            stored.duties.add(key)
            session.add(TeamDuty(team_id=key[0], duty=key[1], staff_id=key[2]))


def _store_volunteer(around: Surroundings, session: Session, row: VolunteerRow, stored: KnownPeople) -> None:
    caseworker = stored.staff[row.caseworker]
    volunteer = stored.volunteers.get(row.code) or Volunteer(id=uuid.uuid4(), code=row.code)
    volunteer.caseworker_id, volunteer.name, volunteer.language = caseworker.id, row.name, row.language
    if caseworker.team_id is not None:
        volunteer.team_id = caseworker.team_id
    volunteer.camp_id = stored.camps[row.camp].id
    _set_number(around, volunteer, row.phone_number)
    volunteer.has_shared_phone, volunteer.trained_on = row.shared_phone, row.trained_on
    volunteer.debrief_at = row.debrief_at or volunteer.debrief_at
    volunteer.pin_fingerprint = around.blind_index.of_pin(str(volunteer.id), row.pin) if row.pin else None
    session.add(volunteer)
    stored.volunteers[row.code] = volunteer


@dataclass(frozen=True)
class _CaseParts:
    """What a case has already: nothing when it is new, so that nothing has to be looked for."""

    contacts: Mapping[str, Contact]
    consent: Consent | None
    owed: FollowUp | None


def _parts_of(session: Session, case: CaseFile | None) -> _CaseParts:
    if case is None:
        return _CaseParts({}, None, None)
    contacts = {contact.reference: contact for contact in list_contacts(session, case.id)}
    return _CaseParts(contacts, find_consent(session, case.id), find_open_follow_up(session, case.id))


def _store_case(around: Surroundings, session: Session, row: CaseRow, stored: KnownPeople) -> uuid.UUID:
    case = find_case_by_code(session, row.code)
    parts = _parts_of(session, case)
    caseworker = stored.staff[row.caseworker]
    if case is None:
        case = CaseFile(id=uuid.uuid4(), code=row.code, level=row.level, level_since=around.now())
        case.last_contact_at = row.last_contact_at
    case.caseworker_id, case.camp_id = caseworker.id, stored.camps[row.camp].id
    if caseworker.team_id is not None:
        case.team_id = caseworker.team_id
    case.age_band, case.sex, case.language, case.floor = row.age_band, row.sex, row.language, row.floor
    case.has_disability, case.has_self_harm_history = row.disability, row.self_harm_history
    case.opened_on, case.first_review_done_on = row.opened_on, row.first_review_done_on
    case.cadence_preset = row.cadence_preset or around.policy.cadence.default_preset
    _set_what_is_named(case, row, _KEPT_OF_CASE)
    case.is_monitoring_only = case.supervisor_review_on is not None
    session.add(case)
    session.flush()
    for contact in row.contacts:
        _store_contact(around, session, case, parts.contacts.get(contact.reference), contact)
    _store_consent(session, case, parts.consent, row)
    _store_aliases(session, case, row, stored)
    session.flush()
    owed = parts.owed or schedule_first_follow_up(around, session, case)
    owed.caseworker_id = case.caseworker_id
    _rest_or_wake(around, session, case, owed)
    return case.id


def _rest_or_wake(around: Surroundings, session: Session, case: CaseFile, owed: FollowUp) -> None:
    """A yes that was taken back stops the calls, a new one lets them go on, whichever file tells of it (N43)."""
    session.flush()
    if must_rest(around, session, case.id):
        rest_follow_up(session, case)
    elif owed.state is FollowUpState.RESTING:
        wake_follow_up(around, session, case)


def _store_contact(
    around: Surroundings, session: Session, case: CaseFile, known: Contact | None, row: ContactRow
) -> None:
    contact = known or Contact(case_id=case.id, reference=row.reference)
    contact.role, contact.relation, contact.name = row.role, row.relation, row.name
    _set_number(around, contact, row.phone_number)
    contact.cover_topic, contact.language = row.cover_topic, row.language
    contact.safe_windows = leave_out_trigger_times(
        [window.as_window() for window in row.safe_windows],
        [moment.as_trigger_time() for moment in row.trigger_times],
        timedelta(minutes=around.policy.call_script.trigger_time_minutes),
    )
    contact.is_person_of_concern, contact.verified_on = row.person_of_concern, row.verified_on
    contact.has_agreed_to_texts, contact.has_agreed_to_bridge = row.text_agreed, row.bridge_agreed
    _set_what_is_named(contact, row, _KEPT_OF_CONTACT)
    session.add(contact)


def _set_what_is_named(stored: CaseFile | Contact, row: Row, fields: Iterable[str]) -> None:
    for field in row.model_fields_set.intersection(fields):
        setattr(stored, field, getattr(row, field))


def _store_consent(session: Session, case: CaseFile, known: Consent | None, row: CaseRow) -> None:
    if row.consent is None:
        return
    consent = known or Consent(case_id=case.id)
    withdrawn_at, given_at = consent.withdrawn_at, row.consent.given_at
    consent.is_given, consent.given_by = row.consent.given, row.consent.given_by
    consent.given_at, consent.valid_until = given_at, row.consent.valid_until
    consent.withdrawn_at = row.consent.withdrawn_at
    # An old file never takes back a withdrawal (N43); only a consent that was given after it does.
    if withdrawn_at is not None and (given_at is None or given_at <= withdrawn_at):
        consent.withdrawn_at = consent.withdrawn_at or withdrawn_at
    session.add(consent)


def _store_aliases(session: Session, case: CaseFile, row: CaseRow, stored: KnownPeople) -> None:
    """Give each volunteer of a family an alias for it; one that is in use is kept."""
    for link in row.volunteers:
        volunteer = stored.volunteers[link.code]
        live = list_live_aliases(session, [volunteer.id])
        known = next((alias for alias in live if alias.case_id == case.id), None)
        if known is None:
            # One that was retired may have been seen by somebody: it is never given again (N34).
            taken = list_aliases_ever_given(session, volunteer.id)
            alias = link.alias if link.alias and link.alias not in taken else next_alias(taken)
            known = VolunteerAlias(volunteer_id=volunteer.id, case_id=case.id, alias=alias)
        known.introduced_on = link.introduced_on
        session.add(known)
        session.flush()

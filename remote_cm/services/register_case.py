"""Opens a case: the short form, no child twice, somebody who can carry it, and the first call owed at once."""

import secrets
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from remote_cm.domain.access import CaseAnchor, Person, may_see_case
from remote_cm.domain.caseload import ChildToFit, Colleague, fits
from remote_cm.domain.refusal import BadInput, Fault
from remote_cm.domain.registration import (
    RegistrationTyped,
    check_registration,
    registration_due_at,
)
from remote_cm.domain.time_limits import CaseStep
from remote_cm.domain.vocabulary import StaffRole
from remote_cm.services.case_steps import begin_steps
from remote_cm.services.schedule_follow_up import schedule_first_follow_up
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.worry_about import worry_about
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.database import Session
from remote_cm.storage.people import list_team_caseworkers
from remote_cm.storage.registrations import (
    add_identifiers,
    count_open_cases,
    find_case_of_identifiers,
    find_case_registered_by_form,
    is_code_taken,
    list_camps,
)
from remote_cm.storage.tables.cases import CaseFile
from remote_cm.storage.tables.people import Camp, Staff
from remote_cm.storage.tables.registrations import CaseRegistration

#: Letters and digits that are not taken for one another when a code is read out.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_LENGTH = 4


@dataclass(frozen=True)
class Carrier:
    """A caseworker to whom a case can be given, with how many open ones they have."""

    code: str
    open_cases: int
    is_near_the_limit: bool
    is_at_the_limit: bool


@dataclass(frozen=True)
class RegistrationPage:
    """What the form offers; a caseworker gives a case to nobody but themselves."""

    carriers: tuple[Carrier, ...]
    camps: tuple[tuple[str, str], ...]
    own_code: str | None


def show_registration(around: Surroundings, person: Person) -> RegistrationPage:
    """What the form of a new case offers to this person."""
    with around.database.unit_of_work() as work:
        carriers = _carriers(around, work.session, person)
        camps = list_camps(work.session)
    return RegistrationPage(
        tuple(carrier for _, carrier in carriers),
        tuple((camp.code, camp.name) for camp in camps),
        carriers[0][1].code if person.role is StaffRole.CASEWORKER and carriers else None,
    )


def register_case(
    around: Surroundings, person: Person, typed: RegistrationTyped, draw: Callable[[str], str] = secrets.choice
) -> str:
    """Open the case and return its code. The same form sent twice is one case.

    A child whose number is known already is not registered a second time. What is urgent is a worry from its first
    minute, on the caseworker's and the supervisor's page, and no full caseload keeps it waiting (N39). Raises BadInput
    with every fault. ``draw`` chooses a sign of the code.
    """
    with around.database.unit_of_work() as work:
        session = work.session
        known = find_case_registered_by_form(session, typed.form_id)
        if known is not None:
            return known.code
        identifiers = check_registration(typed, around.now())
        caseworker, camp = _check_who_and_where(around, session, person, typed)
        fingerprints = {kind: around.blind_index.of_identifier(kind, text) for kind, text in identifiers.items()}
        _refuse_a_second_case(around, person, find_case_of_identifiers(session, fingerprints))
        case = _open(around, session, typed, caseworker, camp, draw)
        if not add_identifiers(session, case.id, fingerprints):
            _refuse_a_second_case(around, person, find_case_of_identifiers(session, fingerprints))
        _register(around, session, person, case, typed)
        add_audit_entry(
            session,
            at=around.now(),
            actor_id=person.id,
            act="case:registered",
            subject_kind="case",
            subject_id=case.id,
            urgent=typed.is_urgent,
        )
        work.commit()
    return case.code


def _carriers(around: Surroundings, session: Session, person: Person) -> Sequence[tuple[Staff, Carrier]]:
    """Who may be given a case by this person, fewest open cases first."""
    team = list_team_caseworkers(session, person.team_id) if person.team_id is not None else []
    mine = [one for one in team if person.role is StaffRole.SUPERVISOR or one.id == person.id]
    counts, policy = count_open_cases(session, [one.id for one in mine]), around.policy.caseload
    carriers = [
        (
            one,
            Carrier(
                one.code,
                counts[one.id],
                is_near_the_limit=counts[one.id] >= policy.warn_at_cases,
                is_at_the_limit=counts[one.id] >= policy.block_at_cases,
            ),
        )
        for one in mine
    ]
    return sorted(carriers, key=lambda found: (found[1].open_cases, found[1].code))


def _check_who_and_where(
    around: Surroundings, session: Session, person: Person, typed: RegistrationTyped
) -> tuple[Staff, Camp]:
    carriers = {carrier.code: (staff, carrier) for staff, carrier in _carriers(around, session, person)}
    camp = next((one for one in list_camps(session) if one.code == typed.camp), None)
    faults = []
    if typed.caseworker not in carriers:
        faults.append(Fault("caseworker", "choose a caseworker of your team"))
    else:
        faults += _faults_of_carrier(around, *carriers[typed.caseworker], typed)
    if camp is None:
        faults.append(Fault("camp", "choose the camp"))
    if faults or camp is None:
        raise BadInput(*faults)
    return carriers[typed.caseworker][0], camp


def _faults_of_carrier(around: Surroundings, staff: Staff, carrier: Carrier, typed: RegistrationTyped) -> list[Fault]:
    faults = []
    if carrier.is_at_the_limit and not typed.is_urgent:
        faults.append(Fault("caseworker", f"{carrier.code} has {carrier.open_cases} cases, which is the limit"))
    colleague, child = Colleague(staff.id, staff.code, staff.sex, room=0), ChildToFit(typed.sex, typed.band)
    if not fits(colleague, child, around.policy.caseload):
        faults.append(Fault("caseworker", "a girl of this age is not given to a man: choose a woman"))
    return faults


def _refuse_a_second_case(around: Surroundings, person: Person, known: CaseFile | None) -> None:
    """What is said of the other case is what this person may know of it (DATA-03). That they asked is kept: a number
    can be tried out of curiosity (N33).
    """
    if known is None:
        return
    with around.database.unit_of_work() as work:
        add_audit_entry(
            work.session,
            at=around.now(),
            actor_id=person.id,
            act="case:known_already",
            subject_kind="case",
            subject_id=known.id,
        )
        work.commit()
    if may_see_case(person, CaseAnchor(known.caseworker_id, known.team_id)):
        raise BadInput(Fault("identifiers", f"this child is known already: {known.code}"))
    raise BadInput(Fault("identifiers", "this child is known already, to others: ask your coordinator who has it"))


def _open(
    around: Surroundings,
    session: Session,
    typed: RegistrationTyped,
    caseworker: Staff,
    camp: Camp,
    draw: Callable[[str], str],
) -> CaseFile:
    if caseworker.team_id is None:
        raise ValueError("a caseworker belongs to a team")
    case = CaseFile(
        id=uuid.uuid4(),
        code=_new_code(session, draw),
        team_id=caseworker.team_id,
        caseworker_id=caseworker.id,
        camp_id=camp.id,
        age_band=typed.band,
        sex=typed.sex,
        has_disability=typed.has_disability,
        language=typed.language,
        level=typed.level,
        level_since=around.now(),
        opened_on=around.today(),
        cadence_preset=around.policy.cadence.default_preset,
    )
    session.add(case)
    session.flush()
    return case


def _new_code(session: Session, draw: Callable[[str], str]) -> str:
    while True:
        code = "CX-" + "".join(draw(_SIGNS) for _ in range(_CODE_LENGTH))
        if not is_code_taken(session, code):
            return code


def _register(around: Surroundings, session: Session, person: Person, case: CaseFile, typed: RegistrationTyped) -> None:
    if typed.referred_at is None:
        raise ValueError("the form was checked")
    session.add(
        CaseRegistration(
            id=typed.form_id,
            case_id=case.id,
            referred_by=typed.referred_by,
            referred_at=typed.referred_at,
            due_at=registration_due_at(typed.referred_at, typed.level, around.policy.registration),
            registered_at=around.now(),
            registered_by_id=person.id,
            is_urgent=typed.is_urgent,
            concern=typed.concern.strip(),
        )
    )
    schedule_first_follow_up(around, session, case)
    begin_steps(around, session, case, CaseStep.REGISTERED)
    if typed.is_urgent:
        worry_about(around, session, case)
